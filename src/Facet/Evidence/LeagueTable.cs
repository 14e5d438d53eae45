namespace Facet.Evidence;

/// <summary>Two treatments of the league.</summary>
/// <param name="Treatment">One treatment.</param>
/// <param name="Comparator">The other; estimates are treatment minus comparator, points of 100, negative favours the treatment.</param>
/// <param name="Network">By the network model; <see langword="null"/> where no path of trials joins the two.</param>
/// <param name="Components">By the additive component model; <see langword="null"/> where its design cannot tell.</param>
/// <param name="DirectTrials">How many trials hold both.</param>
public sealed record LeaguePair(string Treatment, string Comparator, Estimate? Network, Estimate? Components, int DirectTrials);

/// <summary>Every treatment against every other, by the network model and by the additive component model of the same trials. Frequentist; τ² by REML.</summary>
public sealed class LeagueTable
{
    private readonly ComponentNetworkMetaAnalysis fit;
    private readonly Dictionary<(string, string), int> direct = [];

    private LeagueTable(ComponentNetworkMetaAnalysis fit)
    {
        this.fit = fit;
        Graph = NetworkGraph.Of(fit.Network);
        (WithinDesigns, BetweenDesigns) = (fit.Standard.WithinDesigns(), fit.Standard.BetweenDesigns());
        foreach (var comparison in Graph.Comparisons)
        {
            direct[(comparison.First, comparison.Second)] = direct[(comparison.Second, comparison.First)] = comparison.Studies.Count;
        }
    }

    /// <summary>Fits both models.</summary>
    /// <param name="trials">The trials, whose treatments are sets of components; at least one.</param>
    /// <exception cref="ArgumentException">There is no trial.</exception>
    public static LeagueTable Fit(IReadOnlyList<TrialContrasts> trials)
    {
        var network = new Network(trials);
        return new(ComponentNetworkMetaAnalysis.Fit(network, network.Treatments.Contains(Component.NoTreatment) ? Component.NoTreatment : null, "+", null, TauEstimator.Reml));
    }

    /// <summary>Who was compared with whom.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>The treatments, in ordinal order.</summary>
    public IReadOnlyList<string> Treatments => fit.Network.Treatments;

    /// <summary>How many trials there are.</summary>
    public int Trials => fit.Network.Trials.Count;

    /// <summary>The network model: every treatment has an effect of its own.</summary>
    public NetworkMetaAnalysis Network => fit.Standard;

    /// <summary>The component model: a treatment is the sum of its components, getting nothing is 0.</summary>
    public ComponentNetworkMetaAnalysis Components => fit;

    /// <summary>Disagreement among trials of the same treatments.</summary>
    public QStatistic WithinDesigns { get; }

    /// <summary>Disagreement between direct and indirect evidence: inconsistency of the network.</summary>
    public QStatistic BetweenDesigns { get; }

    /// <summary>Two treatments.</summary>
    /// <param name="treatment">One treatment.</param>
    /// <param name="comparator">The other.</param>
    /// <param name="isRandom">Whether τ² counts (random effects) or not (common effect).</param>
    /// <exception cref="KeyNotFoundException">A treatment is not in the network.</exception>
    public LeaguePair Pair(string treatment, string comparator, bool isRandom = true) =>
        new(treatment, comparator, fit.Standard.Difference(treatment, comparator, isRandom), fit.Combination(treatment, comparator, isRandom), direct.GetValueOrDefault((treatment, comparator)));

    /// <summary>Every treatment against one.</summary>
    /// <inheritdoc cref="Pair"/>
    public IReadOnlyList<LeaguePair> Against(string comparator, bool isRandom = true) => [.. Treatments.Where(treatment => treatment != comparator).Select(treatment => Pair(treatment, comparator, isRandom))];

    /// <summary>Treatments that the network model cannot set against <paramref name="comparator"/>: no path of trials joins them.</summary>
    /// <exception cref="KeyNotFoundException">A treatment is not in the network.</exception>
    public IReadOnlyList<string> NotInNetwork(string comparator) => [.. Treatments.Where(treatment => treatment != comparator && fit.Standard.Difference(treatment, comparator) is null)];
}
