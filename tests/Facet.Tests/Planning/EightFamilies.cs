using Facet.Planning;

namespace Facet.Tests.Planning;

/// <summary>A seeded synthetic patient of the eight-family model: eight modalities with 3 to 5 doses each (360,000 combinations), everything in whole numbers.</summary>
/// <remarks>
/// The effect of a dose on each of six objectives rises and flattens, e (1 − exp(−k d)); the patient's weights fold the six into one number, in hundredths of a point. 60 % of pairs of modalities interact in proportion to both
/// doses. Money, minutes, risk and the number of modalities are limited; some modalities are contraindicated, some pairs exclude each other.
/// </remarks>
public sealed class EightFamilies
{
    /// <summary>Modalities.</summary>
    public const int Count = 8;

    private const int Objectives = 6;

    /// <summary>Doses of each modality above 0; 4² · 5⁴ · 6² = 360,000 combinations.</summary>
    public static readonly IReadOnlyList<int> Doses = [3, 4, 5, 4, 4, 3, 5, 4];

    private EightFamilies(int seed)
    {
        var random = new Random(seed);
        double Between(double from, double to) => from + (random.NextDouble() * (to - from));
        var weights = Enumerable.Range(0, Objectives).Select(_ => Between(0.2, 1)).ToArray();
        var sum = weights.Sum();
        double Share(int f, int dose) => (double)dose / Doses[f];
        int[][] Table(Func<int, Func<int, int>> of) => [.. Enumerable.Range(0, Count).Select(f => Enumerable.Range(0, Doses[f] + 1).Select(of(f)).ToArray())];
        Effects = Table(f =>
        {
            var (most, bend) = (Enumerable.Range(0, Objectives).Select(_ => Between(-2, 14)).ToArray(), Between(1, 4));
            return dose => (int)Math.Round(100 * Enumerable.Range(0, Objectives).Sum(o => weights[o] / sum * most[o]) * (1 - Math.Exp(-bend * Share(f, dose))));
        });
        int[][] Linear(double from, double to)
        {
            return Table(f =>
            {
                var full = Between(from, to);
                return dose => (int)Math.Round(full * Share(f, dose));
            });
        }
        (Costs, Minutes, Risks) = (Linear(10, 120), Linear(15, 180), Linear(0, 40));
        Together = new int[Count, Count][,];
        for (var f = 0; f < Count; f++)
        {
            for (var g = f + 1; g < Count; g++)
            {
                var strength = random.NextDouble() < 0.6 ? Between(-400, 400) : 0;
                var table = new int[Doses[f] + 1, Doses[g] + 1];
                for (var d = 0; d <= Doses[f]; d++) { for (var e = 0; e <= Doses[g]; e++) { table[d, e] = (int)Math.Round(strength * Share(f, d) * Share(g, e)); } }
                Together[f, g] = table;
            }
        }
        IsContraindicated = [.. Enumerable.Range(0, Count).Select(_ => random.NextDouble() < 0.15)];
        List<(int, int)> excluded = [];
        for (var f = 0; f < Count; f++) { for (var g = f + 1; g < Count; g++) { if (random.NextDouble() < 0.05) { excluded.Add((f, g)); } } }
        Excluded = excluded;
        (Budget, MinutesAtMost, RiskAtMost, ModalitiesAtMost) = (random.Next(80, 240), random.Next(120, 360), random.Next(30, 90), random.Next(3, 6));
    }

    /// <summary>Hundredths of a point for each modality and dose.</summary>
    public int[][] Effects { get; }

    /// <summary>Money for each modality and dose.</summary>
    public int[][] Costs { get; }

    /// <summary>Minutes a week for each modality and dose.</summary>
    public int[][] Minutes { get; }

    /// <summary>Risk for each modality and dose.</summary>
    public int[][] Risks { get; }

    /// <summary>Hundredths of a point of two modalities (first &lt; second) together, by dose of each.</summary>
    public int[,][,] Together { get; }

    /// <summary>Whether each modality is barred.</summary>
    public bool[] IsContraindicated { get; }

    /// <summary>Modalities that exclude each other.</summary>
    public IReadOnlyList<(int First, int Second)> Excluded { get; }

