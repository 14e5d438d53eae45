using Facet.Evidence;
using Facet.Intake;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Planning;

/// <summary>Chooses the combination of treatments that is worth most to one person under the clinic's stated values.</summary>
public static class Planner
{
    private const int DaysPerWeek = 7;
    private const string Sure = "What this plan will do for one person is never certain. In most trials a single treatment made a difference of about 3 to 8 points of 100.";

    /// <summary>Plans for a person whom triage has cleared. V(x) = Σ_o w_o (m_o − λ s_o) + support − burden − cost − harm − complexity, in points of 100.</summary>
    /// <returns>The best plan within the limits, proved by complete search; or which limits conflict.</returns>
    public static PlanningResult Plan(Disposition.Cleared clearance, Options options, Catalogue catalogue, EffectModel effects, PlanningSettings settings, Preferences preferences)
    {
        var profile = clearance.Result.Profile;
        var duration = profile.Duration ?? DurationClass.Chronic;
        var candidates = catalogue.Interventions.Where(intervention => IsCandidate(intervention, options, preferences)).ToList();
        var limits = new PlanningLimits
        {
            Duration = duration,
            HomeMinutesPerWeek = preferences.MinutesPerDay * DaysPerWeek,
            MostPain = profile.AveragePain?.Points ?? 100,
            ActiveIsPossible = candidates.Any(candidate => candidate.Kind == InterventionKind.Active),
            CombinedProgrammeFirst = duration == DurationClass.Chronic && (profile.Facts[profile.Facts.Dictionary.Find("yellow_flags")!].High >= 3 || profile.Whole("start_back_psych") >= 4),
            Wanted = preferences.Wanted,
        };
        var search = new PlanSearch(candidates, options, effects, settings, limits);
        if (search.Best() is not { } chosen) { return new PlanningResult.Infeasible(Conflicts(candidates, limits, settings)); }
        var (value, nodes) = (search.BestValue, search.Nodes);
        var items = chosen.Select(dosed => Item(dosed, options, effects, duration, limits.MostPain, preferences, dosed.Intervention.IsAlways ? 0 : value - Without(dosed.Intervention))).ToList();
        return new PlanningResult.Optimal(new()
        {
            Items = items,
            LeftOut = [.. catalogue.Interventions.Where(intervention => chosen.All(dosed => dosed.Intervention != intervention)).Select(intervention => new LeftOutIntervention(intervention, Because(intervention)))],
            Pain = effects.Predict(duration, Outcome.Pain, chosen.Select(dosed => dosed.Component))?.ForScoreOf(limits.MostPain),
            Function = effects.Predict(duration, Outcome.Function, chosen.Select(dosed => dosed.Component)),
            Value = value,
            HomeMinutesPerWeek = chosen.Sum(dosed => dosed.Level.HomeMinutesPerWeek),
            VisitsPerWeek = chosen.Sum(dosed => dosed.Level.VisitsPerWeek),
            Nodes = nodes,
            Unsure = Unsure(clearance, options, items, effects),
        });

        double Without(Intervention intervention) => search.Best(forbidden: intervention.Id) is null ? double.NegativeInfinity : search.BestValue;

        LeftOutBecause Because(Intervention intervention)
        {
            if (!candidates.Contains(intervention)) { return WhyNoCandidate(intervention, options, preferences); }
            return search.Best(locked: intervention.Id) is null ? new LeftOutBecause.DoesNotFit() : new LeftOutBecause.Costs(value - search.BestValue);
        }
    }

    private static bool IsCandidate(Intervention intervention, Options options, Preferences preferences) =>
        options.Offers(intervention.Recommendation.Id)
        && !options.Against(intervention.Family, TechniqueOf(intervention)).Any()
        && !options.HoldsOn(intervention.Family, TechniqueOf(intervention)).Any()
        && !preferences.Unwanted.Contains(intervention.Id)
        && intervention.GivenBy != GivenBy.Prescriber
        && (!intervention.OnlyOnRequest || preferences.Wanted.Contains(intervention.Id));

    private static string? TechniqueOf(Intervention intervention) => intervention.Technique.Length > 0 ? intervention.Technique : null;

