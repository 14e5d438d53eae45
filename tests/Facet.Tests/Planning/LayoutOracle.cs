using Facet.Treatments;

using Facet.Planning;

namespace Facet.Tests.Planning;

/// <summary>Reads rules and points off a calendar, and finds the best layout by trying every one. Written from the documentation, day by day, without kinds of week, bounds or masks.</summary>
internal static class LayoutOracle
{
    private const int Week = 7;
    private const int Horizon = 84;

    /// <summary>How often an item stands in a week, by what it says of itself.</summary>
    public static (int Sessions, int HomeTimes) Dose(LayoutItem item, int week)
    {
        var sessions = 0;
        var first = item.StartWeek;
        foreach (var phase in item.Visits)
        {
            if (week >= first && week < first + phase.Weeks)
            {
                var held = week - first;
                sessions = (int)(decimal.Ceiling((held + 1) * phase.VisitsPerWeek) - decimal.Ceiling(held * phase.VisitsPerWeek));
            }
            first += phase.Weeks;
        }
        if (item.Medicine is { } course)
        {
            return (sessions, item.TimesADay * Enumerable.Range((week - 1) * Week + 1, Week).Count(day => day >= course.StartDay && day <= course.StopDay));
        }
        return (sessions, week >= item.StartWeek && week < item.StartWeek + item.Weeks ? item.HomeDays * item.TimesADay : 0);
    }

    /// <summary>Every rule that a calendar breaks.</summary>
    public static IEnumerable<string> Broken(LayoutRequest request, PlanCalendar calendar)
    {
        var limits = request.Limits;
        foreach (var item in request.Items)
        {
            for (var week = 1; week <= 12; week++)
            {
                var entries = calendar.Days.Where(day => day.Week == week).SelectMany(day => day.Entries).Where(entry => entry.ItemId == item.Id).ToList();
                var (sessions, home) = Dose(item, week);
                if (entries.Count(entry => entry.Kind == CalendarEntryKind.Session) != sessions || entries.Count(entry => entry.Kind != CalendarEntryKind.Session) != home) { yield return $"{item.Id}: dose of week {week}"; }
            }
            var days = calendar.Days.Where(day => day.Entries.Any(entry => entry.ItemId == item.Id && entry.Kind == CalendarEntryKind.Session)).Select(day => day.Day).ToList();
            if (days.Zip(days.Skip(1)).Any(pair => pair.Second - pair.First < item.DaysBetweenSessions)) { yield return $"{item.Id}: days between sessions"; }
            if (item.Medicine is { } course && calendar.Days.Any(day => (day.Day < course.StartDay || day.Day > course.StopDay) && day.Entries.Any(entry => entry.ItemId == item.Id && entry.Kind == CalendarEntryKind.Medicine))) { yield return $"{item.Id}: outside its course"; }
        }
        foreach (var day in calendar.Days)
        {
            var weekday = day.Date.DayOfWeek;
            var at = $"day {day.Day}: ";
            if (!day.Entries.Select(entry => entry.Order).SequenceEqual(Enumerable.Range(1, day.Entries.Count)) || !day.Entries.Select(entry => entry.Part).SequenceEqual(day.Entries.Select(entry => entry.Part).Order())) { yield return at + "order of the day"; }
            if (day.Entries.GroupBy(entry => (entry.ItemId, entry.Kind, entry.Part)).Any(group => group.Count() > 1)) { yield return at + "one part twice"; }
            var sessions = day.Entries.Where(entry => entry.Kind == CalendarEntryKind.Session).ToList();
            if (sessions.Select(entry => entry.Part).Distinct().Count() > 1) { yield return at + "two visits"; }
            if (sessions.Any(entry => limits.ClinicClosed.Contains(weekday) || !Has(limits.VisitSlots[weekday], entry.Part))) { yield return at + "visit at a closed time"; }
            if (day.Entries.Any(entry => entry.Kind == CalendarEntryKind.Home && entry.Minutes > 0 && !Has(limits.HomeSlots[weekday], entry.Part))) { yield return at + "home at a time that is not free"; }
            if (day.Entries.Where(entry => entry.Kind == CalendarEntryKind.Home && Item(entry.ItemId).Kind is LayoutKind.HomeItem or LayoutKind.VisitSeries).Select(entry => entry.ItemId).Distinct().Count() > limits.HomeItemsADay) { yield return at + "home items"; }
            if (day.HomeMinutes > limits.HomeMinutesOnAnyDay) { yield return at + "minutes at home"; }
            if (day.VisitMinutes > limits.VisitMinutesOnAnyDay) { yield return at + "minutes of sessions"; }
            if (day.IsRestDay == day.Entries.Any(entry => entry.Kind == CalendarEntryKind.Session || Item(entry.ItemId).IsActive)) { yield return at + "rest day"; }
            foreach (var entry in day.Entries)
            {
                foreach (var rule in Item(entry.ItemId).Order)
                {
                    var (own, other) = (FirstOf(day, entry.ItemId, entry.Kind), day.Entries.Where(one => one.ItemId == rule.Other).GroupBy(one => one.Kind).Select(group => group.Min(one => one.Order)).ToList());
                    if (other.Any(place => rule.Kind is OrderKind.Before or OrderKind.SameDayBefore ? place < own : place > own)) { yield return at + $"{entry.ItemId} {rule}"; }
                    if (rule.Kind is OrderKind.SameDayBefore or OrderKind.SameDayAfter && other.Count == 0 && calendar.Days.Any(same => same.Week == day.Week && same.Entries.Any(one => one.ItemId == rule.Other))) { yield return at + $"{entry.ItemId} {rule}"; }
                }
            }
        }
        foreach (var week in calendar.Days.GroupBy(day => day.Week))
        {
            if (week.Count(day => day.IsVisitDay) > limits.VisitsAWeek) { yield return $"week {week.Key}: visits"; }
            if (week.Sum(day => day.HomeMinutes) > limits.MinutesADay * Week) { yield return $"week {week.Key}: minutes"; }
        }

        LayoutItem Item(string id) => request.Items.Single(item => item.Id == id);
    }

