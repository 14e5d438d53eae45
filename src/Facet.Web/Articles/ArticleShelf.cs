using System.Collections.Concurrent;
using Facet.Knowledge;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Facet.Web.Languages;

namespace Facet.Web.Articles;

/// <summary>An article that visitors see.</summary>
/// <param name="Article">The article.</param>
/// <param name="Version">The clinic's version; 0 for the program's own text.</param>
/// <param name="Reviewer">Who looked at it; empty for nobody yet.</param>
/// <param name="Reviewed">When they did.</param>
public sealed record ShelvedArticle(Article Article, int Version, string Reviewer, DateOnly? Reviewed)
{
    /// <summary>Whether the day of its next review has come.</summary>
    public bool IsOutOfDate(DateOnly today) => today >= Article.Review;
}

/// <summary>A published version that this program cannot read: the program's own text stands instead.</summary>
internal sealed record UnreadableArticle(ArticleVersion Version, IReadOnlyList<Problem> Problems);

/// <summary>All that visitors of a clinic's pages can read.</summary>
/// <param name="Version">Another number whenever anything that was published is different.</param>
/// <param name="All">In their order.</param>
/// <param name="Unreadable">What the clinic published and nobody sees.</param>
internal sealed record ShelvedArticles(int Version, IReadOnlyList<ShelvedArticle> All, IReadOnlyList<UnreadableArticle> Unreadable)
{
    /// <summary>The article with this word, or null.</summary>
    public ShelvedArticle? Find(string slug, string language) => All.FirstOrDefault(each => each.Article.Slug == slug && each.Article.Language == language);
}

/// <summary>The program's articles with those in their place that the clinic has written, and its own beside them.</summary>
internal sealed partial class ArticleShelf(ArticleLibrary library, ClinicalKnowledge knowledge, ArticleStore store, ArticleSearch search, TimeProvider clock, ILogger<ArticleShelf> log)
{
    /// <summary>After how long a publication on another node is noticed.</summary>
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ClinicId, (ShelvedArticles Articles, DateTimeOffset Looked)> current = new();
    private readonly ConcurrentDictionary<(ClinicId Clinic, int Version), Lazy<Task>> filled = new();

    /// <summary>What stands now.</summary>
    public async ValueTask<ShelvedArticles> Current(ClinicId clinic, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (current.TryGetValue(clinic, out var known) && known.Looked + LooksAgain > now)
        {
            return known.Articles;
        }
        var version = await store.Published(clinic, cancellation);
        if (known.Articles?.Version != version)
        {
            known.Articles = Merge(version, version == 0 ? [] : await store.Standing(clinic, cancellation));
            foreach (var (unreadable, problems) in known.Articles.Unreadable) { Unreadable(unreadable.Version, unreadable.Language, unreadable.Slug, string.Join(" ", problems)); }
        }
        current[clinic] = (known.Articles!, now);
        return known.Articles!;
    }

    /// <summary>The languages in which a page is there: those of the article that it shows or whose replies, for a page of one that the clinic has written in some only; else all.</summary>
    public async ValueTask<IReadOnlyList<string>> Languages(ClinicId clinic, PathString path, CancellationToken cancellation)
    {
        if (path.Value?.Split('/') is not ["", "articles" or "replies", { Length: > 0 } slug, ..]) { return SiteLanguage.All; }
        var all = (await Current(clinic, cancellation)).All;
        List<string> there = [.. SiteLanguage.All.Where(language => all.Any(each => each.Article.Slug == slug && each.Article.Language == language))];
        return there.Count == 0 ? SiteLanguage.All : there;
    }

    /// <summary>Looks again at once: something was just published.</summary>
    public void Forget(ClinicId clinic) => current.TryRemove(clinic, out _);

    /// <summary>The articles of a language that have all of these words, the best first.</summary>
    public async Task<IReadOnlyList<ShelvedArticle>> Search(ClinicId clinic, string language, string asked, CancellationToken cancellation)
    {
        var now = await Current(clinic, cancellation);
        // The first who asks after a start or a publication fills what is looked through; whoever comes meanwhile waits for the same.
        var filling = filled.GetOrAdd((clinic, now.Version), key => new(() => search.Fill(key.Clinic, standing => Merge(key.Version, standing).All.Select(Searched), CancellationToken.None)));
        try
        {
            await filling.Value.WaitAsync(cancellation);
        }
        catch when (filling.Value.IsFaulted)
        {
            filled.TryRemove((clinic, now.Version), out _);
            throw;
        }
        return [.. (await search.Find(clinic, language, asked, cancellation)).Select(slug => now.Find(slug, language)).OfType<ShelvedArticle>()];
    }

    /// <summary>The program's own text.</summary>
    /// <returns>Null where it has none with this word in this language.</returns>
    public Article? Own(string slug, string language) => library.Find(slug, language);

    /// <summary>Which family the article with this word is about, in whatever language.</summary>
    public TreatmentFamily? FamilyOf(string slug) => SiteLanguage.All.Select(language => library.Find(slug, language)?.Family).FirstOrDefault(family => family is not null);

    private ShelvedArticles Merge(int version, IReadOnlyList<ArticleVersion> standing)
    {
        var all = SiteLanguage.All.SelectMany(library.All).ToDictionary(article => (article.Language, article.Slug), article => new ShelvedArticle(article, 0, "", null));
        var unreadable = new List<UnreadableArticle>();
        foreach (var each in standing.Where(each => each.Words.Text.Length > 0))
        {
            if (ArticleLibrary.Read(each.Language, each.Slug, each.Words.Text, knowledge).TryGet(out var article, out var problems))
            {
                all[(each.Language, each.Slug)] = new(article with { Family = FamilyOf(each.Slug) }, each.Version, each.Words.Reviewer, each.Words.Reviewed);
            }
            else
            {
                unreadable.Add(new(each, problems));
            }
        }
        return new(version, [.. all.Values.OrderBy(each => each.Article.Language, StringComparer.Ordinal).ThenBy(each => each.Article.Order).ThenBy(each => each.Article.Slug, StringComparer.Ordinal)], unreadable);
    }

    private static SearchedArticle Searched(ShelvedArticle each) => new(each.Article.Language, each.Article.Slug, each.Article.Title, each.Article.Summary, ArticleText.Plain(each.Article.Words));

    [LoggerMessage(LogLevel.Error, "Version {Version} of the article {Language}/{Slug} does not fit this program; visitors see the program's own text. {Problems}")]
    private partial void Unreadable(int version, string language, string slug, string problems);
}
