using System.Security.Claims;
using Facet.Storage.Accounts;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace Facet.Web.SignIn;

/// <summary>Who of the staff may do what. A page names one of these; a page that names none stays closed.</summary>
internal static class StaffRules
{
    /// <summary>Whoever is signed in, even before an authenticator is set up.</summary>
    public const string Account = "account";

    /// <summary>All staff.</summary>
    public const string Staff = "staff";

    /// <summary>Clinicians and administrators.</summary>
    public const string Evidence = "evidence";

    /// <summary>Clinicians: those who treat.</summary>
    public const string Clinician = "clinician";

    /// <summary>Those who may prescribe.</summary>
    public const string Prescriber = "prescriber";

    /// <summary>Those who book visits: front desk and clinicians.</summary>
    public const string MayBook = "may-book";

    /// <summary>The roles of <see cref="MayBook"/>.</summary>
    public const Roles Booking = Roles.Receptionist | Roles.Clinician | Roles.Prescriber;

    /// <summary>Administrators.</summary>
    public const string Administrator = "administrator";

    /// <summary>Beside another rule: the password was given a short while ago.</summary>
    public const string Recent = "recent";

    /// <summary>How long a given password counts as recent.</summary>
    public static readonly TimeSpan RecentFor = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lives without a request, and in all.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(60), Longest = TimeSpan.FromHours(12);

    /// <summary>The same for a patient's session: on their own phone, every day, often in pain.</summary>
    public static readonly TimeSpan PatientIdle = TimeSpan.FromDays(30), PatientLongest = TimeSpan.FromDays(180);

    public static string Scheme => IdentityConstants.ApplicationScheme;

    public static void AddTo(AuthorizationBuilder rules)
    {
        rules.AddPolicy(Account, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser())
            .AddPolicy(Staff, policy => OfStaff(policy, Roles.Clinician | Roles.Prescriber | Roles.Receptionist | Roles.Administrator))
            .AddPolicy(Evidence, policy => OfStaff(policy, Roles.Clinician | Roles.Administrator))
            .AddPolicy(Clinician, policy => OfStaff(policy, Roles.Clinician | Roles.Prescriber))
            .AddPolicy(Prescriber, policy => OfStaff(policy, Roles.Prescriber))
            .AddPolicy(MayBook, policy => OfStaff(policy, Booking))
            .AddPolicy(Administrator, policy => OfStaff(policy, Roles.Administrator))
            .AddPolicy(Recent, policy => policy.AddAuthenticationSchemes(Scheme).AddRequirements(new IsRecent()));
    }

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "facet-staff";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Idle;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = StillHolds;
    }

    public static void ConfigureBetween(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "facet-second";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
    }

    /// <summary>Ends a session when its account is closed, changes its roles or its password, or the session is too old.</summary>
    private static async Task StillHolds(CookieValidatePrincipalContext context)
    {
        var person = context.Principal!;
        var services = context.HttpContext.RequestServices;
        // A change of the account through this program is seen at once, one from elsewhere within AccountStore.LooksAgain.
        if (!Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || !(StaffMember.Time(person, StaffMember.SinceClaim) + (person.HasClaim(static claim => claim.Type == StaffMember.PatientClaim) ? PatientLongest : Longest) > services.GetRequiredService<TimeProvider>().GetUtcNow())
            || !await services.GetRequiredService<AccountStore>().StillHolds(id, person.FindFirstValue(StaffMember.StampClaim), context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
        }
    }

    private static void OfStaff(AuthorizationPolicyBuilder policy, Roles any) => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().AddRequirements(new HasRole(any), new HasSecondFactor(), new PatientAccess());

    internal sealed class HasRole(Roles any) : AuthorizationHandler<HasRole>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, HasRole requirement)
        {
            if (StaffMember.Of(context.User) is { } member && (member.Roles & any) != 0)
            {
                context.Succeed(requirement);
            }
            return Task.CompletedTask;
        }
    }

    internal sealed class HasSecondFactor : AuthorizationHandler<HasSecondFactor>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, HasSecondFactor requirement)
        {
            if (context.User.HasClaim(StaffMember.SecondFactorClaim, "yes"))
            {
                context.Succeed(requirement);
            }
            return Task.CompletedTask;
        }
    }

    internal sealed class IsRecent : IAuthorizationRequirement
    {
        internal sealed class Check(TimeProvider clock) : AuthorizationHandler<IsRecent>
        {
            protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, IsRecent requirement)
            {
                if (StaffMember.Time(context.User, StaffMember.ConfirmedClaim) + RecentFor > clock.GetUtcNow())
                {
                    context.Succeed(requirement);
                }
                return Task.CompletedTask;
            }
        }
    }
}
