using System.Net;
using System.Text.RegularExpressions;
using Facet.Care;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Web.Shell;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;
using StoredAnswer = Facet.Web.Intake.StoredAnswer;

namespace Facet.Web.Tests.Care;

/// <summary>The watch over warning signs from one page to the next, without script.</summary>
public class WarningTests(Server server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Not_sure_is_looked_at_the_same_day_whatever_the_clinician_knew_and_the_task_names_the_open_question()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        // The first back pain of somebody of 61: a review within two weeks (TRI-CAN-06), known when the plan was signed.
        var intake = (await server.Services.GetRequiredService<PatientStore>().Find(patient.Caller, patient.Id, Cancellation))!.Intake;
        await Say(server.Services, intake, "before", "first_ever_episode", true);
        var answers = await patient.SafetyAnswers();
        Assert.Equal("/my", (await patient.Client.Post("/my/warning", answers, "warning")).To);
        Assert.Empty(await patient.Tasks());

        (answers["q-saddle"], answers["q-ces-days"]) = (Questionnaire.NotSure, Questionnaire.NotSure);
        foreach (var html in (string[])[(await patient.Client.Post("/my/warning", answers, "warning")).Html, (await patient.Client.Get("/my")).Html])
        {
            Assert.Contains("Your plan is on hold", html, StringComparison.Ordinal);
            Assert.Contains("Some answers are missing", html, StringComparison.Ordinal);
            Assert.Contains("Talk to a clinician today", html, StringComparison.Ordinal);
        }
        var task = Assert.Single(await patient.Tasks());
        Assert.Equal("urgent", task.Tier);
        Assert.InRange(task.Due - task.At, TimeSpan.Zero, TimeSpan.FromHours(24));
        Assert.Contains("saddle numbness", task.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("TRI-CAN-06", task.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_sure_hastens_an_urgent_sign_and_slows_no_emergency()
    {
        using var urgent = await MyPatient.New(server.Services, server.Address);
        var answers = await urgent.SafetyAnswers();
        // Seen within two weeks by itself (TRI-CAN-04).
        (answers["q-unwell"], answers["q-saddle"], answers["q-ces-days"]) = ("unexplained_weight_loss", Questionnaire.NotSure, Questionnaire.NotSure);
        Assert.Contains("Some answers are missing", (await urgent.Client.Post("/my/warning", answers, "warning")).Html, StringComparison.Ordinal);
        var task = Assert.Single(await urgent.Tasks());
        Assert.Equal("urgent", task.Tier);
        Assert.InRange(task.Due - task.At, TimeSpan.Zero, TimeSpan.FromHours(24));
        Assert.Contains("TRI-CAN-04", task.Text, StringComparison.Ordinal);
        Assert.Contains("saddle numbness", task.Text, StringComparison.Ordinal);

        using var emergency = await MyPatient.New(server.Services, server.Address);
        (answers["q-saddle"], answers["q-bladder"], answers["q-ces-days"]) = ("yes", Questionnaire.NotSure, "1");
        var stop = (await emergency.Client.Post("/my/warning", answers, "warning")).Html;
        Assert.Contains("Get help now", stop, StringComparison.Ordinal);
        Assert.DoesNotContain("Some answers are missing", stop, StringComparison.Ordinal);
        task = Assert.Single(await emergency.Tasks());
        Assert.Equal("emergency", task.Tier);
        Assert.InRange(task.Due - task.At, TimeSpan.Zero, TimeSpan.FromHours(4));
    }

    [Fact]
    public async Task After_a_yes_no_treatment_is_opened_until_the_safety_questions_are_answered()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var today = patient.Day.Today;
        string[] pages = ["/my", "/my/do/1", "/my/exercise/1"];
        // A rise of pain asks for the questions too, and bars no way.
        await patient.Write(new CheckIn { Day = today.AddDays(-1), Pain = 2 }, new CheckIn { Day = today, Pain = 6 });
        foreach (var page in pages) { Assert.Equal(HttpStatusCode.OK, (await patient.Client.Get(page)).Status); }
        var item = (await patient.Plan()).Days.SelectMany(day => day.Entries).First(entry => entry.Kind == CalendarEntryKind.Home).ItemId;
        var path = $"/my/do/{await patient.Place(item)}";
        var opened = (await patient.Client.Get(path)).Html;

        await patient.Write(new CheckIn { Day = today, Pain = 6, NewNumbnessOrBladder = true, NewWeaknessOrFever = false });
        foreach (var page in pages) { Assert.Equal("/my/warning", (await patient.Client.Get(page)).To); }
        // What was under way is still written down.
        var form = Regex.Match(opened, "<form[^>]*data-entry=\"item-done\".*?</form>", RegexOptions.Singleline).Value;
        var fields = Regex.Matches(form, "<input type=\"hidden\" name=\"([^\"]+)\"(?: autocomplete=\"[^\"]*\")? value=\"([^\"]*)\"").ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        fields["how"] = "in-part";
        using (var content = new FormUrlEncodedContent(fields))
        using (var answer = await patient.Client.Http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation))
        {
            Assert.NotNull(answer.Headers.Location);
        }
        Assert.Equal((item, HowFar.InPart), (await patient.Record())[^1].Entry is ItemDone done ? (done.Item, done.HowFar) : default);

        Assert.Equal("/my", (await patient.Client.Post("/my/warning", await patient.SafetyAnswers(), "warning")).To);
        foreach (var page in pages) { Assert.Equal(HttpStatusCode.OK, (await patient.Client.Get(page)).Status); }
    }

    [Fact]
    public async Task A_stop_stands_on_the_plan_and_in_the_calendar_and_nothing_can_be_opened_there()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        string[] pages = ["/my/plan", "/my/calendar"];
        Assert.Contains("Open it<span", (await patient.Client.Get("/my/plan")).Html, StringComparison.Ordinal);
        await patient.Write(new WarningAnswers { Day = patient.Day.Today, Pages = new Dictionary<string, string>(), Rules = ["TRI-CES-01"], Disposition = "emergency", Stops = true, Tier = TriageTier.Emergency, Hours = 4 });
        foreach (var page in pages)
        {
            var html = (await patient.Client.Get(page)).Html;
            Assert.Contains("Get help now", html, StringComparison.Ordinal);
            Assert.Contains("leave out your exercises and other treatments", html, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Open it<span", (await patient.Client.Get("/my/plan")).Html, StringComparison.Ordinal);
        await patient.Write(new WarningCleared { Day = patient.Day.Today, Because = "Seen." });
        foreach (var page in pages) { Assert.DoesNotContain("leave out your exercises", (await patient.Client.Get(page)).Html, StringComparison.Ordinal); }
        Assert.Contains("Open it<span", (await patient.Client.Get("/my/plan")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_seven_days_are_the_clinics_and_count_from_the_intake_however_late_the_plan_is_signed()
    {
        const string Asked = "Some questions first";
        var clock = new Hand();
        await using var own = new OwnServer(services => services.AddSingleton<TimeProvider>(clock), ("Clinic:TimeZone", "America/Los_Angeles"));
        // Monday evening there, and Tuesday by UTC.
        using var soon = await MyPatient.New(own.Services, own.ClientOptions.BaseAddress);
        Assert.DoesNotContain(Asked, (await soon.Client.Get("/my")).Html, StringComparison.Ordinal);
        clock.Now = clock.Now.AddDays(7);
        Assert.Equal("/my", await soon.Client.SignIn());
        Assert.Contains(Asked, (await soon.Client.Get("/my")).Html, StringComparison.Ordinal);

        using var late = await MyPatient.New(own.Services, own.ClientOptions.BaseAddress, answered: async intake =>
        {
            await Say(own.Services, intake, "saddle", "saddle_numbness", false);
            clock.Now = clock.Now.AddDays(21);
        });
        Assert.Contains(Asked, (await late.Client.Get("/my")).Html, StringComparison.Ordinal);
        Assert.Equal("/my", (await late.Client.Post("/my/warning", await late.SafetyAnswers(), "warning")).To);
        Assert.DoesNotContain(Asked, (await late.Client.Get("/my")).Html, StringComparison.Ordinal);
    }

    /// <summary>One answer of the intake.</summary>
    private static async Task Say(IServiceProvider services, IntakeId intake, string page, string input, bool value) =>
        Assert.NotNull(await services.GetRequiredService<IntakeStore>().Append(Caller.Program(services.GetRequiredService<HomeClinic>().Id), intake, page,
            StoredAnswer.Write(new(new Dictionary<string, Answer> { [input] = new Answer.Flag(value) }, null)), Cancellation));

    private sealed class Hand : TimeProvider
    {
        // Ahead of the machine's clock: the cookies of a session are kept by that one.
        public DateTimeOffset Now { get; set; } = new(2030, 3, 5, 2, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
