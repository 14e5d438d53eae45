using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Facet.Benchmarks.Peers;

/// <summary>The comparison as one table (Markdown), and whether both sides agree.</summary>
/// <remarks>Processor time decides: on a busy machine a long call is interrupted and a short one is not, so that elapsed times would flatter the faster side.</remarks>
internal static class PeerTable
{
    /// <summary>A row's kind; the goal is how many times faster the project wants to be.</summary>
    private sealed record Kind(string Task, string Title, string Peer, double Goal);

    private static readonly Kind[] Kinds =
    [
        new("nma", "NMA", "base R", 5),
        new("cnma", "additive CNMA", "base R", 5),
        new("reml", "REML", "metafor", 20),
        new("bayes-nma", "Bayes, network", "JAGS", 500),
        new("bayes-cnma", "Bayes, additive", "JAGS", 500),
        new("bayes-shipped", "Bayes, shipped trials", "JAGS", 500),
    ];

    private const double Exact = 1e-10;
    private const double Tau2OfReml = 1e-6;
    private const double Quadrature = 1e-6;
    private const double MonteCarloErrors = 4;

    private sealed class Measured
    {
        public List<double> Each { get; } = [];

        public List<double> Processor { get; } = [];

        public Dictionary<string, double[]> Answers { get; } = new(StringComparer.Ordinal);

        public string Note { get; set; } = "";

        public double Median => Middle(Each);

        public double Least => Each.Min();

        public double Cpu => Middle(Processor);

        private static double Middle(List<double> values)
        {
            List<double> sorted = [.. values.Order()];
            return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
        }
    }