    /// <summary>Money, at most.</summary>
    public int Budget { get; }

    /// <summary>Minutes a week, at most.</summary>
    public int MinutesAtMost { get; }

    /// <summary>Risk, at most.</summary>
    public int RiskAtMost { get; }

    /// <summary>Modalities, at most.</summary>
    public int ModalitiesAtMost { get; }

    /// <summary>The patient of a seed.</summary>
    public static EightFamilies Patient(int seed) => new(seed);

    /// <summary>The same as a model of the search; item f is modality f. Resources: money, minutes, risk, modalities; where capacity is shared, then the minutes of each modality, without a limit.</summary>
    public RegimenModel Model(bool isShared = false)
    {
        List<RegimenPair> pairs = [];
        for (var f = 0; f < Count; f++)
        {
            for (var g = f + 1; g < Count; g++)
            {
                var isExcluded = Excluded.Contains((f, g));
                for (var d = 1; d <= Doses[f]; d++)
                {
                    for (var e = 1; e <= Doses[g]; e++)
                    {
                        if (isExcluded || Together[f, g][d, e] != 0) { pairs.Add(new(f, d, g, e, isExcluded ? double.NegativeInfinity : Together[f, g][d, e])); }
                    }
                }
            }
        }
        return new(
            [.. Enumerable.Range(0, Count).Select(f => new RegimenItem
            {
                Levels = [.. Enumerable.Range(1, Doses[f]).Select(d => new RegimenLevel(Effects[f][d]) { Uses = [Costs[f][d], Minutes[f][d], Risks[f][d], 1, .. Enumerable.Range(0, isShared ? Count : 0).Select(g => g == f ? Minutes[f][d] : 0.0)] })],
            })],
            resources: [new(Budget), new(MinutesAtMost), new(RiskAtMost), new(ModalitiesAtMost), .. Enumerable.Repeat(new RegimenResource(double.PositiveInfinity), isShared ? Count : 0)],
            pairs: pairs);
    }

    /// <summary>The contraindications as locks on a model.</summary>
    public RegimenRestriction Restriction(RegimenModel model)
    {
        var restriction = new RegimenRestriction(model);
        for (var f = 0; f < Count; f++)
        {
            if (IsContraindicated[f]) { restriction.Forbid(f); }
        }
        return restriction;
    }

    /// <summary>Hundredths of a point of a choice of doses.</summary>
    public int Value(ReadOnlySpan<int> doses)
    {
        var value = 0;
        for (var f = 0; f < Count; f++)
        {
            value += Effects[f][doses[f]];
            for (var g = f + 1; g < Count; g++) { value += Together[f, g][doses[f], doses[g]]; }
        }
        return value;
    }

    /// <summary>The greatest value within the limits, by going through every allowed choice.</summary>
    /// <param name="allowed">How many choices are allowed.</param>
    public int BestByEnumeration(out long allowed)
    {
        Span<int> doses = stackalloc int[Count];
        doses.Clear();
        var (best, count) = (int.MinValue, 0L);
        Visit(0, doses, Budget, MinutesAtMost, RiskAtMost, ModalitiesAtMost, ref best, ref count);
        allowed = count;
        return best;
    }

    private void Visit(int f, Span<int> doses, int money, int minutes, int risk, int modalities, ref int best, ref long count)
    {
        if (f == Count)
        {
            count++;
            best = Math.Max(best, Value(doses));
            return;
        }
        for (var d = 0; d <= Doses[f]; d++)
        {
            if (d > 0 && (IsContraindicated[f] || modalities == 0 || Clashes(f, doses))) { break; }
            if (Costs[f][d] > money || Minutes[f][d] > minutes || Risks[f][d] > risk) { continue; }
            doses[f] = d;
            Visit(f + 1, doses, money - Costs[f][d], minutes - Minutes[f][d], risk - Risks[f][d], modalities - Math.Sign(d), ref best, ref count);
        }
        doses[f] = 0;
    }

    private bool Clashes(int f, ReadOnlySpan<int> doses)
    {
        foreach (var (first, second) in Excluded)
        {
            if (second == f && doses[first] > 0) { return true; }
        }
        return false;
    }
}
