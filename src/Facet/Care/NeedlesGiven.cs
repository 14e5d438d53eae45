using System.Globalization;

namespace Facet.Care;

/// <summary>A point that was needled.</summary>
/// <param name="Point">Its code, as <see cref="NeedlePoints"/> knows it.</param>
/// <param name="Needles">Needles at it, 1 to 4: both sides are two.</param>
/// <param name="Millimetres">Depth; <see langword="null"/> for not noted.</param>
public sealed record NeedledPoint(string Point, int Needles, int? Millimetres = null);

/// <summary>The codes of acupuncture points: fourteen meridians with their numbers of points, and extra points of the back.</summary>
/// <remarks>WHO standard acupuncture point locations in the Western Pacific Region, 2008: 361 points. Extra points: WHO standard nomenclature, 1991.</remarks>
public static class NeedlePoints
{
    private static readonly Dictionary<string, int> Meridians = new(StringComparer.Ordinal)
    {
        ["LU"] = 11, ["LI"] = 20, ["ST"] = 45, ["SP"] = 21, ["HT"] = 9, ["SI"] = 19, ["BL"] = 67, ["KI"] = 27, ["PC"] = 9, ["TE"] = 23, ["GB"] = 44, ["LR"] = 14, ["GV"] = 28, ["CV"] = 24,
    };

    /// <summary>Extra points: EX-B1 to EX-B9 of the back, and points where it hurts (ashi).</summary>
    private static readonly string[] Extra = [.. Enumerable.Range(1, 9).Select(number => $"EX-B{number}"), "ASHI"];

    /// <summary>All points of the meridians.</summary>
    public static int Count => Meridians.Values.Sum();

    /// <summary>A code as it is written; <see langword="null"/> for no point.</summary>
    public static string? Find(string text)
    {
        var code = text.Trim().ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal);
        return Extra.Contains(code) ? code
            : code.Length > 2 && Meridians.TryGetValue(code[..2], out var most) && int.TryParse(code.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? string.Create(CultureInfo.InvariantCulture, $"{code[..2]}{number}")
            : null;
    }

    /// <summary>Points that rule ELG-ACU-05 names: left out where it excludes the technique <c>lumbosacral_points</c>.</summary>
    public static IReadOnlyList<string> Lumbosacral { get; } = ["LI4", "SP6", "BL60", "BL67", "BL31", "BL32", "BL33", "BL34"];
}

/// <summary>A visit of acupuncture: points, needles in and out.</summary>
public sealed record NeedlesGiven : SessionGiven
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "given-acupuncture";

    /// <summary>The points, at least one where something was given.</summary>
    public IReadOnlyList<NeedledPoint> Points { get; init; } = [];

    /// <summary>Needles that were taken out, as counted. It must equal <see cref="NeedlesIn"/>.</summary>
    public int? NeedlesOut { get; init; }

    /// <summary>Needles that were put in: the sum over the points.</summary>
    public int NeedlesIn => Points.Sum(point => point.Needles);

    /// <summary>What is known about the depth of each point.</summary>
    /// <remarks>The knowledge has a limit in words ("never towards the chest cavity") and none in millimetres: no depth can be checked, and it says so.</remarks>
    public const string DepthCheck = "depth limit not checked: the knowledge has none in millimetres";

    /// <inheritdoc/>
    public override string DoseText => Points.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
        $"{string.Join(", ", Points.Select(each => $"{each.Point} × {each.Needles}{(each.Millimetres is { } deep ? $" ({deep} mm)" : "")}"))}; needles in {NeedlesIn}, out {NeedlesOut?.ToString(CultureInfo.InvariantCulture) ?? "?"}; {DepthCheck}");

    private protected override IEnumerable<Problem> Dose() =>
    [
        .. Points.Count is 0 or > 40 ? (Problem[])[new("needle-points", "missing", "Name 1 to 40 points.")] : [],
        .. Points.Where(each => NeedlePoints.Find(each.Point) != each.Point).Select(_ => new Problem("needle-points", "unknown", "A point is not one of the standard codes, such as BL23 or EX-B2.")),
        .. Points.SelectMany(each => (IEnumerable<Problem>)[.. Within("needles", each.Needles, 1, 4), .. Within("depth", each.Millimetres, 1, 120)]),
        .. NeedlesOut != NeedlesIn ? (Problem[])[new("needles-out", "needles", $"Needles in: {NeedlesIn}. Count the needles that came out; the record closes when both are the same.")] : [],
    ];
}
