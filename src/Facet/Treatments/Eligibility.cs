using Facet.Knowledge;
using Facet.Triage;

namespace Facet.Treatments;

/// <summary>Works out which families, techniques, medicines and exercises are safe for a person.</summary>
public static class Eligibility
{
    /// <summary>Evaluates every rule on treatments for a person whom triage has seen.</summary>
    /// <remarks>
    /// A rule that would take something away and that an open answer leaves undecided holds it; one that waits only for facts
    /// nobody is asked for (a laboratory value) is passed over, because rules of their own ask for those.
    /// </remarks>
    public static Options Assess(ClinicalKnowledge knowledge, Disposition disposition)
    {
        var result = disposition.Result;
        var gathering = new Gathering(knowledge, result);
        gathering.Treatments();
        var medicines = new MedicineSafety(gathering);
        medicines.Assess();
        gathering.Psychosocial();
        var exercises = Exercises(knowledge, result.Facts);
        return new()
        {
            Findings = gathering.Findings,
            Excluded = gathering.Excluded,
            Held = gathering.Held,
            Recommendations = gathering.Recommendations(),
            Blocked = gathering.Blocked,
            Exercises = exercises,
            ExerciseSets = Sets(knowledge, result.Facts, exercises),
            Indications = gathering.Indications,
            MorphineEquivalents = result.Facts.MorphineEquivalents is { IsKnown: true, Low: var equivalents } ? Math.Round(equivalents, 2) : null,
        };
    }

    private static List<ExerciseOption> Exercises(ClinicalKnowledge knowledge, Facts facts)
    {
        var list = new List<ExerciseOption>(knowledge.Exercises.Count);
        foreach (var exercise in knowledge.Exercises)
        {
            List<string>? barred = null;
            foreach (var (flag, when) in exercise.Avoid)
            {
                var truth = when.Evaluate(facts);
                if (truth == Truth.Yes || (truth == Truth.Unknown && when.WaitsForAnAnswer(facts))) { (barred ??= []).Add(flag); }
            }
            list.Add(new(exercise, barred ?? (IReadOnlyList<string>)[]));
        }
        return list;
    }

