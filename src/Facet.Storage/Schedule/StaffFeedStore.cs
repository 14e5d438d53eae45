using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Schedule;

/// <summary>Which calendar address of a member of the staff is good. An address names its number; the newest is good, and stopping it is a number of its own.</summary>
/// <remarks>
/// Making and stopping are audited as everything is, and those rows are the numbers: nothing else is kept. An address belongs to the account that made it, and is stopped when its
/// resource goes to another one. See docs/decisions/staff-calendar.md.
/// </remarks>
public sealed class StaffFeedStore
{
    private const string Kind = "staff-calendar", Made = "staff-calendar.make", Stopped = "staff-calendar.stop";

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal StaffFeedStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Makes an address good in place of the one before.</summary>
    /// <returns>Its number.</returns>
    public Task<int> Make(Caller caller, Guid resource, CancellationToken cancellation) => Next(caller, Made, resource, cancellation);

    /// <summary>Stops the address.</summary>
    public Task Stop(Caller caller, Guid resource, CancellationToken cancellation) => Next(caller, Stopped, resource, cancellation);

    /// <summary>Since when an address is good.</summary>
    /// <returns>Null for none.</returns>
    public async Task<DateTimeOffset?> Since(ClinicId clinic, Guid resource, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return (await Good(db, clinic, resource, cancellation))?.At;
    }

    /// <summary>Whether an address with this number opens the calendar: it is the newest, the resource is there, and its account is open and made it.</summary>
    public async Task<bool> IsGood(ClinicId clinic, Guid resource, int number, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Good(db, clinic, resource, cancellation) is not null && await Rows(db, clinic, resource).CountAsync(cancellation) == number;
    }

    /// <summary>Stops the address, if one is good, inside a transaction that gives its resource to another account.</summary>
    internal static async Task Stop(FacetDb db, Caller caller, Guid resource, DateTimeOffset at, CancellationToken cancellation)
    {
        if (await Newest(db, caller.Clinic, resource, cancellation) is { Action: Made }) { await Ledger.Note(db, caller, at, Stopped, new Subject(Kind, resource), cancellation); }
    }

    private Task<int> Next(Caller caller, string action, Guid resource, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, action, new Subject(Kind, resource), async (db, _) => await Rows(db, caller.Clinic, resource).CountAsync(cancellation) + 1, cancellation);
    }

    /// <summary>The row of the address that is good; null for none.</summary>
    private static async Task<AuditRow?> Good(FacetDb db, ClinicId clinic, Guid resource, CancellationToken cancellation)
    {
        var account = await db.Set<ResourceRow>().Where(row => row.Id == resource && row.Clinic == clinic && row.Closed == null && db.Set<Account>().Any(each => each.Id == row.Account && each.Closed == null))
            .Select(row => row.Account).FirstOrDefaultAsync(cancellation);
        // Who made it is asked too: an address can be made just when its resource goes to another account, and versions before this one stopped none.
        return account is { } owner && await Newest(db, clinic, resource, cancellation) is { Action: Made } row && row.Actor == Caller.User(clinic, owner).Actor ? row : null;
    }

    private static Task<AuditRow?> Newest(FacetDb db, ClinicId clinic, Guid resource, CancellationToken cancellation) =>
        Rows(db, clinic, resource).OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellation);

    private static IQueryable<AuditRow> Rows(FacetDb db, ClinicId clinic, Guid resource) =>
        db.Set<AuditRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.SubjectType == Kind && row.SubjectId == resource);
}
