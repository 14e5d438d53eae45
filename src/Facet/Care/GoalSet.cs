namespace Facet.Care;

/// <summary>A goal in the person's own words, and the small step towards it. The newest for an item counts.</summary>
public sealed record GoalSet : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "goal-set";

    /// <summary>The most characters of a goal or a step.</summary>
    public const int LongestGoal = 200;

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>The goal.</summary>
    public required string Goal { get; init; }

    /// <summary>The small step.</summary>
    public required string Step { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => [.. Name("item", Item), .. Said("goal", Goal, "Write your goal."), .. Said("step", Step, "Write one small step.")];

    private static IEnumerable<Problem> Said(string field, string? text, string missing) =>
        string.IsNullOrWhiteSpace(text) ? [new(field, "missing", missing)] : Length(field, text, LongestGoal);
}
