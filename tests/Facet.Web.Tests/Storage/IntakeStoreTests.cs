using System.Text;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;

namespace Facet.Web.Tests.Storage;

public class IntakeStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Any_json_text_comes_back_as_it_went_in(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, intake) = await Begin(database);
        await AnyJson.Text.SampleAsync(async json =>
        {
            await node.Intakes.Append(node.Patient, intake, "pain", json, Cancellation);
            var current = await node.Intakes.Current(node.Patient, intake, Cancellation);
            Assert.Equal(json, current!["pain"]);
        }, iter: 60, threads: 1);
    }

    [Theory, BothEngines]
    public async Task The_newest_row_is_the_answer_and_every_row_is_kept(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        await Gen.Select(Gen.OneOf("pain", "work", "WORK", "sleep"), Gen.Int).List[0, 12].SampleAsync(async given =>
        {
            var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
            foreach (var (page, number) in given)
            {
                await node.Intakes.Append(node.Patient, intake, page, $"{number}", Cancellation);
            }
            var expected = new Dictionary<string, string>();
            given.ForEach(answer => expected[answer.Item1] = $"{answer.Item2}");
            Assert.Equivalent(expected, await node.Intakes.Current(node.Patient, intake, Cancellation), strict: true);

            var history = await node.Intakes.History(node.Patient, intake, Cancellation);
            Assert.Equal(given.Select(answer => (answer.Item1, $"{answer.Item2}")), history!.Select(answer => (answer.Page, answer.Json)));
            Assert.Equal(Enumerable.Range(1, given.Count), history!.Select(answer => answer.Sequence));
            Assert.All(history!, (answer, i) =>
                Assert.Equal(history!.Take(i).LastOrDefault(earlier => earlier.Page == answer.Page)?.Id, answer.Replaces));
        }, iter: 15, threads: 1);
    }

    [Theory, BothEngines]
    public async Task An_answer_names_its_author_and_its_time(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, intake) = await Begin(database);
        var user = Guid.NewGuid();
        var before = TimeProvider.System.GetUtcNow();
        var id = await node.Intakes.Append(Caller.User(node.Clinic, user), intake, "pain", "{}", Cancellation);
        var answer = Assert.Single((await node.Intakes.History(node.Patient, intake, Cancellation))!);
        Assert.Equal(id, answer.Id);
        Assert.Equal(user.ToString(), answer.Author);
        Assert.InRange(answer.At, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(7, answer.Id.Value.Version);
    }

    [Theory, BothEngines]
    public async Task Parallel_appends_of_two_nodes_lose_nothing_and_keep_one_chain(Engine engine)
    {
        const int Writers = 8, Each = 10;
        await using var database = await TestDatabase.Open(engine);
        var (node, intake) = await Begin(database);
        Node[] both = [node, await database.Start()];
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                Assert.NotNull(await both[writer % 2].Intakes.Append(node.Patient, intake, $"page {i}", $"[{writer}, {i}]", Cancellation));
            }
        }, Cancellation)));

        var history = (await node.Intakes.History(node.Patient, intake, Cancellation))!;
        Assert.Equal(Enumerable.Range(1, Writers * Each), history.Select(answer => answer.Sequence));
        Assert.Equal(Writers * Each, history.Select(answer => answer.Json).Distinct().Count());
        Assert.Equal(Each, (await node.Intakes.Current(node.Patient, intake, Cancellation))!.Count);
        // One row each for starting, for every answer and for the two readings above.
        Assert.Equal(Writers * Each + 3, Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation)).Rows);
    }

    [Theory, BothEngines]
    public async Task A_foreign_clinics_intake_is_invisible_and_the_attempt_is_on_record(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, intake) = await Begin(database);
        await node.Intakes.Append(node.Patient, intake, "pain", "1", Cancellation);
        var stranger = Caller.Patient(await node.Clinics.Add("Another clinic", Cancellation));

        Assert.Null(await node.Intakes.Current(stranger, intake, Cancellation));
        Assert.Null(await node.Intakes.History(stranger, intake, Cancellation));
        Assert.Null(await node.Intakes.Append(stranger, intake, "pain", "2", Cancellation));
        Assert.Equal("1", (await node.Intakes.Current(node.Patient, intake, Cancellation))!["pain"]);

        await using var db = database.Connect();
        var attempts = db.Set<AuditRow>().Where(row => row.Clinic == stranger.Clinic).OrderBy(row => row.Sequence);
        Assert.Equal(["intake.read.absent", "intake.history.absent", "intake.answer.absent"], attempts.Select(row => row.Action));
    }

    [Fact]
    public async Task What_is_not_json_or_too_long_is_refused_before_it_is_stored()
    {
        await using var database = await TestDatabase.Open(Engine.Sqlite);
        var (node, intake) = await Begin(database);
        string Filled(int bytes) => $"\"{new string('é', (bytes - 2) / 2)}\"";
        foreach (var wrong in (string[])["", "{", "{} {}", "{'a':1}", "\"\ud800\"", "\"\0\"", Filled(IntakeStore.MostAnswerBytes + 2)])
        {
            await Assert.ThrowsAsync<ArgumentException>("json", () => node.Intakes.Append(node.Patient, intake, "pain", wrong, Cancellation));
        }
        Assert.Equal(IntakeStore.MostAnswerBytes, Encoding.UTF8.GetByteCount(Filled(IntakeStore.MostAnswerBytes)));
        Assert.NotNull(await node.Intakes.Append(node.Patient, intake, "pain", Filled(IntakeStore.MostAnswerBytes), Cancellation));
        Assert.Single((await node.Intakes.History(node.Patient, intake, Cancellation))!);
    }

    private static async Task<(Node, IntakeId)> Begin(TestDatabase database) =>
        (database.First, await database.First.Intakes.Start(database.First.Patient, null, Cancellation));
}
