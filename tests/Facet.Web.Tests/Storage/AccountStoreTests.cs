using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

internal static class Joining
{
    /// <summary>Somebody who has come in by an invitation.</summary>
    public static async Task<Account?> Join(this AccountStore accounts, InvitationStore invitations, Roles roles, string email, ClinicId clinic, CancellationToken cancellation)
    {
        var secret = await invitations.Invite(Caller.Program(clinic), email, roles, cancellation);
        return await invitations.Use(secret, "", email.Split('@')[0], "hash", cancellation) is InvitationUse.Joined joined ? await accounts.Find(joined.Account, cancellation) : null;
    }
}

public class AccountStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_invitation_works_once_whoever_is_quicker(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var secret = await node.Invitations.Invite(node.Patient, "a@example.org", Roles.Clinician, Cancellation);
        var uses = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => node.Invitations.Use(secret, "", $"N{i}", "hash", Cancellation))));
        Assert.Single(uses.OfType<InvitationUse.Joined>());
        Assert.Equal(5, uses.OfType<InvitationUse.Spent>().Count());
        Assert.Null(await node.Invitations.Find(secret, Cancellation));
    }

    [Theory, BothEngines]
    public async Task An_invitation_expires_and_can_be_withdrawn(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var clock = new Hand();
        var node = await database.Start(services => services.AddSingleton<TimeProvider>(clock));
        var late = await node.Invitations.Invite(node.Patient, "late@example.org", Roles.Clinician, Cancellation);
        clock.Now += InvitationStore.Lifetime - TimeSpan.FromTicks(1);
        var unwanted = await node.Invitations.Invite(node.Patient, "unwanted@example.org", Roles.Clinician, Cancellation);
        Assert.NotNull(await node.Invitations.Find(late, Cancellation));
        clock.Now += TimeSpan.FromTicks(1);
        Assert.IsType<InvitationUse.Spent>(await node.Invitations.Use(late, "", "Late", "hash", Cancellation));
        var open = Assert.Single(await node.Invitations.Open(node.Patient, Cancellation));
        var stranger = await node.Clinics.Add("Another", Cancellation);
        Assert.False(await node.Invitations.Withdraw(Caller.Patient(stranger), open.Id, Cancellation));
        Assert.True(await node.Invitations.Withdraw(node.Patient, open.Id, Cancellation));
        Assert.False(await node.Invitations.Withdraw(node.Patient, open.Id, Cancellation));
        Assert.IsType<InvitationUse.Spent>(await node.Invitations.Use(unwanted, "", "Unwanted", "hash", Cancellation));
        Assert.Empty(await node.Invitations.Open(node.Patient, Cancellation));
    }

    [Theory, BothEngines]
    public async Task The_first_administrators_link_dies_with_the_first_administrator(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var one = (await node.Invitations.SetUp(node.Clinic, Cancellation))!;
        var other = (await node.Invitations.SetUp(node.Clinic, Cancellation))!;
        Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(one, "first@example.org", "First", "hash", Cancellation));
        Assert.IsType<InvitationUse.Spent>(await node.Invitations.Use(other, "second@example.org", "Second", "hash", Cancellation));
        Assert.Null(await node.Invitations.SetUp(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task A_link_for_a_lost_phone_leaves_no_old_way_in_once_it_is_used(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var account = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "a@example.org", node.Clinic, Cancellation))!;
        var colleague = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "b@example.org", node.Clinic, Cancellation))!;
        (account.AuthenticatorKey, account.HasAuthenticator) = ("KEY", true);
        Assert.True(await node.Accounts.Save(account, Cancellation));
        foreach (var id in (Guid[])[account.Id, colleague.Id])
        {
            await node.Accounts.SetRecoveryCodes(id, ["ONE", "TWO"], Cancellation);
            await node.Accounts.PutPasskey(id, new(id.ToByteArray(), "My phone", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "{}"), Cancellation);
        }
        Assert.True(await node.Accounts.StillHolds(account.Id, account.SecurityStamp, Cancellation));
        var secret = (await node.Invitations.Recover(node.Patient, account.Id, Cancellation))!;
        Assert.Single(await node.Accounts.Passkeys(account.Id, Cancellation));
        Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(secret, "", "-", "new hash", Cancellation));

        var now = (await node.Accounts.Find(account.Id, Cancellation))!;
        Assert.Equal(("new hash", (string?)null, false), (now.PasswordHash, now.AuthenticatorKey, now.HasAuthenticator));
        Assert.Equal(0, await node.Accounts.CountRecoveryCodes(account.Id, Cancellation));
        Assert.Empty(await node.Accounts.Passkeys(account.Id, Cancellation));
        Assert.Null(await node.Accounts.FindByPasskey(account.Id.ToByteArray(), Cancellation));
        Assert.False(await node.Accounts.StillHolds(account.Id, account.SecurityStamp, Cancellation));
        // A colleague keeps theirs.
        Assert.Equal(2, await node.Accounts.CountRecoveryCodes(colleague.Id, Cancellation));
        Assert.Single(await node.Accounts.Passkeys(colleague.Id, Cancellation));
        Assert.True(await node.Accounts.StillHolds(colleague.Id, colleague.SecurityStamp, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Of_two_links_to_a_lost_account_the_newer_one_is_good(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var account = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "a@example.org", node.Clinic, Cancellation))!;
        var colleague = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "b@example.org", node.Clinic, Cancellation))!;
        var theirs = (await node.Invitations.Recover(node.Patient, colleague.Id, Cancellation))!;
        var first = (await node.Invitations.Recover(node.Patient, account.Id, Cancellation))!;
        var second = (await node.Invitations.Recover(node.Patient, account.Id, Cancellation))!;
        Assert.Equal(["a@example.org", "b@example.org"], (await node.Invitations.Open(node.Patient, Cancellation)).Select(each => each.Email!).Order(StringComparer.Ordinal));
        Assert.Null(await node.Invitations.Find(first, Cancellation));
        Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(second, "", "-", "second", Cancellation));
        Assert.IsType<InvitationUse.Spent>(await node.Invitations.Use(first, "", "-", "first", Cancellation));
        Assert.Equal("second", (await node.Accounts.Find(account.Id, Cancellation))!.PasswordHash);
        Assert.NotNull(await node.Invitations.Find(theirs, Cancellation));
        Assert.Null(await node.Invitations.Find(second, Cancellation));
        // Only the one that was used names an account: the other was withdrawn.
        await using var db = database.Connect();
        Assert.Single(await db.Set<InvitationUseRow>().Where(row => row.Account == account.Id && db.Set<InvitationRow>().Any(each => each.Id == row.Invitation && each.Account == account.Id)).ToListAsync(Cancellation));
        Assert.Equal(2, await db.Set<InvitationUseRow>().CountAsync(row => db.Set<InvitationRow>().Any(each => each.Id == row.Invitation && each.Account == account.Id), Cancellation));
        Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Links_that_an_older_version_left_open_end_when_one_is_used(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var account = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "a@example.org", node.Clinic, Cancellation))!;
        var good = (await node.Invitations.Recover(node.Patient, account.Id, Cancellation))!;
        var at = TimeProvider.System.GetUtcNow();
        await using var db = database.Connect();
        db.Add(new InvitationRow { Id = Guid.CreateVersion7(at), Clinic = node.Clinic, Hash = SecretText.Hash("left open"), Email = account.Email, Roles = account.Roles, Account = account.Id, At = at, Author = "facet", Expires = at + InvitationStore.Lifetime });
        await db.SaveChangesAsync(Cancellation);
        Assert.NotNull(await node.Invitations.Find("left open", Cancellation));
        Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(good, "", "-", "good", Cancellation));
        Assert.IsType<InvitationUse.Spent>(await node.Invitations.Use("left open", "", "-", "left open", Cancellation));
        Assert.Equal("good", (await node.Accounts.Find(account.Id, Cancellation))!.PasswordHash);
    }

    [Theory, BothEngines]
    public async Task Of_two_invitations_of_a_patient_the_newer_one_is_good_and_staffs_stay_apart(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        async Task<PatientId> Taken(string name) => (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, await node.Intakes.Start(node.Patient, null, Cancellation), name, Cancellation))!.Id;
        var (patient, other) = (await Taken("Pat"), await Taken("Other"));
        var staff = await node.Invitations.Invite(node.Patient, "a@example.org", Roles.Clinician, Cancellation);
        var theirs = (await node.Invitations.Invite(node.Patient, other, "o@example.org", Cancellation))!;
        var first = (await node.Invitations.Invite(node.Patient, patient, "typing-error@example.org", Cancellation))!;
        var second = (await node.Invitations.Invite(node.Patient, patient, "p@example.org", Cancellation))!;
        Assert.IsType<InvitationUse.Spent>(await node.Invitations.Use(first, "", "Stranger", "hash", Cancellation));
        Assert.Equal(3, (await node.Invitations.Open(node.Patient, Cancellation)).Count);
        var account = Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(second, "", "Pat", "hash", Cancellation)).Account;
        Assert.Equal("p@example.org", (await node.Accounts.Find(account, Cancellation))!.Email);
        _ = await node.Invitations.Invite(node.Patient, "b@example.org", Roles.Clinician, Cancellation);
        Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(staff, "", "A", "hash", Cancellation));
        Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(theirs, "", "Other", "hash", Cancellation));
    }

    [Theory, BothEngines]
    public async Task No_secret_stands_in_the_database(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var secret = await node.Invitations.Invite(node.Patient, "a@example.org", Roles.Clinician, Cancellation);
        await using var db = database.Connect();
        Assert.DoesNotContain(secret, (await db.Set<InvitationRow>().SingleAsync(Cancellation)).Hash, StringComparison.Ordinal);
        var account = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "b@example.org", node.Clinic, Cancellation))!;
        await node.Accounts.SetRecoveryCodes(account.Id, ["ONE", "TWO"], Cancellation);
        Assert.All(await db.Set<RecoveryCodeRow>().ToListAsync(Cancellation), row => Assert.Equal(64, row.Hash.Length));
        Assert.False(await node.Accounts.TakeRecoveryCode(account.Id, "THREE", Cancellation));
        Assert.True(await node.Accounts.TakeRecoveryCode(account.Id, "ONE", Cancellation));
        Assert.False(await node.Accounts.TakeRecoveryCode(account.Id, "ONE", Cancellation));
        Assert.Equal(1, await node.Accounts.CountRecoveryCodes(account.Id, Cancellation));
    }

    [Theory, BothEngines]
    public async Task One_clinic_neither_sees_nor_changes_anothers_accounts(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var account = (await node.Accounts.Join(node.Invitations, Roles.Administrator, "a@example.org", node.Clinic, Cancellation))!;
        var stranger = Caller.User(await node.Clinics.Add("Another", Cancellation), Guid.NewGuid());
        Assert.Empty(await node.Accounts.Staff(stranger, Cancellation));
        Assert.Empty(await node.Accounts.Names(stranger, Cancellation));
        Assert.Equal(AccountChange.Absent, await node.Accounts.Close(stranger, account.Id, Cancellation));
        Assert.Equal(AccountChange.Absent, await node.Accounts.SetRoles(stranger, account.Id, Roles.Clinician, Cancellation));
        Assert.Null(await node.Invitations.Recover(stranger, account.Id, Cancellation));
        Assert.Equal(account.Version, (await node.Accounts.Find(account.Id, Cancellation))!.Version);
    }

    [Theory, BothEngines]
    public async Task A_patients_account_is_none_of_the_staff_and_becomes_none(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var staff = (await node.Accounts.Join(node.Invitations, Roles.Administrator, "a@example.org", node.Clinic, Cancellation))!;
        var patient = (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, await node.Intakes.Start(node.Patient, null, Cancellation), "Pat", Cancellation))!.Id;
        var secret = (await node.Invitations.Invite(Caller.User(node.Clinic, staff.Id), patient, "p@example.org", Cancellation))!;
        var account = Assert.IsType<InvitationUse.Joined>(await node.Invitations.Use(secret, "", "Pat", "hash", Cancellation)).Account;
        Assert.Equal([staff.Id], (await node.Accounts.Staff(node.Patient, Cancellation)).Select(each => each.Id));
        Assert.Equal(AccountChange.Absent, await node.Accounts.SetRoles(node.Patient, account, Roles.Clinician, Cancellation));
        Assert.Equal(Roles.Patient, (await node.Accounts.Find(account, Cancellation))!.Roles);
        Assert.Equal(AccountChange.Done, await node.Accounts.Close(node.Patient, account, Cancellation));
    }

    [Theory, BothEngines]
    public async Task The_last_administrator_stays(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var first = (await node.Accounts.Join(node.Invitations, Roles.Administrator, "a@example.org", node.Clinic, Cancellation))!;
        Assert.Equal(AccountChange.LastAdministrator, await node.Accounts.Close(node.Patient, first.Id, Cancellation));
        Assert.Equal(AccountChange.LastAdministrator, await node.Accounts.SetRoles(node.Patient, first.Id, Roles.Clinician, Cancellation));
        _ = await node.Accounts.Join(node.Invitations, Roles.Administrator, "b@example.org", node.Clinic, Cancellation);
        Assert.Equal(AccountChange.Done, await node.Accounts.Close(node.Patient, first.Id, Cancellation));
        Assert.Equal(AccountChange.Absent, await node.Accounts.Close(node.Patient, first.Id, Cancellation));
        Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task An_authenticators_code_is_good_once(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var account = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "a@example.org", node.Clinic, Cancellation))!;
        Assert.True(await node.Accounts.TakeCodeStep(account, 7, Cancellation));
        Assert.False(await node.Accounts.TakeCodeStep(account, 7, Cancellation));
        Assert.False(await node.Accounts.TakeCodeStep(account, 6, Cancellation));
        Assert.True(await node.Accounts.TakeCodeStep(account, 8, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Of_two_changes_at_once_one_is_refused(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var one = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "a@example.org", node.Clinic, Cancellation))!;
        var other = (await node.Accounts.Find(one.Id, Cancellation))!;
        one.FailedSignIns = other.FailedSignIns = 1;
        Assert.True(await node.Accounts.Save(one, Cancellation));
        Assert.False(await node.Accounts.Save(other, Cancellation));
    }

    [Fact]
    public void Roles_are_words_and_prescribers_are_clinicians()
    {
        Assert.Equal(Roles.Clinician | Roles.Prescriber, RoleWords.Parse("prescriber"));
        Assert.Equal("clinician prescriber", RoleWords.Of(RoleWords.Parse("prescriber")));
        Assert.Throws<FormatException>(() => RoleWords.Parse("king"));
    }

    private sealed class Hand : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
