namespace Facet.Care;

/// <summary>A walk of the programme, and how the one before it was taken.</summary>
public sealed record WalkDone : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "walk-done";

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>Minutes walked.</summary>
    public required double Minutes { get; init; }

    /// <summary>Whether pain was up by 3 or more of 10 for a day after the walk before, or went further down the leg; <see langword="null"/> for unknown or for no walk before.</summary>
    public bool? LastWasTooMuch { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => [.. Name("item", Item), .. Within("minutes", Minutes, 1, 600)];
}
