using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Accounts;

/// <summary>Names an invitation.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Clinic">The clinic that invites.</param>
/// <param name="Email">Who is invited; null for the first administrator, who says it.</param>
/// <param name="Roles">What the account will be able to do.</param>
/// <param name="Account">The account that gets a new password; null where a new account is made.</param>
/// <param name="Expires">The moment from which it is worth nothing.</param>
public sealed record Invitation(Guid Id, ClinicId Clinic, string? Email, Roles Roles, Guid? Account, DateTimeOffset Expires)
{
    /// <summary>Whose care the account will be for; null for staff.</summary>
    public PatientId? Patient { get; init; }
}

/// <summary>How the use of an invitation ended.</summary>
public abstract record InvitationUse
{
    private InvitationUse()
    {
    }

    /// <summary>There is an account, or an old one with a new password.</summary>
    public sealed record Joined(Guid Account) : InvitationUse;

    /// <summary>The link is unknown, used, withdrawn, older than another one for the same account or patient, or too old.</summary>
    public sealed record Spent : InvitationUse;

    /// <summary>Another account has this address.</summary>
    public sealed record AddressTaken : InvitationUse;
}

/// <summary>Invitations: a secret in a link that works once, for a while. Only its hash is kept.</summary>
/// <remarks>Of an account or a patient one link at most is open: a newer one, or the use of one, withdraws the others. Invitations of staff name neither and stay apart.</remarks>
public sealed class InvitationStore
{
    /// <summary>How long an invitation is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(72);

    /// <summary>How long the link to the first administrator is good.</summary>
    public static readonly TimeSpan SetUpLifetime = TimeSpan.FromHours(24);

    private readonly Ledger ledger;
    private readonly FacetDatabase database;
    private readonly TimeProvider clock;
    private readonly Standings standings;

    internal InvitationStore(Ledger ledger, FacetDatabase database, TimeProvider clock, Standings standings) => (this.ledger, this.database, this.clock, this.standings) = (ledger, database, clock, standings);

    /// <summary>The most bytes of UTF-8 of a patient's address.</summary>
    public const int LongestPatientEmail = SecretText.LongestSealed;

    /// <summary>Invites a patient to an account of their own.</summary>
    /// <remarks>An invitation is never removed, and a patient can ask for erasure: their address is kept so that only the link opens it.</remarks>
    /// <returns>The secret of the link; null when the clinic has no such patient.</returns>
    public async Task<string?> Invite(Caller caller, PatientId patient, string email, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        await using var db = database.Connect();
        return await db.HasPatient(caller.Clinic, patient, cancellation) ? await Create(caller, email, Roles.Patient, null, Lifetime, cancellation, patient) : null;
    }

    /// <summary>Invites somebody to a new account.</summary>
    /// <returns>The secret of the link. It is nowhere else.</returns>
    public Task<string> Invite(Caller caller, string email, Roles roles, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        return Create(caller, email.Trim(), roles, null, Lifetime, cancellation)!;
    }

