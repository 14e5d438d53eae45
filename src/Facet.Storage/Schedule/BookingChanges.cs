using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Schedule;

/// <summary>
/// Changes of bookings inside a transaction that holds the clinic's lock, each with its event. A caller asks <see cref="Check"/> before it writes;
/// whatever slips past that is stopped by the key of <see cref="BookingSlotRow"/>.
/// </summary>
internal static class BookingChanges
{
    /// <summary>What stands in the way of some visits of a patient; null for nothing.</summary>
    /// <param name="db">In its transaction.</param>
    /// <param name="caller">Whose clinic.</param>
    /// <param name="patient">Who comes.</param>
    /// <param name="visits">For what, when, and with what.</param>
    /// <param name="seats">The seat for each quarter of an hour, filled in.</param>
    /// <param name="moving">Bookings whose own time does not count, for they give it up.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task<BookingResult?> Check(FacetDb db, Caller caller, PatientId patient, IReadOnlyList<(string Item, VisitPlace Place)> visits, List<(int Place, Guid Taken, DateTimeOffset Slot, int Seat)> seats, IReadOnlyList<Guid> moving, CancellationToken cancellation)
    {
        List<VisitPlace> places = [.. visits.Select(visit => visit.Place)];
        List<Guid> needed = [.. places.SelectMany(place => place.Resources).Distinct()];
        var resources = await db.Set<ResourceRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && needed.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellation);
        if (resources.Count != needed.Count || places.Any(place => IsOf(place.Staff, "staff") || IsOf(place.Room, "room") || IsOf(place.Device, "device")))
        {
            return new BookingResult.Absent();
        }
        var (from, until) = (places.Min(place => place.Starts), places.Max(place => place.Ends));
        var absences = await db.Set<AbsenceRow>().AsNoTracking().Where(row => needed.Contains(row.Resource) && row.Revoked == null && row.Starts < until && row.Ends > from).ToListAsync(cancellation);
        foreach (var (place, resource) in places.SelectMany(place => place.Resources.Select(id => (place, resources[id]))))
        {
            if (resource.Closed is not null || absences.Any(row => row.Resource == resource.Id && row.Starts < place.Ends && row.Ends > place.Starts))
            {
                return new BookingResult.Away(resource.Name, place.Starts);
            }
        }
        List<Guid> who = [.. needed, patient.Value];
        var rows = await db.Set<BookingSlotRow>().AsNoTracking().Where(row => who.Contains(row.Taken) && row.Slot >= from && row.Slot < until && !moving.Contains(row.Booking))
            .Join(db.Set<BookingRow>(), slot => slot.Booking, booking => booking.Id, (slot, booking) => new { slot.Taken, slot.Slot, slot.Seat, booking.Item, booking.Starts, booking.Room }).ToListAsync(cancellation);
        var used = rows.Select(row => (row.Taken, row.Slot, row.Seat)).ToHashSet();
        // A room has seats for whoever comes; somebody who leads a group is there for that group alone.
        var groups = rows.Where(row => resources.GetValueOrDefault(row.Taken) is { Seats: > 1, Kind: not "room" }).ToLookup(row => (row.Taken, row.Slot), row => (row.Item, row.Starts, row.Room));
        var taken = new List<TakenPlace>();
        foreach (var (visit, index) in visits.Select((visit, index) => (visit, index)))
        {
            var place = visit.Place;
            foreach (var id in place.Resources.Append(patient.Value))
            {
                var resource = resources.GetValueOrDefault(id);
                foreach (var slot in place.Quarters())
                {
                    var free = groups[(id, slot)].Any(group => group != (visit.Item, place.Starts, place.Room)) ? null
                        : Enumerable.Range(0, resource?.Seats ?? 1).Select(seat => (int?)seat).FirstOrDefault(seat => !used.Contains((id, slot, seat!.Value)));
                    if (free is not { } found) { taken.Add(new(resource?.Name, slot)); break; }
                    used.Add((id, slot, found));
                    seats.Add((index, id, slot, found));
                }
            }
        }
        return taken.Count == 0 ? null : new BookingResult.Taken([.. taken.OrderBy(each => each.At)]);

