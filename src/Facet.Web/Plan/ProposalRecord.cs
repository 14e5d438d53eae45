using Facet.Interop.Json;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Triage;
using Facet.Web.Shell;

namespace Facet.Web.Plan;

/// <summary>Writes down what a person was shown, with the versions it came from, so that it can be computed again.</summary>
internal sealed class ProposalRecord(ProposalStore store, HomeClinic clinic, CarePathway pathway)
{
    /// <summary>Appends the outcome unless the newest version already says the same.</summary>
    /// <returns>When this outcome was first shown; null when the intake does not exist.</returns>
    public async Task<DateTimeOffset?> Keep(IntakeId intake, PathwayResult result, CancellationToken cancellation)
    {
        var content = new ProposalContent(OutcomeOf(result.Disposition), result.Versions.Knowledge, result.Versions.Effects, result.Versions.Knowledge, PathwayDocument.Write(pathway, result));
        var newest = await store.Newest(Caller.Patient(clinic.Id), intake, cancellation);
        return newest?.Content == content
            ? newest.At
            : (await store.Append(Caller.Program(clinic.Id), intake, content, cancellation))?.At;
    }

    private static ProposalOutcome OutcomeOf(Disposition disposition) => disposition switch
    {
        Disposition.Emergency or Disposition.OutOfScope => ProposalOutcome.Stop,
        Disposition.Urgent => ProposalOutcome.Interim,
        Disposition.Cleared => ProposalOutcome.Plan,
        _ => ProposalOutcome.Incomplete,
    };
}
