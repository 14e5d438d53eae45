using Facet.Care;
using Facet.Knowledge;

namespace Facet.Tests.Care;

public class VisitCourseTests
{
    private static VisitCourse Course(params (int Before, int? After)[] visits) =>
        VisitCourse.Of(CarePlans.Record(visits.Select((visit, index) => (CarePlans.At(1 + (3 * index), 10), (CareEntry)new SessionRated { Day = CarePlans.Monday.AddDays(3 * index), Item = "laser", Before = visit.Before, After = visit.After, Adverse = AdverseEvent.None }))), "laser");

    [Theory]
    [InlineData(7, 7, CourseSays.NoClearChange)]
    [InlineData(7, 6, CourseSays.NoClearChange)]
    [InlineData(7, 5, CourseSays.ClearlyLess)]
    [InlineData(5, 6, CourseSays.NoClearChange)]
    [InlineData(5, 7, CourseSays.ClearlyMore)]
    public void A_change_below_two_points_is_no_clear_change(int first, int last, CourseSays says) => Assert.Equal(says, Course((first, 1), (4, 4), (last, null)).Says);

    [Fact]
    public void One_visit_says_nothing_however_much_better_it_felt() => Assert.Equal(CourseSays.TooEarly, Course((9, 0)).Says);

    /// <summary>Feeling better right after each visit is no lasting change.</summary>
    [Fact]
    public void What_is_felt_right_after_does_not_count_as_lasting() => Gen.Int[0, 10].Array[2, 12].Sample(after =>
        Assert.Equal(CourseSays.NoClearChange, Course([.. after.Select(value => (6, (int?)value))]).Says));

    [Fact]
    public void Visits_are_numbered_by_day_and_the_last_word_of_a_day_counts()
    {
        var record = CarePlans.Record(
            (CarePlans.At(4, 9), Rated(4, 6)), (CarePlans.At(1, 9), Rated(1, 8)), (CarePlans.At(4, 10), Rated(4, 5)), (CarePlans.At(4, 10), Rated(4, 0) with { Item = "acupuncture" }));
        Assert.Equal([(1, 8), (2, 5)], VisitCourse.Of(record, "laser").Visits.Select(visit => (visit.Number, visit.Before)));

        static SessionRated Rated(int day, int before) => new() { Day = CarePlans.Monday.AddDays(day - 1), Item = "laser", Before = before, After = 3, Adverse = AdverseEvent.None };
    }

    [Fact]
    public void Something_serious_stops_the_treatment_and_tells_the_team_at_once()
    {
        var serious = new SessionRated { Day = CarePlans.Monday, Item = "laser", Before = 5, Adverse = AdverseEvent.Serious, Signs = ["leg"] };
        Assert.Equal((TriageTier.Emergency, TimeSpan.FromHours(4)), (serious.ForTeam()!.Tier, serious.ForTeam()!.Within));
        var record = CarePlans.Record((CarePlans.At(1, 9), serious));
        Assert.NotNull(ItemStop.Of(record, "laser"));
        Assert.Null(ItemStop.Of(record, "acupuncture"));
        Assert.Null((serious with { Adverse = AdverseEvent.None }).ForTeam());
        Assert.Equal(TriageTier.RoutineReview, (serious with { Adverse = AdverseEvent.Mild }).ForTeam()!.Tier);
    }

    [Fact]
    public void A_sign_that_nobody_knows_is_serious()
    {
        Assert.Equal(AdverseEvent.None, AdverseSigns.Worst([]));
        Assert.Equal(AdverseEvent.Mild, AdverseSigns.Worst(["sore", "tired"]));
        Assert.Equal(AdverseEvent.Serious, AdverseSigns.Worst(["sore", "breath"]));
        Assert.Equal(AdverseEvent.Serious, AdverseSigns.Worst(["something-new"]));
    }
}
