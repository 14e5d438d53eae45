using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Evidence;
using Facet.Storage.Intake;
using Facet.Storage.Keys;
using Facet.Storage.Planning;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Facet.Web.Tests.Storage;

/// <summary>A database of its own for one test, real and soon gone.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly List<ServiceProvider> nodes = [];
    private readonly string? connection;

    private TestDatabase(Engine engine, string folder, string? connection) =>
        (Engine, Folder, this.connection) = (engine, folder, connection);

    public Engine Engine { get; }

    public string Folder { get; }

    /// <summary>The process that opened the database first.</summary>
    public Node First { get; private set; } = null!;

    public static async Task<TestDatabase> Open(Engine engine)
    {
        var database = await Empty(engine);
        database.First = await database.Start();
        return database;
    }

    /// <summary>A place for a database that nobody has opened yet.</summary>
    public static async Task<TestDatabase> Empty(Engine engine)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"facet_{Guid.NewGuid():N}");
        return new TestDatabase(engine, folder, engine == Engine.Sqlite ? null : await NewPostgres());
    }

    /// <summary>Tells a web host where its database is: on PostgreSQL with FACET_TEST_PAGES=postgres, on SQLite in the folder otherwise.</summary>
    public static void Choose(IWebHostBuilder builder, string folder)
    {
        builder.UseSetting("Storage:Folder", folder);
        if (Environment.GetEnvironmentVariable("FACET_TEST_PAGES") == "postgres") { builder.UseSetting("Storage:Postgres", NewPostgres().GetAwaiter().GetResult()); }
    }

    /// <summary>Another process on the same database.</summary>
    public async Task<Node> Start(Action<IServiceCollection>? more = null)
    {
        var collection = new ServiceCollection().AddFacetStorage(connection, Folder);
        more?.Invoke(collection);
        var services = collection.BuildServiceProvider();
        nodes.Add(services);
        return new Node(services, await services.OpenFacetStorage(TestContext.Current.CancellationToken));
    }

    /// <summary>A context that nobody has opened: for looking behind the stores.</summary>
    public FacetDb Connect() => Engine == Engine.Sqlite
        ? new SqliteFacetDb(FacetDatabase.SqliteOptions(new DbContextOptionsBuilder<SqliteFacetDb>(), File, null))
        : new PostgresFacetDb(FacetDatabase.PostgresOptions(new DbContextOptionsBuilder<PostgresFacetDb>(), connection!, null));

    /// <summary>How a command is told of this database.</summary>
    public IReadOnlyList<string> Arguments => Engine == Engine.Sqlite ? ["--database", Folder] : ["--postgres", connection!];

    public string File => Path.Combine(Folder, "facet.db");

    public async Task Execute(string sql)
    {
        await using var db = Connect();
        await db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }

    /// <summary>What somebody with the database's password can do.</summary>
    public async Task DropProtection(string table)
    {
        foreach (var trigger in (string[])(Engine == Engine.Sqlite ? ["no_update", "no_delete"] : ["no_rewriting", "no_emptying"]))
        {
            await Execute($"DROP TRIGGER {table}_{trigger}" + (Engine == Engine.Sqlite ? "" : $" ON {table}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
        if (Engine == Engine.Sqlite)
        {
            SqliteConnection.ClearAllPools();
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }
            return;
        }
        await using (var pool = new NpgsqlConnection(connection))
        {
            NpgsqlConnection.ClearPool(pool);
        }
        await Administer($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");
    }

    /// <summary>An empty database on PostgreSQL.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> NewPostgres()
    {
        var name = $"facet_{Guid.NewGuid():N}";
        await Administer($"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(BothEnginesAttribute.Server) { Database = name }.ConnectionString;
    }

    /// <summary>Takes a database away from those who use it, as when its machine is gone, or gives it back.</summary>
    public static async Task Reach(string connection, bool canBe)
    {
        var name = new NpgsqlConnectionStringBuilder(connection).Database;
        await Administer($"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {canBe}");
        if (!canBe) { await Administer($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"); }
    }

    private static async Task Administer(string sql)
    {
        await using var admin = new NpgsqlConnection(BothEnginesAttribute.Server);
        await admin.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = admin.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>A running Facet: its stores, and the clinic it found or made.</summary>
internal sealed record Node(IServiceProvider Services, ClinicId Clinic)
{
    public Caller Patient { get; } = Caller.Patient(Clinic);

    public ClinicStore Clinics => Services.GetRequiredService<ClinicStore>();

    public IntakeStore Intakes => Services.GetRequiredService<IntakeStore>();

    public ProposalStore Proposals => Services.GetRequiredService<ProposalStore>();

    public AuditChain Audit => Services.GetRequiredService<AuditChain>();

    public AccountStore Accounts => Services.GetRequiredService<AccountStore>();

    public InvitationStore Invitations => Services.GetRequiredService<InvitationStore>();

    public EvidenceStore Evidence => Services.GetRequiredService<EvidenceStore>();

    public KeyStore Keys => Services.GetRequiredService<KeyStore>();
}
