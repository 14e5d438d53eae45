using System.Globalization;
using System.Text;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.Care;
using Facet.Web.Reminders;

namespace Facet.Web.Desk;

/// <summary>A plan that is about to be signed, against the one that holds.</summary>
/// <param name="Instead">The version whose place it takes; null where nothing is signed.</param>
/// <param name="Plan">The plan, with the days until it begins.</param>
/// <param name="Changes">What changes; null at the first signature.</param>
/// <param name="Bookings">The open bookings that lie ahead.</param>
internal sealed record RevisionDraft(SignedPlan? Instead, CarePlan Plan, PlanRevision? Changes, IReadOnlyList<PatientBooking> Bookings)
{
    /// <summary>The version that it was made against; 0 for none.</summary>
    public int Against => Instead?.Version ?? 0;

    /// <summary>The plan as it is stored.</summary>
    public string Document { get; } = CareDocument.Write(Plan);

    /// <summary>The version of the answers, and the rules of triage that fired and that were lowered.</summary>
    public string Basis { get; init; } = "";

    /// <summary>What a prescriber gave and signing ends at once.</summary>
    public IReadOnlyList<CareItem> PrescribedThatEnd => Changes?.PrescribedThatEnd ?? [];

    /// <summary>Names all that is shown before the signature: the plan, the flags that it answers, whose place it takes, and what becomes of every booking.</summary>
    public string Shown
    {
        get
        {
            var text = new StringBuilder(Document).Append(CultureInfo.InvariantCulture, $"\n{Against}\n{Basis}");
            foreach (var fate in Changes?.Bookings ?? []) { text.Append(CultureInfo.InvariantCulture, $"\n{fate.Visit.Id} {Bookings.First(booking => booking.Id == fate.Visit.Id).Version} {fate.Outcome}"); }
            return CarePlanStore.HashOf(text.ToString());
        }
    }
}

/// <summary>Compares a plan with the one that holds, and puts it in its place with everything that goes with it.</summary>
internal sealed class RevisionDesk(EntryLog log, CarePlanStore plans, PlanShelf shelf, ReminderDesk reminders, ClinicDay day, TimeProvider clock)
{
    private const int Tries = 5;

    /// <summary>What signing a plan would change.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="patient">For whom; null for somebody who is no patient yet.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<RevisionDraft> Prepare(Caller caller, PatientId? patient, CarePlan plan, CancellationToken cancellation)
    {
        if (patient is not { } known) { return new(null, plan, null, []); }
        var newest = await plans.Newest(caller, known, cancellation);
        var now = day.Now;
        IReadOnlyList<PatientBooking> ahead = [.. (await plans.Bookings(caller, known, cancellation)).Where(booking => booking.IsOpen && booking.Starts > now)];
        if (newest is null) { return new(null, plan, null, ahead); }
        var old = shelf.Open(newest);
        var next = PlanRevision.Bridge(old, plan, day.Today);
        return new(newest, next, PlanRevision.Of(old, next, [.. ahead.Select(Visit)], now.DateTime), ahead);
    }

    /// <summary>Signs what was shown.</summary>
    /// <exception cref="InvalidOperationException">The record changed again and again meanwhile.</exception>
    public async Task<RevisionResult> Sign(Caller caller, PatientId patient, RevisionDraft draft, string signer, string reason, Guid form, CancellationToken cancellation)
    {
        var entry = draft.Changes is { } changes ? PlanRevised.Of(changes, draft.Against, day.Today) : null;
        for (var time = 0; time < Tries; time++)
        {
            if (await log.Read(caller, patient, null, cancellation) is not { } stored) { return new RevisionResult.Absent(); }
            var head = stored.Count == 0 ? 0 : stored[^1].Sequence;
            IReadOnlyList<Recorded> record = [.. stored.Select(MyRecord.Entry).OfType<Recorded>(), .. entry is null ? (Recorded[])[] : [new(head + 1, clock.GetUtcNow(), caller.Actor, entry)]];
            var result = await plans.Revise(caller, patient, new(
                new(draft.Plan.StartsOn, signer, reason, draft.Document), draft.Against, CarePlanStore.HashOf(draft.Document), [.. draft.Plan.Items.Select(item => item.Id)],
                [.. draft.Bookings.Select(booking => new BookingChange(booking.Id, booking.Version, draft.Changes?.Bookings.First(fate => fate.Visit.Id == booking.Id).IsCalledOff == true))],
                entry is null ? null : MyRecord.Draft(form, 1, entry), entry is null ? [] : TaskDraft.Of([entry]), head, reminders.Drafts(draft.Plan, record)), cancellation);
            if (result is not RevisionResult.Stale) { return result; }
        }
        throw new InvalidOperationException("The record changed at the same time; nothing was signed.");
    }

    /// <summary>Why somebody who is no prescriber cannot sign what ends a prescriber's medicine.</summary>
    public static string WhyPrescriber(IEnumerable<CareItem> ended) =>
        $"A prescriber must revise this: it would end {string.Join(", ", ended.Select(item => item.Label))}, which a prescriber gave, at once and without a step-down. Nothing was stored.";

    /// <summary>A medicine's step-down in words.</summary>
    public static string StepDown(CareItem item) => item.Medicine is { Taper: { Count: > 0 } steps }
        ? $"Its step-down goes with it: {string.Join(", then ", steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.MilligramsPerDay:0.##} mg a day for {step.Days} days")))}, then none."
        : "No step-down is known for it.";

    /// <summary>Why a revision was refused, for whoever signs.</summary>
    public static string WhyNot(SignedPlan? newest) => newest is null
        ? "The plan that this was made against is not there any more. Read what changes again."
        : string.Create(CultureInfo.InvariantCulture, $"{newest.Plan.Signer} signed version {newest.Version} of this person’s plan meanwhile. Nothing of yours was stored. Below is what yours changes against that version: read it again.");

    private BookedVisit Visit(PatientBooking booking) => new(booking.Id, booking.Item, TimeZoneInfo.ConvertTime(booking.Starts, day.Zone).DateTime, booking.IsOpen);
}
