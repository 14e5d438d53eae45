using Facet.Care;
using Facet.Storage.Schedule;

namespace Facet.Web.Schedule;

/// <summary>A patient's visits that have their hour.</summary>
/// <param name="Version">The version of the plan that holds.</param>
/// <param name="All">Their bookings.</param>
internal sealed record BookedVisits(int Version, IReadOnlyList<BookingLine> All)
{
    /// <summary>Those that are booked, or were.</summary>
    public IReadOnlyList<BookingLine> Lines { get; } = [.. All.Where(line => line.Booking.State is BookingState.Booked or BookingState.Attended)];

    /// <summary>Whether a visit that the plan has on a day is booked, so that the booking stands for it.</summary>
    public bool Has(CarePlan plan, Occurrence visit, DateOnly date)
    {
        var number = plan.VisitsOf(visit.Item.Id).ToList().IndexOf(visit.MovedFrom ?? date) + 1;
        return number > 0 && Lines.Any(line => line.Booking.Item == visit.Item.Id && line.Booking.Number == number && line.Booking.Plan == Version);
    }
}
