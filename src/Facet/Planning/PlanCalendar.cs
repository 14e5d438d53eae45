using Facet.Treatments;

namespace Facet.Planning;

/// <summary>What an entry of a day is.</summary>
public enum CalendarEntryKind
{
    /// <summary>A session with somebody.</summary>
    Session,

    /// <summary>Something done at home.</summary>
    Home,

    /// <summary>A medicine taken.</summary>
    Medicine,
}

/// <summary>One thing to do on a day.</summary>
/// <param name="ItemId">Which item.</param>
/// <param name="Kind">Session, at home, or a medicine.</param>
/// <param name="Part">Part of the day.</param>
/// <param name="Order">Place in the day, from 1.</param>
/// <param name="Minutes">Minutes, without travel.</param>
public sealed record CalendarEntry(string ItemId, CalendarEntryKind Kind, PartOfDay Part, int Order, int Minutes);

/// <summary>What a date of a plan is about.</summary>
public enum CalendarEventKind
{
    /// <summary>First day of a medicine.</summary>
    MedicineStart,

    /// <summary>Somebody looks at effect and unwanted effects of a medicine.</summary>
    MedicineReview,

    /// <summary>Last day of a medicine.</summary>
    MedicineStop,

    /// <summary>Half-way through a trial of treatment.</summary>
    HalfwayReview,

    /// <summary>The end of a trial of treatment: go on, change or stop.</summary>
    EndReview,

    /// <summary>The whole plan is reviewed.</summary>
    PlanReview,

    /// <summary>Formal outcomes: questionnaires are due.</summary>
    Outcomes,

    /// <summary>The weekly check-in.</summary>
    CheckIn,
}

/// <summary>A date of a plan.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="ItemId">The item that it concerns; <see langword="null"/> for the whole plan.</param>
/// <param name="Instruments">Questionnaires that are due with it.</param>
/// <param name="AtVisit">Whether it falls on a visit, so that nobody comes for it alone.</param>
public sealed record CalendarEvent(CalendarEventKind Kind, string? ItemId, IReadOnlyList<string> Instruments, bool AtVisit);

/// <summary>One day of a plan.</summary>
public sealed record CalendarDay
{
    /// <summary>Day of the plan, 1–84.</summary>
    public required int Day { get; init; }

    /// <summary>The date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Week of the plan, 1–12.</summary>
    public int Week => ((Day - 1) / 7) + 1;

    /// <summary>Whether the day holds no visit and no active item. A person keeps gently moving on it all the same; advice, medicines and quiet items stay.</summary>
    public required bool IsRestDay { get; init; }

    /// <summary>What to do, in the order of the day.</summary>
    public required IReadOnlyList<CalendarEntry> Entries { get; init; }

    /// <summary>What is due.</summary>
    public required IReadOnlyList<CalendarEvent> Events { get; init; }

    /// <summary>Whether the person comes on this day.</summary>
    public bool IsVisitDay => Entries.Any(entry => entry.Kind == CalendarEntryKind.Session);

    /// <summary>Minutes at home, medicines included.</summary>
    public int HomeMinutes => Entries.Where(entry => entry.Kind != CalendarEntryKind.Session).Sum(entry => entry.Minutes);

    /// <summary>Minutes of sessions.</summary>
    public int VisitMinutes => Entries.Where(entry => entry.Kind == CalendarEntryKind.Session).Sum(entry => entry.Minutes);
}

/// <summary>How a search ended.</summary>
/// <param name="Cost">Points of the layout found (<see cref="LayoutWeights"/>); lower is better.</param>
/// <param name="Bound">No layout has fewer points than this; equal to <paramref name="Cost"/> when the search was complete.</param>
/// <param name="Nodes">Partial layouts looked at.</param>
public sealed record LayoutProof(int Cost, int Bound, long Nodes)
{
    /// <summary>Whether no layout within the rules is better.</summary>
    public bool IsOptimal => Cost == Bound;
}

/// <summary>A plan laid out in days.</summary>
public sealed record PlanCalendar
{
    /// <summary>The 84 days.</summary>
    public required IReadOnlyList<CalendarDay> Days { get; init; }

    /// <summary>Ids of items that hold throughout and have no day of their own, such as a safety-net card.</summary>
    public required IReadOnlyList<string> Throughout { get; init; }

    /// <summary>Whether every item keeps its weekdays as long as its dose stays. Where no such layout meets the rules, days may change when the mix of the week does.</summary>
    public required bool KeepsWeekdays { get; init; }

    /// <summary>How good the layout is, and what is proved.</summary>
    public required LayoutProof Proof { get; init; }
}

/// <summary>What laying out comes to.</summary>
public abstract record LayoutResult
{
    private LayoutResult() { }

    /// <summary>A calendar that meets every rule.</summary>
    public sealed record LaidOut(PlanCalendar Calendar) : LayoutResult;

    /// <summary>No layout meets the rules.</summary>
    /// <param name="Rules">Rules and limits that collide: no layout meets all of these, and without any one of them there is one for the rest.</param>
    /// <param name="Relaxations">What would help, smallest first; each was tried and gives a calendar. Rules of treatment are never relaxed; leaving out an item is named last.</param>
    public sealed record Conflict(IReadOnlyList<LayoutRule> Rules, IReadOnlyList<Relaxation> Relaxations) : LayoutResult;

    /// <summary>The work limit ran out before a layout, or a proof that there is none, was found.</summary>
    public sealed record Undecided(long Nodes) : LayoutResult;
}
