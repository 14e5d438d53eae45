using System.Globalization;
using Facet.Care;
using Facet.Planning;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.Care;

namespace Facet.Web.Desk;

/// <summary>A visit of a day: booked, or placed there by a signed plan.</summary>
/// <param name="Day">The day.</param>
/// <param name="Patient">Whose.</param>
/// <param name="Name">What the team calls them.</param>
/// <param name="Version">The version of the plan.</param>
/// <param name="Item">The item of the plan.</param>
/// <param name="Place">Its place in the plan, from 1.</param>
/// <param name="Booking">The booking; null where the plan alone says so.</param>
/// <param name="Recorded">What was recorded; null for not yet.</param>
internal sealed record VisitOfDay(DateOnly Day, PatientId Patient, string Name, int Version, CareItem Item, int Place, DayBooking? Booking, SessionGiven? Recorded)
{
    /// <summary>Where it is recorded.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"/clinic/patients/{Patient}/session/{Place}?day={Day:yyyy-MM-dd}{(Booking is { } booked ? $"&booking={booked.Id}" : "")}");
}

/// <summary>The visits of a day of a clinic.</summary>
internal static class VisitsOfDay
{
    /// <summary>The day that an address asks for; today for none, for nonsense and for the future.</summary>
    public static DateOnly Asked(string? text, DateOnly today) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < today && day > today.AddYears(-2) ? day : today;

    /// <summary>Booked visits by time, then those that plans alone place there. Who has a booking of an item on the day is not listed a second time by the plan.</summary>
    public static async Task<IReadOnlyList<VisitOfDay>> Read(SessionStore store, PlanShelf shelf, ClinicDay clock, Caller caller, DateOnly day, CancellationToken cancellation)
    {
        var found = await store.On(caller, day, clock.Midnight(day), clock.Midnight(day.AddDays(1)), SessionBook.Kinds, cancellation);
        var given = found.Given.ToDictionary(each => each.Key, each => SessionLog.Of([.. each.Select(MyRecord.Entry).OfType<Recorded>()]));
        var plans = found.Plans.ToDictionary(signed => signed.Patient, signed => (Signed: signed, Plan: shelf.Open(signed)));
        var visits = new List<VisitOfDay>();
        foreach (var booked in found.Booked)
        {
            if (plans.TryGetValue(booked.Patient, out var plan) && plan.Plan.Find(booked.Item) is { } item) { visits.Add(Visit(booked.Patient, plan, item, booked)); }
        }
        foreach (var (patient, plan) in plans.OrderBy(each => found.Names[each.Key], StringComparer.Ordinal))
        {
            foreach (var entry in (plan.Plan.On(day)?.Entries ?? []).Where(entry => entry.Kind == CalendarEntryKind.Session).DistinctBy(entry => entry.ItemId))
            {
                if (plan.Plan.Find(entry.ItemId) is { } item && !visits.Any(visit => visit.Patient == patient && visit.Item.Id == item.Id)) { visits.Add(Visit(patient, plan, item, null)); }
            }
            // Somebody who came without being planned is listed once they are recorded.
            foreach (var extra in given.GetValueOrDefault(patient, []).Where(each => !visits.Any(visit => visit.Patient == patient && visit.Item.Id == each.Session.Item)).ToList())
            {
                if (plan.Plan.Find(extra.Session.Item) is { } item) { visits.Add(Visit(patient, plan, item, null)); }
            }
        }
        return visits;

        VisitOfDay Visit(PatientId patient, (SignedPlan Signed, CarePlan Plan) plan, CareItem item, DayBooking? booked) => new(day, patient, found.Names[patient], plan.Signed.Version, item, 1 + plan.Plan.Items.ToList().IndexOf(item), booked,
            given.GetValueOrDefault(patient, []).Where(each => each.Session.Item == item.Id && (booked is null || each.Session.Booking is null || each.Session.Booking == booked.Id)).Select(each => each.Session).LastOrDefault());
    }
}
