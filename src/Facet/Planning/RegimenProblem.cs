using Facet.Evidence;
using Facet.Treatments;

namespace Facet.Planning;

/// <summary>What a search makes as great as it can.</summary>
internal enum Aim
{
    /// <summary>The value under the clinic's exchange rates.</summary>
    Value,

    /// <summary>The expected improvement; among equals the value.</summary>
    Effect,

    /// <summary>Fewest hours a week; among equals the value.</summary>
    Burden,
}

/// <summary>A plan that a search found.</summary>
/// <param name="Levels">A level for each candidate, 0 for none.</param>
/// <param name="Value">What the search made great, points.</param>
/// <param name="Proof">How sure it is that none is greater.</param>
internal sealed record Found(IReadOnlyList<int> Levels, double Value, Proof Proof);

/// <summary>One person's choice in numbers: the candidates, and the model that the search works on.</summary>
internal sealed class RegimenProblem
{
    // What comes second where something else comes first: small beside any difference in that, large beside rounding.
    private const double Second = 1e-4;
    private const double First = 1e6;

    private readonly EffectProjection[] projections;
    private readonly int[] component;
    private readonly RegimenModel model = null!;
    private readonly RegimenSearch search = new();
    private readonly RegimenRestriction restriction = null!;
    private readonly IReadOnlyList<(PlanLimit Limit, int Resource)> resources;

    private RegimenProblem(PlanningCase person, PlanChanges changes, Aim aim, PlanLimits relaxed)
    {
        (Person, Changes, Relaxed) = (person, changes, relaxed);
        Candidates = [.. person.Catalogue.Interventions.Where(intervention => Availability.IsCandidate(person, changes, intervention))];
        var codes = Candidates.Select(candidate => candidate.Component).Where(code => code.Length > 0).Distinct().ToList();
        component = [.. Candidates.Select(candidate => codes.IndexOf(candidate.Component))];
        projections = [.. OutcomeCodes.All.Select(outcome => person.Effects.Joint(person.Duration, outcome).For(codes))];
        var settings = person.Settings;
        var secondary = aim == Aim.Effect ? Second : 1;
        var uses = Uses();
        if (Candidates.Count == 0)
        {
            resources = [];
            return;
        }
        resources = [.. uses.Select((use, index) => (use.Limit, index))];
        model = new(
            [.. Candidates.Select((candidate, index) => new RegimenItem
            {
                IsMandatory = candidate.IsAlways,
                Component = component[index],
                SupportGroup = (int)candidate.Family,
                Support = secondary * settings.SupportPerWeight * person.Support(candidate),
                Levels = [.. candidate.Levels.Select(level => new RegimenLevel(Worth(candidate, level), level.Dose) { Uses = [.. uses.Select(use => use.Of(candidate, level)), .. person.Shared.Select(name => CapacitySettings.HoursPerWeek(name, candidate, level))] })],
            })],
            [.. OutcomeCodes.All.Select(outcome => RegimenOutcome.Of(person.Effects.Joint(person.Duration, outcome), codes, person.Weight(outcome), secondary * settings.RiskAversion, person.MostToGain(outcome)))],
            [.. uses.Select(use => new RegimenResource(relaxed.Holds(use.Limit) ? double.PositiveInfinity : use.Most)), .. person.Shared.Select(_ => new RegimenResource(double.PositiveInfinity))],
            atMostOne: [.. GroupsBy(candidate => candidate.OneOf), .. GroupsBy(candidate => candidate.MedicineClass)],
            groupLimits: relaxed.Holds(PlanLimit.PassiveFamilies) ? [] : [new([.. Candidates.Select(candidate => candidate.Kind == InterventionKind.Passive ? (int)candidate.Family : -1)], settings.PassiveFamiliesAtMost)],
            requirements: [.. Requirements()]);
        restriction = new(model);

        double Worth(Intervention candidate, DoseLevel level)
        {
            var terms = Ask(candidate, level);
            var worth = terms.Wanted - terms.Burden - terms.Cost - terms.Harm - terms.Complexity;
            return (secondary * worth) - (aim == Aim.Burden ? First * level.HoursPerWeek(person.TravelMinutes) : 0);
        }
    }

    public PlanningCase Person { get; }

    public PlanChanges Changes { get; }

    public IReadOnlyList<Intervention> Candidates { get; }

    /// <summary>What the search works on; not there without candidates.</summary>
    internal RegimenModel Model => model;

    private PlanLimits Relaxed { get; }

    public static RegimenProblem Build(PlanningCase person, PlanChanges changes, Aim aim) => Build(person, changes, aim, PlanLimits.None);

    /// <summary>The problem with some limits taken away.</summary>
    public static RegimenProblem Build(PlanningCase person, PlanChanges changes, Aim aim, PlanLimits relaxed) => new(person, changes, aim, relaxed);

