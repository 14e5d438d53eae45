using System.Globalization;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Scheduling;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Schedule;
using Facet.Treatments;
using Facet.Web.Care;
using Facet.Web.LivingEvidence;
using Facet.Web.Settings;

namespace Facet.Web.Schedule;

/// <summary>Staff, rooms and devices over some days, with what is taken.</summary>
/// <param name="Resources">Those that are there.</param>
/// <param name="Taken">Visits that take time.</param>
/// <param name="First">The first day.</param>
/// <param name="Last">The last.</param>
/// <param name="Closed">Days on which the clinic is closed.</param>
internal sealed record ScheduleSpan(IReadOnlyList<StoredResource> Resources, IReadOnlyList<TakenVisit> Taken, DateOnly First, DateOnly Last, IReadOnlyList<ClosedDay> Closed)
{
    public IReadOnlyList<ClinicResource> Core { get; } = [.. Resources.Select(each => each.Resource)];
}

/// <summary>A patient's plan and visits, as whoever books needs them: names and visits, nothing clinical.</summary>
/// <param name="Patient">Who.</param>
/// <param name="Version">The version of the plan.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Lines">Their bookings, the soonest first.</param>
internal sealed record PatientVisits(Patient Patient, int Version, CarePlan Plan, IReadOnlyList<BookingLine> Lines)
{
    /// <summary>Visits that take time.</summary>
    public IEnumerable<Booking> Standing => Lines.Select(line => line.Booking).Where(booking => booking.TakesTime);
}

/// <summary>What the pages of the schedule ask: plans and stores turned into the words of the core, and back. Times of the core are the clinic's own clock.</summary>
internal sealed class ScheduleDesk(ScheduleStore schedule, ResourceStore resources, PatientStore patients, CarePlanStore plans, PlanShelf shelf, EvidenceShelf evidence, SettingsShelf settings, ClinicDay day)
{
    /// <summary>How far ahead free times are looked for.</summary>
    public const int DaysAhead = 14;

    public ClinicDay Day => day;

    public Catalogue Catalogue => evidence.Built.Pathway.Catalogue;

    /// <summary>What a visit is called, for staff.</summary>
    public string Label(string item) => Catalogue.Find(item)?.Label ?? item.Replace('_', ' ');

    /// <summary>What a visit is called, for patients.</summary>
    public string Plain(string item) => Catalogue.Find(item)?.Plain ?? item.Replace('_', ' ');

