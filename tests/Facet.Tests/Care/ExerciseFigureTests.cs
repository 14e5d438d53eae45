using System.Globalization;
using System.Numerics;
using System.Xml.Linq;
using Facet.Care;
using Facet.Knowledge;

namespace Facet.Tests.Care;

public class ExerciseFigureTests
{
    /// <summary>Centimetres that a drawing may be off.</summary>
    private const float Slack = 1.6f;

    private static IEnumerable<(string Name, FigureFrame Frame, FigureSkeleton Body, IReadOnlyList<FigureProp> Props)> Frames =>
        from guide in GivenGuides.All
        from pair in guide.Figure.Frames.Select((frame, index) => (frame, index))
        select ($"{guide.Exercise.Id} picture {pair.index + 1}", pair.frame, FigureSkeleton.Of(pair.frame.Pose), (IReadOnlyList<FigureProp>)[.. guide.Figure.Props, .. pair.frame.Props]);

    [Fact]
    public void The_figure_is_the_same_person_in_every_picture() => Assert.All(Frames, each =>
    {
        foreach (var (limb, upper, lower, tip) in Limbs(each.Body))
        {
            Assert.Equal(upper, Vector3.Distance(limb.Root, limb.Joint), 0.1f);
            Assert.Equal(lower, Vector3.Distance(limb.Joint, limb.End), 0.1f);
            Assert.Equal(tip, Vector3.Distance(limb.End, limb.Tip), 0.1f);
            Assert.True(limb.Short <= 0.3f, $"{each.Name}: a limb is {limb.Short:0.0} cm too short for its place.");
        }
        for (var part = 0; part < 3; part++) { Assert.Equal(FigureSkeleton.SpineLengths[part], Vector3.Distance(each.Body.Spine[part], each.Body.Spine[part + 1]), 0.1f); }
        Assert.Equal(FigureSkeleton.NeckLength, Vector3.Distance(each.Body.Head, each.Body.Spine[3]), 0.1f);
    });

    [Fact]
    public void Nothing_is_below_the_floor() =>
        Assert.All(Frames, each => Assert.All(Balls(each.Body), ball => Assert.True(ball.Lowest >= -Slack, $"{each.Name}: the {ball.Name} is {-ball.Lowest:0.0} cm below the floor.")));

    [Fact]
    public void Something_carries_the_figure() => Assert.All(Frames, each =>
        Assert.True(Balls(each.Body).Any(ball => Heights(each.Props, ball.Middle).Any(height => MathF.Abs(ball.Lowest - height) <= Slack)), $"{each.Name} floats."));

    [Fact]
    public void Whoever_stands_has_a_flat_foot_on_what_they_stand_on() => Assert.All(Frames.Where(each => each.Body.Spine[0].Y > 70 && each.Props.All(prop => prop.Kind != FigurePropKind.Bike)), each =>
        Assert.True(((LimbJoints[])[each.Body.RightLeg, each.Body.LeftLeg]).Any(leg =>
            Heights(each.Props, leg.End).Any(height => MathF.Abs(leg.End.Y - FigureSkeleton.AnkleHeight - height) <= 0.6f) && MathF.Abs(leg.Tip.Y - leg.End.Y) <= 6), $"{each.Name} has no foot on the ground."));

    [Fact]
    public void Knees_and_elbows_bend_as_far_as_people_can() => Assert.All(Frames, each =>
    {
        foreach (var (limb, _, _, _) in Limbs(each.Body)) { Assert.InRange(Bend(limb.Joint - limb.Root, limb.End - limb.Joint), 0, 155); }
    });

    [Fact]
    public void Knees_bend_forward() => Assert.All(Frames.Where(each => each.Frame.Pose.Roll == 0), each =>
    {
        foreach (var leg in (LimbJoints[])[each.Body.RightLeg, each.Body.LeftLeg])
        {
            var aside = leg.Joint - Vector3.Lerp(leg.Root, leg.End, 0.5f);
            // Of a leg that is nearly straight the eye cannot tell.
            Assert.True(aside.Length() < 7 || Vector3.Dot(Vector3.Normalize(aside), Forward(each.Body, leg)) > -0.2f, $"{each.Name}: a knee bends backwards.");
        }
    });

