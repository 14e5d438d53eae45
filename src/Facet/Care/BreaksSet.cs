namespace Facet.Care;

/// <summary>When a person wants to be reminded to move. The newest counts; without one nobody is reminded.</summary>
public sealed record BreaksSet : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "breaks-set";

    /// <summary>Whether they want it at all.</summary>
    public required bool Wanted { get; init; }

    /// <summary>Minutes between breaks, 5 to 120.</summary>
    public int EveryMinutes { get; init; } = 30;

    /// <summary>From this time of day.</summary>
    public TimeOnly From { get; init; } = new(9, 0);

    /// <summary>Until this time of day.</summary>
    public TimeOnly Until { get; init; } = new(17, 0);

    /// <summary>What a person wants now; <see langword="null"/> for nothing said.</summary>
    public static BreaksSet? Newest(IReadOnlyList<Recorded> record) => record.Where(each => each.Entry is BreaksSet).MaxBy(each => each.Sequence)?.Entry as BreaksSet;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Within("every", EveryMinutes, 5, 120), .. Wanted && Until <= From ? (Problem[])[new("until", "order", "The end must come after the start.")] : []];
}
