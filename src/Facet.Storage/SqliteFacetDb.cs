using System.Diagnostics;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage;

internal class SqliteFacetDb(DbContextOptions options) : FacetDb(options)
{
    public const string HistoryExists = "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    // Every transaction begins IMMEDIATE: it is the file's only writer from its first statement on.
    public override Task LockClinic(ClinicId clinic, CancellationToken cancellation) => Task.CompletedTask;

    public override Task LockInstallation(CancellationToken cancellation) => Task.CompletedTask;

    // EF's own lock is a row, which a killed process leaves behind for ever. The system releases a file's lock by itself,
    // and whoever holds that one knows that any row found is such a leftover.
    public override async Task<IAsyncDisposable> LockMigrations(CancellationToken cancellation)
    {
        var path = $"{Database.GetDbConnection().DataSource}.migrating";
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                await Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellation);
                return held;
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(started) < LongestWait)
            {
                await Task.Delay(50, cancellation);
            }
        }
    }
}
