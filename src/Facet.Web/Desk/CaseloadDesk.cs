using Facet.Care;
using Facet.Outcomes;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Treatments;
using Facet.Web.Care;
using Facet.Web.LivingEvidence;
using Facet.Web.Plan;

namespace Facet.Web.Desk;

/// <summary>The outcomes of a clinic at a moment, by an instrument.</summary>
/// <param name="Table">The counts.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="Moment">The moment.</param>
/// <param name="NotYet">People whose moment has not come: they are in no count. Null for fewer than are shown.</param>
internal sealed record CaseloadView(Caseload Table, Instrument Instrument, Moment Moment, int? NotYet);

/// <summary>Counts a clinic's outcomes.</summary>
internal sealed class CaseloadDesk(CaseloadStore store, PlanShelf shelf, EvidenceShelf evidence, OutcomeMeasures measures, ClinicDay clock)
{
    /// <summary>Entries that the team, a treatment or the program writes: no sign of life of the person. A message does not say by its kind who wrote it.</summary>
    private static readonly string[] NotTheirs = [.. SessionBook.Kinds, Message.Word, WarningCleared.Word, ItemCleared.Word, MessagesRead.Word, ErasureDeclined.Word, ReviewAsked.Word, CalendarWords.Word];

    /// <summary>Instruments that patients answer at more than one moment and that know what change matters.</summary>
    public IReadOnlyList<Instrument> Instruments =>
        [.. measures.Schedule.Asked.Where(asked => asked is { Owner: AnswerOwner.Patient, At.Count: > 1 } && asked.Instrument is { IsAvailable: true, RatesChange: false } && (asked.Instrument.Limits.Improvement ?? asked.Instrument.Limits.ImprovementPercent) is not null).Select(asked => asked.Instrument)];

    /// <summary>Moments after the start that an instrument is asked at.</summary>
    public IReadOnlyList<Moment> Moments(Instrument instrument) => [.. measures.Schedule.Asked.First(asked => asked.Instrument == instrument).At.Where(moment => moment.Day > 0)];

    /// <summary>Counts; one audited query.</summary>
    public async Task<CaseloadView> Read(Caller caller, string? instrument, string? moment, CancellationToken cancellation)
    {
        var which = Instruments.FirstOrDefault(each => each.Id == instrument) ?? Instruments[0];
        var when = Moments(which).FirstOrDefault(each => each.Id == moment) ?? Moments(which).FirstOrDefault(each => each.Id == "week-12") ?? Moments(which)[^1];
        var pathway = (await evidence.Current(caller.Clinic, cancellation)).Pathway;
        var today = clock.Today;
        var people = await store.Read(caller, [QuestionnaireAnswers.Word, PlanPaused.Word, PlanResumed.Word], NotTheirs, cancellation);
        var due = people.Where(person => today >= person.FirstDay.AddDays(when.Opens)).ToList();
        var table = Caseload.Of([.. due.Select(person =>
        {
            IReadOnlyList<Recorded> record = [.. person.Entries.Select(MyRecord.Entry).OfType<Recorded>()];
            var profile = pathway.Profile(PopulationDesk.Forms.Gather(pathway, person.Answers)).TryGet(out var read, out _) ? read : null;
            return new CaseloadPerson(
                FamiliesOf(shelf.Open(person.Newest)), profile is null ? CauseClass.Unknown : CauseClasses.Of(profile), profile?.Duration,
                CaseloadOutcome.Of(Progress.CourseOf(measures, record, person.FirstDay, today), measures.Schedule, which, when),
                CaseloadPerson.DroppedOut(person.FirstDay, person.FirstDay.AddDays(when.Day), today, person.Days, PlanPause.Of(record)?.Day));
        })]);
        return new(table, which, when, people.Count - due.Count is var later and >= Caseload.FewestShown ? later : null);
    }

    /// <summary>The families of a plan beside advice that everybody gets.</summary>
    internal static IReadOnlyList<TreatmentFamily> FamiliesOf(CarePlan plan) => [.. plan.Items.Where(item => item.Kind != InterventionKind.Advice).Select(item => item.Family).Distinct().Order()];
}
