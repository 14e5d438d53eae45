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

    public override async Task<IReadOnlyList<string>> FindArticles(ClinicId clinic, string language, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        var query = string.Join(" & ", [.. words.SkipLast(1).Select(word => $"'{word}'"), $"('{words[^1]}' | '{words[^1]}':*)"]);
        var stems = language == "es" ? "spanish" : "english";
        float[] weights = [0, 0.1f, 0.4f, 1];
        return await Database.SqlQuery<string>($"SELECT slug FROM article_search, to_tsquery({stems}::regconfig, {query}) AS query WHERE found @@ query AND clinic = {clinic.Value} AND language = {language} ORDER BY ts_rank({weights}, found, query) DESC, slug").ToListAsync(cancellation);
    }

    // Frees the space of dead rows for reuse. Files and write-ahead log are the database's own: see docs/decisions/erasure.md.
    public override async Task<bool> Scrub(CancellationToken cancellation)
    {
        await Database.ExecuteSqlRawAsync("VACUUM care_entry, patient, account, reminder, push_subscription, calendar_feed, recovery_code, passkey", cancellation);
        return false;
    }

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
