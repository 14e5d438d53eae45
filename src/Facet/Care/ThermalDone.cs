namespace Facet.Care;

/// <summary>What was put on the skin.</summary>
public enum ThermalMode
{
    /// <summary>Heat.</summary>
    Heat,

    /// <summary>Cold.</summary>
    Cold,

    /// <summary>Heat, then cold: a round of each.</summary>
    Alternating,
}

/// <summary>A round of heat or cold that has ended.</summary>
public sealed record ThermalDone : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "thermal-done";

    /// <summary>The item of the plan on whose page it was noted.</summary>
    public required string Item { get; init; }

    /// <summary>What was on the skin.</summary>
    public required ThermalMode Mode { get; init; }

    /// <summary>Minutes on the skin, of each where both were; <see langword="null"/> for unknown.</summary>
    public double? Minutes { get; init; }

    /// <summary>When it ended; <see langword="null"/> for just before it was written down.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Whether the skin was as it should be afterwards; <see langword="null"/> for not looked at.</summary>
    public bool? SkinFine { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => [.. Name("item", Item), .. Within("minutes", Minutes, 0, 120)];
}
