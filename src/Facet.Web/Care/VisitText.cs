using System.Globalization;
using Facet.Care;

namespace Facet.Web.Care;

/// <summary>What a course of visits has shown so far, for patients. It promises nothing.</summary>
internal static class VisitText
{
    public static string Says(VisitCourse course) => course.Says switch
    {
        CourseSays.TooEarly => "It is too early to say whether this helps.",
        CourseSays.ClearlyLess => string.Create(CultureInfo.InvariantCulture, $"You now come with {-course.Lasting} points less pain than at first. That is more than chance ups and downs. It may come from this, or from something else."),
        CourseSays.ClearlyMore => string.Create(CultureInfo.InvariantCulture, $"You now come with {course.Lasting} points more pain than at first. Talk to your team before the next visit."),
        _ => "No clear change so far. A change of one point can be chance.",
    };
}
