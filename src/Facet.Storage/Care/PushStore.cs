using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>Where a browser takes pushed reminders, and the keys that only it can open them with (RFC 8291).</summary>
/// <param name="Endpoint">The address at the browser maker's push service.</param>
/// <param name="PublicKey">The browser's public key, base64url.</param>
/// <param name="Secret">The browser's authentication secret, base64url.</param>
public sealed record PushTarget(string Endpoint, string PublicKey, string Secret);

/// <summary>Where reminders can be pushed to.</summary>
public sealed class PushStore
{
    /// <summary>The most browsers of one person; the oldest goes when another comes.</summary>
    public const int Most = 5;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal PushStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Adds a browser; one that is known already gets its new keys.</summary>
    /// <returns>Whether the clinic has such a patient.</returns>
    /// <exception cref="ArgumentException">Something is blank or too long.</exception>
    public async Task<bool> Add(Caller caller, PatientId patient, PushTarget target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(target);
        foreach (var (text, longest) in ((string, int)[])[(target.Endpoint, 1024), (target.PublicKey, 128), (target.Secret, 64)])
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(text, nameof(target));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, longest, nameof(target));
        }
        var id = ledger.NewId();
        return await ledger.Record(caller, "push.add", new Subject("patient", patient.Value), async (db, at) =>
        {
            if (!await db.Set<PatientRow>().AnyAsync(row => row.Id == patient && row.Clinic == caller.Clinic && row.Erased == null, cancellation))
            {
                return null;
            }
            await db.Set<PushRow>().Where(row => row.Patient == patient && row.Endpoint == target.Endpoint).ExecuteDeleteAsync(cancellation);
            var kept = await db.Set<PushRow>().Where(row => row.Patient == patient).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Select(row => row.Id).ToListAsync(cancellation);
            var old = kept.Skip(Most - 1).ToList();
            await db.Set<PushRow>().Where(row => old.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
            db.Add(new PushRow { Id = id, Patient = patient, Endpoint = target.Endpoint, PublicKey = target.PublicKey, Secret = target.Secret, At = at });
            return target;
        }, cancellation) is not null;
    }

    /// <summary>Forgets every browser of a person.</summary>
    public Task Clear(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "push.clear", new Subject("patient", patient.Value), (db, _) =>
            db.Set<PushRow>().Where(row => row.Patient == patient && db.Set<PatientRow>().Any(each => each.Id == patient && each.Clinic == caller.Clinic)).ExecuteDeleteAsync(cancellation), cancellation);
    }

    /// <summary>The browsers of a person, for sending. Unaudited, as sending is.</summary>
    public async Task<IReadOnlyList<PushTarget>> Of(ClinicId clinic, PatientId patient, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<PushRow>().AsNoTracking().Where(row => row.Patient == patient && db.Set<PatientRow>().Any(each => each.Id == patient && each.Clinic == clinic))
            .OrderBy(row => row.At).ThenBy(row => row.Id).Select(row => new PushTarget(row.Endpoint, row.PublicKey, row.Secret)).ToListAsync(cancellation);
    }

    /// <summary>Forgets a browser that its push service no longer knows.</summary>
    public async Task Gone(PatientId patient, string endpoint, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        await db.Set<PushRow>().Where(row => row.Patient == patient && row.Endpoint == endpoint).ExecuteDeleteAsync(cancellation);
    }
}
