using System.Diagnostics;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage;

internal class SqliteFacetDb(DbContextOptions options) : FacetDb(options)
{
    public const string HistoryExists = "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60), LongestScrub = TimeSpan.FromSeconds(5);

    // Every transaction begins IMMEDIATE: it is the file's only writer from its first statement on.
    public override Task LockClinic(ClinicId clinic, CancellationToken cancellation) => Task.CompletedTask;

    public override Task LockInstallation(CancellationToken cancellation) => Task.CompletedTask;

    public override async Task<IReadOnlyList<string>> FindArticles(ClinicId clinic, string language, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        // In quotation marks nothing is an operator. The last word counts as it is, too: as a beginning alone, its own ending would hide it.
        var query = string.Join(" AND ", [.. words.SkipLast(1).Select(word => $"\"{word}\""), $"(\"{words[^1]}\" OR \"{words[^1]}\"*)"]);
        return await Database.SqlQuery<string>($"SELECT slug FROM article_search WHERE article_search MATCH {query} AND clinic = {clinic.Value} AND language = {language} ORDER BY bm25(article_search, 0, 0, 0, 10, 4, 1), slug").ToListAsync(cancellation);
    }

    // Deleted cells are overwritten (secure_delete), but nothing is promised for pages that were split before, and the log of writes
    // holds pages as they were: the file is written anew and the log emptied.
    public override async Task<bool> Scrub(CancellationToken cancellation)
    {
        await Database.OpenConnectionAsync(cancellation);
        await Database.ExecuteSqlRawAsync("VACUUM", cancellation);
        await using var command = Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        // SQLite waits for readers, but not for somebody else who works the journal in just then (JournalWorker).
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            await using (var answer = await command.ExecuteReaderAsync(cancellation))
            {
                if (await answer.ReadAsync(cancellation) && answer.GetInt64(0) == 0)
                {
                    return true;
                }
            }
            if (Stopwatch.GetElapsedTime(started) > LongestScrub)
            {
                return false;
            }
            await Task.Delay(50, cancellation);
        }
    }

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
