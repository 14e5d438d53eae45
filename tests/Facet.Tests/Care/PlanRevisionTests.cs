using Facet.Care;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Tests.Care;

public class PlanRevisionTests
{
    private static readonly string[] Ids = ["a", "b", "c", "d", "e"];

    /// <summary>An item with a dose, days of the week on which it is, and until which week.</summary>
    private static readonly Gen<(CareItem Item, int Weekdays, int Weeks, bool IsVisit)> AnyItem =
        Gen.Select(Gen.Int[0, Ids.Length - 1], Gen.Int[0, 2], Gen.Int[0, 127], Gen.Int[0, 12], Gen.Int[0, 5], Gen.Bool).Select((id, dose, weekdays, weeks, what, isVisit) => (CarePlans.Item(Ids[id], TreatmentFamily.Exercise, "", InterventionKind.Active) with
        {
            Level = $"{dose}", HowMuch = $"{dose} times", ReviewWeeks = what == 1 ? 6 : 2, Stop = what == 2 ? "now" : "", Cautions = what == 3 ? ["RULE-1: care"] : [], Exercises = what == 4 ? ["x"] : [], Why = what == 5 ? "because" : "",
            Medicine = what == 0 && dose == 0 ? new() { MostPerDay = 3000, BuildUp = [new(7, 500)] } : null,
        }, weekdays, weeks, isVisit));

    private static readonly Gen<CarePlan> AnyPlan = Gen.Select(AnyItem.List[0, 5], Gen.Int[0, 20], Gen.Bool).Select((items, week, asks) =>
    {
        var distinct = items.DistinctBy(each => each.Item.Id).OrderBy(each => each.Item.Id, StringComparer.Ordinal).ToList();
        var start = CarePlans.Monday.AddDays(7 * week);
        return new CarePlan
        {
            StartsOn = start, Items = [.. distinct.Select(each => each.Item)],
            Days = [.. Enumerable.Range(0, 84).Select(day => new CalendarDay
            {
                Day = day + 1, Date = start.AddDays(day), IsRestDay = false,
                Events = asks && day % 21 == 6 ? [new(CalendarEventKind.Outcomes, null, ["odi"], false)] : [],
                Entries = [.. distinct.Where(each => (each.Weekdays >> (day % 7) & 1) == 1 && day / 7 < each.Weeks).Select((each, index) => new CalendarEntry(each.Item.Id, each.IsVisit ? CalendarEntryKind.Session : CalendarEntryKind.Home, PartOfDay.Morning, index + 1, 20))],
            })],
            Throughout = [.. distinct.Where(each => each.Weekdays == 0).Select(each => each.Item.Id)], Unsure = asks ? ["a doubt"] : [], ItemsADay = 4, Knowledge = "k", Effects = "e",
        };
    });

    /// <summary>A plan, the one after it as it is signed (never before today), and today in the old plan's weeks or after them.</summary>
    private static readonly Gen<(CarePlan Old, CarePlan Next, DateTime Now)> AnyPair = Gen.Select(AnyPlan, AnyPlan, Gen.Int[0, 100], Gen.Int[0, 23]).Select((old, next, day, hour) =>
    {
        var today = old.StartsOn.AddDays(day);
        var start = today.AddDays((8 - (int)today.DayOfWeek) % 7);
        var moved = next with { StartsOn = start, Days = [.. next.Days.Select((each, index) => each with { Date = start.AddDays(index) })] };
        return (old, PlanRevision.Bridge(old, moved, today), today.ToDateTime(new(hour, 0)));
    });

    private static readonly Gen<List<BookedVisit>> AnyBookings = Gen.Select(Gen.Int[0, 5], Gen.Int[-30, 200], Gen.Int[8, 17], Gen.Bool).Select((item, day, hour, open) =>
        new BookedVisit(Guid.NewGuid(), item < Ids.Length ? Ids[item] : "gone", CarePlans.Monday.AddDays(day).ToDateTime(new(hour, 0)), open || day % 3 > 0)).List[0, 40];

    [Fact]
    public void The_old_plan_and_what_differs_give_the_new_plan() => AnyPair.Sample(pair =>
        Assert.Equal(CareDocument.Write(pair.Next), CareDocument.Write(PlanRevision.Of(pair.Old, pair.Next, [], pair.Now).Apply(pair.Old))), iter: 300);

    [Fact]
    public void Signed_plans_of_the_clinical_cases_differ_by_what_turns_one_into_the_other()
    {
        foreach (var (old, other) in SignedExample.All.Zip(SignedExample.All.Skip(1)))
        {
            var start = SignedExample.Monday.AddDays(21);
            var next = PlanRevision.Bridge(old, other with { StartsOn = start, Days = [.. other.Days.Select((day, index) => day with { Date = start.AddDays(index) })] }, start.AddDays(-4));
            var revision = PlanRevision.Of(old, next, [], start.AddDays(-4).ToDateTime(default));
            Assert.False(revision.IsEmpty);
            Assert.Equal(CareDocument.Write(next), CareDocument.Write(revision.Apply(old)));
        }
    }

    [Fact]
    public void The_same_plan_twice_differs_in_nothing_and_its_visits_stay() => Gen.Select(AnyPlan, Gen.Int[-20, 90]).Sample((plan, day) =>
    {
        var now = plan.StartsOn.AddDays(day).ToDateTime(default);
        IReadOnlyList<BookedVisit> booked = [.. plan.Items.SelectMany(item => plan.VisitsOf(item.Id).Select(date => new BookedVisit(Guid.NewGuid(), item.Id, date.ToDateTime(new(9, 0)), true)))];
        var revision = PlanRevision.Of(plan, CareDocument.ReadPlan(CareDocument.Write(plan)), booked, now);
        Assert.True(revision.IsEmpty);
        Assert.All(revision.Bookings, fate => Assert.Equal(BookingOutcome.Stays, fate.Outcome));
        Assert.Empty(revision.Unbooked);
        Assert.Equal(revision.QuestionsBefore.Select(each => each.Date), revision.QuestionsAfter.Select(each => each.Date));
    }, iter: 200);

