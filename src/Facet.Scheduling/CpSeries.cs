using Facet.Care;
using Google.OrTools.Sat;
using Google.OrTools.Util;

namespace Facet.Scheduling;

/// <summary>Several series at once, exactly, by CP-SAT: which start for each visit, with whom, where and with what.</summary>
/// <remarks>
/// A bool for each start of a visit, and, where different people want the same resources, one for each resource with an optional interval in it. Wishes are rows over whole sets of starts ("one of those without this person, and this
/// person the main one, costs"), which bound much better than rows over pairs.
/// </remarks>
internal sealed class CpSeries
{
    private readonly SeriesProblem problem;
    private readonly Occupancy occupancy;
    private readonly SeriesWeights weights;
    private readonly ChainSearch chain;
    private readonly CpModel model = new();
    private readonly LinearExprBuilder goal = LinearExpr.NewBuilder();
    private readonly List<Visit> visits = [];
    private readonly Dictionary<int, List<IntervalVar>> alone = [];
    private readonly Dictionary<int, List<IntervalVar>> seated = [];
    private readonly Dictionary<(string Item, int Quarters, int Day, int Quarter, int Staff, int Room), Session> sessions = [];
    private readonly bool isShared;

    private sealed class Session
    {
        public required BoolVar IsHeld { get; init; }
        public required int Left { get; init; }
        public List<BoolVar> Places { get; } = [];
    }

    private sealed class Visit
    {
        public required RequestToPlace Request { get; init; }
        public required VisitToPlace ToPlace { get; init; }
        public required ChainSearch.Start[] Starts { get; init; }
        public required BoolVar[] At { get; init; }
        public required BoolVar IsPlaced { get; init; }
        public IntVar? Time { get; set; }
        public Dictionary<int, BoolVar> With { get; } = [];
        public List<(int Start, int Staff, int Room, BoolVar Is)> Seats { get; } = [];
        public long[] Days => [.. Starts.Select(start => (long)start.Day)];
    }

    private CpSeries(SeriesProblem problem, IReadOnlyList<RequestToPlace> requests, Func<RequestToPlace, IReadOnlyList<OwnVisit>> own)
    {
        (this.problem, occupancy, weights, chain) = (problem, problem.Occupancy, problem.Weights, new(problem));
        // One person is never in two places: then whoever is free at a start is free for it.
        isShared = requests.Select(request => request.Request.Patient).Distinct().Skip(1).Any();
        foreach (var request in requests) { AddRequest(request, own(request)); }
        AddPeople(requests);
        AddResources();
        model.Maximize(goal);
    }

    /// <summary>The best places for some series while everything else stands.</summary>
    /// <param name="problem">The problem; its occupancy is without the visits of these series.</param>
    /// <param name="requests">The series.</param>
    /// <param name="own">Other visits of the person of a series, as they stand.</param>
    /// <param name="hint">Places to begin with, by index of request.</param>
    /// <param name="work">CP-SAT's deterministic time, at most.</param>
    /// <returns>The places by request and visit, their points, and a bound; no places where the limit came first.</returns>
    public static (IReadOnlyList<Place?[]>? Places, long Points, long Bound) Solve(SeriesProblem problem, IReadOnlyList<RequestToPlace> requests, Func<RequestToPlace, IReadOnlyList<OwnVisit>> own, Func<RequestToPlace, Place?[]?> hint, double work)
    {
        var built = new CpSeries(problem, requests, own);
        foreach (var visit in built.visits) { built.Hint(visit, hint(visit.Request)?[visit.ToPlace.Index]); }
        var solver = new CpSolver { StringParameters = FormattableString.Invariant($"num_workers:1 random_seed:1 max_deterministic_time:{work}") };
        var status = solver.Solve(built.model);
        if (status is CpSolverStatus.ModelInvalid) { throw new InvalidOperationException(built.model.Validate()); }
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? (built.Read(solver, requests), (long)Math.Round(solver.ObjectiveValue), (long)Math.Floor(solver.BestObjectiveBound + 1e-6))
            : (null, 0, long.MaxValue);
    }

