using Facet.Evidence;
using Facet.Knowledge;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Planning;

/// <summary>Chooses the combination of treatments that is worth most to one person under the clinic's stated values.</summary>
public static class Planner
{
    private const double Ties = 1e-9;
    private const string Sure = "What this plan will do for one person is never certain. In most trials a single treatment made a difference of about 3 to 8 points of 100.";

    /// <summary>Plans for a person whom triage has cleared. V(x) = Σ_o w_o (m_o − λ s_o) + support + wanted − burden − cost − harm − complexity, in points of 100.</summary>
    /// <param name="clearance">That triage lets the person go on.</param>
    /// <param name="options">What is safe.</param>
    /// <param name="catalogue">What a plan can hold.</param>
    /// <param name="effects">What treatments are expected to do.</param>
    /// <param name="settings">Exchange rates and limits.</param>
    /// <param name="preferences">What the person wants and has room for.</param>
    /// <param name="changes">What a clinician changes; none when left out.</param>
    /// <returns>The best plan within the limits, proved by complete search and explained; or which limits conflict; or which changes cannot be.</returns>
    public static PlanningResult Plan(Disposition.Cleared clearance, Options options, Catalogue catalogue, EffectModel effects, PlanningSettings settings, Preferences preferences, PlanChanges? changes = null)
    {
        var person = new PlanningCase(clearance, options, catalogue, effects, settings, preferences);
        return Plan(person, changes ?? PlanChanges.None);
    }

    /// <summary>Whether the rules let an intervention in: offered, not excluded, not held.</summary>
    public static bool IsSafe(Options options, Intervention intervention) => Availability.IsSafe(options, intervention);

    /// <summary>Whether overrides let in what the rules keep out: every rule that stands against the intervention is overridden for it by name.</summary>
    public static bool IsLetIn(Options options, IReadOnlyList<RuleOverride> overrides, Intervention intervention) => Availability.IsLetIn(options, overrides, intervention);

    internal static PlanningResult Plan(PlanningCase person, PlanChanges changes)
    {
        if (Availability.Refusals(person, changes) is { Count: > 0 } refusals) { return new PlanningResult.Refused(refusals); }
        var problem = RegimenProblem.Build(person, changes, Aim.Value);
        if (problem.Solve() is not { } best) { return new PlanningResult.Infeasible(LimitConflict.Find(person, changes)); }
        var plan = problem.Outline(best.Levels);
        var without = new Dictionary<string, Found>(StringComparer.Ordinal);
        foreach (var dosed in plan.Chosen)
        {
            if (!dosed.Intervention.IsAlways && Without(problem, dosed.Intervention) is { } other) { without[dosed.Intervention.Id] = other; }
        }
        var items = plan.Chosen.Select(dosed => Item(problem, dosed, best, without.GetValueOrDefault(dosed.Intervention.Id))).ToList();
        var free = changes.IsNone ? null : RegimenProblem.Build(person, PlanChanges.None, Aim.Value);
        var unchanged = free?.Solve();
        var (alternatives, none) = Alternatives(person, changes, problem, plan, best);
        return new PlanningResult.Optimal(new()
        {
            Plan = plan,
            Items = items,
            LeftOut = [.. person.Catalogue.Interventions.Where(intervention => plan.Chosen.All(dosed => dosed.Intervention != intervention)).Select(intervention => new LeftOutIntervention(intervention, Because(problem, intervention, plan)))],
            Proof = best.Proof,
            Next = Next(problem, best, plan),
            Alternatives = alternatives,
            NoAlternatives = none,
            Changes = changes,
            CostOfChanges = unchanged is null ? 0 : Math.Max(0, unchanged.Value - best.Value),
            Unchanged = unchanged is null ? null : free!.Outline(unchanged.Levels),
            Unsure = Unsure(person, items),
        });
    }

