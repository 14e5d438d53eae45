using Facet.Care;

namespace Facet.Tests.Care;

/// <summary>Every possibility, tried one after the other.</summary>
internal sealed class SeriesOracle
{
    private readonly AnyClinic clinic;
    private readonly SeriesWeights weights = new();
    private readonly List<(SeriesRequest Request, IReadOnlyList<PlacedVisit> Places)> visits = [];
    private readonly List<PlacedVisit> placed = [];

    public SeriesOracle(AnyClinic clinic)
    {
        this.clinic = clinic;
        foreach (var request in clinic.Requests)
        {
            foreach (var window in request.Visits) { visits.Add((request, [.. Alone(clinic, request, window)])); }
        }
    }

    /// <summary>How many combinations there are, about.</summary>
    public double Size => visits.Aggregate(1.0, (size, visit) => size * (1 + visit.Places.Count));

    public long Best { get; private set; } = long.MinValue;

    public int MostPlaced { get; private set; }

    public SeriesOracle Run()
    {
        Try(0);
        return this;
    }

    /// <summary>The places of a visit beside what stands already: every start, person, room and device.</summary>
    public static IEnumerable<PlacedVisit> Alone(AnyClinic clinic, SeriesRequest request, VisitWindow window) =>
        from day in Enumerable.Range(0, window.Last.DayNumber - window.First.DayNumber + 1)
        from quarter in Enumerable.Range(30, 20)
        from staff in Of(clinic, ResourceKind.Staff, request.Need.StaffSkill)
        from room in Of(clinic, ResourceKind.Room, request.Need.RoomSkill)
        from device in Of(clinic, ResourceKind.Device, request.Need.DeviceSkill)
        let visit = new PlacedVisit { Series = request.Series, Number = window.Number, Patient = request.Patient, Need = request.Need, Starts = window.First.AddDays(day).ToDateTime(default).AddMinutes(15 * quarter), Staff = staff, Room = room, Device = device }
        where VisitRules.Check(visit, request, [], clinic.Times, clinic.Orders).Count == 0
        select visit;

    private static IEnumerable<Guid?> Of(AnyClinic clinic, ResourceKind kind, string? skill) =>
        skill is null ? [null] : clinic.Times.Where(time => time.Resource.Kind == kind && time.Resource.Can(skill)).Select(time => (Guid?)time.Resource.Id);

    private void Try(int index)
    {
        if (index == visits.Count)
        {
            Best = Math.Max(Best, SeriesValue.Of(clinic.Requests, placed, weights));
            MostPlaced = Math.Max(MostPlaced, placed.Count);
            return;
        }
        // What is already behind cannot catch up: wishes only cost.
        if (weights.Place * (placed.Count + visits.Count - index) < Best) { return; }
        var (request, places) = visits[index];
        foreach (var place in places)
        {
            if (VisitRules.Check(place, request, placed, clinic.Times, clinic.Orders).Count > 0) { continue; }
            placed.Add(place);
            Try(index + 1);
            placed.RemoveAt(placed.Count - 1);
        }
        Try(index + 1);
    }
}
