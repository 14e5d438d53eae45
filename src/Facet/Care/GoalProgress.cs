namespace Facet.Care;

/// <summary>How it went with the small step on a day. The newest of a day counts.</summary>
public sealed record GoalProgress : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "goal-progress";

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>How far.</summary>
    public required HowFar HowFar { get; init; }

    /// <summary>A number that goes with it, in the unit of the item; <see langword="null"/> for none.</summary>
    public double? Number { get; init; }

    /// <summary>The unit: <c>hours</c>, <c>minutes</c> or <c>kg</c>; <see langword="null"/> where there is no number.</summary>
    public string? Unit { get; init; }

    /// <summary>What helped or got in the way, in the person's words.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("item", Item), .. Within("number", Number, 0, 1000), .. (Number is null) != (Unit is null) ? (Problem[])[new("unit", "unit", "A number has a unit.")] : [], .. Length("unit", Unit, LongestWord), .. Length("note", Note)];
}
