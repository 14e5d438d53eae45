using Facet.Care;
using Facet.Knowledge;

namespace Facet.Tests.Care;

public class WarningWatchTests
{
    private static readonly DateOnly Start = new(2026, 1, 5);

    /// <summary>Days of check-ins with pain and whether something was said, and of full sets.</summary>
    private static readonly Gen<List<(int Day, int Kind, int Pain)>> AnyRecord = Gen.Select(Gen.Int[0, 30], Gen.Int[0, 4], Gen.Int[0, 10]).List[0, 25];

    [Fact]
    public void Two_full_sets_are_never_more_than_seven_days_apart() =>
        Gen.Select(AnyRecord, Gen.Int[0, 40]).Sample((days, today) =>
        {
            var record = Record(days.OrderBy(day => day.Day));
            var last = record.Select(each => each.Entry).OfType<WarningAnswers>().Select(each => each.Day).Append(Start).Max();
            if (Start.AddDays(today).DayNumber - last.DayNumber >= WarningWatch.DaysApart) { Assert.Equal(WatchNext.FullSet, WarningWatch.Due(record, Start, Start.AddDays(today)).Next); }
        });

    [Fact]
    public void A_yes_asks_for_the_full_set_until_it_is_answered() =>
        AnyRecord.Sample(days =>
        {
            var record = Record(days.OrderBy(day => day.Day));
            record.Add(CareDayTests.Recorded(record.Count + 1, new CheckIn { Day = Start.AddDays(31), Pain = 3, NewNumbnessOrBladder = true }));
            Assert.Equal(WatchReason.SaidYes, WarningWatch.Due(record, Start, Start.AddDays(31)).Reason);
            record.Add(CareDayTests.Recorded(record.Count + 1, new CheckIn { Day = Start.AddDays(31), Pain = 3, NewNumbnessOrBladder = false, NewWeaknessOrFever = false }));
            Assert.Equal(WatchReason.SaidYes, WarningWatch.Due(record, Start, Start.AddDays(31)).Reason);
            record.Add(CareDayTests.Recorded(record.Count + 1, Answers(31, stops: false)));
            Assert.Equal(WatchNext.DailyQuestions, WarningWatch.Due(record, Start, Start.AddDays(31)).Next);
        });

    [Theory]
    [InlineData(4, 7, WatchReason.PainRose)]
    [InlineData(4, 6, WatchReason.None)]
    [InlineData(8, 10, WatchReason.None)]
    public void A_rise_of_three_asks_for_the_full_set(int before, int now, WatchReason reason)
    {
        List<Recorded> record = [CareDayTests.Recorded(1, new CheckIn { Day = Start.AddDays(1), Pain = before }), CareDayTests.Recorded(2, new CheckIn { Day = Start.AddDays(2), Pain = now })];
        Assert.Equal(reason, WarningWatch.Due(record, Start, Start.AddDays(2)).Reason);
    }

    [Fact]
    public void A_rise_is_seen_whatever_came_between_within_a_week() => Gen.Int[3, 10].List[0, 5].Sample(between =>
    {
        List<Recorded> record = [CareDayTests.Recorded(1, new CheckIn { Day = Start, Pain = 2 }), .. between.Select((pain, index) => CareDayTests.Recorded(index + 2, new CheckIn { Day = Start.AddDays(index + 1), Pain = pain })),
            CareDayTests.Recorded(100, new CheckIn { Day = Start.AddDays(6), Pain = 5 })];
        Assert.Equal(WatchReason.PainRose, WarningWatch.Due(record, Start, Start.AddDays(6)).Reason);
    });

    [Fact]
    public void Only_the_team_lifts_a_stop() =>
        Gen.Bool.List[0, 6].Sample(later =>
        {
            List<Recorded> record = [CareDayTests.Recorded(1, Answers(1, stops: true))];
            foreach (var stops in later) { record.Add(CareDayTests.Recorded(record.Count + 1, Answers(2, stops))); }
            Assert.NotNull(WarningWatch.Stop(record));
            record.Add(CareDayTests.Recorded(record.Count + 1, new WarningCleared { Day = Start.AddDays(3), Because = "seen" }));
            Assert.Null(WarningWatch.Stop(record));
            record.Add(CareDayTests.Recorded(record.Count + 1, Answers(4, stops: true)));
            Assert.NotNull(WarningWatch.Stop(record));
        });

    [Fact]
    public void A_stop_is_lifted_by_who_had_read_it_and_by_nobody_else() =>
        Gen.Select(Gen.Bool.List[1, 8], Gen.Int[0, 10]).Sample((stops, read) =>
        {
            List<Recorded> record = [.. stops.Select((stop, index) => CareDayTests.Recorded(index + 1, Answers(1, stop)))];
            record.Add(CareDayTests.Recorded(record.Count + 1, new WarningCleared { Day = Start.AddDays(2), Because = "seen", Seen = read }));
            Assert.Equal(stops.Select((stop, index) => (stop, Place: index + 1L)).Where(each => each.stop && each.Place > read).Select(each => each.Place), WarningWatch.Stops(record).Select(each => each.Sequence));
        });

    [Fact]
    public void A_treatment_goes_on_for_what_was_read_and_nothing_is_recorded_as_given_while_it_is_on_hold() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 6]).Sample((changes, read) =>
        {
            List<Recorded> record = [.. Enumerable.Range(1, changes).Select(place => CareDayTests.Recorded(place, new SkinChange { Day = Start, Item = "heat", Signs = ["blister"] }))];
            record.Add(CareDayTests.Recorded(changes + 1, new ItemCleared { Day = Start, Item = "heat", Because = "seen", Seen = read }));
            var visit = new VisitGiven { Day = Start, Item = "heat", Plan = 1, Adverse = new() };
            Assert.Equal(read < changes, ItemStop.Of(record, "heat") is not null);
            Assert.Equal(read < changes, ItemStop.Against(record, visit) is not null);
            Assert.Null(ItemStop.Against(record, visit with { HowFar = HowFar.Skipped }));
            Assert.Null(ItemStop.Against(record, visit with { Item = "laser" }));
        });

    [Fact]
    public void A_stopped_plan_takes_no_visit_from_its_day_on_and_those_before_it_stand()
    {
        List<Recorded> record = [CareDayTests.Recorded(1, Answers(3, stops: true))];
        var visit = new VisitGiven { Day = Start.AddDays(3), Item = "laser", Plan = 1, Adverse = new() };
        Assert.Equal("stopped", ItemStop.Against(record, visit)?.Code);
        Assert.Null(ItemStop.Against(record, visit with { Day = Start.AddDays(2) }));
        Assert.Null(ItemStop.Against(record, visit with { HowFar = HowFar.Skipped }));
        Assert.Null(ItemStop.Against(record, visit with { Corrects = 7, Because = "wrong group" }));
    }

    private static WarningAnswers Answers(int day, bool stops) => new()
    {
        Day = Start.AddDays(day), Pages = new Dictionary<string, string>(), Rules = [], Stops = stops, Disposition = stops ? "emergency" : "cleared", Tier = stops ? TriageTier.Emergency : TriageTier.None,
    };

    private static List<Recorded> Record(IEnumerable<(int Day, int Kind, int Pain)> days) =>
        [.. days.Select((each, index) => CareDayTests.Recorded(index + 1, each.Kind == 0 ? Answers(each.Day, stops: false) : new CheckIn { Day = Start.AddDays(each.Day), Pain = each.Pain, NewNumbnessOrBladder = each.Kind == 1, Flare = each.Kind == 2 }))];
}
