using System.Globalization;
using Facet.Storage.Schedule;
using Facet.Web.Care;

namespace Facet.Web.Schedule;

/// <summary>What becomes of bookings, in words.</summary>
internal static class BookingText
{
    /// <summary>Why nothing was changed, for staff; null when it was.</summary>
    public static string? Problem(BookingResult result, ClinicDay day) => result switch
    {
        BookingResult.Done => null,
        BookingResult.Taken(var places) => $"Taken: {string.Join("; ", places.Take(3).Select(place => $"{At(place.At, day)}, {place.Name ?? "the patient has another visit"}"))}{(places.Count > 3 ? $"; and {places.Count - 3} more" : "")}. Nothing was changed.",
        BookingResult.Away(var name, var at) => $"Not there: {At(at, day)}, {name}. Nothing was changed.",
        BookingResult.Stale => "Somebody else changed this visit since you opened it. This is how it stands now; nothing of yours was changed.",
        BookingResult.Refused(var why) => why switch
        {
            BookingRefusal.UndoOver => "The three minutes for undoing are over. Nothing was changed.",
            BookingRefusal.NotBegun => "The visit has not begun yet.",
            BookingRefusal.Past => "That time has gone by.",
            BookingRefusal.OfferOver => "The offer has run out, was answered already, or comes after the visit that it would replace.",
            BookingRefusal.Notice => "It is too close to the visit.",
            BookingRefusal.TooMany => $"A patient can have {ScheduleStore.MostRequests} open requests at most.",
            BookingRefusal.Revised => "The plan was revised meanwhile. Book the visit again if the new plan has it.",
            _ => "As the visit stands now, that cannot be done.",
        },
        _ => "There is no such visit.",
    };

    /// <summary>The same for the patient.</summary>
    public static string? ForPatient(BookingResult result, ClinicDay day) => result switch
    {
        BookingResult.Done => null,
        BookingResult.Taken(var places) when places.Any(place => place.Name is null) => $"You have a visit at that time: {At(places.First(place => place.Name is null).At, day)}. Choose another time.",
        BookingResult.Taken(var places) => $"That time was just taken: {At(places[0].At, day)}. Choose another time.",
        BookingResult.Away => "That time is not free any more. Choose another time.",
        BookingResult.Stale => "Your clinic has just changed this visit. This is how it is now.",
        BookingResult.Refused(BookingRefusal.Notice) => "It is too late to do this here. Please call your clinic.",
        BookingResult.Refused(BookingRefusal.OfferOver) => "This offer is over. You are still on the list.",
        BookingResult.Refused(BookingRefusal.TooMany) => "You have asked for three times. Wait for an answer, or take one back.",
        BookingResult.Refused(BookingRefusal.Revised) => "Your plan has changed. Look at your visits below.",
        BookingResult.Refused(BookingRefusal.UndoOver) => "The three minutes are over. You can ask for a new time.",
        _ => "That could not be done. Look at your visits below.",
    };

    /// <summary>A time as front desk and patients say it.</summary>
    public static string At(DateTimeOffset at, ClinicDay day) => TimeZoneInfo.ConvertTime(at, day.Zone).ToString("dddd d MMMM HH:mm", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset at, ClinicDay day) => TimeZoneInfo.ConvertTime(at, day.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string State(BookingLine line) => line.Booking.State switch
    {
        BookingState.Booked => "booked",
        BookingState.Requested when line.Last == "offered" => "offered",
        BookingState.Requested => "asked for",
        BookingState.Cancelled => "cancelled",
        BookingState.Attended => "came",
        _ => "did not come",
    };

    public static string Kind(string kind) => kind switch
    {
        "booked" => "Booked",
        "requested" => "Asked for by the patient",
        "offered" => "Offered from the wait list",
        "accepted" => "Accepted",
        "moved" => "Moved",
        "cancelled" => "Cancelled",
        "restored" => "Undone",
        "attended" => "Came",
        "missed" => "Did not come",
        "migrated" => "Taken over into a new version of the plan",
        _ => kind,
    };

    /// <summary>What a button says of a booking as it was seen: id and version.</summary>
    public static BookingSeen? Seen(string? text) =>
        text?.Split('/') is [var id, var version] && Guid.TryParse(id, out var booking) && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(booking, number) : null;

    /// <summary>The first letters of a name.</summary>
    public static string Initials(string name) =>
        name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } parts ? string.Join(' ', parts.Select(part => $"{StringInfo.GetNextTextElement(part).ToUpperInvariant()}.")) : "–";

    public static string Name(string name) => name.Length > 0 ? name : "(erased)";
}
