using Facet.Care;

namespace Facet.Scheduling;

/// <summary>A place for a visit: day and quarter of the grid, and the indices of its resources; −1 for none.</summary>
internal readonly record struct Place(int Day, int Quarter, int Staff, int Room, int Device)
{
    /// <summary>Quarters from the first day on.</summary>
    public int At => (Day * Occupancy.QuartersADay) + Quarter;
}

/// <summary>The resources that can serve a need, as indices.</summary>
internal sealed record Serving(VisitNeed Need, int[] Staff, int[] Rooms, int[] Devices)
{
    public int Quarters => Need.Quarters;
}

/// <summary>What is free of everything, a bit for each quarter of a day, while visits are put in and taken out.</summary>
internal sealed class Occupancy
{
    public const int QuartersADay = 96;

    /// <summary>A group that meets: its item, day, quarter, length, leader and room.</summary>
    private sealed record Session(string Item, int Day, int Quarter, int Quarters, int Staff, int Room)
    {
        public int Left { get; set; }
        public int Own { get; set; }
        public required bool WasThere { get; init; }
    }

    private readonly UInt128[][] free;
    private readonly int[][] seats;
    private readonly Dictionary<VisitNeed, Serving> serving = [];
    private readonly Dictionary<(string, int), List<Session>> sessions = [];

    /// <param name="times">Staff, rooms and devices.</param>
    /// <param name="first">The first day of the grid.</param>
    /// <param name="days">How many days it has.</param>
    public Occupancy(IReadOnlyList<FreeTime> times, DateOnly first, int days)
    {
        (Times, First, Days) = (times, first, days);
        free = [.. times.Select(_ => new UInt128[days])];
        seats = [.. times.Select(time => time.Resource.Kind == ResourceKind.Room ? new int[days * QuartersADay] : [])];
        for (var index = 0; index < times.Count; index++)
        {
            foreach (var span in times[index].Free) { Add(index, span); }
        }
    }

    public IReadOnlyList<FreeTime> Times { get; }

    public DateOnly First { get; }

    public int Days { get; }

    /// <summary>Who and what can serve a need; those with the fewest other uses first, so that the others stay free.</summary>
    public Serving For(VisitNeed need)
    {
        if (!serving.TryGetValue(need, out var found))
        {
            serving[need] = found = new(need, With(ResourceKind.Staff, need.StaffSkill), With(ResourceKind.Room, need.RoomSkill), With(ResourceKind.Device, need.DeviceSkill));
        }
        return found;
    }

    /// <summary>Quarters of a day that somebody new can have of a resource.</summary>
    public UInt128 Free(int resource, int day) => free[resource][day];

    /// <summary>Seats left in a room.</summary>
    public int Seats(int resource, int day, int quarter) => Times[resource].Resource.Kind == ResourceKind.Room ? seats[resource][(day * QuartersADay) + quarter] : (int)(free[resource][day] >> quarter & 1);

    /// <summary>Quarters at which a visit of some length can begin, where these are free.</summary>
    public static UInt128 Starts(UInt128 free, int quarters)
    {
        for (var more = 1; more < quarters; more++) { free &= free >> 1; }
        return free;
    }

    /// <summary>Quarters at which a visit can begin in any of some resources; all where none is needed.</summary>
    public UInt128 Any(int[] resources, bool isNeeded, int day, int quarters)
    {
        if (!isNeeded) { return UInt128.MaxValue; }
        UInt128 any = 0;
        foreach (var resource in resources) { any |= Starts(free[resource][day], quarters); }
        return any;
    }

    /// <summary>Quarters at which each of the staff can begin, with a room and a device; into <paramref name="each"/>, in the order of <see cref="Serving.Staff"/>.</summary>
    public UInt128 StaffStarts(Serving need, int day, Span<UInt128> each)
    {
        var rooms = Any(need.Rooms, need.Need.RoomSkill is not null, day, need.Quarters);
        var devices = Any(need.Devices, need.Need.DeviceSkill is not null, day, need.Quarters);
        UInt128 any = 0;
        for (var index = 0; index < need.Staff.Length; index++) { any |= each[index] = Starts(free[need.Staff[index]][day], need.Quarters) & rooms & devices; }
        if (!need.Need.IsGroup) { return any; }
        foreach (var session in Sessions(need.Need.Item, day).Where(session => HasRoomIn(session, need)))
        {
            if (Array.IndexOf(need.Staff, session.Staff) is var index and >= 0) { any |= each[index] |= UInt128.One << session.Quarter; }
        }
        return any;
    }