    private static List<SafeExerciseSet> Sets(ClinicalKnowledge knowledge, Facts facts, List<ExerciseOption> exercises)
    {
        var sets = knowledge.ExerciseSets.Where(set => set.When.Evaluate(facts) == Truth.Yes).ToList();
        var avoided = sets.SelectMany(set => set.Avoid).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from set in sets
               let safe = (IReadOnlyList<Exercise>)[.. set.Use.Select(id => exercises.First(option => option.Exercise.Id == id)).Where(option => option.BarredBy.Count == 0 && !avoided.Contains(option.Exercise.Id)).Select(option => option.Exercise)]
               where safe.Count > 0
               select new SafeExerciseSet(set.Id, safe),
        ];
    }

    /// <summary>What has been found so far for one person.</summary>
    internal sealed class Gathering(ClinicalKnowledge knowledge, TriageResult triage)
    {
        public ClinicalKnowledge Knowledge { get; } = knowledge;
        public Facts Facts { get; } = triage.Facts;
        public List<Finding> Findings { get; } = [.. triage.Fired.Select(Of)];
        public List<Exclusion> Excluded { get; } = [];
        public List<Hold> Held { get; } = [];
        public List<Indication> Indications { get; } = [];
        public List<BlockedRecommendation> Blocked { get; } = [];

        public void Treatments()
        {
            foreach (var rule in Knowledge.Eligibility)
            {
                var truth = rule.When.Evaluate(Facts);
                var families = rule.ForDeclined ? triage.Profile.Declines : rule.Families;
                if (truth == Truth.Unknown && TakesAway(rule) && rule.When.WaitsForAnAnswer(Facts))
                {
                    Each(families, rule.Techniques, (family, technique) => Held.Add(new(family, technique, rule.Id, rule.Reason, rule.When.OpenQuestions(Facts))));
                }
                if (truth == Truth.Yes || (truth == Truth.Unknown && rule.FiresOnUnknown)) { Apply(rule, families); }
            }
        }

        private static bool TakesAway(EligibilityRule rule) =>
            rule.Effect is EligibilityEffect.Exclude or EligibilityEffect.ExcludeSoft || (rule.Effect == EligibilityEffect.Restrict && rule.Techniques.Count > 0);

        public void Psychosocial()
        {
            foreach (var rule in Knowledge.Psychosocial)
            {
                if (rule.When.Evaluate(Facts) != Truth.Yes) { continue; }
                Findings.Add(new() { Rule = rule.Id, Kind = "psychosocial", Effect = "describe", Reason = $"{rule.Label}: {rule.Action}.", Sources = rule.Sources, Checked = rule.Checked, Because = rule.When.Because(Facts) });
            }
        }

        public List<Recommendation> Recommendations()
        {
            var fired = Findings.Select(finding => finding.Rule).ToHashSet(StringComparer.Ordinal);
            var available = new List<Recommendation>();
            foreach (var recommendation in Knowledge.Recommendations.Where(recommendation => IsPermitted(recommendation) && IsCalledFor(recommendation, fired)))
            {
                if (Blocks(recommendation) is { } blocked) { Blocked.Add(blocked); }
                else { available.Add(recommendation); }
            }
            return available;
        }

        private bool IsPermitted(Recommendation recommendation) => recommendation.Family is null
            || (triage.PlanEffect == PlanEffect.BlockAll || triage.Missing.Count > 0 ? Knowledge.Policy.BlockAllAllowed.Contains(recommendation.Id)
                : triage.PlanEffect != PlanEffect.InterimOnly || Knowledge.Policy.InterimAllowed.Contains(recommendation.Id));

        private bool IsCalledFor(Recommendation recommendation, HashSet<string> fired) =>
            recommendation.When.Evaluate(Facts) == Truth.Yes && (recommendation.AfterAnyOf.Count == 0 || recommendation.AfterAnyOf.Any(fired.Contains));

        /// <summary>A family that the person declines blocks what they would do, not what protects them: naloxone, a medicine review.</summary>
        private BlockedRecommendation? Blocks(Recommendation recommendation)
        {
            if (recommendation.Family is not { } family) { return null; }
            var technique = recommendation.RequiresTechnique;
            if (family == TreatmentFamily.Medication && technique.Length == 0) { return null; }
            bool Concerns(string? other) => other is null || other == technique || (family == TreatmentFamily.Medication && IsMemberOf(technique, other));
            List<Exclusion> excluded = [.. Excluded.Where(exclusion => exclusion.Family == family && Concerns(exclusion.Technique))];
            List<Hold> held = [.. Held.Where(hold => hold.Family == family && Concerns(hold.Technique))];
            return excluded.Count + held.Count == 0 ? null : new(recommendation, excluded, held);
        }

        /// <summary>Whether a medicine rule's target covers a class or ingredient.</summary>
        public bool IsMemberOf(string medicine, string target) => medicine == target || (Knowledge.Formulary.Find(medicine)?.Groups.Contains(target) ?? false);

        private void Apply(EligibilityRule rule, IReadOnlyList<TreatmentFamily> families)
        {
            if (families.Count == 0) { return; }
            var effect = rule.Effect switch
            {
                EligibilityEffect.Exclude => "exclude",
                EligibilityEffect.ExcludeSoft => "exclude_soft",
                EligibilityEffect.Caution => "caution",
                EligibilityEffect.Check => "check",
                EligibilityEffect.Restrict => "restrict",
                _ => "indicate",
            };
            var because = rule.When.Because(Facts);
            Each(families, rule.Techniques, (family, technique) =>
            {
                Findings.Add(new() { Rule = rule.Id, Kind = "eligibility", Family = family, Technique = technique, Effect = effect, Reason = rule.Reason, Sources = rule.Sources, Checked = rule.Checked, Because = because });
                switch (rule.Effect)
                {
                    case EligibilityEffect.Exclude or EligibilityEffect.ExcludeSoft:
                    case EligibilityEffect.Restrict when technique is not null:
                        Excluded.Add(new(family, technique, rule.Id, effect, rule.Reason));
                        break;
                    case EligibilityEffect.Check:
                        Held.Add(new(family, technique, rule.Id, rule.Reason, []));
                        break;
                    case EligibilityEffect.Indicate:
                        Indications.Add(new(family, technique, rule.Weight, rule.Id));
                        break;
                    default:
                        break;
                }
            });
        }

        private void Each(IReadOnlyList<TreatmentFamily> families, IReadOnlyList<string> techniques, Action<TreatmentFamily, string?> act)
        {
            foreach (var family in families)
            {
                if (techniques.Count == 0) { act(family, null); continue; }
                var own = Knowledge.Families.First(definition => definition.Family == family).Techniques;
                foreach (var technique in techniques.Where(own.Contains)) { act(family, technique); }
            }
        }

        private static Finding Of(FiredRule fired) => new()
        {
            Rule = fired.Rule.Id,
            Kind = "triage",
            Effect = fired.Rule.PlanEffect.Code(),
            Reason = $"{fired.Rule.Title}: {fired.Rule.Action}",
            Sources = fired.Rule.Sources,
            Checked = fired.Rule.Checked,
            Because = fired.Because,
        };
    }
}
