using System.Globalization;

namespace Facet.Evidence;

/// <summary>Another reading of the trials, fitted beside the one that plans use.</summary>
public enum Sensitivity
{
    /// <summary>The window by itself: trials at other times tell nothing.</summary>
    Unlinked,

    /// <summary>Doubtful rows and rows out of scope enter too.</summary>
    AllRows,

    /// <summary>Sham and placebo are read as nothing.</summary>
    ControlsMerged,

    /// <summary>Published differences without arms stay out.</summary>
    ArmsAlone,
}

/// <summary>The other readings' codes in files.</summary>
public static class Sensitivities
{
    /// <summary>The code, such as <c>all_rows</c>.</summary>
    public static string Code(this Sensitivity reading) => reading switch { Sensitivity.Unlinked => "unlinked", Sensitivity.AllRows => "all_rows", Sensitivity.ControlsMerged => "controls_merged", _ => "arms_alone" };

    /// <summary>The reading with this code, or <see langword="null"/>.</summary>
    public static Sensitivity? Find(string code) => code switch { "unlinked" => Sensitivity.Unlinked, "all_rows" => Sensitivity.AllRows, "controls_merged" => Sensitivity.ControlsMerged, "arms_alone" => Sensitivity.ArmsAlone, _ => null };
}

/// <summary>What a component is expected to do against nothing under another reading of the trials.</summary>
/// <param name="Reading">The reading.</param>
/// <param name="Mean">Points of 100, negative is better.</param>
/// <param name="Sd">What is unknown of the mean: standard deviation, points, ≥ 0.</param>
public sealed record SensitivityFit(Sensitivity Reading, double Mean, double Sd);

/// <summary>Where the number of a component comes from.</summary>
/// <param name="Trials">How many trials of the window hold it.</param>
/// <param name="Summaries">How many published differences without arms of the window do.</param>
/// <param name="Basis">What the effect against nothing rests on; <see langword="null"/> for a published row.</param>
/// <param name="Readings">The effect under other readings of the trials; one without an estimate is not there.</param>
public sealed record ComponentEvidence(int Trials, int Summaries, EffectBasis? Basis, IReadOnlyList<SensitivityFit> Readings)
{
    /// <summary>How many there are in words, such as <c>3 trials, 1 summary</c>; empty for none.</summary>
    public string Words => string.Join(", ", ((string[])[Count(Trials, "trial", "trials"), Count(Summaries, "summary", "summaries")]).Where(words => words.Length > 0));

    private static string Count(int count, string one, string more) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : more)}");

    internal static ComponentEvidence None { get; } = new(0, 0, null, []);
}

/// <summary>What is known together of all components for one outcome in one window: mean and covariance, points of 100, negative is better.</summary>
/// <remarks>
/// θ = (context, usual care, components). The effect of a set at doses d against nothing is φ · θ with φ = (largest dose; 0; d). The doses are this project's reading: trials speak of
/// dose 1 alone. Mean and covariance of θ are those of the two models without interactions together, weighted by their marginal likelihoods; in the additive one the context is zero. So mean and standard
/// deviation of every set are exact. Why the models with interactions stay out: docs/decisions/planning-effects.md.
/// </remarks>
public sealed class JointEffects
{
    internal const string Context = "(context)";
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, ComponentEvidence> evidence;
    private readonly double[] mean;
    private readonly double[] covariance;

    internal JointEffects(Outcome outcome, TimeWindow window, IReadOnlyList<string> names, double[] mean, double[] covariance, double betweenStudyVariance, IReadOnlyDictionary<string, ComponentEvidence> evidence)
    {
        (Outcome, Window, Names, this.mean, this.covariance, BetweenStudyVariance, this.evidence) = (outcome, window, names, mean, covariance, betweenStudyVariance, evidence);
        foreach (var name in names) { index.Add(name, index.Count); }
    }

    /// <summary>Published effects of single components, independent of each other, which add up.</summary>
    internal static JointEffects Of(Outcome outcome, IReadOnlyList<PublishedEffect> published, double betweenStudySd)
    {
        List<PublishedEffect> own = [.. published.Where(effect => effect.Outcome == outcome)];
        var covariance = new double[own.Count * own.Count];
        for (var i = 0; i < own.Count; i++) { covariance[(i * own.Count) + i] = own[i].StandardError * own[i].StandardError; }
        return new(outcome, TimeWindow.Early, [.. own.Select(effect => effect.Component)], [.. own.Select(effect => effect.Mean)], covariance, betweenStudySd * betweenStudySd, new Dictionary<string, ComponentEvidence>(StringComparer.Ordinal));
    }

