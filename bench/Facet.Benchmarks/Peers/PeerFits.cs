using System.Diagnostics;
using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Benchmarks.Peers;

/// <summary>What is timed on this side, and its answers. A call starts from trials in memory and ends with every number that its row of the table names.</summary>
internal static class PeerFits
{
    /// <summary>Answers by name; not a number stands for what the trials cannot tell.</summary>
    internal sealed class Answers : Dictionary<string, double[]>;

    /// <summary>Both league tables with their P-scores; index 0 common, 1 random.</summary>
    private sealed record Tables(Estimate?[][,] Leagues, IReadOnlyList<double?>[] Scores)
    {
        public void AddTo(Answers answers)
        {
            for (var at = 0; at < 2; at++)
            {
                Add(answers, at == 0 ? "common" : "random", Leagues[at]);
                answers[at == 0 ? "P common" : "P random"] = [.. Scores[at].Select(score => score ?? double.NaN)];
            }
        }
    }

    /// <summary>Common and random effects, both league tables with standard errors and P-scores, Q in all, within and between designs, τ² (DerSimonian and Laird).</summary>
    public static Func<Func<Answers>> Network(Network network) => () =>
    {
        var fit = NetworkMetaAnalysis.Fit(network);
        var tau2 = fit.BetweenStudyVariance;
        var tables = new Tables([fit.League(false), fit.League()], [fit.PScores(true, false), fit.PScores()]);
        var within = fit.WithinDesigns();
        return () =>
        {
            var answers = new Answers { ["tau2"] = [tau2], ["Q"] = [fit.Total.Q, fit.Total.Degrees, within.Q, within.Degrees, fit.Total.Q - within.Q, fit.Total.Degrees - within.Degrees] };
            tables.AddTo(answers);
            return answers;
        };
    };

    /// <summary>The additive model with the same outputs, each component, and Q of the difference from the network model.</summary>
    public static Func<Func<Answers>> Components(Network network, string? inactive) => () =>
    {
        var fit = ComponentNetworkMetaAnalysis.Fit(network, inactive);
        var tables = new Tables([fit.League(false), fit.League()], [fit.PScores(true, false), fit.PScores()]);
        var difference = fit.DifferenceFromStandard;
        List<Estimate?> components = [.. fit.Components.Select(name => fit.Component(name))];
        return () =>
        {
            var answers = new Answers
            {
                ["tau2"] = [fit.BetweenStudyVariance],
                ["Q"] = [fit.Additive.Q, fit.Additive.Degrees, difference.Q, difference.Degrees],
                ["TE components"] = [.. components.Select(found => found?.Value ?? double.NaN)],
                ["SE components"] = [.. components.Select(found => found?.StandardError ?? double.NaN)],
            };
            tables.AddTo(answers);
            return answers;
        };
    };

    /// <summary>τ² by restricted maximum likelihood, and each treatment against the first at it.</summary>
    public static Func<Func<Answers>> Reml(Network network) => () =>
    {
        var fit = NetworkMetaAnalysis.Fit(network, null, TauEstimator.Reml);
        List<Estimate> estimates = [.. network.Treatments.Skip(1).Select(treatment => fit.Difference(treatment, network.Treatments[0])!.Value)];
        return () => new() { ["tau2"] = [fit.BetweenStudyVariance], ["TE"] = [.. estimates.Select(estimate => estimate.Value)], ["SE"] = [.. estimates.Select(estimate => estimate.StandardError)] };
    };

    /// <summary>Scale of the half-normal prior of τ where a network is fitted by itself; effects have N(0, 100²).</summary>
    private const double TauScale = 2;

