using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Audit;

/// <summary>What checking a clinic's audit found.</summary>
public abstract record AuditVerdict
{
    private AuditVerdict()
    {
    }

    /// <summary>Every row carries the hash of what it says and follows the row before it.</summary>
    /// <param name="Rows">How many rows there are.</param>
    /// <param name="Head">
    /// The newest row's hash. A chain cut off at its end is whole in itself: only a head noted elsewhere shows the loss.
    /// </param>
    public sealed record Whole(long Rows, string Head) : AuditVerdict;

    /// <summary>Somebody changed, removed or slipped in rows.</summary>
    /// <param name="Sequence">The first row that does not hold.</param>
    /// <param name="Reason">What is wrong with it, in one sentence.</param>
    public sealed record Broken(long Sequence, string Reason) : AuditVerdict;
}

/// <summary>Proves that the audit of a clinic is as it was written.</summary>
public sealed class AuditChain
{
    private readonly FacetDatabase database;

    internal AuditChain(FacetDatabase database) => this.database = database;

    /// <summary>Walks the chain from its beginning to the first row that does not hold.</summary>
    public async Task<AuditVerdict> Verify(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var rows = 0L;
        var head = AuditRow.Beginning;
        await using var chain = db.Set<AuditRow>().AsNoTracking().Where(row => row.Clinic == clinic)
            .OrderBy(row => row.Sequence).AsAsyncEnumerable().GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await chain.MoveNextAsync())
                {
                    return new AuditVerdict.Whole(rows, head);
                }
            }
            catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or InvalidCastException)
            {
                return new AuditVerdict.Broken(rows + 1, $"Row {rows + 1} holds a value that Facet never writes.");
            }
            var row = chain.Current;
            rows++;
            if (row.Sequence != rows)
            {
                return new AuditVerdict.Broken(rows, $"Row {rows} is missing; row {row.Sequence} comes next.");
            }
            if (row.PreviousHash != head)
            {
                return new AuditVerdict.Broken(rows, $"Row {rows} does not follow the row before it.");
            }
            if (row.Hash != row.ExpectedHash())
            {
                return new AuditVerdict.Broken(rows, $"Row {rows} does not say what it said when it was written.");
            }
            head = row.Hash;
        }
    }

    /// <summary>Compares every entry of people's records with what the audit said of it when it was stored, or of what was left when a person's own were erased.</summary>
    /// <returns>Person and place of the first entry of a transaction that does not fit; null when all fit.</returns>
    public async Task<(PatientId Patient, long Sequence)?> FindChangedEntry(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var left = new Dictionary<string, Guid>(StringComparer.Ordinal);
        await foreach (var row in db.Set<AuditRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.SubjectType == EntryHash.Left).OrderBy(row => row.Sequence).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            left[row.Action] = row.SubjectId;
        }
        var batches = await db.Set<AuditRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.SubjectType == EntryHash.Subject)
            .OrderBy(row => row.Sequence).Select(row => new { row.Sequence, row.SubjectId }).ToListAsync(cancellation);
        foreach (var batch in batches)
        {
            var entries = await db.Set<EntryRow>().AsNoTracking().Where(row => row.Audit == batch.Sequence && db.Set<PatientRow>().Any(each => each.Id == row.Patient && each.Clinic == clinic))
                .ToListAsync(cancellation);
            if (EntryHash.Of(entries) != left.GetValueOrDefault(EntryHash.Resealed(batch.Sequence), batch.SubjectId))
            {
                return entries.Count == 0 ? (default, batch.Sequence) : (entries[0].Patient, entries[0].Sequence);
            }
        }
        return null;
    }
}
