using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class ReplyStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_reply_is_seen_from_a_decision_to_a_report_and_after_one_that_was_looked_at_for_good(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (store, staff, nobody) = Stores(database.First);
        var secret = ReplyStore.NewSecret();
        Assert.Equal(ReplyStored.Stored, await store.Add(nobody, Draft("first"), "a@example.org", secret, Cancellation));
        Assert.Equal(ReplyStored.AlreadyHere, await store.Add(nobody, Draft("first"), "a@example.org", secret, Cancellation));
        Assert.Equal(ReplyStored.SameWords, await store.Add(nobody, Draft("first"), "b@example.org", ReplyStore.NewSecret(), Cancellation));
        var id = Assert.Single(await store.Open(staff, Cancellation)).Reply.Id;
        await MustBe(seen: false, open: true);
        Assert.False(await store.Report(nobody, id, "danger", "", Cancellation));
        Assert.False(await store.Decide(staff, id, 1, isShown: true, "fits", "", Cancellation));
        Assert.True(await store.Decide(staff, id, 0, isShown: true, "fits", "", Cancellation));
        await MustBe(seen: true, open: false);
        Assert.True(await store.Report(nobody, id, "danger", "why", Cancellation));
        await MustBe(seen: false, open: true);
        Assert.True(await store.Decide(staff, id, 2, isShown: true, "fits", "", Cancellation));
        await MustBe(seen: true, open: false);
        Assert.True(await store.Report(nobody, id, "danger", "again", Cancellation));
        await MustBe(seen: true, open: true);
        Assert.True(await store.Decide(staff, id, 4, isShown: false, "advice", "It could harm somebody.", Cancellation));
        await MustBe(seen: false, open: false);
        Assert.Equal("It could harm somebody.", (await store.Mine(nobody.Clinic, secret, Cancellation))!.Holds!.Text);
        await Assert.ThrowsAsync<ArgumentException>(() => store.Decide(staff, id, 5, isShown: false, "advice", " ", Cancellation));
        Assert.IsType<AuditVerdict.Whole>(await database.First.Audit.Verify(nobody.Clinic, Cancellation));

        async Task MustBe(bool seen, bool open)
        {
            var about = (await store.Read(staff, id, Cancellation))!;
            Assert.Equal((seen, open), (about.Stands, about.IsOpen));
            Assert.Equal(seen ? 1 : 0, (await store.Threads(nobody.Clinic, "laser", "en", 0, 10, Cancellation)).Count);
            Assert.Equal(seen ? 1 : 0, (await store.Newest(nobody.Clinic, null, "en", 10, Cancellation)).Count);
            Assert.Equal(seen, await store.Find(nobody.Clinic, id, Cancellation) is not null);
            Assert.Equal(open ? 1 : 0, (await store.Open(staff, Cancellation)).Count);
        }
    }

    [Theory, BothEngines]
    public async Task Answers_are_one_level_deep_and_go_with_what_they_answer(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (store, staff, nobody) = Stores(database.First);
        var account = (await database.First.Accounts.Join(database.First.Invitations, Roles.Clinician, "clinician@example.org", staff.Clinic, Cancellation))!.Id;
        var first = await Shown(Draft("first"));
        Assert.Equal(ReplyStored.NothingToAnswer, await store.Add(nobody, Draft("elsewhere", first) with { Slug = "causes" }, "a@example.org", ReplyStore.NewSecret(), Cancellation));
        var answer = await Shown(Draft("answer", first));
        Assert.Equal(ReplyStored.NothingToAnswer, await store.Add(nobody, Draft("too deep", answer), "a@example.org", ReplyStore.NewSecret(), Cancellation));
        Assert.True(await store.Answer(staff, account, "Dr Example", answer, "From the clinic", Cancellation));
        var thread = Assert.Single((await store.Threads(staff.Clinic, "laser", "en", 0, 10, Cancellation)).Threads);
        Assert.Equal([("answer", false), ("From the clinic", true)], thread.Answers.Select(each => (each.Text, each.IsByClinic)));
        Assert.Empty((await store.Threads(staff.Clinic, "laser", "es", 0, 10, Cancellation)).Threads);
        Assert.True(await store.Report(nobody, first, "unkind", "", Cancellation));
        Assert.Empty((await store.Threads(staff.Clinic, "laser", "en", 0, 10, Cancellation)).Threads);
        Assert.Empty(await store.Newest(staff.Clinic, "laser", "en", 10, Cancellation));

        async Task<Guid> Shown(ReplyDraft draft)
        {
            Assert.Equal(ReplyStored.Stored, await store.Add(nobody, draft, "a@example.org", ReplyStore.NewSecret(), Cancellation));
            var id = (await store.Open(staff, Cancellation)).Single(each => each.Reply.Text == draft.Text).Reply.Id;
            Assert.True(await store.Decide(staff, id, 0, isShown: true, "fits", "", Cancellation));
            return id;
        }
    }

    [Theory, BothEngines]
    public async Task Harm_comes_first_another_clinic_sees_nothing_and_an_address_can_be_forgotten(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (store, staff, nobody) = Stores(database.First);
        await store.Add(nobody, Draft("calm"), "calm@example.org", ReplyStore.NewSecret(), Cancellation);
        await store.Add(nobody, Draft("harm") with { TellsOfHarm = true }, "harm@example.org", ReplyStore.NewSecret(), Cancellation);
        var open = await store.Open(staff, Cancellation);
        Assert.Equal(["harm", "calm"], open.Select(each => each.Reply.Text));
        var elsewhere = Caller.Program(await database.First.Clinics.Add("Elsewhere", Cancellation));
        Assert.Empty(await store.Open(elsewhere, Cancellation));
        Assert.Null(await store.Read(elsewhere, open[0].Reply.Id, Cancellation));
        Assert.False(await store.Decide(elsewhere, open[0].Reply.Id, 0, isShown: true, "fits", "", Cancellation));
        Assert.Empty(await store.ToTell(Cancellation));
        Assert.True(await store.Decide(staff, open[0].Reply.Id, 0, isShown: false, "other", "why", Cancellation));
        var telling = Assert.Single(await store.ToTell(Cancellation));
        Assert.Equal(("harm@example.org", "why"), (telling.Email, telling.Holds.Text));
        Assert.Equal(open[1].Reply.Id, Assert.Single(await store.Unanswered(DateTimeOffset.MaxValue, Cancellation)).Reply);
        Assert.True(await store.Forget(staff, telling.Reply, told: true, Cancellation));
        Assert.Empty(await store.ToTell(Cancellation));
        await using var db = database.Connect();
        Assert.Equal("calm@example.org", (await db.Set<ReplyContactRow>().SingleAsync(Cancellation)).Email);
    }

    private static (ReplyStore Store, Caller Staff, Caller Nobody) Stores(Node node) => (node.Services.GetRequiredService<ReplyStore>(), Caller.Program(node.Clinic), Caller.Nobody(node.Clinic));

    private static ReplyDraft Draft(string text, Guid? parent = null) => new("laser", "en", parent, "Ann", text, false);
}
