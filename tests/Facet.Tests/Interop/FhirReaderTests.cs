using Facet.Intake;
using Facet.Interop.Fhir;

namespace Facet.Tests.Interop;

/// <summary>One resource at a time.</summary>
public class FhirReaderTests
{
    private const string Rx = "http://www.nlm.nih.gov/research/umls/rxnorm";
    private static readonly DateOnly Day = new(2026, 3, 15);

    [Theory]
    [InlineData("1980-03-15", 46d)]
    [InlineData("1980-03-16", 45d)]
    [InlineData("1980-02", 46d)]
    [InlineData("1980", null)]
    [InlineData("2027-01-01", null)]
    [InlineData("15.3.1980", null)]
    public void Age_is_counted_to_the_day_given_and_unknown_where_the_birth_date_leaves_it_open(string born, double? age)
    {
        var intake = Given.Need(FhirGiven.Reader.Read("test", $$"""{"resourceType": "Patient", "birthDate": "{{born}}"}""", Day));
        Assert.Equal(age, intake.Answers.Values.GetValueOrDefault("age_years") is Answer.Number number ? number.Value : null);
        Assert.True(age is not null || intake.Remarks.Count > 0);
        Assert.Equal(LeftOut.IsUnknown, intake.Answers.LeftOut);
        Assert.Null(intake.Answers.Medicines);
    }

