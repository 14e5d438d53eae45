using Facet.Care;
using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Tests.Care;

public class ThermalSessionTests
{
    private static readonly ThermalProtocol Protocol = Given.Need(DeliveryContent.Load(KnowledgeFiles.Embedded)).Thermal;
    private static readonly CareItem Heat = CarePlans.Item("heat", TreatmentFamily.HeatCold, "heat") with { Thermal = new(20, 3, 5) };
    private static readonly CareItem Cold = CarePlans.Item("cold", TreatmentFamily.HeatCold, "cold", minutes: 15) with { Thermal = new(15, 3, 5) };
    private static readonly CarePlan Both = CarePlans.Plan((Heat, 1, 14), (Cold, 1, 5));

    private static Gen<(ThermalLimits Limits, int Minutes)> AnyRound { get; } = Gen.Select(Gen.Int[1, 30], Gen.Int[1, 15], Gen.Int[1, 40]).Select((most, check, minutes) => (new ThermalLimits(most, 3, check), minutes));

    [Fact]
    public void Nothing_is_on_the_skin_for_longer_than_the_limit_and_the_skin_is_looked_at_on_time_and_at_the_end() =>
        Gen.Select(AnyRound, CarePlans.OneOf(ThermalMode.Heat, ThermalMode.Cold)).Sample((round, mode) =>
        {
            var steps = ThermalSession.Of(Protocol, round.Limits, mode, round.Minutes).Steps;
            var on = steps.Where(step => step.OnSkin).ToList();
            Assert.Equal(Math.Min(round.Minutes, round.Limits.Minutes) * 60, on.Sum(step => step.Seconds));
            Assert.All(steps, step => Assert.True(step.Seconds >= 1));
            // A first look after the minutes that the limits name, where the round is long enough to have one.
            if (on.Count > 1) { Assert.Equal((round.Limits.SkinCheckMinutes * 60, TimedStepKind.Check), (on[0].Seconds, on[1].Kind)); }
            else { Assert.True(on[0].Seconds <= (round.Limits.SkinCheckMinutes * 60) + Protocol.AnswerSeconds); }
            // What comes right after the pack is off is a look at the skin.
            Assert.Equal(TimedStepKind.Check, steps[steps.ToList().FindLastIndex(step => step.OnSkin) + 1].Kind);
        }, iter: 500);

    [Fact]
    public void Warm_and_cold_in_turn_keep_to_the_limits_of_each_and_rest_between() =>
        Gen.Select(AnyRound, AnyRound).Sample((heat, cold) =>
        {
            var steps = ThermalSession.Alternating(Protocol, heat, cold).Steps.ToList();
            var lastWarm = steps.FindLastIndex(step => step.Kind == TimedStepKind.Warm);
            var firstCold = steps.FindIndex(step => step.Kind == TimedStepKind.Cold);
            Assert.True(lastWarm < firstCold);
            Assert.Equal(Math.Min(heat.Minutes, heat.Limits.Minutes) * 60, steps[..(lastWarm + 1)].Where(step => step.OnSkin).Sum(step => step.Seconds));
            Assert.Equal(Math.Min(cold.Minutes, cold.Limits.Minutes) * 60, steps[firstCold..].Where(step => step.OnSkin).Sum(step => step.Seconds));
            Assert.Contains(steps[lastWarm..firstCold], step => step.Kind == TimedStepKind.Say && step.Seconds == Protocol.RestMinutes * 60);
        }, iter: 200);

    /// <summary>Whenever somebody asks: no day holds more rounds than its limit, and none begins within the pause.</summary>
    [Fact]
    public void No_round_begins_beyond_the_limit_of_a_day_or_within_the_pause() =>
        Gen.Select(Gen.Int[1, 200], CarePlans.OneOf(ThermalMode.Heat, ThermalMode.Cold, ThermalMode.Alternating)).Array[1, 40].Sample(asks =>
        {
            List<(DateTimeOffset At, CareEntry Entry)> record = [];
            var now = CarePlans.At(1, 0);
            foreach (var (minutes, mode) in asks)
            {
                now = now.AddMinutes(minutes);
                if (!ThermalSession.MayBegin(Both, CarePlans.Record(record), Protocol, mode, item => item.Thermal, now).MayBegin) { continue; }
                var ended = now.AddMinutes(15);
                record.Add((ended, new ThermalDone { Day = DateOnly.FromDateTime(ended.DateTime), Item = "heat", Mode = mode }));
                now = ended;
            }
            foreach (var mode in (ThermalMode[])[ThermalMode.Heat, ThermalMode.Cold])
            {
                // A round that begins before midnight and ends after it belongs to the next day.
                Assert.All(record.Where(each => ((ThermalDone)each.Entry).Mode == mode || ((ThermalDone)each.Entry).Mode == ThermalMode.Alternating).GroupBy(each => each.Entry.Day), day => Assert.True(day.Count() <= 3 + 1));
            }
            Assert.All(record.Zip(record.Skip(1)), pair => Assert.True(pair.Second.At.AddMinutes(-15) - pair.First.At >= TimeSpan.FromMinutes(Protocol.PauseMinutes)));
        }, iter: 300);

    private static ThermalVerdict Ask(ThermalMode mode, DateTimeOffset now, CarePlan? plan = null, params (DateTimeOffset, CareEntry)[] record) =>
        ThermalSession.MayBegin(plan ?? Both, CarePlans.Record(record), Protocol, mode, item => item.Thermal, now);

    private static (DateTimeOffset, CareEntry) Done(int day, double hour, ThermalMode mode = ThermalMode.Heat) => (CarePlans.At(day, hour), new ThermalDone { Day = CarePlans.Monday.AddDays(day - 1), Item = "heat", Mode = mode });

