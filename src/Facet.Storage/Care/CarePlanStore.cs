using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Schedule;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Care;

/// <summary>What a clinician signs.</summary>
/// <param name="StartsOn">Day 1.</param>
/// <param name="Signer">The signer's name as patients see it.</param>
/// <param name="Reason">What the signer says of it; empty for nothing.</param>
/// <param name="Document">The plan as it was shown, JSON.</param>
public sealed record PlanToSign(DateOnly StartsOn, string Signer, string Reason, string Document);

/// <summary>A signed plan.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Version">1, 2, 3 … for this patient; the newest one holds.</param>
/// <param name="At">When it was signed, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who signed.</param>
/// <param name="Plan">What was signed.</param>
public sealed record SignedPlan(PatientId Patient, int Version, DateTimeOffset At, string Author, PlanToSign Plan);

/// <summary>The plan that holds, with what the watch over warning signs counts from.</summary>
/// <param name="Newest">The newest version.</param>
/// <param name="AnsweredAt">When the oldest of the answers was given that stand for the pages asked about, in UTC; null for none.</param>
public sealed record HoldingPlan(SignedPlan Newest, DateTimeOffset? AnsweredAt);

/// <summary>A booking of a patient as it stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Plan">The version of the plan that it serves.</param>
/// <param name="Item">The item of the plan.</param>
/// <param name="Starts">When it begins, in UTC.</param>
/// <param name="State"><c>booked</c>, <c>requested</c>, <c>cancelled</c>, <c>attended</c> or <c>missed</c>.</param>
/// <param name="Version">The sequence of its newest event.</param>
public sealed record PatientBooking(Guid Id, int Plan, string Item, DateTimeOffset Starts, string State, int Version)
{
    /// <summary>Whether it is still to come about.</summary>
    public bool IsOpen => State is "booked" or "requested";
}

/// <summary>What a revision does to a booking.</summary>
/// <param name="Booking">Which.</param>
/// <param name="Seen">The newest event that was seen.</param>
/// <param name="IsCalledOff">Called off; else it goes over to the new version as it is.</param>
public sealed record BookingChange(Guid Booking, int Seen, bool IsCalledOff);

/// <summary>A plan that takes the place of another, with everything that goes with it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Against">The version that it was made against; 0 where nothing was signed.</param>
/// <param name="Shown">The SHA-256, in small hexadecimal digits, of the document that was shown.</param>
/// <param name="Items">The items of the plan: whoever waits for another one waits no longer.</param>
/// <param name="Bookings">What becomes of every open booking that lies ahead.</param>
/// <param name="Entry">What the record says of it; null for nothing, as at the first signature.</param>
/// <param name="Tasks">What the team must do because of it.</param>
/// <param name="Head">Where the record ended when <paramref name="Reminders"/> was worked out.</param>
/// <param name="Reminders">The reminders from now on.</param>
public sealed record PlanToRevise(PlanToSign Plan, int Against, string Shown, IReadOnlyList<string> Items, IReadOnlyList<BookingChange> Bookings, EntryDraft? Entry, IReadOnlyList<TaskDraft> Tasks, long Head, IReadOnlyList<ReminderDraft> Reminders);

/// <summary>How a revision ended. Where it was refused, nothing is stored.</summary>
public abstract record RevisionResult
{
    private RevisionResult()
    {
    }

    /// <summary>The clinic has no such patient, or their entries were erased.</summary>
    public sealed record Absent : RevisionResult;

    /// <summary>Another version was signed meanwhile.</summary>
    /// <param name="Newest">That version; null where there is none.</param>
    public sealed record OtherVersion(SignedPlan? Newest) : RevisionResult;

    /// <summary>The bookings are not as they were seen.</summary>
    public sealed record OtherBookings : RevisionResult;

    /// <summary>The record went on since it was read. Read it again and work out the reminders anew.</summary>
    public sealed record Stale : RevisionResult;

    /// <summary>It is stored.</summary>
    /// <param name="Plan">As stored.</param>
    public sealed record Done(SignedPlan Plan) : RevisionResult;
}

