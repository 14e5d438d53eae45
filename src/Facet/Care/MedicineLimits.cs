using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Care;

/// <summary>An ingredient by its slug and the name that people know.</summary>
/// <param name="Slug">The word that rules use.</param>
/// <param name="Name">The name.</param>
public sealed record NamedIngredient(string Slug, string Name);

/// <summary>What the guard over a medicine counts with, as it was when the plan was signed. What is not known is <see langword="null"/>, which never means "no limit".</summary>
public sealed record MedicineLimits
{
    /// <summary>The ingredient; <see langword="null"/> where a prescriber chooses one that the plan does not name.</summary>
    public NamedIngredient? Ingredient { get; init; }

    /// <summary>The most in a day, mg: the strictest that the knowledge states for this person.</summary>
    public double? MostPerDay { get; init; }

    /// <summary>Where <see cref="MostPerDay"/> comes from: a rule, or a word of the file; <see langword="null"/> for unknown.</summary>
    public string? MostPerDayFrom { get; init; }

    /// <summary>Whether a page supporting <see cref="MostPerDay"/> was read.</summary>
    public Verification MostPerDayChecked { get; init; }

    /// <summary>The most at one time, mg; <see langword="null"/> where the knowledge states none.</summary>
    public double? MostAtOnce { get; init; }

    /// <summary>Hours from one dose to the next, at least; <see langword="null"/> where the knowledge states none.</summary>
    public double? HoursBetween { get; init; }

    /// <summary>The first days with less.</summary>
    public IReadOnlyList<DoseStep> BuildUp { get; init; } = [];

    /// <summary>The steps down after the last day; empty where nothing is known of any.</summary>
    public IReadOnlyList<DoseStep> Taper { get; init; } = [];

    /// <summary>What must not be taken beside it: others of the same class.</summary>
    public IReadOnlyList<NamedIngredient> NotTogether { get; init; } = [];

    /// <summary>Milligrams a day of the same ingredient that the person already takes, as they said at the intake.</summary>
    public double TakenAnyway { get; init; }

    /// <summary>Whether something that the person already takes holds, or may hold, the same ingredient in an amount that nobody knows.</summary>
    public bool TakenAnywayUnknown { get; init; }

    /// <summary>What is known of a medicine of a plan for one person; <see langword="null"/> for what is no medicine.</summary>
    /// <param name="knowledge">What is known.</param>
    /// <param name="facts">The person.</param>
    /// <param name="intervention">What the plan holds.</param>
    public static MedicineLimits? Of(ClinicalKnowledge knowledge, Facts facts, Intervention intervention)
    {
        if (intervention.Medicine is not { } dose) { return null; }
        if (knowledge.Formulary.Find(dose.Ingredient) is not { } ingredient) { return new(); }
        var stated = knowledge.MedicineClasses.SelectMany(each => each.Doses).Where(each => each.Ingredient == ingredient.Slug).ToList();
        List<(double Most, string From, Verification Checked)> limits = [.. stated.SelectMany(each => each.MostPerDay.Select(most => (most.Value, most.Key, each.Checked)))];
        if (dose.MostMilligramsPerDay is { } planned) { limits.Add((planned, intervention.Id, intervention.Checked)); }
        // A limit whose condition is unknown for this person holds too: unknown is never "no".
        foreach (var rule in knowledge.Medicines.Where(rule => rule.Effect == MedicineEffect.Limit && Concerns(rule.Target, ingredient) && rule.When.Evaluate(facts) != Truth.No))
        {
            limits.AddRange(rule.Parameters.Where(parameter => parameter.Key.Contains("mg_day", StringComparison.Ordinal) && IsAbout(parameter.Key, ingredient, knowledge.Formulary)).Select(parameter => (parameter.Value, rule.Id, rule.Checked)));
        }
        var strictest = limits.Count > 0 ? limits.MinBy(limit => limit.Most) : ((double Most, string From, Verification Checked)?)null;
        var same = facts.Medicines.Where(medicine => medicine.Ingredient == ingredient).ToList();
        return new()
        {
            Ingredient = new(ingredient.Slug, ingredient.Name),
            MostPerDay = strictest?.Most,
            MostPerDayFrom = strictest?.From,
            MostPerDayChecked = strictest?.Checked ?? Verification.No,
            MostAtOnce = stated.Min(each => each.MostAtOnce),
            HoursBetween = stated.Max(each => each.HoursBetween),
            BuildUp = dose.BuildUp,
            Taper = knowledge.Tapers.FirstOrDefault(taper => taper.Ingredient == ingredient.Slug)?.Steps ?? [],
            NotTogether = [.. knowledge.DuplicateLimits.Where(limit => limit.Max == 1 && ingredient.Groups.Contains(limit.Class))
                .SelectMany(limit => knowledge.Formulary.Ingredients.Where(other => other != ingredient && other.Groups.Contains(limit.Class))).Distinct().Select(other => new NamedIngredient(other.Slug, other.Name))],
            TakenAnyway = same.Sum(medicine => medicine.MilligramsPerDay ?? 0),
            TakenAnywayUnknown = !facts.MedicinesComplete || same.Exists(medicine => medicine.MilligramsPerDay is null),
        };
    }

    private static bool Concerns(string target, Ingredient ingredient) => target == ingredient.Slug || ingredient.Groups.Contains(target);

    /// <summary>A parameter such as <c>naproxen_sodium_otc_mg_day</c> names the ingredient that it is about; one that names none is about all of the target.</summary>
    private static bool IsAbout(string parameter, Ingredient ingredient, Formulary formulary) =>
        formulary.Ingredients.Where(each => parameter.StartsWith($"{each.Slug}_", StringComparison.Ordinal)).MaxBy(each => each.Slug.Length) is not { } named || named == ingredient;
}
