using Facet.Intake;
using Facet.Knowledge;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace Facet.Interop.Fhir;

/// <summary>Writes answers as a FHIR R4 QuestionnaireResponse. Medicines are not answers; they go into MedicationStatements.</summary>
public static class QuestionnaireResponseWriter
{
    private const string AskedButUnknown = "asked-unknown";

    /// <summary>The resource as JSON.</summary>
    /// <param name="knowledge">The data dictionary that the answers speak of.</param>
    /// <param name="answers">Answers by input.</param>
    /// <param name="patient">Reference to the person, such as <c>Patient/abc</c>.</param>
    /// <param name="authored">When the answers were given.</param>
    /// <exception cref="ArgumentException">An answer's input is not in the dictionary.</exception>
    public static string Write(ClinicalKnowledge knowledge, IReadOnlyDictionary<string, Answer> answers, string patient, DateTimeOffset authored)
    {
        var response = new QuestionnaireResponse
        {
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
            Subject = new(patient),
            AuthoredElement = new(authored),
        };
        foreach (var (name, answer) in answers)
        {
            var input = knowledge.Dictionary.FindInput(name) ?? throw new ArgumentException($"'{name}' is not an input of the data dictionary.", nameof(answers));
            var item = new QuestionnaireResponse.ItemComponent { LinkId = name };
            if (answer is Answer.Unknown) { item.AddExtension(QuestionnaireResponseReader.DataAbsentReason, new Code(AskedButUnknown)); }
            foreach (var value in Values(input, answer)) { item.Answer.Add(new() { Value = value }); }
            response.Item.Add(item);
        }
        return new FhirJsonSerializer().SerializeToString(response);
    }

    private static IEnumerable<DataType> Values(InputDefinition input, Answer answer) => answer switch
    {
        Answer.Flag(var flag) => [new FhirBoolean(flag)],
        Answer.Number(var number) => [input.IsWhole ? new Integer((int)number) : new FhirDecimal((decimal)number)],
        Answer.Word(var word) => [new Coding { Code = word }],
        Answer.Words([]) => [new Coding { Code = QuestionnaireResponseReader.None }],
        Answer.Words(var words) => words.Select(word => new Coding { Code = word }),
        _ => [],
    };
}
