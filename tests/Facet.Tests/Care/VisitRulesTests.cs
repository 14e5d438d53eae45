using Facet.Care;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Care;

public class VisitRulesTests
{
    private static readonly DateOnly Monday = AnyClinic.Monday;

    [Fact]
    public void Free_time_is_shifts_less_absences_less_what_is_taken() =>
        Gen.Select(Gen.Int[1, 3], Spans(3), Spans(2), Spans(5)).Sample((seats, shifts, absences, taken) =>
        {
            var resource = new ClinicResource { Id = Guid.NewGuid(), Kind = ResourceKind.Room, Name = "Room", Seats = seats };
            var time = FreeTime.Of(resource, shifts.Select(span => new Shift(new(span.From.DayOfWeek, (int)span.From.TimeOfDay.TotalMinutes, (int)span.From.TimeOfDay.TotalMinutes + span.Minutes), Monday, Monday.AddDays(6))), absences, taken.Select(span => new TakenSpan(span)), Monday, Monday.AddDays(6));
            for (var at = Monday.ToDateTime(default); at < Monday.AddDays(7).ToDateTime(default); at = at.AddMinutes(15))
            {
                var quarter = new ClinicSpan(at, at.AddMinutes(15));
                var isOpen = shifts.Any(span => span.Contains(quarter)) && !absences.Any(span => span.Overlaps(quarter));
                Assert.Equal(isOpen, time.IsOpen(quarter));
                Assert.Equal(isOpen ? Math.Max(0, seats - taken.Count(span => span.Overlaps(quarter))) : 0, time.SeatsIn(quarter, null));
            }
            Assert.All(time.Free.Zip(time.Free.Skip(1)), pair => Assert.True(pair.First.Span.Until <= pair.Second.Span.From));
        }, iter: 300);

    [Fact]
    public void A_leader_has_seats_for_the_own_group_alone()
    {
        var leader = new ClinicResource { Id = Guid.NewGuid(), Kind = ResourceKind.Staff, Name = "Kim", Skills = ["group_leader"], Seats = 3 };
        var span = new ClinicSpan(Monday.ToDateTime(new(10, 0)), Monday.ToDateTime(new(11, 0)));
        var group = new GroupPlace("yoga", span.From, null);
        var time = FreeTime.Of(leader, [new(new(DayOfWeek.Monday, 9 * 60, 12 * 60), Monday, null)], [], [new(span, group), new(span, group)], Monday, Monday);
        Assert.Equal((1, 0, 0), (time.SeatsIn(span, group), time.SeatsIn(span, null), time.SeatsIn(span, group with { Item = "mindfulness" })));
        Assert.Equal(0, FreeTime.Of(leader, [new(new(DayOfWeek.Monday, 9 * 60, 12 * 60), Monday, null)], [], [new(span)], Monday, Monday).SeatsIn(span, group));
    }

    [Fact]
    public void Weekly_times_that_touch_are_one() => Gen.Select(Gen.Int[0, 95], Gen.Int[1, 12], Gen.Select(Gen.Int[0, 95], Gen.Int[1, 20]).Array[1, 4]).Sample((from, length, times) =>
    {
        var span = new ClinicSpan(Monday.ToDateTime(default).AddMinutes(15 * from), Monday.ToDateTime(default).AddMinutes(15 * Math.Min(96, from + length)));
        var minutes = Enumerable.Range(15 * from, span.Minutes);
        Assert.Equal(minutes.All(minute => times.Any(time => 15 * time.Item1 <= minute && minute < Math.Min(1440, 15 * (time.Item1 + time.Item2)))),
            WeeklyTime.Allow([.. times.Select(time => new WeeklyTime(DayOfWeek.Monday, 15 * time.Item1, Math.Min(1440, 15 * (time.Item1 + time.Item2))))], span));
    });

