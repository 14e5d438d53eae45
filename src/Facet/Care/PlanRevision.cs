using Facet.Planning;
using Facet.Treatments;

namespace Facet.Care;

/// <summary>In what an item of a plan differs from the same item of the plan before.</summary>
[Flags]
public enum ItemDifferences
{
    /// <summary>In nothing.</summary>
    None = 0,

    /// <summary>How much, or how long on a day.</summary>
    Dose = 1,

    /// <summary>On which days, as long as both plans run.</summary>
    Days = 2,

    /// <summary>When it is reviewed.</summary>
    Review = 4,

    /// <summary>When to stop.</summary>
    Stop = 8,

    /// <summary>What to take care of.</summary>
    Cautions = 16,

    /// <summary>What guides it: exercises, what bars them, limits of a medicine, of heat or cold, whose hand it needs.</summary>
    Guidance = 32,

    /// <summary>How it is called or explained, or what is expected of it.</summary>
    Words = 64,
}

/// <summary>When an item is on days of a plan.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
/// <param name="Visits">How many of its days are visits.</param>
public sealed record ItemSpan(DateOnly First, DateOnly Last, int Visits)
{
    internal static ItemSpan? Of(CarePlan plan, string item) => plan.SpanOf(item) is { } span ? new(span.First, span.Last, plan.VisitsOf(item).Count()) : null;
}

/// <summary>An item of either plan, before and after.</summary>
/// <param name="Id">Its word in the catalogue.</param>
/// <param name="Before">As the old plan has it; <see langword="null"/> where it is new.</param>
/// <param name="After">As the new plan has it; <see langword="null"/> where it is gone.</param>
/// <param name="Differences">In what the two differ; <see cref="ItemDifferences.None"/> where one of them is missing.</param>
public sealed record ItemChange(string Id, CareItem? Before, CareItem? After, ItemDifferences Differences)
{
    /// <summary>Its first and last day, and its visits, in the old plan; <see langword="null"/> for no day.</summary>
    public ItemSpan? SpanBefore { get; init; }

    /// <summary>Its first and last day, and its visits, in the new plan; <see langword="null"/> for no day.</summary>
    public ItemSpan? SpanAfter { get; init; }

    /// <summary>Whether the new plan has it and the old one has not.</summary>
    public bool IsAdded => Before is null;

    /// <summary>Whether the old plan has it and the new one has not.</summary>
    public bool IsRemoved => After is null;

    /// <summary>Whether both have it and it differs.</summary>
    public bool IsChanged => Before is not null && After is not null && Differences != ItemDifferences.None;

    /// <summary>Whether both have it and nothing about it differs.</summary>
    public bool IsKept => Before is not null && After is not null && Differences == ItemDifferences.None;

    /// <summary>Whether it is a medicine whose course the old plan has begun or ended, so that signing begins it anew: how long it was meant to be taken is the sum of both then.</summary>
    public bool BeginsAgain => After is { Kind: InterventionKind.Medicine } && SpanBefore is { } old && SpanAfter is { } next && next.First > old.First && next.Last > old.Last;

    /// <summary>The item, as the newest plan that has it says.</summary>
    public CareItem Item => After ?? Before!;
}

/// <summary>A date on which the two plans differ.</summary>
/// <param name="Date">The date.</param>
/// <param name="Before">The day of the old plan; <see langword="null"/> where it has none.</param>
/// <param name="After">The day of the new plan; <see langword="null"/> where it has none.</param>
public sealed record DayChange(DateOnly Date, CalendarDay? Before, CalendarDay? After)
{
    /// <summary>What the old plan has on this day and the new one has not.</summary>
    public IReadOnlyList<CalendarEntry> Gone => Less(Before, After);

    /// <summary>What the new plan has on this day and the old one has not.</summary>
    public IReadOnlyList<CalendarEntry> Come => Less(After, Before);

