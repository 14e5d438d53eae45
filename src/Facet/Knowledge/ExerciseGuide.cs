namespace Facet.Knowledge;

/// <summary>Which sides of the body an exercise is done on.</summary>
public enum ExerciseSides
{
    /// <summary>Both at once, or the middle.</summary>
    Together,

    /// <summary>All of one side, then all of the other.</summary>
    OneThenOther,

    /// <summary>One side and the other in turn, a repetition each.</summary>
    InTurn,
}

/// <summary>How much of an exercise to do. What the library gives is the dose; what it leaves open is a setting, marked in <see cref="Settings"/>.</summary>
public sealed record ExerciseDose
{
    /// <summary>Sets in a go, 1 or more.</summary>
    public required int Sets { get; init; }

    /// <summary>Repetitions in a set, 1 or more; of each side where there are sides.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Seconds of one repetition, 1 or more: the hold, the minutes, or the time that one movement there and back takes.</summary>
    public required int Seconds { get; init; }

    /// <summary>Whether a repetition is a position that is held, as against a movement.</summary>
    public required bool IsHold { get; init; }

    /// <summary>Whether the length is given in minutes: one long stretch of walking, cycling or rest.</summary>
    public bool IsMinutes { get; init; }

    /// <summary>Metres of one repetition; <see langword="null"/> where nothing is walked. Its <see cref="Seconds"/> are then a guess at a calm pace.</summary>
    public int? Metres { get; init; }

    /// <summary>Seconds of rest between repetitions that are held, 0 or more.</summary>
    public required int RestSeconds { get; init; }

    /// <summary>Seconds of rest between sets, 0 or more.</summary>
    public required int SetRestSeconds { get; init; }

    /// <summary>Seconds to get into position before the first repetition, 0 or more.</summary>
    public required int GetReadySeconds { get; init; }

    /// <summary>Seconds to change from one side to the other, 0 or more.</summary>
    public required int ChangeSidesSeconds { get; init; }

    /// <summary>Sides.</summary>
    public required ExerciseSides Sides { get; init; }

    /// <summary>Goes a day, 1 or more; <see langword="null"/> where it is done every so many hours.</summary>
    public required int? TimesADay { get; init; }

    /// <summary>Hours from one go to the next while awake; <see langword="null"/> where a number of goes a day is given.</summary>
    public required int? EveryHours { get; init; }

    /// <summary>Days a week, 1 to 7. The default is 7.</summary>
    public required int DaysAWeek { get; init; }

    /// <summary>The keys in the file of the numbers that the library does not give.</summary>
    public required IReadOnlyList<string> Settings { get; init; }
}

/// <summary>How an exercise is done, in words and pictures for the person who does it.</summary>
/// <param name="Exercise">The exercise.</param>
/// <param name="Name">Its name for patients.</param>
/// <param name="Dose">Where to start.</param>
/// <param name="Steps">What to do, 3 to 6 steps in order.</param>
/// <param name="Feels">What it should feel like.</param>
/// <param name="NotThis">What it should not feel like or look like.</param>
/// <param name="More">How to make it a little harder.</param>
/// <param name="Less">How to make it a little easier.</param>
/// <param name="Figure">The drawing.</param>
public sealed record ExerciseGuide(Exercise Exercise, string Name, ExerciseDose Dose, IReadOnlyList<string> Steps, string Feels, string NotThis, string More, string Less, ExerciseFigureData Figure);

/// <summary>A point in the room of a drawing, centimetres: to the right (the way a standing figure faces), up from the floor, towards the person who looks.</summary>
/// <param name="X">Centimetres to the right.</param>
/// <param name="Y">Centimetres up; the floor is 0.</param>
/// <param name="Z">Centimetres towards the person who looks; the middle of the figure is 0. <see langword="null"/> where the file leaves it out: the middle, and for limbs straight below their own joint.</param>
public readonly record struct FigurePoint(double X, double Y, double? Z);

/// <summary>A drawing of an exercise as data.</summary>
/// <param name="Turn">Degrees that the person who looks has walked round the figure, from the side (0) towards its front (90).</param>
/// <param name="Above">Degrees that they look down from, 0 to 90.</param>
/// <param name="Props">What stands in the room in every picture.</param>
/// <param name="Frames">One or two pictures.</param>
public sealed record ExerciseFigureData(double Turn, double Above, IReadOnlyList<FigureProp> Props, IReadOnlyList<FigureFrame> Frames);

