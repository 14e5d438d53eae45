using Facet.Knowledge;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Planning;
using Facet.Web.Plan;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Plan;

public class ReplayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Every_case_is_computed_again_to_the_byte_also_after_the_knowledge_has_changed(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var changed = StoredCases.Need(CarePathway.Load(StoredCases.Need(KnowledgeFiles.With([("planning.yaml", KnowledgeFiles.Embedded.Read("settings/planning.yaml").Replace("complexity_per_item: {value: 0.2", "complexity_per_item: {value: 3", StringComparison.Ordinal))]))));
        Assert.NotEqual(StoredCases.Pathway.KnowledgeId, changed.KnowledgeId);
        var stored = new List<StoredProposal>();
        foreach (var (_, pages) in StoredCases.All)
        {
            var intake = await StoredCases.Answer(node, pages);
            stored.Add(await StoredCases.Propose(node, StoredCases.Pathway, intake));
        }
        Assert.Contains(stored, proposal => proposal.Content.Outcome == ProposalOutcome.Plan);
        var (here, later) = (Replaying(node, StoredCases.Pathway), Replaying(node, changed));
        var differ = 0;
        foreach (var proposal in stored)
        {
            Assert.Equal(new ReplayResult.Equal(null), await here.Run(node.Patient, proposal.Id, Cancellation));
            Assert.Equal(new ReplayResult.Equal(null), await later.Run(node.Patient, proposal.Id, Cancellation));
            if (proposal.Content.Outcome != ProposalOutcome.Plan) { continue; }
            differ += (await StoredCases.Propose(node, changed, proposal.Intake)).Content.Document == proposal.Content.Document ? 0 : 1;
        }
        Assert.True(differ > 0, "The other knowledge plans the same, so nothing was shown.");
        Assert.Equal(stored.Count, stored.Select(proposal => proposal.Id).Distinct().Count());
        // Proposals by the changed knowledge are computed again by a program that starts with the shipped one.
        foreach (var name in await node.Proposals.Names(node.Patient, Cancellation)) { Assert.IsType<ReplayResult.Equal>(await here.Run(node.Patient, name, Cancellation)); }
    }

    [Theory, BothEngines]
    public async Task What_is_gone_is_named_and_a_difference_is_shown(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var intake = await StoredCases.Answer(node, StoredCases.All[0].Pages);
        var good = (await StoredCases.Propose(node, StoredCases.Pathway, intake)).Content;
        var replay = Replaying(node, StoredCases.Pathway);
        async Task<ReplayResult?> Of(ProposalContent content) =>
            await replay.Run(node.Patient, (await node.Proposals.Append(Caller.Program(node.Clinic), intake, content, Cancellation))!.Id, Cancellation);

        Assert.Equal(new ReplayResult.Equal("an-older-one"), await Of(good with { Program = "an-older-one" }));
        var different = Assert.IsType<ReplayResult.Different>(await Of(good with { Document = good.Document.Replace("draft", "signed", StringComparison.Ordinal) }));
        Assert.Equal(good.Document, different.Now);
        Assert.Null(different.OtherProgram);
        Assert.Contains("nowhere", Assert.Single(Assert.IsType<ReplayResult.Missing>(await Of(good with { Knowledge = "nowhere" })).What), StringComparison.Ordinal);
        Assert.StartsWith("effects: gone", Assert.Single(Assert.IsType<ReplayResult.Missing>(await Of(good with { EffectModel = "gone" })).What), StringComparison.Ordinal);
        Assert.StartsWith("answers: version 1000", Assert.Single(Assert.IsType<ReplayResult.Missing>(await Of(good with { Answers = 1000 })).What), StringComparison.Ordinal);
        Assert.StartsWith("answers: the proposal does not say", Assert.Single(Assert.IsType<ReplayResult.Missing>(await Of(good with { Answers = null })).What), StringComparison.Ordinal);
        Assert.Null(await replay.Run(node.Patient, new(Guid.NewGuid()), Cancellation));
        var other = await node.Clinics.Add("Another clinic", Cancellation);
        Assert.Null(await replay.Run(Caller.Patient(other), (await node.Proposals.Newest(node.Patient, intake, Cancellation))!.Id, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Answers_that_came_later_do_not_count(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var intake = await StoredCases.Answer(node, StoredCases.All[0].Pages);
        var stored = await StoredCases.Propose(node, StoredCases.Pathway, intake);
        Assert.NotNull(await node.Intakes.Append(node.Patient, intake, "age", """{"intake": {"age_years": 12}}""", Cancellation));
        Assert.Equal(new ReplayResult.Equal(null), await Replaying(node, StoredCases.Pathway).Run(node.Patient, stored.Id, Cancellation));
        Assert.NotEqual(stored.Content.Document, (await StoredCases.Propose(node, StoredCases.Pathway, intake)).Content.Document);
    }

    private static Replay Replaying(Node node, CarePathway pathway) =>
        new(node.Proposals, node.Intakes, node.Services.GetRequiredService<KnowledgeArchive>(), pathway, PopulationDesk.Forms);
}