    /// <summary>The best plan without an intervention; what a clinician locked in is unlocked for it, or nothing could ever be said of what it adds.</summary>
    private static Found? Without(RegimenProblem problem, Intervention intervention)
    {
        var changes = problem.Changes;
        if (!changes.Locked.Contains(intervention.Id)) { return problem.Solve(forbidden: intervention); }
        var free = RegimenProblem.Build(problem.Person, changes with
        {
            Locked = [.. changes.Locked.Where(id => id != intervention.Id)],
            Doses = changes.Doses.Where(pair => pair.Key != intervention.Id).ToDictionary(),
        }, Aim.Value);
        if (free.Solve(forbidden: intervention) is not { } found) { return null; }
        var levels = free.Candidates.Select((candidate, index) => (candidate, found.Levels[index])).ToDictionary(pair => pair.candidate, pair => pair.Item2);
        return found with { Levels = [.. problem.Candidates.Select(candidate => levels.GetValueOrDefault(candidate))] };
    }

    private static PlanItem Item(RegimenProblem problem, Dosed dosed, Found best, Found? without)
    {
        var person = problem.Person;
        var (intervention, level) = dosed;
        var rules = person.Options.Indications.Where(indication => indication.Concerns(intervention.Family, intervention.Technique)).Select(indication => indication.Rule).ToList();
        var why = new List<string>();
        if (intervention.IsAlways) { why.Add("Part of every plan (PLAN-01)."); }
        if (intervention.Kind == InterventionKind.Active) { why.Add("Every plan needs an active treatment (PLAN-01)."); }
        if (problem.Changes.Locked.Contains(intervention.Id)) { why.Add("The clinician put it in."); }
        if (person.Preferences.Wanted.Contains(intervention.Id)) { why.Add("The patient asks for it."); }
        why.AddRange(person.Options.Findings.Where(finding => rules.Contains(finding.Rule) && finding.Effect == "indicate").Select(finding => finding.Reason).Distinct());
        if (intervention.SupportWeight > 0) { why.Add(intervention.SupportReason); }
        ComponentDose[] component = [dosed.Component];
        var adds = intervention.IsAlways ? 0 : without is { } other ? best.Value - other.Value : double.PositiveInfinity;
        return new()
        {
            Intervention = intervention,
            Level = level,
            Pain = person.Effects.Predict(person.Duration, Outcome.Pain, component)?.ForScoreOf(person.MostPain),
            Function = person.Effects.Predict(person.Duration, Outcome.Function, component),
            Adds = adds,
            AddsWithin = Within(adds, intervention.IsAlways || without is null ? 0 : problem.DifferenceSd(best.Levels, without.Levels)),
            CalledForBy = rules,
            Cautions = [.. Overridden(problem, intervention), .. person.Options.Findings.Where(finding => finding.Kind == "eligibility" && finding.Effect is "caution" or "restrict" && finding.Family == intervention.Family && (finding.Technique is null || finding.Technique == intervention.Technique))],
            Why = why,
        };
    }

    /// <summary>The cautions of what is in a plan only because rules were overridden: the rule, its reason, and who stands for it.</summary>
    private static IEnumerable<Finding> Overridden(RegimenProblem problem, Intervention intervention)
    {
        var (excluded, held) = problem.Person.Options.StandingAgainst(intervention);
        return excluded.Select(exclusion => (exclusion.Rule, exclusion.Reason)).Concat(held.Select(hold => (hold.Rule, hold.Reason))).DistinctBy(each => each.Rule)
            .SelectMany(each => problem.Changes.Overridden.Where(known => known.Intervention == intervention.Id && known.Rule == each.Rule).Take(1)
                .Select(known => new Finding { Rule = each.Rule, Kind = "override", Family = intervention.Family, Effect = "overridden", Reason = $"{each.Reason} {known.Caution}" }));
    }

    private static (double Low, double High) Within(double mean, double sd) => (mean - (Distribution.Normal95 * sd), mean + (Distribution.Normal95 * sd));

