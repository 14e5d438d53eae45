using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Facet.Storage.Planning;

/// <summary>Names one run over everybody.</summary>
public readonly record struct PopulationRunId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    internal sealed class Column() : ValueConverter<PopulationRunId, Guid>(id => id.Value, value => new PopulationRunId(value));
}

/// <summary>What a run is computed with.</summary>
/// <param name="Knowledge">Id of the knowledge; settings and capacities are part of it.</param>
/// <param name="EffectModel">Id of the effects.</param>
/// <param name="Program">Id of the program.</param>
/// <param name="WithCapacity">Whether the clinic's capacity is shared.</param>
public sealed record PopulationBasis(string Knowledge, string EffectModel, string Program, bool WithCapacity);

/// <summary>A run over everybody.</summary>
/// <param name="Id">Its name.</param>
/// <param name="At">When it was begun, in UTC: it looks at answers and proposals up to then, however often it is resumed.</param>
/// <param name="Basis">What it is computed with.</param>
public sealed record StoredRun(PopulationRunId Id, DateTimeOffset At, PopulationBasis Basis);

/// <summary>What a stored proposal said, for the comparison with a new plan.</summary>
/// <param name="Version">Its version within the intake.</param>
/// <param name="Content">What it says.</param>
/// <param name="Answers">The answers that it was computed from, by page; null where it does not name them.</param>
public sealed record EarlierProposal(int Version, ProposalContent Content, IReadOnlyDictionary<string, string>? Answers);

/// <summary>One person as a run finds them.</summary>
/// <param name="Intake">The intake.</param>
/// <param name="Answers">Their newest answers.</param>
/// <param name="Earlier">Their newest proposal; null where there is none.</param>
public sealed record PersonOfRun(IntakeId Intake, AnswersAt Answers, EarlierProposal? Earlier);

/// <summary>How a person's plan would change.</summary>
public enum PlanChange
{
    /// <summary>There is no plan, and there was none.</summary>
    None,

    /// <summary>It stays as it is.</summary>
    Same,

    /// <summary>There is a plan where there was none.</summary>
    New,

    /// <summary>Something is added, removed, or has another dose.</summary>
    Changed,

    /// <summary>There is no plan any more.</summary>
    Gone,
}

/// <summary>What a run found for one person. Nothing of it changes a proposal.</summary>
/// <param name="Intake">The intake.</param>
/// <param name="Outcome">How planning ended.</param>
/// <param name="Answers">Version of the answers: the sequence of the newest one, 0 where nothing is answered.</param>
/// <param name="Proposal">Version of the proposal that it is compared with; null where there is none.</param>
/// <param name="Plan">What the plan holds, as <c>intervention=dose</c> with spaces between; null for no plan.</param>
/// <param name="Change">How the plan would change.</param>
/// <param name="Detail">What would change: <c>+</c> comes in, <c>-</c> goes, <c>~</c> gets this dose.</param>
/// <param name="Because">Why: <c>answers</c>, <c>knowledge</c>, <c>effects</c>, <c>program</c>, <c>edited</c>, <c>capacity</c>, with spaces between.</param>
public sealed record PopulationItem(IntakeId Intake, ProposalOutcome Outcome, int Answers, int? Proposal, string? Plan, PlanChange Change, string Detail, string Because);

/// <summary>How the capacity was divided.</summary>
/// <param name="Value">What all plans are worth together, points; null without shared capacity.</param>
/// <param name="Bound">No assignment is worth more, points; null without shared capacity.</param>
/// <param name="Prices">Points an hour a week of each resource costs, as <c>resource=points</c> with spaces between.</param>
public sealed record PopulationEnd(double? Value, double? Bound, string Prices);

/// <summary>Runs over everybody and what they found. A person is in a run once, and a run is resumed by whoever finds it unfinished.</summary>
public sealed class PopulationStore
{
    private readonly Ledger ledger;

    internal PopulationStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>The newest run with this basis that has not come to its end, or else a new one.</summary>
    public Task<StoredRun> Continue(Caller caller, PopulationBasis basis, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(basis);
        var id = new PopulationRunId(ledger.NewId());
        return ledger.Record(caller, "population.begin", new Subject("population_run", id.Value), async (db, at) =>
        {
            var open = await db.Set<PopulationRunRow>().AsNoTracking()
                .Where(row => row.Clinic == caller.Clinic && row.Knowledge == basis.Knowledge && row.EffectModel == basis.EffectModel && row.Program == basis.Program && row.WithCapacity == basis.WithCapacity)
                .Where(row => !db.Set<PopulationEndRow>().Any(end => end.Run == row.Id))
                .OrderByDescending(row => row.At).FirstOrDefaultAsync(cancellation);
            if (open is not null)
            {
                return open.ToRun();
            }
            var begun = new PopulationRunRow
            {
                Id = id, Clinic = caller.Clinic, At = at, Author = caller.Actor,
                Knowledge = basis.Knowledge, EffectModel = basis.EffectModel, Program = basis.Program, WithCapacity = basis.WithCapacity,
            };
            db.Add(begun);
            return begun.ToRun();
        }, cancellation);
    }

