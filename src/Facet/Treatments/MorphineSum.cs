using Facet.Knowledge;

namespace Facet.Treatments;

/// <summary>What the morphine table makes of one medicine.</summary>
public enum MorphineLineKind
{
    /// <summary>It is converted.</summary>
    Counted,

    /// <summary>The table leaves it out on purpose: it adds nothing.</summary>
    LeftOut,

    /// <summary>It is an opioid and the table has no factor: not checked, the sum is unknown.</summary>
    NoFactor,

    /// <summary>Its dose is not known: not checked, the sum is unknown.</summary>
    DoseUnknown,

    /// <summary>The formulary does not know it: it may be an opioid. Not checked, the sum is unknown.</summary>
    NotRecognised,
}

/// <summary>One medicine in the sum.</summary>
/// <param name="Medicine">The medicine.</param>
/// <param name="Kind">What the table makes of it.</param>
/// <param name="Amount">In the unit of the table: µg an hour for the fentanyl patch, mg a day for others; <see langword="null"/> for unknown.</param>
/// <param name="Factor">Milligrams of oral morphine for one unit; <see langword="null"/> for none.</param>
public sealed record MorphineLine(CurrentMedicine Medicine, MorphineLineKind Kind, double? Amount, double? Factor)
{
    /// <summary>Milligrams of oral morphine a day; <see langword="null"/> where it is not counted.</summary>
    public double? Equivalents => Kind == MorphineLineKind.Counted ? Amount * Factor : null;

    /// <summary>Whether it makes the sum unknown.</summary>
    public bool IsUnknown => Kind is MorphineLineKind.NoFactor or MorphineLineKind.DoseUnknown or MorphineLineKind.NotRecognised;
}

/// <summary>Morphine equivalents, medicine by medicine: milligrams of oral morphine a day.</summary>
/// <param name="Lines">Every opioid, and every medicine that may be one.</param>
/// <remarks>CDC 2022 table: total per day × factor, summed. A sum is unknown, never 0, while a dose is unknown or an opioid has no factor.</remarks>
public sealed record MorphineSum(IReadOnlyList<MorphineLine> Lines)
{
    /// <summary>The sum, mg a day; <see langword="null"/> for unknown.</summary>
    public double? Total => Lines.Any(line => line.IsUnknown) ? null : Lines.Sum(line => line.Equivalents ?? 0);

    /// <summary>What is known of the sum at least, mg a day.</summary>
    public double AtLeast => Lines.Sum(line => line.Equivalents ?? 0);

    /// <summary>Adds up medicines.</summary>
    /// <param name="formulary">The table.</param>
    /// <param name="medicines">What is taken.</param>
    public static MorphineSum Of(Formulary formulary, IReadOnlyList<CurrentMedicine> medicines) =>
        new([.. medicines.Where(medicine => medicine.Ingredient is null || medicine.Ingredient.Groups.Contains(Formulary.Opioid)).Select(medicine => Line(formulary, medicine))]);

    private static MorphineLine Line(Formulary formulary, CurrentMedicine medicine)
    {
        if (medicine.Ingredient is not { } ingredient) { return new(medicine, MorphineLineKind.NotRecognised, null, null); }
        var amount = medicine.AmountForMorphineTable;
        return formulary.MorphineFactors.TryGetValue(ingredient.Slug, out var factor) ? new(medicine, amount is null ? MorphineLineKind.DoseUnknown : MorphineLineKind.Counted, amount, factor)
            : new(medicine, formulary.LacksMorphineFactor[ingredient.Index] ? MorphineLineKind.NoFactor : MorphineLineKind.LeftOut, amount, null);
    }
}
