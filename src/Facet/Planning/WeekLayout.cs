namespace Facet.Planning;

/// <summary>Lays a chosen plan out in twelve weeks: the layout with the fewest points (<see cref="LayoutWeights"/>) within every rule and limit.</summary>
public static class WeekLayout
{
    private const int DaysPerWeek = 7;
    private const int ItemsAtMost = 30;

    /// <summary>How many days early a review of a medicine may be, to fall on a visit.</summary>
    private const int MedicineReviewEarlyBy = 2;

    /// <summary>Lays a plan out. The same plan, its items in any order, gives the same calendar.</summary>
    /// <returns>The best calendar, with its proof or a bound; which rules collide and what would help; or that the work limit ran out first.</returns>
    /// <exception cref="ArgumentException">An id stands twice, or a number is outside its range.</exception>
    public static LayoutResult LayOut(LayoutRequest request)
    {
        Check(request);
        var nodes = 0L;
        // Habits first: the same weekdays throughout. Only where that fails may days change with the mix of the week.
        foreach (var keepsWeekdays in (ReadOnlySpan<bool>)[true, false])
        {
            if (HasImpossibleWeek(request)) { break; }
            var search = new LayoutSearch(request, keepsWeekdays);
            if (search.Run(anyWillDo: false)) { return new LayoutResult.LaidOut(Calendar(request, search, keepsWeekdays)); }
            nodes += search.Nodes;
            if (search.Stopped && !keepsWeekdays) { return new LayoutResult.Undecided(nodes); }
        }
        return LayoutConflict.Explain(request, IsPossible);
    }

    /// <summary>Whether a plan has a layout; <see langword="null"/> where the work limit ran out before that was known.</summary>
    private static bool? IsPossible(LayoutRequest request)
    {
        if (HasImpossibleWeek(request)) { return false; }
        if (new LayoutSearch(request, keepsWeekdays: true).Run(anyWillDo: true)) { return true; }
        var search = new LayoutSearch(request, keepsWeekdays: false);
        return search.Run(anyWillDo: true) ? true : search.Stopped ? null : false;
    }

    /// <summary>Whether a week has no layout even by itself. Most conflicts are of this kind, and each week is small.</summary>
    private static bool HasImpossibleWeek(LayoutRequest request) => LayoutSearch.WeeksThatDiffer(request).Any(week =>
    {
        var search = new LayoutSearch(request, keepsWeekdays: true, week);
        return !search.Run(anyWillDo: true) && !search.Stopped;
    });

    private static void Check(LayoutRequest request)
    {
        var (items, limits) = (request.Items, request.Limits);
        Require(items.Count <= ItemsAtMost, $"At most {ItemsAtMost} items can be laid out.");
        Require(items.Select(item => item.Id).Distinct(StringComparer.Ordinal).Count() == items.Count, "Every item needs an id of its own.");
        Require(limits is { MinutesADay: >= 0 and <= LayoutChange.Unlimited, HomeItemsADay: >= 0, VisitsAWeek: >= 0 }, "Limits are 0 or more.");
        Require(request.OutcomeWeeks.All(week => week is >= 1 and <= LayoutRequest.WeeksLaidOut), "Outcome weeks are 1 to 12.");
        foreach (var item in items)
        {
            Require(item is { HomeDays: >= 0 and <= DaysPerWeek, HomeMinutes: >= 0, VisitMinutes: >= 0 }, $"{item.Id}: home days are 0 to 7, minutes 0 or more.");
            Require(item is { TimesADay: >= 1 and <= 3, DaysBetweenSessions: >= 1 and <= DaysPerWeek }, $"{item.Id}: times a day are 1 to 3, days between sessions 1 to 7.");
            Require(item is { StartWeek: >= 1 and <= LayoutRequest.WeeksLaidOut, Weeks: >= 1, TrialWeeks: null or >= 1 }, $"{item.Id}: weeks are 1 or more, and it starts in week 1 to 12.");
            Require(item.Visits.All(phase => phase is { Weeks: >= 1, VisitsPerWeek: > 0 and <= DaysPerWeek }), $"{item.Id}: a stretch of visits has weeks, and at most 7 visits in each.");
            Require(item.Order.All(rule => rule.Other != item.Id), $"{item.Id}: an item has no order with itself.");
            Require((item.Kind == LayoutKind.Medicine) == (item.Medicine is not null), $"{item.Id}: a medicine, and nothing else, has a course with a stop day.");
            Require(item.Medicine is not { } course || (course.StartDay is >= 1 and <= LayoutRequest.WeeksLaidOut * DaysPerWeek && course.StopDay >= course.StartDay
                && (course.ReviewDay is not { } review || (review >= course.StartDay && review <= course.StopDay))), $"{item.Id}: start, review and stop follow each other.");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) { throw new ArgumentException(otherwise); }
    }

