using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Treatments;
using Facet.Triage;
using Facet.Web.LivingEvidence;
using Facet.Web.Plan;

namespace Facet.Web.Desk;

/// <summary>One person on the clinician's desk: where the answers lead, and the rules that clinicians went past.</summary>
/// <param name="Pathway">What plans of the clinic are computed with.</param>
/// <param name="Result">Where the answers lead with the overrides that count, and no other change.</param>
/// <param name="Overrides">Every override, whatever became of it, oldest first.</param>
public sealed record DeskCase(CarePathway Pathway, PathwayResult Result, IReadOnlyList<StoredOverride> Overrides)
{
    /// <summary>The place of triage in addresses; an intervention's is its number in the catalogue.</summary>
    public const int TriagePlace = 0;

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

/// <summary>Puts a person's answers and overrides on the desk.</summary>
internal sealed class PlanDesk(EvidenceShelf shelf, IntakeStore intakes, RuleOverrideStore overrides)
{
    /// <returns>Null where the clinic has no such intake, or its answers cannot be read.</returns>
    public async Task<DeskCase?> Open(Caller caller, IntakeId intake, CancellationToken cancellation)
    {
        var pathway = (await shelf.Current(caller.Clinic, cancellation)).Pathway;
        if (await intakes.At(caller, intake, null, cancellation) is not { } answers) { return null; }
        var known = await overrides.Of(caller, intake, cancellation);
        return pathway.Walk(PopulationDesk.Forms.Gather(pathway, answers.Pages), null, new() { Overridden = [.. known.Where(each => each.Counts).Select(each => each.ToOverride())] }).TryGet(out var walked, out _)
            ? new(pathway, walked, known)
            : null;
    }
}
