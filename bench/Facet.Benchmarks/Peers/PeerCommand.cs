using System.Globalization;
using System.Text;
using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Benchmarks.Peers;

/// <summary><c>peers sets|fit|refit|compare FOLDER …</c>: this side of bench/peers.</summary>
internal static class PeerCommand
{
    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["sets", var folder]: WriteSets(folder); return 0;
            case ["fit", var folder, var round, var task, .. var sets]: Fit(folder, round, task, sets); return 0;
            case ["refit", var folder]: Refit(folder); return 0;
            case ["compare", var folder]: return PeerTable.Print(folder);
            default: Console.Error.WriteLine("peers sets FOLDER | fit FOLDER ROUND TASK SET ... | refit FOLDER | compare FOLDER"); return 2;
        }
    }

    private static void WriteSets(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (from, to) in (IEnumerable<(string, string)>)[("stowe2010_arms", "stowe2010"), ("baker2009_arms", "baker2009"), ("franchini2012_arms", "franchini2012"), ("artificial_disconnected_contrasts", "artificial_disconnected")])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Data", "evidence", $"{from}.csv"), Path.Combine(folder, $"{to}.csv"), overwrite: true);
        }
        File.WriteAllText(Path.Combine(folder, "S200.csv"), PeerSet.Draw(200, 40, 10, 2));
        File.WriteAllText(Path.Combine(folder, "S400.csv"), PeerSet.Draw(400, 60, 12, 3));
        File.WriteAllText(Path.Combine(folder, "components.csv"), KnowledgeFiles.Embedded.Read("evidence/components.csv"));
        var text = new StringBuilder("study,treat1,treat2,TE,seTE\n");
        foreach (var trial in PeerFits.ShippedTrials().Trials)
        {
            // Every pair, in an order in which the first arm comes last: the others are compared with it.
            var k = trial.Arms.Count;
            for (var i = k - 1; i > 0; i--)
            {
                for (var j = i - 1; j >= 0; j--) { text.Append(CultureInfo.InvariantCulture, $"{trial.Study.Replace(',', ' ')},{trial.Arms[i]},{trial.Arms[j]},{Y(trial, i) - Y(trial, j):R},{Math.Sqrt(S(trial, i, i) + S(trial, j, j) - (2 * S(trial, i, j))):R}\n"); }
            }
        }
        File.WriteAllText(Path.Combine(folder, "shipped.csv"), text.ToString());

        static double Y(TrialContrasts trial, int arm) => arm == 0 ? 0 : trial.Effects[arm - 1];
        static double S(TrialContrasts trial, int arm, int other) => arm == 0 || other == 0 ? 0 : trial.Covariance[((arm - 1) * trial.Effects.Count) + other - 1];
    }

    private static void Fit(string folder, string round, string task, string[] sets)
    {
        foreach (var name in sets)
        {
            var (set, network) = PeerSet.All.FirstOrDefault(known => known.Name == name) is { } known ? (known, known.Read(folder)) : (null, null);
            Func<double, Func<PeerFits.Answers>> call = task switch
            {
                "nma" => Exact(PeerFits.Network(network!)),
                "cnma" => Exact(PeerFits.Components(network!, set!.Inactive)),
                "reml" => Exact(PeerFits.Reml(network!)),
                "bayes-nma" => PeerFits.Bayesian(network!, false, null),
                "bayes-cnma" => PeerFits.Bayesian(network!, true, set!.Inactive),
                "bayes-shipped" => PeerFits.Shipped(name.StartsWith("context", StringComparison.Ordinal) ? EffectStructure.ContextOnce : EffectStructure.Additive, name.EndsWith("interactions", StringComparison.Ordinal)),
                _ => throw new ArgumentException($"There is no task '{task}'.", nameof(task)),
            };
            var answers = call(1)();
            if (task.StartsWith("bayes", StringComparison.Ordinal))
            {
                // The quadrature's own error: everything again at half the step.
                foreach (var (key, values) in call(0.5)()) { answers[$"{key} at half the step"] = values; }
            }
            Append(folder, task, name, round, PeerFits.Time(() => call(1)), answers);
        }

        static Func<double, Func<PeerFits.Answers>> Exact(Func<Func<PeerFits.Answers>> call) => _ => call();
    }

    /// <summary>What has no peer: every model of the shipped trials, and the file that plans read.</summary>
    private static void Refit(string folder)
    {
        var files = KnowledgeFiles.Embedded;
        var (library, priors, _) = PeerFits.ShippedTrials();
        Append(folder, "refit", "plans", "1", PeerFits.Time(() => FittedEffects.Fit(files), 5), []);
        Append(folder, "refit", "interactions", "1", PeerFits.Time(Interactions, 5), []);
        Append(folder, "refit", "load", "1", PeerFits.Time(() =>
        {
            FittedEffects.Read(files.Read(FittedEffects.File), isChecked: false).TryGet(out var effects, out _);
            _ = effects!.Find(Outcome.Pain, EffectModel.PlanWindow).Mean[0] + effects.Find(Outcome.Function, EffectModel.PlanWindow).Mean[0];
        }), []);
        Append(folder, "refit", "load all, checked", "1", PeerFits.Time(() =>
        {
            FittedEffects.Read(files.Read(FittedEffects.File)).TryGet(out var effects, out _);
            foreach (var outcome in OutcomeCodes.All)
            {
                foreach (var window in TimeWindows.All) { _ = effects!.Find(outcome, window).Mean[0]; }
            }
        }), []);

        // What plans do not read: the models with interactions, windows linked and each by itself, down to every effect, the mean interaction and τ.
        void Interactions()
        {
            foreach (var outcome in OutcomeCodes.All)
            {
                List<WindowTrials> parts = [.. TimeWindows.All.Select(window => new WindowTrials(window, library.Select(outcome, window)))];
                foreach (var structure in (EffectStructure[])[EffectStructure.Additive, EffectStructure.ContextOnce])
                {
                    Look(EvidenceFit.FitLinked(library.Vocabulary, parts, priors, structure, true));
                    foreach (var part in parts) { Look(EvidenceFit.Fit(library.Vocabulary, part.Trials, priors, structure, true)); }
                }
            }
        }

        static void Look(EvidenceFit fit)
        {
            for (var window = 0; window < fit.Parts.Count; window++)
            {
                foreach (var component in fit.Components) { _ = fit.Specific(component, window)!.Sd; }
                _ = fit.BetweenStudies(window).Mean;
            }
            _ = fit.MeanInteraction!.Sd;
        }
    }

    private static void Append(string folder, string task, string set, string round, PeerFits.Times times, PeerFits.Answers answers)
    {
        static string Array(IEnumerable<double> values) => $"[{string.Join(',', values.Select(value => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "null"))}]";
        var written = string.Join(',', answers.Select(answer => $"\"{answer.Key}\":{Array(answer.Value)}"));
        File.AppendAllText(Path.Combine(folder, "facet.jsonl"), $$$"""{"side":"facet","task":"{{{task}}}","set":"{{{set}}}","round":{{{round}}},"note":"","ms":{{{Array(times.Each)}}},"cpu":{{{times.Processor.ToString("R", CultureInfo.InvariantCulture)}}},"answers":{{{{written}}}}}""" + "\n");
    }
}
