using Facet.Knowledge;

namespace Facet.Care;

/// <summary>That a person asks for what they wrote to be erased.</summary>
public sealed record ErasureRequested : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "erasure-requested";

    /// <summary>The word of the task that it makes.</summary>
    public const string TaskKind = "erasure";

    /// <summary>Until when the clinic answers. One month is the limit of Article 12(3) of the GDPR; two weeks leave time to ask back.</summary>
    public static readonly TimeSpan AnsweredWithin = TimeSpan.FromDays(14);

    /// <inheritdoc/>
    /// <remarks>The password is asked for first.</remarks>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override TeamTask? ForTeam() => new(TaskKind, TriageTier.None, "Asks for their data to be erased. An administrator decides.", AnsweredWithin);

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => [];
}

/// <summary>That the clinic does not erase, and why.</summary>
public sealed record ErasureDeclined : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "erasure-declined";

    /// <summary>Why not, for the person.</summary>
    public required string Because { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => string.IsNullOrWhiteSpace(Because) ? [new("because", "missing", "Write why, for the person.")] : Length("because", Because);
}

/// <summary>Where a request to erase stands.</summary>
public static class Erasure
{
    /// <summary>The newest of request and answer.</summary>
    /// <param name="record">What was written down, in any order.</param>
    /// <returns><see langword="null"/> when the person has not asked.</returns>
    public static Recorded? Newest(IReadOnlyList<Recorded> record) => record.Where(each => each.Entry is ErasureRequested or ErasureDeclined).MaxBy(each => each.Sequence);

    /// <summary>Places of the entries that stay when a person's own are erased: what somebody of the team decided.</summary>
    /// <param name="record">What was written down.</param>
    /// <param name="withMessages">Whether what the team wrote to the person stays too.</param>
    public static IReadOnlyList<long> Stays(IReadOnlyList<Recorded> record, bool withMessages) =>
        [.. record.Where(each => each.Entry.OutlivesErasure || (withMessages && each.Entry is Message { FromTeam: true })).Select(each => each.Sequence).Order()];
}
