using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Clinics;

/// <summary>A clinic as stored.</summary>
public sealed record Clinic(ClinicId Id, string Name, DateTimeOffset Created);

/// <summary>The clinics of this installation. They hold no patient's data, so reading them is not audited.</summary>
public sealed class ClinicStore
{
    private readonly FacetDatabase database;
    private readonly TimeProvider clock;

    internal ClinicStore(FacetDatabase database, TimeProvider clock) => (this.database, this.clock) = (database, clock);

    /// <summary>Every clinic, oldest first.</summary>
    public async Task<IReadOnlyList<Clinic>> All(CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Oldest(db).Select(row => new Clinic(row.Id, row.Name, row.Created)).ToListAsync(cancellation);
    }

    /// <summary>Adds a clinic.</summary>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank or longer than 200 characters.</exception>
    public async Task<ClinicId> Add(string name, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var row = NewRow(name);
        db.Add(row);
        await db.SaveChangesAsync(cancellation);
        return row.Id;
    }

    /// <summary>The oldest clinic; a first one called <paramref name="name"/> when there is none yet.</summary>
    internal async Task<ClinicId> FirstOr(string name, CancellationToken cancellation)
    {
        if (database.Ask("SELECT id FROM clinic ORDER BY created, id LIMIT 1", reader => reader.GetGuid(0)) is [var known])
        {
            return new ClinicId(known);
        }
        await using var db = database.Connect();
        // Two nodes may open a new database together; under the lock only one of them finds it empty.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.LockInstallation(cancellation);
        if (await Oldest(db).FirstOrDefaultAsync(cancellation) is { } created)
        {
            return created.Id;
        }
        var row = NewRow(name);
        db.Add(row);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return row.Id;
    }

    private static IQueryable<ClinicRow> Oldest(FacetDb db) =>
        db.Set<ClinicRow>().AsNoTracking().OrderBy(row => row.Created).ThenBy(row => row.Id);

    private ClinicRow NewRow(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > ClinicRow.LongestName)
        {
            throw new ArgumentException($"A clinic's name has at most {ClinicRow.LongestName} characters.", nameof(name));
        }
        var at = clock.GetUtcNow();
        return new ClinicRow { Id = new ClinicId(Guid.CreateVersion7(at)), Name = name, Created = at };
    }
}

internal sealed class ClinicRow
{
    public const int LongestName = 200;

    public required ClinicId Id { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset Created { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ClinicRow>
    {
        public void Configure(EntityTypeBuilder<ClinicRow> builder)
        {
            builder.ToTable("clinic");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Name).HasMaxLength(LongestName);
        }
    }
}
