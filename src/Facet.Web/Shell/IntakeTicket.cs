using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Facet.Web.Shell;

/// <summary>Who is answering: an unguessable id in a protected cookie, never in an address or a log line.</summary>
internal static class IntakeTicket
{
    public const string Scheme = "intake";
    public const string Policy = "intake";
    private const string IdClaim = "intake";

    /// <summary>How long a person may take to come back to their answers.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "facet-intake";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
    }

    public static Task Issue(HttpContext context, Guid id)
    {
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(IdClaim, id.ToString("N"))], Scheme));
        return context.SignInAsync(Scheme, person, new AuthenticationProperties { IsPersistent = true });
    }

    public static Task Forget(HttpContext context) => context.SignOutAsync(Scheme);

    public static Guid? Read(ClaimsPrincipal person) =>
        Guid.TryParseExact(person.FindFirstValue(IdClaim), "N", out var id) ? id : null;
}
