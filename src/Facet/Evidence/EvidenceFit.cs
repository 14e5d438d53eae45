namespace Facet.Evidence;

/// <summary>How the effects of treatments given together make up the effect of the whole.</summary>
public enum EffectStructure
{
    /// <summary>An arm is the sum of its components; sham and placebo are components.</summary>
    Additive,

    /// <summary>Being treated at all works once, however many treatments there are; on top of it comes what is specific to each.</summary>
    ContextOnce,
}

/// <summary>What is known of an estimated standard deviation.</summary>
/// <param name="Mean">Posterior mean, points of 100.</param>
/// <param name="Sd">Posterior standard deviation.</param>
/// <param name="Low">2.5 % quantile.</param>
/// <param name="High">97.5 % quantile.</param>
public readonly record struct ScaleSummary(double Mean, double Sd, double Low, double High);

/// <summary>One Bayesian model of one outcome and window, fitted to trials. Points of 100, negative is better.</summary>
/// <remarks>
/// Specific effect of a component: its family's mean plus its own deviation, s = φ + u. An arm's value is, in the additive model, the sum of s over its active components plus
/// usual care, sham and placebo; in the context-once model κ, when it holds any active component, sham or placebo, plus usual care plus the sum of s. With interactions γ
/// is added for every pair of active components, γ = μ_γ + deviation. Shapes and letters: <see cref="HierarchicalModel"/>.
/// </remarks>
public sealed class EvidenceFit
{
    private const double Negligible = 1e-13;
    private const int Tau = 0;
    private const int SpecificScale = 1;
    private const int InteractionScale = 2;
    private readonly Vocabulary vocabulary;
    private readonly Dictionary<string, int> index;
    private readonly LatticeQuadrature.Result quadrature;
    private readonly List<HierarchicalModel.Node> nodes = [];
    private readonly double[] weights;
    private readonly bool[] informed;

    private EvidenceFit(Vocabulary vocabulary, IReadOnlyList<TrialContrasts> trials, EvidencePriors priors, EffectStructure structure, bool hasInteractions, double fineness)
    {
        (this.vocabulary, Structure, HasInteractions, Trials) = (vocabulary, structure, hasInteractions, trials);
        index = new(StringComparer.Ordinal);
        var beliefs = new List<ParameterPrior>();
        var actives = new SortedSet<string>(StringComparer.Ordinal);
        var pairs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var arm in trials.SelectMany(trial => trial.Arms))
        {
            var active = Active(arm);
            actives.UnionWith(active);
            for (var i = 0; i < active.Count; i++)
            {
                for (var j = i + 1; j < active.Count; j++) { pairs.Add(ComponentNetworkMetaAnalysis.Interaction(active[i], active[j])); }
            }
        }
        foreach (var code in actives) { Add(code, new(0, 1, SpecificScale)); }
        foreach (var family in actives.Select(Family).Distinct().Order(StringComparer.Ordinal)) { Add(family, new(priors.Family.Mean, priors.Family.Sd)); }
        Add(Component.UsualCare, new(priors.UsualCare.Mean, priors.UsualCare.Sd));
        if (structure == EffectStructure.ContextOnce) { Add(ContextName, new(priors.Context.Mean, priors.Context.Sd)); }
        else
        {
            Add(ShamName, new(priors.Context.Mean, priors.Context.Sd));
            Add(PlaceboName, new(priors.Context.Mean, priors.Context.Sd));
        }
        if (hasInteractions)
        {
            Add(MeanName, new(priors.InteractionMean.Mean, priors.InteractionMean.Sd));
            foreach (var pair in pairs) { Add(pair, new(0, 1, InteractionScale)); }
        }
        var rows = new ContrastRows(trials, index.Count, Code);
        informed = rows.Informed();
        Components = [.. actives.Where(code => informed[index[code]])];
        NoEstimate = [.. actives.Where(code => !informed[index[code]])];
        Interactions = hasInteractions ? [.. pairs.Where(pair => informed[index[pair]])] : [];
        double[] scales = hasInteractions ? [priors.BetweenStudies, priors.Specific, priors.Interaction] : [priors.BetweenStudies, priors.Specific];
        quadrature = LatticeQuadrature.Integrate(new([rows], beliefs, scales), fineness);
        var kept = new List<double>();
        for (var i = 0; i < quadrature.Nodes.Count; i++)
        {
            if (quadrature.Weights[i] < Negligible) { continue; }
            nodes.Add(quadrature.Nodes[i]);
            kept.Add(quadrature.Weights[i]);
        }
        weights = [.. kept];

