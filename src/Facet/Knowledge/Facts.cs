using System.Globalization;

namespace Facet.Knowledge;

/// <summary>A medicine that somebody takes.</summary>
/// <param name="Ingredient">The formulary's ingredient; <see langword="null"/> when the medicine was not recognised.</param>
/// <param name="Name">The name as it was given.</param>
/// <param name="MilligramsPerDay">Total dose in mg per day; <see langword="null"/> when unknown.</param>
/// <param name="MicrogramsPerHour">Rate of a patch in µg per hour; <see langword="null"/> when unknown or not a patch.</param>
public sealed record CurrentMedicine(Ingredient? Ingredient, string Name, double? MilligramsPerDay, double? MicrogramsPerHour)
{
    /// <summary>The amount in the unit of the morphine table: µg per hour of the fentanyl patch, mg per day of all others; <see langword="null"/> when unknown.</summary>
    public double? AmountForMorphineTable => Ingredient?.Slug == Facts.FentanylPatch ? MicrogramsPerHour : MilligramsPerDay;
}

/// <summary>What is known of one person, in the form in which rules read it: a value for each fact, and the medicines.</summary>
/// <remarks>An unknown value is the whole line, never a default.</remarks>
public sealed class Facts
{
    private readonly Interval[] values;
    private readonly bool[] taken;
    private readonly int[] inGroup;
    private readonly Interval[] doses;
    private readonly int unidentified;

    internal Facts(DataDictionary dictionary, Formulary formulary, Interval[] answers, IReadOnlyList<CurrentMedicine>? medicines)
    {
        Dictionary = dictionary;
        Medicines = medicines ?? [];
        MedicinesAsked = medicines is not null;
        values = new Interval[dictionary.Slots];
        for (var slot = 0; slot < values.Length; slot++) { values[slot] = slot < answers.Length ? answers[slot] : Interval.Unknown; }
        taken = new bool[formulary.Ingredients.Count];
        inGroup = new int[formulary.Groups.Count];
        doses = new Interval[formulary.Ingredients.Count];
        var morphine = Interval.Exactly(0);
        foreach (var medicine in Medicines)
        {
            if (medicine.Ingredient is not { } ingredient) { unidentified++; continue; }
            if (!taken[ingredient.Index])
            {
                taken[ingredient.Index] = true;
                foreach (var group in ingredient.GroupIndices) { inGroup[group]++; }
            }
            doses[ingredient.Index] += medicine.MilligramsPerDay is { } mg ? Interval.Exactly(mg) : AtLeastNothing;
            if (formulary.MorphineFactorOf[ingredient.Index] is var factor && !double.IsNaN(factor))
            {
                morphine += medicine.AmountForMorphineTable is { } known ? Interval.Exactly(known * factor) : AtLeastNothing;
            }
            else if (formulary.LacksMorphineFactor[ingredient.Index]) { morphine += AtLeastNothing; }
        }
        MorphineEquivalents = MedicinesComplete ? morphine : morphine + AtLeastNothing;
        foreach (var derived in dictionary.Derived) { values[derived.Slot] = derived.Compute(this); }
    }

    private Facts(Facts other, Interval[] values)
    {
        (Dictionary, Medicines, MedicinesAsked, MorphineEquivalents) = (other.Dictionary, other.Medicines, other.MedicinesAsked, other.MorphineEquivalents);
        (taken, inGroup, doses, unidentified, this.values) = (other.taken, other.inGroup, other.doses, other.unidentified, values);
    }

    /// <summary>The patch that is dosed by the hour.</summary>
    public const string FentanylPatch = "fentanyl_transdermal";

    private static Interval AtLeastNothing { get; } = new(0, double.PositiveInfinity);

    /// <summary>The dictionary that gives the values their names.</summary>
    public DataDictionary Dictionary { get; }

    /// <summary>Medicines taken now; empty also when nobody asked, see <see cref="MedicinesAsked"/>.</summary>
    public IReadOnlyList<CurrentMedicine> Medicines { get; }

