namespace Facet.Scheduling;

/// <summary>Opens groups where most people can come, and fills them: one leader's time serves many only where they come together.</summary>
internal sealed class GroupFilling(SeriesProblem problem, TogetherSearch search, PriceBound prices)
{
    private readonly Occupancy occupancy = problem.Occupancy;

    /// <summary>Points for a quarter of a leader that can no longer be used.</summary>
    private const int Wasted = 300;

    /// <summary>Times that all groups are looked at for being closed.</summary>
    private const int Passes = 4;

    private sealed class Waiting
    {
        public required RequestToPlace Request { get; init; }
        public required VisitToPlace Visit { get; init; }
        public required UInt128[] Starts { get; init; }
        public int Choices { get; set; }
    }

    public void Run(IReadOnlyList<RequestToPlace> requests)
    {
        foreach (var item in requests.Where(request => request.Need.Need.IsGroup).GroupBy(request => request.Need))
        {
            Fill(item.Key, [.. item]);
        }
    }

    private void Fill(Serving need, List<RequestToPlace> requests)
    {
        var tally = new int[occupancy.Days, Occupancy.QuartersADay];
        var waiting = requests.SelectMany(request => request.Visits.Select(visit => new Waiting { Request = request, Visit = visit, Starts = new UInt128[occupancy.Days] })).ToList();
        foreach (var one in waiting) { Look(one, tally); }
        while (waiting.Count > 0 && Best(need, tally) is { } place)
        {
            var seats = Math.Min(occupancy.Times[place.Staff].Resource.Seats, place.Room < 0 ? int.MaxValue : Seats(need, place.Room, place.Day, place.Quarter));
            // Those with the fewest other choices, and no two visits of one person.
            var chosen = waiting.Where(one => (one.Starts[place.Day] >> place.Quarter & 1) != 0).OrderBy(one => one.Choices).ThenBy(one => one.Visit.LastDay).DistinctBy(one => one.Request.Request.Patient).Take(seats).ToList();
            foreach (var one in chosen)
            {
                search.Places[one.Request.Index][one.Visit.Index] = place;
                occupancy.Take(need, place);
                Forget(one, tally);
                waiting.Remove(one);
            }
            var people = chosen.Select(one => one.Request.Request.Patient).ToHashSet();
            foreach (var one in waiting.Where(one => people.Contains(one.Request.Request.Patient)))
            {
                Forget(one, tally);
                Look(one, tally);
            }
        }
        for (var pass = 0; pass < Passes && Close(need, requests); pass++) { }
        foreach (var request in requests) { InOrder(request); }
    }

    /// <summary>Closes groups whose people all find a seat in others, the emptiest first; whether one was closed.</summary>
    private bool Close(Serving need, List<RequestToPlace> requests)
    {
        var isClosed = false;
        var groups = requests.SelectMany(request => request.Visits).Where(visit => PlaceOf(visit) is not null).GroupBy(visit => PlaceOf(visit)!.Value).OrderBy(group => group.Count()).ThenBy(group => group.Key.At).ThenBy(group => group.Key.Staff).Select(group => group.Key).ToList();
        foreach (var place in groups)
        {
            var people = requests.SelectMany(request => request.Visits).Where(visit => PlaceOf(visit) == place).ToList();
            if (people.Count >= occupancy.Times[place.Staff].Resource.Seats) { continue; }
            foreach (var visit in people) { Move(visit, null); }
            foreach (var visit in people)
            {
                if (Seat(need, visit) is not { } other) { break; }
                Move(visit, other);
            }
            if (people.TrueForAll(visit => PlaceOf(visit) is not null)) { isClosed = true; continue; }
            foreach (var visit in people) { Move(visit, null); }
            foreach (var visit in people) { Move(visit, place); }
        }
        return isClosed;

        Place? PlaceOf(VisitToPlace visit) => search.Places[visit.Request][visit.Index];

        void Move(VisitToPlace visit, Place? to)
        {
            if (PlaceOf(visit) is { } from) { occupancy.Release(need, from); }
            search.Places[visit.Request][visit.Index] = to;
            if (to is { } taken) { occupancy.Take(need, taken); }
        }
    }

    /// <summary>A seat in a group that meets already, in the fullest that has one.</summary>
    private Place? Seat(Serving need, VisitToPlace visit)
    {
        var request = problem.Requests[visit.Request];
        var own = OwnOf(request);
        var (least, best) = (int.MaxValue, default(Place?));
        for (var day = visit.FirstDay; day <= visit.LastDay; day++)
        {
            var allowed = problem.Allowed(request, day, own);
            if (allowed == 0) { continue; }
            foreach (var (staff, room, quarter, left) in occupancy.Open(need, day))
            {
                if (left < least && (allowed >> quarter & 1) != 0) { (least, best) = (left, new(day, quarter, staff, room, -1)); }
            }
        }
        return best;
    }

