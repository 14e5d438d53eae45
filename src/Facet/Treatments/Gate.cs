using Facet.Knowledge;

namespace Facet.Treatments;

/// <summary>A rule that stands between a person and an intervention, with what a clinician must know to go past it.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Effect">What it does, in the words of the knowledge files; <c>hold</c> where an open answer leaves it undecided.</param>
/// <param name="Reason">Why, in words for clinicians.</param>
/// <param name="Open">Names of open questions that it waits for; empty for none.</param>
/// <param name="NeedsSecond">Whether going past it takes a second clinician.</param>
/// <param name="Strength">Kind of support, as the rule states it; empty where its file states none.</param>
/// <param name="Sources">Ids of sources.</param>
/// <param name="Checked">Whether a page supporting the rule was read.</param>
public sealed record Gate(string Rule, string Effect, string Reason, IReadOnlyList<string> Open, bool NeedsSecond, string Strength, IReadOnlyList<string> Sources, Verification Checked)
{
    /// <summary>Every rule that keeps an intervention out for a person, once each; empty where none does.</summary>
    /// <remarks>An exclusion takes a second clinician unless the rules call it soft. A hold takes one where the rule that nobody could decide would be such an exclusion: unknown is never the safer answer.</remarks>
    public static IReadOnlyList<Gate> Before(ClinicalKnowledge knowledge, Options options, Intervention intervention)
    {
        var (excluded, held) = options.StandingAgainst(intervention);
        return [.. excluded.Select(exclusion => Of(knowledge, exclusion.Rule, exclusion.Effect, exclusion.Reason, [], !exclusion.IsSoft))
            .Concat(held.Select(hold => Of(knowledge, hold.Rule, "hold", hold.Reason, hold.Open, IsHard(knowledge, hold.Rule))))
            .GroupBy(gate => gate.Rule).Select(same => same.First() with { NeedsSecond = same.Any(gate => gate.NeedsSecond), Open = [.. same.SelectMany(gate => gate.Open).Distinct()] })];
    }

    private static bool IsHard(ClinicalKnowledge knowledge, string rule) =>
        knowledge.Eligibility.FirstOrDefault(each => each.Id == rule) is { } eligibility ? eligibility.Effect is EligibilityEffect.Exclude or EligibilityEffect.Restrict
        : knowledge.Medicines.FirstOrDefault(each => each.Id == rule) is not { Effect: not MedicineEffect.Contraindicated };

    private static Gate Of(ClinicalKnowledge knowledge, string rule, string effect, string reason, IReadOnlyList<string> open, bool needsSecond)
    {
        var (strength, sources, read) =
            knowledge.Eligibility.FirstOrDefault(each => each.Id == rule) is { } eligibility ? (eligibility.Strength, eligibility.Sources, eligibility.Checked)
            : knowledge.Medicines.FirstOrDefault(each => each.Id == rule) is { } medicine ? ("", medicine.Sources, medicine.Checked)
            : knowledge.Interactions.FirstOrDefault(each => each.Id == rule) is { } interaction ? (interaction.Severity, interaction.Sources, interaction.Checked)
            : ("", [], Verification.No);
        return new(rule, effect, reason, open, needsSecond, strength, sources, read);
    }
}
