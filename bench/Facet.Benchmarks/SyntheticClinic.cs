using Facet.Care;
using Facet.Treatments;

namespace Facet.Benchmarks;

/// <summary>A made-up clinic with 40 staff, 25 rooms and 12 laser units, and what people ask of it: the same for the same seed.</summary>
internal sealed class SyntheticClinic
{
    public static readonly DateOnly Monday = new(2027, 1, 4);

    private static readonly DayOfWeek[] WorkDays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday];

    /// <summary>Item, minutes, staff, room, device, in a group, hours and days apart, visits in the week, visits asked for in all.</summary>
    private static readonly (string Item, int Minutes, string Staff, string Room, string? Device, bool IsGroup, int Hours, int Days, int AWeek, int Visits)[] Asked =
    [
        ("supervised_exercise", 45, "physiotherapist", "gym", null, true, 48, 2, 2, 1500),
        ("exercise_alone", 30, "physiotherapist", "table", null, false, 48, 2, 2, 900),
        ("manipulation", 20, "manual_therapist", "table", null, false, 48, 2, 2, 600),
        ("laser", 20, "laser", "laser", "laser_unit", false, 48, 1, 3, 429),
        ("acupuncture", 30, "acupuncturist", "needles", null, false, 48, 2, 1, 360),
        ("mindfulness_course", 75, "group_leader", "group", null, true, 0, 6, 1, 951),
        ("pain_cbt", 60, "psychologist", "consult", null, false, 0, 6, 1, 35),
        ("medication_review", 15, "prescriber", "consult", null, false, 0, 7, 1, 225),
    ];

    private static readonly (string[] Skills, int Seats, int Count)[] People =
    [
        (["physiotherapist"], 6, 14), (["physiotherapist", "manual_therapist"], 6, 4), (["manual_therapist"], 1, 5), (["laser"], 1, 6), (["acupuncturist"], 1, 5), (["group_leader"], 12, 3), (["psychologist"], 1, 1), (["prescriber"], 1, 2),
    ];

    private static readonly (string Skill, int Seats, int Count)[] Rooms = [("table", 1, 12), ("gym", 12, 3), ("laser", 4, 3), ("needles", 3, 2), ("group", 12, 3), ("consult", 1, 2)];

    private readonly Random random;

    public SyntheticClinic(int seed)
    {
        random = new(seed);
        foreach (var (skills, seats, count) in People)
        {
            for (var index = 0; index < count; index++)
            {
                var (free, from) = (random.Next(WorkDays.Length), random.Next(2) == 0 ? 7 * 60 : 11 * 60);
                Add(ResourceKind.Staff, skills, seats, WorkDays.Where((_, day) => day != free).SelectMany(day => Halves(day, from)));
            }
        }
        foreach (var (skill, seats, count) in Rooms)
        {
            for (var index = 0; index < count; index++) { Add(ResourceKind.Room, [skill], seats, WorkDays.Select(day => new WeeklyTime(day, 7 * 60, 19 * 60))); }
        }
        for (var index = 0; index < 12; index++) { Add(ResourceKind.Device, ["laser_unit"], 1, WorkDays.Select(day => new WeeklyTime(day, 7 * 60, 19 * 60))); }

        // Half an hour of break after four hours.
        static IEnumerable<WeeklyTime> Halves(DayOfWeek day, int from) => [new(day, from, from + 240), new(day, from + 270, from + 480)];
    }

    public static IReadOnlyList<VisitOrder> Orders { get; } = [new("laser", "supervised_exercise"), new("laser", "exercise_alone")];

    private readonly List<(ClinicResource Resource, IReadOnlyList<Shift> Shifts)> resources = [];

    /// <summary>What is free in some weeks, with nothing booked but what is given.</summary>
    public IReadOnlyList<FreeTime> Free(int weeks, ILookup<Guid, TakenSpan>? taken = null) =>
        [.. resources.Select(each => FreeTime.Of(each.Resource, each.Shifts, [], taken?[each.Resource.Id] ?? [], Monday, Monday.AddDays(7 * weeks - 1)))];

    /// <summary>The visits of one week: series of one to three visits, some people with two series.</summary>
    /// <param name="share">Of the full 5,000.</param>
    public IReadOnlyList<SeriesRequest> Week(double share = 1)
    {
        var requests = new List<SeriesRequest>();
        foreach (var (kind, asked) in Asked.Index())
        {
            for (var left = (int)(asked.Visits * share); left > 0;)
            {
                var count = Math.Min(left, asked.AWeek - (asked.AWeek > 1 && random.Next(2) == 0 ? 1 : 0));
                requests.Add(Request(kind, NextId(), [.. Enumerable.Range(1, count).Select(number => new VisitWindow(number, Monday, Monday.AddDays(6)))]));
                left -= count;
            }
        }
        // Laser goes with exercise: every second one is of somebody who exercises too.
        var exercise = requests.Where(request => request.Need.Item is "supervised_exercise" or "exercise_alone").ToList();
        var index = 0;
        return [.. requests.Select(request => request.Need.Item == "laser" && random.Next(2) == 0 ? request with { Patient = exercise[index].Patient, Times = exercise[index++].Times } : request)];
    }

    /// <summary>A series of 12 visits: twice a week for four weeks, then weekly.</summary>
    public SeriesRequest Twelve()
    {
        var kind = random.Next(3) switch { 0 => 1, 1 => 2, _ => 4 };
        return Request(kind, NextId(), VisitWindow.Of([new VisitPhase(4, 2), new VisitPhase(4, 1)], Monday));
    }

    /// <summary>Six visits of laser and six of exercise for one person.</summary>
    public IReadOnlyList<SeriesRequest> SixAndSix()
    {
        var patient = NextId();
        var laser = Request(3, patient, VisitWindow.Of([new VisitPhase(2, 3)], Monday));
        return [laser, Request(1, patient, VisitWindow.Of([new VisitPhase(2, 2), new VisitPhase(2, 1)], Monday)) with { Times = laser.Times }];
    }

    /// <summary>Bookings that take about a share of what staff and devices have, with their rooms.</summary>
    public ILookup<Guid, TakenSpan> Booked(int weeks, double share)
    {
        var taken = new List<(Guid Resource, TakenSpan Span)>();
        foreach (var (resource, shifts) in resources.Where(each => each.Resource.Kind != ResourceKind.Room || each.Resource.Seats == 1))
        {
            foreach (var open in FreeTime.Of(resource, shifts, [], [], Monday, Monday.AddDays(7 * weeks - 1)).Open)
            {
                for (var at = open.From; at < open.Until;)
                {
                    var span = new ClinicSpan(at, at.AddMinutes(15 * random.Next(1, 4)));
                    if (random.NextDouble() < (resource.Kind == ResourceKind.Room ? share / 2 : share)) { taken.Add((resource.Id, new(span))); }
                    at = span.Until;
                }
            }
        }
        return taken.ToLookup(each => each.Resource, each => each.Span);
    }

    private SeriesRequest Request(int kind, Guid patient, IReadOnlyList<VisitWindow> visits)
    {
        var asked = Asked[kind];
        return new()
        {
            Series = NextId(), Patient = patient, Visits = visits, HoursApart = asked.Hours, DaysApart = asked.Days, Times = Times(),
            Need = new() { Item = asked.Item, Minutes = asked.Minutes, StaffSkill = asked.Staff, RoomSkill = asked.Room, DeviceSkill = asked.Device, IsGroup = asked.IsGroup },
        };
    }

    /// <summary>Half can come at any time; others on some days, or only early or late.</summary>
    private WeeklyTime[] Times()
    {
        var (from, until) = random.Next(4) switch { 0 => (7 * 60, 13 * 60), 1 => (13 * 60, 19 * 60), _ => (7 * 60, 19 * 60) };
        return random.Next(2) == 0 ? [] : [.. WorkDays.Where(_ => random.Next(6) != 0).Select(day => new WeeklyTime(day, from, until))];
    }

    private Guid NextId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }

    private void Add(ResourceKind kind, string[] skills, int seats, IEnumerable<WeeklyTime> shifts) =>
        resources.Add((new() { Id = NextId(), Kind = kind, Name = $"{string.Join(' ', skills)} {resources.Count + 1}", Skills = skills, Seats = seats }, [.. shifts.Select(time => new Shift(time, Monday.AddDays(-7), null))]));
}
