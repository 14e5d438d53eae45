using System.Net;
using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Web.SignIn;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Desk;

public class AccessTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CareTeamStore Team => Server.Services.GetRequiredService<CareTeamStore>();

    private IEnumerable<RouteEndpoint> Clinical => Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => ("/" + endpoint.RoutePattern.RawText!.TrimStart('/')).StartsWith("/clinic/", StringComparison.Ordinal) && endpoint.RoutePattern.Parameters.Count > 0);

    private async Task<IntakeId> Intake(MyPatient patient) => (await Server.Services.GetRequiredService<PatientStore>().Find(patient.Caller, patient.Id, Cancellation))!.Intake;

    [Fact]
    public void Every_page_of_the_clinic_with_an_id_of_a_person_asks()
    {
        var silent = Clinical.Where(endpoint => !PatientAccess.Asks(endpoint)).Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Distinct().ToList();
        // What does not ask: parts whose ids are no person's, ids that are numbers, and the page where the reason is given.
        Assert.All(silent, route => Assert.True(route == "/clinic/patients/{Id:guid}/reason" || PatientAccess.NotClinical.Any(part => route.StartsWith($"/clinic/{part}/", StringComparison.Ordinal)), $"{route} shows somebody and asks nobody why."));
        Assert.Contains("/clinic/patients/{Id:guid}/reason", silent);
    }

    [Fact]
    public void Every_page_that_asks_stands_behind_the_rule_that_does()
    {
        var policies = Server.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        Assert.All(Clinical.Where(PatientAccess.Asks), endpoint => Assert.Contains(endpoint.Metadata.OfType<IAuthorizeData>(), data =>
            policies.GetPolicyAsync(data.Policy ?? "").GetAwaiter().GetResult()?.Requirements.OfType<PatientAccess>().Any() == true));
    }

    [Fact]
    public async Task Whoever_is_not_on_the_team_is_asked_on_every_page_and_the_asking_is_audited()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var intake = await Intake(patient);
        using var stranger = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Prescriber);
        var asked = 0;
        foreach (var route in Clinical.Where(PatientAccess.Asks).Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Distinct())
        {
            foreach (var id in (Guid[])[patient.Id.Value, intake.Value])
            {
                var path = System.Text.RegularExpressions.Regex.Replace(System.Text.RegularExpressions.Regex.Replace(route, "\\{[A-Za-z]+:guid\\}", id.ToString()), "\\{[A-Za-z]+:int\\}", "1");
                var (status, to, _) = await stranger.Get(path);
                Assert.True(status == HttpStatusCode.Redirect && to == $"/clinic/patients/{patient.Id}/reason?to={path}", $"{path} says {status} {to}");
                asked++;
            }
        }
        Assert.True(asked >= 10);
        var looks = await Team.Looks(patient.Caller, patient.Id, 1000, Cancellation);
        Assert.Equal(asked, looks.Count(look => look.Account == stranger.Id && look.Action == CareTeamStore.Asked));
        Assert.DoesNotContain(looks, look => look.Account == stranger.Id && look.Action != CareTeamStore.Asked);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/clinic/patients/{Guid.NewGuid()}")).Status);
    }

    [Fact]
    public async Task A_reason_opens_the_record_for_a_while_and_everybody_can_see_it()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        using var stranger = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        var path = $"/clinic/patients/{patient.Id}/reason?to=/clinic/patients/{patient.Id}/progress";
        Assert.Contains("Choose a reason", (await stranger.Post(path, new() { ["text"] = "Because." }, "reason")).Html, StringComparison.Ordinal);
        Assert.Contains("Write why", (await stranger.Post(path, new() { ["code"] = "covering", ["text"] = " " }, "reason")).Html, StringComparison.Ordinal);
        Assert.Equal($"/clinic/patients/{patient.Id}/progress", (await stranger.Post(path, new() { ["code"] = "covering", ["text"] = "Dr Example is ill" }, "reason")).To);
        Assert.Equal(HttpStatusCode.OK, (await stranger.Get($"/clinic/patients/{patient.Id}/progress")).Status);

        // The team and administrators see who and why; an administrator who does not treat sees that and nothing else.
        using var boss = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Administrator);
        var log = await boss.Get($"/clinic/patients/{patient.Id}/access");
        Assert.Contains("Dr Example is ill", log.Html, StringComparison.Ordinal);
        Assert.Contains("Test clinician", log.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await boss.Get($"/clinic/patients/{patient.Id}")).Status);
        using var desk = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Receptionist);
        foreach (var page in (string[])["", "/progress", "/access", "/note", "/reason"]) { Assert.Equal(HttpStatusCode.Forbidden, (await desk.Get($"/clinic/patients/{patient.Id}{page}")).Status); }

        // So does the patient, by day and role, without names.
        var mine = WebUtility.HtmlDecode((await patient.Client.Get("/my/data")).Html);
        Assert.Contains("a clinician who is not on your team. They stood in for somebody of your team.", mine, StringComparison.Ordinal);
        Assert.Contains("an office lead", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("Dr Example is ill", mine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_ends_after_twelve_hours_and_is_for_one_patient()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        using var other = await MyPatient.New(Server.Services, Server.Address);
        using var staff = await StaffClient.New(Server.Services, Server.Address, Roles.Clinician);
        var caller = Caller.User(patient.Caller.Clinic, staff.Id);
        var reason = (await Team.Give(caller, patient.Id, staff.Id, "asked", "x", Cancellation))!;
        Assert.Equal(TimeSpan.FromHours(12), reason.Until - reason.At);
        Assert.NotNull((await Team.Of(caller, staff.Id, patient.Id.Value, reason.Until.AddSeconds(-1), Cancellation))!.Reason);
        Assert.Null((await Team.Of(caller, staff.Id, patient.Id.Value, reason.Until, Cancellation))!.Reason);
        Assert.Null((await Team.Of(caller, staff.Id, other.Id.Value, reason.At, Cancellation))!.Reason);
    }

    [Fact]
    public async Task An_urgent_task_opens_the_record_with_one_click()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        using var stranger = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        Assert.DoesNotContain("an urgent task waits", (await stranger.Get($"/clinic/patients/{patient.Id}/reason")).Html, StringComparison.Ordinal);
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 6, NewNumbnessOrBladder = true });
        Assert.Equal($"/clinic/patients/{patient.Id}", (await stranger.Post($"/clinic/patients/{patient.Id}/reason", [], "urgent")).To);
        Assert.Equal(HttpStatusCode.OK, (await stranger.Get($"/clinic/patients/{patient.Id}")).Status);
        Assert.Equal("urgent-task", (await Team.Looks(patient.Caller, patient.Id, 10, Cancellation))[0].Reason!.Code);
    }

    [Fact]
    public async Task Whoever_signs_is_on_the_team_and_whoever_is_taken_off_is_not()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        using var colleague = await patient.Staff();
        var intake = await Intake(patient);
        Assert.Equal($"/clinic/patients/{patient.Id}", (await staff.Post($"/clinic/patients/{patient.Id}/reason", [], "join")).To);
        Assert.StartsWith("/clinic/patients/", (await staff.Post($"/clinic/plans/{intake}/sign", new() { ["name"] = "Pat Example" }, "sign")).To, StringComparison.Ordinal);
        Assert.Contains(await Team.Members(patient.Caller, patient.Id, Cancellation), member => member.Account == staff.Id);
        await colleague.Post($"/clinic/patients/{patient.Id}/access", [], $"off-{staff.Id}");
        Assert.Equal(HttpStatusCode.Redirect, (await staff.Get($"/clinic/patients/{patient.Id}")).Status);

        // The next plan that they sign puts them back.
        var plans = Server.Services.GetRequiredService<CarePlanStore>();
        var newest = (await plans.Newest(patient.Caller, patient.Id, Cancellation))!;
        await plans.Sign(Caller.User(patient.Caller.Clinic, staff.Id), patient.Id, newest.Plan, Cancellation);
        Assert.Equal("signed plan 3", (await Team.Members(patient.Caller, patient.Id, Cancellation)).Single(member => member.Account == staff.Id).How);
        Assert.Equal(HttpStatusCode.OK, (await staff.Get($"/clinic/patients/{patient.Id}")).Status);
    }

    [Fact]
    public async Task Another_clinics_people_are_not_there()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var elsewhere = await Server.Services.GetRequiredService<ClinicStore>().Add("Elsewhere too", Cancellation);
        using var stranger = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Administrator, elsewhere);
        foreach (var page in (string[])["", "/reason", "/access", "/note"]) { Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/clinic/patients/{patient.Id}{page}")).Status); }
        Assert.Null(await Team.Give(Caller.User(elsewhere, stranger.Id), patient.Id, stranger.Id, "asked", "x", Cancellation));
        Assert.False(await Team.Change(Caller.User(elsewhere, stranger.Id), patient.Id, stranger.Id, joins: true, Cancellation));
        // Nor can somebody of another clinic be put on a team.
        Assert.False(await Team.Change(patient.Caller, patient.Id, stranger.Id, joins: true, Cancellation));
    }

    [Fact]
    public async Task The_pages_are_accessible_and_look_as_they_should()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 6, NewNumbnessOrBladder = true });
        using var stranger = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        var page = await Open(Phone, script: false);
        await page.Context.AddCookiesAsync(stranger.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        await page.GotoAsync($"/clinic/patients/{patient.Id}");
        Assert.Contains("/reason", page.Url, StringComparison.Ordinal);
        // Script is off, so axe runs in another window; here the keyboard alone opens the record.
        for (var tabs = 0; tabs < 40 && await page.EvaluateAsync<string>("document.activeElement.textContent") != "Open now: an urgent task waits"; tabs++) { await page.Keyboard.PressAsync("Tab"); }
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives($"**/clinic/patients/{patient.Id}");

        using var other = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Administrator);
        var scripted = await Open(Phone);
        await scripted.Context.AddCookiesAsync(other.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        foreach (var (path, name) in ((string, string)[])[("reason", "clinic-reason"), ("access", "clinic-access")])
        {
            await scripted.GotoAsync($"/clinic/patients/{patient.Id}/{path}");
            await Picture(scripted, name);
            await MustBeAccessible(scripted);
        }
        var mine = await Open(Phone);
        await patient.SignIn(mine);
        await mine.GotoAsync("/my/data");
        await Picture(mine, "my-data-looks");
        await MustBeAccessible(mine);
    }
}
