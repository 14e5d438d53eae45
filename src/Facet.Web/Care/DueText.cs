using Facet.Care;
using Facet.Planning;

namespace Facet.Web.Care;

/// <summary>What a date of a plan is about, for patients.</summary>
internal static class DueText
{
    public static string Of(CalendarEvent due, CarePlan plan) => Of(due, id => plan.Find(id)?.Plain ?? id);

    /// <param name="due">The date.</param>
    /// <param name="nameOf">The name of an item by its id.</param>
    public static string Of(CalendarEvent due, Func<string, string> nameOf)
    {
        var name = due.ItemId is { } id ? nameOf(id) : "";
        return due.Kind switch
        {
            CalendarEventKind.MedicineStart => $"Start: {name}.",
            CalendarEventKind.MedicineReview => $"Look back with your clinician: {name}.",
            CalendarEventKind.MedicineStop => $"Last day: {name}.",
            CalendarEventKind.HalfwayReview => $"Half-way: does this help? {name}.",
            CalendarEventKind.EndReview => $"Go on, change or stop? {name}.",
            CalendarEventKind.PlanReview => "Look back at the whole plan.",
            CalendarEventKind.CheckIn => "Check in.",
            _ => "Answer the questions about pain and daily life.",
        };
    }
}