    private static IReadOnlyList<CalendarEntry> Less(CalendarDay? day, CalendarDay? other)
    {
        var left = (other?.Entries ?? []).Select(entry => entry with { Order = 0 }).ToList();
        return [.. (day?.Entries ?? []).Where(entry => !left.Remove(entry with { Order = 0 }))];
    }
}

/// <summary>Questionnaires that a plan asks for on a date.</summary>
/// <param name="Date">The date.</param>
/// <param name="Instruments">Their words, in order.</param>
public sealed record QuestionDate(DateOnly Date, IReadOnlyList<string> Instruments);

/// <summary>A visit that was booked.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Item">The item of the plan that it serves.</param>
/// <param name="Starts">When it begins, where the clinic is.</param>
/// <param name="IsOpen">Whether it is still to come about: booked or asked for, not called off, attended or missed.</param>
public sealed record BookedVisit(Guid Id, string Item, DateTime Starts, bool IsOpen)
{
    /// <summary>The day.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Starts);
}

/// <summary>What a revision does to a visit that was booked.</summary>
public enum BookingOutcome
{
    /// <summary>It stands, and the new plan has a visit on that day, or it lies before the new plan's first week.</summary>
    Stays,

    /// <summary>It stands and goes over to the new plan, which has that visit on another day.</summary>
    Moves,

    /// <summary>It is called off: its item is not in the new plan, or has no visits there.</summary>
    ItemGone,

    /// <summary>It is called off: the new plan has fewer visits of its item than are booked.</summary>
    TooMany,
}

/// <summary>What becomes of a booked visit that lies ahead.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Planned">The day on which the new plan has the visit that it serves; <see langword="null"/> for none.</param>
public sealed record BookingFate(BookedVisit Visit, BookingOutcome Outcome, DateOnly? Planned)
{
    /// <summary>Whether it is called off.</summary>
    public bool IsCalledOff => Outcome is BookingOutcome.ItemGone or BookingOutcome.TooMany;
}

/// <summary>A visit of the new plan that nobody has booked.</summary>
/// <param name="Item">The item.</param>
/// <param name="Day">The day on which the plan has it.</param>
public sealed record UnbookedVisit(string Item, DateOnly Day);

/// <summary>What a plan is beside its items and days.</summary>
/// <param name="StartsOn">Day 1.</param>
/// <param name="Length">Days.</param>
/// <param name="Throughout">Items without a day of their own.</param>
/// <param name="Pain">The expected change in pain.</param>
/// <param name="Function">The expected change in function.</param>
/// <param name="Unsure">What nobody knows about it.</param>
/// <param name="ItemsADay">Home items a day at most.</param>
/// <param name="Knowledge">The knowledge that it was made with.</param>
/// <param name="Effects">The effect model that it was made with.</param>
public sealed record PlanFrame(DateOnly StartsOn, int Length, IReadOnlyList<string> Throughout, ExpectedChange? Pain, ExpectedChange? Function, IReadOnlyList<string> Unsure, int ItemsADay, string Knowledge, string Effects)
{
    internal static PlanFrame Of(CarePlan plan) => new(plan.StartsOn, plan.Days.Count, plan.Throughout, plan.Pain, plan.Function, plan.Unsure, plan.ItemsADay, plan.Knowledge, plan.Effects);

    internal bool IsAs(PlanFrame other) => this with { Throughout = [], Unsure = [] } == other with { Throughout = [], Unsure = [] } && Throughout.SequenceEqual(other.Throughout) && Unsure.SequenceEqual(other.Unsure);
}

/// <summary>A signed plan against the one that is to take its place: what changes for the person, and what becomes of visits that are booked.</summary>
/// <remarks>
/// Nothing that lies behind is in it. The old plan and the differences give the new plan (<see cref="Apply"/>), so that whoever reads them has read all of it.
/// Every booked visit that lies ahead either serves a visit of the new plan or is named as called off.
/// </remarks>
public sealed record PlanRevision
{
    /// <summary>Differences that wait for day 1 of the new plan: until then the item is not done, for it may be changed because it does harm.</summary>
    public const ItemDifferences Waits = ItemDifferences.Dose | ItemDifferences.Stop | ItemDifferences.Cautions | ItemDifferences.Guidance;