        void Add(string name, ParameterPrior prior)
        {
            index.Add(name, beliefs.Count);
            beliefs.Add(prior);
        }
    }

    private const string ContextName = "(context)";
    private const string ShamName = "sham";
    private const string PlaceboName = "placebo";
    private const string MeanName = "(mean interaction)";

    /// <summary>Fits a model.</summary>
    /// <param name="vocabulary">What the components are.</param>
    /// <param name="trials">The trials, whose treatments are sets of components (<see cref="TrialLibrary.Select"/>).</param>
    /// <param name="priors">What is believed before.</param>
    /// <param name="structure">How effects of treatments given together make up the whole.</param>
    /// <param name="hasInteractions">Whether pairs have effects of their own.</param>
    /// <exception cref="ArgumentException">There is no trial.</exception>
    /// <exception cref="KeyNotFoundException">A component is not in the vocabulary.</exception>
    public static EvidenceFit Fit(Vocabulary vocabulary, IReadOnlyList<TrialContrasts> trials, EvidencePriors priors, EffectStructure structure, bool hasInteractions = false) =>
        Fit(vocabulary, trials, priors, structure, hasInteractions, 1);

    internal static EvidenceFit Fit(Vocabulary vocabulary, IReadOnlyList<TrialContrasts> trials, EvidencePriors priors, EffectStructure structure, bool hasInteractions, double fineness) =>
        trials.Count > 0 ? new(vocabulary, trials, priors, structure, hasInteractions, fineness) : throw new ArgumentException("A model needs a trial.", nameof(trials));

    /// <summary>How effects make up the whole.</summary>
    public EffectStructure Structure { get; }

    /// <summary>Whether pairs have effects of their own.</summary>
    public bool HasInteractions { get; }

    /// <summary>The trials.</summary>
    public IReadOnlyList<TrialContrasts> Trials { get; }

    /// <summary>The log marginal likelihood: how well the model, with its priors, foretold the data. Comparable between models of the same trials.</summary>
    public double LogMarginalLikelihood => quadrature.LogIntegral;

    /// <summary>How far the log marginal likelihoods of the quadrature's two lattices are apart; the error of both together is much smaller.</summary>
    public double QuadratureDifference => quadrature.Difference;

    /// <summary>How many nodes the quadrature has.</summary>
    public int Nodes => quadrature.Nodes.Count;

    /// <summary>Active components that a contrast speaks of, in ordinal order.</summary>
    public IReadOnlyList<string> Components { get; }

    /// <summary>Active components that some arm holds but no contrast speaks of: there is no estimate.</summary>
    public IReadOnlyList<string> NoEstimate { get; }

    /// <summary>Pairs that a contrast speaks of, written <c>a*b</c>.</summary>
    public IReadOnlyList<string> Interactions { get; }

    /// <summary>τ: how much true effects differ between studies.</summary>
    public ScaleSummary BetweenStudies => Summary(Tau);

    /// <summary>σᵤ: how much specific effects differ inside a family.</summary>
    public ScaleSummary SpecificSd => Summary(SpecificScale);

    /// <summary>How much interactions differ between pairs; <see langword="null"/> without interactions.</summary>
    public ScaleSummary? InteractionSd => HasInteractions ? Summary(InteractionScale) : null;

    /// <summary>κ: what being treated at all does; <see langword="null"/> in the additive models.</summary>
    public Mixture? Context => Parameter(ContextName);

    /// <summary>What usual care does.</summary>
    public Mixture UsualCare => Parameter(Component.UsualCare)!;

    /// <summary>What sham does; <see langword="null"/> in the context-once models, where it is κ.</summary>
    public Mixture? Sham => Parameter(ShamName);

    /// <summary>What placebo does; <see langword="null"/> in the context-once models, where it is κ.</summary>
    public Mixture? Placebo => Parameter(PlaceboName);

    /// <summary>μ_γ: what a pair does on average beyond its parts; <see langword="null"/> without interactions.</summary>
    public Mixture? MeanInteraction => Parameter(MeanName);

    /// <summary>What is specific to a component.</summary>
    /// <returns>Its posterior, or <see langword="null"/> where no contrast speaks of it.</returns>
    public Mixture? Specific(string component)
    {
        if (!Components.Contains(component)) { return null; }
        var c = new double[index.Count];
        c[index[component]] = 1;
        c[index[Family(component)]] = 1;
        return Of(c, 0, false);
    }

    /// <summary>The effect of a pair beyond its parts.</summary>
    /// <returns>Its posterior, or <see langword="null"/> where no contrast speaks of it.</returns>
    public Mixture? Interaction(string pair)
    {
        if (!Interactions.Contains(pair)) { return null; }
        var c = new double[index.Count];
        c[index[pair]] = 1;
        c[index[MeanName]] = 1;
        return Of(c, 0, false);
    }

    /// <summary>What a set of components does against another.</summary>
    /// <param name="set">Codes joined with <c>+</c>; <c>no_treatment</c> for nothing.</param>
    /// <param name="comparator">The other set.</param>
    /// <param name="isPrediction">Whether for a new study (τ counts) rather than for the mean of studies.</param>
    /// <returns>The posterior, or <see langword="null"/> when no contrast speaks of one of the components. Pairs that no trial held have the mean interaction and its spread.</returns>
    public Mixture? Effect(string set, string comparator = Component.NoTreatment, bool isPrediction = false)
    {
        var c = new double[index.Count];
        var untested = Add(c, set, 1) + Add(c, comparator, -1);
        return untested is { } pairs ? Of(c, pairs, isPrediction) : null;
    }

    /// <summary>Adds a set to a functional.</summary>
    /// <returns>How many of its pairs no trial held, or <see langword="null"/> when a component has no estimate.</returns>
    private int? Add(double[] c, string set, double sign)
    {
        var active = Active(set);
        if (active.Any(code => !Components.Contains(code))) { return null; }
        foreach (var part in Code(set)) { c[part.Key] += sign * part.Value; }
        if (!HasInteractions) { return 0; }
        var untested = 0;
        for (var i = 0; i < active.Count; i++)
        {
            for (var j = i + 1; j < active.Count; j++)
            {
                if (index.ContainsKey(ComponentNetworkMetaAnalysis.Interaction(active[i], active[j]))) { continue; }
                c[index[MeanName]] += sign;
                untested++;
            }
        }
        return untested;
    }

    private Mixture? Parameter(string name)
    {
        if (!index.TryGetValue(name, out var at)) { return null; }
        var c = new double[index.Count];
        c[at] = 1;
        return Of(c, 0, false);
    }

    private Mixture Of(double[] c, int untestedPairs, bool isPrediction)
    {
        double[] means = new double[nodes.Count], variances = new double[nodes.Count], work = new double[c.Length];
        for (var i = 0; i < means.Length; i++)
        {
            var psi = nodes[i].Psi;
            means[i] = nodes[i].Of(c, work, out variances[i]);
            if (untestedPairs > 0) { variances[i] += untestedPairs * psi[InteractionScale] * psi[InteractionScale]; }
            if (isPrediction) { variances[i] += psi[Tau] * psi[Tau]; }
        }
        return new((double[])weights.Clone(), means, variances);
    }

    /// <summary>Moments and quantiles of one standard deviation from its marginal density over t, ψ = a sinh t.</summary>
    /// <remarks>
    /// Its logarithm is smooth and even, so that eight points interpolate it. The lattice sums themselves would not do: ψ is an odd function of t, and the trapezoidal rule has
    /// an error at zero for it.
    /// </remarks>
    private ScaleSummary Summary(int unknown)
    {
        var half = quadrature.Steps[unknown] / 2;
        var resolution = quadrature.Resolutions[unknown];
        var furthest = 0;
        foreach (var node in quadrature.Nodes) { furthest = Math.Max(furthest, Place(node)); }
        var logs = new double[furthest + Reach + 1];
        for (var i = 0; i < quadrature.Nodes.Count; i++) { logs[Place(quadrature.Nodes[i])] += quadrature.Weights[i]; }
        // Zero carries half a weight on its lattice.
        logs[0] *= 2;
        for (var j = 0; j <= furthest; j++) { logs[j] = Math.Log(Math.Max(logs[j], double.Epsilon)); }
        for (var j = furthest + 1; j < logs.Length; j++) { logs[j] = (3 * logs[j - 1]) - (3 * logs[j - 2]) + logs[Math.Abs(j - 3)]; }
        var cumulative = new double[furthest + 2];
        double mean = 0, square = 0;
        for (var j = 0; j <= furthest; j++)
        {
            cumulative[j + 1] = cumulative[j] + Integrate(j, 1, 0);
            mean += Integrate(j, 1, 1);
            square += Integrate(j, 1, 2);
        }
        var total = cumulative[^1];
        mean /= total;
        return new(mean, Math.Sqrt(Math.Max(0, (square / total) - (mean * mean))), Quantile(0.025), Quantile(0.975));

        int Place(HierarchicalModel.Node node) => (int)Math.Round(Math.Asinh(node.Psi[unknown] / resolution) / half);

        double Log(double x)
        {
            var first = (int)Math.Floor(x) - (Reach - 1);
            var sum = 0.0;
            for (var i = first; i < first + (2 * Reach); i++)
            {
                var factor = 1.0;
                for (var k = first; k < first + (2 * Reach); k++)
                {
                    if (k != i) { factor *= (x - k) / (i - k); }
                }
                sum += factor * logs[Math.Min(Math.Abs(i), logs.Length - 1)];
            }
            return sum;
        }

        // Gauss-Legendre, five points, over the first part of a cell.
        double Integrate(int cell, double part, int power)
        {
            var sum = 0.0;
            for (var k = 0; k < Points.Length; k++)
            {
                var x = cell + (part * Points[k]);
                sum += Shares[k] * part * Math.Exp(Log(x)) * Math.Pow(resolution * Math.Sinh(half * x), power);
            }
            return sum;
        }

        double Quantile(double p)
        {
            var cell = 0;
            while (cell < furthest && cumulative[cell + 1] < p * total) { cell++; }
            double low = 0, high = 1;
            for (var step = 0; step < 40; step++)
            {
                var middle = (low + high) / 2;
                if (cumulative[cell] + Integrate(cell, middle, 0) < p * total) { low = middle; } else { high = middle; }
            }
            return resolution * Math.Sinh(half * (cell + low));
        }
    }

    /// <summary>Half the number of points that an interpolation uses.</summary>
    private const int Reach = 4;

    private static readonly double[] Points = [0.046910077030668, 0.230765344947158, 0.5, 0.769234655052842, 0.953089922969332];

    private static readonly double[] Shares = [0.118463442528095, 0.239314335249683, 0.284444444444444, 0.239314335249683, 0.118463442528095];

    private string Family(string code) => $"({vocabulary.Find(code)!.Family})";

    private List<string> Active(string set)
    {
        var active = new List<string>();
        foreach (var code in set.Split('+'))
        {
            var component = vocabulary.Find(code) ?? throw new KeyNotFoundException($"There is no component '{code}'.");
            if (component.Role is ComponentRole.Active or ComponentRole.OutOfScope) { active.Add(code); }
        }
        active.Sort(StringComparer.Ordinal);
        return active;
    }

    private List<KeyValuePair<int, double>> Code(string set)
    {
        var code = new List<KeyValuePair<int, double>>();
        var active = Active(set);
        var parts = set.Split('+');
        if (Structure == EffectStructure.ContextOnce && (active.Count > 0 || parts.Contains(ShamName) || parts.Contains(PlaceboName))) { Put(ContextName); }
        foreach (var part in parts)
        {
            if (part == Component.UsualCare || (Structure == EffectStructure.Additive && part is (ShamName or PlaceboName))) { Put(part); }
        }
        for (var i = 0; i < active.Count; i++)
        {
            Put(active[i]);
            Put(Family(active[i]));
            if (!HasInteractions) { continue; }
            for (var j = i + 1; j < active.Count; j++)
            {
                var pair = ComponentNetworkMetaAnalysis.Interaction(active[i], active[j]);
                if (!index.ContainsKey(pair)) { continue; }
                Put(pair);
                Put(MeanName);
            }
        }
        return code;

        void Put(string name)
        {
            if (index.TryGetValue(name, out var at)) { code.Add(new(at, 1)); }
        }
    }
}

