using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>A reminder that a person should get.</summary>
/// <param name="Kind">Of what, as a word without health data.</param>
/// <param name="Channel">By which way: <see cref="ReminderStore.Email"/> or <see cref="ReminderStore.Push"/>.</param>
/// <param name="Day">The day that it is about.</param>
/// <param name="Due">When it is to be sent.</param>
public sealed record ReminderDraft(string Kind, string Channel, DateOnly Day, DateTimeOffset Due);

/// <summary>A reminder as stored.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Clinic">Whose patient.</param>
/// <param name="Patient">For whom.</param>
/// <param name="What">What was wanted.</param>
/// <param name="State"><c>due</c>, <c>sent</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Attempts">How often sending began.</param>
/// <param name="Error">What went wrong last, as a word; null for nothing.</param>
/// <param name="Changed">When the state or the number of attempts changed last.</param>
public sealed record Reminder(Guid Id, ClinicId Clinic, PatientId Patient, ReminderDraft What, string State, int Attempts, string? Error, DateTimeOffset Changed);

/// <summary>A reminder that was due and was not sent.</summary>
/// <param name="What">The reminder.</param>
/// <param name="Name">What the team calls the person.</param>
public sealed record MissedReminder(Reminder What, string Name);

/// <summary>How a change of somebody's reminders ended.</summary>
public enum ReminderChange
{
    /// <summary>The clinic has no such patient, or their entries were erased.</summary>
    Absent,

    /// <summary>The record went on since it was read; nothing is stored. Read it again.</summary>
    Stale,

    /// <summary>Stored, or stored before.</summary>
    Done,
}

/// <summary>What became of an attempt to send.</summary>
public enum SendOutcome
{
    /// <summary>Handed over.</summary>
    Sent,

    /// <summary>Not this time; it is tried again until the attempts are used up.</summary>
    TryAgain,

    /// <summary>Not at all.</summary>
    Failed,

    /// <summary>Not needed any more.</summary>
    NotNeeded,
}

/// <summary>Reminders: rows that are made ahead, and then sent, failed or called off, so that a missing one can be seen.</summary>
/// <remarks>
/// Making and calling off is audited. Sending is not: the row itself says when and how often, and holds no health data.
/// A row is claimed by raising its number of attempts, where nobody else has; the wait before the next attempt is also how long a claim holds.
/// A process that is killed between sending and noting leaves a row that is sent once more: twice is better than never.
/// </remarks>
public sealed class ReminderStore
{
    /// <summary>By e-mail.</summary>
    public const string Email = "email";

    /// <summary>To the person's devices.</summary>
    public const string Push = "push";

