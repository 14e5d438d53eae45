using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

public class EvidenceFitTests(ITestOutputHelper output)
{
    private static readonly EvidencePriors Priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));

    private static Vocabulary Words => TrialLibraryTests.Library.Vocabulary;

    [Theory]
    [InlineData(Outcome.Pain, TimeWindow.M6, EffectStructure.ContextOnce, true, 11)]
    [InlineData(Outcome.Function, TimeWindow.M12, EffectStructure.Additive, false, 12)]
    public void Quadrature_and_a_Markov_chain_agree(Outcome outcome, TimeWindow window, EffectStructure structure, bool interactions, int seed)
    {
        var trials = TrialLibraryTests.Library.Select(outcome, window);
        var fit = EvidenceFit.Fit(Words, trials, Priors, structure, interactions);
        var chain = new GibbsSampler(Words, trials, structure, interactions, seed);
        chain.Run(1000, Environment.GetEnvironmentVariable("FACET_TEST_LONG") == "1" ? 100_000 : 20_000);
        Compare("tau", chain.Draws["tau"], fit.BetweenStudies().Mean, fit.BetweenStudies().Low, fit.BetweenStudies().High);
        Compare("sigma", chain.Draws["sigma"], fit.SpecificSd.Mean, fit.SpecificSd.Low, fit.SpecificSd.High);
        Compare("usual care", chain.Draws["usual:care"], fit.UsualCare().Mean, fit.UsualCare().Low, fit.UsualCare().High);
        if (fit.Context() is { } context) { Compare("context", chain.Draws["context:"], context.Mean, context.Low, context.High); }
        if (fit.MeanInteraction is { } mean) { Compare("mean interaction", chain.Draws["mean:"], mean.Mean, mean.Low, mean.High); }
        if (fit.InteractionSd is { } spread) { Compare("interaction sd", chain.Draws["interaction"], spread.Mean, spread.Low, spread.High); }
        foreach (var component in fit.Components)
        {
            var specific = fit.Specific(component)!;
            Compare(component, chain.Specific(Words, component), specific.Mean, specific.Low, specific.High);
        }
    }

    /// <summary>Means within three Monte Carlo standard errors (by batches), ends of intervals within 0.2 points.</summary>
    private void Compare(string name, List<double> draws, double mean, double low, double high)
    {
        const int Batches = 40;
        var size = draws.Count / Batches;
        var batches = Enumerable.Range(0, Batches).Select(batch => draws.Skip(batch * size).Take(size).Average()).ToList();
        var overall = batches.Average();
        var error = Math.Sqrt(batches.Sum(batch => (batch - overall) * (batch - overall)) / (Batches - 1) / Batches);
        var sorted = draws.Order().ToList();
        var (lowest, highest) = (sorted[(int)(0.025 * sorted.Count)], sorted[(int)(0.975 * sorted.Count)]);
        output.WriteLine(FormattableString.Invariant($"{name,-26} chain {overall:0.000} ± {error:0.0000} ({lowest:0.00} to {highest:0.00}) exact {mean:0.000} ({low:0.00} to {high:0.00}) z {(mean - overall) / error:0.0}"));
        Assert.InRange(Math.Abs(mean - overall), 0, 3 * error);
        Assert.InRange(Math.Abs(low - lowest), 0, 0.2);
        Assert.InRange(Math.Abs(high - highest), 0, 0.2);
    }

    [Theory]
    [InlineData(EffectStructure.Additive, false)]
    [InlineData(EffectStructure.ContextOnce, true)]
    public void The_quadrature_errs_by_less_than_a_millionth(EffectStructure structure, bool interactions)
    {
        var trials = TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M3);
        var fit = EvidenceFit.Fit(Words, trials, Priors, structure, interactions);
        var dense = EvidenceFit.Fit(Words, trials, Priors, structure, interactions, 0.5);
        output.WriteLine($"{fit.Nodes} nodes, {dense.Nodes} dense; difference of the lattices {fit.QuadratureDifference:E1}, of the logarithms {fit.LogMarginalLikelihood - dense.LogMarginalLikelihood:E1}");
        Assert.InRange(fit.BetweenStudies().Mean, fit.BetweenStudies().Low, fit.BetweenStudies().High);
        Assert.Equal(dense.LogMarginalLikelihood, fit.LogMarginalLikelihood, 1e-6);
        foreach (var component in fit.Components)
        {
            Assert.Equal(dense.Specific(component)!.Mean, fit.Specific(component)!.Mean, 1e-6);
            Assert.Equal(dense.Specific(component)!.Sd, fit.Specific(component)!.Sd, 1e-6);
        }
        foreach (var (one, other) in ((ScaleSummary, ScaleSummary)[])[(dense.BetweenStudies(), fit.BetweenStudies()), (dense.SpecificSd, fit.SpecificSd)])
        {
            output.WriteLine(FormattableString.Invariant($"mean {one.Mean - other.Mean:E1} sd {one.Sd - other.Sd:E1} low {one.Low - other.Low:E1} high {one.High - other.High:E1}"));
            Assert.Equal(one.Mean, other.Mean, 1e-4);
            Assert.Equal(one.Low, other.Low, 1e-3);
            Assert.Equal(one.High, other.High, 1e-3);
        }
    }

    [Fact]
    public void The_same_bytes_come_out_on_every_run()
    {
        var trials = TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M12);
        EvidenceAverage one = EvidenceAverage.Fit(Words, trials, Priors), other = EvidenceAverage.Fit(Words, trials, Priors);
        Assert.Equal(one.Weights, other.Weights);
        foreach (var component in one.Fits[0].Components)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(one.Effect(component)!.High), BitConverter.DoubleToInt64Bits(other.Effect(component)!.High));
        }
    }

    [Fact]
    public void Order_of_trials_changes_nothing_and_a_trial_twice_narrows()
    {
        var trials = TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M6);
        var one = EvidenceFit.Fit(Words, trials, Priors, EffectStructure.ContextOnce);
        var other = EvidenceFit.Fit(Words, [.. trials.Reverse()], Priors, EffectStructure.ContextOnce);
        Assert.Equal(one.LogMarginalLikelihood, other.LogMarginalLikelihood, 1e-7);
        foreach (var component in one.Components) { Assert.Equal(one.Specific(component)!.Mean, other.Specific(component)!.Mean, 1e-6); }
        var twice = EvidenceFit.Fit(Words, [.. trials, .. trials], Priors, EffectStructure.ContextOnce);
        foreach (var component in one.Components) { Assert.True(twice.Specific(component)!.Sd < one.Specific(component)!.Sd); }
    }

    [Fact]
    public void What_no_trial_isolates_has_no_estimate()
    {
        foreach (var window in TimeWindows.All)
        {
            var fit = EvidenceFit.Fit(Words, TrialLibraryTests.Library.Select(Outcome.Pain, window), Priors, EffectStructure.ContextOnce);
            foreach (var component in (string[])["laser", "cold", "breathing", "swimming", "tai_chi"])
            {
                Assert.Null(fit.Specific(component));
                Assert.Null(fit.Effect($"exercise+{component}"));
            }
        }
    }

    [Fact]
    public void A_combination_is_its_parts_with_the_context_counted_once()
    {
        var fit = EvidenceFit.Fit(Words, TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M3), Priors, EffectStructure.ContextOnce);
        Assert.Equal(fit.Context()!.Mean + fit.Specific("exercise")!.Mean + fit.Specific("spinal_manipulation")!.Mean, fit.Effect("exercise+spinal_manipulation")!.Mean, 9);
        Assert.Equal(fit.Specific("spinal_manipulation")!.Mean, fit.Effect("exercise+spinal_manipulation", "exercise")!.Mean, 9);
        Assert.True(fit.Effect("exercise", isPrediction: true)!.Sd > fit.Effect("exercise")!.Sd);
    }

    [Theory]
    [InlineData("sd: 8", "sd: 0", "not-positive")]
    [InlineData("specific: 5", "specific: five", "not-a-number")]
    [InlineData("usual_care:", "usualcare:", "missing-key")]
    public void Bad_priors_are_refused(string was, string becomes, string code)
    {
        var text = KnowledgeFiles.Embedded.Read("evidence/priors.yaml");
        Assert.False(EvidencePriors.Load(Given.Need(KnowledgeFiles.With([("priors.yaml", text.Replace(was, becomes, StringComparison.Ordinal))]))).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Code == code);
    }

    [Theory]
    [InlineData(Outcome.Pain)]
    [InlineData(Outcome.Function)]
    public void Linked_windows_stay_close_to_each_by_itself_and_say_more_of_what_later_ones_lack(Outcome outcome)
    {
        var parts = TimeWindows.All.Select(window => new WindowTrials(window, TrialLibraryTests.Library.Select(outcome, window))).ToList();
        foreach (var (structure, interactions) in ((EffectStructure, bool)[])[(EffectStructure.Additive, false), (EffectStructure.ContextOnce, false), (EffectStructure.ContextOnce, true)])
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var linked = EvidenceFit.FitLinked(Words, parts, Priors, structure, interactions);
            output.WriteLine(FormattableString.Invariant($"{structure} {interactions}: {linked.Nodes} nodes, {watch.ElapsedMilliseconds} ms, drift {linked.DriftSd!.Value.Mean:0.00}, log marginal likelihood {linked.LogMarginalLikelihood:0.00}"));
            for (var window = 0; window < parts.Count; window++)
            {
                var alone = EvidenceFit.Fit(Words, parts[window].Trials, Priors, structure, interactions);
                output.WriteLine(FormattableString.Invariant($"{parts[window].Window}: tau {linked.BetweenStudies(window).Mean:0.00} ({linked.BetweenStudies(window).Low:0.00} to {linked.BetweenStudies(window).High:0.00}) alone {alone.BetweenStudies().Mean:0.00} ({alone.BetweenStudies().Low:0.00} to {alone.BetweenStudies().High:0.00})"));
                foreach (var component in (string[])["exercise", "spinal_manipulation"])
                {
                    var (one, other) = (linked.Effect(component, window: window)!, alone.Effect(component)!);
                    output.WriteLine(FormattableString.Invariant($"  {component} {one.Mean:0.00} ± {one.Sd:0.00} alone {other.Mean:0.00} ± {other.Sd:0.00}"));
                    Assert.InRange(Math.Abs(one.Mean - other.Mean), 0, 2 * other.Sd);
                    Assert.InRange(one.Sd, 0, 1.1 * other.Sd);
                }
            }
            // Acupuncture has no trial at twelve months; what earlier windows say reaches there, and widens on the way.
            var (early, late) = (linked.Specific("acupuncture"), linked.Specific("acupuncture", 3));
            if (early is not null) { Assert.True(late!.Sd > early.Sd); }
        }
    }

    [Fact]
    public void The_composite_design_errs_little_beside_the_lattice()
    {
        var trials = TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M3);
        foreach (var interactions in (bool[])[false, true])
        {
            var exact = EvidenceFit.Fit(Words, trials, Priors, EffectStructure.ContextOnce, interactions);
            var approximate = EvidenceFit.FitApproximately(Words, trials, Priors, EffectStructure.ContextOnce, interactions);
            var mean = exact.Components.Max(component => Math.Abs(exact.Specific(component)!.Mean - approximate.Specific(component)!.Mean));
            var sd = exact.Components.Max(component => Math.Abs((approximate.Specific(component)!.Sd / exact.Specific(component)!.Sd) - 1));
            output.WriteLine(FormattableString.Invariant($"interactions {interactions}: log marginal likelihood {approximate.LogMarginalLikelihood - exact.LogMarginalLikelihood:0.000}, largest error of a mean {mean:0.000} points, of a standard deviation {sd:P1}; {approximate.Nodes} nodes"));
            Assert.InRange(Math.Abs(approximate.LogMarginalLikelihood - exact.LogMarginalLikelihood), 0, 0.3);
            Assert.InRange(mean, 0, 0.6);
            Assert.InRange(sd, 0, 0.1);
        }
    }

    [Fact]
    public void Weights_of_the_four_models_are_published()
    {
        foreach (var outcome in (Outcome[])[Outcome.Pain, Outcome.Function])
        {
            foreach (var window in TimeWindows.All)
            {
                var watch = System.Diagnostics.Stopwatch.StartNew();
                var average = EvidenceAverage.Fit(Words, TrialLibraryTests.Library.Select(outcome, window), Priors);
                output.WriteLine(FormattableString.Invariant($"{outcome} {window}: weights {string.Join(' ', average.Weights.Select(weight => weight.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)))} nodes {string.Join(' ', average.Fits.Select(fit => fit.Nodes))} differences {string.Join(' ', average.Fits.Select(fit => fit.QuadratureDifference!.Value.ToString("E1", System.Globalization.CultureInfo.InvariantCulture)))} exercise {average.Effect("exercise")!.Mean:0.0} {watch.ElapsedMilliseconds} ms"));
                Assert.All(average.Fits, fit => Assert.InRange(fit.BetweenStudies().Mean, fit.BetweenStudies().Low + (0.5 * fit.BetweenStudies().Sd), fit.BetweenStudies().High - (0.5 * fit.BetweenStudies().Sd)));
                Assert.Equal(1, average.Weights.Sum(), 12);
                Assert.All(average.Fits, fit => Assert.InRange(fit.QuadratureDifference!.Value, 0, 1e-3));
            }
        }
    }
}
