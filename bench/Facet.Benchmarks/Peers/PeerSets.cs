using System.Globalization;
using System.Text;
using Facet.Evidence;

namespace Facet.Benchmarks.Peers;

/// <summary>A network that both sides read from the same file.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Inactive">The component without an effect; none when <see langword="null"/>.</param>
internal sealed record PeerSet(string Name, string? Inactive = null)
{
    public static readonly IReadOnlyList<PeerSet> All = [new("stowe2010", "Placebo"), new("baker2009", "Placebo"), new("franchini2012", "Placebo"), new("artificial_disconnected"), new("S200"), new("S400")];

    public Network Read(string folder)
    {
        var file = Path.Combine(folder, $"{Name}.csv");
        return NetworkFile.Read(file, File.ReadAllText(file)).TryGet(out var read, out var problems) ? read.Network : throw new InvalidOperationException(string.Join('\n', problems));
    }

    /// <summary>Draws trials of combinations: effects of components add up, trials differ by τ = 0.2, one trial in five has three or four arms.</summary>
    public static string Draw(int trials, int treatments, int components, int seed)
    {
        const double Tau = 0.2;
        var random = new Random(seed);
        var effects = Enumerable.Range(0, components).Select(_ => 0.4 * Normal(random)).ToArray();
        var names = new SortedDictionary<string, double>(StringComparer.Ordinal);
        while (names.Count < treatments)
        {
            List<int> parts = [.. Enumerable.Range(0, components).Where(_ => random.Next(components) < 2)];
            if (parts.Count == 0) { continue; }
            names[string.Join('+', parts.Select(part => $"c{part:00}"))] = parts.Sum(part => effects[part]);
        }
        string[] list = [.. names.Keys];
        var text = new StringBuilder("study,treatment,mean,sd,n\n");
        for (var trial = 0; trial < trials; trial++)
        {
            var arms = new SortedSet<int>();
            // Every treatment meets its neighbour once, so that the network is connected.
            if (trial < treatments - 1) { arms.UnionWith([trial, trial + 1]); }
            var k = random.Next(5) == 0 ? 3 + random.Next(2) : 2;
            while (arms.Count < k) { arms.Add(random.Next(treatments)); }
            var baseline = Normal(random);
            foreach (var arm in arms)
            {
                var (n, sd) = (random.Next(20, 120), 0.8 + (0.4 * random.NextDouble()));
                // Arms that each vary by τ²/2 differ by τ².
                var mean = baseline + names[list[arm]] + (Tau / Math.Sqrt(2) * Normal(random)) + (sd / Math.Sqrt(n) * Normal(random));
                text.Append(CultureInfo.InvariantCulture, $"T{trial:000},{list[arm]},{mean:0.0000},{sd:0.000},{n}\n");
            }
        }
        return text.ToString();
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
