using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Site;

/// <summary>What a clinic writes of an article.</summary>
/// <param name="IsPublished">Whether visitors see it; otherwise a draft.</param>
/// <param name="Text">Head and Markdown, as in a file of <c>knowledge/articles</c>; empty where the program's own text is to stand again.</param>
/// <param name="Note">Why.</param>
/// <param name="Reviewer">Who looked at it, in words for visitors; empty for nobody yet.</param>
/// <param name="Reviewed">When they did.</param>
public sealed record WrittenArticle(bool IsPublished, string Text, string Note, string Reviewer, DateOnly? Reviewed);

/// <summary>A version of an article.</summary>
/// <param name="Language">Code of its language.</param>
/// <param name="Slug">Its word in addresses.</param>
/// <param name="Version">1, 2, 3 … within clinic, language and word.</param>
/// <param name="At">When it was stored, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who stored it.</param>
/// <param name="Words">What it says.</param>
public sealed record ArticleVersion(string Language, string Slug, int Version, DateTimeOffset At, string Author, WrittenArticle Words);

/// <summary>What a clinic wrote in place of the articles that the program brings, version after version. Nothing in it is a patient's.</summary>
public sealed class ArticleStore
{
    /// <summary>The most characters of an article's word in addresses, of a note and of a reviewer, and the most bytes of a text.</summary>
    public const int LongestSlug = 80, LongestNote = 500, LongestReviewer = 200, MostBytes = 64 * 1024;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal ArticleStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>How many versions were published so far: it changes whenever what visitors see does.</summary>
    public async Task<int> Published(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Rows(db, clinic).CountAsync(row => row.IsPublished, cancellation);
    }

    /// <summary>The newest published version of each article.</summary>
    public async Task<IReadOnlyList<ArticleVersion>> Standing(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Standing(db, clinic, cancellation);
    }

    internal static async Task<IReadOnlyList<ArticleVersion>> Standing(FacetDb db, ClinicId clinic, CancellationToken cancellation) =>
        await Versions(Newest(Rows(db, clinic).Where(row => row.IsPublished))).ToListAsync(cancellation);

    /// <summary>The newest version of each article, draft or not.</summary>
    public async Task<IReadOnlyList<ArticleVersion>> Newest(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Versions(Newest(Rows(db, clinic))).ToListAsync(cancellation);
    }

    /// <summary>Versions of an article, newest first.</summary>
    public async Task<IReadOnlyList<ArticleVersion>> All(ClinicId clinic, string language, string slug, int atMost, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Versions(Rows(db, clinic).Where(row => row.Language == language && row.Slug == slug).OrderByDescending(row => row.Version).Take(atMost)).ToListAsync(cancellation);
    }

    /// <summary>A version of an article.</summary>
    /// <returns>Null where the clinic has none with this number.</returns>
    public async Task<ArticleVersion?> Find(ClinicId clinic, string language, string slug, int version, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Versions(Rows(db, clinic).Where(row => row.Language == language && row.Slug == slug && row.Version == version)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Adds the next version.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="language">Code of its language.</param>
    /// <param name="slug">Its word in addresses.</param>
    /// <param name="seen">The version that its author had before them; 0 for none.</param>
    /// <param name="words">What it says.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Its number; null when somebody else has stored one meanwhile.</returns>
    /// <exception cref="ArgumentException">Something is too long, or a language or word is blank.</exception>
    public async Task<int?> Add(Caller caller, string language, string slug, int seen, WrittenArticle words, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentException.ThrowIfNullOrWhiteSpace(language);
        ArgumentException.ThrowIfNullOrWhiteSpace(slug);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slug.Length, LongestSlug, nameof(slug));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words.Note.Length, LongestNote, nameof(words));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words.Reviewer.Length, LongestReviewer, nameof(words));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(System.Text.Encoding.UTF8.GetByteCount(words.Text), MostBytes, nameof(words));
        return await ledger.Record(caller, words.IsPublished ? "article.publish" : "article.draft", new Subject("clinic", caller.Clinic.Value), async (db, at) =>
        {
            var newest = await Rows(db, caller.Clinic).Where(row => row.Language == language && row.Slug == slug).MaxAsync(row => (int?)row.Version, cancellation) ?? 0;
            if (newest != seen)
            {
                return (int?)null;
            }
            db.Add(new ArticleVersionRow
            {
                Clinic = caller.Clinic, Language = language, Slug = slug, Version = newest + 1, At = at, Author = caller.Actor,
                IsPublished = words.IsPublished, Text = words.Text, Note = words.Note, Reviewer = words.Reviewer, Reviewed = words.Reviewed,
            });
            return newest + 1;
        }, cancellation);
    }

    private static IQueryable<ArticleVersionRow> Rows(FacetDb db, ClinicId clinic) => db.Set<ArticleVersionRow>().AsNoTracking().Where(row => row.Clinic == clinic);

    private static IQueryable<ArticleVersionRow> Newest(IQueryable<ArticleVersionRow> rows) =>
        rows.Where(row => !rows.Any(later => later.Language == row.Language && later.Slug == row.Slug && later.Version > row.Version)).OrderBy(row => row.Language).ThenBy(row => row.Slug);

    private static IQueryable<ArticleVersion> Versions(IQueryable<ArticleVersionRow> rows) => rows.Select(row =>
        new ArticleVersion(row.Language, row.Slug, row.Version, row.At, row.Author, new(row.IsPublished, row.Text, row.Note, row.Reviewer, row.Reviewed)));
}
