using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Planning;

/// <summary>What planning concluded and everything needed to compute it again.</summary>
/// <param name="Outcome">How planning ended.</param>
/// <param name="Knowledge">The hash of the knowledge it used.</param>
/// <param name="EffectModel">The effect model it used.</param>
/// <param name="Settings">The settings it used.</param>
/// <param name="Document">The proposal as JSON; the text is kept as it came.</param>
public sealed record ProposalContent(ProposalOutcome Outcome, string Knowledge, string EffectModel, string Settings, string Document)
{
    /// <summary>The version of the answers it follows from: the sequence of the newest one; null where that was not noted.</summary>
    public int? Answers { get; init; }

    /// <summary>The program that computed it; null where that was not noted.</summary>
    public string? Program { get; init; }

    /// <summary>Whether another content says the same from the same knowledge, whatever answers led to it, and both can be computed again.</summary>
    public bool SaysTheSameAs(ProposalContent other) => Answers is not null && this with { Answers = other?.Answers, Program = other?.Program } == other;
}

/// <summary>One stored version of a proposal.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Intake">The intake whose answers it follows from.</param>
/// <param name="Version">1, 2, 3 … within the intake.</param>
/// <param name="At">When it was stored, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who stored it.</param>
/// <param name="Content">What it says.</param>
public sealed record StoredProposal(ProposalId Id, IntakeId Intake, int Version, DateTimeOffset At, string Author, ProposalContent Content);

/// <summary>A plan in a list.</summary>
/// <param name="Intake">The intake that it follows from.</param>
/// <param name="Version">Its version within the intake.</param>
/// <param name="At">When it was stored, in UTC.</param>
public sealed record PlanOnList(IntakeId Intake, int Version, DateTimeOffset At);

/// <summary>Proposals, version after version. An edited proposal is a new version by its editor.</summary>
public sealed class ProposalStore
{
    /// <summary>The most bytes of UTF-8 a document can have.</summary>
    public const int MostDocumentBytes = 4 * 1024 * 1024;

    private readonly Ledger ledger;

