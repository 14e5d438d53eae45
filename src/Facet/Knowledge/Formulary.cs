namespace Facet.Knowledge;

/// <summary>An active ingredient that the rules know.</summary>
/// <param name="Index">Its position in the formulary.</param>
/// <param name="Slug">The word that rules use.</param>
/// <param name="Name">The name shown to people.</param>
/// <param name="Groups">Classes and groups it belongs to.</param>
/// <param name="RxNorm">RxNorm ingredient concept; safety logic never depends on it.</param>
/// <param name="RxNormGrade">A machine source, B several public mappings, C from memory and not to be relied on.</param>
/// <param name="Atc">WHO ATC codes.</param>
public sealed record Ingredient(int Index, string Slug, string Name, IReadOnlyList<string> Groups, string RxNorm, string RxNormGrade, IReadOnlyList<string> Atc)
{
    internal int[] GroupIndices { get; init; } = [];
}

/// <summary>What a guideline says of a class of medicines.</summary>
/// <param name="Source">Id of the source.</param>
/// <param name="Says">What it says.</param>
public sealed record ClassPosition(string Source, string Says);

/// <summary>A class of medicines: what guidelines say of it and how it is dosed.</summary>
/// <param name="Id">The word that rules use.</param>
/// <param name="Label">The name shown to people.</param>
/// <param name="Status">Where it stands in the treatment of back pain, such as <c>first_line_drug</c>.</param>
/// <param name="Never">Ingredients of the class that are never suggested.</param>
/// <param name="Positions">What each guideline says, by source id.</param>
/// <param name="Checked">Whether a page supporting the entry was read.</param>
public sealed record MedicineClass(string Id, string Label, string Status, IReadOnlyList<string> Never, IReadOnlyList<ClassPosition> Positions, Verification Checked)
{
    /// <summary>How its ingredients are dosed, as far as the file says.</summary>
    public IReadOnlyList<IngredientDose> Doses { get; init; } = [];
}

/// <summary>How an ingredient is dosed. A number that is not stated is <see langword="null"/>, which never means "no limit".</summary>
/// <param name="Ingredient">Slug of the ingredient.</param>
/// <param name="MostPerDay">The most in a day, mg, by the word of the file that states it.</param>
/// <param name="MostAtOnce">The most at one time, mg.</param>
/// <param name="HoursBetween">Hours from one dose to the next, at least.</param>
/// <param name="Checked">Whether a page supporting the entry was read.</param>
public sealed record IngredientDose(string Ingredient, IReadOnlyDictionary<string, double> MostPerDay, double? MostAtOnce, double? HoursBetween, Verification Checked);

/// <summary>A stretch of days with one dose, on the way up or down.</summary>
/// <param name="MilligramsPerDay">Milligrams a day.</param>
/// <param name="Days">Days, 1 or more.</param>
public sealed record DoseStep(double MilligramsPerDay, int Days);

/// <summary>Advice on coming off a medicine slowly; shown to clinicians only.</summary>
/// <param name="Id">The rule's id.</param>
/// <param name="When">Who it is for.</param>
/// <param name="Plan">What to do.</param>
/// <param name="Sources">Ids of sources.</param>
/// <param name="Checked">Whether a page supporting the entry was read.</param>
public sealed record TaperRule(string Id, Condition When, string Plan, IReadOnlyList<string> Sources, Verification Checked)
{
    /// <summary>Slug of the ingredient whose steps are known; empty where a prescriber works them out.</summary>
    public string Ingredient { get; init; } = "";

    /// <summary>The steps down, in order; empty where a prescriber works them out.</summary>
    public IReadOnlyList<DoseStep> Steps { get; init; } = [];
}

/// <summary>The medicines that the rules know: ingredients, their groups, classes and morphine equivalents.</summary>
public sealed class Formulary
{
    /// <summary>The group of all opioids.</summary>
    public const string Opioid = "opioid";

    private readonly Dictionary<string, Ingredient> bySlug;
    private readonly Dictionary<string, int> groupIndex;

    internal Formulary(IReadOnlyList<Ingredient> ingredients, IReadOnlyList<string> groups, IReadOnlyDictionary<string, double> morphineFactors, IReadOnlySet<string> notConverted)
    {
        Ingredients = ingredients;
        Groups = groups;
        MorphineFactors = morphineFactors;
        bySlug = ingredients.ToDictionary(ingredient => ingredient.Slug, StringComparer.Ordinal);
        groupIndex = new(StringComparer.Ordinal);
        for (var index = 0; index < groups.Count; index++) { groupIndex[groups[index]] = index; }
        MorphineFactorOf = new double[ingredients.Count];
        LacksMorphineFactor = new bool[ingredients.Count];
        foreach (var ingredient in ingredients)
        {
            MorphineFactorOf[ingredient.Index] = morphineFactors.GetValueOrDefault(ingredient.Slug, double.NaN);
            LacksMorphineFactor[ingredient.Index] = ingredient.Groups.Contains(Opioid) && !morphineFactors.ContainsKey(ingredient.Slug) && !notConverted.Contains(ingredient.Slug);
        }
    }

    /// <summary>Every ingredient, by its index.</summary>
    public IReadOnlyList<Ingredient> Ingredients { get; }

    /// <summary>Every group, by its index.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Morphine milligram equivalents per unit of daily dose (mg; µg per hour for the fentanyl patch), CDC 2022 table.</summary>
    public IReadOnlyDictionary<string, double> MorphineFactors { get; }

    internal double[] MorphineFactorOf { get; }

    /// <summary>Opioids that the table neither converts nor leaves out on purpose: taking one makes the sum unknown.</summary>
    internal bool[] LacksMorphineFactor { get; }

    /// <summary>The ingredient with this slug, or <see langword="null"/>.</summary>
    public Ingredient? Find(string slug) => bySlug.GetValueOrDefault(slug);

    internal int? FindGroup(string group) => groupIndex.TryGetValue(group, out var index) ? index : null;
}

/// <summary>Whether a page that supports an entry was read. The default is that nobody did.</summary>
public enum Verification
{
    /// <summary>From memory or judgement: never to be presented as fact.</summary>
    No,

    /// <summary>Part of the statement is supported by a page that was read.</summary>
    Partial,

    /// <summary>Supported by a page that was read. No clinician has signed it for that.</summary>
    Yes,
}
