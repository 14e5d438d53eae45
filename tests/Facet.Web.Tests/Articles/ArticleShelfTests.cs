using Facet.Knowledge;
using Facet.Storage.Site;
using Facet.Web.Articles;
using Facet.Web.Shell;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Schedule;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Facet.Web.Tests.Articles;

public class ArticleShelfTests
{
    private static readonly ArticleLibrary Library = LoadedKnowledge.Articles(StoredCases.Pathway);

    private static ClinicalKnowledge Knowledge => StoredCases.Pathway.Knowledge;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ArticleShelf Shelf(Node node, TimeProvider clock) =>
        new(Library, Knowledge, node.Services.GetRequiredService<ArticleStore>(), node.Services.GetRequiredService<ArticleSearch>(), clock, NullLogger<ArticleShelf>.Instance);

    private static string Text(string title) => (ArticleDraft.Of(Library.Find("laser")!) with { Title = title }).Write();

    [Theory, BothEngines]
    public async Task What_one_node_publishes_the_other_shows_and_finds_soon(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (here, there) = (database.First, await database.Start());
        var clock = new TestClinic.Hand();
        var (mine, theirs) = (Shelf(here, clock), Shelf(there, clock));
        var store = here.Services.GetRequiredService<ArticleStore>();
        async Task<(int Version, string Title)> Seen(ArticleShelf shelf) => (await shelf.Current(here.Clinic, Cancellation)) is var all ? (all.Version, all.Find("laser", "en")!.Article.Title) : default;
        Assert.Equal((0, "Laser therapy"), await Seen(mine));
        Assert.Equal((0, "Laser therapy"), await Seen(theirs));
        Assert.Empty(await theirs.Search(here.Clinic, "en", "zebra", Cancellation));

        await store.Add(here.Patient, "en", "laser", 0, new(false, Text("Zebra draft"), "", "", null), Cancellation);
        await store.Add(here.Patient, "en", "laser", 1, new(true, Text("Zebra light"), "", "", null), Cancellation);
        mine.Forget(here.Clinic);
        Assert.Equal((1, "Zebra light"), await Seen(mine));
        Assert.Equal((0, "Laser therapy"), await Seen(theirs));
        clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal((1, "Zebra light"), await Seen(theirs));
        Assert.Equal(["laser"], (await theirs.Search(here.Clinic, "en", "zebra", Cancellation)).Select(each => each.Article.Slug));
        Assert.Equal(TreatmentFamily.Laser, (await mine.Current(here.Clinic, Cancellation)).Find("laser", "en")!.Article.Family);

        // Empty: the program's own again.
        await store.Add(here.Patient, "en", "laser", 2, new(true, "", "", "", null), Cancellation);
        clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal((2, "Laser therapy"), await Seen(theirs));
        Assert.Empty(await theirs.Search(here.Clinic, "en", "zebra", Cancellation));
        Assert.NotEmpty(await theirs.Search(here.Clinic, "en", "laser", Cancellation));
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_read_any_more_gives_way_to_the_programs_own_text(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var store = node.Services.GetRequiredService<ArticleStore>();
        await store.Add(node.Patient, "en", "laser", 0, new(true, (ArticleDraft.Of(Text("Gone")) with { Sources = "NO-SUCH-SOURCE" }).Write(), "", "", null), Cancellation);
        await store.Add(node.Patient, "en", "own", 0, new(true, "Old words", "", "", null), Cancellation);
        var shelved = await Shelf(node, TimeProvider.System).Current(node.Clinic, Cancellation);
        Assert.Equal("Laser therapy", shelved.Find("laser", "en")!.Article.Title);
        Assert.Null(shelved.Find("own", "en"));
        Assert.Equal(["unknown-source", "no-head"], shelved.Unreadable.Select(each => each.Problems[0].Code));
    }

    [Fact]
    public void The_form_holds_every_article_of_the_program_as_it_is()
    {
        foreach (var article in Web.Languages.SiteLanguage.All.SelectMany(Library.All))
        {
            var draft = ArticleDraft.Of(article);
            Assert.Equal(draft, ArticleDraft.Of(draft.Write()));
            var (read, problems) = draft.Check(article.Language, article.Slug, Knowledge);
            Assert.Empty(problems);
            Assert.Equal((article.Title, article.Summary, article.Family, article.Order, article.Review), (read!.Title, read.Summary, read.Family, read.Order, read.Review));
            Assert.Equal(article.Sources, read.Sources);
            Assert.Equal(article.Parts, read.Parts);
        }
    }

    [Fact]
    public void Whatever_is_typed_comes_back_as_it_was() => Gen.Select(Gen.String, Gen.String, Gen.String).Sample((title, summary, body) =>
    {
        var draft = ArticleDraft.Of(Library.Find("laser")!) with { Title = ArticleDraft.Line(title), Summary = ArticleDraft.Line(summary), Body = body };
        Assert.Equal(draft, ArticleDraft.Of(draft.Write()));
        // No text throws, whatever comes of it.
        _ = draft.Check("en", "laser", Knowledge);
        _ = draft.Advice("en").Concat(draft.Advice("es")).ToList();
        _ = ArticleText.Html(body);
    });

    [Fact]
    public void Everything_wrong_is_said_at_once_with_its_line()
    {
        var draft = ArticleDraft.Of(Library.Find("laser")!);
        var (article, problems) = (draft with { Title = "", Order = "x", Review = "soon", Sources = "NO-SUCH", Body = "# Big\n\n[facet: magic]\n\n![x](https://elsewhere.example/x.png)\n\n[x](javascript:alert(1))" }).Check("en", "laser", Knowledge);
        Assert.Null(article);
        Assert.Equal(["order", "review", "sources", "text", "title"], problems.Select(each => each.Field).Distinct().Order());
        foreach (var line in (string[])["Line 1: The title is", "Line 3: 'magic' is none of", "Line 5: Pictures cannot", "Line 7: A link begins"]) { Assert.Contains(problems, each => each.Message.StartsWith(line, StringComparison.Ordinal)); }
        Assert.Contains(problems, each => each.Message.Contains("'## How it combines'", StringComparison.Ordinal));
        Assert.Contains(draft.Advice("en"), line => line.StartsWith("Reading: Flesch–Kincaid grade", StringComparison.Ordinal));
        Assert.Single((draft with { Body = draft.Body + "\n\nIt helps 9 of 10." }).Advice("en"), line => line.StartsWith("There are numbers in line", StringComparison.Ordinal));
        Assert.Contains(ArticleDraft.Of(Library.Find("causes")!) with { Body = "Words.\n[facet: trials]" } is var own ? own.Check("en", "causes", Knowledge).Problems : [], each => each.Message.StartsWith("Line 2: only the page of a family", StringComparison.Ordinal));
    }

    [Fact]
    public void Found_words_are_marked_where_they_are()
    {
        Assert.Equal([("Una ", false), ("sesión", true), (" dura.", false)], SearchExcerpt.Of("Una sesión dura.", "sesion"));
        Assert.Equal([("Thin ", false), ("needles", true), (" in <b>skin</b>", false)], SearchExcerpt.Of("Thin needles in <b>skin</b>", "needle"));
        Assert.Empty(SearchExcerpt.Of("Nothing here.", "needle"));
        var longer = SearchExcerpt.Of(string.Join(' ', Enumerable.Repeat("word", 50).Append("needle").Concat(Enumerable.Repeat("word", 50))), "needle");
        Assert.Equal(("… ", " …"), (longer[0].Text, longer[^1].Text));
        Assert.Equal(31, string.Concat(longer.Select(part => part.Text)).Split(' ').Length - 1);
    }
}
