namespace Facet.Care;

/// <summary>How far somebody got with an item of the plan.</summary>
public enum HowFar
{
    /// <summary>Not at all, by choice.</summary>
    Skipped,

    /// <summary>In part.</summary>
    InPart,

    /// <summary>As planned.</summary>
    Done,
}

/// <summary>That an item of the plan was done, in part or not, on a day. The newest entry for the same day, item and place counts.</summary>
public sealed record ItemDone : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "item-done";

    /// <summary>The item of the plan, by its word in the catalogue.</summary>
    public required string Item { get; init; }

    /// <summary>Which time on that day, from 1.</summary>
    public int Time { get; init; } = 1;

    /// <summary>How far.</summary>
    public HowFar HowFar { get; init; } = HowFar.Done;

    /// <summary>Minutes that it took; <see langword="null"/> for unknown.</summary>
    public double? Minutes { get; init; }

    /// <summary>Pain while doing it, 0 to 10; <see langword="null"/> for unknown.</summary>
    public int? PainDuring { get; init; }

    /// <summary>Why not, or what happened, in the person's words.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("item", Item), .. Within("time", Time, 1, 12), .. Within("minutes", Minutes, 0, 600), .. Rating("pain-during", PainDuring), .. Length("note", Note)];
}