    /// <summary>The first day that differs, at the earliest: today where the new plan takes over at once, else its day 1.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Every item of either plan: those of the new one in its order, then those that are gone in theirs.</summary>
    public required IReadOnlyList<ItemChange> Items { get; init; }

    /// <summary>The dates from <see cref="From"/> on that differ, in order.</summary>
    public required IReadOnlyList<DayChange> Days { get; init; }

    /// <summary>The rest of the old plan.</summary>
    public required PlanFrame Before { get; init; }

    /// <summary>The rest of the new plan.</summary>
    public required PlanFrame After { get; init; }

    /// <summary>Dates of questionnaires of the old plan, from <see cref="From"/> on.</summary>
    public required IReadOnlyList<QuestionDate> QuestionsBefore { get; init; }

    /// <summary>Dates of questionnaires of the new plan.</summary>
    public required IReadOnlyList<QuestionDate> QuestionsAfter { get; init; }

    /// <summary>Every booked visit that lies ahead, in order of time.</summary>
    public required IReadOnlyList<BookingFate> Bookings { get; init; }

    /// <summary>Visits of the new plan that no booking serves, in order of time.</summary>
    public required IReadOnlyList<UnbookedVisit> Unbooked { get; init; }

    /// <summary>What a prescriber gave and the new plan lacks, although it has not run out with its step-down: signing ends it at once.</summary>
    public required IReadOnlyList<CareItem> PrescribedThatEnd { get; init; }

    /// <summary>Whether the new plan is the old one, and no booking is called off.</summary>
    public bool IsEmpty => Items.All(item => item.IsKept) && Days.Count == 0 && Before.IsAs(After) && !Bookings.Any(fate => fate.IsCalledOff);

    /// <summary>Compares two plans.</summary>
    /// <param name="old">The plan that holds.</param>
    /// <param name="next">The plan that is to take its place.</param>
    /// <param name="bookings">The person's bookings, in any order; those of the past and those that are over are left alone.</param>
    /// <param name="now">Now, where the clinic is.</param>
    public static PlanRevision Of(CarePlan old, CarePlan next, IReadOnlyList<BookedVisit> bookings, DateTime now)
    {
        // A plan that takes over in the middle of its own weeks changes nothing of the days that lie behind.
        var today = DateOnly.FromDateTime(now);
        var from = next.FirstDay > today ? next.FirstDay : today;
        var (fates, unbooked) = Place(next, [.. bookings.Where(visit => visit.IsOpen && visit.Starts > now).OrderBy(visit => visit.Starts).ThenBy(visit => visit.Id)], today);
        return new()
        {
            From = from,
            Items = [.. next.Items.Select(item => Compare(old, next, item, from)), .. old.Items.Where(item => next.Find(item.Id) is null).Select(item => new ItemChange(item.Id, item, null, ItemDifferences.None) { SpanBefore = ItemSpan.Of(old, item.Id) })],
            Days = [.. Dates(from, old.EndsOn > next.EndsOn ? old.EndsOn : next.EndsOn).Select(date => new DayChange(date, old.On(date), next.On(date))).Where(day => !IsSame(day.Before, day.After))],
            Before = PlanFrame.Of(old),
            After = PlanFrame.Of(next),
            QuestionsBefore = Questions(old, from),
            QuestionsAfter = Questions(next, from),
            Bookings = fates,
            Unbooked = unbooked,
            PrescribedThatEnd = [.. old.Items.Where(item => item.GivenBy == GivenBy.Prescriber && next.Find(item.Id) is null && !HasRunOut(old, item, today))],
        };
    }

