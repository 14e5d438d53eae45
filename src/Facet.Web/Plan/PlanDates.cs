using System.Globalization;

namespace Facet.Web.Plan;

/// <summary>When a part of a plan is looked at again.</summary>
internal static class PlanDates
{
    private const int DaysPerWeek = 7;

    public static string Text(DateOnly start, int weeks) => string.Create(CultureInfo.InvariantCulture,
        $"After {weeks} {(weeks == 1 ? "week" : "weeks")}, about {start.AddDays(weeks * DaysPerWeek):d MMMM yyyy}");
}
