using System.Text.Json;
using Facet.Outcomes;

namespace Facet.Tests.Outcomes;

public class ScoreTests
{
    [Theory]
    [InlineData("phq4.json", "PHQ4", 23)]
    [InlineData("phq9.json", "PHQ9", 23)]
    [InlineData("gad7.json", "GAD7", 23)]
    [InlineData("start_back.json", "STARTBACK9", 23)]
    [InlineData("odi.json", "ODI", 27)]
    public void Scores_are_those_of_an_independent_library(string file, string id, int scored)
    {
        var compared = 0;
        foreach (var (answers, expected) in Vectors(file))
        {
            var result = Score.Of(Measures.The(id), answers);
            if (answers.Any(answer => answer == 999))
            {
                Assert.True(expected.TryGetProperty("error", out _));
                Assert.False(result.TryGet(out _, out var problems));
                Assert.Equal("out-of-range", Assert.Single(problems).Code);
                continue;
            }
            var score = Given.Need(result);
            if (expected.TryGetProperty("error", out _))
            {
                // The library refuses what is not complete; here it has no score, and says so.
                Assert.Null(score.Value);
                Assert.Equal([.. answers.Select((answer, i) => answer is null ? i + 1 : 0).Where(item => item > 0)], score.Missing);
                Assert.NotEmpty(score.WhyNot);
                continue;
            }
            switch (id)
            {
                case "PHQ4":
                    Assert.Equal(expected.GetProperty("PHQ4_TOTAL_SCORE").GetInt32(), score.Value);
                    Assert.Equal(expected.GetProperty("PHQ4_TOTAL_SCORE_INTERPRETATION").GetString(), score.Band!.Words, ignoreCase: true);
                    Part(score, "anxiety", expected.GetProperty("PHQ4_ANXIETY_SCORE").GetInt32(), expected.GetProperty("PHQ4_ANXIETY_POSITIVE_SCREENING").GetBoolean());
                    Part(score, "depression", expected.GetProperty("PHQ4_DEPRESSION_SCORE").GetInt32(), expected.GetProperty("PHQ4_DEPRESSION_POSITIVE_SCREENING").GetBoolean());
                    break;
                case "PHQ9":
                    Assert.Equal(expected.GetProperty("PHQ9_SCORE").GetInt32(), score.Value);
                    Assert.StartsWith(score.Band!.Words, expected.GetProperty("PHQ9_INTERPRETATION").GetString()!.Replace("None/", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
                    break;
                case "GAD7":
                    Assert.Equal(expected.GetProperty("GAD7_SCORE").GetInt32(), score.Value);
                    Assert.StartsWith(score.Band!.Words, expected.GetProperty("GAD7_INTERPRETATION").GetString()!.Replace("No anxiety", "Minimal", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
                    break;
                case "STARTBACK9":
                    Assert.Equal(expected.GetProperty("START_BACK_TOTAL").GetInt32(), score.Value);
                    Assert.Equal(expected.GetProperty("START_BACK_SUBSCALE").GetInt32(), Assert.Single(score.Subscores).Value);
                    Assert.Equal(expected.GetProperty("START_BACK_RISK_CLASSIFICATION").GetString(), $"{score.Risk} risk");
                    break;
                default:
                    var percent = expected.GetProperty("OSWESTRY");
                    // The library rounds half upwards.
                    Assert.Equal(percent.ValueKind == JsonValueKind.Null ? (double?)null : percent.GetDouble(), score.Value is { } value ? Math.Floor(value + 0.5) : (double?)null);
                    break;
            }
            if (score.Value is not null) { compared++; }
        }
        Assert.Equal(scored, compared);

        static void Part(Score score, string name, int value, bool isPositive)
        {
            var part = score.Subscores.Single(subscore => subscore.Subscale.Name == name);
            Assert.Equal((value, Kleene.Of(isPositive)), (part.Value, part.IsPositive));
        }
    }

    [Fact]
    public void The_depression_half_of_the_PHQ_4_is_the_PHQ_2()
    {
        var compared = 0;
        foreach (var (answers, expected) in Vectors("phq2.json"))
        {
            if (!expected.TryGetProperty("PHQ2_SCORE", out var total)) { continue; }
            Assert.Equal(total.GetInt32(), Measures.Score("PHQ4", [0, 0, .. answers]).Subscores.Single(part => part.Subscale.Name == "depression").Value);
            compared++;
        }
        Assert.Equal(23, compared);
    }

    [Fact]
    public void Published_examples_come_out()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "scoring", "published_examples.json")));
        var compared = 0;
        foreach (var example in document.RootElement.EnumerateArray())
        {
            var id = example.GetProperty("instrument").GetString() switch { "odi" => "ODI", "rmdq" => "RMDQ24", "peg" => "PEG", _ => null };
            if (id is null) { continue; }
            var score = Measures.Score(id, [.. example.GetProperty("answers").EnumerateArray().Select(answer => (int?)answer.GetInt32())]);
            Assert.Equal(example.GetProperty("expected").GetDouble(), score.Value!.Value, 5e-7);
            compared++;
        }
        Assert.Equal(3, compared);
        Assert.Equal("6.3 of 10", Measures.Score("PEG", 6, 5, 8).Words);
    }

