using System.Globalization;
using System.Security;
using System.Text;

namespace Facet.Evidence;

/// <summary>A row of a forest plot, points of 100, negative is better.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Mean">Expected effect.</param>
/// <param name="MeanSd">What is unknown of the mean: standard deviation, ≥ 0.</param>
/// <param name="PredictionSd">Of the effect in a new study: standard deviation, at least <paramref name="MeanSd"/>.</param>
/// <param name="Note">What stands at the end, such as the number of trials.</param>
public sealed record ForestRow(string Label, double Mean, double MeanSd, double PredictionSd, string Note)
{
    /// <summary>The row of one component against nothing, or <see langword="null"/> where there is no estimate.</summary>
    /// <param name="joint">What is known.</param>
    /// <param name="component">The component's code.</param>
    /// <param name="label">What the row is called.</param>
    public static ForestRow? Of(JointEffects joint, string component, string label)
    {
        if (!joint.Knows(component)) { return null; }
        var projection = joint.For([component]);
        var origin = joint.Evidence(component).Words;
        return new(label, projection.ExpectedEffect([1], out _), projection.MeanStandardDeviation([1]), projection.StandardDeviation([1]), origin.Length == 0 ? "other times" : origin);
    }

    /// <summary>The 95 % interval of the mean.</summary>
    public Interval MeanInterval => Around(MeanSd);

    /// <summary>The 95 % interval of a new study.</summary>
    public Interval Prediction => Around(PredictionSd);

    /// <summary>Mean and 95 % interval of the mean in words.</summary>
    public string MeanWords => Words(MeanInterval);

    /// <summary>Mean and 95 % interval for a new study in words.</summary>
    public string PredictionWords => Words(Prediction);

    private Interval Around(double sd) => new(Mean - (Distribution.Normal95 * sd), Mean + (Distribution.Normal95 * sd));

    private string Words(Interval interval) => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.0} ({interval.Low:0.0} to {interval.High:0.0})");
}

/// <summary>Draws forest plots as SVG: the same picture for a page, for print and for the command line.</summary>
/// <remarks>No style sheet and no script is needed; lines and text take the colour of what surrounds them. A point is the mean, the thick line its 95 % interval, the thin line the 95 % interval of a new study; the dashed line is the important difference.</remarks>
public static class ForestPlot
{
    private const double Top = 34;
    private const double Least = -40;
    private const double Most = 20;

    /// <summary>Draws rows.</summary>
    /// <param name="title">The picture's name.</param>
    /// <param name="rows">The rows, from the top.</param>
    /// <param name="important">The minimal important difference, points, above 0.</param>
    /// <param name="isNarrow">Whether labels stand above their lines, for a phone, instead of beside them.</param>
    /// <returns>An SVG document; the same rows give the same bytes.</returns>
    public static string Draw(string title, IReadOnlyList<ForestRow> rows, double important = OutcomeCodes.ImportantDifference, bool isNarrow = false)
    {
        var (width, left, right, rowHeight) = isNarrow ? (360.0, 14.0, 346.0, 42.0) : (720, 210, 590, 24);
        var bottom = Top + (rows.Count * rowHeight);
        var height = bottom + 44;
        var svg = new StringBuilder();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" fill=\"currentColor\" stroke=\"none\" font-family=\"system-ui, sans-serif\" font-size=\"13\">");
        Add($"<title>{Escape(title)}</title><desc>Each row: mean, 95 % interval of the mean (thick) and of a new study (thin), points of 100; left of no difference is better. The table says the same.</desc>");
        Add($"<line x1=\"{At(0)}\" x2=\"{At(0)}\" y1=\"{Top - 8}\" y2=\"{bottom}\" stroke=\"currentColor\"/>");
        Add($"<line x1=\"{At(-important)}\" x2=\"{At(-important)}\" y1=\"{Top - 8}\" y2=\"{bottom}\" stroke=\"currentColor\" stroke-dasharray=\"4 4\" opacity=\"0.6\"/>");
        Add($"<text x=\"{At(0)}\" y=\"{Top - 14}\" text-anchor=\"middle\">no difference</text><text x=\"{At(-important)}\" y=\"{Top - 14}\" text-anchor=\"end\">important</text>");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var top = Top + (i * rowHeight);
            var y = isNarrow ? top + 28 : top + (rowHeight / 2);
            var words = isNarrow ? top + 15 : y + 4;
            Add($"<text x=\"{(isNarrow ? left : left - 12)}\" y=\"{words}\" text-anchor=\"{(isNarrow ? "start" : "end")}\">{Escape(row.Label)}</text>");
            Line(row.Prediction, y, "1.5", "1");
            Line(row.MeanInterval, y, "6", "0.45");
            Add($"<circle cx=\"{At(row.Mean)}\" cy=\"{y}\" r=\"4.5\"/><text x=\"{(isNarrow ? right : right + 12)}\" y=\"{words}\" text-anchor=\"{(isNarrow ? "end" : "start")}\">{Escape(row.Note)}</text>");
        }
        Add($"<line x1=\"{left}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\" stroke=\"currentColor\"/>");
        for (var tick = Least; tick <= Most; tick += 10) { Add($"<line x1=\"{At(tick)}\" x2=\"{At(tick)}\" y1=\"{bottom}\" y2=\"{bottom + 5}\" stroke=\"currentColor\"/><text x=\"{At(tick)}\" y=\"{bottom + 18}\" text-anchor=\"middle\">{tick}</text>"); }
        Add($"<text x=\"{left}\" y=\"{bottom + 36}\">better</text><text x=\"{right}\" y=\"{bottom + 36}\" text-anchor=\"end\">worse, points of 100</text></svg>\n");
        return svg.ToString();

        double At(double points) => Math.Round(left + ((right - left) * (Math.Clamp(points, Least, Most) - Least) / (Most - Least)), 1);

        void Add(FormattableString part) => svg.Append(part.ToString(CultureInfo.InvariantCulture));

        void Line(Interval interval, double y, string width, string opacity) =>
            Add($"<line x1=\"{At(interval.Low)}\" x2=\"{At(interval.High)}\" y1=\"{y}\" y2=\"{y}\" stroke=\"currentColor\" stroke-width=\"{width}\" opacity=\"{opacity}\"/>");
    }

    private static string Escape(string text) => SecurityElement.Escape(text);
}