    /// <summary>The points of a calendar, by <see cref="LayoutWeights"/>.</summary>
    public static int Points(LayoutRequest request, PlanCalendar calendar)
    {
        var (limits, weights) = (request.Limits, request.Weights);
        var points = weights.VisitWeekday * calendar.Days.Where(day => day.IsVisitDay).Select(day => day.Date.DayOfWeek).Distinct().Count();
        foreach (var week in calendar.Days.GroupBy(day => day.Week))
        {
            points += weights.VisitDay * week.Count(day => day.IsVisitDay) + weights.MissingRestDay * Math.Max(0, limits.RestDaysAWeek - week.Count(day => day.IsRestDay));
            var share = (week.Sum(day => day.HomeMinutes + day.VisitMinutes) + Week - 1) / Week;
            points += week.Sum(day => weights.MinuteAboveShare * Math.Max(0, day.HomeMinutes + day.VisitMinutes - share));
            foreach (var item in request.Items)
            {
                foreach (var isSession in (bool[])[true, false])
                {
                    var days = week.Where(day => Entries(day, item, isSession).Any()).ToList();
                    points += weights.OutsidePreferred * days.Sum(day => Entries(day, item, isSession).Count(entry => !Has(item.Preferred, entry.Part)));
                    if (isSession || item.IsActive) { points += weights.OnWishedRestDay * days.Count(day => limits.RestDays.Contains(day.Date.DayOfWeek)); }
                    if (!isSession) { points += weights.OnOwnSessionDay * days.Count(day => Entries(day, item, true).Any()); }
                    foreach (var rule in item.Order.Where(rule => rule.Kind == OrderKind.After && week.Any(day => day.Entries.Any(entry => entry.ItemId == rule.Other))))
                    {
                        points += weights.WithoutItsOther * days.Count(day => day.Entries.All(entry => entry.ItemId != rule.Other));
                    }
                    if (isSession || (item.Medicine is null && !item.DayAfterDay)) { points += weights.Uneven * Uneven([.. days.Select(day => (day.Day - 1) % Week)]); }
                }
            }
        }
        return points;
    }

