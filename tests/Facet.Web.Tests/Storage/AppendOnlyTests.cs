using System.Data.Common;
using Facet.Knowledge;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class AppendOnlyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_database_refuses_to_rewrite_any_fact(Engine engine)
    {
        await using var database = await Filled(engine);
        await using var db = database.Connect();
        var facts = db.Model.GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(IAppended))).ToList();
        Assert.NotEmpty(facts);
        foreach (var fact in facts)
        {
            var table = fact.GetTableName();
            var column = fact.FindPrimaryKey()!.Properties[0].GetColumnName();
            foreach (var attempt in (string[])[
                $"UPDATE {table} SET {column} = {column}",
                $"DELETE FROM {table}",
                engine == Engine.Sqlite ? $"REPLACE INTO {table} SELECT * FROM {table}" : $"TRUNCATE {table} CASCADE"])
            {
                var refusal = await Assert.ThrowsAnyAsync<DbException>(() => database.Execute(attempt));
                Assert.Contains("is append-only", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory, BothEngines]
    public async Task The_context_refuses_to_save_a_rewritten_fact(Engine engine)
    {
        await using var database = await Filled(engine);
        foreach (var state in (EntityState[])[EntityState.Modified, EntityState.Deleted])
        {
            await using var db = database.Connect();
            db.Entry(await db.Set<AnswerRow>().FirstAsync(Cancellation)).State = state;
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Cancellation));
            Assert.Throws<InvalidOperationException>(() => db.SaveChanges());
        }
    }

    private static async Task<TestDatabase> Filled(Engine engine)
    {
        var database = await TestDatabase.Open(engine);
        var node = database.First;
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        await node.Intakes.Append(node.Patient, intake, "pain", "1", Cancellation);
        await node.Proposals.Append(node.Patient, intake, new ProposalContent(ProposalOutcome.Stop, "k", "e", "s", "{}"), Cancellation);
        Assert.NotNull(await node.Accounts.Join(node.Invitations, Roles.Administrator, "first@example.org", node.Clinic, Cancellation));
        Assert.Equal(1, await node.Evidence.Add(node.Patient, new("why", 0, "model", "new", "old", "trials", "effects"), Cancellation));
        Assert.True(await node.Evidence.Choose(node.Patient, 1, "why", Cancellation));
        await node.Services.GetRequiredService<KnowledgeArchive>().Keep(KnowledgeFiles.Embedded, Cancellation);
        var runs = node.Services.GetRequiredService<PopulationStore>();
        var run = await runs.Continue(node.Patient, new("k", "e", "p", false), Cancellation);
        Assert.Equal(1, await runs.Write(node.Patient, run, [new(intake, ProposalOutcome.Stop, 1, 1, null, PlanChange.None, "", "")], Cancellation));
        Assert.True(await runs.Finish(node.Patient, run, new(null, null, ""), Cancellation));
        return database;
    }
}
