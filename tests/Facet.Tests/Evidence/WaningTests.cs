using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

/// <summary>Whether trials support that treatments given together are worth less than their sum: the figures of docs/decisions/waning.md.</summary>
public class WaningTests(ITestOutputHelper output)
{
    private const int Steps = 10;
    private static readonly EvidencePriors Priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));
    private static readonly TrialLibrary Library = TrialLibraryTests.Library;

    [Fact]
    public void Without_waning_it_is_the_model_itself_and_with_it_one_treatment_is_worth_the_same()
    {
        List<WindowTrials> parts = [new(TimeWindow.M12, Library.Select(Outcome.Function, TimeWindow.M12))];
        var plain = EvidenceFit.Fit(Library.Vocabulary, parts[0].Trials, Priors, EffectStructure.ContextOnce);
        Assert.Equal(plain.LogMarginalLikelihood, EvidenceFit.FitWaning(Library.Vocabulary, parts, Priors, EffectStructure.ContextOnce, 0).LogMarginalLikelihood, 1e-12);
        var half = EvidenceFit.FitWaning(Library.Vocabulary, parts, Priors, EffectStructure.ContextOnce, 0.5);
        var (context, exercise, manipulation) = (half.Context()!.Mean, half.Effect("exercise")!.Mean, half.Effect("spinal_manipulation")!.Mean);
        Assert.Equal(context + ((exercise + manipulation - (2 * context)) / Math.Sqrt(2)), half.Effect("exercise+spinal_manipulation")!.Mean, 1e-9);
    }

    [Fact]
    public void Trials_are_asked_whether_effects_wane()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FACET_TEST_LONG") == "1", "Takes minutes; set FACET_TEST_LONG=1.");
        foreach (var outcome in OutcomeCodes.All)
        {
            foreach (var windows in (IReadOnlyList<TimeWindow>[])[TimeWindows.All, .. TimeWindows.All.Select(window => (IReadOnlyList<TimeWindow>)[window])])
            {
                List<WindowTrials> parts = [.. windows.Select(window => new WindowTrials(window, Library.Select(outcome, window)))];
                foreach (var structure in (EffectStructure[])[EffectStructure.Additive, EffectStructure.ContextOnce])
                {
                    var fits = Enumerable.Range(0, Steps + 1).Select(step => EvidenceFit.FitWaning(Library.Vocabulary, parts, Priors, structure, step / (double)Steps)).ToList();
                    var highest = fits.Max(fit => fit.LogMarginalLikelihood);
                    // Simpson's rule over a uniform prior on 0-1.
                    var weights = fits.Select((fit, step) => (step is 0 or Steps ? 1 : step % 2 == 1 ? 4 : 2) / (3.0 * Steps) * Math.Exp(fit.LogMarginalLikelihood - highest)).ToArray();
                    var waning = highest + Math.Log(weights.Sum());
                    var alpha = weights.Select((weight, step) => weight * step / Steps).Sum() / weights.Sum();
                    var spread = Math.Sqrt((weights.Select((weight, step) => weight * step * step / Steps / Steps).Sum() / weights.Sum()) - (alpha * alpha));
                    output.WriteLine(FormattableString.Invariant($"{outcome} {(windows.Count > 1 ? "linked" : windows[0])} {structure}: log marginal likelihood {fits[0].LogMarginalLikelihood:0.00}, waning {waning:0.00} ({waning - fits[0].LogMarginalLikelihood:+0.00;-0.00}); alpha {alpha:0.00} ({spread:0.00}); by alpha {string.Join(' ', fits.Select(fit => (fit.LogMarginalLikelihood - fits[0].LogMarginalLikelihood).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)))}"));
                    if (windows.Count > 1) { Plans(fits, weights, outcome); }
                    Assert.InRange(alpha, 0, 1);
                }
            }
        }
    }

    /// <summary>What sets that a plan may hold are worth at 3 months: by addition, and averaged over α.</summary>
    private void Plans(List<EvidenceFit> fits, double[] weights, Outcome outcome)
    {
        foreach (var set in (string[])["exercise", "exercise+spinal_manipulation", "cbt+exercise+spinal_manipulation", "acupuncture+cbt+exercise+mindfulness+spinal_manipulation"])
        {
            var waned = Mixture.Average([.. fits.Select((fit, step) => new KeyValuePair<double, Mixture>(weights[step] / weights.Sum(), fit.Effect(set, window: 1)!))]);
            var sum = fits[0].Effect(set, window: 1)!;
            output.WriteLine(FormattableString.Invariant($"  {outcome} {set}: added {sum.Mean:0.0} ({sum.Low:0.0} to {sum.High:0.0}), waning {waned.Mean:0.0} ({waned.Low:0.0} to {waned.High:0.0})"));
        }
    }
}
