namespace Facet.Evidence;

/// <summary>A trial on a funnel plot.</summary>
/// <param name="Study">The trial.</param>
/// <param name="Treatment">Its arm with the component.</param>
/// <param name="Comparator">Its arm that differs in the component alone.</param>
/// <param name="IsBlinded">Whether the comparator held a sham or placebo.</param>
/// <param name="Effect">Treatment minus comparator, points of 100, with the trial's own sampling error.</param>
public sealed record FunnelPoint(string Study, string Treatment, string Comparator, bool IsBlinded, Estimate Effect);

/// <summary>Trials of one component, each with its effect and its standard error: whether small trials tell another story than large ones.</summary>
/// <remarks>
/// A trial is on the plot when two of its arms differ in the component alone, shams and placebos aside; one point a trial, against nothing rather than against a sham where it has both.
/// The centre is the inverse-variance mean of the points (common effect) and the limits are 1.96 standard errors beside it: where 95 % of trials would lie if all had the same true effect (Sterne et al. 2011, doi:10.1136/bmj.d4002).
/// </remarks>
public sealed class Funnel
{
    /// <summary>With fewer trials a funnel cannot be told from chance (Sterne et al. 2011).</summary>
    public const int Readable = 10;

    private Funnel(IReadOnlyList<FunnelPoint> points)
    {
        Points = points;
        var weight = points.Sum(point => 1 / Squared(point));
        Centre = points.Count == 0 ? null : new Estimate(points.Sum(point => point.Effect.Value / Squared(point)) / weight, Math.Sqrt(1 / weight));
    }

    /// <summary>The trials of a component.</summary>
    /// <param name="trials">The trials of one outcome and window.</param>
    /// <param name="component">The component's code.</param>
    public static Funnel Of(IReadOnlyList<TrialContrasts> trials, string component)
    {
        var points = new List<FunnelPoint>();
        foreach (var trial in trials)
        {
            var pairs = trial.Arms.SelectMany(arm => trial.Arms.Where(other => EffectBasis.Differs(arm, other, [component])).Select(other => (Arm: arm, Other: other)));
            if (pairs.OrderBy(pair => IsBlinded(pair.Other)).ToList() is [var (arm, other), ..]) { points.Add(new(trial.Study, arm, other, IsBlinded(other), trial.Between(arm, other))); }
        }
        return new(points);
    }

    /// <summary>The trials, in the order of the file.</summary>
    public IReadOnlyList<FunnelPoint> Points { get; }

    /// <summary>The inverse-variance mean of the points; <see langword="null"/> without any.</summary>
    public Estimate? Centre { get; }

    /// <summary>Whether there are enough trials to read anything from the picture.</summary>
    public bool IsReadable => Points.Count >= Readable;

    /// <summary>Where 95 % of trials with this standard error would lie if all had the same true effect.</summary>
    /// <param name="standardError">Points of 100, ≥ 0.</param>
    /// <exception cref="InvalidOperationException">There is no trial.</exception>
    public Interval Limits(double standardError) => Centre is { } centre
        ? new(centre.Value - (Distribution.Normal95 * standardError), centre.Value + (Distribution.Normal95 * standardError))
        : throw new InvalidOperationException("A funnel without trials has no limits.");

    /// <summary>Draws the plot: precise trials at the top. A full point was compared with nothing or the same care, an open one with a sham or placebo.</summary>
    /// <param name="title">The picture's name.</param>
    /// <returns>An SVG document; the same trials give the same bytes.</returns>
    /// <exception cref="InvalidOperationException">There is no trial.</exception>
    public string Draw(string title)
    {
        const double Width = 400, Height = 340, Left = 44, Right = 388, Top = 34, Bottom = 280;
        var deepest = NiceStep(Points.Max(point => point.Effect.StandardError) * 1.1) is var stepY ? Math.Ceiling(Points.Max(point => point.Effect.StandardError) * 1.05 / stepY) * stepY : 0;
        var reach = Limits(deepest);
        var (low, high) = (Math.Min(reach.Low, Points.Min(point => point.Effect.Value)), Math.Max(reach.High, Points.Max(point => point.Effect.Value)));
        var step = NiceStep(high - low);
        (low, high) = (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
        var svg = new SvgPicture(Width, Height, title, "Each point is a trial: across, its effect in points of 100; down, its standard error, so that precise trials are at the top. Dashed lines: where 95 % of trials would lie if all had the same true effect. The table says the same.");
        svg.Line(X(Centre!.Value.Value), Y(0), X(Centre.Value.Value), Y(deepest), 1, 0.7);
        svg.Line(X(Centre.Value.Value), Y(0), X(reach.Low), Y(deepest), 1, 0.7, "4 4");
        svg.Line(X(Centre.Value.Value), Y(0), X(reach.High), Y(deepest), 1, 0.7, "4 4");
        foreach (var point in Points)
        {
            svg.Add($"<circle cx=\"{SvgPicture.Round(X(point.Effect.Value))}\" cy=\"{SvgPicture.Round(Y(point.Effect.StandardError))}\" r=\"4.5\"{(point.IsBlinded ? " fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\"" : "")}/>");
        }
        svg.Line(Left, Bottom, Right, Bottom);
        svg.Line(Left, Top, Left, Bottom);
        for (var tick = low; tick <= high + (step / 2); tick += step)
        {
            svg.Line(X(tick), Bottom, X(tick), Bottom + 5);
            svg.Words(X(tick), Bottom + 19, Text(tick), "middle");
        }
        for (var tick = 0.0; tick <= deepest + (stepY / 2); tick += stepY)
        {
            svg.Line(Left - 5, Y(tick), Left, Y(tick));
            svg.Words(Left - 9, Y(tick) + 4.5, Text(tick), "end");
        }
        svg.Words(4, Top - 16, "standard error, points");
        svg.Words(Left, Bottom + 42, "better");
        svg.Words(Right, Bottom + 42, "worse, points of 100", "end");
        return svg.End();

        double X(double effect) => Left + ((Right - Left) * (effect - low) / (high - low));
        double Y(double error) => Top + ((Bottom - Top) * error / deepest);
        static string Text(double value) => FormattableString.Invariant($"{SvgPicture.Round(value):0.#}");
    }

    /// <summary>A step of 1, 2 or 5 times a power of ten that parts a length in 4 to 10.</summary>
    private static double NiceStep(double length)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(length / 4)));
        var rest = length / 4 / power;
        return power * (rest >= 5 ? 5 : rest >= 2 ? 2 : 1);
    }

    private static bool IsBlinded(string arm) => arm.Split('+').Any(code => code is "sham" or "placebo");

    private static double Squared(FunnelPoint point) => point.Effect.StandardError * point.Effect.StandardError;
}
