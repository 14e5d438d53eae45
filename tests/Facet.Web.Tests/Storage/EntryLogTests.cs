using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class EntryLogTests
{
    private static readonly DateOnly Day = new(2026, 1, 5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task What_is_sent_twice_is_stored_once_and_a_gap_is_named(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient) = (database.First, await NewPatient(database.First));
        var log = node.Services.GetRequiredService<EntryLog>();
        var phone = Guid.NewGuid();
        Assert.Equal([1L, 2L], (await Append(node, patient, Draft(phone, 1), Draft(phone, 2))).Sequences);
        Assert.Equal([2L, 3L], (await Append(node, patient, Draft(phone, 2), Draft(phone, 3))).Sequences);

        var gap = await Append(node, patient, Draft(phone, 4), Draft(phone, 6), Draft(phone, 7));
        Assert.Equal([4L], gap.Sequences);
        Assert.Equal(new AppendProblem.Gap(phone, 5), gap.Problem);

        var other = await Append(node, patient, Draft(phone, 2) with { Json = """{"other":true}""" });
        Assert.Equal(Draft(phone, 2), Assert.IsType<AppendProblem.Differs>(other.Problem).Stored.Entry);
        Assert.Equal([1, 2, 3, 4], (await log.Read(node.Patient, patient, null, Cancellation))!.Select(entry => entry.Entry.Number));
    }

    [Theory, BothEngines]
    public async Task Entries_of_many_at_once_are_stored_once_each_and_in_order(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var second = await database.Start();
        var patients = new[] { await NewPatient(database.First), await NewPatient(database.First), await NewPatient(database.First) };
        var streams = Enumerable.Range(0, 12).Select(i => (Patient: patients[i % 3], Stream: Guid.NewGuid())).ToList();
        await Parallel.ForEachAsync(streams, Cancellation, async (each, _) =>
        {
            for (var number = 1; number <= 20; number++)
            {
                // Each is sent to two nodes at the same time.
                var both = await Task.WhenAll(((Node[])[database.First, second]).Select(node => Append(node, each.Patient, Draft(each.Stream, number))));
                Assert.All(both, result => Assert.Null(result.Problem));
                Assert.Equal(both[0].Sequences, both[1].Sequences);
            }
        });
        foreach (var patient in patients)
        {
            var entries = (await database.First.Services.GetRequiredService<EntryLog>().Read(database.First.Patient, patient, null, Cancellation))!;
            Assert.Equal(Enumerable.Range(1, 80).Select(number => (long)number), entries.Select(entry => entry.Sequence));
            Assert.All(entries.GroupBy(entry => entry.Entry.Stream), stream => Assert.Equal(Enumerable.Range(1, 20), stream.Select(entry => entry.Entry.Number)));
        }
        Assert.IsType<AuditVerdict.Whole>(await database.First.Audit.Verify(database.First.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Nobody_reads_or_writes_the_record_of_another_clinic(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient) = (database.First, await NewPatient(database.First));
        var log = node.Services.GetRequiredService<EntryLog>();
        var elsewhere = Caller.Patient(await node.Clinics.Add("Elsewhere", Cancellation));
        Assert.Null(await log.Read(elsewhere, patient, null, Cancellation));
        Assert.IsType<AppendProblem.Absent>((await log.Append(elsewhere, patient, [Draft(Guid.NewGuid(), 1)], null, Cancellation)).Problem);
        Assert.Empty((await log.Read(node.Patient, patient, null, Cancellation))!);
    }

    [Theory, BothEngines]
    public async Task What_stands_of_a_stream_is_found_in_its_own_record_and_nowhere_else(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient, other) = (database.First, await NewPatient(database.First), await NewPatient(database.First));
        var log = node.Services.GetRequiredService<EntryLog>();
        var form = Guid.NewGuid();
        Assert.False(await log.Has(node.Patient, patient, form, Cancellation));
        await Append(node, patient, Draft(form, 1));
        Assert.True(await log.Has(node.Patient, patient, form, Cancellation));
        Assert.False(await log.Has(node.Patient, patient, Guid.NewGuid(), Cancellation));
        Assert.False(await log.Has(node.Patient, other, form, Cancellation));
        Assert.False(await log.Has(Caller.Patient(await node.Clinics.Add("Elsewhere", Cancellation)), patient, form, Cancellation));
    }

    [Theory, BothEngines]
    public async Task A_task_for_the_team_is_stored_with_its_entry_and_never_twice(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient) = (database.First, await NewPatient(database.First));
        var (log, tasks) = (node.Services.GetRequiredService<EntryLog>(), node.Services.GetRequiredService<ClinicTaskStore>());
        var draft = Draft(Guid.NewGuid(), 1);
        for (var time = 0; time < 2; time++)
        {
            await log.Append(node.Patient, patient, [draft], [new(0, "warning", "emergency", "look", TimeSpan.FromHours(4))], Cancellation);
        }
        var task = Assert.Single(await tasks.Open(node.Patient, 10, Cancellation));
        Assert.Equal((patient, 1L, TimeSpan.FromHours(4)), (task.Patient, task.Entry, task.Due - task.At));
        Assert.True(await tasks.Answer(node.Patient, task.Id, "Called; at the hospital", Cancellation));
        Assert.False(await tasks.Answer(node.Patient, task.Id, "again", Cancellation));
        Assert.Empty(await tasks.Open(node.Patient, 10, Cancellation));
    }

    [Fact]
    public async Task A_changed_entry_no_longer_fits_the_audit()
    {
        await using var database = await TestDatabase.Open(Engine.Sqlite);
        var (node, patient) = (database.First, await NewPatient(database.First));
        await Append(node, patient, Draft(Guid.NewGuid(), 1), Draft(Guid.NewGuid(), 1));
        Assert.Null(await node.Audit.FindChangedEntry(node.Clinic, Cancellation));
        await database.DropProtection("care_entry");
        await database.Execute("UPDATE care_entry SET author = 'somebody' WHERE sequence = 2");
        Assert.Equal((patient, 1L), await node.Audit.FindChangedEntry(node.Clinic, Cancellation));
    }

    [Fact]
    public async Task What_the_audit_says_of_entries_can_be_computed_with_any_tool()
    {
        await using var database = await TestDatabase.Open(Engine.Sqlite);
        var (node, patient, stream) = (database.First, await NewPatient(database.First), Guid.NewGuid());
        var log = node.Services.GetRequiredService<EntryLog>();
        await log.Append(node.Patient, patient, [new(stream, 1, "message", Day, """{"text":"é 😀"}"""), new(stream, 2, "message", Day, $$"""{"text":"{{new string('x', 9000)}}"}""")], null, Cancellation);
        var said = string.Concat((await log.Read(node.Patient, patient, null, Cancellation))!.Select(each =>
            $"{patient}\n{each.Sequence}\n{stream}\n{each.Entry.Number}\nmessage\n2026-01-05\n{each.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}\n{each.Author}\n{each.Entry.Json.Length}\n{each.Entry.Json}\n"));
        var hash = new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(said)).AsSpan(0, 16));
        await using var db = database.Connect();
        Assert.Equal(hash, Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.AsNoTracking(db.Set<AuditRow>()).OrderBy(row => row.Sequence).Last(row => row.SubjectType == "entries").SubjectId);
    }

    [Theory, BothEngines]
    public async Task Whoever_writes_beside_the_log_is_seen_by_its_next_entry(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient) = (database.First, await NewPatient(database.First));
        var phone = Guid.NewGuid();
        Assert.Equal([1L], (await Append(node, patient, Draft(phone, 1))).Sequences);
        Assert.Equal([2L], (await Append(await database.Start(), patient, Draft(Guid.NewGuid(), 1))).Sequences);
        Assert.Equal([3L], (await Append(node, patient, Draft(phone, 2))).Sequences);
        await database.Execute($"UPDATE patient SET erased = '2026-01-05T00:00:00.0000000Z'");
        Assert.IsType<AppendProblem.Absent>((await Append(node, patient, Draft(phone, 3))).Problem);
    }

    [Fact]
    public async Task Whatever_arrives_in_whatever_order_the_record_is_a_prefix_of_what_was_written()
    {
        await using var database = await TestDatabase.Open(Engine.Sqlite);
        var node = database.First;
        await Gen.Int[1, 8].List[1, 30].SampleAsync(async numbers =>
        {
            var (patient, stream) = (await NewPatient(node), Guid.NewGuid());
            var expected = 0;
            foreach (var number in numbers)
            {
                var result = await Append(node, patient, Draft(stream, number));
                Assert.Equal(number <= expected + 1, result.Problem is null);
                expected = Math.Max(expected, number == expected + 1 ? number : 0);
            }
            var entries = (await node.Services.GetRequiredService<EntryLog>().Read(node.Patient, patient, null, Cancellation))!;
            Assert.Equal(Enumerable.Range(1, expected), entries.Select(entry => entry.Entry.Number));
        }, iter: 40);
    }

    private static EntryDraft Draft(Guid stream, int number) => new(stream, number, "check-in", Day, $$"""{"pain":{{number % 11}}}""");

    private static Task<AppendResult> Append(Node node, PatientId patient, params EntryDraft[] drafts) =>
        node.Services.GetRequiredService<EntryLog>().Append(node.Patient, patient, drafts, null, Cancellation);

    private static async Task<PatientId> NewPatient(Node node)
    {
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        return (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, "Somebody", Cancellation))!.Id;
    }
}