    public DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, day.Zone).DateTime;

    public DateTimeOffset Instant(DateTime local) => day.Instant(local);

    public DateTimeOffset Midnight(DateOnly date) => day.Midnight(date);

    /// <summary>What there is, and what is taken, from one day to another.</summary>
    public async Task<ScheduleSpan> Look(Caller caller, DateOnly first, DateOnly last, CancellationToken cancellation)
    {
        var (from, until) = (Midnight(first), Midnight(last.AddDays(1)));
        return new(await resources.All(caller, from, until, false, cancellation), await schedule.Taken(caller, from, until, cancellation), first, last, await Closed(caller, first, last, cancellation));
    }

    /// <summary>Days on which the clinic is closed, from one day to another.</summary>
    public async ValueTask<IReadOnlyList<ClosedDay>> Closed(Caller caller, DateOnly first, DateOnly last, CancellationToken cancellation) =>
        [.. (await settings.Current(caller.Clinic, cancellation)).Document.Closed.Where(each => each.Day >= first && each.Day <= last)];

    /// <summary>Days ahead, from today, on which the clinic is closed and visits stand all the same, with how many: somebody must move them.</summary>
    public async Task<IReadOnlyList<(ClosedDay Closed, int Visits)>> StandingWhenClosed(Caller caller, CancellationToken cancellation)
    {
        var closed = await Closed(caller, day.Today, DateOnly.MaxValue, cancellation);
        var counts = await schedule.Count(caller, closed.Select(each => (Midnight(each.Day), Midnight(each.Day.AddDays(1)))), cancellation);
        return [.. closed.Zip(counts).Where(each => each.Second > 0).OrderBy(each => each.First.Day)];
    }

    /// <summary>When somebody or something is there and not taken.</summary>
    public FreeTime OpenTimes(StoredResource each, IEnumerable<TakenSpan> taken, DateOnly first, DateOnly last, IReadOnlyList<ClosedDay> closed) =>
        FreeTime.Of(each.Resource, each.Shifts.Select(shift => shift.Shift),
            [.. each.Absences.Select(absence => new ClinicSpan(Local(absence.Starts), Local(absence.Ends))), .. closed.Select(day => new ClinicSpan(day.Day.ToDateTime(default), day.Day.AddDays(1).ToDateTime(default)))], taken, first, last);

    /// <summary>What is free, without some bookings that are to be moved.</summary>
    public IReadOnlyList<FreeTime> Times(ScheduleSpan span, params IReadOnlyList<Guid> without)
    {
        var groups = span.Taken.Select(visit => visit.Item).Distinct().ToDictionary(item => item, item => NeedOf(item, 15, span.Core).IsGroup);
        var taken = span.Taken.Where(visit => !without.Contains(visit.Id)).SelectMany(visit => visit.Place.Resources.Select(id => (id, Taken: new TakenSpan(
            new ClinicSpan(Local(visit.Place.Starts), Local(visit.Place.Ends)), groups[visit.Item] ? new GroupPlace(visit.Item, Local(visit.Place.Starts), visit.Place.Room) : null)))).ToLookup(each => each.id, each => each.Taken);
        return [.. span.Resources.Select(each => OpenTimes(each, taken[each.Resource.Id], span.First, span.Last, span.Closed))];
    }

    /// <summary>A patient's plan and visits.</summary>
    /// <returns>Null when the clinic has no such patient, or nothing is signed.</returns>
    public async Task<PatientVisits?> Of(Caller caller, PatientId patient, CancellationToken cancellation) =>
        await patients.Find(caller, patient, cancellation) is { Erased: null } found && await plans.Newest(caller, patient, cancellation) is { } signed
            ? new(found, signed.Version, shelf.Open(signed), await schedule.Of(caller, patient, cancellation)) : null;

    /// <summary>The series of the plan that are not wholly booked, each with the visits that are still to come.</summary>
    /// <param name="visits">The patient.</param>
    /// <param name="span">What there is.</param>
    /// <param name="times">When the person can come; empty for any time.</param>
    /// <param name="from">The first day that can be booked.</param>
    public IReadOnlyList<SeriesRequest> Open(PatientVisits visits, ScheduleSpan span, IReadOnlyList<WeeklyTime> times, DateOnly from) =>
        [.. visits.Plan.Items.Select(item => Request(visits, item.Id, span, times) is { } request
            ? request with { Visits = [.. request.Visits.Where(window => window.Last >= from && !visits.Standing.Any(booking => booking.Item == item.Id && booking.Plan == visits.Version && booking.Number == window.Number))
                .Select(window => window with { First = window.First < from ? from : window.First })] }
            : null).OfType<SeriesRequest>().Where(request => request.Visits.Count > 0)];

    /// <summary>The series of one item as the plan has it.</summary>
    /// <returns>Null where the item has no visits.</returns>
    public SeriesRequest? Request(PatientVisits visits, string item, ScheduleSpan span, IReadOnlyList<WeeklyTime> times) =>
        Catalogue.Find(item) is { } known && SeriesRequest.Of(visits.Plan, known, visits.Patient.Id.Value, SeriesOf(item, visits.Version), span.Core) is { } request
            ? request with { Times = times, Booked = [.. visits.Standing.Select(booking => Placed(booking, span.Core))] } : null;

    /// <summary>A booking in the words of the core.</summary>
    public PlacedVisit Placed(Booking booking, IReadOnlyList<ClinicResource> all) => new()
    {
        Series = SeriesOf(booking.Item, booking.Plan), Number = booking.Number, Patient = booking.Patient.Value, Need = NeedOf(booking.Item, booking.Place.Minutes, all),
        Starts = Local(booking.Place.Starts), Staff = booking.Place.Staff, Room = booking.Place.Room, Device = booking.Place.Device,
    };

    /// <summary>A placed visit as the store takes it.</summary>
    public VisitDraft Draft(PlacedVisit visit, string? note = null) => new(visit.Need.Item, visit.Number, Place(visit), note);

    public VisitPlace Place(PlacedVisit visit) => new(Instant(visit.Starts), visit.Need.Minutes, visit.Staff, visit.Room, visit.Device);

    /// <summary>Rules on order among everything that the patient comes for.</summary>
    public IReadOnlyList<VisitOrder> Orders(PatientVisits visits) =>
        VisitOrder.Of([.. visits.Plan.Items.Select(item => item.Id).Concat(visits.Standing.Select(booking => booking.Item)).Distinct().Select(Catalogue.Find).OfType<Intervention>()]);

    /// <summary>Rules that a booking would break somewhere else.</summary>
    public IReadOnlyList<BrokenRule> Check(PatientVisits visits, Booking booking, VisitPlace to, ScheduleSpan span)
    {
        var moved = Placed(booking with { Place = to }, span.Core);
        var request = Request(visits, booking.Item, span, []) ?? new() { Series = moved.Series, Patient = moved.Patient, Need = moved.Need, Visits = [] };
        // A visit of an earlier plan has no days in this one; the other visits of the person hold all the same.
        request = request with { Need = moved.Need, Visits = booking.Plan == visits.Version ? request.Visits : [], Booked = Others(visits, booking.Id, span) };
        return VisitRules.Check(moved, request, [], Times(span, booking.Id), Orders(visits));
    }

    /// <summary>Free places that break no rule for one visit of the plan, or for a booking that is to be moved.</summary>
    /// <param name="visits">The patient.</param>
    /// <param name="item">What for.</param>
    /// <param name="number">Which visit of the series.</param>
    /// <param name="moving">The booking that gives its own time up; null for none.</param>
    /// <param name="days">Where to look.</param>
    /// <param name="span">What there is.</param>
    /// <param name="notBefore">Nothing that begins before.</param>
    public IEnumerable<PlacedVisit> Free(PatientVisits visits, string item, int number, Guid? moving, (DateOnly First, DateOnly Last) days, ScheduleSpan span, DateTimeOffset notBefore) =>
        Request(visits, item, span, []) is not { } request ? []
        : VisitPlaces.Of(request with { Booked = Others(visits, moving, span) }, new(number, days.First, days.Last), [], Times(span, moving is { } id ? [id] : []), Orders(visits))
            .Where(visit => Instant(visit.Starts) >= notBefore && !request.Visits.Any(window => window.Number == number && (visit.Date < window.First || visit.Date > window.Last)));

    /// <summary>Places for all visits of some series of one patient, the best that there are.</summary>
    public SeriesResult Propose(IReadOnlyList<SeriesRequest> requests, ScheduleSpan span, IReadOnlyList<VisitOrder> orders) => SeriesSolver.Solve(requests, orders, Times(span));

    /// <summary>One request in words, such as "8 visits of 30 minutes: 2 a week for 4 weeks from 2 March; at least 48 hours apart".</summary>
    public static string InWords(SeriesRequest request)
    {
        var weeks = request.Visits.GroupBy(window => (window.First, window.Last)).Select(group => (group.Key.First, group.Key.Last, Visits: group.Count())).ToList();
        var phases = new List<string>();
        for (var index = 0; index < weeks.Count;)
        {
            var until = index + 1;
            while (until < weeks.Count && weeks[until].Visits == weeks[index].Visits) { until++; }
            phases.Add($"{weeks[index].Visits} in {(until - index == 1 ? "the week" : $"each of {until - index} weeks")} from {weeks[index].First.ToString("d MMMM", CultureInfo.InvariantCulture)}");
            index = until;
        }
        var apart = request.HoursApart > 0 ? $"; at least {request.HoursApart} hours apart" : request.DaysApart > 1 ? $"; at least {request.DaysApart} days apart" : "";
        return $"{request.Visits.Count} {(request.Visits.Count == 1 ? "visit" : "visits")} of {request.Need.Minutes} minutes: {string.Join(", then ", phases)}{apart}";
    }

    /// <summary>Within one patient, an item of a version of the plan is a series: its visits are numbered.</summary>
    private static Guid SeriesOf(string item, int plan) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{plan} {item}"))).AsSpan(0, 16));

    private VisitNeed NeedOf(string item, int minutes, IReadOnlyList<ClinicResource> all) =>
        Catalogue.Find(item) is { } known ? VisitNeed.Of(known, minutes, all) : new() { Item = item, Minutes = minutes, StaffSkill = item };

    private IReadOnlyList<PlacedVisit> Others(PatientVisits visits, Guid? without, ScheduleSpan span) => [.. visits.Standing.Where(each => each.Id != without).Select(each => Placed(each, span.Core))];
}
