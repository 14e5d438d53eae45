using System.Globalization;
using System.Numerics;
using System.Text;

namespace Facet.Care;

/// <summary>A ball in the room of a drawing; the hull of a few balls is a part of a body.</summary>
/// <param name="Middle">Centimetres.</param>
/// <param name="Radius">Centimetres.</param>
internal readonly record struct Ball(Vector3 Middle, float Radius);

/// <summary>What one person sees of a room: parallel projection, outlines of one weight, coloured by class.</summary>
internal sealed class FigureSheet
{
    /// <summary>Width of an outline, centimetres.</summary>
    private const double Line = 1.4;

    /// <summary>Points of a circle in a hull: finer than eyes at the size of a page.</summary>
    private const int Around = 28;

    private readonly StringBuilder text = new();
    private readonly Vector3 right;
    private readonly Vector3 up;
    private readonly Vector3 towards;

    /// <summary>An empty sheet.</summary>
    /// <param name="turn">Degrees from the side towards the front.</param>
    /// <param name="above">Degrees looked down.</param>
    public FigureSheet(double turn, double above)
    {
        var (sinT, cosT) = MathF.SinCos((float)(turn * Math.PI / 180));
        var (sinA, cosA) = MathF.SinCos((float)(above * Math.PI / 180));
        right = new(cosT, 0, -sinT);
        towards = new(cosA * sinT, sinA, cosA * cosT);
        up = Vector3.Cross(towards, right);
    }

    public double Left { get; private set; } = double.MaxValue;
    public double Top { get; private set; } = double.MaxValue;
    public double Right { get; private set; } = double.MinValue;
    public double Bottom { get; private set; } = double.MinValue;
    public string Text => text.ToString();

    /// <summary>How near a point is to the person who looks; more is nearer.</summary>
    public float Depth(Vector3 point) => Vector3.Dot(point, towards);

    /// <summary>Draws hulls of balls as one shape: its outline goes round all of them, with no line where they meet.</summary>
    public void Shape(string kind, IReadOnlyList<Ball[]> hulls)
    {
        // The stroke is painted before the fill, so that only its outer half shows.
        Add($"<path class=\"{kind}\" fill=\"{Fill(kind)}\" stroke=\"currentColor\" stroke-width=\"{Line * 2}\" paint-order=\"stroke\" d=\"");
        foreach (var hull in hulls)
        {
            var flat = hull.Select(ball => (At: Flat(ball.Middle), ball.Radius)).ToList();
            foreach (var (at, radius) in flat) { Cover(at, radius + Line); }
            if (flat.Count == 2) { Capsule(flat[0].At, flat[0].Radius, flat[1].At, flat[1].Radius); }
            else { Polygon(Hull([.. flat.SelectMany(ball => Circle(ball.At, ball.Radius))])); }
        }
        text.Append("\"/>");
    }

    /// <summary>Draws a flat face with a line round it.</summary>
    public void Face(string kind, double line, params ReadOnlySpan<Vector3> corners)
    {
        Add($"<path class=\"{kind}\" fill=\"{Fill(kind)}\" stroke=\"currentColor\" stroke-width=\"{line}\" d=\"");
        var flat = new List<Vector2>();
        foreach (var corner in corners) { flat.Add(Flat(corner)); Cover(flat[^1], line); }
        Polygon(flat);
        text.Append("\"/>");
    }

    /// <summary>Draws a soft patch of floor without a line.</summary>
    public void Patch(params ReadOnlySpan<Vector3> corners)
    {
        Add($"<path class=\"figure-floor\" fill=\"{Fill("figure-floor")}\" stroke=\"{Fill("figure-floor")}\" stroke-width=\"8\" d=\"");
        var flat = new List<Vector2>();
        foreach (var corner in corners) { flat.Add(Flat(corner)); Cover(flat[^1], 4); }
        Polygon(flat);
        text.Append("\"/>");
    }

