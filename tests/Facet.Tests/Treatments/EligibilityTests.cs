using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Tests.Treatments;

public class EligibilityTests
{
    /// <summary>Facts that only ever speak against treatments: in no rule do they call for one.</summary>
    private static readonly IReadOnlyList<string> Contraindications =
    [
        "nsaid_hypersensitivity", "bleeding_disorder", "heart_failure", "on_dialysis", "cabg_past_14d", "pacemaker_or_icd", "neurostimulator_or_pump", "prosthetic_valve_or_endocarditis",
        "neutropenia", "impaired_back_skin_sensation", "skin_lesion_or_infection_back", "raynaud_or_cold_disorder", "heat_intolerance", "photosensitivity", "radiotherapy_back_6mo", "epilepsy",
        "unstable_cardiac", "cannot_consent_or_communicate", "psychosis_or_severe_ptsd", "hyperthyroid", "glaucoma_narrow_angle_uncontrolled", "bipolar", "seizure_risk", "hypermobility_disorder",
        "spinal_fusion_or_hardware", "spinal_surgery_ever", "lymphoedema_leg", "peripheral_arterial_disease",
    ];

    private static readonly CarePathway Pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));

    private static Options Assess(IntakeAnswers answers) => Eligibility.Assess(Given.Knowledge, RedFlags.Assess(Given.Knowledge, Given.Need(PatientProfile.From(Given.Knowledge, answers))));

    [Fact]
    public void Adding_a_contraindication_never_adds_an_option() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, Contraindications.Count - 1]).Sample((answers, index) =>
        {
            var before = Assess(answers.With(Contraindications[index], new Answer.Flag(false)));
            var after = Assess(answers.With(Contraindications[index], new Answer.Flag(true)));
            Assert.Empty(Treatment(after).Except(Treatment(before)));
            // Another rule may take over: the limit on interim items gives way to the stop of everything.
            Assert.All(before.Excluded, exclusion => Assert.NotEmpty(after.Against(exclusion.Family, exclusion.Technique)));
        }, iter: 3000);

    [Fact]
    public void Taking_an_answer_back_never_adds_an_option() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, Contraindications.Count - 1]).Sample((answers, index) =>
            Assert.Empty(Treatment(Assess(answers.Without(Contraindications[index]))).Except(Treatment(Assess(answers.With(Contraindications[index], new Answer.Flag(false)))))), iter: 3000);

    [Fact]
    public void What_is_excluded_or_held_is_never_recommended() =>
        AnyIntake.Answered.Sample(answers =>
        {
            var options = Assess(answers);
            Assert.DoesNotContain(options.Recommendations, offered => offered.Family is { } family && offered.RequiresTechnique.Length > 0
                && (options.Against(family, offered.RequiresTechnique).Any() || options.HoldsOn(family, offered.RequiresTechnique).Any()));
        }, iter: 2000);

    [Fact]
    public void Opioids_benzodiazepines_and_the_like_are_nowhere_among_what_can_be_recommended() =>
        Assert.DoesNotContain(Given.Knowledge.Recommendations, recommendation => recommendation.RequiresTechnique is "opioid" or "benzodiazepine" or "gabapentinoid" or "corticosteroid" or "tca");

    [Fact]
    public void Every_declined_family_is_out() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, 7]).Sample((answers, index) =>
        {
            var family = TreatmentFamilies.All[index];
            var options = Assess(answers.With("declines", new Answer.Words([family.Code()])));
            Assert.Contains(options.Excluded, exclusion => exclusion.Family == family && exclusion.Rule == "ELG-GLB-04");
            Assert.DoesNotContain(options.Recommendations, offered => offered.Family == family && offered.RequiresTechnique.Length > 0);
        }, iter: 500);

    [Fact]
    public void An_unknown_opioid_dose_makes_the_morphine_equivalents_unknown_not_zero()
    {
        Assert.Null(Assess(new(new Dictionary<string, Answer>(), [new("morphine", null, null)])).MorphineEquivalents);
        Assert.Null(Assess(new(new Dictionary<string, Answer>(), [new("morphine", 30, null), new("oxycodone", null, null)])).MorphineEquivalents);
        Assert.Equal(30, Assess(new(new Dictionary<string, Answer>(), [new("morphine", 30, null)])).MorphineEquivalents);
        Assert.Null(Assess(new(new Dictionary<string, Answer>(), null)).MorphineEquivalents);
    }

    [Fact]
    public void A_check_that_could_not_run_says_so()
    {
        Assert.Contains(Assess(new(new Dictionary<string, Answer>(), null)).Findings, finding => finding.Kind == "not_checked");
        var options = Assess(Given.Need(IntakeDocument.Read("test", """{"intake": {"age_years": 40, "episode_days": 10}, "current_medications": [{"ingredient": "Zorblax"}]}""", LeftOut.IsDefault)));
        Assert.Contains(options.Findings, finding => finding.Kind == "not_checked" && finding.Reason.Contains("Zorblax", StringComparison.Ordinal));
        Assert.DoesNotContain(options.Recommendations, offered => offered.Id == "REC-NSAID-SHORT");
        Assert.Contains(options.Held, hold => hold.Technique == "nsaid_oral" && hold.Open.Contains(Condition.MedicineList));
    }

    [Fact]
    public void Interactions_are_found_in_both_directions() => Assert.All(Given.Knowledge.Interactions.Where(pair => pair.B != "heat_therapy" && pair.B != "acupuncture" && !pair.B.Contains("_plus_", StringComparison.Ordinal)), pair =>
    {
        foreach (var (first, second) in ((string, string)[])[(pair.A, pair.B), (pair.B, pair.A)])
        {
            var options = Assess(new(new Dictionary<string, Answer>(), [new(Member(first), 10, null), new(Member(second), 10, null)]));
            Assert.Contains(options.Findings, finding => finding.Rule == pair.Id && finding.Kind == "interaction");
        }
    });

    [Theory]
    [InlineData("spinal_surgery_ever", "30", true, false)]
    [InlineData("spinal_surgery_ever", "51", true, false)]
    [InlineData("spinal_surgery_ever", Questionnaire.NotSure, true, false)]
    [InlineData("spinal_surgery_ever", "52", true, true)]
    [InlineData("spinal_surgery_ever", "520", true, true)]
    [InlineData(Questionnaire.NoneOfThese, "30", false, true)]
    public void An_operation_on_the_spine_without_hardware_is_asked_about_and_bars_the_thrust_for_a_year_and_while_its_date_is_unknown(string spine, string weeks, bool asked, bool offered)
    {
        var (met, answers) = Walk(new() { ["spine"] = spine, ["surgery-weeks"] = weeks });
        Assert.Equal(asked, met.Contains("surgery-weeks"));
        var options = Assess(answers);
        Assert.Equal(offered, options.Offers("REC-SMT-TRIAL"));
        Assert.Equal(!offered, options.Against(TreatmentFamily.Manipulation, "hvla_thrust").Any());
        Assert.Empty(options.HoldsOn(TreatmentFamily.Manipulation, "hvla_thrust"));
    }

    [Fact]
    public void An_operation_on_the_spine_that_nobody_asked_about_holds_the_thrust()
    {
        var answers = Walk(new()).Answers;
        Assert.True(Assess(answers).Offers("REC-SMT-TRIAL"));
        var options = Assess(answers.Without("spinal_surgery_ever"));
        Assert.False(options.Offers("REC-SMT-TRIAL"));
        Assert.Contains(options.HoldsOn(TreatmentFamily.Manipulation, "hvla_thrust"), hold => hold.Open.Contains("spinal_surgery_ever"));
    }

    /// <summary>The pages met by somebody of 45 years with three weeks of pain in the low back, who has nothing else to report than what is said, and what all answers say together.</summary>
    private static (IReadOnlyList<string> Met, IntakeAnswers Answers) Walk(Dictionary<string, string> said)
    {
        var questions = Pathway.Questionnaire;
        Dictionary<string, string> person = new(said) { ["age"] = "45", ["sex"] = "male", ["where"] = "low_back", ["how-long"] = "20", ["began"] = "lifting_twisting", ["pain-now"] = "5", ["pain-week"] = "6" };
        var answers = new Dictionary<string, PageAnswer>();
        for (var page = questions.Next(null, answers); page is not null; page = questions.Next(page, answers))
        {
            answers[page.Id] = Given.Need(Questionnaire.Check(page, [person.GetValueOrDefault(page.Id) ?? Nothing(page)]));
        }
        return ([.. answers.Keys], questions.Gather(answers));
    }

    private static string Nothing(QuestionPage page) => page.Kind switch
    {
        PageKind.YesNo or PageKind.Medicines => "no",
        PageKind.Number or PageKind.Pain => "0",
        PageKind.OneOf => page.Options.First(option => option.Value is "none" or "0" or "both").Value,
        _ => Questionnaire.NoneOfThese,
    };

    private static string Member(string party) => Given.Knowledge.Formulary.Find(party)?.Slug ?? Given.Knowledge.Formulary.Ingredients.First(ingredient => ingredient.Groups.Contains(party)).Slug;

    /// <summary>What somebody would do or take; a referral or a test may well follow from a contraindication, and so may a gentler substitute.</summary>
    private static IEnumerable<string> Treatment(Options options) => options.Recommendations.Where(offered => offered.Family is not null && offered.RequiresTechnique.Length > 0).Select(offered => offered.Id);
}
