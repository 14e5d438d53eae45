using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Desk;

/// <summary>A version of a clinic's settings.</summary>
/// <param name="Version">1, 2, 3 … within the clinic; the newest one holds.</param>
/// <param name="At">When it was stored, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who stored it.</param>
/// <param name="Reason">Why, in the author's words.</param>
/// <param name="Json">What it says.</param>
public sealed record ClinicSetting(int Version, DateTimeOffset At, string Author, string Reason, string Json);

/// <summary>A clinic's settings, version after version. Nothing in them is a patient's.</summary>
public sealed class ClinicSettingStore
{
    /// <summary>The most characters of a reason, and the most bytes of a version.</summary>
    public const int LongestReason = 500, MostBytes = 32 * 1024;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal ClinicSettingStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>The number of the newest version; 0 for none.</summary>
    public async Task<int> Current(ClinicId clinic, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<ClinicSettingRow>().Where(row => row.Clinic == clinic).MaxAsync(row => (int?)row.Version, cancellation) ?? 0;
    }

    /// <summary>The newest version.</summary>
    /// <returns>Null for none.</returns>
    public async Task<ClinicSetting?> Newest(ClinicId clinic, CancellationToken cancellation) => await All(clinic, 1, cancellation) is [var newest, ..] ? newest : null;

    /// <summary>Versions, newest first.</summary>
    public async Task<IReadOnlyList<ClinicSetting>> All(ClinicId clinic, int atMost, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await db.Set<ClinicSettingRow>().AsNoTracking().Where(row => row.Clinic == clinic).OrderByDescending(row => row.Version).Take(atMost)
            .Select(row => new ClinicSetting(row.Version, row.At, row.Author, row.Reason, row.Json)).ToListAsync(cancellation);
    }

    /// <summary>Adds the next version.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="seen">The version that its author had before them.</param>
    /// <param name="reason">Why.</param>
    /// <param name="json">What it says.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Its number; null when somebody else has stored one meanwhile.</returns>
    /// <exception cref="ArgumentException">The reason is blank or too long, or the text is not JSON or too long.</exception>
    public async Task<int?> Add(Caller caller, int seen, string reason, string json, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reason.Length, LongestReason, nameof(reason));
        JsonText.Demand(json, MostBytes, nameof(json));
        return await ledger.Record(caller, "settings.change", new Subject("clinic", caller.Clinic.Value), async (db, at) =>
        {
            var newest = await db.Set<ClinicSettingRow>().Where(row => row.Clinic == caller.Clinic).MaxAsync(row => (int?)row.Version, cancellation) ?? 0;
            if (newest != seen)
            {
                return (int?)null;
            }
            db.Add(new ClinicSettingRow { Clinic = caller.Clinic, Version = newest + 1, At = at, Author = caller.Actor, Reason = reason, Json = json });
            return newest + 1;
        }, cancellation);
    }
}
