using Facet.Intake;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Web.LivingEvidence;
using Facet.Web.Shell;

namespace Facet.Web.Plan;

/// <summary>Writes down what a person was shown, with the versions it came from, so that it can be computed again.</summary>
internal sealed class ProposalRecord(ProposalStore store, KnowledgeArchive archive, HomeClinic clinic, EvidenceInUse evidence)
{
    /// <summary>Walks with the answers and appends the outcome unless the newest version already says the same.</summary>
    /// <remarks>As long as a person's answers stay, so does their plan: it is shown with the evidence that it was made with, whatever version is current.</remarks>
    /// <param name="intake">The intake.</param>
    /// <param name="version">The version of the answers.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The outcome and when it was first shown; null when the intake does not exist.</returns>
    /// <exception cref="InvalidOperationException">The answers do not fit the data dictionary.</exception>
    public async Task<(PathwayResult Result, DateTimeOffset At)?> Keep(IntakeId intake, int version, IntakeAnswers answers, CancellationToken cancellation)
    {
        var newest = await store.Newest(Caller.Patient(clinic.Id), intake, cancellation);
        if (newest is not null && newest.Content.EffectModel != evidence.Pathway.Effects.Id && await evidence.OfModel(newest.Content.EffectModel, cancellation) is { } earlier)
        {
            var same = Walk(earlier.Pathway, answers);
            if (newest.Content.SaysTheSameAs(ContentOf(earlier.Pathway, version, same)))
            {
                evidence.Use(earlier);
                return (same, newest.At);
            }
        }
        var result = Walk(evidence.Pathway, answers);
        var content = ContentOf(evidence.Pathway, version, result);
        // Without the trials of a version of the clinic's own: those are kept with that version.
        await archive.Keep(evidence.Base.Files, cancellation);
        return newest?.Content.SaysTheSameAs(content) == true ? (result, newest.At)
            : await store.Append(Caller.Program(clinic.Id), intake, content, cancellation) is { } stored ? (result, stored.At)
            : null;
    }

    private static PathwayResult Walk(CarePathway pathway, IntakeAnswers answers) =>
        pathway.Walk(answers).TryGet(out var walked, out _) ? walked : throw new InvalidOperationException("Stored answers do not fit the data dictionary.");

    private static ProposalContent ContentOf(CarePathway pathway, int version, PathwayResult result) =>
        new(result.Disposition.Outcome(), result.Versions.Knowledge, result.Versions.Effects, result.Versions.Knowledge, PathwayDocument.Write(pathway, result))
        {
            Answers = version,
            Program = CarePathway.ProgramId,
        };
}
