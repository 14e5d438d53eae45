using System.Diagnostics;
using System.Text.Json;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Web.Plan;
using Facet.Web.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StoredAnswer = Facet.Web.Intake.StoredAnswer;

namespace Facet.Web.Tests.Plan;

public class PopulationTests
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Facet.Cli", "debug", "Facet.Cli.dll"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Whose_plan_would_change_and_why_is_listed_and_nothing_stored_changes(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var stored = new Dictionary<IntakeId, StoredProposal>();
        foreach (var (_, pages) in StoredCases.All.Take(60))
        {
            var intake = await StoredCases.Answer(node, pages);
            stored[intake] = await StoredCases.Propose(node, StoredCases.Pathway, intake);
        }
        var planned = stored.Values.Where(proposal => PopulationDesk.Forms.Doses(proposal.Content.Document) is not null).Select(proposal => proposal.Intake).ToHashSet();
        Assert.True(planned.Count > 5);

        var (same, _) = await Run(node, StoredCases.Pathway, false);
        Assert.All(same, item => Assert.Equal(planned.Contains(item.Intake) ? PlanChange.Same : PlanChange.None, item.Change));
        Assert.Equal(stored.Keys.ToHashSet(), same.Select(item => item.Intake).ToHashSet());
        Assert.All(same, item => Assert.Equal(stored[item.Intake].Content.Outcome, item.Outcome));

        // Other knowledge: each further item costs so much that plans shrink.
        var (dear, _) = await Run(node, With("planning.yaml", KnowledgeFiles.Embedded.Read("settings/planning.yaml").Replace("complexity_per_item: {value: 0.2", "complexity_per_item: {value: 3", StringComparison.Ordinal)), false);
        Assert.Contains(dear, item => item.Change == PlanChange.Changed && item.Detail.Contains('-', StringComparison.Ordinal));
        Assert.All(dear.Where(item => item.Change == PlanChange.Changed), item => Assert.Equal("knowledge", item.Because));

        // No hours at all of what plans use: the plans by themselves stay, so that only the capacity changes them.
        var resources = StoredCases.Pathway.Catalogue.Interventions.SelectMany(intervention => intervention.Uses).Distinct().Select(name => $"  {name}: {{hours_per_week: 0, reason: \"nobody there\"}}\n");
        var (closed, outcome) = await Run(node, With("capacity.yaml", $"version: 1\ncapacities:\n{string.Concat(resources)}"), true);
        Assert.True(outcome.Together!.IsWithinCapacity);
        Assert.All(outcome.Together.Used, used => Assert.Equal(0, used));
        Assert.Contains(closed, item => item.Change is PlanChange.Changed);
        Assert.All(closed.Where(item => item.Change is PlanChange.Changed), item => Assert.Equal("capacity", item.Because));

        // Other answers of one person.
        var one = same.First(item => item.Change == PlanChange.Same && item.Plan!.Contains(' ', StringComparison.Ordinal)).Intake;
        Assert.NotNull(await node.Intakes.Append(node.Patient, one, StoredCases.Pathway.Questionnaire.PageFor("minutes_per_day_available")!.Id, """{"intake": {"age_years": 12}}""", Cancellation));
        var (young, _) = await Run(node, StoredCases.Pathway, false);
        var item = young.Single(item => item.Change != PlanChange.Same && item.Change != PlanChange.None);
        Assert.Equal((one, PlanChange.Gone, "answers", ProposalOutcome.Stop), (item.Intake, item.Change, item.Because, item.Outcome));

        foreach (var (intake, proposal) in stored) { Assert.Equal(proposal, await node.Proposals.Newest(node.Patient, intake, Cancellation)); }
    }

    [Theory, BothEngines]
    public async Task A_run_of_other_versions_or_another_clinic_is_not_gone_on_with(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var store = node.Services.GetRequiredService<PopulationStore>();
        var job = Job(node, StoredCases.Pathway);
        var basis = job.Basis(false);
        var open = await store.Continue(node.Patient, basis, Cancellation);
        Assert.Equal(open, await store.Continue(node.Patient, basis, Cancellation));
        Assert.NotEqual(open.Id, (await store.Continue(node.Patient, basis with { Program = "another" }, Cancellation)).Id);
        Assert.False((await job.Run(node.Patient, true, open.Id, 1, null, Cancellation)).TryGet(out _, out var problems));
        Assert.Equal("other-capacity", Assert.Single(problems).Code);
        var other = Caller.Patient(await node.Clinics.Add("Another clinic", Cancellation));
        Assert.False((await job.Run(other, false, open.Id, 1, null, Cancellation)).TryGet(out _, out problems));
        Assert.Equal("no-run", Assert.Single(problems).Code);
        Assert.True((await job.Run(node.Patient, false, open.Id, 1, null, Cancellation)).TryGet(out var outcome, out _));
        Assert.Equal(open, outcome.Run);
        Assert.NotEqual(open.Id, (await store.Continue(node.Patient, basis, Cancellation)).Id);
    }

    [Theory, BothEngines]
    public async Task A_run_that_is_killed_half_way_goes_on_and_has_every_person_exactly_once(Engine engine)
    {
        const int People = 4000;
        await using var database = await TestDatabase.Open(engine);
        await Fill(database, People);
        string[] arguments = ["plan", "--all", .. database.Arguments, "--json", "--list", "3", "--threads", "1"];
        using (var killed = Start(arguments))
        {
            while (await Items(database) < 2 * PopulationJob.Batch)
            {
                Assert.False(killed.HasExited, "The run ended before it could be killed.");
                await Task.Delay(5, Cancellation);
            }
            killed.Kill(entireProcessTree: true);
            await killed.WaitForExitAsync(Cancellation);
        }
        var before = await Items(database);
        Assert.InRange(before, 1, People - 1);

        using var resumed = Start(arguments);
        var (output, error) = (resumed.StandardOutput.ReadToEndAsync(Cancellation), resumed.StandardError.ReadToEndAsync(Cancellation));
        await resumed.WaitForExitAsync(Cancellation);
        Assert.True(resumed.ExitCode == 0, await error);
        using var json = JsonDocument.Parse(await output);
        Assert.Equal((People, People - before), (json.RootElement.GetProperty("people").GetInt32(), json.RootElement.GetProperty("added").GetInt32()));
        Assert.Equal(3, json.RootElement.GetProperty("changes").GetArrayLength());
        await using var db = database.Connect();
        Assert.Equal(1, await db.Set<PopulationRunRow>().CountAsync(Cancellation));
        Assert.Equal(1, await db.Set<PopulationEndRow>().CountAsync(Cancellation));
        Assert.Equal(People, await db.Set<PopulationItemRow>().CountAsync(Cancellation));
        Assert.Equal(People, await db.Set<PopulationItemRow>().Select(row => row.Intake).Distinct().CountAsync(Cancellation));
        Assert.Equal(People, json.RootElement.GetProperty("counts").EnumerateObject().Sum(count => count.Value.GetInt32()));
    }

    [Theory, BothEngines]
    public async Task The_command_replays_and_says_so_to_the_shell(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var intake = await StoredCases.Answer(node, StoredCases.All[0].Pages);
        var stored = await StoredCases.Propose(node, StoredCases.Pathway, intake);
        var (code, output, _) = await Facet(["replay", stored.Id.ToString(), .. database.Arguments]);
        Assert.Equal(0, code);
        Assert.Contains("the same to the byte", output, StringComparison.Ordinal);
        var altered = await node.Proposals.Append(Caller.Program(node.Clinic), intake, stored.Content with { Document = stored.Content.Document.Replace("draft", "signed", StringComparison.Ordinal) }, Cancellation);
        (code, output, _) = await Facet(["replay", altered!.Id.ToString(), .. database.Arguments]);
        Assert.Equal(1, code);
        Assert.Contains("- ", output, StringComparison.Ordinal);
        Assert.Contains("signed", output, StringComparison.Ordinal);
        var gone = await node.Proposals.Append(Caller.Program(node.Clinic), intake, stored.Content with { Knowledge = "nowhere" }, Cancellation);
        (code, _, var error) = await Facet(["replay", gone!.Id.ToString(), .. database.Arguments]);
        Assert.Equal(2, code);
        Assert.Contains("nowhere is not in the archive", error, StringComparison.Ordinal);
        Assert.Equal(1, (await Facet(["replay", "--all", .. database.Arguments])).Code);
        Assert.Equal(2, (await Facet(["replay", Guid.NewGuid().ToString(), .. database.Arguments])).Code);
        Assert.Equal(2, (await Facet(["plan", "--all", .. database.Arguments, "--capacity"])).Code);
        Assert.Equal(1, (await Facet(["plan"])).Code);
    }

    private static PopulationJob Job(Node node, CarePathway pathway) =>
        new(node.Services.GetRequiredService<PopulationStore>(), node.Services.GetRequiredService<KnowledgeArchive>(), pathway, PopulationDesk.Forms);

    private static async Task<(IReadOnlyList<PopulationItem> Items, PopulationOutcome Outcome)> Run(Node node, CarePathway pathway, bool withCapacity)
    {
        var outcome = StoredCases.Need(await Job(node, pathway).Run(node.Patient, withCapacity, null, 2, null, Cancellation));
        Assert.Equal(outcome.People, outcome.Added);
        await using var db = node.Services.GetRequiredService<global::Facet.Storage.FacetDatabase>().Connect();
        return ([.. await db.Set<PopulationItemRow>().Where(row => row.Run == outcome.Run.Id)
            .Select(row => new PopulationItem(row.Intake, row.Outcome, row.Answers, row.Proposal, row.Plan, row.Change, row.Detail, row.Because)).ToListAsync(Cancellation)], outcome);
    }

    private static CarePathway With(string file, string text) => StoredCases.Need(CarePathway.Load(StoredCases.Need(KnowledgeFiles.With([(file, text)]))));

    /// <summary>Many people at once, past the stores: a test of a run does not wait for thousands of audited answers.</summary>
    private static async Task Fill(TestDatabase database, int people)
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var db = database.Connect();
        for (var i = 0; i < people; i++)
        {
            var (_, pages) = StoredCases.All[i % StoredCases.All.Count];
            var intake = new IntakeId(Guid.CreateVersion7(at.AddSeconds(i)));
            db.Add(new IntakeRow { Id = intake, Clinic = database.First.Clinic, StartedAt = at.AddSeconds(i) });
            // One page can hold every value; the medicines have their own.
            var values = new Dictionary<string, Answer>(StringComparer.Ordinal);
            foreach (var (name, answer) in pages.Values.SelectMany(json => StoredAnswer.Read(json).Values)) { values[name] = answer; }
            values["minutes_per_day_available"] = new Answer.Number(i % 60);
            var medicines = StoredCases.Pathway.Questionnaire.Pages.Single(page => page.Kind == PageKind.Medicines).Id;
            db.Add(Row(intake, 1, medicines, pages[medicines]));
            db.Add(Row(intake, 2, StoredCases.Pathway.Questionnaire.PageFor("minutes_per_day_available")!.Id, StoredAnswer.Write(new(values, null))));
        }
        await db.SaveChangesAsync(Cancellation);

        AnswerRow Row(IntakeId intake, int sequence, string page, string json) =>
            new() { Id = new(Guid.CreateVersion7()), Intake = intake, Sequence = sequence, Page = page, Json = json, Author = "patient", At = at };
    }

    private static async Task<int> Items(TestDatabase database)
    {
        await using var db = database.Connect();
        return await db.Set<PopulationItemRow>().CountAsync(Cancellation);
    }

    private static Process Start(IReadOnlyList<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static async Task<(int Code, string Output, string Error)> Facet(IReadOnlyList<string> arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }
}
