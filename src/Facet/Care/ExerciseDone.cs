namespace Facet.Care;

/// <summary>How an exercise felt.</summary>
public enum ExerciseFelt
{
    /// <summary>Easier than the person wants.</summary>
    Easy,

    /// <summary>About right.</summary>
    Right,

    /// <summary>Harder than the person wants.</summary>
    Hard,
}

/// <summary>That an exercise was done: how much, and how it went. What was not answered stays unknown.</summary>
public sealed record ExerciseDone : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "exercise-done";

    /// <summary>The most sets of a go.</summary>
    public const int MostSets = 20;

    /// <summary>The exercise, by its id in the library.</summary>
    public required string Exercise { get; init; }

    /// <summary>The dose that was meant, percent of the starting dose.</summary>
    public required int Percent { get; init; }

    /// <summary>Sets that were done; <see langword="null"/> for unknown.</summary>
    public int? Sets { get; init; }

    /// <summary>Pain while doing it, 0 to 10; <see langword="null"/> for unknown.</summary>
    public int? PainDuring { get; init; }

    /// <summary>How it felt; <see langword="null"/> for unknown.</summary>
    public ExerciseFelt? Felt { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("exercise", Exercise), .. Within("percent", Percent, DayAfterRule.Least, DayAfterRule.Most), .. Within("sets", Sets, 0, MostSets), .. Rating("pain-during", PainDuring)];
}
