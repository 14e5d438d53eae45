using System.Globalization;

namespace Facet.Care;

/// <summary>A rule that a visit can break.</summary>
public enum VisitRule
{
    /// <summary>Visits begin on the quarter of an hour.</summary>
    Grid,

    /// <summary>It takes staff, room and device of the right skill, and no more.</summary>
    Skill,

    /// <summary>Staff, room and device are there.</summary>
    NoShift,

    /// <summary>Nobody and nothing is booked beyond its seats, or by two groups at once.</summary>
    Taken,

    /// <summary>The person can come then.</summary>
    PatientTimes,

    /// <summary>Nobody has two visits at once.</summary>
    PatientTwice,

    /// <summary>Visits of one item are far enough apart.</summary>
    Spacing,

    /// <summary>Items of one day come in their order.</summary>
    Order,

    /// <summary>It is in the days that the plan has for it.</summary>
    Days,
}

/// <summary>A rule that a visit would break.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Words">How, for the front desk.</param>
/// <param name="Other">The visit that it clashes with; <see langword="null"/> for none.</param>
public sealed record BrokenRule(VisitRule Rule, string Words, PlacedVisit? Other = null);

/// <summary>The rules of visits.</summary>
public static class VisitRules
{
    /// <summary>Every rule that one visit would break where it is put.</summary>
    /// <param name="visit">The visit, with its time and resources.</param>
    /// <param name="request">The series that it belongs to: its days, times, spacing, and the person's other visits (<see cref="SeriesRequest.Booked"/>).</param>
    /// <param name="others">Visits that free time does not know of yet; of anybody. The visit itself may be among them, and is passed over.</param>
    /// <param name="times">Staff, rooms and devices. What is free is without the bookings of everybody else, and with the visit's own old place.</param>
    /// <param name="orders">Rules on order.</param>
    /// <returns>Empty where it breaks none.</returns>
    public static IReadOnlyList<BrokenRule> Check(PlacedVisit visit, SeriesRequest request, IEnumerable<PlacedVisit> others, IReadOnlyList<FreeTime> times, IReadOnlyList<VisitOrder> orders)
    {
        var broken = new List<BrokenRule>();
        var rest = others.Where(other => !other.IsSameAs(visit)).ToList();
        if (!ClinicSpan.IsOnGrid(visit.Starts)) { broken.Add(new(VisitRule.Grid, "visits begin on the quarter of an hour")); }
        CheckResource(visit, visit.Staff, visit.Need.StaffSkill, ResourceKind.Staff, rest, times, broken);
        CheckResource(visit, visit.Room, visit.Need.RoomSkill, ResourceKind.Room, rest, times, broken);
        CheckResource(visit, visit.Device, visit.Need.DeviceSkill, ResourceKind.Device, rest, times, broken);
        if (request.Visits.FirstOrDefault(window => window.Number == visit.Number) is { } days && (visit.Date < days.First || visit.Date > days.Last))
        {
            broken.Add(new(VisitRule.Days, $"visit {visit.Number} belongs between {Day(days.First)} and {Day(days.Last)}"));
        }
        if (!WeeklyTime.Allow(request.Times, visit.Span)) { broken.Add(new(VisitRule.PatientTimes, "outside the patient's times")); }
        foreach (var own in rest.Concat(request.Booked.Where(other => !other.IsSameAs(visit) && !rest.Any(other.IsSameAs))).Where(other => other.Patient == visit.Patient).OrderBy(other => other.Starts))
        {
            CheckOwn(visit, own, request, orders, broken);
        }
        return broken;
    }

    /// <summary>The visits with one of them put somewhere else; all others stay as they are.</summary>
    /// <exception cref="ArgumentException">It is not among the visits.</exception>
    public static IReadOnlyList<PlacedVisit> Move(IReadOnlyList<PlacedVisit> visits, PlacedVisit to) =>
        visits.Any(to.IsSameAs) ? [.. visits.Select(visit => visit.IsSameAs(to) ? to : visit)] : throw new ArgumentException("The visit is not among the visits.", nameof(to));

    /// <summary>Whether two visits of one person can both be, as far as the person is concerned: not at once, far enough apart, in order.</summary>
    internal static bool GoTogether(PlacedVisit visit, PlacedVisit own, SeriesRequest request, IReadOnlyList<VisitOrder> orders)
    {
        var broken = new List<BrokenRule>();
        CheckOwn(visit, own, request, orders, broken);
        return broken.Count == 0;
    }

