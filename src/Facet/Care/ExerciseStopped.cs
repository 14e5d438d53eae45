using Facet.Knowledge;

namespace Facet.Care;

/// <summary>That an exercise was stopped because it hurt.</summary>
public sealed record ExerciseStopped : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "exercise-stopped";

    /// <summary>Pain from which the team looks sooner, 0 to 10 (a setting).</summary>
    public const int Strong = 8;

    /// <summary>The exercise, by its id in the library.</summary>
    public required string Exercise { get; init; }

    /// <summary>The dose that was meant, percent of the starting dose.</summary>
    public required int Percent { get; init; }

    /// <summary>Pain at the moment of stopping, 0 to 10.</summary>
    public required int Pain { get; init; }

    /// <summary>Whether the team is to be told; else the exercise is left out for the day.</summary>
    public required bool TellTeam { get; init; }

    /// <summary>What happened, in the person's words.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    /// <remarks>The person asked for somebody to look: within a day for strong pain, else within two (settings, as for messages).</remarks>
    public override TeamTask? ForTeam() => !TellTeam ? null
        : new("exercise-pain", Pain >= Strong ? TriageTier.Urgent : TriageTier.RoutineReview,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Stopped exercise {Exercise}: it hurt, {Pain} of 10. The patient asks the team to look at it."), TimeSpan.FromDays(Pain >= Strong ? 1 : 2));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("exercise", Exercise), .. Within("percent", Percent, DayAfterRule.Least, DayAfterRule.Most), .. Rating("pain", Pain), .. Length("note", Note)];
}