    private static LeftOutBecause WhyNoCandidate(Intervention intervention, Options options, Preferences preferences)
    {
        if (preferences.Unwanted.Contains(intervention.Id)) { return new LeftOutBecause.Unwanted(); }
        var technique = TechniqueOf(intervention);
        if (options.Against(intervention.Family, technique).ToList() is { Count: > 0 } exclusions) { return new LeftOutBecause.Excluded(exclusions); }
        if (options.HoldsOn(intervention.Family, technique).ToList() is { Count: > 0 } holds) { return new LeftOutBecause.Held(holds); }
        if (!options.Offers(intervention.Recommendation.Id)) { return new LeftOutBecause.NotCalledFor(intervention.Recommendation.When.Text); }
        return intervention.GivenBy == GivenBy.Prescriber ? new LeftOutBecause.PrescriberDecides() : new LeftOutBecause.OnlyOnRequest();
    }

    private static PlanItem Item(Dosed dosed, Options options, EffectModel effects, DurationClass duration, double mostPain, Preferences preferences, double adds)
    {
        var (intervention, level) = dosed;
        var rules = options.Indications.Where(indication => indication.Concerns(intervention.Family, intervention.Technique)).Select(indication => indication.Rule).ToList();
        var why = new List<string>();
        if (intervention.IsAlways) { why.Add("Part of every plan (PLAN-01)."); }
        if (intervention.Kind == InterventionKind.Active) { why.Add("Every plan needs an active treatment (PLAN-01)."); }
        if (preferences.Wanted.Contains(intervention.Id)) { why.Add("The patient asks for it."); }
        why.AddRange(options.Findings.Where(finding => rules.Contains(finding.Rule) && finding.Effect == "indicate").Select(finding => finding.Reason).Distinct());
        if (intervention.SupportWeight > 0) { why.Add(intervention.SupportReason); }
        ComponentDose[] component = [dosed.Component];
        return new()
        {
            Intervention = intervention,
            Level = level,
            Pain = effects.Predict(duration, Outcome.Pain, component)?.ForScoreOf(mostPain),
            Function = effects.Predict(duration, Outcome.Function, component),
            Adds = adds,
            CalledForBy = rules,
            Why = why,
        };
    }

    private static List<string> Unsure(Disposition.Cleared clearance, Options options, List<PlanItem> items, EffectModel effects)
    {
        var list = new List<string> { Sure };
        list.AddRange(items.Where(item => !item.Intervention.IsAlways && item.Pain is null && item.Function is null).Select(item => $"{item.Intervention.Label}: no estimate. {effects.WhyNoEstimate(item.Intervention.Component)}"));
        if (items.Count(item => item.Pain is not null || item.Function is not null) > 1) { list.Add("No trial tested exactly this combination; the effects of its parts were added, which the data support only weakly."); }
        if (items.Any(item => item.Pain is not null || item.Function is not null)) { list.Add("Many of these trials were small, and people in them knew what they got. Such trials tend to show more than there is, and nothing was taken off for it."); }
        list.AddRange(clearance.Result.Profile.NotExamined.Select(fact => $"Nobody has recorded an examination for: {fact}."));
        list.AddRange(clearance.Result.Open.Select(open => $"{open.Rule.Title} ({open.Rule.Id}) could not be decided; open: {string.Join(", ", open.Open)}."));
        list.AddRange(options.Findings.Where(finding => finding.Kind == "not_checked").Select(finding => finding.Reason));
        return list;
    }

    private static List<string> Conflicts(List<Intervention> candidates, PlanningLimits limits, PlanningSettings settings)
    {
        var conflicts = new List<string>();
        var active = candidates.Where(candidate => candidate.Kind == InterventionKind.Active).SelectMany(candidate => candidate.Levels).ToList();
        var always = candidates.Where(candidate => candidate.IsAlways).Sum(candidate => candidate.Levels.Min(level => level.HomeMinutesPerWeek));
        if (limits.ActiveIsPossible && active.Min(level => level.HomeMinutesPerWeek) + always is var least && least > limits.HomeMinutesPerWeek)
        {
            conflicts.Add($"A plan needs an active treatment, and the shortest takes {least} minutes a week at home; the limit is {limits.HomeMinutesPerWeek}. Raise minutes_per_day_available.");
        }
        if (conflicts.Count == 0) { conflicts.Add($"No plan meets all limits at once: {limits.HomeMinutesPerWeek} minutes a week at home, {settings.VisitsPerWeekAtMost} visits a week, {settings.HomeItemsAtMost} home items. Raise one of them."); }
        return conflicts;
    }
}
