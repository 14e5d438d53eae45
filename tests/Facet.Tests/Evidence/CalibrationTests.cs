using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

/// <summary>Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788): of data drawn from the prior, the truth falls anywhere in the posterior equally often.</summary>
public class CalibrationTests(ITestOutputHelper output)
{
    private const int DataSets = 500;
    private const int Bins = 10;

    /// <summary>The 0.99 quantile of the chi-square distribution with 9 degrees of freedom.</summary>
    private const double Critical = 21.666;

    [Theory]
    [InlineData(EffectStructure.Additive, false)]
    [InlineData(EffectStructure.ContextOnce, true)]
    public void Truth_falls_evenly_over_the_posterior(EffectStructure structure, bool interactions)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FACET_TEST_LONG") == "1", "Takes minutes; set FACET_TEST_LONG=1.");
        var priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));
        var words = TrialLibraryTests.Library.Vocabulary;
        var shape = TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M6);
        var random = new Random(20260101);
        var counts = new Dictionary<string, int[]>();
        for (var set = 0; set < DataSets; set++)
        {
            var (tau, sigma, spread) = (Math.Abs(priors.BetweenStudies * Gaussian()), Math.Abs(priors.Specific * Gaussian()), Math.Abs(priors.Interaction * Gaussian()));
            var truth = new Dictionary<string, double>();
            var trials = shape.Select(trial =>
            {
                var m = trial.Effects.Count;
                var shared = Gaussian() * tau * Math.Sqrt(0.5);
                var arm = Enumerable.Range(0, m).Select(_ => Gaussian() * tau * Math.Sqrt(0.5)).ToArray();
                var noise = Noise([.. trial.Covariance], m);
                return new TrialContrasts(trial.Study, trial.Arms, [.. Enumerable.Range(0, m).Select(j => Value(trial.Arms[j + 1]) - Value(trial.Arms[0]) + arm[j] - shared + noise[j])], trial.Covariance);
            }).ToList();
            var fit = EvidenceFit.Fit(words, trials, priors, structure, interactions);
            foreach (var component in fit.Components) { Count("specific effects", fit.Specific(component)!.Below(truth[component] + truth[words.Find(component)!.Family])); break; }
            Count("usual care", fit.UsualCare().Below(truth["usual_care"]));
            if (fit.Context() is { } context) { Count("context", context.Below(truth["context"])); }
            if (fit.Sham() is { } sham) { Count("sham", sham.Below(truth["sham"])); }
            if (fit.MeanInteraction is { } mean) { Count("mean interaction", mean.Below(truth["mean"])); }
            if (fit.Interactions.Count > 0) { Count("interactions", fit.Interaction(fit.Interactions[0])!.Below(truth["mean"] + truth[fit.Interactions[0]])); }
            Count("tau", fit.BetweenStudiesBelow(tau));
            Count("sigma", fit.SpecificSdBelow(sigma));

            double Value(string arm)
            {
                var parts = arm.Split('+');
                var active = parts.Where(part => words.Find(part)!.Role == ComponentRole.Active).Order(StringComparer.Ordinal).ToArray();
                var value = active.Sum(part => Draw(part, 0, sigma) + Draw(words.Find(part)!.Family, priors.Family.Mean, priors.Family.Sd));
                if (parts.Contains("usual_care")) { value += Draw("usual_care", priors.UsualCare.Mean, priors.UsualCare.Sd); }
                if (structure == EffectStructure.Additive) { foreach (var part in parts.Where(part => part is "sham" or "placebo")) { value += Draw(part, priors.Context.Mean, priors.Context.Sd); } }
                else if (active.Length > 0 || parts.Contains("sham") || parts.Contains("placebo")) { value += Draw("context", priors.Context.Mean, priors.Context.Sd); }
                for (var i = 0; interactions && i < active.Length; i++)
                {
                    for (var j = i + 1; j < active.Length; j++) { value += Draw("mean", priors.InteractionMean.Mean, priors.InteractionMean.Sd) + Draw($"{active[i]}*{active[j]}", 0, spread); }
                }
                return value;
            }

            double Draw(string name, double mean, double sd)
            {
                if (!truth.TryGetValue(name, out var value)) { truth[name] = value = mean + (sd * Gaussian()); }
                return value;
            }
        }
        foreach (var (name, bins) in counts)
        {
            var expected = bins.Sum() / (double)Bins;
            var square = bins.Sum(count => (count - expected) * (count - expected) / expected);
            output.WriteLine($"{structure} {interactions} {name}: {string.Join(' ', bins)}; chi-square {square:0.0} of {Critical}");
            Assert.True(square < Critical, $"{name}: {string.Join(' ', bins)}");
        }

        void Count(string name, double rank)
        {
            if (!counts.TryGetValue(name, out var bins)) { counts[name] = bins = new int[Bins]; }
            bins[Math.Clamp((int)(rank * Bins), 0, Bins - 1)]++;
        }

        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

        double[] Noise(double[] s, int m)
        {
            // The covariance is v₁ everywhere plus vⱼ on the diagonal: a shared error and one an arm.
            var shared = m > 1 ? s[1] : 0;
            var common = Gaussian() * Math.Sqrt(shared);
            return [.. Enumerable.Range(0, m).Select(j => common + (Gaussian() * Math.Sqrt(s[(j * m) + j] - shared)))];
        }
    }
}