    [Fact]
    public void Each_rule_is_said_in_words()
    {
        var (anna, laser) = (Resource(ResourceKind.Staff, "Anna", "laser"), Resource(ResourceKind.Device, "Laser 1", "laser_unit"));
        Shift[] mornings = [.. Enum.GetValues<DayOfWeek>().Where(day => day is not DayOfWeek.Sunday).Select(day => new Shift(new(day, 8 * 60, 12 * 60), Monday, null))];
        var need = new VisitNeed { Item = "laser", Minutes = 20, StaffSkill = "laser", DeviceSkill = "laser_unit" };
        var exercise = new PlacedVisit { Series = Guid.NewGuid(), Number = 1, Patient = Guid.NewGuid(), Need = new() { Item = "exercise", Minutes = 40, StaffSkill = "physiotherapist" }, Starts = At(4, 9, 0), Staff = null };
        var earlier = new PlacedVisit { Series = Guid.NewGuid(), Number = 1, Patient = exercise.Patient, Need = need, Starts = At(2, 10, 15), Staff = anna.Id, Device = laser.Id };
        var request = new SeriesRequest { Series = earlier.Series, Patient = exercise.Patient, Need = need, Visits = [new(2, Monday, Monday.AddDays(6))], HoursApart = 48, Booked = [earlier, exercise], Times = [.. Enum.GetValues<DayOfWeek>().Where(day => day != DayOfWeek.Saturday).Select(day => new WeeklyTime(day, 0, 1440))] };
        FreeTime[] times = [FreeTime.Of(anna, mornings, [], [earlier.Taken], Monday, Monday.AddDays(13)), FreeTime.Of(laser, mornings, [], [new(new(At(5, 9, 0), At(5, 9, 30)))], Monday, Monday.AddDays(13))];
        Assert.Equal(["less than 48 h after Tuesday 2 Mar 10:15"], Words(At(3, 10, 0)));
        Assert.Equal(["two visits of one patient at once: exercise, Thursday 4 Mar 09:00", "less than 48 h after Tuesday 2 Mar 10:15", "laser would come after exercise, Thursday 4 Mar 09:00"], Words(At(4, 9, 30)).OrderByDescending(word => word, StringComparer.Ordinal));
        Assert.Equal(["laser would come after exercise, Thursday 4 Mar 09:00"], Words(At(4, 10, 15)));
        Assert.Equal(["Laser 1 is taken by another booking"], Words(At(5, 9, 15)));
        Assert.Equal(["outside the patient's times"], Words(At(6, 9, 0)));
        Assert.Equal(["nobody for laser has a shift then", "Laser 1 cannot be used then"], Words(At(5, 13, 0)));
        Assert.Equal(["visits begin on the quarter of an hour"], Words(At(5, 10, 5)));
        Assert.Equal(["visit 2 belongs between Monday 1 Mar and Sunday 7 Mar"], Words(At(8, 9, 0)));
        Assert.Empty(Words(At(5, 9, 30)));

        IEnumerable<string> Words(DateTime starts) => VisitRules.Check(earlier with { Number = 2, Starts = starts }, request, [], times, [new("laser", "exercise")]).Select(broken => broken.Words);

        static DateTime At(int day, int hour, int minute) => Monday.AddDays(day - 1).ToDateTime(new(hour, minute));
    }

    [Fact]
    public void A_move_changes_exactly_one_visit() => AnyClinic.Small(4, 3).Sample(clinic =>
    {
        var placed = Facet.Scheduling.SeriesSolver.Solve(clinic.Requests, clinic.Orders, clinic.Times, limit: new() { Model = 0.1 }).Placed;
        if (placed.Count == 0) { return; }
        var (one, request) = (placed[0], clinic.Requests.Single(request => request.Series == placed[0].Series));
        foreach (var to in VisitPlaces.Of(request, request.Visits.Single(visit => visit.Number == one.Number), [.. placed.Where(visit => visit != one)], clinic.Times, clinic.Orders))
        {
            var moved = VisitRules.Move(placed, to);
            Assert.Equal(placed.Skip(1), moved.Skip(1));
            Assert.Equal(to, moved[0]);
            Assert.All(moved, visit => Assert.Empty(VisitRules.Check(visit, clinic.Requests.Single(request => request.Series == visit.Series), moved, clinic.Times, clinic.Orders)));
        }
    }, iter: 100, threads: 2);

    [Fact]
    public void Free_places_are_those_that_break_no_rule() => AnyClinic.Small(3, 2).Sample(clinic =>
    {
        foreach (var request in clinic.Requests)
        {
            var expected = SeriesOracle.Alone(clinic, request, request.Visits[0]).Select(place => (place.Starts, place.Staff)).Distinct();
            Assert.Equal(expected.OrderBy(each => each.Starts).ThenBy(each => each.Staff), VisitPlaces.Of(request, request.Visits[0], [], clinic.Times, clinic.Orders).Select(place => (place.Starts, place.Staff)).OrderBy(each => each.Starts).ThenBy(each => each.Staff));
        }
    }, iter: 100, threads: 2);

    [Fact]
    public void A_request_of_a_signed_plan_has_its_weeks_and_minutes()
    {
        var catalogue = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded)).Catalogue;
        var series = 0;
        foreach (var plan in SignedExample.All)
        {
            foreach (var intervention in plan.Items.Select(item => catalogue.Find(item.Id)!))
            {
                var days = plan.VisitsOf(intervention.Id).ToList();
                var request = SeriesRequest.Of(plan, intervention, Guid.NewGuid(), Guid.NewGuid(), []);
                Assert.Equal(days.Count, request?.Visits.Count ?? 0);
                if (request is null) { continue; }
                series++;
                Assert.All(days.Zip(request.Visits), pair => Assert.True(pair.Second.First <= pair.First && pair.First <= pair.Second.Last));
                Assert.All(request.Visits, visit => Assert.Equal(DayOfWeek.Monday, visit.First.DayOfWeek));
                Assert.Equal(plan.Find(intervention.Id)!.Level is var level ? intervention.Levels.Single(each => each.Id == level).VisitMinutes : 0, request.Need.Minutes);
            }
        }
        Assert.True(series >= 5, $"Only {series} series in the signed plans.");
    }

    private static ClinicResource Resource(ResourceKind kind, string name, params string[] skills) => new() { Id = Guid.NewGuid(), Kind = kind, Name = name, Skills = skills };

    private static Gen<ClinicSpan[]> Spans(int most) => Gen.Select(Gen.Int[0, 6], Gen.Int[0, 90], Gen.Int[1, 12]).Select((day, from, length) =>
        new ClinicSpan(Monday.AddDays(day).ToDateTime(default).AddMinutes(15 * from), Monday.AddDays(day).ToDateTime(default).AddMinutes(15 * Math.Min(96, from + length)))).Array[0, most];
}
