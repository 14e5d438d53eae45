using Facet.Outcomes;

namespace Facet.Tests.Outcomes;

public class ResponderRuleTests
{
    private static readonly DateOnly Start = new(2026, 3, 2);

    [Theory]
    [InlineData(6, 4, 2, Truth.Yes)]
    [InlineData(6, 4, 3, Truth.No)]
    [InlineData(6, 5, 1, Truth.No)]
    [InlineData(3, 2, 1, Truth.Yes)]
    [InlineData(2, 1, 1, Truth.Yes)]
    [InlineData(6, null, 1, Truth.Unknown)]
    [InlineData(6, null, 4, Truth.No)]
    [InlineData(null, 2, 1, Truth.Unknown)]
    [InlineData(6, 4, null, Truth.Unknown)]
    public void A_responder_has_less_pain_and_says_so(int? start, int? later, int? change, Truth expected)
    {
        var scores = new List<(int, Score)>();
        if (start is { } from) { scores.Add((0, Measures.Score("PEG", from, from, from))); }
        if (later is { } to) { scores.Add((84, Measures.Score("PEG", to, to, to))); }
        if (change is { } said) { scores.Add((84, Measures.Score("PGIC", said))); }
        Assert.Equal(expected, Holds("RESP-01", 85, scores));
    }

    [Fact]
    public void Only_the_twelfth_week_counts_for_a_rule_of_the_twelfth_week() =>
        Assert.Equal(Truth.Unknown, Holds("RESP-01", 85, [(0, Measures.Score("PEG", 6, 6, 6)), (42, Measures.Score("PEG", 1, 1, 1)), (42, Measures.Score("PGIC", 1))]));

    [Theory]
    [InlineData(20, 15, Truth.Yes)]
    [InlineData(20, 16, Truth.No)]
    [InlineData(8, 5, Truth.Yes)]
    [InlineData(4, 3, Truth.No)]
    [InlineData(3, 0, Truth.Unknown)]
    public void Function_responds_by_points_or_by_percent_from_four_up(int start, int later, Truth expected) =>
        Assert.Equal(expected, Holds("RESP-02", 43, [(0, Measures.Total("RMDQ24", start)), (42, Measures.Total("RMDQ24", later))]));

    [Theory]
    [InlineData(7, 10, 2, Truth.Yes)]
    [InlineData(7, 20, 2, Truth.No)]
    [InlineData(7, 10, 3, Truth.No)]
    [InlineData(6, 10, 2, Truth.Unknown)]
    public void Recovered_is_a_week_of_hardly_any_pain_and_hardly_any_limits(int days, int points, int ticks, Truth expected) =>
        Assert.Equal(expected, Holds("RESP-03", 50, [(50, Measures.Total("RMDQ24", ticks))], Enumerable.Range(0, days).Select(i => (50 - i, i == 0 ? points : 10))));

    [Theory]
    [InlineData(14, 60, Truth.Yes)]
    [InlineData(7, 60, Truth.Yes)]
    [InlineData(6, 60, Truth.Unknown)]
    [InlineData(14, 50, Truth.No)]
    public void Two_points_more_for_two_weeks_is_getting_worse(int days, int points, Truth expected) =>
        Assert.Equal(expected, Holds("RESP-04", 50,
            [(0, Measures.Total("RMDQ24", 10)), (42, Measures.Total("RMDQ24", 10)), (0, Measures.Total("PHQ9", 3)), (42, Measures.Total("PHQ9", 3))],
            Enumerable.Range(-3, 4).Select(day => (day, 40)).Concat(Enumerable.Range(0, days).Select(i => (50 - i, points)))));

    [Fact]
    public void One_way_of_getting_worse_is_enough_and_asks_for_a_review()
    {
        Assert.Equal(Truth.Yes, Holds("RESP-04", 43, [(0, Measures.Total("RMDQ24", 10)), (42, Measures.Total("RMDQ24", 15))]));
        Assert.Equal(Truth.Yes, Holds("RESP-04", 43, [(0, Measures.Total("PHQ9", 4)), (42, Measures.Total("PHQ9", 9))]));
        Assert.Equal(Truth.Unknown, Holds("RESP-04", 43, []));
        Assert.True(Rule("RESP-04").AsksForReview);
        Assert.All(Measures.All.ResponderRules.Where(rule => rule.Id != "RESP-04"), rule => Assert.False(rule.AsksForReview));
    }

    private static ResponderRule Rule(string id) => Measures.All.ResponderRules.Single(rule => rule.Id == id);

    private static Truth Holds(string id, int today, IReadOnlyList<(int Day, Score Score)> scores, IEnumerable<(int Day, int Points)>? diary = null) => Rule(id).Holds(
        new(Start, Start.AddDays(today), [.. scores.Select(score => new AnsweredScore(Start.AddDays(score.Day), score.Score))], [.. (diary ?? []).Select(day => new DiaryDay(Start.AddDays(day.Day), new(day.Points)))]),
        Measures.All.Schedule);
}
