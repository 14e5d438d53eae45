using Facet.Care;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Storage.Schedule;
using Facet.Storage.Site;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Desk;

/// <summary>A patient as the work list needs them.</summary>
/// <param name="Patient">Who.</param>
/// <param name="Intake">Their intake.</param>
/// <param name="Name">How the team calls them.</param>
/// <param name="Version">The version of the plan that holds; 0 for none.</param>
/// <param name="SignedAt">When it was signed, in UTC; null for none.</param>
/// <param name="FirstDay">Day 1 of the first plan; null for none.</param>
/// <param name="LastCheckIn">When the last check-in was written, in UTC; null for never.</param>
/// <param name="IsMine">Whether the asking account signed the plan that holds, or is booked for a visit.</param>
/// <param name="IsTeam">Whether the asking account is on the care team.</param>
public sealed record FollowedPatient(PatientId Patient, IntakeId Intake, string Name, int Version, DateTimeOffset? SignedAt, DateOnly? FirstDay, DateTimeOffset? LastCheckIn, bool IsMine, bool IsTeam);

/// <summary>The newest proposal of an intake that no signature has answered.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Intake">The intake.</param>
/// <param name="At">Since when, in UTC.</param>
/// <param name="Outcome">How planning ended.</param>
public sealed record OpenProposal(ProposalId Id, IntakeId Intake, DateTimeOffset At, ProposalOutcome Outcome);

/// <summary>An override that waits for a second signature.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Intake">For whom.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Intervention">What it lets in; empty for a rule of triage.</param>
/// <param name="Code">The coded reason.</param>
/// <param name="At">Since when, in UTC.</param>
/// <param name="Author">Who overrode: they cannot sign second.</param>
public sealed record OpenOverride(Guid Id, IntakeId Intake, string Rule, string Intervention, string Code, DateTimeOffset At, string Author);

/// <summary>Everything that the work list of a clinic is made from.</summary>
/// <param name="Tasks">Tasks without an answer.</param>
/// <param name="People">Patients whose own entries stand.</param>
/// <param name="Entries">What the record says of scores, pauses and answers, by patient, in order.</param>
/// <param name="Reviewed">When a task about getting worse was answered last, by patient.</param>
/// <param name="Proposals">Proposals that wait, but none for whoever was erased.</param>
/// <param name="Overrides">Overrides that wait, but none for whoever was erased.</param>
/// <param name="Replies">Replies below articles that wait.</param>
/// <param name="Requests">People who ask to be seen and wait for an answer.</param>
public sealed record WorkFacts(
    IReadOnlyList<ClinicTask> Tasks, IReadOnlyList<FollowedPatient> People, ILookup<PatientId, StoredEntry> Entries,
    IReadOnlyDictionary<PatientId, DateTimeOffset> Reviewed, IReadOnlyList<OpenProposal> Proposals, IReadOnlyList<OpenOverride> Overrides, IReadOnlyList<ReplyCase> Replies, IReadOnlyList<ConsultationRequest> Requests);

/// <summary>Reads what waits for a clinic's clinicians.</summary>
public sealed class WorkStore
{
    private static readonly string[] Kinds = [QuestionnaireAnswers.Word, PlanPaused.Word, PlanResumed.Word, WorkAnswered.Word];
    private static readonly string[] VisitStates = ["booked", "attended", "missed"];

    private readonly Ledger ledger;

