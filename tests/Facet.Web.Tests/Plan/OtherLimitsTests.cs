using Facet.Storage.Accounts;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Web.Shell;
using Facet.Web.Tests.Intake;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Plan;

/// <summary>Weeks, other limits and wishes of the person, and a clinician's changes: nothing of it is stored.</summary>
public class OtherLimitsTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_weeks_of_a_plan_and_other_limits_are_shown_without_script()
    {
        var page = await Open(Phone, script: false);
        await new Person(page).Saying("how-long", "400").ReachResults();
        await page.GetByRole(AriaRole.Link, new() { Name = "See it week by week" }).ClickAsync();
        Assert.Equal("Your weeks", await page.Locator("h1").InnerTextAsync());
        Assert.True(await page.Locator("table tbody tr").CountAsync() >= 7);
        Assert.Contains("Look back at the whole plan", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "weeks");

        await page.GotoAsync("/intake/try");
        await page.FillAsync("#minutes", "many");
        await page.GetByRole(AriaRole.Button, new() { Name = "See the plan" }).ClickAsync();
        Assert.Contains("whole number", await page.Locator(".nhsuk-error-summary").InnerTextAsync(), StringComparison.Ordinal);
        await page.FillAsync("#minutes", "0");
        await page.GetByRole(AriaRole.Button, new() { Name = "See the plan" }).ClickAsync();
        Assert.Equal("No plan meets all of these", await page.Locator("#tried").InnerTextAsync());
        await page.FillAsync("#minutes", "30");
        await page.FillAsync("#visits", "0");
        await page.CheckAsync("#want-breathing");
        await page.GetByRole(AriaRole.Button, new() { Name = "See the plan" }).ClickAsync();
        var tried = await page.Locator("section[aria-labelledby=tried]").InnerTextAsync();
        Assert.Contains("no visits", tried, StringComparison.Ordinal);
        Assert.Contains("Slow breathing", tried, StringComparison.Ordinal);
        Assert.DoesNotContain("breathing", page.Url, StringComparison.Ordinal);
        await Picture(page, "try");

        await page.GotoAsync("/intake/result");
        Assert.DoesNotContain("no visits", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/intake/weeks")]
    [InlineData("/intake/try")]
    public async Task Both_are_accessible(string address)
    {
        var page = await Open(Phone);
        await new Person(page).Saying("how-long", "400").ReachResults();
        await page.GotoAsync(address);
        await MustBeAccessible(page);
        await page.SetViewportSizeAsync(Desk, 900);
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task A_clinicians_change_shows_its_cost_at_once_and_stores_nothing()
    {
        var clinic = Server.Services.GetRequiredService<HomeClinic>().Id;
        var intakes = Server.Services.GetRequiredService<IntakeStore>();
        var intake = await intakes.Start(Caller.Patient(clinic), null, Cancellation);
        foreach (var (answered, json) in StoredCases.All.Single(example => example.Id == "V06").Pages) { await intakes.Append(Caller.Patient(clinic), intake, answered, json, Cancellation); }

        using var client = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        var address = $"/clinic/plans/{intake}";
        var changed = await client.Post(address, new() { ["minutes"] = "20", ["visits"] = "3", ["goal"] = "both", ["change-walking"] = "low", ["change-acupuncture"] = "out" }, "what-if");
        Assert.Contains("these changes cost", changed.Html, StringComparison.Ordinal);
        Assert.Contains("Graded walking programme</strong>: 10 min", changed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Acupuncture course with stop rule</strong>", changed.Html, StringComparison.Ordinal);
        Assert.Contains("these limits conflict", (await client.Post(address, new() { ["minutes"] = "1", ["goal"] = "both", ["change-walking"] = "usual" }, "what-if")).Html, StringComparison.Ordinal);
        Assert.Contains("a number from 0 to 240", (await client.Post(address, new() { ["minutes"] = "-3", ["goal"] = "both" }, "what-if")).Html, StringComparison.Ordinal);
        // What only a prescriber can put in is not there for others, whatever is sent.
        Assert.DoesNotContain("Duloxetine 30 mg, then 60 mg daily, 12-week trial</strong>", (await client.Post(address, new() { ["minutes"] = "20", ["goal"] = "both", ["change-duloxetine"] = "in" }, "what-if")).Html, StringComparison.Ordinal);
        using var prescriber = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Prescriber);
        Assert.Contains("Duloxetine 30 mg, then 60 mg daily, 12-week trial</strong>", (await prescriber.Post(address, new() { ["minutes"] = "20", ["goal"] = "both", ["change-duloxetine"] = "in" }, "what-if")).Html, StringComparison.Ordinal);
        Assert.Null(await Server.Services.GetRequiredService<ProposalStore>().Newest(Caller.Patient(clinic), intake, Cancellation));

        var page = await Open(Desk);
        await page.Context.AddCookiesAsync(client.Cookies.GetAllCookies().Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        await page.GotoAsync(address);
        var before = await page.Locator("#consequences").InnerTextAsync();
        await page.SelectOptionAsync("#change-walking", "low");
        await page.WaitForFunctionAsync("before => document.getElementById('consequences').innerText !== before", before);
        Assert.Contains("these changes cost", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "what-if");
        await MustBeAccessible(page);
        await page.SetViewportSizeAsync(Phone, 640);
        await MustBeAccessible(page);
    }
}