    /// <summary>A run of the clinic.</summary>
    /// <returns>Null when the clinic has no such run.</returns>
    public Task<StoredRun?> Find(Caller caller, PopulationRunId run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "population.find", new Subject("population_run", run.Value), async (db, _) =>
            (await db.Set<PopulationRunRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == run && row.Clinic == caller.Clinic, cancellation))?.ToRun(), cancellation);
    }

    /// <summary>Everybody whom a run is about, oldest intake first, and whether the run has them already.</summary>
    public Task<IReadOnlyList<(IntakeId Intake, bool IsDone)>> People(Caller caller, StoredRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(run);
        return ledger.Record<IReadOnlyList<(IntakeId, bool)>>(caller, "population.people", new Subject("population_run", run.Id.Value), async (db, _) =>
            [.. (await db.Set<IntakeRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && row.StartedAt <= run.At)
                .OrderBy(row => row.StartedAt).ThenBy(row => row.Id)
                .Select(row => new { row.Id, IsDone = db.Set<PopulationItemRow>().Any(item => item.Run == run.Id && item.Intake == row.Id) })
                .ToListAsync(cancellation)).Select(row => (row.Id, row.IsDone))], cancellation);
    }

    /// <summary>Some people as they were when the run was begun. One audit row stands for all of them; the run's items name them.</summary>
    public Task<IReadOnlyList<PersonOfRun>> Read(Caller caller, StoredRun run, IReadOnlyList<IntakeId> intakes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(run);
        return ledger.Record<IReadOnlyList<PersonOfRun>>(caller, "population.read", new Subject("population_run", run.Id.Value), async (db, _) =>
        {
            var own = db.Set<IntakeRow>().Where(row => row.Clinic == caller.Clinic && intakes.Contains(row.Id)).Select(row => row.Id);
            var answers = (await db.Set<AnswerRow>().AsNoTracking().Where(row => own.Contains(row.Intake) && row.At <= run.At).ToListAsync(cancellation))
                .GroupBy(row => row.Intake).ToDictionary(rows => rows.Key, rows => rows.OrderBy(row => row.Sequence).ToList());
            var proposals = (await db.Set<ProposalRow>().AsNoTracking().Where(row => own.Contains(row.Intake) && row.At <= run.At)
                .Where(row => !db.Set<ProposalRow>().Any(later => later.Intake == row.Intake && later.At <= run.At && later.Version > row.Version))
                .ToListAsync(cancellation)).ToDictionary(row => row.Intake);
            return [.. intakes.Select(intake =>
            {
                var rows = answers.GetValueOrDefault(intake) ?? [];
                var proposal = proposals.GetValueOrDefault(intake);
                return new PersonOfRun(intake, AnswersAt.Of(rows), proposal is null ? null : new(proposal.Version, proposal.ToContent(),
                    proposal.Answers is { } version ? AnswersAt.Of([.. rows.Where(row => row.Sequence <= version)]).Pages : null));
            })];
        }, cancellation);
    }

    /// <summary>Adds what was found. Whoever is in the run already stays as they are.</summary>
    /// <returns>How many were added.</returns>
    public Task<int> Write(Caller caller, StoredRun run, IReadOnlyList<PopulationItem> items, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(items);
        return ledger.Record(caller, "population.write", new Subject("population_run", run.Id.Value), async (db, _) =>
        {
            var intakes = items.Select(item => item.Intake).ToList();
            var done = (await db.Set<PopulationItemRow>().Where(row => row.Run == run.Id && intakes.Contains(row.Intake)).Select(row => row.Intake).ToListAsync(cancellation)).ToHashSet();
            var rows = items.Where(item => !done.Contains(item.Intake)).Select(item => new PopulationItemRow
            {
                Run = run.Id, Intake = item.Intake, Outcome = item.Outcome, Answers = item.Answers, Proposal = item.Proposal,
                Plan = item.Plan, Change = item.Change, Detail = item.Detail, Because = item.Because,
            }).ToList();
            db.AddRange(rows);
            return rows.Count;
        }, cancellation);
    }

    /// <summary>Notes that everybody is done.</summary>
    public Task<bool> Finish(Caller caller, StoredRun run, PopulationEnd end, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(end);
        return ledger.Record(caller, "population.finish", new Subject("population_run", run.Id.Value), async (db, at) =>
        {
            if (await db.Set<PopulationEndRow>().AnyAsync(row => row.Run == run.Id, cancellation))
            {
                return false;
            }
            db.Add(new PopulationEndRow { Run = run.Id, At = at, Value = end.Value, Bound = end.Bound, Prices = end.Prices });
            return true;
        }, cancellation);
    }

    /// <summary>How many people of a run there are of each change.</summary>
    public Task<IReadOnlyDictionary<PlanChange, int>> Count(Caller caller, StoredRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(run);
        return ledger.Record<IReadOnlyDictionary<PlanChange, int>>(caller, "population.count", new Subject("population_run", run.Id.Value), async (db, _) =>
            await db.Set<PopulationItemRow>().Where(row => row.Run == run.Id).GroupBy(row => row.Change).Select(rows => new { rows.Key, Count = rows.Count() })
                .ToDictionaryAsync(rows => rows.Key, rows => rows.Count, cancellation), cancellation);
    }

    /// <summary>People of a run whose plan would change, in the order of their intakes.</summary>
    /// <param name="caller">Whose clinic.</param>
    /// <param name="run">The run.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<IReadOnlyList<PopulationItem>> Changes(Caller caller, StoredRun run, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(run);
        return ledger.Record<IReadOnlyList<PopulationItem>>(caller, "population.changes", new Subject("population_run", run.Id.Value), async (db, _) =>
            await db.Set<PopulationItemRow>().AsNoTracking().Where(row => row.Run == run.Id && row.Change != PlanChange.Same && row.Change != PlanChange.None)
                .OrderBy(row => row.Intake).Take(most)
                .Select(row => new PopulationItem(row.Intake, row.Outcome, row.Answers, row.Proposal, row.Plan, row.Change, row.Detail, row.Because))
                .ToListAsync(cancellation), cancellation);
    }
}

