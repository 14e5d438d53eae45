using System.Xml.Linq;
using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

public class SumOfPartsTests
{
    private static readonly EvidencePriors Priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));
    private static readonly EvidenceAverage Average = EvidenceAverage.Fit(TrialLibraryTests.Library.Vocabulary, TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M12), Priors);
    private static readonly SumOfParts Sum = SumOfParts.Of(Average);

    [Fact]
    public void Curves_integrate_to_1_and_have_the_mean_and_interval_beside_them()
    {
        foreach (var curve in (DensityCurve[])[Sum.MeanInteraction, Sum.Context])
        {
            double all = 0, mean = 0, below = 0, inside = 0;
            for (var i = 1; i < curve.Points.Count; i++)
            {
                var ((x0, d0), (x1, d1)) = (curve.Points[i - 1], curve.Points[i]);
                var part = (x1 - x0) * (d0 + d1) / 2;
                all += part;
                mean += part * (x0 + x1) / 2;
                if (x1 < 0) { below += part; }
                if (x0 >= curve.Summary.Low && x1 <= curve.Summary.High) { inside += part; }
            }
            Assert.Equal(1, all, 2e-4);
            Assert.Equal(curve.Summary.Mean, mean, 1e-2);
            Assert.Equal(curve.Summary.BelowZero, below, 0.02);
            Assert.Equal(0.95, inside, 0.02);
        }
    }

    [Fact]
    public void The_average_interaction_is_that_of_the_two_models_with_pairs_by_their_weights()
    {
        var expected = (Average.Weights[2] * Average.Fits[2].MeanInteraction!.Mean) + (Average.Weights[3] * Average.Fits[3].MeanInteraction!.Mean);
        Assert.Equal(expected / (Average.Weights[2] + Average.Weights[3]), Sum.MeanInteraction.Summary.Mean, 1e-12);
        var context = (Average.Weights[1] * Average.Fits[1].Context()!.Below(0)) + (Average.Weights[3] * Average.Fits[3].Context()!.Below(0));
        Assert.Equal(context / (Average.Weights[1] + Average.Weights[3]), Sum.Context.Summary.BelowZero, 1e-12);
        Assert.Equal(1, Sum.Models.Sum(model => model.Weight), 1e-12);
        Assert.Equal(Average.Weights[1] + Average.Weights[3], Sum.ContextOnceWeight, 1e-12);
        Assert.Equal(Average.Weights[2] + Average.Weights[3], Sum.InteractionWeight, 1e-12);
        Assert.Equal(Average.Fits[2].Interactions, Sum.Pairs.Select(pair => pair.Pair));
    }

    [Fact]
    public void A_normal_distribution_has_its_bell()
    {
        var curve = DensityCurve.Of(new([1], [3], [4]));
        Assert.Equal(1 / (2 * Math.Sqrt(2 * Math.PI)), curve.Points.Max(point => point.Density), 1e-9);
        Assert.Equal(3, curve.Quantiles[2].Value, 1e-6);
        Assert.Throws<ArgumentException>(() => DensityCurve.Of(new([1], [3], [0])));
        var picture = curve.Picture("a bell", "less", "more");
        Assert.Equal(picture, DensityCurve.Of(new([1], [3], [4])).Picture("a bell", "less", "more"));
        Assert.Contains(XDocument.Parse(picture).Descendants(), element => element.Name.LocalName == "path");
    }
}
