using Facet.Knowledge;
using Facet.Planning;
using Facet.Triage;

namespace Facet.Web.Desk;

/// <summary>Where somebody has come to, in words for clinicians.</summary>
internal static class CaseText
{
    public static string Of(Disposition disposition) => disposition switch
    {
        Disposition.Emergency => "Emergency: to be seen now, no plan",
        Disposition.Urgent => "Urgent: interim items only",
        Disposition.OutOfScope => "Out of scope of the rules",
        Disposition.Incomplete => "Incomplete: questions are open",
        Disposition.Cleared { NeedsReviewFirst: true } => "Cleared once a clinician has reviewed the flags",
        _ => "Cleared for a plan",
    };

    /// <summary>What the medicine checks came to. A check that could not run is said to have not run, and then nothing is said to be free of interactions.</summary>
    public static (IReadOnlyList<Finding> Found, IReadOnlyList<Finding> ForStarting, IReadOnlyList<Finding> NotChecked, string Summary) Medicines(PathwayResult result, string knowledge)
    {
        var all = result.Options.Findings.Where(finding => finding.Kind is "medicine" or "interaction" or "duplicate" or "taper" or "not_checked").DistinctBy(finding => (finding.Rule, finding.Technique, finding.Reason)).ToList();
        var (found, not) = (all.Where(finding => finding.Kind is not "not_checked").ToList(), all.Where(finding => finding.Kind is "not_checked").ToList());
        var facts = result.Profile.Facts;
        var summary = !facts.MedicinesAsked ? "NOT CHECKED: the list of medicines is not known."
            : not.Count > 0 ? $"NOT CHECKED in part: {not.Count} {(not.Count == 1 ? "check" : "checks")} could not run (below). What is not listed is not cleared."
            : facts.Medicines.Count == 0 ? "Says that they take no medicines; there was nothing to check between medicines."
            : found.Exists(finding => finding.Kind is "interaction") ? $"{found.Count(finding => finding.Kind is "interaction")} interaction rules fire."
            : $"All {facts.Medicines.Count} medicines were found in the table and every check ran: no interaction rule of this table fires.";
        // What a rule says of a medicine that they do not take is for whoever starts one.
        bool IsTaken(Finding finding) => finding.Kind != "medicine" || finding.Technique is null || facts.Medicines.Any(medicine => medicine.Ingredient is not { } ingredient || ingredient.Slug == finding.Technique || ingredient.Groups.Contains(finding.Technique));
        return ([.. found.Where(IsTaken)], [.. found.Where(finding => !IsTaken(finding))], not, $"{summary} Table: knowledge {knowledge}.");
    }

    public static string MorphineEquivalents(PathwayResult result) => result.Options.MorphineEquivalents is { } mme
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Morphine equivalents: {mme:0.#} mg a day (CDC 2022 table).") : "Morphine equivalents: not known, which is not 0.";
}
