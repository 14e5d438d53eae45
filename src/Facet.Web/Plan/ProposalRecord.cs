using Facet.Interop.Json;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Web.Shell;

namespace Facet.Web.Plan;

/// <summary>Writes down what a person was shown, with the versions it came from, so that it can be computed again.</summary>
internal sealed class ProposalRecord(ProposalStore store, KnowledgeArchive archive, HomeClinic clinic, CarePathway pathway)
{
    /// <summary>Appends the outcome unless the newest version already says the same.</summary>
    /// <returns>When this outcome was first shown; null when the intake does not exist.</returns>
    /// <param name="intake">The intake.</param>
    /// <param name="answers">The version of the answers that it follows from.</param>
    /// <param name="result">The outcome.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<DateTimeOffset?> Keep(IntakeId intake, int answers, PathwayResult result, CancellationToken cancellation)
    {
        await archive.Keep(pathway.Files, cancellation);
        var content = new ProposalContent(result.Disposition.Outcome(), result.Versions.Knowledge, result.Versions.Effects, result.Versions.Knowledge, PathwayDocument.Write(pathway, result))
        {
            Answers = answers,
            Program = CarePathway.ProgramId,
        };
        var newest = await store.Newest(Caller.Patient(clinic.Id), intake, cancellation);
        return newest?.Content.SaysTheSameAs(content) == true
            ? newest.At
            : (await store.Append(Caller.Program(clinic.Id), intake, content, cancellation))?.At;
    }
}
