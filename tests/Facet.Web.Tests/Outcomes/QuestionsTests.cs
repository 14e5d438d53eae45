using System.Globalization;
using System.Net;
using Facet.Care;
using Facet.Outcomes;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Outcomes;

public class QuestionsTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private OutcomeMeasures Measures => Server.Services.GetRequiredService<OutcomeMeasures>();

    [Fact]
    public async Task What_is_due_is_asked_scored_and_kept_with_its_answers()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        Assert.Contains("sets of questions are waiting", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
        var list = (await patient.Client.Get("/my/questions")).Html;
        foreach (var id in (string[])["NRS", "PEG", "RMDQ24", "PHQ4"]) { Assert.Contains(Measures.Find(id)!.Wording!.Title, WebUtility.HtmlDecode(list), StringComparison.Ordinal); }
        Assert.Contains("not available here", list, StringComparison.Ordinal);
        Assert.DoesNotContain(Measures.Find("PGIC")!.Wording!.Title, list, StringComparison.Ordinal);

        var saved = await patient.Client.Post(At("PEG"), Answers(6, 5, 8), "answers");
        Assert.Equal($"{At("PEG")}/answered", saved.To);
        var entry = Assert.IsType<QuestionnaireAnswers>(Assert.Single(await patient.Record()).Entry);
        Assert.Equal(("PEG", patient.Day.Today), (entry.Instrument, entry.Day));
        Assert.Equal([6, 5, 8], entry.Answers);
        Assert.Equal(19.0 / 3, entry.Score!.Value, 1e-9);
        var page = (await patient.Client.Get(saved.To!)).Html;
        Assert.Contains("6.3 of 10", page, StringComparison.Ordinal);
        Assert.Contains("by chance alone is not known", page, StringComparison.Ordinal);
        Assert.DoesNotContain(At("PEG"), (await patient.Client.Get("/my/questions")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_sent_twice_is_kept_once()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var form = Answers(6, 5, 8);
        form["form"] = Guid.NewGuid().ToString();
        for (var time = 0; time < 2; time++) { await patient.Client.Post(At("PEG"), form, "answers"); }
        Assert.Single(await patient.Record());
    }

    [Fact]
    public async Task A_missing_answer_is_asked_for_and_never_made_up()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var asked = await patient.Client.Post(At("PEG"), Answers(6, null, 8), "answers");
        Assert.Contains("One question has no answer yet", asked.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"#q-2\"", asked.Html, StringComparison.Ordinal);
        Assert.Empty(await patient.Record());
        var form = Answers(6, null, 8);
        form["skip"] = "yes";
        var saved = await patient.Client.Post(At("PEG"), form, "answers");
        Assert.Null(Assert.IsType<QuestionnaireAnswers>(Assert.Single(await patient.Record()).Entry).Score);
        Assert.Contains("There is no score, because question 2 has no answer", (await patient.Client.Get(saved.To!)).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PEG", "11")]
    [InlineData("PEG", "99999999999")]
    [InlineData("PHQ4", "4")]
    public async Task An_answer_that_is_none_is_refused(string id, string answer)
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var form = Answers([.. Enumerable.Repeat<int?>(0, Measures.Find(id)!.Rule!.Items)]);
        form["a-1"] = answer;
        Assert.Contains("There is a problem", (await patient.Client.Post(At(id), form, "answers")).Html, StringComparison.Ordinal);
        Assert.Empty(await patient.Record());
    }

    [Fact]
    public async Task Ticks_count_and_no_tick_is_said_and_not_forgotten()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        Assert.Contains("the last box if none does", (await patient.Client.Post(At("RMDQ24"), [], "answers")).Html, StringComparison.Ordinal);
        Assert.Contains("Choose one of the two", (await patient.Client.Post(At("RMDQ24"), new() { ["a-3"] = "1", ["none"] = "yes" }, "answers")).Html, StringComparison.Ordinal);
        Assert.Empty(await patient.Record());
        await patient.Client.Post(At("RMDQ24"), new() { ["a-3"] = "1", ["a-24"] = "1" }, "answers");
        Assert.Equal(2, Assert.IsType<QuestionnaireAnswers>(Assert.Single(await patient.Record()).Entry).Score);
        using var other = await MyPatient.New(Server.Services, Server.Address);
        await other.Client.Post(At("RMDQ24"), new() { ["none"] = "yes" }, "answers");
        Assert.Equal(0, Assert.IsType<QuestionnaireAnswers>(Assert.Single(await other.Record()).Entry).Score);
    }

    [Fact]
    public async Task Much_worry_leads_to_two_more_sets_at_once()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        Assert.DoesNotContain(At("PHQ9"), (await patient.Client.Get("/my/questions")).Html, StringComparison.Ordinal);
        var saved = await patient.Client.Post(At("PHQ4"), Answers(2, 2, 2, 1), "answers");
        var page = (await patient.Client.Get(saved.To!)).Html;
        Assert.Contains("We would like to ask a little more", page, StringComparison.Ordinal);
        Assert.Contains(At("PHQ9"), page, StringComparison.Ordinal);
        var list = (await patient.Client.Get("/my/questions")).Html;
        Assert.Contains(At("PHQ9"), list, StringComparison.Ordinal);
        Assert.Contains(At("GAD7"), list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thoughts_of_self_harm_are_met_at_once_whatever_else_is_open()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        Assert.Equal("/my/questions/help", (await patient.Client.Post(At("PHQ9"), new() { ["a-9"] = "1" }, "answers")).To);
        var task = Assert.Single(await patient.Tasks());
        Assert.Equal("urgent", task.Tier);
        Assert.Contains("TRI-SUI-02", task.Text, StringComparison.Ordinal);
        Assert.True(task.Due - task.At <= TimeSpan.FromHours(24));
        var help = (await patient.Client.Get("/my/questions/help")).Html;
        Assert.Contains("Thank you for telling us", help, StringComparison.Ordinal);
        Assert.Contains("crisis contact", help, StringComparison.Ordinal);
        Assert.Contains("plan to end your life", help, StringComparison.Ordinal);
        // Whoever leaves is asked the safety questions before anything else.
        Assert.Equal("/my/warning", (await patient.Client.Get("/my")).To);

        Assert.Contains("There is a problem", (await patient.Client.Post("/my/questions/help", [], "alarm")).Html, StringComparison.Ordinal);
        Assert.Equal("/my", (await patient.Client.Post("/my/questions/help", new() { ["q-thoughts-plan"] = "yes" }, "alarm")).To);
        Assert.Contains("Get help now", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
        Assert.Contains(await patient.Tasks(), each => each.Tier == "emergency" && each.Text.Contains("TRI-SUI-01", StringComparison.Ordinal));
        // A stopped plan asks nothing more.
        Assert.Contains("Get help now", (await patient.Client.Get("/my/questions")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_plan_to_act_the_safety_questions_come_next()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await patient.Client.Post(At("PHQ9"), Answers(1, 1, 1, 1, 1, 1, 1, 1, 2), "answers");
        Assert.Equal("/my/warning", (await patient.Client.Post("/my/questions/help", new() { ["q-thoughts-plan"] = "no" }, "alarm")).To);
        Assert.DoesNotContain(await patient.Record(), each => each.Entry is WarningAnswers);
    }

    [Fact]
    public async Task Getting_worse_brings_the_team_in_once()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, weeksAgo: 6);
        await patient.Write(Rmdq(patient.Day.Today.AddDays(-44), 8));
        await patient.Client.Post(At("RMDQ24"), Ticks(14), "answers");
        var task = Assert.Single(await patient.Tasks());
        Assert.Equal(("review", "routine_review"), (task.Kind, task.Tier));
        Assert.Single(await patient.Record(), each => each.Entry is ReviewAsked);
        await patient.Client.Post(At("RMDQ24"), Ticks(15), "answers");
        Assert.Single(await patient.Tasks());
        Assert.Contains("Your team will take another look", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_weeks_of_more_pain_bring_the_team_in_with_the_check_in()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, weeksAgo: 6);
        var today = patient.Day.Today;
        for (var day = 1; day <= 13; day++) { await patient.Write(new CheckIn { Day = today.AddDays(-day), Pain = 7 }); }
        for (var day = 40; day <= 46; day++) { await patient.Write(new CheckIn { Day = today.AddDays(-day), Pain = 4 }); }
        Assert.Empty(await patient.Tasks());
        await patient.Client.Post("/my/check-in", new() { ["pain"] = "7", ["numb"] = "no", ["weak"] = "no" }, "check-in");
        Assert.Contains("RESP-04", Assert.Single(await patient.Tasks()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_is_asked_or_shown()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        Assert.Equal(HttpStatusCode.NotFound, (await patient.Client.Get("/my/questions/99")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await patient.Client.Get(At("PROMIS"))).Status);
        Assert.Equal("/my/questions", (await patient.Client.Get($"{At("PEG")}/answered")).To);
        Assert.Equal("/my/questions", (await patient.Client.Get("/my/questions/help")).To);
        using var nobody = SignIn.StaffClient.Nobody(Server.Services, Server.Address);
        foreach (var path in (string[])["/my/questions", "/my/progress", At("PEG"), "/my/questions/help"]) { Assert.StartsWith("/account/sign-in", (await nobody.Get(path)).To, StringComparison.Ordinal); }
    }

    [Fact]
    public async Task Clinicians_see_answers_and_scores_in_the_record()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await patient.Client.Post(At("PEG"), Answers(6, 5, 8), "answers");
        using var staff = await patient.Staff();
        Assert.Contains("PEG: score 6.3 (6 5 8)", WebUtility.HtmlDecode((await staff.Get($"/clinic/patients/{patient.Id}")).Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_work_by_keyboard_without_script_and_look_as_they_should()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone, script: false);
        await patient.SignIn(page);
        await page.GotoAsync(At("PEG"));
        await page.Locator("#a-1-6").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("2 questions have no answer yet");

        var scripted = await Open(Phone);
        await patient.SignIn(scripted);
        foreach (var (path, name) in ((string, string)[])[("/my/questions", "my-questions"), (At("NRS"), "my-nrs"), (At("PEG"), "my-peg"), (At("RMDQ24"), "my-rmdq"), (At("PHQ4"), "my-phq4"), (At("PHQ9"), "my-phq9"), (At("PGIC"), "my-pgic")])
        {
            await scripted.GotoAsync(path);
            await Picture(scripted, name);
            await MustBeAccessible(scripted);
        }
        await scripted.GotoAsync(At("PHQ4"));
        await scripted.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Picture(scripted, "my-phq4-open");
        await MustBeAccessible(scripted);
        await patient.Client.Post(At("PEG"), Answers(6, 5, 8), "answers");
        await scripted.GotoAsync($"{At("PEG")}/answered");
        await Picture(scripted, "my-answered");
        await MustBeAccessible(scripted);
        await patient.Client.Post(At("PHQ9"), new() { ["a-9"] = "1" }, "answers");
        await scripted.GotoAsync("/my/questions/help");
        await Picture(scripted, "my-questions-help");
        await MustBeAccessible(scripted);
    }

    [Fact]
    public async Task No_radio_or_box_is_smaller_than_a_finger()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        foreach (var id in (string[])["PEG", "RMDQ24", "PHQ4"])
        {
            await page.GotoAsync(At(id));
            var small = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('form input[type=radio], form input[type=checkbox], form button')].filter(e => { const r = e.getBoundingClientRect(), l = e.labels?.[0]?.getBoundingClientRect(); return Math.max(r.height, l?.height ?? 0) < 44 || Math.max(r.width, l?.width ?? 0) < 40; }).map(e => e.id)");
            Assert.Empty(small);
        }
    }

    private string At(string id) => string.Create(CultureInfo.InvariantCulture, $"/my/questions/{1 + Measures.Instruments.ToList().FindIndex(each => each.Id == id)}");

    private static Dictionary<string, string> Answers(params int?[] answers) => answers.Select((answer, i) => (answer, i)).Where(pair => pair.answer is not null)
        .ToDictionary(pair => string.Create(CultureInfo.InvariantCulture, $"a-{pair.i + 1}"), pair => pair.answer!.Value.ToString(CultureInfo.InvariantCulture));

    private static Dictionary<string, string> Ticks(int count) => Answers([.. Enumerable.Repeat<int?>(1, count)]);

    internal static QuestionnaireAnswers Rmdq(DateOnly day, int ticks) => new() { Day = day, Instrument = "RMDQ24", Answers = [.. Enumerable.Range(0, 24).Select(item => (int?)(item < ticks ? 1 : 0))], Score = ticks };
}
