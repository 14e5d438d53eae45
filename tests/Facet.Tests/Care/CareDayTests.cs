using Facet.Care;
using Facet.Planning;

namespace Facet.Tests.Care;

public class CareDayTests
{
    /// <summary>Tries to move things about: days ahead of day 1, which thing of that day, by how many days.</summary>
    private static readonly Gen<List<(int Day, int Which, int By)>> AnyMoves = Gen.Select(Gen.Int[0, 83], Gen.Int[0, 5], Gen.Int[-3, 3]).List[0, 40];

    [Fact]
    public void Whatever_is_moved_within_the_rules_nothing_is_lost_and_nothing_is_doubled() =>
        Gen.Select(Gen.Int[0, SignedExample.All.Count - 1], AnyMoves).Sample((example, moves) =>
        {
            var plan = SignedExample.All[example];
            var record = Moved(plan, moves);
            var planned = plan.Days.SelectMany(day => day.Entries).GroupBy(entry => entry.ItemId).ToDictionary(group => group.Key, group => group.Count());
            var days = plan.Days.Select(day => CareDay.Of(plan, record, day.Date)).ToList();
            Assert.Equal(planned.OrderBy(each => each.Key, StringComparer.Ordinal),
                days.SelectMany(day => day.Occurrences).GroupBy(each => each.Item.Id).ToDictionary(group => group.Key, group => group.Count()).OrderBy(each => each.Key, StringComparer.Ordinal));
            // Visits and medicines stay, and a moved item is once on its new day.
            foreach (var day in days)
            {
                Assert.All(day.Occurrences.Where(each => each.MovedFrom is not null), each => Assert.Equal(CalendarEntryKind.Home, each.Entry.Kind));
                Assert.All(day.Occurrences.Where(each => each.MovedFrom is not null), moved => Assert.Single(day.Occurrences, each => each.Item.Id == moved.Item.Id));
                var home = day.Occurrences.Count(each => each.Entry.Kind == CalendarEntryKind.Home);
                Assert.True(home <= Math.Max(plan.ItemsADay, day.Planned!.Entries.Count(entry => entry.Kind == CalendarEntryKind.Home)));
            }
        }, iter: 200);

    [Fact]
    public void Without_entries_a_day_is_the_days_plan() => Assert.All(SignedExample.All, plan => Assert.All(plan.Days, day =>
    {
        var shown = CareDay.Of(plan, [], day.Date);
        Assert.Equal(day.Entries.OrderBy(entry => entry.Part).ThenBy(entry => entry.Order), shown.Occurrences.Select(each => each.Entry));
        Assert.All(shown.Occurrences, each => Assert.Null(each.HowFar));
    }));

    [Fact]
    public void The_newest_word_on_an_item_counts_whatever_order_entries_are_read_in() =>
        Gen.Select(Gen.Int[0, 2].List[1, 6], Gen.Int[0, 1000]).Sample((said, seed) =>
        {
            var plan = SignedExample.All[0];
            var day = plan.Days.First(each => each.Entries.Any(entry => entry.Kind == CalendarEntryKind.Home));
            var item = day.Entries.First(entry => entry.Kind == CalendarEntryKind.Home).ItemId;
            var record = said.Select((far, index) => Recorded(index + 1, new ItemDone { Day = day.Date, Item = item, HowFar = (HowFar)far })).ToList();
            var random = new Random(seed);
            Assert.Equal((HowFar)said[^1], CareDay.Of(plan, [.. record.OrderBy(_ => random.Next())], day.Date).Occurrences.First(each => each.Item.Id == item).HowFar);
        });

    [Fact]
    public void Before_a_plan_begins_and_after_it_ends_there_is_nothing_to_do()
    {
        var plan = SignedExample.All[0];
        Assert.Null(CareDay.Of(plan, [], plan.StartsOn.AddDays(-1)).Planned);
        Assert.Empty(CareDay.Of(plan, [], plan.EndsOn.AddDays(1)).Occurrences);
    }

    public static Recorded Recorded(long sequence, CareEntry entry) => new(sequence, DateTimeOffset.UnixEpoch.AddMinutes(sequence), "somebody", entry);

    private static List<Recorded> Moved(CarePlan plan, IEnumerable<(int Day, int Which, int By)> moves)
    {
        var record = new List<Recorded>();
        foreach (var (at, which, by) in moves)
        {
            var date = plan.StartsOn.AddDays(at);
            var day = CareDay.Of(plan, record, date);
            if (day.Occurrences.ElementAtOrDefault(which) is not { } each || day.WhyNotMove(plan, record, each.Item.Id, date.AddDays(by), date) is not null) { continue; }
            record.Add(Recorded(record.Count + 1, new ItemMoved { Day = each.MovedFrom ?? date, Item = each.Item.Id, To = date.AddDays(by) }));
        }
        return record;
    }
}