    /// <summary>The fewest points of all layouts in which items keep their weekdays, or <see langword="null"/> when there is none, or when there are too many to try.</summary>
    public static int? BestByEnumeration(LayoutRequest request, int most, out bool isTooLarge)
    {
        var series = Series(request).ToList();
        var sets = series.Select(one => Sets(one).ToList()).ToList();
        isTooLarge = sets.Aggregate(1L, (product, list) => Math.Min(int.MaxValue, product * list.Count)) > most;
        if (isTooLarge || sets.Any(list => list.Count == 0)) { return null; }
        var arranged = new Dictionary<string, List<CalendarEntry>?>();
        int? best = null;
        var at = new int[series.Count];
        do
        {
            if (Build() is { } calendar && !Broken(request, calendar).Any()) { best = Math.Min(best ?? int.MaxValue, Points(request, calendar)); }
        }
        while (Next());
        return best;

        bool Next()
        {
            for (var index = 0; index < at.Length; index++)
            {
                if (++at[index] < sets[index].Count) { return true; }
                at[index] = 0;
            }
            return false;
        }

        PlanCalendar? Build()
        {
            var days = new List<CalendarDay>();
            for (var day = 0; day < Horizon; day++)
            {
                var present = series.Where((one, index) => one.Weeks.Contains(day / Week + 1) && sets[index][at[index]].Contains(day % Week)).ToList();
                var date = request.StartsOn.AddDays(day);
                var key = $"{date.DayOfWeek} {string.Join(' ', present.Select(one => (one.Item.Id, one.IsSession)))}";
                if (!arranged.TryGetValue(key, out var entries)) { arranged[key] = entries = Arrange(request, [.. present.Select(one => (one.Item, one.IsSession))], date.DayOfWeek); }
                if (entries is null) { return null; }
                days.Add(new() { Day = day + 1, Date = date, IsRestDay = !present.Any(one => one.IsSession || one.Item.IsActive), Entries = entries, Events = [] });
            }
            return new() { Days = days, Throughout = [], KeepsWeekdays = true, Proof = new(0, 0, 0) };
        }
    }

    private sealed record OneSeries(LayoutItem Item, bool IsSession, int Days, List<int> Fixed, List<int> Weeks);

    /// <summary>Every item's sessions and times at home, by how many days a week they take.</summary>
    private static IEnumerable<OneSeries> Series(LayoutRequest request)
    {
        foreach (var item in request.Items)
        {
            foreach (var group in Enumerable.Range(1, 12).GroupBy(week => Dose(item, week).Sessions).Where(group => group.Key > 0)) { yield return new(item, true, group.Key, [], [.. group]); }
            if (item.Medicine is { } course)
            {
                foreach (var group in Enumerable.Range(1, 12).GroupBy(week => string.Join(',', Enumerable.Range(0, Week).Where(position => (week - 1) * Week + position + 1 is var day && day >= course.StartDay && day <= course.StopDay))).Where(group => group.Key.Length > 0))
                {
                    var days = group.Key.Split(',').Select(int.Parse).ToList();
                    yield return new(item, false, days.Count, days, [.. group]);
                }
            }
            else if (Enumerable.Range(1, 12).Where(week => Dose(item, week).HomeTimes > 0).ToList() is { Count: > 0 } weeks)
            {
                yield return new(item, false, item.HomeDays, item.DayAfterDay ? [.. Enumerable.Range(0, item.HomeDays)] : [], weeks);
            }
        }
    }

    private static IEnumerable<List<int>> Sets(OneSeries one) => Enumerable.Range(0, 1 << Week).Select(set => Enumerable.Range(0, Week).Where(day => (set >> day & 1) != 0).ToList())
        .Where(days => days.Count == one.Days && (one.Fixed.Count == 0 || days.SequenceEqual(one.Fixed)));

