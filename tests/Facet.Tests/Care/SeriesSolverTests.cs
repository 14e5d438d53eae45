using Facet.Care;
using Facet.Scheduling;
using Facet.Treatments;

namespace Facet.Tests.Care;

public class SeriesSolverTests
{
    private const double SmallEnough = 20_000;

    private static readonly WorkLimit Apart = new() { VisitsInModel = 0, Repairs = 50, PriceRounds = 40 };

    [Fact]
    public void One_series_is_as_good_as_the_best_of_all_possibilities() => AsGoodAsAll(AnyClinic.Small(1, 3), 300, oneOnly: true);

    [Fact]
    public void Several_series_are_as_good_as_the_best_of_all_possibilities() => AsGoodAsAll(AnyClinic.Small(3, 2), 300, oneOnly: false);

    private static void AsGoodAsAll(Gen<AnyClinic> clinics, int count, bool oneOnly)
    {
        var compared = 0;
        clinics.Sample(clinic =>
        {
            if (oneOnly) { clinic = clinic with { Requests = [clinic.Requests[0]] }; }
            var oracle = new SeriesOracle(clinic);
            if (oracle.Size > SmallEnough) { return; }
            oracle.Run();
            var result = SeriesSolver.Solve(clinic.Requests, clinic.Orders, clinic.Times);
            Assert.Equal((oracle.Best, oracle.Best, oracle.MostPlaced), (result.Value, result.Bound, result.Placed.Count));
            Interlocked.Increment(ref compared);
        }, iter: count, threads: 2);
        Assert.True(compared > count / 4, $"Only {compared} were small enough to try everything.");
    }

    [Fact]
    public void Taken_apart_it_stays_between_what_it_says_and_the_best_of_all_possibilities() => AnyClinic.Small(3, 2).Sample(clinic =>
    {
        var oracle = new SeriesOracle(clinic);
        if (oracle.Size > SmallEnough) { return; }
        oracle.Run();
        var result = SeriesSolver.Solve(clinic.Requests, clinic.Orders, clinic.Times, limit: Apart);
        Assert.True(result.Value <= oracle.Best && oracle.Best <= result.Bound, $"{result.Value} <= {oracle.Best} <= {result.Bound}");
    }, iter: 200, threads: 2);

    [Fact]
    public void One_series_is_the_same_by_dynamic_programming_and_by_CP_SAT() => AnyClinic.Small(1, 4).Sample(clinic =>
    {
        var problem = new SeriesProblem([clinic.Requests[0]], clinic.Orders, clinic.Times, new());
        var request = problem.Requests[0];
        new ChainSearch(problem).Find(request, request.Booked, out var points);
        var (_, value, bound) = CpSeries.Solve(problem, [request], each => each.Booked, _ => null, 10);
        Assert.Equal((points, points), (value, bound));
    }, iter: 200, threads: 2);

