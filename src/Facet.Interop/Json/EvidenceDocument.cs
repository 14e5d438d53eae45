using System.Text;
using System.Text.Json;
using Facet.Evidence;

namespace Facet.Interop.Json;

/// <summary>Writes what trials say as JSON.</summary>
public static class EvidenceDocument
{
    /// <summary>Writes a network meta-analysis.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="file">The file it came from.</param>
    /// <param name="smallIsGood">Whether a smaller value is better for the patient.</param>
    /// <param name="estimator">How τ² was estimated.</param>
    public static string Write(NetworkMetaAnalysis fit, NetworkFile file, bool smallIsGood, TauEstimator estimator) => Text(json =>
    {
        json.WriteString("model", "nma");
        Head(json, fit.Network, file, estimator);
        json.WriteString("reference", fit.Reference);
        json.WriteNumber("tau2", fit.BetweenStudyVariance);
        json.WriteNumber("tau", Math.Sqrt(fit.BetweenStudyVariance));
        json.WriteStartObject("q");
        Write(json, "total", fit.Total);
        Write(json, "within_designs", fit.WithinDesigns());
        Write(json, "between_designs", fit.BetweenDesigns());
        json.WriteEndObject();
        I2(json, fit.Total);
        foreach (var isRandom in (bool[])[false, true])
        {
            json.WriteStartObject(isRandom ? "random" : "common");
            json.WriteStartArray("estimates");
            foreach (var treatment in fit.Network.Treatments)
            {
                if (treatment != fit.Reference) { Pair(json, treatment, fit.Reference, fit.Difference(treatment, fit.Reference, isRandom)); }
            }
            json.WriteEndArray();
            var league = fit.League(isRandom);
            json.WriteStartArray("league");
            for (var i = 0; i < fit.Network.Treatments.Count; i++)
            {
                for (var j = 0; j < i; j++) { Pair(json, fit.Network.Treatments[i], fit.Network.Treatments[j], league[i, j]); }
            }
            json.WriteEndArray();
            var scores = fit.PScores(smallIsGood, isRandom);
            json.WriteStartObject("p_scores");
            for (var i = 0; i < scores.Count; i++) { Number(json, fit.Network.Treatments[i], scores[i]); }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteStartArray("not_estimable");
        foreach (var treatment in fit.Network.Treatments)
        {
            if (treatment != fit.Reference && fit.Difference(treatment, fit.Reference) is null) { json.WriteStringValue($"{treatment} vs {fit.Reference}"); }
        }
        json.WriteEndArray();
        json.WriteStartArray("designs");
        foreach (var design in fit.Designs())
        {
            json.WriteStartObject();
            Texts(json, "treatments", design.Treatments);
            json.WriteNumber("studies", design.Studies);
            Write(json, "within", design.Within);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("node_splits");
        foreach (var split in fit.NodeSplits())
        {
            json.WriteStartObject();
            json.WriteString("treatment", split.Treatment);
            json.WriteString("comparator", split.Comparator);
            Write(json, "direct", split.Direct);
            Write(json, "indirect", split.Indirect);
            Write(json, "difference", split.Difference);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Texts(json, "remarks", file.Remarks);
    });

    /// <summary>Writes a component network meta-analysis.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="file">The file it came from.</param>
    /// <param name="reference">The combination that others are set against.</param>
    /// <param name="inactive">The inactive component, if one was named.</param>
    /// <param name="estimator">How τ² was estimated.</param>
    public static string Write(ComponentNetworkMetaAnalysis fit, NetworkFile file, string reference, string? inactive, TauEstimator estimator) => Text(json =>
    {
        json.WriteString("model", "cnma");
        Head(json, fit.Network, file, estimator);
        json.WriteString("reference", reference);
        json.WriteString("inactive", inactive);
        json.WriteNumber("tau2", fit.BetweenStudyVariance);
        json.WriteNumber("tau", Math.Sqrt(fit.BetweenStudyVariance));
        json.WriteNumber("rank", fit.Rank);
        json.WriteNumber("parameters", fit.Components.Count + fit.Interactions.Count);
        json.WriteStartObject("q");
        Write(json, "additive", fit.Additive);
        Write(json, "standard", fit.Standard.Total);
        Write(json, "difference", fit.DifferenceFromStandard);
        json.WriteEndObject();
        I2(json, fit.Additive);
        foreach (var isRandom in (bool[])[false, true])
        {
            json.WriteStartObject(isRandom ? "random" : "common");
            foreach (var (name, terms) in (KeyValuePair<string, IReadOnlyList<string>>[])[new("components", fit.Components), new("interactions", fit.Interactions)])
            {
                json.WriteStartArray(name);
                foreach (var term in terms)
                {
                    json.WriteStartObject();
                    json.WriteString(name[..^1], term);
                    Fields(json, fit.Component(term, isRandom));
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteStartArray("combinations");
            foreach (var treatment in fit.Network.Treatments)
            {
                if (treatment != reference) { Pair(json, treatment, reference, fit.Combination(treatment, reference, isRandom)); }
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        Texts(json, "not_estimable", fit.NotEstimable);
        Texts(json, "remarks", file.Remarks);
    });

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Head(Utf8JsonWriter json, Network network, NetworkFile file, TauEstimator estimator)
    {
        json.WriteString("measure", file.Measure switch { EffectMeasure.Md => "md", EffectMeasure.Smd => "smd", EffectMeasure.Or => "or", EffectMeasure.Rr => "rr", _ => null });
        json.WriteString("scale", file.Measure is EffectMeasure.Or or EffectMeasure.Rr ? "log" : "as given");
        json.WriteString("tau_estimator", estimator == TauEstimator.Reml ? "reml" : "dl");
        json.WriteNumber("studies", network.Trials.Count);
        json.WriteNumber("comparisons", network.Comparisons);
        Number(json, "participants", network.Trials.All(trial => trial.Participants is not null) ? network.Trials.Sum(trial => trial.Participants) : null);
        Texts(json, "treatments", network.Treatments);
    }

    private static void I2(Utf8JsonWriter json, QStatistic q)
    {
        json.WriteStartObject("i2");
        json.WriteNumber("estimate", q.I2);
        json.WriteNumber("low", q.I2Interval.Low);
        json.WriteNumber("high", q.I2Interval.High);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, QStatistic q)
    {
        json.WriteStartObject(name);
        json.WriteNumber("q", q.Q);
        json.WriteNumber("df", q.Degrees);
        json.WriteNumber("p", q.P);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Estimate? estimate)
    {
        json.WriteStartObject(name);
        Fields(json, estimate);
        json.WriteEndObject();
    }

    private static void Pair(Utf8JsonWriter json, string treatment, string comparator, Estimate? estimate)
    {
        json.WriteStartObject();
        json.WriteString("treatment", treatment);
        json.WriteString("comparator", comparator);
        Fields(json, estimate);
        json.WriteEndObject();
    }

    /// <summary>The numbers of an estimate, or <c>"estimate": null</c> and nothing else where the trials cannot tell.</summary>
    private static void Fields(Utf8JsonWriter json, Estimate? estimate)
    {
        Number(json, "estimate", estimate?.Value);
        if (estimate is not { } known) { return; }
        json.WriteNumber("se", known.StandardError);
        json.WriteNumber("low", known.Low);
        json.WriteNumber("high", known.High);
        Number(json, "z", known.Z);
        Number(json, "p", known.P);
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) { json.WriteStringValue(text); }
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) { json.WriteNumber(name, number); }
        else { json.WriteNull(name); }
    }
}
