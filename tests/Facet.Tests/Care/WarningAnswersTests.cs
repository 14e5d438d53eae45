using Facet.Care;
using Facet.Interop.Json;
using Facet.Knowledge;

namespace Facet.Tests.Care;

public class WarningAnswersTests
{
    private static readonly WarningAnswers Unsure = new()
    {
        Day = CarePlans.Monday, Pages = new Dictionary<string, string>(), Disposition = "incomplete", Rules = [], Stops = true, Tier = TriageTier.Urgent, Hours = 24, Open = ["saddle_numbness", "bladder_change"],
    };

    [Fact]
    public void A_task_names_the_open_questions_and_stays_short_enough_to_be_stored()
    {
        Assert.Contains("saddle numbness, bladder change.", Unsure.ForTeam()!.Text, StringComparison.Ordinal);
        var all = (Unsure with { Rules = [.. Enumerable.Repeat("TRI-CAN-06", 15)], Open = [.. Enumerable.Repeat("sudden_tearing_back_or_abdominal_pain", 60)] }).ForTeam()!.Text;
        Assert.Contains("and 56 more.", all, StringComparison.Ordinal);
        Assert.InRange(all.Length, 1, 500);
    }

    [Theory]
    [InlineData("TRI-AAA-01", 0, 0)]
    [InlineData("TRI-CES-01", 4, 4)]
    [InlineData(null, 0, 24)]
    public void What_is_to_be_seen_now_waits_for_no_hour_and_open_answers_for_a_day_at_most(string? rule, int hours, int due)
    {
        string[] rules = rule is null ? [] : [rule];
        Assert.Equal(TimeSpan.FromHours(due), (Unsure with { Rules = rules, Hours = hours, Tier = TriageTier.Emergency }).ForTeam()!.Within);
        if (rule is not null) { Assert.Equal(TimeSpan.FromHours(due), new QuestionnaireAnswers { Day = CarePlans.Monday, Instrument = "phq9", Answers = [3], Rules = rules, Hours = hours, Tier = TriageTier.Emergency }.ForTeam()!.Within); }
    }

    [Fact]
    public void Answers_of_earlier_versions_name_none()
    {
        var older = CareDocument.Write(Unsure with { Open = null });
        Assert.DoesNotContain("\"open\"", older, StringComparison.Ordinal);
        Assert.Null(((WarningAnswers)Given.Need(CareDocument.ReadEntry(older))).Open);
        Assert.Equal(Unsure.Open, ((WarningAnswers)Given.Need(CareDocument.ReadEntry(CareDocument.Write(Unsure)))).Open);
    }
}
