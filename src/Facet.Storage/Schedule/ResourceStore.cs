using Facet.Care;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Schedule;

/// <summary>A resource as it is added or changed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What everybody calls it.</param>
/// <param name="Account">The account of a member of the staff; null for none.</param>
/// <param name="Skills">What it can be used for, words without blanks.</param>
/// <param name="Seats">How many people at once, 1 to 40.</param>
public sealed record ResourceDraft(ResourceKind Kind, string Name, Guid? Account, IReadOnlyList<string> Skills, int Seats);

/// <summary>A shift as stored.</summary>
public sealed record StoredShift(Guid Id, Shift Shift);

/// <summary>When a resource cannot be used although its shifts say so.</summary>
public sealed record Absence(Guid Id, DateTimeOffset Starts, DateTimeOffset Ends, string Reason);

/// <summary>A resource with its times.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="Account">The account of a member of the staff; null for none.</param>
/// <param name="Closed">Since when it is not there any more; null for still there.</param>
/// <param name="Shifts">Its shifts that touch the span asked for.</param>
/// <param name="Absences">Its absences that touch it.</param>
public sealed record StoredResource(ClinicResource Resource, Guid? Account, DateTimeOffset? Closed, IReadOnlyList<StoredShift> Shifts, IReadOnlyList<Absence> Absences);

/// <summary>Staff, rooms and devices with their shifts and absences. No patient's data.</summary>
public sealed class ResourceStore
{
    /// <summary>The most people at once.</summary>
    public const int MostSeats = 40;

    /// <summary>The most characters of a name, of all skills together and of the reason of an absence.</summary>
    public const int LongestName = ResourceRow.LongestName, LongestSkills = ResourceRow.LongestSkills, LongestReason = 200;

    private readonly Ledger ledger;

