using Facet.Evidence;

namespace Facet.Tests.Evidence;

/// <summary>What must hold for every network.</summary>
public class NetworkLawTests
{
    private static readonly string[] Letters = ["A", "B", "C", "A+B", "A+C", "B+C", "A+B+C"];

    private sealed record GivenArm(int Treatment, double Mean, double Variance);

    private static readonly Gen<GivenArm[][]> AnyTrials = Gen.Select(Gen.Shuffle(Enumerable.Range(0, Letters.Length).ToArray()), Gen.Int[2, 4], Gen.Double[-20, 20].Array[4], Gen.Double[0.2, 6].Array[4])
        .Select((order, k, means, variances) => Enumerable.Range(0, k).Select(arm => new GivenArm(order[arm], means[arm], variances[arm])).ToArray())
        .Array[2, 12];

    private static Network Build(IEnumerable<GivenArm[]> trials, double unit = 1) => new([.. trials.Select((arms, i) =>
        TrialContrasts.FromArms($"T{i}", [.. arms.Select(arm => Letters[arm.Treatment])], [.. arms.Select(arm => unit * arm.Mean)], [.. arms.Select(arm => unit * unit * arm.Variance)]))]);

    [Fact]
    public void Order_of_arms_and_trials_and_the_reference_change_nothing() =>
        Gen.Select(AnyTrials, Gen.Int[0, 1000], Gen.Bool).Sample((trials, turn, reml) =>
        {
            var estimator = reml ? TauEstimator.Reml : TauEstimator.DerSimonianLaird;
            var turned = trials.Select(arms => arms.Skip(turn % arms.Length).Concat(arms.Take(turn % arms.Length)).ToArray()).Reverse();
            var network = Build(trials);
            var one = NetworkMetaAnalysis.Fit(network, null, estimator);
            var other = NetworkMetaAnalysis.Fit(Build(turned), network.Treatments[turn % network.Treatments.Count], estimator);
            Close(one.BetweenStudyVariance, other.BetweenStudyVariance, reml ? 1e-6 : 1e-9);
            Close(one.Total.Q, other.Total.Q);
            foreach (var (a, b) in Pairs(network)) { Close(one.Difference(a, b), other.Difference(a, b), reml ? 1e-6 : 1e-8); }
            var (first, second) = (ComponentNetworkMetaAnalysis.Fit(network, estimator: estimator), ComponentNetworkMetaAnalysis.Fit(Build(turned), estimator: estimator));
            Assert.Equal(first.NotEstimable, second.NotEstimable);
            foreach (var component in first.Components) { Close(first.Component(component), second.Component(component), reml ? 1e-6 : 1e-8); }
        }, iter: 300);

    [Fact]
    public void Another_unit_changes_the_numbers_by_that_factor_and_nothing_else() =>
        Gen.Select(AnyTrials, Gen.Double[0.01, 100]).Sample((trials, unit) =>
        {
            var one = NetworkMetaAnalysis.Fit(Build(trials));
            var other = NetworkMetaAnalysis.Fit(Build(trials, unit));
            Close(unit * unit * one.BetweenStudyVariance, other.BetweenStudyVariance);
            Close(one.Total.Q, other.Total.Q);
            foreach (var (a, b) in Pairs(one.Network))
            {
                Close(one.Difference(a, b) is { } known ? new Estimate(unit * known.Value, unit * known.StandardError) : null, other.Difference(a, b));
            }
        }, iter: 300);

    [Fact]
    public void Every_trial_twice_narrows_each_common_effect_by_the_square_root_of_two() =>
        AnyTrials.Sample(trials =>
        {
            var one = NetworkMetaAnalysis.Fit(Build(trials));
            var twice = NetworkMetaAnalysis.Fit(Build(trials.Concat(trials)));
            foreach (var (a, b) in Pairs(one.Network))
            {
                Close(one.Difference(a, b, false) is { } known ? new Estimate(known.Value, known.StandardError / Math.Sqrt(2)) : null, twice.Difference(a, b, false));
            }
        }, iter: 200);

    [Fact]
    public void One_trial_twice_narrows_what_it_compares() =>
        AnyTrials.Sample(trials =>
        {
            var one = NetworkMetaAnalysis.Fit(Build(trials));
            var twice = NetworkMetaAnalysis.Fit(Build(trials.Append(trials[0])));
            var (a, b) = (Letters[trials[0][0].Treatment], Letters[trials[0][1].Treatment]);
            Assert.True(twice.Difference(a, b, false)!.Value.StandardError < one.Difference(a, b, false)!.Value.StandardError);
        }, iter: 200);

    [Fact]
    public void Restricted_likelihood_is_highest_at_its_estimate() =>
        AnyTrials.Sample(trials =>
        {
            var fit = NetworkMetaAnalysis.Fit(Build(trials), null, TauEstimator.Reml);
            if (fit.Total.Degrees == 0) { return; }
            foreach (var factor in (double[])[0.99, 1.01]) { Assert.True(fit.RestrictedLogLikelihoodAt(factor * fit.BetweenStudyVariance) <= fit.RestrictedLogLikelihood + 1e-9); }
            Assert.True(fit.RestrictedLogLikelihoodAt(fit.BetweenStudyVariance + 1e-4) <= fit.RestrictedLogLikelihood + 1e-9);
        }, iter: 200);

