using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Facet.Storage;

/// <summary>Works SQLite's journal into the database file beside a writer that never stops, so that no commit has to wait for it.</summary>
/// <remarks>
/// SQLite does this inside the commit that fills the journal: at 1 GB everybody then waits a quarter of a second, at 4 MB every tenth batch waits.
/// Here a thread of its own does it while the writer goes on, and makes the file durable, which SQLite does only in a pass that nobody has overtaken.
/// What the writer has added meanwhile is the writer's to do, because the journal begins anew only where a transaction finds all of it worked in;
/// that is a few hundred pages then.
/// </remarks>
internal sealed class JournalWorker : IDisposable
{
    // Of 4096 bytes each. The journal begins anew from here on: a smaller one costs the writer more passes, a larger one more disk and a longer start after a power cut.
    private const long MostPages = 32_768;
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(15), Rest = TimeSpan.FromMilliseconds(400), Idle = TimeSpan.FromSeconds(5);

    // For the life of the program: to close any handle of a file lets go of every lock that SQLite has on it in this process.
    private static readonly ConcurrentDictionary<string, SafeFileHandle> Files = new();

    private readonly FacetDatabase database;
    private readonly string file;
    private readonly AutoResetEvent written = new(false);
    private readonly ManualResetEventSlim ended = new(false);
    private readonly Thread thread;
    private volatile bool isWritersTurn;

    public JournalWorker(FacetDatabase database, string file)
    {
        (this.database, this.file) = (database, file);
        thread = new Thread(Work) { IsBackground = true, Name = "journal" };
        thread.Start();
    }

    /// <summary>Says that the writer has committed, and does the writer's part where it is due: about 4 ms then.</summary>
    public void Committed(DbConnection writer)
    {
        if (isWritersTurn)
        {
            isWritersTurn = false;
            Pass(writer);
        }
        written.Set();
    }

    public void Dispose()
    {
        ended.Set();
        written.Set();
        thread.Join();
        written.Dispose();
        ended.Dispose();
    }

    private void Work()
    {
        while (!ended.IsSet)
        {
            written.WaitOne();
            try
            {
                using var connection = database.Plain();
                connection.Open();
                database.Tune(connection).GetAwaiter().GetResult();
                WorkWhileWritten(connection);
            }
            catch (Exception problem) when (problem is DbException or IOException or UnauthorizedAccessException)
            {
                // The file is away or the disk full: the next commit says so to those whom it concerns.
            }
        }
    }

    private void WorkWhileWritten(DbConnection connection)
    {
        do
        {
            var began = Stopwatch.GetTimestamp();
            var pages = Pass(connection);
            if (pages > MostPages)
            {
                RandomAccess.FlushToDisk(Files.GetOrAdd(file, static path => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)));
            }
            var isQuick = Stopwatch.GetElapsedTime(began) < Quick;
            isWritersTurn = isQuick && pages > MostPages;
            if (isQuick)
            {
                ended.Wait(Rest);
            }
        }
        while (!ended.IsSet && written.WaitOne(Idle));
    }

    /// <returns>How many pages the journal had.</returns>
    private static long Pass(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var reader = command.ExecuteReader();
        return reader.Read() ? reader.GetInt64(1) : 0;
    }
}
