namespace Facet.Care;

/// <summary>Free places for one visit: to add it, to move it, to offer it to somebody who waits.</summary>
public static class VisitPlaces
{
    /// <summary>Every place that breaks no rule: by time, then staff in the order of <paramref name="times"/>; with the first room and the first device that are free.</summary>
    /// <param name="request">The series.</param>
    /// <param name="days">Which visit, and the days looked at. They may be wider than the plan's; the request's own days are not asked.</param>
    /// <param name="others">Visits that free time does not know of yet.</param>
    /// <param name="times">Staff, rooms and devices.</param>
    /// <param name="orders">Rules on order.</param>
    public static IEnumerable<PlacedVisit> Of(SeriesRequest request, VisitWindow days, IReadOnlyList<PlacedVisit> others, IReadOnlyList<FreeTime> times, IReadOnlyList<VisitOrder> orders)
    {
        var need = request.Need;
        var asked = request with { Visits = [] };
        var staff = Of(ResourceKind.Staff, need.StaffSkill);
        var (rooms, devices) = (need.RoomSkill is { } room ? Of(ResourceKind.Room, room) : [null], need.DeviceSkill is { } device ? Of(ResourceKind.Device, device) : [(FreeTime?)null]);
        var starts = staff.SelectMany(time => time!.Free).SelectMany(free => StartsIn(free.Span)).Where(start => WeeklyTime.Allow(request.Times, need.At(start))).Distinct().Order();
        foreach (var start in starts)
        {
            foreach (var person in staff)
            {
                var found = (from r in rooms
                             from d in devices
                             let visit = new PlacedVisit { Series = request.Series, Number = days.Number, Patient = request.Patient, Need = need, Starts = start, Staff = person!.Resource.Id, Room = r?.Resource.Id, Device = d?.Resource.Id }
                             where VisitRules.Check(visit, asked, others, times, orders).Count == 0
                             select visit).FirstOrDefault();
                if (found is not null) { yield return found; }
            }
        }

        IReadOnlyList<FreeTime?> Of(ResourceKind kind, string skill) => [.. times.Where(time => time.Resource.Kind == kind && time.Resource.Can(skill))];

        IEnumerable<DateTime> StartsIn(ClinicSpan span)
        {
            var (from, until) = (days.First.ToDateTime(default), days.Last.AddDays(1).ToDateTime(default));
            // A visit may go on into a span with other seats: only its beginning must lie in this one.
            for (var at = from > span.From ? from : span.From; at < span.Until && at < until; at = at.AddMinutes(ClinicSpan.Step)) { yield return at; }
        }
    }
}