    [Fact]
    public void Real_answers_to_the_ODI_have_the_totals_of_the_trial()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Measures.Shared("scoring/real_responses/odi.json")));
        var rows = document.RootElement.GetProperty("rows").EnumerateArray().ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            // The trial coded sections 1 to 6.
            var score = Measures.Score("ODI", [.. row.GetProperty("answers").EnumerateArray().Select(answer => (int?)answer.GetInt32() - 1)]);
            Assert.Equal(row.GetProperty("expected").GetDouble(), score.Value!.Value, 1e-9);
        }
    }

    [Fact]
    public void A_missing_answer_is_never_made_up()
    {
        Assert.All(Measures.All.Instruments.Where(instrument => instrument.Rule is { Method: not ScoreMethod.Count } rule && rule.AtLeast == rule.Items), instrument =>
            Gen.Int[0, instrument.Rule!.Items - 1].Sample(left =>
            {
                var answers = Enumerable.Range(1, instrument.Rule.Items).Select(item => (int?)instrument.Rule.AnswersOf(item).High).ToArray();
                Assert.NotNull(Measures.Score(instrument.Id, answers).Value);
                answers[left] = null;
                var score = Measures.Score(instrument.Id, answers);
                Assert.Null(score.Value);
                Assert.Null(score.Band);
                Assert.Null(score.Risk);
                Assert.DoesNotContain(score.Inputs, input => input.Key.EndsWith("_total", StringComparison.Ordinal) || input.Key.EndsWith("_mean", StringComparison.Ordinal));
            }, iter: 20));
    }

    [Fact]
    public void Every_score_of_legal_answers_lies_in_the_range_and_in_one_band() =>
        AnyAnswers.Sample(each =>
        {
            var score = Given.Need(Score.Of(each.Instrument, each.Answers));
            Assert.InRange(score.Value!.Value, each.Instrument.Range.Low, each.Instrument.Range.High);
            Assert.Equal(each.Instrument.Bands.Count > 0, score.Band is not null);
        });

    [Fact]
    public void One_answer_worse_never_makes_the_score_better() =>
        Gen.Select(AnyAnswers, Gen.Int[0, 100]).Sample((each, which) =>
        {
            var (instrument, answers) = each;
            var item = which % answers.Length;
            if (answers[item] == instrument.Rule!.AnswersOf(item + 1).High) { return; }
            var more = (int?[])[.. answers];
            more[item]++;
            Assert.True(Given.Need(Score.Of(instrument, more)).Value >= Given.Need(Score.Of(instrument, answers)).Value);
        });

    [Fact]
    public void Answers_that_cannot_be_are_named_one_by_one()
    {
        Assert.False(Score.Of(Measures.The("PHQ4"), [4, 0, -1, 0]).TryGet(out _, out var problems));
        Assert.Equal(["PHQ4.1", "PHQ4.3"], problems.Select(problem => problem.Path));
        Assert.False(Score.Of(Measures.The("PHQ4"), [0, 0, 0, 0, 0]).TryGet(out _, out problems));
        Assert.Equal("too-many-answers", Assert.Single(problems).Code);
        Assert.False(Score.Of(Measures.The("PROMIS"), [1]).TryGet(out _, out problems));
        Assert.Equal("no-scoring", Assert.Single(problems).Code);
    }

    [Fact]
    public void A_tick_that_is_left_out_is_an_answer()
    {
        var score = Measures.Score("RMDQ24", 1, null, 1);
        Assert.Equal(2, score.Value);
        Assert.Empty(score.Missing);
        Assert.Equal(0, Measures.Score("RMDQ24").Value);
    }

    [Fact]
    public void Up_to_five_things_are_rated_and_one_is_enough()
    {
        Assert.Equal(4.5, Measures.Score("PSFS", 3, 6).Value);
        Assert.Equal(3, Measures.Score("PSFS", 3).Value);
        Assert.Null(Measures.Score("PSFS").Value);
    }

    [Fact]
    public void Thoughts_of_self_harm_ring_whatever_else_is_answered()
    {
        Assert.Null(Measures.Score("PHQ9", 0, 0, 0, 0, 0, 0, 0, 0, 0).Alarm);
        foreach (var answer in (int?[])[1, 2, 3])
        {
            Assert.Equal("TRI-SUI-02", Measures.Score("PHQ9", 0, 0, 0, 0, 0, 0, 0, 0, answer).Alarm!.Rule);
            var partial = Measures.Score("PHQ9", null, null, null, null, null, null, null, null, answer);
            Assert.Equal("TRI-SUI-02", partial.Alarm!.Rule);
            Assert.Null(partial.Value);
            Assert.Equal((double?)answer, partial.Inputs["phq9_item9"]);
        }
    }

    [Fact]
    public void Much_worry_or_low_mood_asks_further_also_while_answers_are_missing()
    {
        Assert.Empty(Measures.Score("PHQ4", 2, 2, 1, 0).FollowUps);
        Assert.Equal(["PHQ9", "GAD7"], Measures.Score("PHQ4", 2, 2, 1, 1).FollowUps);
        Assert.Equal(["PHQ9", "GAD7"], Measures.Score("PHQ4", 3, 3, null, null).FollowUps);
        Assert.Empty(Measures.Score("PHQ4", 3, 2, null, null).FollowUps);
    }

    private static Gen<(Instrument Instrument, int?[] Answers)> AnyAnswers { get; } =
        Gen.Select(Gen.OneOf((Instrument[])[.. Measures.All.Instruments.Where(instrument => instrument.Rule is not null)]), Gen.Int[0, 1_000_000].Array[24]).Select((instrument, numbers) =>
            (instrument, (int?[])[.. Enumerable.Range(1, instrument.Rule!.Items).Select(item =>
            {
                var (low, high) = instrument.Rule.AnswersOf(item);
                return (int?)(low + (numbers[item - 1] % (high - low + 1)));
            })]));

    private static IEnumerable<(int?[] Answers, JsonElement Expected)> Vectors(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "scoring", file)));
        var items = document.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).ToList();
        foreach (var one in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var answers = one.GetProperty("answers");
            yield return ([.. items.Select(item => answers.TryGetProperty(item, out var answer) ? (int?)answer.GetInt32() : null)], one.GetProperty("expected").Clone());
        }
    }
}
