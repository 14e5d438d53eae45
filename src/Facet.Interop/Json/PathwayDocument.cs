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
        Proposals(json, pathway, result.Planning);
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

    private static void Proposals(Utf8JsonWriter json, CarePathway pathway, PlanningResult? planning)
    {
        json.WriteStartArray("proposals");
        switch (planning)
        {
            case PlanningResult.Optimal(var proposal):
                Proposal(json, pathway, proposal);
                break;
            case PlanningResult.Infeasible(var conflicts):
                json.WriteStartObject();
                json.WriteString("name", "recommended");
                json.WriteString("proof", "infeasible");
                Texts(json, "conflicts", conflicts);
                json.WriteEndObject();
                break;
            default:
                break;
        }
        json.WriteEndArray();
    }

    private static void Proposal(Utf8JsonWriter json, CarePathway pathway, Proposal proposal)
    {
        json.WriteStartObject();
        json.WriteString("name", "recommended");
        json.WriteString("proof", "optimal");
        json.WriteNumber("nodes", proposal.Nodes);
        json.WriteNumber("value_points", Math.Round(proposal.Value, 4));
        json.WriteNumber("home_minutes_per_week", proposal.HomeMinutesPerWeek);
        json.WriteNumber("visits_per_week", proposal.VisitsPerWeek);
        Effect(json, "pain", proposal.Pain);
        Effect(json, "function", proposal.Function);
        json.WriteStartArray("items");
        foreach (var item in proposal.Items)
        {
            var intervention = item.Intervention;
            json.WriteStartObject();
            json.WriteString("intervention", intervention.Id);
            json.WriteString("recommendation", intervention.Recommendation.Id);
            json.WriteString("family", intervention.Family.Code());
            Text(json, "technique", intervention.Technique.Length > 0 ? intervention.Technique : null);
            json.WriteString("label", intervention.Label);
            json.WriteString("level", item.Level.Id);
            json.WriteString("dose", item.Level.Label);
            json.WriteNumber("weeks", item.Level.Weeks);
            json.WriteString("given_by", intervention.GivenBy switch { GivenBy.SelfCare => "self_care", GivenBy.Clinician => "clinician", _ => "prescriber" });
            json.WriteString("stop_rule", intervention.Stop);
            json.WriteNumber("review_weeks", intervention.ReviewWeeks);
            if (intervention.MaxDays is { } days) { json.WriteNumber("max_days", days); }
            Effect(json, "pain", item.Pain);
            Effect(json, "function", item.Function);
            if (item.Pain is null && item.Function is null) { json.WriteString("no_estimate", pathway.Effects.WhyNoEstimate(intervention.Component)); }
            if (double.IsFinite(item.Adds)) { json.WriteNumber("adds_points", Math.Round(item.Adds, 4)); }
            else { json.WriteString("adds_points", "no plan meets the limits without it"); }
            Texts(json, "why", item.Why);
            Texts(json, "rules", item.CalledForBy);
            Texts(json, "sources", intervention.Sources);
            json.WriteString("checked", Word(intervention.Checked));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("left_out");
        foreach (var (intervention, because) in proposal.LeftOut)
        {
            json.WriteStartObject();
            json.WriteString("intervention", intervention.Id);
            json.WriteString("recommendation", intervention.Recommendation.Id);
            json.WriteString("family", intervention.Family.Code());
            var (word, detail, rules) = Words(because);
            json.WriteString("because", word);
            json.WriteString("detail", detail);
            Texts(json, "rules", rules);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Texts(json, "unsure", proposal.Unsure);
        json.WriteEndObject();
    }

    /// <summary>Why an intervention is not in a plan: a word, a sentence for clinicians, ids of rules.</summary>
    public static (string Word, string Detail, IReadOnlyList<string> Rules) Words(LeftOutBecause because) => because switch
    {
        LeftOutBecause.Excluded(var by) => ("excluded", string.Join(" ", by.Select(exclusion => exclusion.Reason).Distinct()), [.. by.Select(exclusion => exclusion.Rule).Distinct()]),
        LeftOutBecause.Held(var by) => ("held", string.Join(" ", by.Select(hold => hold.Open.Count == 0 ? hold.Reason : $"{hold.Reason} Open: {string.Join(", ", hold.Open)}.").Distinct()), [.. by.Select(hold => hold.Rule).Distinct()]),
        LeftOutBecause.NotCalledFor(var when) => ("not_called_for", $"It is for people with: {when}.", []),
        LeftOutBecause.Unwanted => ("unwanted", "The patient does not want it.", []),
        LeftOutBecause.OnlyOnRequest => ("only_on_request", "It enters only when it is asked for.", []),
        LeftOutBecause.PrescriberDecides => ("prescriber_decides", "Safe by the rules; a prescriber decides, and nothing is proposed.", []),
        LeftOutBecause.Costs(< 0.05) => ("as_good", "The plan would be worth as much with it; it only asks for more.", []),
        LeftOutBecause.Costs(var points) => ("worth_less", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"With it the plan is worth {points:0.0} points of 100 less: what it asks is more than what it is known to bring."), []),
        _ => ("does_not_fit", "It does not fit within the limits of time, visits and items.", []),
    };

    private static void Effect(Utf8JsonWriter json, string name, Effect? effect)
    {
        if (effect is not { } known) { json.WriteNull(name); return; }
        json.WriteStartObject(name);
        json.WriteNumber("mean", Math.Round(known.Mean, 2));
        json.WriteNumber("low", Math.Round(known.Best, 2));
        json.WriteNumber("high", Math.Round(known.Worst, 2));
        json.WriteString("unit", "points of 100, negative is better");
        json.WriteString("interval", "95 % prediction interval");
        json.WriteEndObject();
    }

    private static string Word(Verification read) => read switch { Verification.Yes => "yes", Verification.Partial => "partial", _ => "no" };

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) { json.WriteNull(name); }
        else { json.WriteString(name, value); }
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) { json.WriteStringValue(value); }
        json.WriteEndArray();
    }
}
