using Facet.Care;

namespace Facet.Scheduling;

/// <summary>Places of many series at once, while they are changed.</summary>
internal sealed class TogetherSearch
{
    private readonly SeriesProblem problem;

    public TogetherSearch(SeriesProblem problem)
    {
        (this.problem, Chain) = (problem, new(problem));
        Places = [.. problem.Requests.Select(request => new Place?[request.Visits.Length])];
    }

    public ChainSearch Chain { get; }

    /// <summary>By request and visit; <see langword="null"/> for none.</summary>
    public Place?[][] Places { get; }

    /// <summary>One series after the other, each as well as it can be beside those before it.</summary>
    public void Greedy(IEnumerable<RequestToPlace> requests)
    {
        foreach (var request in requests) { Insert(request); }
    }

    /// <summary>Few series: each alone gives a bound; where they do not get in each other's way that is the answer, else it is sought as one model.</summary>
    public long RunTogether(IReadOnlyList<RequestToPlace> requests, double work)
    {
        var bound = 0L;
        foreach (var request in requests)
        {
            Chain.Find(request, request.Booked, out var points);
            bound += points;
        }
        var (best, most) = (default(List<Place?[]>), long.MinValue);
        foreach (var order in new[] { requests, [.. requests.Reverse()] })
        {
            Greedy(order);
            Settle(requests);
            if (requests.Sum(Points) is var points && points > most) { (most, best) = (points, [.. requests.Select(request => Places[request.Index])]); }
            if (most == bound) { return bound; }
            foreach (var request in requests) { Remove(request); }
        }
        Put(requests, best!);
        return Math.Min(bound, Exactly(requests, work));
    }

    /// <summary>Takes out one series after the other and puts it back where it is best, until none gets better.</summary>
    private void Settle(IReadOnlyList<RequestToPlace> requests)
    {
        for (var still = 0; still < requests.Count;)
        {
            foreach (var request in requests)
            {
                var (points, places) = (Points(request), Places[request.Index]);
                Remove(request);
                // Another place that is as good may leave others better off, but may also go round in circles.
                if (Insert(request) > points) { still = 0; continue; }
                Remove(request);
                Put([request], [places]);
                if (++still >= requests.Count) { break; }
            }
        }
    }

    private void Put(IReadOnlyList<RequestToPlace> requests, IReadOnlyList<Place?[]> places)
    {
        for (var index = 0; index < requests.Count; index++)
        {
            Places[requests[index].Index] = places[index];
            TakeAll(requests[index]);
        }
    }

    /// <summary>All of some series as one model; the bound of their points. They are in their best known places before and after.</summary>
    public long Exactly(IReadOnlyList<RequestToPlace> requests, double work)
    {
        var known = requests.Select(request => Places[request.Index]).ToList();
        var points = requests.Sum(Points);
        var index = requests.Index().ToDictionary(each => each.Item, each => each.Index);
        foreach (var request in requests) { Remove(request); }
        var (places, _, bound) = CpSeries.Solve(problem, requests, request => Own(request), request => known[index[request]], work);
        Put(requests, places ?? known);
        if (places is not null && requests.Sum(Points) < points)
        {
            foreach (var request in requests) { Remove(request); }
            Put(requests, known);
        }
        return bound;
    }

    /// <summary>Puts a series where it is best while everything else stands; its points.</summary>
    public long Insert(RequestToPlace request)
    {
        Places[request.Index] = Chain.Find(request, Own(request), out var points);
        TakeAll(request);
        return points;
    }

    public void Remove(RequestToPlace request)
    {
        foreach (var place in Places[request.Index]) { if (place is { } taken) { problem.Occupancy.Release(request.Need, taken); } }
        Places[request.Index] = new Place?[request.Visits.Length];
    }

    public void TakeAll(RequestToPlace request)
    {
        foreach (var place in Places[request.Index]) { if (place is { } taken) { problem.Occupancy.Take(request.Need, taken); } }
    }

    /// <summary>The other visits of the person as they stand.</summary>
    public IReadOnlyList<OwnVisit> Own(RequestToPlace request)
    {
        if (request.Siblings.Count == 0) { return request.Booked; }
        var own = request.Booked.ToList();
        foreach (var sibling in request.Siblings)
        {
            foreach (var place in Places[sibling.Index]) { if (place is { } at) { own.Add(new(at.Day, at.Quarter, sibling.Need.Quarters, sibling.Request.Need.Item)); } }
        }
        return own;
    }

    /// <summary>Points of a series as it stands.</summary>
    public long Points(RequestToPlace request)
    {
        var placed = new List<PlacedVisit>();
        foreach (var visit in request.Visits)
        {
            if (Places[request.Index][visit.Index] is not { } place) { continue; }
            placed.Add(new()
            {
                Series = request.Request.Series, Number = visit.Window.Number, Patient = request.Request.Patient, Need = request.Request.Need,
                Starts = problem.Occupancy.First.AddDays(place.Day).ToDateTime(default).AddMinutes(place.Quarter * ClinicSpan.Step), Staff = problem.Occupancy.Times[place.Staff].Resource.Id,
            });
        }
        return SeriesValue.Of([request.Request], placed, problem.Weights);
    }
}
