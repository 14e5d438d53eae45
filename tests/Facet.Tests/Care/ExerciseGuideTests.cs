using System.Globalization;
using System.Text.RegularExpressions;
using Facet.Knowledge;

namespace Facet.Tests.Care;

public partial class ExerciseGuideTests
{
    [Fact]
    public void Every_exercise_of_the_library_has_steps_a_dose_and_a_drawing()
    {
        Assert.Equal(28, GivenGuides.All.Count);
        Assert.Equal(Given.Knowledge.Exercises.Select(exercise => exercise.Id), GivenGuides.All.Select(guide => guide.Exercise.Id));
        Assert.All(GivenGuides.All, guide =>
        {
            Assert.InRange(guide.Steps.Count, 3, 6);
            Assert.InRange(guide.Figure.Frames.Count, 1, 2);
            Assert.All([.. guide.Steps, guide.Feels, guide.NotThis, guide.More, guide.Less, .. guide.Figure.Frames.Select(frame => frame.Says)], text => Assert.Matches(@"^[A-Z].*[.!?]$", text));
        });
    }

    [Fact]
    public void The_numbers_of_the_player_are_those_of_the_library_and_no_others() => Assert.All(GivenGuides.All, guide =>
    {
        var dose = guide.Dose;
        int?[] numbers =
        [
            dose.Sets > 1 ? dose.Sets : null, dose.Repetitions > 1 ? dose.Repetitions : null,
            dose.IsMinutes ? dose.Seconds / 60 : dose.IsHold ? dose.Seconds : null, dose.Metres, dose.EveryHours,
            dose.Settings.Contains("times_a_day") ? null : dose.TimesADay, dose.DaysAWeek < 7 ? dose.DaysAWeek : null,
        ];
        Assert.Equal(Numbers(guide.Exercise.Dose), numbers.OfType<int>().Order());
        Assert.Equal(guide.Exercise.Dose.Contains("each side", StringComparison.Ordinal), dose.Sides != ExerciseSides.Together);
    });

    [Theory]
    [InlineData("8-10 slow cycles, twice a day", new[] { 2, 8 })]
    [InlineData("10 gentle bends every hour", new[] { 1, 10 })]
    [InlineData("10 x 2, once or twice a day, only if it does not increase leg pain", new[] { 1, 2, 10 })]
    [InlineData("lift breastbone 2-3 cm, hold 5 s x 8, 3 days a week", new[] { 3, 5, 8 })]
    public void Numbers_are_read_from_the_words_of_the_library(string dose, int[] numbers) => Assert.Equal(numbers, Numbers(dose));

    [Fact]
    public void What_the_library_does_not_give_is_marked_as_a_setting() => Assert.All(GivenGuides.All, guide =>
    {
        var (dose, text) = (guide.Dose, guide.Exercise.Dose);
        Assert.Equal(!dose.IsHold && !dose.IsMinutes, dose.Settings.Contains("seconds_per_repetition"));
        Assert.Equal(dose.RestSeconds > 0, dose.Settings.Contains("rest_seconds"));
        Assert.Equal(dose.SetRestSeconds > 0, dose.Settings.Contains("set_rest_seconds"));
        Assert.Equal(dose.Sets > 1, dose.SetRestSeconds > 0);
        Assert.Equal(dose is { IsHold: true, Repetitions: > 1 }, dose.RestSeconds > 0);
        Assert.Equal(!text.Contains("a day", StringComparison.Ordinal) && !text.Contains("daily", StringComparison.Ordinal) && dose.EveryHours is null, dose.Settings.Contains("times_a_day"));
    });

    /// <summary>What the library's sentence says, with the walking programme in place of the pointer to it; of a range the lower end; lengths of a lift are no dose.</summary>
    private static IEnumerable<int> Numbers(string dose)
    {
        if (dose == "see walking programme") { dose = WalkingInTheFirstWeek(); }
        var plain = Lift().Replace(dose, "").Replace("once or twice", "once", StringComparison.Ordinal).Replace("once", "1", StringComparison.Ordinal)
            .Replace("twice", "2", StringComparison.Ordinal).Replace("daily", "1", StringComparison.Ordinal).Replace("every hour", "every 1", StringComparison.Ordinal);
        return Number().Matches(Range().Replace(plain, "$1")).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)).Order();
    }

    private static string WalkingInTheFirstWeek()
    {
        var week = FirstWeek().Match(KnowledgeFiles.Embedded.Read("treatments/delivery.yaml"));
        return $"{week.Groups["minutes"].Value} min, {week.Groups["sessions"].Value} days a week";
    }

    [GeneratedRegex(@"\d+-\d+ cm")]
    private static partial Regex Lift();

    [GeneratedRegex(@"(\d+)-\d+")]
    private static partial Regex Range();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex("week: 1, sessions: (?<sessions>[0-9]+), minutes: \"(?<minutes>[0-9-]+)\"")]
    private static partial Regex FirstWeek();
}