    private void Hint(Visit visit, Place? place)
    {
        for (var index = 0; index < visit.Starts.Length; index++)
        {
            model.AddHint(visit.At[index], place is { } at && visit.Starts[index].Day == at.Day && visit.Starts[index].Quarter == at.Quarter);
        }
        foreach (var (resource, with) in visit.With) { model.AddHint(with, place is { } at && (resource == at.Staff || resource == at.Room || resource == at.Device)); }
    }

    private void AddRequest(RequestToPlace request, IReadOnlyList<OwnVisit> own)
    {
        var mine = new List<Visit>();
        foreach (var toPlace in request.Visits)
        {
            var starts = chain.StartsOf(request, toPlace, own);
            var visit = new Visit { Request = request, ToPlace = toPlace, Starts = starts, At = [.. starts.Select(_ => model.NewBoolVar(""))], IsPlaced = model.NewBoolVar("") };
            model.Add(LinearExpr.Sum(visit.At) == visit.IsPlaced);
            for (var index = 0; index < starts.Length; index++) { goal.AddTerm(visit.At[index], starts[index].Worth); }
            if (isShared) { AddShared(visit); }
            mine.Add(visit);
        }
        visits.AddRange(mine);
        AddSpacing(request, mine);
        AddStaffWish(request, mine);
        AddTimeWish(request, mine);
        for (var index = 0; index + 1 < mine.Count; index++)
        {
            var (one, next, even) = (mine[index], mine[index + 1], request.EvenDays[index]);
            if (even <= 1 || weights.DayTooClose == 0) { continue; }
            var close = model.NewIntVar(0, even, "");
            model.Add(close >= even - LinearExpr.WeightedSum(next.At, next.Days) + LinearExpr.WeightedSum(one.At, one.Days)).OnlyEnforceIf([one.IsPlaced, next.IsPlaced]);
            goal.AddTerm(close, -weights.DayTooClose);
        }
    }

    private IntVar TimeOf(Visit visit)
    {
        if (visit.Time is { } known) { return known; }
        long[] values = [.. visit.Starts.Select(start => ((long)start.Day * Occupancy.QuartersADay) + start.Quarter)];
        var time = model.NewIntVarFromDomain(Domain.FromValues(values.Length == 0 ? [0] : values), "");
        for (var index = 0; index < values.Length; index++) { model.Add(time == values[index]).OnlyEnforceIf(visit.At[index]); }
        return visit.Time = time;
    }

    private void AddSpacing(RequestToPlace request, List<Visit> mine)
    {
        var reach = Math.Max(request.Request.DaysApart, (request.Request.HoursApart + 23) / 24);
        for (var later = 1; later < mine.Count; later++)
        {
            for (var earlier = later - 1; earlier >= 0; earlier--)
            {
                var (one, next) = (mine[earlier], mine[later]);
                if (one.Starts.Length == 0 || next.Starts.Length == 0 || next.Starts[0].Day - one.Starts[^1].Day > reach) { continue; }
                if (request.QuartersApart > 0) { model.Add(TimeOf(next) >= TimeOf(one) + request.QuartersApart).OnlyEnforceIf([one.IsPlaced, next.IsPlaced]); }
                if (request.DaysCount) { model.Add(LinearExpr.WeightedSum(next.At, next.Days) >= LinearExpr.WeightedSum(one.At, one.Days) + request.Request.DaysApart).OnlyEnforceIf([one.IsPlaced, next.IsPlaced]); }
            }
        }
    }

    private void AddStaffWish(RequestToPlace request, List<Visit> mine)
    {
        var kept = SeriesValue.Kept(request.Request).ToList();
        var wished = request.Request.PreferredStaff;
        if ((wished is null && !request.Request.SameStaffPreferred) || (wished is null && kept.Count + mine.Count == 1)) { return; }
        (int Index, Guid? Id)[] mains = wished is { } id ? [(Array.FindIndex(request.Need.Staff, index => occupancy.Times[index].Resource.Id == id), id)] : chain.MainsOf(request, kept);
        BoolVar[] isMain = [.. mains.Select(_ => model.NewBoolVar(""))];
        model.AddExactlyOne(isMain);
        for (var main = 0; main < mains.Length; main++) { goal.AddTerm(isMain[main], -(long)weights.OtherStaff * kept.Count(visit => visit.Staff != mains[main].Id)); }
        foreach (var visit in mine)
        {
            var isOther = model.NewBoolVar("");
            goal.AddTerm(isOther, -weights.OtherStaff);
            for (var main = 0; main < mains.Length; main++)
            {
                var index = mains[main].Index;
                if (index < 0 || !isShared)
                {
                    var without = visit.At.Where((_, start) => index < 0 || (visit.Starts[start].Staff >> index & 1) == 0);
                    model.Add(LinearExpr.Sum(without) + isMain[main] <= 1 + isOther);
                }
                else
                {
                    // Placed, and not with the main one.
                    var with = visit.With.GetValueOrDefault(request.Need.Staff[index]);
                    if (with is null) { model.Add(visit.IsPlaced + isMain[main] <= 1 + isOther); } else { model.Add(visit.IsPlaced - with + isMain[main] <= 1 + isOther); }
                }
            }
        }
    }

