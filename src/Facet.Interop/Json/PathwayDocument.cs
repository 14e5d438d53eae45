using System.Text;
using System.Text.Json;
using Facet.Evidence;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Interop.Json;

/// <summary>Writes where a person has come to on the pathway as JSON, in the words of the knowledge files.</summary>
public static class PathwayDocument
{
    /// <summary>The word for a disposition, such as <c>cleared</c>.</summary>
    public static string Code(this Disposition disposition) => disposition switch
    {
        Disposition.Emergency => "emergency",
        Disposition.Urgent => "urgent",
        Disposition.OutOfScope => "out_of_scope",
        Disposition.Incomplete => "incomplete",
        _ => "cleared",
    };

    /// <summary>Writes the result.</summary>
    /// <param name="pathway">What it was computed with.</param>
    /// <param name="result">The result.</param>
    /// <param name="remarks">What could not be read from the input, to stand in the document.</param>
    public static string Write(CarePathway pathway, PathwayResult result, IReadOnlyList<Problem>? remarks = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, pathway, result, remarks ?? []);
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, CarePathway pathway, PathwayResult result, IReadOnlyList<Problem> remarks)
    {
        var triage = result.Disposition.Result;
        var facts = triage.Facts;
        var knowledge = pathway.Knowledge;
        json.WriteStartObject();
        json.WriteString("status", "draft: no clinician has signed these rules");
        json.WriteString("disposition", result.Disposition.Code());
        json.WriteString("triage_tier", triage.Tier.Code());
        json.WriteString("plan_effect", triage.PlanEffect.Code());
        json.WriteBoolean("incomplete", triage.Missing.Count > 0);
        Texts(json, "missing", triage.Missing);
        Text(json, "duration_class", facts.Word(knowledge.Dictionary.Find("duration_class")!));
        Texts(json, "profile", [.. knowledge.Dictionary.Derived.Where(derived => derived.Kind == ValueKind.Flag && facts.Flag(derived.Slot) == Truth.Yes).Select(derived => derived.Name)]);
        json.WriteStartArray("messages");
        foreach (var (rule, _) in triage.Fired)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Id);
            json.WriteString("tier", rule.Tier.Code());
            json.WriteNumber("limit_hours", rule.LimitHours);
            json.WriteString("plan_effect", rule.PlanEffect.Code());
            json.WriteString("patient_text", rule.PatientText);
            json.WriteString("action", rule.Action);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("undecided");
        foreach (var (rule, open) in triage.Open)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Id);
            Texts(json, "open", open);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Findings(json, result.Options.Findings);
        Excluded(json, result.Options.Excluded);
        Held(json, result.Options.Held);
        if (result.Options.MorphineEquivalents is { } equivalents) { json.WriteNumber("total_mme", equivalents); }
        else { json.WriteNull("total_mme"); }
        Texts(json, "recommendations", [.. result.Options.Recommendations.Select(recommendation => recommendation.Id)]);
        Exercises(json, result.Options);
        ProposalDocument.Write(json, pathway, result);
        Texts(json, "assumed", result.Profile.Assumed);
        Texts(json, "not_examined", result.Profile.NotExamined);
        json.WriteStartArray("remarks");
        foreach (var (path, code, message) in remarks)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("versions");
        json.WriteString("knowledge", result.Versions.Knowledge);
        json.WriteString("effects", result.Versions.Effects);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Findings(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("rule", finding.Rule);
            json.WriteString("kind", finding.Kind);
            Text(json, "family", finding.Family?.Code());
            Text(json, "technique", finding.Technique);
            json.WriteString("effect", finding.Effect);
            json.WriteString("reason", finding.Reason);
            Texts(json, "sources", finding.Sources);
            json.WriteString("checked", Word(finding.Checked));
            json.WriteStartArray("because");
            foreach (var (fact, value) in finding.Because)
            {
                json.WriteStartObject();
                json.WriteString("fact", fact);
                json.WriteString("value", value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Excluded(Utf8JsonWriter json, IReadOnlyList<Exclusion> excluded)
    {
        json.WriteStartArray("excluded");
        foreach (var (family, technique, rule, effect, reason) in excluded)
        {
            json.WriteStartObject();
            json.WriteString("family", family.Code());
            if (technique is not null) { json.WriteString("technique", technique); }
            json.WriteString("rule", rule);
            json.WriteString("effect", effect);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Held(Utf8JsonWriter json, IReadOnlyList<Hold> held)
    {
        Texts(json, "held", [.. held.Select(hold => hold.Technique is null ? hold.Family.Code() : $"{hold.Family.Code()}:{hold.Technique}").Distinct()]);
        json.WriteStartArray("held_by");
        foreach (var (family, technique, rule, reason, open) in held)
        {
            json.WriteStartObject();
            json.WriteString("family", family.Code());
            Text(json, "technique", technique);
            json.WriteString("rule", rule);
            json.WriteString("reason", reason);
            Texts(json, "open", open);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Exercises(Utf8JsonWriter json, Options options)
    {
        json.WriteStartObject("exercises");
        Texts(json, "allowed", [.. options.Exercises.Where(option => option.BarredBy.Count == 0).Select(option => option.Exercise.Id)]);
        Texts(json, "blocked", [.. options.Exercises.Where(option => option.BarredBy.Count > 0).Select(option => option.Exercise.Id)]);
        json.WriteEndObject();
    }

    internal static string Word(Verification read) => read switch { Verification.Yes => "yes", Verification.Partial => "partial", _ => "no" };

    internal static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) { json.WriteNull(name); }
        else { json.WriteString(name, value); }
    }

    internal static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) { json.WriteStringValue(value); }
        json.WriteEndArray();
    }
}