    private static LeftOutBecause Because(RegimenProblem problem, Intervention intervention, PlanOutline plan)
    {
        if (!problem.Candidates.Contains(intervention)) { return Availability.WhyNot(problem.Person, problem.Changes, intervention); }
        if (problem.Changes.Forbidden.Contains(intervention.Id)) { return new LeftOutBecause.TakenOut(); }
        if (problem.Solve(locked: intervention) is not { } forced) { return new LeftOutBecause.DoesNotFit(); }
        var with = problem.Outline(forced.Levels);
        return new LeftOutBecause.Costs(Math.Max(0, plan.Value - with.Value), [.. plan.Chosen.Select(dosed => dosed.Intervention.Id).Except(with.Chosen.Select(dosed => dosed.Intervention.Id))]);
    }

    private static NextBest? Next(RegimenProblem problem, Found best, PlanOutline plan)
    {
        if (problem.NextBest(best) is not { } next) { return null; }
        var other = problem.Outline(next.Levels);
        return new(other, Math.Max(0, plan.Value - other.Value), [.. other.Chosen.Except(plan.Chosen)], [.. plan.Chosen.Except(other.Chosen)]);
    }

    private static (IReadOnlyList<Alternative>, IReadOnlyList<NoAlternative>) Alternatives(PlanningCase person, PlanChanges changes, RegimenProblem problem, PlanOutline plan, Found best)
    {
        var list = new List<Alternative> { new([AlternativeKind.Recommended], plan, best.Proof) };
        var none = new List<NoAlternative>();
        foreach (var kind in (AlternativeKind[])[AlternativeKind.MostEffective, AlternativeKind.LeastBurden, AlternativeKind.NoMedicines, AlternativeKind.SelfCare])
        {
            var other = kind switch
            {
                AlternativeKind.MostEffective => RegimenProblem.Build(person, changes, Aim.Effect),
                AlternativeKind.LeastBurden => RegimenProblem.Build(person, changes, Aim.Burden),
                _ => problem,
            };
            var found = kind switch
            {
                AlternativeKind.NoMedicines => problem.Solve(without: dosed => dosed.Intervention.Kind == InterventionKind.Medicine),
                AlternativeKind.SelfCare => problem.Solve(without: dosed => dosed.Level.Visits > 0 || dosed.Intervention.GivenBy != GivenBy.SelfCare),
                _ => other.Solve(),
            };
            if (found is null)
            {
                none.Add(new(kind, [kind == AlternativeKind.NoMedicines ? "A medicine is locked into the plan." : "Something that a clinician gives is locked into the plan, or no active treatment that is safe can be done at home."]));
                continue;
            }
            var outline = other.Outline(found.Levels);
            if (kind == AlternativeKind.MostEffective && outline is { Pain: null, Function: null })
            {
                none.Add(new(kind, ["Trials give no estimate for anything that is safe here, so no plan can be called most effective."]));
                continue;
            }
            if (list.FindIndex(each => each.Plan.IsSameAs(outline)) is >= 0 and var same) { list[same] = list[same] with { BestAt = [.. list[same].BestAt, kind] }; }
            else { list.Add(new([kind], outline, found.Proof)); }
        }
        return (list, none);
    }

    private static List<string> Unsure(PlanningCase person, List<PlanItem> items)
    {
        var clearance = person.Clearance;
        var list = new List<string> { Sure };
        list.AddRange(items.Where(item => !item.Intervention.IsAlways && item.Pain is null && item.Function is null).Select(item => $"{item.Intervention.Label}: no estimate. {person.Effects.WhyNoEstimate(item.Intervention.Component)}"));
        if (items.Count(item => item.Pain is not null || item.Function is not null) > 1) { list.Add("No trial tested exactly this combination; the effects of its parts were added, which the data support only weakly."); }
        if (items.Any(item => item.Pain is not null || item.Function is not null)) { list.Add("Many of these trials were small, and people in them knew what they got. Such trials tend to show more than there is, and nothing was taken off for it."); }
        list.AddRange(clearance.Result.Profile.NotExamined.Select(fact => $"Nobody has recorded an examination for: {fact}."));
        list.AddRange(clearance.Result.Open.Select(open => $"{open.Rule.Title} ({open.Rule.Id}) could not be decided; open: {string.Join(", ", open.Open)}."));
        list.AddRange(person.Options.Findings.Where(finding => finding.Kind == "not_checked").Select(finding => finding.Reason));
        return list;
    }
}