    /// <summary>A plan with the days until it begins: what goes on unchanged is done as before, what is gone, new or changed is not done until day 1.</summary>
    /// <param name="old">The plan that holds.</param>
    /// <param name="next">The plan that is to take its place.</param>
    /// <param name="today">The day on which it is signed.</param>
    /// <remarks>A revision may be made because something does harm: it ends at once. What only falls on other days, or is explained in other words, need not wait.</remarks>
    public static CarePlan Bridge(CarePlan old, CarePlan next, DateOnly today)
    {
        var goesOn = next.Items.Where(item => old.Find(item.Id) is { } before && (Compare(before, item) & Waits) == 0).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var days = Dates(today, next.StartsOn.AddDays(-1)).Select(old.On).OfType<CalendarDay>().Select(day => day with
        {
            Entries = [.. day.Entries.Where(entry => goesOn.Contains(entry.ItemId))],
            Events = [.. day.Events.Where(due => due.ItemId is null || goesOn.Contains(due.ItemId))],
        }).ToList();
        return next with { Before = days.Count > 0 ? days : null };
    }

    /// <summary>The new plan, out of the old one and what differs.</summary>
    /// <param name="old">The plan that it was compared with.</param>
    /// <exception cref="ArgumentException">It is not that plan: a day is missing.</exception>
    public CarePlan Apply(CarePlan old)
    {
        var changed = Days.ToDictionary(day => day.Date, day => day.After);
        CalendarDay? On(DateOnly date) => changed.TryGetValue(date, out var day) ? day : old.On(date);
        var before = Dates(From, After.StartsOn.AddDays(-1)).Select(On).OfType<CalendarDay>().ToList();
        return new()
        {
            StartsOn = After.StartsOn,
            Items = [.. Items.Where(item => !item.IsRemoved).Select(item => item.IsKept ? old.Find(item.Id)! : item.After!)],
            Days = [.. Enumerable.Range(0, After.Length).Select(index => (On(After.StartsOn.AddDays(index)) ?? throw new ArgumentException("A day is missing.", nameof(old))) with { Day = index + 1 })],
            Before = before.Count > 0 ? before : null,
            Throughout = After.Throughout, Pain = After.Pain, Function = After.Function, Unsure = After.Unsure, ItemsADay = After.ItemsADay, Knowledge = After.Knowledge, Effects = After.Effects,
        };
    }

    private static IEnumerable<DateOnly> Dates(DateOnly from, DateOnly to)
    {
        for (var date = from; date <= to; date = date.AddDays(1)) { yield return date; }
    }

    private static bool HasRunOut(CarePlan plan, CareItem item, DateOnly today) =>
        plan.SpanOf(item.Id) is { Last: var last } && last.AddDays(item.Medicine?.Taper.Sum(step => step.Days) ?? 0) < today;

    private static ItemChange Compare(CarePlan old, CarePlan next, CareItem item, DateOnly from)
    {
        if (old.Find(item.Id) is not { } before) { return new(item.Id, null, item, ItemDifferences.None) { SpanAfter = ItemSpan.Of(next, item.Id) }; }
        var differences = Compare(before, item);
        var until = old.EndsOn < next.EndsOn ? old.EndsOn : next.EndsOn;
        if (Dates(from, until).Any(date => !EntriesOf(old, date, item.Id).SequenceEqual(EntriesOf(next, date, item.Id))) || old.Throughout.Contains(item.Id) != next.Throughout.Contains(item.Id)) { differences |= ItemDifferences.Days; }
        return new(item.Id, before, item, differences) { SpanBefore = ItemSpan.Of(old, item.Id), SpanAfter = ItemSpan.Of(next, item.Id) };
    }

    private static IEnumerable<CalendarEntry> EntriesOf(CarePlan plan, DateOnly date, string item) => (plan.On(date)?.Entries ?? []).Where(entry => entry.ItemId == item).Select(entry => entry with { Order = 0 });