    /// <summary>What was measured.</summary>
    public Outcome Outcome { get; }

    /// <summary>When.</summary>
    public TimeWindow Window { get; }

    /// <summary>The parameters θ: <c>(context)</c>, <c>usual_care</c>, components.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>E(τ²): how much true effects differ between studies, points squared, ≥ 0.</summary>
    public double BetweenStudyVariance { get; }

    /// <summary>Posterior means, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<double> Mean => mean;

    /// <summary>Posterior covariance, row by row.</summary>
    public IReadOnlyList<double> Covariance => covariance;

    /// <summary>Where the number of a component comes from.</summary>
    public ComponentEvidence Evidence(string component) => evidence.GetValueOrDefault(component) ?? ComponentEvidence.None;

    /// <summary>How sure the effect of a component against nothing is, at the trials' dose.</summary>
    /// <returns>The grade with its reasons, or <see langword="null"/> where no trial of ours is behind the number.</returns>
    public Certainty? CertaintyOf(string component) => Evidence(component).Basis is { } basis && ForestRow.Of(this, component, component) is { } row
        ? Certainty.Of(row.MeanInterval, row.Prediction, OutcomeCodes.ImportantDifference, basis)
        : null;

    /// <summary>The same effects with what is known of their origin.</summary>
    internal JointEffects With(IReadOnlyDictionary<string, ComponentEvidence> origin) => new(Outcome, Window, Names, mean, covariance, BetweenStudyVariance, origin);

    /// <summary>Whether there is an estimate for a component.</summary>
    public bool Knows(string component) => component.Length > 0 && index.ContainsKey(component);

    /// <summary>What a set of components is expected to do against another, at the trials' dose.</summary>
    /// <param name="set">Codes of components; <c>no_treatment</c> for nothing, <c>usual_care</c> for usual care.</param>
    /// <param name="comparator">The other set.</param>
    /// <returns>Set minus comparator, without a label or a note.</returns>
    /// <exception cref="KeyNotFoundException">A component has no estimate.</exception>
    public ForestRow Difference(IReadOnlyList<string> set, IReadOnlyList<string> comparator)
    {
        var c = new double[mean.Length];
        Add(set, 1);
        Add(comparator, -1);
        double value = 0, variance = 0;
        for (var i = 0; i < c.Length; i++)
        {
            value += c[i] * mean[i];
            for (var j = 0; j < c.Length; j++) { variance += c[i] * c[j] * covariance[(i * c.Length) + j]; }
        }
        variance = Math.Max(0, variance);
        return new("", value, Math.Sqrt(variance), Math.Sqrt(variance + BetweenStudyVariance), "");

        void Add(IReadOnlyList<string> codes, double sign)
        {
            var isTreated = false;
            foreach (var code in codes)
            {
                if (code == Component.NoTreatment) { continue; }
                c[index[code]] += sign;
                isTreated |= code != Component.UsualCare;
            }
            if (isTreated && index.TryGetValue(Context, out var context)) { c[context] += sign; }
        }
    }

    /// <summary>What being treated at all is expected to do against nothing.</summary>
    public ForestRow BeingTreated()
    {
        var at = index.GetValueOrDefault(Context, -1);
        var variance = at < 0 ? 0 : covariance[(at * mean.Length) + at];
        return new("being treated at all", at < 0 ? 0 : mean[at], Math.Sqrt(variance), Math.Sqrt(variance + BetweenStudyVariance), "");
    }

    /// <summary>The part that concerns some components, for quick sums over many doses.</summary>
    public EffectProjection For(IReadOnlyList<string> components)
    {
        var place = new int[components.Count];
        for (var i = 0; i < place.Length; i++) { place[i] = Knows(components[i]) ? index[components[i]] : -1; }
        return new(place, index.GetValueOrDefault(Context, -1), mean, covariance, BetweenStudyVariance);
    }
}

/// <summary>What is known of some components at any doses.</summary>
public sealed class EffectProjection
{
    private readonly int[] place;
    private readonly int context;
    private readonly double[] mean;
    private readonly double[] covariance;
    private readonly double betweenStudyVariance;

    /// <param name="place">Each component's place among the parameters; −1 for no estimate.</param>
    /// <param name="context">The context's place; −1 for none.</param>
    /// <param name="mean">Means of all parameters, k.</param>
    /// <param name="covariance">Their covariance, k × k.</param>
    /// <param name="betweenStudyVariance">τ².</param>
    internal EffectProjection(int[] place, int context, double[] mean, double[] covariance, double betweenStudyVariance) =>
        (this.place, this.context, this.mean, this.covariance, this.betweenStudyVariance) = (place, context, mean, covariance, betweenStudyVariance);

