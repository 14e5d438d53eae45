using System.Globalization;
using Facet.Treatments;

namespace Facet.Planning;

/// <summary>What bounds a plan.</summary>
internal enum PlanLimit
{
    /// <summary>Minutes a week at home.</summary>
    Minutes,

    /// <summary>Visits in the busiest week.</summary>
    Visits,

    /// <summary>Money for 12 weeks.</summary>
    Budget,

    /// <summary>Daily home items.</summary>
    HomeItems,

    /// <summary>New medicines.</summary>
    Medicines,

    /// <summary>Passive families.</summary>
    PassiveFamilies,

    /// <summary>That there is an active treatment.</summary>
    Active,
}

/// <summary>Some limits.</summary>
internal readonly record struct PlanLimits(uint Bits)
{
    public static PlanLimits None { get; }

    public bool Holds(PlanLimit limit) => ((Bits >> (int)limit) & 1) != 0;

    public PlanLimits With(PlanLimit limit) => new(Bits | (1u << (int)limit));
}

/// <summary>Finds limits of which no plan can meet all: a smallest set, without any one of which there would be a plan.</summary>
internal static class LimitConflict
{
    private const int MostMinutes = 240;

    /// <summary>What conflicts, each with what to change.</summary>
    public static IReadOnlyList<string> Find(PlanningCase person, PlanChanges changes)
    {
        if (RegimenProblem.Build(person, changes, Aim.Value).Candidates.Count == 0)
        {
            return ["Nothing is left to choose from: everything is declined, excluded, held or not called for. Look at what is declined."];
        }
        // Limits and changes are taken away one by one, and put back where a plan would otherwise be possible: what is left conflicts.
        var relaxed = PlanLimits.None;
        foreach (var limit in Enum.GetValues<PlanLimit>())
        {
            if (!IsFeasible(person, changes, relaxed.With(limit))) { relaxed = relaxed.With(limit); }
        }
        foreach (var id in changes.Locked)
        {
            var less = changes with { Locked = [.. changes.Locked.Where(other => other != id)] };
            // Where the lock is all that there is to choose from, there is no plan without it either: it stays named.
            if (!IsFeasible(person, less, relaxed) && RegimenProblem.Build(person, less, Aim.Value).Candidates.Count > 0) { changes = less; }
        }
        foreach (var id in changes.Forbidden)
        {
            var less = changes with { Forbidden = [.. changes.Forbidden.Where(other => other != id)] };
            if (!IsFeasible(person, less, relaxed)) { changes = less; }
        }
        foreach (var id in changes.Doses.Keys)
        {
            var less = changes with { Doses = changes.Doses.Where(pair => pair.Key != id).ToDictionary() };
            if (!IsFeasible(person, less, relaxed)) { changes = less; }
        }
        var conflicts = Enum.GetValues<PlanLimit>().Where(limit => !relaxed.Holds(limit) && Applies(person, limit)).Select(limit => Text(person, changes, relaxed, limit)).ToList();
        conflicts.AddRange(changes.Locked.Select(id => $"{Name(person, id)} is locked in: take the lock off."));
        conflicts.AddRange(changes.Forbidden.Select(id => $"{Name(person, id)} is taken out: let it in again."));
        conflicts.AddRange(changes.Doses.Select(pair => $"{Name(person, pair.Key)} has its dose fixed at '{pair.Value}': let the dose free."));
        if (conflicts.Count == 0) { conflicts.Add("The combination rules alone leave no plan: an entry of the catalogue that is in every plan conflicts with another. The catalogue must be mended."); }
        return conflicts;
    }

    private static bool IsFeasible(PlanningCase person, PlanChanges changes, PlanLimits relaxed) => RegimenProblem.Build(person, changes, Aim.Value, relaxed).Solve() is not null;

    private static bool Applies(PlanningCase person, PlanLimit limit) => limit != PlanLimit.Budget || person.Preferences.Budget is not null;

    private static string Text(PlanningCase person, PlanChanges changes, PlanLimits relaxed, PlanLimit limit) => limit switch
    {
        PlanLimit.Minutes => LeastMinutes(person, changes, relaxed) is { } minutes
            ? $"There are {person.Preferences.MinutesPerDay} minutes a day for home treatment, and the least that would do is {minutes}: raise minutes_per_day_available."
            : $"There are {person.Preferences.MinutesPerDay} minutes a day for home treatment, which is too little: raise minutes_per_day_available.",
        PlanLimit.Visits => string.Create(CultureInfo.InvariantCulture, $"At most {person.VisitsPerWeek:0.##} visits a week: raise visits_per_week_available, or the clinic's visits_per_week_at_most."),
        PlanLimit.Budget => string.Create(CultureInfo.InvariantCulture, $"The budget is {person.Preferences.Budget:0.##}: raise course_budget, or the clinic's prices are too high for it."),
        PlanLimit.HomeItems => $"At most {person.Settings.HomeItemsAtMost} home items a day: raise the clinic's home_items_at_most.",
        PlanLimit.Medicines => $"At most {person.Settings.NewMedicinesAtMost} new medicines (PLAN-04).",
        PlanLimit.PassiveFamilies => $"At most {person.Settings.PassiveFamiliesAtMost} passive families at once (PLAN-03).",
        _ => "Every plan needs an active treatment (PLAN-01): " + Actives(person, changes),
    };

    private static string Actives(PlanningCase person, PlanChanges changes) =>
        string.Join(", ", person.Catalogue.Interventions.Where(intervention => intervention.Kind == InterventionKind.Active && Availability.IsCandidate(person, changes, intervention)).Select(intervention => intervention.Label)) + ".";

    private static int? LeastMinutes(PlanningCase person, PlanChanges changes, PlanLimits relaxed)
    {
        for (var minutes = person.Preferences.MinutesPerDay + 1; minutes <= MostMinutes; minutes++)
        {
            if (IsFeasible(person with { Preferences = person.Preferences with { MinutesPerDay = minutes } }, changes, relaxed)) { return minutes; }
        }
        return null;
    }

    private static string Name(PlanningCase person, string id) => person.Catalogue.Find(id)?.Label ?? id;
}