    /// <summary>The best plan, or <see langword="null"/> when none meets the limits, or nothing is left to choose from: an empty plan is none.</summary>
    /// <param name="locked">What must be in it besides what the clinician locked.</param>
    /// <param name="forbidden">What must not be in it.</param>
    /// <param name="without">Which doses must not be in it.</param>
    /// <param name="limit">Another number for one limit.</param>
    public Found? Solve(Intervention? locked = null, Intervention? forbidden = null, Predicate<Dosed>? without = null, (PlanLimit Kind, double Most)? limit = null)
    {
        if (Candidates.Count == 0) { return null; }
        restriction.Clear();
        for (var index = 0; index < Candidates.Count; index++)
        {
            var candidate = Candidates[index];
            if (Changes.Locked.Contains(candidate.Id) || candidate == locked) { restriction.Lock(index); }
            if (Changes.Forbidden.Contains(candidate.Id) || candidate == forbidden) { restriction.Forbid(index); }
            if (Changes.Doses.TryGetValue(candidate.Id, out var dose)) { restriction.Allow(index, 1u | (2u << LevelOf(candidate, dose))); }
            for (var level = 0; without is not null && level < candidate.Levels.Count; level++)
            {
                if (without(new(candidate, candidate.Levels[level])) && !candidate.IsAlways) { restriction.Allow(index, ~(2u << level)); }
            }
        }
        foreach (var (kind, resource) in resources) { if (kind == limit?.Kind) { restriction.Limit(resource, limit.Value.Most); } }
        return Of(search.Solve(model, restriction));
    }

    /// <summary>The best plan that differs from one that was found under the same changes.</summary>
    public Found? NextBest(Found best)
    {
        _ = Solve();
        return Of(search.NextBest(model, [.. best.Levels], restriction));
    }

    /// <summary>The same as one of many who share; <see langword="null"/> where there is nothing to choose from. Changes of a clinician do not count.</summary>
    public SharingPerson? Sharing() => Candidates.Count == 0 ? null : new(model, new(model));

    /// <summary>What a plan brings and asks.</summary>
    public PlanOutline Outline(IReadOnlyList<int> levels)
    {
        var chosen = new List<Dosed>();
        var asks = new ValueTerms(0, 0, 0, 0, 0, 0, 0, 0);
        for (var index = 0; index < levels.Count; index++)
        {
            if (levels[index] == 0) { continue; }
            var dosed = new Dosed(Candidates[index], Candidates[index].Levels[levels[index] - 1]);
            chosen.Add(dosed);
            var (one, sum) = (Ask(dosed.Intervention, dosed.Level), asks);
            asks = sum with { Wanted = sum.Wanted + one.Wanted, Burden = sum.Burden + one.Burden, Cost = sum.Cost + one.Cost, Harm = sum.Harm + one.Harm, Complexity = sum.Complexity + one.Complexity };
        }
        var (gain, risk) = (0.0, 0.0);
        var effects = new Effect?[OutcomeCodes.All.Count];
        var doses = Doses(levels);
        foreach (var outcome in OutcomeCodes.All)
        {
            if (projections[(int)outcome].Predict(doses) is not { } effect) { continue; }
            gain += Person.Weight(outcome) * Math.Min(-effect.Mean, Person.MostToGain(outcome));
            risk += Person.Settings.RiskAversion * Person.Weight(outcome) * effect.StandardDeviation;
            effects[(int)outcome] = outcome == Outcome.Pain ? effect.ForScoreOf(Person.MostPain) : effect;
        }
        var support = Person.Settings.SupportPerWeight * chosen.GroupBy(dosed => dosed.Intervention.Family).Sum(family => family.Max(dosed => Person.Support(dosed.Intervention)));
        return new()
        {
            Chosen = chosen,
            Pain = effects[(int)Outcome.Pain],
            Function = effects[(int)Outcome.Function],
            Terms = asks with { Gain = gain, Risk = risk, Support = support },
            HomeMinutesPerWeek = chosen.Sum(dosed => dosed.Level.HomeMinutesPerWeek),
            VisitsPerWeek = Enumerable.Range(1, DoseLevel.PlanWeeks).Max(week => chosen.Sum(dosed => dosed.Level.VisitsIn(week))),
            Visits = chosen.Sum(dosed => dosed.Level.Visits),
            HoursPerWeek = chosen.Sum(dosed => dosed.Level.HoursPerWeek(Person.TravelMinutes)),
            Price = chosen.Sum(dosed => dosed.Level.CostTier * Person.Settings.PricePerTier),
        };
    }

    /// <summary>What is unknown of the difference in composite improvement between two plans: standard deviation, points; outcomes are taken to err together.</summary>
    public double DifferenceSd(IReadOnlyList<int> levels, IReadOnlyList<int> others)
    {
        var (first, second) = (Doses(levels), Doses(others));
        return OutcomeCodes.All.Sum(outcome => Person.Weight(outcome) * projections[(int)outcome].Difference(first, second).Sd);
    }