    /// <summary>Whether there is an estimate for component <paramref name="i"/>.</summary>
    public bool Knows(int i) => place[i] >= 0;

    /// <summary>What being treated at all is expected to do, points; 0 where the model has no such thing.</summary>
    public double ContextMean => context < 0 ? 0 : mean[context];

    /// <summary>What is specific to component <paramref name="i"/> at full dose, points; 0 without an estimate.</summary>
    public double SpecificMean(int i) => place[i] < 0 ? 0 : mean[place[i]];

    /// <summary>The expected effect against nothing, points; negative is better.</summary>
    /// <param name="doses">A dose for each component, 0 for none; above 1 counts as 1.</param>
    /// <param name="largest">The largest dose of a component with an estimate; 0 when none has one.</param>
    public double ExpectedEffect(ReadOnlySpan<double> doses, out double largest)
    {
        var sum = 0.0;
        largest = 0;
        for (var i = 0; i < place.Length; i++)
        {
            if (place[i] < 0 || doses[i] <= 0) { continue; }
            var dose = Math.Min(1, doses[i]);
            largest = Math.Max(largest, dose);
            sum += dose * mean[place[i]];
        }
        return sum + (largest * ContextMean);
    }

    /// <summary>The standard deviation of the effect in a new study, points.</summary>
    /// <param name="doses">A dose for each component, 0 for none; above 1 counts as 1.</param>
    public double StandardDeviation(ReadOnlySpan<double> doses) => Math.Sqrt(betweenStudyVariance + MeanVariance(doses));

    /// <summary>The standard deviation of the mean of studies, points.</summary>
    /// <param name="doses">A dose for each component, 0 for none; above 1 counts as 1.</param>
    public double MeanStandardDeviation(ReadOnlySpan<double> doses) => Math.Sqrt(MeanVariance(doses));

    /// <summary>How much the expected effects of two sets differ, and what is unknown of that: the first less the second, points.</summary>
    /// <param name="doses">Doses of the first.</param>
    /// <param name="others">Doses of the second.</param>
    /// <returns>Mean and standard deviation. What both share cancels, and so does the difference between studies.</returns>
    public (double Mean, double Sd) Difference(ReadOnlySpan<double> doses, ReadOnlySpan<double> others)
    {
        Span<double> factors = stackalloc double[place.Length + 1];
        var mean = ExpectedEffect(doses, out var largest) - ExpectedEffect(others, out var otherLargest);
        for (var i = 0; i < place.Length; i++) { factors[i] = place[i] < 0 ? 0 : Math.Clamp(doses[i], 0, 1) - Math.Clamp(others[i], 0, 1); }
        factors[^1] = context < 0 ? 0 : largest - otherLargest;
        var variance = 0.0;
        for (var i = 0; i < factors.Length; i++)
        {
            if (factors[i] == 0) { continue; }
            for (var j = 0; j < factors.Length; j++)
            {
                if (factors[j] != 0) { variance += factors[i] * factors[j] * covariance[(At(i) * this.mean.Length) + At(j)]; }
            }
        }
        return (mean, Math.Sqrt(Math.Max(0, variance)));

        int At(int i) => i < place.Length ? place[i] : context;
    }

    private double MeanVariance(ReadOnlySpan<double> doses)
    {
        Span<int> at = stackalloc int[place.Length + 1];
        Span<double> factor = stackalloc double[place.Length + 1];
        var count = 0;
        var largest = 0.0;
        for (var i = 0; i < place.Length; i++)
        {
            if (place[i] < 0 || doses[i] <= 0) { continue; }
            (at[count], factor[count]) = (place[i], Math.Min(1, doses[i]));
            largest = Math.Max(largest, factor[count++]);
        }
        if (context >= 0) { (at[count], factor[count++]) = (context, largest); }
        var variance = 0.0;
        for (var i = 0; i < count; i++)
        {
            var row = 0.0;
            for (var j = 0; j < count; j++) { row += factor[j] * covariance[(at[i] * mean.Length) + at[j]]; }
            variance += factor[i] * row;
        }
        return Math.Max(0, variance);
    }

    /// <summary>Effect against nothing, or <see langword="null"/> when no component with an estimate has a dose.</summary>
    /// <param name="doses">A dose for each component, 0 for none; above 1 counts as 1.</param>
    public Effect? Predict(ReadOnlySpan<double> doses)
    {
        var expected = ExpectedEffect(doses, out var largest);
        return largest > 0 ? new Effect(expected, StandardDeviation(doses)) : null;
    }
}
