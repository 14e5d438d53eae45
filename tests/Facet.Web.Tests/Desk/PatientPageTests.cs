using System.Net;
using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Outcomes;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Desk;

public class PatientPageTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static async Task<MyPatient> Somebody(Server server, string example = "V06")
    {
        var patient = await MyPatient.New(server.Services, server.Address, example, weeksAgo: 8);
        await ProgressTests.Fill(patient);
        var start = (await patient.Plan()).StartsOn;
        await patient.Write(new CheckIn { Day = start.AddDays(3), Pain = 5, Regions = ["low_back"] }, new CheckIn { Day = start.AddDays(30), Pain = 4, Regions = ["low_back", "buttock"] }, new Message { Day = patient.Day.Today, Text = "May I swim?" });
        return patient;
    }

    [Fact]
    public async Task The_page_says_what_drives_the_plan_and_where_each_line_comes_from()
    {
        using var patient = await Somebody(Server);
        using var staff = await patient.Staff();
        var html = WebUtility.HtmlDecode((await staff.Get($"/clinic/patients/{patient.Id}")).Html);
        foreach (var section in (string[])["What drives the plan", "Flags (", "Problems", "Medicines", "Where it hurts", "Outcomes on one axis", "Signed plans", "Messages", "Timeline"]) { Assert.Contains(section, html, StringComparison.Ordinal); }
        Assert.InRange(html.Split("facet-driving")[1].Split("</ol>")[0].Split("<li").Length - 1, 1, 5);
        Assert.Contains("Where it hurts", html, StringComparison.Ordinal);
        Assert.Contains("Low back, Buttock From: check-in", System.Text.RegularExpressions.Regex.Replace(System.Text.RegularExpressions.Regex.Replace(html, "<[^>]+>", " "), "\\s+", " "), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("opened the record (care team)", html, StringComparison.Ordinal);

        // The timeline shows one kind where that is asked for.
        var plans = (await staff.Get($"/clinic/patients/{patient.Id}?show=plans")).Html.Split("id=\"timeline\"")[1];
        Assert.Contains("plan 1 signed by Dr Example", plans, StringComparison.Ordinal);
        Assert.DoesNotContain("pain 5/10", plans, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_that_could_not_run_is_never_called_free_of_interactions()
    {
        var pathway = Plan.StoredCases.Pathway;
        var (unknown, silent, clean) = (0, 0, 0);
        foreach (var (_, pages) in Plan.StoredCases.All)
        {
            var result = Plan.StoredCases.Need(pathway.Walk(Facet.Web.Plan.PopulationDesk.Forms.Gather(pathway, pages)));
            var (found, _, not, summary) = Facet.Web.Desk.CaseText.Medicines(result, "x");
            var ran = result.Profile.Facts.MedicinesAsked && not.Count == 0;
            if (!ran) { unknown++; Assert.StartsWith("NOT CHECKED", summary, StringComparison.Ordinal); }
            if (summary.Contains("no interaction rule", StringComparison.Ordinal)) { clean++; Assert.True(ran && !found.Any(finding => finding.Kind == "interaction")); }
            if (!summary.StartsWith("NOT CHECKED", StringComparison.Ordinal)) { silent++; }
        }
        Assert.True(unknown > 0 && silent > 0 && clean > 0, $"{unknown} {silent} {clean}");
    }

    [Fact]
    public async Task The_note_has_facts_scores_with_intervals_plan_and_reasons_as_plain_text()
    {
        using var patient = await Somebody(Server);
        using var staff = await patient.Staff();
        var page = await Open(Desk);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        await page.GotoAsync($"/clinic/patients/{patient.Id}/note");
        var text = await page.Locator("#note").InnerTextAsync();
        foreach (var part in (string[])["DISPOSITION", "WHAT DRIVES THE PLAN", "MEDICINES", "OUTCOMES", "95 % interval", "measurement error", "PLAN", "Why:", "Version 1, signed by Dr Example"]) { Assert.Contains(part, text, StringComparison.Ordinal); }
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy the note" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Copied.")).ToBeVisibleAsync();
        Assert.Equal(text.Trim(), (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).Trim());
        await Picture(page, "clinic-note");
        await MustBeAccessible(page);
        var plain = await Open(Phone, script: false);
        await plain.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        await plain.GotoAsync($"/clinic/patients/{patient.Id}/note");
        await Assertions.Expect(plain.Locator("#note")).ToBeVisibleAsync();
        await Assertions.Expect(plain.GetByRole(AriaRole.Button, new() { Name = "Copy the note" })).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_page_is_accessible_on_a_phone_at_a_desk_and_on_paper(ColorScheme colours)
    {
        using var patient = await Somebody(Server, "V13");
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 6, NewNumbnessOrBladder = true },
            new WarningAnswers { Day = patient.Day.Today, Pages = new Dictionary<string, string>(), Rules = ["TRI-CES-01"], Disposition = "emergency", Stops = true, Tier = Facet.Knowledge.TriageTier.Emergency, Hours = 4 });
        using var staff = await patient.Staff(Roles.Clinician | Roles.Prescriber);
        foreach (var width in (int[])[Phone, Desk])
        {
            var page = await Open(width, colours: colours);
            await page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
            await page.GotoAsync($"/clinic/patients/{patient.Id}");
            await Picture(page, colours == ColorScheme.Dark ? "clinic-chart-dark" : "clinic-chart");
            await MustBeAccessible(page);
            await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Light });
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeHiddenAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What drives the plan" })).ToBeVisibleAsync();
            if (width == Desk) { await Picture(page, "clinic-chart-print"); }
        }
    }
}
