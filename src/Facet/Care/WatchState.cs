using System.Collections.Immutable;

namespace Facet.Care;

/// <summary>What the watch over warning signs remembers of a record. Entry after entry goes in, so that nothing has to be read again for the next one.</summary>
public sealed class WatchState
{
    /// <summary>Days before a check-in whose least pain is compared with it.</summary>
    private const int Before = 7;

    private readonly long newest;
    private readonly DateOnly? fullSetDay;
    private readonly bool saidYes, flare, rose, worse;

    /// <summary>By day number: the least pain that was ever written down for the day, and the most since the last full set (−1 for none).</summary>
    private readonly ImmutableDictionary<int, (int Least, int Most)> days;

    private WatchState(long newest, DateOnly? fullSetDay, bool saidYes, bool flare, bool rose, bool worse, ImmutableDictionary<int, (int Least, int Most)> days) =>
        (this.newest, this.fullSetDay, this.saidYes, this.flare, this.rose, this.worse, this.days) = (newest, fullSetDay, saidYes, flare, rose, worse, days);

    /// <summary>Of a record without entries.</summary>
    public static WatchState Empty { get; } = new(0, null, false, false, false, false, ImmutableDictionary<int, (int, int)>.Empty);

    /// <summary>Of a whole record.</summary>
    /// <param name="record">What was written down, in any order.</param>
    public static WatchState Of(IEnumerable<Recorded> record) => record.OrderBy(each => each.Sequence).Aggregate(Empty, (state, each) => state.With(each));

    /// <summary>With one more entry.</summary>
    /// <param name="each">An entry that stands behind all that went in before.</param>
    /// <exception cref="ArgumentException">It stands before one that is in already.</exception>
    public WatchState With(Recorded each)
    {
        ArgumentNullException.ThrowIfNull(each);
        return each.Sequence <= newest ? throw new ArgumentException("Entries go in by the order of the record.", nameof(each))
            : each.Entry switch
            {
                WarningAnswers answers => new(each.Sequence, answers.Day, false, false, false, false,
                    days.SetItems(days.Where(day => day.Value.Most >= 0).Select(day => KeyValuePair.Create(day.Key, (day.Value.Least, -1))))),
                CheckIn check => With(each.Sequence, check),
                QuestionnaireAnswers { Rules.Count: > 0 } or SessionRated { Adverse: AdverseEvent.Serious } => new(each.Sequence, fullSetDay, true, flare, rose, worse, days),
                ReviewAsked => new(each.Sequence, fullSetDay, saidYes, flare, rose, true, days),
                _ => new(each.Sequence, fullSetDay, saidYes, flare, rose, worse, days),
            };
    }

    /// <summary>What is due.</summary>
    /// <param name="lastFullSet">The day of the last full set before this record, as the intake; the record's own count too.</param>
    /// <param name="today">Today.</param>
    public (WatchNext Next, WatchReason Reason) Due(DateOnly lastFullSet, DateOnly today)
    {
        var last = fullSetDay is { } day && day > lastFullSet ? day : lastFullSet;
        var reason = saidYes ? WatchReason.SaidYes
            : rose ? WatchReason.PainRose
            : flare ? WatchReason.Flare
            : worse ? WatchReason.GotWorse
            : today.DayNumber - last.DayNumber >= WarningWatch.DaysApart ? WatchReason.SevenDays
            : WatchReason.None;
        return (reason == WatchReason.None ? WatchNext.DailyQuestions : WatchNext.FullSet, reason);
    }

    private WatchState With(long sequence, CheckIn check)
    {
        var number = check.Day.DayNumber;
        var known = days.TryGetValue(number, out var day) ? day : (Least: check.Pain, Most: -1);
        var now = (Least: Math.Min(known.Least, check.Pain), Most: Math.Max(known.Most, check.Pain));
        var next = known == now && days.ContainsKey(number) ? days : days.SetItem(number, now);
        // A day written down late can be the least pain before a later one, so that the week behind it is looked at too.
        return new(sequence, fullSetDay, saidYes || check.HasWarning, flare || check.Flare == true, rose || (next != days && Enumerable.Range(number, Before + 1).Any(each => HasRisen(next, each))), worse, next);
    }

    /// <summary>Whether the most pain of a day is 3 or more of 10 above the least of the seven days before it.</summary>
    private static bool HasRisen(ImmutableDictionary<int, (int Least, int Most)> days, int number)
    {
        if (!days.TryGetValue(number, out var day) || day.Most < WarningWatch.Rise)
        {
            return false;
        }
        for (var before = number - Before; before < number; before++)
        {
            if (days.TryGetValue(before, out var earlier) && day.Most - earlier.Least >= WarningWatch.Rise)
            {
                return true;
            }
        }
        return false;
    }
}
