using System.Text.RegularExpressions;
using Facet.Storage.Accounts;
using Facet.Storage.Clinics;
using Facet.Web.Shell;
using Microsoft.AspNetCore.Identity;

namespace Facet.Web.SignIn;

/// <summary>Signs people in and out, and writes each try into the audit.</summary>
internal sealed partial class SignInDesk(StaffSignIn signIn, UserManager<Account> users, AccountStore accounts, InvitationStore invitations, HomeClinic home, IHttpContextAccessor http)
{
    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    private CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>Whether the last address that was asked for is a patient's.</summary>
    public bool IsPatient { get; private set; }

    /// <summary>Checks address and password. The answer is the same whatever is wrong.</summary>
    public async Task<SignInResult> Password(string email, string password)
    {
        var account = await accounts.FindByEmail(Account.KeyOf(email), Cancellation);
        if (account is null or { Closed: not null })
        {
            // As much work as for an account that exists: the time it takes must not tell.
            _ = users.PasswordHasher.HashPassword(null!, password);
            await accounts.Note(Caller.Nobody(account?.Clinic ?? home.Id), "sign-in.failed", account?.Id ?? Guid.Empty, Cancellation);
            return SignInResult.Failed;
        }
        IsPatient = account.Patient is not null;
        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: IsPatient, lockoutOnFailure: true);
        await Note(account, result, "sign-in");
        return result;
    }

    /// <summary>Who has given the right password and now owes a code; null when that was too long ago.</summary>
    public Task<Account?> Between() => signIn.GetTwoFactorAuthenticationUserAsync();

    public async Task<SignInResult> Code(Account account, string code)
    {
        var result = await signIn.TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false);
        await Note(account, result, "sign-in.code");
        return result;
    }

    public async Task<SignInResult> RecoveryCode(Account account, string code)
    {
        var result = await users.IsLockedOutAsync(account) ? SignInResult.LockedOut : await signIn.TwoFactorRecoveryCodeSignInAsync(code);
        if (result == SignInResult.Failed)
        {
            await users.AccessFailedAsync(account);
        }
        await Note(account, result, "sign-in.recovery-code");
        return result;
    }

    /// <summary>Asks once more for the password of whoever is signed in.</summary>
    public async Task<bool> Confirm(StaffMember member, string password)
    {
        var account = await Demand(member);
        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        await Note(account, result, "account.confirm");
        if (result.Succeeded)
        {
            await signIn.SignInAsync(account, isPersistent: false);
        }
        return result.Succeeded;
    }

    /// <summary>Signs in with a passkey: something that the person has, unlocked by something that they know or are.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> Passkey(string credential)
    {
        var assertion = credential.Length is > 0 and <= Passkeys.LongestCredential ? await Assert(credential) : null;
        var account = assertion?.Succeeded == true ? assertion.User : null;
        if (account is null or { Closed: not null } || await users.IsLockedOutAsync(account))
        {
            await accounts.Note(Caller.Nobody(account?.Clinic ?? home.Id), "sign-in.passkey.failed", account?.Id ?? Guid.Empty, Cancellation);
            return false;
        }
        await users.AddOrUpdatePasskeyAsync(account, assertion!.Passkey!);
        IsPatient = account.Patient is not null;
        await signIn.SignInAsync(account, isPersistent: IsPatient);
        await accounts.Note(Caller.User(account.Clinic, account.Id), "sign-in.passkey", account.Id, Cancellation);
        return true;
    }

    /// <summary>Keeps a passkey that the browser has made.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> KeepPasskey(StaffMember member, string credential, string name)
    {
        var account = await Demand(member);
        var attestation = credential.Length is > 0 and <= Passkeys.LongestCredential && (await users.GetPasskeysAsync(account)).Count < Passkeys.Most ? await Attest(credential) : null;
        if (attestation is not { Succeeded: true, Passkey: { IsUserVerified: true } passkey })
        {
            await accounts.Note(member.Caller, "account.passkey.failed", member.Id, Cancellation);
            return false;
        }
        passkey.Name = name;
        await users.AddOrUpdatePasskeyAsync(account, passkey);
        await accounts.Note(member.Caller, "account.passkey", member.Id, Cancellation);
        return true;
    }

    /// <summary>Takes a passkey away.</summary>
    public async Task ForgetPasskey(StaffMember member, byte[] credential)
    {
        await accounts.RemovePasskey(member.Id, credential, Cancellation);
        await accounts.Note(member.Caller, "account.passkey.forget", member.Id, Cancellation);
    }

    // What a browser sends may be anything: whatever cannot be read is a failure like any other.
    private async Task<PasskeyAssertionResult<Account>?> Assert(string credential)
    {
        try
        {
            return await signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (Exception wrong) when (wrong is PasskeyException or System.Text.Json.JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<PasskeyAttestationResult?> Attest(string credential)
    {
        try
        {
            return await signIn.PerformPasskeyAttestationAsync(credential);
        }
        catch (Exception wrong) when (wrong is PasskeyException or System.Text.Json.JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    public async Task SignOut(StaffMember member)
    {
        await accounts.Note(member.Caller, "sign-out", member.Id, Cancellation);
        await signIn.SignOutAsync();
    }

    /// <summary>Ends every session of the account, on every device.</summary>
    public async Task SignOutEverywhere(StaffMember member)
    {
        var account = await Demand(member);
        account.SecurityStamp = Account.NewStamp();
        await Save(account);
        await accounts.Note(member.Caller, "sign-out.everywhere", member.Id, Cancellation);
        await signIn.SignOutAsync();
    }

    /// <summary>The invitation of a link; a link that is worth nothing is audited.</summary>
    public async Task<Invitation?> Invitation(string secret)
    {
        var invitation = await invitations.Find(secret, Cancellation);
        if (invitation is null)
        {
            await accounts.Note(Caller.Nobody(home.Id), "invitation.refused", Guid.Empty, Cancellation);
        }
        return invitation;
    }

    /// <summary>Uses an invitation and signs its account in.</summary>
    public async Task<InvitationUse> Join(string secret, string email, string name, string password)
    {
        var use = await invitations.Use(secret, email, name, users.PasswordHasher.HashPassword(null!, password), Cancellation);
        if (use is InvitationUse.Joined joined && await accounts.Find(joined.Account, Cancellation) is { } account)
        {
            await signIn.SignInAsync(account, isPersistent: false);
            await accounts.Note(Caller.User(account.Clinic, account.Id), "sign-in", account.Id, Cancellation);
        }
        return use;
    }

    /// <summary>The account of whoever is signed in, with a secret for an authenticator app.</summary>
    public async Task<Account> WithAuthenticatorKey(StaffMember member)
    {
        var account = await Demand(member);
        if (account.AuthenticatorKey is null)
        {
            account.AuthenticatorKey = TimeCode.NewKey();
            await Save(account);
        }
        return account;
    }

    /// <summary>Enrols the authenticator app when a code proves that it has the secret.</summary>
    /// <returns>The recovery codes, to be shown once; null for a wrong code.</returns>
    public async Task<IReadOnlyList<string>?> Enrol(StaffMember member, string code)
    {
        var account = await Demand(member);
        if (await users.IsLockedOutAsync(account) || !await users.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, code))
        {
            await users.AccessFailedAsync(account);
            await accounts.Note(member.Caller, "account.authenticator.failed", member.Id, Cancellation);
            return null;
        }
        (account.HasAuthenticator, account.SecurityStamp) = (true, Account.NewStamp());
        await Save(account);
        await accounts.Note(member.Caller, "account.authenticator", member.Id, Cancellation);
        var codes = await NewRecoveryCodes(member);
        await signIn.SignInAsync(account, isPersistent: false);
        return codes;
    }

    /// <summary>Takes the authenticator away, so that another can be set up; other sessions end.</summary>
    public async Task ForgetAuthenticator(StaffMember member)
    {
        var account = await Demand(member);
        (account.AuthenticatorKey, account.HasAuthenticator, account.SecurityStamp) = (null, false, Account.NewStamp());
        await Save(account);
        await accounts.Note(member.Caller, "account.authenticator.forget", member.Id, Cancellation);
        await signIn.SignInAsync(account, isPersistent: false);
    }

    public async Task<IReadOnlyList<string>> NewRecoveryCodes(StaffMember member)
    {
        var codes = RecoveryCodes.New();
        await accounts.SetRecoveryCodes(member.Id, codes.Select(RecoveryCodes.Plain), Cancellation);
        await accounts.Note(member.Caller, "account.recovery-codes", member.Id, Cancellation);
        return codes;
    }

    /// <summary>Changes the password; other sessions end.</summary>
    public async Task ChangePassword(StaffMember member, string password)
    {
        var account = await Demand(member);
        (account.PasswordHash, account.SecurityStamp) = (users.PasswordHasher.HashPassword(account, password), Account.NewStamp());
        await Save(account);
        await accounts.Note(member.Caller, "account.password", member.Id, Cancellation);
        await signIn.SignInAsync(account, isPersistent: false);
    }

    public async Task<Account> Demand(StaffMember member) => await accounts.Find(member.Id, Cancellation) ?? throw new InvalidOperationException("The account does not exist.");

    /// <summary>What is wrong with a password; null for nothing. Length guards, not a mixture of signs (NIST SP 800-63B).</summary>
    public static string? PasswordProblem(string password, string email) =>
        password.Length < ShortestPassword ? $"A password needs at least {ShortestPassword} characters. Three or four words that you can remember do well."
        : password.Length > LongestPassword ? $"A password has at most {LongestPassword} characters."
        : password.Distinct().Count() < LeastVariety ? "This password repeats few signs: it is too easy to guess."
        : email.Contains('@', StringComparison.Ordinal) && password.Contains(email.Split('@')[0], StringComparison.OrdinalIgnoreCase) && email.Split('@')[0].Length > 3 ? "The password must not contain your e-mail address."
        : null;

    /// <summary>Whether a text could be an e-mail address.</summary>
    public static bool IsAddress(string text) => text.Length <= Account.LongestEmail && Address().IsMatch(text.Trim());

    /// <summary>Where to go after sign-in: a page of this site for those who sign in, whatever the address says.</summary>
    public static string ReturnTo(string? address, bool isPatient = false) => address is not null && ReturnAddress().IsMatch(address) ? address : isPatient ? "/my" : "/clinic";

    public const int ShortestPassword = 12;

    private const int LongestPassword = 256;
    private const int LeastVariety = 5;

    private async Task Save(Account account)
    {
        if (!await accounts.Save(account, Cancellation))
        {
            throw new InvalidOperationException("The account changed at the same time; nothing was saved.");
        }
    }

    private Task Note(Account account, SignInResult result, string action)
    {
        var known = Caller.User(account.Clinic, account.Id);
        return result switch
        {
            { Succeeded: true } => accounts.Note(known, action, account.Id, Cancellation),
            { RequiresTwoFactor: true } => accounts.Note(known, $"{action}.password", account.Id, Cancellation),
            { IsLockedOut: true } => accounts.Note(Caller.Nobody(account.Clinic), $"{action}.locked", account.Id, Cancellation),
            _ => accounts.Note(Caller.Nobody(account.Clinic), $"{action}.failed", account.Id, Cancellation),
        };
    }

    [GeneratedRegex(@"^[^\s@]+@[^\s@]+\.?[^\s@]+\z")]
    private static partial Regex Address();

    [GeneratedRegex(@"^/(clinic|account|my)(/[a-z0-9-]+)*\z")]
    private static partial Regex ReturnAddress();
}
