using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Facet.Care;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Schedule;

/// <summary>What somebody waits for.</summary>
/// <param name="Item">The item of the plan.</param>
/// <param name="Booking">The booking in whose place an earlier one would come; null for none.</param>
/// <param name="Earliest">Not before.</param>
/// <param name="Latest">Over by then.</param>
/// <param name="Times">When they can come; empty for any time. At most 14.</param>
public sealed record WaitDraft(string Item, Guid? Booking, DateTimeOffset Earliest, DateTimeOffset Latest, IReadOnlyList<WeeklyTime> Times);

/// <summary>Somebody who waits.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Clinic">Whose patient.</param>
/// <param name="Patient">Who.</param>
/// <param name="Name">What the team calls them.</param>
/// <param name="Wish">For what.</param>
/// <param name="At">Since when: who came first is offered a time first.</param>
/// <param name="Offered">What is offered now; null for nothing.</param>
/// <param name="Until">Until when; null for nothing.</param>
/// <param name="Passed">Marks of the times that were offered and not taken (<see cref="WaitStore.MarkOf"/>).</param>
public sealed record Waiting(Guid Id, ClinicId Clinic, PatientId Patient, string Name, WaitDraft Wish, DateTimeOffset At, VisitPlace? Offered, DateTimeOffset? Until, IReadOnlyList<string> Passed)
{
    /// <summary>Whether a time that became free is what they wait for and can come to.</summary>
    /// <param name="item">What the time was booked for.</param>
    /// <param name="place">The time.</param>
    /// <param name="zone">The clinic's time zone.</param>
    public bool Fits(string item, VisitPlace place, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (Offered is not null || item != Wish.Item || place.Starts < Wish.Earliest || place.Ends > Wish.Latest || Passed.Contains(WaitStore.MarkOf(place))) { return false; }
        var from = TimeZoneInfo.ConvertTime(place.Starts, zone).DateTime;
        return WeeklyTime.Allow(Wish.Times, new(from, from.AddMinutes(place.Minutes)));
    }
}

/// <summary>A time that was given back.</summary>
/// <param name="Item">What it was booked for.</param>
/// <param name="Place">When, and with what.</param>
public sealed record FreedTime(string Item, VisitPlace Place);

/// <summary>People who wait for an earlier visit, and what is offered to them for a time.</summary>
/// <remarks>
/// What is offered is kept for them as a booking in the state <c>requested</c> whose first event is <c>offered</c>, so that nobody else can take it and a yes cannot
/// fail. An offer that runs out gives the time back, and the next one is asked.
/// </remarks>
public sealed class WaitStore
{
    /// <summary>How far back cancelled and moved visits are looked for.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromDays(28);

    /// <summary>The most times when somebody can come.</summary>
    public const int MostTimes = 14;

    private const int MostPassed = 40;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;
    private readonly ScheduleStore schedule;

    internal WaitStore(Ledger ledger, FacetDatabase database, ScheduleStore schedule) => (this.ledger, this.database, this.schedule) = (ledger, database, schedule);

    /// <summary>A short word for a time with its resources.</summary>
    public static string MarkOf(VisitPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{UtcText.Of(place.Starts)} {place.Minutes} {place.Staff} {place.Room} {place.Device}"))).AsSpan(0, 6));
    }

