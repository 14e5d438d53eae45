using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Storage.Schedule;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Desk;

/// <summary>A visit of a patient.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Item">The item of the plan that it serves.</param>
/// <param name="Starts">When, in UTC.</param>
/// <param name="Minutes">How long.</param>
/// <param name="State">Whether it is booked, was attended and so on, as a word.</param>
/// <param name="With">The staff; empty for nobody yet.</param>
public sealed record ChartVisit(Guid Id, string Item, DateTimeOffset Starts, int Minutes, string State, string With);

/// <summary>A task about a patient, and who answered it.</summary>
/// <param name="At">Since when, in UTC.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Tier">How urgent.</param>
/// <param name="Text">What about.</param>
/// <param name="Answered">When; null for not yet.</param>
/// <param name="By">The <see cref="Caller.Actor"/> who answered; null for nobody yet.</param>
/// <param name="Answer">What they did; null for nothing yet.</param>
public sealed record ChartTask(DateTimeOffset At, string Kind, string Tier, string Text, DateTimeOffset? Answered, string? By, string? Answer);

/// <summary>A rule that was overridden for a person, and what became of it.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Author">Who.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Intervention">What it lets in; empty for a rule of triage.</param>
/// <param name="Code">The coded reason.</param>
/// <param name="Text">The reason in words.</param>
/// <param name="Answer">The second clinician's answer, as a word; null for none.</param>
/// <param name="Withdrawal">That its author took it back; null where they did not.</param>
public sealed record ChartOverride(DateTimeOffset At, string Author, string Rule, string Intervention, string Code, string Text, string? Answer, OverrideWithdrawal? Withdrawal);

/// <summary>A proposal that was computed for a person.</summary>
/// <param name="Version">1, 2, 3 …</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Outcome">What came out.</param>
public sealed record ChartProposal(int Version, DateTimeOffset At, ProposalOutcome Outcome);

/// <summary>What happened with a person beside their record and their plans.</summary>
public sealed record Chart(DateTimeOffset Began, IReadOnlyList<ChartVisit> Visits, IReadOnlyList<ChartTask> Tasks, IReadOnlyList<ChartOverride> Overrides, IReadOnlyList<ChartProposal> Proposals);

/// <summary>Reads what stands in a person's chart beside their record and their plans.</summary>
public sealed class ChartStore
{
    private readonly Ledger ledger;

    internal ChartStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>The chart of an intake, and of the patient whom it belongs to.</summary>
    /// <returns>Null when the clinic has no such intake.</returns>
    public Task<Chart?> Read(Caller caller, IntakeId intake, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "chart.read", new Subject("intake", intake.Value), async (db, _) =>
        {
            if (await db.Set<IntakeRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == intake && row.Clinic == caller.Clinic, cancellation) is not { } began) { return null; }
            var patient = await db.Set<PatientRow>().Where(row => row.Intake == intake).Select(row => (PatientId?)row.Id).FirstOrDefaultAsync(cancellation);
            var visits = await db.Set<BookingRow>().AsNoTracking().Where(row => row.Patient == patient).OrderBy(row => row.Starts)
                .Select(row => new ChartVisit(row.Id, row.Item, row.Starts, row.Minutes, row.State, db.Set<ResourceRow>().Where(staff => staff.Id == row.Staff).Select(staff => staff.Name).FirstOrDefault() ?? "")).ToListAsync(cancellation);
            var tasks = await db.Set<ClinicTaskRow>().AsNoTracking().Where(row => row.Patient == patient).OrderBy(row => row.At)
                .GroupJoin(db.Set<ClinicTaskAnswerRow>(), row => row.Id, answer => answer.Task, (row, answers) => new { row, answers })
                .SelectMany(each => each.answers.DefaultIfEmpty(), (each, answer) => new ChartTask(each.row.At, each.row.Kind, each.row.Tier, each.row.Text, answer == null ? null : answer.At, answer == null ? null : answer.Author, answer == null ? null : answer.Text))
                .ToListAsync(cancellation);
            var overrides = (await RuleOverrideStore.Histories(db, db.Set<RuleOverrideRow>().Where(row => row.Intake == intake && row.Clinic == caller.Clinic), cancellation))
                .ConvertAll(each => new ChartOverride(each.Row.At, each.Row.Author, each.Row.Rule, each.Row.Intervention, each.Row.Code, each.Row.Text, each.Second?.Answer, each.Withdrawal));
            var proposals = await db.Set<ProposalRow>().AsNoTracking().Where(row => row.Intake == intake).OrderBy(row => row.Version).Select(row => new ChartProposal(row.Version, row.At, row.Outcome)).ToListAsync(cancellation);
            return new Chart(began.StartedAt, visits, tasks, overrides, proposals);
        }, cancellation);
    }
}