    [Fact]
    public void Spine_and_neck_bend_as_far_as_is_natural() => Assert.All(Frames, each =>
    {
        var angles = each.Frame.Pose.Spine;
        Assert.All(angles.Zip(angles.Skip(1)), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 40));
        Assert.True(Math.Abs(angles[0] - angles[2]) <= 70, each.Name);
        Assert.True(Math.Abs(each.Frame.Pose.Neck - angles[2]) <= 35, $"{each.Name}: the neck is bent by {each.Frame.Pose.Neck - angles[2]} degrees.");
        Assert.InRange(each.Frame.Pose.Nod, -25, 30);
        Assert.InRange(each.Frame.Pose.Twist, -50, 50);
    });

    [Fact]
    public void A_drawing_is_one_image_with_a_name_and_nothing_that_a_strict_page_refuses() => Assert.All(GivenGuides.All, guide =>
    {
        var pictures = ExerciseFigure.Draw(guide.Figure);
        Assert.Equal(guide.Figure.Frames.Select(frame => frame.Says), pictures.Select(picture => picture.Says));
        Assert.Equal(pictures.Select(picture => picture.Svg), ExerciseFigure.Draw(guide.Figure).Select(picture => picture.Svg));
        foreach (var picture in pictures)
        {
            var svg = XElement.Parse(picture.Svg);
            Assert.Equal("img", svg.Attribute("role")?.Value);
            Assert.Equal(picture.Says, svg.Attribute("aria-label")?.Value);
            Assert.All(svg.DescendantsAndSelf(), element =>
            {
                Assert.True(element.Name.LocalName is "svg" or "path", element.Name.LocalName);
                Assert.DoesNotContain(element.Attributes(), attribute => attribute.Name.LocalName is "style" or "id" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
                Assert.DoesNotContain("NaN", element.Attribute("d")?.Value ?? "", StringComparison.Ordinal);
            });
            Assert.InRange(picture.Svg.Length, 1000, 12_000);
        }
        Assert.Single(pictures.Select(picture => (picture.Width, picture.Height)).Distinct());
    });

    [Fact]
    public void All_of_a_drawing_is_inside_its_frame() => Assert.All(GivenGuides.All, guide => Assert.All(ExerciseFigure.Draw(guide.Figure), picture =>
    {
        var box = XElement.Parse(picture.Svg).Attribute("viewBox")!.Value.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        foreach (var place in System.Text.RegularExpressions.Regex.Matches(picture.Svg, @"[ML](-?[0-9.]+) (-?[0-9.]+)").Select(match => (X: double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), Y: double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))))
        {
            Assert.InRange(place.X, box[0], box[0] + box[2]);
            Assert.InRange(place.Y, box[1], box[1] + box[3]);
        }
    }));

    [Fact]
    public void Any_limb_keeps_its_length_wherever_it_is_sent() => Gen.Select(Gen.Double[-150, 150], Gen.Double[-150, 150], Gen.Double[-80, 80], Gen.Enum<FigureWay>()).Sample((x, y, z, way) =>
    {
        var limb = new LimbPose(new(x, y, z), [way], null);
        var body = FigureSkeleton.Of(new() { Pelvis = new(0, 90, 0), Spine = [90, 90, 90], Neck = 90, RightArm = limb, LeftArm = limb, RightLeg = limb, LeftLeg = limb });
        foreach (var (joints, upper, lower, _) in Limbs(body))
        {
            Assert.Equal(upper, Vector3.Distance(joints.Root, joints.Joint), 0.1f);
            Assert.Equal(lower, Vector3.Distance(joints.Joint, joints.End), 0.1f);
        }
    });

    private static IEnumerable<(LimbJoints Limb, float Upper, float Lower, float Tip)> Limbs(FigureSkeleton body) =>
    [
        (body.RightArm, FigureSkeleton.UpperArm, FigureSkeleton.Forearm, FigureSkeleton.Hand), (body.LeftArm, FigureSkeleton.UpperArm, FigureSkeleton.Forearm, FigureSkeleton.Hand),
        (body.RightLeg, FigureSkeleton.Thigh, FigureSkeleton.Shin, FigureSkeleton.Foot), (body.LeftLeg, FigureSkeleton.Thigh, FigureSkeleton.Shin, FigureSkeleton.Foot),
    ];

    /// <summary>Parts of the body that can touch the floor, as they are drawn.</summary>
    private static IEnumerable<(string Name, Vector3 Middle, float Lowest)> Balls(FigureSkeleton body)
    {
        yield return ("head", body.Head, body.Head.Y - FigureSkeleton.HeadRadius);
        yield return ("pelvis", body.Spine[0], body.Spine[0].Y - 10);
        yield return ("hip", body.RightLeg.Root, body.RightLeg.Root.Y - 8.6f);
        yield return ("waist", body.Spine[2], body.Spine[2].Y - 9.3f);
        foreach (var (limb, upper, _, _) in Limbs(body))
        {
            var isLeg = upper == FigureSkeleton.Thigh;
            yield return (isLeg ? "knee" : "elbow", limb.Joint, limb.Joint.Y - (isLeg ? 6 : 3.8f));
            yield return (isLeg ? "ankle" : "wrist", limb.End, limb.End.Y - (isLeg ? 4 : 2.7f));
            // Of a flat foot the sole is what touches.
            if (isLeg && MathF.Abs(limb.Tip.Y - limb.End.Y) < 3 && limb.Joint.Y > limb.End.Y + 20) { yield return ("sole", limb.End, limb.End.Y - FigureSkeleton.AnkleHeight); }
        }
    }

    /// <summary>What can carry somebody at a place: the floor, a step, a seat, a saddle.</summary>
    private static IEnumerable<float> Heights(IReadOnlyList<FigureProp> props, Vector3 at)
    {
        var under = props.Where(prop => prop.Kind == FigurePropKind.Box && at.X >= Math.Min(prop.From.X, prop.To.X) - 2 && at.X <= Math.Max(prop.From.X, prop.To.X) + 2).Select(prop => (float)Math.Max(prop.From.Y, prop.To.Y))
            .Concat(props.Where(prop => prop.Kind == FigurePropKind.Chair && Math.Abs(at.X - prop.From.X) <= 22).Select(prop => (float)prop.From.Y))
            .Concat(props.Where(prop => prop.Kind == FigurePropKind.Bike).Select(prop => (float)prop.From.Y + 63));
        return under.Append(0);
    }

    private static double Bend(Vector3 one, Vector3 next) => Math.Acos(Math.Clamp(Vector3.Dot(one, next) / (one.Length() * next.Length()), -1, 1)) * 180 / Math.PI;

    /// <summary>Forwards of a thigh: the front of the pelvis, turned with the hip.</summary>
    private static Vector3 Forward(FigureSkeleton body, LimbJoints leg)
    {
        var thigh = Vector3.Normalize(leg.Joint - leg.Root);
        return Vector3.Normalize(Vector3.Cross(body.PelvisSide, thigh));
    }
}
