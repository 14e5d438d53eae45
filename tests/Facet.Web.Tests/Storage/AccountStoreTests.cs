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
