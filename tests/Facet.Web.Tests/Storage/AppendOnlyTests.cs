using System.Data.Common;
using Facet.Knowledge;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Storage.Schedule;
using Facet.Storage.Site;
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
        var patient = (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, "Somebody", Cancellation))!.Id;
        Assert.NotNull(await node.Services.GetRequiredService<CarePlanStore>().Sign(node.Patient, patient, new(new(2026, 1, 5), "Signer", "", "{}"), Cancellation));
        await node.Services.GetRequiredService<EntryLog>().Append(node.Patient, patient, [new(Guid.NewGuid(), 1, "check-in", new(2026, 1, 5), "{}")], [new(0, "warning", "urgent", "look", TimeSpan.FromHours(4)), new(0, "message", "none", "read", TimeSpan.FromHours(4))], Cancellation);
        var tasks = node.Services.GetRequiredService<ClinicTaskStore>();
        Assert.True(await tasks.Answer(node.Patient, (await tasks.Open(node.Patient, 10, Cancellation))[0].Id, "Called", Cancellation));
        var (clinic, account, id, at) = (node.Patient.Clinic, await Account(database), Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        await using var db = database.Connect();
        db.Add(new BookingRow { Id = id, Clinic = clinic, Patient = patient, Plan = 1, Item = "item", Series = id, Number = 1, Starts = at, Minutes = 30, State = "booked", Version = 1 });
        db.Add(new BookingEventRow { Booking = id, Sequence = 1, Clinic = clinic, Patient = patient, At = at, Author = "facet", Kind = "booked", Json = "{}" });
        db.Add(new ClinicSettingRow { Clinic = clinic, Version = 1, At = at, Author = "facet", Reason = "why", Json = "{}" });
        db.Add(new KnowledgeApprovalRow { Clinic = clinic, Sequence = 1, At = at, Author = "facet", Knowledge = "k", Approves = true, Text = "read" });
        db.Add(new TeamChangeRow { Patient = patient, Sequence = 1, Account = account, Joins = true, At = at, Author = "facet" });
        db.Add(new AccessReasonRow { Id = id, Clinic = clinic, Patient = patient, Account = account, Code = "cover", Text = "", At = at, Until = at });
        db.Add(new RuleOverrideRow { Id = id, Clinic = clinic, Intake = intake, Rule = "rule", Intervention = "", Code = "code", Text = "why", NeedsSecond = false, At = at, Author = "facet" });
        db.Add(new RuleOverrideAnswerRow { Override = id, At = at, Author = "facet", Answer = "agrees", Text = "" });
        db.Add(new ArticleVersionRow { Clinic = clinic, Language = "en", Slug = "laser", Version = 1, At = at, Author = "facet", IsPublished = true, Text = "text", Note = "", Reviewer = "", Reviewed = null });
        db.Add(new ReplyRow { Id = id, Clinic = clinic, Slug = "laser", Language = "en", Parent = null, Name = "Ann", Text = "text", TellsOfHarm = false, At = at, Account = null, Receipt = "" });
        db.Add(new ReplyDecisionRow { Reply = id, Sequence = 1, IsShown = true, Code = "fine", Text = "", At = at, Author = "facet" });
        db.Add(new ReplyReportRow { Id = id, Reply = id, Code = "rude", Text = "", At = at });
        db.Add(new ConsultationRequestRow { Id = id, Clinic = clinic, Intake = intake, Language = "en", Tier = "none", At = at, Due = at, Receipt = "" });
        db.Add(new ConsultationAnswerRow { Request = id, Sequence = 1, Code = "called", Text = "", Patient = null, Again = at, At = at, Author = "facet" });
        await db.SaveChangesAsync(Cancellation);
        return database;
    }

    private static async Task<Guid> Account(TestDatabase database)
    {
        await using var db = database.Connect();
        return await db.Set<Account>().Select(each => each.Id).FirstAsync(Cancellation);
    }
}