    /// <summary>The Bayesian random-effects network by the product's own hierarchical model and quadrature, on parameters that are treatments or components.</summary>
    public static Func<double, Func<Answers>> Bayesian(Network network, bool isAdditive, string? inactive)
    {
        List<string> names = isAdditive
            ? [.. network.Treatments.SelectMany(Parts).Distinct().Order(StringComparer.Ordinal)]
            : [.. network.Treatments.Skip(1)];
        return fineness =>
        {
            var index = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
            var rows = new ContrastRows(network.Trials, names.Count, treatment => isAdditive ? [.. Parts(treatment).Select(part => new KeyValuePair<int, double>(index[part], 1))] : index.TryGetValue(treatment, out var at) ? [new(at, 1)] : []);
            var lattice = LatticeQuadrature.Integrate(new([rows], [.. names.Select(_ => new ParameterPrior(0, 100))], [TauScale]), fineness);
            double[] mean = new double[names.Count], square = new double[names.Count], c = new double[names.Count], work = new double[names.Count];
            var tau2 = 0.0;
            for (var node = 0; node < lattice.Nodes.Count; node++)
            {
                var weight = lattice.Weights[node];
                tau2 += weight * lattice.Nodes[node].Psi[0] * lattice.Nodes[node].Psi[0];
                for (var i = 0; i < c.Length; i++)
                {
                    c[i] = 1;
                    var m = lattice.Nodes[node].Of(c, work, out var variance);
                    c[i] = 0;
                    mean[i] += weight * m;
                    square[i] += weight * (variance + (m * m));
                }
            }
            return () => new() { ["mean"] = mean, ["sd"] = [.. square.Select((s, i) => Math.Sqrt(s - (mean[i] * mean[i])))], ["tau2"] = [tau2] };
        };

        IEnumerable<string> Parts(string treatment) => treatment.Split('+').Select(part => part.Trim()).Where(part => part != inactive);
    }

    /// <summary>One of the product's models of pain at three months, with its own priors: every specific effect, the context and usual care.</summary>
    public static Func<double, Func<Answers>> Shipped(EffectStructure structure, bool hasInteractions)
    {
        var (library, priors, trials) = ShippedTrials();
        return fineness =>
        {
            var fit = EvidenceFit.Fit(library.Vocabulary, trials, priors, structure, hasInteractions, fineness);
            List<Mixture> effects = [.. fit.Components.Select(component => fit.Specific(component)!), fit.UsualCare()];
            if (fit.Context() is { } context) { effects.Add(context); }
            if (fit.MeanInteraction is { } interaction) { effects.Add(interaction); }
            return () => new() { ["mean"] = [.. effects.Select(effect => effect.Mean)], ["sd"] = [.. effects.Select(effect => effect.Sd)], ["tau2"] = [fit.BetweenStudyVariance(0)] };
        };
    }

    public static (TrialLibrary Library, EvidencePriors Priors, IReadOnlyList<TrialContrasts> Trials) ShippedTrials()
    {
        var files = KnowledgeFiles.Embedded;
        if (!TrialLibrary.Load(files).TryGet(out var library, out _) || !EvidencePriors.Load(files).TryGet(out var priors, out _)) { throw new InvalidOperationException("The build's own trials do not load."); }
        return (library, priors, library.Select(Outcome.Pain, TimeWindow.M3));
    }

    /// <param name="Each">Milliseconds of each run.</param>
    /// <param name="Processor">Mean milliseconds of processor time, of all threads, which a busy machine disturbs least.</param>
    internal sealed record Times(IReadOnlyList<double> Each, double Processor);

    /// <summary>Times warm calls: first a second and a half of processor time, in which the runtime compiles what is called often once more, then as many as fit in the seconds given, 5 to 200.</summary>
    public static Times Time(Action call, double seconds = 1.5)
    {
        using var process = Process.GetCurrentProcess();
        var watch = Stopwatch.StartNew();
        var calls = 0;
        for (var cold = process.TotalProcessorTime; calls < 3 || (process.TotalProcessorTime - cold).TotalSeconds < 1.5; process.Refresh())
        {
            call();
            calls++;
        }
        var each = watch.Elapsed.TotalSeconds / calls;
        var inner = Math.Max(1, (int)(0.002 / each));
        var times = new double[Math.Clamp((int)(seconds / (each * inner)), 5, 200)];
        var before = process.TotalProcessorTime;
        for (var run = 0; run < times.Length; run++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < inner; i++) { call(); }
            times[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / inner;
        }
        process.Refresh();
        return new(times, (process.TotalProcessorTime - before).TotalMilliseconds / (times.Length * inner));
    }

    private static void Add(Answers answers, string name, Estimate?[,] league)
    {
        var t = league.GetLength(0);
        double[] values = new double[t * t], errors = new double[t * t];
        for (var i = 0; i < t; i++)
        {
            // Column by column, as R counts.
            for (var j = 0; j < t; j++) { (values[(j * t) + i], errors[(j * t) + i]) = league[i, j] is { } known ? (known.Value, known.StandardError) : (double.NaN, double.NaN); }
        }
        answers[$"TE {name}"] = values;
        answers[$"SE {name}"] = errors;
    }
}