/// <summary>That a clinician went past a rule for a person.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Intervention">What it let in; empty for a rule of triage.</param>
/// <param name="Code">The coded reason.</param>
/// <param name="Text">The reason in words.</param>
/// <param name="NeedsSecond">Whether a second clinician has to agree.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/>.</param>
/// <param name="Answer">What a second clinician said: <c>agrees</c> or <c>refuses</c>; null for none.</param>
/// <param name="AnsweredAt">When; null for no answer.</param>
/// <param name="WithdrawnAt">When its author took it back; null where they did not.</param>
public sealed record PlanOverride(string Rule, string Intervention, string Code, string Text, bool NeedsSecond, DateTimeOffset At, string Author, string? Answer, DateTimeOffset? AnsweredAt, DateTimeOffset? WithdrawnAt);

/// <summary>Signed plans, version after version. Nothing in them ever changes.</summary>
public sealed class CarePlanStore
{
    /// <summary>The most bytes of UTF-8 that a plan can have.</summary>
    public const int MostDocumentBytes = 1024 * 1024;

    /// <summary>The most characters of what the signer says of a plan.</summary>
    public const int LongestReason = 1000;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal CarePlanStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Adds the next version.</summary>
    /// <returns>As stored; null when the clinic has no such patient.</returns>
    /// <exception cref="ArgumentException">The document is not JSON or too long, or the signer is blank or too long.</exception>
    public Task<SignedPlan?> Sign(Caller caller, PatientId patient, PlanToSign plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        Demand(plan);
        return ledger.Record(caller, "plan.sign", new Subject("patient", patient.Value), async (db, at) =>
        {
            if (!await db.HasPatient(caller.Clinic, patient, cancellation))
            {
                return null;
            }
            var last = await db.Set<CarePlanRow>().Where(row => row.Patient == patient).MaxAsync(row => (int?)row.Version, cancellation) ?? 0;
            return Add(db, caller, patient, last + 1, plan, at);
        }, cancellation);
    }