/// <summary>Things in a drawing.</summary>
public enum FigurePropKind
{
    /// <summary>A mat on the floor, from one point to the opposite corner.</summary>
    Mat,

    /// <summary>Bare floor, drawn as a soft patch, from one point to the opposite corner.</summary>
    Floor,

    /// <summary>A chair: the middle of its seat at seat height; it faces right.</summary>
    Chair,

    /// <summary>A wall that stands across the picture at this place; its height is the second point's.</summary>
    Wall,

    /// <summary>A box from one corner to the opposite one: a step, a kitchen counter, a cushion.</summary>
    Box,

    /// <summary>A stick from one point to another.</summary>
    Stick,

    /// <summary>An elastic band from one point to another.</summary>
    Band,

    /// <summary>A shopping bag whose handle is at this point.</summary>
    Bag,

    /// <summary>An exercise bike: the middle of its pedals.</summary>
    Bike,
}

/// <summary>A thing in a drawing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="From">Where it is, or its first point.</param>
/// <param name="To">Its second point; the same as the first where it has one.</param>
/// <param name="InFront">Whether the figure holds or wears it, so that it is drawn among the limbs by how near it is; else it is behind the figure.</param>
public sealed record FigureProp(FigurePropKind Kind, FigurePoint From, FigurePoint To, bool InFront);

/// <summary>An arrow that shows a movement.</summary>
/// <param name="From">Its tail.</param>
/// <param name="To">Its tip.</param>
/// <param name="Bow">Centimetres that it bends to the left of its way; 0 is straight.</param>
public sealed record FigureArrow(FigurePoint From, FigurePoint To, double Bow);

/// <summary>One picture.</summary>
/// <param name="Says">What it shows, for people who cannot see it.</param>
/// <param name="Pose">The figure.</param>
/// <param name="Props">Things in this picture alone.</param>
/// <param name="Arrows">Movements.</param>
public sealed record FigureFrame(string Says, FigurePose Pose, IReadOnlyList<FigureProp> Props, IReadOnlyList<FigureArrow> Arrows);

/// <summary>How the figure holds itself. Angles are degrees in the plane of the side view: 0 points right, 90 up, 180 left, −90 down.</summary>
public sealed record FigurePose
{
    /// <summary>The middle between the hip joints.</summary>
    public required FigurePoint Pelvis { get; init; }

    /// <summary>Where the three parts of the spine point, from the pelvis up: low back, waist, chest.</summary>
    public required IReadOnlyList<double> Spine { get; init; }

    /// <summary>Where the neck points.</summary>
    public required double Neck { get; init; }

    /// <summary>Degrees that the face is tipped down from square on the neck.</summary>
    public double Nod { get; init; }

    /// <summary>Degrees that the whole trunk is rolled about its length; 90 lies on its right side with its front to the person who looks.</summary>
    public double Roll { get; init; }

    /// <summary>Degrees that the chest is turned on the pelvis, to the figure's right.</summary>
    public double Twist { get; init; }

    /// <summary>Degrees that the head is turned on the chest, to the figure's right.</summary>
    public double Look { get; init; }

    /// <summary>The limbs.</summary>
    public required LimbPose RightArm { get; init; }

    /// <inheritdoc cref="RightArm"/>
    public required LimbPose LeftArm { get; init; }

    /// <inheritdoc cref="RightArm"/>
    public required LimbPose RightLeg { get; init; }

    /// <inheritdoc cref="RightArm"/>
    public required LimbPose LeftLeg { get; init; }
}

/// <summary>A way in the room of a drawing.</summary>
public enum FigureWay
{
    /// <summary>Up.</summary>
    Up,

    /// <summary>Down.</summary>
    Down,

    /// <summary>To the right: forwards for a standing figure.</summary>
    Right,

    /// <summary>To the left.</summary>
    Left,

    /// <summary>Away from the middle of the figure, on the limb's own side.</summary>
    Out,

    /// <summary>Towards and across the middle of the figure.</summary>
    In,
}

/// <summary>Where a limb is: its end is put somewhere, and its joint bends one way.</summary>
/// <param name="To">Where the wrist or the ankle is; its third number counts from the middle of the figure to the limb's own side.</param>
/// <param name="Bend">The ways that the elbow or the knee points, added up.</param>
/// <param name="End">Where the fingers or the toes point, degrees; <see langword="null"/> goes on straight from the forearm, or puts the foot flat.</param>
public sealed record LimbPose(FigurePoint To, IReadOnlyList<FigureWay> Bend, double? End);
