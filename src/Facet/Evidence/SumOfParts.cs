namespace Facet.Evidence;

/// <summary>What a pair of components that some trial held does beyond its parts.</summary>
/// <param name="Pair">The pair, <c>a*b</c>.</param>
/// <param name="Effect">Beyond the parts, points of 100; negative: together they do more.</param>
public sealed record PairEffect(string Pair, PosteriorSummary Effect);

/// <summary>One of the four models and how well it foretold the trials.</summary>
/// <param name="Structure">How effects make up the whole.</param>
/// <param name="HasInteractions">Whether pairs have effects of their own.</param>
/// <param name="Weight">Its posterior probability among the four, from equal prior ones, 0–1.</param>
/// <param name="LogMarginalLikelihood">How well it foretold the trials; comparable among the four.</param>
public sealed record WeightedModel(EffectStructure Structure, bool HasInteractions, double Weight, double LogMarginalLikelihood);

/// <summary>What the models say of whether a combination is worth more than its parts, for one outcome in one window.</summary>
/// <param name="IsLinked">Whether the four windows inform each other (approximate quadrature) or this window stands for itself (exact to 1e-6).</param>
/// <param name="Trials">How many trials of the window there are.</param>
/// <param name="Models">The four models with their weights, which sum to 1.</param>
/// <param name="MeanInteraction">μ_γ: what an average pair does beyond its parts, over the two models with interactions; negative: more than the sum.</param>
/// <param name="Context">κ: what being treated at all does, once, over the two context-once models; negative is better.</param>
/// <param name="Pairs">Each pair that trials speak of, over the two models with interactions.</param>
/// <remarks>Points of 100. κ below 0 means that adding up what each treatment does against nothing counts κ once too often for every further treatment.</remarks>
public sealed record SumOfParts(bool IsLinked, int Trials, IReadOnlyList<WeightedModel> Models, DensityCurve MeanInteraction, DensityCurve Context, IReadOnlyList<PairEffect> Pairs)
{
    /// <summary>The weight of the two context-once models together, 0–1.</summary>
    public double ContextOnceWeight => Models.Where(model => model.Structure == EffectStructure.ContextOnce).Sum(model => model.Weight);

    /// <summary>The weight of the two models with interactions together, 0–1.</summary>
    public double InteractionWeight => Models.Where(model => model.HasInteractions).Sum(model => model.Weight);

    /// <summary>Reads a window of the four fitted models.</summary>
    /// <param name="average">The models.</param>
    /// <param name="place">Place of the window among the fits' parts.</param>
    public static SumOfParts Of(EvidenceAverage average, int place = 0)
    {
        var weighted = average.Fits.Zip(average.Weights, (fit, weight) => (Fit: fit, Weight: weight)).ToList();
        var withPairs = weighted.FindAll(each => each.Fit.HasInteractions);
        var first = average.Fits[0];
        return new(
            first.IsLinked,
            first.Parts[place].Trials.Count,
            [.. weighted.Select(each => new WeightedModel(each.Fit.Structure, each.Fit.HasInteractions, each.Weight, each.Fit.LogMarginalLikelihood))],
            DensityCurve.Of(Over(withPairs, fit => fit.MeanInteraction!)),
            DensityCurve.Of(Over(weighted.FindAll(each => each.Fit.Structure == EffectStructure.ContextOnce), fit => fit.Context(place)!)),
            [.. withPairs[0].Fit.Interactions.Select(pair => new PairEffect(pair, PosteriorSummary.Of(Over(withPairs, fit => fit.Interaction(pair)!))))]);

        static Mixture Over(List<(EvidenceFit Fit, double Weight)> models, Func<EvidenceFit, Mixture> of) =>
            Mixture.Average([.. models.Select(each => new KeyValuePair<double, Mixture>(each.Weight, of(each.Fit)))]);
    }
}
