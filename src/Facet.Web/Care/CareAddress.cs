using Facet.Care;

namespace Facet.Web.Care;

/// <summary>Where things of the patient's pages are. An address names no health data: items go by their place in the plan.</summary>
internal static class CareAddress
{
    /// <summary>The page on which an item is done.</summary>
    public static string Do(CarePlan plan, CareItem item) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/my/do/{Place(plan, item.Id)}");

    /// <summary>The item at a place; null for none.</summary>
    public static CareItem? At(CarePlan plan, int place) => place >= 1 && place <= plan.Items.Count ? plan.Items[place - 1] : null;

    /// <summary>The page on which an exercise is done: by its place among the person's own.</summary>
    public static string Exercise(CarePlan plan, string exercise) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/my/exercise/{1 + Exercises(plan).ToList().IndexOf(exercise)}");

    /// <summary>The exercise at a place, by its id, and the item of the plan that it belongs to; null for none.</summary>
    public static (CareItem Item, string Exercise)? ExerciseAt(CarePlan plan, int place) =>
        Exercises(plan).ElementAtOrDefault(place - 1) is { } exercise ? (plan.Items.First(item => item.Exercises.Contains(exercise)), exercise) : null;

    private static IEnumerable<string> Exercises(CarePlan plan) => plan.Items.SelectMany(item => item.Exercises).Distinct();

    private static int Place(CarePlan plan, string item) => 1 + plan.Items.ToList().FindIndex(each => each.Id == item);
}
