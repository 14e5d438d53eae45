using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>Secret addresses of calendars, one for each person at most. Only a hash of the secret is kept.</summary>
public sealed class FeedStore
{
    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal FeedStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Makes an address in place of the one before, and notes which words it uses.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="patient">Whose calendar.</param>
    /// <param name="words">The entry that says which words the calendar uses.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The secret, which is nowhere else; null when the clinic has no such patient.</returns>
    public Task<string?> Make(Caller caller, PatientId patient, EntryDraft words, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var secret = SecretText.New();
        return ledger.Record<string?>(caller, "calendar.make", async (db, at) =>
        {
            var subject = new Subject("patient", patient.Value);
            if (!await db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == caller.Clinic && row.Erased == null, cancellation))
            {
                return (null, subject);
            }
            // A form that is sent again makes another address, for the secret of the first was shown to nobody who can show it again.
            if (await EntryLog.Find(db, patient, words, cancellation) is null)
            {
                (_, subject) = await EntryLog.AddProven(db, caller, patient, words, at, cancellation);
            }
            await End(db, patient, at, cancellation);
            db.Add(new FeedRow { Hash = SecretText.Hash(secret), Clinic = caller.Clinic, Patient = patient, At = at });
            return (secret, subject);
        }, cancellation);
    }

    /// <summary>Ends the address, if there is one.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> Revoke(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ledger.Record(caller, "calendar.revoke", new Subject("patient", patient.Value), async (db, at) =>
            await db.HasPatient(caller.Clinic, patient, cancellation) ? await End(db, patient, at, cancellation) : 0, cancellation) > 0;
    }

    /// <summary>Since when the address is good.</summary>
    /// <returns>Null for none.</returns>
    public async Task<DateTimeOffset?> Since(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = database.Connect();
        return (await db.Set<FeedRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Patient == patient && row.Clinic == caller.Clinic && row.Revoked == null, cancellation))?.At;
    }

    /// <summary>Whose calendar a secret opens. What is then read is audited where it is read.</summary>
    /// <returns>Null for a secret that is unknown or was revoked.</returns>
    public async Task<(ClinicId Clinic, PatientId Patient)?> Find(string secret, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var hash = SecretText.Hash(secret);
        await using var db = database.Connect();
        return await db.Set<FeedRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Hash == hash && row.Revoked == null, cancellation) is { } row ? (row.Clinic, row.Patient) : null;
    }

    private static Task<int> End(FacetDb db, PatientId patient, DateTimeOffset at, CancellationToken cancellation) =>
        db.Set<FeedRow>().Where(row => row.Patient == patient && row.Revoked == null).ExecuteUpdateAsync(row => row.SetProperty(each => each.Revoked, at), cancellation);
}
