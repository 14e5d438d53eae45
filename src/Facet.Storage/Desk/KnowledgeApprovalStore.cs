using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Desk;

/// <summary>That a clinician approved a version of the knowledge for a clinic, or took that back.</summary>
/// <param name="Knowledge">The id of the rules.</param>
/// <param name="Approves">Whether it approves; no takes an approval back.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who did.</param>
/// <param name="Text">What they say of it.</param>
public sealed record KnowledgeApproval(string Knowledge, bool Approves, DateTimeOffset At, string Author, string Text);

/// <summary>Who approved which version of the knowledge. The newest word about a version holds.</summary>
public sealed class KnowledgeApprovalStore
{
    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 1000;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal KnowledgeApprovalStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>The newest word about a version.</summary>
    /// <returns>Null when nobody has said anything.</returns>
    public async Task<KnowledgeApproval?> Of(ClinicId clinic, string knowledge, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Read(db.Set<KnowledgeApprovalRow>().Where(row => row.Clinic == clinic && row.Knowledge == knowledge)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Everything that was said, newest first.</summary>
    public async Task<IReadOnlyList<KnowledgeApproval>> All(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Read(db.Set<KnowledgeApprovalRow>().Where(row => row.Clinic == clinic)).ToListAsync(cancellation);
    }

    /// <summary>Approves a version, or takes an approval back.</summary>
    /// <returns>Whether that was news: a version is not approved twice, and only what is approved can be taken back.</returns>
    /// <exception cref="ArgumentException">The text is blank or too long.</exception>
    public Task<bool> Say(Caller caller, string knowledge, bool approves, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(knowledge);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText, nameof(text));
        return ledger.Record(caller, approves ? "knowledge.approve" : "knowledge.withdraw", new Subject("clinic", caller.Clinic.Value), async (db, at) =>
        {
            var rows = db.Set<KnowledgeApprovalRow>().Where(row => row.Clinic == caller.Clinic);
            var before = await rows.Where(row => row.Knowledge == knowledge).OrderByDescending(row => row.Sequence).Select(row => (bool?)row.Approves).FirstOrDefaultAsync(cancellation);
            if ((before ?? false) == approves)
            {
                return false;
            }
            var last = await rows.MaxAsync(row => (int?)row.Sequence, cancellation) ?? 0;
            db.Add(new KnowledgeApprovalRow { Clinic = caller.Clinic, Sequence = last + 1, At = at, Author = caller.Actor, Knowledge = knowledge, Approves = approves, Text = text });
            return true;
        }, cancellation);
    }

    private static IQueryable<KnowledgeApproval> Read(IQueryable<KnowledgeApprovalRow> rows) =>
        rows.AsNoTracking().OrderByDescending(row => row.Sequence).Select(row => new KnowledgeApproval(row.Knowledge, row.Approves, row.At, row.Author, row.Text));
}
