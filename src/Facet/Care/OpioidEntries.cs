namespace Facet.Care;

/// <summary>The unit in which the dose of an opioid is written.</summary>
public enum OpioidUnit
{
    /// <summary>Milligrams in a day.</summary>
    MilligramsPerDay,

    /// <summary>Micrograms in an hour: a patch of fentanyl.</summary>
    MicrogramsPerHour,
}

/// <summary>A prescriber's answer to a check, or reason for going past a rule.</summary>
/// <param name="Id">The check or the rule.</param>
/// <param name="Yes">Whether the check is met; <see langword="false"/> for a rule that was gone past.</param>
/// <param name="Because">Why not, or why all the same; <see langword="null"/> where none is needed.</param>
public sealed record OpioidAnswer(string Id, bool Yes, string? Because);

/// <summary>That a prescriber gives an opioid, or another dose of one that is taken. It takes the place of what was written of the same ingredient before, from its first day on.</summary>
public sealed record OpioidOrdered : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "opioid-ordered";

    /// <summary>The greatest dose that one entry can hold, in its unit: a slip of the keyboard is found here.</summary>
    public const double MostAmount = 2000;

    /// <summary>Slug of the ingredient.</summary>
    public required string Ingredient { get; init; }

    /// <summary>Its name, as people know it.</summary>
    public required string Called { get; init; }

    /// <summary>How much.</summary>
    public required double Amount { get; init; }

    /// <summary>In which unit.</summary>
    public required OpioidUnit Unit { get; init; }

    /// <summary>The first day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>When benefit and risk are looked at.</summary>
    public required DateOnly ReviewOn { get; init; }

    /// <summary>Morphine equivalents of everything with it, mg a day; <see langword="null"/> for unknown.</summary>
    public double? Equivalents { get; init; }

    /// <summary>The checks and the rules, as they were answered.</summary>
    public required IReadOnlyList<OpioidAnswer> Answers { get; init; }

    /// <summary>The knowledge that was asked.</summary>
    public required string Knowledge { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    public override TeamTask? ForTeam() => new("opioid-review", Facet.Knowledge.TriageTier.RoutineReview, $"Review benefit and risk of {Called} with the patient.", TimeSpan.FromDays(Math.Max(1, ReviewOn.DayNumber - Day.DayNumber)));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("ingredient", Ingredient), .. Length("called", Called), .. Amount > 0 && Amount <= MostAmount ? (Problem[])[] : [new("amount", "out-of-range", $"Give the dose, above 0 and at most {MostAmount}.")],
            .. Until < From ? (Problem[])[new("until", "before", "The last day is not before the first.")] : [], .. Answers.SelectMany(answer => Length("because", answer.Because))];
}

/// <summary>A step of a taper: a dose from a day on.</summary>
/// <param name="From">The first day.</param>
/// <param name="Amount">The dose; 0 for none any more.</param>
public sealed record OpioidStep(DateOnly From, double Amount);

/// <summary>That a prescriber takes somebody off an opioid in steps.</summary>
public sealed record OpioidTapered : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "opioid-tapered";

    /// <summary>Slug of the ingredient.</summary>
    public required string Ingredient { get; init; }

    /// <summary>Its name, as people know it.</summary>
    public required string Called { get; init; }

    /// <summary>In which unit.</summary>
    public required OpioidUnit Unit { get; init; }

    /// <summary>The dose before the first step.</summary>
    public required double Original { get; init; }

    /// <summary>The taper of the knowledge that it follows.</summary>
    public required string Rule { get; init; }

    /// <summary>The steps, in order; each is less than the one before, the last is 0.</summary>
    public required IReadOnlyList<OpioidStep> Steps { get; init; }

    /// <summary>What was agreed with the person.</summary>
    public required string Because { get; init; }

    /// <summary>The knowledge that was asked.</summary>
    public required string Knowledge { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("ingredient", Ingredient), .. Name("rule", Rule), .. string.IsNullOrWhiteSpace(Because) ? [new("because", "missing", "Write what was agreed with the patient.")] : Length("because", Because),
            .. Steps.Count > 1 && Steps[^1].Amount == 0 && Steps[0].Amount < Original && Steps.Zip(Steps.Skip(1)).All(pair => pair.First.From < pair.Second.From && pair.First.Amount > pair.Second.Amount)
                ? (Problem[])[] : [new("steps", "not-down", "Each step comes later and is less than the one before, and the last is none.")]];

    /// <summary>The steps of a taper in equal parts.</summary>
    /// <param name="original">The dose before it, above 0.</param>
    /// <param name="percent">What each step takes away, percent of the dose before the taper.</param>
    /// <param name="everyDays">Days of a step.</param>
    /// <param name="from">The first day of the first step.</param>
    /// <returns>At least two steps, the last of them 0.</returns>
    public static IReadOnlyList<OpioidStep> StepsOf(double original, double percent, int everyDays, DateOnly from)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(original);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(percent, 100);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(everyDays);
        var steps = new List<OpioidStep>();
        for (var step = 1; percent * step < 100 - 1e-9; step++) { steps.Add(new(from.AddDays(everyDays * (step - 1)), original * (100 - (percent * step)) / 100)); }
        steps.Add(new(from.AddDays(everyDays * steps.Count), 0));
        return steps;
    }
}

/// <summary>That an entry about an opioid was a mistake: it does not count.</summary>
public sealed record OpioidCorrected : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "opioid-corrected";

    /// <summary>The place of that entry in the record.</summary>
    public required long Entry { get; init; }

    /// <summary>What was wrong with it.</summary>
    public required string Because { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Within("entry", Entry, 1, long.MaxValue), .. string.IsNullOrWhiteSpace(Because) ? [new("because", "missing", "Write what was wrong with it.")] : Length("because", Because)];
}