    /// <summary>Puts somebody on the list; who waits for the same already goes on waiting with the new wish, in their place.</summary>
    /// <returns>No when the clinic has no such patient, or the booking is not theirs.</returns>
    public Task<bool> Add(Caller caller, PatientId patient, WaitDraft wish, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wish.Latest, wish.Earliest, nameof(wish));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wish.Times.Count, MostTimes, nameof(wish));
        return ledger.Record(caller, "wait.add", new Subject("patient", patient.Value), async (db, at) =>
        {
            if (!await db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == caller.Clinic && row.Erased == null, cancellation)
                || (wish.Booking is { } booking && await ScheduleStore.Find(db, caller, booking, patient, cancellation) is null)) { return false; }
            var known = await db.Set<WaitRow>().FirstOrDefaultAsync(row => row.Patient == patient && row.Item == wish.Item && row.Booking == wish.Booking && (row.State == "waiting" || row.State == "offered"), cancellation);
            if (known?.State == "offered") { return true; }
            if (known is not null) { known.State = "gone"; }
            db.Add(new WaitRow
            {
                Id = ledger.NewId(), Clinic = caller.Clinic, Patient = patient, Item = wish.Item, Booking = wish.Booking, Earliest = wish.Earliest, Latest = wish.Latest,
                Times = JsonSerializer.Serialize(wish.Times), At = known?.At ?? at, State = "waiting", Offer = known?.Offer,
            });
            return true;
        }, cancellation);
    }

    /// <summary>Everybody who waits, who came first before the others.</summary>
    public Task<IReadOnlyList<Waiting>> All(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "wait.list", new Subject("clinic", caller.Clinic.Value), (db, _) => Read(db, row => row.Clinic == caller.Clinic, cancellation), cancellation);
    }

    /// <summary>What a patient waits for.</summary>
    public Task<IReadOnlyList<Waiting>> Of(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "wait.read", new Subject("patient", patient.Value), (db, _) => Read(db, row => row.Clinic == caller.Clinic && row.Patient == patient, cancellation), cancellation);
    }

    /// <summary>For the program's own round: everybody who waits, in all clinics. Not audited, for nothing of it is shown to anybody; what follows from it is.</summary>
    public async Task<IReadOnlyList<Waiting>> Everybody(CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Read(db, _ => true, cancellation);
    }

    /// <summary>For the program's own round: times of a clinic that were given back longer ago than anybody can undo it, the soonest first. Not audited, as <see cref="Everybody"/>.</summary>
    /// <param name="clinic">Whose.</param>
    /// <param name="now">Now.</param>
    /// <param name="lead">How long before its beginning a time can still be offered.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<IReadOnlyList<FreedTime>> Freed(ClinicId clinic, DateTimeOffset now, TimeSpan lead, CancellationToken cancellation)
    {
        var (since, settled) = (now - LookBack, now - ScheduleStore.UndoFor);
        await using var db = database.Connect();
        var changes = await db.Set<BookingEventRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.At >= since && row.At <= settled && row.Sequence > 1 && (row.Kind == "cancelled" || row.Kind == "moved" || row.Kind == "restored"))
            .Join(db.Set<BookingEventRow>(), row => new { row.Booking, Sequence = row.Sequence - 1 }, before => new { before.Booking, before.Sequence }, (_, before) => before).AsNoTracking().ToListAsync(cancellation);
        return
        [
            .. changes.Select(row => row.ToEvent().After).Where(before => before.TakesTime && before.Place.Starts >= now + lead)
                .Select(before => new FreedTime(before.Item, before.Place)).Distinct().OrderBy(freed => freed.Place.Starts),
        ];
    }

    /// <summary>Offers a time to somebody who waits, and keeps it for them.</summary>
    /// <param name="caller">Who offers, as a rule the program.</param>
    /// <param name="wait">To whom.</param>
    /// <param name="place">What.</param>
    /// <param name="until">Until when.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns><see cref="BookingResult.Taken"/> where it is not free any more, or the person has another visit then.</returns>
    public Task<BookingResult> Offer(Caller caller, Guid wait, VisitPlace place, DateTimeOffset until, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(place);
        place.Demand();
        return schedule.Change(caller, "wait.offer", new("wait", wait), async (db, at) =>
        {
            if (await Find(db, caller, wait, null, cancellation) is not { } row) { return new BookingResult.Absent(); }
            if (row.State != "waiting" || until <= at || !await db.Set<PatientRow>().AnyAsync(patient => patient.Id == row.Patient && patient.Erased == null, cancellation)) { return new BookingResult.Refused(BookingRefusal.OfferOver); }
            var seats = new List<(int, Guid, DateTimeOffset, int)>();
            if (await BookingChanges.Check(db, caller, row.Patient, [(row.Item, place)], seats, [], cancellation) is { } problem) { return problem; }
            var replaced = row.Booking is { } id ? await ScheduleStore.Find(db, caller, id, row.Patient, cancellation) : null;
            var plan = replaced?.Plan ?? await db.Set<CarePlanRow>().Where(each => each.Patient == row.Patient).MaxAsync(each => (int?)each.Version, cancellation) ?? 1;
            var added = BookingChanges.Add(db, caller, row.Patient, plan, [new(row.Item, replaced?.Number ?? 1, place)], seats, BookingState.Requested, "offered", ledger.NewId, at);
            (row.State, row.Offer, row.OfferedUntil) = ("offered", new OfferDocument(added[0].Id, place, Document(row).Passed).Write(), until);
            return new BookingResult.Done(added);
        }, cancellation);
    }

    /// <summary>Says yes to an offer: the time is booked, and the booking in whose place it comes is cancelled. Where that was moved to an earlier time meanwhile, the offer is over.</summary>
    /// <param name="caller">Who says it.</param>
    /// <param name="wait">To which offer.</param>
    /// <param name="own">The patient who says it for themselves; null for staff.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<BookingResult> Accept(Caller caller, Guid wait, PatientId? own, CancellationToken cancellation) =>
        schedule.Change(caller, "wait.accept", new("wait", wait), async (db, at) =>
        {
            if (await Find(db, caller, wait, own, cancellation) is not { } row) { return new BookingResult.Absent(); }
            if (row.State != "offered" || row.OfferedUntil <= at || await Kept(db, caller, row, cancellation) is not { } kept) { return new BookingResult.Refused(BookingRefusal.OfferOver); }
            var replaced = row.Booking is { } id && await ScheduleStore.Find(db, caller, id, row.Patient, cancellation) is { State: "booked" or "requested" } standing ? standing : null;
            if (replaced?.Starts < kept.Starts) { return new BookingResult.Refused(BookingRefusal.OfferOver); }
            var done = new List<Booking> { await BookingChanges.Turn(db, caller, kept, kept.ToBooking() with { State = BookingState.Booked }, "accepted", null, null, at, cancellation) };
            if (replaced is not null)
            {
                done.Add(await BookingChanges.Turn(db, caller, replaced, replaced.ToBooking() with { State = BookingState.Cancelled }, "cancelled", "An earlier visit came in its place.", null, at, cancellation));
            }
            (row.State, row.OfferedUntil) = ("booked", null);
            return new BookingResult.Done(done);
        }, cancellation);

    /// <summary>Says no to an offer; the person goes on waiting.</summary>
    public Task<BookingResult> Decline(Caller caller, Guid wait, PatientId? own, CancellationToken cancellation) =>
        schedule.Change(caller, "wait.decline", new("wait", wait), async (db, at) =>
            await Find(db, caller, wait, own, cancellation) is not { } row ? new BookingResult.Absent()
            : row.State != "offered" ? new BookingResult.Refused(BookingRefusal.OfferOver)
            : await GiveBack(db, caller, row, "waiting", "The offer was not taken.", at, cancellation), cancellation);

    /// <summary>Ends an offer whose time is over; the person goes on waiting.</summary>
    public Task<BookingResult> RunOut(Caller caller, Guid wait, CancellationToken cancellation) =>
        schedule.Change(caller, "wait.run-out", new("wait", wait), async (db, at) =>
            await Find(db, caller, wait, null, cancellation) is not { } row ? new BookingResult.Absent()
            : row.State != "offered" || row.OfferedUntil > at ? new BookingResult.Refused(BookingRefusal.OfferOver)
            : await GiveBack(db, caller, row, "waiting", "The offer ran out.", at, cancellation), cancellation);

    /// <summary>Takes somebody off the list.</summary>
    public Task<BookingResult> Leave(Caller caller, Guid wait, PatientId? own, CancellationToken cancellation) =>
        schedule.Change(caller, "wait.leave", new("wait", wait), async (db, at) =>
            await Find(db, caller, wait, own, cancellation) is not { State: "waiting" or "offered" } row ? new BookingResult.Absent()
            : await GiveBack(db, caller, row, "gone", "The person left the wait list.", at, cancellation), cancellation);

    private static async Task<BookingResult> GiveBack(FacetDb db, Caller caller, WaitRow row, string state, string note, DateTimeOffset at, CancellationToken cancellation)
    {
        var done = new List<Booking>();
        var document = Document(row);
        if (row.State == "offered" && await Kept(db, caller, row, cancellation) is { } kept)
        {
            done.Add(await BookingChanges.Turn(db, caller, kept, kept.ToBooking() with { State = BookingState.Cancelled }, "cancelled", note, null, at, cancellation));
        }
        List<string> passed = [.. document.Passed, .. document.Place is { } place ? [MarkOf(place)] : Array.Empty<string>()];
        (row.State, row.Offer, row.OfferedUntil) = (state, new OfferDocument(null, null, [.. passed.TakeLast(MostPassed)]).Write(), null);
        return new BookingResult.Done(done);
    }

    private static async Task<BookingRow?> Kept(FacetDb db, Caller caller, WaitRow row, CancellationToken cancellation) =>
        Document(row).Booking is { } id && await ScheduleStore.Find(db, caller, id, row.Patient, cancellation) is { State: "requested" } kept ? kept : null;

    private static Task<WaitRow?> Find(FacetDb db, Caller caller, Guid wait, PatientId? own, CancellationToken cancellation) =>
        db.Set<WaitRow>().FirstOrDefaultAsync(row => row.Id == wait && row.Clinic == caller.Clinic && (own == null || row.Patient == own), cancellation);

    private static async Task<IReadOnlyList<Waiting>> Read(FacetDb db, System.Linq.Expressions.Expression<Func<WaitRow, bool>> which, CancellationToken cancellation) =>
        [.. (await db.Set<WaitRow>().AsNoTracking().Where(which).Where(row => row.State == "waiting" || row.State == "offered").Join(db.Set<PatientRow>(), row => row.Patient, patient => patient.Id, (row, patient) => new { row, patient.Name })
            .OrderBy(each => each.row.At).ThenBy(each => each.row.Id).ToListAsync(cancellation)).Select(each => new Waiting(
                each.row.Id, each.row.Clinic, each.row.Patient, each.Name,
                new(each.row.Item, each.row.Booking, each.row.Earliest, each.row.Latest, JsonSerializer.Deserialize<List<WeeklyTime>>(each.row.Times) ?? []),
                each.row.At, each.row.State == "offered" ? Document(each.row).Place : null, each.row.State == "offered" ? each.row.OfferedUntil : null, Document(each.row).Passed))];

    private static OfferDocument Document(WaitRow row) => row.Offer is { } json ? OfferDocument.Read(json) : new(null, null, []);

    private sealed record OfferDocument(Guid? Booking, VisitPlace? Place, IReadOnlyList<string> Passed)
    {
        private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web);

        public string Write() => JsonSerializer.Serialize(this, Form);

        public static OfferDocument Read(string json) => JsonSerializer.Deserialize<OfferDocument>(json, Form) ?? new(null, null, []);
    }
}
