using Facet.Care;

namespace Facet.Scheduling;

/// <summary>The best places for the visits of one series while everything else stands: exact, by dynamic programming along the series.</summary>
/// <remarks>
/// Once the main member of the staff and the main time of day are fixed, every wish is about one visit or about two neighbours. So the best end of a series depends on its last visit alone. All staff and all times of day are tried.
/// A series keeps the order of its numbers; as days of later visits are never earlier, nothing is lost by that.
/// </remarks>
internal sealed class ChainSearch(SeriesProblem problem)
{
    private const long Nothing = long.MinValue / 4;

    private readonly Occupancy occupancy = problem.Occupancy;
    private readonly SeriesWeights weights = problem.Weights;

    /// <summary>A start of a visit.</summary>
    internal struct Start
    {
        public int Day, Quarter, Worth;

        /// <summary>Who of <see cref="Serving.Staff"/> can.</summary>
        public UInt128 Staff;

        /// <summary>Points of the best series that ends here, and where it comes from.</summary>
        public long Best;
        public int From;

        /// <summary>The best of this day so far, and which it is.</summary>
        public long DayBest;
        public int DayBestAt;
    }

    /// <summary>What a start costs besides the wishes of the person: prices of what it takes. <see langword="null"/> for nothing.</summary>
    public Func<RequestToPlace, int, int, int>? PriceAt { get; set; }

    /// <summary>The best places, by visit; <see langword="null"/> where a visit has none.</summary>
    /// <param name="request">The series.</param>
    /// <param name="own">The person's other visits as they stand.</param>
    /// <param name="points">Its points, less prices.</param>
    public Place?[] Find(RequestToPlace request, IReadOnlyList<OwnVisit> own, out long points)
    {
        var starts = new Start[request.Visits.Length][];
        for (var visit = 0; visit < starts.Length; visit++) { starts[visit] = StartsOf(request, request.Visits[visit], own); }
        var places = Find(request, starts, mayLeaveOut: false, out points);
        return points > Nothing && (starts.Length == 0 || WishesAreSmall(request)) ? places : Find(request, starts, mayLeaveOut: true, out points);
    }

    /// <summary>Whether no wish is worth a place, so that a series with every visit needs no look at those with fewer.</summary>
    private bool WishesAreSmall(RequestToPlace request) =>
        PriceAt is null && weights.Place > weights.OtherStaff + weights.OtherTime + request.Visits.Max(visit => weights.DayLater * (visit.LastDay - visit.FirstDay)) + (2 * weights.DayTooClose * request.EvenDays.Append(0).Max());

    /// <summary>The starts that a visit can have, by time.</summary>
    internal Start[] StartsOf(RequestToPlace request, VisitToPlace visit, IReadOnlyList<OwnVisit> own)
    {
        var found = new List<Start>();
        var each = new UInt128[request.Need.Staff.Length];
        for (var day = visit.FirstDay; day <= visit.LastDay; day++)
        {
            var allowed = problem.Allowed(request, day, own);
            if (allowed == 0) { continue; }
            for (var bits = occupancy.StaffStarts(request.Need, day, each) & allowed; bits != 0; bits &= bits - 1)
            {
                var quarter = (int)UInt128.TrailingZeroCount(bits);
                UInt128 staff = 0;
                for (var index = 0; index < each.Length; index++) { staff |= (each[index] >> quarter & 1) << index; }
                var price = PriceAt?.Invoke(request, day, quarter) ?? 0;
                found.Add(new() { Day = day, Quarter = quarter, Staff = staff, Worth = weights.Place - (weights.DayLater * (day - visit.FirstDay)) - price });
            }
        }
        return [.. found];
    }

