using Facet.Evidence;
using Facet.Intake;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Tests.Planning;

/// <summary>The value function and the limits once more, written as planning.md states them, over every combination of a small catalogue.</summary>
internal sealed class PlanOracle(CarePathway pathway, PathwayResult result, Catalogue catalogue, Preferences preferences)
{
    private readonly PlanningSettings settings = pathway.Settings;

    private DurationClass Duration => result.Profile.Duration!.Value;

    private double MostPain => result.Profile.AveragePain!.Value.Points;

    public IReadOnlyList<Intervention> Candidates { get; } = [.. catalogue.Interventions.Where(intervention => IsSafe(intervention, result.Options)
        && intervention.GivenBy != GivenBy.Prescriber && !preferences.Unwanted.Contains(intervention.Id) && (!intervention.OnlyOnRequest || preferences.Wanted.Contains(intervention.Id)))];

    public static bool IsSafe(Intervention intervention, Options options)
    {
        var technique = intervention.Technique.Length > 0 ? intervention.Technique : null;
        return options.Offers(intervention.Recommendation.Id) && !options.Against(intervention.Family, technique).Any() && !options.HoldsOn(intervention.Family, technique).Any();
    }

    /// <summary>Every plan within the limits; with nothing to choose from there is none.</summary>
    public IEnumerable<IReadOnlyList<Dosed>> Plans()
    {
        if (Candidates.Count == 0) { yield break; }
        var levels = Candidates.Select(candidate => candidate.IsAlways ? candidate.Levels.ToArray<DoseLevel?>() : [null, .. candidate.Levels]).ToArray();
        var digits = new int[Candidates.Count];
        while (true)
        {
            var chosen = Candidates.Select((candidate, index) => (Intervention: candidate, Level: levels[index][digits[index]])).Where(pair => pair.Level is not null).Select(pair => new Dosed(pair.Intervention, pair.Level!)).ToList();
            if (MeetsLimits(chosen)) { yield return chosen; }
            var at = 0;
            while (at < digits.Length && ++digits[at] == levels[at].Length) { digits[at++] = 0; }
            if (at == digits.Length) { yield break; }
        }
    }

    public double Value(IReadOnlyList<Dosed> chosen)
    {
        var risk = settings.RiskAversion * OutcomeCodes.All.Sum(outcome => Weight(outcome) * (Effect(chosen, outcome)?.StandardDeviation ?? 0));
        var support = chosen.GroupBy(dosed => dosed.Intervention.Family).Sum(family => family.Max(dosed => dosed.Intervention.SupportWeight
            + result.Options.Indications.Where(i => i.Family == family.Key && (i.Technique is null || i.Technique == dosed.Intervention.Technique)).Sum(i => i.Weight)));
        var asks = chosen.Sum(dosed => (settings.BurdenPerHourWeek * Hours(dosed.Level)) + (settings.CostPerTier * dosed.Level.CostTier) + dosed.Intervention.Harm
            + (dosed.Intervention.IsAlways ? 0 : settings.ComplexityPerItem) - (preferences.Wanted.Contains(dosed.Intervention.Id) ? settings.WantBonus : 0));
        return Gain(chosen) - risk + (settings.SupportPerWeight * support) - asks;
    }

    public double Gain(IReadOnlyList<Dosed> chosen) =>
        (Weight(Outcome.Pain) * Math.Min(-(Effect(chosen, Outcome.Pain)?.Mean ?? 0), MostPain)) - (Weight(Outcome.Function) * (Effect(chosen, Outcome.Function)?.Mean ?? 0));

    public double Hours(IReadOnlyList<Dosed> chosen) => chosen.Sum(dosed => Hours(dosed.Level));

    private double Hours(DoseLevel level) =>
        Enumerable.Range(1, 12).Sum(week => (week <= level.Weeks ? level.HomeMinutes * level.HomeDays : 0) + (Visits(level, week) * (level.VisitMinutes + (preferences.TravelMinutes ?? settings.TravelMinutesPerVisit)))) / 60 / 12;

    /// <summary>Week by week: as many as bring the visits of the stretch so far up to its rate, rounded up.</summary>
    private static double Visits(DoseLevel level, int week)
    {
        var weeks = new List<double>();
        foreach (var (length, rate) in level.Phases)
        {
            var held = 0.0;
            for (var at = 1; at <= length; at++)
            {
                var due = Math.Ceiling((at * (double)rate) - 1e-9);
                weeks.Add(due - held);
                held = due;
            }
        }
        return week <= weeks.Count ? weeks[week - 1] : 0;
    }

    private Effect? Effect(IReadOnlyList<Dosed> chosen, Outcome outcome) => pathway.Effects.Predict(Duration, outcome, chosen.Select(dosed => new ComponentDose(dosed.Intervention.Component, dosed.Level.Dose)));

    private double Weight(Outcome outcome) => preferences.FirstGoal is { } first ? (outcome == first ? settings.FirstGoalShare : 1 - settings.FirstGoalShare)
        : outcome == Outcome.Pain ? settings.WeightPain : settings.WeightFunction;

    private bool MeetsLimits(List<Dosed> chosen)
    {
        var facts = result.Disposition.Result.Facts;
        var combined = Duration == DurationClass.Chronic && (facts[facts.Dictionary.Find("yellow_flags")!].High >= 3 || result.Profile.Whole("start_back_psych") >= 4);
        bool Has(Func<Intervention, bool> are) => chosen.Any(dosed => are(dosed.Intervention));
        return chosen.Sum(dosed => dosed.Level.HomeMinutes * dosed.Level.HomeDays) <= preferences.MinutesPerDay * 7
            && Enumerable.Range(1, 12).All(week => chosen.Sum(dosed => Visits(dosed.Level, week)) <= Math.Min(settings.VisitsPerWeekAtMost, preferences.VisitsPerWeek ?? 99) + 1e-9)
            && (preferences.Budget is not { } budget || chosen.Sum(dosed => dosed.Level.CostTier * settings.PricePerTier) <= budget)
            && chosen.Count(dosed => dosed.Intervention.IsHomeItem) <= settings.HomeItemsAtMost
            && chosen.Count(dosed => dosed.Intervention.Kind == InterventionKind.Medicine) <= settings.NewMedicinesAtMost
            && chosen.Where(dosed => dosed.Intervention.Kind == InterventionKind.Passive).Select(dosed => dosed.Intervention.Family).Distinct().Count() <= settings.PassiveFamiliesAtMost
            && chosen.Where(dosed => dosed.Intervention.OneOf.Length > 0).GroupBy(dosed => dosed.Intervention.OneOf).All(group => group.Count() == 1)
            && chosen.Where(dosed => dosed.Intervention.MedicineClass.Length > 0).GroupBy(dosed => dosed.Intervention.MedicineClass).All(group => group.Count() == 1)
            && (Candidates.All(candidate => candidate.Kind != InterventionKind.Active) || Has(intervention => intervention.Kind == InterventionKind.Active))
            && (!Has(intervention => intervention.Family == TreatmentFamily.Manipulation) || Has(intervention => intervention.Family == TreatmentFamily.Exercise))
            && (!Has(intervention => intervention.Kind == InterventionKind.Medicine) || Has(intervention => !intervention.IsAlways && intervention.Kind != InterventionKind.Medicine))
            && (!combined || !Has(intervention => intervention.Family == TreatmentFamily.Laser) || (Has(intervention => intervention.Technique == "cbt_skills") && Has(intervention => intervention.Family == TreatmentFamily.Exercise)));
    }
}
