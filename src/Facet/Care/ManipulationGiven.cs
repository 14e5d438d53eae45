namespace Facet.Care;

/// <summary>How a segment was treated by hand.</summary>
public enum ManualTechnique
{
    /// <summary>High-velocity, low-amplitude thrust.</summary>
    Thrust,

    /// <summary>Mobilisation without thrust.</summary>
    Mobilisation,

    /// <summary>Soft tissue.</summary>
    SoftTissue,
}

/// <summary>A segment that was treated.</summary>
/// <param name="Segment">One of <see cref="SpinalSegments"/>.</param>
/// <param name="Technique">How.</param>
public sealed record TreatedSegment(string Segment, ManualTechnique Technique);

/// <summary>Segments that can be treated for back pain. The neck is not among them: it is no place for this treatment here.</summary>
public static class SpinalSegments
{
    /// <summary>All, from above.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Enumerable.Range(1, 11).Select(number => $"T{number}-T{number + 1}"), "T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1", "SI left", "SI right"];

    /// <summary>Whether a thrust can be recorded there: the catalogue keeps it to the lumbar segments; the sacroiliac joints are read as part of them.</summary>
    public static bool TakesThrust(string segment) => segment.StartsWith('L') || segment.StartsWith("SI", StringComparison.Ordinal);
}

/// <summary>A visit of manipulation or mobilisation: segment by segment.</summary>
public sealed record ManipulationGiven : SessionGiven
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "given-manipulation";

    /// <summary>The segments, at least one where something was given.</summary>
    public IReadOnlyList<TreatedSegment> Segments { get; init; } = [];

    /// <inheritdoc/>
    public override string DoseText => string.Join(", ", Segments.Select(each => $"{each.Segment} {each.Technique switch { ManualTechnique.Thrust => "thrust", ManualTechnique.Mobilisation => "mobilisation", _ => "soft tissue" }}"));

    private protected override IEnumerable<Problem> Dose() =>
    [
        .. Segments.Count == 0 ? (Problem[])[new("segment", "missing", "Name at least one segment and its technique.")] : [],
        .. Segments.Count > SpinalSegments.All.Count * 3 ? (Problem[])[new("segment", "too-many", "Each segment and technique once.")] : [],
        .. Segments.Where(each => !SpinalSegments.All.Contains(each.Segment)).Select(each => new Problem("segment", "unknown", "Choose a segment of the list.")),
        .. Segments.Where(each => each.Technique == ManualTechnique.Thrust && !SpinalSegments.TakesThrust(each.Segment)).Select(each => new Problem("segment", "no-thrust-there", $"No thrust to {each.Segment}: the catalogue keeps it to the lumbar segments.")),
    ];
}
