using Facet.Care;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Tests.Care;

public class GuidedSessionTests
{
    private static readonly DeliveryContent Content = Given.Need(DeliveryContent.Load(KnowledgeFiles.Embedded));

    [Fact]
    public void A_session_lasts_as_long_as_its_lines() => Assert.All(Content.Sessions, script =>
    {
        var session = GuidedSession.Of(script);
        Assert.Equal(script.Lines.Sum(line => line.Seconds), session.Seconds);
        Assert.Equal(0, session.Seconds % 60);
        Assert.Equal(script.Lines.Select(line => line.Say), session.Steps.Select(step => step.Text));
    });

    [Theory]
    [InlineData("slow_breathing", 6)]
    [InlineData("breathing_with_movement", 8)]
    [InlineData("muscle_relaxation", 10)]
    [InlineData("body_scan", 10)]
    [InlineData("breath_anchor", 12)]
    [InlineData("gentle_moving", 20)]
    [InlineData("thoughts", 20)]
    public void Lengths_are_those_of_delivery(string id, int minutes) => Assert.Equal(minutes, GuidedSession.Of(Content.Sessions.Single(script => script.Id == id)).Minutes);

    [Fact]
    public void Every_week_of_the_course_with_a_length_of_its_own_has_a_session() =>
        Assert.Equal(Enumerable.Range(1, 7), Content.Sessions.Where(script => script.Techniques.Contains("mindfulness")).Select(script => script.Week).OfType<int>().Order());

    [Fact]
    public void The_pace_is_about_six_breaths_a_minute_without_a_hold() =>
        Assert.All(Content.Sessions.SelectMany(script => script.Lines).Where(line => line.In is not null), line => Assert.Equal((4, 6), (line.In, line.Out)));

    [Fact]
    public void No_pose_is_shown_that_a_flag_bars_and_none_with_a_flag_where_flags_were_not_worked_out()
    {
        var flags = Content.Yoga.Poses.SelectMany(pose => pose.Avoid).Distinct().ToArray();
        CarePlans.OneOf(flags).Array[0, 6].Sample(barred =>
        {
            var poses = GuidedSession.PosesFor(Content.Yoga, barred);
            Assert.All(poses, pose => Assert.Empty(pose.Avoid.Intersect(barred)));
            Assert.All(Content.Yoga.Poses.Except(poses), pose => Assert.NotEmpty(pose.Avoid.Intersect(barred)));
            var session = GuidedSession.Of(Content.Yoga, barred);
            Assert.Equal(poses.Sum(pose => (pose.HasSides ? 2 : 1) * (pose.Seconds + Content.Yoga.GetReadySeconds)), session.Seconds);
            Assert.Equal(poses.Select(pose => pose.Name).Order(), session.Steps.Select(step => step.Title!).Distinct().Order());
        });
        Assert.All(GuidedSession.PosesFor(Content.Yoga, null), pose => Assert.Empty(pose.Avoid));
        Assert.Equal(20, GuidedSession.Of(Content.Yoga, []).Minutes);
    }

    [Fact]
    public void A_walk_lasts_as_long_as_asked_for_with_its_half_in_the_middle() => Gen.Int[1, 180].Sample(minutes =>
    {
        var walk = GuidedSession.Walk(Content.Walking, minutes);
        Assert.Equal(minutes * 60, walk.Seconds);
        var half = walk.Steps.ToList().FindIndex(step => step.Text == Content.Walking.Words.Half);
        Assert.Equal(minutes * 30, walk.Steps.Take(half).Sum(step => step.Seconds));
    });

    [Fact]
    public void Between_two_breaks_there_is_as_much_work_as_was_chosen()
    {
        var session = GuidedSession.Breaks(Content.Breaks, 30);
        Assert.Equal(Content.Breaks.Prompts.Count * (1800 + Content.Breaks.MoveSeconds), session.Seconds);
        Assert.Equal(Content.Breaks.Prompts, session.Steps.Where(step => step.Kind == TimedStepKind.Move).Select(step => step.Text));
    }

