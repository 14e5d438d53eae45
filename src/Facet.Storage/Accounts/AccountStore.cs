using System.Collections.Concurrent;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Accounts;

/// <summary>Somebody who can sign in. It changes (a password, a lock), so it is no clinical fact; who changed what is in the audit.</summary>
public sealed class Account
{
    /// <summary>The most characters of an e-mail address.</summary>
    public const int LongestEmail = 254;

    /// <summary>The most characters of a name.</summary>
    public const int LongestName = 100;

    /// <summary>Its name in rows and in the audit.</summary>
    public required Guid Id { get; init; }

    /// <summary>The one clinic it belongs to.</summary>
    public required ClinicId Clinic { get; init; }

    /// <summary>Its e-mail address, with which it signs in.</summary>
    public required string Email { get; init; }

    /// <summary>The address as it is looked for; unique in the installation.</summary>
    public required string EmailKey { get; init; }

    /// <summary>How colleagues see it.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required Roles Roles { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The salted hash of the password.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>Changes with every credential; a session with another one is over.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>Changes with every change of the row, so that two at once cannot both succeed.</summary>
    public required string Version { get; set; }

    /// <summary>The secret that an authenticator app shares, in base 32; null before enrolment begins.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>Whether a code has proved that the app holds the secret.</summary>
    public bool HasAuthenticator { get; set; }

    /// <summary>The newest time step whose code was used: no code is good twice.</summary>
    public long LastCodeStep { get; set; }

    /// <summary>Failures since the last success.</summary>
    public int FailedSignIns { get; set; }

    /// <summary>Until when nobody can sign in; null for not locked.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>Whose care the account is for; null for staff.</summary>
    public Care.PatientId? Patient { get; init; }

    /// <summary>When it was closed; a closed account cannot sign in and is never opened again.</summary>
    public DateTimeOffset? Closed { get; set; }

    /// <summary>The address as it is looked for.</summary>
    public static string KeyOf(string email)
    {
        ArgumentNullException.ThrowIfNull(email);
        return email.Trim().ToUpperInvariant();
    }

    /// <summary>A new value for <see cref="SecurityStamp"/> and <see cref="Version"/>.</summary>
    public static string NewStamp() => Guid.NewGuid().ToString("N");
}

/// <summary>A passkey of an account.</summary>
/// <param name="Credential">Its id, as the browser knows it.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="At">When it was made.</param>
/// <param name="Json">What is needed to check it, as Identity keeps it: JSON.</param>
public sealed record StoredPasskey(byte[] Credential, string Name, DateTimeOffset At, string Json);

/// <summary>How a change of an account ended.</summary>
public enum AccountChange
{
    /// <summary>The clinic has no such account that is open.</summary>
    Absent,

    /// <summary>Nothing changed: the clinic would have no administrator.</summary>
    LastAdministrator,

    /// <summary>Done.</summary>
    Done,
}

/// <summary>Accounts of staff and patients. Before sign-in nobody is a caller, so the questions that sign-in itself asks go without one.</summary>
public sealed class AccountStore
{
    /// <summary>How long <see cref="StillHolds"/> may go without asking the database.</summary>
    public static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(5);

    private readonly Ledger ledger;
    private readonly FacetDatabase database;
    private readonly Standings standings;

    internal AccountStore(Ledger ledger, FacetDatabase database, Standings standings) => (this.ledger, this.database, this.standings) = (ledger, database, standings);

    /// <summary>The account with this id; closed ones too.</summary>
    public async Task<Account?> Find(Guid id, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<Account>().AsNoTracking().FirstOrDefaultAsync(account => account.Id == id, cancellation);
    }

    /// <summary>Whether a session still holds: the account is open and has these credentials.</summary>
    /// <remarks>
    /// Asked on every request, so that the answer is kept for <see cref="LooksAgain"/>. A change through this program ends it at once;
    /// one by another program or node is noticed after that time at the latest.
    /// </remarks>
    /// <param name="id">The account.</param>
    /// <param name="stamp">The <see cref="Account.SecurityStamp"/> that the session has.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async ValueTask<bool> StillHolds(Guid id, string? stamp, CancellationToken cancellation)
    {
        if (!standings.Find(id, out var standing))
        {
            var before = standings.Changes;
            var account = await Find(id, cancellation);
            standings.Keep(id, standing = account is null or { Closed: not null } ? null : account.SecurityStamp, before);
        }
        return standing is not null && standing == stamp;
    }

    /// <summary>The account with this address as <see cref="Account.KeyOf"/> writes it; closed ones too.</summary>
    public async Task<Account?> FindByEmail(string key, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<Account>().AsNoTracking().FirstOrDefaultAsync(account => account.EmailKey == key, cancellation);
    }

