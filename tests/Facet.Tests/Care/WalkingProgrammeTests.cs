using Facet.Care;
using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Tests.Care;

public class WalkingProgrammeTests
{
    private static readonly WalkingPlan Plan = Given.Need(DeliveryContent.Load(KnowledgeFiles.Embedded)).Walking;
    private static readonly CareItem Item = CarePlans.Item("walking", TreatmentFamily.Exercise, "walking", InterventionKind.Active);

    private static DateOnly Day(int day) => CarePlans.Monday.AddDays(day - 1);

    private static (DateTimeOffset, CareEntry) Walk(int day, bool? lastWasTooMuch = null) => (CarePlans.At(day, 10), new WalkDone { Day = Day(day), Item = "walking", Minutes = 10, LastWasTooMuch = lastWasTooMuch });

    private static (DateTimeOffset, CareEntry) Pain(int day, int pain, bool? flare = null) => (CarePlans.At(day, 20), new CheckIn { Day = Day(day), Pain = pain, Flare = flare });

    private static WalkPlace At(int day, CareItem item, params IEnumerable<(DateTimeOffset, CareEntry)> record) => WalkingProgramme.At(Plan, item, CarePlans.Monday, CarePlans.Record(record), Day(day));

    [Theory]
    [InlineData(1, 5, 10)]
    [InlineData(2, 8, 12)]
    [InlineData(4, 15, 18)]
    [InlineData(5, 17, 21)]
    [InlineData(6, 20, 25)]
    [InlineData(8, 25, 30)]
    [InlineData(10, 27, 30)]
    [InlineData(12, 30, 30)]
    [InlineData(20, 30, 30)]
    public void Weeks_are_those_of_delivery_and_lie_on_a_line_between(int week, int least, int most)
    {
        var target = WalkingProgramme.Target(Plan, week);
        Assert.Equal((least, most, 5), (target.Least, target.Most, target.Sessions));
    }

    [Fact]
    public void Minutes_never_fall_from_week_to_week_and_never_pass_a_cap() => Gen.Select(Gen.Int[1, 30], Gen.Int[5, 40]).Sample((week, cap) =>
    {
        var (now, next) = (WalkingProgramme.Target(Plan, week), WalkingProgramme.Target(Plan, week + 1));
        Assert.True(now.Least <= now.Most && now.Least <= next.Least && now.Most <= next.Most);
        Assert.True(WalkingProgramme.Target(Plan, week, cap).Most <= cap);
    });

    [Fact]
    public void A_week_that_went_well_leads_on_one_failure_stays_two_lead_back_and_a_week_without_walks_waits()
    {
        var good = Enumerable.Range(0, 3).SelectMany(week => (IEnumerable<(DateTimeOffset, CareEntry)>)[Walk((week * 7) + 1), Walk((week * 7) + 3, false), Walk((week * 7) + 5, false)]).ToList();
        Assert.Equal((1, WalkReason.Start), At(3, Item) is var start ? (start.Target.Week, start.Reason) : default);
        Assert.Equal((4, WalkReason.Forward), Place(At(22, Item, good)));
        Assert.Equal((4, WalkReason.Stay), Place(At(29, Item, good)));
        Assert.Equal((4, WalkReason.Stay), Place(At(29, Item, good.Append(Walk(22)).Append(Walk(24, true)).Append(Walk(26, false)))));
        Assert.Equal((3, WalkReason.Back), Place(At(29, Item, good.Append(Walk(22)).Append(Walk(24, true)).Append(Walk(26, true)))));
        Assert.Equal(2, At(24, Item, good.Append(Walk(22)).Append(Walk(24, false))).WalksThisWeek);

        static (int, WalkReason) Place(WalkPlace place) => (place.Target.Week, place.Reason);
    }

    [Fact]
    public void A_rise_of_three_the_day_after_is_a_failure_too()
    {
        Assert.Equal(WalkReason.Stay, At(8, Item, Walk(1), Pain(1, 3), Pain(2, 6)).Reason);
        Assert.Equal(WalkReason.Forward, At(8, Item, Walk(1), Pain(1, 3), Pain(2, 5)).Reason);
    }

    [Fact]
    public void A_flare_leads_back_to_the_last_comfortable_week_for_a_week()
    {
        var two = new[] { Walk(1), Walk(3, false), Walk(8, false), Walk(10, false), Walk(15, false), Pain(16, 8, true) };
        Assert.Equal((2, WalkReason.Flare, 5), At(16, Item, two) is var place ? (place.Target.Week, place.Reason, place.Target.Sessions) : default);
        Assert.Equal(WalkReason.Flare, At(16 + Plan.FlareDays - 1, Item, two).Reason);
        Assert.NotEqual(WalkReason.Flare, At(16 + Plan.FlareDays, Item, two).Reason);
    }

    [Fact]
    public void A_low_dose_has_a_cap() => Assert.Equal((8, 10), At(15, Item with { Level = "low" }, Walk(1), Walk(8, false)) is var place ? (Math.Min(8, place.Target.Least), place.Target.Most) : default);

    /// <summary>A plan that is signed anew begins on another Monday; what was walked stays walked.</summary>
    [Fact]
    public void Another_day_1_changes_neither_the_target_nor_the_count_of_the_week() => Gen.Select(Gen.Select(Gen.Int[1, 60], Gen.Bool).Array[0, 30], Gen.Int[1, 70], Gen.Int[-8, 8]).Sample((walks, today, weeks) =>
    {
        var record = walks.Where(walk => walk.Item1 <= today).OrderBy(walk => walk.Item1).Select(walk => Walk(walk.Item1, walk.Item2)).ToList();
        Assert.Equal(At(today, Item, record), WalkingProgramme.At(Plan, Item, CarePlans.Monday.AddDays(7 * weeks), CarePlans.Record(record), Day(today)));
    }, iter: 1000);

    [Fact]
    public void Until_the_first_walk_it_is_the_start_however_late_walking_came_into_the_plan()
    {
        Assert.Equal((1, WalkReason.Start, 0), At(36, Item) is var none ? (none.Target.Week, none.Reason, none.WalksThisWeek) : default);
        Assert.Equal((1, WalkReason.Start, 1), At(38, Item, Walk(37)) is var first ? (first.Target.Week, first.Reason, first.WalksThisWeek) : default);
        Assert.Equal((2, WalkReason.Forward, 0), At(43, Item, Walk(37)) is var next ? (next.Target.Week, next.Reason, next.WalksThisWeek) : default);
    }

    /// <summary>The place moves by at most one week a week, and never beyond the programme.</summary>
    [Fact]
    public void A_place_moves_by_at_most_one_week_at_a_time() => Gen.Select(Gen.Int[1, 84], Gen.Bool).Array[0, 60].Sample(walks =>
    {
        var record = walks.OrderBy(walk => walk.Item1).Select(walk => Walk(walk.Item1, walk.Item2)).ToList();
        var places = Enumerable.Range(0, 13).Select(week => At((week * 7) + 1, Item, record).Target.Week).ToList();
        Assert.Equal(1, places[0]);
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, -1, 1));
        Assert.All(places, week => Assert.InRange(week, 1, 12));
    });
}
