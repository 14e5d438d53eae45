namespace Facet.Evidence;

/// <summary>A design: the set of treatments that some trials compare with one another, and how far those trials disagree.</summary>
/// <param name="Treatments">The treatments, in ordinal order.</param>
/// <param name="Studies">How many trials have exactly these arms.</param>
/// <param name="Within">Disagreement among these trials.</param>
public sealed record DesignHeterogeneity(IReadOnlyList<string> Treatments, int Studies, QStatistic Within);

/// <summary>What trials that compare two treatments say of them beside what the rest of the network says.</summary>
/// <param name="Treatment">One treatment.</param>
/// <param name="Comparator">The other; estimates are treatment minus comparator.</param>
/// <param name="Direct">From the trials that hold both.</param>
/// <param name="Indirect">From all other trials; <see langword="null"/> where they do not connect the two.</param>
/// <param name="Difference">Direct minus indirect.</param>
public sealed record NodeSplit(string Treatment, string Comparator, Estimate Direct, Estimate? Indirect, Estimate? Difference);

/// <summary>Network meta-analysis: every treatment against every other, from all trials at once.</summary>
/// <remarks>
/// Rücker 2012 (doi:10.1002/jrsm.1058), with the full covariance of trials with several arms. Every distinct treatment has one parameter; the network may
/// fall apart into pieces, then differences across pieces are not estimable and are <see langword="null"/>, never a number.
/// </remarks>
public sealed class NetworkMetaAnalysis
{
    private readonly Dictionary<string, int> index;
    private readonly ContrastRows rows;
    private readonly Estimability estimability;
    private readonly LeastSquares common;
    private readonly Lazy<double> betweenStudyVariance;
    private readonly Lazy<LeastSquares> random;
    private readonly Lazy<PairTable> commonTable;
    private readonly Lazy<PairTable> randomTable;

    private NetworkMetaAnalysis(Network network, string reference, double? tau2, TauEstimator estimator)
    {
        (Network, Reference) = (network, reference);
        index = [];
        foreach (var treatment in network.Treatments)
        {
            if (treatment != reference) { index[treatment] = index.Count; }
        }
        rows = new(network.Trials, index.Count, Code);
        estimability = new(rows);
        common = new(rows, estimability, 0);
        // A fit that is asked for Q alone, as those of single designs are, never gets to the rest.
        betweenStudyVariance = new(() => tau2 ?? LeastSquares.Heterogeneity(rows, estimability, common, estimator));
        random = new(() => BetweenStudyVariance > 0 ? new(rows, estimability, BetweenStudyVariance) : common);
        commonTable = new(() => common.League([.. Network.Treatments.Select(Code)]));
        randomTable = new(() => random.Value.League([.. Network.Treatments.Select(Code)]));
    }

    /// <summary>Fits a network.</summary>
    /// <param name="network">The trials.</param>
    /// <param name="reference">The treatment that others are set against; the first in ordinal order when <see langword="null"/>. It changes no relative effect.</param>
    /// <param name="estimator">How τ² is estimated.</param>
    /// <exception cref="ArgumentException">No trial holds <paramref name="reference"/>.</exception>
    public static NetworkMetaAnalysis Fit(Network network, string? reference = null, TauEstimator estimator = TauEstimator.DerSimonianLaird) =>
        new(network, Known(network, reference), null, estimator);

    private static string Known(Network network, string? reference) => reference is null ? network.Treatments[0]
        : network.Treatments.Contains(reference) ? reference : throw new ArgumentException($"No trial holds '{reference}'.", nameof(reference));

    /// <summary>The trials.</summary>
    public Network Network { get; }

    /// <summary>The treatment that others are set against.</summary>
    public string Reference { get; }

    /// <summary>τ², the variance of true effects between studies, in squared units of the contrasts; ≥ 0.</summary>
    public double BetweenStudyVariance => betweenStudyVariance.Value;

    /// <summary>Q of the whole network under common effects: heterogeneity and inconsistency together.</summary>
    public QStatistic Total => new(common.Q, common.Degrees);

    /// <summary>The restricted log likelihood at τ².</summary>
    internal double RestrictedLogLikelihood => random.Value.RestrictedLogLikelihood;

    /// <summary>A fit at a given τ².</summary>
    internal static NetworkMetaAnalysis At(Network network, string reference, double tau2) => new(network, reference, tau2, TauEstimator.DerSimonianLaird);

    internal double RestrictedLogLikelihoodAt(double tau2) => new LeastSquares(rows, estimability, tau2).RestrictedLogLikelihood;

    /// <summary>The effect of a treatment minus that of a comparator.</summary>
    /// <param name="treatment">One treatment.</param>
    /// <param name="comparator">The other.</param>
    /// <param name="isRandom">Whether τ² counts (random effects) or not (common effect).</param>
    /// <returns>The difference, or <see langword="null"/> when no path of trials connects the two.</returns>
    /// <exception cref="KeyNotFoundException">A treatment is not in the network.</exception>
    public Estimate? Difference(string treatment, string comparator, bool isRandom = true)
    {
        var c = new double[index.Count];
        foreach (var part in Code(treatment)) { c[part.Key] += part.Value; }
        foreach (var part in Code(comparator)) { c[part.Key] -= part.Value; }
        return (isRandom ? random.Value : common).Estimate(c);
    }