    /// <summary>Chooses room and device for a start with a member of the staff: what fits most tightly.</summary>
    public Place Complete(Serving need, int day, int quarter, int staff)
    {
        if (need.Need.IsGroup && Sessions(need.Need.Item, day).FirstOrDefault(session => session.Staff == staff && session.Quarter == quarter && HasRoomIn(session, need)) is { } session)
        {
            return new(day, quarter, staff, session.Room, -1);
        }
        return new(day, quarter, staff, Tightest(need.Rooms, day, quarter, need.Quarters), Tightest(need.Devices, day, quarter, need.Quarters));
    }

    /// <summary>The resource whose free time around a visit is the least; −1 for none.</summary>
    public int Tightest(ReadOnlySpan<int> resources, int day, int quarter, int quarters)
    {
        var (best, found) = (int.MinValue, -1);
        foreach (var resource in resources)
        {
            var mask = free[resource][day];
            if ((Starts(mask, quarters) >> quarter & 1) == 0) { continue; }
            var fit = (quarter == 0 || (mask >> (quarter - 1) & 1) == 0 ? 1 : 0) + (quarter + quarters >= QuartersADay || (mask >> (quarter + quarters) & 1) == 0 ? 1 : 0);
            if (fit > best) { (best, found) = (fit, resource); }
        }
        return found;
    }

    /// <summary>Quarters that can never be used of each length of free time of a member of the staff, where the lengths of what they give are known.</summary>
    private int[][]? waste;

    /// <summary>Notes how long the visits are that each of the staff may give, so that places can be chosen that waste little.</summary>
    public void Know(IEnumerable<Serving> needs)
    {
        waste = [.. Times.Select(_ => new int[QuartersADay + 1])];
        var sizes = needs.SelectMany(need => need.Staff.Select(staff => (staff, need.Quarters))).Distinct().ToLookup(each => each.staff, each => each.Quarters);
        for (var staff = 0; staff < waste.Length; staff++)
        {
            for (var gap = 1; gap <= QuartersADay; gap++)
            {
                waste[staff][gap] = gap;
                foreach (var size in sizes[staff]) { if (size <= gap) { waste[staff][gap] = Math.Min(waste[staff][gap], waste[staff][gap - size]); } }
            }
        }
    }

    /// <summary>Quarters of a member of the staff that can never be used, whatever is put where; 0 for rooms and devices.</summary>
    public int Wasted(int resource)
    {
        if (waste is null || Times[resource].Resource.Kind != ResourceKind.Staff) { return 0; }
        var sum = 0;
        foreach (var mask in free[resource])
        {
            for (var rest = mask; rest != 0;)
            {
                rest >>= (int)UInt128.TrailingZeroCount(rest);
                var run = (int)UInt128.TrailingZeroCount(~rest);
                sum += waste[resource][run];
                rest >>= run;
            }
        }
        return sum;
    }

    /// <summary>Quarters of a member of the staff that can no longer be used once a visit begins at a quarter.</summary>
    public int Waste(int staff, int day, int quarter, int quarters)
    {
        if (waste is null) { return 0; }
        var mask = free[staff][day];
        var left = quarter == 0 ? 0 : (int)UInt128.LeadingZeroCount(~(mask << (128 - quarter)));
        var right = (int)UInt128.TrailingZeroCount(~(mask >> (quarter + quarters)));
        (left, right) = (Math.Min(left, quarter), Math.Min(right, QuartersADay - quarter - quarters));
        return waste[staff][left] + waste[staff][right] - waste[staff][left + quarters + right];
    }

    /// <summary>Who wastes least, and of those who is left with least free time around it.</summary>
    public int Thriftiest(ReadOnlySpan<int> staff, int day, int quarter, int quarters)
    {
        if (waste is null) { return Tightest(staff, day, quarter, quarters); }
        var (least, found) = (int.MaxValue, -1);
        foreach (var one in staff)
        {
            if ((Starts(free[one][day], quarters) >> quarter & 1) != 0 && Waste(one, day, quarter, quarters) is var loss && loss < least) { (least, found) = (loss, one); }
        }
        return found;
    }

    public void Take(Serving need, Place place) => Change(need, place, takes: true);

    public void Release(Serving need, Place place) => Change(need, place, takes: false);

