namespace Facet.Care;

/// <summary>Points of a result.</summary>
public static class SeriesValue
{
    /// <summary>Points of some placed visits: a place each, less what is less than wished.</summary>
    /// <param name="requests">The series.</param>
    /// <param name="placed">Visits of these series.</param>
    /// <param name="weights">The weights.</param>
    public static long Of(IReadOnlyList<SeriesRequest> requests, IReadOnlyList<PlacedVisit> placed, SeriesWeights weights)
    {
        var bySeries = placed.ToLookup(visit => visit.Series);
        return requests.Sum(request => Of(request, [.. bySeries[request.Series].OrderBy(visit => visit.Number)], weights));
    }

    private static long Of(SeriesRequest request, IReadOnlyList<PlacedVisit> placed, SeriesWeights weights)
    {
        var windows = request.Visits.ToDictionary(window => window.Number);
        long points = placed.Sum(visit => weights.Place - (weights.DayLater * (visit.Date.DayNumber - windows[visit.Number].First.DayNumber)));
        var all = Kept(request).Concat(placed).ToList();
        if (all.Count == 0) { return 0; }
        if (request.PreferredStaff is { } wished) { points -= (long)weights.OtherStaff * all.Count(visit => visit.Staff != wished); }
        else if (request.SameStaffPreferred) { points -= (long)weights.OtherStaff * (all.Count - all.GroupBy(visit => visit.Staff).Max(group => group.Count())); }
        points -= (long)weights.OtherTime * (all.Count - all.Max(first => all.Count(visit => MinuteOf(visit) >= MinuteOf(first) && MinuteOf(visit) <= MinuteOf(first) + (2 * weights.NearMinutes))));
        for (var index = 1; index < placed.Count; index++)
        {
            var (one, next) = (placed[index - 1], placed[index]);
            if (next.Number == one.Number + 1) { points -= (long)weights.DayTooClose * Math.Max(0, EvenDays(windows[one.Number], windows[next.Number], request) - (next.Date.DayNumber - one.Date.DayNumber)); }
        }
        return points;
    }

    /// <summary>Visits of the series that have their place already.</summary>
    internal static IEnumerable<PlacedVisit> Kept(SeriesRequest request) => request.Booked.Where(visit => visit.Series == request.Series);

    /// <summary>Minutes after midnight.</summary>
    internal static int MinuteOf(PlacedVisit visit) => (int)visit.Starts.TimeOfDay.TotalMinutes;

    /// <summary>Days between two neighbours of a series, if the visits were even: a week shared by those in it, rounded down; weeks apart as their weeks are.</summary>
    internal static int EvenDays(VisitWindow one, VisitWindow next, SeriesRequest request)
    {
        var sharing = request.Visits.Count(window => window.First == one.First && window.Last == one.Last);
        var week = one.Last.DayNumber - one.First.DayNumber + 1;
        return one.First == next.First ? week / sharing : Math.Max(1, Math.Min(week, next.First.DayNumber - one.First.DayNumber) / sharing);
    }
}