    [Fact]
    public void Every_item_of_the_catalogue_has_a_guide_of_its_family()
    {
        var expected = new Dictionary<string, GuideKind>
        {
            ["heat"] = GuideKind.HeatCold, ["cold"] = GuideKind.HeatCold, ["breathing"] = GuideKind.Breathing, ["relaxation"] = GuideKind.Session, ["mindfulness"] = GuideKind.Session, ["cbt_skills"] = GuideKind.Session,
            ["yoga"] = GuideKind.Yoga, ["walking"] = GuideKind.Walking, ["walking_prevention"] = GuideKind.Walking, ["swimming"] = GuideKind.Goal, ["ergonomics"] = GuideKind.Workstation, ["sleep"] = GuideKind.Goal, ["weight"] = GuideKind.Goal,
            ["stay_active"] = GuideKind.Goal, ["pacing"] = GuideKind.Goal, ["nsaid"] = GuideKind.Medicine, ["paracetamol"] = GuideKind.Medicine, ["muscle_relaxant"] = GuideKind.Medicine, ["duloxetine"] = GuideKind.Medicine,
            ["laser"] = GuideKind.LaserCourse, ["laser_class2"] = GuideKind.LaserCourse, ["acupuncture"] = GuideKind.ClinicVisit, ["manipulation"] = GuideKind.ClinicVisit, ["gentle_mobilisation"] = GuideKind.ClinicVisit, ["soft_tissue"] = GuideKind.ClinicVisit,
        };
        var catalogue = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded)).Catalogue;
        Assert.All(expected, each => Assert.Equal((each.Key, each.Value), (each.Key, GuideKinds.Of(CarePlans.Item(each.Key, catalogue.Find(each.Key)!.Family, catalogue.Find(each.Key)!.Technique, catalogue.Find(each.Key)!.Kind)))));
        // A technique that plans can hold and that is done by oneself has sessions.
        Assert.All(catalogue.Interventions.Where(each => each.Family == TreatmentFamily.MindBody && each.Technique != "yoga"), each => Assert.Contains(Content.Sessions, script => script.Techniques.Contains(each.Technique)));
    }

    [Theory]
    [InlineData("- [30, \"Do nothing yet. Just feel how you breathe.\"]", "- [31, \"Do nothing yet. Just feel how you breathe.\"]", "length", "slow_breathing")]
    [InlineData("pace: {in: 4, out: 6}}\n      - [30, \"Let your breath do", "pace: {in: 5, out: 6}}\n      - [30, \"Let your breath do", "pace-differs", "slow_breathing")]
    [InlineData("length: {breathing: BR-01}", "length: {breathing: BR-09}", "unknown-length", "slow_breathing")]
    [InlineData("id: breath_anchor", "id: body_scan", "duplicate-id", "body_scan")]
    [InlineData("avoid: [balance_unsafe, knee_pain_severe]", "avoid: [balance_unsafe, knee_pain]", "unknown-flag", "stride")]
    [InlineData("name: \"Rest\", seconds: 125", "name: \"Rest\", seconds: 126", "length", "")]
    [InlineData("answer_seconds: 60", "answer_seconds: 600", "out-of-range", "")]
    [InlineData("pause_minutes: 60", "pause: 60", "missing-key", "")]
    [InlineData("ERG-03: \"Can you", "ERG-33: \"Can you", "unknown-advice", "")]
    [InlineData("item: pacing, title", "item: pace, title", "unknown-item", "pace")]
    [InlineData("every_minutes: [30, 45]", "every_minutes: [30, 450]", "out-of-range", "")]
    public void A_mistake_is_said_with_file_line_column_and_reason(string was, string becomes, string code, string owner)
    {
        var original = KnowledgeFiles.Embedded.Read("treatments/sessions.yaml");
        Assert.Contains(was, original, StringComparison.Ordinal);
        var at = original.IndexOf(was, StringComparison.Ordinal);
        Assert.False(DeliveryContent.Load(KnowledgeFiles.Embedded.Put("treatments/sessions.yaml", original[..at] + becomes + original[(at + was.Length)..])).TryGet(out _, out var problems));
        var problem = Assert.Single(problems, found => found.Code == code);
        Assert.Matches("^treatments/sessions.yaml:[0-9]+:[0-9]+$", problem.Path);
        Assert.StartsWith(owner, problem.Message, StringComparison.Ordinal);
        // A clinic's own file is looked at when the program starts.
        Assert.False(CarePathway.Load(Given.Need(KnowledgeFiles.With([("sessions.yaml", original[..at] + becomes + original[(at + was.Length)..])]))).TryGet(out _, out problems));
        Assert.Contains(problems, found => found.Code == code);
    }
}
