using Facet.Knowledge;

namespace Facet.Treatments;

/// <summary>Something that must not, or should not, be in the plan.</summary>
/// <param name="Family">The family.</param>
/// <param name="Technique">The technique, class or ingredient; <see langword="null"/> for the whole family.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Effect"><c>exclude</c>, <c>exclude_soft</c> (a clinician may add it with a reason), <c>restrict</c>, <c>contraindicated</c>, <c>avoid</c>, or an interaction's severity.</param>
/// <param name="Reason">Why.</param>
public sealed record Exclusion(TreatmentFamily Family, string? Technique, string Rule, string Effect, string Reason)
{
    /// <summary>Whether a clinician may add it by default with a reason; for a hard one a second confirmation is needed too.</summary>
    public bool IsSoft => Effect is "exclude_soft" or "avoid";
}

/// <summary>Something that is not offered until something is known.</summary>
/// <param name="Family">The family.</param>
/// <param name="Technique">The technique, class or ingredient; <see langword="null"/> for the whole family.</param>
/// <param name="Rule">Id of the rule that waits.</param>
/// <param name="Reason">Why it matters.</param>
/// <param name="Open">Names of the open questions; empty where the rule itself says what to check.</param>
public sealed record Hold(TreatmentFamily Family, string? Technique, string Rule, string Reason, IReadOnlyList<string> Open);

/// <summary>A recommendation that this person is one for, and that exclusions or holds alone keep back.</summary>
/// <param name="Recommendation">The recommendation.</param>
/// <param name="Excluded">What excludes it.</param>
/// <param name="Held">What holds it.</param>
public sealed record BlockedRecommendation(Recommendation Recommendation, IReadOnlyList<Exclusion> Excluded, IReadOnlyList<Hold> Held);

/// <summary>An exercise and, where it is barred, by which flag.</summary>
/// <param name="Exercise">The exercise.</param>
/// <param name="BarredBy">Names of the flags that hold or that an open question leaves undecided; empty when it may be done.</param>
public sealed record ExerciseOption(Exercise Exercise, IReadOnlyList<string> BarredBy);

/// <summary>A rule that raises or lowers a family or a technique.</summary>
/// <param name="Family">The family.</param>
/// <param name="Technique">The technique; <see langword="null"/> for the whole family.</param>
/// <param name="Weight">−2 to 3.</param>
/// <param name="Rule">Id of the rule.</param>
public sealed record Indication(TreatmentFamily Family, string? Technique, int Weight, string Rule)
{
    /// <summary>Whether it speaks of a technique.</summary>
    public bool Concerns(TreatmentFamily family, string technique) => Family == family && (Technique is null || Technique == technique);
}

/// <summary>A set of exercises that fits a person, with those of its exercises that may be done.</summary>
/// <param name="Set">Name of the set.</param>
/// <param name="Exercises">The exercises, in order.</param>
public sealed record SafeExerciseSet(string Set, IReadOnlyList<Exercise> Exercises);

/// <summary>What is safe for one person, what is not, and why.</summary>
public sealed record Options
{
    /// <summary>Every rule that fired.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What must not or should not be in the plan.</summary>
    public required IReadOnlyList<Exclusion> Excluded { get; init; }

    /// <summary>What waits for an answer or a test.</summary>
    public required IReadOnlyList<Hold> Held { get; init; }

    /// <summary>What the rules make available.</summary>
    public required IReadOnlyList<Recommendation> Recommendations { get; init; }

    /// <summary>What would be available but for exclusions and holds: what a clinician can let in by overriding every rule that stands against it, and nothing else.</summary>
    public IReadOnlyList<BlockedRecommendation> Blocked { get; init; } = [];

    /// <summary>The exercise library, each with what bars it.</summary>
    public required IReadOnlyList<ExerciseOption> Exercises { get; init; }

    /// <summary>Sets of exercises that fit this person, with the exercises of each that may be done.</summary>
    public required IReadOnlyList<SafeExerciseSet> ExerciseSets { get; init; }

    /// <summary>How strongly rules indicate families and techniques.</summary>
    public required IReadOnlyList<Indication> Indications { get; init; }

    /// <summary>Daily morphine equivalents in mg; <see langword="null"/> while a dose or a medicine is unknown, which is not 0.</summary>
    public required double? MorphineEquivalents { get; init; }

    /// <summary>Whether a recommendation is available.</summary>
    public bool Offers(string recommendation) => Recommendations.Any(offered => offered.Id == recommendation);

    /// <summary>What stands against a technique, class or ingredient: exclusions of it and of its family.</summary>
    public IEnumerable<Exclusion> Against(TreatmentFamily family, string? technique) =>
        Excluded.Where(exclusion => exclusion.Family == family && (exclusion.Technique is null || exclusion.Technique == technique));

    /// <summary>Every exclusion and every hold that keeps an intervention out: those of itself and those of the recommendation that would make it available.</summary>
    public (IReadOnlyList<Exclusion> Excluded, IReadOnlyList<Hold> Held) StandingAgainst(Intervention intervention)
    {
        var technique = intervention.Technique.Length > 0 ? intervention.Technique : null;
        var blocked = Blocked.FirstOrDefault(each => each.Recommendation.Id == intervention.Recommendation.Id);
        return ([.. Against(intervention.Family, technique).Concat(blocked?.Excluded ?? []).Distinct()], [.. HoldsOn(intervention.Family, technique).Concat(blocked?.Held ?? []).DistinctBy(hold => (hold.Rule, hold.Family, hold.Technique))]);
    }

    /// <summary>What holds a technique, class or ingredient back: holds of it and of its family.</summary>
    public IEnumerable<Hold> HoldsOn(TreatmentFamily family, string? technique) =>
        Held.Where(hold => hold.Family == family && (hold.Technique is null || hold.Technique == technique));
}
