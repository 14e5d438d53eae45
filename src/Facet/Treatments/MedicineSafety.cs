using System.Globalization;
using Facet.Knowledge;

namespace Facet.Treatments;

/// <summary>Checks medicines: every rule, every pair in both directions, duplicates, morphine equivalents, tapers.</summary>
internal sealed class MedicineSafety(Eligibility.Gathering gathering)
{
    private readonly ClinicalKnowledge knowledge = gathering.Knowledge;
    private readonly Facts facts = gathering.Facts;

    public void Assess()
    {
        NotChecked();
        foreach (var rule in knowledge.Medicines) { Assess(rule); }
        foreach (var interaction in knowledge.Interactions) { Assess(interaction); }
        foreach (var limit in knowledge.DuplicateLimits) { Assess(limit); }
        foreach (var taper in knowledge.Tapers)
        {
            if (taper.When.Evaluate(facts) == Truth.Yes) { Add(taper.Id, "taper", null, "taper", taper.Plan, taper.Sources, taper.Checked, taper.When.Because(facts)); }
        }
    }

    /// <summary>A check that could not run is said to have not run.</summary>
    private void NotChecked()
    {
        if (!facts.MedicinesAsked)
        {
            Add("NOT-CHECKED", "not_checked", null, "not_checked", "The list of medicines is not known, so no medicine was checked.", [], Verification.No, []);
        }
        foreach (var medicine in facts.Medicines)
        {
            if (medicine.Ingredient is null)
            {
                Add("NOT-CHECKED", "not_checked", medicine.Name, "not_checked", $"“{medicine.Name}” is not in the formulary: its interactions, duplicates and morphine equivalents were not checked.", [], Verification.No, [new(Condition.MedicineList, medicine.Name)]);
            }
            else if (knowledge.Formulary.LacksMorphineFactor[medicine.Ingredient.Index])
            {
                Add("NOT-CHECKED", "not_checked", medicine.Ingredient.Slug, "not_checked", $"The CDC 2022 table has no factor for {medicine.Ingredient.Name}, so the morphine equivalents are unknown.", [], Verification.No, [new(Condition.MedicineList, medicine.Name)]);
            }
            else if (medicine.AmountForMorphineTable is null && knowledge.Formulary.MorphineFactors.ContainsKey(medicine.Ingredient.Slug))
            {
                Add("NOT-CHECKED", "not_checked", medicine.Ingredient.Slug, "not_checked", $"The dose of {medicine.Ingredient.Name} is not known, so the morphine equivalents are unknown.", [], Verification.No, [new(Condition.MedicineList, medicine.Name)]);
            }
        }
    }

    private void Assess(MedicineRule rule)
    {
        var truth = rule.When.Evaluate(facts);
        if (truth == Truth.Unknown && rule.Effect is MedicineEffect.Contraindicated or MedicineEffect.Avoid && rule.Phase != MedicinePhase.Current && rule.When.WaitsForAnAnswer(facts))
        {
            gathering.Held.Add(new(TreatmentFamily.Medication, rule.Target, rule.Id, rule.Reason, rule.When.OpenQuestions(facts)));
        }
        if (truth != Truth.Yes) { return; }
        if (rule.Effect == MedicineEffect.Check)
        {
            gathering.Held.Add(new(TreatmentFamily.Medication, rule.Target, rule.Id, rule.Reason, []));
        }
        if (rule.Phase == MedicinePhase.Current && !IsTaken(rule.Target)) { return; }
        var effect = rule.Effect.ToString().ToLowerInvariant();
        Add(rule.Id, "medicine", rule.Target == "all" ? null : rule.Target, effect, WithParameters(rule), rule.Sources, rule.Checked, rule.When.Because(facts));
        if (rule.Effect is MedicineEffect.Contraindicated or MedicineEffect.Avoid && rule.Phase != MedicinePhase.Current)
        {
            gathering.Excluded.Add(new(TreatmentFamily.Medication, rule.Target, rule.Id, effect, rule.Reason));
        }
    }

