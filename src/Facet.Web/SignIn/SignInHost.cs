using Facet.Storage.Accounts;
using Facet.Storage.Clinics;
using Facet.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Facet.Web.SignIn;

/// <summary>What the host takes in so that staff can sign in.</summary>
internal static class SignInHost
{
    /// <summary>The limit of tries from one network address.</summary>
    public const string Limit = "sign-in";

    private const int TriesPerMinute = 10;
    private const int Iterations = 210_000;

    public static void AddTo(IServiceCollection services, IConfiguration configuration, AuthorizationBuilder rules)
    {
        StaffRules.AddTo(rules);
        PatientRules.AddTo(rules);
        services.AddSingleton<IAuthorizationHandler, StaffRules.IsRecent.Check>();
        services.AddSingleton<IAuthorizationHandler, PatientAccess.Check>();
        services.AddAuthentication()
            .AddCookie(IdentityConstants.ApplicationScheme, StaffRules.Configure)
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, StaffRules.ConfigureBetween);
        services.AddIdentityCore<Account>(static options =>
            {
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                options.Tokens.ProviderMap[TokenOptions.DefaultAuthenticatorProvider] = new(typeof(AuthenticatorCodes));
            })
            .AddUserStore<AccountUsers>().AddClaimsPrincipalFactory<StaffClaims>().AddSignInManager<StaffSignIn>();
        // The store holds addresses to be unique and passwords are checked before they are hashed.
        services.RemoveAll<IUserValidator<Account>>();
        services.RemoveAll<IPasswordValidator<Account>>();
        services.Configure<PasswordHasherOptions>(static options => options.IterationCount = Iterations);
        services.AddScoped<AuthenticatorCodes>();
        services.Configure<IdentityPasskeyOptions>(static options =>
        {
            (options.UserVerificationRequirement, options.ResidentKeyRequirement) = ("required", "required");
            // Pages send no referrer, and with it a form no origin: what the browser signed is compared with the address that was asked.
            options.ValidateOrigin = static asked => ValueTask.FromResult(!asked.CrossOrigin && asked.Origin == $"{asked.HttpContext.Request.Scheme}://{asked.HttpContext.Request.Host}");
        });
        services.AddScoped<SignInDesk>();
        services.Configure<ForwardedHeadersOptions>(static options => options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        var tries = configuration.GetValue<int?>("SignIn:TriesPerMinute") ?? TriesPerMinute;
        services.AddSingleton<Throttled>();
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = static (rejected, cancellation) => rejected.HttpContext.RequestServices.GetRequiredService<Throttled>().Note(rejected.HttpContext.Request.Path.Value?.Split('/') switch { [_, "calendar", ..] => "calendar.throttled", [_, "replies", ..] => "reply.throttled", [_, "request", ..] => "request.throttled", _ => "sign-in.throttled" }, cancellation);
            options.AddPolicy(Limit, context => context.Request.Path.StartsWithSegments("/account/join", StringComparison.Ordinal)
                ? AddressLimit.Of(context, tries, TimeSpan.FromMinutes(1)) : AddressLimit.OfForms(context, tries, TimeSpan.FromMinutes(1)));
        });
    }

    /// <summary>Says on the console, and nowhere else, how the first administrator gets in.</summary>
    public static async Task OfferSetUp(WebApplication app)
    {
        if (await Link(app) is { } link)
        {
            await Console.Out.WriteLineAsync($"Nobody can administer this clinic yet. Whoever opens this link within 24 hours becomes its first administrator:{Environment.NewLine}{link}");
        }
    }

    private static async Task<string?> Link(WebApplication app) =>
        await app.Services.GetRequiredService<InvitationStore>().SetUp(app.Services.GetRequiredService<HomeClinic>().Id, CancellationToken.None) is { } secret
            ? $"{app.Urls.FirstOrDefault() ?? ""}/account/join/{secret}"
            : null;

    /// <summary>Writes refused tries into the audit, one a minute: whoever floods the server must not fill its disk.</summary>
    private sealed class Throttled(AccountStore accounts, HomeClinic home, TimeProvider clock)
    {
        private long next;

        public async ValueTask Note(string action, CancellationToken cancellation)
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            var before = Interlocked.Read(ref next);
            if (now >= before && Interlocked.CompareExchange(ref next, now + 60, before) == before)
            {
                await accounts.Note(Caller.Nobody(home.Id), action, Guid.Empty, cancellation);
            }
        }
    }
}