/// <summary>The four models of the same trials, weighted by how well each foretold them.</summary>
public sealed class EvidenceAverage
{
    private EvidenceAverage(IReadOnlyList<EvidenceFit> fits)
    {
        Fits = fits;
        var best = fits.Max(fit => fit.LogMarginalLikelihood);
        var shares = fits.Select(fit => Math.Exp(fit.LogMarginalLikelihood - best)).ToArray();
        Weights = [.. shares.Select(share => share / shares.Sum())];
    }

    /// <summary>Fits the four models: additive and context-once, each without and with interactions.</summary>
    /// <inheritdoc cref="EvidenceFit.Fit(Vocabulary, IReadOnlyList{TrialContrasts}, EvidencePriors, EffectStructure, bool)"/>
    public static EvidenceAverage Fit(Vocabulary vocabulary, IReadOnlyList<TrialContrasts> trials, EvidencePriors priors) => new(
    [
        EvidenceFit.Fit(vocabulary, trials, priors, EffectStructure.Additive),
        EvidenceFit.Fit(vocabulary, trials, priors, EffectStructure.ContextOnce),
        EvidenceFit.Fit(vocabulary, trials, priors, EffectStructure.Additive, true),
        EvidenceFit.Fit(vocabulary, trials, priors, EffectStructure.ContextOnce, true),
    ]);

    /// <summary>The models: additive, context-once, then both with interactions.</summary>
    public IReadOnlyList<EvidenceFit> Fits { get; }

    /// <summary>Their posterior probabilities from equal prior ones; they sum to 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>What a set of components does against another, over all four models.</summary>
    /// <inheritdoc cref="EvidenceFit.Effect(string, string, bool)"/>
    public Mixture? Effect(string set, string comparator = Component.NoTreatment, bool isPrediction = false)
    {
        var parts = new List<KeyValuePair<double, Mixture>>();
        for (var i = 0; i < Fits.Count; i++)
        {
            if (Fits[i].Effect(set, comparator, isPrediction) is not { } part) { return null; }
            parts.Add(new(Weights[i], part));
        }
        return Mixture.Average(parts);
    }
}