    /// <summary>Lets somebody who lost their password or authenticator choose new ones.</summary>
    /// <returns>The secret of the link; null when the clinic has no such open account.</returns>
    public async Task<string?> Recover(Caller caller, Guid account, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var found = await db.Set<Account>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == account && row.Clinic == caller.Clinic && row.Closed == null, cancellation);
        return found is null ? null : await Create(caller, found.Email, found.Roles, account, Lifetime, cancellation, found.Patient);
    }

    /// <summary>Makes the link to the first administrator's account, which is worth nothing as soon as there is one.</summary>
    /// <returns>The secret of the link; null when the clinic has an administrator.</returns>
    public async Task<string?> SetUp(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.HasAdministrator(clinic, null, cancellation)
            ? null
            : await Create(Caller.Program(clinic), null, Roles.Administrator, null, SetUpLifetime, cancellation);
    }

    /// <summary>The invitation behind a secret, if it is still good.</summary>
    public async Task<Invitation?> Find(string secret, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Find(db, secret, clock.GetUtcNow(), cancellation);
    }

    /// <summary>The invitations of the clinic that nobody has used yet, oldest first.</summary>
    public Task<List<Invitation>> Open(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "invitation.list", new Subject("clinic", caller.Clinic.Value), async (db, at) =>
            (await db.Set<InvitationRow>().AsNoTracking()
                .Where(row => row.Clinic == caller.Clinic && row.Email != null && !db.Set<InvitationUseRow>().Any(use => use.Invitation == row.Id))
                .OrderBy(row => row.At).ToListAsync(cancellation))
            .Where(row => row.Expires > at).Select(row => Invited(row, SecretText.IsSealed(row.Email!) ? "a patient" : row.Email)).ToList(), cancellation);
    }

    /// <summary>Makes an invitation worthless.</summary>
    /// <returns>Whether it was still open.</returns>
    public async Task<bool> Withdraw(Caller caller, Guid id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ledger.Record(caller, "invitation.withdraw", new Subject("invitation", id), async (db, at) =>
        {
            if (!await db.Set<InvitationRow>().AnyAsync(row => row.Id == id && row.Clinic == caller.Clinic && !db.Set<InvitationUseRow>().Any(use => use.Invitation == id), cancellation))
            {
                return null;
            }
            var use = new InvitationUseRow { Invitation = id, At = at, Author = caller.Actor };
            db.Add(use);
            return use;
        }, cancellation) is not null;
    }

    /// <summary>Uses an invitation up: a new account, or a new password for an old one, whose authenticator, recovery codes and passkeys are forgotten and whose sessions end.</summary>
    /// <param name="secret">From the link.</param>
    /// <param name="email">Where the invitation names nobody, the address to sign in with; else not looked at.</param>
    /// <param name="name">How colleagues see a new account.</param>
    /// <param name="passwordHash">The salted hash of the password.</param>
    /// <param name="cancellation">To give up.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> or the address is blank or too long.</exception>
    public async Task<InvitationUse> Use(string secret, string email, string name, string passwordHash, CancellationToken cancellation)
    {
        if (await Find(secret, cancellation) is not { } invitation)
        {
            return new InvitationUse.Spent();
        }
        var address = (invitation.Email ?? email).Trim();
        ArgumentException.ThrowIfNullOrWhiteSpace(address, nameof(email));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address.Length, Account.LongestEmail, nameof(email));
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Trim().Length, Account.LongestName, nameof(name));
        var id = invitation.Account ?? ledger.NewId();
        var caller = Caller.User(invitation.Clinic, id);
        InvitationUse result = new InvitationUse.Spent();
        await ledger.Record(caller, "invitation.use", new Subject("invitation", invitation.Id), async (db, at) =>
        {
            // Asked again under the clinic's lock: of two who hold the link, one joins.
            if (await Find(db, secret, at, cancellation) is null)
            {
                return null;
            }
            var key = Account.KeyOf(address);
            if (invitation.Account is null)
            {
                if (await db.Set<Account>().AnyAsync(row => row.EmailKey == key, cancellation))
                {
                    result = new InvitationUse.AddressTaken();
                    return null;
                }
                db.Add(new Account
                {
                    Id = id, Clinic = invitation.Clinic, Email = address, EmailKey = key, Name = name.Trim(), Roles = invitation.Roles, Patient = invitation.Patient, Created = at,
                    PasswordHash = passwordHash, SecurityStamp = Account.NewStamp(), Version = Account.NewStamp(),
                });
            }
            else
            {
                var account = await db.Set<Account>().FirstAsync(row => row.Id == id && row.Clinic == invitation.Clinic, cancellation);
                (account.PasswordHash, account.AuthenticatorKey, account.HasAuthenticator, account.FailedSignIns, account.LockedUntil) = (passwordHash, null, false, 0, null);
                (account.SecurityStamp, account.Version) = (Account.NewStamp(), Account.NewStamp());
                await db.Set<RecoveryCodeRow>().Where(row => row.Account == id).ExecuteDeleteAsync(cancellation);
                await db.Set<PasskeyRow>().Where(row => row.Account == id).ExecuteDeleteAsync(cancellation);
            }
            await WithdrawOthers(db, caller, invitation.Id, invitation.Account, invitation.Patient, at, cancellation);
            db.Add(new InvitationUseRow { Invitation = invitation.Id, At = at, Author = caller.Actor, Account = id });
            result = new InvitationUse.Joined(id);
            return result;
        }, cancellation);
        standings.Forget(id);
        return result;
    }

    private async Task<string> Create(Caller caller, string? email, Roles roles, Guid? account, TimeSpan lifetime, CancellationToken cancellation, PatientId? patient = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentOutOfRangeException.ThrowIfEqual((int)roles, 0, nameof(roles));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(email?.Length ?? 0, Account.LongestEmail, nameof(email));
        var (id, secret) = (ledger.NewId(), SecretText.New());
        return await ledger.Record(caller, account is null ? "invitation.create" : "invitation.recover", new Subject("invitation", id), async (db, at) =>
        {
            await WithdrawOthers(db, caller, id, account, patient, at, cancellation);
            db.Add(new InvitationRow { Id = id, Clinic = caller.Clinic, Hash = SecretText.Hash(secret), Email = email is not null && patient is not null ? SecretText.Seal(secret, email.Trim()) : email, Roles = roles, Account = account, At = at, Author = caller.Actor, Expires = at + lifetime, Patient = patient });
            return secret;
        }, cancellation);
    }

    /// <summary>Withdraws every other open link of an account or a patient, inside a transaction that holds the clinic's lock.</summary>
    internal static async Task WithdrawOthers(FacetDb db, Caller caller, Guid id, Guid? account, PatientId? patient, DateTimeOffset at, CancellationToken cancellation)
    {
        foreach (var other in await db.Set<InvitationRow>().AsNoTracking()
            .Where(row => row.Clinic == caller.Clinic && row.Id != id && ((account != null && row.Account == account) || (patient != null && row.Patient == patient)) && !db.Set<InvitationUseRow>().Any(use => use.Invitation == row.Id))
            .Select(row => row.Id).ToListAsync(cancellation))
        {
            db.Add(new InvitationUseRow { Invitation = other, At = at, Author = caller.Actor });
        }
    }

    private static async Task<Invitation?> Find(FacetDb db, string secret, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var hash = SecretText.Hash(secret);
        var row = await db.Set<InvitationRow>().AsNoTracking().FirstOrDefaultAsync(each => each.Hash == hash && !db.Set<InvitationUseRow>().Any(use => use.Invitation == each.Id), cancellation);
        return row is null || row.Expires <= now
            || (row.Email is null && await db.HasAdministrator(row.Clinic, null, cancellation))
            || (row.Account is { } account && await db.Set<Account>().AnyAsync(each => each.Id == account && each.Closed != null, cancellation))
            ? null
            : Invited(row, row.Email is null ? null : SecretText.Open(secret, row.Email));
    }

    private static Invitation Invited(InvitationRow row, string? email) => new(row.Id, row.Clinic, email, row.Roles, row.Account, row.Expires) { Patient = row.Patient };
}