    /// <summary>Saves a changed account.</summary>
    /// <returns>Whether it was still as it had been read; else nothing is saved.</returns>
    public async Task<bool> Save(Account account, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        await using var db = database.Connect();
        db.Update(account);
        account.Version = Account.NewStamp();
        try
        {
            await db.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
        finally
        {
            standings.Forget(account.Id);
        }
    }

    /// <summary>Uses up the code of a time step and all before it.</summary>
    /// <returns>Whether nobody had used it.</returns>
    public async Task<bool> TakeCodeStep(Account account, long step, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(account);
        var version = Account.NewStamp();
        await using var db = database.Connect();
        if (await db.Set<Account>().Where(row => row.Id == account.Id && row.LastCodeStep < step)
            .ExecuteUpdateAsync(row => row.SetProperty(each => each.LastCodeStep, step).SetProperty(each => each.Version, version), cancellation) == 0)
        {
            return false;
        }
        (account.LastCodeStep, account.Version) = (step, version);
        return true;
    }

    /// <summary>Puts new recovery codes in place of all there are; only their hashes are kept.</summary>
    public async Task SetRecoveryCodes(Guid account, IEnumerable<string> codes, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Set<RecoveryCodeRow>().Where(row => row.Account == account).ExecuteDeleteAsync(cancellation);
        db.AddRange(codes.Select(code => new RecoveryCodeRow { Account = account, Hash = SecretText.Hash(code) }));
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Uses up a recovery code.</summary>
    /// <returns>Whether it was one of the account's.</returns>
    public async Task<bool> TakeRecoveryCode(Guid account, string code, CancellationToken cancellation)
    {
        var hash = SecretText.Hash(code);
        await using var db = database.Connect();
        return await db.Set<RecoveryCodeRow>().Where(row => row.Account == account && row.Hash == hash).ExecuteDeleteAsync(cancellation) == 1;
    }

    /// <summary>How many recovery codes are left.</summary>
    public async Task<int> CountRecoveryCodes(Guid account, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<RecoveryCodeRow>().CountAsync(row => row.Account == account, cancellation);
    }

    /// <summary>The passkeys of an account, oldest first.</summary>
    public async Task<IReadOnlyList<StoredPasskey>> Passkeys(Guid account, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return [.. (await db.Set<PasskeyRow>().AsNoTracking().Where(row => row.Account == account).OrderBy(row => row.At).ToListAsync(cancellation)).Select(row => row.ToPasskey())];
    }

    /// <summary>The account that a passkey belongs to, closed ones too.</summary>
    /// <returns>Null for a credential that nobody has.</returns>
    public async Task<Account?> FindByPasskey(byte[] credential, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<PasskeyRow>().AsNoTracking().Where(row => row.Credential == credential)
            .Join(db.Set<Account>(), row => row.Account, account => account.Id, (_, account) => account).AsNoTracking().FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Adds a passkey to an account, or notes what changed about it, as its count of signatures.</summary>
    /// <exception cref="InvalidOperationException">The credential belongs to another account.</exception>
    public async Task PutPasskey(Guid account, StoredPasskey passkey, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(passkey);
        await using var db = database.Connect();
        if (await db.Set<PasskeyRow>().FirstOrDefaultAsync(row => row.Credential == passkey.Credential, cancellation) is { } known)
        {
            if (known.Account != account)
            {
                throw new InvalidOperationException("This passkey belongs to another account.");
            }
            (known.Name, known.Json) = (passkey.Name, passkey.Json);
        }
        else
        {
            db.Add(new PasskeyRow { Credential = passkey.Credential, Account = account, Name = passkey.Name, At = passkey.At, Json = passkey.Json });
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Takes a passkey away.</summary>
    /// <returns>Whether the account had it.</returns>
    public async Task<bool> RemovePasskey(Guid account, byte[] credential, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<PasskeyRow>().Where(row => row.Account == account && row.Credential == credential).ExecuteDeleteAsync(cancellation) == 1;
    }

    /// <summary>Every account of the staff of the caller's clinic, the oldest first; closed ones too. A patient's account is none of them.</summary>
    public Task<List<Account>> Staff(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "account.list", new Subject("clinic", caller.Clinic.Value), (db, _) =>
            db.Set<Account>().AsNoTracking().Where(account => account.Clinic == caller.Clinic && account.Patient == null).OrderBy(account => account.Created).ToListAsync(cancellation), cancellation);
    }

    /// <summary>The names of the caller's clinic's accounts by id, to say who did something.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Names(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = database.Connect();
        return await db.Set<Account>().Where(account => account.Clinic == caller.Clinic).Select(account => new { account.Id, account.Name })
            .ToDictionaryAsync(account => account.Id.ToString(), account => account.Name, cancellation);
    }

    /// <summary>The account of a patient, the newest one; closed ones too.</summary>
    /// <returns>Null for none.</returns>
    public async Task<Account?> OfPatient(Caller caller, Care.PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = database.Connect();
        return await db.Set<Account>().AsNoTracking().Where(account => account.Clinic == caller.Clinic && account.Patient == patient).OrderByDescending(account => account.Id).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Whether anybody can administer the clinic.</summary>
    public async Task<bool> HasAdministrator(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.HasAdministrator(clinic, null, cancellation);
    }

    /// <summary>Writes into the audit what happened to an account: a sign-in, a failure, a refusal.</summary>
    public Task Note(Caller caller, string action, Guid account, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, action, new Subject("account", account), (_, _) => Task.FromResult(true), cancellation);
    }

    /// <summary>Gives a member of staff other roles; their sessions end. A patient's account never has one.</summary>
    public Task<AccountChange> SetRoles(Caller caller, Guid id, Roles roles, CancellationToken cancellation) =>
        Change(caller, "account.roles", id, account => account.Patient is null, roles.HasFlag(Roles.Administrator), (account, _) => account.Roles = roles, cancellation);

    /// <summary>Closes an account for ever; its sessions end.</summary>
    public Task<AccountChange> Close(Caller caller, Guid id, CancellationToken cancellation) =>
        Change(caller, "account.close", id, _ => true, false, (account, at) => account.Closed = at, cancellation);

    private async Task<AccountChange> Change(Caller caller, string action, Guid id, Func<Account, bool> may, bool staysAdministrator, Action<Account, DateTimeOffset> change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var isLast = false;
        var done = await ledger.Record(caller, action, new Subject("account", id), async (db, at) =>
        {
            var account = await db.Set<Account>().FirstOrDefaultAsync(row => row.Id == id && row.Clinic == caller.Clinic && row.Closed == null, cancellation);
            isLast = account is not null && account.Roles.HasFlag(Roles.Administrator) && !staysAdministrator && !await db.HasAdministrator(caller.Clinic, id, cancellation);
            if (account is null || !may(account) || isLast)
            {
                return null;
            }
            change(account, at);
            (account.SecurityStamp, account.Version) = (Account.NewStamp(), Account.NewStamp());
            return account;
        }, cancellation);
        standings.Forget(id);
        return done is not null ? AccountChange.Done : isLast ? AccountChange.LastAdministrator : AccountChange.Absent;
    }
}

/// <summary>What is known of accounts for a few seconds: the stamp of an open one, null for any other.</summary>
internal sealed class Standings(TimeProvider clock)
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<Guid, (string? Stamp, long Until)> known = new();
    private long changes;

    /// <summary>Grows with every change of an account.</summary>
    public long Changes => Interlocked.Read(ref changes);

    public bool Find(Guid id, out string? stamp)
    {
        var found = known.TryGetValue(id, out var kept) && kept.Until > clock.GetTimestamp();
        stamp = kept.Stamp;
        return found;
    }

    /// <summary>Keeps what was read, unless an account has changed since <paramref name="before"/>: the reading may be older than the change.</summary>
    public void Keep(Guid id, string? stamp, long before)
    {
        if (known.Count >= Most)
        {
            known.Clear();
        }
        known[id] = (stamp, clock.GetTimestamp() + (long)(AccountStore.LooksAgain.TotalSeconds * clock.TimestampFrequency));
        if (Changes != before)
        {
            known.TryRemove(id, out _);
        }
    }

    public void Forget(Guid id)
    {
        Interlocked.Increment(ref changes);
        known.TryRemove(id, out _);
    }
}

internal sealed class AccountMapping : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("account");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Email).HasMaxLength(Account.LongestEmail);
        builder.Property(row => row.EmailKey).HasMaxLength(Account.LongestEmail);
        builder.Property(row => row.Name).HasMaxLength(Account.LongestName);
        builder.Property(row => row.Roles).HasMaxLength(64);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Care.PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => row.EmailKey).IsUnique();
    }
}

