using System.Globalization;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Schedule;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>What became of the booking that a recorded visit names.</summary>
public enum BookingAnswered
{
    /// <summary>The visit names none.</summary>
    None,

    /// <summary>It says "attended" now, or did before.</summary>
    Attended,

    /// <summary>It cannot: there is none of this person and item, or it was cancelled. The visit is recorded all the same.</summary>
    NotOpen,
}

/// <summary>What became of a visit handed in.</summary>
/// <param name="Sequence">Where it stands in the person's record.</param>
/// <param name="IsNew">Whether it was stored now; not where the same form had stored it before.</param>
/// <param name="Booking">What became of its booking.</param>
public sealed record SessionStored(long Sequence, bool IsNew, BookingAnswered Booking);

/// <summary>A visit of a day: a booking, or somebody whose signed plan has a visit that day.</summary>
/// <param name="Id">The booking.</param>
/// <param name="Patient">Whose.</param>
/// <param name="Item">The item of the plan.</param>
/// <param name="Starts">When, in UTC.</param>
/// <param name="Minutes">How long.</param>
/// <param name="State">Where it stands, as a word.</param>
public sealed record DayBooking(Guid Id, PatientId Patient, string Item, DateTimeOffset Starts, int Minutes, string State);

/// <summary>What a page of a day's visits needs.</summary>
/// <param name="Names">How the team calls the patients that the rest speaks of.</param>
/// <param name="Plans">The newest plan of everybody whose plan can hold the day.</param>
/// <param name="Booked">Bookings of the day that were not cancelled, by time.</param>
/// <param name="Given">Entries of the day of the kinds asked for, by patient.</param>
public sealed record DayOfVisits(IReadOnlyDictionary<PatientId, string> Names, IReadOnlyList<SignedPlan> Plans, IReadOnlyList<DayBooking> Booked, ILookup<PatientId, StoredEntry> Given);

/// <summary>Visits as the team records them. The entry, its booking and the task that follows from it are stored together or not at all.</summary>
public sealed class SessionStore
{
    /// <summary>Days from the first of a plan to the last on which it holds.</summary>
    public const int PlanDays = 84;

    private readonly Ledger ledger;

    internal SessionStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>Records a visit. The same draft handed in again stores nothing new.</summary>
    /// <param name="caller">Who writes.</param>
    /// <param name="patient">Whose record.</param>
    /// <param name="entry">The visit.</param>
    /// <param name="task">What the team must look at because of it; null for nothing.</param>
    /// <param name="item">The item of the plan.</param>
    /// <param name="booking">The booking that it answers; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null when the clinic has no such patient, or what they wrote was erased.</returns>
    public Task<SessionStored?> Record(Caller caller, PatientId patient, EntryDraft entry, TaskDraft? task, string item, Guid? booking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(entry);
        return ledger.Record<SessionStored?>(caller, "session.record", async (db, at) =>
        {
            var subject = new Subject("patient", patient.Value);
            if (!await db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == caller.Clinic && row.Erased == null, cancellation)) { return (null, subject); }
            if (await EntryLog.Find(db, patient, entry, cancellation) is { } before)
            {
                return (new SessionStored(before, false, booking is null ? BookingAnswered.None : BookingAnswered.Attended), subject);
            }
            var (sequence, proof) = await EntryLog.AddProven(db, caller, patient, entry, at, cancellation);
            if (task is not null)
            {
                db.Add(new ClinicTaskRow { Id = ledger.NewId(), Clinic = caller.Clinic, Patient = patient, Kind = task.Kind, Tier = task.Tier, Text = task.Text, Entry = sequence, At = at, Due = at + task.Within });
            }
            return (new SessionStored(sequence, true, booking is { } id ? await Attend(db, caller, patient, item, id, sequence, at, cancellation) : BookingAnswered.None), proof);
        }, cancellation);
    }

    /// <summary>Everybody's visits of a day, and one audit row for looking.</summary>
    /// <param name="caller">Who looks.</param>
    /// <param name="day">The day, as the clinic's calendar says.</param>
    /// <param name="from">Its beginning, in UTC.</param>
    /// <param name="until">Its end, in UTC.</param>
    /// <param name="kinds">The kinds of entries that are visits.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<DayOfVisits> On(Caller caller, DateOnly day, DateTimeOffset from, DateTimeOffset until, IReadOnlyList<string> kinds, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var (earliest, clinic) = (day.AddDays(1 - PlanDays), caller.Clinic);
        return ledger.Record(caller, "session.list", new Subject("clinic", clinic.Value), async (db, _) =>
        {
            var names = await db.Set<PatientRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.Erased == null).ToDictionaryAsync(row => row.Id, row => row.Name, cancellation);
            var plans = await db.Set<CarePlanRow>().AsNoTracking()
                .Where(row => row.StartsOn >= earliest && row.StartsOn <= day && db.Set<PatientRow>().Any(each => each.Id == row.Patient && each.Clinic == clinic && each.Erased == null)
                    && !db.Set<CarePlanRow>().Any(newer => newer.Patient == row.Patient && newer.Version > row.Version))
                .ToListAsync(cancellation);
            var booked = await db.Set<BookingRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.Starts >= from && row.Starts < until && row.State != "cancelled" && row.State != "requested").OrderBy(row => row.Starts).ToListAsync(cancellation);
            var given = await db.Set<EntryRow>().AsNoTracking()
                .Where(row => row.Day == day && kinds.Contains(row.Kind) && db.Set<PatientRow>().Any(each => each.Id == row.Patient && each.Clinic == clinic)).OrderBy(row => row.Sequence).ToListAsync(cancellation);
            return new DayOfVisits(names, [.. plans.Select(row => row.ToPlan())],
                [.. booked.Where(row => names.ContainsKey(row.Patient)).Select(row => new DayBooking(row.Id, row.Patient, row.Item, row.Starts, row.Minutes, row.State))],
                given.ToLookup(row => row.Patient, row => new StoredEntry(row.Sequence, row.At, row.Author, new(row.Stream, row.Number, row.Kind, row.Day, row.Json))));
        }, cancellation);
    }

    private static async Task<BookingAnswered> Attend(FacetDb db, Caller caller, PatientId patient, string item, Guid id, long sequence, DateTimeOffset at, CancellationToken cancellation)
    {
        if (await db.Set<BookingRow>().FirstOrDefaultAsync(row => row.Id == id && row.Clinic == caller.Clinic && row.Patient == patient && row.Item == item, cancellation) is not { } booking) { return BookingAnswered.NotOpen; }
        if (booking.State == "attended") { return BookingAnswered.Attended; }
        // Somebody who was marked as missing and came after all did attend; a cancelled visit has given its time away.
        if (booking.State is not ("booked" or "missed")) { return BookingAnswered.NotOpen; }
        await BookingChanges.Turn(db, caller, booking, booking.ToBooking() with { State = BookingState.Attended }, BookingChanges.Word(BookingState.Attended), string.Create(CultureInfo.InvariantCulture, $"Entry {sequence} of the record."), null, at, cancellation);
        return BookingAnswered.Attended;
    }
}
