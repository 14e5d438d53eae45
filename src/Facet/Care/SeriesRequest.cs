using Facet.Planning;
using Facet.Treatments;

namespace Facet.Care;

/// <summary>What a visit needs.</summary>
public sealed record VisitNeed
{
    /// <summary>The item of the catalogue that it serves.</summary>
    public required string Item { get; init; }

    /// <summary>Minutes, 1 or more. It takes full quarters: 20 minutes take half an hour.</summary>
    public required int Minutes { get; init; }

    /// <summary>The skill of a member of the staff.</summary>
    public required string StaffSkill { get; init; }

    /// <summary>The skill of a room; <see langword="null"/> for no room.</summary>
    public string? RoomSkill { get; init; }

    /// <summary>The skill of a device; <see langword="null"/> for no device.</summary>
    public string? DeviceSkill { get; init; }

    /// <summary>Whether several people come at once, to one leader in one room. Default no.</summary>
    public bool IsGroup { get; init; }

    /// <summary>Quarters of an hour that it takes.</summary>
    public int Quarters => (Minutes + ClinicSpan.Step - 1) / ClinicSpan.Step;

    /// <summary>The time that it takes, to full quarters.</summary>
    public ClinicSpan At(DateTime starts) => new(starts, starts.AddMinutes(Quarters * ClinicSpan.Step));

    /// <summary>What a visit of an intervention needs in a clinic.</summary>
    /// <param name="intervention">The intervention.</param>
    /// <param name="minutes">Minutes of a visit.</param>
    /// <param name="resources">What the clinic has.</param>
    /// <remarks>
    /// Each word of <c>uses</c> is a device or a room where the clinic has one of that skill, else a skill of staff. Where no word is one of staff, it takes staff with the item's own id among their skills (who may give laser).
    /// A room is needed where the clinic has rooms for the item's id or its family. It is for a group where everybody of that skill has more than one seat.
    /// </remarks>
    public static VisitNeed Of(Intervention intervention, int minutes, IReadOnlyList<ClinicResource> resources)
    {
        var device = intervention.Uses.FirstOrDefault(word => Has(ResourceKind.Device, word));
        var room = intervention.Uses.FirstOrDefault(word => Has(ResourceKind.Room, word));
        foreach (var word in (string[])[intervention.Id, intervention.Family.Code()]) { room ??= Has(ResourceKind.Room, word) ? word : null; }
        var staff = intervention.Uses.FirstOrDefault(word => word != device && word != room) ?? intervention.Id;
        var leaders = resources.Where(resource => resource.Kind == ResourceKind.Staff && resource.Can(staff)).ToList();
        return new() { Item = intervention.Id, Minutes = minutes, StaffSkill = staff, RoomSkill = room, DeviceSkill = device, IsGroup = leaders.Count > 0 && leaders.All(leader => leader.Seats > 1) };

        bool Has(ResourceKind kind, string skill) => resources.Any(resource => resource.Kind == kind && resource.Can(skill));
    }
}

/// <summary>A visit of a series, and when it is to be.</summary>
/// <param name="Number">Its place in the series, from 1.</param>
/// <param name="First">The first date on which it may be.</param>
/// <param name="Last">The last.</param>
public sealed record VisitWindow(int Number, DateOnly First, DateOnly Last)
{
    /// <summary>Weeks that a visit may wait for a place where there is less than one a week: its own and the next.</summary>
    private const int SparseWeeks = 2;

    /// <summary>The visits of stretches such as "twice a week for four weeks, then weekly". Each is in its own week; where there is less than one a week, in its own or the next, within the stretch.</summary>
    /// <param name="phases">The stretches, one after the other.</param>
    /// <param name="from">The first day of the first week.</param>
    public static IReadOnlyList<VisitWindow> Of(IReadOnlyList<VisitPhase> phases, DateOnly from)
    {
        var windows = new List<VisitWindow>();
        foreach (var phase in phases)
        {
            for (var week = 1; week <= phase.Weeks; week++)
            {
                var weeks = phase.VisitsPerWeek <= 0.5m ? Math.Min(SparseWeeks, phase.Weeks - week + 1) : 1;
                for (var visit = 0; visit < phase.VisitsIn(week); visit++)
                {
                    windows.Add(new(windows.Count + 1, from.AddDays(7 * (week - 1)), from.AddDays(7 * (week - 1 + weeks) - 1)));
                }
            }
            from = from.AddDays(7 * phase.Weeks);
        }
        return windows;
    }

    /// <summary>The visits of an item of a signed plan: each in the week of the plan that has it; where the next is two weeks off or more, in that week or the one after.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="item">The item.</param>
    public static IReadOnlyList<VisitWindow> Of(CarePlan plan, string item)
    {
        var days = plan.VisitsOf(item).ToList();
        return [.. days.Select((day, index) =>
        {
            var week = WeekOf(day);
            var isSparse = index + 1 < days.Count && WeekOf(days[index + 1]) >= week + SparseWeeks;
            return new VisitWindow(index + 1, plan.StartsOn.AddDays(7 * week), plan.StartsOn.AddDays(7 * (week + (isSparse ? SparseWeeks : 1)) - 1));
        })];

        int WeekOf(DateOnly day) => (day.DayNumber - plan.StartsOn.DayNumber) / 7;
    }
}

