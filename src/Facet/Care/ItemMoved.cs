namespace Facet.Care;

/// <summary>That a person does an item on another part of the same day or on another day. The plan stays as it was signed; the newest entry for the same item and day counts.</summary>
public sealed record ItemMoved : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "item-moved";

    /// <summary>The item of the plan, by its word in the catalogue.</summary>
    public required string Item { get; init; }

    /// <summary>The day that it moves to; the entry's own day is where the plan has it.</summary>
    public required DateOnly To { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => Name("item", Item);
}