    private static string WithParameters(MedicineRule rule) => rule.Parameters.Count == 0
        ? rule.Reason
        : $"{rule.Reason} ({string.Join(", ", rule.Parameters.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:0.##}")))})";

    /// <summary>A pair is reported when both are taken, or one is taken and the other is a therapy; a serious one bars starting the other.</summary>
    private void Assess(Interaction interaction)
    {
        Against(interaction, interaction.A, interaction.B);
        if (interaction.A != interaction.B) { Against(interaction, interaction.B, interaction.A); }
        if (AreTakenTogether(interaction.A, interaction.B)) { Report(interaction, null); }
    }

    private void Against(Interaction interaction, string taken, string other)
    {
        if (!IsTaken(taken) || IsTaken(other)) { return; }
        switch (other)
        {
            case "heat_therapy" or "acupuncture":
                Report(interaction, other);
                break;
            default:
                if (interaction.Severity is "contraindicated" or "major" && !other.Contains("_plus_", StringComparison.Ordinal))
                {
                    gathering.Excluded.Add(new(TreatmentFamily.Medication, other, interaction.Id, interaction.Severity, $"With {Name(taken)}: {interaction.Manage}."));
                }
                break;
        }
    }

    private void Report(Interaction interaction, string? therapy) =>
        Add(interaction.Id, "interaction", therapy, interaction.Severity, $"{Name(interaction.A)} with {Name(interaction.B)}: {interaction.Manage}.", interaction.Sources, interaction.Checked, [.. facts.Medicines.Select(medicine => new KnownFact(Condition.MedicineList, medicine.Name))]);

    private void Assess(DuplicateLimit limit)
    {
        if (knowledge.Formulary.FindGroup(limit.Class) is not { } group || facts.CountInGroup(group).Low <= limit.Max) { return; }
        var names = facts.Medicines.Where(medicine => medicine.Ingredient?.Groups.Contains(limit.Class) ?? false).Select(medicine => medicine.Name).Distinct().ToList();
        Add($"DUP-{limit.Class.ToUpperInvariant()}", "duplicate", limit.Class, "duplicate", $"{string.Join(" and ", names)} are of the same class ({Name(limit.Class)}): at most {limit.Max} at a time.{(limit.Note.Length > 0 ? $" {limit.Note}." : "")}", [], Verification.No, [.. names.Select(name => new KnownFact(Condition.MedicineList, name))]);
    }

    /// <summary>Two different medicines: one that belongs to both parties does not interact with itself.</summary>
    private bool AreTakenTogether(string a, string b) =>
        Taken(a).Any(first => Taken(b).Any(second => first != second));

    private IEnumerable<Ingredient> Taken(string party) => !IsTaken(party) ? [] :
        facts.Medicines.Select(medicine => medicine.Ingredient).OfType<Ingredient>().Where(ingredient => party.Split("_plus_").Any(part => ingredient.Slug == part || ingredient.Groups.Contains(part)));

    private bool IsTaken(string target)
    {
        if (target == "all") { return true; }
        if (target.Contains("_plus_", StringComparison.Ordinal)) { return target.Split("_plus_").All(IsTaken); }
        foreach (var medicine in facts.Medicines)
        {
            if (medicine.Ingredient is { } ingredient && (ingredient.Slug == target || ingredient.Groups.Contains(target))) { return true; }
        }
        return false;
    }

    private string Name(string party) =>
        knowledge.MedicineClasses.FirstOrDefault(c => c.Id == party)?.Label ?? knowledge.Formulary.Find(party)?.Name ?? party.Replace("_plus_", " plus ", StringComparison.Ordinal).Replace('_', ' ');

    private void Add(string rule, string kind, string? technique, string effect, string reason, IReadOnlyList<string> sources, Verification read, IReadOnlyList<KnownFact> because) =>
        gathering.Findings.Add(new() { Rule = rule, Kind = kind, Family = TreatmentFamily.Medication, Technique = technique, Effect = effect, Reason = reason, Sources = sources, Checked = read, Because = because });
}