    /// <summary>Draws the sides of a box that can be seen.</summary>
    public void Box(Vector3 from, Vector3 to)
    {
        var (low, high) = (Vector3.Min(from, to), Vector3.Max(from, to));
        if (towards.X > 0.01f) { Face("figure-prop-side", 1.2, high, new(high.X, high.Y, low.Z), new(high.X, low.Y, low.Z), new(high.X, low.Y, high.Z)); }
        if (towards.X < -0.01f) { Face("figure-prop-side", 1.2, new(low.X, high.Y, high.Z), new(low.X, high.Y, low.Z), low, new(low.X, low.Y, high.Z)); }
        if (towards.Y > 0.01f) { Face("figure-prop-top", 1.2, high, new(high.X, high.Y, low.Z), new(low.X, high.Y, low.Z), new(low.X, high.Y, high.Z)); }
        if (towards.Z > 0.01f) { Face("figure-prop", 1.2, high, new(low.X, high.Y, high.Z), new(low.X, low.Y, high.Z), new(high.X, low.Y, high.Z)); }
    }

    /// <summary>Draws a line through points.</summary>
    public void Stroke(string kind, double width, params ReadOnlySpan<Vector3> points)
    {
        Add($"<path class=\"{kind}\" stroke=\"{Fill(kind)}\" stroke-width=\"{width}\" d=\"");
        for (var index = 0; index < points.Length; index++)
        {
            var at = Flat(points[index]);
            Cover(at, width);
            Add($"{(index == 0 ? "M" : "L")}{Round(at.X)} {Round(at.Y)}");
        }
        text.Append("\"/>");
    }

    /// <summary>Draws a wheel that stands along the picture.</summary>
    public void Wheel(Vector3 middle, float radius)
    {
        Add($"<path class=\"figure-prop\" fill=\"{Fill("figure-prop")}\" stroke=\"currentColor\" stroke-width=\"1.2\" d=\"");
        var rim = new List<Vector2>();
        for (var step = 0; step < 40; step++)
        {
            var (sin, cos) = MathF.SinCos(step * MathF.Tau / 40);
            rim.Add(Flat(middle + new Vector3(cos * radius, sin * radius, 0)));
            Cover(rim[^1], 1.2);
        }
        Polygon(rim);
        text.Append("\"/>");
    }

    /// <summary>Draws an arrow that bends.</summary>
    public void Arrow(Vector3 from, Vector3 to, double bow)
    {
        var (tail, tip) = (Flat(from), Flat(to));
        var along = tip - tail;
        var aside = new Vector2(along.Y, -along.X) / MathF.Max(0.01f, along.Length());
        var control = ((tail + tip) / 2) + (aside * 2 * (float)bow);
        var into = Vector2.Normalize(tip - control);
        var wing = new Vector2(-into.Y, into.X) * 4.2f;
        var neck = tip - (into * 7);
        Cover(tail, 2);
        Cover(tip, 5);
        Cover((tail + tip) / 2 + (aside * (float)bow), 3);
        Add($"<path class=\"figure-arrow\" stroke=\"{Fill("figure-arrow")}\" stroke-width=\"2.6\" d=\"M{Round(tail.X)} {Round(tail.Y)}Q{Round(control.X)} {Round(control.Y)} {Round(neck.X)} {Round(neck.Y)}\"/>");
        var (a, b) = (neck + wing, neck - wing);
        Add($"<path class=\"figure-arrow-head\" fill=\"{Fill("figure-arrow")}\" stroke=\"{Fill("figure-arrow")}\" stroke-width=\"1\" d=\"M{Round(tip.X)} {Round(tip.Y)}L{Round(a.X)} {Round(a.Y)}L{Round(b.X)} {Round(b.Y)}Z\"/>");
    }

