using System.Data.Common;
using System.Text;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class ErasureStoreTests
{
    /// <summary>What the person wrote or is called, in every place where it is stored.</summary>
    private const string Own = "Zwetschgenmus";

    private static readonly DateOnly Day = new(2026, 3, 2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_database_refuses_before_and_everything_of_the_persons_own_is_gone_after(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient, account, other) = await Filled(database.First);
        Assert.Contains("is append-only", (await Assert.ThrowsAnyAsync<DbException>(() => database.Execute($"DELETE FROM care_entry WHERE patient = '{Id(engine, patient)}'"))).Message, StringComparison.Ordinal);

        var kept = Assert.IsType<ErasureResult.Done>(await Erase(node, patient, 2));
        Assert.Equal(1, kept.Kept);
        await using var db = database.Connect();
        Assert.Equal([2L], await db.Set<EntryRow>().Where(row => row.Patient == patient).Select(row => row.Sequence).ToListAsync(Cancellation));
        Assert.Equal("", (await db.Set<PatientRow>().SingleAsync(row => row.Id == patient, Cancellation)).Name);
        var closed = (await node.Accounts.Find(account, Cancellation))!;
        Assert.NotNull(closed.Closed);
        Assert.DoesNotContain(Own, closed.Email + closed.EmailKey + closed.Name, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await db.Set<ReminderRow>().Where(row => row.Patient == patient).ToListAsync(Cancellation));
        Assert.Empty(await db.Set<PushRow>().Where(row => row.Patient == patient).ToListAsync(Cancellation));
        Assert.Empty(await db.Set<FeedRow>().Where(row => row.Patient == patient).ToListAsync(Cancellation));
        Assert.Empty(await db.Set<RecoveryCodeRow>().Where(row => row.Account == account).ToListAsync(Cancellation));
        Assert.DoesNotContain(await node.Services.GetRequiredService<ClinicTaskStore>().Open(node.Patient, 100, Cancellation), task => task.Patient == patient);
        // What must stay, stays; nobody else lost anything.
        Assert.Single(await node.Services.GetRequiredService<CarePlanStore>().All(node.Patient, patient, Cancellation));
        Assert.Equal(21, (await node.Services.GetRequiredService<EntryLog>().Read(node.Patient, other, null, Cancellation))!.Count);
        Assert.Single(await db.Set<ReminderRow>().Where(row => row.Patient == other).ToListAsync(Cancellation));

        Assert.IsType<AppendProblem.Absent>((await node.Services.GetRequiredService<EntryLog>().Append(node.Patient, patient, [Entry("again")], null, Cancellation)).Problem);
        Assert.IsType<ErasureResult.Absent>(await Erase(node, patient));
    }

    [Theory, BothEngines]
    public async Task The_audit_stays_whole_and_still_proves_what_is_left(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient, _, other) = await Filled(database.First);
        Assert.Null(await node.Audit.FindChangedEntry(node.Clinic, Cancellation));
        Assert.IsType<ErasureResult.Done>(await Erase(node, patient));
        Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
        Assert.Null(await node.Audit.FindChangedEntry(node.Clinic, Cancellation));
        await database.DropProtection("care_entry");
        await database.Execute($"UPDATE care_entry SET json = '0' WHERE patient = '{Id(engine, other)}' AND sequence = 3");
        Assert.Equal(other, (await node.Audit.FindChangedEntry(node.Clinic, Cancellation))!.Value.Patient);
    }

    [Fact]
    public async Task No_byte_of_the_persons_own_words_is_left_in_the_files()
    {
        await using var database = await TestDatabase.Open(Engine.Sqlite);
        var (node, patient, _, _) = await Filled(database.First);
        Assert.NotEqual(0, Remains(database));
        Assert.True(Assert.IsType<ErasureResult.Done>(await Erase(node, patient)).HoldsNoRemains);
        Assert.Equal(0, Remains(database));
    }

    [Theory, BothEngines]
    public async Task A_warning_that_nobody_looked_at_and_another_clinic_stop_it(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient, _, _) = await Filled(database.First);
        await node.Services.GetRequiredService<EntryLog>().Append(node.Patient, patient, [Entry("warning")], [new(0, "warning", "emergency", "look", TimeSpan.FromHours(4))], Cancellation);
        Assert.IsType<ErasureResult.WarningOpen>(await Erase(node, patient));
        var elsewhere = Caller.Patient(await node.Clinics.Add("Elsewhere", Cancellation));
        Assert.IsType<ErasureResult.Absent>(await node.Services.GetRequiredService<ErasureStore>().Erase(elsewhere, patient, [], "none", Cancellation));
        Assert.Null(await node.Services.GetRequiredService<PersonFileStore>().Open(elsewhere, patient, Cancellation));
        Assert.Equal(23, (await node.Services.GetRequiredService<EntryLog>().Read(node.Patient, patient, null, Cancellation))!.Count);
        Assert.Null((await node.Services.GetRequiredService<PatientStore>().Find(node.Patient, patient, Cancellation))!.Erased);
    }

    [Theory, BothEngines]
    public async Task A_no_is_in_the_record_and_answers_the_task(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient, _, _) = await Filled(database.First);
        await node.Services.GetRequiredService<EntryLog>().Append(node.Patient, patient, [Entry("asks")], [new(0, "erasure", "none", "asks", TimeSpan.FromDays(14))], Cancellation);
        var tasks = node.Services.GetRequiredService<ClinicTaskStore>();
        Assert.Single(await tasks.OpenOf(node.Patient, "erasure", 10, Cancellation));
        var no = Entry("because");
        foreach (var _ in (int[])[1, 2]) { Assert.True(await node.Services.GetRequiredService<ErasureStore>().Decline(node.Patient, patient, no, "erasure", Cancellation)); }
        Assert.Empty(await tasks.OpenOf(node.Patient, "erasure", 10, Cancellation));
        Assert.Equal(no, (await node.Services.GetRequiredService<EntryLog>().Read(node.Patient, patient, null, Cancellation))![^1].Entry);
        Assert.Null(await node.Audit.FindChangedEntry(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task An_invitation_holds_a_patients_address_only_for_whoever_has_the_link(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (node, patient, account, _) = await Filled(database.First);
        var secret = (await node.Invitations.Recover(node.Patient, account, Cancellation))!;
        Assert.Equal($"{Own}@example.org", (await node.Invitations.Find(secret, Cancellation))!.Email);
        Assert.Equal("a patient", Assert.Single(await node.Invitations.Open(node.Patient, Cancellation)).Email);
        await using var db = database.Connect();
        Assert.All(await db.Set<InvitationRow>().ToListAsync(Cancellation), row => Assert.DoesNotContain(Own, row.Email, StringComparison.OrdinalIgnoreCase));
        var longest = $"{new string('a', InvitationStore.LongestPatientEmail - "@example.org".Length)}@example.org";
        Assert.Equal(longest, (await node.Invitations.Find((await node.Invitations.Invite(node.Patient, patient, longest, Cancellation))!, Cancellation))!.Email);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => node.Invitations.Invite(node.Patient, patient, $"a{longest}", Cancellation));
    }

    private static Task<ErasureResult> Erase(Node node, PatientId patient, params long[] stays) => node.Services.GetRequiredService<ErasureStore>().Erase(node.Patient, patient, stays, "none", Cancellation);

    /// <summary>Two people whose entries share transactions, one of them with account, reminders, browser, calendar and task.</summary>
    private static async Task<(Node Node, PatientId Patient, Guid Account, PatientId Other)> Filled(Node node)
    {
        var (patient, other) = (await NewPatient(node, $"{Own} Example"), await NewPatient(node, "Other"));
        var log = node.Services.GetRequiredService<EntryLog>();
        for (var number = 0; number < 20; number++)
        {
            // Handed in together, entries of both are made durable in one transaction.
            await Task.WhenAll(
                log.Append(node.Patient, patient, [Entry(string.Join(' ', Enumerable.Repeat(Own, 60 * (number % 4))) + Own)], number == 0 ? [new(0, "message", "none", "read", TimeSpan.FromDays(2))] : null, Cancellation),
                log.Append(node.Patient, other, [Entry(new string('o', 700))], null, Cancellation));
        }
        await node.Services.GetRequiredService<CarePlanStore>().Sign(node.Patient, patient, new(Day, "Signer", "", "{}"), Cancellation);
        var secret = (await node.Invitations.Invite(node.Patient, patient, $"{Own}@example.org", Cancellation))!;
        var account = Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(secret, "", $"{Own} Example", "hash", Cancellation)).Account;
        await node.Accounts.SetRecoveryCodes(account, ["one", "two"], Cancellation);
        foreach (var each in (PatientId[])[patient, other])
        {
            Assert.Equal(ReminderChange.Done, await node.Services.GetRequiredService<ReminderStore>().Change(node.Patient, each, "reminder.settings", Entry("settings"), 20, [new("check-in", ReminderStore.Email, Day, new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero))], Cancellation));
        }
        Assert.True(await node.Services.GetRequiredService<PushStore>().Add(node.Patient, patient, new($"https://push.example.org/{Own}", "key", "secret"), Cancellation));
        Assert.NotNull(await node.Services.GetRequiredService<FeedStore>().Make(node.Patient, patient, Entry("words"), Cancellation));
        return (node, patient, account, other);
    }

    private static int Remains(TestDatabase database)
    {
        SqliteConnection.ClearAllPools();
        var marks = ((string[])[Own, Own.ToUpperInvariant()]).Select(Encoding.UTF8.GetBytes).ToList();
        return Directory.GetFiles(database.Folder).Select(File.ReadAllBytes).Sum(bytes => marks.Count(mark => bytes.AsSpan().IndexOf(mark) >= 0));
    }

    private static EntryDraft Entry(string text) => new(Guid.NewGuid(), 1, "message", Day, $$"""{"text":"{{text}}"}""");

    private static string Id(Engine engine, PatientId patient) => engine == Engine.Sqlite ? patient.ToString().ToUpperInvariant() : patient.ToString();

    private static async Task<PatientId> NewPatient(Node node, string name)
    {
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        return (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, name, Cancellation))!.Id;
    }
}
