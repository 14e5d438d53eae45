using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace Facet.Storage;

/// <summary>Which database this installation uses, and the way to it.</summary>
internal sealed class FacetDatabase
{
    private readonly Func<FacetDb> connect;
    private readonly string? file;

    private FacetDatabase(Func<FacetDb> connect, string? file) => (this.connect, this.file) = (connect, file);

    public static FacetDatabase Sqlite(string dataFolder, ILoggerFactory? logs)
    {
        var file = Path.Combine(Path.GetFullPath(dataFolder), "facet.db");
        var options = SqliteOptions(new DbContextOptionsBuilder<SqliteFacetDb>(), file, logs);
        var contexts = new PooledDbContextFactory<SqliteFacetDb>(options);
        return new FacetDatabase(contexts.CreateDbContext, file);
    }

    public static FacetDatabase Postgres(string connection, ILoggerFactory? logs)
    {
        var options = PostgresOptions(new DbContextOptionsBuilder<PostgresFacetDb>(), connection, logs);
        var contexts = new PooledDbContextFactory<PostgresFacetDb>(options);
        return new FacetDatabase(contexts.CreateDbContext, null);
    }

    public static DbContextOptions<T> SqliteOptions<T>(DbContextOptionsBuilder<T> builder, string file, ILoggerFactory? logs) where T : DbContext
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true };
        return Quiet(builder, logs).UseSqlite(connection.ConnectionString).AddInterceptors(new SqliteTuning()).Options;
    }

    public static DbContextOptions<T> PostgresOptions<T>(DbContextOptionsBuilder<T> builder, string connection, ILoggerFactory? logs) where T : DbContext =>
        Quiet(builder, logs).UseNpgsql(connection).Options;

    public FacetDb Connect() => connect();

    public async Task Open(CancellationToken cancellation)
    {
        if (file is not null)
        {
            CreateForOwnerOnly(file);
        }
        await using var db = Connect();
        await db.Open(cancellation);
    }

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
