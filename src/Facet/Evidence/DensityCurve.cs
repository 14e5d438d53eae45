namespace Facet.Evidence;

/// <summary>The density of what is known of a number, as points of a curve and as a picture.</summary>
public sealed class DensityCurve
{
    private const int Steps = 240;
    private const double Reach = 4.5;

    private DensityCurve(Mixture of, IReadOnlyList<(double X, double Density)> points) => (Of, Points) = (of, points);

    /// <summary>What is drawn.</summary>
    public Mixture Of { get; }

    /// <summary>Evenly spaced values, points of 100, with the density at each, per point; they hold all but about 1e-5 of the probability.</summary>
    public IReadOnlyList<(double X, double Density)> Points { get; }

    /// <summary>The curve of a number that is not known exactly.</summary>
    /// <exception cref="ArgumentException">The number is known exactly.</exception>
    public static DensityCurve Draw(Mixture of)
    {
        if (!(of.Sd > 0)) { throw new ArgumentException("What is known exactly has no curve.", nameof(of)); }
        var points = new (double, double)[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            var x = of.Mean + (Reach * of.Sd * ((2.0 * i / Steps) - 1));
            points[i] = (x, of.Density(x));
        }
        return new(of, points);
    }

    /// <summary>Draws the curve; the part inside the 95 % interval is shaded, the upright line is no effect.</summary>
    /// <param name="title">The picture's name.</param>
    /// <param name="better">What a value below 0 means.</param>
    /// <param name="worse">What a value above 0 means.</param>
    /// <returns>An SVG document; the same number gives the same bytes.</returns>
    public string Picture(string title, string better, string worse)
    {
        const double Width = 640, Height = 270, Left = 20, Right = 620, Top = 34, Bottom = 206;
        var (from, to) = (Math.Min(Points[0].X, -1), Math.Max(Points[^1].X, 1));
        var top = Points.Max(point => point.Density);
        var interval = Of.Interval;
        var svg = new SvgPicture(Width, Height, title, "How likely each value is, given the trials and what was likely before them; the shaded part holds 95 % of the probability. The table says the same.");
        svg.Add($"<path d=\"{Path(Points.Where(point => point.X >= interval.Low && point.X <= interval.High).Prepend((interval.Low, 0)).Append((interval.High, 0)))}Z\" opacity=\"0.25\"/>");
        svg.Add($"<path d=\"{Path(Points)}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>");
        svg.Line(X(0), Top - 10, X(0), Bottom, 1, 0.8, "4 4");
        svg.Words(X(0), Top - 16, "0", "middle");
        svg.Line(Left, Bottom, Right, Bottom);
        var step = to - from > 24 ? 5 : to - from > 10 ? 2 : 1;
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
