using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Tests.Knowledge;

public class ExpressionTests
{
    private static Truth Evaluate(string expression, string intake = "{}", string? medicines = "[]")
    {
        var problems = new List<Problem>();
        var node = Node.Parse("test.yaml", $"when: \"{expression}\"", problems)!;
        var condition = new ExpressionCompiler(Given.Knowledge.Dictionary, Given.Knowledge.Formulary).Condition(node.Need("when")!);
        Assert.True(condition is not null, string.Join('\n', problems));
        var json = medicines is null ? $$"""{"intake": {{intake}}}""" : $$"""{"intake": {{intake}}, "current_medications": {{medicines}}}""";
        return condition.Evaluate(Given.Profile(json, LeftOut.IsUnknown).Facts);
    }

    [Theory]
    [InlineData("not known(age_years)", Truth.Yes)]
    [InlineData("age_years >= 18", Truth.Unknown)]
    [InlineData("age_years >= 18 or true", Truth.Yes)]
    [InlineData("age_years >= 18 and false", Truth.No)]
    [InlineData("diabetes", Truth.Unknown)]
    [InlineData("not diabetes", Truth.Unknown)]
    [InlineData("diabetes == true", Truth.Unknown)]
    [InlineData("leg_pain == 'none'", Truth.Unknown)]
    [InlineData("leg_pain in ('none', 'below_knee')", Truth.Unknown)]
    [InlineData("has(pain_site, 'low_back')", Truth.Unknown)]
    [InlineData("count(diabetes, asthma) >= 1", Truth.Unknown)]
    [InlineData("count(diabetes, asthma) >= 3", Truth.No)]
    [InlineData("count(diabetes, asthma, true) >= 1", Truth.Yes)]
    [InlineData("1 + 2 * 3 == 7", Truth.Yes)]
    [InlineData("(1 + 2) * 3 == 9", Truth.Yes)]
    [InlineData("10 / 4 == 2.5", Truth.Yes)]
    [InlineData("-1 < 0 and not 2 <= 1", Truth.Yes)]
    [InlineData("not true or true", Truth.Yes)]
    [InlineData("true or false and false", Truth.Yes)]
    public void Nothing_known_is_unknown_and_the_operators_bind_as_usual(string expression, Truth expected) => Assert.Equal(expected, Evaluate(expression));

    [Theory]
    [InlineData("age_years >= 60 and age_years < 75", Truth.Yes)]
    [InlineData("leg_pain != 'none'", Truth.Yes)]
    [InlineData("leg_pain in ('above_knee', 'below_knee')", Truth.Yes)]
    [InlineData("any_of(aggravated_by, 'sitting', 'lying')", Truth.Yes)]
    [InlineData("any_of(aggravated_by, 'walking', 'lying')", Truth.No)]
    [InlineData("count(diabetes, asthma) == 1", Truth.Yes)]
    [InlineData("pregnant == false", Truth.Yes)]
    public void What_is_known_decides(string expression, Truth expected) =>
        Assert.Equal(expected, Evaluate(expression, """{"age_years": 61, "leg_pain": "below_knee", "aggravated_by": ["sitting"], "diabetes": true, "asthma": false, "pregnant": false}"""));

    [Theory]
    [InlineData("takes('ibuprofen')", Truth.Yes)]
    [InlineData("takes('naproxen')", Truth.No)]
    [InlineData("takes_class('nsaid')", Truth.Yes)]
    [InlineData("n_class('nsaid') >= 2", Truth.No)]
    [InlineData("dose('ibuprofen') > 1200", Truth.Yes)]
    [InlineData("dose('naproxen') > 0", Truth.No)]
    public void Medicines_decide(string expression, Truth expected) => Assert.Equal(expected, Evaluate(expression, "{}", """[{"ingredient": "ibuprofen", "mg_per_day": 1600}]"""));

    [Theory]
    [InlineData("takes('naproxen')")]
    [InlineData("takes_class('anticoagulant')")]
    [InlineData("n_class('nsaid') >= 2")]
    [InlineData("dose('ibuprofen') > 1200")]
    public void A_medicine_that_is_not_recognised_could_be_any(string expression) => Assert.Equal(Truth.Unknown, Evaluate(expression, "{}", """[{"ingredient": "ibuprofen"}, {"ingredient": "the small white ones"}]"""));

    [Fact]
    public void Nothing_is_known_of_medicines_that_nobody_asked_about() => Assert.Equal(Truth.Unknown, Evaluate("takes_class('opioid')", "{}", null));

    [Fact]
    public void Learning_more_never_turns_a_known_answer_round() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, int.MaxValue]).Sample((answers, seed) =>
        {
            var random = new Random(seed);
            var less = answers.Values.Keys.Where(_ => random.NextDouble() < 0.2).Aggregate(answers, (some, input) => some.Without(input));
            var (all, some) = (Given.Need(PatientProfile.From(Given.Knowledge, answers)).Facts, Given.Need(PatientProfile.From(Given.Knowledge, less)).Facts);
            foreach (var rule in Given.Knowledge.Triage.Select(rule => rule.When).Concat(Given.Knowledge.Medicines.Select(rule => rule.When)))
            {
                // known() speaks of the state of knowledge itself, so it may change; nothing else may.
                if (rule.Text.Contains("known(", StringComparison.Ordinal)) { continue; }
                var before = rule.Evaluate(some);
                Assert.True(before == Truth.Unknown || before == rule.Evaluate(all), rule.Text);
            }
        }, iter: 1500);

    [Theory]
    [InlineData("")]
    [InlineData("age_years >")]
    [InlineData("(age_years > 3")]
    [InlineData("1 < age_years < 3")]
    [InlineData("age_years = 3")]
    [InlineData("'low_back' in pain_site")]
    [InlineData("age_years and diabetes")]
    [InlineData("takes(ibuprofen)")]
    [InlineData("has(age_years, 'x')")]
    [InlineData("exec('rm')")]
    [InlineData("leg_pain == leg_pain_side")]
    [InlineData("diabetes < asthma")]
    [InlineData("'open")]
    public void What_is_not_an_expression_is_refused(string expression)
    {
        var problems = new List<Problem>();
        var node = Node.Parse("test.yaml", $"when: \"{expression}\"", problems)!;
        Assert.Null(new ExpressionCompiler(Given.Knowledge.Dictionary, Given.Knowledge.Formulary).Condition(node.Need("when")!));
        Assert.Single(problems);
    }

    [Fact]
    public void Nesting_without_end_is_refused_not_overflowed()
    {
        var problems = new List<Problem>();
        var node = Node.Parse("test.yaml", $"when: \"{new string('(', 5000)}true{new string(')', 5000)}\"", problems)!;
        Assert.Null(new ExpressionCompiler(Given.Knowledge.Dictionary, Given.Knowledge.Formulary).Condition(node.Need("when")!));
    }
}