    /// <summary>The sessions of an item on a day with a seat left: leader, room, quarter, seats.</summary>
    public IEnumerable<(int Staff, int Room, int Quarter, int Left)> Open(Serving need, int day) =>
        Sessions(need.Need.Item, day).Where(session => HasRoomIn(session, need)).Select(session => (session.Staff, session.Room, session.Quarter, session.Left));

    private void Change(Serving need, Place place, bool takes)
    {
        var bits = ((UInt128.One << need.Quarters) - 1) << place.Quarter;
        if (place.Device >= 0) { Set(place.Device, place.Day, bits, !takes); }
        if (place.Room >= 0)
        {
            for (var quarter = place.Quarter; quarter < place.Quarter + need.Quarters; quarter++)
            {
                ref var left = ref seats[place.Room][(place.Day * QuartersADay) + quarter];
                left += takes ? -1 : 1;
                Set(place.Room, place.Day, UInt128.One << quarter, left > 0);
            }
        }
        if (!need.Need.IsGroup) { Set(place.Staff, place.Day, bits, !takes); return; }
        var list = Sessions(need.Need.Item, place.Day);
        var session = list.Find(session => session.Staff == place.Staff && session.Quarter == place.Quarter && session.Quarters == need.Quarters && session.Room == place.Room);
        if (session is null)
        {
            list.Add(session = new(need.Need.Item, place.Day, place.Quarter, need.Quarters, place.Staff, place.Room) { Left = Times[place.Staff].Resource.Seats, WasThere = false });
            Set(place.Staff, place.Day, bits, false);
        }
        (session.Left, session.Own) = takes ? (session.Left - 1, session.Own + 1) : (session.Left + 1, session.Own - 1);
        if (session is { Own: 0, WasThere: false })
        {
            list.Remove(session);
            Set(place.Staff, place.Day, bits, true);
        }
    }

    private void Set(int resource, int day, UInt128 bits, bool isFree)
    {
        if (isFree) { free[resource][day] |= bits; } else { free[resource][day] &= ~bits; }
    }

    private bool HasRoomIn(Session session, Serving need) =>
        session.Left > 0 && session.Quarters == need.Quarters && (session.Room < 0 ? need.Need.RoomSkill is null : need.Rooms.Contains(session.Room) && (Starts(free[session.Room][session.Day], need.Quarters) >> session.Quarter & 1) != 0);

    private List<Session> Sessions(string item, int day)
    {
        if (!sessions.TryGetValue((item, day), out var list)) { sessions[(item, day)] = list = []; }
        return list;
    }

    private int[] With(ResourceKind kind, string? skill) =>
        [.. Enumerable.Range(0, Times.Count).Where(index => skill is not null && Times[index].Resource.Kind == kind && Times[index].Resource.Can(skill)).OrderBy(index => Times[index].Resource.Skills.Count)];

    private void Add(int index, FreeSpan span)
    {
        var begin = First.ToDateTime(default);
        var resource = Times[index].Resource;
        if (span.Group is { } group)
        {
            var (day, quarter) = (DateOnly.FromDateTime(group.Starts).DayNumber - First.DayNumber, (int)group.Starts.TimeOfDay.TotalMinutes / ClinicSpan.Step);
            if (day < 0 || day >= Days || resource.Kind != ResourceKind.Staff) { return; }
            var room = group.Room is { } id ? Enumerable.Range(0, Times.Count).FirstOrDefault(other => Times[other].Resource.Id == id, -2) : -1;
            var list = Sessions(group.Item, day);
            // It ends where its last quarter does; seats are those of the fullest.
            var own = Times[index].Free.Where(free => free.Group == group).ToList();
            var length = (int)((own[^1].Span.Until - group.Starts).Ticks / Quarter);
            if (room != -2 && own[0] == span) { list.Add(new(group.Item, day, quarter, length, index, room) { Left = own.Min(free => free.Seats), WasThere = true }); }
            return;
        }
        var (from, until) = (Math.Max(0L, (span.Span.From - begin).Ticks / Quarter), Math.Min(Days * QuartersADay, (span.Span.Until - begin).Ticks / Quarter));
        for (var at = from; at < until; at++)
        {
            free[index][at / QuartersADay] |= UInt128.One << (int)(at % QuartersADay);
            if (resource.Kind == ResourceKind.Room) { seats[index][at] = span.Seats; }
        }
    }

    private const long Quarter = ClinicSpan.Step * TimeSpan.TicksPerMinute;
}
