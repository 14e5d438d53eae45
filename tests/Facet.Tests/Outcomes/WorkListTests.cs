using Facet.Care;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Outcomes;
using Facet.Triage;

namespace Facet.Tests.Outcomes;

public class WorkListTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 30, 9, 0, 0, TimeSpan.FromHours(2));
    private static readonly DateOnly Start = new(2026, 1, 5);

    private static readonly Gen<TriageTier?> AnyTier = Care.CarePlans.OneOf<TriageTier?>(null, TriageTier.None, TriageTier.RoutineReview, TriageTier.Urgent, TriageTier.Emergency);

    private static readonly Gen<List<WorkItem>> AnyItems = Gen.Select(AnyTier, Gen.Int[0, 5], Gen.Int[0, 3], Gen.Enum<WorkKind>()).List[0, 30].Select(items =>
        items.Select((each, index) => new WorkItem { Key = $"k{index}", Kind = each.Item4, Tier = each.Item1, Text = "", Since = Now.AddHours(each.Item3), Due = Now.AddHours(each.Item2) }).ToList());

    [Fact]
    public void Nothing_with_a_higher_tier_stands_below_a_lower_one_and_within_a_tier_the_sooner_is_first() => AnyItems.Sample(items =>
    {
        var list = WorkList.Of(items).Items;
        foreach (var (above, below) in list.Zip(list.Skip(1)))
        {
            Assert.True(above.Urgency > below.Urgency || (above.Urgency == below.Urgency && above.Due <= below.Due));
        }
    });

    [Fact]
    public void Nothing_is_lost_and_the_order_does_not_depend_on_how_things_come_in() => Gen.Select(AnyItems, Gen.Int).Sample((items, seed) =>
    {
        var list = WorkList.Of(items).Items;
        Assert.Equal(items.Select(item => item.Key).Order(StringComparer.Ordinal), list.Select(item => item.Key).Order(StringComparer.Ordinal));
        Assert.Equal(list, WorkList.Of(items.OrderBy(item => HashCode.Combine(item.Key.Length, item.Key[^1], seed)).Reverse()).Items);
    });

    [Fact]
    public void An_answer_takes_exactly_one_away_and_leaves_the_order() => AnyItems.Where(items => items.Count > 0).Sample(items =>
    {
        var list = WorkList.Of(items);
        foreach (var item in items)
        {
            Assert.Equal(list.Items.Where(each => each != item), list.Without(item.Key).Items);
        }
        Assert.Equal(list.Items, list.Without("nobody").Items);
    });

    [Fact]
    public void What_is_unknown_counts_as_urgent()
    {
        var unknown = new WorkItem { Key = "a", Kind = WorkKind.Other, Tier = TriageWords.ParseTier("a word of tomorrow"), Text = "", Since = Now, Due = Now.AddDays(9) };
        Assert.Null(unknown.Tier);
        Assert.Equal(["b", "a", "c"], WorkList.Of([unknown with { Key = "c", Tier = TriageTier.RoutineReview, Due = Now }, unknown, unknown with { Key = "b", Tier = TriageTier.Emergency }]).Items.Select(item => item.Key));
        Assert.Equal(WorkKind.Other, WorkKinds.OfTask("a word of tomorrow"));
    }

    [Fact]
    public void Two_things_never_share_a_key()
    {
        var item = new WorkItem { Key = "a", Kind = WorkKind.Other, Tier = null, Text = "", Since = Now, Due = Now };
        Assert.Throws<ArgumentException>(() => WorkList.Of([item, item with { Kind = WorkKind.Silent }]));
    }

    [Fact]
    public void Every_kind_has_a_word_and_every_tier_comes_back()
    {
        Assert.Equal(Enum.GetValues<WorkKind>(), WorkKinds.All);
        Assert.All(WorkKinds.All, kind => Assert.Equal(kind, WorkKinds.Parse(kind.Word())));
        Assert.All(Enum.GetValues<TriageTier>(), tier => Assert.Equal(tier, TriageWords.ParseTier(tier.Code())));
    }

    private static FollowUp Somebody(DateTimeOffset? lastCheckIn, params WorkAnswer[] answers) => new()
    {
        Patient = Guid.Empty, Intake = Guid.Empty, Name = "Pat", Plan = new(Start, Start.AddDays(97), []), LastCheckIn = lastCheckIn, Answers = answers,
    };

    [Fact]
    public void Whoever_has_not_checked_in_for_a_week_is_silent_unless_the_plan_is_paused_or_over()
    {
        var after = TimeSpan.FromDays(FollowUp.SilentAfterDays);
        Assert.Empty(Somebody(Now - after + TimeSpan.FromMinutes(1)).Items(Now));
        var item = Assert.Single(Somebody(Now - after).Items(Now));
        Assert.Equal((WorkKind.Silent, Now), (item.Kind, item.Since));
        Assert.Empty((Somebody(Now - after) with { IsPaused = true }).Items(Now));
        Assert.Empty((Somebody(Now - after) with { Resumed = Now.AddDays(-1) }).Items(Now));
        Assert.Empty((Somebody(Now - after) with { Plan = new(Start, Start.AddDays(20), []) }).Items(Now));
        Assert.Empty((Somebody(Now - after) with { Plan = null }).Items(Now));
        // Never having checked in counts from the first day.
        Assert.Contains("since the plan began", Assert.Single(Somebody(null).Items(Now)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_to_silence_holds_until_its_day_and_not_for_the_next_silence()
    {
        var (last, today) = (Now.AddDays(-20), DateOnly.FromDateTime(Now.DateTime));
        Assert.Empty(Somebody(last, new WorkAnswer(WorkKind.Silent, Now.AddDays(-2), today.AddDays(1))).Items(Now));
        Assert.Single(Somebody(last, new WorkAnswer(WorkKind.Silent, Now.AddDays(-2), today)).Items(Now));
        // They wrote again and fell silent again: that is a cause that stands anew.
        Assert.Single(Somebody(Now.AddDays(-8), new WorkAnswer(WorkKind.Silent, Now.AddDays(-9), today.AddDays(30))).Items(Now));
    }

    [Fact]
    public void Reviews_are_one_thing_with_everything_in_it_and_an_answer_closes_what_was_due_by_then()
    {
        var plan = new FollowedPlan(Start, Start.AddDays(83), [new(2, ["exercise"]), new(6, []), new(12, [])]);
        FollowUp Answered(params WorkAnswer[] answers) => new() { Patient = Guid.Empty, Intake = Guid.Empty, Name = "Pat", Plan = plan, LastCheckIn = Now, Answers = answers };
        var item = Assert.Single(Answered().Items(Now));
        Assert.Equal(WorkKind.HalfwayReview, item.Kind);
        Assert.Contains("exercise (week 2, 2026-01-19); half-way review (week 6, 2026-02-16); review at the end (week 12, 2026-03-30)", item.Text, StringComparison.Ordinal);
        Assert.Equal("review at the end (week 12, 2026-03-30)", Assert.Single(Answered(new WorkAnswer(WorkKind.HalfwayReview, Now.AddDays(-30), null)).Items(Now)).Text);
        Assert.Empty(Answered(new WorkAnswer(WorkKind.Review, Now, null)).Items(Now));
        // Put off, it is back on the day that was named.
        var off = new WorkAnswer(WorkKind.HalfwayReview, Now.AddDays(-1), DateOnly.FromDateTime(Now.DateTime).AddDays(3));
        Assert.Empty(Answered(off).Items(Now.AddDays(-1)));
        Assert.Equal(item.Text, Assert.Single(Answered(off).Items(Now.AddDays(3))).Text);
    }

    [Fact]
    public void Getting_worse_counts_only_beyond_measurement_error()
    {
        PatientCourse Course(int start, int now) => new(Start, Start.AddDays(42), [new(Start, Measures.Total("RMDQ24", start)), new(Start.AddDays(42), Measures.Total("RMDQ24", now))], []);
        var error = (int)Math.Ceiling(Measures.The("RMDQ24").Limits.Error!.Value);
        Assert.Empty(FollowUp.WorseIn(Measures.All, Course(8, 8 + error - 1)));
        var worse = Assert.Single(FollowUp.WorseIn(Measures.All, Course(8, 8 + error)));
        Assert.Contains("RMDQ24 8 → ", worse.Words, StringComparison.Ordinal);
        Assert.Empty(FollowUp.WorseIn(Measures.All, Course(8 + error, 8)));
        var item = Assert.Single((Somebody(Now) with { Worse = [worse] }).Items(Now));
        Assert.Equal(WorkKind.Worsening, item.Kind);
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_urgent()
    {
        var item = Assert.Single((Somebody(Now) with { Worse = null }).Items(Now));
        Assert.Equal(TriageTier.Urgent, item.Urgency);
    }

    [Fact]
    public void An_answer_is_an_entry_that_only_the_clinic_writes_and_that_outlives_erasure()
    {
        var entry = new WorkAnswered { Day = Start, Work = "silent", Text = "Called, comes on Monday.", Again = Start.AddDays(7) };
        Assert.Empty(entry.Problems());
        Assert.Equal(entry, Given.Need(CareDocument.ReadEntry(CareDocument.Write(entry))));
        Assert.False(entry.MayComeFromDevice);
        Assert.True(entry.OutlivesErasure);
        Assert.Equal(["text", "again"], (entry with { Text = " ", Again = Start }).Problems().Select(problem => problem.Path));
    }
}
