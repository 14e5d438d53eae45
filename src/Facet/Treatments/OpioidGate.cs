using Facet.Knowledge;

namespace Facet.Treatments;

/// <summary>What a rule asks of a prescriber who wants to give an opioid.</summary>
public enum GateDemand
{
    /// <summary>It stops it.</summary>
    Refuses,

    /// <summary>It asks for a reason in writing.</summary>
    Explain,

    /// <summary>It is to be read.</summary>
    Inform,
}

/// <summary>A rule that speaks of an opioid for one person.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Demand">What it asks for.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sources">Ids of sources.</param>
/// <param name="Checked">Whether a page supporting it was read.</param>
public sealed record GateFinding(string Rule, GateDemand Demand, string Reason, IReadOnlyList<string> Sources, Verification Checked);

/// <summary>Which rules of the knowledge stand against an opioid, or ask for something with it.</summary>
/// <remarks>What is contraindicated stops it, also where the facts that would decide are not known. What is to be avoided needs a reason; so does a second opioid.</remarks>
public static class OpioidGate
{
    /// <summary>The rules that speak.</summary>
    /// <param name="knowledge">The rules.</param>
    /// <param name="opioids">What the file says of opioids beside its rules.</param>
    /// <param name="before">The person as they are.</param>
    /// <param name="after">The person with the opioid at the wanted dose.</param>
    /// <param name="ingredient">The opioid.</param>
    /// <param name="isStart">Whether it is begun; else it is taken already.</param>
    public static IReadOnlyList<GateFinding> Of(ClinicalKnowledge knowledge, OpioidKnowledge opioids, Facts before, Facts after, Ingredient ingredient, bool isStart)
    {
        var findings = new List<GateFinding>();
        foreach (var rule in knowledge.Medicines.Where(rule => rule.Target == "all" || IsOf(ingredient, rule.Target)))
        {
            // What it takes to begin is asked of the person as they are; what holds while it is taken, of the person with it.
            var truth = rule.Phase == MedicinePhase.Current ? rule.When.Evaluate(after) : rule.Phase == MedicinePhase.Start && !isStart ? Truth.No : rule.When.Evaluate(before);
            var demand = rule.Effect switch { MedicineEffect.Contraindicated => GateDemand.Refuses, MedicineEffect.Avoid or MedicineEffect.Check => GateDemand.Explain, _ => GateDemand.Inform };
            if (truth == Truth.Yes) { findings.Add(new(rule.Id, demand, rule.Reason, rule.Sources, rule.Checked)); }
            else if (truth == Truth.Unknown && demand != GateDemand.Inform)
            {
                var open = rule.When.OpenQuestions(rule.Phase == MedicinePhase.Current ? after : before);
                findings.Add(new(rule.Id, demand, $"Not known whether this holds{(open.Count > 0 ? $" ({string.Join(", ", open)})" : "")}: {rule.Reason}", rule.Sources, rule.Checked));
            }
        }
        foreach (var pair in knowledge.Interactions)
        {
            var other = IsOf(ingredient, pair.A) ? pair.B : IsOf(ingredient, pair.B) ? pair.A : null;
            if (other is null || !before.Medicines.Any(medicine => medicine.Ingredient is { } taken && taken != ingredient && IsOf(taken, other))) { continue; }
            findings.Add(new(pair.Id, pair.Severity switch { "contraindicated" => GateDemand.Refuses, "major" => GateDemand.Explain, _ => GateDemand.Inform }, $"With {other.Replace('_', ' ')}, which is taken: {pair.Manage}.", pair.Sources, pair.Checked));
        }
        foreach (var limit in knowledge.DuplicateLimits.Where(limit => ingredient.Groups.Contains(limit.Class)))
        {
            var others = before.Medicines.Where(medicine => medicine.Ingredient is { } taken && taken != ingredient && taken.Groups.Contains(limit.Class)).Select(medicine => medicine.Name).Distinct().ToList();
            if (others.Count >= limit.Max) { findings.Add(new($"DUP-{limit.Class.ToUpperInvariant()}", GateDemand.Explain, $"{string.Join(" and ", others)} is taken already{(limit.Note.Length > 0 ? $": {limit.Note}" : "")}.", [], Verification.No)); }
        }
        if (isStart && ingredient.Groups.Contains("transdermal_opioid") && opioids.NeverBegun.Contains("transdermal_start"))
        {
            var group = knowledge.MedicineClasses.FirstOrDefault(each => each.Id == Formulary.Opioid);
            findings.Add(new("classes.opioid.course.never", GateDemand.Refuses, "A patch is never begun (transdermal_start).", [.. (group?.Positions ?? []).Select(position => position.Source)], group?.Checked ?? Verification.No));
        }
        return [.. findings.OrderBy(finding => finding.Demand)];
    }

    private static bool IsOf(Ingredient ingredient, string party) => ingredient.Slug == party || ingredient.Groups.Contains(party);
}
