using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Facet.Evidence;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;
using Facet.Intake;
using Facet.Web.Plan;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Articles;

public partial class ArticlesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static CarePathway Pathway => StoredCases.Pathway;

    private ArticleLibrary Library => Server.Services.GetRequiredService<ArticleLibrary>();

    private HttpClient Client() => new() { BaseAddress = Server.Address };

    [Fact]
    public async Task Every_page_is_read_at_eleven()
    {
        using var client = Client();
        foreach (var path in Library.All().Select(article => $"/articles/{article.Slug}").Append("/articles").Append("/compare"))
        {
            var grade = Readability.Grade(Readability.Text(SourcesAndGuides().Replace(await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation), "")));
            Assert.True(grade <= 6, $"{path} is at grade {grade:0.0}.");
        }
    }

    [Fact]
    public async Task A_page_of_a_family_says_what_rules_guides_and_trials_say_and_no_number_of_its_own()
    {
        using var client = Client();
        foreach (var family in TreatmentFamilies.All)
        {
            var article = Library.Of(family);
            Assert.DoesNotMatch("[0-9]", article.Words);
            var html = await client.GetStringAsync(new Uri($"/articles/{article.Slug}", UriKind.Relative), Cancellation);
            foreach (var heading in ArticleLibrary.FamilyHeadings["en"]) { Assert.Contains($"<h2>{heading}</h2>", html, StringComparison.Ordinal); }
            Assert.Equal(Library.WhoShouldNot(family).Select(line => line.Rule), Rules().Matches(html).Select(match => match.Groups[1].Value));
            Assert.All(Library.WhoShouldNot(family), line => Assert.True(Pathway.Knowledge.Eligibility.Any(rule => rule.Id == line.Rule) || Pathway.Knowledge.Medicines.Any(rule => rule.Id == line.Rule), line.Rule));
            foreach (var position in Pathway.Knowledge.GuidelinePositions.Where(position => position.Family == family)) { Assert.Contains(WebUtility.HtmlEncode(position.Text).Replace("&#39;", "&#x27;", StringComparison.Ordinal), html, StringComparison.Ordinal); }
            Assert.Matches("data-made=\"guidelines\"[^>]*>\\s*<li>", html);
            var cells = Effects().Matches(html);
            var components = Pathway.Catalogue.Interventions.Where(each => each.Family == family && each.GivenBy != GivenBy.Prescriber && each.Component.Length > 0).Select(each => each.Component).Distinct().ToList();
            Assert.Equal(2 * components.Count(component => OutcomeCodes.All.Any(outcome => Predicted(outcome, component) is not null)), cells.Count);
            foreach (Match cell in cells)
            {
                var outcome = OutcomeCodes.Find(cell.Groups[1].Value)!.Value;
                Assert.Equal(Predicted(outcome, cell.Groups[2].Value) is { } effect ? EffectText.Of(effect) : "no estimate", WebUtility.HtmlDecode(cell.Groups[3].Value));
            }
        }
    }

    [Fact]
    public async Task Search_engines_find_every_article_and_nothing_of_a_person()
    {
        using var client = Client();
        var map = XDocument.Parse(await client.GetStringAsync(new Uri("/sitemap.xml", UriKind.Relative), Cancellation));
        XNamespace names = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var addresses = map.Root!.Elements(names + "url").Select(url => new Uri(url.Element(names + "loc")!.Value)).ToList();
        Assert.Equal(names + "urlset", map.Root.Name);
        Assert.Superset(Library.All().Select(article => $"/articles/{article.Slug}").ToHashSet(), addresses.Select(address => address.AbsolutePath).ToHashSet());
        foreach (var address in addresses) { Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(address.PathAndQuery, Cancellation)).StatusCode); }
        Assert.DoesNotContain(addresses, address => address.AbsolutePath.Split('/')[1] is "my" or "clinic" or "intake" or "account");
        var robots = await client.GetStringAsync(new Uri("/robots.txt", UriKind.Relative), Cancellation);
        foreach (var closed in (string[])["/my", "/clinic", "/intake", "/account"]) { Assert.Contains($"Disallow: {closed}\n", robots, StringComparison.Ordinal); }
        using var data = JsonDocument.Parse(Data().Match(await client.GetStringAsync(new Uri("/articles/laser", UriKind.Relative), Cancellation)).Groups[1].Value);
        Assert.Equal(("MedicalWebPage", "Laser therapy"), (data.RootElement.GetProperty("@type").GetString(), data.RootElement.GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri("/articles/no-such", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task People_look_for_a_word_with_and_without_script()
    {
        foreach (var script in (bool[])[true, false])
        {
            var page = await Open(Phone, script);
            await page.GotoAsync("/articles");
            await page.GetByLabel("Look for a word").FillAsync("needles");
            await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Look" }).ClickAsync();
            Assert.Equal(["Acupuncture"], await page.Locator(".facet-articles h2").AllInnerTextsAsync());
            if (script) { await Picture(page, "articles"); await MustBeAccessible(page); }
            await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Acupuncture" }).ClickAsync();
            Assert.Equal("Acupuncture", (await page.Locator("h1").InnerTextAsync()).Trim());
            if (script) { await Picture(page, "article-acupuncture"); await MustBeAccessible(page); }
        }
    }

    [Theory]
    [InlineData("eight-treatments")]
    [InlineData("red-flags")]
    [InlineData("medicines")]
    public async Task Articles_are_for_everybody(string slug)
    {
        var page = await Open(Phone);
        await page.GotoAsync($"/articles/{slug}");
        await MustBeAccessible(page);
        await Picture(page, $"article-{slug}");
    }

    [Fact]
    public async Task Treatments_are_compared_and_put_together_and_nothing_is_stored()
    {
        var page = await Open(Phone, script: false);
        await page.GotoAsync("/compare");
        var known = Pathway.Catalogue.Interventions.Where(each => each.GivenBy != GivenBy.Prescriber && !each.IsAlways && Predicted(Outcome.Pain, each.Component) is not null).DistinctBy(each => each.Component).Take(2).ToList();
        foreach (var each in known) { await page.Locator($"#with-{each.Id}").CheckAsync(); }
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        foreach (var each in known) { Assert.Equal(EffectText.Of(Predicted(Outcome.Pain, each.Component)!.Value), await page.Locator($"[data-effect=pain-{each.Id}]").InnerTextAsync()); }
        Assert.Equal(EffectText.Of(Pathway.Effects.Predict(DurationClass.Chronic, Outcome.Pain, [.. known.Select(each => new ComponentDose(each.Component, 1))])!.Value), await page.Locator("[data-effect=pain-all]").InnerTextAsync());
        foreach (var line in known.SelectMany(each => Library.WhoShouldNot(each.Family)).Select(line => line.Rule).Distinct()) { Assert.Equal(1, await page.Locator($"[data-rule='{line}']").CountAsync()); }
        Assert.Empty(await page.Context.CookiesAsync());
        page = await Open(Phone);
        await page.GotoAsync($"/compare?with={known[0].Id}&with={known[1].Id}");
        await MustBeAccessible(page);
        await Picture(page, "compare");
        await page.GotoAsync("/compare?with=nonsense&with=opioid_strong");
        Assert.Equal(0, await page.Locator("[data-effect]").CountAsync());
    }

    private static Effect? Predicted(Outcome outcome, string component) => component.Length == 0 || !Pathway.Effects.Joint(DurationClass.Chronic, outcome).Knows(component) ? null : Pathway.Effects.Predict(DurationClass.Chronic, outcome, [new ComponentDose(component, 1)]);

    [GeneratedRegex("data-rule=\"([^\"]+)\"")]
    private static partial Regex Rules();

    [GeneratedRegex("<dd data-effect=\"(pain|function)-([a-z0-9_]+)\"[^>]*>(.*?)</dd>", RegexOptions.Singleline)]
    private static partial Regex Effects();

    [GeneratedRegex("<script type=\"application/ld(?:\\+|&#x2B;)json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();

    // Titles of papers and what guides say are others' words, quoted for whoever wants to check.
    [Fact]
    public void What_to_take_care_of_is_easy_to_read()
    {
        var library = Server.Services.GetRequiredService<ArticleLibrary>();
        var careful = Server.Services.GetRequiredService<ClinicalKnowledge>().Eligibility.Where(rule => rule.Effect is EligibilityEffect.Caution or EligibilityEffect.Restrict).ToList();
        Assert.True(careful.Count > 15);
        Assert.InRange(Readability.Grade(string.Join(' ', careful.Select(rule => library.TakeCare(rule.Id)!))), 0, 5);
        Assert.All(careful, rule => Assert.InRange(Readability.Grade(library.TakeCare(rule.Id)!), -5, 8));
        Assert.Equal(library.TakeCare("ELG-LAS-13"), Facet.Web.Care.CautionText.Plain(library, "Light itself is not contraindicated. (ELG-LAS-13)"));
        Assert.Equal("Went past by Dr Day. (ELG-LAS-01)", Facet.Web.Care.CautionText.Plain(library, "Went past by Dr Day. (ELG-LAS-01)"));
    }

    [GeneratedRegex("<ul class=\"facet-sources\">.*?</ul>|<ul class=\"facet-prose facet-guides\".*?</ul>", RegexOptions.Singleline)]
    private static partial Regex SourcesAndGuides();
}
