using Facet.Web.Tests.Intake;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Triage;

public class StopTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Theory]
    [InlineData(Phone, false)]
    [InlineData(Desk, true)]
    public async Task Lost_feeling_between_the_legs_stops_everything_at_once(int width, bool script)
    {
        var page = await Open(width, script);
        var person = new Person(page).Saying("saddle", "yes");
        await person.Start();
        await person.AnswerAll();
        Assert.Equal(["saddle"], person.Met);
        Assert.EndsWith("/intake/result", page.Url, StringComparison.Ordinal);
        var card = page.Locator(".facet-care--emergency");
        Assert.Contains("Go to the emergency department straight away", await card.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("your local emergency number", await card.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("[data-family]").CountAsync());
        if (script)
        {
            await Picture(page, "stop");
            await MustBeAccessible(page);
        }
    }

    [Fact]
    public async Task A_wrong_answer_can_be_taken_back()
    {
        var page = await Open(Phone);
        var person = new Person(page).Saying("saddle", "yes");
        await person.Start();
        await person.AnswerAll();
        await page.GetByRole(AriaRole.Link, new() { Name = "look at your answers" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change Have you lost feeling" }).ClickAsync();
        await page.Locator("input[value=no]").CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        Assert.Equal("bladder", await person.Question());
    }

    [Fact]
    public async Task Dark_thoughts_are_answered_before_the_next_question()
    {
        var page = await Open(Phone);
        var person = new Person(page).Saying("thoughts", "2").Saying("thoughts-plan", "no");
        await person.Start();
        await person.AnswerUntil("thoughts-plan");
        Assert.EndsWith("/intake/notice", page.Url, StringComparison.Ordinal);
        Assert.Contains("Call the test crisis line", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "notice");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go on with the questions" }).ClickAsync();
        Assert.Equal("age", await person.Question());
    }

    [Fact]
    public async Task A_plan_to_end_ones_life_is_met_with_help()
    {
        var page = await Open(Phone);
        var person = new Person(page).Saying("thoughts", "2").Saying("thoughts-plan", "yes");
        await person.Start();
        await person.AnswerAll();
        Assert.Equal("thoughts-plan", person.Met[^1]);
        Assert.Contains("You are not alone", await page.Locator(".facet-care--emergency").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Call the test crisis line", await page.Locator(".facet-care--emergency").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "stop-crisis");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task Not_knowing_about_danger_is_not_a_no()
    {
        var page = await Open(Desk);
        var person = new Person(page).Saying("bladder", "not-sure");
        await person.Start();
        await person.AnswerUntil("bladder");
        Assert.EndsWith("/intake/notice", page.Url, StringComparison.Ordinal);
        Assert.Contains("Talk to a clinician today", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "notice-unsure");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go on with the questions" }).ClickAsync();
        await person.AnswerAll();
        await page.GetByRole(AriaRole.Button, new() { Name = "See my results" }).ClickAsync();
        await page.Arrives("**/intake/result");
        Assert.Contains("Do you have new trouble when you pee?", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("[data-family]").CountAsync());
        await Picture(page, "still-needed");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task A_fever_is_told_at_once_and_again_when_the_answers_decide_it()
    {
        var page = await Open(Phone);
        var person = new Person(page).Saying("unwell", "fever_or_chills");
        await person.Start();
        await person.AnswerUntil("unwell");
        Assert.EndsWith("/intake/notice", page.Url, StringComparison.Ordinal);
        Assert.Contains("You need to be seen within a day", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Have you felt ill as well as sore?", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "notice-possible");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go on with the questions" }).ClickAsync();
        Assert.Equal("injury", await person.Question());
        await person.AnswerAll();
        Assert.EndsWith("/intake/notice", page.Url, StringComparison.Ordinal);
        Assert.Contains("A clinician needs to speak to you within a day", await page.Locator(".facet-care--urgent").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weight_loss_is_to_be_seen_before_there_is_a_plan()
    {
        var page = await Open(Phone);
        await new Person(page).Saying("unwell", "unexplained_weight_loss").ReachResults();
        Assert.Contains("within 2 weeks", await page.Locator(".facet-care--urgent").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "seen-soon");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task Thoughts_of_being_better_off_dead_are_met_within_a_day()
    {
        var page = await Open(Phone);
        await new Person(page).Saying("thoughts", "1").Saying("thoughts-plan", "no").ReachResults();
        Assert.Contains("within a day", await page.Locator(".facet-care--urgent").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("[data-family]").CountAsync());
        await Picture(page, "seen-within-a-day");
        await MustBeAccessible(page);
    }

    [Theory]
    [InlineData("age", "15", "for adults", "not-for-you")]
    [InlineData("where", "neck", "You marked other places only", "not-low-back")]
    public async Task Whom_the_rules_were_not_written_for_is_sent_to_a_clinician(string question, string answer, string says, string picture)
    {
        var page = await Open(Phone);
        var person = new Person(page).Saying(question, answer);
        await person.Start();
        await person.AnswerAll();
        await page.GotoAsync("/intake/result");
        Assert.Contains(says, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        // There is nothing that anybody would look at first.
        Assert.DoesNotContain("will look at this", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("[data-family]").CountAsync());
        await Picture(page, picture);
        await MustBeAccessible(page);
    }
}