    [Fact]
    public void A_fourth_round_is_refused_until_the_next_day()
    {
        var three = new[] { Done(2, 8), Done(2, 12), Done(2, 16) };
        Assert.Equal(ThermalRefusal.DayIsFull, Ask(ThermalMode.Heat, CarePlans.At(2, 20), null, three).Refusal);
        Assert.Equal(ThermalRefusal.DayIsFull, Ask(ThermalMode.Alternating, CarePlans.At(2, 20), null, three).Refusal);
        Assert.True(Ask(ThermalMode.Heat, CarePlans.At(3, 8), null, three).MayBegin);
        Assert.True(Ask(ThermalMode.Heat, CarePlans.At(2, 20), null, three[..2]).MayBegin);
    }

    [Fact]
    public void The_skin_rests_after_either_of_them_and_the_time_is_said()
    {
        var verdict = Ask(ThermalMode.Cold, CarePlans.At(2, 8.5), null, Done(2, 8));
        Assert.Equal((ThermalRefusal.Pause, CarePlans.At(2, 9)), (verdict.Refusal, verdict.From));
        Assert.True(Ask(ThermalMode.Cold, CarePlans.At(2, 9), null, Done(2, 8)).MayBegin);
    }

    [Fact]
    public void Cold_ends_three_days_after_its_first_use()
    {
        var plan = CarePlans.Plan((Heat, 1, 14), (Cold, 1, 14));
        Assert.True(Ask(ThermalMode.Cold, CarePlans.At(4, 8), plan, Done(1, 8, ThermalMode.Cold)).MayBegin);
        Assert.Equal(ThermalRefusal.NotToday, Ask(ThermalMode.Cold, CarePlans.At(4, 8.1), plan, Done(1, 8, ThermalMode.Cold)).Refusal);
        Assert.Equal(ThermalRefusal.NotToday, Ask(ThermalMode.Heat, CarePlans.At(15, 8)).Refusal);
    }

    /// <summary>A plan that was signed later and begins on a day, from 1.</summary>
    private static CarePlan Revised(CarePlan plan, int day)
    {
        var start = CarePlans.Monday.AddDays(day - 1);
        return plan with { StartsOn = start, Days = [.. plan.Days.Select((each, index) => each with { Date = start.AddDays(index) })] };
    }

    [Fact]
    public void A_revised_plan_does_not_begin_the_three_days_of_cold_anew() =>
        Gen.Select(Gen.Int[1, 11], Gen.Int[0, 5 * 24], CarePlans.OneOf(ThermalMode.Cold, ThermalMode.Alternating)).Sample((week, hours, mode) =>
        {
            var day = (7 * week) + 1;
            var plan = Revised(Both, day);
            var now = CarePlans.At(day, hours);
            Assert.Equal(ThermalRefusal.NotToday, Ask(mode, now, plan, Done(1, 8, mode)).Refusal);
            // What was never used may begin on its days.
            Assert.Equal(hours < 5 * 24, Ask(mode, now, plan, Done(1, 8)).MayBegin);
        }, iter: 200);

    [Fact]
    public void Cold_goes_on_under_a_revised_plan_until_its_three_days_are_over()
    {
        var plan = Revised(Both, 8);
        Assert.True(Ask(ThermalMode.Cold, CarePlans.At(10, 20), plan, Done(7, 20, ThermalMode.Cold)).MayBegin);
        Assert.Equal(ThermalRefusal.NotToday, Ask(ThermalMode.Cold, CarePlans.At(10, 20.1), plan, Done(7, 20, ThermalMode.Cold)).Refusal);
    }

    [Fact]
    public void Both_in_turn_need_both_in_the_plan() => Assert.Equal(ThermalRefusal.NotInPlan, Ask(ThermalMode.Alternating, CarePlans.At(2, 8), CarePlans.Plan((Heat, 1, 14))).Refusal);

    [Fact]
    public void Unknown_limits_let_nothing_begin() => Assert.Equal(ThermalRefusal.LimitsUnknown, Ask(ThermalMode.Heat, CarePlans.At(2, 8), CarePlans.Plan((Heat with { Thermal = null }, 1, 14))).Refusal);

    [Fact]
    public void A_skin_change_stops_the_treatment_until_somebody_of_the_team_has_looked()
    {
        (DateTimeOffset, CareEntry) change = (CarePlans.At(2, 8), new SkinChange { Day = CarePlans.Monday, Item = "heat", Signs = ["blister"] });
        Assert.Equal(ThermalRefusal.Stopped, Ask(ThermalMode.Heat, CarePlans.At(2, 9), null, change).Refusal);
        Assert.Equal(ThermalRefusal.Stopped, Ask(ThermalMode.Alternating, CarePlans.At(2, 9), null, change).Refusal);
        Assert.True(Ask(ThermalMode.Cold, CarePlans.At(2, 9), null, change).MayBegin);
        Assert.True(Ask(ThermalMode.Heat, CarePlans.At(2, 9), null, change, (CarePlans.At(2, 8.5), new ItemCleared { Day = CarePlans.Monday, Item = "heat", Because = "Seen." })).MayBegin);
        Assert.Equal(TriageTier.Urgent, change.Item2.ForTeam()!.Tier);
    }

    [Fact]
    public void The_lengths_to_choose_from_are_those_of_the_plan_and_never_above_the_limit()
    {
        Assert.Equal([15, 20], ThermalSession.Choices(Protocol, Heat, Heat.Thermal!));
        Assert.Equal([15], ThermalSession.Choices(Protocol, Heat with { Minutes = 15 }, Heat.Thermal!));
        Assert.Equal([10, 15], ThermalSession.Choices(Protocol, Cold, Cold.Thermal!));
        Assert.Equal([12], ThermalSession.Choices(Protocol, Heat, new(12, 3, 5)));
    }
}
