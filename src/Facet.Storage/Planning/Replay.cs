using Facet.Evidence;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Evidence;
using Facet.Storage.Intake;

namespace Facet.Storage.Planning;

/// <summary>What came of computing a stored proposal again.</summary>
public abstract record ReplayResult
{
    private ReplayResult() { }

    /// <summary>The same bytes.</summary>
    /// <param name="OtherProgram">The program that stored it, where that is another one; null where it is this one.</param>
    public sealed record Equal(string? OtherProgram) : ReplayResult;

    /// <summary>Other bytes.</summary>
    /// <param name="Then">As stored.</param>
    /// <param name="Now">As computed.</param>
    /// <param name="OtherProgram">The program that stored it, where that is another one: then a difference is no surprise; null where it is this one.</param>
    public sealed record Different(string Then, string Now, string? OtherProgram) : ReplayResult;

    /// <summary>Something that it was computed from is gone.</summary>
    /// <param name="What">What is missing, by name.</param>
    public sealed record Missing(IReadOnlyList<string> What) : ReplayResult;
}

/// <summary>Computes stored proposals again from the versions that they quote.</summary>
public sealed class Replay(ProposalStore proposals, IntakeStore intakes, KnowledgeArchive archive, EvidenceStore evidence, CarePathway current, StoredForms forms)
{
    private readonly Dictionary<string, CarePathway> earlier = new(StringComparer.Ordinal);

    /// <summary>Computes one proposal again.</summary>
    /// <returns>What came of it; null when the clinic has no such proposal.</returns>
    public async Task<ReplayResult?> Run(Caller caller, ProposalId id, CancellationToken cancellation)
    {
        if (await proposals.Find(caller, id, cancellation) is not { } stored) { return null; }
        var content = stored.Content;
        var missing = new List<string>();
        var pages = content.Answers is { } version ? await intakes.At(caller, stored.Intake, version, cancellation) : null;
        if (content.Answers is null) { missing.Add("answers: the proposal does not say which; it was stored before proposals named them."); }
        else if (pages?.Version != content.Answers) { missing.Add($"answers: version {content.Answers} is not in the database; the newest is {pages?.Version ?? 0}."); }
        var (pathway, problems) = await Pathway(caller, content, cancellation);
        missing.AddRange(problems);
        if (missing.Count > 0 || pathway is null) { return new ReplayResult.Missing(missing); }
        if (!pathway.Walk(forms.Gather(pathway, pages!.Pages)).TryGet(out var result, out var unread))
        {
            return new ReplayResult.Missing([.. unread.Select(problem => $"answers: {problem.Path} cannot be read ({problem.Code})")]);
        }
        var now = forms.Document(pathway, result);
        var other = content.Program == CarePathway.ProgramId ? null : content.Program ?? "that was not recorded";
        return now == content.Document ? new ReplayResult.Equal(other) : new ReplayResult.Different(content.Document, now, other);
    }

    private async Task<(CarePathway? Pathway, IReadOnlyList<string> Missing)> Pathway(Caller caller, ProposalContent content, CancellationToken cancellation)
    {
        if (content.Knowledge == current.KnowledgeId) { return await Quoted(current); }
        if (earlier.TryGetValue(content.Knowledge, out var known)) { return await Quoted(known); }
        if (await archive.Find(content.Knowledge, cancellation) is not { } found) { return (null, [$"knowledge: {content.Knowledge} is not in the archive."]); }
        if (!found.TryGet(out var files, out var problems) || !CarePathway.Load(files).TryGet(out var loaded, out problems))
        {
            return (null, [.. problems.Select(problem => $"knowledge: {content.Knowledge} cannot be read by this program: {problem}")]);
        }
        return await Quoted(earlier[content.Knowledge] = loaded);

        // Effects are those of the knowledge, or of a version of the evidence that the clinic made itself.
        async Task<(CarePathway?, IReadOnlyList<string>)> Quoted(CarePathway pathway)
        {
            if (pathway.Effects.Id == content.EffectModel) { return (pathway, []); }
            return await evidence.NumberOf(caller.Clinic, content.EffectModel, cancellation) is { } number
                && await evidence.Find(caller.Clinic, number, cancellation) is { } version && FittedEffects.Read(version.Effects).TryGet(out var effects, out _)
                ? (pathway.With(effects, version.Trials), [])
                : (null, [$"effects: {content.EffectModel} is gone; knowledge {content.Knowledge} gives {pathway.Effects.Id} with this program."]);
        }
    }
}
