using Facet.Planning;

namespace Facet.Tests.Planning;

public class WeekLayoutTests
{
    private static PlanCalendar? Calendar(LayoutRequest request) => WeekLayout.LayOut(request) is LayoutResult.LaidOut(var calendar) ? calendar : null;

    [Fact]
    public void A_calendar_keeps_every_dose_rule_and_limit() => AnyLayout.Request.Sample(request =>
    {
        if (Calendar(request) is not { } calendar) { return; }
        Assert.Equal(84, calendar.Days.Count);
        Assert.Empty(LayoutOracle.Broken(request, calendar));
    }, iter: 300);

    [Fact]
    public void Its_points_are_those_that_the_calendar_shows() => AnyLayout.Request.Sample(request =>
    {
        if (Calendar(request) is not { } calendar) { return; }
        Assert.Equal(LayoutOracle.Points(request, calendar), calendar.Proof.Cost);
        Assert.True(calendar.Proof.Bound <= calendar.Proof.Cost);
    }, iter: 300);

    [Fact]
    public void No_layout_is_better() => AnyLayout.Small.Sample(request =>
    {
        var best = LayoutOracle.BestByEnumeration(request, 500, out var isTooLarge);
        if (isTooLarge) { return; }
        var calendar = Calendar(request);
        Assert.Equal(best, calendar is { KeepsWeekdays: true } ? calendar.Proof.Cost : null);
        Assert.True(calendar is null || calendar.Proof.IsOptimal);
    }, iter: 300);

    [Fact]
    public void The_order_of_the_items_makes_no_difference() => Gen.Select(AnyLayout.Request, Gen.Int).Sample((request, seed) =>
    {
        var shuffled = request with { Items = [.. request.Items.OrderBy(item => HashCode(item.Id, seed))] };
        var (one, other) = (WeekLayout.LayOut(request), WeekLayout.LayOut(shuffled));
        Assert.Equal(Words(one), Words(other));

        static int HashCode(string id, int seed) => unchecked((id[^1] * 7919) ^ (seed * 31 * id[^1]));
    }, iter: 150);

    [Fact]
    public void A_conflict_names_rules_that_collide_and_no_others() => AnyLayout.Request.Sample(request =>
    {
        if (WeekLayout.LayOut(request) is not LayoutResult.Conflict conflict) { return; }
        Assert.IsType<LayoutResult.Conflict>(WeekLayout.LayOut(LayoutConflict.Only(request, conflict.Rules)));
        Assert.All(conflict.Rules, rule => Assert.NotNull(Calendar(LayoutConflict.Only(request, [.. conflict.Rules.Where(other => other != rule)]))));
    }, iter: 100);

    [Fact]
    public void Every_way_out_of_a_conflict_leads_to_a_calendar() => AnyLayout.Request.Sample(request =>
    {
        if (WeekLayout.LayOut(request) is not LayoutResult.Conflict conflict) { return; }
        Assert.NotEmpty(conflict.Relaxations);
        Assert.All(conflict.Relaxations, relaxation => Assert.NotNull(Calendar(relaxation.Apply(request))));
        // A limit is raised by no more than it takes.
        Assert.All(conflict.Relaxations.SelectMany(relaxation => relaxation.Changes.OfType<LayoutChange.Raise>().Select(raise => (relaxation, raise))), pair =>
            Assert.Null(Calendar(LayoutChange.With(pair.relaxation.Apply(request), pair.raise.Limit, pair.raise.To - 1))));
    }, iter: 100);

