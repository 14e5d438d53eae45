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

    /// <summary>What a fit was asked for: the words that stand at the head of its document.</summary>
    /// <param name="Outcome">What was measured.</param>
    /// <param name="Window">When.</param>
    /// <param name="Model"><c>additive</c>, <c>context</c> or <c>average</c>.</param>
    /// <param name="Place">Place of the window among those of the fit.</param>
    /// <param name="MinimalImportantDifference">Points of 100, above 0: an improvement of at least this counts.</param>
    public sealed record Question(Outcome Outcome, TimeWindow Window, string Model, int Place, double MinimalImportantDifference);

    /// <summary>Writes what each component is expected to do under one model.</summary>
    public static string Write(Question question, EvidenceFit fit, Vocabulary vocabulary) => Text(json =>
    {
        Head(json, question, fit);
        json.WriteBoolean("interactions", fit.HasInteractions);
        Numbers(json, fit, question.Place);
        json.WriteStartArray("components");
        foreach (var component in fit.Components)
        {
            json.WriteStartObject();
            json.WriteString("component", component);
            json.WriteString("family", vocabulary.Find(component)!.Family);
            Spread(json, fit.Specific(component, question.Place)!);
            Effect(json, "against_nothing", fit.Effect(component, window: question.Place), fit.Effect(component, isPrediction: true, window: question.Place), question);
            Texts(json, "trials", Informing(fit.Parts[question.Place].Trials, component));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        NoEstimate(json, fit, vocabulary);
    });

    /// <summary>Writes what each component is expected to do over the four models.</summary>
    public static string Write(Question question, EvidenceAverage average, Vocabulary vocabulary) => Text(json =>
    {
        Head(json, question, average.Fits[0]);
        json.WriteStartArray("models");
        for (var i = 0; i < average.Fits.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("model", average.Fits[i].Structure == EffectStructure.Additive ? "additive" : "context");
            json.WriteBoolean("interactions", average.Fits[i].HasInteractions);
            json.WriteNumber("weight", average.Weights[i]);
            Numbers(json, average.Fits[i], question.Place);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("components");
        foreach (var component in average.Fits[0].Components)
        {
            json.WriteStartObject();
            json.WriteString("component", component);
            json.WriteString("family", vocabulary.Find(component)!.Family);
            var effect = average.Effect(component, window: question.Place)!;
            Spread(json, effect);
            Effect(json, "against_nothing", effect, average.Effect(component, isPrediction: true, window: question.Place), question);
            Texts(json, "trials", Informing(average.Fits[0].Parts[question.Place].Trials, component));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        NoEstimate(json, average.Fits[0], vocabulary);
    });

    /// <summary>Writes what a combination is expected to do against nothing, usual care and each of its parts.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="set">The combination, joined with <c>+</c>.</param>
    /// <param name="first">A fit, for the trials.</param>
    /// <param name="effect">Set, comparator and whether it is a prediction, to an effect.</param>
    public static string Write(Question question, string set, EvidenceFit first, Func<string, string, bool, Mixture?> effect) => Text(json =>
    {
        Head(json, question, first);
        var parts = set.Split('+');
        json.WriteString("combination", set);
        var tested = first.Parts[question.Place].Trials.Where(trial => Combination.TestedIn(trial, [.. parts.Where(part => part != Component.UsualCare)])).Select(trial => trial.Study).ToList();
        json.WriteBoolean("is_tested", tested.Count > 0);
        Texts(json, "tested_in", tested);
        Texts(json, "no_estimate", parts.Where(part => effect(part, Component.NoTreatment, false) is null));
        json.WriteStartArray("against");
        foreach (var comparator in Combination.Comparators(parts))
        {
            json.WriteStartObject();
            json.WriteString("comparator", comparator);
            var known = effect(set, comparator, false);
            if (known is null) { json.WriteNull("mean"); }
            else { Fields(json, known, effect(set, comparator, true), question); }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>Trials in which some but not all arms hold a component: those that speak of it directly.</summary>
    public static IEnumerable<string> Informing(IReadOnlyList<TrialContrasts> trials, string component) =>
        trials.Where(trial => trial.Arms.Any(arm => arm.Split('+').Contains(component)) && !trial.Arms.All(arm => arm.Split('+').Contains(component))).Select(trial => trial.Study);

    private static void Head(Utf8JsonWriter json, Question question, EvidenceFit fit)
    {
        json.WriteString("status", "draft: no clinician and no statistician has signed these numbers");
        json.WriteString("units", "points of 100, negative is better");
        json.WriteString("outcome", question.Outcome.Code());
        json.WriteString("window", question.Window.Code());
        json.WriteString("model", question.Model);
        json.WriteBoolean("linked", fit.IsLinked);
        json.WriteNumber("trials", fit.Parts[question.Place].Trials.Count(trial => !trial.IsSummary));
        Texts(json, "summaries", fit.Parts[question.Place].Trials.Where(trial => trial.IsSummary).Select(trial => trial.Study));
        json.WriteNumber("minimal_important_difference", question.MinimalImportantDifference);
    }

    private static void Numbers(Utf8JsonWriter json, EvidenceFit fit, int place)
    {
        Scale(json, "tau", fit.BetweenStudies(place));
        Scale(json, "sigma_u", fit.SpecificSd);
        Scale(json, "sigma_drift", fit.DriftSd);
        Scale(json, "sigma_gamma", fit.InteractionSd);
        Spread(json, "kappa", fit.Context(place));
        Spread(json, "usual_care", fit.UsualCare(place));
        Spread(json, "sham", fit.Sham(place));
        Spread(json, "placebo", fit.Placebo(place));
        Spread(json, "mu_gamma", fit.MeanInteraction);
        json.WriteStartArray("pairs");
        foreach (var pair in fit.Interactions)
        {
            json.WriteStartObject();
            json.WriteString("pair", pair);
            Spread(json, fit.Interaction(pair)!);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("log_marginal_likelihood", fit.LogMarginalLikelihood);
        json.WriteStartObject("quadrature");
        json.WriteString("method", fit.IsLinked ? "central composite design (approximate)" : "two interleaved lattices");
        json.WriteNumber("nodes", fit.Nodes);
        Number(json, "difference_of_lattices", fit.QuadratureDifference);
        json.WriteEndObject();
    }

    private static void NoEstimate(Utf8JsonWriter json, EvidenceFit fit, Vocabulary vocabulary) =>
        Texts(json, "no_estimate", vocabulary.Components.Where(component => component.Role == ComponentRole.Active && !fit.Components.Contains(component.Code)).Select(component => component.Code));

    private static void Effect(Utf8JsonWriter json, string name, Mixture? effect, Mixture? prediction, Question question)
    {
        json.WriteStartObject(name);
        Fields(json, effect!, prediction, question);
        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, Mixture effect, Mixture? prediction, Question question)
    {
        Spread(json, effect);
        json.WriteNumber("prediction_sd", prediction!.Sd);
        json.WriteNumber("prediction_low", prediction.Low);
        json.WriteNumber("prediction_high", prediction.High);
        json.WriteNumber("p_better", effect.Below(0));
        json.WriteNumber("p_better_than_minimal_important_difference", effect.Below(-question.MinimalImportantDifference));
    }

    private static void Spread(Utf8JsonWriter json, string name, Mixture? mixture)
    {
        if (mixture is null) { json.WriteNull(name); return; }
        json.WriteStartObject(name);
        Spread(json, mixture);
        json.WriteEndObject();
    }

    private static void Spread(Utf8JsonWriter json, Mixture mixture)
    {
        json.WriteNumber("mean", mixture.Mean);
        json.WriteNumber("sd", mixture.Sd);
        json.WriteNumber("low", mixture.Low);
        json.WriteNumber("high", mixture.High);
    }

    private static void Scale(Utf8JsonWriter json, string name, ScaleSummary? scale)
    {
        if (scale is not { } known) { json.WriteNull(name); return; }
        json.WriteStartObject(name);
        json.WriteNumber("mean", known.Mean);
        json.WriteNumber("sd", known.Sd);
        json.WriteNumber("low", known.Low);
        json.WriteNumber("high", known.High);
        json.WriteEndObject();
    }

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
