using System.Collections.Concurrent;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class ReminderStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Two_nodes_never_send_the_same_reminder(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var second = await database.Start();
        var patient = await NewPatient(database.First);
        await Wanted(database.First, patient, null, 0, [.. Enumerable.Range(0, 30).Select(day => Draft(day))]);
        var claimed = new ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Cancellation, async (worker, _) =>
        {
            var reminders = (worker % 2 == 0 ? database.First : second).Services.GetRequiredService<ReminderStore>();
            while (await reminders.Claim(Now.AddDays(40), 7, Cancellation) is { Count: > 0 } mine)
            {
                foreach (var each in mine)
                {
                    claimed.Add(each.Id);
                    Assert.True(await reminders.Note(each, SendOutcome.Sent, null, Now.AddDays(40), Cancellation));
                }
            }
        });
        Assert.Equal(30, claimed.Count);
        Assert.Equal(30, claimed.Distinct().Count());
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_sent_is_tried_again_with_longer_waits_and_then_fails_and_is_seen(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, reminders) = (database.First, Store(database.First));
        await Wanted(node, await NewPatient(node), null, 0, Draft(0));
        var (now, tries) = (Now.AddDays(0), 0);
        for (var minute = 0; minute < 300; minute++, now = now.AddMinutes(1))
        {
            foreach (var each in await reminders.Claim(now, 10, Cancellation))
            {
                tries++;
                Assert.Equal(tries, each.Attempts);
                Assert.True(await reminders.Note(each, SendOutcome.TryAgain, "smtp-421", now, Cancellation));
            }
        }
        Assert.Equal(ReminderStore.Waits.Count + 1, tries);
        var missed = Assert.Single(await reminders.Missed(node.Patient, now, 10, Cancellation));
        Assert.Equal(("failed", "smtp-421", "Somebody"), (missed.What.State, missed.What.Error, missed.Name));
        Assert.Equal(1, await reminders.CountMissed(now, Cancellation));
        Assert.Equal(0, await reminders.CountMissed(now + ReminderStore.ListedFor, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Due_and_not_sent_is_seen_even_when_nobody_sends(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, reminders) = (database.First, Store(database.First));
        await Wanted(node, await NewPatient(node), null, 0, Draft(0));
        Assert.Empty(await reminders.Missed(node.Patient, Now, 10, Cancellation));
        Assert.Equal("due", Assert.Single(await reminders.Missed(node.Patient, Now + ReminderStore.Grace, 10, Cancellation)).What.State);
        var elsewhere = Caller.Patient(await node.Clinics.Add("Elsewhere", Cancellation));
        Assert.Empty(await reminders.Missed(elsewhere, Now + ReminderStore.Grace, 10, Cancellation));
    }

    [Theory, BothEngines]
    public async Task A_sender_that_dies_leaves_the_reminder_to_another_after_a_while(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var reminders = Store(database.First);
        await Wanted(database.First, await NewPatient(database.First), null, 0, Draft(0));
        Assert.Single(await reminders.Claim(Now, 10, Cancellation));
        Assert.Empty(await reminders.Claim(Now + ReminderStore.Waits[0] - TimeSpan.FromSeconds(1), 10, Cancellation));
        Assert.Single(await reminders.Claim(Now + ReminderStore.Waits[0], 10, Cancellation));
    }

    [Theory, BothEngines]
    public async Task A_pause_and_what_it_calls_off_are_one_transaction_that_the_audit_proves(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, reminders) = (database.First, Store(database.First));
        var patient = await NewPatient(node);
        await Wanted(node, patient, null, 0, Draft(0), Draft(1), Draft(2));
        var sending = Assert.Single(await reminders.Claim(Now, 10, Cancellation));

        var pause = Entry("plan-paused");
        Assert.Equal(ReminderChange.Stale, await reminders.Change(node.Patient, patient, "plan.pause", pause, 7, [], Cancellation));
        Assert.Equal(3, await Count(database, "due"));
        Assert.Equal(ReminderChange.Done, await reminders.Change(node.Patient, patient, "plan.pause", pause, 0, [], Cancellation));
        Assert.Equal(3, await Count(database, "cancelled"));
        // What was on its way stays called off; the same form sent again changes nothing.
        Assert.False(await reminders.Note(sending, SendOutcome.Sent, null, Now, Cancellation));
        Assert.Equal(ReminderChange.Done, await reminders.Change(node.Patient, patient, "plan.pause", pause, 0, [Draft(1)], Cancellation));
        Assert.Equal(3, await Count(database, "cancelled"));
        Assert.Single((await node.Services.GetRequiredService<EntryLog>().Read(node.Patient, patient, null, Cancellation))!);

        // A round that read the record before the pause cannot bring anything back.
        Assert.Equal(ReminderChange.Stale, await reminders.Change(Caller.Program(node.Clinic), patient, "reminder.plan", null, 0, [Draft(1)], Cancellation));
        Assert.Equal(0, await Count(database, "due"));

        Assert.Equal(ReminderChange.Done, await reminders.Change(node.Patient, patient, "plan.resume", Entry("plan-resumed"), 1, [Draft(1), Draft(2)], Cancellation));
        Assert.Equal(2, await Count(database, "due"));
        Assert.Equal(2, (await reminders.Claim(Now.AddDays(3), 10, Cancellation)).Count);
        Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
        Assert.Null(await node.Audit.FindChangedEntry(node.Clinic, Cancellation));
        await database.DropProtection("care_entry");
        await database.Execute("UPDATE care_entry SET author = 'somebody' WHERE kind = 'plan-paused'");
        Assert.NotNull(await node.Audit.FindChangedEntry(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Days_that_are_added_leave_alone_what_is_sent_or_overdue_and_take_over_other_times(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, reminders) = (database.First, Store(database.First));
        var patient = await NewPatient(node);
        var ahead = TimeProvider.System.GetUtcNow();
        ReminderDraft At(int days, int hours = 0) => new("check-in", ReminderStore.Email, DateOnly.FromDateTime(ahead.AddDays(days).UtcDateTime), ahead.AddDays(days).AddHours(hours));
        await Wanted(node, patient, null, 0, At(-1), At(1), At(2));
        await Wanted(node, patient, null, 0, At(1, 2), At(3));
        await using var db = database.Connect();
        var rows = (await db.Set<ReminderRow>().Where(row => row.Patient == patient).ToListAsync(Cancellation)).OrderBy(row => row.Due).Select(row => (row.Due, row.State)).ToList();
        Assert.Equal([(At(-1).Due, "due"), (At(1, 2).Due, "due"), (At(2).Due, "cancelled"), (At(3).Due, "due")], rows);
    }

    [Theory, BothEngines]
    public async Task Nobody_reminds_the_patient_of_another_clinic(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, reminders) = (database.First, Store(database.First));
        var patient = await NewPatient(node);
        await Wanted(node, patient, null, 0, Draft(0));
        var elsewhere = Caller.Patient(await node.Clinics.Add("Elsewhere", Cancellation));
        Assert.Equal(ReminderChange.Absent, await reminders.Change(elsewhere, patient, "reminder.settings", Entry("x"), 0, [], Cancellation));
        Assert.Empty(await reminders.Of(elsewhere, patient, Now.AddDays(-1), 10, Cancellation));
        Assert.Single(await reminders.Of(node.Patient, patient, Now.AddDays(-1), 10, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Browsers_are_the_persons_own_bounded_and_forgotten_when_gone(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var (push, patient, other) = (node.Services.GetRequiredService<PushStore>(), await NewPatient(node), await NewPatient(node));
        for (var number = 0; number < PushStore.Most + 2; number++) { Assert.True(await push.Add(node.Patient, patient, new($"https://push.example/{number}", "key", "secret"), Cancellation)); }
        Assert.True(await push.Add(node.Patient, patient, new("https://push.example/6", "newer", "secret"), Cancellation));
        var kept = await push.Of(node.Clinic, patient, Cancellation);
        Assert.Equal(["https://push.example/2", "https://push.example/3", "https://push.example/4", "https://push.example/5", "https://push.example/6"], kept.Select(each => each.Endpoint));
        Assert.Equal("newer", kept[^1].PublicKey);
        Assert.Empty(await push.Of(node.Clinic, other, Cancellation));
        var elsewhere = Caller.Patient(await node.Clinics.Add("Elsewhere", Cancellation));
        Assert.False(await push.Add(elsewhere, patient, kept[0], Cancellation));
        await push.Clear(elsewhere, patient, Cancellation);
        await push.Gone(patient, "https://push.example/2", Cancellation);
        Assert.Equal(PushStore.Most - 1, (await push.Of(node.Clinic, patient, Cancellation)).Count);
        await push.Clear(node.Patient, patient, Cancellation);
        Assert.Empty(await push.Of(node.Clinic, patient, Cancellation));
    }

    [Theory, BothEngines]
    public async Task A_calendars_secret_is_kept_as_a_hash_and_a_new_one_ends_the_old(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var (feeds, patient) = (node.Services.GetRequiredService<FeedStore>(), await NewPatient(node));
        var first = (await feeds.Make(node.Patient, patient, Entry("calendar-words"), Cancellation))!;
        Assert.Equal((node.Clinic, patient), await feeds.Find(first, Cancellation));
        var second = (await feeds.Make(node.Patient, patient, Entry("calendar-words"), Cancellation))!;
        Assert.Null(await feeds.Find(first, Cancellation));
        Assert.Equal((node.Clinic, patient), await feeds.Find(second, Cancellation));
        await using (var db = database.Connect())
        {
            Assert.All(await db.Set<FeedRow>().ToListAsync(Cancellation), row => Assert.DoesNotContain(row.Hash, (string[])[first, second]));
        }
        var elsewhere = Caller.Patient(await node.Clinics.Add("Elsewhere", Cancellation));
        Assert.Null(await feeds.Make(elsewhere, patient, Entry("calendar-words"), Cancellation));
        Assert.False(await feeds.Revoke(elsewhere, patient, Cancellation));
        Assert.NotNull(await feeds.Since(node.Patient, patient, Cancellation));
        Assert.True(await feeds.Revoke(node.Patient, patient, Cancellation));
        Assert.Null(await feeds.Find(second, Cancellation));
        Assert.Null(await feeds.Since(node.Patient, patient, Cancellation));
        Assert.Null(await node.Audit.FindChangedEntry(node.Clinic, Cancellation));
    }

    private static ReminderStore Store(Node node) => node.Services.GetRequiredService<ReminderStore>();

    private static ReminderDraft Draft(int day) => new("check-in", ReminderStore.Email, DateOnly.FromDateTime(Now.AddDays(day).UtcDateTime), Now.AddDays(day));

    private static EntryDraft Entry(string kind) => new(Guid.NewGuid(), 1, kind, DateOnly.FromDateTime(Now.UtcDateTime), "{}");

    private static async Task Wanted(Node node, PatientId patient, EntryDraft? entry, long head, params ReminderDraft[] wanted) =>
        Assert.Equal(ReminderChange.Done, await Store(node).Change(node.Patient, patient, "reminder.plan", entry, head, wanted, Cancellation));

    private static async Task<int> Count(TestDatabase database, string state)
    {
        await using var db = database.Connect();
        return await db.Set<ReminderRow>().CountAsync(row => row.State == state, Cancellation);
    }

    private static async Task<PatientId> NewPatient(Node node)
    {
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        return (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, "Somebody", Cancellation))!.Id;
    }
}
