using Facet.Care;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Schedule;
using Facet.Web.Care;
using Facet.Web.Shell;

namespace Facet.Web.Schedule;

/// <summary>Offers times that were given back to those who wait, the first who fits first, and lets offers run out.</summary>
internal sealed class WaitService(WaitStore waits, ScheduleDesk desk, EntryLog entries, ClinicDay day, TimeProvider clock, IHostApplicationLifetime life, ILogger<WaitService> log) : RoundService(Beat, clock, life, log)
{
    /// <summary>How long before its beginning a time is still offered, and an offer ends.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromHours(2);

    /// <summary>How long an offer stands: long enough to be seen at work, short enough that the next person can still come.</summary>
    public static readonly TimeSpan OfferFor = TimeSpan.FromHours(2);

    /// <summary>Nobody is asked in their sleep: offers are made between these hours, where the clinic is.</summary>
    public const int FirstHour = 7, LastHour = 20;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    /// <summary>One round: offers that are over end, then what is free is offered.</summary>
    public override async Task Round(CancellationToken cancellation)
    {
        var everybody = await waits.Everybody(cancellation);
        var now = Clock.GetUtcNow();
        foreach (var over in everybody.Where(each => each.Until <= now)) { await waits.RunOut(Caller.Program(over.Clinic), over.Id, cancellation); }
        if (everybody.Count == 0 || TimeZoneInfo.ConvertTime(now, day.Zone).Hour is < FirstHour or >= LastHour) { return; }
        foreach (var clinic in (await waits.Everybody(cancellation)).GroupBy(each => each.Clinic))
        {
            var caller = Caller.Program(clinic.Key);
            var waiting = clinic.ToList();
            foreach (var freed in await waits.Freed(clinic.Key, now, Lead + TimeSpan.FromMinutes(30), cancellation))
            {
                var until = now + OfferFor < freed.Place.Starts - Lead ? now + OfferFor : freed.Place.Starts - Lead;
                foreach (var each in waiting.Where(each => each.Fits(freed.Item, freed.Place, day.Zone)).ToList())
                {
                    if (await BreaksRule(caller, each, freed.Place, cancellation)) { continue; }
                    var result = await waits.Offer(caller, each.Id, freed.Place, until, cancellation);
                    if (result is BookingResult.Done) { waiting.Remove(each); break; }
                    // Somebody has it: whoever comes next cannot get it either. A place that only this person cannot take may suit the next one.
                    if (result is BookingResult.Taken(var places) && places.Any(place => place.Name is not null) || result is BookingResult.Away or BookingResult.Absent) { break; }
                }
            }
        }
    }

    /// <summary>Whether warning signs stop the person's plan: a visit is then arranged by the team.</summary>
    private async Task<bool> IsStopped(Caller caller, PatientId patient, CancellationToken cancellation) =>
        await entries.Read(caller, patient, null, cancellation) is not { } read || WarningWatch.Stop([.. read.Select(MyRecord.Entry).OfType<Recorded>()]) is not null;

    /// <summary>Whether the visit would stand too near to another one of the person, out of order or out of the days of the plan. The visit in whose place it would come does not count.</summary>
    private async Task<bool> BreaksRule(Caller caller, Waiting each, VisitPlace place, CancellationToken cancellation)
    {
        if (await desk.Of(caller, each.Patient, cancellation) is not { } visits) { return true; }
        var date = DateOnly.FromDateTime(desk.Local(place.Starts));
        var span = await desk.Look(caller, date, date, cancellation);
        var replaced = visits.Standing.FirstOrDefault(booking => booking.Id == each.Wish.Booking);
        if (each.Wish.Booking is not null && (replaced is not { State: BookingState.Booked } || replaced.Place.Starts <= place.Starts)) { return true; }
        var booking = replaced ?? new Booking(Guid.Empty, each.Patient, 0, each.Wish.Item, Guid.Empty, 0, place, BookingState.Requested, 0);
        // Whoever asks for an earlier time leaves the days that the plan had for it.
        return desk.Check(visits, booking, place, span).Any(rule => rule.Rule != VisitRule.Days) || await IsStopped(caller, each.Patient, cancellation);
    }
}
