using System.Collections.Concurrent;
using Facet.Web.Tests.Intake;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Plan;

public class PlanPageTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Fact]
    public async Task The_plan_says_what_why_how_sure_and_what_not()
    {
        var page = await Open(Desk);
        await new Person(page).ReachResults();
        Assert.Equal("Your plan", await page.Locator("h1").InnerTextAsync());
        Assert.Contains("Draft: no clinician has signed these rules yet", await page.Locator(".facet-draft").InnerTextAsync(), StringComparison.Ordinal);
        foreach (var family in TreatmentFamilies.All)
        {
            await page.Locator($"[data-family={family.Code()}]").WaitForAsync();
        }
        await Picture(page, "plan");
        await MustBeAccessible(page);

        await page.EvaluateAsync("for (const details of document.querySelectorAll('details')) details.open = true");
        await Picture(page, "plan-open");
        await MustBeAccessible(page);
        await page.SetViewportSizeAsync(Phone, 640);
        await MustBeAccessible(page);

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Picture(page, "plan-print");
        Assert.True(await page.Locator(".facet-header nav").IsHiddenAsync());
    }

    [Fact]
    public async Task The_plan_can_be_read_in_the_dark()
    {
        var page = await Open(Phone, colours: ColorScheme.Dark);
        await new Person(page).ReachResults();
        await Picture(page, "plan-dark");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task Every_effect_has_its_interval_and_unit_or_says_no_estimate()
    {
        var page = await Open(Phone, script: false);
        await new Person(page).Saying("how-long", "400").Saying("pain-week", "6").ReachResults();
        var effects = await page.Locator("dt:text-is('Expected effect') + dd").AllInnerTextsAsync();
        Assert.NotEmpty(effects);
        Assert.All(effects.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), line => Assert.True(
            line.Contains("o estimate", StringComparison.Ordinal) || (line.Contains("between", StringComparison.Ordinal) && line.Contains("points of 100", StringComparison.Ordinal)), line));
        await Picture(page, "plan-long");
    }

    [Fact]
    public async Task Medicines_of_a_prescriber_are_not_named()
    {
        var page = await Open(Phone, script: false);
        await new Person(page).ReachResults();
        var text = await page.Locator("main").TextContentAsync() ?? "";
        foreach (var name in (string[])["opioid", "diazepam", "benzodiazepine", "duloxetine", "cyclobenzaprine", "tramadol", "pregabalin", "muscle relaxant"])
        {
            Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_plan_that_needs_a_look_first_is_kept_back()
    {
        var page = await Open(Phone);
        await new Person(page).Saying("pain-kind", "night_pain").ReachResults();
        Assert.Equal("A clinician will look at your plan first", await page.Locator("h1").InnerTextAsync());
        Assert.Equal(0, await page.Locator("[data-family]").CountAsync());
        await Picture(page, "review-first");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task No_plan_fits_no_time()
    {
        var page = await Open(Phone);
        await new Person(page).Saying("minutes", "0").ReachResults();
        await Picture(page, "no-plan-fits");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task Nothing_about_a_person_is_in_an_address()
    {
        var page = await Open(Desk);
        var addresses = new ConcurrentQueue<string>();
        page.Request += (_, request) => addresses.Enqueue(new Uri(request.Url).PathAndQuery);
        await new Person(page).ReachResults();
        Assert.All(addresses, address => Assert.Matches("^/(|start|intake(/\\d+|/check|/result|/notice)?|(css|js|vendor)/[\\w./-]+|favicon[\\w.]+)$", address));
    }

    [Fact]
    public async Task Leaving_a_shared_device_leaves_nothing_behind()
    {
        var page = await Open(Phone);
        var person = new Person(page);
        await person.Start();
        await person.AnswerUntil("saddle");
        await page.GetByRole(AriaRole.Link, new() { Name = "Leave" }).ClickAsync();
        await Picture(page, "leave");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove from this device" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).WaitForAsync();
        await page.GotoAsync("/intake/1");
        Assert.EndsWith("/start", page.Url, StringComparison.Ordinal);
    }
}