    private Place?[] Find(RequestToPlace request, Start[][] starts, bool mayLeaveOut, out long points)
    {
        var kept = SeriesValue.Kept(request.Request).ToList();
        var (asked, people) = (request.Request, request.Need.Staff);
        var isStaffWished = asked.PreferredStaff is not null || asked.SameStaffPreferred;
        // One visit alone is with its main person at its main time, whoever and whenever that is.
        var isAlone = starts.Length + kept.Count == 1 && asked.PreferredStaff is null;
        (int Index, Guid? Id)[] mains = !isStaffWished || isAlone ? [(-1, null)] : asked.PreferredStaff is { } wished ? [(Array.FindIndex(people, index => occupancy.Times[index].Resource.Id == wished), wished)] : MainsOf(request, kept);
        var minutes = isAlone ? [] : starts.SelectMany(all => all.Select(start => start.Quarter)).Concat(kept.Select(visit => SeriesProblem.QuarterOf(visit.Starts))).Distinct().Order().ToArray();
        var band = 2 * weights.NearMinutes / ClinicSpan.Step;
        var (best, bestPoints, bestMain) = (default((int, int)[]), Nothing, -1);
        int[][] dayEnds = [.. starts.Select(all => Enumerable.Range(1, all.Length).Where(end => end == all.Length || all[end].Day != all[end - 1].Day).ToArray())];
        var staffCost = isStaffWished && !isAlone ? weights.OtherStaff : 0;
        var tries = new List<(long Most, long Constant, int Main, int From, int Until)>();
        var mosts = minutes.Length == 0 ? null : new Mosts(starts, people.Length, staffCost, weights.OtherTime, mayLeaveOut);
        foreach (var main in mains)
        {
            var keptStaff = staffCost * kept.Count(visit => visit.Staff != main.Id);
            foreach (var from in minutes.Length == 0 ? [0] : minutes)
            {
                var until = minutes.Length == 0 ? Occupancy.QuartersADay : from + band;
                long constant = -keptStaff - (weights.OtherTime * kept.Count(visit => SeriesProblem.QuarterOf(visit.Starts) is var quarter && (quarter < from || quarter > until)));
                tries.Add((constant + (mosts?.Of(main.Index, from, until) ?? 0), constant, main.Index, from, until));
            }
        }
        // Those that promise most first; where the promise is no more than what is found, nothing better comes.
        foreach (var (most, constant, main, from, until) in mosts is null ? tries.AsEnumerable() : tries.OrderByDescending(each => each.Most))
        {
            if (mosts is not null && most <= bestPoints) { break; }
            var found = Run(request, starts, dayEnds, mayLeaveOut, main, staffCost, from, until, out var last);
            if (found <= Nothing || found + constant <= bestPoints) { continue; }
            (bestPoints, bestMain, best) = (found + constant, main, Path(starts, last));
        }
        points = bestPoints;
        var places = new Place?[starts.Length];
        foreach (var (visit, index) in best ?? [])
        {
            var start = starts[visit][index];
            places[visit] = occupancy.Complete(request.Need, start.Day, start.Quarter, StaffFor(request, start, bestMain));
        }
        return places;
    }

    /// <summary>What a series has at most with a main person and a main time: every visit at its best start, whatever the others do.</summary>
    private sealed class Mosts
    {
        private readonly long[][,] best;
        private readonly long[][] anybody;
        private readonly int staffCost, timeCost, people;
        private readonly bool mayLeaveOut;

        public Mosts(Start[][] starts, int people, int staffCost, int timeCost, bool mayLeaveOut)
        {
            (this.people, this.staffCost, this.timeCost, this.mayLeaveOut) = (people, staffCost, timeCost, mayLeaveOut);
            best = [.. starts.Select(_ => new long[people, Occupancy.QuartersADay])];
            anybody = [.. starts.Select(_ => new long[Occupancy.QuartersADay])];
            for (var visit = 0; visit < starts.Length; visit++)
            {
                Array.Fill(anybody[visit], Nothing);
                for (var index = 0; index < people; index++) { for (var quarter = 0; quarter < Occupancy.QuartersADay; quarter++) { best[visit][index, quarter] = Nothing; } }
                foreach (var start in starts[visit])
                {
                    anybody[visit][start.Quarter] = Math.Max(anybody[visit][start.Quarter], start.Worth);
                    for (var index = 0; index < people && staffCost > 0; index++)
                    {
                        if ((start.Staff >> index & 1) != 0) { best[visit][index, start.Quarter] = Math.Max(best[visit][index, start.Quarter], start.Worth); }
                    }
                }
            }
        }

        public long Of(int main, int from, int until)
        {
            var sum = 0L;
            for (var visit = 0; visit < best.Length; visit++)
            {
                var most = mayLeaveOut ? 0 : Nothing;
                for (var quarter = 0; quarter < Occupancy.QuartersADay; quarter++)
                {
                    var worth = anybody[visit][quarter] - staffCost;
                    if (main >= 0 && main < people && best[visit][main, quarter] > worth) { worth = best[visit][main, quarter]; }
                    if (quarter < from || quarter > until) { worth -= timeCost; }
                    if (worth > most) { most = worth; }
                }
                if (most <= Nothing) { return Nothing; }
                sum += most;
            }
            return sum;
        }
    }

