using System.Text.Json;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Tests;

/// <summary>What tests start from: the embedded knowledge, and cases read from files.</summary>
internal static class Given
{
    public static ClinicalKnowledge Knowledge { get; } = Need(ClinicalKnowledge.Load(KnowledgeFiles.Embedded));

    public static IReadOnlyList<Case> Cases { get; } = [.. ((string[])["vignettes.json", "engine-tests.json", "rule-cases.json"]).SelectMany(Read)];

    public static T Need<T>(Checked<T> result) => result.TryGet(out var value, out var problems) ? value : throw new InvalidOperationException(string.Join('\n', problems));

    public static PatientProfile Profile(string json, LeftOut leftOut = LeftOut.IsDefault) =>
        Need(PatientProfile.From(Knowledge, Need(IntakeDocument.Read("test", json, leftOut))));

    private static IEnumerable<Case> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", file)));
        foreach (var item in document.RootElement.GetProperty("vignettes").EnumerateArray())
        {
            yield return new(item.GetProperty("id").GetString()!, item.Clone());
        }
    }
}

/// <summary>One clinical case: an intake and what must come of it.</summary>
internal sealed record Case(string Id, JsonElement Json)
{
    public JsonElement Expected => Json.GetProperty("expected");

    public PatientProfile Profile { get; } = Given.Need(PatientProfile.From(Given.Knowledge, Given.Need(IntakeDocument.Read(Id, Json, LeftOut.IsDefault))));

    public override string ToString() => Id;

    /// <summary>What differs from what is expected; empty when nothing does.</summary>
    public IReadOnlyList<string> Failures(ClinicalKnowledge knowledge)
    {
        var failures = new List<string>();
        var disposition = RedFlags.Assess(knowledge, Profile);
        var result = disposition.Result;
        if (Expected.TryGetProperty("incomplete", out var incomplete) && incomplete.GetBoolean() != result.Missing.Count > 0 || !Expected.TryGetProperty("incomplete", out _) && result.Missing.Count > 0)
        {
            failures.Add($"missing: {string.Join(", ", result.Missing)}");
        }
        if (result.Missing.Count > 0) { return failures; }
        var options = Eligibility.Assess(knowledge, disposition);
        Expect("triage_tier", result.Tier.Code());
        Expect("plan_effect", result.PlanEffect.Code());
        Expect("duration_class", result.Facts.Word(knowledge.Dictionary.Find("duration_class")!) ?? "unknown");
        var triage = result.Fired.Select(fired => fired.Rule.Id).ToHashSet();
        All("triage_rules", triage.Contains);
        All("triage_rules_absent", id => !triage.Contains(id));
        All("profile", id => Profile.Is(id) == Truth.Yes);
        All("profile_absent", id => Profile.Is(id) != Truth.Yes);
        if (Expected.TryGetProperty("total_mme", out var mme) && options.MorphineEquivalents != (mme.ValueKind == JsonValueKind.Null ? null : mme.GetDouble())) { failures.Add($"total_mme: {options.MorphineEquivalents}"); }
        var medicines = options.Findings.Where(finding => finding.Kind == "medicine").Select(finding => finding.Rule).ToHashSet();
        var eligibility = options.Findings.Where(finding => finding.Kind == "eligibility").Select(finding => finding.Rule).ToHashSet();
        All("med_findings", medicines.Contains);
        All("med_findings_absent", id => !medicines.Contains(id));
        All("elig_findings", eligibility.Contains);
        All("not_excluded", family => !options.Excluded.Any(exclusion => exclusion.Family.Code() == family && exclusion.Technique is null && !exclusion.IsSoft));
        All("med_available", target => !options.Excluded.Any(exclusion => exclusion.Family == TreatmentFamily.Medication && exclusion.Technique == target));
        All("held", held => options.Held.Any(hold => hold.Family.Code() == held || $"{hold.Family.Code()}:{hold.Technique}" == held));
        All("must_include", options.Offers);
        All("must_not_include", id => !options.Offers(id));
        var barred = options.Exercises.Where(exercise => exercise.BarredBy.Count > 0).Select(exercise => exercise.Exercise.Id).ToHashSet();
        All("exercises_blocked", barred.Contains);
        All("exercises_allowed", id => !barred.Contains(id));
        if (Expected.TryGetProperty("excluded", out var excluded))
        {
            foreach (var item in excluded.EnumerateArray())
            {
                var (family, rule) = (item.GetProperty("family").GetString(), item.GetProperty("rule").GetString());
                var technique = item.TryGetProperty("technique", out var named) ? named.GetString() : null;
                if (!options.Excluded.Any(exclusion => exclusion.Family.Code() == family && exclusion.Rule == rule && (exclusion.Technique is null || exclusion.Technique == technique)))
                {
                    failures.Add($"excluded: {item}");
                }
            }
        }
        return failures;

        void Expect(string key, string actual)
        {
            if (Expected.TryGetProperty(key, out var value) && value.GetString() != actual) { failures.Add($"{key}: expected {value}, got {actual}"); }
        }

        void All(string key, Func<string, bool> holds)
        {
            if (!Expected.TryGetProperty(key, out var list)) { return; }
            foreach (var item in list.EnumerateArray())
            {
                if (!holds(item.GetString()!)) { failures.Add($"{key}: {item}"); }
            }
        }
    }
}
