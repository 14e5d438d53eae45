namespace Facet.Scheduling;

/// <summary>A run too large for one model: prices give the bound and say what is scarce; groups are filled first, then every series is put where it is best at those prices; then room is made for visits that have none.</summary>
internal sealed class WeekSearch(SeriesProblem problem, TogetherSearch search, IReadOnlyList<RequestToPlace> requests, WorkLimit limit)
{
    /// <summary>Share of the prices that steers: in full they would leave people out whose place is worth just its price.</summary>
    private const double Steering = 0.5;

    /// <summary>Points for a quarter of somebody's time that can no longer be used, while places are first given out; and while room is made, where it is to weigh less than wishes.</summary>
    private const int Wasted = 200, WastedLater = 8;

    /// <summary>Quarters around a time from which visits are taken out, and how many at most.</summary>
    private const int Around = 6;
    private const int Victims = 8;

    private readonly Occupancy occupancy = problem.Occupancy;
    private readonly Random random = new(1);
    private readonly HashSet<RequestToPlace>[] at = [.. problem.Occupancy.Times.Select(_ => new HashSet<RequestToPlace>())];

    /// <summary>Places everything; the bound of the points.</summary>
    public long Run()
    {
        var prices = new PriceBound(problem, requests);
        var bound = (long)Math.Floor(prices.Run(limit.PriceRounds) + 1e-6);
        new GroupFilling(problem, search, prices).Run(requests);
        search.Chain.PriceAt = (request, day, quarter) => (int)(Steering * prices.CostOf(request.Need.Need)[(day * Occupancy.QuartersADay) + quarter]) + (Wasted * Waste(request, day, quarter));
        foreach (var request in requests.Where(IsShort).OrderBy(Choices).ThenBy(request => request.Index)) { Again(request); }
        search.Chain.PriceAt = (request, day, quarter) => WastedLater * Waste(request, day, quarter);
        foreach (var request in requests.Where(IsShort)) { Again(request); }
        Repair();
        search.Chain.PriceAt = null;
        foreach (var request in requests) { Again(request); }
        return bound;
    }

    private bool IsShort(RequestToPlace request) => Array.Exists(search.Places[request.Index], place => place is null);

    /// <summary>The least that somebody who is free then would waste.</summary>
    private int Waste(RequestToPlace request, int day, int quarter)
    {
        var least = int.MaxValue;
        foreach (var staff in request.Need.Staff)
        {
            if ((Occupancy.Starts(occupancy.Free(staff, day), request.Need.Quarters) >> quarter & 1) != 0) { least = Math.Min(least, occupancy.Waste(staff, day, quarter, request.Need.Quarters)); }
        }
        return least == int.MaxValue ? 0 : least;
    }

    /// <summary>Starts by the person's times for each quarter that the visit takes, as a measure of how hard it is to place.</summary>
    private int Choices(RequestToPlace request)
    {
        var choices = 0;
        foreach (var mask in request.Times) { choices += (int)UInt128.PopCount(mask); }
        return choices / request.Need.Quarters;
    }

    /// <summary>Takes a series out and puts it where it is best now, or back.</summary>
    private bool Again(RequestToPlace request)
    {
        var (before, places) = (search.Points(request), search.Places[request.Index]);
        search.Remove(request);
        search.Insert(request);
        if (search.Points(request) >= before) { return true; }
        search.Remove(request);
        search.Places[request.Index] = places;
        search.TakeAll(request);
        return false;
    }

    private void Repair()
    {
        foreach (var request in requests) { Note(request, isIn: true); }
        for (var round = 0; round < limit.Repairs; round++)
        {
            var missing = requests.Where(IsShort).ToList();
            if (missing.Count == 0) { return; }
            for (var next = 0; next < missing.Count && round < limit.Repairs; next++, round++)
            {
                if (IsShort(missing[next])) { MakeRoom(missing[next]); }
            }
        }
    }

    /// <summary>Takes out some of those who are with the staff or in the rooms that one without a place could have, around one time; puts that one in, and the others again; all as it was where that is no better.</summary>
    private void MakeRoom(RequestToPlace target)
    {
        var visit = target.Visits.First(visit => search.Places[target.Index][visit.Index] is null);
        var day = random.Next(visit.FirstDay, visit.LastDay + 1);
        var starts = problem.Allowed(target, day, search.Own(target));
        if (starts == 0) { return; }
        var from = random.Next(Occupancy.QuartersADay);
        var after = starts >> from << from;
        from = (int)UInt128.TrailingZeroCount(after != 0 ? after : starts);
        // One of the staff, and whoever is in the rooms: the time of one person alone is of no use without a room.
        var able = target.Need.Staff.Where(staff => at[staff].Count > 0).ToList();
        if (able.Count == 0) { return; }
        var near = at[able[random.Next(able.Count)]].Concat(target.Need.Rooms.SelectMany(room => at[room])).Concat(target.Need.Devices.SelectMany(device => at[device])).Distinct()
            .Where(request => request != target && !request.Need.Need.IsGroup && Array.Exists(search.Places[request.Index], place => place is { } there && there.Day == day && there.Quarter < from + Around && there.Quarter + request.Need.Quarters > from - 2)).OrderBy(request => request.Index).ToArray();
        random.Shuffle(near);
        var all = near.Take(Victims).Prepend(target).ToList();
        var (before, places) = (all.Sum(search.Points), all.ConvertAll(request => search.Places[request.Index]));
        foreach (var request in all)
        {
            Note(request, isIn: false);
            search.Remove(request);
        }
        foreach (var request in all) { search.Insert(request); }
        if (all.Sum(search.Points) < before)
        {
            foreach (var request in all) { search.Remove(request); }
            for (var index = 0; index < all.Count; index++)
            {
                search.Places[all[index].Index] = places[index];
                search.TakeAll(all[index]);
            }
        }
        foreach (var request in all) { Note(request, isIn: true); }
    }

    /// <summary>Notes who has what.</summary>
    private void Note(RequestToPlace request, bool isIn)
    {
        foreach (var place in search.Places[request.Index])
        {
            if (place is not { } has) { continue; }
            foreach (var resource in (ReadOnlySpan<int>)[has.Staff, has.Room, has.Device])
            {
                if (resource < 0) { continue; }
                if (isIn) { at[resource].Add(request); } else { at[resource].Remove(request); }
            }
        }
    }
}
