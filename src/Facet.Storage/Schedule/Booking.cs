using System.Text.Json;
using System.Text.Json.Serialization;
using Facet.Storage.Care;

namespace Facet.Storage.Schedule;

/// <summary>How a booking stands.</summary>
public enum BookingState
{
    /// <summary>Booked.</summary>
    Booked,

    /// <summary>Asked for by the patient, or offered to them; its time is kept until that is answered.</summary>
    Requested,

    /// <summary>Cancelled: its time is free.</summary>
    Cancelled,

    /// <summary>The person came.</summary>
    Attended,

    /// <summary>The person did not come.</summary>
    Missed,
}

/// <summary>When a visit is and what it needs.</summary>
/// <param name="Starts">When it begins, on a quarter of an hour.</param>
/// <param name="Minutes">How long, 5 to 480.</param>
/// <param name="Staff">Who gives it; null for nobody in particular.</param>
/// <param name="Room">Where; null for no room.</param>
/// <param name="Device">With what; null for nothing.</param>
public sealed record VisitPlace(DateTimeOffset Starts, int Minutes, Guid? Staff, Guid? Room, Guid? Device)
{
    /// <summary>A quarter of an hour: what bookings are made of.</summary>
    public static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>The most minutes of a visit.</summary>
    public const int LongestMinutes = 480;

    /// <summary>When it ends.</summary>
    [JsonIgnore]
    public DateTimeOffset Ends => Starts.AddMinutes(Minutes);

    /// <summary>The resources that it needs.</summary>
    [JsonIgnore]
    public IEnumerable<Guid> Resources => ((Guid?[])[Staff, Room, Device]).OfType<Guid>();

    /// <summary>The quarters of an hour that it takes: the one in which it ends is taken too.</summary>
    internal IEnumerable<DateTimeOffset> Quarters()
    {
        for (var at = Starts; at < Ends; at += Quarter) { yield return at; }
    }

    internal void Demand()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Minutes, 5);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Minutes, LongestMinutes);
        if (Starts.UtcTicks % Quarter.Ticks != 0) { throw new ArgumentException("A visit begins on a quarter of an hour."); }
    }
}

/// <summary>A visit that is to be booked.</summary>
/// <param name="Item">The item of the plan.</param>
/// <param name="Number">Its place among the visits of that item that are booked together, from 1.</param>
/// <param name="Place">When, and what it needs.</param>
/// <param name="Note">Why a rule was gone past; null for none.</param>
public sealed record VisitDraft(string Item, int Number, VisitPlace Place, string? Note = null);

/// <summary>A visit as it stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Patient">Whose.</param>
/// <param name="Plan">The version of the signed plan that it serves.</param>
/// <param name="Item">The item of the plan.</param>
/// <param name="Series">The series that it was booked in.</param>
/// <param name="Number">Its place there, from 1.</param>
/// <param name="Place">When, and what it needs.</param>
/// <param name="State">How it stands.</param>
/// <param name="Version">The number of the newest event: whoever changes it says which one they saw.</param>
public sealed record Booking(Guid Id, PatientId Patient, int Plan, string Item, Guid Series, int Number, VisitPlace Place, BookingState State, int Version)
{
    /// <summary>Whether its time is kept for it.</summary>
    public bool TakesTime => State != BookingState.Cancelled;
}

/// <summary>Something that happened to a booking.</summary>
/// <param name="Sequence">Which, from 1.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Author">Who.</param>
/// <param name="Kind">What: <c>booked</c>, <c>requested</c>, <c>offered</c>, <c>accepted</c>, <c>moved</c>, <c>cancelled</c>, <c>restored</c>, <c>attended</c>, <c>missed</c> or <c>migrated</c>.</param>
/// <param name="After">The booking after it.</param>
/// <param name="Note">Why, in words of whoever did it; null for nothing.</param>
public sealed record BookingEvent(int Sequence, DateTimeOffset At, string Author, string Kind, Booking After, string? Note);

/// <summary>A booking with what a list shows beside it.</summary>
/// <param name="Booking">The booking.</param>
/// <param name="Name">What the team calls the person; empty once erased.</param>
/// <param name="Last">What happened to it last.</param>
/// <param name="Changed">When that was, in UTC.</param>
/// <param name="By">Who did it.</param>
public sealed record BookingLine(Booking Booking, string Name, string Last, DateTimeOffset Changed, string By)
{
    /// <summary>Until when the last change can be undone; null where it cannot.</summary>
    public DateTimeOffset? UndoUntil => Last is "restored" or "offered" or "migrated" ? null : Changed + ScheduleStore.UndoFor;
}

/// <summary>A time that somebody or something is taken at.</summary>
/// <param name="Name">Who or what; null for the patient, who cannot be in two places.</param>
/// <param name="At">The first quarter of an hour that is taken.</param>
public sealed record TakenPlace(string? Name, DateTimeOffset At);

/// <summary>How a change of bookings ended. All or nothing: only with <see cref="Done"/> was anything changed.</summary>
public abstract record BookingResult
{
    private BookingResult() { }

    /// <summary>Changed.</summary>
    /// <param name="Bookings">As they are now.</param>
    public sealed record Done(IReadOnlyList<Booking> Bookings) : BookingResult;

    /// <summary>Somebody or something is taken at that time.</summary>
    /// <param name="Places">What, the soonest first.</param>
    public sealed record Taken(IReadOnlyList<TakenPlace> Places) : BookingResult;

    /// <summary>Somebody or something is away then, or not there any more.</summary>
    public sealed record Away(string Name, DateTimeOffset At) : BookingResult;

    /// <summary>Somebody else changed it since it was read.</summary>
    /// <param name="Now">As it is now.</param>
    public sealed record Stale(Booking Now) : BookingResult;

    /// <summary>The clinic, or the patient, has no such booking.</summary>
    public sealed record Absent : BookingResult;

    /// <summary>It cannot be done as the booking stands.</summary>
    public sealed record Refused(BookingRefusal Why) : BookingResult;
}

/// <summary>Why something cannot be done with a booking.</summary>
public enum BookingRefusal
{
    /// <summary>It is not in a state that allows it.</summary>
    State,

    /// <summary>The time for undoing is over.</summary>
    UndoOver,

    /// <summary>It is too close to the visit.</summary>
    Notice,

    /// <summary>The visit has not begun yet.</summary>
    NotBegun,

    /// <summary>The time has gone by.</summary>
    Past,

    /// <summary>The offer has run out, or was answered.</summary>
    OfferOver,

    /// <summary>As many requests as a patient can have are open.</summary>
    TooMany,

    /// <summary>The plan that it was booked for has been revised.</summary>
    Revised,
}

/// <summary>A booking as an event keeps it.</summary>
internal sealed record BookingDocument(int Plan, string Item, Guid Series, int Number, VisitPlace Place, BookingState State, string? Note)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(Booking booking, string? note) =>
        JsonSerializer.Serialize(new BookingDocument(booking.Plan, booking.Item, booking.Series, booking.Number, booking.Place, booking.State, note), Form);

    public static BookingDocument Read(string json) => JsonSerializer.Deserialize<BookingDocument>(json, Form) ?? throw new FormatException("A booking's event is empty.");

    public Booking ToBooking(Guid id, PatientId patient, int version) => new(id, patient, Plan, Item, Series, Number, Place, State, version);
}
