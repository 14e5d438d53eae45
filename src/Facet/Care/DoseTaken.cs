using Facet.Knowledge;

namespace Facet.Care;

/// <summary>That a person took a medicine: a fact, also where the guard would have said no.</summary>
public sealed record DoseTaken : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "dose-taken";

    /// <summary>The ingredient of something whose name nobody knows.</summary>
    public const string Unknown = "unknown";

    /// <summary>The greatest amount that one entry can hold, mg.</summary>
    public const double MostMilligrams = 20_000;

    /// <summary>Slug of the ingredient, whatever product it was in; <see cref="Unknown"/> for not known.</summary>
    public required string Ingredient { get; init; }

    /// <summary>Milligrams in all; <see langword="null"/> for unknown, which is never 0.</summary>
    public double? Milligrams { get; init; }

    /// <summary>When it was taken; <see langword="null"/> for unknown: then it counts as taken when it was written down.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Whether it was more than is safe with what was taken before it, as the program worked out.</summary>
    public bool IsTooMuch { get; init; }

    /// <inheritdoc/>
    /// <remarks>The guard needs the whole record, which a phone does not have.</remarks>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    /// <remarks>Four hours: a setting; the page tells the person at once whom to call.</remarks>
    public override TeamTask? ForTeam() => IsTooMuch ? new("dose", TriageTier.Urgent, $"More than the daily maximum was taken: {Ingredient}. The patient was told to call for advice.", TimeSpan.FromHours(4)) : null;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("ingredient", Ingredient), .. Milligrams is { } amount && !(amount > 0 && amount <= MostMilligrams) ? (Problem[])[new("milligrams", "out-of-range", "Give the milligrams, such as 400.")] : []];
}

/// <summary>That a dose was noted by mistake and not taken.</summary>
public sealed record DoseWithdrawn : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "dose-withdrawn";

    /// <summary>The place of the dose in the person's record.</summary>
    public required long Dose { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => Within("dose", Dose, 1, long.MaxValue);
}
