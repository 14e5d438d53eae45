using Microsoft.Playwright;

namespace Facet.Web.Tests.Shell;

public class PagesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Theory]
    [InlineData("/", "home")]
    [InlineData("/start", "start")]
    [InlineData("/privacy", "privacy")]
    [InlineData("/accessibility", "accessibility")]
    [InlineData("/evidence", "evidence")]
    [InlineData("/evidence?outcome=weight", "evidence-none")]
    [InlineData("/evidence/component/exercise", "evidence-exercise")]
    [InlineData("/evidence/component/laser", "evidence-laser")]
    [InlineData("/evidence/trial?id=UK%20BEAM%202004", "evidence-trial")]
    [InlineData("/evidence/component/snri", "evidence-snri")]
    [InlineData("/evidence/trial?id=Brinkhaus%202006%20(summary)", "evidence-summary")]
    [InlineData("/evidence/network", "evidence-network")]
    [InlineData("/evidence/network?outcome=pain&window=early", "evidence-network-early")]
    [InlineData("/evidence/league?outcome=function&window=m12&against=exercise&effects=common", "evidence-league")]
    [InlineData("/evidence/together?outcome=function&window=m12", "evidence-together")]
    [InlineData("/evidence/combine", "evidence-combine")]
    [InlineData("/evidence/combine?with=exercise&with=spinal_manipulation", "evidence-combination")]
    [InlineData("/evidence/combine?with=exercise&with=laser", "evidence-combination-none")]
    [InlineData("/evidence/component/spinal_manipulation", "evidence-manipulation")]
    [InlineData("/no-such-page", "not-found")]
    [InlineData("/error", "error")]
    public async Task Public_pages_are_accessible_in_light_and_dark(string address, string name)
    {
        // The first look at this page fits models, which takes a slow machine longer than a browser waits.
        if (address.StartsWith("/evidence/together", StringComparison.Ordinal))
        {
            using var client = new HttpClient { BaseAddress = Server.Address };
            using var first = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        }
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await Open(Phone, colours: colours);
            await page.GotoAsync(address);
            await Picture(page, colours == ColorScheme.Dark ? $"{name}-dark" : name);
            await MustBeAccessible(page);
        }
    }

    [Fact]
    public async Task Harms_stand_on_a_treatments_page_with_interval_comparator_and_source()
    {
        var page = await Open(Desk);
        await page.GotoAsync("/evidence/component/snri");
        var table = await page.Locator("table", new() { HasText = "What is known of harms of SNRI" }).InnerTextAsync();
        foreach (var part in (string[])["1.17 (1.07 to 1.27)", "552 of 834 against 373 of 665", "placebo", "Ferraro"]) { Assert.Contains(part, table, StringComparison.Ordinal); }
        await page.GotoAsync("/evidence/component/gabapentinoid");
        Assert.Contains("Enke et al., CMAJ 2018;190:E786 (summary)", await page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_on_a_page_is_blocked_by_the_content_policy()
    {
        var page = await Open(Desk);
        var said = new List<string>();
        page.Console += (_, message) => said.Add(message.Text);
        page.RequestFailed += (_, request) => said.Add(request.Url);
        await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Empty(said);
        Assert.True(await page.EvaluateAsync<bool>("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')"));
    }

    [Fact]
    public async Task The_first_tab_stop_leads_past_the_header()
    {
        var page = await Open(Phone);
        await page.GotoAsync("/privacy");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to main content", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateAsync<string>("document.activeElement.id"));
    }
}
