using System.Globalization;
using System.Numerics;
using System.Security;
using Facet.Knowledge;

namespace Facet.Care;

/// <summary>A picture of an exercise.</summary>
/// <param name="Says">What it shows, in words.</param>
/// <param name="Svg">The drawing: an <c>svg</c> element with its words as its name. Lines take the colour of the text around it; fills have classes that a style sheet may colour.</param>
/// <param name="Width">Of the drawing, centimetres of the figure's room.</param>
/// <param name="Height">Of the drawing, centimetres of the figure's room.</param>
public sealed record ExercisePicture(string Says, string Svg, int Width, int Height);

/// <summary>Draws the figures of the exercises as lines. The same figure gives the same bytes.</summary>
public static class ExerciseFigure
{
    /// <summary>Pixels of a centimetre where nothing else sets the size, so that lines are of one weight on all drawings.</summary>
    private const double Scale = 1.6;

    /// <summary>Room round the drawing, centimetres.</summary>
    private const double Margin = 6;

    /// <summary>Draws every picture of an exercise, all in one frame, so that what stays in its place does not jump.</summary>
    public static IReadOnlyList<ExercisePicture> Draw(ExerciseFigureData figure)
    {
        var sheets = figure.Frames.Select(frame => Sheet(figure, frame)).ToList();
        var (left, top, right, bottom) = (
            Math.Floor(sheets.Min(sheet => sheet.Left) - Margin), Math.Floor(sheets.Min(sheet => sheet.Top) - Margin),
            Math.Ceiling(sheets.Max(sheet => sheet.Right) + Margin), Math.Ceiling(sheets.Max(sheet => sheet.Bottom) + Margin));
        var (width, height) = ((int)(right - left), (int)(bottom - top));
        return [.. figure.Frames.Zip(sheets, (frame, sheet) => new ExercisePicture(frame.Says, string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"facet-figure\" viewBox=\"{left} {top} {width} {height}\" width=\"{width * Scale:0}\" height=\"{height * Scale:0}\" role=\"img\" aria-label=\"{SecurityElement.Escape(frame.Says)}\" fill=\"none\" stroke=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\">{sheet.Text}</svg>"), width, height))];
    }

    private static FigureSheet Sheet(ExerciseFigureData figure, FigureFrame frame)
    {
        var sheet = new FigureSheet(figure.Turn, figure.Above);
        var props = figure.Props.Concat(frame.Props).ToList();
        foreach (var prop in props.Where(prop => !prop.InFront)) { Prop(sheet, prop); }
        Body(sheet, FigureSkeleton.Of(frame.Pose), props.Where(prop => prop.InFront));
        foreach (var arrow in frame.Arrows) { sheet.Arrow(Of(arrow.From), Of(arrow.To), arrow.Bow); }
        return sheet;
    }

    /// <summary>Draws the figure: what is further away first. The trousers are one shape with the nearer leg, and the shirt is between the legs.</summary>
    private static void Body(FigureSheet sheet, FigureSkeleton body, IEnumerable<FigureProp> held)
    {
        var spine = body.Spine;
        var shirt = sheet.Depth((spine[1] + spine[2] + spine[3]) / 3);
        var head = sheet.Depth(body.Head) + 0.1f;
        var rightLeg = LegDepth(sheet, body.RightLeg);
        var leftLeg = LegDepth(sheet, body.LeftLeg);
        var rightIsNear = sheet.Depth(body.RightLeg.Root) + (rightLeg / 1000) >= sheet.Depth(body.LeftLeg.Root) + (leftLeg / 1000);
        var (near, far) = rightIsNear ? (body.RightLeg, body.LeftLeg) : (body.LeftLeg, body.RightLeg);
        var parts = new List<(float Depth, Action Draw)>
        {
            (MathF.Min(shirt - 0.2f, LegDepth(sheet, far)), () => Leg(sheet, body, far, withPelvis: false)),
            (MathF.Max(shirt + 0.2f, LegDepth(sheet, near)), () => Leg(sheet, body, near, withPelvis: true)),
            (shirt, () => Trunk(sheet, body)),
            // The neck goes into the collar and under the chin, whichever is nearer.
            (MathF.Min(shirt, head) - 0.1f, () => Neck(sheet, body)),
            (head, () => Head(sheet, body)),
            (ArmDepth(sheet, body.RightArm), () => Arm(sheet, body.RightArm)),
            (ArmDepth(sheet, body.LeftArm), () => Arm(sheet, body.LeftArm)),
        };
        // A band goes round both legs: it is seen in front of them.
        parts.AddRange(held.Select(prop => (prop.Kind == FigurePropKind.Band ? float.MaxValue : sheet.Depth((Of(prop.From) + Of(prop.To)) / 2), (Action)(() => Prop(sheet, prop)))));
        foreach (var (_, draw) in parts.OrderBy(part => part.Depth)) { draw(); }
    }

    private static float LegDepth(FigureSheet sheet, LimbJoints leg) => sheet.Depth((leg.Root + leg.Joint + leg.End) / 3);

    private static float ArmDepth(FigureSheet sheet, LimbJoints arm) => sheet.Depth((arm.Root + arm.Joint + arm.End) / 3);

    private static void Trunk(FigureSheet sheet, FigureSkeleton body)
    {
        var spine = body.Spine;
        var top = Vector3.Lerp(spine[2], spine[3], 0.72f);
        var ribs = Vector3.Lerp(spine[2], spine[3], 0.15f);
        var waist = Vector3.Lerp(spine[1], spine[2], 0.35f);
        var low = Vector3.Lerp(spine[0], spine[1], 0.35f);
        sheet.Shape("figure-top",
        [
            [.. Wide(top, body.ChestSide, 10.5f, 6.5f), .. Wide(ribs, body.ChestSide, 5.5f, 10.5f), .. Wide(Vector3.Lerp(top, spine[3], 0.2f), body.ChestSide, 2.5f, 8)],
            [.. Wide(ribs, body.ChestSide, 5.5f, 10.5f), .. Wide(waist, body.PelvisSide, 5.5f, 9.3f)],
            [.. Wide(waist, body.PelvisSide, 5.5f, 9.3f), .. Wide(low, body.PelvisSide, 6.5f, 9.8f)],
        ]);
    }

    private static Ball[] Wide(Vector3 middle, Vector3 side, float out0, float radius) => [new(middle - (side * out0), radius), new(middle + (side * out0), radius)];

    private static void Neck(FigureSheet sheet, FigureSkeleton body) =>
        sheet.Shape("figure-skin", [[new(body.Spine[3] - ((body.Spine[3] - body.Spine[2]) * 0.2f), 5), new(body.Head - (body.Crown * 4), 4.8f)]]);

    private static void Head(FigureSheet sheet, FigureSkeleton body)
    {
        var (head, face, crown) = (body.Head, body.Face, body.Crown);
        var showsFace = sheet.Depth(head + face) - sheet.Depth(head) > -0.35f;
        if (!showsFace) { Face(); }
        sheet.Shape("figure-hair", [[new(head - (face * 0.8f) + (crown * 0.9f), 9.9f), new(head - (face * 2.4f) - (crown * 1.5f), 8.4f)]]);
        if (showsFace) { Face(); }

        void Face() => sheet.Shape("figure-skin",
        [
            [new(head + (face * 3.1f) - (crown * 1.1f), 7.5f), new(head + (face * 3.4f) - (crown * 5.4f), 6.1f)],
            [new(head + (face * 7.5f) - (crown * 1.5f), 2.2f), new(head + (face * 10.8f) - (crown * 3), 1.5f)],
        ]);
    }

    private static void Arm(FigureSheet sheet, LimbJoints arm)
    {
        var knuckles = Vector3.Lerp(arm.End, arm.Tip, 0.45f);
        sheet.Shape("figure-skin",
        [
            [new(arm.Root, 4.8f), new(arm.Joint, 3.8f)],
            [new(arm.Joint, 3.8f), new(arm.End, 2.7f)],
            [new(arm.End, 2.7f), new(knuckles, 3.2f)],
            [new(knuckles, 3.2f), new(arm.Tip, 1.9f)],
        ]);
        sheet.Shape("figure-top", [[new(arm.Root, 5.6f), new(Vector3.Lerp(arm.Root, arm.Joint, 0.5f), 5.1f)]]);
    }

    private static void Leg(FigureSheet sheet, FigureSkeleton body, LimbJoints leg, bool withPelvis)
    {
        var toes = Vector3.Normalize(leg.Tip - leg.End);
        var shin = Vector3.Normalize(leg.End - leg.Joint);
        var sole = shin - (toes * Vector3.Dot(shin, toes));
        // A pointed foot goes on straight from the shin: its sole is then at the back of the leg.
        sole = sole.Length() < 0.25f ? Vector3.Normalize(sole - body.PelvisFront + (toes * Vector3.Dot(body.PelvisFront, toes))) : Vector3.Normalize(sole);
        sheet.Shape("figure-shoe",
        [
            [
                new(leg.End, 4), new(leg.End - (toes * 3.5f) + (sole * 4.2f), 3.8f),
                new(leg.End + (toes * 12) + (sole * 4.9f), 3.1f), new(leg.End + (toes * 16.5f) + (sole * 5.6f), 2.4f),
            ],
        ]);
        var calf = Vector3.Lerp(leg.Joint, leg.End, 0.3f) - (0.6f * KneeAside(leg));
        List<Ball[]> parts =
        [
            [new(leg.Root, 8.6f), new(leg.Joint, 6)],
            [new(leg.Joint, 6), new(calf, 5.7f)],
            [new(calf, 5.7f), new(Vector3.Lerp(leg.Joint, leg.End, 0.93f), 4.1f)],
        ];
        if (withPelvis)
        {
            var spine = body.Spine;
            parts.Add([.. Wide(spine[0], body.PelvisSide, 7.5f, 10), .. Wide(Vector3.Lerp(spine[0], spine[1], 0.3f), body.PelvisSide, 6.8f, 9.8f)]);
        }
        sheet.Shape("figure-legs", parts);
    }

    /// <summary>From the line between hip and ankle to the knee, at most one centimetre long.</summary>
    private static Vector3 KneeAside(LimbJoints leg)
    {
        var aside = leg.Joint - Vector3.Lerp(leg.Root, leg.End, 0.5f);
        return aside.Length() > 1 ? Vector3.Normalize(aside) : aside;
    }

    private static Vector3 Of(FigurePoint point) => new((float)point.X, (float)point.Y, (float)(point.Z ?? 0));

    private static void Prop(FigureSheet sheet, FigureProp prop)
    {
        var (from, to) = (Of(prop.From), Of(prop.To));
        switch (prop.Kind)
        {
            case FigurePropKind.Mat:
                sheet.Face("figure-mat", 1.2, new(from.X, 0, from.Z), new(to.X, 0, from.Z), new(to.X, 0, to.Z), new(from.X, 0, to.Z));
                break;
            case FigurePropKind.Floor:
                sheet.Patch(new(from.X, 0, from.Z), new(to.X, 0, from.Z), new(to.X, 0, to.Z), new(from.X, 0, to.Z));
                break;
            case FigurePropKind.Chair:
                Chair(sheet, from);
                break;
            case FigurePropKind.Wall:
                sheet.Face("figure-wall", 1.2, new(from.X, 0, -45), new(from.X, to.Y, -45), new(from.X, to.Y, 45), new(from.X, 0, 45));
                break;
            case FigurePropKind.Box:
                sheet.Box(from, to);
                break;
            case FigurePropKind.Stick:
                sheet.Stroke("figure-accent", 3, from, to);
                break;
            case FigurePropKind.Band:
                sheet.Stroke("figure-accent", 3, from, to);
                break;
            case FigurePropKind.Bag:
                sheet.Stroke("figure-line", 1.6, from, from + new Vector3(-7, -12, 0));
                sheet.Stroke("figure-line", 1.6, from, from + new Vector3(7, -12, 0));
                sheet.Box(from + new Vector3(-11, -38, -6), from + new Vector3(11, -12, 6));
                break;
            default:
                Bike(sheet, from);
                break;
        }
    }

    /// <summary>A plain kitchen chair that faces right.</summary>
    private static void Chair(FigureSheet sheet, Vector3 seat)
    {
        const float half = 21, thick = 3.5f, leg = 3.5f;
        foreach (var (x, z) in ((float, float)[])[(-half, -half), (half - leg, -half), (-half, half - leg), (half - leg, half - leg)])
        {
            sheet.Box(new(seat.X + x, 0, seat.Z + z), new(seat.X + x + leg, seat.Y - thick, seat.Z + z + leg));
        }
        sheet.Box(new(seat.X - half, seat.Y, seat.Z - half), new(seat.X - half + 3, seat.Y + 40, seat.Z + half));
        sheet.Box(new(seat.X - half, seat.Y - thick, seat.Z - half), new(seat.X + half, seat.Y, seat.Z + half));
    }

    /// <summary>An exercise bike that faces right: a foot, a frame, a wheel, a saddle and a bar.</summary>
    private static void Bike(FigureSheet sheet, Vector3 pedals)
    {
        var wheel = pedals + new Vector3(36, -2, 0);
        var saddle = pedals + new Vector3(-22, 62, 0);
        var bar = pedals + new Vector3(32, 88, 0);
        var hub = pedals + new Vector3(22, 34, 0);
        sheet.Stroke("figure-line", 4, new(pedals.X - 34, 3, 0), new(wheel.X + 16, 3, 0));
        sheet.Stroke("figure-line", 4, new(pedals.X - 30, 3, -14), new(pedals.X - 30, 3, 14));
        sheet.Stroke("figure-line", 4, new(wheel.X + 12, 3, -14), new(wheel.X + 12, 3, 14));
        sheet.Wheel(wheel, 24);
        sheet.Stroke("figure-line", 4, new(pedals.X - 14, 3, 0), pedals);
        sheet.Stroke("figure-line", 4, pedals, saddle);
        sheet.Stroke("figure-line", 4, pedals, hub);
        sheet.Stroke("figure-line", 4, hub, wheel);
        sheet.Stroke("figure-line", 4, hub, bar);
        sheet.Stroke("figure-line", 4, bar + new Vector3(0, 0, -18), bar + new Vector3(6, 3, -18), bar + new Vector3(6, 3, 18), bar + new Vector3(0, 0, 18));
        sheet.Stroke("figure-line", 6, saddle + new Vector3(-10, 1, 0), saddle + new Vector3(10, 1, 0));
    }
}
