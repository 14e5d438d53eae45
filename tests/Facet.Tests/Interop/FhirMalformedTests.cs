using System.Text.Json.Nodes;
using Facet.Interop.Fhir;

namespace Facet.Tests.Interop;

/// <summary>What is wrong is said, with its place; nothing throws.</summary>
public class FhirMalformedTests
{
    [Theory]
    [InlineData("", "json")]
    [InlineData("{\"resourceType\": \"Bundle\", \"entry\": [", "json")]
    [InlineData("<Bundle xmlns=\"http://hl7.org/fhir\"/>", "xml")]
    [InlineData("[]", "not-fhir")]
    [InlineData("null", "not-fhir")]
    [InlineData("\"Bundle\"", "not-fhir")]
    [InlineData("{\"hello\": \"world\"}", "not-fhir")]
    [InlineData("{\"resourceType\": 7}", "not-fhir")]
    [InlineData("{\"resourceType\": \"Bundle\"}", "no-patient")]
    [InlineData("{\"resourceType\": \"Bundle\", \"entry\": {}}", "no-patient")]
    [InlineData("{\"resourceType\": \"Bundle\", \"entry\": [null, 7, {}, {\"resource\": null}, {\"resource\": []}]}", "no-patient")]
    [InlineData("{\"resourceType\": \"Observation\", \"status\": \"final\"}", "no-patient")]
    [InlineData("{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": {\"resourceType\": \"Patient\"}}, {\"resource\": {\"resourceType\": \"Patient\"}}]}", "several-patients")]
    [InlineData("{\"resourceType\": \"Patient\", \"resourceType\": \"Patient\"}", "json")]
    public void File_that_is_no_record_of_a_person_is_refused_with_a_reason(string text, string code)
    {
        Assert.False(FhirGiven.Reader.Read("test.json", text, FhirGiven.Today).TryGet(out _, out var problems));
        Assert.Equal(code, Assert.Single(problems).Code);
        Assert.StartsWith("test.json", problems[0].Path, StringComparison.Ordinal);
        _ = FhirReader.SuggestAsOf(text);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(70)]
    [InlineData(100_000)]
    public void Deep_nesting_is_read_or_refused(int depth)
    {
        var text = string.Concat(Enumerable.Repeat("{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": ", depth)) + "{\"resourceType\": \"Patient\"}" + string.Concat(Enumerable.Repeat("}]}", depth));
        Assert.Equal(depth <= 20, FhirGiven.Reader.Read("test", text, FhirGiven.Today).TryGet(out _, out var problems));
        Assert.Equal(depth <= 20, problems.Count == 0);
    }

    [Theory]
    [InlineData("""{"resourceType": "Condition", "id": "x", "code": "osteoporosis"}""")]
    [InlineData("""{"resourceType": "Condition", "id": "x", "code": {"coding": {"code": "64859006"}}}""")]
    [InlineData("""{"resourceType": "Condition", "id": "x", "code": [], "subject": 7, "onsetDateTime": 2020}""")]
    [InlineData("""{"resourceType": "MedicationRequest", "id": "x", "status": 1, "intent": [], "medicationCodeableConcept": "ibuprofen"}""")]
    [InlineData("""{"resourceType": "MedicationRequest", "id": "x", "dosageInstruction": {"text": "one a day"}, "medicationCodeableConcept": {"text": 1}}""")]
    [InlineData("""{"resourceType": "MedicationStatement", "id": "x", "taken": "y", "status": "active", "medicationCodeableConcept": {"text": "Ibuprofen"}}""")]
    [InlineData("""{"resourceType": "Observation", "id": "x", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]}, "effectiveDateTime": "yesterday", "valueQuantity": {"value": "six"}}""")]
    [InlineData("""{"resourceType": "Observation", "id": "x", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]}, "effectiveDateTime": "2026-01-30", "valueQuantity": {"value": 1e400}}""")]
    [InlineData("""{"resourceType": "AllergyIntolerance", "id": "x", "code": 5, "reaction": {}}""")]
    [InlineData("""{"resourceType": "QuestionnaireResponse", "id": "x", "status": "completed", "authored": "2026-01-30", "item": {"linkId": 5}}""")]
    [InlineData("""{"resourceType": "Medication", "id": "x", "code": false}""")]
    public void Resource_with_wrong_types_is_remarked_on_by_its_place(string resource)
    {
        var intake = FhirGiven.ReadBundle(FhirGiven.Today, resource, """{"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"}, "medicationReference": {"reference": "Medication/x"}}""");
        Assert.Contains(intake.Remarks, remark => remark.Code == "invalid" && remark.Path.Contains("Bundle.entry[1] ", StringComparison.Ordinal));
        _ = Given.Need(FhirGiven.Pathway.Walk(intake.Answers));
    }

    /// <summary>Any value of a record is replaced by something else; the reader always comes to an end, and what it read can always be walked.</summary>
    [Fact]
    public void No_change_to_a_record_makes_the_reader_throw()
    {
        string[] files = ["pain-cds/cds4cpm_tommy_jones.json", "cms506-opioid-safety/57da77da.json", "mme/patient-mme-greater-than-fifty.json"];
        var records = files.Select(file => FhirGiven.Text(file)).ToList();
        string[] odd = ["null", "7", "-1e30", "\"x\"", "\"2026-99-99\"", "[]", "{}", "[[1]]", "true", "\"\"", "{\"resourceType\": \"Bundle\"}", "[null]"];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, 1_000_000], Gen.Int[0, odd.Length - 1]).Sample((record, where, what) =>
        {
            var root = JsonNode.Parse(records[record])!;
            var nodes = new List<JsonNode>();
            Collect(root, nodes);
            nodes[where % nodes.Count].ReplaceWith(JsonNode.Parse(odd[what]));
            var text = root.ToJsonString();
            _ = FhirReader.SuggestAsOf(text);
            if (FhirGiven.Reader.Read("test", text, FhirGiven.Today).TryGet(out var intake, out var problems)) { _ = Given.Need(FhirGiven.Pathway.Walk(intake.Answers)); }
            else { Assert.NotEmpty(problems); }
        }, iter: 600);
    }

    private static void Collect(JsonNode node, List<JsonNode> nodes)
    {
        foreach (var child in node switch { JsonObject item => item.Select(pair => pair.Value), JsonArray list => list, _ => [] })
        {
            if (child is null) { continue; }
            nodes.Add(child);
            Collect(child, nodes);
        }
    }
}