    /// <summary>Whether the list of medicines was given. A list that was not given is not an empty list.</summary>
    public bool MedicinesAsked { get; }

    /// <summary>Whether every medicine is known to the formulary, so that "takes none of these" can be concluded.</summary>
    public bool MedicinesComplete => MedicinesAsked && unidentified == 0;

    /// <summary>Oral morphine milligram equivalents per day (CDC 2022 factors); unknown, never 0, while a dose is unknown or an opioid has no factor.</summary>
    public Interval MorphineEquivalents { get; }

    /// <summary>What is known of a fact.</summary>
    public Interval this[FactDefinition fact] => values[fact.Slot];

    /// <summary>The truth of a yes-or-no fact.</summary>
    public Truth Flag(int slot) => values[slot] is { IsKnown: true, Low: var value } ? Kleene.Of(value != 0) : Truth.Unknown;

    /// <summary>The word of a choice, or <see langword="null"/> when unknown.</summary>
    public string? Word(FactDefinition choice) => values[choice.Slot] is { IsKnown: true, Low: var index } ? choice.Values[(int)index] : null;

    /// <summary>The words of a set, or <see langword="null"/> when unknown.</summary>
    public IReadOnlyList<string>? Words(FactDefinition set) =>
        values[set.Slot] is { IsKnown: true, Low: var bits } ? [.. set.Values.Where((_, index) => (((ulong)bits >> index) & 1) == 1)] : null;

    /// <summary>The value in words, "unknown" where it is not known.</summary>
    public string Describe(FactDefinition fact) => values[fact.Slot] is not { IsKnown: true, Low: var value } ? "unknown" : fact.Kind switch
    {
        ValueKind.Flag => value != 0 ? "yes" : "no",
        ValueKind.Choice => fact.Values[(int)value],
        ValueKind.Set => Words(fact) is { Count: > 0 } words ? string.Join(", ", words) : "none",
        _ => fact is InputDefinition { Unit: { Length: > 0 } unit } ? $"{Text(value)} {unit}" : Text(value),
    };

    /// <summary>Whether an ingredient is taken.</summary>
    public Truth Takes(Ingredient ingredient) => taken[ingredient.Index] ? Truth.Yes : MedicinesComplete ? Truth.No : Truth.Unknown;

    internal Truth TakesGroup(int group) => inGroup[group] > 0 ? Truth.Yes : MedicinesComplete ? Truth.No : Truth.Unknown;

    internal Interval CountInGroup(int group) => new(inGroup[group], !MedicinesAsked ? double.PositiveInfinity : inGroup[group] + unidentified);

    internal Interval DoseOf(int ingredient) => MedicinesComplete ? doses[ingredient] : doses[ingredient] + AtLeastNothing;

    internal Interval this[int slot] => values[slot];

    /// <summary>The same facts with the outcome of triage, which later rules may speak of.</summary>
    internal Facts WithTriage(string tier, string planEffect)
    {
        var copy = (Interval[])values.Clone();
        copy[Dictionary.TriageTier.Slot] = Interval.Exactly(IndexOf(Dictionary.TriageTier, tier));
        copy[Dictionary.PlanEffect.Slot] = Interval.Exactly(IndexOf(Dictionary.PlanEffect, planEffect));
        return new(this, copy);
    }

    /// <summary>The same person with another answer to one question, and everything that follows from it; without the outcome of triage.</summary>
    internal Facts With(InputDefinition input, Interval answer, Formulary formulary)
    {
        var answers = values[..Dictionary.Inputs.Count];
        answers[input.Slot] = answer;
        return new(Dictionary, formulary, answers, MedicinesAsked ? Medicines : null);
    }

    private static int IndexOf(FactDefinition choice, string word)
    {
        for (var index = 0; index < choice.Values.Count; index++)
        {
            if (choice.Values[index] == word) { return index; }
        }
        throw new ArgumentException($"'{word}' is not a value of {choice.Name}.", nameof(word));
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
