using System.Net;
using Facet.Care;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Outcomes;

public class ProgressTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Fact]
    public async Task Nothing_yet_is_said_in_words()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        Assert.Contains("There is nothing to show yet", (await patient.Client.Get("/my/progress")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_score_has_its_meaning_its_error_and_its_row()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, weeksAgo: 8);
        await Fill(patient);
        var html = WebUtility.HtmlDecode((await patient.Client.Get("/my/progress")).Html);
        Assert.Contains("Clearly better", html, StringComparison.Ordinal);
        Assert.Contains("Better by more than chance, and enough to matter to most people. Even when nothing changes, this score moves by up to 4.5 in 9 out of 10 people.", html, StringComparison.Ordinal);
        Assert.Contains("How far this score moves by chance alone is not known.", html, StringComparison.Ordinal);
        Assert.Contains("You said: much better.", html, StringComparison.Ordinal);
        Assert.Contains("Your back stops you doing fewer things than before.", html, StringComparison.Ordinal);
        Assert.Contains("16 of 24", html, StringComparison.Ordinal);
        Assert.Contains("8 of 24", html, StringComparison.Ordinal);
        Assert.Contains("Flare until", html, StringComparison.Ordinal);
        Assert.Contains("Plan 1 begins", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_can_be_read_on_a_phone_in_the_dark_and_on_paper_and_its_parts_can_be_hidden_without_script()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, weeksAgo: 8);
        await Fill(patient);
        var page = await Open(Phone, script: false);
        await patient.SignIn(page);
        await page.GotoAsync("/my/progress");
        var line = page.Locator(".facet-narrow polyline.layer-diary").First;
        await Assertions.Expect(line).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".facet-wide polyline.layer-diary").First).ToBeHiddenAsync();
        await page.GetByText("Choose what the pictures show").ClickAsync();
        await page.GetByLabel("Diary line").UncheckAsync();
        await Assertions.Expect(line).ToBeHiddenAsync();
        await page.GetByLabel("Diary line").CheckAsync();
        await Assertions.Expect(line).ToBeVisibleAsync();
        await page.Locator(".facet-strip summary").First.ClickAsync();
        await Assertions.Expect(line).ToBeHiddenAsync();

        var scripted = await Open(Phone);
        await patient.SignIn(scripted);
        await scripted.GotoAsync("/my/progress");
        await Picture(scripted, "my-progress");
        await MustBeAccessible(scripted);
        var dark = await Open(Desk, colours: ColorScheme.Dark);
        await patient.SignIn(dark);
        await dark.GotoAsync("/my/progress");
        await Assertions.Expect(dark.Locator(".facet-narrow polyline.layer-diary").First).ToBeHiddenAsync();
        await Picture(dark, "my-progress-dark");
        await MustBeAccessible(dark);
        await dark.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Light });
        await Assertions.Expect(dark.GetByRole(AriaRole.Table).First).ToBeVisibleAsync();
        await Assertions.Expect(dark.GetByText("Choose what the pictures show")).ToBeHiddenAsync();
        await Picture(dark, "my-progress-print");
    }

    [Fact]
    public async Task Clinicians_see_what_the_patient_sees_and_the_rules_by_name()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, weeksAgo: 8);
        await Fill(patient);
        using var staff = await patient.Staff();
        Assert.Contains($"/clinic/patients/{patient.Id}/progress", (await staff.Get($"/clinic/patients/{patient.Id}")).Html, StringComparison.Ordinal);
        var html = WebUtility.HtmlDecode((await staff.Get($"/clinic/patients/{patient.Id}/progress")).Html);
        Assert.Contains("RESP-02", html, StringComparison.Ordinal);
        Assert.Contains("8 of 24", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await patient.Client.Get($"/clinic/patients/{patient.Id}/progress")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.Get($"/clinic/patients/{Guid.NewGuid()}/progress")).Status);
    }

    /// <summary>Eight weeks of somebody who gets better, with a flare and days that were not written.</summary>
    internal static async Task Fill(MyPatient patient)
    {
        var today = patient.Day.Today;
        var start = (await patient.Plan()).StartsOn;
        var entries = new List<CareEntry>();
        for (var day = start.AddDays(-5); day <= today; day = day.AddDays(1))
        {
            var n = day.DayNumber - start.DayNumber;
            if (n % 7 == 5 || n is > 40 and < 47) { continue; }
            entries.Add(new CheckIn { Day = day, Pain = Math.Clamp(n is >= 20 and < 25 ? 10 : 7 - (n / 14) + (n % 3) - 1, 0, 10), Flare = n == 21 ? true : null });
        }
        foreach (var (day, ticks, peg, phq) in ((int, int, int, int)[])[(0, 16, 6, 5), (14, 14, 6, 4), (42, 8, 3, 3)])
        {
            entries.Add(QuestionsTests.Rmdq(start.AddDays(day), ticks));
            entries.Add(new QuestionnaireAnswers { Day = start.AddDays(day), Instrument = "PEG", Answers = [peg, peg, peg + 1] });
            entries.Add(new QuestionnaireAnswers { Day = start.AddDays(day), Instrument = "NRS", Answers = [peg] });
            entries.Add(new QuestionnaireAnswers { Day = start.AddDays(day), Instrument = "PHQ4", Answers = [phq / 2, 1, 0, 0] });
            if (day > 0) { entries.Add(new QuestionnaireAnswers { Day = start.AddDays(day), Instrument = "PGIC", Answers = [day > 20 ? 2 : 3] }); }
        }
        foreach (var day in (await patient.Plan()).Days.Where(day => day.Date <= today && day.Day % 4 != 0))
        {
            entries.AddRange(day.Entries.Select(entry => entry.ItemId).Distinct().Select(item => new ItemDone { Day = day.Date, Item = item, HowFar = day.Day % 5 == 0 ? HowFar.InPart : HowFar.Done }));
        }
        await patient.Write([.. entries]);
    }
}