    private static PlanCalendar Calendar(LayoutRequest request, LayoutSearch search, bool keepsWeekdays)
    {
        var entries = new List<CalendarEntry>[LayoutRequest.WeeksLaidOut * DaysPerWeek];
        var load = new bool[entries.Length];
        for (var day = 0; day < entries.Length; day++)
        {
            entries[day] = [];
            foreach (var (unit, part) in search.On(day / DaysPerWeek, day % DaysPerWeek))
            {
                var kind = unit.IsVisit ? CalendarEntryKind.Session : unit.Item.Kind == LayoutKind.Medicine ? CalendarEntryKind.Medicine : CalendarEntryKind.Home;
                entries[day].Add(new(unit.Item.Id, kind, part, entries[day].Count + 1, unit.IsVisit ? unit.Item.VisitMinutes : unit.Item.HomeMinutes));
                load[day] |= unit.IsLoad;
            }
        }
        var events = Events(request, entries);
        return new()
        {
            Days = [.. entries.Select((list, day) => new CalendarDay { Day = day + 1, Date = request.StartsOn.AddDays(day), IsRestDay = !load[day], Entries = list, Events = events[day] })],
            Throughout = [.. request.Items.Where(item => item.Medicine is null && item.HomeDays == 0 && item.Visits.Count == 0).Select(item => item.Id).Order(StringComparer.Ordinal)],
            KeepsWeekdays = keepsWeekdays,
            Proof = new(search.Cost, search.Bound, search.Nodes),
        };
    }

    /// <summary>Dates of medicines, reviews and questionnaires. What a week asks for is put on a visit of that week where there is one.</summary>
    private static List<CalendarEvent>[] Events(LayoutRequest request, List<CalendarEntry>[] entries)
    {
        var events = entries.Select(_ => new List<CalendarEvent>()).ToArray();
        foreach (var item in request.Items.OrderBy(item => item.Id, StringComparer.Ordinal))
        {
            if (item.Medicine is { } course)
            {
                Add(course.StartDay - 1, CalendarEventKind.MedicineStart, item);
                if (course.ReviewDay is { } review && review <= entries.Length)
                {
                    var early = Enumerable.Range(0, MedicineReviewEarlyBy + 1).Select(days => review - 1 - days).Where(day => day >= course.StartDay - 1);
                    Add(early.Where(IsVisit).DefaultIfEmpty(review - 1).First(), CalendarEventKind.MedicineReview, item);
                }
                if (course.StopDay <= entries.Length) { Add(course.StopDay - 1, CalendarEventKind.MedicineStop, item); }
            }
            if (item.TrialWeeks is not { } weeks) { continue; }
            if (weeks >= 2) { Review(item.StartWeek - 1 + weeks / 2, CalendarEventKind.HalfwayReview, item); }
            Review(item.StartWeek - 1 + weeks, CalendarEventKind.EndReview, item);
        }
        events[0].Add(new(CalendarEventKind.Outcomes, null, All(), IsVisit(0)));
        for (var week = 1; week <= LayoutRequest.WeeksLaidOut; week++)
        {
            if (!request.OutcomeWeeks.Contains(week)) { events[week * DaysPerWeek - 1].Add(new(CalendarEventKind.CheckIn, null, [], IsVisit(week * DaysPerWeek - 1))); continue; }
            var day = LastIn(week, IsVisit);
            events[day].Add(new(CalendarEventKind.Outcomes, null, All(), IsVisit(day)));
        }
        var last = LastIn(LayoutRequest.WeeksLaidOut, IsVisit);
        events[last].Add(new(CalendarEventKind.PlanReview, null, [], IsVisit(last)));
        return events;

        IReadOnlyList<string> All() => [.. request.Instruments.Concat(request.Items.SelectMany(item => item.Instruments)).Distinct().Order(StringComparer.Ordinal)];

        bool IsVisit(int day) => entries[day].Any(entry => entry.Kind == CalendarEntryKind.Session);

        void Add(int day, CalendarEventKind kind, LayoutItem item) => events[day].Add(new(kind, item.Id, kind is CalendarEventKind.MedicineStart ? [] : item.Instruments, IsVisit(day)));

        // The item's own session is the best place, any visit the next; without either, the last day of the week.
        void Review(int week, CalendarEventKind kind, LayoutItem item)
        {
            if (week > LayoutRequest.WeeksLaidOut) { return; }
            var own = LastIn(week, day => entries[day].Any(entry => entry.Kind == CalendarEntryKind.Session && entry.ItemId == item.Id));
            Add(IsVisit(own) ? own : LastIn(week, IsVisit), kind, item);
        }

        int LastIn(int week, Func<int, bool> suits)
        {
            var last = week * DaysPerWeek - 1;
            for (var day = last; day > last - DaysPerWeek; day--)
            {
                if (suits(day)) { return day; }
            }
            return last;
        }
    }
}
