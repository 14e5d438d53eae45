using System.Net;
using Facet.Care;
using Facet.Planning;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Web.Shell;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Care;

public class MyDayTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clinician_signs_a_plan_and_the_patient_who_is_invited_sees_it()
    {
        var intakes = Server.Services.GetRequiredService<IntakeStore>();
        var clinic = Server.Services.GetRequiredService<HomeClinic>().Id;
        var intake = await intakes.Start(Caller.Patient(clinic), null, Cancellation);
        foreach (var (page, json) in StoredCases.All.Single(example => example.Id == "V06").Pages) { await intakes.Append(Caller.Patient(clinic), intake, page, json, Cancellation); }
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);

        var preview = await staff.Get($"/clinic/plans/{intake}/sign");
        Assert.Contains("What the patient will see", preview.Html, StringComparison.Ordinal);
        var signed = await staff.Post($"/clinic/plans/{intake}/sign", new() { ["name"] = "Pat Example", ["reason"] = "As we agreed." }, "sign");
        Assert.StartsWith("/clinic/patients/", signed.To, StringComparison.Ordinal);
        var invited = await staff.Post(signed.To!, new() { ["email"] = $"{Guid.NewGuid():N}@example.org" }, "invite");
        var link = System.Text.RegularExpressions.Regex.Match(invited.Html, "/account/join/[A-Za-z0-9_-]+").Value;

        using var patient = StaffClient.Nobody(Server.Services, Server.Address);
        Assert.Equal("/my", (await patient.Post(link, new() { ["name"] = "Pat", ["password"] = StaffClient.Password, ["again"] = StaffClient.Password })).To);
        Assert.Contains("Your plan starts on", (await patient.Get("/my")).Html, StringComparison.Ordinal);
        var plan = await patient.Get("/my/plan");
        Assert.Contains("As we agreed.", plan.Html, StringComparison.Ordinal);
        Assert.Contains("Test clinician", plan.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await patient.Get("/clinic")).Status);
    }

    [Fact]
    public async Task What_was_shown_is_what_is_signed()
    {
        var intakes = Server.Services.GetRequiredService<IntakeStore>();
        var clinic = Server.Services.GetRequiredService<HomeClinic>().Id;
        var intake = await intakes.Start(Caller.Patient(clinic), null, Cancellation);
        foreach (var (page, json) in StoredCases.All.Single(example => example.Id == "V06").Pages) { await intakes.Append(Caller.Patient(clinic), intake, page, json, Cancellation); }
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        var other = await staff.Post($"/clinic/plans/{intake}/sign", new() { ["name"] = "Pat", ["shown"] = new string('0', 64) }, "sign");
        Assert.Contains("has changed since you saw it", other.Html, StringComparison.Ordinal);
        Assert.Null(await Server.Services.GetRequiredService<PatientStore>().OfIntake(Caller.Patient(clinic), intake, Cancellation));
    }

    [Fact]
    public async Task An_item_is_done_once_however_often_its_form_is_sent()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var item = (await patient.Plan()).Days.SelectMany(day => day.Entries).First(entry => entry.Kind == CalendarEntryKind.Home).ItemId;
        var form = new Dictionary<string, string> { ["how"] = "done", ["form"] = Guid.NewGuid().ToString() };
        for (var time = 0; time < 2; time++) { Assert.Equal("/my", (await patient.Client.Post($"/my/do/{await patient.Place(item)}", form, "done")).To); }
        var done = Assert.IsType<ItemDone>(Assert.Single(await patient.Record()).Entry);
        Assert.Equal((item, HowFar.Done, patient.Day.Today), (done.Item, done.HowFar, done.Day));
    }

    [Fact]
    public async Task Yes_to_a_safe_question_tells_the_team_and_asks_everything_and_a_stop_stays_until_somebody_of_the_team_lifts_it()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        Assert.Equal("/my/warning", (await patient.Client.Post("/my/check-in", new() { ["pain"] = "6", ["numb"] = "yes", ["weak"] = "no" }, "check-in")).To);
        Assert.Equal("emergency", Assert.Single(await patient.Tasks()).Tier);
        Assert.Equal("/my/warning", (await patient.Client.Get("/my")).To);

        var answers = (await Questions(patient)).ToDictionary(page => page.Key, page => page.Value);
        answers["q-saddle"] = "yes";
        var stop = await patient.Client.Post("/my/warning", answers, "warning");
        Assert.Contains("Get help now", stop.Html, StringComparison.Ordinal);
        Assert.Contains("emergency department", stop.Html, StringComparison.Ordinal);
        Assert.Equal(2, (await patient.Tasks()).Count);
        Assert.Contains("TRI-CES-01", (await patient.Tasks())[0].Text + (await patient.Tasks())[1].Text, StringComparison.Ordinal);

        // Better answers do not lift the stop; a clinician does.
        Assert.Equal("/my", (await patient.Client.Post("/my/warning", await Questions(patient), "warning")).To);
        Assert.Contains("Get help now", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
        using var staff = await patient.Staff();
        Assert.Contains("Write what you examined", (await staff.Post($"/clinic/patients/{patient.Id}", new() { ["because"] = "" }, "clear")).Html, StringComparison.Ordinal);
        Assert.StartsWith("/clinic/patients/", (await staff.Post($"/clinic/patients/{patient.Id}", new() { ["because"] = "Seen in hospital, MRI without compression." }, "clear")).To, StringComparison.Ordinal);
        Assert.DoesNotContain("Get help now", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_that_came_after_the_page_was_opened_is_not_lifted_with_the_first()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        using var staff = await patient.Staff();
        var (chart, stopping) = ($"/clinic/patients/{patient.Id}", (await Questions(patient)).ToDictionary(page => page.Key, page => page.Value));
        stopping["q-saddle"] = "yes";
        await patient.Client.Post("/my/warning", stopping, "warning");
        var opened = System.Text.RegularExpressions.Regex.Match((await staff.Get(chart)).Html, "name=\"seen\" value=\"([0-9]+)\"").Groups[1].Value;
        await patient.Client.Post("/my/warning", stopping, "warning");
        foreach (var seen in (string[])[opened, "", "nonsense"])
        {
            var refused = WebUtility.HtmlDecode((await staff.Post(chart, new() { ["because"] = "Phoned:\r\nno numbness now.", ["seen"] = seen }, "clear")).Html);
            Assert.Contains("gave new answers after you opened this page", refused, StringComparison.Ordinal);
            Assert.Contains("Phoned:\nno numbness now.", refused, StringComparison.Ordinal);
        }
        Assert.Contains("Get help now", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
        Assert.Equal(chart, (await staff.Post(chart, new() { ["because"] = "Seen, examined." }, "clear")).To);
        Assert.DoesNotContain("Get help now", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_gone_back_to_and_sent_with_other_words_is_not_dropped()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var form = new Dictionary<string, string> { ["pain"] = "4", ["numb"] = "no", ["weak"] = "no", ["form"] = Guid.NewGuid().ToString() };
        Assert.Equal("/my", (await patient.Client.Post("/my/check-in", form, "check-in")).To);
        Assert.Empty(await patient.Tasks());
        form["numb"] = "yes";
        for (var time = 0; time < 2; time++) { Assert.Equal("/my/warning", (await patient.Client.Post("/my/check-in", form, "check-in")).To); }
        Assert.True(((CheckIn)(await patient.Record())[^1].Entry).HasWarning);
        Assert.Equal("emergency", Assert.Single(await patient.Tasks()).Tier);
        Assert.Equal(2, (await patient.Record()).Count);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_is_never_passed_over()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var log = Server.Services.GetRequiredService<EntryLog>();
        await log.Append(patient.Caller, patient.Id, [new(Guid.NewGuid(), 1, "a-kind-of-later", patient.Day.Today, """{"kind":"a-kind-of-later"}""")], null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, (await patient.Client.Get("/my")).Status);
        await log.Append(patient.Caller, patient.Id, [new(Guid.NewGuid(), 1, WarningAnswers.Word, patient.Day.Today, """{"kind":"warning-answers"}""")], null, Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, (await patient.Client.Get("/my")).Status);
    }

    [Fact]
    public async Task Danger_is_acted_on_while_other_answers_are_open()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var stop = await patient.Client.Post("/my/warning", new() { ["q-saddle"] = "yes" }, "warning");
        Assert.Contains("Get help now", stop.Html, StringComparison.Ordinal);
        var open = await patient.Client.Post("/my/warning", new() { ["q-saddle"] = "no" }, "warning");
        Assert.Contains("still need an answer", open.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_sees_nobody_else()
    {
        using var one = await MyPatient.New(Server.Services, Server.Address);
        using var two = await MyPatient.New(Server.Services, Server.Address);
        await one.Client.Post("/my/do/1", new() { ["how"] = "in-part", ["note"] = "only mine" }, "done");
        Assert.Empty(await two.Record());
        Assert.DoesNotContain("only mine", (await two.Client.Get("/my")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await two.Client.Get($"/clinic/patients/{one.Id}")).Status);
    }

    [Fact]
    public async Task The_day_looks_as_it_should()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        foreach (var (path, name) in ((string, string)[])[("/my", "my-today"), ("/my/plan", "my-plan"), ("/my/check-in", "my-check-in"), ("/my/warning", "my-warning"), ("/my/more", "my-more"), ("/my/do/1", "my-do"), ($"/my/move/{await Movable(patient)}", "my-move")])
        {
            await page.GotoAsync(path);
            await Picture(page, name);
            await MustBeAccessible(page);
        }
    }

    [Fact]
    public async Task The_clinics_side_of_it_looks_as_it_should()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 6, Sleep = 4, NewNumbnessOrBladder = true, NewWeaknessOrFever = false }, new Message { Day = patient.Day.Today, Text = "May I swim?" },
            new WarningAnswers { Day = patient.Day.Today, Pages = new Dictionary<string, string>(), Rules = ["TRI-CES-01"], Disposition = "emergency", Stops = true, Tier = Facet.Knowledge.TriageTier.Emergency, Hours = 4 });
        using var staff = await patient.Staff();
        var page = await Open(Phone);
        await page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        var intake = (await Server.Services.GetRequiredService<PatientStore>().Find(patient.Caller, patient.Id, Cancellation))!.Intake;
        foreach (var (path, name) in ((string, string)[])[("/clinic/work", "clinic-work"), ("/clinic/patients", "clinic-patients"), ($"/clinic/patients/{patient.Id}", "clinic-patient"), ($"/clinic/plans/{intake}/sign", "clinic-sign")])
        {
            await page.GotoAsync(path);
            await Picture(page, name);
            await MustBeAccessible(page);
        }
    }

    private static async Task<int> Movable(MyPatient patient)
    {
        var plan = await patient.Plan();
        return 1 + plan.Items.ToList().FindIndex(item => plan.On(patient.Day.Today)!.Entries.Any(entry => entry.ItemId == item.Id));
    }

    private static Task<Dictionary<string, string>> Questions(MyPatient patient) => patient.SafetyAnswers();
}
