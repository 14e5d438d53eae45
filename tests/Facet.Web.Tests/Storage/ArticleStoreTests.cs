using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class ArticleStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ArticleStore Store(Node node) => node.Services.GetRequiredService<ArticleStore>();

    private static ArticleSearch Search(Node node) => node.Services.GetRequiredService<ArticleSearch>();

    private static WrittenArticle Words(string text, bool isPublished = true) => new(isPublished, text, "why", "", null);

    private static readonly SearchedArticle[] Pages =
    [
        new("en", "needles", "Acupuncture", "Thin needles in the skin.", "A session takes a while. Exercise comes first."),
        new("en", "moving", "Exercise", "Moving helps most backs.", "Walk, swim or lift. Needles are an extra."),
        new("en", "claims", "Claims", "What you may hear about injections.", "Some say that injections heal. They do not."),
        new("es", "needles", "Acupuntura", "Agujas finas en la piel.", "Una sesión dura un rato. La relajación ayuda."),
    ];

    [Theory, BothEngines]
    public async Task The_newest_published_version_stands_and_none_is_lost(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, store) = (database.First, Store(database.First));
        var other = await node.Clinics.Add("Other", Cancellation);
        Assert.Equal(0, await store.Published(node.Clinic, Cancellation));
        Assert.Equal(1, await store.Add(node.Patient, "en", "laser", 0, Words("one") with { Reviewer = "Dr Day", Reviewed = new(2026, 11, 2) }, Cancellation));
        Assert.Equal(2, await store.Add(node.Patient, "en", "laser", 1, Words("two", isPublished: false), Cancellation));
        Assert.Equal(1, await store.Add(node.Patient, "es", "laser", 0, Words("uno"), Cancellation));
        Assert.Equal(1, await store.Add(Caller.Program(other), "en", "laser", 0, Words("others"), Cancellation));
        Assert.Equal([("en", 1, "one", "Dr Day"), ("es", 1, "uno", "")], (await store.Standing(node.Clinic, Cancellation)).Select(each => (each.Language, each.Version, each.Words.Text, each.Words.Reviewer)));
        Assert.Equal([("en", 2), ("es", 1)], (await store.Newest(node.Clinic, Cancellation)).Select(each => (each.Language, each.Version)));
        Assert.Equal(2, await store.Published(node.Clinic, Cancellation));
        // Whoever saves what somebody else has changed meanwhile is told, and nothing of either is gone.
        Assert.Null(await store.Add(node.Patient, "en", "laser", 1, Words("late"), Cancellation));
        Assert.Equal(3, await store.Add(node.Patient, "en", "laser", 2, Words(""), Cancellation));
        Assert.Equal(["", "two", "one"], (await store.All(node.Clinic, "en", "laser", 10, Cancellation)).Select(each => each.Words.Text));
        Assert.Equal(new DateOnly(2026, 11, 2), (await store.Find(node.Clinic, "en", "laser", 1, Cancellation))!.Words.Reviewed);
        Assert.Null(await store.Find(node.Clinic, "en", "laser", 4, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Add(node.Patient, "en", "laser", 3, Words(new string('é', (ArticleStore.MostBytes / 2) + 1)), Cancellation));
        Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Of_two_nodes_that_save_at_once_one_is_first(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        Node[] nodes = [database.First, await database.Start()];
        for (var seen = 0; seen < 5; seen++)
        {
            var number = seen;
            var saved = await Task.WhenAll(nodes.Select(node => Task.Run(() => Store(node).Add(node.Patient, "en", "laser", number, Words("x"), Cancellation), Cancellation)));
            Assert.Equal([null, number + 1], saved.Order());
        }
    }

    [Theory, BothEngines]
    public async Task Articles_are_found_by_all_words_the_best_first(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, search) = (database.First, Search(database.First));
        Assert.Empty(await search.Find(node.Clinic, "en", "needles", Cancellation));
        await search.Fill(node.Clinic, _ => Pages, Cancellation);
        Task<IReadOnlyList<string>> Find(string asked, string language = "en") => search.Find(node.Clinic, language, asked, Cancellation);
        // In a title before a summary before the text.
        Assert.Equal(["moving", "needles"], await Find("exercise"));
        Assert.Equal(["needles", "moving"], await Find("needle"));
        Assert.Equal(["claims"], await Find("INJECTION"));
        Assert.Equal(["claims"], await Find("injections heal"));
        Assert.Empty(await Find("injections needles"));
        // The last word may be the beginning of one, no other.
        Assert.Equal(["needles"], await Find("thin acup"));
        Assert.Empty(await Find("acup thin"));
        Assert.Equal(["needles"], await Find("sesion", "es"));
        Assert.Equal(["needles"], await Find("relajación", "es"));
        Assert.Equal(["needles"], await Find("RELAJACION sesíon", "es"));
        Assert.Empty(await Find("sesion"));
        Assert.Empty(await search.Find(await node.Clinics.Add("Other", Cancellation), "en", "needles", Cancellation));
    }

    [Theory, BothEngines]
    public async Task Filling_again_and_from_two_nodes_leaves_each_article_once(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        Node[] nodes = [database.First, await database.Start()];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() => Search(nodes[number % 2]).Fill(nodes[0].Clinic, _ => Pages, Cancellation), Cancellation)));
        Assert.Equal(["moving", "needles"], await Search(nodes[1]).Find(nodes[1].Clinic, "en", "exercise", Cancellation));
        // What is filled is what stands when it is written, whatever a node knew before.
        await Store(nodes[0]).Add(nodes[0].Patient, "en", "laser", 0, Words("text"), Cancellation);
        await Search(nodes[1]).Fill(nodes[1].Clinic, standing => standing.Select(each => new SearchedArticle(each.Language, each.Slug, "Laser", each.Words.Text, "")), Cancellation);
        Assert.Empty(await Search(nodes[0]).Find(nodes[0].Clinic, "en", "exercise", Cancellation));
        Assert.Equal(["laser"], await Search(nodes[0]).Find(nodes[0].Clinic, "en", "text", Cancellation));
    }

    [Theory, BothEngines]
    public async Task No_question_breaks_the_search(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, search) = (database.First, Search(database.First));
        await search.Fill(node.Clinic, _ => Pages, Cancellation);
        var operators = Gen.OneOf("\"", "'", "''", "NEAR", "NEAR(", "AND", "OR", "NOT", "*", ":", "title:", "^", "+", "-", "&", "|", "!", "<->", "<2>", "(", ")", "{", "\\", "%", "_", ";--", "\0", "needles", "the", "é", "ñ", "\uD800", "😀", "日本", " ");
        await Gen.OneOf(Gen.String, operators.List[0, 12].Select(parts => string.Concat(parts)), operators.List[0, 12].Select(parts => string.Join(' ', parts))).SampleAsync(async asked =>
        {
            foreach (var language in (string[])["en", "es"])
            {
                Assert.All(await search.Find(node.Clinic, language, asked, Cancellation), slug => Assert.Contains(Pages, page => page.Slug == slug && page.Language == language));
            }
        }, iter: 150);
    }
}
