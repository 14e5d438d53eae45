using Facet.Intake;
using Facet.Knowledge;
using Hl7.Fhir.Model;

namespace Facet.Interop.Fhir;

/// <summary>Answers to Facet's own questions: <c>linkId</c> is the name of the input. Asked and not answered is unknown, not "no".</summary>
internal static class QuestionnaireResponseReader
{
    /// <summary>The code of "none of these" for a list.</summary>
    public const string None = "none";

    /// <summary>FHIR's extension for why there is no value.</summary>
    public const string DataAbsentReason = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    public static void Read(Gathering gathering)
    {
        var responses = new List<(Found Found, QuestionnaireResponse Response, When At)>();
        foreach (var found in gathering.Of("QuestionnaireResponse").ToList())
        {
            if (gathering.Record.As<QuestionnaireResponse>(found) is not { } response || ConditionReader.MustNotBeRead(gathering, found, response)) { continue; }
            if (response.Status is not (QuestionnaireResponse.QuestionnaireResponseStatus.Completed or QuestionnaireResponse.QuestionnaireResponseStatus.Amended))
            {
                gathering.Remark(found, "not-complete", "The questionnaire is not completed and was not used.");
            }
            else if (When.Read(response.Authored) is not { } at) { gathering.Remark(found, "undated", "The answers have no date ('authored'), so they cannot be taken as today's."); }
            else if (gathering.AsOf.DayNumber - at.First.DayNumber > gathering.Map.AnswersWithinDays)
            {
                gathering.Remark(found, "too-old", $"The answers are of {at.First:yyyy-MM-dd}, more than {gathering.Map.AnswersWithinDays} days before {gathering.AsOf:yyyy-MM-dd}, and were not used.");
            }
            else { responses.Add((found, response, at)); }
        }
        var said = new Dictionary<string, (InputDefinition Input, Answer Answer, Found Found, When At)>(StringComparer.Ordinal);
        foreach (var (found, response, at) in responses.OrderBy(response => response.At.Moment))
        {
            var foreign = new List<string>();
            foreach (var item in Items(response.Item))
            {
                if (gathering.Knowledge.Dictionary.FindInput(item.LinkId ?? "") is not { } input)
                {
                    if (item.Item.Count == 0) { foreign.Add(item.LinkId ?? "no linkId"); }
                }
                else if (Answer(input, item, out var why) is { } answer) { said[input.Name] = (input, answer, found, at); }
                else { gathering.Remark(found, "wrong-type", $"{input.Name}: {why}"); }
            }
            if (foreign.Count > 0) { gathering.Remark(found, "not-used", $"No input has the linkId {string.Join(", ", foreign.Take(20))}{(foreign.Count > 20 ? $" and {foreign.Count - 20} more" : "")}."); }
        }
        foreach (var (input, answer, found, at) in said.Values) { gathering.Say(input, answer, found.Place, at.Moment); }
    }

    private static IEnumerable<QuestionnaireResponse.ItemComponent> Items(IEnumerable<QuestionnaireResponse.ItemComponent> items) =>
        items.SelectMany(item => Items(item.Item).Concat(item.Answer.SelectMany(answer => Items(answer.Item))).Prepend(item));

    private static Answer? Answer(InputDefinition input, QuestionnaireResponse.ItemComponent item, out string why)
    {
        why = "";
        var values = item.Answer.Select(answer => answer.Value).OfType<DataType>().Where(value => value.GetExtension(DataAbsentReason) is null).ToList();
        if (values.Count == 0) { return Intake.Answer.Open; }
        if (input.Kind != ValueKind.Set && values.Count > 1) { why = "one answer is expected, not several."; return null; }
        switch (input.Kind)
        {
            case ValueKind.Flag:
                if (values[0] is FhirBoolean { Value: { } flag }) { return new Answer.Flag(flag); }
                if (Word(values[0])?.ToLowerInvariant() is { } word && word is "true" or "yes" or "y" or "false" or "no" or "n") { return new Answer.Flag(word[0] is 't' or 'y'); }
                why = "the answer must be true or false.";
                return null;
            case ValueKind.Number:
                switch (values[0])
                {
                    case Integer { Value: { } whole }: return new Answer.Number(whole);
                    case FhirDecimal { Value: { } number }: return new Answer.Number((double)number);
                    case Quantity { Value: { } amount, Comparator: null } quantity when (quantity.Code ?? quantity.Unit ?? input.Unit) == input.Unit: return new Answer.Number((double)amount);
                    default: why = $"the answer must be a number{(input.Unit.Length > 0 ? $" in {input.Unit}" : "")}."; return null;
                }
            default:
                var words = values.Select(Word).ToList();
                if (words.Contains(null)) { why = "the answer must be a code or a text."; return null; }
                if (input.Kind == ValueKind.Choice) { return new Answer.Word(words[0]!); }
                return words is [None] && !input.Values.Contains(None) ? new Answer.Words([]) : new Answer.Words([.. words.OfType<string>()]);
        }
    }

    private static string? Word(DataType value) => value switch { Coding coding => coding.Code, FhirString text => text.Value, Code code => code.Value, _ => null };
}