    [Fact]
    public void No_booking_is_lost_and_none_is_left_without_a_visit_of_the_new_plan() => Gen.Select(AnyPair, AnyBookings).Sample((pair, bookings) =>
    {
        var (old, next, now) = pair;
        var revision = PlanRevision.Of(old, next, bookings, now);
        // Every open visit that lies ahead is named once, and nothing else is touched.
        Assert.Equal(bookings.Where(visit => visit.IsOpen && visit.Starts > now).Select(visit => visit.Id).Order(), revision.Bookings.Select(fate => fate.Visit.Id).Order());
        var kept = revision.Bookings.Where(fate => !fate.IsCalledOff).ToList();
        Assert.All(kept, fate => Assert.NotEmpty(next.VisitsOf(Assert.IsType<CareItem>(next.Find(fate.Visit.Item)).Id)));
        Assert.All(kept.Where(fate => fate.Planned is null), fate => Assert.True(fate.Visit.Day < next.StartsOn));
        foreach (var item in next.Items.Select(item => item.Id))
        {
            // A visit of the plan is served once or is still to be booked: never both, never neither.
            var planned = next.VisitsOf(item).ToList();
            Assert.Equal(planned.Order(), kept.Where(fate => fate.Visit.Item == item).Select(fate => fate.Planned).OfType<DateOnly>().Concat(revision.Unbooked.Where(visit => visit.Item == item).Select(visit => visit.Day)).Order());
            // Nothing is called off as too many while a visit of its item is free.
            Assert.False(revision.Bookings.Any(fate => fate.Visit.Item == item && fate.Outcome == BookingOutcome.TooMany) && revision.Unbooked.Any(visit => visit.Item == item));
        }
        Assert.All(revision.Bookings.Where(fate => fate.Outcome == BookingOutcome.ItemGone), fate => Assert.True(next.Find(fate.Visit.Item) is null || !next.VisitsOf(fate.Visit.Item).Any()));
    }, iter: 300);

    [Fact]
    public void Nothing_of_the_past_changes_and_no_task_is_without_its_item() => Gen.Select(AnyPair, AnyBookings).Sample((pair, bookings) =>
    {
        var (old, next, now) = pair;
        var today = DateOnly.FromDateTime(now);
        var revision = PlanRevision.Of(old, next, bookings, now);
        Assert.All(revision.Days, day => Assert.True(day.Date >= today));
        Assert.All(revision.Bookings, fate => Assert.True(fate.Visit.Starts > now));
        Assert.All(revision.Days.SelectMany(day => day.Come), entry => Assert.NotNull(next.Find(entry.ItemId)));
        Assert.All((next.Before ?? []).Concat(next.Days).SelectMany(day => day.Entries), entry => Assert.NotNull(next.Find(entry.ItemId)));
    }, iter: 300);

    [Fact]
    public void What_a_prescriber_gave_ends_with_a_plan_that_lacks_it_until_it_has_run_out_with_its_step_down()
    {
        var given = CarePlans.Item("given", TreatmentFamily.Medication, "", InterventionKind.Medicine) with { GivenBy = GivenBy.Prescriber, Medicine = new() { Taper = [new(30, 14)] } };
        var throughout = CarePlans.Item("throughout", TreatmentFamily.Medication, "") with { GivenBy = GivenBy.Prescriber };
        var plan = CarePlans.Plan((given, 1, 28), (CarePlans.Item("own", TreatmentFamily.Medication, "", InterventionKind.Medicine), 1, 84));
        static string Ended(CarePlan old, CarePlan next, int day) => string.Join(' ', PlanRevision.Of(old, next, [], CarePlans.Monday.AddDays(day - 1).ToDateTime(default)).PrescribedThatEnd.Select(item => item.Id));
        Assert.Equal(("given", "given", "given", ""), (Ended(plan, CarePlans.Plan(), 1), Ended(plan, CarePlans.Plan(), 29), Ended(plan, CarePlans.Plan(), 42), Ended(plan, CarePlans.Plan(), 43)));
        Assert.Equal("", Ended(plan, plan, 1));
        // Without a day of its own nobody knows that it has run out.
        Assert.Equal("throughout", Ended(plan with { Items = [throughout] }, CarePlans.Plan(), 84));
    }

    [Fact]
    public void Until_the_new_plan_begins_what_is_unchanged_goes_on_and_what_is_gone_or_changed_rests() => AnyPair.Sample(pair =>
    {
        var (old, next, now) = pair;
        var revision = PlanRevision.Of(old, next, [], now);
        for (var date = DateOnly.FromDateTime(now); date < next.StartsOn && date <= old.EndsOn; date = date.AddDays(1))
        {
            foreach (var entry in old.On(date)?.Entries ?? [])
            {
                var item = revision.Items.First(each => each.Id == entry.ItemId);
                var waits = item.IsRemoved || (item.Differences & (ItemDifferences.Dose | ItemDifferences.Stop | ItemDifferences.Cautions | ItemDifferences.Guidance)) != 0;
                Assert.Equal(!waits, next.On(date)!.Entries.Contains(entry));
            }
        }
    }, iter: 200);
}
