using System.Globalization;
using System.Text.Json;
using Facet.Interop.Fhir;
using Facet.Triage;

namespace Facet.Tests.Interop;

/// <summary>Published records, held against what was published or read out of them independently.</summary>
public class FhirRecordTests
{
    public static TheoryData<string> Patients => [.. FhirGiven.Patients];

    public static TheoryData<string> Described => [.. ((string[])["synthea-r4", "pain-cds"]).SelectMany(folder => FhirGiven.Expected(folder).EnumerateObject().Select(property => $"{folder}/{property.Name}"))];

    public static TheoryData<string> Discharges => [.. FhirGiven.Expected("cms506-opioid-safety").EnumerateObject().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Patients))]
    public void Record_comes_to_a_result_or_to_a_named_list_of_questions(string file)
    {
        var result = Given.Need(FhirGiven.Pathway.Walk(FhirGiven.Read(file).Answers));
        Assert.True(result.Disposition is not Disposition.Cleared);
        Assert.True(result.Disposition is not Disposition.Incomplete || result.Disposition.Result.Missing.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Described))]
    public void Age_sex_and_last_day_are_those_of_the_record(string file)
    {
        var (expected, intake) = (Expected(file), FhirGiven.Read(file));
        var profile = FhirGiven.Profile(intake);
        Assert.Equal(expected.GetProperty("gender").GetString(), profile.Word("sex_at_birth"));
        var asOf = expected.GetProperty("asOf").GetString();
        Assert.Equal(asOf is null ? null : DateOnly.ParseExact(asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture), FhirReader.SuggestAsOf(FhirGiven.Text(file)));
        if (asOf is not null) { Assert.Equal(expected.GetProperty("ageAtAsOf").GetInt32(), profile.AgeYears); }
        Assert.Equal(expected.GetProperty("deceased").GetBoolean(), intake.Remarks.Any(remark => remark.Code == "deceased"));
    }

    [Theory]
    [MemberData(nameof(Described))]
    public void Active_problem_is_a_fact_or_is_remarked_on(string file)
    {
        var (expected, intake) = (Expected(file), FhirGiven.Read(file));
        var profile = FhirGiven.Profile(intake);
        foreach (var name in expected.GetProperty("activeConditions").EnumerateArray().Select(condition => condition.GetProperty("display").GetString()!))
        {
            Assert.True(intake.Used.Any(used => used.Contains(name, StringComparison.Ordinal)) || intake.Remarks.Any(remark => remark.Message.Contains(name, StringComparison.Ordinal)), name);
        }
        var contains = expected.GetProperty("recordContains");
        Fact("osteoporosis", profile.Is("osteoporosis"));
        Fact("pathologicalFracture", profile.Is("fragility_fracture_ever"));
        Fact("cancerHistory", Kleene.Of(profile.Word("cancer_history") is "active" or "past"));
        Fact("opioidUseDisorder", Kleene.Of(profile.Word("substance_use_disorder") == "current"));
        Fact("fibromyalgia", profile.Is("widespread_pain"));
        Fact("rheumatoidArthritis", profile.Is("rheumatoid_arthritis"));
        Fact("chronicKidneyDisease", profile.Is("ckd_known"));
        var hasDatedBackPain = contains.GetProperty("chronicLowBackPain").GetBoolean() && profile.EpisodeDays is not null;
        Assert.True(!hasDatedBackPain || profile.EpisodeDays > 0);
        // A past pregnancy is no pregnancy, and nobody in these records is pregnant on the last day.
        Assert.NotEqual(Truth.Yes, profile.Is("pregnant"));

        // What the record does not say stays unknown: there is no "no".
        void Fact(string key, Truth actual) => Assert.True(contains.GetProperty(key).GetBoolean() == (actual == Truth.Yes), $"{key} is {actual}");
    }

    [Theory]
    [MemberData(nameof(Described))]
    public void Medicines_taken_now_are_recognised_by_group_or_kept_by_name(string file)
    {
        var (expected, intake) = (Expected(file), FhirGiven.Read(file));
        var groups = FhirGiven.Groups(intake);
        var active = expected.GetProperty("activePrescribed");
        foreach (var (key, group) in ((string, string)[])[("nsaid", "nsaid"), ("opioid", "opioid"), ("anticoagulant", "anticoagulant"), ("antiplatelet", "antiplatelet"), ("systemicSteroid", "corticosteroid")])
        {
            Assert.True(active.GetProperty(key).GetArrayLength() > 0 == groups.Contains(group), key);
        }
        var medicines = expected.GetProperty("activeMedicationRequests").EnumerateArray().Select(item => item.GetString()!.Split(' ', 2)[1]).ToList();
        foreach (var name in medicines)
        {
            Assert.True(intake.Used.Any(used => used.Contains(name, StringComparison.OrdinalIgnoreCase)) || intake.Answers.Medicines!.Any(medicine => name.Contains(medicine.Name, StringComparison.OrdinalIgnoreCase)), name);
        }
        Assert.Equal(medicines.Any(name => name.Contains("temazepam", StringComparison.OrdinalIgnoreCase) || name.Contains("chlordiazepoxide", StringComparison.OrdinalIgnoreCase)), groups.Contains("benzodiazepine"));
        if (medicines.Count == 0) { Assert.True(intake.Answers.Medicines is null or { Count: 0 }); }
    }

    /// <summary>CMS506: two different opioids, or an opioid with a benzodiazepine, among the medicines that the person goes home with.</summary>
    [Theory]
    [MemberData(nameof(Discharges))]
    public void Opioids_and_benzodiazepines_at_discharge_are_those_of_the_measure(string file)
    {
        var expected = FhirGiven.Expected("cms506-opioid-safety").GetProperty(file);
        var facts = FhirGiven.Profile(FhirGiven.Read($"cms506-opioid-safety/{file}")).Facts;
        var taken = facts.Medicines.Select(medicine => medicine.Ingredient).OfType<Facet.Knowledge.Ingredient>().Distinct().ToList();
        var opioids = taken.Count(ingredient => ingredient.Groups.Contains("opioid"));
        Assert.Equal(expected.GetProperty("concurrentOpioidOrBenzodiazepineAtDischarge").GetBoolean(), opioids > 1 || (opioids == 1 && taken.Any(ingredient => ingredient.Groups.Contains("benzodiazepine"))));
    }

    [Fact]
    public void Problems_of_the_measure_become_facts()
    {
        Assert.Equal("current", FhirGiven.Profile(FhirGiven.Read("cms506-opioid-safety/57da77da.json")).Word("substance_use_disorder"));
        Assert.Equal("active", FhirGiven.Profile(FhirGiven.Read("cms506-opioid-safety/81dc5bb4.json")).Word("cancer_history"));
        Assert.Equal("past", FhirGiven.Profile(FhirGiven.Read("cms506-opioid-safety/5e76e39a.json")).Word("cancer_history"));
        Assert.Equal("active", FhirGiven.Profile(FhirGiven.Read("cms506-opioid-safety/ab0bc2a3.json")).Word("cancer_history"));
        Assert.Contains(FhirGiven.Read("cms506-opioid-safety/cdb80ca8.json").Remarks, remark => remark.Message.Contains("Sickle cell", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("patient-mme-greater-than-fifty.json")]
    [InlineData("patient-mme-less-than-fifty.json")]
    [InlineData("patient-no-meds.json")]
    public void Morphine_equivalents_are_those_published(string file)
    {
        var expected = FhirGiven.Expected("mme").GetProperty(file);
        var facts = FhirGiven.Profile(FhirGiven.Read($"mme/{file}")).Facts;
        Assert.Equal(expected.TryGetProperty("value", out var value) ? value.GetDouble() : default(double?), facts.MorphineEquivalents.IsKnown ? Math.Round(facts.MorphineEquivalents.Low, 9) : default(double?));
        Assert.Equal("CDC 2022", FhirIntake.MorphineTable);
    }

    [Fact]
    public void Every_invalid_resource_is_remarked_on_and_no_valid_one()
    {
        using var validation = JsonDocument.Parse(FhirGiven.Text("validation.json"));
        var total = 0;
        foreach (var file in FhirGiven.Patients)
        {
            var counts = validation.RootElement.GetProperty("files").GetProperty(file);
            var invalid = FhirGiven.Read(file).Remarks.Where(remark => remark.Code == "invalid").ToList();
            Assert.True(counts.GetProperty("resources").GetInt32() - counts.GetProperty("clean").GetInt32() == invalid.Count, $"{file}: {string.Join('\n', invalid)}");
            Assert.All(invalid, remark => Assert.Contains("entry[", remark.Path, StringComparison.Ordinal));
            total += invalid.Count;
        }
        Assert.Equal(13, total);
    }

    [Fact]
    public void Records_without_a_licence_are_read_where_they_are()
    {
        if (FhirGiven.Shared("questionnaires") is not { } folder) { Assert.Skip("shared/data/fhir/questionnaires is not beside the repository."); return; }
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            Assert.False(FhirGiven.Reader.Read(file, File.ReadAllText(file), FhirGiven.Today).TryGet(out _, out var problems));
            Assert.Equal("no-patient", Assert.Single(problems).Code);
        }
    }

    private static JsonElement Expected(string file) => FhirGiven.Expected(file.Split('/')[0]).GetProperty(file.Split('/')[1]);
}
