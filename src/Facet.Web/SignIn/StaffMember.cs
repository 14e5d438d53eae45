using System.Globalization;
using System.Security.Claims;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Facet.Web.SignIn;

/// <summary>Who is signed in, as the session's protected cookie says.</summary>
internal sealed record StaffMember(Guid Id, ClinicId Clinic, string Name, Roles Roles)
{
    public const string PatientClaim = "patient";
    public const string ClinicClaim = "clinic";
    public const string NameClaim = "person";
    public const string SecondFactorClaim = "second-factor";
    public const string StampClaim = "stamp";
    public const string SinceClaim = "since";
    public const string ConfirmedClaim = "confirmed";

    /// <summary>Whose care the session is for; null for staff.</summary>
    public PatientId? Patient { get; init; }

    /// <summary>On whose behalf the stores are asked: this clinic and no other.</summary>
    public Caller Caller => Caller.User(Clinic, Id);

    /// <summary>What the person may do, in words.</summary>
    public string RoleText => RoleWords.Of(Roles).Replace(" ", ", ", StringComparison.Ordinal);

    public static StaffMember? Of(ClaimsPrincipal? person) =>
        person?.Identities.FirstOrDefault(identity => identity.AuthenticationType == IdentityConstants.ApplicationScheme) is { } identity
        && Guid.TryParse(identity.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var id) && Guid.TryParse(identity.FindFirst(ClinicClaim)?.Value, out var clinic)
            ? new(id, new(clinic), identity.FindFirst(NameClaim)?.Value ?? "", RoleWords.Parse(identity.FindFirst(ClaimTypes.Role)?.Value ?? ""))
            {
                Patient = Guid.TryParse(identity.FindFirst(PatientClaim)?.Value, out var patient) ? new PatientId(patient) : null,
            }
            : null;

    /// <summary>Who is signed in on a page that staff alone can reach.</summary>
    public static StaffMember Demand(HttpContext context) => Of(context.User) ?? throw new InvalidOperationException("Nobody is signed in.");

    public static DateTimeOffset? Time(ClaimsPrincipal person, string claim) =>
        long.TryParse(person.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}

/// <summary>What a session's cookie says of an account.</summary>
internal sealed class StaffClaims(UserManager<Account> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Account>(users, options)
{
    public override Task<ClaimsPrincipal> CreateAsync(Account user)
    {
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme);
        identity.AddClaims([
            new(ClaimTypes.NameIdentifier, user.Id.ToString()), new(StaffMember.ClinicClaim, user.Clinic.ToString()), new(StaffMember.NameClaim, user.Name),
            new(ClaimTypes.Role, RoleWords.Of(user.Roles)), new(StaffMember.StampClaim, user.SecurityStamp)]);
        if (user.Patient is { } patient)
        {
            identity.AddClaim(new(StaffMember.PatientClaim, patient.ToString()));
        }
        if (user.HasAuthenticator)
        {
            identity.AddClaim(new(StaffMember.SecondFactorClaim, "yes"));
        }
        return Task.FromResult(new ClaimsPrincipal(identity));
    }
}

/// <summary>Signs in accounts that are open, and notes when.</summary>
internal sealed class StaffSignIn(
    UserManager<Account> users, IHttpContextAccessor http, IUserClaimsPrincipalFactory<Account> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Account>> log, Microsoft.AspNetCore.Authentication.IAuthenticationSchemeProvider schemes, IUserConfirmation<Account> confirmation, TimeProvider clock)
    : SignInManager<Account>(users, http, claims, options, log, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(Account user) => user.Closed is null && await base.CanSignInAsync(user);

    public override Task SignInWithClaimsAsync(Account user, Microsoft.AspNetCore.Authentication.AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (user.Patient is not null)
        {
            authenticationProperties = new() { IsPersistent = true, AllowRefresh = true, IssuedUtc = clock.GetUtcNow(), ExpiresUtc = clock.GetUtcNow() + StaffRules.PatientIdle };
        }
        return base.SignInWithClaimsAsync(user, authenticationProperties, [.. additionalClaims, new(StaffMember.SinceClaim, now), new(StaffMember.ConfirmedClaim, now)]);
    }
}
