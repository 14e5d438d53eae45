using Facet.Evidence;

namespace Facet.Tests.Evidence;

public class LeagueTableTests
{
    private static readonly IReadOnlyList<TrialContrasts> Trials = TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M3);
    private static readonly LeagueTable League = LeagueTable.Fit(Trials);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_league_says_what_the_two_models_say(bool isRandom)
    {
        var network = NetworkMetaAnalysis.Fit(new(Trials), "sham", TauEstimator.Reml);
        var components = ComponentNetworkMetaAnalysis.Fit(new(Trials), Component.NoTreatment, estimator: TauEstimator.Reml);
        foreach (var comparator in League.Treatments)
        {
            Assert.Equal(League.Treatments.Count - 1, League.Against(comparator, isRandom).Count);
            foreach (var pair in League.Against(comparator, isRandom))
            {
                Same(network.Difference(pair.Treatment, comparator, isRandom), pair.Network);
                Same(components.Combination(pair.Treatment, comparator, isRandom), pair.Components);
                Assert.Equal(Trials.Count(trial => trial.Arms.Contains(pair.Treatment) && trial.Arms.Contains(comparator)), pair.DirectTrials);
            }
        }
        Assert.Equal(network.BetweenStudyVariance, League.Network.BetweenStudyVariance, 1e-9);
    }

    [Fact]
    public void Disagreement_within_and_between_designs_is_all_there_is()
    {
        Assert.Equal(League.Network.Total.Q, League.WithinDesigns.Q + League.BetweenDesigns.Q, 1e-9);
        Assert.Equal(League.Network.Total.Degrees, League.WithinDesigns.Degrees + League.BetweenDesigns.Degrees);
    }

    [Fact]
    public void What_no_chain_of_trials_joins_is_named_and_has_no_number()
    {
        var apart = League.NotInNetwork(Component.NoTreatment);
        Assert.Contains("placebo", apart);
        Assert.All(League.Against(Component.NoTreatment), pair => Assert.Equal(apart.Contains(pair.Treatment), pair.Network is null));
        Assert.Contains("placebo", League.Components.NotEstimable);
    }

    private static void Same(Estimate? expected, Estimate? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is not { } known) { return; }
        Assert.Equal(known.Value, actual!.Value.Value, 1e-8);
        Assert.Equal(known.StandardError, actual.Value.StandardError, 1e-8);
    }
}