    private static ItemDifferences Compare(CareItem old, CareItem next)
    {
        var differences = ItemDifferences.None;
        void Note(bool same, ItemDifferences kind) { if (!same) { differences |= kind; } }
        Note(old.Level == next.Level && old.HowMuch == next.HowMuch && old.Minutes == next.Minutes, ItemDifferences.Dose);
        Note(old.ReviewWeeks == next.ReviewWeeks, ItemDifferences.Review);
        Note(old.Stop == next.Stop, ItemDifferences.Stop);
        Note(old.Cautions.SequenceEqual(next.Cautions), ItemDifferences.Cautions);
        Note((old.Family, old.Technique, old.Kind, old.GivenBy, old.Thermal) == (next.Family, next.Technique, next.Kind, next.GivenBy, next.Thermal)
            && old.Exercises.SequenceEqual(next.Exercises) && (old.Barred ?? []).SequenceEqual(next.Barred ?? []) && (old.Barred is null) == (next.Barred is null) && IsSame(old.Medicine, next.Medicine), ItemDifferences.Guidance);
        Note((old.Plain, old.Label, old.Why, old.Pain, old.Function) == (next.Plain, next.Label, next.Why, next.Pain, next.Function), ItemDifferences.Words);
        return differences;
    }

    private static bool IsSame(MedicineLimits? one, MedicineLimits? other) => one is null || other is null ? one is null && other is null
        : one with { BuildUp = [], Taper = [], NotTogether = [] } == other with { BuildUp = [], Taper = [], NotTogether = [] }
            && one.BuildUp.SequenceEqual(other.BuildUp) && one.Taper.SequenceEqual(other.Taper) && one.NotTogether.SequenceEqual(other.NotTogether);

    private static bool IsSame(CalendarDay? one, CalendarDay? other) => one is null || other is null ? one is null && other is null
        : one.IsRestDay == other.IsRestDay && one.Entries.SequenceEqual(other.Entries) && one.Events.Count == other.Events.Count
            && one.Events.Zip(other.Events).All(each => each.First with { Instruments = [] } == each.Second with { Instruments = [] } && each.First.Instruments.SequenceEqual(each.Second.Instruments));

    private static IReadOnlyList<QuestionDate> Questions(CarePlan plan, DateOnly from) =>
        [.. (plan.Before ?? []).Concat(plan.Days).Where(day => day.Date >= from).SelectMany(day => day.Events.Where(due => due.Kind == CalendarEventKind.Outcomes).Select(due => new QuestionDate(day.Date, due.Instruments)))];

    private static (IReadOnlyList<BookingFate> Fates, IReadOnlyList<UnbookedVisit> Unbooked) Place(CarePlan next, IReadOnlyList<BookedVisit> ahead, DateOnly today)
    {
        var fates = new List<BookingFate>();
        var unbooked = new List<UnbookedVisit>();
        foreach (var item in next.Items.Select(item => item.Id).Union(ahead.Select(visit => visit.Item)))
        {
            var booked = ahead.Where(visit => visit.Item == item).ToList();
            var planned = next.Find(item) is null ? [] : next.VisitsOf(item).Where(day => day >= today).ToList();
            if (planned.Count == 0)
            {
                fates.AddRange(booked.Select(visit => new BookingFate(visit, BookingOutcome.ItemGone, null)));
                continue;
            }
            fates.AddRange(booked.Where(visit => visit.Day < next.StartsOn).Select(visit => new BookingFate(visit, BookingOutcome.Stays, null)));
            var later = new List<BookedVisit>();
            foreach (var visit in booked.Where(visit => visit.Day >= next.StartsOn))
            {
                if (planned.Remove(visit.Day)) { fates.Add(new(visit, BookingOutcome.Stays, visit.Day)); }
                else { later.Add(visit); }
            }
            fates.AddRange(later.Select((visit, index) => index < planned.Count ? new BookingFate(visit, BookingOutcome.Moves, planned[index]) : new BookingFate(visit, BookingOutcome.TooMany, null)));
            unbooked.AddRange(planned.Skip(later.Count).Select(day => new UnbookedVisit(item, day)));
        }
        return ([.. fates.OrderBy(fate => fate.Visit.Starts).ThenBy(fate => fate.Visit.Id)], [.. unbooked.OrderBy(visit => visit.Day)]);
    }
}