    private void AddTimeWish(RequestToPlace request, List<Visit> mine)
    {
        var kept = SeriesValue.Kept(request.Request).Select(visit => SeriesProblem.QuarterOf(visit.Starts)).ToList();
        if (kept.Count + mine.Count == 1 || weights.OtherTime == 0) { return; }
        var band = 2 * weights.NearMinutes / ClinicSpan.Step;
        var froms = mine.SelectMany(visit => visit.Starts.Select(start => start.Quarter)).Concat(kept).Distinct().Order().ToArray();
        if (froms.Length == 0) { return; }
        BoolVar[] isMain = [.. froms.Select(_ => model.NewBoolVar(""))];
        model.AddExactlyOne(isMain);
        for (var main = 0; main < froms.Length; main++) { goal.AddTerm(isMain[main], -(long)weights.OtherTime * kept.Count(quarter => quarter < froms[main] || quarter > froms[main] + band)); }
        foreach (var visit in mine)
        {
            var isOther = model.NewBoolVar("");
            goal.AddTerm(isOther, -weights.OtherTime);
            for (var main = 0; main < froms.Length; main++)
            {
                var outside = visit.At.Where((_, start) => visit.Starts[start].Quarter < froms[main] || visit.Starts[start].Quarter > froms[main] + band).ToList();
                if (outside.Count > 0) { model.Add(LinearExpr.Sum(outside) + isMain[main] <= 1 + isOther); }
            }
        }
    }

    /// <summary>Nobody twice at once, and order within a day, between different series of a person.</summary>
    private void AddPeople(IReadOnlyList<RequestToPlace> requests)
    {
        foreach (var person in requests.GroupBy(request => request.Request.Patient).Where(group => group.Count() > 1))
        {
            var theirs = visits.Where(visit => visit.Request.Request.Patient == person.Key).ToList();
            var covering = new Dictionary<int, List<(BoolVar At, int Request)>>();
            foreach (var visit in theirs)
            {
                for (var index = 0; index < visit.Starts.Length; index++)
                {
                    var at = (visit.Starts[index].Day * Occupancy.QuartersADay) + visit.Starts[index].Quarter;
                    for (var quarter = at; quarter < at + visit.Request.Need.Quarters; quarter++)
                    {
                        if (!covering.TryGetValue(quarter, out var list)) { covering[quarter] = list = []; }
                        list.Add((visit.At[index], visit.Request.Index));
                    }
                }
            }
            foreach (var list in covering.OrderBy(each => each.Key).Select(each => each.Value).Where(list => list.Exists(each => each.Request != list[0].Request))) { model.AddAtMostOne(list.Select(each => each.At)); }
            foreach (var order in problem.Orders)
            {
                foreach (var first in theirs.Where(visit => visit.Request.Request.Need.Item == order.First))
                {
                    foreach (var then in theirs.Where(visit => visit.Request.Request.Need.Item == order.Then)) { AddOrder(first, then); }
                }
            }
        }
    }

    private void AddOrder(Visit first, Visit then)
    {
        for (var index = 0; index < then.Starts.Length; index++)
        {
            var (day, quarter) = (then.Starts[index].Day, then.Starts[index].Quarter);
            // Any start of the one up to here, with any of the other that is not over by then.
            var late = first.At.Where((_, other) => first.Starts[other].Day == day && first.Starts[other].Quarter + first.Request.Need.Quarters > quarter).ToList();
            if (late.Count == 0) { continue; }
            late.AddRange(then.At.Where((_, other) => then.Starts[other].Day == day && then.Starts[other].Quarter <= quarter));
            model.AddAtMostOne(late);
        }
    }

