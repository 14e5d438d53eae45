using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Treatments;
using Facet.Web.Intake;
using Facet.Web.Shell;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Languages;

public partial class SpanishPagesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    /// <summary>What is the same in both languages: names, and words that are written the same.</summary>
    private static readonly HashSet<string> Same = ["Facet", "No", "Error:", "English", "Español", "yoga", "placebo", "Yoga", "WhatsApp", "Facebook", "Bluesky"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ArticleLibrary Library => Server.Services.GetRequiredService<ArticleLibrary>();

    private Questionnaire Questions => Server.Services.GetRequiredService<Questionnaire>();

    private Translations Words => Server.Services.GetRequiredService<Translations>();

    private List<QuestionPage> Danger => [.. Questions.Pages.TakeWhile(page => page.Section.Id == Questions.Sections[0].Id)];

    [Fact]
    public async Task No_text_of_a_spoken_page_is_the_same_in_English_and_in_Spanish()
    {
        using var english = new Visitor(Server.Address, "");
        using var spanish = new Visitor(Server.Address, "/es");
        foreach (var visitor in (Visitor[])[english, spanish])
        {
            await LookAround(visitor);
            await AskAbout(visitor);
            await StopAt(visitor);
            await BeTooYoung(visitor);
        }
        var known = english.Seen.Values.SelectMany(PageTexts.Of)
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Facet.Web", "Languages"), "*Words.resx").SelectMany(file => WordsTests.Read(Path.GetFileNameWithoutExtension(file)).Values))
            .Concat(Words.In("es")).ToHashSet();
        var left = spanish.Seen.SelectMany(page => PageTexts.Of(page.Value).Where(text => known.Contains(text) && !Same.Contains(text)).Select(text => $"{page.Key}: {text}")).ToList();
        Assert.True(left.Count == 0, $"{left.Count} texts are English: {string.Join("\n", left.Take(60))}");
        // Every page was seen in both, and in Spanish one more: where the questions that are there in it end.
        Assert.Equal(english.Seen.Keys.Append("/intake/rest").Order(StringComparer.Ordinal), spanish.Seen.Keys.Order(StringComparer.Ordinal));
        Assert.All(spanish.Seen.Values, html => Assert.Contains("<html lang=\"es\">", html, StringComparison.Ordinal));
        Assert.All(spanish.Seen.Values, html => Assert.Contains(WordsTests.Read("LayoutWords.es")["Unchecked"], WebUtility.HtmlDecode(html), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_on_a_Spanish_page_stays_in_Spanish_or_says_that_it_does_not()
    {
        using var visitor = new Visitor(Server.Address, "/es");
        await LookAround(visitor);
        await AskAbout(visitor);
        await StopAt(visitor);
        var lost = visitor.Seen.SelectMany(page => Links().Matches(page.Value).Select(match => (Page: page.Key, Tag: match.Value, To: WebUtility.HtmlDecode(match.Groups[1].Value).Replace(Server.Address.ToString(), "/", StringComparison.Ordinal))))
            .Where(link => link.To is ['/', ..])
            .Where(link => !link.To.StartsWith("/es/", StringComparison.Ordinal) && link.To != "/es" && !link.Tag.Contains("hreflang=\"en\"", StringComparison.Ordinal)).ToList();
        Assert.True(lost.Count == 0, string.Join("\n", lost.Take(20)));
    }

    [Fact]
    public void What_is_wrong_with_an_answer_is_said_in_Spanish()
    {
        foreach (var page in Danger)
        {
            foreach (var posted in (string[][])[[], ["nonsense"], ["not-sure", "5"], ["999999"], ["none-of-these", "fever_or_chills"]])
            {
                if (Questionnaire.Check(page, posted).TryGet(out _, out var problems)) { continue; }
                Assert.All(problems, problem => Assert.True(Words.Of("es", problem.Message) is not null, $"{page.Id}: {problem.Message}"));
            }
        }
    }

    [Theory]
    [InlineData("/es/clinic")]
    [InlineData("/es/clinic/schedule")]
    [InlineData("/es/my")]
    [InlineData("/es/account/sign-in")]
    [InlineData("/es/evidence")]
    [InlineData("/es/intake/weeks")]
    [InlineData("/es/intake/try")]
    [InlineData("/es/health")]
    [InlineData("/es/sitemap.xml")]
    [InlineData("/es/css/facet.css")]
    [InlineData("/es/es/articles")]
    [InlineData("/es/articles/no-such")]
    [InlineData("/es/no-such-page")]
    public async Task What_is_not_spoken_is_not_there_and_says_so_in_Spanish(string address)
    {
        using var client = new HttpClient { BaseAddress = Server.Address };
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("<html lang=\"es\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"alternate\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_engines_are_told_of_each_page_in_each_language()
    {
        using var client = new HttpClient { BaseAddress = Server.Address };
        var site = Server.Address.ToString().TrimEnd('/');
        foreach (var path in Library.All().Select(article => $"/articles/{article.Slug}").Concat(["/", "/articles", "/compare", "/start", "/privacy", "/accessibility"]))
        {
            var other = path == "/" ? "/es" : $"/es{path}";
            foreach (var (address, language) in ((string, string)[])[(path, "en"), (other, "es")])
            {
                var html = await client.GetStringAsync(new Uri(address, UriKind.Relative), Cancellation);
                Assert.Equal([site + address], Canonical().Matches(html).Select(match => match.Groups[1].Value));
                Assert.Equal([("en", site + path), ("es", site + other), ("x-default", site + path)], Alternates().Matches(html).Select(match => (match.Groups[1].Value, match.Groups[2].Value)));
                if (Data().Match(html) is { Success: true } found)
                {
                    using var data = JsonDocument.Parse(found.Groups[1].Value);
                    Assert.Equal((language, site + address), (data.RootElement.GetProperty("inLanguage").GetString(), data.RootElement.GetProperty("url").GetString()));
                }
            }
        }
        var map = XDocument.Parse(await client.GetStringAsync(new Uri("/sitemap.xml", UriKind.Relative), Cancellation));
        XNamespace names = "http://www.sitemaps.org/schemas/sitemap/0.9", xhtml = "http://www.w3.org/1999/xhtml";
        var entries = map.Root!.Elements(names + "url").ToDictionary(url => url.Element(names + "loc")!.Value, url => url.Elements(xhtml + "link").Select(link => (link.Attribute("hreflang")!.Value, link.Attribute("href")!.Value)).ToList());
        Assert.Equal([("en", $"{site}/articles/laser"), ("es", $"{site}/es/articles/laser")], entries[$"{site}/es/articles/laser"]);
        Assert.Equal(entries[$"{site}/articles/laser"], entries[$"{site}/es/articles/laser"]);
        Assert.Empty(entries[$"{site}/evidence"]);
        Assert.Contains("Disallow: /es/intake\n", await client.GetStringAsync(new Uri("/robots.txt", UriKind.Relative), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_clinic_says_of_itself_in_a_language_is_what_its_pages_say()
    {
        var clinic = new ClinicSettings { CrisisContact = "Call Ann", Contact = "Call us", Languages = { ["es"] = new() { CrisisContact = "Llame a Ana" } } };
        Assert.Equal(("your local emergency number", "Call Ann", null), (clinic.Emergency, clinic.Crisis.Text, clinic.Crisis.Lang));
        var before = System.Globalization.CultureInfo.CurrentUICulture;
        try
        {
            System.Globalization.CultureInfo.CurrentUICulture = new("es");
            Assert.Equal(("Llame a Ana", null), clinic.Crisis);
            Assert.Equal(("Call us", "en"), clinic.Reached);
            Assert.Equal("número local de emergencias", clinic.Emergency);
            clinic.EmergencyNumber = "112";
            Assert.Equal("112", clinic.Emergency);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
    }

    [Theory]
    [InlineData("/es", "spanish-home")]
    [InlineData("/es/articles/acupuncture", "spanish-acupuncture")]
    [InlineData("/es/articles/red-flags", "spanish-red-flags")]
    [InlineData("/es/compare?with=exercise&with=heat", "spanish-compare")]
    [InlineData("/es/no-such-page", "spanish-not-found")]
    public async Task Spanish_pages_are_for_everybody(string address, string name)
    {
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await Open(Phone, colours: colours);
            await page.GotoAsync(address);
            await MustBeAccessible(page);
            if (colours == ColorScheme.Light) { await Picture(page, name); }
        }
    }

    /// <summary>Everything that is there without an account.</summary>
    private async Task LookAround(Visitor visitor)
    {
        var offered = StoredCases.Pathway.Catalogue.Interventions.Where(each => each.GivenBy != GivenBy.Prescriber && !each.IsAlways).Select(each => each.Id).ToList();
        var some = StoredCases.Pathway.Catalogue.Interventions.Where(each => offered.Contains(each.Id)).DistinctBy(each => each.Family).Select(each => each.Id);
        foreach (var path in Library.All().Select(article => $"/articles/{article.Slug}").Concat(["/", "/articles", "/articles?q=zzzz", "/compare", $"/compare?{Asked(some)}", $"/compare?{Asked(offered)}", "/start", "/privacy", "/accessibility", "/not-found", "/request", "/replies/laser", "/replies/laser/new"]))
        {
            Assert.NotNull(await visitor.Look(path));
        }
        await visitor.Look("/articles/no-such", HttpStatusCode.NotFound);
    }

    /// <summary>Every question about danger, unanswered, answered with nonsense and answered so that the next ones are asked too; what is said on the way, and of all of it.</summary>
    private async Task AskAbout(Visitor visitor)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bladder"] = "not-sure", ["ces-days"] = "3", ["leg-strength"] = "mild", ["weakness-days"] = "3", ["danger-now"] = "none-of-these",
            ["unwell"] = "unexplained_weight_loss", ["injury"] = "not-sure", ["injury-days"] = "5", ["thoughts"] = "1",
        };
        await visitor.Begin();
        foreach (var page in Danger)
        {
            var path = Questions.Address(page);
            Assert.NotNull(await visitor.Look(path));
            Assert.Null(await visitor.Send(path, "answer", $"{path} empty", ("page", page.Id)));
            Assert.Null(await visitor.Send(path, "answer", $"{path} nonsense", ("page", page.Id), ("answer", page.Kind == PageKind.Number ? "999999" : "nonsense")));
            if (await visitor.Answer(Questions.Number(page), page.Id, answers.GetValueOrDefault(page.Id, "no")) == visitor.Address("/intake/notice"))
            {
                await visitor.Look("/intake/notice", name: $"notice after {page.Id}");
            }
        }
        Assert.Contains("notice after bladder", visitor.Seen.Keys);
        Assert.InRange(visitor.Seen.Keys.Count(name => name.StartsWith("notice after", StringComparison.Ordinal)), 3, Danger.Count);
        foreach (var path in (string[])["/intake/rest", "/intake/check", "/intake/leave", "/intake/result"]) { await visitor.Look(path); }
    }

    private static async Task StopAt(Visitor visitor)
    {
        await visitor.Begin();
        Assert.Equal(visitor.Address("/intake/result"), await visitor.Answer(1, "saddle", "yes"));
        Assert.NotNull(await visitor.Look("/intake/result", name: "stop"));
        Assert.NotNull(await visitor.Look("/intake/check", name: "answers behind the stop"));
    }

    private async Task BeTooYoung(Visitor visitor)
    {
        await visitor.Begin();
        var prefix = visitor.Prefix;
        visitor.Prefix = "";
        await visitor.Answer(Questions.Number(Questions.Find("age")!), "age", "15");
        visitor.Seen.Remove(Questions.Address(Questions.Find("age")!));
        visitor.Prefix = prefix;
        Assert.NotNull(await visitor.Look("/intake/result", name: "too young"));
    }

    private static string Asked(IEnumerable<string> ids) => string.Join('&', ids.Select(id => $"with={id}"));

    [GeneratedRegex("<(?:a|form)\\b[^>]*?(?:href|action)=\"([^\"]*)\"[^>]*>")]
    private static partial Regex Links();

    [GeneratedRegex("<link rel=\"canonical\" href=\"([^\"]+)\"")]
    private static partial Regex Canonical();

    [GeneratedRegex("<link rel=\"alternate\" hreflang=\"([^\"]+)\" href=\"([^\"]+)\"")]
    private static partial Regex Alternates();

    [GeneratedRegex("<script type=\"application/ld(?:\\+|&#x2B;)json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}
