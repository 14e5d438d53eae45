using Facet.Care;

namespace Facet.Tests.Care;

public class DayAfterRuleTests
{
    private static readonly DateOnly Start = new(2026, 3, 2);
    private static readonly Gen<int?> Pain = Gen.Int[-3, 10].Select(pain => pain < 0 ? (int?)null : pain);

    /// <summary>Anything, on any day.</summary>
    private static readonly Gen<ExerciseDay> AnyDay =
        Gen.Select(Gen.Int[0, 20], Pain, Pain, Pain, Gen.Int[DayAfterRule.Least, DayAfterRule.Most], Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true))), Gen.Int[0, 2])
            .Select((day, before, during, next, percent, stopped, felt) => new ExerciseDay(Start.AddDays(day), before, during, next, percent, stopped, felt == 0 ? null : felt == 1));

    /// <summary>Days as they mostly are: little changes, now and then something does. Most of them are good, so that steps up are common.</summary>
    private static readonly Gen<List<ExerciseDay>> Usual =
        Gen.Select(Gen.Select(Gen.Int[2, 4], Gen.Int[0, 2], Gen.Int[-2, 1], Gen.Int[0, 19]).List[1, 10], Gen.OneOf(DayAfterRule.Least, 60, 100, 190, DayAfterRule.Most)).Select((days, percent) =>
            days.Select((day, index) => new ExerciseDay(Start.AddDays(index), day.Item4 == 0 ? null : day.Item1, day.Item1 + day.Item2, day.Item4 == 1 ? null : day.Item1 + day.Item3 + (day.Item4 == 2 ? 4 : 0), day.Item4 == 3 ? 80 : percent, day.Item4 == 4, day.Item4 == 5 ? true : day.Item4 < 12 ? null : false)).ToList());

    private static readonly Gen<List<ExerciseDay>> AnyHistory = Gen.Frequency((1, AnyDay.List[0, 12]), (2, Usual));

    [Fact]
    public void The_histories_of_these_tests_lead_everywhere()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<DoseReason, int>();
        AnyHistory.Sample(history => { seen.AddOrUpdate(DayAfterRule.Suggest(history).Reason, 1, (_, count) => count + 1); }, iter: 20_000);
        Assert.All(Enum.GetValues<DoseReason>(), reason => Assert.True(seen.GetValueOrDefault(reason) > 50, $"{reason}: {seen.GetValueOrDefault(reason)}"));
    }

    [Fact]
    public void An_unknown_morning_after_never_leads_to_more() => AnyHistory.Sample(history =>
    {
        if (history.Count == 0) { return; }
        var last = history.Max(day => day.Day);
        var blind = history.Select(day => day.Day == last ? day with { NextMorning = null } : day).ToList();
        Assert.NotEqual(DoseChange.More, DayAfterRule.Suggest(blind).Change);
        var unasked = history.Select(day => day.Day == last ? day with { Before = null } : day).ToList();
        Assert.NotEqual(DoseChange.More, DayAfterRule.Suggest(unasked).Change);
    }, iter: 20_000);

    [Fact]
    public void More_pain_the_morning_after_never_leads_to_more_exercise() => Gen.Select(AnyHistory, Gen.Int[0, 10]).Sample((history, extra) =>
    {
        if (history.Count == 0) { return; }
        var last = history.Max(day => day.Day);
        var worse = history.Select(day => day.Day == last && day.NextMorning is { } next ? day with { NextMorning = Math.Min(10, next + extra) } : day).ToList();
        Assert.True(DayAfterRule.Suggest(worse).Percent <= DayAfterRule.Suggest(history).Percent);
    }, iter: 20_000);

    [Fact]
    public void The_dose_stays_within_its_bounds_and_moves_in_its_steps() => AnyHistory.Sample(history =>
    {
        var suggestion = DayAfterRule.Suggest(history);
        Assert.InRange(suggestion.Percent, DayAfterRule.Least, DayAfterRule.Most);
        if (history.Count == 0) { Assert.Equal(new(DoseChange.Same, DoseReason.Start, 100), suggestion); return; }
        var goes = history.Where(day => day.Day == history.Max(each => each.Day)).ToList();
        var last = (goes.FindLast(go => go.WasStopped) ?? goes[^1]).Percent;
        switch (suggestion.Change)
        {
            case DoseChange.More:
                Assert.True(suggestion.Percent > last && suggestion.Percent <= last + DayAfterRule.Step);
                break;
            case DoseChange.Same:
                Assert.Equal(last, suggestion.Percent);
                break;
            default:
                Assert.Equal(Math.Max(DayAfterRule.Least, last / 2), suggestion.Percent);
                break;
        }
    }, iter: 20_000);

    [Fact]
    public void As_last_time_is_what_was_done_last() => AnyHistory.Sample(history =>
    {
        var goes = history.Where(day => day.Day == history.Max(each => each.Day)).ToList();
        int? last = goes.Count == 0 ? null : (goes.FindLast(go => go.WasStopped) ?? goes[^1]).Percent;
        Assert.Equal(last, DayAfterRule.Suggest(history).Last);
    }, iter: 20_000);

    [Fact]
    public void More_is_only_suggested_after_good_days_in_a_row_at_the_same_dose() => AnyHistory.Sample(history =>
    {
        if (DayAfterRule.Suggest(history).Change != DoseChange.More) { return; }
        var newest = history.GroupBy(day => day.Day).OrderByDescending(group => group.Key).Take(DayAfterRule.GoodDays).SelectMany(group => group).ToList();
        Assert.True(newest.Select(day => day.Day).Distinct().Count() == DayAfterRule.GoodDays);
        Assert.DoesNotContain(newest, day => day.WasStopped || day.FeltHarder == true);
        Assert.DoesNotContain(newest.GroupBy(day => day.Day), group => group.Max(day => day.NextMorning) > group.First(day => day.Before is not null).Before + DayAfterRule.Rise);
    }, iter: 20_000);

    [Fact]
    public void What_was_stopped_for_pain_is_never_followed_by_more() => AnyHistory.Sample(history =>
    {
        if (history.Count == 0) { return; }
        var last = history.Max(day => day.Day);
        Assert.NotEqual(DoseChange.More, DayAfterRule.Suggest([.. history, history[0] with { Day = last, WasStopped = true }]).Change);
    });

    [Theory]
    [InlineData(3, 4, 3, DayAfter.Well)]
    [InlineData(3, 6, 5, DayAfter.Well)]
    [InlineData(3, 6, 6, DayAfter.TooMuch)]
    [InlineData(3, 4, 4, DayAfter.TooMuch)]
    [InlineData(3, null, 4, DayAfter.Unclear)]
    [InlineData(3, null, 3, DayAfter.Well)]
    [InlineData(3, null, 6, DayAfter.TooMuch)]
    [InlineData(3, 4, null, DayAfter.Unclear)]
    [InlineData(null, 4, 3, DayAfter.Unclear)]
    public void The_rule_reads_one_day(int? before, int? during, int? next, DayAfter verdict) => Assert.Equal(verdict, DayAfterRule.Judge(new(Start, before, during, next, 100)));

    [Fact]
    public void Three_good_days_make_a_step_and_one_bad_day_halves_it()
    {
        List<ExerciseDay> days = [.. Enumerable.Range(0, 3).Select(day => new ExerciseDay(Start.AddDays(day), 3, 4, 3, 100))];
        Assert.Equal(new(DoseChange.Same, DoseReason.NotYet, 100, 100), DayAfterRule.Suggest(days.Take(2)));
        Assert.Equal(new(DoseChange.More, DoseReason.WentWell, 120, 100), DayAfterRule.Suggest(days));
        days.Add(new(Start.AddDays(4), 3, 5, 6, 120));
        Assert.Equal(new(DoseChange.Less, DoseReason.MorningAfterUp, 60, 120), DayAfterRule.Suggest(days));
        days.Add(new(Start.AddDays(5), 3, 4, 3, 60));
        Assert.Equal(new(DoseChange.Same, DoseReason.NotYet, 60, 60), DayAfterRule.Suggest(days));
    }

    [Fact]
    public void Doing_a_little_after_a_stop_does_not_halve_twice() =>
        Assert.Equal(new(DoseChange.Less, DoseReason.Stopped, 50, 100), DayAfterRule.Suggest([new(Start, 3, 7, 3, 100, WasStopped: true), new(Start, 3, 3, 3, 50)]));

    [Fact]
    public void A_record_is_read_by_its_check_ins_and_a_missing_one_is_unknown()
    {
        CareEntry[] entries =
        [
            new CheckIn { Day = Start, Pain = 6 }, new CheckIn { Day = Start, Pain = 4 }, new ExerciseDone { Day = Start, Exercise = "EX03", Percent = 100, PainDuring = 5, Felt = ExerciseFelt.Hard },
            new ExerciseDone { Day = Start, Exercise = "EX04", Percent = 100 }, new CheckIn { Day = Start.AddDays(1), Pain = 3 }, new ExerciseStopped { Day = Start.AddDays(1), Exercise = "EX03", Percent = 80, Pain = 7, TellTeam = false },
        ];
        var record = entries.Select((entry, index) => new Recorded(index + 1, default, "test", entry));
        Assert.Equal([new(Start, 4, 5, 3, 100, false, true), new(Start.AddDays(1), 3, 7, null, 80, true)], ExerciseHistory.Of(record, "EX03"));
    }

    [Fact]
    public void A_dose_at_a_percentage_is_never_more_than_that_and_never_nothing() =>
        Gen.Select(Gen.Int[0, GivenGuides.All.Count - 1].Select(index => GivenGuides.All[index]), Gen.Int[0, 400]).Sample((guide, percent) =>
        {
            var dose = DayAfterRule.At(guide.Dose, percent);
            var part = Math.Clamp(percent, DayAfterRule.Least, DayAfterRule.Most);
            var (whole, scaled) = (guide.Dose.Repetitions * guide.Dose.Seconds, dose.Repetitions * dose.Seconds);
            Assert.True(dose.Repetitions >= 1 && dose.Seconds >= 1);
            Assert.True(scaled * 100 <= whole * part, $"{guide.Exercise.Id}: {scaled} of {whole} at {part} %");
            Assert.Equal((guide.Dose.Sets, guide.Dose.Sides, guide.Dose.RestSeconds, guide.Dose.TimesADay), (dose.Sets, dose.Sides, dose.RestSeconds, dose.TimesADay));
            Assert.Equal(guide.Dose, DayAfterRule.At(guide.Dose, 100));
        });

    [Fact]
    public void A_step_up_is_a_step_that_can_be_seen() =>
        Assert.All(GivenGuides.All, guide => Assert.NotEqual(guide.Dose, DayAfterRule.At(guide.Dose, 100 + DayAfterRule.Step)));
}