    private void AddShared(Visit visit)
    {
        var (need, size) = (visit.Request.Need, visit.Request.Need.Quarters);
        if (need.Need.IsGroup) { AddSeats(visit); return; }
        foreach (var (resources, isNeeded) in new[] { (need.Staff, true), (need.Rooms, need.Need.RoomSkill is not null), (need.Devices, need.Need.DeviceSkill is not null) })
        {
            if (!isNeeded) { continue; }
            var with = new List<BoolVar>();
            foreach (var resource in resources)
            {
                var blocked = visit.At.Where((_, index) => (Occupancy.Starts(occupancy.Free(resource, visit.Starts[index].Day), size) >> visit.Starts[index].Quarter & 1) == 0).ToList();
                if (blocked.Count == visit.At.Length) { continue; }
                var takes = model.NewBoolVar("");
                if (blocked.Count > 0) { model.Add(LinearExpr.Sum(blocked) + takes <= 1); }
                with.Add(takes);
                visit.With[resource] = takes;
                List(occupancy.Times[resource].Resource.Kind == ResourceKind.Room ? seated : alone, resource).Add(model.NewOptionalFixedSizeIntervalVar(TimeOf(visit), size, takes, ""));
            }
            model.Add(LinearExpr.Sum(with) == visit.IsPlaced);
        }
    }

    /// <summary>A seat in a group: one that meets already, or one with a leader and a room of its own.</summary>
    private void AddSeats(Visit visit)
    {
        var (need, size) = (visit.Request.Need, visit.Request.Need.Quarters);
        for (var index = 0; index < visit.Starts.Length; index++)
        {
            var start = visit.Starts[index];
            var seats = new List<BoolVar>();
            foreach (var open in occupancy.Open(need, start.Day).Where(open => open.Quarter == start.Quarter && need.Staff.Contains(open.Staff))) { seats.Add(Seat(index, open.Staff, open.Room, open.Left, isNew: false)); }
            foreach (var staff in need.Staff.Where(staff => (Occupancy.Starts(occupancy.Free(staff, start.Day), size) >> start.Quarter & 1) != 0))
            {
                foreach (var room in need.Need.RoomSkill is null ? [-1] : need.Rooms.Where(room => (Occupancy.Starts(occupancy.Free(room, start.Day), size) >> start.Quarter & 1) != 0))
                {
                    seats.Add(Seat(index, staff, room, occupancy.Times[staff].Resource.Seats, isNew: true));
                }
            }
            model.Add(LinearExpr.Sum(seats) == visit.At[index]);
        }
        foreach (var kind in visit.Seats.SelectMany(seat => new[] { (Resource: seat.Staff, seat.Is), (Resource: seat.Room, seat.Is) }).Where(each => each.Resource >= 0).GroupBy(each => each.Resource))
        {
            var takes = model.NewBoolVar("");
            model.Add(LinearExpr.Sum(kind.Select(each => each.Is)) == takes);
            visit.With[kind.Key] = takes;
            if (occupancy.Times[kind.Key].Resource.Kind == ResourceKind.Room) { List(seated, kind.Key).Add(model.NewOptionalFixedSizeIntervalVar(TimeOf(visit), size, takes, "")); }
        }

        BoolVar Seat(int index, int staff, int room, int left, bool isNew)
        {
            var start = visit.Starts[index];
            var key = (need.Need.Item, size, start.Day, start.Quarter, staff, room);
            if (!sessions.TryGetValue(key, out var session))
            {
                sessions[key] = session = new() { IsHeld = model.NewBoolVar(""), Left = left };
                if (isNew) { List(alone, staff).Add(model.NewOptionalFixedSizeIntervalVar(LinearExpr.Constant(((long)start.Day * Occupancy.QuartersADay) + start.Quarter), size, session.IsHeld, "")); }
            }
            var seat = model.NewBoolVar("");
            model.AddImplication(seat, session.IsHeld);
            session.Places.Add(seat);
            visit.Seats.Add((index, staff, room, seat));
            return seat;
        }
    }

