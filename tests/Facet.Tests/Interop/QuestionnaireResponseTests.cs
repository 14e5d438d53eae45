using Facet.Intake;
using Facet.Interop.Fhir;
using Facet.Knowledge;

namespace Facet.Tests.Interop;

public class QuestionnaireResponseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 3, 15);
    private static readonly IReadOnlyList<InputDefinition> Inputs = FhirGiven.Pathway.Knowledge.Dictionary.Inputs;

    private static Gen<Answer> AnyAnswer(InputDefinition input)
    {
        var (least, most) = double.IsFinite(input.Range.Low) ? (input.Range.Low, input.Range.High) : (0, 1000);
        var known = input.Kind switch
        {
            ValueKind.Flag => Gen.Bool.Select(Answer (flag) => new Answer.Flag(flag)),
            ValueKind.Number => Gen.Int[(int)least, (int)most].Select(Answer (number) => new Answer.Number(number + (input.IsWhole || number == (int)most ? 0 : 0.25))),
            ValueKind.Choice => Gen.Int[0, input.Values.Count - 1].Select(index => input.Values[index]).Select(Answer (word) => new Answer.Word(word)),
            _ => Gen.Int[0, input.Values.Count - 1].Select(index => input.Values[index]).HashSet[0, Math.Min(3, input.Values.Count)].Select(Answer (words) => new Answer.Words([.. words])),
        };
        return Gen.Frequency((4, known), (1, Gen.Const(Answer.Open)));
    }

    [Fact]
    public void Answers_survive_the_way_there_and_back() =>
        Gen.Int[0, Inputs.Count - 1].HashSet[1, 20].SelectMany(chosen => chosen
            .Select(index => AnyAnswer(Inputs[index]).Select(answer => (Inputs[index].Name, Answer: answer)))
            .Aggregate(Gen.Const(new List<(string Name, Answer Answer)>()), (list, item) => list.Select(item, (all, one) => new List<(string Name, Answer Answer)>(all) { one })))
        .Sample(pairs =>
        {
            var answers = pairs.Where(pair => pair.Name is not ("age_years" or "sex_at_birth")).ToDictionary(pair => pair.Name, pair => pair.Answer);
            var read = FhirGiven.ReadBundle(Day, QuestionnaireResponseWriter.Write(FhirGiven.Pathway.Knowledge, answers, "Patient/p", Noon));
            Assert.DoesNotContain(read.Remarks, remark => remark.Code != "contradiction");
            Assert.Equal(answers.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(Describe), read.Answers.Values.Where(pair => pair.Key is not ("age_years" or "sex_at_birth")).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(Describe));
        }, iter: 100);

    [Theory]
    [InlineData("""{"linkId": "fever_or_chills"}""", "Unknown")]
    [InlineData("""{"linkId": "fever_or_chills", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-declined"}]}""", "Unknown")]
    [InlineData("""{"linkId": "fever_or_chills", "answer": [{"_valueBoolean": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-declined"}]}}]}""", "Unknown")]
    [InlineData("""{"linkId": "fever_or_chills", "answer": [{"valueBoolean": false}]}""", "Flag False")]
    [InlineData("""{"linkId": "fever_or_chills", "answer": [{"valueCoding": {"code": "Y"}}]}""", "Flag True")]
    [InlineData("""{"linkId": "fever_or_chills", "answer": [{"valueString": "perhaps"}]}""", null)]
    [InlineData("""{"linkId": "fever_or_chills", "answer": [{"valueBoolean": "yes"}]}""", null)]
    [InlineData("""{"linkId": "pain_avg_7d", "answer": [{"valueInteger": 6}]}""", "Number 6")]
    [InlineData("""{"linkId": "pain_avg_7d", "answer": [{"valueInteger": 16}]}""", null)]
    [InlineData("""{"linkId": "group", "item": [{"linkId": "leg_pain", "answer": [{"valueString": "below_knee"}]}]}""", "Word below_knee")]
    [InlineData("""{"linkId": "leg_pain", "answer": [{"valueCoding": {"code": "toes"}}]}""", null)]
    [InlineData("""{"linkId": "pain_site", "answer": [{"valueCoding": {"code": "none"}}]}""", "Words ")]
    public void Item_is_read_by_the_type_of_its_input(string item, string? expected)
    {
        var intake = FhirGiven.ReadBundle(Day, Response(item));
        var answer = intake.Answers.Values.Where(pair => pair.Key is not ("age_years" or "sex_at_birth")).Select(pair => pair.Value).SingleOrDefault();
        Assert.Equal(expected, answer is null ? null : Describe(new("", answer))[1..]);
        Assert.True(expected is not null || intake.Remarks.Count > 0);
    }

    [Theory]
    [InlineData("completed", "2026-03-15", true)]
    [InlineData("amended", "2026-03-10T10:00:00Z", true)]
    [InlineData("completed", "2026-03-01", false)]
    [InlineData("in-progress", "2026-03-15", false)]
    [InlineData("entered-in-error", "2026-03-15", false)]
    public void Answers_count_when_they_are_complete_and_of_these_days(string status, string authored, bool counts)
    {
        var intake = FhirGiven.ReadBundle(Day, Response("""{"linkId": "bladder_change", "answer": [{"valueBoolean": false}]}""", status, authored));
        Assert.Equal(counts, intake.Answers.Values.ContainsKey("bladder_change"));
        Assert.Equal(counts, intake.Remarks.Count == 0);
    }

    [Fact]
    public void Problem_on_the_record_is_not_answered_away()
    {
        var intake = FhirGiven.ReadBundle(Day,
            """{"resourceType": "Condition", "id": "c", "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}, "subject": {"reference": "Patient/p"}, "code": {"text": "Osteoporosis"}}""",
            Response("""{"linkId": "osteoporosis", "answer": [{"valueBoolean": false}]}"""));
        Assert.Equal(new Answer.Flag(true), intake.Answers.Values["osteoporosis"]);
        Assert.Equal("contradiction", Assert.Single(intake.Remarks).Code);
    }

    private static string Response(string item, string status = "completed", string authored = "2026-03-15") =>
        $$"""{"resourceType": "QuestionnaireResponse", "id": "q", "status": "{{status}}", "authored": "{{authored}}", "subject": {"reference": "Patient/p"}, "item": [{{item}}]}""";

    private static string Describe(KeyValuePair<string, Answer> pair) => $"{pair.Key} " + pair.Value switch
    {
        Answer.Flag(var flag) => $"Flag {flag}",
        Answer.Number(var number) => FormattableString.Invariant($"Number {number}"),
        Answer.Word(var word) => $"Word {word}",
        Answer.Words(var words) => $"Words {string.Join(' ', words.Order(StringComparer.Ordinal))}",
        _ => "Unknown",
    };
}
