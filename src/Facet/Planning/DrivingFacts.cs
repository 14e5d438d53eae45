using Facet.Knowledge;

namespace Facet.Planning;

/// <summary>A fact about a person that shapes what happens next.</summary>
/// <param name="Fact">Its name in the data dictionary; <see cref="Condition.MedicineList"/> for a medicine.</param>
/// <param name="Value">Its value in words.</param>
/// <param name="Does">What it does, for clinicians, the strongest first.</param>
/// <param name="Rules">Ids of the rules that rest on it; empty where only the plan's value does.</param>
/// <param name="Weight">How strongly it counts: its place follows from it.</param>
public sealed record DrivingFact(string Fact, string Value, IReadOnlyList<string> Does, IReadOnlyList<string> Rules, int Weight);

/// <summary>Looks for the facts that drive a plan: those behind what triage found, those whose change would give another plan, those behind what is kept out, held or given with care.</summary>
/// <remarks>
/// The order is by weight, a choice and not an estimate: a red flag by its tier, before everything else unless it only annotates (3000, 2000, 1000 thousand; 100), a fact whose usual answer would change the plan 500 and 10 for each item that
/// would come or go, a rule that keeps something out 60, one that holds something back 40, one that asks for care 30, one that speaks for something 10. Among equals the name decides.
/// </remarks>
public static class DrivingFacts
{
    /// <summary>How many a clinician reads at a glance.</summary>
    public const int AtAGlance = 5;

    /// <summary>The facts that drive where a person has come to, strongest first.</summary>
    /// <param name="pathway">What it was computed with.</param>
    /// <param name="result">Where the person has come to.</param>
    /// <param name="atMost">How many; 1 or more.</param>
    public static IReadOnlyList<DrivingFact> Of(CarePathway pathway, PathwayResult result, int atMost = AtAGlance)
    {
        ArgumentNullException.ThrowIfNull(pathway);
        ArgumentNullException.ThrowIfNull(result);
        var found = new Dictionary<KnownFact, (int Weight, List<(int Weight, string Verb, string What)> Does, SortedSet<string> Rules)>();
        foreach (var (rule, because) in result.Disposition.Result.Fired)
        {
            var weight = rule.Tier switch { TriageTier.Emergency => 3_000_000, TriageTier.Urgent => 2_000_000, TriageTier.RoutineReview => 1_000_000, _ => 100 };
            foreach (var fact in because) { Add(fact, weight, "red flag:", rule.Title, rule.Id); }
        }
        foreach (var flip in pathway.Flips(result).Where(flip => flip.Kind == FlipKind.Fact))
        {
            Add(new(flip.Name, flip.From), 500 + (10 * (flip.Enters.Count + flip.Leaves.Count)),
                $"with “{flip.To}” another plan is best:", string.Join(", ", flip.Enters.Select(id => $"+ {Label(id)}").Concat(flip.Leaves.Select(id => $"− {Label(id)}"))), null);
        }
        foreach (var finding in result.Options.Findings.Where(finding => finding.Kind != "triage"))
        {
            var (weight, text) = finding.Effect switch
            {
                "exclude" or "exclude_soft" or "contraindicated" or "avoid" or "restrict" or "major" => (60, "keeps out"),
                "check" => (40, "holds back"),
                "indicate" => (10, "speaks for"),
                "describe" => (10, "describes:"),
                _ => (30, "asks for care with"),
            };
            foreach (var fact in finding.Because) { Add(fact, weight, text, finding.Effect == "describe" ? finding.Reason : (finding.Technique ?? finding.Family?.Code() ?? "the plan").Replace('_', ' '), finding.Rule); }
        }
        return
        [
            .. found.Select(each => new DrivingFact(each.Key.Fact, each.Key.Value, [.. each.Value.Does.GroupBy(does => (does.Weight, does.Verb)).OrderByDescending(verb => verb.Key.Weight).ThenBy(verb => verb.Key.Verb, StringComparer.Ordinal).Select(verb => $"{verb.Key.Verb} {string.Join(", ", verb.Select(does => does.What).Distinct().Order(StringComparer.Ordinal))}")], [.. each.Value.Rules], each.Value.Weight))
                .OrderByDescending(fact => fact.Weight).ThenBy(fact => fact.Fact, StringComparer.Ordinal).ThenBy(fact => fact.Value, StringComparer.Ordinal).Take(atMost),
        ];

        void Add(KnownFact fact, int weight, string verb, string what, string? rule)
        {
            if (!found.TryGetValue(fact, out var known)) { known = (0, [], new(StringComparer.Ordinal)); }
            // A rule that speaks of many techniques counts once for each fact.
            var isNew = rule is null || known.Rules.Add(rule);
            known.Does.Add((weight, verb, what));
            found[fact] = (known.Weight + (isNew ? weight : 0), known.Does, known.Rules);
        }

        string Label(string id) => pathway.Catalogue.Find(id)?.Label ?? id;
    }
}
