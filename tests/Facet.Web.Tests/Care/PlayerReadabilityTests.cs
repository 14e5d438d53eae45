using Facet.Care;
using Facet.Web.Care;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;

namespace Facet.Web.Tests.Care;

/// <summary>What patients read of the exercises is for readers of 9 to 11 years: a grade of 6 is the sixth year of school, at 11.</summary>
public class PlayerReadabilityTests(Server server)
{
    private const double Grade = 6;

    private static Dictionary<string, string> Texts => StoredCases.Pathway.ExerciseGuides.ToDictionary(guide => guide.Exercise.Id, guide =>
        string.Join(' ', [$"{guide.Name}.", .. guide.Steps, guide.Feels, guide.NotThis, guide.More, guide.Less, .. guide.Figure.Frames.Select(frame => frame.Says), PlayerText.Dose(guide.Dose), PlayerText.HowOften(guide.Dose)]));

    [Fact]
    public void Every_exercise_is_for_readers_of_eleven_years_or_less()
    {
        var hard = Texts.Select(text => (text.Key, Grade: Readability.Grade(text.Value))).Where(text => text.Grade > Grade).ToList();
        Assert.True(hard.Count == 0, string.Join("; ", hard.Select(text => $"{text.Key}: grade {text.Grade:0.0}")));
    }

    [Fact]
    public void The_words_of_the_player_are_for_readers_of_eleven_years_or_less()
    {
        var phases = StoredCases.Pathway.ExerciseGuides.SelectMany(guide => PlayerText.Phases(ExerciseSession.Of(guide.Dose))).SelectMany(phase => new[] { phase.T, phase.V }).Distinct();
        var reasons = Enum.GetValues<DoseReason>().SelectMany(reason => new[] { PlayerText.Why(reason) }.Concat(Enum.GetValues<DoseChange>().Select(change => PlayerText.Change(new(change, reason, 100))))).Append(PlayerText.Least).Append(PlayerText.WhyLeast);
        Assert.InRange(Readability.Grade(string.Join(' ', phases.Select(text => text.TrimEnd('.') + "."))), -4, Grade);
        Assert.All(reasons, text => Assert.True(Readability.Grade(text) <= Grade + 1, $"grade {Readability.Grade(text):0.0}: {text}"));
        Assert.InRange(Readability.Grade(string.Join(' ', reasons.Select(text => text.TrimEnd('.') + "."))), -4, Grade);
    }

    [Fact]
    public async Task The_pages_are_for_readers_of_eleven_years_or_less()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        await patient.Write(new ExerciseStopped { Day = patient.Day.Today, Exercise = (await patient.Plan()).Items.First(item => item.Exercises.Count > 0).Exercises[0], Percent = 100, Pain = 5, TellTeam = true });
        foreach (var path in (string[])["/my/exercise/1", "/my/exercise/1/stop", "/my/exercise/1/stopped"])
        {
            var html = (await patient.Client.Get(path)).Html;
            var grade = Readability.Grade(Readability.Text(html));
            Assert.True(grade <= Grade, $"{path}: grade {grade:0.0}");
        }
    }

    [Theory]
    [InlineData("pain free")]
    [InlineData("pain-free")]
    [InlineData("degenerat")]
    [InlineData("wear and tear")]
    [InlineData("your fault")]
    [InlineData("streak")]
    [InlineData("you must")]
    public void No_exercise_frightens_blames_or_promises(string words) => Assert.All(Texts.Values, text => Assert.DoesNotContain(words, text, StringComparison.OrdinalIgnoreCase));
}