internal sealed class InvitationRow : IAppended
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required string Hash { get; init; }
    public string? Email { get; init; }
    public required Roles Roles { get; init; }
    public Guid? Account { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public PatientId? Patient { get; init; }

    /// <summary>An invitation of a patient to an account of their own; only the link opens their address.</summary>
    public static InvitationRow OfPatient(Caller caller, Guid id, string secret, string email, PatientId patient, DateTimeOffset at) =>
        new() { Id = id, Clinic = caller.Clinic, Hash = SecretText.Hash(secret), Email = SecretText.Seal(secret, email.Trim()), Roles = Roles.Patient, At = at, Author = caller.Actor, Expires = at + InvitationStore.Lifetime, Patient = patient };

    public sealed class Mapping : IEntityTypeConfiguration<InvitationRow>
    {
        public void Configure(EntityTypeBuilder<InvitationRow> builder)
        {
            builder.ToTable("invitation");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Hash).HasMaxLength(SecretText.HashLength);
            builder.Property(row => row.Email).HasMaxLength(Accounts.Account.LongestEmail);
            builder.Property(row => row.Roles).HasMaxLength(64);
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => row.Hash).IsUnique();
        }
    }
}

/// <summary>That an invitation was used, or, where it names no account, withdrawn by somebody or by a newer one. Its key lets that happen once.</summary>
internal sealed class InvitationUseRow : IAppended
{
    public required Guid Invitation { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public Guid? Account { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<InvitationUseRow>
    {
        public void Configure(EntityTypeBuilder<InvitationUseRow> builder)
        {
            builder.ToTable("invitation_use");
            builder.HasKey(row => row.Invitation);
            builder.Property(row => row.Invitation).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<InvitationRow>().WithMany().HasForeignKey(row => row.Invitation).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
