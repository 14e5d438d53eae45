using System.Globalization;
using Facet.Intake;
using Facet.Knowledge;
using Hl7.Fhir.Model;

namespace Facet.Interop.Fhir;

/// <summary>What is gathered while a record is read.</summary>
internal sealed class Gathering(FhirRecord record, FhirMap map, ClinicalKnowledge knowledge, DateOnly asOf)
{
    private readonly Dictionary<string, (Answer Answer, string Place, DateTimeOffset? Moment)> facts = new(StringComparer.Ordinal);

    public FhirRecord Record { get; } = record;
    public FhirMap Map { get; } = map;
    public ClinicalKnowledge Knowledge { get; } = knowledge;
    public DateOnly AsOf { get; } = asOf;
    public List<string> Used { get; } = [];

    /// <summary>The answers, by input.</summary>
    public Dictionary<string, Answer> Answers => facts.ToDictionary(pair => pair.Key, pair => pair.Value.Answer, StringComparer.Ordinal);

    public void Remark(Found found, string code, string message) => Record.Remark(found.Place, code, message);

    public IEnumerable<Found> Of(string type) => Record.Resources.Where(found => found.Type == type);

    /// <summary>The place of a fact, for remarks about answers that turn out not to be allowed.</summary>
    public string? PlaceOf(string input) => facts.TryGetValue(input, out var fact) ? fact.Place : null;

    public void Forget(string input) => facts.Remove(input);

    /// <summary>A fact that the record states. Of two that differ the graver stands: a later place in the list of words, yes before no, the greater number of days.</summary>
    public void State(InputDefinition input, Answer answer, string place, string says)
    {
        if (facts.TryGetValue(input.Name, out var other) && !Same(other.Answer, answer))
        {
            answer = Graver(input, other.Answer, answer);
            if (Same(answer, other.Answer)) { place = other.Place; }
        }
        facts[input.Name] = (answer, place, null);
        Used.Add($"{Short(place)}: {says} → {input.Name} = {Describe(answer)}");
    }

    /// <summary>A measurement or score of a moment.</summary>
    public void Measure(InputDefinition input, Answer answer, string place, string says, DateTimeOffset moment)
    {
        facts[input.Name] = (answer, place, moment);
        Used.Add($"{Short(place)}: {says} → {input.Name} = {Describe(answer)}");
    }

    /// <summary>An answer that the person or a clinician gave in a questionnaire at a moment.</summary>
    /// <remarks>A problem on the record is not answered away; of two numbers the later stands, but how long a spell has lasted is for the person to say.</remarks>
    public void Say(InputDefinition input, Answer answer, string place, DateTimeOffset moment)
    {
        if (facts.TryGetValue(input.Name, out var stated) && !Same(stated.Answer, answer))
        {
            var keeps = answer is Answer.Unknown
                || (input.Kind == ValueKind.Number ? stated.Moment > moment : Same(Graver(input, stated.Answer, answer), stated.Answer))
                || input.Name is "age_years" or "sex_at_birth";
            Record.Remark(place, "contradiction", $"{input.Name} is answered {Describe(answer)}, and {Short(stated.Place)} says {Describe(stated.Answer)}: {Describe(keeps ? stated.Answer : answer)} was used.");
            if (keeps) { return; }
        }
        facts[input.Name] = (answer, place, moment);
        Used.Add($"{Short(place)}: answered → {input.Name} = {Describe(answer)}");
    }

    /// <summary>The name of a concept: the first display or text that there is.</summary>
    public static string NameOf(CodeableConcept? concept) =>
        concept is null ? "" : concept.Coding.Select(coding => coding.Display).Append(concept.Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))
            ?? concept.Coding.Select(coding => coding.Code).FirstOrDefault(code => !string.IsNullOrWhiteSpace(code)) ?? "";

    /// <summary>Every name that a concept gives itself.</summary>
    public static IEnumerable<string> NamesOf(CodeableConcept? concept) =>
        concept is null ? [] : concept.Coding.Select(coding => coding.Display).Append(concept.Text).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).Distinct(StringComparer.OrdinalIgnoreCase);

    public string Short(string place) => place.StartsWith($"{Record.Path}: ", StringComparison.Ordinal) ? place[(Record.Path.Length + 2)..] : place;

    public static string Describe(Answer answer) => answer switch
    {
        Answer.Flag(var flag) => flag ? "yes" : "no",
        Answer.Number(var number) => number.ToString("0.##", CultureInfo.InvariantCulture),
        Answer.Word(var word) => word,
        Answer.Words(var words) => words.Count == 0 ? "none" : string.Join(", ", words),
        _ => "unknown",
    };

    /// <summary>Whether two answers say the same, lists by their items.</summary>
    private static bool Same(Answer a, Answer b) => (a, b) switch
    {
        (Answer.Words(var x), Answer.Words(var y)) => x.Order(StringComparer.Ordinal).SequenceEqual(y.Order(StringComparer.Ordinal), StringComparer.Ordinal),
        _ => Equals(a, b),
    };

    private static Answer Graver(InputDefinition input, Answer a, Answer b) => (a, b) switch
    {
        (Answer.Unknown, _) => b,
        (_, Answer.Unknown) => a,
        (Answer.Flag(true), _) or (_, Answer.Flag(true)) => new Answer.Flag(true),
        (Answer.Number x, Answer.Number y) => x.Value >= y.Value ? x : y,
        (Answer.Word x, Answer.Word y) when input.Values.Contains("both") && x.Value != "none" && y.Value != "none" => new Answer.Word("both"),
        (Answer.Word x, Answer.Word y) => Rank(input, x) >= Rank(input, y) ? x : y,
        _ => a,
    };

    private static int Rank(InputDefinition input, Answer.Word word) => input.Values.ToList().IndexOf(word.Value);
}
