namespace Facet.Care;

/// <summary>What a person and their team write to each other. Who wrote it is the author of the entry.</summary>
public sealed record Message : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "message";

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The item of the plan that it is about; <see langword="null"/> for none.</summary>
    public string? Item { get; init; }

    /// <summary>Whether it comes from the team.</summary>
    public bool FromTeam { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => !FromTeam;

    /// <inheritdoc/>
    /// <remarks>Two days to an answer: a setting.</remarks>
    public override TeamTask? ForTeam() => FromTeam ? null : new("message", Knowledge.TriageTier.None, "A message waits for an answer.", TimeSpan.FromDays(2));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. string.IsNullOrWhiteSpace(Text) ? (Problem[])[new("text", "missing", "Write your message.")] : Length("text", Text), .. Item is null ? [] : Name("item", Item)];
}