    private static int LevelOf(Intervention candidate, string level)
    {
        for (var index = 0; index < candidate.Levels.Count; index++) { if (candidate.Levels[index].Id == level) { return index; } }
        throw new ArgumentException($"{candidate.Id} has no dose {level}.", nameof(level));
    }

    private static Found? Of(RegimenSolution solution) => solution.Levels.Count == 0 ? null : new(solution.Levels, solution.Value, new(solution.UpperBound, solution.Gap, solution.Nodes));

    private double[] Doses(IReadOnlyList<int> levels)
    {
        var doses = new double[component.Length == 0 ? 0 : component.Max() + 1];
        for (var index = 0; index < levels.Count; index++)
        {
            if (levels[index] > 0 && component[index] >= 0) { doses[component[index]] += Candidates[index].Levels[levels[index] - 1].Dose; }
        }
        return doses;
    }

    /// <summary>What an intervention at a dose takes off the value, and what asking for it adds.</summary>
    private ValueTerms Ask(Intervention candidate, DoseLevel level) => new(0, 0, 0,
        Wanted: Person.Preferences.Wanted.Contains(candidate.Id) ? Person.Settings.WantBonus : 0,
        Burden: Person.Settings.BurdenPerHourWeek * level.HoursPerWeek(Person.TravelMinutes),
        Cost: Person.Settings.CostPerTier * level.CostTier,
        candidate.Harm,
        Complexity: candidate.IsAlways ? 0 : Person.Settings.ComplexityPerItem);

    private IReadOnlyList<IReadOnlyList<int>> GroupsBy(Func<Intervention, string> word) =>
        [.. Enumerable.Range(0, Candidates.Count).Where(index => word(Candidates[index]).Length > 0).GroupBy(index => word(Candidates[index])).Select(group => (IReadOnlyList<int>)[.. group])];

    private sealed record Use(PlanLimit Limit, double Most, Func<Intervention, DoseLevel, double> Of);

    private List<Use> Uses()
    {
        var list = new List<Use>
        {
            new(PlanLimit.Minutes, Person.MinutesPerWeek, (_, level) => level.HomeMinutesPerWeek),
            new(PlanLimit.HomeItems, Person.Settings.HomeItemsAtMost, (candidate, _) => candidate.IsHomeItem ? 1 : 0),
            new(PlanLimit.Medicines, Person.Settings.NewMedicinesAtMost, (candidate, _) => candidate.Kind == InterventionKind.Medicine ? 1 : 0),
        };
        if (Person.Preferences.Budget is { } budget) { list.Add(new(PlanLimit.Budget, budget, (_, level) => level.CostTier * Person.Settings.PricePerTier)); }
        // A week in which no candidate has more visits than in another week cannot be the busiest.
        foreach (var week in BusiestWeeks()) { list.Add(new(PlanLimit.Visits, Person.VisitsPerWeek, (_, level) => level.VisitsIn(week))); }
        return list;
    }

    private List<int> BusiestWeeks()
    {
        var levels = Candidates.SelectMany(candidate => candidate.Levels).Where(level => level.Phases.Count > 0).ToList();
        var weeks = new List<int>();
        for (var week = 1; week <= DoseLevel.PlanWeeks; week++)
        {
            if (!weeks.Exists(other => levels.TrueForAll(level => level.VisitsIn(week) <= level.VisitsIn(other)))) { weeks.Add(week); }
        }
        return weeks;
    }

    private IEnumerable<RegimenRequirement> Requirements()
    {
        List<int> Those(Func<Intervention, bool> are) => [.. Enumerable.Range(0, Candidates.Count).Where(index => are(Candidates[index]))];
        var active = Those(candidate => candidate.Kind == InterventionKind.Active);
        if (active.Count > 0 && !Relaxed.Holds(PlanLimit.Active)) { yield return RegimenRequirement.Always(active); }
        var exercise = Those(candidate => candidate.Family == TreatmentFamily.Exercise);
        if (Those(candidate => candidate.Family == TreatmentFamily.Manipulation) is { Count: > 0 } manual) { yield return new(manual, exercise); }
        if (Those(candidate => candidate.Kind == InterventionKind.Medicine) is { Count: > 0 } medicines) { yield return new(medicines, Those(candidate => candidate.Kind != InterventionKind.Medicine && !candidate.IsAlways)); }
        if (!Person.CombinedProgrammeFirst || Those(candidate => candidate.Family == TreatmentFamily.Laser) is not { Count: > 0 } devices) { yield break; }
        yield return new(devices, exercise);
        yield return new(devices, Those(candidate => candidate.Technique == "cbt_skills"));
    }
}