    /// <summary>Every treatment against every other: entry [i, j] is treatment i minus treatment j, in the order of the network's treatments.</summary>
    /// <returns>t × t; <see langword="null"/> where no path connects a pair; the diagonal is <see langword="null"/>.</returns>
    public Estimate?[,] League(bool isRandom = true) => Table(isRandom).Differences();

    /// <summary>P-scores: how certain it is, on average over the others, that a treatment is better than another, 0–1 (Rücker and Schwarzer 2015, doi:10.1186/s12874-015-0060-8).</summary>
    /// <param name="smallIsGood">Whether a smaller value is better for the patient.</param>
    /// <param name="isRandom">Whether τ² counts.</param>
    /// <returns>A score a treatment in the network's order, each over the treatments it is connected with; <see langword="null"/> for one without any.</returns>
    public IReadOnlyList<double?> PScores(bool smallIsGood = true, bool isRandom = true) => Table(isRandom).PScores(smallIsGood);

    private PairTable Table(bool isRandom) => isRandom ? randomTable.Value : commonTable.Value;

    /// <summary>The designs, each with the disagreement of its own trials (Krahn et al. 2013, doi:10.1186/1471-2288-13-35).</summary>
    public IReadOnlyList<DesignHeterogeneity> Designs() =>
        [.. ByDesign().OrderBy(design => design.Key, StringComparer.Ordinal).Select(design => new DesignHeterogeneity(design.Key.Split('\n'), design.Value.Count, Within(design.Value)))];

    /// <summary>Disagreement among trials of the same design, summed.</summary>
    public QStatistic WithinDesigns()
    {
        var sum = new QStatistic(0, 0);
        foreach (var trials in ByDesign().Values)
        {
            var within = Within(trials);
            sum = new(sum.Q + within.Q, sum.Degrees + within.Degrees);
        }
        return sum;
    }

    private Dictionary<string, List<TrialContrasts>> ByDesign()
    {
        var found = new Dictionary<string, List<TrialContrasts>>(StringComparer.Ordinal);
        foreach (var trial in Network.Trials)
        {
            string[] arms = [.. trial.Arms];
            Array.Sort(arms, StringComparer.Ordinal);
            var key = string.Join('\n', arms);
            if (!found.TryGetValue(key, out var trials)) { found[key] = trials = []; }
            trials.Add(trial);
        }
        return found;
    }

    private static QStatistic Within(List<TrialContrasts> trials) =>
        trials.Count == 1 ? new(0, 0) : new NetworkMetaAnalysis(new(trials), trials[0].Arms[0], 0, TauEstimator.DerSimonianLaird).Total;

    /// <summary>Disagreement between designs: inconsistency of the network.</summary>
    public QStatistic BetweenDesigns()
    {
        var within = WithinDesigns();
        return new(Math.Max(0, Total.Q - within.Q), Total.Degrees - within.Degrees);
    }

    /// <summary>Direct and indirect evidence for every pair that a trial compares.</summary>
    /// <remarks>
    /// All trials that hold both treatments are direct; the indirect estimate is that of the network without them (separation by design, Efthimiou et al. 2019,
    /// doi:10.1002/sim.8158), at the whole network's τ². With trials of two arms alone, the network's estimate is the inverse-variance mean of the two.
    /// </remarks>
    public IReadOnlyList<NodeSplit> NodeSplits()
    {
        var splits = new List<NodeSplit>();
        for (var i = 0; i < Network.Treatments.Count; i++)
        {
            for (var j = i + 1; j < Network.Treatments.Count; j++)
            {
                var (a, b) = (Network.Treatments[i], Network.Treatments[j]);
                var both = Network.Trials.Where(trial => trial.Arms.Contains(a) && trial.Arms.Contains(b)).ToList();
                if (both.Count == 0) { continue; }
                var direct = Fixed([.. both.Select(trial => Only(trial, a, b))], b).Difference(a, b)!.Value;
                var rest = Network.Trials.Except(both).ToList();
                var indirect = rest.Any(trial => trial.Arms.Contains(a)) && rest.Any(trial => trial.Arms.Contains(b)) ? Fixed(rest, b).Difference(a, b) : null;
                splits.Add(new(a, b, direct, indirect, indirect is { } other ? new Estimate(direct.Value - other.Value, double.Hypot(direct.StandardError, other.StandardError)) : null));
            }
        }
        return splits;

        NetworkMetaAnalysis Fixed(IReadOnlyList<TrialContrasts> trials, string reference) => new(new(trials), reference, BetweenStudyVariance, TauEstimator.DerSimonianLaird);
    }

    /// <summary>A trial's difference between two of its arms alone.</summary>
    private static TrialContrasts Only(TrialContrasts trial, string a, string b)
    {
        var difference = trial.Between(a, b);
        return new(trial.Study, [b, a], [difference.Value], [difference.StandardError * difference.StandardError]);
    }

    private KeyValuePair<int, double>[] Code(string treatment) => treatment == Reference ? [] : [new(index[treatment], 1)];
}
