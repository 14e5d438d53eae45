using Facet.Interop.Fhir;
using Facet.Knowledge;

namespace Facet.Tests.Interop;

public class FhirMapTests
{
    private const string File = "terminology/fhir-map.yaml";

    [Theory]
    [InlineData("input: osteoporosis, active: true", "input: osteoporosi, active: true", "unknown-input")]
    [InlineData("input: leg_pain, active: below_knee", "input: leg_pain, active: toes", "unknown-value")]
    [InlineData("{snomed: {\"64859006\": C}", "{snomad: {\"64859006\": C}", "unknown-system")]
    [InlineData("{snomed: {\"64859006\": C}", "{snomed: {\"64859006\": D}", "grade")]
    [InlineData("\"161891005\": B", "\"279039007\": B", "duplicate-code")]
    [InlineData("word: paracetamol, ingredient: acetaminophen", "word: paracetamol, ingredient: paracetamol", "unknown-ingredient")]
    [InlineData("groups: [nsaid]", "groups: [nsaids]", "unknown-group")]
    [InlineData("whole: nearest, within_days: 14", "whole: nearest, within_day: 14", "unknown-key")]
    [InlineData("forms: [patch, transdermal], ingredient: lidocaine_patch", "forms: [patch, transdermal], ingredient: naloxone", "no-name")]
    public void Mistake_in_the_map_is_refused_with_its_place(string right, string wrong, string code)
    {
        var text = KnowledgeFiles.Embedded.Read(File);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var files = Given.Need(KnowledgeFiles.With([("fhir-map.yaml", text.Replace(right, wrong, StringComparison.Ordinal))]));
        Assert.False(FhirMap.Load(files, Given.Knowledge).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Code == code && problem.Path.StartsWith($"{File}:", StringComparison.Ordinal));
    }

    /// <summary>No code from memory alone: each is in terminology.yaml or in a published record, and a grade is never better than there.</summary>
    [Fact]
    public void Every_code_is_in_the_terminology_or_in_a_published_record()
    {
        var terminology = KnowledgeFiles.Embedded.Read("terminology/terminology.yaml");
        var records = string.Concat(FhirGiven.Patients.Select(FhirGiven.Text));
        foreach (var (concept, _, code, grade) in Given.Need(FhirMap.Load(KnowledgeFiles.Embedded, Given.Knowledge)).Codes)
        {
            Assert.True(terminology.Contains(code, StringComparison.Ordinal) || (grade == "C" && records.Contains($"\"{code}\"", StringComparison.Ordinal)), $"{concept} {code}");
        }
    }
}
