using Facet.Care;

namespace Facet.Scheduling;

/// <summary>How much work a run may do. Counts and CP-SAT's deterministic time, not seconds: the answer is the same on every machine.</summary>
public sealed record WorkLimit
{
    /// <summary>CP-SAT's deterministic time for one model, about seconds. Default 1.</summary>
    public double Model { get; init; } = 1;

    /// <summary>Visits up to which all series of a run are one model; more are taken apart. Default 40.</summary>
    public int VisitsInModel { get; init; } = 40;

    /// <summary>Rounds over the prices behind the bound of a run that is taken apart. Default 60.</summary>
    public int PriceRounds { get; init; } = 60;

    /// <summary>Times that a run that is taken apart tries to make room for visits without a place, or to better some series together. Default 1500.</summary>
    public int Repairs { get; init; } = 1500;
}

/// <summary>Finds places for series of visits over staff, rooms and devices.</summary>
public static class SeriesSolver
{
    /// <summary>Finds places for every visit that can have one, then as the people wish. The same input gives the same answer.</summary>
    /// <param name="requests">The series: of one person or of many, whole or with visits missing, or of people who wait. At most one for a person and an item.</param>
    /// <param name="orders">Rules on order within a day.</param>
    /// <param name="times">Staff, rooms and devices, with what is free.</param>
    /// <param name="weights">What makes one result better; the defaults where left out.</param>
    /// <param name="limit">How much work; the defaults where left out.</param>
    /// <returns>The visits with a place, those without and why, and how far from the best this can be.</returns>
    /// <exception cref="ArgumentException">Requests are not well formed: see the message.</exception>
    /// <exception cref="InvalidOperationException">A result broke a rule: a mistake of this program, and nothing is returned.</exception>
    public static SeriesResult Solve(IReadOnlyList<SeriesRequest> requests, IReadOnlyList<VisitOrder> orders, IReadOnlyList<FreeTime> times, SeriesWeights? weights = null, WorkLimit? limit = null)
    {
        Check(requests, times);
        limit ??= new();
        var problem = new SeriesProblem(requests, orders, times, weights ?? new());
        var (places, bound) = Search(problem, limit);
        var placed = new List<PlacedVisit>();
        foreach (var request in problem.Requests)
        {
            foreach (var visit in request.Visits)
            {
                if (places[request.Index][visit.Index] is { } place) { placed.Add(Visit(problem, request, visit, place)); }
            }
        }
        Verify(problem, placed);
        var value = SeriesValue.Of(requests, placed, problem.Weights);
        return new()
        {
            Placed = [.. placed.OrderBy(visit => visit.Starts).ThenBy(visit => visit.Series).ThenBy(visit => visit.Number)],
            NotPlaced = [.. problem.Requests.SelectMany(request => request.Visits.Where(visit => places[request.Index][visit.Index] is null).Select(visit => NoPlaceReason.Of(problem, request, visit, places)))],
            Value = value,
            Bound = bound is { } proved && proved < value ? throw new InvalidOperationException($"A result has {value} points, and a bound says {proved}.") : bound ?? value,
        };
    }

    private static (Place?[][] Places, long? Bound) Search(SeriesProblem problem, WorkLimit limit)
    {
        var search = new TogetherSearch(problem);
        var constant = problem.Requests.Where(request => request.Visits.Length == 0).Sum(request => SeriesValue.Of([request.Request], [], problem.Weights));
        var asked = problem.Requests.Where(request => request.Visits.Length > 0).ToList();
        if (asked.Count == 1)
        {
            search.Places[asked[0].Index] = search.Chain.Find(asked[0], asked[0].Booked, out var points);
            search.TakeAll(asked[0]);
            return (search.Places, points + constant);
        }
        if (asked.Sum(request => request.Visits.Length) > limit.VisitsInModel) { return (search.Places, new WeekSearch(problem, search, asked, limit).Run() + constant); }
        return (search.Places, search.RunTogether(asked, limit.Model) + constant);
    }

    private static PlacedVisit Visit(SeriesProblem problem, RequestToPlace request, VisitToPlace visit, Place place)
    {
        return new()
        {
            Series = request.Request.Series, Number = visit.Window.Number, Patient = request.Request.Patient, Need = request.Request.Need,
            Starts = problem.Occupancy.First.AddDays(place.Day).ToDateTime(default).AddMinutes(place.Quarter * ClinicSpan.Step), Staff = Id(place.Staff), Room = Id(place.Room), Device = Id(place.Device),
        };

        Guid? Id(int resource) => resource < 0 ? null : problem.Occupancy.Times[resource].Resource.Id;
    }

    /// <summary>Every visit against all the others, by the rules that the front desk sees: the search shares no code with them.</summary>
    private static void Verify(SeriesProblem problem, List<PlacedVisit> placed)
    {
        var near = placed.SelectMany(visit => visit.Resources.Select(resource => (Key: (resource, visit.Date), visit))).ToLookup(each => each.Key, each => each.visit);
        var own = placed.ToLookup(visit => visit.Patient);
        var requests = problem.Requests.ToDictionary(request => request.Request.Series, request => request.Request);
        var byId = problem.Occupancy.Times.ToDictionary(time => time.Resource.Id);
        foreach (var visit in placed)
        {
            var others = visit.Resources.SelectMany(resource => near[(resource, visit.Date)]).Concat(own[visit.Patient]).Distinct();
            FreeTime[] times = [.. visit.Resources.Select(resource => byId[resource])];
            if (VisitRules.Check(visit, requests[visit.Series], others, times, problem.Orders) is [var broken, ..])
            {
                throw new InvalidOperationException($"A result broke a rule: {visit.Need.Item}, visit {visit.Number}, {visit.Starts:s}: {broken.Words}.");
            }
        }
    }

    private static void Check(IReadOnlyList<SeriesRequest> requests, IReadOnlyList<FreeTime> times)
    {
        Require(requests.Select(request => (request.Patient, request.Need.Item)).Distinct().Count() == requests.Count, "A person has at most one request for an item.");
        Require(requests.Select(request => request.Series).Distinct().Count() == requests.Count, "Every series needs an id of its own.");
        Require(times.Select(time => time.Resource.Id).Distinct().Count() == times.Count, "Every resource stands once.");
        Require(times.Count(time => time.Resource.Kind == ResourceKind.Staff) <= 128, "At most 128 members of the staff can be looked at in one run.");
        Require(times.All(time => time.Resource.Seats >= 1), "A resource has one seat or more.");
        foreach (var request in requests)
        {
            Require(request.Need is { Minutes: > 0 and <= 24 * 60 }, $"{request.Need.Item}: a visit has minutes.");
            Require(request is { HoursApart: >= 0, DaysApart: >= 1 }, $"{request.Need.Item}: hours apart are 0 or more, days 1 or more.");
            Require(!request.Need.IsGroup || request.Need.DeviceSkill is null, $"{request.Need.Item}: a group has no device.");
            Require(request.Visits.All(visit => visit.First <= visit.Last), $"{request.Need.Item}: the days of a visit end before they begin.");
            Require(request.Visits.Zip(request.Visits.Skip(1)).All(pair => pair.First.Number < pair.Second.Number && pair.First.First <= pair.Second.First && pair.First.Last <= pair.Second.Last), $"{request.Need.Item}: visits stand in the order of numbers and days.");
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) { throw new ArgumentException(message); }
    }
}