    [Fact]
    public void More_room_never_makes_the_best_layout_worse() => Gen.Select(AnyLayout.Request, Gen.Int[0, 4]).Sample((request, which) =>
    {
        if (Calendar(request) is not { KeepsWeekdays: true, Proof.IsOptimal: true } calendar) { return; }
        var limits = request.Limits;
        var wider = request with
        {
            Limits = which switch
            {
                0 => limits with { HomeItemsADay = limits.HomeItemsADay + 1 },
                1 => limits with { VisitsAWeek = limits.VisitsAWeek + 1 },
                2 => limits with { VisitSlots = WeekSlots.All, ClinicClosed = [] },
                3 => limits with { HomeSlots = WeekSlots.All },
                _ => limits with { HomeMinutesOnAnyDay = null, VisitMinutesOnAnyDay = null },
            },
        };
        Assert.True(Calendar(wider)!.Proof.Bound <= calendar.Proof.Cost);
    }, iter: 200);

    [Fact]
    public void A_search_cut_short_says_how_far_from_the_best_it_can_be() => Gen.Select(AnyLayout.Request, Gen.Int[1, 400]).Sample((request, work) =>
    {
        if (Calendar(request) is not { KeepsWeekdays: true, Proof.IsOptimal: true } best || Calendar(request with { WorkLimit = work }) is not { } calendar) { return; }
        Assert.Empty(LayoutOracle.Broken(request, calendar));
        Assert.InRange(best.Proof.Cost, calendar.Proof.Bound, calendar.Proof.Cost);
    }, iter: 200);

    [Fact]
    public void Every_trial_of_treatment_has_its_reviews_on_visits_where_the_week_has_one() => AnyLayout.Request.Sample(request =>
    {
        if (Calendar(request) is not { } calendar) { return; }
        foreach (var item in request.Items.Where(item => item.TrialWeeks is not null))
        {
            var (half, end) = (item.StartWeek - 1 + item.TrialWeeks!.Value / 2, item.StartWeek - 1 + item.TrialWeeks.Value);
            Assert.Equal(item.TrialWeeks >= 2 && half <= 12 ? [half] : [], Weeks(calendar, CalendarEventKind.HalfwayReview, item.Id));
            Assert.Equal(end <= 12 ? [end] : [], Weeks(calendar, CalendarEventKind.EndReview, item.Id));
        }
        Assert.All(calendar.Days, day => Assert.All(day.Events.Where(one => one.Kind is CalendarEventKind.HalfwayReview or CalendarEventKind.EndReview or CalendarEventKind.PlanReview), one =>
            Assert.Equal(calendar.Days.Any(other => other.Week == day.Week && other.IsVisitDay), one.AtVisit)));
    }, iter: 200);

    [Fact]
    public void Questionnaires_are_due_at_the_start_and_in_weeks_2_6_and_12_and_every_other_week_has_a_check_in() => AnyLayout.Request.Sample(request =>
    {
        if (Calendar(request) is not { } calendar) { return; }
        Assert.Equal([1, 2, 6, 12], Weeks(calendar, CalendarEventKind.Outcomes, null));
        Assert.Equal(1, calendar.Days.First(day => day.Events.Any(one => one.Kind == CalendarEventKind.Outcomes)).Day);
        Assert.Equal([1, 3, 4, 5, 7, 8, 9, 10, 11], Weeks(calendar, CalendarEventKind.CheckIn, null));
        Assert.Equal([12], Weeks(calendar, CalendarEventKind.PlanReview, null));
    }, iter: 200);

    [Fact]
    public void A_medicine_starts_is_looked_at_and_stops_on_its_days() => AnyLayout.Request.Sample(request =>
    {
        if (Calendar(request) is not { } calendar) { return; }
        foreach (var item in request.Items.Where(item => item.Medicine is not null))
        {
            var course = item.Medicine!;
            Assert.Equal([course.StartDay], Days(calendar, CalendarEventKind.MedicineStart, item.Id));
            Assert.Equal(course.StopDay <= 84 ? [course.StopDay] : [], Days(calendar, CalendarEventKind.MedicineStop, item.Id));
            Assert.All(Days(calendar, CalendarEventKind.MedicineReview, item.Id), day => Assert.InRange(day, Math.Max(course.StartDay, course.ReviewDay!.Value - 2), course.ReviewDay.Value));
        }
    }, iter: 200);

