using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Schedule;
using Facet.Storage.Site;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>How an erasure ended.</summary>
public abstract record ErasureResult
{
    private ErasureResult()
    {
    }

    /// <summary>The clinic has no such patient, or they were erased before.</summary>
    public sealed record Absent : ErasureResult;

    /// <summary>Nothing is erased: something that may be danger waits for somebody's look.</summary>
    public sealed record WarningOpen : ErasureResult;

    /// <summary>Done.</summary>
    /// <param name="Entries">How many entries of the record are gone.</param>
    /// <param name="Kept">How many stay: decisions of the clinic.</param>
    /// <param name="HoldsNoRemains">Whether the database's files are known to hold nothing of it any more.</param>
    public sealed record Done(int Entries, int Kept, bool HoldsNoRemains) : ErasureResult;
}

/// <summary>Erases what a person wrote themselves, with name, account, reminders, browsers and calendar, once the clinic has decided so.</summary>
/// <remarks>What stays is what the clinic must be able to show: signed plans, the answers that they rest on, its own decisions, tasks, and the audit. See docs/decisions/erasure.md.</remarks>
public sealed class ErasureStore
{
    private const string Answer = "Erased at the person's request.";

    private readonly Ledger ledger;
    private readonly FacetDatabase database;
    private readonly Standings standings;

    internal ErasureStore(Ledger ledger, FacetDatabase database, Standings standings) => (this.ledger, this.database, this.standings) = (ledger, database, standings);

