namespace Facet.Evidence;

/// <summary>A finite mixture of normal distributions: an exact posterior, given the nodes of the quadrature.</summary>
public sealed class Mixture
{
    private readonly double[] weights;
    private readonly double[] means;
    private readonly double[] sds;

    internal Mixture(double[] weights, double[] means, double[] variances)
    {
        (this.weights, this.means) = (weights, means);
        sds = new double[variances.Length];
        double total = 0, square = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sds[i] = Math.Sqrt(Math.Max(variances[i], 0));
            total += weights[i];
            Mean += weights[i] * means[i];
        }
        Mean /= total;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] /= total;
            square += weights[i] * (variances[i] + ((means[i] - Mean) * (means[i] - Mean)));
        }
        Sd = Math.Sqrt(square);
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation.</summary>
    public double Sd { get; }

    /// <summary>The 2.5 % quantile.</summary>
    public double Low => Quantile(0.025);

    /// <summary>The 97.5 % quantile.</summary>
    public double High => Quantile(0.975);

    /// <summary>The 95 % interval.</summary>
    public Interval Interval => new(Low, High);

    /// <summary>The probability of a value below <paramref name="x"/>.</summary>
    public double Below(double x)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++) { sum += weights[i] * (sds[i] > 0 ? Distribution.Normal((x - means[i]) / sds[i]) : x > means[i] ? 1 : 0); }
        return sum;
    }

    /// <summary>The density at <paramref name="x"/>, per point; a part that is known exactly has none.</summary>
    public double Density(double x)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++) { if (sds[i] > 0) { sum += weights[i] * Distribution.NormalDensity((x - means[i]) / sds[i]) / sds[i]; } }
        return sum;
    }

    /// <summary>The value below which the share <paramref name="p"/> lies, to about 1e-9 of a standard deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not inside 0–1.</exception>
    public double Quantile(double p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(p, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(p, 1);
        if (Sd == 0) { return Mean; }
        // Newton's steps inside a bracket that always holds the answer.
        double low = Mean - (50 * Sd), high = Mean + (50 * Sd), x = Mean + ((p < 0.5 ? -2 : p > 0.5 ? 2 : 0) * Sd);
        for (var step = 0; step < 100; step++)
        {
            var excess = Below(x) - p;
            if (excess > 0) { high = x; } else { low = x; }
            var next = x - (excess / Density(x));
            if (!(next > low && next < high)) { next = (low + high) / 2; }
            if (Math.Abs(next - x) < 1e-9 * Sd) { return next; }
            x = next;
        }
        return x;
    }

    /// <summary>Several mixtures as one, each with a weight; the weights need not sum to 1.</summary>
    internal static Mixture Average(IReadOnlyList<KeyValuePair<double, Mixture>> parts)
    {
        var (w, m, v) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var (share, part) in parts)
        {
            for (var i = 0; i < part.weights.Length; i++)
            {
                w.Add(share * part.weights[i]);
                m.Add(part.means[i]);
                v.Add(part.sds[i] * part.sds[i]);
            }
        }
        return new([.. w], [.. m], [.. v]);
    }
}