    [Fact]
    public void Every_visit_keeps_every_rule_and_nobody_and_nothing_is_booked_twice() => AnyClinic.Small(6, 3).Sample((Action<AnyClinic>)(clinic =>
    {
        foreach (var limit in (WorkLimit[])[new() { Model = 0.2 }, Apart])
        {
            var result = SeriesSolver.Solve(clinic.Requests, clinic.Orders, clinic.Times, limit: limit);
            Assert.True(result.Value <= result.Bound);
            Assert.Equal(clinic.Requests.SelectMany(request => request.Visits.Select(visit => (request.Series, visit.Number))).Order(), result.Placed.Select(visit => (visit.Series, visit.Number)).Concat(result.NotPlaced.Select(visit => (visit.Series, visit.Number))).Order());
            var taken = new Dictionary<(Guid, DateTime), List<PlacedVisit>>();
            foreach (var visit in result.Placed)
            {
                var request = clinic.Requests.Single(request => request.Series == visit.Series);
                Assert.Contains(request.Visits, window => window.Number == visit.Number && window.First <= visit.Date && visit.Date <= window.Last);
                for (var at = visit.Span.From; at < visit.Span.Until; at = at.AddMinutes(15))
                {
                    Assert.True(request.Times.Count == 0 || request.Times.Any(time => time.Day == at.DayOfWeek && time.On(visit.Date).Contains(new(at, at.AddMinutes(15)))));
                    foreach (var id in visit.Resources.Append(visit.Patient))
                    {
                        if (!taken.TryGetValue((id, at), out var list)) { taken[(id, at)] = list = []; }
                        list.Add(visit);
                    }
                }
            }
            foreach (var ((id, at), visits) in taken)
            {
                var time = clinic.Times.FirstOrDefault(time => time.Resource.Id == id);
                // A person who comes has one seat, and is nobody's resource.
                var seats = time is null ? 1 : time.Free.Single(free => free.Span.From <= at && at < free.Span.Until).Seats;
                Assert.True(visits.Count <= seats, $"{visits.Count} at once, {seats} seats");
                if (time is { Resource.Kind: not ResourceKind.Room }) { Assert.True(visits.Count == 1 || visits.All(visit => visit.Group is { } group && group == visits[0].Group)); }
            }
            foreach (var own in result.Placed.Concat(clinic.Requests[0].Booked).GroupBy(visit => (visit.Patient, visit.Need.Item)))
            {
                var request = clinic.Requests.FirstOrDefault(request => request.Patient == own.Key.Patient && request.Need.Item == own.Key.Item);
                foreach (var (one, next) in from one in own from next in own where one.Starts < next.Starts && result.Placed.Any(visit => visit == one || visit == next) select (one, next))
                {
                    Assert.True(next.Starts - one.Starts >= TimeSpan.FromHours(request!.HoursApart) && next.Date.DayNumber - one.Date.DayNumber >= request.DaysApart);
                }
            }
            foreach (var order in clinic.Orders)
            {
                Assert.All(from first in result.Placed from then in result.Placed where first.Patient == then.Patient && first.Date == then.Date && first.Need.Item == order.First && then.Need.Item == order.Then select (first, then), pair => Assert.True(pair.first.Span.Until <= pair.then.Starts));
            }
        }
    }), iter: 150, threads: 2);

    [Fact]
    public void The_same_input_gives_the_same_answer() => AnyClinic.Small(6, 3).Sample(clinic =>
    {
        foreach (var limit in (WorkLimit[])[new() { Model = 0.2 }, Apart])
        {
            Assert.Equal(SeriesSolver.Solve(clinic.Requests, clinic.Orders, clinic.Times, limit: limit).Placed, SeriesSolver.Solve(clinic.Requests, clinic.Orders, clinic.Times, limit: limit).Placed);
        }
    }, iter: 30, threads: 2);

    [Fact]
    public void What_is_said_to_have_no_place_has_none() => AnyClinic.Small(4, 2).Sample(clinic =>
    {
        var result = SeriesSolver.Solve(clinic.Requests, clinic.Orders, clinic.Times);
        foreach (var missing in result.NotPlaced)
        {
            var request = clinic.Requests.Single(request => request.Series == missing.Series);
            var alone = SeriesOracle.Alone(clinic, request, request.Visits.Single(visit => visit.Number == missing.Number)).ToList();
            Assert.NotEmpty(missing.Words);
            if (missing.Reason == NotPlacedReason.TakenByOthers) { Assert.NotEmpty(alone); continue; }
            var own = result.Placed.Where(visit => visit.Patient == request.Patient).ToList();
            if (missing.Reason != NotPlacedReason.OtherVisits) { Assert.Empty(alone); }
            Assert.All(alone, place => Assert.NotEmpty(VisitRules.Check(place, request, own, clinic.Times, clinic.Orders)));
        }
        // Whatever is left, no free place is left with it.
        foreach (var missing in result.NotPlaced)
        {
            var request = clinic.Requests.Single(request => request.Series == missing.Series);
            Assert.DoesNotContain(SeriesOracle.Alone(clinic, request, request.Visits.Single(visit => visit.Number == missing.Number)), place => VisitRules.Check(place, request, result.Placed, clinic.Times, clinic.Orders).Count == 0);
        }
    }, iter: 200, threads: 2);

