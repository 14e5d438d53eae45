using System.Globalization;
using System.Security;
using System.Text;

namespace Facet.Evidence;

/// <summary>A drawing in SVG that needs no style sheet and no script: lines and text take the colour of what surrounds them. The same strokes give the same bytes.</summary>
internal sealed class SvgPicture
{
    private readonly StringBuilder text = new();

    /// <summary>An empty picture.</summary>
    /// <param name="width">Of the drawing, in its own units.</param>
    /// <param name="height">Of the drawing, same units.</param>
    /// <param name="title">Its name for people who cannot see it.</param>
    /// <param name="description">How it is to be read.</param>
    /// <param name="fontSize">Of its words, same units.</param>
    public SvgPicture(double width, double height, string title, string description, double fontSize = 13)
    {
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Round(width)} {Round(height)}\" role=\"img\" fill=\"currentColor\" stroke=\"none\" font-family=\"system-ui, sans-serif\" font-size=\"{fontSize}\">");
        Add($"<title>{Escape(title)}</title><desc>{Escape(description)}</desc>");
    }

    /// <summary>Adds a stroke; numbers are written the same everywhere.</summary>
    public void Add(FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a line.</summary>
    public void Line(double x1, double y1, double x2, double y2, double width = 1, double opacity = 1, string dashes = "")
    {
        Add($"<line x1=\"{Round(x1)}\" y1=\"{Round(y1)}\" x2=\"{Round(x2)}\" y2=\"{Round(y2)}\" stroke=\"currentColor\" stroke-width=\"{Round(width)}\"");
        if (opacity < 1) { Add($" opacity=\"{opacity}\""); }
        if (dashes.Length > 0) { Add($" stroke-dasharray=\"{dashes}\""); }
        text.Append("/>");
    }

    /// <summary>Adds words.</summary>
    /// <param name="x">Where.</param>
    /// <param name="y">Their base line.</param>
    /// <param name="words">The words.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>: which part of them is at <paramref name="x"/>.</param>
    public void Words(double x, double y, string words, string anchor = "start") => Add($"<text x=\"{Round(x)}\" y=\"{Round(y)}\" text-anchor=\"{anchor}\">{Escape(words)}</text>");

    /// <summary>The whole document.</summary>
    public string End() => text.Append("</svg>\n").ToString();

    /// <summary>A tenth of a unit is finer than eyes; adding zero turns a negative zero into zero.</summary>
    public static double Round(double value) => Math.Round(value, 1) + 0.0;

    private static string Escape(string words) => SecurityElement.Escape(words);
}
