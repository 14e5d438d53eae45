using Facet.Evidence;
using Facet.Intake;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Planning;

/// <summary>One person to plan for, with everything that a plan is computed from.</summary>
internal sealed record PlanningCase(Disposition.Cleared Clearance, Options Options, Catalogue Catalogue, EffectModel Effects, PlanningSettings Settings, Preferences Preferences)
{
    /// <summary>Names of resources that people share; the model's last resources, in this order and without a limit.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];

    public PatientProfile Profile => Clearance.Result.Profile;

    /// <summary>How long the pain has lasted; where nobody knows, long: then more rules hold.</summary>
    public DurationClass Duration => Profile.Duration ?? DurationClass.Chronic;

    /// <summary>Points of pain that there are to lose.</summary>
    public double MostPain => Profile.AveragePain?.Points ?? 100;

    /// <summary>Minutes at home in a week, at most (PLAN-05).</summary>
    public double MinutesPerWeek => Preferences.MinutesPerDay * 7.0;

    /// <summary>Visits in a week, at most: the person's and the clinic's limit.</summary>
    public double VisitsPerWeek => Math.Min(Preferences.VisitsPerWeek ?? double.PositiveInfinity, Settings.VisitsPerWeekAtMost);

    public double TravelMinutes => Preferences.TravelMinutes ?? Settings.TravelMinutesPerVisit;

    /// <summary>Whether a device waits for a combined physical and psychological programme (PLAN-06).</summary>
    public bool CombinedProgrammeFirst => Duration == DurationClass.Chronic
        && (Profile.Facts[Profile.Facts.Dictionary.Find("yellow_flags")!].High >= 3 || Profile.Whole("start_back_psych") >= 4);

    public double Weight(Outcome outcome) => Settings.Weight(outcome, Preferences.FirstGoal);

    public double MostToGain(Outcome outcome) => outcome == Outcome.Pain ? MostPain : double.PositiveInfinity;

    /// <summary>The weight of the rules that indicate an intervention, and its own support.</summary>
    public int Support(Intervention candidate) => candidate.SupportWeight
        + Options.Indications.Where(indication => indication.Concerns(candidate.Family, candidate.Technique)).Sum(indication => indication.Weight);
}

/// <summary>Which interventions can be in a person's plan at all, and why the others cannot.</summary>
internal static class Availability
{
    /// <summary>Whether the rules let it in: offered, not excluded, not held.</summary>
    public static bool IsSafe(Options options, Intervention intervention) =>
        options.Offers(intervention.Recommendation.Id)
        && !options.Against(intervention.Family, TechniqueOf(intervention)).Any()
        && !options.HoldsOn(intervention.Family, TechniqueOf(intervention)).Any();

    /// <summary>Whether overrides let in what rules keep out: each of those rules is overridden for this intervention by name.</summary>
    public static bool IsLetIn(Options options, IReadOnlyList<RuleOverride> overrides, Intervention intervention)
    {
        if (overrides.Count == 0 || !(options.Offers(intervention.Recommendation.Id) || options.Blocked.Any(blocked => blocked.Recommendation.Id == intervention.Recommendation.Id))) { return false; }
        var (excluded, held) = options.StandingAgainst(intervention);
        return excluded.Count + held.Count > 0 && excluded.Select(exclusion => exclusion.Rule).Concat(held.Select(hold => hold.Rule))
            .All(rule => overrides.Any(each => each.Intervention == intervention.Id && each.Rule == rule));
    }

    /// <summary>Whether it may be chosen.</summary>
    public static bool IsCandidate(PlanningCase person, PlanChanges changes, Intervention intervention)
    {
        var isLocked = changes.Locked.Contains(intervention.Id);
        return (IsSafe(person.Options, intervention) || (isLocked && IsLetIn(person.Options, changes.Overridden, intervention)))
            && (isLocked || !person.Preferences.Unwanted.Contains(intervention.Id))
            && (intervention.GivenBy != GivenBy.Prescriber || (isLocked && changes.ByPrescriber))
            && (!intervention.OnlyOnRequest || isLocked || person.Preferences.Wanted.Contains(intervention.Id));
    }

    public static LeftOutBecause WhyNot(PlanningCase person, PlanChanges changes, Intervention intervention)
    {
        var options = person.Options;
        if (changes.Forbidden.Contains(intervention.Id)) { return new LeftOutBecause.TakenOut(); }
        if (person.Preferences.Unwanted.Contains(intervention.Id)) { return new LeftOutBecause.Unwanted(); }
        var technique = TechniqueOf(intervention);
        if (options.Against(intervention.Family, technique).ToList() is { Count: > 0 } exclusions) { return new LeftOutBecause.Excluded(exclusions); }
        if (options.HoldsOn(intervention.Family, technique).ToList() is { Count: > 0 } holds) { return new LeftOutBecause.Held(holds); }
        if (!options.Offers(intervention.Recommendation.Id)) { return new LeftOutBecause.NotCalledFor(intervention.Recommendation.When.Text); }
        return intervention.GivenBy == GivenBy.Prescriber ? new LeftOutBecause.PrescriberDecides() : new LeftOutBecause.OnlyOnRequest();
    }

    /// <summary>Changes that cannot be: unknown words, contradictions, and whatever a rule excludes or holds.</summary>
    public static IReadOnlyList<Problem> Refusals(PlanningCase person, PlanChanges changes)
    {
        if (changes.IsNone) { return []; }
        var problems = new List<Problem>();
        foreach (var id in changes.Locked.Concat(changes.Forbidden).Concat(changes.Doses.Keys).Distinct().Where(id => person.Catalogue.Find(id) is null))
        {
            problems.Add(new(id, "unknown-intervention", $"'{id}' is not in the catalogue; its entries are {string.Join(", ", person.Catalogue.Interventions.Select(intervention => intervention.Id))}."));
        }
        foreach (var id in changes.Locked.Intersect(changes.Forbidden)) { problems.Add(new(id, "contradiction", $"'{id}' is both put in and taken out: choose one.")); }
        foreach (var (id, level) in changes.Doses)
        {
            if (person.Catalogue.Find(id) is { } intervention && intervention.Levels.All(each => each.Id != level)) { problems.Add(new(id, "unknown-level", $"'{id}' has no dose '{level}'; its doses are {string.Join(", ", intervention.Levels.Select(each => each.Id))}.")); }
        }
        foreach (var intervention in changes.Locked.Except(changes.Forbidden).Select(person.Catalogue.Find).OfType<Intervention>().Where(intervention => !IsCandidate(person, changes, intervention)))
        {
            problems.Add(WhyNot(person, changes, intervention) switch
            {
                LeftOutBecause.Excluded(var by) => new(intervention.Id, "excluded", $"{intervention.Label}: {string.Join(", ", by.Select(exclusion => exclusion.Rule).Distinct())} stands against it: {by[0].Reason}"),
                LeftOutBecause.Held(var by) => new(intervention.Id, "held", $"{intervention.Label} waits: {string.Join(", ", by.Select(hold => hold.Rule).Distinct())}: {by[0].Reason}"),
                LeftOutBecause.NotCalledFor(var when) => new(intervention.Id, "not-called-for", $"{intervention.Label} is for people with: {when}."),
                _ => new(intervention.Id, "prescriber", $"{intervention.Label}: only somebody who may prescribe can put it in."),
            });
        }
        return problems;
    }

    public static string? TechniqueOf(Intervention intervention) => intervention.Technique.Length > 0 ? intervention.Technique : null;
}
