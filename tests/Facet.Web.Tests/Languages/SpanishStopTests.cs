using System.Net;
using System.Text.RegularExpressions;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Web.Intake;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Languages;

public partial class SpanishStopTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private Questionnaire Questions => Server.Services.GetRequiredService<Questionnaire>();

    private Translations Words => Server.Services.GetRequiredService<Translations>();

    public static TheoryData<string> Answers =>
    [
        "saddle=yes", "bladder=yes ces-days=1", "bowel=yes", "sexual=yes", "both-legs=yes", "walking=yes", "leg-strength=severe", "leg-strength=mild weakness-worse=yes",
        "danger-now=chest_pain_or_breathless", "danger-now=sudden_tearing_back_or_abdominal_pain", "danger-now=collapse_or_faint", "danger-now=unilateral_leg_swelling", "danger-now=pulsatile_abdominal_mass",
        "unwell=fever_or_chills", "unwell=fever_or_chills injury=recent_spinal_procedure", "unwell=unexplained_weight_loss", "injury=major_trauma_recent", "thoughts=1", "thoughts=3 thoughts-plan=yes", "bladder=not-sure",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task The_same_answers_lead_to_the_same_place_and_the_same_words(string answers)
    {
        var (english, spanish) = (await Met("", answers.Split(' ')), await Met("/es", answers.Split(' ')));
        Assert.Equal(english.Led.Select(to => $"/es{to}"), spanish.Led);
        Assert.Equal(english.Said.Select(text => Words.Of("es", text)), spanish.Said);
        Assert.NotEmpty(english.Led);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_is_told_in_Spanish_on_a_phone(bool script)
    {
        var page = await Open(Phone, script);
        await page.GotoAsync("/es");
        await page.GetByRole(AriaRole.Button, new() { Name = "Empezar" }).ClickAsync();
        await page.Arrives("**/es/intake/1");
        Assert.Equal("¿Ha perdido sensibilidad entre las piernas?", await page.Locator("h1").InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Seguir" }).ClickAsync();
        Assert.Contains("Elija sí, no o “No lo sé con seguridad”.", await page.Locator(".nhsuk-error-summary").InnerTextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("Error: ¿Ha perdido", await page.TitleAsync(), StringComparison.Ordinal);
        if (script) { await Picture(page, "spanish-question"); await MustBeAccessible(page); }
        await page.GetByLabel("Sí", new() { Exact = true }).CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Seguir" }).ClickAsync();
        await page.Arrives("**/es/intake/result");
        Assert.Equal("Pare aquí y busque ayuda", await page.Locator("h1").InnerTextAsync());
        var card = await page.Locator(".facet-care--emergency").InnerTextAsync();
        Assert.Contains("Llame al número local de emergencias", card, StringComparison.Ordinal);
        Assert.Contains("Vaya de inmediato a la sala de emergencias", card, StringComparison.Ordinal);
        await Picture(page, script ? "spanish-stop" : "spanish-stop-no-script");
        if (script) { await MustBeAccessible(page); }
        // A wrong answer can be taken back, in Spanish.
        await page.GetByRole(AriaRole.Link, new() { Name = "ver sus respuestas" }).ClickAsync();
        await page.Arrives("**/es/intake/check");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cambiar ¿Ha perdido" }).ClickAsync();
        await page.Arrives("**/es/intake/1");
    }

    [Fact]
    public async Task Where_the_Spanish_questions_end_it_is_said_with_what_one_can_do()
    {
        var page = await Open(Phone);
        await page.GotoAsync("/es/start");
        await page.GetByRole(AriaRole.Button, new() { Name = "Empezar" }).ClickAsync();
        await page.Arrives("**/es/intake/1");
        while (await page.Locator("input[name=page]").CountAsync() > 0)
        {
            var at = page.Url;
            await page.Locator("input[value=no], input[value=none], input[value=none-of-these], input[value='0']").First.CheckAsync(new() { Force = true });
            await page.GetByRole(AriaRole.Button, new() { Name = "Seguir" }).ClickAsync();
            await page.Arrives(address => address != at);
        }
        Assert.EndsWith("/es/intake/rest", page.Url, StringComparison.Ordinal);
        Assert.Equal("Las demás preguntas están en inglés", await page.Locator("h1").InnerTextAsync());
        await Picture(page, "spanish-rest");
        await MustBeAccessible(page);
        Assert.Equal("/es/request", await page.GetByRole(AriaRole.Link, new() { Name = "Pedir una consulta" }).GetAttributeAsync("href"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Seguir en inglés" }).ClickAsync();
        await page.Arrives("**/intake/*");
        Assert.Equal("How old are you?", await page.Locator("h1").InnerTextAsync());
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
    }

    [Theory]
    [InlineData("unwell", "fever_or_chills")]
    [InlineData("danger-now", "sudden_tearing_back_or_abdominal_pain")]
    [InlineData("danger-now", "collapse_or_faint")]
    [InlineData("injury", "minor_trauma", false)]
    public async Task A_sign_that_only_English_questions_would_decide_is_told_at_once_and_where_the_Spanish_ones_end(string question, string sign, bool isTold = true)
    {
        using var visitor = new Visitor(Server.Address, "/es");
        await visitor.Begin();
        foreach (var page in Questions.Pages.TakeWhile(page => page.Section.Id == Questions.Sections[0].Id).Where(page => page.When is null))
        {
            var negative = page.Kind switch { PageKind.YesNo => "no", PageKind.Tick => "none-of-these", _ => page.Options[0].Value };
            var led = await visitor.Answer(Questions.Number(page), page.Id, page.Id == question ? sign : negative);
            Assert.Equal(isTold && page.Id == question, led == "/es/intake/notice");
        }
        foreach (var path in isTold ? (string[])["/intake/notice", "/intake/rest"] : ["/intake/rest"])
        {
            var html = WebUtility.HtmlDecode(await visitor.Look(path));
            Assert.Equal(isTold, html!.Contains("Alguien tiene que atenderle en el plazo de un día", StringComparison.Ordinal));
            Assert.Equal(isTold, html.Contains("Hable hoy con un profesional de salud", StringComparison.Ordinal));
        }
    }

    /// <summary>Where each answer led that did not lead to the next question, and what the rules then said.</summary>
    private async Task<(List<string> Led, List<string> Said)> Met(string prefix, string[] answers)
    {
        using var visitor = new Visitor(Server.Address, prefix);
        await visitor.Begin();
        var (led, said) = (new List<string>(), new List<string>());
        foreach (var answer in answers.Select(answer => answer.Split('=')))
        {
            led.Add(await visitor.Answer(Questions.Number(Questions.Find(answer[0])!), answer[0], answer[1]));
            if (led[^1] == visitor.Address("/intake/result") || led[^1] == visitor.Address("/intake/notice"))
            {
                said.AddRange(Told().Matches((await visitor.Look(led[^1][prefix.Length..]))!).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)));
            }
        }
        return (led, said);
    }

    // What a rule says stands alone in its paragraph, in the body of a card.
    [GeneratedRegex("(?<=<div class=\"facet-care__body\">(?:(?!</section>).)*)<p>([^<]+)</p>", RegexOptions.Singleline)]
    private static partial Regex Told();
}
