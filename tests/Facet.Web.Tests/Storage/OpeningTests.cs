using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Web.Tests.Storage;

public class OpeningTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Nodes_that_open_a_new_database_together_make_one_demo_clinic(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.Start())));
        Assert.Equal(DemoClinic.Name, Assert.Single(await nodes[0].Clinics.All(Cancellation)).Name);
        Assert.Single(nodes.Select(node => node.Clinic).Distinct());
    }

    [Theory, BothEngines]
    public async Task A_database_of_a_newer_Facet_is_refused(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        await database.Execute("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99.0')");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => database.Start());
        Assert.Contains("29990101000000_Later", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_a_killed_process_left_behind_does_not_stop_the_next_one()
    {
        await using var database = await TestDatabase.Empty(Engine.Sqlite);
        Directory.CreateDirectory(database.Folder);
        await database.Execute("CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT); INSERT INTO \"__EFMigrationsLock\" VALUES (1, '')");
        var node = await database.Start().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Single(await node.Clinics.All(Cancellation));
    }

    [Fact]
    public async Task Patients_data_is_for_the_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix file modes.");
            return;
        }
        await using var database = await TestDatabase.Open(Engine.Sqlite);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(database.Folder) & Others);
        foreach (var file in Directory.GetFiles(database.Folder, "facet.db*").Except([$"{database.File}.migrating"]))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & Others);
        }
    }

    [Fact]
    public async Task Sqlite_is_durable_and_checks_references()
    {
        await using var database = await TestDatabase.Open(Engine.Sqlite);
        await using var db = database.Connect();
        await db.Database.OpenConnectionAsync(Cancellation);
        async Task<string?> Setting(string name)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {name}";
            return (await command.ExecuteScalarAsync(Cancellation))?.ToString();
        }
        Assert.Equal("wal", await Setting("journal_mode"));
        Assert.Equal("2", await Setting("synchronous"));
        Assert.Equal("1", await Setting("foreign_keys"));
        Assert.Equal("10000", await Setting("busy_timeout"));
    }
}