        bool IsOf(Guid? id, string kind) => id is { } known && resources[known].Kind != kind;
    }

    /// <summary>Adds visits that were checked.</summary>
    public static List<Booking> Add(FacetDb db, Caller caller, PatientId patient, int plan, IReadOnlyList<VisitDraft> visits, IReadOnlyList<(int Place, Guid Taken, DateTimeOffset Slot, int Seat)> seats, BookingState state, string kind, Func<Guid> newId, DateTimeOffset at)
    {
        var series = visits.Select(visit => visit.Item).Distinct().ToDictionary(item => item, _ => newId());
        var added = new List<Booking>();
        foreach (var (visit, index) in visits.Select((visit, index) => (visit, index)))
        {
            var booking = new Booking(newId(), patient, plan, visit.Item, series[visit.Item], visit.Number, visit.Place, state, 1);
            db.Add(new BookingRow
            {
                Id = booking.Id, Clinic = caller.Clinic, Patient = patient, Plan = plan, Item = visit.Item, Series = booking.Series, Number = visit.Number,
                Starts = visit.Place.Starts, Minutes = visit.Place.Minutes, Staff = visit.Place.Staff, Room = visit.Place.Room, Device = visit.Place.Device, State = Word(state), Version = 1,
            });
            Note(db, caller, booking, kind, visit.Note, at);
            Keep(db, booking.Id, seats.Where(seat => seat.Place == index));
            added.Add(booking);
        }
        return added;
    }

    /// <summary>Turns a booking into what it is to be. Its seats, where it takes time, were checked.</summary>
    public static async Task<Booking> Turn(FacetDb db, Caller caller, BookingRow row, Booking wanted, string kind, string? note, IReadOnlyList<(int Place, Guid Taken, DateTimeOffset Slot, int Seat)>? seats, DateTimeOffset at, CancellationToken cancellation)
    {
        var after = wanted with { Version = row.Version + 1 };
        (row.Plan, row.Starts, row.Minutes, row.Staff, row.Room, row.Device, row.State, row.Version) =
            (after.Plan, after.Place.Starts, after.Place.Minutes, after.Place.Staff, after.Place.Room, after.Place.Device, Word(after.State), after.Version);
        Note(db, caller, after, kind, note, at);
        if (seats is not null || !after.TakesTime)
        {
            // At once and not with the rest: a row that goes and one that comes may have the same key.
            await db.Set<BookingSlotRow>().Where(slot => slot.Booking == row.Id).ExecuteDeleteAsync(cancellation);
            Keep(db, row.Id, seats ?? []);
        }
        return after;
    }

    public static Booking ToBooking(this BookingRow row) =>
        new(row.Id, row.Patient, row.Plan, row.Item, row.Series, row.Number, new(row.Starts, row.Minutes, row.Staff, row.Room, row.Device), Enum.Parse<BookingState>(row.State, ignoreCase: true), row.Version);

    public static BookingEvent ToEvent(this BookingEventRow row)
    {
        var document = BookingDocument.Read(row.Json);
        return new(row.Sequence, row.At, row.Author, row.Kind, document.ToBooking(row.Booking, row.Patient, row.Sequence), document.Note);
    }

    public static string Word(BookingState state) => state.ToString().ToLowerInvariant();

    private static void Note(FacetDb db, Caller caller, Booking after, string kind, string? note, DateTimeOffset at) =>
        db.Add(new BookingEventRow
        {
            Booking = after.Id, Sequence = after.Version, Clinic = caller.Clinic, Patient = after.Patient, At = at, Author = caller.Actor, Kind = kind, Json = BookingDocument.Write(after, note),
        });

    private static void Keep(FacetDb db, Guid booking, IEnumerable<(int Place, Guid Taken, DateTimeOffset Slot, int Seat)> seats) =>
        db.AddRange(seats.Select(seat => new BookingSlotRow { Taken = seat.Taken, Slot = seat.Slot, Seat = seat.Seat, Booking = booking }));
}
