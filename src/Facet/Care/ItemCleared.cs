namespace Facet.Care;

/// <summary>That somebody of the team looked at why one treatment was stopped: it goes on.</summary>
public sealed record ItemCleared : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "item-cleared";

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>What was examined, and why it can go on.</summary>
    public required string Because { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("item", Item), .. string.IsNullOrWhiteSpace(Because) ? [new("because", "missing", "Write what you examined and why it can go on.")] : Length("because", Because)];
}

/// <summary>Whether one treatment of a plan is stopped.</summary>
public static class ItemStop
{
    /// <summary>The entry that stops an item: nobody of the team has looked since.</summary>
    /// <param name="record">What was written down.</param>
    /// <param name="item">The item of the plan.</param>
    /// <returns><see langword="null"/> when nothing stops it.</returns>
    public static Recorded? Of(IReadOnlyList<Recorded> record, string item)
    {
        var cleared = record.Where(each => each.Entry is ItemCleared clear && clear.Item == item).Select(each => each.Sequence).DefaultIfEmpty(0).Max();
        return record.Where(each => each.Sequence > cleared && Stops(each.Entry, item)).MaxBy(each => each.Sequence);
    }

    private static bool Stops(CareEntry entry, string item) => entry switch
    {
        SkinChange change => change.Item == item,
        SessionRated rated => rated.Item == item && rated.Adverse == AdverseEvent.Serious,
        SessionGiven given => given.Item == item && given.Adverse.Severity == AdverseSeverity.Serious,
        _ => false,
    };
}
