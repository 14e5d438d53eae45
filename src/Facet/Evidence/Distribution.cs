namespace Facet.Evidence;

/// <summary>Probabilities of the normal and the chi-square distribution, to about 14 digits.</summary>
internal static class Distribution
{
    /// <summary>Half the width of a 95 % interval in standard deviations.</summary>
    public const double Normal95 = 1.959963984540054;

    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
        -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>The probability that a standard normal variable is below <paramref name="z"/>.</summary>
    public static double Normal(double z)
    {
        var tail = 0.5 * UpperGamma(0.5, z * z / 2);
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>The two-sided p-value of a standard normal statistic.</summary>
    public static double TwoSided(double z) => UpperGamma(0.5, z * z / 2);

    /// <summary>The density of the standard normal distribution.</summary>
    public static double NormalDensity(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>The probability that a chi-square variable with <paramref name="degrees"/> degrees of freedom exceeds <paramref name="q"/>; 1 for none.</summary>
    public static double ChiSquareUpper(double q, int degrees) => degrees <= 0 || q <= 0 ? 1 : UpperGamma(degrees / 2.0, q / 2);

    /// <summary>The regularised upper incomplete gamma function, by series below a + 1 and by Lentz's continued fraction above.</summary>
    private static double UpperGamma(double a, double x)
    {
        if (x <= 0) { return 1; }
        if (double.IsPositiveInfinity(x)) { return 0; }
        var scale = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (var n = 1; n < 1000 && Math.Abs(term) > Math.Abs(sum) * 1e-17; n++) { sum += term *= x / (a + n); }
            return 1 - (sum * scale);
        }
        double b = x + 1 - a, c = 1 / 1e-300, d = 1 / b, h = d;
        for (var n = 1; n < 1000; n++)
        {
            var an = -n * (n - a);
            b += 2;
            d = 1 / Guard((an * d) + b);
            c = Guard(b + (an / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16) { break; }
        }
        return scale * h;

        static double Guard(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;
    }

    private static double LogGamma(double x)
    {
        if (x < 0.5) { return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x); }
        x -= 1;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++) { sum += Lanczos[i] / (x + i); }
        var t = x + Lanczos.Length - 1.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
