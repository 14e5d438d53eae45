using Facet.Care;

namespace Facet.Scheduling;

/// <summary>Why a visit has no place: the first thing without which there would be one, in the order in which a front desk would look.</summary>
internal static class NoPlaceReason
{
    public static NotPlaced Of(SeriesProblem problem, RequestToPlace request, VisitToPlace visit, Place?[][] places)
    {
        var (reason, words) = Find(problem, request, visit, places);
        var days = visit.FirstDay == visit.LastDay ? $"on {VisitRules.Day(visit.Window.First)}" : $"from {VisitRules.Day(visit.Window.First)} to {VisitRules.Day(visit.Window.Last)}";
        return new(request.Request.Series, visit.Window.Number, reason, $"{words}, {days}");
    }

    private static (NotPlacedReason, string) Find(SeriesProblem problem, RequestToPlace request, VisitToPlace visit, Place?[][] places)
    {
        var (need, asked) = (request.Need, request.Request.Need);
        var people = VisitRules.Name(asked.StaffSkill);
        // The occupancy of the search holds what this run placed; a fresh one holds what was free before.
        var before = new Lazy<Occupancy>(() => new(problem.Occupancy.Times, problem.Occupancy.First, problem.Occupancy.Days));
        var (open, inTimes, staff, room, device, own) = (false, false, false, false, false, false);
        var each = new UInt128[need.Staff.Length];
        var others = OthersOf(request, visit, places).ToList();
        for (var day = visit.FirstDay; day <= visit.LastDay; day++)
        {
            var shift = OpenStarts(problem, need, day);
            var times = request.Times[(int)problem.Occupancy.First.AddDays(day).DayOfWeek];
            (open, inTimes) = (open || shift != 0, inTimes || (shift & times) != 0);
            if ((shift & times) == 0) { continue; }
            var free = before.Value.Any(need.Staff, true, day, need.Quarters) & times;
            var anywhere = free & before.Value.Any(need.Rooms, asked.RoomSkill is not null, day, need.Quarters);
            var all = before.Value.StaffStarts(need, day, each) & times;
            staff |= free != 0 || all != 0;
            room |= anywhere != 0 || all != 0;
            device |= all != 0;
            own |= (all & problem.Allowed(request, day, others)) != 0;
        }
        return !open ? (NotPlacedReason.NoShift, $"nobody for {people} has a shift")
            : !inTimes ? (NotPlacedReason.PatientTimes, $"nobody for {people} has a shift in the patient's times")
            : !staff ? (NotPlacedReason.StaffFull, $"everybody for {people} is booked in the patient's times")
            : !room ? (NotPlacedReason.RoomFull, $"no room for {VisitRules.Name(asked.RoomSkill ?? "")} is free with {people} in the patient's times")
            : !device ? (NotPlacedReason.DeviceFull, asked.DeviceSkill is null ? $"no room and nobody for {people} are free together" : $"{VisitRules.Name(asked.DeviceSkill)} is full")
            : !own ? (NotPlacedReason.OtherVisits, request.Request.HoursApart > 0 ? $"every free place is within {request.Request.HoursApart} h of another visit, or at the time of one" : "every free place is too near to another visit, or at the time of one")
            : (NotPlacedReason.TakenByOthers, "what is free goes to other visits");
    }

    private static UInt128 OpenStarts(SeriesProblem problem, Serving need, int day)
    {
        UInt128 any = 0;
        var begin = problem.Occupancy.First.AddDays(day).ToDateTime(default);
        foreach (var staff in need.Staff)
        {
            for (var quarter = 0; quarter + need.Quarters <= Occupancy.QuartersADay; quarter++)
            {
                if (problem.Occupancy.Times[staff].IsOpen(need.Need.At(begin.AddMinutes(quarter * ClinicSpan.Step)))) { any |= UInt128.One << quarter; }
            }
        }
        return any;
    }

    private static IEnumerable<OwnVisit> OthersOf(RequestToPlace request, VisitToPlace visit, Place?[][] places)
    {
        foreach (var booked in request.Booked) { yield return booked; }
        foreach (var mine in request.Siblings.Append(request))
        {
            for (var index = 0; index < mine.Visits.Length; index++)
            {
                if (places[mine.Index][index] is { } place && (mine != request || index != visit.Index)) { yield return new(place.Day, place.Quarter, mine.Need.Quarters, mine.Request.Need.Item); }
            }
        }
    }
}
