using Facet.Care;

namespace Facet.Tests.Care;

/// <summary>Small clinics and what people ask of them: a few days of two hours each, so that every possibility can be tried.</summary>
internal sealed record AnyClinic(IReadOnlyList<SeriesRequest> Requests, IReadOnlyList<VisitOrder> Orders, IReadOnlyList<FreeTime> Times)
{
    public static readonly DateOnly Monday = new(2027, 3, 1);

    private const int Opens = 8 * 60;

    /// <summary>Clinics with one to <paramref name="people"/> people, each with up to <paramref name="visits"/> visits of up to two items.</summary>
    public static Gen<AnyClinic> Small(int people, int visits, bool groups = true) =>
        from days in Gen.Int[1, 5]
        from quarters in Gen.Int[3, 6]
        from staff in Staff(days, quarters).Array[1, 3]
        from rooms in Room(days, quarters).Array[1, 2]
        from devices in Device(days, quarters).Array[0, 2]
        from series in Gen.Select(Gen.Int[1, people], Gen.Int[0, 2], Gen.Int[1, visits], Gen.Int[1, 3], Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 7]).Array[1, people + 1]
        from booked in Gen.Select(Gen.Int[0, days - 1], Gen.Int[0, quarters - 1], Gen.Int[0, 1]).Array[0, 2]
        from order in Gen.Int[0, 2]
        select Make(days, [.. staff, .. rooms, .. devices], series, booked, order, groups);

    private static AnyClinic Make(int days, FreeTime[] drafts, (int Person, int Item, int Visits, int Quarters, bool Same, int Apart, int Times)[] series, (int Day, int Quarter, int Item)[] booked, int order, bool groups)
    {
        FreeTime[] times = [.. drafts.Select((time, index) => time with { Resource = time.Resource with { Id = Id(1, index), Name = $"{time.Resource.Kind} {index}" } })];
        var requests = series.DistinctBy(each => (each.Person, each.Item)).Select((each, index) => new SeriesRequest
        {
            Series = Id(2, index), Patient = Id(3, each.Person), Need = Need(each.Item, each.Quarters, groups),
            Visits = [.. Enumerable.Range(1, each.Visits).Select(number => Window(number, each.Visits, days))],
            Times = TimesOf(each.Times), HoursApart = each.Apart == 2 ? 48 : each.Apart == 3 ? 25 : 0, DaysApart = each.Apart == 1 ? 2 : 1, SameStaffPreferred = each.Same,
            Booked = [.. booked.Where(visit => index == 0).Select((visit, number) => new PlacedVisit
            {
                Series = visit.Item == each.Item ? Id(2, index) : Id(4, number), Number = 100 + number, Patient = Id(3, each.Person), Need = Need(visit.Item, 1, groups), Staff = times[0].Resource.Id,
                Starts = Monday.AddDays(visit.Day).ToDateTime(default).AddMinutes(Opens + 15 * visit.Quarter),
            })],
        }).ToList();
        // What stands for one request of a person stands for their others.
        var standing = requests[0].Booked;
        return new([.. requests.Select(request => request.Patient == requests[0].Patient ? request with { Booked = standing } : request)], order switch { 0 => [], 1 => [new("laser", "exercise")], _ => [new("exercise", "laser"), new("laser", "class")] }, times);
    }

    /// <summary>All days, or the first half for the first half of the visits.</summary>
    private static VisitWindow Window(int number, int visits, int days) =>
        visits == 1 || days == 1 ? new(number, Monday, Monday.AddDays(days - 1)) : new(number, Monday.AddDays((number - 1) * (days - 1) / visits), Monday.AddDays(Math.Min(days - 1, number * days / visits)));

    private static VisitNeed Need(int item, int quarters, bool groups) => item switch
    {
        0 => new() { Item = "laser", Minutes = 15 * quarters, StaffSkill = "laser", DeviceSkill = "laser_unit" },
        1 => new() { Item = "exercise", Minutes = (15 * quarters) - 5, StaffSkill = "physio", RoomSkill = "gym" },
        _ => new() { Item = "class", Minutes = 30, StaffSkill = "physio", RoomSkill = "gym", IsGroup = groups },
    };

    private static WeeklyTime[] TimesOf(int kind) => kind < 4 ? [] : [.. Enum.GetValues<DayOfWeek>().Where(day => kind != 5 || day != DayOfWeek.Tuesday).Select(day => new WeeklyTime(day, kind == 6 ? Opens + 25 : Opens, kind == 7 ? Opens + 50 : 24 * 60))];

    private static Gen<FreeTime> Staff(int days, int quarters) => Free(ResourceKind.Staff, days, quarters, Gen.Int[0, 2].Select(kind => kind switch { 0 => ["laser", "physio"], 1 => ["laser"], _ => (string[])["physio"] }), Gen.Int[1, 2]);

    private static Gen<FreeTime> Room(int days, int quarters) => Free(ResourceKind.Room, days, quarters, Gen.Const((string[])["gym"]), Gen.Int[1, 2]);

    private static Gen<FreeTime> Device(int days, int quarters) => Free(ResourceKind.Device, days, quarters, Gen.Const((string[])["laser_unit"]), Gen.Const(1));

    private static Gen<FreeTime> Free(ResourceKind kind, int days, int quarters, Gen<string[]> skills, Gen<int> seats) =>
        Gen.Select(skills, seats, Gen.Int[0, 7].Array[days], Gen.Select(Gen.Int[0, days - 1], Gen.Int[0, quarters - 1], Gen.Bool).Array[0, 2]).Select((skill, count, open, taken) => FreeTime.Of(
            new() { Id = Guid.Empty, Kind = kind, Name = "", Skills = skill, Seats = count },
            open.Select((shift, day) => (shift, Date: Monday.AddDays(day))).Where(each => each.shift > 0).Select(each => new Shift(new(each.Date.DayOfWeek, Opens + (each.shift == 1 ? 15 : 0), Opens + (15 * quarters)), each.Date, each.Date)),
            [], taken.Select(each => new TakenSpan(Quarter(each.Item1, each.Item2), each.Item3 && count > 1 && kind == ResourceKind.Staff ? new("class", Quarter(each.Item1, each.Item2).From, null) : null)), Monday, Monday.AddDays(days - 1)));

    private static ClinicSpan Quarter(int day, int quarter) => new(Monday.AddDays(day).ToDateTime(default).AddMinutes(Opens + (15 * quarter)), Monday.AddDays(day).ToDateTime(default).AddMinutes(Opens + (15 * quarter) + 15));

    private static Guid Id(int kind, int index) => new(kind, (short)index, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
