using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Care;

/// <summary>A medicine of a signed plan, on the days on which it runs.</summary>
/// <param name="Label">What it is, for clinicians.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, with the steps down after it.</param>
/// <param name="MayBe">What it may be, 1 or more: its ingredient; where the plan names only a class, every ingredient of the class.</param>
public sealed record PlannedMedicine(string Label, DateOnly From, DateOnly To, IReadOnlyList<CurrentMedicine> MayBe)
{
    /// <summary>The medicines of a plan.</summary>
    /// <param name="plan">The plan that holds.</param>
    /// <param name="catalogue">What its items are, where the plan does not say so itself.</param>
    /// <param name="formulary">The medicines.</param>
    public static IReadOnlyList<PlannedMedicine> Of(CarePlan plan, Catalogue catalogue, Formulary formulary) =>
        [.. plan.Items.Where(item => item.Kind == InterventionKind.Medicine).Select(item => Of(plan, item, catalogue.Find(item.Id), formulary))];

    private static PlannedMedicine Of(CarePlan plan, CareItem item, Intervention? known, Formulary formulary)
    {
        IReadOnlyList<Ingredient> ingredients = formulary.Find(item.Medicine?.Ingredient?.Slug ?? known?.Medicine?.Ingredient ?? "") is { } named ? [named]
            : [.. formulary.Ingredients.Where(ingredient => ingredient.Groups.Contains(known?.MedicineClass ?? item.Technique))];
        // The guard lets nobody take more than this; a dose that nobody states is not known.
        var limit = item.Medicine?.MostPerDay ?? known?.Medicine?.MostMilligramsPerDay;
        double? most = limit is > 0 ? limit : null;
        var span = plan.SpanOf(item.Id);
        return new(item.Label, span?.First ?? plan.FirstDay, (span?.Last ?? plan.EndsOn).AddDays(item.Medicine?.Taper.Sum(step => step.Days) ?? 0),
            ingredients.Count > 0 ? [.. ingredients.Select(ingredient => new CurrentMedicine(ingredient, ingredient.Name, most, null))] : [new CurrentMedicine(null, item.Label, null, null)]);
    }
}
