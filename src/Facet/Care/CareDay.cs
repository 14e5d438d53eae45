using Facet.Planning;

namespace Facet.Care;

/// <summary>An entry as it stands in the record.</summary>
/// <param name="Sequence">1, 2, 3 … in the order of the person's record.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Author">Who wrote it: the id of an account, or a word of the program.</param>
/// <param name="Entry">What it says.</param>
public sealed record Recorded(long Sequence, DateTimeOffset At, string Author, CareEntry Entry);

/// <summary>One thing to do on a day, and how far the person got.</summary>
/// <param name="Item">The item of the plan.</param>
/// <param name="Entry">Where the plan has it: part of the day, order, minutes.</param>
/// <param name="Time">Which time on that day, from 1.</param>
/// <param name="HowFar">How far; <see langword="null"/> for not yet.</param>
/// <param name="MovedFrom">The day that it was moved from; <see langword="null"/> for not moved.</param>
public sealed record Occurrence(CareItem Item, CalendarEntry Entry, int Time, HowFar? HowFar, DateOnly? MovedFrom);

/// <summary>A day of a signed plan as the person sees it: the plan, with what they moved and did.</summary>
public sealed record CareDay
{
    /// <summary>How many days back or forth an item can be moved.</summary>
    public const int MovesAtMost = 2;

    /// <summary>The date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The plan's own day; <see langword="null"/> before it begins and after it ends.</summary>
    public required CalendarDay? Planned { get; init; }

    /// <summary>What to do, in the order of the day.</summary>
    public required IReadOnlyList<Occurrence> Occurrences { get; init; }

    /// <summary>Whether nothing is planned but what holds always.</summary>
    public bool IsRestDay => Planned is { IsRestDay: true };

    /// <summary>Reads a day out of a plan and a record.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="record">What was written down, in any order; other days are looked at for moved items.</param>
    /// <param name="date">The day.</param>
    public static CareDay Of(CarePlan plan, IEnumerable<Recorded> record, DateOnly date)
    {
        var entries = record.OrderBy(each => each.Sequence).Select(each => each.Entry).ToList();
        var moved = new Dictionary<(string Item, DateOnly From), DateOnly>();
        foreach (var move in entries.OfType<ItemMoved>()) { moved[(move.Item, move.Day)] = move.To; }
        var done = new Dictionary<(string Item, int Time), HowFar>();
        foreach (var entry in entries.OfType<ItemDone>().Where(entry => entry.Day == date)) { done[(entry.Item, entry.Time)] = entry.HowFar; }
        // What the team recorded of a visit says more than what the person ticked.
        foreach (var visit in SessionLog.Of([.. record.Where(each => each.Entry is SessionGiven)]).Where(visit => visit.Session.Day == date)) { done[(visit.Session.Item, 1)] = visit.Session.HowFar; }
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        var occurrences = new List<Occurrence>();
        var own = (plan.On(date)?.Entries ?? []).Where(entry => !moved.TryGetValue((entry.ItemId, date), out var to) || to == date).Select(entry => (Entry: entry, From: (DateOnly?)null));
        var guests = moved.Where(move => move.Value == date && move.Key.From != date)
            .SelectMany(move => (plan.On(move.Key.From)?.Entries ?? []).Where(entry => entry.ItemId == move.Key.Item && entry.Kind != CalendarEntryKind.Session).Select(entry => (Entry: entry, From: (DateOnly?)move.Key.From)));
        foreach (var (entry, from) in own.Concat(guests).OrderBy(each => each.Entry.Part).ThenBy(each => each.From is not null).ThenBy(each => each.Entry.Order))
        {
            if (plan.Find(entry.ItemId) is not { } item) { continue; }
            var time = times[item.Id] = times.GetValueOrDefault(item.Id) + 1;
            occurrences.Add(new(item, entry, time, done.TryGetValue((item.Id, time), out var howFar) ? howFar : null, from));
        }
        return new() { Date = date, Planned = plan.On(date), Occurrences = occurrences };
    }

    /// <summary>What stands against moving an item from this day to another.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="record">What was written down.</param>
    /// <param name="item">The item.</param>
    /// <param name="to">The day that it would move to.</param>
    /// <param name="today">Today.</param>
    /// <returns>The reason for patients; <see langword="null"/> when nothing does.</returns>
    public string? WhyNotMove(CarePlan plan, IReadOnlyList<Recorded> record, string item, DateOnly to, DateOnly today)
    {
        var target = Of(plan, record, to);
        return Occurrences.FirstOrDefault(each => each.Item.Id == item) is not { } occurrence ? "That is not on this day."
            : occurrence.Entry.Kind == CalendarEntryKind.Session ? "Visits are moved by the clinic. Call them."
            : occurrence.Entry.Kind == CalendarEntryKind.Medicine ? "Take medicines on the days that were agreed."
            : occurrence.HowFar == Care.HowFar.Done ? "You have done this already."
            : to < today || Math.Abs(to.DayNumber - Date.DayNumber) > MovesAtMost || to == Date ? $"Choose a day from today on, at most {MovesAtMost} days away."
            : target.Planned is null ? "Your plan does not reach that day."
            : target.Occurrences.Any(each => each.Item.Id == item) ? "You have this on that day already."
            : target.Occurrences.Count(each => each.Entry.Kind == CalendarEntryKind.Home) >= plan.ItemsADay ? $"That day has {plan.ItemsADay} things already. That is enough for one day."
            : null;
    }
}
