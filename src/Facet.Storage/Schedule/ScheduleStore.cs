using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Facet.Storage.Schedule;

/// <summary>A booking as somebody saw it when they decided to change it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">As it was then.</param>
public readonly record struct BookingSeen(Guid Id, int Version);

/// <summary>A visit that takes time, for whoever looks for a free one: without a name.</summary>
/// <param name="Id">The booking.</param>
/// <param name="Item">For what.</param>
/// <param name="Place">When, and with what.</param>
public sealed record TakenVisit(Guid Id, string Item, VisitPlace Place);

/// <summary>Bookings: visits with a time, a room, somebody who gives them and a device. Every change is an event.</summary>
/// <remarks>
/// Whoever changes a booking first takes the clinic's lock (<see cref="Ledger"/>) and nothing else before it, so that two changes of one clinic never wait for
/// each other in a circle; SQLite has one writer anyway. Under the lock the wanted quarters of an hour are looked up, and a clash is told from what is there.
/// The key of the quarters is what makes a double booking impossible, should the lock ever fail or another program write: the database then refuses, the work is
/// begun anew and finds what is there.
/// </remarks>
public sealed class ScheduleStore
{
    /// <summary>How long a change can be undone.</summary>
    public static readonly TimeSpan UndoFor = TimeSpan.FromMinutes(3);

    /// <summary>How long before its beginning a visit can be noted as attended.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromMinutes(30);

    /// <summary>The most characters of a note.</summary>
    public const int LongestNote = 300;

    /// <summary>The most visits that can be booked at once.</summary>
    public const int MostAtOnce = 200;

    /// <summary>The most requests of one patient that wait for an answer.</summary>
    public const int MostRequests = 3;

