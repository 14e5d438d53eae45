using System.Collections.Frozen;
using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Interop.Fhir;

/// <summary>What an input becomes when a problem is on the record.</summary>
/// <param name="Input">The input.</param>
/// <param name="Active">Its answer while the problem is active.</param>
/// <param name="Past">Its answer after the problem has ended; <see langword="null"/> when an ended problem says nothing.</param>
internal sealed record ProblemMeaning(InputDefinition Input, Answer Active, Answer? Past);

/// <summary>A problem that a record may name, and what it means.</summary>
internal sealed record MappedProblem(string Concept, IReadOnlySet<string> Displays, IReadOnlyList<string> Words, InputDefinition? Days, IReadOnlyList<ProblemMeaning> Sets);

/// <summary>A measurement or score that a record may hold, and the input it answers.</summary>
internal sealed record MappedObservation(string Concept, InputDefinition Input, IReadOnlyDictionary<string, double> Units, bool IsRounded, int WithinDays, IReadOnlyDictionary<(string System, string Code), Answer> Answers);

/// <summary>A name of a medicine, in a form and strength that the formulary tells apart.</summary>
internal sealed record MappedMedicine(string Word, IReadOnlyList<string> Forms, double? UpToMilligrams, Ingredient Ingredient);

/// <summary>An allergy that a record may name, and what it means.</summary>
internal sealed record MappedAllergy(string Concept, InputDefinition Input, Answer Value, IReadOnlyList<string> Words);

/// <summary>What the codes and words of a FHIR record mean for Facet: <c>terminology/fhir-map.yaml</c>, checked.</summary>
public sealed class FhirMap
{
    internal FhirMap() { }

    internal FrozenDictionary<(string System, string Code), MappedProblem> ProblemOf { get; init; } = FrozenDictionary<(string, string), MappedProblem>.Empty;
    internal IReadOnlyList<MappedProblem> Problems { get; init; } = [];
    internal IReadOnlyList<string> NotWhen { get; init; } = [];
    internal IReadOnlyList<string> HistoryWhen { get; init; } = [];
    internal FrozenDictionary<(string System, string Code), MappedObservation> ObservationOf { get; init; } = FrozenDictionary<(string, string), MappedObservation>.Empty;
    internal int AnswersWithinDays { get; init; }
    internal IReadOnlyList<MappedMedicine> Medicines { get; init; } = [];
    internal FrozenDictionary<(string System, string Code), IReadOnlyList<Ingredient>> IngredientOf { get; init; } = FrozenDictionary<(string, string), IReadOnlyList<Ingredient>>.Empty;
    internal IReadOnlyList<string> LocalForms { get; init; } = [];
    internal IReadOnlyList<string> InjectedForms { get; init; } = [];
    internal IReadOnlyList<MappedAllergy> Allergies { get; init; } = [];

    /// <summary>Every code in the map with its grade.</summary>
    public IReadOnlyList<(string Concept, string System, string Code, string Grade)> Codes { get; internal init; } = [];

    /// <summary>Reads and checks the file.</summary>
    /// <returns>The map, or everything that is wrong with it, each with file, line, column and concept.</returns>
    public static Checked<FhirMap> Load(KnowledgeFiles files, ClinicalKnowledge knowledge)
    {
        var problems = new List<Problem>();
        var map = new FhirMapLoader(knowledge, problems).Load(files);
        return problems.Count > 0 ? Checked<FhirMap>.Refused(problems) : map;
    }
}
