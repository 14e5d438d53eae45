namespace Facet.Care;

/// <summary>Which words a person's calendar feed uses. Neutral is the default: a calendar is often shared, and words can reveal health. The newest entry counts.</summary>
public sealed record CalendarWords : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "calendar-words";

    /// <summary>Whether the feed names what the plan has; else it says only that there is something.</summary>
    public required bool Full { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => [];

    /// <summary>Whether the feed may name what the plan has.</summary>
    public static bool AreFull(IReadOnlyList<Recorded> record) => record.Where(each => each.Entry is CalendarWords).MaxBy(each => each.Sequence)?.Entry is CalendarWords { Full: true };
}