    /// <summary>"Twice a week for four weeks, then weekly; laser before exercise; 48 h apart."</summary>
    [Fact]
    public void The_example_by_hand()
    {
        var (patient, monday) = (Guid.NewGuid(), new DateOnly(2027, 3, 1));
        // Anna works Monday to Thursday, Bo on Friday; the laser is there from 9 to 11; the patient comes before noon, and never on Thursday.
        var anna = Resource(ResourceKind.Staff, "Anna", "physiotherapist", "laser");
        var bo = Resource(ResourceKind.Staff, "Bo", "physiotherapist", "laser");
        var (laser, room) = (Resource(ResourceKind.Device, "Laser 1", "laser_unit"), Resource(ResourceKind.Room, "Room 1", "table"));
        var last = monday.AddDays(55);
        FreeTime[] times =
        [
            FreeTime.Of(anna, Shifts(8, 12, DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday), [new(monday.AddDays(14).ToDateTime(default), monday.AddDays(15).ToDateTime(default))], [], monday, last),
            FreeTime.Of(bo, Shifts(8, 16, DayOfWeek.Friday), [], [], monday, last),
            FreeTime.Of(laser, Shifts(9, 11, DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday), [], [], monday, last),
            FreeTime.Of(room, Shifts(8, 16, DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday), [], [], monday, last),
        ];
        WeeklyTime[] mornings = [.. ((DayOfWeek[])[DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Friday]).Select(day => new WeeklyTime(day, 0, 12 * 60))];
        var visits = VisitWindow.Of([new VisitPhase(4, 2), new VisitPhase(4, 1)], monday);
        SeriesRequest[] requests =
        [
            new() { Series = Guid.NewGuid(), Patient = patient, Need = new() { Item = "exercise", Minutes = 40, StaffSkill = "physiotherapist", RoomSkill = "table" }, Visits = visits, Times = mornings, HoursApart = 48, DaysApart = 2 },
            new() { Series = Guid.NewGuid(), Patient = patient, Need = new() { Item = "laser", Minutes = 20, StaffSkill = "laser", RoomSkill = "table", DeviceSkill = "laser_unit" }, Visits = visits, Times = mornings, HoursApart = 48 },
        ];
        var result = SeriesSolver.Solve(requests, [new("laser", "exercise")], times);
        Assert.Empty(result.NotPlaced);
        Assert.Equal(24, result.Placed.Count);
        var exercise = result.Placed.Where(visit => visit.Need.Item == "exercise").OrderBy(visit => visit.Starts).ToList();
        Assert.Equal([2, 2, 2, 2, 1, 1, 1, 1], exercise.CountBy(visit => (visit.Date.DayNumber - monday.DayNumber) / 7).OrderBy(week => week.Key).Select(week => week.Value));
        Assert.All(exercise.Zip(exercise.Skip(1)), pair => Assert.True(pair.Second.Starts - pair.First.Starts >= TimeSpan.FromHours(48)));
        Assert.DoesNotContain(result.Placed, visit => visit.Starts.DayOfWeek == DayOfWeek.Thursday || visit.Span.Until.TimeOfDay > TimeSpan.FromHours(12));
        // Twice a week 48 h apart is Monday and Wednesday with Anna; without her Monday in the third week one of two is with Bo.
        Assert.Equal(11, exercise.Count(visit => visit.Staff == anna.Id));
        foreach (var day in result.Placed.GroupBy(visit => visit.Date).Where(day => day.Count() == 2))
        {
            Assert.True(day.Single(visit => visit.Need.Item == "laser").Span.Until <= day.Single(visit => visit.Need.Item == "exercise").Starts);
        }
        // The second is moved to the day after the first.
        var moved = exercise[1] with { Starts = exercise[0].Starts.AddHours(24) };
        Assert.Contains(VisitRules.Check(moved, requests[0], result.Placed, times, []), broken => broken.Rule == VisitRule.Spacing && broken.Words.StartsWith("less than 48 h after Monday 1 Mar", StringComparison.Ordinal));
    }

    private static ClinicResource Resource(ResourceKind kind, string name, params string[] skills) => new() { Id = Guid.NewGuid(), Kind = kind, Name = name, Skills = skills };

    private static IEnumerable<Shift> Shifts(int from, int until, params DayOfWeek[] days) => days.Select(day => new Shift(new(day, from * 60, until * 60), new(2027, 1, 1), null));
}
