namespace Facet.Care;

/// <summary>A visit of a course as it was rated.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Day">The day.</param>
/// <param name="Before">Pain before it, 0 to 10.</param>
/// <param name="After">Pain after it, 0 to 10; <see langword="null"/> for unknown.</param>
public sealed record RatedVisit(int Number, DateOnly Day, int Before, int? After)
{
    /// <summary>After less before; negative is improvement.</summary>
    public int? Change => After - Before;
}

/// <summary>What a course of visits has shown so far.</summary>
public enum CourseSays
{
    /// <summary>Fewer than two visits are rated.</summary>
    TooEarly,

    /// <summary>The pain with which the person comes has not changed by more than such a scale can tell.</summary>
    NoClearChange,

    /// <summary>They come with clearly less pain than at first.</summary>
    ClearlyLess,

    /// <summary>They come with clearly more pain than at first.</summary>
    ClearlyMore,
}

/// <summary>A course of visits, rated before and after: what changed from visit to visit, and whether that is more than error.</summary>
/// <param name="Visits">The rated visits, in order of their days; the last rating of a day counts.</param>
/// <param name="Given">Days on which the team recorded a visit or the person rated one.</param>
public sealed record VisitCourse(IReadOnlyList<RatedVisit> Visits, int Given = 0)
{
    /// <summary>Points of 0 to 10 below which a change is not told from error.</summary>
    /// <remarks>The catalogue's stop rules ask for a change of 2 points of 10; smaller changes happen without any change of the person.</remarks>
    public const int Clear = 2;

    /// <summary>Reads a course out of a record.</summary>
    public static VisitCourse Of(IReadOnlyList<Recorded> record, string item)
    {
        var given = SessionLog.Of(record, item).Select(visit => visit.Session).Where(visit => visit.HowFar != HowFar.Skipped).ToList();
        // What the person says themselves counts before what they were asked at the visit.
        var rated = given.Where(visit => visit.PainBefore is not null).Select(visit => (visit.Day, Before: visit.PainBefore!.Value, After: visit.PainAfter))
            .Concat(record.OrderBy(each => each.Sequence).Select(each => each.Entry).OfType<SessionRated>().Where(rated => rated.Item == item).Select(rated => (rated.Day, rated.Before, rated.After)));
        var visits = rated.GroupBy(visit => visit.Day).OrderBy(day => day.Key).Select((day, index) => new RatedVisit(index + 1, day.Key, day.Last().Before, day.Last().After)).ToList();
        return new(visits, visits.Select(visit => visit.Day).Union(given.Select(visit => visit.Day)).Count());
    }

    /// <summary>What lasts from visit to visit: pain before the last visit less pain before the first; <see langword="null"/> for fewer than two visits.</summary>
    /// <remarks>What is felt right after a visit may be gone the next day. What a person comes with the next time has lasted.</remarks>
    public int? Lasting => Visits.Count < 2 ? null : Visits[^1].Before - Visits[0].Before;

    /// <summary>In a word.</summary>
    public CourseSays Says => Lasting switch { null => CourseSays.TooEarly, <= -Clear => CourseSays.ClearlyLess, >= Clear => CourseSays.ClearlyMore, _ => CourseSays.NoClearChange };
}
