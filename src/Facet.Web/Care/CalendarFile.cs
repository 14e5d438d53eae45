using System.Security.Cryptography;
using System.Text;
using Facet.Care;
using Facet.Planning;
using Facet.Storage.Care;
using Facet.Treatments;
using Facet.Web.Schedule;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using CalendarEvent = Ical.Net.CalendarComponents.CalendarEvent;

namespace Facet.Web.Care;

/// <summary>A person's days as iCalendar (RFC 5545). Visits that are booked have their hour, others are days until they have one; what is done at home has the usual hour of its part of the day and does not block it.</summary>
internal static class CalendarFile
{
    /// <summary>What a visit is called where words could reveal health.</summary>
    public const string Visit = "Appointment";

    /// <summary>What everything else is called where words could reveal health.</summary>
    public const string Task = "Time for me";

    private const int ShortestMinutes = 10;

    /// <summary>The usual beginning of a part of the day.</summary>
    private static TimeOnly Begins(PartOfDay part) => part switch { PartOfDay.Morning => new(8, 0), PartOfDay.Midday => new(12, 30), _ => new(18, 0) };

    /// <summary>Writes the calendar.</summary>
    /// <param name="patient">Whose; it goes into the events' names as a hash only.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="signed">When it was signed.</param>
    /// <param name="record">What was written down.</param>
    /// <param name="today">Today: a paused or stopped plan has nothing to do at home from here on.</param>
    /// <param name="zone">The clinic's time zone.</param>
    /// <param name="isFull">Whether the plan's own words are used.</param>
    /// <param name="booked">Visits that are booked; null for none.</param>
    public static string Write(PatientId patient, CarePlan plan, DateTimeOffset signed, IReadOnlyList<Recorded> record, DateOnly today, TimeZoneInfo zone, bool isFull, BookedVisits? booked = null)
    {
        var zoneId = ZoneId(zone);
        var calendar = new Ical.Net.Calendar { ProductId = "-//Facet//Calendar//EN", Scale = "GREGORIAN" };
        calendar.AddProperty("X-WR-CALNAME", isFull ? "My plan" : "My calendar");
        calendar.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
        if (zoneId is not null)
        {
            // From the signature on where the plan begins later: a zone cannot be asked for from a day that is still to come.
            var from = DateOnly.FromDateTime(signed.UtcDateTime) is var day && day < plan.StartsOn ? day : plan.StartsOn;
            calendar.AddTimeZone(VTimeZone.FromDateTimeZone(zoneId, from.ToDateTime(TimeOnly.MinValue), includeHistoricalData: false));
        }
        var changed = record.Where(each => each.Entry is ItemMoved or PlanPaused or PlanResumed).Select(each => each.At).Append(signed).Max();
        var rests = PlanPause.Of(record) is not null || WarningWatch.Stop(record) is not null;
        for (var date = plan.FirstDay; date <= plan.EndsOn; date = date.AddDays(1))
        {
            var day = CareDay.Of(plan, record, date);
            foreach (var visit in day.Occurrences.Where(each => each.Entry.Kind == CalendarEntryKind.Session && booked?.Has(plan, each, date) != true))
            {
                calendar.Events.Add(AllDay(Name(patient, date, $"visit {visit.Item.Id} {visit.Time}"), isFull ? visit.Item.Plain : Visit, date, changed));
            }
            foreach (var due in (day.Planned?.Events ?? []).Where(due => due.Kind != CalendarEventKind.CheckIn))
            {
                calendar.Events.Add(AllDay(Name(patient, date, $"due {due.Kind} {due.ItemId}"), isFull ? DueText.Of(due, plan) : Task, date, changed));
            }
            if (rests && date >= today)
            {
                continue;
            }
            foreach (var part in day.Occurrences.Where(each => each.Entry.Kind != CalendarEntryKind.Session).GroupBy(each => each.Entry.Part))
            {
                var at = date.ToDateTime(Begins(part.Key));
                // Without their words, several things in one part of the day are one.
                foreach (var (name, words, minutes) in isFull
                    ? part.Select(each => (Name: $"home {each.Item.Id} {each.Time}", Words: each.Item.Plain, each.Entry.Minutes))
                    : [(Name: $"home {part.Key}", Words: Task, Minutes: part.Sum(each => each.Entry.Minutes))])
                {
                    var end = at.AddMinutes(Math.Max(minutes, ShortestMinutes));
                    calendar.Events.Add(new CalendarEvent
                    {
                        Uid = Name(patient, date, name), Summary = words, DtStamp = Utc(changed), Start = Local(at, zone, zoneId), End = Local(end, zone, zoneId), Transparency = "TRANSPARENT",
                    });
                    at = end;
                }
            }
        }
        foreach (var line in booked?.Lines ?? [])
        {
            var (from, until) = (TimeZoneInfo.ConvertTime(line.Booking.Place.Starts, zone).DateTime, TimeZoneInfo.ConvertTime(line.Booking.Place.Ends, zone).DateTime);
            calendar.Events.Add(new CalendarEvent
            {
                Uid = Name(patient, DateOnly.MinValue, $"booking {line.Booking.Id}"), Summary = isFull ? plan.Find(line.Booking.Item)?.Plain ?? Visit : Visit, DtStamp = Utc(line.Changed), Sequence = line.Booking.Version,
                Start = Local(from, zone, zoneId), End = Local(until, zone, zoneId),
            });
        }
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    private static CalendarEvent AllDay(string name, string words, DateOnly date, DateTimeOffset changed) =>
        new() { Uid = name, Summary = words, DtStamp = Utc(changed), Start = new CalDateTime(date), End = new CalDateTime(date.AddDays(1)), Transparency = "TRANSPARENT" };

    private static CalDateTime Utc(DateTimeOffset at) => new(DateOnly.FromDateTime(at.UtcDateTime), new TimeOnly(at.UtcDateTime.Hour, at.UtcDateTime.Minute, at.UtcDateTime.Second), CalDateTime.UtcTzId);

    private static CalDateTime Local(DateTime at, TimeZoneInfo zone, string? zoneId) => zoneId is null
        ? Utc(new DateTimeOffset(at, zone.GetUtcOffset(at)))
        : new(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at), zoneId);

    /// <summary>The IANA name; null where the zone is UTC or has none, and times are written in UTC.</summary>
    private static string? ZoneId(TimeZoneInfo zone) => zone.HasSameRules(TimeZoneInfo.Utc) ? null : zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var iana) ? iana : null;

    /// <summary>The same event has the same name in every answer, and the name tells nothing.</summary>
    private static string Name(PatientId patient, DateOnly date, string what) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{patient}\n{date:O}\n{what}")).AsSpan(0, 16)).ToString();
}
