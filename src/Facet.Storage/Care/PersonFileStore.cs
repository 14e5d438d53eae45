using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Storage.Schedule;
using Facet.Storage.Site;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>A row of the audit about a person.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Actor">Who: the id of an account, or a word of the program.</param>
/// <param name="Action">What they did.</param>
public sealed record PersonAudit(DateTimeOffset At, string Actor, string Action);

/// <summary>A task of the team about a person, and what became of it.</summary>
/// <param name="At">Since when, in UTC.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Tier">How urgent.</param>
/// <param name="Text">What about.</param>
/// <param name="Due">Until when, in UTC.</param>
/// <param name="Answered">When somebody answered; null for not yet.</param>
/// <param name="Answer">What they did; null for not yet.</param>
public sealed record PersonTask(DateTimeOffset At, string Kind, string Tier, string Text, DateTimeOffset Due, DateTimeOffset? Answered, string? Answer);

/// <summary>A draft of a plan that was computed for a person.</summary>
/// <param name="Version">1, 2, 3 …</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Outcome">What came out, as a word.</param>
/// <param name="Document">The draft, JSON.</param>
public sealed record PersonProposal(int Version, DateTimeOffset At, string Outcome, string Document);

/// <summary>Everything that is stored about one person, part by part, so that it can be handed out without being held in memory.</summary>
public sealed class PersonFile : IAsyncDisposable
{
    private readonly FacetDb db;
    private readonly IReadOnlyList<Guid> accounts;

    internal PersonFile(FacetDb db, Patient patient, IReadOnlyList<Account> accounts) =>
        (this.db, Patient, Accounts, this.accounts) = (db, patient, accounts, [.. accounts.Select(account => account.Id)]);

    /// <summary>The person.</summary>
    public Patient Patient { get; }

    /// <summary>Their accounts; the secrets in them are not theirs to read and not to be handed out.</summary>
    public IReadOnlyList<Account> Accounts { get; }

    /// <summary>Every answer of the intake, oldest first.</summary>
    public IAsyncEnumerable<StoredAnswer> Answers() => db.Set<AnswerRow>().AsNoTracking().Where(row => row.Intake == Patient.Intake).OrderBy(row => row.Sequence).AsAsyncEnumerable()
        .Select(row => new StoredAnswer(row.Id, row.Sequence, row.Page, row.Json, row.Author, row.At, row.Replaces));

    /// <summary>Every draft, oldest first.</summary>
    public IAsyncEnumerable<PersonProposal> Proposals() => db.Set<ProposalRow>().AsNoTracking().Where(row => row.Intake == Patient.Intake).OrderBy(row => row.Version).AsAsyncEnumerable()
        .Select(row => new PersonProposal(row.Version, row.At, row.Outcome.ToString(), row.Document));

    /// <summary>Every signed plan, oldest first.</summary>
    public IAsyncEnumerable<SignedPlan> Plans() => db.Set<CarePlanRow>().AsNoTracking().Where(row => row.Patient == Patient.Id).OrderBy(row => row.Version).AsAsyncEnumerable().Select(row => row.ToPlan());

    /// <summary>Every entry, in order.</summary>
    public IAsyncEnumerable<StoredEntry> Entries() => db.Set<EntryRow>().AsNoTracking().Where(row => row.Patient == Patient.Id).OrderBy(row => row.Sequence).AsAsyncEnumerable()
        .Select(row => new StoredEntry(row.Sequence, row.At, row.Author, new(row.Stream, row.Number, row.Kind, row.Day, row.Json)));

    /// <summary>Every task of the team, oldest first.</summary>
    public IAsyncEnumerable<PersonTask> Tasks() => db.Set<ClinicTaskRow>().AsNoTracking().Where(row => row.Patient == Patient.Id).OrderBy(row => row.Id)
        .Select(row => new { row, answer = db.Set<ClinicTaskAnswerRow>().FirstOrDefault(each => each.Task == row.Id) }).AsAsyncEnumerable()
        .Select(each => new PersonTask(each.row.At, each.row.Kind, each.row.Tier, each.row.Text, each.row.Due, each.answer?.At, each.answer?.Text));