    internal ResourceStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>Every resource that is there, by kind and name, with shifts and absences that touch a span of time.</summary>
    /// <param name="caller">Whose clinic.</param>
    /// <param name="from">From.</param>
    /// <param name="until">Until.</param>
    /// <param name="withClosed">Whether those that were closed come too.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<IReadOnlyList<StoredResource>> All(Caller caller, DateTimeOffset from, DateTimeOffset until, bool withClosed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        // A day to either side: where the clinic is, it may be another day than in UTC.
        var (first, last) = (DateOnly.FromDateTime(from.UtcDateTime).AddDays(-1), until.UtcDateTime.Date >= DateTime.MaxValue.Date ? DateOnly.MaxValue : DateOnly.FromDateTime(until.UtcDateTime).AddDays(1));
        return await ledger.Record<IReadOnlyList<StoredResource>>(caller, "resource.list", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
        {
            var rows = await db.Set<ResourceRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && (withClosed || row.Closed == null)).ToListAsync(cancellation);
            var shifts = (await db.Set<ShiftRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && row.FirstDay <= last && (row.LastDay == null || row.LastDay >= first)).ToListAsync(cancellation)).ToLookup(row => row.Resource);
            var absences = (await db.Set<AbsenceRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && row.Revoked == null && row.Starts < until && row.Ends > from).ToListAsync(cancellation)).ToLookup(row => row.Resource);
            return
            [
                .. rows.Select(row => new StoredResource(Read(row), row.Account, row.Closed,
                    [.. shifts[row.Id].OrderBy(shift => shift.Weekday).ThenBy(shift => shift.FromMinute).Select(shift => new StoredShift(shift.Id, new(new((DayOfWeek)((shift.Weekday + 1) % 7), shift.FromMinute, shift.UntilMinute), shift.FirstDay, shift.LastDay)))],
                    [.. absences[row.Id].OrderBy(absence => absence.Starts).Select(absence => new Absence(absence.Id, absence.Starts, absence.Ends, absence.Reason))]))
                    .OrderBy(each => each.Resource.Kind).ThenBy(each => each.Resource.Name, StringComparer.OrdinalIgnoreCase),
            ];
        }, cancellation);
    }

    /// <summary>Adds a resource.</summary>
    /// <returns>Its id; null when there is one of this kind and name.</returns>
    public async Task<Guid?> Add(Caller caller, ResourceDraft what, CancellationToken cancellation)
    {
        var kind = Demand(what);
        var id = ledger.NewId();
        return await ledger.Record(caller, "resource.add", new Subject("resource", id), async (db, _) =>
        {
            if (await db.Set<ResourceRow>().AnyAsync(row => row.Clinic == caller.Clinic && row.Kind == kind && row.Name == what.Name, cancellation)) { return (Guid?)null; }
            db.Add(new ResourceRow { Id = id, Clinic = caller.Clinic, Kind = kind, Name = what.Name, Account = what.Account, Skills = string.Join(' ', what.Skills), Seats = what.Seats });
            return id;
        }, cancellation);
    }

    /// <summary>Changes name, account, skills and seats; the kind stays. Where another account gets it, the calendar address of the one before is stopped.</summary>
    /// <returns>No when the clinic has no such resource, or another one of this name.</returns>
    public Task<bool> Change(Caller caller, Guid resource, ResourceDraft what, CancellationToken cancellation)
    {
        var kind = Demand(what);
        return ledger.Record(caller, "resource.change", new Subject("resource", resource), async (db, at) =>
        {
            if (await One(db, caller, resource, cancellation) is not { } row || row.Kind != kind
                || await db.Set<ResourceRow>().AnyAsync(each => each.Clinic == caller.Clinic && each.Kind == kind && each.Name == what.Name && each.Id != resource, cancellation)) { return false; }
            if (row.Account != what.Account) { await StaffFeedStore.Stop(db, caller, resource, at, cancellation); }
            (row.Name, row.Account, row.Skills, row.Seats) = (what.Name, what.Account, string.Join(' ', what.Skills), what.Seats);
            return true;
        }, cancellation);
    }

    /// <summary>Closes a resource, or opens it again. Its bookings stay; nothing new can be booked on it.</summary>
    /// <returns>How many booked visits to come need it; null when the clinic has no such resource.</returns>
    public Task<int?> Close(Caller caller, Guid resource, bool closed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<int?>(caller, closed ? "resource.close" : "resource.reopen", new Subject("resource", resource), async (db, at) =>
        {
            if (await One(db, caller, resource, cancellation) is not { } row) { return null; }
            row.Closed = closed ? at : null;
            return await Needing(db, caller, resource, at, DateTimeOffset.MaxValue).CountAsync(cancellation);
        }, cancellation);
    }

    /// <summary>Adds a weekly shift.</summary>
    /// <returns>No when the clinic has no such resource.</returns>
    public Task<bool> AddShift(Caller caller, Guid resource, WeeklyTime time, DateOnly firstDay, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfNegative(time.FromMinute, nameof(time));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time.UntilMinute, time.FromMinute, nameof(time));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time.UntilMinute, 1440, nameof(time));
        return ledger.Record(caller, "shift.add", new Subject("resource", resource), async (db, _) =>
        {
            if (await One(db, caller, resource, cancellation) is null) { return false; }
            db.Add(new ShiftRow { Id = ledger.NewId(), Clinic = caller.Clinic, Resource = resource, Weekday = ((int)time.Day + 6) % 7, FromMinute = time.FromMinute, UntilMinute = time.UntilMinute, FirstDay = firstDay });
            return true;
        }, cancellation);
    }

    /// <summary>Ends a shift after a day. Bookings stay.</summary>
    public Task<bool> EndShift(Caller caller, Guid shift, DateOnly lastDay, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "shift.end", new Subject("shift", shift), async (db, _) =>
        {
            if (await db.Set<ShiftRow>().FirstOrDefaultAsync(row => row.Id == shift && row.Clinic == caller.Clinic, cancellation) is not { } row) { return false; }
            row.LastDay = lastDay;
            return true;
        }, cancellation);
    }

    /// <summary>Adds an absence. Bookings that fall into it stay, and are told of.</summary>
    /// <returns>How many booked visits need the resource then; null when the clinic has no such resource.</returns>
    public Task<int?> AddAbsence(Caller caller, Guid resource, DateTimeOffset starts, DateTimeOffset ends, string reason, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ends, starts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reason.Length, LongestReason, nameof(reason));
        return ledger.Record<int?>(caller, "absence.add", new Subject("resource", resource), async (db, _) =>
        {
            if (await One(db, caller, resource, cancellation) is null) { return null; }
            db.Add(new AbsenceRow { Id = ledger.NewId(), Clinic = caller.Clinic, Resource = resource, Starts = starts, Ends = ends, Reason = reason, Author = caller.Actor });
            // A visit lasts eight hours at most, so that those which began before and are not over are among these.
            return (await Needing(db, caller, resource, starts.AddMinutes(-VisitPlace.LongestMinutes), ends).ToListAsync(cancellation)).Count(row => row.Starts.AddMinutes(row.Minutes) > starts);
        }, cancellation);
    }

    /// <summary>Takes an absence back.</summary>
    public Task<bool> RevokeAbsence(Caller caller, Guid absence, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "absence.revoke", new Subject("absence", absence), async (db, at) =>
        {
            if (await db.Set<AbsenceRow>().FirstOrDefaultAsync(row => row.Id == absence && row.Clinic == caller.Clinic && row.Revoked == null, cancellation) is not { } row) { return false; }
            row.Revoked = at;
            return true;
        }, cancellation);
    }

    private static string Demand(ResourceDraft what)
    {
        ArgumentNullException.ThrowIfNull(what);
        ArgumentException.ThrowIfNullOrWhiteSpace(what.Name, nameof(what));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(what.Name.Length, LongestName, nameof(what));
        ArgumentOutOfRangeException.ThrowIfLessThan(what.Seats, 1, nameof(what));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(what.Seats, MostSeats, nameof(what));
        if (what.Skills.Any(skill => skill.Length == 0 || skill.Contains(' ', StringComparison.Ordinal)) || string.Join(' ', what.Skills).Length > LongestSkills) { throw new ArgumentException("Skills are words.", nameof(what)); }
        return what.Kind.ToString().ToLowerInvariant();
    }

    private static ClinicResource Read(ResourceRow row) =>
        new() { Id = row.Id, Kind = Enum.Parse<ResourceKind>(row.Kind, ignoreCase: true), Name = row.Name, Skills = row.Skills.Split(' ', StringSplitOptions.RemoveEmptyEntries), Seats = row.Seats };

    private static Task<ResourceRow?> One(FacetDb db, Caller caller, Guid resource, CancellationToken cancellation) =>
        db.Set<ResourceRow>().FirstOrDefaultAsync(row => row.Id == resource && row.Clinic == caller.Clinic, cancellation);

    private static IQueryable<BookingRow> Needing(FacetDb db, Caller caller, Guid resource, DateTimeOffset from, DateTimeOffset until) =>
        db.Set<BookingRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && (row.Staff == resource || row.Room == resource || row.Device == resource) && (row.State == "booked" || row.State == "requested") && row.Starts >= from && row.Starts < until);
}
