using Facet.Care;
using Facet.Outcomes;
using Facet.Web.Care;

namespace Facet.Web.Outcomes;

/// <summary>Watches for somebody getting worse as entries come in.</summary>
internal static class OutcomeWatch
{
    /// <summary>Days after a review was asked for in which the same rule asks for no second one; then it asks again while it still holds. A choice.</summary>
    private const int QuietDays = 28;

    /// <summary>The reviews that an entry leads to: rules that hold with it, unless one was asked for not long ago.</summary>
    /// <remarks>It is not asked whether a rule began to hold just now: entries from a phone can have come in since, by another way.</remarks>
    /// <param name="measures">The rules.</param>
    /// <param name="state">The record without the entry.</param>
    /// <param name="entry">The entry that is about to be written.</param>
    public static IReadOnlyList<ReviewAsked> Reviews(OutcomeMeasures measures, MyState state, CareEntry entry)
    {
        var next = 1 + state.Record.Select(each => each.Sequence).DefaultIfEmpty(0).Max();
        var course = Progress.CourseOf(measures, [.. state.Record, new(next, default, "", entry)], state.Begins, state.Today);
        return
        [
            .. measures.ResponderRules
                .Where(rule => rule.AsksForReview && rule.Holds(course, measures.Schedule) == Truth.Yes)
                .Where(rule => !state.Record.Any(each => each.Entry is ReviewAsked review && review.Rule == rule.Id && review.Day > state.Today.AddDays(-QuietDays)))
                .Select(rule => new ReviewAsked { Day = state.Today, Rule = rule.Id, Because = rule.Text }),
        ];
    }
}
