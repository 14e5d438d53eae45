using Facet.Care;

namespace Facet.Scheduling;

/// <summary>A visit to place.</summary>
/// <param name="Request">Index of its request.</param>
/// <param name="Index">Index among the visits of its request.</param>
/// <param name="Window">Number and days.</param>
/// <param name="FirstDay">First day of the grid.</param>
/// <param name="LastDay">Last day of the grid.</param>
internal sealed record VisitToPlace(int Request, int Index, VisitWindow Window, int FirstDay, int LastDay);

/// <summary>A request on the grid.</summary>
internal sealed class RequestToPlace
{
    public required int Index { get; init; }
    public required SeriesRequest Request { get; init; }
    public required Serving Need { get; init; }
    public required VisitToPlace[] Visits { get; init; }

    /// <summary>For each weekday, the quarters at which a visit may begin by the person's times.</summary>
    public required UInt128[] Times { get; init; }

    /// <summary>The other visits of the person that stay as they are: day, quarter, quarters, item, and whether they are of the same series.</summary>
    public required IReadOnlyList<OwnVisit> Booked { get; init; }

    /// <summary>The other requests of the same person.</summary>
    public List<RequestToPlace> Siblings { get; } = [];

    /// <summary>Even days between each visit and the next.</summary>
    public required int[] EvenDays { get; init; }

    /// <summary>Quarters from one visit to the next.</summary>
    public int QuartersApart => Request.HoursApart * 60 / ClinicSpan.Step;

    /// <summary>Whether the days apart say more than the hours.</summary>
    public bool DaysCount => Request.HoursApart < 24 * Request.DaysApart;
}

/// <summary>A visit of a person at its time.</summary>
internal readonly record struct OwnVisit(int Day, int Quarter, int Quarters, string Item);

/// <summary>Requests, orders and resources on one grid of quarter hours.</summary>
internal sealed class SeriesProblem
{
    public SeriesProblem(IReadOnlyList<SeriesRequest> requests, IReadOnlyList<VisitOrder> orders, IReadOnlyList<FreeTime> times, SeriesWeights weights)
    {
        (Orders, Weights) = (orders, weights);
        var windows = requests.SelectMany(request => request.Visits).ToList();
        var first = windows.Count == 0 ? DateOnly.MinValue : windows.Min(window => window.First);
        var days = windows.Count == 0 ? 0 : windows.Max(window => window.Last).DayNumber - first.DayNumber + 1;
        Occupancy = new(times, first, days);
        var masks = new Dictionary<(IReadOnlyList<WeeklyTime>, int), UInt128[]>();
        Requests = [.. requests.Select((request, index) => new RequestToPlace
        {
            Index = index, Request = request, Need = Occupancy.For(request.Need),
            Visits = [.. request.Visits.Select((window, place) => new VisitToPlace(index, place, window, window.First.DayNumber - first.DayNumber, window.Last.DayNumber - first.DayNumber))],
            Times = TimesOf(request),
            Booked = [.. request.Booked.Select(visit => new OwnVisit(visit.Date.DayNumber - first.DayNumber, QuarterOf(visit.Starts), visit.Need.Quarters, visit.Need.Item))],
            EvenDays = [.. request.Visits.Zip(request.Visits.Skip(1), (one, next) => next.Number == one.Number + 1 ? SeriesValue.EvenDays(one, next, request) : 0)],
        })];
        foreach (var siblings in Requests.GroupBy(request => request.Request.Patient).Where(group => group.Count() > 1))
        {
            foreach (var request in siblings) { request.Siblings.AddRange(siblings.Where(other => other != request)); }
        }

        UInt128[] TimesOf(SeriesRequest request)
        {
            if (masks.TryGetValue((request.Times, request.Need.Quarters), out var known)) { return known; }
            var week = new UInt128[7];
            for (var weekday = 0; weekday < 7; weekday++)
            {
                var date = DateOnly.MinValue.AddDays(7 + weekday);
                var begin = date.ToDateTime(default);
                for (var quarter = 0; quarter < Occupancy.QuartersADay; quarter++)
                {
                    if (WeeklyTime.Allow(request.Times, new(begin.AddMinutes(quarter * ClinicSpan.Step), begin.AddMinutes((quarter + 1) * ClinicSpan.Step)))) { week[(int)date.DayOfWeek] |= UInt128.One << quarter; }
                }
                week[(int)date.DayOfWeek] = Occupancy.Starts(week[(int)date.DayOfWeek], request.Need.Quarters);
            }
            return masks[(request.Times, request.Need.Quarters)] = week;
        }
    }

    public RequestToPlace[] Requests { get; }

    public IReadOnlyList<VisitOrder> Orders { get; }

    public SeriesWeights Weights { get; }

    public Occupancy Occupancy { get; }

    public static int QuarterOf(DateTime moment) => (int)moment.TimeOfDay.TotalMinutes / ClinicSpan.Step;

    /// <summary>Quarters of a day at which a visit may begin as far as the person goes: their times, and their visits that stand already.</summary>
    public UInt128 Allowed(RequestToPlace request, int day, IEnumerable<OwnVisit> own)
    {
        var allowed = request.Times[(int)Occupancy.First.AddDays(day).DayOfWeek];
        if (allowed == 0) { return 0; }
        var item = request.Request.Need.Item;
        foreach (var other in own)
        {
            if (other.Item == item) { allowed &= FarEnough(request, day, other); }
            if (other.Day != day) { continue; }
            // Not at once: a start from which it would reach into the other, or inside the other.
            allowed &= ~Between(other.Quarter - request.Need.Quarters + 1, other.Quarter + other.Quarters);
            foreach (var order in Orders)
            {
                if (order.First == item && order.Then == other.Item) { allowed &= Between(0, other.Quarter - request.Need.Quarters + 1); }
                if (order.Then == item && order.First == other.Item) { allowed &= ~Between(0, other.Quarter + other.Quarters); }
            }
        }
        return allowed;
    }

    private static UInt128 FarEnough(RequestToPlace request, int day, OwnVisit other)
    {
        if (Math.Abs(day - other.Day) < request.Request.DaysApart) { return 0; }
        // Starts at least that many quarters before or after the other.
        var (start, apart) = (((other.Day - day) * Occupancy.QuartersADay) + other.Quarter, request.QuartersApart);
        return apart == 0 ? UInt128.MaxValue : ~Between(start - apart + 1, start + apart);
    }

    /// <summary>Bits from one quarter until before another, as far as they are in a day.</summary>
    private static UInt128 Between(int from, int until)
    {
        (from, until) = (Math.Max(from, 0), Math.Min(until, Occupancy.QuartersADay));
        return from >= until ? 0 : ((UInt128.One << (until - from)) - 1) << from;
    }
}
