namespace Facet.Care;

/// <summary>That somebody of the team looked at why one treatment was stopped: it goes on.</summary>
public sealed record ItemCleared : CareEntry, IClearance
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "item-cleared";

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>What was examined, and why it can go on.</summary>
    public required string Because { get; init; }

    /// <summary>The last place of the record that they had read: what came after it stops the treatment all the same. <see langword="null"/> in entries of earlier versions: all before this one.</summary>
    public long? Seen { get; init; }

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
        var cleared = record.LookedAt(each => each is ItemCleared clear && clear.Item == item);
        return record.Where(each => each.Sequence > cleared && Stops(each.Entry, item)).MaxBy(each => each.Sequence);
    }

    /// <summary>Why a visit cannot be recorded as given: its treatment is on hold, or the plan was stopped by its day.</summary>
    /// <param name="record">What was written down.</param>
    /// <param name="given">The visit. What was not given, and a correction of what was, can always be recorded.</param>
    /// <returns><see langword="null"/> when nothing stands against it.</returns>
    public static Problem? Against(IReadOnlyList<Recorded> record, SessionGiven given) =>
        given.HowFar == HowFar.Skipped || given.Corrects is not null ? null
        : WarningWatch.Stops(record).Any(stop => stop.Entry.Day <= given.Day) ? new("how", "stopped", "The plan is stopped by warning signs: look at them on the person's page first, or record that it was not given.")
        : Of(record, given.Item) is not null ? new("how", "on-hold", "The treatment is on hold: clear it on the person's page first, or record that it was not given.")
        : null;

    private static bool Stops(CareEntry entry, string item) => entry switch
    {
        SkinChange change => change.Item == item,
        SessionRated rated => rated.Item == item && rated.Adverse == AdverseEvent.Serious,
        SessionGiven given => given.Item == item && given.Adverse.Severity == AdverseSeverity.Serious,
        _ => false,
    };
}
