using Facet.Knowledge;

namespace Facet.Triage;

/// <summary>Why a clinician goes past a rule: a closed list, so that overrides can be counted.</summary>
public enum OverrideReason
{
    /// <summary>A specialist advised it.</summary>
    SpecialistAdvice,

    /// <summary>What the rule fears was looked for and not found.</summary>
    InvestigatedAndCleared,

    /// <summary>The patient knows the risk and wants it.</summary>
    PatientPreferenceInformed,

    /// <summary>A guideline that the clinic follows says otherwise.</summary>
    GuidelineConflict,

    /// <summary>It helped this person before, without harm.</summary>
    BenefitBefore,

    /// <summary>Something else; the text says what.</summary>
    Other,
}

/// <summary>That a clinician goes past one rule for one person: what it lets in, why, and who stands for it.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Intervention">Id of the one intervention that it lets in; empty for a rule of triage, of which the tier is then lowered to a review.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="Text">Why, in the clinician's words.</param>
/// <param name="By">Who decided it, by name.</param>
/// <param name="AgreedBy">The second clinician, by name; <see langword="null"/> where none has agreed yet or none is needed.</param>
public sealed record RuleOverride(string Rule, string Intervention, OverrideReason Reason, string Text, string By, string? AgreedBy)
{
    /// <summary>Whether it is about a rule of triage.</summary>
    public bool IsTriage => Intervention.Length == 0;

    /// <summary>The caution that stands on every plan that rests on it.</summary>
    public string Caution => $"Overridden by {By}: {Reason.Words()}.{(AgreedBy is { } second ? $" {second} agreed." : "")}";

    /// <summary>Whether everything that a rule reads is answered as it was when a clinician went past it. What was weighed then is not what stands now where it is not.</summary>
    /// <remarks>Interactions, and limits of a class of medicines, read the medicines alone.</remarks>
    public static bool ReadsTheSame(ClinicalKnowledge knowledge, string rule, Facts then, Facts now)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(now);
        var when = knowledge.Triage.FirstOrDefault(each => each.Id == rule)?.When ?? knowledge.Eligibility.FirstOrDefault(each => each.Id == rule)?.When
            ?? knowledge.Medicines.FirstOrDefault(each => each.Id == rule)?.When ?? knowledge.Recommendations.FirstOrDefault(each => each.Id == rule)?.When;
        return (when is null || when.Inputs.All(input => then[input] == now[input]))
            && (when is { AsksMedicines: false } || (then.MedicinesAsked == now.MedicinesAsked && then.Medicines.ToHashSet().SetEquals(now.Medicines)));
    }

    /// <summary>Whether a clinician may lower the tier of a rule of triage: not one that sends somebody to emergency care, nor one for people whom the rules were not written for.</summary>
    public static bool CanLower(TriageRule rule) => rule.Tier < TriageTier.Emergency && rule.PlanEffect == PlanEffect.InterimOnly;
}

/// <summary>The words of the coded reasons.</summary>
public static class OverrideReasons
{
    /// <summary>Every reason.</summary>
    public static IReadOnlyList<OverrideReason> All { get; } = Enum.GetValues<OverrideReason>();

    /// <summary>The code that is stored, such as <c>specialist-advice</c>; at most 32 characters.</summary>
    public static string Code(this OverrideReason reason) => reason switch
    {
        OverrideReason.SpecialistAdvice => "specialist-advice",
        OverrideReason.InvestigatedAndCleared => "investigated-and-cleared",
        OverrideReason.PatientPreferenceInformed => "patient-preference-informed",
        OverrideReason.GuidelineConflict => "guideline-conflict",
        OverrideReason.BenefitBefore => "benefit-before",
        _ => "other",
    };

    /// <summary>The reason in words for clinicians.</summary>
    public static string Words(this OverrideReason reason) => reason switch
    {
        OverrideReason.SpecialistAdvice => "on a specialist's advice",
        OverrideReason.InvestigatedAndCleared => "investigated and cleared",
        OverrideReason.PatientPreferenceInformed => "the patient's informed preference",
        OverrideReason.GuidelineConflict => "a guideline that the clinic follows says otherwise",
        OverrideReason.BenefitBefore => "it helped this person before, without harm",
        _ => "another reason, written in the record",
    };

    /// <summary>The reason of a code; <see langword="null"/> for none of the list.</summary>
    public static OverrideReason? Find(string code) => All.Where(reason => reason.Code() == code).Select(reason => (OverrideReason?)reason).FirstOrDefault();
}
