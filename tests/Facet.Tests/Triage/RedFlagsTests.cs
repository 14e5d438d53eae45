using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Triage;

namespace Facet.Tests.Triage;

public class RedFlagsTests
{
    private static readonly IReadOnlyList<string> Asked = [.. Given.Knowledge.Dictionary.Inputs.Where(input => input.IsAsked).Select(input => input.Name)];

    private static readonly IReadOnlyList<string> Danger =
    [
        "saddle_numbness", "bladder_change", "bowel_change", "sexual_sensation_loss", "bilateral_leg_neuro", "gait_unsteady_or_hand_clumsy", "umn_signs", "fever_or_chills",
        "sudden_tearing_back_or_abdominal_pain", "chest_pain_or_breathless", "unilateral_leg_swelling", "suicidal_intent_or_plan", "unexplained_weight_loss", "weakness_progressive", "pulsatile_abdominal_mass",
    ];

    /// <summary>Under 18 the rules stop everybody, so adding a flag can only be compared in adults.</summary>
    private static Disposition Assess(IntakeAnswers answers) => RedFlags.Assess(Given.Knowledge, Given.Need(PatientProfile.From(Given.Knowledge, answers)));

    [Fact]
    public void No_unknown_ever_turns_a_stop_into_a_pass() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, Asked.Count - 1].List[1, 4]).Sample((answers, taken) =>
        {
            if (Assess(answers) is Disposition.Cleared) { return; }
            var less = taken.Aggregate(answers, (some, index) => some.Without(Asked[index]));
            Assert.IsNotType<Disposition.Cleared>(Assess(less));
        }, iter: 4000);

    [Fact]
    public void Each_single_unknown_of_a_stopped_case_still_stops() => Assert.All(Given.Cases, example =>
    {
        var stopped = RedFlags.Assess(Given.Knowledge, example.Profile);
        if (stopped is Disposition.Cleared) { return; }
        var answers = Given.Need(IntakeDocument.Read(example.Id, example.Json, LeftOut.IsDefault));
        Assert.All(Asked, input => Assert.IsNotType<Disposition.Cleared>(Assess(answers.Without(input))));
    });

    [Fact]
    public void A_list_of_medicines_that_nobody_gave_is_not_an_empty_list() =>
        AnyIntake.Answered.Sample(answers => Assert.IsNotType<Disposition.Cleared>(Assess(answers with { Medicines = null })), iter: 300);

    [Fact]
    public void An_unrecognised_medicine_never_turns_a_stop_into_a_pass() =>
        AnyIntake.Answered.Sample(answers =>
        {
            if (answers.Medicines is not { Count: > 0 } medicines || Assess(answers) is Disposition.Cleared) { return; }
            Assert.IsNotType<Disposition.Cleared>(Assess(answers with { Medicines = [.. medicines.Select(_ => new MedicineAnswer("something from the market", null, null))] }));
        }, iter: 2000);

    [Fact]
    public void Adding_a_red_flag_never_lowers_the_tier() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, Danger.Count - 1]).Sample((answers, index) =>
        {
            // An earlier assessment lowers old cauda equina symptoms on purpose (TRI-CES-03).
            var before = Assess(answers.With("ces_previously_assessed_stable", new Answer.Flag(false)));
            var after = Assess(answers.With("ces_previously_assessed_stable", new Answer.Flag(false)).With(Danger[index], new Answer.Flag(true)));
            Assert.True(after.Result.Tier >= before.Result.Tier, $"{Danger[index]}: {before.Result.Tier} became {after.Result.Tier}");
            Assert.True(after.Result.PlanEffect >= before.Result.PlanEffect, $"{Danger[index]}: {before.Result.PlanEffect} became {after.Result.PlanEffect}");
        }, iter: 4000);

    [Fact]
    public void Danger_is_acted_on_while_everything_else_is_open()
    {
        var disposition = Assess(new(new Dictionary<string, Answer> { ["bladder_change"] = new Answer.Flag(true) }, null));
        var emergency = Assert.IsType<Disposition.Emergency>(disposition);
        Assert.Equal("TRI-CES-01", emergency.Result.Fired[0].Rule.Id);
        Assert.Contains("saddle_numbness", emergency.Result.Missing);
    }

    [Fact]
    public void Nothing_answered_is_incomplete_and_names_every_mandatory_question()
    {
        var incomplete = Assert.IsType<Disposition.Incomplete>(Assess(new(new Dictionary<string, Answer>(), null)));
        Assert.Empty(Given.Knowledge.Dictionary.Inputs.Where(input => input.IsMandatory).Select(input => input.Name).Append(Condition.MedicineList).Except(incomplete.Result.Missing));
    }

    [Fact]
    public void An_assessment_that_nobody_wrote_down_did_not_happen()
    {
        var answers = new IntakeAnswers(new Dictionary<string, Answer> { ["major_trauma_recent"] = new Answer.Flag(true), ["age_years"] = new Answer.Number(30) }, []);
        Assert.Contains(Assess(answers).Result.Fired, fired => fired.Rule.Id == "TRI-FRX-01");
    }

    /// <summary>What a clinician went past is past only for the answers they saw: a rule decides otherwise only where that is noticed.</summary>
    [Fact]
    public void No_rule_decides_otherwise_while_it_reads_the_same()
    {
        IReadOnlyList<(string Id, Condition When)> rules =
        [
            .. Given.Knowledge.Triage.Select(rule => (rule.Id, rule.When)), .. Given.Knowledge.Eligibility.Select(rule => (rule.Id, rule.When)),
            .. Given.Knowledge.Medicines.Select(rule => (rule.Id, rule.When)), .. Given.Knowledge.Recommendations.Select(rule => (rule.Id, rule.When)),
        ];
        var (same, others) = (0, 0);
        Gen.Select(AnyIntake.Answered, AnyIntake.Answered, Gen.Int[0, Asked.Count - 1].List[1, 4], Gen.Bool).Sample((answers, other, taken, withMedicines) =>
        {
            var changed = taken.Aggregate(answers, (some, index) => other.Values.TryGetValue(Asked[index], out var value) ? some.With(Asked[index], value) : some.Without(Asked[index]));
            var (then, now) = (Facts(answers), Facts(withMedicines ? changed with { Medicines = other.Medicines } : changed));
            foreach (var (id, when) in rules)
            {
                if (!RuleOverride.ReadsTheSame(Given.Knowledge, id, then, now)) { Interlocked.Increment(ref others); continue; }
                Interlocked.Increment(ref same);
                Assert.Equal(when.Evaluate(then), when.Evaluate(now));
            }
        }, iter: 300);
        Assert.True(same > 0 && others > 0);
        Assert.True(RuleOverride.ReadsTheSame(Given.Knowledge, "INT-01", Facts(new(new Dictionary<string, Answer>(), [])), Facts(new(new Dictionary<string, Answer> { ["age_years"] = new Answer.Number(50) }, []))));
        Assert.False(RuleOverride.ReadsTheSame(Given.Knowledge, "INT-01", Facts(new(new Dictionary<string, Answer>(), [])), Facts(new(new Dictionary<string, Answer>(), [new("ibuprofen", null, null)]))));

        static Facts Facts(IntakeAnswers answers) => Given.Need(PatientProfile.From(Given.Knowledge, answers)).Facts;
    }

    [Fact]
    public void The_soonest_limit_stands_first() => Assert.All(Given.Cases, example =>
    {
        var fired = RedFlags.Assess(Given.Knowledge, example.Profile).Result.Fired;
        Assert.Equal(fired.OrderByDescending(rule => rule.Rule.Tier).ThenBy(rule => rule.Rule.LimitHours).Select(rule => rule.Rule.LimitHours), fired.Select(rule => rule.Rule.LimitHours));
    });
}
