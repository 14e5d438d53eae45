using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Facet.Storage.Clinics;
using Facet.Storage.Schedule;
using Facet.Web.Care;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace Facet.Web.Schedule;

/// <summary><c>GET /calendar/staff/{secret}.ics</c>: the visits of a member of the staff for whoever holds the secret address, with initials and no word of what they are for.</summary>
/// <remarks>The address is a text that this installation's keys protect and that names clinic, resource and number; <see cref="StaffFeedStore"/> says whether the number is good.</remarks>
internal static class StaffCalendar
{
    private const string Purpose = "Facet.StaffCalendar.1";
    private const int LongestSecret = 400;

    /// <summary>How far back and ahead the calendar goes.</summary>
    private const int DaysBack = 14, DaysAhead = 120;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/calendar/staff/{secret}.ics", Handle).WithName(nameof(StaffCalendar)).AllowAnonymous().RequireRateLimiting(CalendarFeed.Limit);

    /// <summary>The secret part of an address.</summary>
    public static string Secret(IDataProtectionProvider protection, ClinicId clinic, Guid resource, int number) =>
        protection.CreateProtector(Purpose).Protect(string.Create(CultureInfo.InvariantCulture, $"{clinic} {resource} {number}"));

    private static async Task<IResult> Handle(string secret, HttpContext context, IDataProtectionProvider protection, StaffFeedStore feeds, ScheduleStore schedule, ResourceStore resources, ClinicDay day)
    {
        var cancellation = context.RequestAborted;
        if (Open(protection, secret) is not var (clinic, resource, number) || !await feeds.IsGood(clinic, resource, number, cancellation)) { return TypedResults.NotFound(); }
        var caller = Caller.Nobody(clinic);
        var now = day.Now;
        var lines = await schedule.OfStaff(caller, resource, now.AddDays(-DaysBack), now.AddDays(DaysAhead), cancellation);
        var rooms = (await resources.All(caller, now, now, true, cancellation)).ToDictionary(each => each.Resource.Id, each => each.Resource.Name);
        context.Response.Headers.ContentDisposition = "inline; filename=\"visits.ics\"";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        return TypedResults.Text(Write(lines, rooms), "text/calendar", Encoding.UTF8);
    }

    private static string Write(IReadOnlyList<BookingLine> lines, Dictionary<Guid, string> rooms)
    {
        var calendar = new Ical.Net.Calendar { ProductId = "-//Facet//Calendar//EN", Scale = "GREGORIAN" };
        calendar.AddProperty("X-WR-CALNAME", "Visits");
        calendar.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        foreach (var line in lines)
        {
            calendar.Events.Add(new CalendarEvent
            {
                // The same visit has the same name in every answer, and the name tells nothing.
                Uid = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"staff calendar\n{line.Booking.Id}")).AsSpan(0, 16)).ToString(),
                Summary = $"Visit {BookingText.Initials(line.Name)}{(line.Booking.State == BookingState.Requested ? " (asked for)" : "")}", Sequence = line.Booking.Version, DtStamp = Utc(line.Changed),
                Start = Utc(line.Booking.Place.Starts), End = Utc(line.Booking.Place.Ends), Location = line.Booking.Place.Room is { } room ? rooms.GetValueOrDefault(room) : null,
            });
        }
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    private static CalDateTime Utc(DateTimeOffset at) => new(DateOnly.FromDateTime(at.UtcDateTime), new TimeOnly(at.UtcDateTime.Hour, at.UtcDateTime.Minute, at.UtcDateTime.Second), CalDateTime.UtcTzId);

    private static (ClinicId Clinic, Guid Resource, int Number)? Open(IDataProtectionProvider protection, string secret)
    {
        if (secret.Length > LongestSecret) { return null; }
        try
        {
            return protection.CreateProtector(Purpose).Unprotect(secret).Split(' ') is [var clinic, var resource, var number]
                && Guid.TryParse(clinic, out var home) && Guid.TryParse(resource, out var whose) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var which) ? (new ClinicId(home), whose, which) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