    [Fact]
    public void Nothing_of_a_plan_is_missing_from_its_calendar() => AnyLayout.Request.Sample(request =>
    {
        if (Calendar(request) is not { } calendar) { return; }
        Assert.All(request.Items, item => Assert.True(calendar.Throughout.Contains(item.Id) || calendar.Days.Any(day => day.Entries.Any(entry => entry.ItemId == item.Id))));
    }, iter: 100);

    /// <summary>A plan of the catalogue: exercise with a therapist, manipulation twice a week and then weekly, laser, heat after walking, a short course of tablets.</summary>
    private static readonly LayoutRequest Course = new()
    {
        StartsOn = new(2026, 3, 2),
        Items =
        [
            new() { Id = "stay_active", Kind = LayoutKind.Advice, HomeDays = 7 },
            new() { Id = "safety_net", Kind = LayoutKind.Advice },
            new() { Id = "walking", Kind = LayoutKind.HomeItem, HomeDays = 5, HomeMinutes = 20, IsActive = true, TrialWeeks = 6 },
            new() { Id = "supervised_exercise", Kind = LayoutKind.VisitSeries, Visits = [new(8, 1)], VisitMinutes = 40, HomeDays = 4, HomeMinutes = 20, Weeks = 8, IsActive = true, TrialWeeks = 6 },
            new() { Id = "manipulation", Kind = LayoutKind.VisitSeries, Visits = [new(2, 2), new(2, 1)], VisitMinutes = 20, DaysBetweenSessions = 2, TrialWeeks = 3 },
            new() { Id = "laser", Kind = LayoutKind.VisitSeries, Visits = [new(2, 3)], VisitMinutes = 20, TrialWeeks = 2, Order = [new(OrderKind.Before, "supervised_exercise")] },
            new() { Id = "heat", Kind = LayoutKind.HomeItem, HomeDays = 5, HomeMinutes = 15, Weeks = 2, Order = [new(OrderKind.After, "walking")], Preferred = PartsOfDay.Evening, TrialWeeks = 2 },
            new() { Id = "nsaid", Kind = LayoutKind.Medicine, HomeMinutes = 1, TimesADay = 3, Medicine = new(1, 7, 7) },
        ],
        Limits = new() { MinutesADay = 60, VisitSlots = WeekSlots.On(PartsOfDay.Morning | PartsOfDay.Midday, DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday), ClinicClosed = [DayOfWeek.Saturday, DayOfWeek.Sunday] },
        Instruments = ["NRS", "PEG", "RMDQ24"],
    };

    [Fact]
    public void A_course_brings_sessions_together_and_leaves_a_day_of_rest()
    {
        var calendar = Calendar(Course)!;
        Assert.True(calendar.Proof.IsOptimal);
        Assert.True(calendar.KeepsWeekdays);
        Assert.Equal(["safety_net"], calendar.Throughout);
        // Three lasers, two manipulations and an exercise session a week on three days; never more.
        Assert.Equal([3, 3], calendar.Days.Where(day => day.Week <= 2).GroupBy(day => day.Week).Select(week => week.Count(day => day.IsVisitDay)));
        Assert.Equal([1, 1, 1, 1, 1, 1, 0], calendar.Days.Where(day => day.Week is >= 3 and <= 9).GroupBy(day => day.Week).Select(week => week.Count(day => day.IsVisitDay)));
        Assert.All(calendar.Days.GroupBy(day => day.Week), week => Assert.Contains(week, day => day.IsRestDay));
        Assert.All(calendar.Days, day => Assert.Contains(day.Entries, entry => entry.ItemId == "stay_active"));
        // Laser first where both are on one day, and heat after the walk on every day that it is used.
        Assert.All(calendar.Days.Where(day => Has(day, "heat")), day => Assert.True(Has(day, "walking") && Place(day, "walking") < Place(day, "heat")));
        Assert.Contains(calendar.Days, day => Has(day, "laser") && Has(day, "supervised_exercise") && Place(day, "laser") < Place(day, "supervised_exercise"));
        Assert.All(calendar.Days, day => Assert.Equal(day.Day <= 7 ? 3 : 0, day.Entries.Count(entry => entry.ItemId == "nsaid")));

        static bool Has(CalendarDay day, string id) => day.Entries.Any(entry => entry.ItemId == id);
        static int Place(CalendarDay day, string id) => day.Entries.First(entry => entry.ItemId == id).Order;
    }