    [Fact]
    public void With_two_arms_a_trial_the_network_is_the_weighted_mean_of_direct_and_indirect() =>
        AnyTrials.Sample(trials =>
        {
            var fit = NetworkMetaAnalysis.Fit(Build(trials.Select(arms => arms.Take(2).ToArray())));
            foreach (var split in fit.NodeSplits())
            {
                if (split.Indirect is not { } indirect) { Close(fit.Difference(split.Treatment, split.Comparator), split.Direct); continue; }
                var (u, v) = (1 / (split.Direct.StandardError * split.Direct.StandardError), 1 / (indirect.StandardError * indirect.StandardError));
                Close(fit.Difference(split.Treatment, split.Comparator), new Estimate(((u * split.Direct.Value) + (v * indirect.Value)) / (u + v), Math.Sqrt(1 / (u + v))));
            }
        }, iter: 200);

    [Fact]
    public void A_league_table_holds_each_difference() =>
        Gen.Select(AnyTrials, Gen.Bool).Sample((trials, isRandom) =>
        {
            var fit = NetworkMetaAnalysis.Fit(Build(trials));
            var components = ComponentNetworkMetaAnalysis.Fit(fit.Network);
            var (league, sums) = (fit.League(isRandom), components.League(isRandom));
            var treatments = fit.Network.Treatments;
            for (var i = 0; i < treatments.Count; i++)
            {
                Assert.Null(league[i, i]);
                for (var j = 0; j < treatments.Count; j++)
                {
                    if (i == j) { continue; }
                    Close(fit.Difference(treatments[i], treatments[j], isRandom), league[i, j]);
                    Close(components.Combination(treatments[i], treatments[j], isRandom), sums[i, j]);
                }
            }
        }, iter: 200);

    [Fact]
    public void Scores_average_one_half_where_all_are_connected() =>
        AnyTrials.Sample(trials =>
        {
            var scores = NetworkMetaAnalysis.Fit(Build(trials)).PScores();
            Close(0.5, scores.Average() ?? 0.5);
        }, iter: 200);

    [Fact]
    public void The_component_model_never_fits_better_than_the_network_that_holds_it() =>
        AnyTrials.Sample(trials =>
        {
            var fit = ComponentNetworkMetaAnalysis.Fit(Build(trials));
            Assert.True(fit.Additive.Q >= fit.Standard.Total.Q - 1e-8 * (1 + fit.Additive.Q));
            Assert.True(fit.Additive.Degrees >= fit.Standard.Total.Degrees);
        }, iter: 200);

    [Theory]
    [InlineData("study,treatment,mean,sd,n\nS,A,1,1,10\nS,B,2,0,10\n", 3, "sd")]
    [InlineData("study,treatment,mean,sd,n\nS,A,1,1,10\nS,B,2,1,0\n", 3, "n")]
    [InlineData("study,treatment,mean,sd,n\nS,A,1,1,10\n", 2, "one-arm")]
    [InlineData("study,treatment,mean,sd,n\nS,A,1,1,10\nS,A,2,1,10\n", 3, "duplicate-arm")]
    [InlineData("study,treatment,mean,sd,n\nS,A,1,1,10\nS,B,two,1,10\n", 3, "not-a-number")]
    [InlineData("study,treatment,mean,n\nS,A,1,10\nS,B,1,10\n", 1, "missing-column")]
    [InlineData("study,treatment,events,total\nS,A,1,10\nS,B,11,10\n", 3, "events")]
    [InlineData("study,treat1,treat2,TE,seTE\nS,A,B,1,1\nS,A,C,1,1\n", 2, "incomplete")]
    [InlineData("study,treat1,treat2,TE,seTE\nS,A,B,1,1\nS,A,C,1,1\nS,B,C,0,5\n", 2, "covariance")]
    [InlineData("study,treat1,treat2,TE,seTE\nS,A,A,1,1\n", 2, "same-treatment")]
    [InlineData("study,treat1,treat2,TE,seTE\nS,A,B,1,-1\n", 2, "se")]
    [InlineData("study,treat1,treat2,TE,seTE\nS,A,B,1,1\nS,B,A,1,1\n", 3, "duplicate-pair")]
    [InlineData("", 1, "empty")]
    public void Bad_networks_are_refused_with_line_column_and_reason(string text, int line, string code)
    {
        Assert.False(NetworkFile.Read("mine.csv", text).TryGet(out _, out var problems));
        var problem = Assert.Single(problems, found => found.Code == code);
        Assert.StartsWith($"mine.csv:{line}:", problem.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_of_a_file_are_reported_at_once()
    {
        Assert.False(NetworkFile.Read("mine.csv", "study,treatment,mean,sd,n\nS,A,1,1,10\nS,B,2,0,0\nT,A,1,1,10\n").TryGet(out _, out var problems));
        Assert.Equal(3, problems.Count);
    }

    private static IEnumerable<(string, string)> Pairs(Network network) =>
        from a in network.Treatments from b in network.Treatments where string.CompareOrdinal(a, b) < 0 select (a, b);

    private static void Close(double expected, double actual, double tolerance = 1e-8) => Assert.InRange(Math.Abs(expected - actual), 0, tolerance * (1 + Math.Abs(expected)));

    private static void Close(Estimate? expected, Estimate? actual, double tolerance = 1e-8)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is not { } known) { return; }
        Close(known.Value, actual!.Value.Value, tolerance);
        Close(known.StandardError, actual.Value.StandardError, tolerance);
    }
}
