using System.Net;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Web.Care;
using Facet.Web.Shell;
using Facet.Web.SignIn;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.SignIn;

public class SignInTests(Server server)
{
    private const Roles Everything = Roles.Clinician | Roles.Prescriber | Roles.Receptionist | Roles.Administrator;

    /// <summary>Every page that asks who somebody is, and which roles it lets in.</summary>
    private static readonly Dictionary<string, Roles> LetsIn = new(StringComparer.Ordinal)
    {
        ["/account"] = Everything | Roles.Patient,
        ["/account/authenticator"] = Everything | Roles.Patient,
        ["/account/confirm"] = Everything | Roles.Patient,
        ["/account/passkey/new"] = Everything | Roles.Patient,
        ["/account/passkeys"] = Everything | Roles.Patient,
        ["/account/password"] = Everything | Roles.Patient,
        ["/account/sign-out"] = Everything | Roles.Patient,
        ["/clinic"] = Everything,
        ["/clinic/erasures"] = Roles.Administrator,
        ["/clinic/erasures/{Id:guid}"] = Roles.Administrator,
        ["/clinic/evidence"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/evidence/correct"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/evidence/keep"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/evidence/trial"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/evidence/upload"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/evidence/version/{Number:int}"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/evidence/version/{Number:int}/current"] = Roles.Administrator,
        ["/clinic/evidence/version/{number:int}/effects.csv"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/evidence/version/{number:int}/trials.csv"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/plans"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/patients"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/patients/{Id:guid}"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/patients/{Id:guid}/progress"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/plans/{Intake:guid}"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/plans/{Intake:guid}/sign"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/population"] = Roles.Administrator,
        ["/clinic/reminders"] = Roles.Clinician | Roles.Administrator,
        // Session records and outcomes
        ["/clinic/patients/{Id:guid}/session/{Place:int}"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/outcomes"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/outcomes.csv"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/sessions"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/sessions/group"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/staff"] = Roles.Administrator,
        ["/clinic/staff/{Id:guid}"] = Roles.Administrator,
        ["/clinic/tasks"] = Roles.Clinician | Roles.Prescriber,
        // Plan builder
        ["/clinic/plans/{Intake:guid}/override/{Place:int}"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/overrides"] = Roles.Clinician | Roles.Prescriber,
        // Schedule.
        ["/clinic/schedule"] = Everything,
        ["/clinic/schedule/book"] = Roles.Clinician | Roles.Prescriber | Roles.Receptionist,
        ["/clinic/schedule/book/{Id:guid}"] = Roles.Clinician | Roles.Prescriber | Roles.Receptionist,
        ["/clinic/schedule/booking/{Id:guid}"] = Everything,
        ["/clinic/schedule/calendar"] = Everything,
        ["/clinic/schedule/resources"] = Roles.Administrator,
        ["/clinic/schedule/resources/{Id:guid}"] = Roles.Administrator,
        ["/clinic/schedule/wait"] = Roles.Clinician | Roles.Prescriber | Roles.Receptionist,
        ["/clinic/schedule/week"] = Everything,
        ["/my/visits"] = Roles.Patient,

        // Work list and patient page.
        ["/clinic/work"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/intakes/{Intake:guid}"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/patients/{Id:guid}/access"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/patients/{Id:guid}/note"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/patients/{Id:guid}/reason"] = Roles.Clinician | Roles.Prescriber,

        // Plan builder.

        // Revision and medicines that only a prescriber gives.
        ["/clinic/patients/{Id:guid}/plans"] = Roles.Clinician | Roles.Prescriber,
        ["/clinic/patients/{Id:guid}/plans/{Version:int}"] = Roles.Clinician | Roles.Prescriber,
        ["/my/plan/{Version:int}"] = Roles.Patient,
        ["/my/medicines"] = Roles.Patient,
        ["/clinic/patients/{Id:guid}/opioids"] = Roles.Prescriber,

        // Session records and outcomes.

        // Replies
        ["/clinic/replies"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/replies/{Id:guid}"] = Roles.Clinician | Roles.Administrator,
        // Requests for a consultation.
        ["/clinic/requests"] = Roles.Clinician | Roles.Prescriber | Roles.Receptionist,
        ["/clinic/requests/{Id:guid}"] = Roles.Clinician | Roles.Prescriber | Roles.Receptionist,

        // Settings and approval.
        ["/clinic/knowledge"] = Everything,
        ["/clinic/settings"] = Roles.Administrator,

        // Articles.
        ["/clinic/articles"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/articles/{Language}/{Slug}"] = Roles.Clinician | Roles.Administrator,
        ["/clinic/articles/{Language}/{Slug}/versions"] = Roles.Clinician | Roles.Administrator,

        ["/my"] = Roles.Patient,
        ["/my/calendar"] = Roles.Patient,
        ["/my/check-in"] = Roles.Patient,
        ["/my/data"] = Roles.Patient,
        ["/my/data/download"] = Roles.Patient,
        ["/my/data/erase"] = Roles.Patient,
        ["/my/do/{Place:int}"] = Roles.Patient,
        ["/my/messages"] = Roles.Patient,
        ["/my/exercise/{Place:int}"] = Roles.Patient,
        ["/my/exercise/{Place:int}/stop"] = Roles.Patient,
        ["/my/exercise/{Place:int}/stopped"] = Roles.Patient,
        ["/my/more"] = Roles.Patient,
        ["/my/move/{Place:int}"] = Roles.Patient,
        ["/my/paper"] = Roles.Patient,
        ["/my/pause"] = Roles.Patient,
        ["/my/offline"] = Roles.Patient,
        ["/my/plan"] = Roles.Patient,
        ["/my/progress"] = Roles.Patient,
        ["/my/questions"] = Roles.Patient,
        ["/my/questions/help"] = Roles.Patient,
        ["/my/questions/{Place:int}"] = Roles.Patient,
        ["/my/questions/{Place:int}/answered"] = Roles.Patient,
        ["/my/reminders"] = Roles.Patient,
        ["/my/warning"] = Roles.Patient,
    };

    /// <summary>Pages that lead to another one where nothing was asked of them.</summary>
    private static readonly HashSet<string> LeadsOn = ["/clinic/tasks", "/clinic/evidence/keep", "/my/questions/help", "/my/questions/{Place:int}/answered", "/my/plan/{Version:int}"];

    /// <summary>Pages about somebody or something that the test's number does not name.</summary>
    private static readonly HashSet<string> NotThere =
    [
        "/account/passkey/new", "/clinic/plans/{Intake:guid}", "/clinic/plans/{Intake:guid}/sign", "/clinic/patients/{Id:guid}", "/clinic/patients/{Id:guid}/progress", "/clinic/erasures/{Id:guid}",
        "/clinic/patients/{Id:guid}/plans", "/clinic/patients/{Id:guid}/plans/{Version:int}", "/clinic/patients/{Id:guid}/opioids",
        "/clinic/patients/{Id:guid}/session/{Place:int}",
        "/clinic/plans/{Intake:guid}/override/{Place:int}", "/clinic/intakes/{Intake:guid}",
        "/clinic/patients/{Id:guid}/access", "/clinic/patients/{Id:guid}/note", "/clinic/patients/{Id:guid}/reason",
        // Articles.
        "/clinic/articles/{Language}/{Slug}", "/clinic/articles/{Language}/{Slug}/versions",
        "/clinic/schedule/book/{Id:guid}", "/clinic/schedule/booking/{Id:guid}", "/clinic/schedule/resources/{Id:guid}",
        // Replies
        "/clinic/replies/{Id:guid}",
        "/clinic/requests/{Id:guid}",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<StaffClient> New(Roles roles) => StaffClient.New(server.Services, server.Address, roles);

    private Task<StaffClient> SignedIn(Roles roles) => StaffClient.SignedIn(server.Services, server.Address, roles);

    [Fact]
    public void Every_page_for_people_who_sign_in_is_in_the_table()
    {
        var found = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.OfType<IAuthorizeData>().Any(data => data.Policy is not null and not IntakeTicket.Policy))
            // What a script asks has tests of its own (SendEntriesTests).
            .Where(endpoint => endpoint.Metadata.GetMetadata<AnswersInJson>() is null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(LetsIn.Keys.Order(StringComparer.Ordinal), found);
    }

    [Theory]
    [InlineData(Roles.Patient)]
    [InlineData(Roles.Clinician)]
    [InlineData(Roles.Clinician | Roles.Prescriber)]
    [InlineData(Roles.Receptionist)]
    [InlineData(Roles.Administrator)]
    public async Task Every_page_lets_in_exactly_its_roles(Roles roles)
    {
        using var client = roles == Roles.Patient ? (await MyPatient.New(server.Services, server.Address)).Client : await New(roles);
        await client.SignIn();
        foreach (var (route, allowed) in LetsIn)
        {
            var path = route.Replace("{Id:guid}", client.Id.ToString(), StringComparison.Ordinal).Replace("{Intake:guid}", client.Id.ToString(), StringComparison.Ordinal).Replace("{Number:int}", "0", StringComparison.OrdinalIgnoreCase).Replace("{Place:int}", "1", StringComparison.Ordinal).Replace("{Version:int}", "1", StringComparison.Ordinal);
            var (status, _, _) = await client.Get(path);
            var expected = (roles & allowed) != 0;
            // A version is kept by posting, and its page leads back to the list, as do pages about answers that nobody gave; a passkey is asked for by posting; an intake with this number does not exist.
            var open = LeadsOn.Contains(route) ? HttpStatusCode.Redirect : NotThere.Contains(route) ? HttpStatusCode.NotFound : HttpStatusCode.OK;
            Assert.True(status == (expected ? open : HttpStatusCode.Forbidden), $"{path} says {status} to {roles}.");
        }
        Assert.Equal(LetsIn.Values.Count(allowed => (roles & allowed) == 0), (await client.Audited()).Count(action => action == "access.refused"));
    }

    [Fact]
    public async Task Nobody_sees_a_page_for_staff()
    {
        using var nobody = StaffClient.Nobody(server.Services, server.Address);
        foreach (var route in LetsIn.Keys.Where(route => route != "/account/passkey/new"))
        {
            var path = route.Replace("{Id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{Intake:guid}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{Number:int}", "0", StringComparison.OrdinalIgnoreCase).Replace("{Place:int}", "1", StringComparison.Ordinal).Replace("{Version:int}", "1", StringComparison.Ordinal);
            Assert.StartsWith("/account/sign-in?to=/", (await nobody.Get(path)).To, StringComparison.Ordinal);
        }
        Assert.Equal("/account/sign-in", (await nobody.Get("/account/code")).To);
    }

    [Fact]
    public async Task Password_and_code_sign_in_and_leave_a_trace()
    {
        using var client = await SignedIn(Roles.Clinician);
        Assert.Contains("Test clinician", (await client.Get("/clinic")).Html, StringComparison.Ordinal);
        Assert.Equal("/account/sign-in", (await client.Post("/account/sign-out", [], "out")).To);
        Assert.Equal("/account/sign-in?to=/clinic", (await client.Get("/clinic")).To);
        Assert.Equal(["sign-in.password", "sign-in.code", "sign-out"], await client.Audited());
        Assert.IsType<AuditVerdict.Whole>(await server.Services.GetRequiredService<AuditChain>().Verify(server.Services.GetRequiredService<HomeClinic>().Id, Cancellation));
    }

    [Fact]
    public async Task A_password_alone_opens_nothing()
    {
        using var client = await New(Roles.Administrator);
        Assert.StartsWith("/account/code", (await client.Post("/account/sign-in", new() { ["email"] = client.Email, ["password"] = StaffClient.Password })).To, StringComparison.Ordinal);
        Assert.StartsWith("/account/sign-in", (await client.Get("/clinic")).To, StringComparison.Ordinal);
        Assert.StartsWith("/account/sign-in", (await client.Get("/account")).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_an_authenticator_is_set_up_the_clinic_stays_closed()
    {
        using var client = await New(Roles.Administrator);
        await client.Change(account => (account.AuthenticatorKey, account.HasAuthenticator) = (null, false));
        Assert.Equal("/clinic", await client.SignIn());
        Assert.Equal("/account/authenticator", (await client.Get("/clinic")).To);
        Assert.Equal("/account/authenticator", (await client.Get("/clinic/staff")).To);
        var wrong = await client.Post("/account/authenticator", new() { ["code"] = "000000" }, "enrol");
        Assert.Contains("does not fit", wrong.Html, StringComparison.Ordinal);
        var right = await client.Post("/account/authenticator", new() { ["code"] = await client.Code() }, "enrol");
        var codes = System.Text.RegularExpressions.Regex.Matches(right.Html, "<code>([0-9a-z-]+)</code>").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(RecoveryCodes.Count, codes.Distinct().Count());
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/clinic")).Status);
        Assert.DoesNotContain(codes[0], (await client.Get("/account/authenticator")).Html, StringComparison.Ordinal);

        // A recovery code lets in once.
        foreach (var isFirst in (bool[])[true, false])
        {
            using var other = StaffClient.Nobody(server.Services, server.Address);
            await other.Post("/account/sign-in", new() { ["email"] = client.Email, ["password"] = StaffClient.Password });
            Assert.Equal(isFirst ? "/clinic" : null, (await other.Post("/account/code?with=recovery", new() { ["code"] = codes[0].ToUpperInvariant() })).To);
        }
    }

    [Fact]
    public async Task A_code_that_was_used_is_not_good_again()
    {
        using var client = await New(Roles.Clinician);
        var code = await client.Code(1);
        foreach (var isFirst in (bool[])[true, false])
        {
            await client.Post("/account/sign-in", new() { ["email"] = client.Email, ["password"] = StaffClient.Password });
            Assert.Equal(isFirst ? "/clinic" : null, (await client.Post("/account/code", new() { ["code"] = code })).To);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_not_told_and_five_failures_lock_for_a_while()
    {
        using var client = await New(Roles.Clinician);
        string Told((HttpStatusCode, string?, string Html) answer) => answer.Html[answer.Html.IndexOf("error-summary__list", StringComparison.Ordinal)..answer.Html.IndexOf("</ul>", answer.Html.IndexOf("error-summary__list", StringComparison.Ordinal), StringComparison.Ordinal)];
        var unknown = Told(await client.Post("/account/sign-in", new() { ["email"] = "nobody@example.org", ["password"] = StaffClient.Password }));
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.Equal(unknown, Told(await client.Post("/account/sign-in", new() { ["email"] = client.Email, ["password"] = "not my password" })));
        }
        Assert.Equal(unknown, Told(await client.Post("/account/sign-in", new() { ["email"] = client.Email, ["password"] = StaffClient.Password })));
        Assert.Equal(["sign-in.failed", "sign-in.failed", "sign-in.failed", "sign-in.failed", "sign-in.locked", "sign-in.locked"], await client.Audited());
        await client.Change(account => account.LockedUntil = account.LockedUntil!.Value - TimeSpan.FromMinutes(15));
        Assert.Equal("/clinic", await client.SignIn());
    }

    [Fact]
    public async Task Wrong_codes_lock_too()
    {
        using var client = await New(Roles.Clinician);
        await client.Post("/account/sign-in", new() { ["email"] = client.Email, ["password"] = StaffClient.Password });
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.Null((await client.Post(tries % 2 == 0 ? "/account/code" : "/account/code?with=recovery", new() { ["code"] = "000000" })).To);
        }
        Assert.Null((await client.Post("/account/code", new() { ["code"] = await client.Code() })).To);
        Assert.NotNull((await client.Account()).LockedUntil);
    }

    [Fact]
    public async Task A_closed_account_is_out_at_once_and_for_good()
    {
        using var client = await SignedIn(Roles.Clinician);
        await server.Services.GetRequiredService<AccountStore>().Close(Caller.Program((await client.Account()).Clinic), client.Id, Cancellation);
        Assert.Equal("/account/sign-in?to=/clinic", (await client.Get("/clinic")).To);
        Assert.Null(await client.SignIn());
    }

    [Fact]
    public async Task Other_roles_another_password_and_signing_out_everywhere_end_sessions()
    {
        using var client = await SignedIn(Roles.Clinician);
        await server.Services.GetRequiredService<AccountStore>().SetRoles(Caller.Program((await client.Account()).Clinic), client.Id, Roles.Receptionist, Cancellation);
        Assert.StartsWith("/account/sign-in", (await client.Get("/clinic")).To, StringComparison.Ordinal);
        await client.SignIn();
        var kept = client.Cookies.GetCookies(server.Address)["facet-staff"]!.Value;
        Assert.Equal("/account", (await client.Post("/account/password", new() { ["password"] = "another four plain words", ["again"] = "another four plain words" }, "password")).To);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/clinic")).Status);
        using (var thief = StaffClient.Nobody(server.Services, server.Address))
        {
            thief.Cookies.Add(server.Address, new Cookie("facet-staff", kept));
            Assert.StartsWith("/account/sign-in", (await thief.Get("/clinic")).To, StringComparison.Ordinal);
        }
        kept = client.Cookies.GetCookies(server.Address)["facet-staff"]!.Value;
        await client.Post("/account/sign-out", [], "everywhere");
        using var other = StaffClient.Nobody(server.Services, server.Address);
        other.Cookies.Add(server.Address, new Cookie("facet-staff", kept));
        Assert.StartsWith("/account/sign-in", (await other.Get("/clinic")).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_invites_and_the_link_works_once()
    {
        using var boss = await SignedIn(Roles.Administrator);
        var email = $"{Guid.NewGuid():N}@example.org";
        var refused = await boss.Post("/clinic/staff", new() { ["email"] = email }, "invite");
        Assert.Contains("Choose what the person may act as", refused.Html, StringComparison.Ordinal);
        var made = await boss.Post("/clinic/staff", new() { ["email"] = email, ["role"] = "prescriber" }, "invite");
        var link = System.Text.RegularExpressions.Regex.Match(made.Html, "/account/join/[A-Za-z0-9_-]+").Value;
        Assert.DoesNotContain(link, (await boss.Get("/clinic/staff")).Html, StringComparison.Ordinal);

        using var person = StaffClient.Nobody(server.Services, server.Address);
        var short_ = await person.Post(link, new() { ["name"] = "Pat Example", ["password"] = "short", ["again"] = "shorter" });
        Assert.Contains("at least 12", short_.Html, StringComparison.Ordinal);
        Assert.Contains("two passwords differ", short_.Html, StringComparison.Ordinal);
        Assert.Equal("/account/authenticator", (await person.Post(link, new() { ["email"] = "other@example.org", ["name"] = "Pat Example", ["password"] = StaffClient.Password, ["again"] = StaffClient.Password })).To);
        var account = (await server.Services.GetRequiredService<AccountStore>().FindByEmail(Account.KeyOf(email), Cancellation))!;
        Assert.Equal(("Pat Example", Roles.Clinician | Roles.Prescriber), (account.Name, account.Roles));
        using var late = StaffClient.Nobody(server.Services, server.Address);
        Assert.Equal(HttpStatusCode.Gone, (await late.Get(link)).Status);
        Assert.Contains("invitation.refused", await late.Audited(Guid.Empty));
    }

    [Fact]
    public async Task A_new_link_for_a_lost_phone_ends_the_one_before_and_says_what_it_takes_away()
    {
        using var boss = await SignedIn(Roles.Administrator);
        using var client = await SignedIn(Roles.Clinician);
        async Task<string> Link()
        {
            var made = await boss.Post($"/clinic/staff/{client.Id}", [], "recover");
            Assert.Contains("their passkeys, authenticator and recovery codes stop working", made.Html, StringComparison.Ordinal);
            return System.Text.RegularExpressions.Regex.Match(made.Html, "/account/join/[A-Za-z0-9_-]+").Value;
        }
        var (first, second) = (await Link(), await Link());
        using var person = StaffClient.Nobody(server.Services, server.Address);
        var (status, _, html) = await person.Get(first);
        Assert.Equal(HttpStatusCode.Gone, status);
        Assert.Contains("only until a newer one is made for you", html, StringComparison.Ordinal);
        Assert.Contains("the recovery codes that you had stop working", (await person.Get(second)).Html, StringComparison.Ordinal);
        Assert.Equal("/account/authenticator", (await person.Post(second, new() { ["password"] = "other words for signing in", ["again"] = "other words for signing in" })).To);
        Assert.StartsWith("/account/sign-in", (await client.Get("/clinic")).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_clinics_account_is_not_there()
    {
        var elsewhere = await server.Services.GetRequiredService<ClinicStore>().Add("Elsewhere", Cancellation);
        using var stranger = await StaffClient.SignedIn(server.Services, server.Address, Roles.Administrator, elsewhere);
        using var client = await New(Roles.Clinician);
        Assert.Contains("Elsewhere", (await stranger.Get("/clinic")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(client.Email, (await stranger.Get("/clinic/staff")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/clinic/staff/{client.Id}")).Status);
    }

    [Fact]
    public async Task Forms_of_staff_need_their_token()
    {
        using var client = await SignedIn(Roles.Clinician);
        using var form = new FormUrlEncodedContent([new("_handler", "everywhere")]);
        using var response = await client.Http.PostAsync(new Uri("/account/sign-out", UriKind.Relative), form, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/clinic")).Status);
    }

    [Fact]
    public async Task The_sessions_cookie_is_not_for_script_nor_other_sites_and_secure_behind_a_proxy_with_tls()
    {
        using var client = await New(Roles.Clinician);
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        await client.Change(account => account.HasAuthenticator = false);
        var page = await client.Get("/account/sign-in");
        var token = System.Text.RegularExpressions.Regex.Match(page.Html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in") { Content = new FormUrlEncodedContent([new("_handler", "sign-in"), new("__RequestVerificationToken", token), new("email", client.Email), new("password", StaffClient.Password)]) };
        // The cookie of the form is marked secure, and this connection is not: hand it back by hand.
        using var plain = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
        using var first = new HttpRequestMessage(HttpMethod.Get, "/account/sign-in");
        first.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await plain.SendAsync(first, Cancellation);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(each => each.StartsWith("facet-form=", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        token = System.Text.RegularExpressions.Regex.Match(await answer.Content.ReadAsStringAsync(Cancellation), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var second = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in") { Content = new FormUrlEncodedContent([new("_handler", "sign-in"), new("__RequestVerificationToken", token), new("email", client.Email), new("password", StaffClient.Password)]) };
        second.Headers.Add("X-Forwarded-Proto", "https");
        second.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var signedIn = await plain.SendAsync(second, Cancellation);
        var session = signedIn.Headers.GetValues("Set-Cookie").Single(each => each.StartsWith("facet-staff=", StringComparison.Ordinal));
        Assert.Contains("httponly", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", session, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", session, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Sensitive_pages_ask_for_the_password_again_and_sessions_end()
    {
        var clock = new Hand();
        await using var other = new OwnServer(services => services.AddSingleton<TimeProvider>(clock));
        using var client = await StaffClient.SignedIn(other.Services, other.ClientOptions.BaseAddress, Roles.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/clinic/staff")).Status);
        clock.Now += StaffRules.RecentFor;
        Assert.Equal("/account/confirm?to=/clinic/staff", (await client.Get("/clinic/staff")).To);
        Assert.Equal("/account/confirm?to=/account/password", (await client.Get("/account/password")).To);
        Assert.Null((await client.Post("/account/confirm?to=/clinic/staff", new() { ["password"] = "not my password" })).To);
        Assert.Equal("/clinic/staff", (await client.Post("/account/confirm?to=/clinic/staff", new() { ["password"] = StaffClient.Password })).To);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/clinic/staff")).Status);
        Assert.Equal(["account.confirm.failed", "account.confirm"], (await client.Audited()).TakeLast(2));
        for (var hours = 0; hours < 12; hours++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.Get("/clinic")).Status);
            clock.Now += TimeSpan.FromMinutes(59.5);
        }
        clock.Now += TimeSpan.FromMinutes(10);
        Assert.StartsWith("/account/sign-in", (await client.Get("/clinic")).To, StringComparison.Ordinal);
        await client.SignIn();
        clock.Now += StaffRules.Idle + TimeSpan.FromSeconds(1);
        Assert.StartsWith("/account/sign-in", (await client.Get("/clinic")).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tries_from_one_address_are_limited()
    {
        await using var other = new OwnServer(null, ("SignIn:TriesPerMinute", "3"));
        using var client = await StaffClient.New(other.Services, other.ClientOptions.BaseAddress, Roles.Clinician);
        for (var tries = 0; tries < 3; tries++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.Post("/account/sign-in", new() { ["email"] = "nobody@example.org", ["password"] = "x" })).Status);
        }
        for (var tries = 0; tries < 3; tries++)
        {
            var refused = await client.Post("/account/sign-in", new() { ["email"] = client.Email, ["password"] = StaffClient.Password });
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
            Assert.Contains("Wait a few minutes", refused.Html, StringComparison.Ordinal);
        }
        Assert.Equal(1, (await client.Audited(Guid.Empty)).Count(action => action == "sign-in.throttled"));
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/account/sign-in")).Status);
    }

    private sealed class Hand : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

/// <summary>A server for one test, with settings or services of its own.</summary>
internal sealed class OwnServer : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("facet-own-");
    private readonly Action<IServiceCollection>? change;
    private readonly (string Name, string Value)[] settings;

    public OwnServer(Action<IServiceCollection>? change, params (string Name, string Value)[] settings)
    {
        (this.change, this.settings) = (change, settings);
        UseKestrel(0);
        StartServer();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        TestDatabase.Choose(builder, data.FullName);
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }
        builder.UseEnvironment("Production");
        builder.ConfigureTestServices(services => change?.Invoke(services));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            data.Delete(recursive: true);
        }
    }
}
