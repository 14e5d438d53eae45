using Facet.Care;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Treatments;
using Facet.Triage;
using Facet.Web.Care;
using Facet.Web.LivingEvidence;
using Facet.Web.Plan;

namespace Facet.Web.Desk;

/// <summary>Records visits: reads what is planned for a person, and what the rules bar for them today.</summary>
internal sealed class SessionBook(EntryLog log, SessionStore store, CarePlanStore plans, PatientStore patients, IntakeStore intakes, PlanShelf shelf, EvidenceShelf evidence)
{
    /// <summary>The words of the entries that are visits.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ExerciseGiven.Word, ManipulationGiven.Word, LaserGiven.Word, NeedlesGiven.Word, VisitGiven.Word];

    /// <summary>Families of which one clinician can give a visit to several people at once.</summary>
    public static bool IsForGroups(CareItem item) => item.Family is TreatmentFamily.Exercise or TreatmentFamily.Lifestyle or TreatmentFamily.MindBody;

    /// <summary>A person's plan and record.</summary>
    /// <returns>Null when the clinic has no such patient, nothing is signed, or the record was erased.</returns>
    public async Task<(Patient Patient, SignedPlan Signature, CarePlan Plan, IReadOnlyList<Recorded> Record)?> Read(Caller caller, PatientId id, CancellationToken cancellation) =>
        await patients.Find(caller, id, cancellation) is { Erased: null } patient && await plans.Newest(caller, id, cancellation) is { } signed && await log.Read(caller, id, null, cancellation) is { } entries
            ? (patient, signed, shelf.Open(signed), [.. entries.Select(MyRecord.Entry).OfType<Recorded>()])
            : null;

    /// <summary>What is planned for a visit.</summary>
    public async Task<PlannedSession> Planned(Caller caller, CarePlan plan, int version, CareItem item, DateOnly day, IReadOnlyList<Recorded> record, CancellationToken cancellation)
    {
        var pathway = (await evidence.Current(caller.Clinic, cancellation)).Pathway;
        return PlannedSession.Of(plan, version, item, day, pathway.Catalogue.Interventions.FirstOrDefault(each => each.Id == item.Id), pathway.ExerciseGuides, record);
    }

    /// <summary>The laser's dose in the catalogue; null for none.</summary>
    public async Task<LaserDose?> Dose(Caller caller, CareItem item, CancellationToken cancellation) =>
        (await evidence.Current(caller.Clinic, cancellation)).Pathway.Catalogue.Interventions.FirstOrDefault(each => each.Id == item.Id)?.Laser;

    /// <summary>What the rules bar for a person, by their newest answers and today's knowledge.</summary>
    public async Task<SessionLimits> Limits(Caller caller, Patient patient, CareItem item, CancellationToken cancellation)
    {
        var pathway = (await evidence.Current(caller.Clinic, cancellation)).Pathway;
        return await intakes.At(caller, patient.Intake, null, cancellation) is { } answers && pathway.Profile(PopulationDesk.Forms.Gather(pathway, answers.Pages)).TryGet(out var profile, out _)
            ? SessionLimits.Of(Eligibility.Assess(pathway.Knowledge, RedFlags.Assess(pathway.Knowledge, profile)), item)
            : SessionLimits.NotChecked;
    }

    /// <summary>Stores a visit that was checked. The same form sent again stores nothing new; the same form with other words is stored beside it.</summary>
    /// <returns>Null when the clinic has no such patient.</returns>
    public Task<SessionStored?> Keep(Caller caller, PatientId patient, Guid form, SessionGiven given, CancellationToken cancellation)
    {
        var draft = MyRecord.Draft(StreamOf(form, patient, given), 1, given);
        return store.Record(caller, patient, draft, TaskDraft.Of([given]) is [var task, ..] ? task : null, given.Item, given.Booking, cancellation);
    }

    /// <summary>The stream follows from form, person and words: a double tap writes one entry, and a form gone back to and changed is not dropped.</summary>
    private static Guid StreamOf(Guid form, PatientId patient, SessionGiven given) =>
        MyRecord.Stream(form, [patient.ToString(), Interop.Json.CareDocument.Write(given)]);
}
