using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage;

internal class PostgresFacetDb(DbContextOptions options) : FacetDb(options)
{
    /// <summary>"Facet" in ASCII; any number works as long as every node uses the same.</summary>
    private const long InstallationLock = 0x4661636574;

    public const string HistoryExists = "SELECT to_regclass('\"__EFMigrationsHistory\"') IS NOT NULL";

    // NO KEY: rows that only refer to the clinic are not held back.
    public override Task LockClinic(ClinicId clinic, CancellationToken cancellation) =>
        Database.ExecuteSqlAsync($"SELECT 1 FROM clinic WHERE id = {clinic.Value} FOR NO KEY UPDATE", cancellation);

    public override Task LockInstallation(CancellationToken cancellation) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({InstallationLock})", cancellation);

    public override async Task<IAsyncDisposable> LockMigrations(CancellationToken cancellation)
    {
        await Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({InstallationLock})", cancellation);
        return new Unlock(this);
    }

    private sealed class Unlock(PostgresFacetDb db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({InstallationLock})");
    }
}
