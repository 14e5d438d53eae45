using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>What the clinic's outcomes are counted from, of one person; no name among it.</summary>
/// <param name="Patient">Who; to join rows with, not to be shown.</param>
/// <param name="FirstDay">Day 1 of the first plan.</param>
/// <param name="Newest">The plan that holds.</param>
/// <param name="Days">Days about which the person wrote something themselves, in order.</param>
/// <param name="Entries">Entries of the kinds asked for, in order.</param>
/// <param name="Answers">The newest answer of every page of the intake, JSON by page.</param>
public sealed record PersonOfCaseload(PatientId Patient, DateOnly FirstDay, SignedPlan Newest, IReadOnlyList<DateOnly> Days, IReadOnlyList<StoredEntry> Entries, IReadOnlyDictionary<string, string> Answers);

/// <summary>Reads across the patients of a clinic for counting.</summary>
public sealed class CaseloadStore
{
    private readonly Ledger ledger;

    internal CaseloadStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>Everybody with a signed plan whose entries were not erased, and one audit row for looking.</summary>
    /// <param name="caller">Who looks.</param>
    /// <param name="kinds">The kinds of entries whose text is needed.</param>
    /// <param name="notTheirs">Kinds that the team or the program writes: they do not count as a sign of life of the person.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<IReadOnlyList<PersonOfCaseload>> Read(Caller caller, IReadOnlyList<string> kinds, IReadOnlyList<string> notTheirs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var clinic = caller.Clinic;
        return ledger.Record<IReadOnlyList<PersonOfCaseload>>(caller, "caseload.read", new Subject("clinic", clinic.Value), async (db, _) =>
        {
            var patients = await db.Set<PatientRow>().AsNoTracking().Where(row => row.Clinic == clinic && row.Erased == null).ToListAsync(cancellation);
            var mine = db.Set<PatientRow>().Where(each => each.Clinic == clinic && each.Erased == null);
            var first = await db.Set<CarePlanRow>().Where(row => row.Version == 1 && mine.Any(each => each.Id == row.Patient)).ToDictionaryAsync(row => row.Patient, row => row.StartsOn, cancellation);
            var plans = await db.Set<CarePlanRow>().AsNoTracking().Where(row => mine.Any(each => each.Id == row.Patient) && !db.Set<CarePlanRow>().Any(newer => newer.Patient == row.Patient && newer.Version > row.Version)).ToDictionaryAsync(row => row.Patient, cancellation);
            var days = (await db.Set<EntryRow>().AsNoTracking().Where(row => !notTheirs.Contains(row.Kind) && mine.Any(each => each.Id == row.Patient)).Select(row => new { row.Patient, row.Day }).Distinct().ToListAsync(cancellation)).ToLookup(row => row.Patient, row => row.Day);
            var entries = (await db.Set<EntryRow>().AsNoTracking().Where(row => kinds.Contains(row.Kind) && mine.Any(each => each.Id == row.Patient)).ToListAsync(cancellation)).ToLookup(row => row.Patient);
            var answers = (await db.Set<AnswerRow>().AsNoTracking().Where(row => mine.Any(each => each.Intake == row.Intake)).ToListAsync(cancellation)).ToLookup(row => row.Intake);
            return [.. patients.Where(patient => plans.ContainsKey(patient.Id)).OrderBy(patient => patient.Id.Value).Select(patient => new PersonOfCaseload(
                patient.Id, first[patient.Id], plans[patient.Id].ToPlan(), [.. days[patient.Id].Order()],
                [.. entries[patient.Id].OrderBy(row => row.Sequence).Select(row => new StoredEntry(row.Sequence, row.At, row.Author, new(row.Stream, row.Number, row.Kind, row.Day, row.Json)))],
                answers[patient.Intake].GroupBy(row => row.Page, StringComparer.Ordinal).ToDictionary(page => page.Key, page => page.MaxBy(row => row.Sequence)!.Json, StringComparer.Ordinal)))];
        }, cancellation);
    }
}
