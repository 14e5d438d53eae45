namespace Facet.Care;

/// <summary>That a person has seen the messages up to a place of the record.</summary>
public sealed record MessagesRead : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "messages-read";

    /// <summary>The last place that was seen.</summary>
    public required long UpTo { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => UpTo < 0 ? [new("up-to", "out-of-range", "Say how far.")] : [];

    /// <summary>How many messages of the team the person has not seen.</summary>
    /// <param name="record">What was written down, in any order.</param>
    public static int Unread(IReadOnlyList<Recorded> record)
    {
        var seen = record.Select(each => each.Entry).OfType<MessagesRead>().Select(entry => entry.UpTo).DefaultIfEmpty(0).Max();
        return record.Count(each => each.Entry is Message { FromTeam: true } && each.Sequence > seen);
    }
}
