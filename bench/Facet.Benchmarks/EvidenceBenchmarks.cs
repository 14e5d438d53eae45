using BenchmarkDotNet.Attributes;
using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Benchmarks;

/// <summary>Networks of the sizes that peers were measured on (seeded, one trial in five with three or more arms) and the models of the shipped trials.</summary>
[MemoryDiagnoser]
public class EvidenceBenchmarks
{
    private readonly KnowledgeFiles files = KnowledgeFiles.Embedded;
    private Network small = null!;
    private Network middle = null!;
    private Network large = null!;
    private TrialLibrary library = null!;
    private EvidencePriors priors = null!;
    private IReadOnlyList<TrialContrasts> pain = null!;
    private IReadOnlyList<WindowTrials> windows = null!;

    [GlobalSetup]
    public void Prepare()
    {
        small = Draw(26, 10, 10, 1);
        middle = Draw(200, 40, 10, 2);
        large = Draw(400, 60, 12, 3);
        TrialLibrary.Load(files).TryGet(out library!, out _);
        EvidencePriors.Load(files).TryGet(out priors!, out _);
        pain = library.Select(Outcome.Pain, TimeWindow.M3);
        windows = [.. TimeWindows.All.Select(window => new WindowTrials(window, library.Select(Outcome.Pain, window)))];
    }

    /// <summary>Common and random effects, both league tables, Q, τ² and I² of 26 trials, 10 treatments.</summary>
    [Benchmark]
    public double NetworkOf26() => League(small);

    [Benchmark]
    public double NetworkOf200() => League(middle);

    [Benchmark]
    public double NetworkOf400() => League(large);

    [Benchmark]
    public double RemlOf26() => NetworkMetaAnalysis.Fit(small, null, TauEstimator.Reml).BetweenStudyVariance;

    [Benchmark]
    public double RemlOf200() => NetworkMetaAnalysis.Fit(middle, null, TauEstimator.Reml).BetweenStudyVariance;

    /// <summary>The component model beside the network model it is compared with.</summary>
    [Benchmark]
    public double ComponentsOf200() => ComponentNetworkMetaAnalysis.Fit(middle).DifferenceFromStandard.Q;

    [Benchmark]
    public int NodeSplitsOf26() => NetworkMetaAnalysis.Fit(small).NodeSplits().Count;

    /// <summary>The context-once model of pain at three months: 42 trials.</summary>
    [Benchmark]
    public double ContextOnce() => EvidenceFit.Fit(library.Vocabulary, pain, priors, EffectStructure.ContextOnce).LogMarginalLikelihood;

    [Benchmark]
    public double ContextOnceWithInteractions() => EvidenceFit.Fit(library.Vocabulary, pain, priors, EffectStructure.ContextOnce, true).LogMarginalLikelihood;

    /// <summary>The context-once model of pain with all four windows linked.</summary>
    [Benchmark]
    public double Linked() => EvidenceFit.FitLinked(library.Vocabulary, windows, priors, EffectStructure.ContextOnce).LogMarginalLikelihood;

    /// <summary>Two outcomes, four windows, four models each, unlinked.</summary>
    [Benchmark]
    public double AllUnlinked()
    {
        var sum = 0.0;
        foreach (var outcome in OutcomeCodes.All)
        {
            foreach (var window in TimeWindows.All) { sum += EvidenceAverage.Fit(library.Vocabulary, library.Select(outcome, window), priors).Weights[0]; }
        }
        return sum;
    }

    /// <summary>Two outcomes, four models each, the windows linked.</summary>
    [Benchmark]
    public double AllLinked()
    {
        var sum = 0.0;
        foreach (var outcome in OutcomeCodes.All)
        {
            sum += EvidenceAverage.Fit(library.Vocabulary, [.. TimeWindows.All.Select(window => new WindowTrials(window, library.Select(outcome, window)))], priors).Weights[0];
        }
        return sum;
    }

    [Benchmark]
    public bool LoadTrials() => TrialLibrary.Load(files).TryGet(out _, out _);

    /// <summary>What a plan reads of the fitted models: both outcomes in its window.</summary>
    [Benchmark]
    public double LoadEffects()
    {
        FittedEffects.Read(files.Read(FittedEffects.File), isChecked: false).TryGet(out var effects, out _);
        return effects!.Find(Outcome.Pain, EffectModel.PlanWindow).Mean[0] + effects.Find(Outcome.Function, EffectModel.PlanWindow).Mean[0];
    }

    /// <summary>The models that plans use and the other readings of the trials: moments of every parameter, what each number rests on.</summary>
    [Benchmark]
    public bool FitEffects() => FittedEffects.Fit(files).TryGet(out _, out _);

    private static double League(Network network)
    {
        var fit = NetworkMetaAnalysis.Fit(network);
        var (common, random) = (fit.League(false), fit.League());
        return fit.Total.I2 + fit.BetweenStudyVariance + common.Length + random.Length;
    }

    private static Network Draw(int trials, int treatments, int components, int seed)
    {
        var random = new Random(seed);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        while (names.Count < treatments)
        {
            names.Add(string.Join('+', Enumerable.Range(0, components).Where(_ => random.Next(components) < 2).Select(component => $"c{component:00}").DefaultIfEmpty("c00")));
        }
        var list = names.ToArray();
        return new([.. Enumerable.Range(0, trials).Select(trial =>
        {
            var arms = new HashSet<string>();
            // Every treatment meets its neighbour once, so that the network is connected.
            if (trial < treatments - 1) { arms.Add(list[trial]); arms.Add(list[trial + 1]); }
            var k = random.Next(5) == 0 ? 3 + random.Next(2) : 2;
            while (arms.Count < k) { arms.Add(list[random.Next(treatments)]); }
            return TrialContrasts.FromArms($"T{trial}", [.. arms], [.. arms.Select(_ => random.NextDouble() * 2)], [.. arms.Select(_ => 0.01 + (random.NextDouble() / 10))]);
        })]);
    }
}
