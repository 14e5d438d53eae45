namespace Facet.Evidence;

/// <summary>Component network meta-analysis: the effect of a combination is the sum of the effects of its components, with extra terms for pairs that are asked for.</summary>
/// <remarks>
/// Rücker, Petropoulou and Schwarzer 2020 (doi:10.1002/bimj.201800167). In their letters X = BC: B (contrasts × treatments) says which arms a contrast compares, C (treatments × components) which
/// components a treatment holds; here each row of X is built from the two arms directly. τ² is that of this model, not of the network model. A network in pieces is legal: what
/// can be told is decided by the rank of X, not by connectedness.
/// </remarks>
public sealed class ComponentNetworkMetaAnalysis
{
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KeyValuePair<int, double>[]> codes;
    private readonly LeastSquares common;
    private readonly LeastSquares random;
    private readonly Lazy<PairTable> commonTable;
    private readonly Lazy<PairTable> randomTable;
    private readonly string separator;
    private readonly string? inactive;

    private ComponentNetworkMetaAnalysis(Network network, string? inactive, string separator, IReadOnlyList<IReadOnlyList<string>> interactions, TauEstimator estimator)
    {
        (Network, this.inactive, this.separator) = (network, inactive, separator);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var treatment in network.Treatments) { names.UnionWith(Parts(treatment)); }
        if (inactive is not null && !network.Treatments.Any(treatment => treatment.Split(separator).Any(part => part.Trim() == inactive))) { throw new ArgumentException($"No trial holds '{inactive}'.", nameof(inactive)); }
        Components = [.. names];
        foreach (var name in Components) { index[name] = index.Count; }
        var pairs = new List<string>();
        foreach (var pair in interactions)
        {
            if (pair is not [var a, var b] || a == b || !names.Contains(a) || !names.Contains(b)) { throw new ArgumentException("An interaction is a pair of components of the network.", nameof(interactions)); }
            var name = Interaction(a, b);
            if (index.TryAdd(name, index.Count)) { pairs.Add(name); }
        }
        Interactions = pairs;
        codes = network.Treatments.ToDictionary(treatment => treatment, Code, StringComparer.Ordinal);
        var rows = new ContrastRows(network.Trials, index.Count, treatment => codes[treatment]);
        var estimability = new Estimability(rows);
        common = new(rows, estimability, 0);
        BetweenStudyVariance = LeastSquares.Heterogeneity(rows, estimability, common, estimator);
        random = BetweenStudyVariance > 0 ? new(rows, estimability, BetweenStudyVariance) : common;
        Rank = estimability.Rank;
        Standard = NetworkMetaAnalysis.Fit(network, null, estimator);
        commonTable = new(() => common.League([.. network.Treatments.Select(treatment => codes[treatment])]));
        randomTable = new(() => random.League([.. network.Treatments.Select(treatment => codes[treatment])]));
    }

    /// <summary>Fits the component model.</summary>
    /// <param name="network">The trials; a treatment's name lists its components.</param>
    /// <param name="inactive">The component without an effect, such as a placebo; none when <see langword="null"/>.</param>
    /// <param name="separator">What stands between components.</param>
    /// <param name="interactions">Pairs of components with a term of their own; none by default.</param>
    /// <param name="estimator">How τ² is estimated.</param>
    /// <exception cref="ArgumentException">No trial holds <paramref name="inactive"/>, or an interaction names something that is not a component.</exception>
    public static ComponentNetworkMetaAnalysis Fit(
        Network network, string? inactive = null, string separator = "+", IReadOnlyList<IReadOnlyList<string>>? interactions = null, TauEstimator estimator = TauEstimator.DerSimonianLaird) =>
        new(network, inactive, separator, interactions ?? [], estimator);

    /// <summary>The trials.</summary>
    public Network Network { get; }

    /// <summary>The components, in ordinal order, without the inactive one.</summary>
    public IReadOnlyList<string> Components { get; }

    /// <summary>The pairs that have a term, written <c>a*b</c>.</summary>
    public IReadOnlyList<string> Interactions { get; }

    /// <summary>The rank of the design; less than the number of parameters when something cannot be told.</summary>
    public int Rank { get; }

    /// <summary>τ² of the component model, in squared units of the contrasts; ≥ 0.</summary>
    public double BetweenStudyVariance { get; }

    /// <summary>Q of the component model under common effects.</summary>
    public QStatistic Additive => new(common.Q, common.Degrees);

    /// <summary>The network model of the same trials.</summary>
    public NetworkMetaAnalysis Standard { get; }

    /// <summary>How much worse the component model fits than the network model: the test of additivity.</summary>
    public QStatistic DifferenceFromStandard => new(Math.Max(0, Additive.Q - Standard.Total.Q), Additive.Degrees - Standard.Total.Degrees);

    /// <summary>The name of a pair's term.</summary>
    public static string Interaction(string a, string b) => string.CompareOrdinal(a, b) < 0 ? $"{a}*{b}" : $"{b}*{a}";

    /// <summary>The effect that a component adds, or the term of a pair.</summary>
    /// <returns>The effect, or <see langword="null"/> when the trials cannot tell it.</returns>
    /// <exception cref="KeyNotFoundException">There is no such component or pair.</exception>
    public Estimate? Component(string name, bool isRandom = true)
    {
        var c = new double[index.Count];
        c[index[name]] = 1;
        return (isRandom ? random : common).Estimate(c);
    }

    /// <summary>The difference of two combinations, tested or not; an empty name is nothing at all.</summary>
    /// <returns>Combination minus comparator, or <see langword="null"/> when the trials cannot tell it.</returns>
    /// <exception cref="KeyNotFoundException">A component is not in the network.</exception>
    public Estimate? Combination(string combination, string comparator = "", bool isRandom = true)
    {
        var c = new double[index.Count];
        foreach (var part in Code(combination)) { c[part.Key] += part.Value; }
        foreach (var part in Code(comparator)) { c[part.Key] -= part.Value; }
        return (isRandom ? random : common).Estimate(c);
    }

    /// <summary>Every treatment of the network against every other as sums of their components: entry [i, j] is treatment i minus treatment j, in the order of the network's treatments.</summary>
    /// <returns>t × t; <see langword="null"/> where the trials cannot tell a pair; the diagonal is <see langword="null"/>.</returns>
    public Estimate?[,] League(bool isRandom = true) => (isRandom ? randomTable : commonTable).Value.Differences();

    /// <summary>P-scores of the network's treatments as sums of their components (Rücker and Schwarzer 2015, doi:10.1186/s12874-015-0060-8), 0–1.</summary>
    /// <param name="smallIsGood">Whether a smaller value is better for the patient.</param>
    /// <param name="isRandom">Whether τ² counts.</param>
    /// <returns>A score a treatment in the network's order, each over the treatments it can be compared with; <see langword="null"/> for one without any.</returns>
    public IReadOnlyList<double?> PScores(bool smallIsGood = true, bool isRandom = true) => (isRandom ? randomTable : commonTable).Value.PScores(smallIsGood);

    /// <summary>Components and pairs that the trials cannot tell, by name.</summary>
    public IReadOnlyList<string> NotEstimable => [.. Components.Concat(Interactions).Where(name => Component(name) is null)];

    private SortedSet<string> Parts(string treatment)
    {
        var parts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var part in treatment.Split(separator))
        {
            if (part.Trim() is { Length: > 0 } name && name != inactive) { parts.Add(name); }
        }
        return parts;
    }

    private KeyValuePair<int, double>[] Code(string treatment)
    {
        var code = new List<KeyValuePair<int, double>>();
        List<string> parts = [.. Parts(treatment)];
        for (var i = 0; i < parts.Count; i++)
        {
            code.Add(new(index[parts[i]], 1));
            for (var j = i + 1; j < parts.Count; j++)
            {
                if (index.TryGetValue(Interaction(parts[i], parts[j]), out var pair)) { code.Add(new(pair, 1)); }
            }
        }
        return [.. code];
    }
}
