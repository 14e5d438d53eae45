using Facet.Care;
using Facet.Intake;
using Facet.Planning;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Treatments;
using Facet.Triage;
using Facet.Web.Care;
using Facet.Web.LivingEvidence;
using Facet.Web.Plan;

namespace Facet.Web.Desk;

/// <summary>One person on the clinician's desk: where the answers lead, and the rules that clinicians went past.</summary>
/// <param name="Pathway">What plans of the clinic are computed with.</param>
/// <param name="Answers">The version of the answers.</param>
/// <param name="Result">Where the answers lead with the overrides that count, and no other change.</param>
/// <param name="Overrides">Every override, whatever became of it, oldest first.</param>
public sealed record DeskCase(CarePathway Pathway, int Answers, PathwayResult Result, IReadOnlyList<StoredOverride> Overrides)
{
    /// <summary>The place of triage in addresses; an intervention's is its number in the catalogue.</summary>
    public const int TriagePlace = 0;

    /// <summary>Names of opioids that prescribers wrote of since the answers, as far as they are taken while a plan of today would run: the rules count them in.</summary>
    public IReadOnlyList<string> Opioids { get; init; } = [];

    /// <summary>The overrides that a plan can be computed with.</summary>
    public IReadOnlyList<RuleOverride> Counting { get; } = [.. Overrides.Where(each => each.Counts).Select(each => each.ToOverride())];

    public int PlaceOf(Intervention intervention) => 1 + Pathway.Catalogue.Interventions.ToList().IndexOf(intervention);

    public Intervention? At(int place) => place >= 1 && place <= Pathway.Catalogue.Interventions.Count ? Pathway.Catalogue.Interventions[place - 1] : null;

    public IReadOnlyList<Gate> GatesOf(Intervention intervention) => Gate.Before(Pathway.Knowledge, Result.Options, intervention);

    public bool IsLetIn(Intervention intervention) => Planner.IsLetIn(Result.Options, Counting, intervention);

    /// <summary>Whether overriding the rules against it can let it in: somebody like this person is one for it.</summary>
    public bool CanBeLetIn(Intervention intervention) => Result.Options.Offers(intervention.Recommendation.Id) || Result.Options.Blocked.Any(blocked => blocked.Recommendation.Id == intervention.Recommendation.Id);

    /// <summary>The newest override of a rule for an intervention, or of a rule of triage.</summary>
    public StoredOverride? OverrideOf(string rule, string intervention) => Overrides.LastOrDefault(each => each.What.Rule == rule && each.What.Intervention == intervention);

    /// <summary>What of a plan waits for a second clinician.</summary>
    public IReadOnlyList<StoredOverride> WaitingIn(Proposal proposal) => [.. Overrides.Where(each => each.State == OverrideState.Waits
        && (each.What.Intervention.Length == 0 ? Result.Disposition.Result.Lowered.Any(fired => fired.Rule.Id == each.What.Rule) : proposal.Items.Any(item => item.Intervention.Id == each.What.Intervention && item.Cautions.Any(caution => caution.Kind == "override" && caution.Rule == each.What.Rule))))];

    /// <summary>What was refused and still stands in the way, for an intervention.</summary>
    public StoredOverride? RefusedFor(Intervention intervention) => GatesOf(intervention).Select(gate => OverrideOf(gate.Rule, intervention.Id)).FirstOrDefault(each => each?.State == OverrideState.Refused);

    /// <summary>What an override is about, for clinicians.</summary>
    public string Subject(StoredOverride about) => about.What.Intervention.Length == 0
        ? Pathway.Knowledge.Triage.FirstOrDefault(rule => rule.Id == about.What.Rule)?.Title ?? about.What.Rule
        : Pathway.Catalogue.Find(about.What.Intervention)?.Label ?? about.What.Intervention;
}

/// <summary>Puts a person's answers and overrides on the desk, and the opioids that were written since.</summary>
internal sealed class PlanDesk(EvidenceShelf shelf, IntakeStore intakes, RuleOverrideStore overrides, PatientStore patients, EntryLog log, ClinicDay day)
{
    /// <summary>Days on which a plan that is signed today runs: at most 6 until a Monday, then 12 weeks.</summary>
    private const int DaysAhead = 6 + 84;

    /// <returns>Null where the clinic has no such intake, or its answers cannot be read.</returns>
    public async Task<DeskCase?> Open(Caller caller, IntakeId intake, CancellationToken cancellation)
    {
        var pathway = (await shelf.Current(caller.Clinic, cancellation)).Pathway;
        if (await intakes.At(caller, intake, null, cancellation) is not { } answers) { return null; }
        var said = PopulationDesk.Forms.Gather(pathway, answers.Pages);
        var known = await Weigh(caller, intake, pathway, said, await overrides.Of(caller, intake, cancellation), cancellation);
        var (person, opioids) = await WithOpioids(caller, intake, pathway, said, cancellation);
        return pathway.Walk(person, null, new() { Overridden = [.. known.Where(each => each.Counts).Select(each => each.ToOverride())] }).TryGet(out var walked, out _)
            ? new(pathway, answers.Version, walked, known) { Opioids = opioids }
            : null;
    }

    /// <summary>An override of before an answer that its rule reads was changed counts no more: what a clinician weighed was something else.</summary>
    private async Task<IReadOnlyList<StoredOverride>> Weigh(Caller caller, IntakeId intake, CarePathway pathway, IntakeAnswers said, IReadOnlyList<StoredOverride> known, CancellationToken cancellation)
    {
        if (!known.Any(each => each.Counts) || !pathway.Profile(said).TryGet(out var now, out _) || await intakes.History(caller, intake, cancellation) is not { } history) { return known; }
        return [.. known.Select(each => !each.Counts || !history.Any(answer => answer.At > each.At) || IsAsItWas(each) ? each : each with { State = OverrideState.Outdated })];

        bool IsAsItWas(StoredOverride each)
        {
            var pages = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var answer in history.TakeWhile(answer => answer.At <= each.At)) { pages[answer.Page] = answer.Json; }
            return pathway.Profile(PopulationDesk.Forms.Gather(pathway, pages)).TryGet(out var then, out _) && RuleOverride.ReadsTheSame(pathway.Knowledge, each.What.Rule, then.Facts, now.Facts);
        }
    }

    /// <summary>The answers with the opioids of the record. Only clinicians plan with these: the person's own proposals are computed from their answers alone, so that replay needs no record.</summary>
    private async Task<(IntakeAnswers Person, IReadOnlyList<string> Opioids)> WithOpioids(Caller caller, IntakeId intake, CarePathway pathway, IntakeAnswers answers, CancellationToken cancellation)
    {
        if (!pathway.Profile(answers).TryGet(out var profile, out _) || await patients.OfIntake(caller, intake, cancellation) is not { } patient) { return (answers, []); }
        IReadOnlyList<Recorded> record = [.. (await log.Read(caller, patient.Id, null, cancellation) ?? []).Select(MyRecord.Entry).OfType<Recorded>()];
        var course = new OpioidCourse(pathway.Knowledge.Formulary, profile.Facts.Medicines, day.Today, record);
        if (!course.IsWritten) { return (answers, []); }
        var last = day.Today.AddDays(DaysAhead);
        return (OpioidDesk.Taking(answers, course.MedicinesWithin(day.Today, last)),
            [.. course.DaysWithin(day.Today, last).SelectMany(each => course.On(each)).Where(each => each.By is not null).Select(each => each.Medicine.Name).Distinct()]);
    }
}
