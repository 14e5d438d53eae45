using System.Net;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Web.Settings;
using Facet.Web.Shell;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Settings;

/// <summary>Settings and approval change what every page says, so that these have a server of their own.</summary>
public sealed class SettingsTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_setting_holds_from_now_on_with_its_reason_and_can_be_taken_back()
    {
        await using var own = new Server();
        using var client = await StaffClient.SignedIn(own.Services, own.Address, Roles.Administrator);
        var shelf = own.Services.GetRequiredService<SettingsShelf>();
        var clinic = own.Services.GetRequiredService<HomeClinic>().Id;
        var fields = Fields((await client.Get("/clinic/settings")).Html);

        // All that is wrong at once, and nothing stored.
        var wrong = await client.Post("/clinic/settings", new(fields) { ["set-burden_per_hour_week"] = "much", ["set-cost_per_tier"] = "0.7", ["from-0"] = "8", ["closed"] = "2026-12-25 Christmas Day\nBoxing Day\n2026-12-25 Again", ["booking"] = "sometimes" }, "settings");
        foreach (var message in (string[])["Burden per hour week: a number", "Cost per tier: say why", "Monday: from and until", "Closed, line 2: a day and its name", "Closed, line 3: 2026-12-25 is there already", "choose one", "Say why you change this"]) { Assert.Contains(message, wrong.Html, StringComparison.Ordinal); }
        Assert.Contains("value=\"much\"", wrong.Html, StringComparison.Ordinal);
        Assert.Equal(0, (await shelf.Current(clinic, Cancellation)).Version);

        var saved = await client.Post("/clinic/settings", new(fields)
        {
            ["set-burden_per_hour_week"] = "2", ["why-burden_per_hour_week"] = "shift workers", ["answer-plan_region"] = "uk", ["from-0"] = "08:00", ["until-0"] = "18:00", ["closed"] = "2026-12-25 Christmas Day\r\n\r\n2026-12-24  Christmas Eve ", ["booking"] = "request", ["reason"] = "Agreed on Monday",
        }, "settings");
        Assert.Equal("/clinic/settings", saved.To);
        var settings = await shelf.Current(clinic, Cancellation);
        Assert.Equal((1, 2.0, "request"), (settings.Version, settings.Pathway.Settings.BurdenPerHourWeek, settings.Document.Booking));
        Assert.Equal([new(new(2026, 12, 24), "Christmas Eve"), new(new(2026, 12, 25), "Christmas Day")], settings.Document.Closed);
        var page = (await client.Get("/clinic/settings")).Html;
        foreach (var line in (string[])["2026-12-24 Christmas Eve, 2026-12-25 Christmas Day", "Agreed on Monday", "Burden per hour week: 0.5", "2 points per hour a week, averaged over 12 weeks (shift workers)", "Plan region: us", "Mon 08:00"]) { Assert.Contains(line, page, StringComparison.Ordinal); }

        // Whoever saves what somebody else has changed meanwhile is told.
        var late = await client.Post("/clinic/settings", new(fields) { ["seen"] = "0", ["set-want_bonus"] = "3", ["why-want_bonus"] = "test", ["reason"] = "late" }, "settings");
        Assert.Contains("Somebody else has saved settings meanwhile", late.Html, StringComparison.Ordinal);

        Assert.Equal("/clinic/settings", (await client.Post("/clinic/settings", new(fields) { ["seen"] = "1", ["reason"] = "Back to the program's own" }, "settings")).To);
        Assert.Equal(0.5, (await shelf.Current(clinic, Cancellation)).Pathway.Settings.BurdenPerHourWeek);
        Assert.Equal("/clinic/settings", (await client.Post("/clinic/settings", [], "back-1")).To);
        Assert.Equal((3, 2.0), ((await shelf.Current(clinic, Cancellation)).Version, (await shelf.Current(clinic, Cancellation)).Pathway.Settings.BurdenPerHourWeek));
        Assert.Equal(3, own.Services.GetRequiredService<FacetDatabase>().Ask("SELECT action FROM audit WHERE action = 'settings.change'", reader => reader.GetString(0)).Count);
        Assert.IsType<AuditVerdict.Whole>(await own.Services.GetRequiredService<AuditChain>().Verify(clinic, Cancellation));
    }

    [Fact]
    public async Task Every_page_says_draft_until_a_clinician_approves_this_very_version()
    {
        await using var own = new Server();
        using var administrator = await StaffClient.SignedIn(own.Services, own.Address, Roles.Administrator);
        using var clinician = await StaffClient.SignedIn(own.Services, own.Address, Roles.Clinician);
        const string Draft = "No clinician of this clinic has approved the rules";
        foreach (var path in (string[])["/", "/start", "/evidence", "/clinic"]) { Assert.Contains(Draft, (await clinician.Get(path)).Html, StringComparison.Ordinal); }

        Assert.DoesNotContain("Approve this version", (await administrator.Get("/clinic/knowledge")).Html, StringComparison.Ordinal);
        Assert.Contains("Write a few words", (await clinician.Post("/clinic/knowledge", [], "approve")).Html, StringComparison.Ordinal);
        Assert.Contains("have changed since", (await clinician.Post("/clinic/knowledge", new() { ["rules"] = "other", ["text"] = "Read" }, "approve")).Html, StringComparison.Ordinal);
        Assert.Equal("/clinic/knowledge", (await clinician.Post("/clinic/knowledge", new() { ["text"] = "Read with the board" }, "approve")).To);
        // A page that was open before says what it meant, and nothing else comes of it.
        Assert.Contains("Somebody else has answered meanwhile", (await clinician.Post("/clinic/knowledge", new() { ["say"] = "approve", ["text"] = "Read too" }, "approve")).Html, StringComparison.Ordinal);
        foreach (var path in (string[])["/", "/start", "/clinic"]) { Assert.DoesNotContain(Draft, (await clinician.Get(path)).Html, StringComparison.Ordinal); }
        Assert.Contains("Read with the board", (await administrator.Get("/clinic/knowledge")).Html, StringComparison.Ordinal);

        Assert.Equal("/clinic/knowledge", (await clinician.Post("/clinic/knowledge", new() { ["text"] = "A rule is doubted" }, "approve")).To);
        Assert.Contains(Draft, (await clinician.Get("/")).Html, StringComparison.Ordinal);
        Assert.Equal(["knowledge.approve", "knowledge.withdraw"], own.Services.GetRequiredService<FacetDatabase>().Ask("SELECT action FROM audit WHERE action LIKE 'knowledge.%' ORDER BY sequence", reader => reader.GetString(0)));
    }

    [Fact]
    public async Task Both_pages_are_for_everybody_who_may_use_them()
    {
        using var client = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Administrator | Roles.Clinician);
        foreach (var script in (bool[])[true, false])
        {
            var page = await Open(Phone, script);
            await page.Context.AddCookiesAsync(client.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
            foreach (var (path, name) in ((string, string)[])[("/clinic/settings", "settings"), ("/clinic/knowledge", "knowledge")])
            {
                await page.GotoAsync(path);
                if (script) { await MustBeAccessible(page); await Picture(page, $"clinic-{name}"); }
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
            }
        }
    }

    /// <summary>What a browser would send of the form as it is shown.</summary>
    private static Dictionary<string, string> Fields(string html)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(html, "<input class=\"nhsuk-input[^>]*? name=\"([^\"]+)\"[^>]*?value=\"([^\"]*)\"")) { fields[match.Groups[1].Value] = WebUtility.HtmlDecode(match.Groups[2].Value); }
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(html, "<select[^>]*name=\"([^\"]+)\"(.*?)</select>", System.Text.RegularExpressions.RegexOptions.Singleline)) { fields[match.Groups[1].Value] = System.Text.RegularExpressions.Regex.Match(match.Groups[2].Value, "value=\"([^\"]+)\" selected").Groups[1].Value; }
        fields["booking"] = "view";
        return fields;
    }
}
