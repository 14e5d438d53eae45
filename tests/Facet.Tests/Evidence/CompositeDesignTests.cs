using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

/// <summary>The quadrature of linked windows beside two references that share nothing with it but the density: a dense grid, and importance sampling.</summary>
public class CompositeDesignTests(ITestOutputHelper output)
{
    private static readonly EvidencePriors Priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));
    private static readonly TrialLibrary Library = TrialLibraryTests.Library;
    private static readonly string[] Few = ["exercise", "spinal_manipulation", "usual_care", "sham", "no_treatment"];

    /// <summary>What a reference says: the log marginal likelihood, and mean and standard deviation of each functional.</summary>
    private sealed record Reference(double LogIntegral, double[] Means, double[] Sds);

    [Theory]
    [InlineData(Outcome.Pain, EffectStructure.ContextOnce)]
    [InlineData(Outcome.Function, EffectStructure.Additive)]
    public void Four_linked_windows_beside_a_dense_grid(Outcome outcome, EffectStructure structure)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FACET_TEST_LONG") == "1", "Takes minutes; set FACET_TEST_LONG=1.");
        List<WindowTrials> parts = [.. TimeWindows.All.Select(window => new WindowTrials(window, [.. Library.Select(outcome, window).Where(trial => trial.Arms.All(arm => arm.Split('+').All(Few.Contains)))]))];
        var fit = EvidenceFit.FitLinked(Library.Vocabulary, parts, Priors, structure);
        var names = Names(fit);
        var functionals = names.ConvertAll(name => fit.Functional(name.Name, name.Window));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var dense = Grid(fit.Model, functionals, 10);
        var coarse = Grid(fit.Model, functionals, 8);
        output.WriteLine(FormattableString.Invariant($"{outcome} {structure}: {parts.Sum(part => part.Trials.Count)} trials in 4 windows, {fit.Model.Unknowns} unknown standard deviations, {watch.ElapsedMilliseconds} ms; the grids differ by {dense.LogIntegral - coarse.LogIntegral:0.0000} and {dense.Means.Zip(coarse.Means, (a, b) => Math.Abs(a - b)).Max():0.0000} points"));
        // Few trials leave the standard deviations loosely known, far from the normal shape that the design is exact for.
        Compare(fit, names, dense, 0.5, 0.12);
    }

    [Theory]
    [InlineData(Outcome.Pain, EffectStructure.ContextOnce, false)]
    [InlineData(Outcome.Pain, EffectStructure.Additive, false)]
    [InlineData(Outcome.Function, EffectStructure.ContextOnce, false)]
    [InlineData(Outcome.Function, EffectStructure.Additive, false)]
    [InlineData(Outcome.Pain, EffectStructure.ContextOnce, true)]
    [InlineData(Outcome.Function, EffectStructure.Additive, true)]
    public void Four_linked_windows_of_all_trials_beside_importance_sampling(Outcome outcome, EffectStructure structure, bool interactions)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FACET_TEST_LONG") == "1", "Takes minutes; set FACET_TEST_LONG=1.");
        List<WindowTrials> parts = [.. TimeWindows.All.Select(window => new WindowTrials(window, Library.Select(outcome, window)))];
        var fit = EvidenceFit.FitLinked(Library.Vocabulary, parts, Priors, structure, interactions);
        var names = Names(fit);
        Compare(fit, names, Sample(fit.Model, names.ConvertAll(name => fit.Functional(name.Name, name.Window)), 10_000), 0.2, 0.06);
    }

    private static List<(string Name, int Window)> Names(EvidenceFit fit) =>
        [.. Enumerable.Range(0, fit.Parts.Count).SelectMany(window => (IEnumerable<string>)[.. fit.Structure == EffectStructure.ContextOnce ? (string[])["(context)"] : [], "usual_care", .. fit.Components], (window, name) => (name, window))];

    private void Compare(EvidenceFit fit, List<(string Name, int Window)> names, Reference reference, double logBound, double sdBound)
    {
        double worstMean = 0, worstSd = 0;
        string ofMean = "", ofSd = "";
        for (var i = 0; i < names.Count; i++)
        {
            var own = Moments(fit, names[i]);
            var (mean, sd) = (own.Mean - reference.Means[i], (own.Sd / reference.Sds[i]) - 1);
            if (Math.Abs(mean) > Math.Abs(worstMean)) { (worstMean, ofMean) = (mean, $"{names[i].Name} in {fit.Parts[names[i].Window].Window}: {own.Mean:0.00} ({own.Sd:0.00}) beside {reference.Means[i]:0.00} ({reference.Sds[i]:0.00})"); }
            if (Math.Abs(sd) > Math.Abs(worstSd)) { (worstSd, ofSd) = (sd, $"{names[i].Name} in {fit.Parts[names[i].Window].Window}"); }
        }
        output.WriteLine(FormattableString.Invariant($"{fit.Nodes} nodes: log marginal likelihood {fit.LogMarginalLikelihood:0.000} beside {reference.LogIntegral:0.000}, error {fit.LogMarginalLikelihood - reference.LogIntegral:0.000}; largest error of a mean {worstMean:0.000} points ({ofMean}); of a standard deviation {worstSd:P1} ({ofSd})"));
        Assert.InRange(Math.Abs(fit.LogMarginalLikelihood - reference.LogIntegral), 0, logBound);
        Assert.InRange(Math.Abs(worstMean), 0, 0.5);
        Assert.InRange(Math.Abs(worstSd), 0, sdBound);
    }

    private static (double Mean, double Sd) Moments(EvidenceFit fit, (string Name, int Window) name)
    {
        var mean = new double[1];
        var square = fit.Moments([name.Name], name.Window, mean);
        return (mean[0], Math.Sqrt(square[0]));
    }

    /// <summary>Steps of ψ = a sinh t, evenly between zero and where the density is nothing; the density over t is even and smooth, so that midpoints converge fast.</summary>
    private static Reference Grid(HierarchicalModel model, List<double[]> functionals, int steps)
    {
        var m = model.Unknowns;
        var a = model.Resolutions();
        // The top, by steps along each axis in turn.
        var top = new double[m];
        for (var k = 0; k < m; k++) { top[k] = Math.Asinh(model.HalfNormal(k) / 3 / a[k]); }
        for (var sweep = 0; sweep < 30; sweep++)
        {
            for (var k = 0; k < m; k++) { top[k] = Enumerable.Range(-6, 13).Select(step => Math.Max(0, top[k] + (step * 0.3 / (1 + sweep)))).MaxBy(t => Log([.. top.Select((value, i) => i == k ? t : value)])); }
        }
        var highest = Log(top);
        var ends = new double[m];
        for (var k = 0; k < m; k++)
        {
            ends[k] = top[k];
            while (Log([.. top.Select((value, i) => i == k ? ends[k] : value)]) > highest - 11) { ends[k] += 0.05; }
        }
        double total = 0, counted = 0;
        double[] sums = new double[functionals.Count], squares = new double[functionals.Count], work = new double[model.Parameters];
        var place = new int[m];
        var t = new double[m];
        while (true)
        {
            for (var k = 0; k < m; k++) { t[k] = (place[k] + 0.5) * ends[k] / steps; }
            var weight = Math.Exp(Log(t) - highest);
            if (weight > 1e-5) { counted += weight; Add(model.At([.. t.Select((value, k) => a[k] * Math.Sinh(value))]), functionals, weight, work, sums, squares); }
            total += weight;
            var at = 0;
            while (at < m && ++place[at] == steps) { place[at++] = 0; }
            if (at == m) { break; }
        }
        return Of(highest + Math.Log(total) + ends.Sum(end => Math.Log(end / steps)), counted, sums, squares);

        double Log(double[] t)
        {
            var log = model.LogDensity([.. t.Select((value, k) => a[k] * Math.Sinh(value))]);
            for (var k = 0; k < m; k++) { log += Math.Log(a[k] * Math.Cosh(t[k])); }
            return log;
        }
    }

    /// <summary>Draws from a Student distribution with five degrees of freedom over the logarithms of the standard deviations, weighted by density; a first round finds its place and shape.</summary>
    private Reference Sample(HierarchicalModel model, List<double[]> functionals, int draws)
    {
        const int Degrees = 5;
        var m = model.Unknowns;
        var random = new Random(20261126);
        double[] centre = new double[m], l = new double[m * m];
        for (var k = 0; k < m; k++) { (centre[k], l[(k * m) + k]) = (Math.Log(model.HalfNormal(k) / 2), 0.7); }
        Reference? reference = null;
        for (var round = 0; round < 4; round++)
        {
            var isLast = round == 3;
            var count = isLast ? draws : 1500;
            var logs = new double[count];
            var points = new double[count][];
            for (var i = 0; i < count; i++)
            {
                var z = Enumerable.Range(0, m).Select(_ => Gaussian()).ToArray();
                var chi = Enumerable.Range(0, Degrees).Sum(_ => { var g = Gaussian(); return g * g; });
                var stretch = Math.Sqrt(Degrees / chi);
                points[i] = [.. Enumerable.Range(0, m).Select(j => centre[j] + (stretch * Enumerable.Range(0, j + 1).Sum(k => l[(j * m) + k] * z[k])))];
                var square = stretch * stretch * z.Sum(each => each * each);
                var density = LogGamma((Degrees + m) / 2.0) - LogGamma(Degrees / 2.0) - (m / 2.0 * Math.Log(Degrees * Math.PI)) - Enumerable.Range(0, m).Sum(k => Math.Log(l[(k * m) + k])) - ((Degrees + m) / 2.0 * Math.Log(1 + (square / Degrees)));
                logs[i] = model.LogDensity([.. points[i].Select(Math.Exp)]) + points[i].Sum() - density;
            }
            var highest = logs.Max();
            var weights = logs.Select(log => Math.Exp(log - highest)).ToArray();
            var total = weights.Sum();
            if (isLast)
            {
                double[] sums = new double[functionals.Count], squares = new double[functionals.Count], work = new double[model.Parameters];
                for (var i = 0; i < count; i++) { if (weights[i] > 1e-9) { Add(model.At([.. points[i].Select(Math.Exp)]), functionals, weights[i], work, sums, squares); } }
                output.WriteLine(FormattableString.Invariant($"{count} draws are worth {total * total / weights.Sum(weight => weight * weight):0}"));
                reference = Of(highest + Math.Log(total / count), total, sums, squares);
            }
            for (var k = 0; k < m; k++) { centre[k] = Enumerable.Range(0, count).Sum(i => weights[i] * points[i][k]) / total; }
            for (var j = 0; j < m; j++) { for (var k = 0; k < m; k++) { l[(j * m) + k] = Enumerable.Range(0, count).Sum(i => weights[i] * (points[i][j] - centre[j]) * (points[i][k] - centre[k])) / total; } }
            Cholesky.Factor(l, m);
        }
        return reference!;

        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

        // Of halves and wholes.
        static double LogGamma(double x) => x == 0.5 ? 0.5 * Math.Log(Math.PI) : x == 1 ? 0 : Math.Log(x - 1) + LogGamma(x - 1);
    }

    private static void Add(HierarchicalModel.Node node, List<double[]> functionals, double weight, double[] work, double[] sums, double[] squares)
    {
        for (var i = 0; i < functionals.Count; i++)
        {
            var mean = node.Of(functionals[i], work, out var variance);
            sums[i] += weight * mean;
            squares[i] += weight * (variance + (mean * mean));
        }
    }

    private static Reference Of(double log, double total, double[] sums, double[] squares)
    {
        var means = sums.Select(sum => sum / total).ToArray();
        return new(log, means, [.. squares.Zip(means, (square, mean) => Math.Sqrt((square / total) - (mean * mean)))]);
    }
}