/// <summary>Changes are stored as words, so that a row can be read without this program.</summary>
internal sealed class PlanChangeWord() : ValueConverter<PlanChange, string>(change => Of(change), word => Parse(word))
{
    private static string Of(PlanChange change) => change switch
    {
        PlanChange.None => "none",
        PlanChange.Same => "same",
        PlanChange.New => "new",
        PlanChange.Changed => "changed",
        PlanChange.Gone => "gone",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "Not a change of a plan."),
    };

    private static PlanChange Parse(string word) => word switch
    {
        "none" => PlanChange.None,
        "same" => PlanChange.Same,
        "new" => PlanChange.New,
        "changed" => PlanChange.Changed,
        "gone" => PlanChange.Gone,
        _ => throw new FormatException($"'{word}' is not a change of a plan."),
    };
}

internal sealed class PopulationRunRow : IAppended
{
    public required PopulationRunId Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required string Knowledge { get; init; }
    public required string EffectModel { get; init; }
    public required string Program { get; init; }
    public required bool WithCapacity { get; init; }

    public StoredRun ToRun() => new(Id, At, new(Knowledge, EffectModel, Program, WithCapacity));

    public sealed class Mapping : IEntityTypeConfiguration<PopulationRunRow>
    {
        public void Configure(EntityTypeBuilder<PopulationRunRow> builder)
        {
            builder.ToTable("population_run");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Knowledge).HasMaxLength(ProposalRow.LongestBasis);
            builder.Property(row => row.EffectModel).HasMaxLength(ProposalRow.LongestBasis);
            builder.Property(row => row.Program).HasMaxLength(ProposalRow.LongestBasis);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.At });
        }
    }
}

internal sealed class PopulationItemRow : IAppended
{
    public required PopulationRunId Run { get; init; }
    public required IntakeId Intake { get; init; }
    public required ProposalOutcome Outcome { get; init; }
    public required int Answers { get; init; }
    public int? Proposal { get; init; }
    public string? Plan { get; init; }
    public required PlanChange Change { get; init; }
    public required string Detail { get; init; }
    public required string Because { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<PopulationItemRow>
    {
        public void Configure(EntityTypeBuilder<PopulationItemRow> builder)
        {
            builder.ToTable("population_item");
            // Whatever two processes do at once, a person is in a run once.
            builder.HasKey(row => new { row.Run, row.Intake });
            builder.HasOne<PopulationRunRow>().WithMany().HasForeignKey(row => row.Run).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<IntakeRow>().WithMany().HasForeignKey(row => row.Intake).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

internal sealed class PopulationEndRow : IAppended
{
    public required PopulationRunId Run { get; init; }
    public required DateTimeOffset At { get; init; }
    public double? Value { get; init; }
    public double? Bound { get; init; }
    public required string Prices { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<PopulationEndRow>
    {
        public void Configure(EntityTypeBuilder<PopulationEndRow> builder)
        {
            builder.ToTable("population_end");
            builder.HasKey(row => row.Run);
            builder.HasOne<PopulationRunRow>().WithMany().HasForeignKey(row => row.Run).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