    private void AddResources()
    {
        foreach (var session in sessions.Values.Where(session => session.Places.Count > session.Left)) { model.Add(LinearExpr.Sum(session.Places) <= session.Left); }
        foreach (var (_, intervals) in alone) { model.AddNoOverlap(intervals); }
        foreach (var (room, intervals) in seated)
        {
            // Seats differ from quarter to quarter: what is less than the most is taken by intervals that stand.
            var most = occupancy.Times[room].Resource.Seats;
            if (intervals.Count <= 1) { continue; }
            var cumulative = model.AddCumulative(most);
            foreach (var interval in intervals) { cumulative.AddDemand(interval, 1); }
            for (var day = 0; day < occupancy.Days && most > 1; day++)
            {
                for (int quarter = 0, until; quarter < Occupancy.QuartersADay; quarter = until)
                {
                    var left = occupancy.Seats(room, day, quarter);
                    for (until = quarter + 1; until < Occupancy.QuartersADay && occupancy.Seats(room, day, until) == left;) { until++; }
                    if (left > 0 && left < most) { cumulative.AddDemand(model.NewFixedSizeIntervalVar(LinearExpr.Constant(((long)day * Occupancy.QuartersADay) + quarter), until - quarter, ""), most - left); }
                }
            }
        }
    }

    private List<Place?[]> Read(CpSolver solver, IReadOnlyList<RequestToPlace> requests)
    {
        var found = new List<Place?[]>();
        foreach (var request in requests)
        {
            var mine = visits.Where(visit => visit.Request == request).ToList();
            var at = mine.ConvertAll(visit => Array.FindIndex(visit.At, start => solver.BooleanValue(start)));
            found.Add([.. mine.Select((visit, index) => at[index] < 0 ? (Place?)null : PlaceOf(visit, at[index], mine, at))]);
        }
        return found;

        Place PlaceOf(Visit visit, int start, List<Visit> mine, List<int> at)
        {
            var (need, chosen) = (visit.Request.Need, visit.Starts[start]);
            if (!isShared) { return occupancy.Complete(need, chosen.Day, chosen.Quarter, MainOf(visit, chosen, mine, at)); }
            if (need.Need.IsGroup)
            {
                var seat = visit.Seats.Find(seat => seat.Start == start && solver.BooleanValue(seat.Is));
                return new(chosen.Day, chosen.Quarter, seat.Staff, seat.Room, -1);
            }
            var taken = visit.With.Where(with => solver.BooleanValue(with.Value)).Select(with => with.Key).ToList();
            return new(chosen.Day, chosen.Quarter, Of(ResourceKind.Staff), Of(ResourceKind.Room), Of(ResourceKind.Device));

            int Of(ResourceKind kind)
            {
                foreach (var resource in taken) { if (occupancy.Times[resource].Resource.Kind == kind) { return resource; } }
                return -1;
            }
        }
    }

    /// <summary>Who gives a visit where nobody else wants them: the one with most visits of the series, if free.</summary>
    private int MainOf(Visit visit, ChainSearch.Start chosen, List<Visit> mine, List<int> at)
    {
        var people = visit.Request.Need.Staff;
        var kept = SeriesValue.Kept(visit.Request.Request).ToList();
        var main = visit.Request.Request.PreferredStaff is { } wished
            ? Array.FindIndex(people, index => occupancy.Times[index].Resource.Id == wished)
            : chain.MainsOf(visit.Request, kept).MaxBy(each => kept.Count(other => other.Staff == each.Id) + (each.Index < 0 ? 0 : mine.Where((other, index) => at[index] >= 0 && (other.Starts[at[index]].Staff >> each.Index & 1) != 0).Count())).Index;
        if (main >= 0 && (chosen.Staff >> main & 1) != 0) { return people[main]; }
        return people[Enumerable.Range(0, people.Length).First(index => (chosen.Staff >> index & 1) != 0)];
    }

    private static List<IntervalVar> List(Dictionary<int, List<IntervalVar>> lists, int resource)
    {
        if (!lists.TryGetValue(resource, out var list)) { lists[resource] = list = []; }
        return list;
    }
}
