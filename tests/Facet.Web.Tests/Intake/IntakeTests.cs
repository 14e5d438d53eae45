using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Intake;

public class IntakeTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Theory]
    [InlineData(Phone, true, true)]
    [InlineData(Phone, false, false)]
    [InlineData(Desk, true, false)]
    [InlineData(Desk, false, true)]
    public async Task Somebody_gets_from_the_first_question_to_a_plan(int width, bool script, bool keyboard)
    {
        var page = await Open(width, script);
        var person = new Person(page) { KeyboardOnly = keyboard };
        await person.Start();
        await person.AnswerAll();
        // Sitting hurts: two more came with visits and goals, and more should not.
        Assert.InRange(person.Met.Count, 30, 48);
        Assert.Equal("Check your answers", await page.Locator("h1").InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "See my results" }).ClickAsync();
        await page.Arrives("**/intake/result");
        Assert.Equal("Your plan", await page.Locator("h1").InnerTextAsync());
        Assert.Equal(8, await page.Locator("[data-family]").CountAsync());
    }

    [Fact]
    public async Task Every_question_page_is_accessible_on_a_phone()
    {
        var page = await Open(Phone);
        var person = new Person(page)
        {
            Look = async question =>
            {
                await Picture(page, $"question-{question}");
                await MustBeAccessible(page);
            },
        };
        // Someone to whom as many questions as possible apply, and nothing dangerous.
        person.Saying("age", "45").Saying("sex", "female").Saying("pregnant", "not-sure").Saying("how-long", "400")
            .Saying("leg", "above_knee").Saying("leg-side", "left").Saying("injury", "minor_trauma").Saying("heart", "hypertension")
            .Saying("bp-top", "130").Saying("bp-bottom", "80").Saying("spine", "spinal_fusion_or_hardware").Saying("first-age", "30")
            .Saying("medicines", "ibuprofen 800", "diazepam 5").Saying("substances", "past");
        await person.Start();
        await person.AnswerAll();
        await Picture(page, "check");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task An_empty_answer_is_told_and_nothing_is_lost()
    {
        var page = await Open(Phone);
        await new Person(page).Start();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.Locator(".nhsuk-error-summary").WaitForAsync();
        await Picture(page, "question-error");
        await MustBeAccessible(page);
        Assert.StartsWith("Error: ", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal("error-summary", await page.EvaluateAsync<string>("document.activeElement.id"));
        await page.Locator(".nhsuk-error-summary a").ClickAsync();
        Assert.Equal("answer", await page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task None_of_these_stands_alone()
    {
        var page = await Open(Desk);
        var person = new Person(page);
        await person.Start();
        await person.AnswerUntil("leg-strength");
        Assert.Equal("danger-now", await person.Question());
        await page.GetByLabel("New tummy pain").CheckAsync(new() { Force = true });
        await page.GetByLabel("None of these").CheckAsync(new() { Force = true });
        Assert.False(await page.GetByLabel("New tummy pain").IsCheckedAsync());
    }

    [Fact]
    public async Task The_body_map_and_its_list_say_the_same()
    {
        var page = await Open(Desk);
        var person = new Person(page);
        await person.Start();
        await person.AnswerUntil("sex");
        Assert.Equal("where", await person.Question());
        var region = page.GetByRole(AriaRole.Checkbox, new() { Name = "Low back, back view" });
        await region.ClickAsync();
        Assert.True(await page.Locator("input[value=low_back]").IsCheckedAsync());
        Assert.Equal("true", await region.GetAttributeAsync("aria-checked"));
        await page.Locator("[data-region=buttock]").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        Assert.True(await page.Locator("input[value=buttock]").IsCheckedAsync());
        await Picture(page, "body-map");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task An_answer_can_be_changed_from_the_check_page()
    {
        var page = await Open(Desk);
        var person = new Person(page);
        await person.Start();
        await person.AnswerUntil("sex");
        await page.GetByRole(AriaRole.Link, new() { Name = "Your answers" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change How old are you?" }).ClickAsync();
        var age = page.Locator("input[type=text]");
        Assert.Equal("45", await age.InputValueAsync());
        await age.FillAsync("46");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        // It goes on where the person had stopped, not one question after the change.
        await page.GetByText("Where do you feel the pain?").WaitForAsync();
        await page.GotoAsync("/intake/check");
        await page.GetByText("46 years").WaitForAsync();
    }

    [Fact]
    public async Task Medicines_can_be_added_typed_and_removed_without_script()
    {
        var page = await Open(Phone, script: false);
        var person = new Person(page);
        await person.Start();
        await person.AnswerUntil("substances");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        Assert.Contains("I take no medicines", await page.Locator(".nhsuk-error-summary").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("select").SelectOptionAsync("ibuprofen");
        await page.Locator("input[name=dose]").FillAsync("lots");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        Assert.Contains("number", await page.Locator(".nhsuk-error-summary").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("input[name=dose]").FillAsync("800");
        await page.Locator("input[name=dose]").PressAsync("Enter");
        await page.GetByText("Ibuprofen, 800 mg a day").WaitForAsync();
        await page.Locator("input[name=other]").FillAsync("Grandmother's tonic");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add this medicine" }).Last.ClickAsync();
        await page.GetByText("Grandmother's tonic, dose not known").WaitForAsync();
        await Picture(page, "medicines-added");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Grandmother's tonic" }).ClickAsync();
        await page.GetByText("Grandmother's tonic").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        Assert.Equal("anti-inflammatory-days", await person.Question());
    }
}
