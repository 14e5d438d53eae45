using System.Collections.Concurrent;
using System.Globalization;
using Facet.Evidence;
using Facet.Intake;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Planning;

/// <summary>An intervention at a dose, by their ids.</summary>
/// <param name="Intervention">Id of the intervention.</param>
/// <param name="Level">Id of its dose.</param>
public readonly record struct PlannedDose(string Intervention, string Level);

/// <summary>Somebody whom triage has cleared, reduced to what their plan is chosen from. People who are alike in that share it.</summary>
public sealed class PersonToPlan
{
    private readonly Lazy<IReadOnlyList<PlannedDose>?> best;

    internal PersonToPlan(RegimenProblem problem)
    {
        Problem = problem;
        // The problem is one for everybody who is alike, and a search changes what lies over it: whoever asks first searches.
        best = new(() => problem.Solve() is { } found ? Doses([.. found.Levels.Select(level => (byte)level)]) : null);
    }

    internal RegimenProblem Problem { get; }

    /// <summary>What the best plan holds, in the order of the catalogue, as <see cref="Planner"/> would propose it; <see langword="null"/> when no plan meets the limits.</summary>
    public IReadOnlyList<PlannedDose>? Best => best.Value;

    internal IReadOnlyList<PlannedDose> Doses(ReadOnlySpan<byte> levels)
    {
        var doses = new List<PlannedDose>();
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] > 0) { doses.Add(new(Problem.Candidates[i].Id, Problem.Candidates[i].Levels[levels[i] - 1].Id)); }
        }
        return doses;
    }
}

/// <summary>What many people get together within the clinic's capacity.</summary>
/// <param name="Plans">For each person what their plan holds, in the order of the catalogue; <see langword="null"/> when no plan meets their limits.</param>
/// <param name="Together">Value, bound, prices and use.</param>
public sealed record SharedPlanning(IReadOnlyList<IReadOnlyList<PlannedDose>?> Plans, SharedPlans Together);

/// <summary>Plans for many people: recommended plans alone, without explanations, each by themselves or within the clinic's capacity. Safe to use from several threads.</summary>
/// <param name="pathway">What is known.</param>
public sealed class PopulationPlanner(CarePathway pathway)
{
    private readonly ConcurrentDictionary<string, Lazy<PersonToPlan>> alike = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> shared = [.. pathway.Capacity.All.Select(capacity => capacity.Resource)];

    /// <summary>Different problems that were met so far.</summary>
    public int Problems => alike.Count;

    /// <summary>Looks at one person.</summary>
    /// <param name="profile">The answers.</param>
    /// <returns>What triage says, and what to plan from; <see langword="null"/> unless triage cleared the person.</returns>
    public (Disposition Disposition, PersonToPlan? Person) Look(PatientProfile profile)
    {
        var disposition = RedFlags.Assess(pathway.Knowledge, profile);
        if (disposition is not Disposition.Cleared cleared) { return (disposition, null); }
        var person = new PlanningCase(cleared, Eligibility.Assess(pathway.Knowledge, cleared), pathway.Catalogue, pathway.Effects, pathway.Settings, pathway.PreferencesOf(profile)) { Shared = shared };
        return (disposition, alike.GetOrAdd(WhatMatters(person), _ => new(() => new(RegimenProblem.Build(person, PlanChanges.None, Aim.Value)))).Value);
    }

    /// <summary>Divides the clinic's capacity.</summary>
    /// <param name="people">The people.</param>
    /// <param name="options">How; defaults when left out.</param>
    /// <param name="cancellation">Stops the work.</param>
    public SharedPlanning Share(IReadOnlyList<PersonToPlan> people, SharedCapacityOptions? options = null, CancellationToken cancellation = default)
    {
        var choosing = Enumerable.Range(0, people.Count).Where(i => people[i].Problem.Candidates.Count > 0).ToArray();
        var together = SharedCapacity.Solve(choosing.Length, i => people[choosing[i]].Problem.Sharing()!, [.. pathway.Capacity.All.Select(capacity => capacity.HoursPerWeek)], options, null, cancellation);
        var plans = new IReadOnlyList<PlannedDose>?[people.Count];
        for (var i = 0; i < choosing.Length; i++)
        {
            var levels = together.LevelsOf(i);
            plans[choosing[i]] = levels.Length == 0 ? null : people[choosing[i]].Doses(levels);
        }
        return new(plans, together);
    }

    /// <summary>Everything of a person that their choice problem is built from, as one text: equal texts, equal problems.</summary>
    private static string WhatMatters(PlanningCase person)
    {
        var candidates = person.Catalogue.Interventions.Where(intervention => Availability.IsCandidate(person, PlanChanges.None, intervention))
            .Select(candidate => string.Create(CultureInfo.InvariantCulture, $"{candidate.Id} {person.Support(candidate)} {person.Preferences.Wanted.Contains(candidate.Id)}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{person.Duration}|{person.MostToGain(Outcome.Pain)}|{person.Weight(Outcome.Pain)}|{person.Weight(Outcome.Function)}|{person.MinutesPerWeek}|{person.VisitsPerWeek}|{person.TravelMinutes}|{person.Preferences.Budget}|{person.CombinedProgrammeFirst}|{string.Join(';', candidates)}");
    }
}
