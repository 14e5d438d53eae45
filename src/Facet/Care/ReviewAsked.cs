using Facet.Knowledge;

namespace Facet.Care;

/// <summary>That scores or the diary show somebody getting worse: the team looks again, and the safety questions are asked again.</summary>
public sealed record ReviewAsked : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "review-asked";

    /// <summary>Days within which somebody of the team looks: a choice; the rule gives none.</summary>
    public const int WithinDays = 7;

    /// <summary>Id of the rule in instruments/outcomes.yaml.</summary>
    public required string Rule { get; init; }

    /// <summary>The rule in words, for clinicians.</summary>
    public required string Because { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override TeamTask? ForTeam() => new("review", TriageTier.RoutineReview, $"{Rule}: {Because}", TimeSpan.FromDays(WithinDays));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => [.. Name("rule", Rule), .. Length("because", Because)];
}
