using Facet.Outcomes;

namespace Facet.Tests.Outcomes;

public class AskingPlanTests
{
    private static readonly DateOnly Start = new(2026, 3, 2);
    private static readonly string[] AtEachMoment = ["NRS", "PEG", "RMDQ24", "PHQ4"];

    [Fact]
    public void Before_the_plan_everything_but_the_change_is_asked_once()
    {
        var due = Due(-3);
        Assert.Equal(AtEachMoment, due.Now.Select(each => each.Instrument.Id).Order(StringComparer.Ordinal).OrderBy(id => Array.IndexOf(AtEachMoment, id)));
        Assert.All(due.Now, each => Assert.Equal(DueState.Due, each.State));
        Assert.Equal(["PSFS", "STARTBACK9"], due.NotAvailable.Select(instrument => instrument.Id));
        Assert.Contains(due.Next, each => each.Instrument.Id == "PGIC");
        Assert.All(due.Next, each => Assert.Equal(Start.AddDays(14), each.On));
    }

    [Theory]
    [InlineData(7, DueState.Overdue)]
    [InlineData(8, DueState.Missed)]
    [InlineData(0, DueState.Due)]
    [InlineData(1, DueState.Overdue)]
    public void A_window_is_due_then_late_then_closed(int day, DueState expected) =>
        Assert.All(Due(day).All.Where(each => each.Moment!.Id == "baseline"), each => Assert.Equal(expected, each.State));

    [Fact]
    public void An_answer_in_the_window_counts_and_one_outside_does_not()
    {
        Assert.Equal(DueState.Done, State(Due(20, (16, Measures.Total("NRS", 4))), "NRS", "week-2"));
        Assert.Equal(DueState.Overdue, State(Due(20, (9, Measures.Total("NRS", 4))), "NRS", "week-2"));
        Assert.Equal(DueState.Overdue, State(Due(20, (16, Measures.Total("NRS", 4))), "PEG", "week-2"));
    }

    [Fact]
    public void Between_two_windows_nothing_is_due_and_the_next_is_known()
    {
        var due = Due(30);
        Assert.Empty(due.Now);
        Assert.NotEmpty(due.Next);
        Assert.All(due.Next, each => Assert.Equal("week-6", each.Moment!.Id));
        Assert.Empty(Due(500).Next);
    }

    [Fact]
    public void Much_worry_asks_for_two_more_until_they_are_answered()
    {
        var asked = Due(43, (42, Measures.Score("PHQ4", 2, 2, 2, 2)));
        Assert.Equal(["PHQ9", "GAD7"], asked.Now.Where(each => each.Moment is null).Select(each => each.Instrument.Id));
        Assert.All(asked.Now.Where(each => each.Moment is null), each => Assert.Equal(DueState.Due, each.State));
        var late = Due(46, (42, Measures.Score("PHQ4", 2, 2, 2, 2)), (44, Measures.Total("GAD7", 8)));
        var one = Assert.Single(late.Now, each => each.Moment is null);
        Assert.Equal(("PHQ9", DueState.Overdue), (one.Instrument.Id, one.State));
        Assert.Same(one, late.Now[0]);
        // Asked for twice while it is open, it is asked once; asked for again later, again.
        Assert.Equal(2, Due(50, (42, Measures.Score("PHQ4", 2, 2, 2, 2)), (44, Measures.Score("PHQ4", 3, 3, 3, 3))).All.Count(each => each.Moment is null));
        Assert.Equal(4, Due(90, (42, Measures.Score("PHQ4", 2, 2, 2, 2)), (44, Measures.Total("GAD7", 8)), (44, Measures.Total("PHQ9", 8)), (84, Measures.Score("PHQ4", 3, 3, 3, 3))).All.Count(each => each.Moment is null));
        Assert.DoesNotContain(Due(43, (42, Measures.Score("PHQ4", 1, 1, 2, 1))).All, each => each.Moment is null);
    }

    [Fact]
    public void Answers_never_add_something_to_do_but_what_they_ask_for() =>
        Gen.Select(Gen.Int[-20, 450], Gen.Select(Gen.Int[-20, 450], Gen.OneOf("NRS", "PEG", "RMDQ24", "PGIC", "PHQ4")).List[0, 12]).Sample((today, answers) =>
        {
            var scores = answers.Where(answer => answer.Item1 <= today).Select(answer => (answer.Item1, Measures.Score(answer.Item2, [.. Enumerable.Repeat<int?>(1, Measures.The(answer.Item2).Rule!.Items)]))).ToArray();
            var (none, some) = (Due(today), Due(today, scores));
            Assert.Equal(none.All.Count, some.All.Count);
            foreach (var (before, after) in none.All.Zip(some.All))
            {
                Assert.True(after.State == before.State || after.State == DueState.Done);
            }
            Assert.All(some.Now, each => Assert.InRange(Start.AddDays(today), each.Opens, each.Closes));
            Assert.True(some.Now.Select(each => (each.Instrument.Id, each.Moment?.Id)).Distinct().Count() == some.Now.Count);
        });

    [Fact]
    public void The_diary_wants_a_line_a_day_and_one_a_week()
    {
        Assert.True(Diary(10, 9).IsDiaryDue);
        Assert.False(Diary(10, 10).IsDiaryDue);
        Assert.False(Diary(10, 3).IsDiaryOverdue);
        Assert.True(Diary(11, 3).IsDiaryOverdue);
        Assert.False(Diary(7).IsDiaryOverdue);
        Assert.True(Diary(8).IsDiaryOverdue);

        static DueList Diary(int today, params int[] days) => Measures.All.Schedule.DueFor(
            new(Start, Start.AddDays(today), [], [.. days.Select(day => new DiaryDay(Start.AddDays(day), PainScore.FromRating(4)))]), Measures.All);
    }

    private static DueState State(DueList due, string instrument, string moment) => due.All.Single(each => each.Instrument.Id == instrument && each.Moment?.Id == moment).State;

    private static DueList Due(int today, params (int Day, Score Score)[] answers) => Measures.All.Schedule.DueFor(
        new(Start, Start.AddDays(today), [.. answers.Select(answer => new AnsweredScore(Start.AddDays(answer.Day), answer.Score))], []), Measures.All);
}