    /// <summary>The waits after the first, second … attempt; after the last attempt a reminder has failed.</summary>
    public static readonly IReadOnlyList<TimeSpan> Waits = [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)];

    /// <summary>How late a reminder may be before it counts as missed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>How long missed reminders are listed.</summary>
    public static readonly TimeSpan ListedFor = TimeSpan.FromDays(7);

    private const int LongestError = 200;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal ReminderStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Writes an entry and puts the reminders that follow from it in place of those that wait, in one transaction.</summary>
    /// <param name="caller">Who writes.</param>
    /// <param name="patient">Whose reminders.</param>
    /// <param name="action">The word for it in the audit.</param>
    /// <param name="entry">The entry that leads to it, such as a pause; null where only days are added, which leaves alone what is due already.</param>
    /// <param name="head">Where the record ended when <paramref name="wanted"/> was worked out.</param>
    /// <param name="wanted">The reminders from now on; empty calls everything off.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<ReminderChange> Change(Caller caller, PatientId patient, string action, EntryDraft? entry, long head, IReadOnlyList<ReminderDraft> wanted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(wanted);
        return ledger.Record<ReminderChange>(caller, action, async (db, at) =>
        {
            var subject = new Subject("patient", patient.Value);
            if (!await db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == caller.Clinic && row.Erased == null, cancellation))
            {
                return (ReminderChange.Absent, subject);
            }
            if (entry is not null && await EntryLog.Find(db, patient, entry, cancellation) is not null)
            {
                return (ReminderChange.Done, subject);
            }
            if ((await db.Set<EntryRow>().Where(row => row.Patient == patient).MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0) != head)
            {
                return (ReminderChange.Stale, subject);
            }
            if (entry is not null)
            {
                (_, subject) = await EntryLog.AddProven(db, caller, patient, entry, at, cancellation);
            }
            await Put(db, caller.Clinic, patient, wanted, entry is not null, at, cancellation);
            return (ReminderChange.Done, subject);
        }, cancellation);
    }

    /// <summary>A person's reminders from a moment on, the soonest first.</summary>
    public Task<IReadOnlyList<Reminder>> Of(Caller caller, PatientId patient, DateTimeOffset from, int atMost, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<Reminder>>(caller, "reminder.read", new Subject("patient", patient.Value), async (db, _) =>
            [.. (await db.Set<ReminderRow>().AsNoTracking().Where(row => row.Patient == patient && row.Clinic == caller.Clinic && row.Due >= from)
                .OrderBy(row => row.Due).ThenBy(row => row.Id).Take(atMost).ToListAsync(cancellation)).Select(Read)], cancellation);
    }

    /// <summary>Everybody who ever switched reminders on or off and was not erased. Unaudited: nothing of a record is handed out.</summary>
    public async Task<IReadOnlyList<(ClinicId Clinic, PatientId Patient)>> People(string settingsKind, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return [.. (await db.Set<PatientRow>().AsNoTracking().Where(row => row.Erased == null && db.Set<EntryRow>().Any(entry => entry.Patient == row.Id && entry.Kind == settingsKind))
            .Select(row => new { row.Clinic, row.Id }).ToListAsync(cancellation)).Select(row => (row.Clinic, row.Id))];
    }

    /// <summary>Takes reminders that are to be sent now; nobody else gets them until the wait is over.</summary>
    /// <param name="now">Now.</param>
    /// <param name="atMost">How many at most.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<IReadOnlyList<Reminder>> Claim(DateTimeOffset now, int atMost, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var (first, second, third, later) = (now - Waits[0], now - Waits[1], now - Waits[2], now - Waits[3]);
        var open = await db.Set<ReminderRow>().AsNoTracking()
            .Where(row => row.State == "due" && row.Due <= now && (row.Attempts == 0 || (row.Attempts == 1 && row.Changed <= first) || (row.Attempts == 2 && row.Changed <= second)
                || (row.Attempts == 3 && row.Changed <= third) || (row.Attempts >= 4 && row.Changed <= later)))
            .OrderBy(row => row.Due).ThenBy(row => row.Id).Take(atMost).ToListAsync(cancellation);
        var claimed = new List<Reminder>();
        foreach (var row in open)
        {
            var (id, seen) = (row.Id, row.Attempts);
            if (await db.Set<ReminderRow>().Where(each => each.Id == id && each.State == "due" && each.Attempts == seen)
                .ExecuteUpdateAsync(each => each.SetProperty(one => one.Attempts, seen + 1).SetProperty(one => one.Changed, now), cancellation) == 1)
            {
                claimed.Add(Read(row) with { Attempts = seen + 1, Changed = now });
            }
        }
        return claimed;
    }

    /// <summary>Notes what became of a claimed reminder.</summary>
    /// <param name="reminder">As it was claimed.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="error">What went wrong, as a word; never an address or a text.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Whether it was still as claimed; one that was called off meanwhile stays called off.</returns>
    public async Task<bool> Note(Reminder reminder, SendOutcome outcome, string? error, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        var state = outcome switch
        {
            SendOutcome.Sent => "sent",
            SendOutcome.NotNeeded => "cancelled",
            SendOutcome.TryAgain when reminder.Attempts <= Waits.Count => "due",
            _ => "failed",
        };
        var said = error is { Length: > LongestError } ? error[..LongestError] : error;
        await using var db = database.Connect();
        return await db.Set<ReminderRow>().Where(row => row.Id == reminder.Id && row.State == "due" && row.Attempts == reminder.Attempts)
            .ExecuteUpdateAsync(row => row.SetProperty(each => each.State, state).SetProperty(each => each.Error, said).SetProperty(each => each.Changed, now), cancellation) == 1;
    }

    /// <summary>The self-check: what was due and not sent, the newest first.</summary>
    public Task<IReadOnlyList<MissedReminder>> Missed(Caller caller, DateTimeOffset now, int atMost, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<MissedReminder>>(caller, "reminder.check", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
            [.. (await Missing(db, now).Where(row => row.Clinic == caller.Clinic).Join(db.Set<PatientRow>(), row => row.Patient, patient => patient.Id, (row, patient) => new { row, patient.Name })
                .OrderByDescending(each => each.row.Due).ThenBy(each => each.row.Id).Take(atMost).ToListAsync(cancellation)).Select(each => new MissedReminder(Read(each.row), each.Name))], cancellation);
    }

    /// <summary>How many were due and not sent, in all clinics. A number alone, so that it is not audited.</summary>
    public async Task<int> CountMissed(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Missing(db, now).CountAsync(cancellation);
    }

    private static IQueryable<ReminderRow> Missing(FacetDb db, DateTimeOffset now)
    {
        var (late, listed) = (now - Grace, now - ListedFor);
        return db.Set<ReminderRow>().AsNoTracking().Where(row => row.Due >= listed && (row.State == "failed" || (row.State == "due" && row.Due <= late)));
    }

    /// <summary>Puts reminders in place of those that wait, inside another unit of work, under the clinic's lock.</summary>
    internal static async Task Put(FacetDb db, ClinicId clinic, PatientId patient, IReadOnlyList<ReminderDraft> wanted, bool callsOffOverdue, DateTimeOffset at, CancellationToken cancellation)
    {
        var missing = wanted.DistinctBy(each => (each.Kind, each.Channel, each.Day)).ToDictionary(each => (each.Kind, each.Channel, each.Day));
        var first = wanted.Select(each => each.Day).DefaultIfEmpty(DateOnly.MaxValue).Min();
        foreach (var row in await db.Set<ReminderRow>().AsNoTracking().Where(row => row.Patient == patient && (row.State == "due" || row.Day >= first)).ToListAsync(cancellation))
        {
            var id = row.Id;
            var itself = db.Set<ReminderRow>().Where(each => each.Id == id);
            if (missing.Remove((row.Kind, row.Channel, row.Day), out var draft))
            {
                if (row.State == "cancelled" || (row.State == "due" && row.Due != draft.Due))
                {
                    await itself.ExecuteUpdateAsync(each => each.SetProperty(one => one.State, "due").SetProperty(one => one.Due, draft.Due)
                        .SetProperty(one => one.Attempts, 0).SetProperty(one => one.Error, (string?)null).SetProperty(one => one.Changed, at), cancellation);
                }
            }
            else if (row.State == "due" && (callsOffOverdue || row.Due > at))
            {
                await itself.ExecuteUpdateAsync(each => each.SetProperty(one => one.State, "cancelled").SetProperty(one => one.Changed, at), cancellation);
            }
        }
        db.AddRange(missing.Values.Select(draft => new ReminderRow
        {
            Id = Guid.CreateVersion7(at), Clinic = clinic, Patient = patient, Kind = draft.Kind, Channel = draft.Channel, Day = draft.Day, Due = draft.Due, State = "due", Attempts = 0, Changed = at,
        }));
    }

    internal static Reminder Read(ReminderRow row) => new(row.Id, row.Clinic, row.Patient, new(row.Kind, row.Channel, row.Day, row.Due), row.State, row.Attempts, row.Error, row.Changed);
}
