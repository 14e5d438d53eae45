using System.Text.Json;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Keys;
using Facet.Storage.Planning;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage;

/// <summary>The one model. What differs between databases lives in the two contexts that derive from it.</summary>
internal abstract class FacetDb : DbContext
{
    protected FacetDb(DbContextOptions options) : base(options)
    {
        // Every unit of work has one explicit transaction that either commits or is thrown away.
        Database.AutoSavepointsEnabled = false;
    }

    /// <summary>Holds other writers of this clinic back until the transaction ends.</summary>
    public abstract Task LockClinic(ClinicId clinic, CancellationToken cancellation);

    /// <summary>Holds other nodes that set up this database back until the transaction ends.</summary>
    public abstract Task LockInstallation(CancellationToken cancellation);

    /// <summary>Brings the database to this program's newest migration; quick when it is there already.</summary>
    /// <exception cref="InvalidOperationException">The database is newer than this program.</exception>
    public async Task Open(CancellationToken cancellation)
    {
        await Database.OpenConnectionAsync(cancellation);
        if (await IsNewest(cancellation))
        {
            return;
        }
        await using (await LockMigrations(cancellation))
        {
            if (!await IsNewest(cancellation))
            {
                await Database.MigrateAsync(cancellation);
            }
        }
    }

    /// <summary>Whether EF's table of applied migrations exists.</summary>
    protected abstract string HistoryExistsSql { get; }

    /// <summary>Keeps every other process from migrating this database until disposed of or until this process ends.</summary>
    protected abstract Task<IAsyncDisposable> LockMigrations(CancellationToken cancellation);

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RefuseRewriting();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseRewriting();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<ClinicId>().HaveConversion<ClinicId.Column>();
        configurationBuilder.Properties<IntakeId>().HaveConversion<IntakeId.Column>();
        configurationBuilder.Properties<AnswerId>().HaveConversion<AnswerId.Column>();
        configurationBuilder.Properties<ProposalId>().HaveConversion<ProposalId.Column>();
        configurationBuilder.Properties<ProposalOutcome>().HaveConversion<ProposalOutcomeWord>().HaveMaxLength(16);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcText>().HaveMaxLength(UtcText.Length);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new ClinicRow.Mapping());
        modelBuilder.ApplyConfiguration(new IntakeRow.Mapping());
        modelBuilder.ApplyConfiguration(new AnswerRow.Mapping());
        modelBuilder.ApplyConfiguration(new ProposalRow.Mapping());
        modelBuilder.ApplyConfiguration(new AuditRow.Mapping());
        modelBuilder.ApplyConfiguration(new KeyRow.Mapping());
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }

    // EF's own question builds the whole model to find out that there is nothing to do; start-up cannot afford that.
    private async Task<bool> IsNewest(CancellationToken cancellation)
    {
        var known = Database.GetMigrations().ToHashSet();
        await using var command = Database.GetDbConnection().CreateCommand();
        command.CommandText = HistoryExistsSql;
        if (await command.ExecuteScalarAsync(cancellation) is null or DBNull)
        {
            return false;
        }
        command.CommandText = "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = 0;
        while (await reader.ReadAsync(cancellation))
        {
            var name = reader.GetString(0);
            if (!known.Contains(name))
            {
                throw new InvalidOperationException(
                    $"The database has the migration {name}, which this program does not know: it was opened by a newer Facet. Run that one.");
            }
            applied++;
        }
        return applied == known.Count;
    }

    private void RefuseRewriting()
    {
        foreach (var entry in ChangeTracker.Entries<IAppended>())
        {
            if (entry.State is EntityState.Modified or EntityState.Deleted)
            {
                throw new InvalidOperationException(
                    $"{entry.Metadata.GetTableName()} is append-only: a correction is a new row that names the old one.");
            }
        }
    }
}
