namespace Facet.Care;

/// <summary>That a clinician looked at warning signs and lowered the tier: the plan goes on. Only a named clinician can (policy.deescalation of rules/triage.yaml).</summary>
public sealed record WarningCleared : CareEntry, IClearance
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "warning-cleared";

    /// <summary>What was examined, and why the tier is lower.</summary>
    public required string Because { get; init; }

    /// <summary>The last place of the record that they had read: what came after it stops the plan all the same. <see langword="null"/> in entries of earlier versions: all before this one.</summary>
    public long? Seen { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        string.IsNullOrWhiteSpace(Because) ? [new("because", "missing", "Write what you examined and why the tier is lower.")] : Length("because", Because);
}