    internal ProposalStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>Adds the next version.</summary>
    /// <returns>The version as stored; null when the clinic has no such intake.</returns>
    /// <exception cref="ArgumentException">The document is not JSON or too long, or an id is blank or longer than 128 characters.</exception>
    public Task<StoredProposal?> Append(Caller caller, IntakeId intake, ProposalContent content, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(content);
        foreach (var basis in (ReadOnlySpan<string>)[content.Knowledge, content.EffectModel, content.Settings])
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(basis, nameof(content));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(basis.Length, ProposalRow.LongestBasis, nameof(content));
        }
        JsonText.Demand(content.Document, MostDocumentBytes, nameof(content));
        var id = new ProposalId(ledger.NewId());
        return ledger.Record(caller, "proposal.append", new Subject("intake", intake.Value), async (db, at) =>
        {
            if (!await db.HasIntake(caller.Clinic, intake, cancellation))
            {
                return null;
            }
            var last = await db.Set<ProposalRow>().Where(row => row.Intake == intake)
                .MaxAsync(row => (int?)row.Version, cancellation) ?? 0;
            var stored = new StoredProposal(id, intake, last + 1, at, caller.Actor, content);
            db.Add(new ProposalRow
            {
                Id = id, Intake = intake, Version = stored.Version, At = at, Author = caller.Actor,
                Outcome = content.Outcome, Knowledge = content.Knowledge, EffectModel = content.EffectModel,
                Settings = content.Settings, Document = content.Document, Answers = content.Answers, Program = content.Program,
            });
            return stored;
        }, cancellation);
    }

    /// <summary>The newest version.</summary>
    /// <returns>Null when there is none, or the clinic has no such intake.</returns>
    public Task<StoredProposal?> Newest(Caller caller, IntakeId intake, CancellationToken cancellation) =>
        Read(caller, "proposal.read", intake, versions => versions.OrderByDescending(row => row.Version), cancellation);

    /// <summary>One version, as it was then.</summary>
    /// <returns>Null when there is no such version, or the clinic has no such intake.</returns>
    public Task<StoredProposal?> Version(Caller caller, IntakeId intake, int version, CancellationToken cancellation) =>
        Read(caller, "proposal.read", intake, versions => versions.Where(row => row.Version == version), cancellation);

    private Task<StoredProposal?> Read(
        Caller caller, string action, IntakeId intake, Func<IQueryable<ProposalRow>, IQueryable<ProposalRow>> choose, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, action, new Subject("intake", intake.Value), async (db, _) =>
            !await db.HasIntake(caller.Clinic, intake, cancellation)
                ? null
                : await choose(db.Set<ProposalRow>().AsNoTracking().Where(row => row.Intake == intake))
                    .Select(row => new StoredProposal(row.Id, row.Intake, row.Version, row.At, row.Author, row.ToContent()))
                    .FirstOrDefaultAsync(cancellation),
            cancellation);
    }

    /// <summary>A proposal by its name.</summary>
    /// <returns>Null when the clinic has no such proposal.</returns>
    public Task<StoredProposal?> Find(Caller caller, ProposalId proposal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "proposal.find", new Subject("proposal", proposal.Value), (db, _) =>
            db.Set<ProposalRow>().AsNoTracking()
                .Where(row => row.Id == proposal && db.Set<IntakeRow>().Any(intake => intake.Id == row.Intake && intake.Clinic == caller.Clinic))
                .Select(row => new StoredProposal(row.Id, row.Intake, row.Version, row.At, row.Author, row.ToContent()))
                .FirstOrDefaultAsync(cancellation),
            cancellation);
    }

    /// <summary>The newest plans of the clinic, one for each intake, newest first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="atMost">How many, 1 or more.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<IReadOnlyList<PlanOnList>> Recent(Caller caller, int atMost, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<PlanOnList>>(caller, "proposal.recent", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
            await db.Set<ProposalRow>().AsNoTracking()
                .Where(row => row.Outcome == ProposalOutcome.Plan && db.Set<IntakeRow>().Any(intake => intake.Id == row.Intake && intake.Clinic == caller.Clinic)
                    && !db.Set<ProposalRow>().Any(later => later.Intake == row.Intake && later.Version > row.Version))
                .OrderByDescending(row => row.Id).Take(atMost).Select(row => new PlanOnList(row.Intake, row.Version, row.At)).ToListAsync(cancellation),
            cancellation);
    }

    /// <summary>The names of all proposals of the clinic, oldest first.</summary>
    public Task<IReadOnlyList<ProposalId>> Names(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<ProposalId>>(caller, "proposal.names", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
            await db.Set<ProposalRow>().AsNoTracking()
                .Where(row => db.Set<IntakeRow>().Any(intake => intake.Id == row.Intake && intake.Clinic == caller.Clinic))
                .OrderBy(row => row.At).ThenBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellation),
            cancellation);
    }
}

internal sealed class ProposalRow : IAppended
{
    public const int LongestBasis = 128;

    public required ProposalId Id { get; init; }
    public required IntakeId Intake { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required ProposalOutcome Outcome { get; init; }
    public required string Knowledge { get; init; }
    public required string EffectModel { get; init; }
    public required string Settings { get; init; }
    public required string Document { get; init; }
    public int? Answers { get; init; }
    public string? Program { get; init; }

    public ProposalContent ToContent() => new(Outcome, Knowledge, EffectModel, Settings, Document) { Answers = Answers, Program = Program };

    public sealed class Mapping : IEntityTypeConfiguration<ProposalRow>
    {
        public void Configure(EntityTypeBuilder<ProposalRow> builder)
        {
            builder.ToTable("proposal", table =>
            {
                table.HasCheckConstraint("ck_proposal_size", $"octet_length(document) <= {ProposalStore.MostDocumentBytes}");
                table.HasCheckConstraint("ck_proposal_outcome", "outcome IN ('plan', 'stop', 'interim', 'incomplete')");
            });
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Knowledge).HasMaxLength(LongestBasis);
            builder.Property(row => row.EffectModel).HasMaxLength(LongestBasis);
            builder.Property(row => row.Settings).HasMaxLength(LongestBasis);
            builder.Property(row => row.Program).HasMaxLength(LongestBasis);
            builder.HasOne<IntakeRow>().WithMany().HasForeignKey(row => row.Intake).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Intake, row.Version }).IsUnique();
        }
    }
}
