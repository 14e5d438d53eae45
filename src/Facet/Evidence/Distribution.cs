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

    // Cody's minimax coefficients, numerators and denominators, for |z| up to 0.67448975, up to √32, and above.
    private static readonly double[] MiddleNumerator = [0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249];
    private static readonly double[] MiddleDenominator = [1, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956];
    private static readonly double[] SideNumerator = [1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979, 597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218];
    private static readonly double[] SideDenominator = [1, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755, 18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727];
    private static readonly double[] TailNumerator = [0.02307344176494017303, 0.21589853405795699, 0.1274011611602473639, 0.022235277870649807, 0.001421619193227893466, 2.9112874951168792e-5];
    private static readonly double[] TailDenominator = [1, 1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244, 7.29751555083966205e-5];

    /// <summary>The probability that a standard normal variable is below <paramref name="z"/>, by rational approximation (Cody 1969, doi:10.1090/S0025-5718-1969-0247736-4; 1993, doi:10.1145/151271.151273).</summary>
    public static double Normal(double z)
    {
        var y = Math.Abs(z);
        if (y > 40) { return z < 0 ? 0 : 1; }
        if (y <= 0.67448975) { return 0.5 + (z * Ratio(MiddleNumerator, MiddleDenominator, z * z)); }
        var tail = y <= 5.656854249492381
            ? Ratio(SideNumerator, SideDenominator, y)
            : ((1 / Math.Sqrt(2 * Math.PI)) - (Ratio(TailNumerator, TailDenominator, 1 / (y * y)) / (y * y))) / y;
        // The square in two parts, of which the first is exact, so that the exponential keeps its digits.
        var near = Math.Floor(y * 16) / 16;
        tail *= Math.Exp(-near * near / 2) * Math.Exp(-(y - near) * (y + near) / 2);
        return z < 0 ? tail : 1 - tail;
    }

    private static double Ratio(double[] numerator, double[] denominator, double x)
    {
        double above = numerator[0], below = denominator[0];
        for (var i = 1; i < numerator.Length; i++)
        {
            above = (above * x) + numerator[i];
            below = (below * x) + denominator[i];
        }
        return above / below;
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