    /// <summary>Says no, with a reason that the person reads.</summary>
    /// <param name="caller">Who decides.</param>
    /// <param name="patient">Who asked.</param>
    /// <param name="entry">The entry with the reason.</param>
    /// <param name="taskKind">The kind of the tasks that are answered with it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Whether the clinic has such a patient.</returns>
    public Task<bool> Decline(Caller caller, PatientId patient, EntryDraft entry, string taskKind, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "patient.erase.decline", async (db, at) =>
        {
            if (!await Exists(db, caller, patient, cancellation))
            {
                return (false, new Subject("patient", patient.Value));
            }
            await AnswerTasks(db, caller, patient, row => row.Kind == taskKind, "Declined.", at, cancellation);
            if (await EntryLog.Find(db, patient, entry, cancellation) is not null)
            {
                return (true, new Subject("patient", patient.Value));
            }
            var (_, proof) = await EntryLog.AddProven(db, caller, patient, entry, at, cancellation);
            return (true, proof);
        }, cancellation);
    }

    /// <summary>Erases in one transaction, and then sees to it that the file holds no remains.</summary>
    /// <param name="caller">Who decides.</param>
    /// <param name="patient">Whose.</param>
    /// <param name="stays">Places of the entries that stay.</param>
    /// <param name="calmTier">The tier of tasks that need not be answered before; all others must.</param>
    /// <param name="cancellation">Stops the work before it is committed.</param>
    public async Task<ErasureResult> Erase(Caller caller, PatientId patient, IReadOnlyList<long> stays, string calmTier, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(stays);
        IReadOnlyList<Guid> ended = [];
        var result = await ledger.Record<ErasureResult>(caller, "patient.erase", new Subject("patient", patient.Value), async (db, at) =>
        {
            if (!await Exists(db, caller, patient, cancellation))
            {
                return new ErasureResult.Absent();
            }
            if (await OpenTasks(db, patient).AnyAsync(row => row.Tier != calmTier, cancellation))
            {
                return new ErasureResult.WarningOpen();
            }
            await db.Set<PatientRow>().Where(row => row.Id == patient).ExecuteUpdateAsync(row => row.SetProperty(each => each.Name, "").SetProperty(each => each.Erased, at), cancellation);
            var own = db.Set<EntryRow>().Where(row => row.Patient == patient && !stays.Contains(row.Sequence));
            var touched = await own.Select(row => row.Audit).Distinct().OrderBy(sequence => sequence).ToListAsync(cancellation);
            var gone = await own.ExecuteDeleteAsync(cancellation);
            await Reseal(db, caller, touched, at, cancellation);
            await db.Set<ReminderRow>().Where(row => row.Patient == patient).ExecuteDeleteAsync(cancellation);
            await db.Set<PushRow>().Where(row => row.Patient == patient).ExecuteDeleteAsync(cancellation);
            await db.Set<FeedRow>().Where(row => row.Patient == patient).ExecuteDeleteAsync(cancellation);
            await FreeVisits(db, caller, patient, at, cancellation);
            await RequestStore.Erase(db, caller, patient, at, cancellation);
            ended = await EndAccounts(db, caller, patient, at, cancellation);
            await AnswerTasks(db, caller, patient, _ => true, Answer, at, cancellation);
            return new ErasureResult.Done(gone, await db.Set<EntryRow>().CountAsync(row => row.Patient == patient, cancellation), false);
        }, cancellation);
        if (result is not ErasureResult.Done done)
        {
            return result;
        }
        foreach (var account in ended)
        {
            standings.Forget(account);
        }
        // The transaction stands: what comes after is not given up half-way.
        await using var scrubbed = database.Connect();
        return done with { HoldsNoRemains = await scrubbed.Scrub(CancellationToken.None) };
    }

    /// <summary>Visits that were stay as the record that they are; those to come, and what the person waited for, are given back.</summary>
    private static async Task FreeVisits(FacetDb db, Caller caller, PatientId patient, DateTimeOffset at, CancellationToken cancellation)
    {
        foreach (var row in await db.Set<BookingRow>().Where(row => row.Patient == patient && (row.State == "requested" || (row.State == "booked" && row.Starts > at))).ToListAsync(cancellation))
        {
            await BookingChanges.Turn(db, caller, row, row.ToBooking() with { State = BookingState.Cancelled }, "cancelled", null, null, at, cancellation);
        }
        await db.Set<WaitRow>().Where(row => row.Patient == patient).ExecuteUpdateAsync(row => row.SetProperty(each => each.State, each => each.State == "booked" ? "booked" : "gone")
            .SetProperty(each => each.Times, "[]").SetProperty(each => each.Offer, (string?)null).SetProperty(each => each.OfferedUntil, (DateTimeOffset?)null), cancellation);
    }

    private static Task<bool> Exists(FacetDb db, Caller caller, PatientId patient, CancellationToken cancellation) =>
        db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == caller.Clinic && row.Erased == null, cancellation);

    private static IQueryable<ClinicTaskRow> OpenTasks(FacetDb db, PatientId patient) =>
        db.Set<ClinicTaskRow>().AsNoTracking().Where(row => row.Patient == patient && !db.Set<ClinicTaskAnswerRow>().Any(answer => answer.Task == row.Id));

    private static async Task AnswerTasks(FacetDb db, Caller caller, PatientId patient, System.Linq.Expressions.Expression<Func<ClinicTaskRow, bool>> which, string text, DateTimeOffset at, CancellationToken cancellation)
    {
        foreach (var task in await OpenTasks(db, patient).Where(which).Select(row => row.Id).ToListAsync(cancellation))
        {
            db.Add(new ClinicTaskAnswerRow { Task = task, At = at, Author = caller.Actor, Text = text });
        }
    }

    /// <summary>Says in the audit, for every transaction that lost entries, what is left of it, so that the rest stays proven.</summary>
    private static async Task Reseal(FacetDb db, Caller caller, IReadOnlyList<long> touched, DateTimeOffset at, CancellationToken cancellation)
    {
        var last = await db.Set<AuditRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic).OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellation);
        foreach (var sequence in touched)
        {
            var left = await db.Set<EntryRow>().AsNoTracking().Where(row => row.Audit == sequence && db.Set<PatientRow>().Any(each => each.Id == row.Patient && each.Clinic == caller.Clinic)).ToListAsync(cancellation);
            last = AuditRow.After(last, caller, at, EntryHash.Resealed(sequence), new Subject(EntryHash.Left, EntryHash.Of(left)));
            db.Add(last);
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Audit and plans name accounts by their ids, so that the row stays, with nothing of the person in it.</summary>
    private static async Task<IReadOnlyList<Guid>> EndAccounts(FacetDb db, Caller caller, PatientId patient, DateTimeOffset at, CancellationToken cancellation)
    {
        var accounts = await db.Set<Account>().Where(row => row.Clinic == caller.Clinic && row.Patient == patient).Select(row => row.Id).ToListAsync(cancellation);
        foreach (var id in accounts)
        {
            await db.Set<RecoveryCodeRow>().Where(row => row.Account == id).ExecuteDeleteAsync(cancellation);
            await db.Set<PasskeyRow>().Where(row => row.Account == id).ExecuteDeleteAsync(cancellation);
            var (nobody, stamp) = ($"erased-{id:N}", Account.NewStamp());
            await db.Set<Account>().Where(row => row.Id == id).ExecuteUpdateAsync(row => row
                .SetProperty(each => each.Email, nobody).SetProperty(each => each.EmailKey, Account.KeyOf(nobody)).SetProperty(each => each.Name, "(erased)")
                .SetProperty(each => each.PasswordHash, "").SetProperty(each => each.AuthenticatorKey, (string?)null).SetProperty(each => each.HasAuthenticator, false)
                .SetProperty(each => each.SecurityStamp, stamp).SetProperty(each => each.Version, stamp).SetProperty(each => each.Closed, at), cancellation);
        }
        foreach (var invitation in await db.Set<InvitationRow>().AsNoTracking().Where(row => row.Patient == patient && !db.Set<InvitationUseRow>().Any(use => use.Invitation == row.Id)).Select(row => row.Id).ToListAsync(cancellation))
        {
            db.Add(new InvitationUseRow { Invitation = invitation, At = at, Author = caller.Actor });
        }
        return accounts;
    }
}
