using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Schedule;

/// <summary>Which calendar address of a member of the staff is good. An address names its number; the newest is good, and stopping it is a number of its own.</summary>
/// <remarks>Making and stopping are audited as everything is, and those rows are the numbers: nothing else is kept. See docs/decisions/staff-calendar.md.</remarks>
public sealed class StaffFeedStore
{
    private const string Kind = "staff-calendar", Made = "staff-calendar.make";

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal StaffFeedStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Makes an address good in place of the one before.</summary>
    /// <returns>Its number.</returns>
    public Task<int> Make(Caller caller, Guid resource, CancellationToken cancellation) => Next(caller, Made, resource, cancellation);

    /// <summary>Stops the address.</summary>
    public Task Stop(Caller caller, Guid resource, CancellationToken cancellation) => Next(caller, "staff-calendar.stop", resource, cancellation);

    /// <summary>Since when an address is good.</summary>
    /// <returns>Null for none.</returns>
    public async Task<DateTimeOffset?> Since(ClinicId clinic, Guid resource, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Rows(db, clinic, resource).OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellation) is { Action: Made } row ? row.At : null;
    }

    /// <summary>Whether an address with this number opens the calendar: it is the newest, the resource is there, and its account is open.</summary>
    public async Task<bool> IsGood(ClinicId clinic, Guid resource, int number, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Rows(db, clinic, resource).CountAsync(cancellation) == number
            && await db.Set<ResourceRow>().AnyAsync(row => row.Id == resource && row.Clinic == clinic && row.Closed == null && db.Set<Account>().Any(account => account.Id == row.Account && account.Closed == null), cancellation);
    }

    private Task<int> Next(Caller caller, string action, Guid resource, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, action, new Subject(Kind, resource), async (db, _) => await Rows(db, caller.Clinic, resource).CountAsync(cancellation) + 1, cancellation);
    }

    private static IQueryable<AuditRow> Rows(FacetDb db, ClinicId clinic, Guid resource) =>
        db.Set<AuditRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.SubjectType == Kind && row.SubjectId == resource);
}