/// <summary>A series of visits of one person to be booked: what, in which weeks, how far apart, and when the person can come.</summary>
public sealed record SeriesRequest
{
    /// <summary>Hours between visits for hands-on treatment and laser unless something else is said.</summary>
    public const int UsualHoursApart = 48;

    /// <summary>The id of the series.</summary>
    public required Guid Series { get; init; }

    /// <summary>Who comes.</summary>
    public required Guid Patient { get; init; }

    /// <summary>What each visit needs.</summary>
    public required VisitNeed Need { get; init; }

    /// <summary>The visits to place, in the order of their numbers. A visit that has its place already is in <see cref="Booked"/> instead.</summary>
    public required IReadOnlyList<VisitWindow> Visits { get; init; }

    /// <summary>When the person can come; empty for any time.</summary>
    public IReadOnlyList<WeeklyTime> Times { get; init; } = [];

    /// <summary>Hours from the beginning of a visit of this item to the beginning of the next, at least; 0 or more. Default 0.</summary>
    public int HoursApart { get; init; }

    /// <summary>Days from the date of a visit of this item to the next, at least; 1 or more. Default 1: the next day.</summary>
    public int DaysApart { get; init; } = 1;

    /// <summary>Whether the same member of the staff is wished for all visits. Default yes.</summary>
    public bool SameStaffPreferred { get; init; } = true;

    /// <summary>Who is wished; <see langword="null"/> for whoever can take most visits.</summary>
    public Guid? PreferredStaff { get; init; }

    /// <summary>Visits of the person that stay as they are, of this item and of others: spacing, order and "nobody twice at once" hold against them. Free time must be without them already.</summary>
    public IReadOnlyList<PlacedVisit> Booked { get; init; } = [];

    /// <summary>The request of an item of a signed plan: weeks and minutes from the plan's own days, spacing from the catalogue.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="intervention">The item as the catalogue has it.</param>
    /// <param name="patient">Who comes.</param>
    /// <param name="series">The id that the series gets.</param>
    /// <param name="resources">What the clinic has; see <see cref="VisitNeed.Of"/>.</param>
    /// <returns><see langword="null"/> where the item has no visits.</returns>
    /// <remarks>A gap of 2 days in the catalogue means 48 hours. Laser gets 48 hours too, although the catalogue lets it be daily: its courses are two or three visits a week (treatments/courses.yaml). A setting; a request can say less.</remarks>
    public static SeriesRequest? Of(CarePlan plan, Intervention intervention, Guid patient, Guid series, IReadOnlyList<ClinicResource> resources)
    {
        var minutes = plan.Days.SelectMany(day => day.Entries).Where(entry => entry.ItemId == intervention.Id && entry.Kind == CalendarEntryKind.Session).Select(entry => entry.Minutes).DefaultIfEmpty(0).Max();
        return minutes == 0 ? null : new()
        {
            Series = series, Patient = patient, Need = VisitNeed.Of(intervention, minutes, resources), Visits = VisitWindow.Of(plan, intervention.Id),
            DaysApart = intervention.GapDays, HoursApart = intervention.GapDays == 2 || intervention.Family == TreatmentFamily.Laser ? UsualHoursApart : 0,
        };
    }
}

/// <summary>A rule on order: where both are on one day, one is over before the other begins, as laser before exercise.</summary>
/// <param name="First">The item that comes first.</param>
/// <param name="Then">The item that comes after it.</param>
public sealed record VisitOrder(string First, string Then)
{
    /// <summary>The order rules of the catalogue among some items.</summary>
    public static IReadOnlyList<VisitOrder> Of(IReadOnlyList<Intervention> items) =>
        [.. from first in items from then in items where first.Id != then.Id && (first.SameDayBefore.Contains(then.Family) || then.After.Contains(first.Family)) select new VisitOrder(first.Id, then.Id)];
}

/// <summary>A visit with its time, people and things. Series and number name it.</summary>
public sealed record PlacedVisit
{
    /// <summary>The series that it belongs to.</summary>
    public required Guid Series { get; init; }

    /// <summary>Its place in the series, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Who comes.</summary>
    public required Guid Patient { get; init; }

    /// <summary>What it needs.</summary>
    public required VisitNeed Need { get; init; }

    /// <summary>When it begins, on the grid.</summary>
    public required DateTime Starts { get; init; }

    /// <summary>Who gives it; <see langword="null"/> where nobody is booked.</summary>
    public required Guid? Staff { get; init; }

    /// <summary>Where; <see langword="null"/> for no room.</summary>
    public Guid? Room { get; init; }

    /// <summary>With what; <see langword="null"/> for no device.</summary>
    public Guid? Device { get; init; }

    /// <summary>The time that it takes, to full quarters.</summary>
    public ClinicSpan Span => Need.At(Starts);

    /// <summary>The date.</summary>
    public DateOnly Date => DateOnly.FromDateTime(Starts);

    /// <summary>The group that it is a place in; <see langword="null"/> for a visit of one person.</summary>
    public GroupPlace? Group => Need.IsGroup ? new(Need.Item, Starts, Room) : null;

    /// <summary>What it takes of each of its resources.</summary>
    public TakenSpan Taken => new(Span, Group);

    /// <summary>The resources that it takes.</summary>
    public IEnumerable<Guid> Resources => ((Guid?[])[Staff, Room, Device]).OfType<Guid>();

    /// <summary>Whether both are the same visit, wherever it is.</summary>
    public bool IsSameAs(PlacedVisit other) => Series == other.Series && Number == other.Number;
}
