using System.CommandLine;
using Facet.Knowledge;
using Facet.Triage;

namespace Facet.Cli;

/// <summary><c>facet explain RULE-ID</c>: what a rule says, when, why, and where that comes from.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("RULE-ID") { Description = "Such as TRI-CES-01, ELG-SMT-02, MED-NSA-05, INT-01, PSY-01, TAPER-BENZO or REC-WALK." };
        var knowledge = Input.KnowledgeFolder();
        var command = new Command("explain", "Say what a rule does, when, why, and where that comes from.") { id, knowledge };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(id), parsed.GetValue(knowledge)));
        return command;
    }

    private static int Run(string id, DirectoryInfo? folder)
    {
        if (!Input.Pathway(folder).TryGet(out var pathway, out var problems)) { return Input.Refuse(problems); }
        var knowledge = pathway.Knowledge;
        if (Describe(knowledge, id.ToUpperInvariant()) is not { } lines)
        {
            return Input.Refuse([new(id, "unknown-rule", "There is no such rule; 'facet rules' lists them.")]);
        }
        foreach (var (name, text) in lines.Where(line => line.Text.Length > 0)) { Console.Out.WriteLine($"{name + ":",-14}{text}"); }
        return ExitCode.Done;
    }

    private static List<(string Name, string Text)>? Describe(ClinicalKnowledge knowledge, string id)
    {
        if (knowledge.Triage.FirstOrDefault(rule => rule.Id == id) is { } triage)
        {
            return [("Rule", $"{triage.Id}: {triage.Title}"), .. When(triage.When), ("Tier", $"{triage.Tier.Code()}, within {triage.LimitHours} hours"), ("Plan", triage.PlanEffect.Code()), ("Clinician", triage.Action), ("Patient", triage.PatientText), ("Why", triage.Rationale), ("Strength", triage.Strength), .. Sources(knowledge, triage.Sources, triage.Checked)];
        }
        if (knowledge.Eligibility.FirstOrDefault(rule => rule.Id == id) is { } eligibility)
        {
            var about = eligibility.ForDeclined ? "families the patient declines" : string.Join(", ", eligibility.Families.Select(family => family.Code()));
            return [("Rule", eligibility.Id), .. When(eligibility.When), ("About", eligibility.Techniques.Count > 0 ? $"{about}: {string.Join(", ", eligibility.Techniques)}" : about), ("Effect", eligibility.Effect == EligibilityEffect.Indicate ? $"indicate, weight {eligibility.Weight}" : eligibility.Effect.ToString()), ("Why", eligibility.Reason), ("Strength", eligibility.Strength), .. Sources(knowledge, eligibility.Sources, eligibility.Checked)];
        }
        if (knowledge.Medicines.FirstOrDefault(rule => rule.Id == id) is { } medicine)
        {
            return [("Rule", medicine.Id), .. When(medicine.When), ("About", $"{medicine.Target} ({medicine.Phase})"), ("Effect", medicine.Effect.ToString()), ("Limits", string.Join(", ", medicine.Parameters.Select(pair => $"{pair.Key} {pair.Value}"))), ("Why", medicine.Reason), .. Sources(knowledge, medicine.Sources, medicine.Checked)];
        }
        if (knowledge.Interactions.FirstOrDefault(pair => pair.Id == id) is { } interaction)
        {
            return [("Interaction", $"{interaction.Id}: {interaction.A} with {interaction.B}"), ("Severity", interaction.Severity), ("Manage", interaction.Manage), .. Sources(knowledge, interaction.Sources, interaction.Checked)];
        }
        if (knowledge.Psychosocial.FirstOrDefault(rule => rule.Id == id) is { } psychosocial)
        {
            return [("Rule", $"{psychosocial.Id}: {psychosocial.Label}"), .. When(psychosocial.When), ("Clinician", psychosocial.Action), .. Sources(knowledge, psychosocial.Sources, psychosocial.Checked)];
        }
        if (knowledge.Tapers.FirstOrDefault(rule => rule.Id == id) is { } taper)
        {
            return [("Taper", taper.Id), .. When(taper.When), ("Plan", taper.Plan), .. Sources(knowledge, taper.Sources, taper.Checked)];
        }
        return knowledge.Recommendations.FirstOrDefault(recommendation => recommendation.Id == id) is { } offered
            ? [("Item", $"{offered.Id}: {offered.Label}"), .. When(offered.When), ("After", string.Join(", ", offered.AfterAnyOf)), ("Requires", offered.RequiresTechnique), ("Family", offered.Family?.Code() ?? "clinician"), .. Sources(knowledge, offered.Sources, null)]
            : null;
    }

    private static IEnumerable<(string, string)> When(Condition when) => [("When", when.Text), ("Asks", string.Join(", ", when.Inputs.Select(input => input.Name).Concat(when.AsksMedicines ? [Condition.MedicineList] : [])))];

    private static IEnumerable<(string, string)> Sources(ClinicalKnowledge knowledge, IReadOnlyList<string> ids, Verification? read)
    {
        if (read is { } verdict) { yield return ("Checked", verdict switch { Verification.Yes => "yes: a page supporting this was read; no clinician has signed it", Verification.Partial => "partly: part of this is supported by a page that was read", _ => "no: from memory or judgement; not to be presented as fact" }); }
        foreach (var id in ids)
        {
            var source = knowledge.Source(id);
            yield return ("Source", source.Original is null ? $"{id}: {source.Title}" : $"{id}: {source.Title} {source.Original}");
        }
    }
}
