using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Storage.Site;
using Facet.Web.Tests.Schedule;
using Facet.Web.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Requests;

public class RequestStoreTests
{
    private const int Many = 1000;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static RequestStore Store(Node node) => node.Services.GetRequiredService<RequestStore>();

    private static RequestDraft Draft(IntakeId intake, string email = "ann@example.org") => new(intake, "en", "none", Start.AddDays(2), new("Ann Example", email, "", "saturday", "Walk to the lake"));

    private static async Task<(Guid Id, string Secret, IntakeId Intake)> Made(Node node, string email = "ann@example.org")
    {
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        var made = Assert.IsType<RequestResult.Made>(await Store(node).Make(node.Patient, Draft(intake, email), Many, Cancellation));
        return (made.Id, made.Secret, intake);
    }

    [Theory, BothEngines]
    public async Task A_request_is_there_once_and_only_its_clinic_and_its_secret_find_it(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var (id, secret, intake) = await Made(node);
        Assert.IsType<RequestResult.AlreadyOpen>(await Store(node).Make(node.Patient, Draft(intake), Many, Cancellation));
        Assert.Equal(id, (await Store(node).OfReceipt(node.Patient, secret, Cancellation))!.Id);
        Assert.Null(await Store(node).OfReceipt(node.Patient, secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A'), Cancellation));
        var found = (await Store(node).Find(node.Patient, id, Cancellation))!;
        Assert.Equal((intake, "none", Start.AddDays(2), true), (found.Intake, found.Tier, found.Due, found.IsOpen));
        Assert.Equal(Draft(intake).Contact, found.Contact);
        await using var db = database.Connect();
        Assert.DoesNotContain(secret, (await db.Set<ConsultationRequestRow>().SingleAsync(Cancellation)).Receipt, StringComparison.Ordinal);

        var elsewhere = Caller.Program(await node.Clinics.Add("Elsewhere", Cancellation));
        Assert.Null(await Store(node).Find(elsewhere, id, Cancellation));
        Assert.Null(await Store(node).OfIntake(elsewhere, intake, Cancellation));
        Assert.Null(await Store(node).OfReceipt(elsewhere, secret, Cancellation));
        Assert.Empty(await Store(node).All(elsewhere, Many, Cancellation));
        Assert.False(await Store(node).Answer(elsewhere, id, "withdrawn", "", null, Cancellation));
        Assert.IsType<TakeOnResult.Closed>(await Store(node).TakeOn(elsewhere, Guid.NewGuid(), id, "", Cancellation));
        Assert.IsType<RequestResult.Absent>(await Store(node).Make(elsewhere, Draft(intake), Many, Cancellation));
        Assert.Empty((await node.Services.GetRequiredService<WorkStore>().Read(elsewhere, Guid.NewGuid(), Cancellation)).Requests);
        Assert.Equal(id, Assert.Single((await node.Services.GetRequiredService<WorkStore>().Read(node.Patient, Guid.NewGuid(), Cancellation)).Requests).Id);
        Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
        var actions = await db.Set<AuditRow>().Where(row => row.SubjectId == intake.Value || row.SubjectId == id).Select(row => row.Action).ToListAsync(Cancellation);
        Assert.Superset(new HashSet<string> { "request.make", "request.make.absent", "request.receipt", "request.read", "request.read.absent" }, actions.ToHashSet());
    }

    [Theory, BothEngines]
    public async Task Trying_moves_the_clock_and_closing_ends_it_until_the_person_asks_again(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var (id, _, intake) = await Made(node);
        Assert.True(await Store(node).Answer(node.Patient, id, RequestCodes.Tried, "no reply", Start.AddDays(3), Cancellation));
        var tried = (await Store(node).Find(node.Patient, id, Cancellation))!;
        Assert.Equal((true, Start.AddDays(3), Start.AddDays(2)), (tried.IsOpen, tried.Due, tried.FirstDue));
        await Assert.ThrowsAsync<ArgumentException>(() => Store(node).Answer(node.Patient, id, RequestCodes.Taken, "", null, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store(node).Answer(node.Patient, id, "withdrawn", "", Start, Cancellation));
        Assert.True(await Store(node).Answer(node.Patient, id, "withdrawn", "Come back any time", null, Cancellation));
        Assert.False(await Store(node).Answer(node.Patient, id, "withdrawn", "", null, Cancellation));
        Assert.IsType<TakeOnResult.Closed>(await Store(node).TakeOn(node.Patient, Guid.NewGuid(), id, "", Cancellation));
        Assert.Empty((await node.Services.GetRequiredService<WorkStore>().Read(node.Patient, Guid.NewGuid(), Cancellation)).Requests);
        Assert.IsType<RequestResult.Made>(await Store(node).Make(node.Patient, Draft(intake), Many, Cancellation));
        Assert.NotEqual(id, (await Store(node).OfIntake(node.Patient, intake, Cancellation))!.Id);
        Assert.Equal(2, (await Store(node).All(node.Patient, Many, Cancellation)).Count);
    }

    [Theory, BothEngines]
    public async Task Of_many_who_take_somebody_on_at_once_one_does(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var account = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "clinician@example.org", node.Clinic, Cancellation))!.Id;
        for (var round = 0; round < 5; round++)
        {
            var email = $"ann{round}@example.org";
            var (id, _, intake) = await Made(node, email);
            var caller = Caller.User(node.Clinic, account);
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Store(node).TakeOn(caller, account, id, email, Cancellation))));
            var taken = Assert.Single(results.OfType<TakeOnResult.Taken>());
            Assert.Equal(3, results.OfType<TakeOnResult.Closed>().Count());
            await using var db = database.Connect();
            Assert.Equal(taken.Patient, (await db.Set<PatientRow>().SingleAsync(row => row.Intake == intake, Cancellation)).Id);
            Assert.Equal(account, (await db.Set<TeamChangeRow>().SingleAsync(row => row.Patient == taken.Patient, Cancellation)).Account);
            Assert.Single(await db.Set<InvitationRow>().Where(row => row.Patient == taken.Patient).ToListAsync(Cancellation));
            Assert.Single((await Store(node).Find(caller, id, Cancellation))!.Answers);
            Assert.Equal("Ann Example", (await node.Services.GetRequiredService<PatientStore>().Find(caller, taken.Patient, Cancellation))!.Name);
            var invitation = (await node.Invitations.Find(taken.Secret!, Cancellation))!;
            Assert.Equal((email, taken.Patient, Roles.Patient), (invitation.Email, invitation.Patient!.Value, invitation.Roles));
        }
    }

    [Theory, BothEngines]
    public async Task An_address_with_an_account_changes_nothing_and_nobody_need_be_invited(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var account = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "clinician@example.org", node.Clinic, Cancellation))!.Id;
        var (id, _, intake) = await Made(node);
        Assert.IsType<TakeOnResult.AddressTaken>(await Store(node).TakeOn(node.Patient, account, id, " Clinician@Example.org ", Cancellation));
        Assert.True((await Store(node).Find(node.Patient, id, Cancellation))!.IsOpen);
        Assert.Null(await node.Services.GetRequiredService<PatientStore>().OfIntake(node.Patient, intake, Cancellation));
        Assert.Null(Assert.IsType<TakeOnResult.Taken>(await Store(node).TakeOn(node.Patient, account, id, "", Cancellation)).Secret);
    }

    [Theory, BothEngines]
    public async Task Taking_on_somebody_who_was_invited_before_ends_the_older_link(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var account = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "clinician@example.org", node.Clinic, Cancellation))!.Id;
        var (id, _, intake) = await Made(node);
        var patient = (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, "Ann Example", Cancellation))!.Id;
        var older = (await node.Invitations.Invite(node.Patient, patient, "typing-error@example.org", Cancellation))!;
        var taken = Assert.IsType<TakeOnResult.Taken>(await Store(node).TakeOn(Caller.User(node.Clinic, account), account, id, "ann@example.org", Cancellation));
        Assert.Equal(patient, taken.Patient);
        Assert.Null(await node.Invitations.Find(older, Cancellation));
        Assert.NotNull(await node.Invitations.Find(taken.Secret!, Cancellation));
    }

    [Theory, BothEngines]
    public async Task An_hour_takes_so_many_and_no_more(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var clock = new TestClinic.Hand { Now = Start };
        var node = await database.Start(services => services.AddSingleton<TimeProvider>(clock));
        async Task<RequestResult> Ask() => await Store(node).Make(node.Patient, Draft(await node.Intakes.Start(node.Patient, null, Cancellation)), 2, Cancellation);
        Assert.IsType<RequestResult.Made>(await Ask());
        Assert.IsType<RequestResult.Made>(await Ask());
        Assert.IsType<RequestResult.Full>(await Ask());
        clock.Now += TimeSpan.FromHours(1);
        Assert.IsType<RequestResult.Made>(await Ask());
    }

    [Theory, BothEngines]
    public async Task How_to_reach_people_goes_ninety_days_after_their_request_is_closed(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var clock = new TestClinic.Hand { Now = Start };
        var node = await database.Start(services => services.AddSingleton<TimeProvider>(clock));
        var (closed, secret, _) = await Made(node);
        var (open, _, _) = await Made(node, "bob@example.org");
        Assert.True(await Store(node).Answer(node.Patient, closed, "withdrawn", "", null, Cancellation));
        Assert.True(await Store(node).Answer(node.Patient, open, RequestCodes.Tried, "", Start.AddDays(1), Cancellation));
        clock.Now += RequestStore.KeepsContact - TimeSpan.FromSeconds(1);
        Assert.Equal(0, await Store(node).ForgetContacts(Cancellation));
        Assert.NotNull((await Store(node).Find(node.Patient, closed, Cancellation))!.Contact);
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(1, await Store(node).ForgetContacts(Cancellation));
        Assert.Null((await Store(node).Find(node.Patient, closed, Cancellation))!.Contact);
        Assert.NotNull((await Store(node).Find(node.Patient, open, Cancellation))!.Contact);
        Assert.NotNull(await Store(node).OfReceipt(node.Patient, secret, Cancellation));
        await using var db = database.Connect();
        Assert.Equal(1, await db.Set<AuditRow>().CountAsync(row => row.Action == "request.forget", Cancellation));
        Assert.Equal(0, await Store(node).ForgetContacts(Cancellation));
        Assert.Equal(1, await db.Set<AuditRow>().CountAsync(row => row.Action == "request.forget", Cancellation));
    }

    [Theory, BothEngines]
    public async Task Who_is_erased_is_reached_no_more_and_waits_no_more(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var (id, _, intake) = await Made(node);
        var (other, _, _) = await Made(node, "bob@example.org");
        var patient = (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, "Ann", Cancellation))!;
        Assert.IsType<ErasureResult.Done>(await node.Services.GetRequiredService<ErasureStore>().Erase(node.Patient, patient.Id, [], "none", Cancellation));
        var gone = (await Store(node).Find(node.Patient, id, Cancellation))!;
        Assert.Equal((null, RequestCodes.Erased), (gone.Contact, gone.Last!.Code));
        Assert.NotNull((await Store(node).Find(node.Patient, other, Cancellation))!.Contact);
    }
}
