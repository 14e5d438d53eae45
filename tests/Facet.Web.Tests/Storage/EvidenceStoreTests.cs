using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Evidence;

namespace Facet.Web.Tests.Storage;

public class EvidenceStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static EvidenceContent Content(string model, int from = 0) => new("why", from, model, "new", "old", "trials", $"effects {model}");

    [Theory, BothEngines]
    public async Task Versions_stand_beside_each_other_and_any_of_them_can_be_current(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, store) = (database.First, database.First.Evidence);
        Assert.Equal(0, await store.Current(node.Clinic, Cancellation));
        Assert.Equal(1, await store.Add(node.Patient, Content("a"), Cancellation));
        Assert.Equal(2, await store.Add(node.Patient, Content("b", 1), Cancellation));
        // The same effects twice, or a version that grew from none, are not versions.
        Assert.Null(await store.Add(node.Patient, Content("b", 1), Cancellation));
        Assert.Null(await store.Add(node.Patient, Content("c", 3), Cancellation));
        Assert.Equal(0, await store.Current(node.Clinic, Cancellation));
        foreach (var number in (int[])[2, 1, 2, 0])
        {
            Assert.True(await store.Choose(node.Patient, number, "why", Cancellation));
            Assert.Equal(number, await store.Current(node.Clinic, Cancellation));
        }
        Assert.False(await store.Choose(node.Patient, 3, "why", Cancellation));
        Assert.Equal([0, 2, 1, 2], (await store.Choices(node.Patient, Cancellation)).Select(choice => choice.Number));
        Assert.Equal(Content("a"), await store.Find(node.Clinic, 1, Cancellation));
        Assert.Equal(2, await store.NumberOf(node.Clinic, "b", Cancellation));
        Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task One_clinics_versions_are_not_anothers(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, store) = (database.First, database.First.Evidence);
        await store.Add(node.Patient, Content("a"), Cancellation);
        await store.Choose(node.Patient, 1, "why", Cancellation);
        var stranger = Caller.User(await node.Clinics.Add("Another", Cancellation), Guid.NewGuid());
        Assert.Empty(await store.All(stranger, Cancellation));
        Assert.Empty(await store.Choices(stranger, Cancellation));
        Assert.Null(await store.Find(stranger.Clinic, 1, Cancellation));
        Assert.Null(await store.NumberOf(stranger.Clinic, "a", Cancellation));
        Assert.False(await store.Choose(stranger, 1, "why", Cancellation));
        Assert.Equal(0, await store.Current(stranger.Clinic, Cancellation));
        Assert.Equal(1, await store.Add(stranger, Content("a"), Cancellation));
    }

    [Theory, BothEngines]
    public async Task Two_who_keep_at_once_get_two_versions(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var numbers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => node.Evidence.Add(node.Patient, Content($"m{i}"), Cancellation))));
        Assert.Equal(Enumerable.Range(1, 8), numbers.Select(number => number!.Value).Order());
    }
}