    /// <returns>0 when every answer agrees, 1 when one does not or is missing.</returns>
    public static int Print(string folder)
    {
        Dictionary<(string Task, string Set), Measured> facet = Read(Path.Combine(folder, "facet.jsonl")), peers = Read(Path.Combine(folder, "r.jsonl"));
        var agrees = true;
        var text = new StringBuilder("| Model | Set | Peer | Processor time a call, ms: Facet, peer | Times faster | Goal | Elapsed, ms, median (least): Facet, peer | n | Agreement |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var kind in Kinds)
        {
            foreach (var (key, ours) in facet.Where(pair => pair.Key.Task == kind.Task))
            {
                if (!peers.TryGetValue(key, out var theirs))
                {
                    text.Append(CultureInfo.InvariantCulture, $"| {kind.Title} | {key.Set} | {kind.Peer} | {Digits(ours.Cpu)}, not run | | {kind.Goal} | {Ms(ours)} | {ours.Each.Count} | |\n");
                    agrees = false;
                    continue;
                }
                var agreement = Agreement(kind.Task, ours, theirs, out var isGood);
                agrees &= isGood;
                var ratio = theirs.Cpu / ours.Cpu;
                text.Append(CultureInfo.InvariantCulture, $"| {kind.Title} | {key.Set} | {kind.Peer}{(theirs.Note.Length > 0 ? $", {theirs.Note}" : "")} | {Digits(ours.Cpu)}, {Digits(theirs.Cpu)} | {(ratio < 100 ? $"{ratio:0.0}" : $"{ratio:#,0}")} | {kind.Goal}{(ratio >= kind.Goal ? "" : " **missed**")} | {Ms(ours)}, {Ms(theirs)} | {ours.Each.Count}, {theirs.Each.Count} | {agreement}{(isGood ? "" : " **missed**")} |\n");
            }
        }
        text.Append('\n');
        if (facet.TryGetValue(("nma", "S400"), out var large)) { Line("NMA of 400 trials, 60 treatments", large, 3); }
        foreach (var (set, title, limit) in (IEnumerable<(string, string, double)>)[("load", "what a plan reads of the fitted models", 10), ("load all, checked", "the whole file of fitted models, every number checked", 10)])
        {
            if (facet.TryGetValue(("refit", set), out var found)) { Line(title, found, limit); }
        }
        if (facet.TryGetValue(("refit", "plans"), out var plans) && facet.TryGetValue(("refit", "interactions"), out var others))
        {
            Line("the models of `facet evidence fit`, sensitivity fits among them", plans, null);
            Line("all models with interactions, linked and unlinked", others, null);
            text.Append(CultureInfo.InvariantCulture, $"- the whole shipped model, both together: {plans.Median + others.Median:0} ms, least {plans.Least + others.Least:0} ms, processor time {plans.Cpu + others.Cpu:0} ms (limit 2000 ms on one core)\n");
        }
        if (facet.TryGetValue(("process", "facet evidence fit"), out var process)) { Line("`facet evidence fit` as a process on one core, start and file included", process, null); }
        Console.Out.Write(text);
        if (!agrees) { Console.Error.WriteLine("An agreement is missed."); }
        return agrees ? 0 : 1;

        void Line(string title, Measured found, double? limit) =>
            text.Append(CultureInfo.InvariantCulture, $"- {title}: {found.Median:0.00} ms, least {found.Least:0.00} ms, processor time {found.Cpu:0.00} ms, n {found.Each.Count}{(limit is { } most ? $" (limit {most} ms)" : "")}\n");

        static string Ms(Measured found) => $"{Digits(found.Median)} ({Digits(found.Least)})";

        static string Digits(double ms) => ms.ToString(ms < 1 ? "0.0000" : ms < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
    }

    private static string Agreement(string task, Measured ours, Measured theirs, out bool isGood)
    {
        double Furthest(string key) => Difference(ours.Answers[key], theirs.Answers[key]);
        if (task is "nma" or "cnma")
        {
            var worst = theirs.Answers.Keys.Max(Furthest);
            isGood = worst <= Exact && ours.Answers.Count == theirs.Answers.Count;
            return $"{Short(worst)} (1e-10)";
        }
        if (task == "reml")
        {
            var tau2 = Furthest("tau2");
            isGood = tau2 <= Tau2OfReml;
            return $"τ² {Short(tau2)} (1e-6), TE {Short(Furthest("TE"))}, SE {Short(Furthest("SE"))}";
        }
        var errors = theirs.Answers["mean"].Select((mean, i) => Math.Abs(mean - ours.Answers["mean"][i]) / theirs.Answers["mcse"][i]).Append(Math.Abs(theirs.Answers["tau2"][0] - ours.Answers["tau2"][0]) / theirs.Answers["tau2 mcse"][0]).ToList();
        var own = ((string[])["mean", "sd", "tau2"]).Max(key => Difference(ours.Answers[key], ours.Answers[$"{key} at half the step"]));
        isGood = errors.Count == ours.Answers["mean"].Length + 1 && errors.TrueForAll(error => error <= MonteCarloErrors) && own <= Quadrature;
        return string.Create(CultureInfo.InvariantCulture, $"{errors.Max():0.0} MCSE at most of {errors.Count} means (4); own error {Short(own)} (1e-6); JAGS: least effective size {theirs.Answers["ess"][0]:0} of 80,000");
    }

    private static string Short(double value) => value.ToString("0.0e0", CultureInfo.InvariantCulture);

    /// <summary>The largest difference; infinite when one side has a number where the other has none.</summary>
    private static double Difference(double[] one, double[] other) => one.Length != other.Length ? double.PositiveInfinity
        : one.Zip(other, (a, b) => double.IsNaN(a) && double.IsNaN(b) ? 0 : double.IsNaN(a) || double.IsNaN(b) ? double.PositiveInfinity : Math.Abs(a - b)).Max();

    private static Dictionary<(string Task, string Set), Measured> Read(string file)
    {
        var all = new Dictionary<(string, string), Measured>();
        foreach (var line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var key = (root.GetProperty("task").GetString()!, root.GetProperty("set").GetString()!);
            if (!all.TryGetValue(key, out var measured)) { all[key] = measured = new(); }
            measured.Each.AddRange(Numbers(root.GetProperty("ms")));
            measured.Processor.Add(root.GetProperty("cpu").GetDouble());
            measured.Note = root.GetProperty("note").GetString()!;
            foreach (var answer in root.GetProperty("answers").EnumerateObject()) { measured.Answers.TryAdd(answer.Name, Numbers(answer.Value)); }
        }
        return all;
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? double.NaN : item.GetDouble())];
}