    /// <summary>Every reminder, the oldest first.</summary>
    public IAsyncEnumerable<Reminder> Reminders() => db.Set<ReminderRow>().AsNoTracking().Where(row => row.Patient == Patient.Id).OrderBy(row => row.Due).AsAsyncEnumerable().Select(ReminderStore.Read);

    /// <summary>Where reminders are pushed to, and since when.</summary>
    public IAsyncEnumerable<(string Endpoint, DateTimeOffset At)> Browsers() => db.Set<PushRow>().AsNoTracking().Where(row => row.Patient == Patient.Id).OrderBy(row => row.Id).AsAsyncEnumerable().Select(row => (row.Endpoint, row.At));

    /// <summary>Calendar addresses, without their secrets: made, ended.</summary>
    public IAsyncEnumerable<(DateTimeOffset At, DateTimeOffset? Revoked)> Calendars() => db.Set<FeedRow>().AsNoTracking().Where(row => row.Patient == Patient.Id).OrderBy(row => row.At).AsAsyncEnumerable().Select(row => (row.At, row.Revoked));

    /// <summary>Everything that happened to their visits, in order.</summary>
    public IAsyncEnumerable<BookingEvent> Visits() => db.Set<BookingEventRow>().AsNoTracking().Where(row => row.Patient == Patient.Id).OrderBy(row => row.At).ThenBy(row => row.Booking).ThenBy(row => row.Sequence).AsAsyncEnumerable().Select(row => row.ToEvent());

    /// <summary>What they waited for: since when, for what, until when, and what became of it.</summary>
    public IAsyncEnumerable<(DateTimeOffset At, string Item, DateTimeOffset Latest, string State)> Waits() => db.Set<WaitRow>().AsNoTracking().Where(row => row.Patient == Patient.Id).OrderBy(row => row.At).AsAsyncEnumerable().Select(row => (row.At, row.Item, row.Latest, row.State));

    /// <summary>Every time they asked to be seen, with how to reach them as long as it is kept and what the clinic answered; oldest first.</summary>
    public Task<IReadOnlyList<ConsultationRequest>> Requests(CancellationToken cancellation) => RequestStore.OfIntake(db, Patient.Clinic, Patient.Intake, cancellation);

    /// <summary>What the audit says of the person: who looked, who wrote, when; oldest first.</summary>
    public IAsyncEnumerable<PersonAudit> Audit()
    {
        var (clinic, patient, intake) = (Patient.Clinic, Patient.Id.Value, Patient.Intake.Value);
        return db.Set<AuditRow>().AsNoTracking()
            .Where(row => row.Clinic == clinic && ((row.SubjectType == "patient" && row.SubjectId == patient) || (row.SubjectType == "intake" && row.SubjectId == intake) || (row.SubjectType == "account" && accounts.Contains(row.SubjectId))))
            .OrderBy(row => row.Sequence).AsAsyncEnumerable().Select(row => new PersonAudit(row.At, row.Actor, row.Action));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => db.DisposeAsync();
}

/// <summary>Everything that is stored about one person.</summary>
public sealed class PersonFileStore
{
    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal PersonFileStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Opens it, and an audit row says so. It is read past the ledger's transaction: a slow reader must not hold writers back.</summary>
    /// <returns>Null when the clinic has no such patient.</returns>
    public async Task<PersonFile?> Open(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var found = await ledger.Record(caller, "patient.export", new Subject("patient", patient.Value), async (db, _) =>
            (await db.Set<PatientRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == patient && row.Clinic == caller.Clinic, cancellation))?.ToPatient(), cancellation);
        if (found is null)
        {
            return null;
        }
        var reader = database.Connect();
        try
        {
            return new(reader, found, await reader.Set<Account>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && row.Patient == patient).OrderBy(row => row.Id).ToListAsync(cancellation));
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }
}