    /// <summary>Of all ways to put a day's items in parts and in order, one with the fewest outside their preferred parts; tried without the rules of weeks.</summary>
    private static List<CalendarEntry>? Arrange(LayoutRequest request, List<(LayoutItem Item, bool IsSession)> present, DayOfWeek weekday)
    {
        List<CalendarEntry>? best = null;
        var fewest = int.MaxValue;
        var parts = new int[present.Count];
        Try(0, 0);
        return best;

        void Try(int index, int outside)
        {
            if (outside >= fewest) { return; }
            if (index == present.Count)
            {
                if (InOrder() is { } entries) { (best, fewest) = (entries, outside); }
                return;
            }
            var (item, isSession) = present[index];
            var free = isSession ? request.Limits.ClinicClosed.Contains(weekday) ? 0 : (int)request.Limits.VisitSlots[weekday]
                : item.Medicine is not null || item.HomeMinutes == 0 ? 7 : (int)request.Limits.HomeSlots[weekday];
            foreach (var set in Enumerable.Range(1, 7).Where(set => (set & ~free) == 0 && int.PopCount(set) == (isSession ? 1 : item.TimesADay)))
            {
                if (isSession && Enumerable.Range(0, index).Any(other => present[other].IsSession && parts[other] != set)) { continue; }
                parts[index] = set;
                Try(index + 1, outside + int.PopCount(set & ~(int)item.Preferred));
            }
        }

        List<CalendarEntry>? InOrder()
        {
            // Firsts are put where every rule allows it; if some are left over, this choice of parts has no order.
            var left = (from index in Enumerable.Range(0, present.Count) from part in Enumerable.Range(0, 3) where (parts[index] >> part & 1) != 0 select (index, part)).ToList();
            var entries = new List<CalendarEntry>();
            for (var part = 0; part < 3; part++)
            {
                while (left.Any(one => one.part == part))
                {
                    var next = left.FindIndex(one => one.part == part && (!IsFirst(one) || left.All(other => !IsFirst(other) || !IsBefore(other.index, one.index))));
                    if (next < 0) { return null; }
                    var (index, _) = left[next];
                    if (IsFirst(left[next]) && entries.Any(entry => IsBefore(index, IndexOf(entry)))) { return null; }
                    var (item, isSession) = present[index];
                    entries.Add(new(item.Id, isSession ? CalendarEntryKind.Session : item.Medicine is null ? CalendarEntryKind.Home : CalendarEntryKind.Medicine, (PartOfDay)part, entries.Count + 1, isSession ? item.VisitMinutes : item.HomeMinutes));
                    left.RemoveAt(next);
                }
            }
            return entries;
        }

        int IndexOf(CalendarEntry entry) => present.FindIndex(one => one.Item.Id == entry.ItemId && one.IsSession == (entry.Kind == CalendarEntryKind.Session));
        bool IsFirst((int Index, int Part) one) => int.TrailingZeroCount(parts[one.Index]) == one.Part;
        bool IsBefore(int one, int other) => present[one].Item.Order.Any(rule => rule.Other == present[other].Item.Id && rule.Kind is OrderKind.Before or OrderKind.SameDayBefore && rule.Other == present[other].Item.Id)
            || present[other].Item.Order.Any(rule => rule.Other == present[one].Item.Id && rule.Kind is OrderKind.After or OrderKind.SameDayAfter && rule.Other == present[one].Item.Id);
    }

    private static IEnumerable<CalendarEntry> Entries(CalendarDay day, LayoutItem item, bool isSession) => day.Entries.Where(entry => entry.ItemId == item.Id && entry.Kind == CalendarEntryKind.Session == isSession);

    private static int FirstOf(CalendarDay day, string id, CalendarEntryKind kind) => day.Entries.Where(entry => entry.ItemId == id && entry.Kind == kind).Min(entry => entry.Order);

    private static bool Has(PartsOfDay parts, PartOfDay part) => ((int)parts >> (int)part & 1) != 0;

    private static int Uneven(List<int> days)
    {
        if (days.Count == 0) { return 0; }
        // The most even gaps that sum to a week.
        var (whole, longer) = (Week / days.Count, Week % days.Count);
        return days.Select((day, index) => index + 1 < days.Count ? days[index + 1] - day : days[0] + Week - day).Sum(gap => gap * gap) - (longer * (whole + 1) * (whole + 1)) - ((days.Count - longer) * whole * whole);
    }
}
