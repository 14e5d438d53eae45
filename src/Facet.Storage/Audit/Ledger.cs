using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Audit;

/// <summary>Whose data an action touched: a kind of thing and its id.</summary>
internal readonly record struct Subject(string Type, Guid Id);

/// <summary>
/// The only door to patients' data. Whatever goes through, read or write, leaves an audit row in the same transaction,
/// so neither can exist without the other.
/// </summary>
internal sealed class Ledger(FacetDatabase database, TimeProvider clock)
{
    public Guid NewId() => Guid.CreateVersion7(clock.GetUtcNow());

    /// <summary>Does <paramref name="work"/> and audits it. A null result is audited as <c>….absent</c>.</summary>
    public Task<T> Record<T>(
        Caller caller, string action, Subject subject, Func<FacetDb, DateTimeOffset, Task<T>> work, CancellationToken cancellation) =>
        Record(caller, action, async (db, at) => (await work(db, at), subject), cancellation);

    /// <summary>As the other, where only the work knows what it touched, such as an entry that it wrote.</summary>
    public async Task<T> Record<T>(Caller caller, string action, Func<FacetDb, DateTimeOffset, Task<(T Result, Subject Subject)>> work, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.LockClinic(caller.Clinic, cancellation);
        var at = clock.GetUtcNow();
        var (result, subject) = await work(db, at);
        await Note(db, caller, at, result is null ? $"{action}.absent" : action, subject, cancellation);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    /// <summary>Stores what was done so far with the audit row behind the newest one, inside a transaction that holds the clinic's lock. For work that does two things, each with a row of its own.</summary>
    public static async Task Note(FacetDb db, Caller caller, DateTimeOffset at, string action, Subject subject, CancellationToken cancellation)
    {
        var last = await db.Set<AuditRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic)
            .OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellation);
        db.Add(AuditRow.After(last, caller, at, action, subject));
        await db.SaveChangesAsync(cancellation);
    }
}