    /// <summary>Who can be the main person: who can give it, and who gave visits that stand.</summary>
    internal (int Index, Guid? Id)[] MainsOf(RequestToPlace request, IReadOnlyList<PlacedVisit> kept)
    {
        var able = request.Need.Staff.Select((resource, index) => (index, (Guid?)occupancy.Times[resource].Resource.Id)).ToList();
        able.AddRange(kept.Select(visit => visit.Staff).Distinct().Where(id => able.TrueForAll(each => each.Item2 != id)).Select(id => (-1, id)));
        return able.Count == 0 ? [(-1, null)] : [.. able];
    }

    /// <summary>The main person where they are free, else who fits most tightly.</summary>
    private int StaffFor(RequestToPlace request, Start start, int main)
    {
        var people = request.Need.Staff;
        if (main >= 0 && (start.Staff >> main & 1) != 0) { return people[main]; }
        var able = Enumerable.Range(0, people.Length).Where(index => (start.Staff >> index & 1) != 0).Select(index => people[index]).ToArray();
        return occupancy.Thriftiest(able, start.Day, start.Quarter, request.Need.Quarters) is var tight and >= 0 ? tight : able[0];
    }

    /// <summary>Fills <see cref="Start.Best"/> along the series; the points of the best whole, and where it ends.</summary>
    private long Run(RequestToPlace request, Start[][] starts, int[][] dayEnds, bool mayLeaveOut, int main, int staffCost, int from, int until, out (int Visit, int Index) last)
    {
        var (best, apart, days) = (mayLeaveOut ? 0 : Nothing, request.QuartersApart, request.Request.DaysApart);
        last = (-1, -1);
        for (var visit = 0; visit < starts.Length; visit++)
        {
            var own = starts[visit];
            for (var index = 0; index < own.Length; index++)
            {
                ref var start = ref own[index];
                var (reached, before) = (visit == 0 || mayLeaveOut ? 0 : Nothing, -1);
                for (var earlier = visit - 1; earlier >= (mayLeaveOut ? 0 : Math.Max(0, visit - 1)); earlier--)
                {
                    var close = earlier == visit - 1 ? weights.DayTooClose : 0;
                    var even = request.EvenDays.Length > earlier ? request.EvenDays[earlier] : 0;
                    var (others, ends) = (starts[earlier], dayEnds[earlier]);
                    for (int group = 0, begin = 0; group < ends.Length; begin = ends[group++])
                    {
                        var between = start.Day - others[begin].Day;
                        if (between < days) { break; }
                        var at = ends[group] - 1;
                        while (at >= begin && (between * Occupancy.QuartersADay) + start.Quarter - others[at].Quarter < apart) { at--; }
                        if (at < begin) { break; }
                        var sum = others[at].DayBest - (close * Math.Max(0, even - between));
                        if (sum > reached) { (reached, before) = (sum, (earlier << 16) | others[at].DayBestAt); }
                    }
                }
                start.From = before;
                start.Best = reached <= Nothing ? Nothing : reached + start.Worth - (main >= 0 && (start.Staff >> main & 1) != 0 ? 0 : staffCost) - (start.Quarter < from || start.Quarter > until ? weights.OtherTime : 0);
                if ((mayLeaveOut || visit == starts.Length - 1) && start.Best > best) { (best, last) = (start.Best, (visit, index)); }
                var follows = index > 0 && own[index - 1].Day == start.Day && own[index - 1].DayBest >= start.Best;
                (start.DayBest, start.DayBestAt) = follows ? (own[index - 1].DayBest, own[index - 1].DayBestAt) : (start.Best, index);
            }
        }
        return best;
    }

    private static (int, int)[] Path(Start[][] starts, (int Visit, int Index) last)
    {
        var path = new List<(int, int)>();
        for (var at = last; at.Visit >= 0;)
        {
            path.Add(at);
            var from = starts[at.Visit][at.Index].From;
            at = from < 0 ? (-1, -1) : (from >> 16, from & 0xFFFF);
        }
        return [.. path];
    }
}
