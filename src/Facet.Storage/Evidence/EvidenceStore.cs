using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Evidence;

/// <summary>What a clinic adds to or corrects in the trials, with all that came of it.</summary>
/// <param name="Reason">Why, in the author's words; at most <see cref="EvidenceStore.LongestReason"/> characters.</param>
/// <param name="Base">The version that it grew from; 0 for the trials that the program brings.</param>
/// <param name="Model">The id of the effects, which plans quote.</param>
/// <param name="NewRows">The rows that are new, a trials file. One with the key of an old row corrects it.</param>
/// <param name="OldRows">The rows that they correct, a trials file.</param>
/// <param name="Trials">The whole trials file.</param>
/// <param name="Effects">The effects fitted to it.</param>
public sealed record EvidenceContent(string Reason, int Base, string Model, string NewRows, string OldRows, string Trials, string Effects);

/// <summary>A stored version of the evidence without its texts.</summary>
/// <param name="Number">1, 2, 3 … within the clinic.</param>
/// <param name="At">When it was stored, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who stored it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Base">The version that it grew from.</param>
/// <param name="Model">The id of its effects.</param>
public sealed record EvidenceVersion(int Number, DateTimeOffset At, string Author, string Reason, int Base, string Model);

/// <summary>That a version was made the one that new plans use.</summary>
/// <param name="Number">The version; 0 for the trials that the program brings.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Author">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record EvidenceChoice(int Number, DateTimeOffset At, string Author, string Reason);

/// <summary>A clinic's own versions of the evidence, and which of them new plans use. Nothing is overwritten.</summary>
public sealed class EvidenceStore
{
    /// <summary>The most characters of a reason.</summary>
    public const int LongestReason = 500;

    /// <summary>The most characters of each text.</summary>
    public const int LongestText = 4 * 1024 * 1024;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal EvidenceStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Stores the next version. New plans do not use it before it is chosen.</summary>
    /// <returns>Its number; null when the clinic has a version with the same effects already, or none with the number of its base.</returns>
    /// <exception cref="ArgumentException">The reason is blank or too long, or a text is too long.</exception>
    public async Task<int?> Add(Caller caller, EvidenceContent content, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(content);
        DemandReason(content.Reason);
        foreach (var text in (string[])[content.NewRows, content.OldRows, content.Trials, content.Effects])
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText, nameof(content));
        }
        var id = ledger.NewId();
        return await ledger.Record(caller, "evidence.version", new Subject("evidence", id), async (db, at) =>
        {
            var versions = db.Set<EvidenceVersionRow>().Where(row => row.Clinic == caller.Clinic);
            if (await versions.AnyAsync(row => row.Model == content.Model, cancellation) || (content.Base != 0 && !await versions.AnyAsync(row => row.Number == content.Base, cancellation)))
            {
                return (int?)null;
            }
            var number = (await versions.MaxAsync(row => (int?)row.Number, cancellation) ?? 0) + 1;
            db.Add(new EvidenceVersionRow
            {
                Id = id, Clinic = caller.Clinic, Number = number, At = at, Author = caller.Actor, Reason = content.Reason, Base = content.Base, Model = content.Model,
                NewRows = content.NewRows, OldRows = content.OldRows, Trials = content.Trials, Effects = content.Effects,
            });
            return number;
        }, cancellation);
    }

    /// <summary>Every version of the clinic, newest first.</summary>
    public async Task<IReadOnlyList<EvidenceVersion>> All(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = database.Connect();
        return await db.Set<EvidenceVersionRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic).OrderByDescending(row => row.Number)
            .Select(row => new EvidenceVersion(row.Number, row.At, row.Author, row.Reason, row.Base, row.Model)).ToListAsync(cancellation);
    }

    /// <summary>A version with its texts.</summary>
    /// <returns>Null when the clinic has none with this number.</returns>
    public async Task<EvidenceContent?> Find(ClinicId clinic, int number, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<EvidenceVersionRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.Number == number)
            .Select(row => new EvidenceContent(row.Reason, row.Base, row.Model, row.NewRows, row.OldRows, row.Trials, row.Effects)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The number of the version with these effects.</summary>
    /// <returns>Null when the clinic has none.</returns>
    public async Task<int?> NumberOf(ClinicId clinic, string model, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<EvidenceVersionRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.Model == model).Select(row => (int?)row.Number).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Makes a version the one that new plans use; an earlier one just as well.</summary>
    /// <returns>Whether the clinic has that version. Version 0, what the program brings, is always there.</returns>
    /// <exception cref="ArgumentException">The reason is blank or too long.</exception>
    public async Task<bool> Choose(Caller caller, int number, string reason, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        DemandReason(reason);
        var id = ledger.NewId();
        return await ledger.Record(caller, "evidence.current", new Subject("evidence", id), async (db, at) =>
        {
            if (number != 0 && !await db.Set<EvidenceVersionRow>().AnyAsync(row => row.Clinic == caller.Clinic && row.Number == number, cancellation))
            {
                return null;
            }
            var last = await db.Set<EvidenceChoiceRow>().Where(row => row.Clinic == caller.Clinic).MaxAsync(row => (int?)row.Sequence, cancellation) ?? 0;
            var choice = new EvidenceChoiceRow { Id = id, Clinic = caller.Clinic, Sequence = last + 1, At = at, Author = caller.Actor, Reason = reason, Number = number };
            db.Add(choice);
            return choice;
        }, cancellation) is not null;
    }

    /// <summary>Every choice of the clinic, newest first.</summary>
    public async Task<IReadOnlyList<EvidenceChoice>> Choices(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = database.Connect();
        return await db.Set<EvidenceChoiceRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic).OrderByDescending(row => row.Sequence)
            .Select(row => new EvidenceChoice(row.Number, row.At, row.Author, row.Reason)).ToListAsync(cancellation);
    }

    /// <summary>The number of the version that new plans use; 0, what the program brings, where nobody has chosen.</summary>
    public async Task<int> Current(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<EvidenceChoiceRow>().AsNoTracking().Where(row => row.Clinic == clinic).OrderByDescending(row => row.Sequence).Select(row => row.Number).FirstOrDefaultAsync(cancellation);
    }

    private static void DemandReason(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reason.Length, LongestReason, nameof(reason));
    }
}

internal sealed class EvidenceVersionRow : IAppended
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required int Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required string Reason { get; init; }
    public required int Base { get; init; }
    public required string Model { get; init; }
    public required string NewRows { get; init; }
    public required string OldRows { get; init; }
    public required string Trials { get; init; }
    public required string Effects { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<EvidenceVersionRow>
    {
        public void Configure(EntityTypeBuilder<EvidenceVersionRow> builder)
        {
            builder.ToTable("evidence_version");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Reason).HasMaxLength(EvidenceStore.LongestReason);
            builder.Property(row => row.Model).HasMaxLength(128);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.Number }).IsUnique();
            builder.HasIndex(row => new { row.Clinic, row.Model }).IsUnique();
        }
    }
}

internal sealed class EvidenceChoiceRow : IAppended
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required int Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required string Reason { get; init; }
    public required int Number { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<EvidenceChoiceRow>
    {
        public void Configure(EntityTypeBuilder<EvidenceChoiceRow> builder)
        {
            builder.ToTable("evidence_choice");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Reason).HasMaxLength(EvidenceStore.LongestReason);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.Sequence }).IsUnique();
        }
    }
}
