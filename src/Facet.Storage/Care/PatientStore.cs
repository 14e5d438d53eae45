using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Care;

/// <summary>A patient of a clinic.</summary>
/// <param name="Id">The patient.</param>
/// <param name="Clinic">The one clinic.</param>
/// <param name="Intake">The intake whose answers the care follows from.</param>
/// <param name="Name">How the team calls the person; empty once erased.</param>
/// <param name="At">Since when, in UTC.</param>
/// <param name="Erased">When the person's own entries were erased; null for not.</param>
public sealed record Patient(PatientId Id, ClinicId Clinic, IntakeId Intake, string Name, DateTimeOffset At, DateTimeOffset? Erased);

/// <summary>The patients of a clinic.</summary>
public sealed class PatientStore
{
    /// <summary>The most characters of a name.</summary>
    public const int LongestName = 100;

    private readonly Ledger ledger;

    internal PatientStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>Takes the person behind an intake on as a patient; who is one already stays it.</summary>
    /// <returns>The patient; null when the clinic has no such intake.</returns>
    public Task<Patient?> Take(Caller caller, IntakeId intake, string name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Trim().Length, LongestName, nameof(name));
        var id = new PatientId(ledger.NewId());
        return ledger.Record(caller, "patient.take", new Subject("intake", intake.Value), (db, at) => Take(db, caller, intake, name, id, at, cancellation), cancellation);
    }

    /// <summary>The intakes of people who were erased: the answers outlive them, and nobody is left to plan for.</summary>
    internal static IQueryable<IntakeId> ErasedIntakes(FacetDb db, ClinicId clinic) => db.Set<PatientRow>().Where(row => row.Clinic == clinic && row.Erased != null).Select(row => row.Intake);

    /// <summary>The same within a larger unit of work.</summary>
    internal static async Task<Patient?> Take(FacetDb db, Caller caller, IntakeId intake, string name, PatientId id, DateTimeOffset at, CancellationToken cancellation)
    {
        if (await db.Set<PatientRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Intake == intake && row.Clinic == caller.Clinic, cancellation) is { } known)
        {
            return known.ToPatient();
        }
        if (!await db.HasIntake(caller.Clinic, intake, cancellation))
        {
            return null;
        }
        var row = new PatientRow { Id = id, Clinic = caller.Clinic, Intake = intake, Name = name.Trim(), At = at };
        db.Add(row);
        return row.ToPatient();
    }

    /// <summary>The patient with this id.</summary>
    /// <returns>Null when the clinic has no such patient.</returns>
    public Task<Patient?> Find(Caller caller, PatientId patient, CancellationToken cancellation) =>
        One(caller, "patient.read", new Subject("patient", patient.Value), row => row.Id == patient, cancellation);

    /// <summary>The patient whose care follows from an intake.</summary>
    /// <returns>Null when the clinic has no such patient.</returns>
    public Task<Patient?> OfIntake(Caller caller, IntakeId intake, CancellationToken cancellation) =>
        One(caller, "patient.find", new Subject("intake", intake.Value), row => row.Intake == intake, cancellation);

    /// <summary>The clinic's patients, newest first.</summary>
    public Task<IReadOnlyList<Patient>> All(Caller caller, int atMost, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<Patient>>(caller, "patient.list", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
            [.. (await db.Set<PatientRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic).OrderByDescending(row => row.Id).Take(atMost).ToListAsync(cancellation)).Select(row => row.ToPatient())], cancellation);
    }

    /// <summary>Writes into the audit that somebody did something to a patient's data outside of the stores, as showing or exporting it.</summary>
    public Task Note(Caller caller, string action, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, action, new Subject("patient", patient.Value), (_, _) => Task.FromResult(true), cancellation);
    }

    private Task<Patient?> One(Caller caller, string action, Subject subject, System.Linq.Expressions.Expression<Func<PatientRow, bool>> which, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, action, subject, async (db, _) =>
            (await db.Set<PatientRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic).FirstOrDefaultAsync(which, cancellation))?.ToPatient(), cancellation);
    }
}

/// <summary>It changes once: when the person's own entries are erased, its name goes too.</summary>
internal sealed class PatientRow
{
    public required PatientId Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required IntakeId Intake { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? Erased { get; set; }

    public Patient ToPatient() => new(Id, Clinic, Intake, Name, At, Erased);

    public sealed class Mapping : IEntityTypeConfiguration<PatientRow>
    {
        public void Configure(EntityTypeBuilder<PatientRow> builder)
        {
            builder.ToTable("patient");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Name).HasMaxLength(PatientStore.LongestName);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<IntakeRow>().WithMany().HasForeignKey(row => row.Intake).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => row.Intake).IsUnique();
            builder.HasIndex(row => new { row.Clinic, row.Id });
        }
    }
}

internal static class PatientScope
{
    /// <summary>Whether the clinic has this patient: the question before every other one about them.</summary>
    public static Task<bool> HasPatient(this FacetDb db, ClinicId clinic, PatientId patient, CancellationToken cancellation) =>
        db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == clinic, cancellation);
}
