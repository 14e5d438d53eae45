using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Triage;

/// <summary>Looks for red flags: everything that must be seen by somebody before, or instead of, a plan.</summary>
public static class RedFlags
{
    /// <summary>Evaluates every triage rule; the soonest tier and the strictest limit win.</summary>
    /// <remarks>
    /// Three ways in which unknown is never "no":
    /// a mandatory answer that is open makes the case incomplete; a rule that would stop the plan and that an open answer leaves
    /// undecided makes it incomplete too, with the answers it waits for; an undecided rule that would ask for a review gets the review.
    /// Danger that is already present is acted on whatever is open.
    /// </remarks>
    /// <param name="knowledge">The rules.</param>
    /// <param name="profile">The person.</param>
    /// <param name="overrides">Rules whose tier a clinician lowered to a review after looking for what they fear; only those that <see cref="RuleOverride.CanLower"/> are lowered, whatever else is named.</param>
    public static Disposition Assess(ClinicalKnowledge knowledge, PatientProfile profile, IReadOnlyList<RuleOverride>? overrides = null)
    {
        var facts = profile.Facts;
        var fired = new List<FiredRule>();
        var open = new List<OpenRule>();
        var lowered = new List<FiredRule>();
        var tier = TriageTier.None;
        var planEffect = PlanEffect.None;
        foreach (var rule in knowledge.Triage)
        {
            switch (rule.When.Evaluate(facts))
            {
                case Truth.Yes when overrides is { Count: > 0 } && RuleOverride.CanLower(rule) && overrides.Any(each => each.IsTriage && each.Rule == rule.Id):
                    lowered.Add(new(rule, rule.When.Because(facts)));
                    if (tier < TriageTier.RoutineReview) { tier = TriageTier.RoutineReview; }
                    if (planEffect < PlanEffect.ReviewFirst) { planEffect = PlanEffect.ReviewFirst; }
                    break;
                case Truth.Yes:
                    fired.Add(new(rule, rule.When.Because(facts)));
                    if (rule.Tier > tier) { tier = rule.Tier; }
                    if (rule.PlanEffect > planEffect) { planEffect = rule.PlanEffect; }
                    break;
                case Truth.Unknown when rule.When.WaitsForAnAnswer(facts):
                    open.Add(new(rule, rule.When.OpenQuestions(facts)));
                    break;
                default:
                    break;
            }
        }
        fired.Sort((a, b) => (-(int)a.Rule.Tier, a.Rule.LimitHours).CompareTo((-(int)b.Rule.Tier, b.Rule.LimitHours)));
        var missing = Missing(knowledge, facts, open);
        if (planEffect < PlanEffect.ReviewFirst && open.Any(rule => rule.Rule.PlanEffect == PlanEffect.ReviewFirst)) { planEffect = PlanEffect.ReviewFirst; }
        var result = new TriageResult
        {
            Profile = profile,
            Facts = facts.WithTriage(tier.Code(), planEffect.Code()),
            Tier = tier,
            PlanEffect = planEffect,
            Fired = fired,
            Lowered = lowered,
            Open = open,
            Missing = missing,
        };
        return tier == TriageTier.Emergency ? new Disposition.Emergency(result)
            : planEffect == PlanEffect.BlockAll ? new Disposition.OutOfScope(result)
            : planEffect == PlanEffect.InterimOnly ? new Disposition.Urgent(result)
            : missing.Count > 0 ? new Disposition.Incomplete(result)
            : new Disposition.Cleared(result);
    }

    private static List<string> Missing(ClinicalKnowledge knowledge, Facts facts, List<OpenRule> open)
    {
        var missing = new List<string>();
        var stops = open.Where(rule => rule.Rule.PlanEffect >= PlanEffect.InterimOnly).SelectMany(rule => rule.Open).ToHashSet(StringComparer.Ordinal);
        foreach (var input in knowledge.Dictionary.Inputs)
        {
            if (facts[input].IsKnown) { continue; }
            if (input.IsMandatory || stops.Contains(input.Name) || (input.MandatoryIf is { } when && IsNeeded(when, facts))) { missing.Add(input.Name); }
        }
        if (!facts.MedicinesAsked || stops.Contains(Condition.MedicineList)) { missing.Add(Condition.MedicineList); }
        return missing;
    }

    /// <summary>Needed when the condition holds, and when an open answer leaves it undecided.</summary>
    private static bool IsNeeded(Condition when, Facts facts) => when.Evaluate(facts) switch
    {
        Truth.Yes => true,
        Truth.Unknown => when.WaitsForAnAnswer(facts),
        _ => false,
    };
}

/// <summary>The words of the knowledge files for the outcomes of triage.</summary>
public static class TriageWords
{
    /// <summary>The tier's word, such as <c>routine_review</c>.</summary>
    public static string Code(this TriageTier tier) => tier switch
    {
        TriageTier.Emergency => "emergency",
        TriageTier.Urgent => "urgent",
        TriageTier.RoutineReview => "routine_review",
        _ => "none",
    };

    /// <summary>The tier of a word; <see langword="null"/> for a word that is none: unknown, which is not "none".</summary>
    public static TriageTier? ParseTier(string? word) => word switch
    {
        "emergency" => TriageTier.Emergency,
        "urgent" => TriageTier.Urgent,
        "routine_review" => TriageTier.RoutineReview,
        "none" => TriageTier.None,
        _ => null,
    };

    /// <summary>The effect's word, such as <c>interim_only</c>.</summary>
    public static string Code(this PlanEffect effect) => effect switch
    {
        PlanEffect.BlockAll => "block_all",
        PlanEffect.InterimOnly => "interim_only",
        PlanEffect.ReviewFirst => "review_first",
        PlanEffect.Annotate => "annotate",
        _ => "none",
    };
}
