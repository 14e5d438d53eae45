using System.Collections.Concurrent;
using System.Globalization;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Web.LivingEvidence;
using Facet.Web.Plan;

namespace Facet.Web.Desk;

/// <summary>Where a person has come to by their newest answers, and where each answer comes from.</summary>
/// <param name="Pathway">What it was computed with.</param>
/// <param name="Result">Where they have come to; null where the answers no longer fit the data dictionary.</param>
/// <param name="Answers">The newest answer of each page.</param>
/// <param name="Driving">The facts that drive it.</param>
public sealed record Case(CarePathway Pathway, PathwayResult? Result, IReadOnlyDictionary<string, Storage.Intake.StoredAnswer> Answers, IReadOnlyList<DrivingFact> Driving)
{
    /// <summary>Where a fact comes from: the answer to a question and its day, the examination, the clinic's settings, or what the dictionary works out.</summary>
    public string SourceOf(string fact)
    {
        if (Pathway.Knowledge.Dictionary.Find(fact) is DerivedDefinition) { return "worked out from answers by the data dictionary"; }
        if (Page(fact) is { } page && Answers.TryGetValue(page.Id, out var answer)) { return $"answer to “{page.Title}”, {Day(answer)}"; }
        // Answers can stand on one page of another form of the questions.
        return Answers.Values.FirstOrDefault(each => each.Json.Contains($"\"{fact}\"", StringComparison.Ordinal)) is { } stored ? $"answered in the intake, {Day(stored)}"
            : Pathway.Knowledge.Dictionary.FindInput(fact)?.Source switch { "clinic" => "the clinic’s settings", "clinician" => "nothing recorded: read as not examined", _ => "not answered" };
    }

    /// <summary>A fact in words: the question that asks it, else its name.</summary>
    public string NameOf(string fact) => fact == Condition.MedicineList ? "Takes" : Page(fact) is { } page ? page.Options.FirstOrDefault(option => option.Input.Name == fact && option.Value.Length == 0)?.Label ?? page.Title : Sentence(Pathway.Knowledge.Profiles.FirstOrDefault(profile => profile.Fact.Name == fact)?.Label ?? fact.Replace('_', ' '));

    /// <summary>A fact and its value in one line.</summary>
    public string Say(string fact, string value) => NameOf(fact) is var name && name.EndsWith('?') ? $"{name} {value.Replace('_', ' ')}" : $"{name}: {value.Replace('_', ' ')}";

    private QuestionPage? Page(string fact) => Pathway.Questionnaire.PageFor(fact);

    private static string Day(Storage.Intake.StoredAnswer answer) => string.Create(CultureInfo.InvariantCulture, $"{answer.At.UtcDateTime:yyyy-MM-dd}");

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}

/// <summary>Works out where a person has come to. The same answers with the same knowledge give the same, so that it is worked out once.</summary>
internal sealed class CaseDesk(IntakeStore intakes, EvidenceShelf shelf)
{
    private const int Most = 500;

    private readonly ConcurrentDictionary<(IntakeId Intake, int Version, string Knowledge, string Effects), (PathwayResult? Result, IReadOnlyList<DrivingFact> Driving)> known = new();

    /// <returns>Null when the clinic has no such intake.</returns>
    public async Task<Case?> Read(Caller caller, IntakeId intake, CancellationToken cancellation)
    {
        if (await intakes.History(caller, intake, cancellation) is not { } history) { return null; }
        var pathway = (await shelf.Current(caller.Clinic, cancellation)).Pathway;
        var answers = history.GroupBy(answer => answer.Page, StringComparer.Ordinal).ToDictionary(page => page.Key, page => page.Last(), StringComparer.Ordinal);
        if (known.Count > Most) { known.Clear(); }
        var (result, driving) = known.GetOrAdd((intake, history.Count == 0 ? 0 : history[^1].Sequence, pathway.KnowledgeId, pathway.Effects.Id), _ =>
            pathway.Walk(PopulationDesk.Forms.Gather(pathway, answers.ToDictionary(each => each.Key, each => each.Value.Json, StringComparer.Ordinal))).TryGet(out var walked, out var _)
                ? (walked, DrivingFacts.Of(pathway, walked)) : (null, []));
        return new(pathway, result, answers, driving);
    }
}