    internal WorkStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>Everything that waits, in one unit of work: nothing can slip between two questions.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="account">Their account.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<WorkFacts> Read(Caller caller, Guid account, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "work.list", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
        {
            var clinic = caller.Clinic;
            var patients = db.Set<PatientRow>().AsNoTracking().Where(row => row.Clinic == clinic);
            var tasks = await db.Set<ClinicTaskRow>().AsNoTracking().Where(row => row.Clinic == clinic && !db.Set<ClinicTaskAnswerRow>().Any(answer => answer.Task == row.Id))
                .Join(patients, row => row.Patient, patient => patient.Id, (row, patient) => new ClinicTask(row.Id, row.Patient, patient.Name, row.Kind, row.Tier, row.Text, row.Entry, row.At, row.Due))
                .ToListAsync(cancellation);
            var reviewed = await db.Set<ClinicTaskRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.Kind == "review")
                .Join(db.Set<ClinicTaskAnswerRow>(), row => row.Id, answer => answer.Task, (row, answer) => new { row.Patient, answer.At }).ToListAsync(cancellation);
            var people = await People(db, caller, account, cancellation);
            // One scan of the index for the clinic's patients, and the few kinds that decide: check-ins and exercises, which are most of a record, stay where they are.
            var entries = await db.Set<EntryRow>().AsNoTracking().Where(row => Kinds.Contains(row.Kind) && patients.Any(patient => patient.Id == row.Patient && patient.Erased == null))
                .OrderBy(row => row.Patient).ThenBy(row => row.Sequence)
                .Select(row => new { row.Patient, Stored = new StoredEntry(row.Sequence, row.At, row.Author, new EntryDraft(row.Stream, row.Number, row.Kind, row.Day, row.Json)) }).ToListAsync(cancellation);
            // An intake outlives the erasure of its person. Nobody is left to plan for, and nobody whose record could take an answer.
            var erased = PatientStore.ErasedIntakes(db, clinic);
            var proposals = await db.Set<ProposalRow>().AsNoTracking()
                .Where(row => row.Outcome != ProposalOutcome.Incomplete && db.Set<IntakeRow>().Any(intake => intake.Id == row.Intake && intake.Clinic == clinic)
                    && !erased.Contains(row.Intake) && !db.Set<ProposalRow>().Any(later => later.Intake == row.Intake && later.Version > row.Version))
                .Select(row => new OpenProposal(row.Id, row.Intake, row.At, row.Outcome)).ToListAsync(cancellation);
            var overrides = await db.Set<RuleOverrideRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.NeedsSecond && !erased.Contains(row.Intake) && !db.Set<RuleOverrideAnswerRow>().Any(answer => answer.Override == row.Id))
                .Select(row => new OpenOverride(row.Id, row.Intake, row.Rule, row.Intervention, row.Code, row.At, row.Author)).ToListAsync(cancellation);
            return new WorkFacts(tasks, people, entries.ToLookup(each => each.Patient, each => each.Stored),
                reviewed.GroupBy(each => each.Patient).ToDictionary(each => each.Key, each => each.Max(answer => answer.At)), proposals, overrides,
                await ReplyStore.Open(db, clinic, cancellation), await RequestStore.Open(db, clinic, cancellation));
        }, cancellation);
    }

    /// <summary>The text of a proposal. The list that it stands on is audited; so is opening it.</summary>
    /// <returns>Null when the clinic has no such proposal.</returns>
    public Task<string?> Document(Caller caller, ProposalId proposal, CancellationToken cancellation) =>
        ledger.Record(caller, "work.proposal", new Subject("proposal", proposal.Value), (db, _) => db.Set<ProposalRow>().AsNoTracking()
            .Where(row => row.Id == proposal && db.Set<IntakeRow>().Any(intake => intake.Id == row.Intake && intake.Clinic == caller.Clinic)).Select(row => row.Document).FirstOrDefaultAsync(cancellation), cancellation);

    private static async Task<List<FollowedPatient>> People(FacetDb db, Caller caller, Guid account, CancellationToken cancellation)
    {
        var (clinic, actor) = (caller.Clinic, account.ToString());
        var patients = await db.Set<PatientRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.Erased == null)
            .Select(row => new
            {
                row.Id, row.Intake, row.Name,
                // The newest check-in is found from the end of each record, along its key.
                LastCheckIn = db.Set<EntryRow>().Where(entry => entry.Patient == row.Id && entry.Kind == CheckIn.Word).OrderByDescending(entry => entry.Sequence).Select(entry => (DateTimeOffset?)entry.At).FirstOrDefault(),
            }).ToListAsync(cancellation);
        var ofClinic = db.Set<PatientRow>().Where(row => row.Clinic == clinic && row.Erased == null).Select(row => row.Id);
        var plans = (await db.Set<CarePlanRow>().AsNoTracking().Where(row => ofClinic.Contains(row.Patient))
            .Select(row => new { row.Patient, row.Version, row.At, row.StartsOn, row.Author }).ToListAsync(cancellation)).ToLookup(row => row.Patient);
        var changes = (await db.Set<TeamChangeRow>().AsNoTracking().Where(row => row.Account == account && ofClinic.Contains(row.Patient)).ToListAsync(cancellation))
            .GroupBy(row => row.Patient).ToDictionary(each => each.Key, each => each.MaxBy(row => row.Sequence)!);
        var visits = (await db.Set<BookingRow>().AsNoTracking().Where(row => row.Clinic == clinic && VisitStates.Contains(row.State) && db.Set<ResourceRow>().Any(resource => resource.Id == row.Staff && resource.Account == account))
            .Select(row => new { row.Patient, row.Starts }).ToListAsync(cancellation)).ToLookup(row => row.Patient, row => row.Starts);
        return
        [
            .. from patient in patients
               let newest = plans[patient.Id].MaxBy(plan => plan.Version)
               let change = changes.GetValueOrDefault(patient.Id)
               let left = change is { Joins: false } ? change.At : DateTimeOffset.MinValue
               let visited = visits[patient.Id].Any(starts => starts > left)
               select new FollowedPatient(patient.Id, patient.Intake, patient.Name, newest?.Version ?? 0, newest?.At, plans[patient.Id].MinBy(plan => plan.Version)?.StartsOn, patient.LastCheckIn,
                   (newest?.Author == actor && newest.At > left) || visited, change is { Joins: true } || plans[patient.Id].Any(plan => plan.Author == actor && plan.At > left) || visited),
        ];
    }
}