    [Fact]
    public void Two_days_for_visits_are_too_few_for_three_sessions_and_a_third_is_the_way_out()
    {
        var request = Course with { Limits = Course.Limits with { VisitSlots = WeekSlots.On(PartsOfDay.Any, DayOfWeek.Monday, DayOfWeek.Wednesday) } };
        var conflict = Assert.IsType<LayoutResult.Conflict>(WeekLayout.LayOut(request));
        Assert.Equal([new LayoutRule.TimesForVisits()], conflict.Rules);
        Assert.Contains(conflict.Relaxations, relaxation => relaxation.Changes is [LayoutChange.VisitsOn(DayOfWeek.Thursday)]);
        Assert.Contains(conflict.Relaxations, relaxation => relaxation.Changes is [LayoutChange.LeaveOut("laser")]);
    }

    [Fact]
    public void Too_few_minutes_name_the_limit_and_the_least_that_is_enough()
    {
        var conflict = Assert.IsType<LayoutResult.Conflict>(WeekLayout.LayOut(Course with { Limits = Course.Limits with { MinutesADay = 30 } }));
        // Week 1: 5 × 20 walking, 4 × 20 exercise, 5 × 15 heat, 7 × 3 tablets = 276 minutes, 39.4 a day.
        Assert.Equal(new Relaxation([new LayoutChange.Raise(LayoutLimit.MinutesADay, 30, 40)]), conflict.Relaxations[0]);
    }

    [Fact]
    public void A_rule_of_treatment_is_never_relaxed()
    {
        var request = Course with { Items = [new() { Id = "manipulation", Kind = LayoutKind.VisitSeries, Visits = [new(2, 4)], VisitMinutes = 20, DaysBetweenSessions = 2 }], Limits = Course.Limits with { VisitSlots = WeekSlots.All, ClinicClosed = [], VisitsAWeek = 7 } };
        var conflict = Assert.IsType<LayoutResult.Conflict>(WeekLayout.LayOut(request));
        Assert.Equal([new LayoutRule.DaysBetweenSessions("manipulation", 2)], conflict.Rules);
        Assert.Equal([new Relaxation([new LayoutChange.LeaveOut("manipulation")])], conflict.Relaxations);
    }

    [Fact]
    public void Twice_the_same_id_is_refused() =>
        Assert.Throws<ArgumentException>(() => WeekLayout.LayOut(Course with { Items = [Course.Items[0], Course.Items[0]] }));

    private static List<int> Days(PlanCalendar calendar, CalendarEventKind kind, string? id) => [.. calendar.Days.Where(day => day.Events.Any(one => one.Kind == kind && one.ItemId == id)).Select(day => day.Day)];

    private static List<int> Weeks(PlanCalendar calendar, CalendarEventKind kind, string? id) => [.. calendar.Days.Where(day => day.Events.Any(one => one.Kind == kind && one.ItemId == id)).Select(day => day.Week)];

    private static string Words(LayoutResult result) => result switch
    {
        LayoutResult.LaidOut(var calendar) => string.Join('\n', calendar.Days.Select(day => $"{day.Day} {day.IsRestDay} {string.Join(' ', day.Entries)} {string.Join(' ', day.Events.Select(one => (one.Kind, one.ItemId, one.AtVisit)))}")),
        LayoutResult.Conflict conflict => string.Join('\n', conflict.Rules.Select(rule => rule.Words).Concat(conflict.Relaxations.Select(relaxation => relaxation.Words))),
        _ => "undecided",
    };
}
