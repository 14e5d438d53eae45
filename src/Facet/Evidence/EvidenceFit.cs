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
    private readonly Vocabulary vocabulary;
    private readonly Dictionary<string, int> index;
    private readonly LatticeQuadrature.Result? lattice;
    private readonly int nodeCount;
    private readonly List<HierarchicalModel.Node> nodes = [];
    private readonly double[] weights;
    private readonly bool[] informed;
    private readonly int specificScale;
    private readonly int interactionScale;
    private readonly double waning;

    private EvidenceFit(Vocabulary vocabulary, IReadOnlyList<WindowTrials> parts, EvidencePriors priors, EffectStructure structure, bool hasInteractions, double fineness, bool isApproximate = false, double waning = 0)
    {
        (this.vocabulary, Structure, HasInteractions, Parts, this.waning) = (vocabulary, structure, hasInteractions, parts, waning);
        index = new(StringComparer.Ordinal);
        var beliefs = new List<ParameterPrior>();
        var actives = new SortedSet<string>(StringComparer.Ordinal);
        var pairs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var arm in parts.SelectMany(part => part.Trials).SelectMany(trial => trial.Arms))
        {
            var active = Active(arm);
            actives.UnionWith(active);
            for (var i = 0; i < active.Count; i++)
            {
                for (var j = i + 1; j < active.Count; j++) { pairs.Add(ComponentNetworkMetaAnalysis.Interaction(active[i], active[j])); }
            }
        }
        // ψ: a τ for each window, σᵤ, the drift where windows are linked, the spread of interactions.
        specificScale = parts.Count;
        interactionScale = parts.Count + (IsLinked ? 2 : 1);
        foreach (var code in actives)
        {
            Add(code, new(0, 1, specificScale));
            for (var window = 1; window < parts.Count; window++) { Add(At(code, window), new(0, 1, specificScale + 1)); }
        }
        foreach (var family in actives.Select(Family).Distinct().Order(StringComparer.Ordinal)) { Add(family, new(priors.Family.Mean, priors.Family.Sd)); }
        for (var window = 0; window < parts.Count; window++)
        {
            Add(At(Component.UsualCare, window), new(priors.UsualCare.Mean, priors.UsualCare.Sd));
            foreach (var name in structure == EffectStructure.ContextOnce ? (string[])[ContextName] : [ShamName, PlaceboName]) { Add(At(name, window), new(priors.Context.Mean, priors.Context.Sd)); }
        }
        if (hasInteractions)
        {
            Add(MeanName, new(priors.InteractionMean.Mean, priors.InteractionMean.Sd));
            foreach (var pair in pairs) { Add(pair, new(0, 1, interactionScale)); }
        }
        var rows = new List<ContrastRows>();
        informed = new bool[index.Count];
        for (var window = 0; window < parts.Count; window++)
        {
            var at = window;
            rows.Add(new(parts[window].Trials, index.Count, set => Code(set, at)));
            var told = rows[window].Informed();
            for (var i = 0; i < told.Length; i++) { informed[i] |= told[i]; }
        }
        Components = [.. actives.Where(code => informed[index[code]])];
        NoEstimate = [.. actives.Where(code => !informed[index[code]])];
        Interactions = hasInteractions ? [.. pairs.Where(pair => informed[index[pair]])] : [];
        List<double> scales = [.. Enumerable.Repeat(priors.BetweenStudies, parts.Count), priors.Specific];
        if (IsLinked) { scales.Add(priors.Drift); }
        if (hasInteractions) { scales.Add(priors.Interaction); }
        var model = Model = new HierarchicalModel(rows, beliefs, scales);
        IReadOnlyList<HierarchicalModel.Node> found;
        double[] shares;
        if (IsLinked || isApproximate)
        {
            var design = CompositeDesign.Integrate(model);
            (found, shares, LogMarginalLikelihood) = (design.Nodes, design.Weights, design.LogIntegral);
        }
        else
        {
            lattice = LatticeQuadrature.Integrate(model, fineness);
            (found, shares, LogMarginalLikelihood) = (lattice.Nodes, lattice.Weights, lattice.LogIntegral);
        }
        nodeCount = found.Count;
        var kept = new List<double>();
        for (var i = 0; i < found.Count; i++)
        {
            if (shares[i] < Negligible) { continue; }
            nodes.Add(found[i]);
            kept.Add(shares[i]);
        }
        weights = [.. kept];

        void Add(string name, ParameterPrior prior)
        {
            index.Add(name, beliefs.Count);
            beliefs.Add(prior);
        }
    }

    /// <summary>A name in one of several windows; the first goes without a mark.</summary>
    private static string At(string name, int window) => window == 0 ? name : $"{name}@{window}";

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
        new(vocabulary, [new(TimeWindow.Early, trials)], priors, structure, hasInteractions, fineness);

    /// <summary>One window by the quadrature of linked ones, to see how far that errs.</summary>
    internal static EvidenceFit FitApproximately(Vocabulary vocabulary, IReadOnlyList<TrialContrasts> trials, EvidencePriors priors, EffectStructure structure, bool hasInteractions) =>
        new(vocabulary, [new(TimeWindow.Early, trials)], priors, structure, hasInteractions, 1, true);

    /// <summary>Fits a model to several windows at once: a component's specific effect walks at random from each to the next, so that they inform each other.</summary>
    /// <param name="vocabulary">What the components are.</param>
    /// <param name="parts">The windows with their trials, from early to late, two or more. τ, κ, usual care, sham and placebo are each window's own; interactions are common to all.</param>
    /// <param name="priors">What is believed before.</param>
    /// <param name="structure">How effects of treatments given together make up the whole.</param>
    /// <param name="hasInteractions">Whether pairs have effects of their own.</param>
    /// <remarks>With six and more unknown standard deviations the quadrature is a central composite design (<see cref="CompositeDesign"/>), which is approximate.</remarks>
    /// <exception cref="ArgumentException">There are fewer than two windows, or one has no trial.</exception>
    public static EvidenceFit FitLinked(Vocabulary vocabulary, IReadOnlyList<WindowTrials> parts, EvidencePriors priors, EffectStructure structure, bool hasInteractions = false) =>
        parts.Count > 1 ? new(vocabulary, parts, priors, structure, hasInteractions, 1) : throw new ArgumentException("Two windows or more can be linked.", nameof(parts));

    internal static EvidenceFit Fit(Vocabulary vocabulary, IReadOnlyList<WindowTrials> parts, EvidencePriors priors, EffectStructure structure, bool hasInteractions) =>
        parts.Count > 0 && parts.All(part => part.Trials.Count > 0) ? new(vocabulary, parts, priors, structure, hasInteractions, 1) : throw new ArgumentException("A model needs a trial.", nameof(parts));

    /// <summary>The same model with effects that wane: k treatments together are worth k^−α of the sum of their specific effects. For comparison with trials alone (docs/decisions/waning.md); nothing else uses it.</summary>
    /// <param name="vocabulary">What the components are.</param>
    /// <param name="parts">The windows with their trials.</param>
    /// <param name="priors">What is believed before.</param>
    /// <param name="structure">How effects of treatments given together make up the whole, but for the waning.</param>
    /// <param name="alpha">α: 0 is addition; at 1 k treatments are worth the mean of their effects.</param>
    internal static EvidenceFit FitWaning(Vocabulary vocabulary, IReadOnlyList<WindowTrials> parts, EvidencePriors priors, EffectStructure structure, double alpha) => new(vocabulary, parts, priors, structure, false, 1, false, alpha);

    /// <summary>How effects make up the whole.</summary>
    public EffectStructure Structure { get; }

    /// <summary>Whether pairs have effects of their own.</summary>
    public bool HasInteractions { get; }

    /// <summary>The windows with their trials; one where the window stands for itself.</summary>
    public IReadOnlyList<WindowTrials> Parts { get; }

    /// <summary>Whether several windows inform each other.</summary>
    public bool IsLinked => Parts.Count > 1;

    /// <summary>The model behind the fit, for those who integrate it in another way.</summary>
    internal HierarchicalModel Model { get; }

    /// <summary>The log marginal likelihood: how well the model, with its priors, foretold the data. Comparable between models of the same trials.</summary>
    public double LogMarginalLikelihood { get; }

    /// <summary>How far the log marginal likelihoods of the quadrature's two lattices are apart, the error of both together being much smaller; <see langword="null"/> for linked windows.</summary>
    public double? QuadratureDifference => lattice?.Difference;

    /// <summary>How many nodes the quadrature has.</summary>
    public int Nodes => nodeCount;

    /// <summary>Active components that a contrast speaks of, in ordinal order.</summary>
    public IReadOnlyList<string> Components { get; }

    /// <summary>Active components that some arm holds but no contrast speaks of: there is no estimate.</summary>
    public IReadOnlyList<string> NoEstimate { get; }

    /// <summary>Pairs that a contrast speaks of, written <c>a*b</c>.</summary>
    public IReadOnlyList<string> Interactions { get; }

    /// <summary>σᵤ: how much specific effects differ inside a family.</summary>
    public ScaleSummary SpecificSd => Summary(specificScale);

    /// <summary>How far specific effects move from window to window; <see langword="null"/> for a window that stands for itself.</summary>
    public ScaleSummary? DriftSd => IsLinked ? Summary(specificScale + 1) : null;

    /// <summary>How much interactions differ between pairs; <see langword="null"/> without interactions.</summary>
    public ScaleSummary? InteractionSd => HasInteractions ? Summary(interactionScale) : null;

    /// <summary>μ_γ: what a pair does on average beyond its parts; <see langword="null"/> without interactions.</summary>
    public Mixture? MeanInteraction => Parameter(MeanName);

    /// <summary>τ: how much true effects differ between studies.</summary>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    public ScaleSummary BetweenStudies(int window = 0) => Summary(window);

    /// <summary>κ: what being treated at all does; <see langword="null"/> in the additive models.</summary>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    public Mixture? Context(int window = 0) => Parameter(At(ContextName, window));

    /// <summary>What usual care does.</summary>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    public Mixture UsualCare(int window = 0) => Parameter(At(Component.UsualCare, window))!;

    /// <summary>What sham does; <see langword="null"/> in the context-once models, where it is κ.</summary>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    public Mixture? Sham(int window = 0) => Parameter(At(ShamName, window));

    /// <summary>What placebo does; <see langword="null"/> in the context-once models, where it is κ.</summary>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    public Mixture? Placebo(int window = 0) => Parameter(At(PlaceboName, window));

    /// <summary>What is specific to a component.</summary>
    /// <param name="component">Its code.</param>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    /// <returns>Its posterior, or <see langword="null"/> where no contrast speaks of it.</returns>
    public Mixture? Specific(string component, int window = 0)
    {
        if (!Components.Contains(component)) { return null; }
        var c = new double[index.Count];
        Put(c, component, window);
        return Of(c, 0, -1);
    }

    /// <summary>The effect of a pair beyond its parts.</summary>
    /// <returns>Its posterior, or <see langword="null"/> where no contrast speaks of it.</returns>
    public Mixture? Interaction(string pair)
    {
        if (!Interactions.Contains(pair)) { return null; }
        var c = new double[index.Count];
        c[index[pair]] = 1;
        c[index[MeanName]] = 1;
        return Of(c, 0, -1);
    }

    /// <summary>Mean and covariance of several parameters together, over all nodes; one that the model lacks is zero.</summary>
    /// <param name="names">Parameters as <see cref="JointEffects.Names"/> has them, k.</param>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    /// <param name="mean">The means, k.</param>
    /// <returns>The covariance, k × k.</returns>
    internal double[] Moments(IReadOnlyList<string> names, int window, double[] mean)
    {
        var (k, p) = (names.Count, index.Count);
        var readers = new HierarchicalModel.Reader[k];
        for (var i = 0; i < k; i++) { readers[i] = new(Model, Functional(names[i], window)); }
        double[] second = new double[k * k], work = new double[k * p], at = new double[k], products = new double[k];
        for (var node = 0; node < nodes.Count; node++)
        {
            for (var i = 0; i < k; i++)
            {
                at[i] = readers[i].At(nodes[node], work.AsSpan(i * p, p));
                mean[i] += weights[node] * at[i];
            }
            for (var i = 0; i < k; i++)
            {
                Cholesky.Products(work.AsSpan(i * p, p), work, products.AsSpan(0, i + 1));
                for (var j = 0; j <= i; j++) { second[(i * k) + j] += weights[node] * (products[j] + (at[i] * at[j])); }
            }
        }
        var total = weights.Sum();
        for (var i = 0; i < k; i++) { mean[i] /= total; }
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j <= i; j++) { second[(i * k) + j] = second[(j * k) + i] = (second[(i * k) + j] / total) - (mean[i] * mean[j]); }
        }
        return second;
    }

    /// <summary>The functional of θ that is a parameter in a window, named as <see cref="JointEffects.Names"/> has it.</summary>
    internal double[] Functional(string name, int window)
    {
        var c = new double[index.Count];
        switch (name)
        {
            case JointEffects.Context:
                if (index.TryGetValue(At(ContextName, window), out var context)) { c[context] = 1; }
                break;
            case Component.UsualCare:
                c[index[At(name, window)]] = 1;
                break;
            default:
                Put(c, name, window);
                break;
        }
        return c;
    }

    /// <summary>The posterior mean of τ² in a window.</summary>
    internal double BetweenStudyVariance(int window)
    {
        double sum = 0, total = 0;
        for (var i = 0; i < nodes.Count; i++)
        {
            sum += weights[i] * nodes[i].Psi[window] * nodes[i].Psi[window];
            total += weights[i];
        }
        return sum / total;
    }

    /// <summary>What a set of components does against another.</summary>
    /// <param name="set">Codes joined with <c>+</c>; <c>no_treatment</c> for nothing.</param>
    /// <param name="comparator">The other set.</param>
    /// <param name="isPrediction">Whether for a new study (τ counts) rather than for the mean of studies.</param>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    /// <returns>The posterior, or <see langword="null"/> when no contrast speaks of one of the components. Pairs that no trial held have the mean interaction and its spread.</returns>
    /// <exception cref="KeyNotFoundException">A code is not in the vocabulary.</exception>
    public Mixture? Effect(string set, string comparator = Component.NoTreatment, bool isPrediction = false, int window = 0)
    {
        var c = new double[index.Count];
        var untested = new Dictionary<string, double>(StringComparer.Ordinal);
        if (!Add(c, untested, set, 1, window) || !Add(c, untested, comparator, -1, window)) { return null; }
        return Of(c, untested.Values.Sum(times => times * times), isPrediction ? window : -1);
    }

    /// <summary>Adds what each trial contributes to what is known of the effects of several sets.</summary>
    /// <param name="sets">The sets, each codes joined with <c>+</c>.</param>
    /// <param name="comparator">What they are set against.</param>
    /// <param name="window">Place of the window among <see cref="Parts"/>.</param>
    /// <param name="weight">What the model weighs.</param>
    /// <param name="shares">For each set an array a window, one entry a trial.</param>
    /// <param name="totals">For each set the whole, of which the trials' shares are parts.</param>
    /// <returns>Whether every set has an estimate.</returns>
    internal bool Contribute(IReadOnlyList<string> sets, string comparator, int window, double weight, IReadOnlyList<double[][]> shares, double[] totals)
    {
        var functionals = new List<double[]>();
        var untested = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            var c = new double[index.Count];
            if (!Add(c, untested, set, 1, window) || !Add(c, untested, comparator, -1, window)) { return false; }
            functionals.Add(c);
        }
        var all = weights.Sum();
        for (var i = 0; i < nodes.Count; i++) { nodes[i].Contribute(functionals, weight * weights[i] / all, shares, totals); }
        return true;
    }

    /// <summary>Adds a set to a functional, and its pairs that no trial held to those.</summary>
    /// <returns>Whether every component has an estimate.</returns>
    private bool Add(double[] c, Dictionary<string, double> untested, string set, double sign, int window)
    {
        var active = Active(set);
        foreach (var part in Code(set, window)) { c[part.Key] += sign * part.Value; }
        for (var i = 0; i < active.Count; i++)
        {
            if (!Components.Contains(active[i])) { return false; }
            for (var j = i + 1; HasInteractions && j < active.Count; j++)
            {
                var pair = ComponentNetworkMetaAnalysis.Interaction(active[i], active[j]);
                if (index.ContainsKey(pair)) { continue; }
                c[index[MeanName]] += sign;
                untested[pair] = untested.GetValueOrDefault(pair) + sign;
            }
        }
        return true;
    }

    /// <summary>Adds the specific effect of a component: family, own deviation, and the steps up to the window.</summary>
    private void Put(double[] c, string component, int window)
    {
        c[index[Family(component)]] += 1;
        for (var step = 0; step <= window; step++) { c[index[At(component, step)]] += 1; }
    }

    private Mixture? Parameter(string name)
    {
        if (!index.TryGetValue(name, out var at)) { return null; }
        var c = new double[index.Count];
        c[at] = 1;
        return Of(c, 0, -1);
    }

    /// <param name="c">The functional, p.</param>
    /// <param name="untested">Sum of squares of the factors of pairs that no trial held.</param>
    /// <param name="predicted">The window whose τ counts; −1 for none.</param>
    private Mixture Of(double[] c, double untested, int predicted)
    {
        double[] means = new double[nodes.Count], variances = new double[nodes.Count];
        var reader = new HierarchicalModel.Reader(Model, c);
        for (var i = 0; i < means.Length; i++)
        {
            var psi = nodes[i].Psi;
            means[i] = reader.At(nodes[i], out variances[i]);
            if (untested > 0) { variances[i] += untested * psi[interactionScale] * psi[interactionScale]; }
            if (predicted >= 0) { variances[i] += psi[predicted] * psi[predicted]; }
        }
        return new((double[])weights.Clone(), means, variances);
    }

    /// <summary>Moments and quantiles of one standard deviation from its marginal density over t, ψ = a sinh t.</summary>
    /// <remarks>
    /// Its logarithm is smooth and even, so that eight points interpolate it. The lattice sums themselves would not do: ψ is an odd function of t, and the trapezoidal rule has
    /// an error at zero for it.
    /// </remarks>
    private ScaleSummary Summary(int unknown) => Summary(unknown, double.NaN, out _);

    /// <summary>The posterior probability that τ is below a value; for a window that stands for itself.</summary>
    internal double BetweenStudiesBelow(double value)
    {
        Summary(0, value, out var below);
        return below;
    }

    /// <summary>The posterior probability that σᵤ is below a value; for a window that stands for itself.</summary>
    internal double SpecificSdBelow(double value)
    {
        Summary(specificScale, value, out var below);
        return below;
    }

    private ScaleSummary Summary(int unknown, double value, out double below)
    {
        below = double.NaN;
        if (lattice is not { } quadrature) { return LogNormal(unknown); }
        var half = quadrature.Steps[unknown] / 2;
        var resolution = quadrature.Resolutions[unknown];
        var furthest = 0;
        foreach (var node in quadrature.Nodes) { furthest = Math.Max(furthest, Place(node)); }
        var logs = new double[furthest + Reach + 1];
        for (var i = 0; i < quadrature.Nodes.Count; i++) { logs[Place(quadrature.Nodes[i])] += quadrature.Weights[i]; }
        // Zero carries half a weight on its lattice.
        logs[0] *= 2;
        var nearest = 0;
        while (logs[nearest] == 0) { nearest++; }
        for (var j = nearest; j <= furthest; j++) { logs[j] = Math.Log(logs[j]); }
        // Where the lattice has no points the density is below e⁻²⁴ of its top: a parabola is as good as anything, as long as it is smooth.
        for (var j = furthest + 1; j < logs.Length; j++) { logs[j] = (3 * logs[j - 1]) - (3 * logs[j - 2]) + logs[Math.Abs(j - 3)]; }
        for (var j = nearest - 1; j >= 0; j--) { logs[j] = (3 * logs[j + 1]) - (3 * logs[j + 2]) + logs[j + 3]; }
        var cumulative = new double[furthest + 2];
        double mean = 0, square = 0;
        for (var j = nearest; j <= furthest; j++)
        {
            cumulative[j + 1] = cumulative[j] + Integrate(j, 1, 0);
            mean += Integrate(j, 1, 1);
            square += Integrate(j, 1, 2);
        }
        var total = cumulative[^1];
        mean /= total;
        if (!double.IsNaN(value))
        {
            var x = Math.Asinh(value / resolution) / half;
            var cell = (int)Math.Min(x, furthest + 1);
            below = cell < nearest ? 0 : cell > furthest ? 1 : (cumulative[cell] + Integrate(cell, x - cell, 0)) / total;
        }
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
            var cell = nearest;
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

    /// <summary>A standard deviation whose logarithm is taken to be normal, with the mean and variance of the nodes.</summary>
    private ScaleSummary LogNormal(int unknown)
    {
        double mean = 0, square = 0;
        for (var i = 0; i < nodes.Count; i++)
        {
            var log = Math.Log(nodes[i].Psi[unknown]);
            mean += weights[i] * log;
            square += weights[i] * log * log;
        }
        var variance = Math.Max(0, square - (mean * mean));
        var centre = Math.Exp(mean + (variance / 2));
        var width = Distribution.Normal95 * Math.Sqrt(variance);
        return new(centre, centre * Math.Sqrt(Math.Exp(variance) - 1), Math.Exp(mean - width), Math.Exp(mean + width));
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

    private List<KeyValuePair<int, double>> Code(string set, int window)
    {
        var code = new List<KeyValuePair<int, double>>();
        var active = Active(set);
        var parts = set.Split('+');
        if (Structure == EffectStructure.ContextOnce && (active.Count > 0 || parts.Contains(ShamName) || parts.Contains(PlaceboName))) { Put(At(ContextName, window)); }
        foreach (var part in parts)
        {
            if (part == Component.UsualCare || (Structure == EffectStructure.Additive && part is ShamName or PlaceboName)) { Put(At(part, window)); }
        }
        var share = waning == 0 ? 1 : Math.Pow(active.Count, -waning);
        for (var i = 0; i < active.Count; i++)
        {
            for (var step = 0; step <= window; step++) { Put(At(active[i], step), share); }
            Put(Family(active[i]), share);
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

        void Put(string name, double factor = 1)
        {
            if (index.TryGetValue(name, out var at)) { code.Add(new(at, factor)); }
        }
    }
}

/// <summary>The trials of one time window.</summary>
/// <param name="Window">The window.</param>
/// <param name="Trials">Its trials; at least one.</param>
public sealed record WindowTrials(TimeWindow Window, IReadOnlyList<TrialContrasts> Trials)
{
    /// <summary>How many trials, or summaries, have an arm that holds a component.</summary>
    internal int Holding(string component, bool isSummary) => Trials.Count(trial => trial.IsSummary == isSummary && trial.Arms.Any(arm => arm.Split('+').Contains(component)));
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
    public static EvidenceAverage Fit(Vocabulary vocabulary, IReadOnlyList<TrialContrasts> trials, EvidencePriors priors) => Fit(vocabulary, [new WindowTrials(TimeWindow.Early, trials)], priors);

    /// <summary>Fits the four models to windows: one by itself, or several that inform each other.</summary>
    /// <inheritdoc cref="EvidenceFit.FitLinked"/>
    public static EvidenceAverage Fit(Vocabulary vocabulary, IReadOnlyList<WindowTrials> parts, EvidencePriors priors) => new(
    [
        EvidenceFit.Fit(vocabulary, parts, priors, EffectStructure.Additive, false),
        EvidenceFit.Fit(vocabulary, parts, priors, EffectStructure.ContextOnce, false),
        EvidenceFit.Fit(vocabulary, parts, priors, EffectStructure.Additive, true),
        EvidenceFit.Fit(vocabulary, parts, priors, EffectStructure.ContextOnce, true),
    ]);

    /// <summary>What the effect of a set rests on, over all models.</summary>
    /// <param name="set">Codes joined with <c>+</c>.</param>
    /// <param name="riskOfBias">A study's rating by its id.</param>
    /// <param name="comparator">The other set.</param>
    /// <param name="window">Place of the window among the fits' parts.</param>
    /// <returns>The basis, or <see langword="null"/> when there is no estimate.</returns>
    /// <exception cref="KeyNotFoundException">A code is not in the vocabulary.</exception>
    public EffectBasis? Basis(string set, Func<string, string> riskOfBias, string comparator = Component.NoTreatment, int window = 0) => Bases([set], riskOfBias, comparator, window) is [var only] ? only : null;

    /// <summary>The same for several sets in one pass; none when one of them has no estimate.</summary>
    internal IReadOnlyList<EffectBasis> Bases(IReadOnlyList<string> sets, Func<string, string> riskOfBias, string comparator, int window)
    {
        var parts = Fits[0].Parts;
        double[][][] shares = [.. sets.Select(_ => parts.Select(part => new double[part.Trials.Count]).ToArray())];
        var totals = new double[sets.Count];
        for (var fit = 0; fit < Fits.Count; fit++)
        {
            if (!Fits[fit].Contribute(sets, comparator, window, Weights[fit], shares, totals)) { return []; }
        }
        return [.. sets.Select((set, k) => EffectBasis.Of(set, parts[window].Window, parts.SelectMany((part, at) => part.Trials.Select((trial, i) => (trial, part.Window, shares[k][at][i] / totals[k]))), riskOfBias))];
    }

    /// <summary>Fits the two models without interactions, which planning uses.</summary>
    /// <param name="vocabulary">What the components are.</param>
    /// <param name="parts">The windows with their trials.</param>
    /// <param name="priors">What is believed before.</param>
    /// <param name="fitted">Called after each model.</param>
    internal static EvidenceAverage FitWithoutInteractions(Vocabulary vocabulary, IReadOnlyList<WindowTrials> parts, EvidencePriors priors, Action fitted)
    {
        return new([One(EffectStructure.Additive), One(EffectStructure.ContextOnce)]);

        EvidenceFit One(EffectStructure structure)
        {
            var fit = EvidenceFit.Fit(vocabulary, parts, priors, structure, false);
            fitted();
            return fit;
        }
    }

    /// <summary>Mean and covariance of all parameters over the models; these have no interactions.</summary>
    /// <param name="outcome">What was measured.</param>
    /// <param name="window">Place of the window among the fits' parts.</param>
    internal JointEffects Joint(Outcome outcome, int window)
    {
        List<string> names = [JointEffects.Context, Component.UsualCare, .. Fits[0].Components];
        var k = names.Count;
        double[] mean = new double[k], covariance = new double[k * k];
        var between = 0.0;
        var each = new List<double[]>();
        for (var fit = 0; fit < Fits.Count; fit++)
        {
            var own = new double[k];
            var spread = Fits[fit].Moments(names, window, own);
            for (var i = 0; i < covariance.Length; i++) { covariance[i] += Weights[fit] * spread[i]; }
            for (var i = 0; i < k; i++) { mean[i] += Weights[fit] * own[i]; }
            between += Weights[fit] * Fits[fit].BetweenStudyVariance(window);
            each.Add(own);
        }
        for (var fit = 0; fit < each.Count; fit++)
        {
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j < k; j++) { covariance[(i * k) + j] += Weights[fit] * (each[fit][i] - mean[i]) * (each[fit][j] - mean[j]); }
            }
        }
        return new(outcome, Fits[0].Parts[window].Window, names, mean, covariance, between, new Dictionary<string, ComponentEvidence>(StringComparer.Ordinal));
    }

    /// <summary>The models: additive, context-once, then both with interactions.</summary>
    public IReadOnlyList<EvidenceFit> Fits { get; }

    /// <summary>Their posterior probabilities from equal prior ones; they sum to 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>What a set of components does against another, over all four models.</summary>
    /// <inheritdoc cref="EvidenceFit.Effect"/>
    public Mixture? Effect(string set, string comparator = Component.NoTreatment, bool isPrediction = false, int window = 0)
    {
        var parts = new List<KeyValuePair<double, Mixture>>();
        for (var i = 0; i < Fits.Count; i++)
        {
            if (Fits[i].Effect(set, comparator, isPrediction, window) is not { } part) { return null; }
            parts.Add(new(Weights[i], part));
        }
        return Mixture.Average(parts);
    }
}