    private const int Tries = 3;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal ScheduleStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Books visits of a patient, all or none.</summary>
    /// <param name="caller">Who books.</param>
    /// <param name="patient">For whom.</param>
    /// <param name="plan">The version of the signed plan.</param>
    /// <param name="visits">1 to <see cref="MostAtOnce"/>; those of one item become one series.</param>
    /// <param name="state"><see cref="BookingState.Booked"/>, or <see cref="BookingState.Requested"/> for the clinic to answer.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<BookingResult> Book(Caller caller, PatientId patient, int plan, IReadOnlyList<VisitDraft> visits, BookingState state, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(visits);
        ArgumentOutOfRangeException.ThrowIfZero(visits.Count, nameof(visits));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(visits.Count, MostAtOnce, nameof(visits));
        foreach (var visit in visits) { visit.Place.Demand(); }
        if (state is not (BookingState.Booked or BookingState.Requested)) { throw new ArgumentException("A visit is booked or asked for.", nameof(state)); }
        return Change(caller, state == BookingState.Booked ? "booking.book" : "booking.request", new("patient", patient.Value), async (db, at) =>
        {
            if (!await db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == caller.Clinic && row.Erased == null, cancellation)) { return new BookingResult.Absent(); }
            if (visits.Any(visit => visit.Place.Starts < at)) { return new BookingResult.Refused(BookingRefusal.Past); }
            if (state == BookingState.Requested && await db.Set<BookingRow>().CountAsync(row => row.Patient == patient && row.State == "requested", cancellation) + visits.Count > MostRequests)
            {
                return new BookingResult.Refused(BookingRefusal.TooMany);
            }
            var seats = new List<(int, Guid, DateTimeOffset, int)>();
            return await BookingChanges.Check(db, caller, patient, [.. visits.Select(visit => (visit.Item, visit.Place))], seats, [], cancellation)
                ?? new BookingResult.Done(BookingChanges.Add(db, caller, patient, plan, visits, seats, state, BookingChanges.Word(state), ledger.NewId, at));
        }, cancellation);
    }

    /// <summary>Moves one visit to another time, room, person or device; no other booking changes.</summary>
    /// <param name="caller">Who moves it.</param>
    /// <param name="seen">As it was read.</param>
    /// <param name="to">Where to.</param>
    /// <param name="note">Why a rule was gone past; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<BookingResult> Move(Caller caller, BookingSeen seen, VisitPlace to, string? note, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Demand();
        return One(caller, "booking.move", seen, null, async (db, row, now, at) =>
        {
            if (now.State is not (BookingState.Booked or BookingState.Requested)) { return new BookingResult.Refused(BookingRefusal.State); }
            if (to.Starts < at) { return new BookingResult.Refused(BookingRefusal.Past); }
            if (now.State == BookingState.Requested && await IsOffer(db, row.Id, cancellation)) { return new BookingResult.Refused(BookingRefusal.State); }
            var seats = new List<(int, Guid, DateTimeOffset, int)>();
            return await BookingChanges.Check(db, caller, now.Patient, [(now.Item, to)], seats, [row.Id], cancellation)
                ?? new BookingResult.Done([await BookingChanges.Turn(db, caller, row, now with { Place = to }, "moved", note, seats, at, cancellation)]);
        }, cancellation);
    }

    /// <summary>Cancels a visit; its time is free.</summary>
    /// <param name="caller">Who cancels.</param>
    /// <param name="seen">As it was read.</param>
    /// <param name="note">Why; null for nothing said.</param>
    /// <param name="own">The patient who cancels their own; null for staff.</param>
    /// <param name="notice">How long before the visit at the latest; null for until it begins or after.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<BookingResult> Cancel(Caller caller, BookingSeen seen, string? note, PatientId? own, TimeSpan? notice, CancellationToken cancellation) =>
        One(caller, "booking.cancel", seen, own, async (db, row, now, at) =>
            now.State is not (BookingState.Booked or BookingState.Requested) || (now.State == BookingState.Requested && await IsOffer(db, row.Id, cancellation)) ? new BookingResult.Refused(BookingRefusal.State)
            : notice is { } least && now.Place.Starts - at < least ? new BookingResult.Refused(BookingRefusal.Notice)
            : new BookingResult.Done([await BookingChanges.Turn(db, caller, row, now with { State = BookingState.Cancelled }, "cancelled", note, null, at, cancellation)]), cancellation);

    /// <summary>Says yes to a visit that a patient asked for.</summary>
    public Task<BookingResult> Accept(Caller caller, BookingSeen seen, CancellationToken cancellation) =>
        One(caller, "booking.accept", seen, null, async (db, row, now, at) =>
            now.State != BookingState.Requested || await IsOffer(db, row.Id, cancellation) ? new BookingResult.Refused(BookingRefusal.State)
            : now.Place.Starts < at ? new BookingResult.Refused(BookingRefusal.Past)
            : new BookingResult.Done([await BookingChanges.Turn(db, caller, row, now with { State = BookingState.Booked }, "accepted", null, null, at, cancellation)]), cancellation);

    /// <summary>Notes that the person came, or did not. One can be put right by the other.</summary>
    public Task<BookingResult> Mark(Caller caller, BookingSeen seen, bool attended, CancellationToken cancellation)
    {
        var state = attended ? BookingState.Attended : BookingState.Missed;
        return One(caller, "booking.mark", seen, null, async (db, row, now, at) =>
            now.State == state || now.State is BookingState.Requested or BookingState.Cancelled ? new BookingResult.Refused(BookingRefusal.State)
            : at < now.Place.Starts - (attended ? Early : TimeSpan.Zero) ? new BookingResult.Refused(BookingRefusal.NotBegun)
            : new BookingResult.Done([await BookingChanges.Turn(db, caller, row, now with { State = state }, BookingChanges.Word(state), null, null, at, cancellation)]), cancellation);
    }

    /// <summary>Takes the newest change of some bookings back, all or none, within <see cref="UndoFor"/>. A visit that was just booked is cancelled.</summary>
    /// <param name="caller">Who takes it back.</param>
    /// <param name="seen">As they were read.</param>
    /// <param name="own">The patient who takes back their own; null for staff.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns><see cref="BookingResult.Taken"/> when the time that a visit had before was given to somebody else meanwhile.</returns>
    public Task<BookingResult> Undo(Caller caller, IReadOnlyList<BookingSeen> seen, PatientId? own, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentOutOfRangeException.ThrowIfZero(seen.Count, nameof(seen));
        return Change(caller, "booking.undo", new("booking", seen[0].Id), async (db, at) =>
        {
            var wanted = new List<(BookingRow Row, Booking Before, bool TakesAnew)>();
            foreach (var each in seen)
            {
                var row = await Find(db, caller, each.Id, own, cancellation);
                if (row is null || (wanted.Count > 0 && wanted[0].Row.Patient != row.Patient)) { return new BookingResult.Absent(); }
                if (row.Version != each.Version) { return new BookingResult.Stale(row.ToBooking()); }
                var events = await db.Set<BookingEventRow>().AsNoTracking().Where(one => one.Booking == row.Id && one.Sequence >= row.Version - 1).OrderByDescending(one => one.Sequence).ToListAsync(cancellation);
                if (events[0].Kind is "restored" or "migrated" || await IsOffer(db, row.Id, cancellation)) { return new BookingResult.Refused(BookingRefusal.State); }
                if (at - events[0].At > UndoFor) { return new BookingResult.Refused(BookingRefusal.UndoOver); }
                // What a revision called off has no place in the plan that holds now.
                if (await db.Set<CarePlanRow>().AnyAsync(plan => plan.Patient == row.Patient && plan.Version > row.Plan, cancellation)) { return new BookingResult.Refused(BookingRefusal.Revised); }
                var before = events.Count > 1 ? events[1].ToEvent().After : row.ToBooking() with { State = BookingState.Cancelled };
                wanted.Add((row, before, before.TakesTime && (before.Place != row.ToBooking().Place || row.State == "cancelled")));
            }
            List<(BookingRow Row, Booking Before, bool TakesAnew)> anew = [.. wanted.Where(each => each.TakesAnew)];
            var seats = new List<(int Place, Guid, DateTimeOffset, int)>();
            if (anew.Count > 0 && await BookingChanges.Check(db, caller, anew[0].Row.Patient, [.. anew.Select(each => (each.Before.Item, each.Before.Place))], seats, [.. wanted.Select(each => each.Row.Id)], cancellation) is { } problem) { return problem; }
            var done = new List<Booking>();
            foreach (var each in wanted)
            {
                var place = anew.IndexOf(each);
                done.Add(await BookingChanges.Turn(db, caller, each.Row, each.Before, "restored", null, place < 0 ? null : [.. seats.Where(seat => seat.Place == place)], at, cancellation));
            }
            return new BookingResult.Done(done);
        }, cancellation);
    }

    /// <summary>Bookings of the clinic that begin in a span of time, the soonest first; cancelled ones too.</summary>
    public async Task<IReadOnlyList<BookingLine>> Between(Caller caller, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ledger.Record(caller, "booking.list", new Subject("clinic", caller.Clinic.Value), (db, _) =>
            Lines(db, db.Set<BookingRow>().Where(row => row.Clinic == caller.Clinic && row.Starts >= from && row.Starts < until), cancellation), cancellation);
    }

    /// <summary>Visits that patients asked for and nobody answered yet, and offers that run, the soonest first.</summary>
    public async Task<IReadOnlyList<BookingLine>> Requests(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ledger.Record(caller, "booking.requests", new Subject("clinic", caller.Clinic.Value), (db, _) =>
            Lines(db, db.Set<BookingRow>().Where(row => row.Clinic == caller.Clinic && row.State == "requested"), cancellation), cancellation);
    }

    /// <summary>A patient's bookings, the soonest first; cancelled ones too.</summary>
    public async Task<IReadOnlyList<BookingLine>> Of(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ledger.Record(caller, "booking.read", new Subject("patient", patient.Value), (db, _) =>
            Lines(db, db.Set<BookingRow>().Where(row => row.Clinic == caller.Clinic && row.Patient == patient), cancellation), cancellation);
    }

    /// <summary>The same for a page of the patient's own that reads their record: that is audited, so that a page leaves one trace and not two.</summary>
    public async Task<IReadOnlyList<BookingLine>> Beside(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = database.Connect();
        return await Lines(db, db.Set<BookingRow>().Where(row => row.Clinic == caller.Clinic && row.Patient == patient), cancellation);
    }

    /// <summary>One booking with all that happened to it, oldest first.</summary>
    /// <returns>Null when the clinic has no such booking.</returns>
    public async Task<(BookingLine Line, IReadOnlyList<BookingEvent> Events)?> Find(Caller caller, Guid booking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var found = await ledger.Record(caller, "booking.read", async (db, _) =>
            await Lines(db, db.Set<BookingRow>().Where(row => row.Clinic == caller.Clinic && row.Id == booking), cancellation) is [var line]
                ? (Tuple.Create(line, (IReadOnlyList<BookingEvent>)[.. (await db.Set<BookingEventRow>().AsNoTracking().Where(row => row.Booking == booking).OrderBy(row => row.Sequence).ToListAsync(cancellation)).Select(row => row.ToEvent())]), new Subject("patient", line.Booking.Patient.Value))
                : (null, new Subject("booking", booking)), cancellation);
        return found is null ? null : (found.Item1, found.Item2);
    }

    /// <summary>Every visit of the clinic that takes time in a span, without names: what free time is worked out from. Not audited, for nothing in it says whose it is.</summary>
    public async Task<IReadOnlyList<TakenVisit>> Taken(Caller caller, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var earliest = from.AddMinutes(-VisitPlace.LongestMinutes);
        await using var db = database.Connect();
        return [.. (await db.Set<BookingRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && row.State != "cancelled" && row.Starts >= earliest && row.Starts < until).OrderBy(row => row.Starts).ToListAsync(cancellation))
            .Select(row => row.ToBooking()).Where(booking => booking.Place.Ends > from).Select(booking => new TakenVisit(booking.Id, booking.Item, booking.Place))];
    }

    /// <summary>How many visits take time in each of some spans, by when they begin. Not audited, for a count says of nobody whose it is.</summary>
    public async Task<IReadOnlyList<int>> Count(Caller caller, IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> spans, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(spans);
        await using var db = database.Connect();
        var counts = new List<int>();
        foreach (var (from, until) in spans)
        {
            counts.Add(await db.Set<BookingRow>().CountAsync(row => row.Clinic == caller.Clinic && row.State != "cancelled" && row.Starts >= from && row.Starts < until, cancellation));
        }
        return counts;
    }

    /// <summary>Bookings of a resource that begin in a span of time, for a calendar that shows no more than initials.</summary>
    public async Task<IReadOnlyList<BookingLine>> OfStaff(Caller caller, Guid resource, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ledger.Record(caller, "booking.calendar", new Subject("resource", resource), (db, _) =>
            Lines(db, db.Set<BookingRow>().Where(row => row.Clinic == caller.Clinic && row.Staff == resource && row.State != "cancelled" && row.Starts >= from && row.Starts < until), cancellation), cancellation);
    }

    internal static async Task<IReadOnlyList<BookingLine>> Lines(FacetDb db, IQueryable<BookingRow> which, CancellationToken cancellation) =>
        [.. (await which.AsNoTracking().Join(db.Set<PatientRow>(), row => row.Patient, patient => patient.Id, (row, patient) => new { row, patient.Name })
            .Join(db.Set<BookingEventRow>(), each => new { Booking = each.row.Id, Sequence = each.row.Version }, last => new { last.Booking, last.Sequence }, (each, last) => new { each.row, each.Name, last.Kind, last.At, last.Author })
            .OrderBy(each => each.row.Starts).ThenBy(each => each.row.Id).ToListAsync(cancellation)).Select(each => new BookingLine(each.row.ToBooking(), each.Name, each.Kind, each.At, each.Author))];

    internal static async Task<BookingRow?> Find(FacetDb db, Caller caller, Guid booking, PatientId? own, CancellationToken cancellation) =>
        await db.Set<BookingRow>().FirstOrDefaultAsync(row => row.Id == booking && row.Clinic == caller.Clinic, cancellation) is { } row && (own is null || row.Patient == own) ? row : null;

    /// <summary>Does it, and anew where the database found what the look before it did not: a time just taken, or two that waited for each other.</summary>
    internal async Task<BookingResult> Change(Caller caller, string action, Subject subject, Func<FacetDb, DateTimeOffset, Task<BookingResult>> work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        for (var again = 1; ; again++)
        {
            try
            {
                // The audit names the patient wherever the work found out whose booking it is, so that a person's file tells who touched their visits.
                return await ledger.Record(caller, action, async (db, at) =>
                {
                    var result = await work(db, at);
                    return (result, result switch { BookingResult.Done({ Count: > 0 } changed) => new Subject("patient", changed[0].Patient.Value), BookingResult.Stale(var now) => new("patient", now.Patient.Value), _ => subject });
                }, cancellation);
            }
            catch (Exception problem) when (again < Tries && IsClash(problem))
            {
            }
        }
    }

    private static bool IsClash(Exception problem) => (problem is DbUpdateException ? problem.InnerException : problem) switch
    {
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 1555 or 2067 || sqlite.SqliteErrorCode == 5,
        _ => false,
    };

    private Task<BookingResult> One(Caller caller, string action, BookingSeen seen, PatientId? own, Func<FacetDb, BookingRow, Booking, DateTimeOffset, Task<BookingResult>> work, CancellationToken cancellation) =>
        Change(caller, action, new("booking", seen.Id), async (db, at) =>
            await Find(db, caller, seen.Id, own, cancellation) is not { } row ? new BookingResult.Absent()
            : row.Version != seen.Version ? new BookingResult.Stale(row.ToBooking())
            : await work(db, row, row.ToBooking(), at), cancellation);

    private static Task<bool> IsOffer(FacetDb db, Guid booking, CancellationToken cancellation) =>
        db.Set<BookingEventRow>().AnyAsync(row => row.Booking == booking && row.Kind == "offered", cancellation);
}
