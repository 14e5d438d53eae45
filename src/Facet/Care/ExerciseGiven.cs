namespace Facet.Care;

/// <summary>An exercise of a visit, as it was done.</summary>
/// <param name="Exercise">The exercise, by its id in the library.</param>
/// <param name="Sets">Sets, 1 to 20.</param>
/// <param name="Repetitions">Repetitions in a set, 1 to 100.</param>
/// <param name="Percent">Percent of the starting dose, as <see cref="DayAfterRule"/> counts it; <see langword="null"/> for not noted.</param>
/// <param name="Kilograms">Load, kilograms; <see langword="null"/> for none or not noted.</param>
public sealed record GivenExercise(string Exercise, int Sets, int Repetitions, int? Percent = null, double? Kilograms = null);

/// <summary>A hands-on technique of a visit.</summary>
/// <param name="Technique">One of <see cref="HandsOnTechniques"/>.</param>
/// <param name="Minutes">Minutes, above 0 to 120.</param>
public sealed record GivenHandsOn(string Technique, double Minutes);

/// <summary>Hands-on techniques of physical therapy; thrust is not one of them.</summary>
public static class HandsOnTechniques
{
    /// <summary>Word and name for clinicians, in the order of display.</summary>
    public static IReadOnlyList<(string Word, string Name)> All { get; } =
    [
        ("soft_tissue", "Soft-tissue massage"), ("joint_mobilisation", "Joint mobilisation, no thrust"), ("stretching", "Assisted stretching"), ("neural_mobilisation", "Neural mobilisation"), ("traction", "Manual traction"),
    ];
}

/// <summary>A visit of physical therapy: exercises with their dose, hands-on techniques with their minutes.</summary>
public sealed record ExerciseGiven : SessionGiven
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "given-exercise";

    /// <summary>The most exercises, and the most techniques, of a visit.</summary>
    public const int Most = 30;

    /// <summary>The exercises.</summary>
    public IReadOnlyList<GivenExercise> Exercises { get; init; } = [];

    /// <summary>Hands-on techniques.</summary>
    public IReadOnlyList<GivenHandsOn> HandsOn { get; init; } = [];

    /// <summary>All minutes of hands-on techniques.</summary>
    public double HandsOnMinutes => HandsOn.Sum(each => each.Minutes);

    /// <inheritdoc/>
    public override string DoseText => string.Join("; ", Exercises.Select(each => $"{each.Exercise} {each.Sets} × {each.Repetitions}{(each.Percent is { } percent ? $" at {percent} % of the starting dose" : "")}{(each.Kilograms is { } load ? $", {Number(load)} kg" : "")}")
        .Concat(HandsOn.Select(each => $"{HandsOnTechniques.All.First(known => known.Word == each.Technique).Name} {Number(each.Minutes)} min")));

    private protected override IEnumerable<Problem> Dose() =>
    [
        .. Exercises.Count > Most || HandsOn.Count > Most ? (Problem[])[new("exercises", "too-many", $"At most {Most}.")] : [],
        .. Exercises.SelectMany(each => (IEnumerable<Problem>)[.. Name("exercise", each.Exercise), .. Within("sets", each.Sets, 1, 20), .. Within("repetitions", each.Repetitions, 1, 100), .. Within("percent", each.Percent, DayAfterRule.Least, DayAfterRule.Most), .. Within("kilograms", each.Kilograms, 0, 300)]),
        .. HandsOn.SelectMany(each => (IEnumerable<Problem>)[.. Within("technique-minutes", each.Minutes, 0.5, 120), .. HandsOnTechniques.All.Any(known => known.Word == each.Technique) ? [] : (Problem[])[new("technique", "unknown", "Choose a technique of the list.")]]),
    ];
}