    [Theory]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"code\": {\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"64859006\"}]}", "osteoporosis", "yes")]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"verificationStatus\": {\"coding\": [{\"code\": \"entered-in-error\"}]}, \"code\": {\"text\": \"Osteoporosis\"}", "osteoporosis", null)]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"verificationStatus\": {\"coding\": [{\"code\": \"provisional\"}]}, \"code\": {\"text\": \"Osteoporosis\"}", "osteoporosis", null)]
    [InlineData("\"code\": {\"text\": \"Family history of osteoporosis\"}", "osteoporosis", null)]
    [InlineData("\"clinicalStatus\": \"active\", \"code\": {\"text\": \"Osteoporosis\"}", "osteoporosis", "yes")]
    [InlineData("\"clinicalStatus\": \"resolved\", \"code\": {\"text\": \"Normal pregnancy\"}", "pregnant", null)]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"code\": {\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"77386006\", \"display\": \"Pregnancy\"}]}", "pregnant", "yes")]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"code\": {\"text\": \"Malignant neoplasm of breast\"}", "cancer_history", "active")]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"resolved\"}]}, \"code\": {\"text\": \"Malignant neoplasm of breast\"}", "cancer_history", "past")]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"code\": {\"text\": \"History of malignant neoplasm of breast (situation)\"}", "cancer_history", "past")]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"code\": {\"text\": \"Pulmonary hypertension\"}", "hypertension", null)]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"code\": {\"text\": \"Chronic kidney disease stage 3 (disorder)\"}", "ckd_known", "yes")]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"onsetDateTime\": \"2026-03-01\", \"code\": {\"coding\": [{\"system\": \"http://hl7.org/fhir/sid/icd-10-cm\", \"code\": \"M54.50\"}]}", "episode_days", "14")]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"onsetDateTime\": \"2020\", \"code\": {\"text\": \"Low back pain\"}", "episode_days", "1900")]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"onsetDateTime\": \"2026-03\", \"code\": {\"text\": \"Low back pain\"}", "episode_days", null)]
    [InlineData("\"clinicalStatus\": {\"coding\": [{\"code\": \"active\"}]}, \"code\": {\"coding\": [{\"system\": \"http://hl7.org/fhir/sid/icd-10-cm\", \"code\": \"M54.31\"}]}", "leg_pain_side", "right")]
    public void Problem_becomes_a_fact_only_when_the_record_says_so(string condition, string input, string? expected)
    {
        var intake = FhirGiven.ReadBundle(Day, $$"""{"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, {{condition}} }""");
        Assert.Equal(expected, Text(intake, input));
    }

    [Fact]
    public void Two_sides_are_both_and_the_longer_spell_counts()
    {
        var intake = FhirGiven.ReadBundle(Day,
            """{"resourceType": "Condition", "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.41"}]}, "onsetDateTime": "2026-03-10"}""",
            """{"resourceType": "Condition", "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.42"}]}, "onsetDateTime": "2026-02-13"}""");
        Assert.Equal("both", Text(intake, "leg_pain_side"));
        Assert.Equal("30", Text(intake, "episode_days"));
    }

    [Theory]
    [InlineData("Oxycodone Hydrochloride 10 MG Oral Capsule", "1", "{capsule}", "\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"", "oxycodone", 20d)]
    [InlineData("Oxycodone Hydrochloride 10 MG Oral Capsule", "1", null, "\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"", "oxycodone", null)]
    [InlineData("oxycodone hydrochloride 1 MG/ML Oral Solution", "5", "mL", "\"frequency\": 1, \"period\": 6, \"periodUnit\": \"h\"", "oxycodone", 20d)]
    [InlineData("Acetaminophen 325 MG / HYDROcodone Bitartrate 7.5 MG Oral Tablet", "2", "{tablet}", "\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"", "hydrocodone", 30d)]
    [InlineData("HYDROcodone-acetaminophen 5-325 mg tablet", "1", "{tablet}", "\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"", "hydrocodone", null)]
    [InlineData("Morphine sulfate 10 MG/ML Injectable Solution", "1", "mL", "\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"", "morphine", null)]
    [InlineData("Morphine sulfate 15 MG Oral Tablet", "0", "{tablet}", "\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"", "morphine", null)]
    [InlineData("Aspirin 81 MG Oral Tablet", "1", "{tablet}", "\"frequency\": 1, \"period\": 1, \"periodUnit\": \"d\"", "aspirin", 81d)]
    [InlineData("Aspirin 500 MG Oral Tablet", "500", "mg", "\"frequency\": 3, \"period\": 1, \"periodUnit\": \"d\"", "aspirin_analgesic", 1500d)]
    [InlineData("Diclofenac Sodium 0.01 MG/MG Topical Gel", "1", "g", "\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"", "diclofenac_topical", 2000d)]
    [InlineData("Prednisolone 10 MG/ML Ophthalmic Suspension", "1", "mL", "\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"", "Prednisolone 10 MG/ML Ophthalmic Suspension", null)]
    [InlineData("buprenorphine 8 MG Sublingual Tablet", "1", "{tablet}", "\"frequency\": 1, \"period\": 1, \"periodUnit\": \"d\"", "buprenorphine", 8d)]
    [InlineData("168 HR Buprenorphine 0.01 MG/HR Transdermal System", "1", "{patch}", "\"frequency\": 1, \"period\": 7, \"periodUnit\": \"d\"", "buprenorphine_transdermal", null)]
    [InlineData("fentanyl 0.05 MG/ML Injectable Solution", "1", "mL", "\"frequency\": 1, \"period\": 1, \"periodUnit\": \"d\"", "fentanyl", null)]
    public void Medicine_is_recognised_by_its_name_and_its_dose_is_counted_or_unknown(string display, string amount, string? unit, string repeat, string name, double? milligrams)
    {
        var code = unit is null ? "" : $$""", "unit": "{{unit}}", "system": "http://unitsofmeasure.org", "code": "{{unit}}" """;
        var intake = FhirGiven.ReadBundle(Day, $$$"""
            {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"coding": [{"system": "{{{Rx}}}", "code": "1", "display": "{{{display}}}"}]},
             "dosageInstruction": [{"timing": {"repeat": { {{{repeat}}} } }, "doseAndRate": [{"doseQuantity": {"value": {{{amount}}} {{{code}}} } }]}]}
            """);
        var medicine = Assert.Single(intake.Answers.Medicines!, medicine => medicine.Name == name);
        Assert.Equal(milligrams, medicine.MilligramsPerDay is { } mg ? Math.Round(mg, 6) : null);
    }

    [Theory]
    [InlineData("2", "4", "h", 12)]
    [InlineData("1", "30", "min", 48)]
    [InlineData("4", "1", "d", 4)]
    [InlineData("2", "1", "wk", 0.28571428)]
    [InlineData("10", "1", "mo", 0.33333333)]
    public void Times_a_day_are_those_published(string frequency, string period, string unit, double perDay)
    {
        // cqframework/opioid-mme-r4, OMTKLogicTests.
        var medicine = Assert.Single(FhirGiven.ReadBundle(Day, $$$"""
            {"resourceType": "MedicationStatement", "status": "active", "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "Ibuprofen"},
             "dosage": [{"timing": {"repeat": {"frequency": {{{frequency}}}, "period": {{{period}}}, "periodUnit": "{{{unit}}}"}}, "doseAndRate": [{"doseQuantity": {"value": 100, "code": "mg"}}]}]}
            """).Answers.Medicines!);
        Assert.Equal(perDay * 100, medicine.MilligramsPerDay!.Value, 1e-5);
    }

    [Theory]
    [InlineData("http://www.nlm.nih.gov/research/umls/rxnorm", "7804", "oxycodone")]
    [InlineData("http://www.whocc.no/atc", "M02AA15", "diclofenac_topical")]
    [InlineData("http://www.whocc.no/atc", "N02BF01", "gabapentin")]
    [InlineData("http://www.nlm.nih.gov/research/umls/rxnorm", "4337", "fentanyl")]
    [InlineData("http://www.nlm.nih.gov/research/umls/rxnorm", "999999999", "999999999")]
    public void Medicine_without_a_name_is_recognised_by_the_code_of_its_ingredient_or_kept_by_code(string system, string code, string name) =>
        Assert.Equal(name, Assert.Single(FhirGiven.ReadBundle(Day, Request($$"""  "medicationCodeableConcept": {"coding": [{"system": "{{system}}", "code": "{{code}}"}]}  """)).Answers.Medicines!).Name);

    [Theory]
    [InlineData("active", "order", "false", 1)]
    [InlineData("active", "plan", "false", 1)]
    [InlineData("unknown", "order", "false", 1)]
    [InlineData("nonsense", "order", "false", 1)]
    [InlineData("active", "proposal", "false", null)]
    [InlineData("completed", "order", "false", null)]
    [InlineData("stopped", "order", "false", null)]
    [InlineData("cancelled", "order", "false", null)]
    [InlineData("draft", "order", "false", null)]
    [InlineData("active", "order", "true", null)]
    [InlineData("entered-in-error", "order", "false", null)]
    public void Only_what_is_taken_now_is_on_the_list_and_what_is_over_or_an_error_is_no_list(string status, string intent, string not, int? count)
    {
        var intake = FhirGiven.ReadBundle(Day, $$"""{"resourceType": "MedicationRequest", "status": "{{status}}", "intent": "{{intent}}", "doNotPerform": {{not}}, "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "Ibuprofen 200 MG"} }""");
        Assert.Equal(count, intake.Answers.Medicines?.Count);
    }

    /// <summary>An antibiotic of years ago does not say that no blood thinner is taken today: silence is unknown.</summary>
    [Fact]
    public void A_medicine_that_is_over_does_not_say_that_none_is_taken()
    {
        var over = """{"resourceType": "MedicationRequest", "status": "completed", "intent": "order", "authoredOn": "2012-05-02", "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "Amoxicillin 500 MG Oral Capsule"}}""";
        var intake = FhirGiven.ReadBundle(Day, over);
        Assert.Null(intake.Answers.Medicines);
        Assert.False(FhirGiven.Profile(intake).Facts.MedicinesComplete);
        Assert.Contains(intake.Remarks, remark => remark.Code == "none-taken-now");

        var other = FhirGiven.ReadBundle(Day, over, Request("""  "medicationCodeableConcept": {"text": "Ibuprofen"}  """));
        Assert.Equal("ibuprofen", Assert.Single(other.Answers.Medicines!).Name);
        Assert.DoesNotContain(other.Remarks, remark => remark.Code == "none-taken-now");
    }

    [Theory]
    [InlineData("\"repeat\": {\"frequency\": 1, \"period\": 4, \"periodUnit\": \"h\"}", "\"repeat\": {\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"}", null)]
    [InlineData("\"code\": {\"text\": \"as told\"}", "\"repeat\": {\"frequency\": 2, \"period\": 1, \"periodUnit\": \"d\"}", null)]
    [InlineData("\"repeat\": {\"frequency\": 1, \"period\": 12, \"periodUnit\": \"h\"}", "\"code\": {\"coding\": [{\"code\": \"BID\"}]}", 20d)]
    public void A_product_that_is_active_twice_was_ordered_again_at_one_dose_and_is_of_unknown_dose_at_two(string first, string second, double? milligrams)
    {
        string Order(string timing, string day) => $$$"""
            {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "{{{day}}}", "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "Oxycodone 10 MG Oral Tablet"},
             "dosageInstruction": [{"timing": { {{{timing}}} }, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "{tablet}", "system": "http://unitsofmeasure.org", "code": "{tablet}"} }]}]}
            """;
        var intake = FhirGiven.ReadBundle(Day, Order(first, "2026-03-01"), Order(second, "2026-03-10"));
        var medicine = Assert.Single(intake.Answers.Medicines!);
        Assert.Equal(("oxycodone", milligrams), (medicine.Name, medicine.MilligramsPerDay));
        Assert.Equal(milligrams is null ? "dose-unknown" : "renewals", Assert.Single(intake.Remarks, remark => remark.Code is "dose-unknown" or "renewals").Code);
        // What may come to 120 mg of morphine equivalents is not taken for 30: the rule for very high doses stays open.
        Assert.Equal(milligrams is not null, FhirGiven.Profile(intake).Facts.MorphineEquivalents.IsKnown);
        Assert.Equal(milligrams is null, Given.Need(FhirGiven.Pathway.Walk(intake.Answers)).Disposition.Result.Open.Any(open => open.Rule.Id == "TRI-OPI-02"));
    }

    [Fact]
    public void Medicine_behind_a_reference_is_found_and_one_that_is_missing_stays_on_the_list()
    {
        var intake = FhirGiven.ReadBundle(Day,
            """{"resourceType": "Medication", "id": "m", "code": {"text": "Warfarin Sodium 5 MG Oral Tablet"}}""",
            """{"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"}, "medicationReference": {"reference": "Medication/m"}}""",
            """{"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"}, "medicationReference": {"reference": "#in"}, "contained": [{"resourceType": "Medication", "id": "in", "code": {"text": "Ibuprofen"}}]}""",
            """{"resourceType": "MedicationRequest", "id": "x", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"}, "medicationReference": {"reference": "Medication/gone"}}""");
        Assert.Equal(["warfarin", "ibuprofen", "a medicine without a name (MedicationRequest/x)"], intake.Answers.Medicines!.Select(medicine => medicine.Name));
        Assert.Contains(intake.Remarks, remark => remark.Code == "no-medication");
    }

    [Theory]
    [InlineData("72514-3", "\"valueQuantity\": {\"value\": 6, \"code\": \"{score}\"}", "2026-03-14", "pain_now", "6")]
    [InlineData("72514-3", "\"valueQuantity\": {\"value\": 60, \"code\": \"{score}\"}", "2026-03-14", "pain_now", null)]
    [InlineData("72514-3", "\"valueQuantity\": {\"value\": 6, \"code\": \"{score}\"}", "2026-01-14", "pain_now", null)]
    [InlineData("72514-3", "\"dataAbsentReason\": {\"text\": \"refused\"}", "2026-03-14", "pain_now", null)]
    [InlineData("75893-8", "\"valueInteger\": 7", "2026-03-14", "pain_avg_7d", "7")]
    [InlineData("91147-9", "\"valueQuantity\": {\"value\": 5.33}", "2026-03-14", "peg_mean", "5.33")]
    [InlineData("44260-8", "\"valueQuantity\": {\"value\": 1, \"code\": \"{score}\"}", "2026-03-14", "phq9_item9", "1")]
    [InlineData("44261-6", "\"valueQuantity\": {\"value\": 8.5}", "2026-03-14", "phq9_total", null)]
    [InlineData("98979-8", "\"valueQuantity\": {\"value\": 28, \"unit\": \"mL/min/1.73m2\", \"code\": \"mL/min/{1.73_m2}\"}", "2026-03-14", "egfr", "28")]
    [InlineData("98979-8", "\"valueQuantity\": {\"value\": 28, \"unit\": \"mL/min\", \"code\": \"mL/min\"}", "2026-03-14", "egfr", null)]
    [InlineData("98979-8", "\"valueQuantity\": {\"value\": 90, \"comparator\": \">\", \"code\": \"mL/min/{1.73_m2}\"}", "2026-03-14", "egfr", null)]
    [InlineData("8480-6", "\"valueQuantity\": {\"value\": 16, \"code\": \"kPa\"}", "2026-03-14", "bp_systolic", "120")]
    public void Observation_answers_an_input_when_it_is_recent_and_its_unit_can_be_converted(string code, string value, string day, string input, string? expected)
    {
        var intake = FhirGiven.ReadBundle(Day, $$"""{"resourceType": "Observation", "id": "o", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "{{code}}"}]}, "effectiveDateTime": "{{day}}", {{value}} }""");
        Assert.Equal(expected, Text(intake, input));
        Assert.True(expected is not null || intake.Remarks.Any(remark => remark.Path.EndsWith("Bundle.entry[1] Observation/o", StringComparison.Ordinal)));
    }

    [Fact]
    public void Newest_final_value_counts_whatever_the_order_and_a_newer_refusal_is_not_filled_from_the_past()
    {
        string Pain(string status, string moment, string value) => $$"""{"resourceType": "Observation", "status": "{{status}}", "code": {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]}, "effectiveDateTime": "{{moment}}", {{value}} }""";
        var older = Pain("final", "2026-03-10T08:00:00Z", "\"valueInteger\": 3");
        var newer = Pain("amended", "2026-03-10T08:00:00-05:00", "\"valueInteger\": 8");
        var preliminary = Pain("preliminary", "2026-03-12", "\"valueInteger\": 1");
        Assert.Equal("8", Text(FhirGiven.ReadBundle(Day, newer, older, preliminary), "pain_now"));
        Assert.Equal("8", Text(FhirGiven.ReadBundle(Day, preliminary, older, newer), "pain_now"));
        Assert.Null(Text(FhirGiven.ReadBundle(Day, older, newer, Pain("final", "2026-03-11T00:00:00Z", "\"dataAbsentReason\": {\"text\": \"refused\"}")), "pain_now"));
    }

    [Theory]
    [InlineData("\"code\": {\"text\": \"Allergy to aspirin\"}", true)]
    [InlineData("\"code\": {\"coding\": [{\"system\": \"http://www.nlm.nih.gov/research/umls/rxnorm\", \"code\": \"5640\"}]}", true)]
    [InlineData("\"code\": {\"text\": \"NSAIDs\"}", true)]
    [InlineData("\"code\": {\"text\": \"NSAIDs\"}, \"verificationStatus\": {\"coding\": [{\"code\": \"refuted\"}]}", false)]
    [InlineData("\"code\": {\"text\": \"Penicillin\"}", false)]
    public void Allergy_to_an_anti_inflammatory_is_a_fact_and_any_other_proves_nothing(string allergy, bool isFact)
    {
        var intake = FhirGiven.ReadBundle(Day, $$"""{"resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/p"}, {{allergy}} }""");
        Assert.Equal(isFact ? "yes" : null, Text(intake, "nsaid_hypersensitivity"));
        Assert.Equal(isFact, intake.Remarks.All(remark => remark.Code is not ("refuted" or "not-used")));
    }

    [Fact]
    public void What_speaks_of_somebody_else_or_may_mean_something_else_is_not_used()
    {
        var intake = FhirGiven.ReadBundle(Day,
            """{"resourceType": "Condition", "subject": {"reference": "Patient/other"}, "code": {"text": "Osteoporosis"}}""",
            """{"resourceType": "Condition", "subject": {"reference": "Patient/p"}, "modifierExtension": [{"url": "http://example.org/negated", "valueBoolean": true}], "code": {"text": "Asthma"}}""",
            """{"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"}, "modifierExtension": [{"url": "http://example.org/x", "valueBoolean": true}], "medicationCodeableConcept": {"text": "Ibuprofen"}}""");
        Assert.Null(Text(intake, "osteoporosis"));
        Assert.Null(Text(intake, "asthma"));
        Assert.Equal("a medicine that could not be read (MedicationRequest/m)", Assert.Single(intake.Answers.Medicines!).Name);
        Assert.Equal(["another-person", "modifier", "modifier", "not-recognised"], intake.Remarks.Select(remark => remark.Code).Where(code => code is not "no-status" and not "invalid").Order(StringComparer.Ordinal));
    }

    private static string Request(string medication) => $$"""{"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": {"reference": "Patient/p"}, {{medication}} }""";

    private static string? Text(FhirIntake intake, string input) => intake.Answers.Values.GetValueOrDefault(input) switch
    {
        Answer.Flag(var flag) => flag ? "yes" : "no",
        Answer.Number(var number) => number.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
        Answer.Word(var word) => word,
        _ => null,
    };
}
