using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Facet.Storage;

/// <summary>Which database this installation uses, and the way to it.</summary>
/// <remarks>
/// Waking EF Core costs more than the rest of the program's start together, so the few questions of every start
/// (is the schema the newest, which clinic, which keys) go past it.
/// </remarks>
internal sealed class FacetDatabase
{
    private readonly Type context;
    private readonly string historyExists;
    private readonly Func<DbConnection> plain;
    private readonly Func<FacetDb> connect;
    private readonly string? file;

    private FacetDatabase(Type context, string historyExists, Func<DbConnection> plain, Func<FacetDb> connect, string? file) =>
        (this.context, this.historyExists, this.plain, this.connect, this.file) = (context, historyExists, plain, connect, file);

    public static FacetDatabase Sqlite(string dataFolder, ILoggerFactory? logs)
    {
        var file = Path.Combine(Path.GetFullPath(dataFolder), "facet.db");
        var contexts = new Lazy<PooledDbContextFactory<SqliteFacetDb>>(() =>
            new(SqliteOptions(new DbContextOptionsBuilder<SqliteFacetDb>(), file, logs)));
        return new(typeof(SqliteFacetDb), SqliteFacetDb.HistoryExists, () => new SqliteConnection(SqliteConnectionString(file)),
            () => contexts.Value.CreateDbContext(), file);
    }

    public static FacetDatabase Postgres(string connection, ILoggerFactory? logs)
    {
        var contexts = new Lazy<PooledDbContextFactory<PostgresFacetDb>>(() =>
            new(PostgresOptions(new DbContextOptionsBuilder<PostgresFacetDb>(), connection, logs)));
        return new(typeof(PostgresFacetDb), PostgresFacetDb.HistoryExists, () => new NpgsqlConnection(connection),
            () => contexts.Value.CreateDbContext(), null);
    }

    public static DbContextOptions<T> SqliteOptions<T>(DbContextOptionsBuilder<T> builder, string file, ILoggerFactory? logs) where T : DbContext =>
        Quiet(builder, logs).UseSqlite(SqliteConnectionString(file)).AddInterceptors(new SqliteTuning()).Options;

    public static DbContextOptions<T> PostgresOptions<T>(DbContextOptionsBuilder<T> builder, string connection, ILoggerFactory? logs) where T : DbContext =>
        Quiet(builder, logs).UseNpgsql(connection).Options;

    public FacetDb Connect() => connect();

    /// <summary>A connection that EF Core does not know of, for work that has to be quicker than it.</summary>
    public DbConnection Plain() => plain();

    /// <summary>Gives a plain, open connection the settings that EF Core's have.</summary>
    public async Task Tune(DbConnection connection)
    {
        if (file is not null)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = SqliteTuning.Settings;
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Gives a plain, open connection that writes much and stays open what it needs beside <see cref="Tune"/>.</summary>
    /// <remarks>
    /// A cache for the ends of many records. The journal is worked into the file by <see cref="Journal"/>; should that fail, this connection does it at 1 GB.
    /// </remarks>
    public async Task TuneWriter(DbConnection connection)
    {
        await Tune(connection);
        if (file is not null)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 262144;";
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>What works the journal into the file beside such a connection; null where the database does that itself.</summary>
    public JournalWorker? Journal() => file is null ? null : new JournalWorker(this, file);

    /// <summary>What <see cref="FacetDb.LockClinic"/> does, on a plain connection.</summary>
    public async Task LockClinic(DbConnection connection, DbTransaction transaction, Clinics.ClinicId clinic)
    {
        if (file is null)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT 1 FROM clinic WHERE id = @clinic FOR NO KEY UPDATE";
            command.Set("clinic", clinic.Value);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A number that stays the same on a connection while no other connection has changed the database; null where the database cannot tell.</summary>
    public async Task<long?> Version(DbConnection connection, DbTransaction transaction)
    {
        if (file is null)
        {
            return null;
        }
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = ("PRAGMA data_version", transaction);
        return (long?)await command.ExecuteScalarAsync();
    }

    /// <summary>Asks without EF Core. Blocking: at a start nothing else can go on.</summary>
    public IReadOnlyList<T> Ask<T>(string sql, Func<DbDataReader, T> read)
    {
        using var connection = plain();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var answers = new List<T>();
        while (reader.Read())
        {
            answers.Add(read(reader));
        }
        return answers;
    }

    /// <summary>Creates the database or brings it to this program's newest migration; quick when it is there already.</summary>
    /// <exception cref="InvalidOperationException">The database is newer than this program.</exception>
    public async Task Open(CancellationToken cancellation)
    {
        if (file is not null)
        {
            CreateForOwnerOnly(file);
        }
        if (IsNewest())
        {
            return;
        }
        await using var db = Connect();
        await db.Database.OpenConnectionAsync(cancellation);
        await using (await db.LockMigrations(cancellation))
        {
            if (!IsNewest())
            {
                // Before EF Core asks for it, which on PostgreSQL would say at a first start that something failed.
                await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellation);
                await db.Database.MigrateAsync(cancellation);
            }
        }
    }

    private bool IsNewest()
    {
        if (Ask(historyExists, reader => reader.GetBoolean(0)) is not [true])
        {
            return false;
        }
        var known = typeof(FacetDatabase).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()!.Id).ToHashSet();
        var applied = Ask("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"", reader => reader.GetString(0));
        if (applied.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new InvalidOperationException(
                $"The database has the migration {unknown}, which this program does not know: a newer Facet made it. Run that one.");
        }
        return applied.Count == known.Count;
    }

    private static string SqliteConnectionString(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true }.ConnectionString;

    private static DbContextOptionsBuilder<T> Quiet<T>(DbContextOptionsBuilder<T> builder, ILoggerFactory? logs) where T : DbContext =>
        builder.UseLoggerFactory(logs).ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug)));

    // SQLite gives its journal files the mode of the database file, so that one decides who can read patients' data.
    private static void CreateForOwnerOnly(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!File.Exists(file))
        {
            using var created = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
    }
}
