using Facet.Storage.Clinics;
using Facet.Storage.Planning;

namespace Facet.Web.Tests.Storage;

public class ProposalStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Versions_are_kept_and_the_newest_comes_first(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        await Gen.Select(AnyJson.Text, Gen.Enum<ProposalOutcome>()).List[1, 4].SampleAsync(async given =>
        {
            var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
            Assert.Null(await node.Proposals.Newest(node.Patient, intake, Cancellation));
            var stored = new List<StoredProposal?>();
            foreach (var (json, outcome) in given)
            {
                var content = new ProposalContent(outcome, "sha256:1f", "effects-3", "settings-2", json);
                stored.Add(await node.Proposals.Append(Caller.Program(node.Clinic), intake, content, Cancellation));
                Assert.Equal(content, stored[^1]!.Content);
            }
            Assert.Equal(stored[^1], await node.Proposals.Newest(node.Patient, intake, Cancellation));
            for (var version = 1; version <= stored.Count; version++)
            {
                Assert.Equal(stored[version - 1], await node.Proposals.Version(node.Patient, intake, version, Cancellation));
            }
        }, iter: 10, threads: 1);
    }

    [Theory, BothEngines]
    public async Task A_foreign_clinics_proposal_is_invisible(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        var content = new ProposalContent(ProposalOutcome.Plan, "k", "e", "s", "{}");
        await node.Proposals.Append(node.Patient, intake, content, Cancellation);
        var stranger = Caller.Patient(await node.Clinics.Add("Another clinic", Cancellation));

        Assert.Null(await node.Proposals.Newest(stranger, intake, Cancellation));
        Assert.Null(await node.Proposals.Version(stranger, intake, 1, Cancellation));
        Assert.Null(await node.Proposals.Append(stranger, intake, content, Cancellation));
        Assert.Equal(1, (await node.Proposals.Newest(node.Patient, intake, Cancellation))!.Version);
    }

    [Theory, BothEngines]
    public async Task Parallel_versions_are_all_kept(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        var stored = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => node.Proposals.Append(
            node.Patient, intake, new ProposalContent(ProposalOutcome.Interim, "k", "e", "s", $"{i}"), Cancellation), Cancellation)));
        Assert.Equal(Enumerable.Range(1, 12), stored.Select(proposal => proposal!.Version).Order());
    }
}