    private static void CheckOwn(PlacedVisit visit, PlacedVisit own, SeriesRequest request, IReadOnlyList<VisitOrder> orders, List<BrokenRule> broken)
    {
        if (own.Span.Overlaps(visit.Span)) { broken.Add(new(VisitRule.PatientTwice, $"two visits of one patient at once: {Name(own.Need.Item)}, {Moment(own.Starts)}", own)); }
        if (own.Need.Item == visit.Need.Item)
        {
            var (side, days) = (own.Starts <= visit.Starts ? "after" : "before", Math.Abs(own.Date.DayNumber - visit.Date.DayNumber));
            if ((own.Starts - visit.Starts).Duration() < TimeSpan.FromHours(request.HoursApart)) { broken.Add(new(VisitRule.Spacing, $"less than {request.HoursApart} h {side} {Moment(own.Starts)}", own)); }
            else if (days < request.DaysApart) { broken.Add(new(VisitRule.Spacing, request.DaysApart == 1 ? $"on the day of another visit for the same, {Moment(own.Starts)}" : $"less than {request.DaysApart} days {side} {Moment(own.Starts)}", own)); }
        }
        if (own.Date != visit.Date) { return; }
        foreach (var order in orders)
        {
            var (first, then) = order.First == visit.Need.Item && order.Then == own.Need.Item ? (visit, own) : order.First == own.Need.Item && order.Then == visit.Need.Item ? (own, visit) : (null, null);
            if (first is not null && first.Span.Until > then!.Starts) { broken.Add(new(VisitRule.Order, $"{Name(order.First)} would come after {Name(order.Then)}, {Moment(own.Starts)}", own)); }
        }
    }

    private static void CheckResource(PlacedVisit visit, Guid? id, string? skill, ResourceKind kind, List<PlacedVisit> others, IReadOnlyList<FreeTime> times, List<BrokenRule> broken)
    {
        if (id is null)
        {
            if (skill is not null) { broken.Add(new(VisitRule.Skill, $"it needs {Kind(kind)}: {Name(skill)}")); }
            return;
        }
        if (times.FirstOrDefault(time => time.Resource.Id == id) is not { } time || time.Resource.Kind != kind)
        {
            broken.Add(new(VisitRule.Skill, $"{Kind(kind)} that the clinic does not have"));
            return;
        }
        var (resource, span) = (time.Resource, visit.Span);
        if (skill is null || !resource.Can(skill)) { broken.Add(new(VisitRule.Skill, skill is null ? $"it needs no {kind.ToString().ToLowerInvariant()}" : $"{resource.Name} is not for {Name(skill)}")); }
        if (!time.IsOpen(span))
        {
            var isAnybody = skill is not null && times.Any(other => other.Resource.Kind == kind && other.Resource.Can(skill) && other.IsOpen(span));
            broken.Add(new(VisitRule.NoShift, kind != ResourceKind.Staff ? $"{resource.Name} cannot be used then" : isAnybody || skill is null ? $"{resource.Name} has no shift then" : $"nobody for {Name(skill)} has a shift then"));
            return;
        }
        var clash = others.Where(other => other.Resources.Contains(resource.Id) && other.Span.Overlaps(span)).ToList();
        var stranger = kind == ResourceKind.Room ? null : clash.FirstOrDefault(other => other.Group is null || other.Group != visit.Group);
        var seats = time.SeatsIn(span, visit.Group);
        if (seats > 0 && stranger is null && !IsOver(span, clash, time, visit.Group)) { return; }
        broken.Add(new(VisitRule.Taken, resource.Seats > 1 ? $"{resource.Name} is full then" : $"{resource.Name} is taken by another booking", stranger ?? clash.FirstOrDefault()));
    }

    private static bool IsOver(ClinicSpan span, List<PlacedVisit> clash, FreeTime time, GroupPlace? group)
    {
        for (var at = span.From; clash.Count > 0 && at < span.Until; at = at.AddMinutes(ClinicSpan.Step))
        {
            var quarter = new ClinicSpan(at, at.AddMinutes(ClinicSpan.Step));
            if (clash.Count(other => other.Span.Overlaps(quarter)) >= time.SeatsIn(quarter, group)) { return true; }
        }
        return false;
    }

    private static string Kind(ResourceKind kind) => kind switch { ResourceKind.Staff => "somebody", ResourceKind.Room => "a room", _ => "a device" };

    internal static string Name(string word) => word.Replace('_', ' ');

    internal static string Moment(DateTime moment) => moment.ToString("dddd d MMM HH:mm", CultureInfo.InvariantCulture);

    internal static string Day(DateOnly day) => day.ToString("dddd d MMM", CultureInfo.InvariantCulture);
}
