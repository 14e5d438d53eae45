using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Facet.Web.Shell;

/// <summary>Who is answering: an unguessable id in a protected cookie, never in an address or a log line.</summary>
internal static class IntakeTicket
{
    public const string Scheme = "intake";
    public const string Policy = "intake";
    private const string IdClaim = "intake", ForClaim = "for", Consultation = "consultation";

    /// <summary>The claim that ties forms to a person: what they came for may change while a form is open.</summary>
    private const string FormsClaim = "sub";

    /// <summary>How long a person may take to come back to their answers.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "facet-intake";
        // The same answers in every language.
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
    }

    /// <summary>Gives a ticket, or another one for the same intake.</summary>
    /// <param name="context">The request.</param>
    /// <param name="id">The intake.</param>
    /// <param name="forConsultation">Whether the person came to ask for a consultation: after the questions about danger they are asked how to reach them.</param>
    public static Task Issue(HttpContext context, Guid id, bool forConsultation = false)
    {
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(IdClaim, id.ToString("N")), new Claim(FormsClaim, id.ToString("N")), .. forConsultation ? (Claim[])[new(ForClaim, Consultation)] : []], Scheme));
        return context.SignInAsync(Scheme, person, new AuthenticationProperties { IsPersistent = true });
    }

    public static Task Forget(HttpContext context) => context.SignOutAsync(Scheme);

    public static bool IsForConsultation(ClaimsPrincipal person) => Read(person) is not null && person.HasClaim(ForClaim, Consultation);

    public static Guid? Read(ClaimsPrincipal person) =>
        Guid.TryParseExact(person.FindFirstValue(IdClaim), "N", out var id) ? id : null;
}