    /// <summary>Colours where no style sheet gives others.</summary>
    private static string Fill(string kind) => kind switch
    {
        "figure-top" => "#dcebe8",
        "figure-legs" => "#a9cbc6",
        "figure-shoe" or "figure-hair" => "#5c6b74",
        "figure-floor" => "#ece6db",
        "figure-mat" => "#f1ece3",
        "figure-wall" => "#f1ece3",
        "figure-line" => "#5c6b74",
        "figure-prop-side" => "#e4dccf",
        "figure-prop-top" => "#f6f2eb",
        "figure-prop" => "#efe9df",
        "figure-accent" or "figure-arrow" => "#b8432b",
        _ => "#ffffff",
    };

    private Vector2 Flat(Vector3 point) => new(Vector3.Dot(point, right), -Vector3.Dot(point, up));

    private void Cover(Vector2 at, double around)
    {
        Left = Math.Min(Left, at.X - around);
        Right = Math.Max(Right, at.X + around);
        Top = Math.Min(Top, at.Y - around);
        Bottom = Math.Max(Bottom, at.Y + around);
    }

    /// <summary>Two circles and the lines that touch both.</summary>
    private void Capsule(Vector2 a, float radiusA, Vector2 b, float radiusB)
    {
        var distance = (b - a).Length();
        if (distance <= MathF.Abs(radiusA - radiusB) + 0.01f)
        {
            var (at, radius) = radiusA >= radiusB ? (a, radiusA) : (b, radiusB);
            Add($"M{Round(at.X - radius)} {Round(at.Y)}a{Round(radius)} {Round(radius)} 0 1 0 {Round(2 * radius)} 0a{Round(radius)} {Round(radius)} 0 1 0 {Round(-2 * radius)} 0Z");
            return;
        }
        var way = MathF.Atan2(b.Y - a.Y, b.X - a.X);
        var open = MathF.Acos((radiusA - radiusB) / distance);
        var (first, second) = (a + (radiusA * Unit(way + open)), b + (radiusB * Unit(way + open)));
        var (third, fourth) = (b + (radiusB * Unit(way - open)), a + (radiusA * Unit(way - open)));
        Add($"M{Round(first.X)} {Round(first.Y)}L{Round(second.X)} {Round(second.Y)}A{Round(radiusB)} {Round(radiusB)} 0 {(2 * open > MathF.PI ? 1 : 0)} 0 {Round(third.X)} {Round(third.Y)}");
        Add($"L{Round(fourth.X)} {Round(fourth.Y)}A{Round(radiusA)} {Round(radiusA)} 0 {(2 * open < MathF.PI ? 1 : 0)} 0 {Round(first.X)} {Round(first.Y)}Z");
    }

    private static Vector2 Unit(float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        return new(cos, sin);
    }

    private static IEnumerable<Vector2> Circle(Vector2 middle, float radius) => Enumerable.Range(0, Around).Select(step => middle + (radius * Unit(step * MathF.Tau / Around)));

    /// <summary>The convex hull, in the same sense of turn as the capsules, so that overlaps are filled (Andrew's monotone chain).</summary>
    private static List<Vector2> Hull(List<Vector2> points)
    {
        points.Sort(static (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        var hull = new List<Vector2>();
        for (var pass = 0; pass < 2; pass++)
        {
            var start = hull.Count;
            foreach (var point in points)
            {
                while (hull.Count >= start + 2 && Turn(hull[^2], hull[^1], point) >= 0) { hull.RemoveAt(hull.Count - 1); }
                hull.Add(point);
            }
            hull.RemoveAt(hull.Count - 1);
            points.Reverse();
        }
        return hull;
    }

    private static float Turn(Vector2 a, Vector2 b, Vector2 c) => ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));

    private void Polygon(List<Vector2> corners)
    {
        for (var index = 0; index < corners.Count; index++) { Add($"{(index == 0 ? "M" : "L")}{Round(corners[index].X)} {Round(corners[index].Y)}"); }
        text.Append('Z');
    }

    private void Add(FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));

    /// <summary>A tenth of a centimetre is finer than eyes; adding zero turns a negative zero into zero.</summary>
    private static double Round(float value) => Math.Round(value, 1) + 0.0;
}