    private List<OwnVisit> OwnOf(RequestToPlace request)
    {
        var own = search.Own(request).ToList();
        foreach (var place in search.Places[request.Index]) { if (place is { } at) { own.Add(new(at.Day, at.Quarter, request.Need.Quarters, request.Need.Need.Item)); } }
        return own;
    }

    /// <summary>The group that is worth most: people who can come, less what the leader and the room are worth to others. <see langword="null"/> where none is worth it.</summary>
    private Place? Best(Serving need, int[,] tally)
    {
        var (most, best) = (0.0, default(Place?));
        for (var day = 0; day < occupancy.Days; day++)
        {
            var rooms = occupancy.Any(need.Rooms, need.Need.RoomSkill is not null, day, need.Quarters);
            var places = new int[Occupancy.QuartersADay];
            for (var quarter = 0; quarter + need.Quarters <= places.Length; quarter++)
            {
                places[quarter] = (rooms >> quarter & 1) == 0 ? 0 : need.Need.RoomSkill is null ? int.MaxValue : need.Rooms.Max(room => Seats(need, room, day, quarter));
            }
            foreach (var staff in need.Staff)
            {
                var seats = occupancy.Times[staff].Resource.Seats;
                var free = occupancy.Free(staff, day);
                for (var bits = Occupancy.Starts(free, need.Quarters) & rooms; bits != 0; bits &= bits - 1)
                {
                    var quarter = (int)UInt128.TrailingZeroCount(bits);
                    var worth = (double)problem.Weights.Place * Math.Min(Math.Min(seats, places[quarter]), tally[day, quarter]);
                    if (worth <= most) { continue; }
                    for (var at = quarter; at < quarter + need.Quarters; at++) { worth -= prices.PriceOf(staff, (day * Occupancy.QuartersADay) + at); }
                    worth -= Wasted * occupancy.Waste(staff, day, quarter, need.Quarters);
                    if (worth > most) { (most, best) = (worth, new(day, quarter, staff, -1, -1)); }
                }
            }
        }
        return best is not { } found || need.Need.RoomSkill is null ? best : found with { Room = Roomiest(need, found) };
    }

    private int Roomiest(Serving need, Place place) =>
        need.Rooms.MaxBy(room => Seats(need, room, place.Day, place.Quarter));

    private int Seats(Serving need, int room, int day, int quarter)
    {
        var seats = int.MaxValue;
        for (var at = quarter; at < quarter + need.Quarters; at++) { seats = Math.Min(seats, occupancy.Seats(room, day, at)); }
        return seats;
    }

    private void Look(Waiting one, int[,] tally)
    {
        var own = OwnOf(one.Request);
        one.Choices = 0;
        for (var day = one.Visit.FirstDay; day <= one.Visit.LastDay; day++)
        {
            one.Starts[day] = problem.Allowed(one.Request, day, own);
            for (var bits = one.Starts[day]; bits != 0; bits &= bits - 1) { tally[day, (int)UInt128.TrailingZeroCount(bits)]++; }
            one.Choices += (int)UInt128.PopCount(one.Starts[day]);
        }
    }

    private static void Forget(Waiting one, int[,] tally)
    {
        for (var day = one.Visit.FirstDay; day <= one.Visit.LastDay; day++)
        {
            for (var bits = one.Starts[day]; bits != 0; bits &= bits - 1) { tally[day, (int)UInt128.TrailingZeroCount(bits)]--; }
        }
    }

    /// <summary>Numbers in the order of time. Days of later visits are never earlier, so each stays in its days; where a gap would break that, the series is left to be placed anew.</summary>
    private void InOrder(RequestToPlace request)
    {
        var places = search.Places[request.Index];
        var sorted = places.Where(place => place is not null).OrderBy(place => place!.Value.At).ToList();
        var held = Enumerable.Range(0, places.Length).Where(visit => places[visit] is not null).ToList();
        if (held.Where((visit, index) => sorted[index]!.Value.Day < request.Visits[visit].FirstDay || sorted[index]!.Value.Day > request.Visits[visit].LastDay).Any())
        {
            search.Remove(request);
            return;
        }
        for (var index = 0; index < held.Count; index++) { places[held[index]] = sorted[index]; }
    }
}
