using System.Numerics;
using Facet.Knowledge;

namespace Facet.Care;

/// <summary>Joints of an arm or a leg, from the trunk outwards.</summary>
/// <param name="Root">Shoulder or hip.</param>
/// <param name="Joint">Elbow or knee.</param>
/// <param name="End">Wrist or ankle.</param>
/// <param name="Tip">Finger tips or toes.</param>
/// <param name="Short">Centimetres that the limb is too short for the place it was given; 0 when it reaches.</param>
internal readonly record struct LimbJoints(Vector3 Root, Vector3 Joint, Vector3 End, Vector3 Tip, float Short);

/// <summary>A figure of fixed build in a pose: where every joint is, in centimetres. The build is that of a person of 170 cm, rounded.</summary>
/// <remarks>
/// Joints are found, not drawn: limbs keep their length whatever the pose, and an elbow or knee is where two bones of fixed length
/// meet. Proportions after Drillis and Contini 1966, Body segment parameters, New York University, report 1166.03.
/// </remarks>
internal sealed class FigureSkeleton
{
    public const float Thigh = 42, Shin = 41, AnkleHeight = 8, UpperArm = 29, Forearm = 25, Hand = 15, Foot = 19, NeckLength = 19, HeadRadius = 10.5f, HipWidth = 9, ShoulderWidth = 17;

    /// <summary>Low back, waist and chest.</summary>
    public static readonly IReadOnlyList<float> SpineLengths = [15, 15, 20];

    /// <summary>How far below the top of the chest the shoulders are.</summary>
    private const float ShoulderDrop = 4;

    private FigureSkeleton()
    {
    }

    public required IReadOnlyList<Vector3> Spine { get; init; }
    public required Vector3 PelvisSide { get; init; }
    public required Vector3 ChestSide { get; init; }
    public required Vector3 PelvisFront { get; init; }
    public required Vector3 ChestFront { get; init; }
    public required Vector3 Head { get; init; }

    /// <summary>Where the face looks.</summary>
    public required Vector3 Face { get; init; }

    /// <summary>Where the top of the head points.</summary>
    public required Vector3 Crown { get; init; }

    public required LimbJoints RightArm { get; init; }
    public required LimbJoints LeftArm { get; init; }
    public required LimbJoints RightLeg { get; init; }
    public required LimbJoints LeftLeg { get; init; }

    public static FigureSkeleton Of(FigurePose pose)
    {
        var spine = new List<Vector3> { new((float)pose.Pelvis.X, (float)pose.Pelvis.Y, (float)(pose.Pelvis.Z ?? 0)) };
        for (var part = 0; part < SpineLengths.Count; part++) { spine.Add(spine[^1] + (Way(pose.Spine[part]) * SpineLengths[part])); }
        var low = Way(pose.Spine[0]);
        var chest = Way(pose.Spine[2]);
        // A standing figure faces right, so that its right side is towards the person who looks.
        var pelvisSide = About(Vector3.UnitZ, low, -pose.Roll);
        var chestSide = About(Vector3.UnitZ, chest, -(pose.Roll + pose.Twist));
        var neck = Way(pose.Neck);
        var headSide = About(Vector3.UnitZ, neck, -(pose.Roll + pose.Twist + pose.Look));
        var crown = About(neck, headSide, -pose.Nod);
        var shoulders = spine[^1] - (chest * ShoulderDrop);
        return new()
        {
            Spine = spine,
            PelvisSide = pelvisSide,
            ChestSide = chestSide,
            PelvisFront = Vector3.Cross(low, pelvisSide),
            ChestFront = Vector3.Cross(chest, chestSide),
            Head = spine[^1] + (neck * NeckLength),
            Crown = crown,
            Face = Vector3.Cross(crown, headSide),
            RightArm = Limb(shoulders + (chestSide * ShoulderWidth), pose.RightArm, 1, UpperArm, Forearm, Hand, flat: false),
            LeftArm = Limb(shoulders - (chestSide * ShoulderWidth), pose.LeftArm, -1, UpperArm, Forearm, Hand, flat: false),
            RightLeg = Limb(spine[0] + (pelvisSide * HipWidth), pose.RightLeg, 1, Thigh, Shin, Foot, flat: true),
            LeftLeg = Limb(spine[0] - (pelvisSide * HipWidth), pose.LeftLeg, -1, Thigh, Shin, Foot, flat: true),
        };
    }

    private static LimbJoints Limb(Vector3 root, LimbPose pose, int side, float upper, float lower, float tip, bool flat)
    {
        var to = new Vector3((float)pose.To.X, (float)pose.To.Y, pose.To.Z is { } out0 ? side * (float)out0 : root.Z);
        var bend = Vector3.Zero;
        foreach (var way in pose.Bend) { bend += Way(way, side); }
        var reach = to - root;
        var distance = reach.Length();
        var along = distance > 0.001f ? reach / distance : -Vector3.UnitY;
        // Two bones that cannot reach point at the place; two that would have to fold through each other stay folded.
        var held = Math.Clamp(distance, MathF.Abs(upper - lower) + 0.5f, upper + lower - 0.05f);
        var end = root + (along * held);
        var aside = bend - (along * Vector3.Dot(bend, along));
        if (aside.Length() < 0.001f) { aside = Vector3.Cross(along, MathF.Abs(along.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitX); }
        var before = ((upper * upper) - (lower * lower) + (held * held)) / (2 * held);
        var joint = root + (along * before) + (Vector3.Normalize(aside) * MathF.Sqrt(MathF.Max(0, (upper * upper) - (before * before))));
        var straight = Vector3.Normalize(end - joint);
        var way2 = pose.End is { } angle ? Way(angle) : flat ? Vector3.UnitX : straight;
        return new(root, joint, end, end + (way2 * tip), MathF.Max(0, distance - (upper + lower)));
    }

    private static Vector3 Way(FigureWay way, int side) => way switch
    {
        FigureWay.Up => Vector3.UnitY,
        FigureWay.Down => -Vector3.UnitY,
        FigureWay.Right => Vector3.UnitX,
        FigureWay.Left => -Vector3.UnitX,
        FigureWay.Out => Vector3.UnitZ * side,
        _ => Vector3.UnitZ * -side,
    };

    private static Vector3 Way(double degrees)
    {
        var (sin, cos) = MathF.SinCos((float)(degrees * Math.PI / 180));
        return new(cos, sin, 0);
    }

    private static Vector3 About(Vector3 vector, Vector3 axis, double degrees) =>
        degrees == 0 ? vector : Vector3.Transform(vector, Quaternion.CreateFromAxisAngle(axis, (float)(degrees * Math.PI / 180)));
}
