using Facet.Planning;
using Facet.Treatments;

namespace Facet.Web.Plan;

/// <summary>What somebody may do for themselves before a clinician has looked.</summary>
internal static class SelfCare
{
    /// <summary>Self-care that the triage policy permits while a plan is held back, and that the rules call safe for this person.</summary>
    public static IReadOnlyList<Intervention> Permitted(CarePathway pathway, PathwayResult result) =>
    [
        .. pathway.Catalogue.Interventions.Where(intervention => intervention.GivenBy == GivenBy.SelfCare
            && pathway.Knowledge.Policy.InterimAllowed.Contains(intervention.Recommendation.Id)
            && result.Options.Offers(intervention.Recommendation.Id)),
    ];
}
