using Hl7.Fhir.Model;

namespace Facet.Interop.Fhir;

/// <summary>How much of an ingredient a dosage comes to.</summary>
/// <param name="MilligramsPerDay">mg per day; <see langword="null"/> when unknown.</param>
/// <param name="MicrogramsPerHour">µg per hour of a patch; <see langword="null"/> when unknown or no such patch.</param>
/// <param name="Remark">Why the dose is unknown, or what to know about it; <see langword="null"/> when there is nothing to say.</param>
internal readonly record struct DailyDose(double? MilligramsPerDay, double? MicrogramsPerHour, string? Remark)
{
    private const double HoursPerDay = 24;
    private static readonly HashSet<string> Pieces = ["tablet", "tab", "capsule", "cap", "caplet", "patch", "film", "lozenge", "suppository", "system", "each", "pill"];

    /// <summary>Reads dosage instructions. Whatever is missing makes the dose unknown, never 0.</summary>
    /// <param name="dosages">The instructions.</param>
    /// <param name="product">The product.</param>
    /// <param name="ingredient">One ingredient of it.</param>
    /// <param name="isByTheHour">Whether the ingredient is a patch that is dosed by the hour.</param>
    public static DailyDose From(IReadOnlyList<Dosage> dosages, NamedProduct product, NamedIngredient ingredient, bool isByTheHour)
    {
        if (dosages.Count == 0) { return Unknown("has no dosage"); }
        if (product.IsInjected) { return Unknown("is given by injection, which is no oral dose"); }
        if (dosages.Count > 1 && dosages.Select(dosage => dosage.Sequence).Distinct().Count() > 1) { return Unknown("changes from one step to the next"); }
        if (isByTheHour) { return dosages.Count == 1 ? Patch(dosages[0], product, ingredient) : Unknown("is worn in several ways"); }
        var total = 0.0;
        foreach (var dosage in dosages)
        {
            if (PerDay(dosage.Timing) is not { } times) { return Unknown("has no times a day that can be counted"); }
            if (Milligrams(dosage, product, ingredient, out var why) is not { } milligrams) { return Unknown(why); }
            total += times * milligrams;
        }
        return total > 0 ? new(total, null, dosages.Any(IsAsNeeded) ? "is taken as needed; the most that is prescribed was counted" : null) : Unknown("comes to nothing, which is no dose");
    }

    /// <summary>The dose of a product that is ordered several times, not always at the same dose: unknown.</summary>
    public static DailyDose Differing(int orders) => Unknown($"is active {orders} times, not always at the same dose");

    /// <summary>Whether another dosage comes to the same, however it is worded. Two that are unknown do.</summary>
    public bool IsAsMuchAs(DailyDose other) => IsSame(MilligramsPerDay, other.MilligramsPerDay) && IsSame(MicrogramsPerHour, other.MicrogramsPerHour);

    /// <summary>Times a day, above 0; <see langword="null"/> when the timing does not say. A month has 30 days.</summary>
    public static double? PerDay(Timing? timing)
    {
        if (timing?.Repeat is { } repeat)
        {
            var days = repeat.PeriodUnit switch
            {
                Timing.UnitsOfTime.S => 1 / 86_400.0,
                Timing.UnitsOfTime.Min => 1 / 1_440.0,
                Timing.UnitsOfTime.H => 1 / HoursPerDay,
                Timing.UnitsOfTime.D => 1.0,
                Timing.UnitsOfTime.Wk => 7,
                Timing.UnitsOfTime.Mo => 30,
                Timing.UnitsOfTime.A => 365,
                _ => double.NaN,
            };
            var times = repeat.FrequencyMax ?? repeat.Frequency ?? (repeat.TimeOfDay.Any() ? repeat.TimeOfDay.Count() : repeat.When.Any() ? repeat.When.Count() : 1);
            var perDay = repeat.Period is { } period ? times / ((double)period * days)
                : repeat.Frequency is null && (repeat.TimeOfDay.Any() || repeat.When.Any()) ? times : double.NaN;
            if (perDay > 0 && double.IsFinite(perDay)) { return perDay; }
        }
        return timing?.Code?.Coding.Select(coding => coding.Code).FirstOrDefault() switch
        {
            "QD" or "AM" or "PM" or "BED" => 1,
            "BID" => 2,
            "TID" => 3,
            "QID" => 4,
            "QOD" => 0.5,
            "Q4H" => 6,
            "Q6H" => 4,
            "Q8H" => 3,
            _ => null,
        };
    }

    /// <summary>Times a day are quotients: 24 hours by 12 and twice a day may differ in the last digit.</summary>
    private static bool IsSame(double? one, double? other) => one is { } a && other is { } b ? Math.Abs(a - b) <= 1e-9 * a : one is null && other is null;

    private static DailyDose Unknown(string why) => new(null, null, $"{why}, so its dose is unknown");

    private static bool IsAsNeeded(Dosage dosage) => dosage.AsNeeded is FhirBoolean { Value: true } or CodeableConcept;

    private static Quantity? Dose(Dosage dosage, out string why)
    {
        var doses = dosage.DoseAndRate.Select(part => part.Dose).OfType<DataType>().ToList();
        why = doses.Count > 1 ? "has several doses" : doses is [Hl7.Fhir.Model.Range] ? "has a range for a dose" : "has no dose";
        return doses is [Quantity { Value: > 0, Comparator: null } quantity] ? quantity : null;
    }

    /// <summary>A count of tablets, patches and the like. A bare number is no count: it may be milligrams.</summary>
    private static double? Count(Quantity quantity)
    {
        var unit = (quantity.Unit ?? quantity.Code ?? "").Trim('{', '}').ToLowerInvariant();
        return Pieces.Contains(unit) || Pieces.Contains(unit.TrimEnd('s')) || unit is "patches" or "suppositories" || quantity.Code is "{tablet}" or "{capsule}" or "{patch}" ? (double)quantity.Value!.Value : null;
    }

    private static double? Milligrams(Dosage dosage, NamedProduct product, NamedIngredient ingredient, out string why)
    {
        if (Dose(dosage, out why) is not { Value: { } value } quantity) { return null; }
        var amount = (double)value;
        var factor = (quantity.Code ?? quantity.Unit ?? "").ToLowerInvariant() switch { "mg" => 1, "g" => 1000, "ug" or "mcg" or "µg" => 0.001, _ => 0.0 };
        if (factor > 0)
        {
            why = "is a combination, and the record does not say which part is meant by the dose";
            return product.Ingredients.Count == 1 ? amount * factor : null;
        }
        why = $"is dosed in “{quantity.Unit ?? quantity.Code ?? "no unit"}”, and the strength of that is not known";
        return Count(quantity) is { } pieces && ingredient.Strength is { Per: "" } piece ? pieces * piece.Milligrams
            : (quantity.Code ?? quantity.Unit ?? "").Equals("ml", StringComparison.OrdinalIgnoreCase) && ingredient.Strength is { Per: "ml" } liquid ? amount * liquid.Milligrams
            : null;
    }

    /// <summary>The rate while the patches are worn. An interval that does not fit the wear time on the label is not guessed at; a third less is common practice.</summary>
    private static DailyDose Patch(Dosage dosage, NamedProduct product, NamedIngredient ingredient)
    {
        if (Dose(dosage, out var why) is not { } quantity) { return Unknown(why); }
        if (Count(quantity) is not { } patches || ingredient.Strength is not { Per: "hr", Milligrams: var rate }) { return Unknown("gives no number of patches or no rate"); }
        if (PerDay(dosage.Timing) is not { } times) { return Unknown("does not say how often the patch is changed"); }
        var hours = HoursPerDay / times;
        return product.WearHours is { } wear && (hours > wear || hours < wear * 2 / 3)
            ? Unknown($"is changed every {hours:0} hours though it is made for {wear:0}")
            : new(null, patches * rate * 1000, null);
    }
}
