using Facet.Storage.Audit;
using Facet.Storage.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class AuditTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_chain_that_nobody_touched_is_whole(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        Assert.Equal(new AuditVerdict.Whole(0, AuditRow.Beginning), await node.Audit.Verify(node.Clinic, Cancellation));
        await Write(node, 5);
        Assert.Equal(5, Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation)).Rows);
    }

    [Theory, BothEngines]
    public async Task Whatever_is_changed_the_first_broken_row_is_named(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        await Write(node, 6);
        await database.DropProtection("audit");
        foreach (var change in (string[])[
            "at = '2020-02-03T04:05:06.0000000Z'", "at = 'yesterday'", "actor = 'nobody'", "action = 'intake.read'", "subject_type = 'proposal'",
            "subject_id = '00000000-0000-7000-8000-000000000000'", "previous_hash = 'x'", "hash = 'x'", "sequence = 77"])
        {
            foreach (var row in (int[])[1, 4, 6])
            {
                await database.Execute("CREATE TABLE kept AS SELECT * FROM audit");
                await database.Execute($"UPDATE audit SET {change} WHERE sequence = {row}");
                Assert.Equal(row, Assert.IsType<AuditVerdict.Broken>(await node.Audit.Verify(node.Clinic, Cancellation)).Sequence);
                await database.Execute("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept");
                Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
            }
        }
    }

    [Theory, BothEngines]
    public async Task A_removed_row_is_named(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        await Write(node, 5);
        await database.DropProtection("audit");
        await database.Execute("DELETE FROM audit WHERE sequence = 3");
        Assert.Equal(3, Assert.IsType<AuditVerdict.Broken>(await node.Audit.Verify(node.Clinic, Cancellation)).Sequence);
    }

    [Theory, BothEngines]
    public async Task A_chain_cut_at_its_end_has_another_head(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        await Write(node, 5);
        var noted = Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
        await database.DropProtection("audit");
        await database.Execute("DELETE FROM audit WHERE sequence = 5");
        Assert.NotEqual(noted, await node.Audit.Verify(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task The_database_refuses_a_fork(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        await Write(database.First, 3);
        foreach (var sequence in (int[])[3, 4])
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.Execute(
                $"INSERT INTO audit SELECT clinic, {sequence}, at, actor, action, subject_type, subject_id, previous_hash, hash FROM audit WHERE sequence = 3"));
        }
    }

    [Theory, BothEngines]
    public async Task What_fails_leaves_neither_a_row_nor_its_audit(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var ledger = node.Services.GetRequiredService<Ledger>();
        await Assert.ThrowsAsync<TimeoutException>(() => ledger.Record<string?>(node.Patient, "test", new Subject("intake", Guid.Empty), async (db, at) =>
        {
            db.Add(new IntakeRow { Id = new IntakeId(ledger.NewId()), Clinic = node.Clinic, StartedAt = at });
            await db.SaveChangesAsync(Cancellation);
            throw new TimeoutException();
        }, Cancellation));
        await using var db = database.Connect();
        Assert.Equal(0, await db.Set<IntakeRow>().CountAsync(Cancellation));
        Assert.Equal(0, await db.Set<AuditRow>().CountAsync(Cancellation));
    }

    private static async Task Write(Node node, int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            await node.Intakes.Start(node.Patient, null, Cancellation);
        }
    }
}
