namespace Facet.Evidence;

/// <summary>What is known of a number, in points of 100.</summary>
/// <param name="Mean">Posterior mean.</param>
/// <param name="Sd">Posterior standard deviation, ≥ 0.</param>
/// <param name="Low">2.5 % quantile.</param>
/// <param name="High">97.5 % quantile.</param>
/// <param name="BelowZero">The probability that it is below 0, 0–1.</param>
public sealed record PosteriorSummary(double Mean, double Sd, double Low, double High, double BelowZero)
{
    /// <summary>Reads a posterior; of a mixture with thousands of parts this takes milliseconds, so do it once.</summary>
    public static PosteriorSummary Of(Mixture posterior) => new(posterior.Mean, posterior.Sd, posterior.Low, posterior.High, posterior.Below(0));

    /// <summary>Mean and 95 % interval in words.</summary>
    public string Words => FormattableString.Invariant($"{Mean:0.0} ({Low:0.0} to {High:0.0})");
}

/// <summary>The density of what is known of a number, as points of a curve and as a picture.</summary>
public sealed class DensityCurve
{
    private const int Steps = 240;
    private const double Reach = 4.5;

    private DensityCurve(PosteriorSummary summary, IReadOnlyList<(double X, double Density)> points, IReadOnlyList<(double, double)> quantiles) =>
        (Summary, Points, Quantiles) = (summary, points, quantiles);

    /// <summary>What is known.</summary>
    public PosteriorSummary Summary { get; }

    /// <summary>Values below which the number lies with probability 0.025, 0.25, 0.5, 0.75 and 0.975.</summary>
    public IReadOnlyList<(double Probability, double Value)> Quantiles { get; }

    /// <summary>Evenly spaced values, points of 100, with the density at each, per point; they hold all but about 1e-5 of the probability.</summary>
    public IReadOnlyList<(double X, double Density)> Points { get; }

    /// <summary>The curve of a number that is not known exactly.</summary>
    /// <exception cref="ArgumentException">The number is known exactly.</exception>
    public static DensityCurve Of(Mixture posterior)
    {
        if (!(posterior.Sd > 0)) { throw new ArgumentException("What is known exactly has no curve.", nameof(posterior)); }
        var summary = PosteriorSummary.Of(posterior);
        var points = new (double, double)[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            var x = summary.Mean + (Reach * summary.Sd * ((2.0 * i / Steps) - 1));
            points[i] = (x, posterior.Density(x));
        }
        return new(summary, points, [(0.025, summary.Low), (0.25, posterior.Quantile(0.25)), (0.5, posterior.Quantile(0.5)), (0.75, posterior.Quantile(0.75)), (0.975, summary.High)]);
    }

    /// <summary>Draws the curve; the part inside the 95 % interval is shaded, the upright line is no effect.</summary>
    /// <param name="title">The picture's name.</param>
    /// <param name="better">What a value below 0 means.</param>
    /// <param name="worse">What a value above 0 means.</param>
    /// <returns>An SVG document; the same number gives the same bytes.</returns>
    public string Picture(string title, string better, string worse)
    {
        const double Width = 400, Height = 230, Left = 12, Right = 388, Top = 34, Bottom = 170;
        var (from, to) = (Math.Min(Points[0].X, -1), Math.Max(Points[^1].X, 1));
        var top = Points.Max(point => point.Density);
        var svg = new SvgPicture(Width, Height, title, "How likely each value is, given the trials and what was likely before them; the shaded part holds 95 % of the probability. The table says the same.");
        svg.Add($"<path d=\"{Path(Points.Where(point => point.X >= Summary.Low && point.X <= Summary.High).Prepend((Summary.Low, 0)).Append((Summary.High, 0)))}Z\" opacity=\"0.25\"/>");
        svg.Add($"<path d=\"{Path(Points)}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>");
        svg.Line(X(0), Top - 10, X(0), Bottom, 1, 0.8, "4 4");
        svg.Words(X(0), Top - 16, "0", "middle");
        svg.Line(Left, Bottom, Right, Bottom);
        var step = to - from > 18 ? 5 : to - from > 8 ? 2 : 1;
        for (var tick = Math.Ceiling(from / step) * step; tick <= to; tick += step)
        {
            svg.Line(X(tick), Bottom, X(tick), Bottom + 5);
            svg.Words(X(tick), Bottom + 19, FormattableString.Invariant($"{tick + 0.0:0}"), "middle");
        }
        svg.Words(Left, Bottom + 46, better);
        svg.Words(Right, Bottom + 46, worse, "end");
        return svg.End();

        double X(double value) => Left + ((Right - Left) * (value - from) / (to - from));

        string Path(IEnumerable<(double X, double Density)> points)
        {
            var path = new System.Text.StringBuilder();
            foreach (var (x, density) in points) { path.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{SvgPicture.Round(X(x))} {SvgPicture.Round(Bottom - ((Bottom - Top) * density / top))}"); }
            return path.ToString();
        }
    }
}
