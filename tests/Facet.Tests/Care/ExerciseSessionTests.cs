using Facet.Care;
using Facet.Knowledge;

namespace Facet.Tests.Care;

public class ExerciseSessionTests
{
    private static readonly Gen<ExerciseDose> AnyDose =
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 25], Gen.Int[1, 600], Gen.Bool, Gen.Int[0, 60], Gen.Enum<ExerciseSides>(), Gen.Int[0, 20]).Select((sets, repetitions, seconds, isHold, rest, sides, ready) => new ExerciseDose
        {
            Sets = sets, Repetitions = repetitions, Seconds = seconds, IsHold = isHold, RestSeconds = rest, SetRestSeconds = rest * 2, GetReadySeconds = ready, ChangeSidesSeconds = ready / 2,
            Sides = sides, TimesADay = 1, EveryHours = null, DaysAWeek = 7, Settings = [],
        });

    [Fact]
    public void The_whole_is_the_sum_of_what_the_dose_asks_for() => AnyDose.Sample(dose =>
    {
        var session = ExerciseSession.Of(dose);
        var sides = dose.Sides == ExerciseSides.Together ? 1 : 2;
        var work = dose.Sets * dose.Repetitions * sides * dose.Seconds;
        Assert.Equal(work, session.WorkSeconds);
        var gaps = dose.IsHold ? dose.Sides == ExerciseSides.OneThenOther ? 2 * (dose.Repetitions - 1) : (dose.Repetitions * sides) - 1 : 0;
        // Where changing sides takes no time, the rest between holds takes its place.
        var change = dose.Sides != ExerciseSides.OneThenOther ? 0 : dose.ChangeSidesSeconds > 0 ? dose.ChangeSidesSeconds : dose.IsHold ? dose.RestSeconds : 0;
        Assert.Equal(dose.GetReadySeconds + work + (dose.Sets * ((gaps * dose.RestSeconds) + change)) + ((dose.Sets - 1) * dose.SetRestSeconds), session.Seconds);
    });

    [Fact]
    public void Every_repetition_of_every_set_is_there_once_on_each_side() => AnyDose.Sample(dose =>
    {
        var work = ExerciseSession.Of(dose).Phases.Where(phase => phase.IsWork).ToList();
        IReadOnlyList<BodySide> sides = dose.Sides == ExerciseSides.Together ? [BodySide.Both] : [BodySide.First, BodySide.Other];
        var wanted = from set in Enumerable.Range(1, dose.Sets) from repetition in Enumerable.Range(1, dose.Repetitions) from side in sides select (set, repetition, side);
        Assert.Equal(wanted.Order(), work.Select(phase => (phase.Set, phase.Repetition, phase.Side)).Order());
        Assert.All(work, phase => Assert.Equal(dose.Seconds, phase.Seconds));
    });

    [Fact]
    public void Sides_come_in_the_order_that_the_dose_says() => AnyDose.Sample(dose =>
    {
        foreach (var set in ExerciseSession.Of(dose).Phases.Where(phase => phase.IsWork).GroupBy(phase => phase.Set))
        {
            var changes = set.Zip(set.Skip(1), (one, next) => one.Side != next.Side).Count(changed => changed);
            Assert.Equal(dose.Sides switch { ExerciseSides.Together => 0, ExerciseSides.OneThenOther => 1, _ => (2 * dose.Repetitions) - 1 }, changes);
        }
    });

    [Fact]
    public void It_ends_after_the_last_repetition_without_a_rest() => AnyDose.Sample(dose =>
    {
        var phases = ExerciseSession.Of(dose).Phases;
        Assert.Equal(SessionPhaseKind.Done, phases[^1].Kind);
        Assert.Equal(0, phases[^1].Seconds);
        Assert.True(phases[^2].IsWork);
        Assert.Single(phases, phase => phase.Kind == SessionPhaseKind.Done);
        // Nowhere do two pauses follow each other.
        Assert.All(phases.Zip(phases.Skip(1)), pair => Assert.True(pair.First.IsWork || pair.Second.IsWork));
        Assert.All(phases.SkipLast(1), phase => Assert.True(phase.Seconds > 0));
    });

    [Fact]
    public void The_knee_to_the_chest_takes_a_bit_under_two_and_a_half_minutes()
    {
        var dose = GivenGuides.All.Single(guide => guide.Exercise.Id == "EX03").Dose;
        var session = ExerciseSession.Of(dose);
        Assert.Equal(["GetReady 10 First", "Hold 15 First", "Rest 5 First", "Hold 15 First", "Rest 5 First", "Hold 15 First", "ChangeSides 10 Other", "Hold 15 Other", "Rest 5 Other", "Hold 15 Other", "Rest 5 Other", "Hold 15 Other", "Done 0 Both"],
            session.Phases.Select(phase => $"{phase.Kind} {phase.Seconds} {phase.Side}"));
        Assert.Equal(130, session.Seconds);
        Assert.Equal(3, session.Minutes);
    }
}
