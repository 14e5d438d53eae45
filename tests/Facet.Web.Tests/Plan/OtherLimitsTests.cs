using Facet.Web.Tests.Intake;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Plan;

/// <summary>Weeks, other limits and wishes of the person: nothing of it is stored.</summary>
public class OtherLimitsTests(Browser browser, Server server) : BrowserTest(browser, server)
{
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
}
