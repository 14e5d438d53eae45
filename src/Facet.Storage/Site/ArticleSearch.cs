using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Site;

/// <summary>An article as it is looked through.</summary>
/// <param name="Language">Code of its language.</param>
/// <param name="Slug">Its word in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Summary">What it says, in a sentence.</param>
/// <param name="Body">Its words without marks of any kind.</param>
public sealed record SearchedArticle(string Language, string Slug, string Title, string Summary, string Body);

/// <summary>Finds articles by words, with what the database has for it: FTS5 in SQLite, full text search in PostgreSQL.</summary>
/// <remarks>
/// The words are stored without accents. Both databases then treat a text and a question alike, and neither needs an extension that a clinic would have to install.
/// </remarks>
public sealed class ArticleSearch
{
    private readonly FacetDatabase database;

    internal ArticleSearch(FacetDatabase database) => this.database = database;

    /// <summary>Puts what stands now in place of what was looked through before, in one step. It can be done again, and by several nodes at once.</summary>
    /// <param name="clinic">Whose.</param>
    /// <param name="standing">What is to be looked through, given the newest published versions: they are read where nobody can add one meanwhile, so that a node that lags behind never takes back a newer text.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task Fill(ClinicId clinic, Func<IReadOnlyList<ArticleVersion>, IEnumerable<SearchedArticle>> standing, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(standing);
        await using var db = database.Connect();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.LockClinic(clinic, cancellation);
        var versions = await ArticleStore.Standing(db, clinic, cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM article_search WHERE clinic = {clinic.Value}", cancellation);
        foreach (var article in standing(versions))
        {
            var (title, summary, body) = (SearchWords.Fold(article.Title), SearchWords.Fold(article.Summary), SearchWords.Fold(article.Body));
            await db.Database.ExecuteSqlAsync($"INSERT INTO article_search (clinic, language, slug, title, summary, body) VALUES ({clinic.Value}, {article.Language}, {article.Slug}, {title}, {summary}, {body})", cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The words in addresses of the articles that have all words, the best first; the last word may be the beginning of one.</summary>
    /// <param name="clinic">Whose.</param>
    /// <param name="language">Code of the language.</param>
    /// <param name="asked">What somebody typed: any text.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<IReadOnlyList<string>> Find(ClinicId clinic, string language, string asked, CancellationToken cancellation)
    {
        if (SearchWords.Of(asked) is not { Count: > 0 } words)
        {
            return [];
        }
        await using var db = database.Connect();
        return await db.FindArticles(clinic, language, words, cancellation);
    }
}
