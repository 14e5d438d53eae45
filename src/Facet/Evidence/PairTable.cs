namespace Facet.Evidence;

/// <summary>Treatments against each other: t values, their covariance (t × t), and for each what the design cannot tell of it by itself.</summary>
internal sealed class PairTable(double[] values, double[] covariance, double[][] outside)
{
    /// <summary>Treatment <paramref name="i"/> minus treatment <paramref name="j"/>, or <see langword="null"/> when the design cannot tell.</summary>
    public Estimate? Difference(int i, int j)
    {
        if (!Estimability.CanTell(outside[i], outside[j])) { return null; }
        var t = values.Length;
        return new(values[i] - values[j], Math.Sqrt(Math.Max(0, covariance[(i * t) + i] + covariance[(j * t) + j] - (2 * covariance[(i * t) + j]))));
    }

    /// <summary>All differences, row minus column, t × t; the diagonal is <see langword="null"/>.</summary>
    public Estimate?[,] Differences()
    {
        var all = new Estimate?[values.Length, values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Difference(i, j) is not { } known) { continue; }
                all[i, j] = known;
                all[j, i] = new Estimate(-known.Value, known.StandardError);
            }
        }
        return all;
    }

    /// <summary>P-scores, each over the treatments that a treatment can be compared with; <see langword="null"/> without any.</summary>
    /// <param name="smallIsGood">Whether a smaller value is better.</param>
    public IReadOnlyList<double?> PScores(bool smallIsGood)
    {
        double[] sums = new double[values.Length], counts = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                // Two combinations that the model takes for the same thing differ by exactly nothing.
                if (Difference(i, j) is not { StandardError: > 0 } known) { continue; }
                var below = Distribution.Normal(-known.Z);
                sums[i] += smallIsGood ? below : 1 - below;
                sums[j] += smallIsGood ? 1 - below : below;
                counts[i]++;
                counts[j]++;
            }
        }
        return [.. sums.Select((sum, i) => counts[i] > 0 ? sum / counts[i] : (double?)null)];
    }
}