internal sealed class RecoveryCodeRow
{
    public required Guid Account { get; init; }
    public required string Hash { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<RecoveryCodeRow>
    {
        public void Configure(EntityTypeBuilder<RecoveryCodeRow> builder)
        {
            builder.ToTable("recovery_code");
            builder.HasKey(row => new { row.Account, row.Hash });
            builder.Property(row => row.Hash).HasMaxLength(SecretText.HashLength);
            builder.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

internal static class AccountScope
{
    /// <summary>Whether an account, of whatever clinic, has this address.</summary>
    public static Task<bool> HasAccount(this FacetDb db, string email, CancellationToken cancellation)
    {
        var key = Account.KeyOf(email);
        return db.Set<Account>().AnyAsync(row => row.EmailKey == key, cancellation);
    }

    /// <summary>Whether somebody can administer the clinic, apart from <paramref name="without"/>.</summary>
    public static async Task<bool> HasAdministrator(this FacetDb db, ClinicId clinic, Guid? without, CancellationToken cancellation) =>
        (await db.Set<Account>().AsNoTracking().Where(row => row.Clinic == clinic && row.Closed == null && row.Id != without).Select(row => row.Roles).ToListAsync(cancellation))
            .Exists(roles => roles.HasFlag(Roles.Administrator));
}