    /// <summary>Puts a version in place of the one that it was made against, in one transaction with everything that goes with it: bookings, reminders, the entry that tells the person, tasks of the team.</summary>
    /// <remarks>All of it is stored or none. Somebody else's revision, or booking, since it was shown is found here, under the clinic's lock. The same revision sent again is found stored.</remarks>
    /// <exception cref="ArgumentException">The document is not what was shown, not JSON or too long, or the signer is blank or too long.</exception>
    public Task<RevisionResult> Revise(Caller caller, PatientId patient, PlanToRevise revision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(revision);
        Demand(revision.Plan);
        if (revision.Shown != HashOf(revision.Plan.Document))
        {
            throw new ArgumentException("What is signed is not what was shown.", nameof(revision));
        }
        return ledger.Record<RevisionResult>(caller, "plan.revise", async (db, at) =>
        {
            var subject = new Subject("patient", patient.Value);
            if (!await db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == caller.Clinic && row.Erased == null, cancellation))
            {
                return (new RevisionResult.Absent(), subject);
            }
            var newest = await db.Set<CarePlanRow>().AsNoTracking().Where(row => row.Patient == patient).OrderByDescending(row => row.Version).FirstOrDefaultAsync(cancellation);
            if ((newest?.Version ?? 0) != revision.Against)
            {
                var isThis = newest is not null && newest.Version == revision.Against + 1 && newest.Author == caller.Actor && newest.ToPlan().Plan == revision.Plan;
                return (isThis ? new RevisionResult.Done(newest!.ToPlan()) : new RevisionResult.OtherVersion(newest?.ToPlan()), subject);
            }
            var open = await db.Set<BookingRow>().Where(row => row.Patient == patient && row.Clinic == caller.Clinic && (row.State == "booked" || row.State == "requested") && row.Starts > at).ToListAsync(cancellation);
            if (!open.Select(row => (row.Id, row.Version)).ToHashSet().SetEquals(revision.Bookings.Select(change => (change.Booking, change.Seen))))
            {
                return (new RevisionResult.OtherBookings(), subject);
            }
            if ((await db.Set<EntryRow>().Where(row => row.Patient == patient).MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0) != revision.Head)
            {
                return (new RevisionResult.Stale(), subject);
            }
            var signed = Add(db, caller, patient, revision.Against + 1, revision.Plan, at);
            await ChangeBookings(db, caller, patient, open, revision, at, cancellation);
            if (revision.Entry is { } entry)
            {
                (var sequence, subject) = await EntryLog.AddProven(db, caller, patient, entry, at, cancellation);
                db.AddRange(revision.Tasks.Select(task => new ClinicTaskRow
                {
                    Id = Guid.CreateVersion7(at), Clinic = caller.Clinic, Patient = patient, Kind = task.Kind, Tier = task.Tier, Text = task.Text, Entry = sequence, At = at, Due = at + task.Within,
                }));
            }
            await ReminderStore.Put(db, caller.Clinic, patient, revision.Reminders, true, at, cancellation);
            return (new RevisionResult.Done(signed), subject);
        }, cancellation);
    }

    /// <summary>The SHA-256 of a document, in small hexadecimal digits: how a signature names what was shown.</summary>
    public static string HashOf(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));

    /// <summary>Every booking of a patient, in order of time.</summary>
    public Task<IReadOnlyList<PatientBooking>> Bookings(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<PatientBooking>>(caller, "booking.read", new Subject("patient", patient.Value), async (db, _) =>
            await db.Set<BookingRow>().AsNoTracking().Where(row => row.Patient == patient && row.Clinic == caller.Clinic).OrderBy(row => row.Starts).ThenBy(row => row.Id)
                .Select(row => new PatientBooking(row.Id, row.Plan, row.Item, row.Starts, row.State, row.Version)).ToListAsync(cancellation), cancellation);
    }

    /// <summary>The rules that clinicians went past for a patient, oldest first.</summary>
    public Task<IReadOnlyList<PlanOverride>> Overrides(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<PlanOverride>>(caller, "override.read", new Subject("patient", patient.Value), async (db, _) =>
            (await RuleOverrideStore.Histories(db, db.Set<RuleOverrideRow>().Where(row => row.Clinic == caller.Clinic && db.Set<PatientRow>().Any(person => person.Id == patient && person.Clinic == caller.Clinic && person.Intake == row.Intake)), cancellation))
                .ConvertAll(each => new PlanOverride(each.Row.Rule, each.Row.Intervention, each.Row.Code, each.Row.Text, each.Row.NeedsSecond, each.Row.At, each.Row.Author, each.Second?.Answer, each.Second?.At, each.Withdrawal?.At)), cancellation);
    }

    /// <summary>The newest version. Reading is audited where the record is read (<see cref="EntryLog"/>), so that a page leaves one trace and not two.</summary>
    /// <returns>Null when nothing is signed, or the clinic has no such patient.</returns>
    public Task<SignedPlan?> Newest(Caller caller, PatientId patient, CancellationToken cancellation) =>
        Ask(caller, patient, plans => plans.OrderByDescending(row => row.Version), cancellation);

    /// <summary>The newest version, and since when certain pages of the intake are answered as they stand: in one question, because every page of a patient asks it. Not audited by itself, as <see cref="Newest"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="patient">Whose.</param>
    /// <param name="pages">The pages, 1 or more.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null when nothing is signed, or the clinic has no such patient.</returns>
    public async Task<HoldingPlan?> Holding(Caller caller, PatientId patient, IReadOnlyList<string> pages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(pages);
        ArgumentOutOfRangeException.ThrowIfZero(pages.Count, nameof(pages));
        await using var connection = database.Plain();
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT version, at, author, starts_on, signer, reason, document,
                (SELECT min(said.at) FROM patient AS person JOIN intake_answer AS said ON said.intake = person.intake
                 WHERE person.id = @patient AND said.page IN ({string.Join(", ", pages.Select((_, index) => $"@page{index}"))})
                 AND NOT EXISTS (SELECT 1 FROM intake_answer AS later WHERE later.replaces = said.id))
            FROM care_plan
            WHERE patient = @patient AND EXISTS (SELECT 1 FROM patient AS person WHERE person.id = @patient AND person.clinic = @clinic)
            ORDER BY version DESC LIMIT 1
            """;
        command.Set("patient", patient.Value);
        command.Set("clinic", caller.Clinic.Value);
        foreach (var (index, page) in pages.Index())
        {
            command.Set($"page{index}", page);
        }
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(new(patient, reader.GetInt32(0), UtcText.Parse(reader.GetString(1)), reader.GetString(2), new(reader.GetFieldValue<DateOnly>(3), reader.GetString(4), reader.GetString(5), reader.GetString(6))),
                reader.GetValue(7) is string answered ? UtcText.Parse(answered) : null)
            : null;
    }

    /// <summary>Day 1 of the first version: what weeks are counted from, whatever was signed since. Not audited by itself, as <see cref="Newest"/>.</summary>
    /// <returns>Null when nothing is signed, or the clinic has no such patient.</returns>
    public async Task<DateOnly?> FirstDay(Caller caller, PatientId patient, CancellationToken cancellation) =>
        (await Ask(caller, patient, plans => plans.OrderBy(row => row.Version), cancellation))?.Plan.StartsOn;

    /// <summary>Every version, oldest first.</summary>
    public async Task<IReadOnlyList<SignedPlan>> All(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ledger.Record<IReadOnlyList<SignedPlan>>(caller, "plan.history", new Subject("patient", patient.Value), async (db, _) =>
            !await db.HasPatient(caller.Clinic, patient, cancellation)
                ? []
                : [.. (await db.Set<CarePlanRow>().AsNoTracking().Where(row => row.Patient == patient).OrderBy(row => row.Version).ToListAsync(cancellation)).Select(row => row.ToPlan())], cancellation);
    }

    private static void Demand(PlanToSign plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentException.ThrowIfNullOrWhiteSpace(plan.Signer, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plan.Signer.Length, PatientStore.LongestName, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plan.Reason.Length, LongestReason, nameof(plan));
        JsonText.Demand(plan.Document, MostDocumentBytes, nameof(plan));
    }

    private static SignedPlan Add(FacetDb db, Caller caller, PatientId patient, int version, PlanToSign plan, DateTimeOffset at)
    {
        var row = new CarePlanRow
        {
            Patient = patient, Version = version, At = at, Author = caller.Actor,
            StartsOn = plan.StartsOn, Signer = plan.Signer, Reason = plan.Reason, Document = plan.Document,
        };
        db.Add(row);
        return row.ToPlan();
    }

    private static async Task ChangeBookings(FacetDb db, Caller caller, PatientId patient, List<BookingRow> open, PlanToRevise revision, DateTimeOffset at, CancellationToken cancellation)
    {
        foreach (var row in open)
        {
            var isCalledOff = revision.Bookings.First(change => change.Booking == row.Id).IsCalledOff;
            var now = row.ToBooking();
            await BookingChanges.Turn(db, caller, row, isCalledOff ? now with { State = BookingState.Cancelled } : now with { Plan = revision.Against + 1 }, isCalledOff ? "cancelled" : "migrated",
                string.Create(CultureInfo.InvariantCulture, $"Version {revision.Against + 1} of the plan."), null, at, cancellation);
        }
        // Whoever waits for what is not in the plan any more must not be offered it.
        var items = revision.Items;
        foreach (var wait in await db.Set<WaitRow>().Where(row => row.Patient == patient && row.Clinic == caller.Clinic && (row.State == "waiting" || row.State == "offered") && !items.Contains(row.Item)).ToListAsync(cancellation))
        {
            (wait.State, wait.Offer, wait.OfferedUntil) = ("gone", null, null);
        }
    }

    private async Task<SignedPlan?> Ask(Caller caller, PatientId patient, Func<IQueryable<CarePlanRow>, IQueryable<CarePlanRow>> choose, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = database.Connect();
        return (await choose(db.Set<CarePlanRow>().AsNoTracking().Where(row => row.Patient == patient && db.Set<PatientRow>().Any(each => each.Id == patient && each.Clinic == caller.Clinic)))
            .FirstOrDefaultAsync(cancellation))?.ToPlan();
    }
}

internal sealed class CarePlanRow : IAppended
{
    public required PatientId Patient { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required DateOnly StartsOn { get; init; }
    public required string Signer { get; init; }
    public required string Reason { get; init; }
    public required string Document { get; init; }

    public SignedPlan ToPlan() => new(Patient, Version, At, Author, new(StartsOn, Signer, Reason, Document));

    public sealed class Mapping : IEntityTypeConfiguration<CarePlanRow>
    {
        public void Configure(EntityTypeBuilder<CarePlanRow> builder)
        {
            builder.ToTable("care_plan", table => table.HasCheckConstraint("ck_care_plan_size", $"octet_length(document) <= {CarePlanStore.MostDocumentBytes}"));
            builder.HasKey(row => new { row.Patient, row.Version });
            builder.Property(row => row.Version).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Signer).HasMaxLength(PatientStore.LongestName);
            builder.Property(row => row.Reason).HasMaxLength(CarePlanStore.LongestReason);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
