using Facet.Treatments;

namespace Facet.Planning;

/// <summary>What a thing to lay out is; it decides which limits count it.</summary>
public enum LayoutKind
{
    /// <summary>Sessions with somebody, with or without practice at home.</summary>
    VisitSeries,

    /// <summary>Something that a person does at home; counts towards the home items of a day.</summary>
    HomeItem,

    /// <summary>A medicine: from its start day to its stop day, never after.</summary>
    Medicine,

    /// <summary>Advice; takes minutes where it has some, but is no home item.</summary>
    Advice,
}

/// <summary>A set of parts of the day.</summary>
[Flags]
public enum PartsOfDay
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Before noon.</summary>
    Morning = 1,

    /// <summary>Around noon and in the afternoon.</summary>
    Midday = 2,

    /// <summary>After work, until bedtime.</summary>
    Evening = 4,

    /// <summary>All three.</summary>
    Any = 7,
}

/// <summary>Parts of the seven days of a week, as a set; the default is none.</summary>
public readonly record struct WeekSlots
{
    private const int PartsPerDay = 3;
    private readonly int bits;

    private WeekSlots(int bits) => this.bits = bits;

    /// <summary>Every part of every day.</summary>
    public static WeekSlots All { get; } = new((1 << (7 * PartsPerDay)) - 1);

    /// <summary>The parts of one day of the week.</summary>
    public PartsOfDay this[DayOfWeek day] => (PartsOfDay)((bits >> (PartsPerDay * (int)day)) & (int)PartsOfDay.Any);

    /// <summary>The same parts on each of some days.</summary>
    public static WeekSlots On(PartsOfDay parts, params ReadOnlySpan<DayOfWeek> days)
    {
        var slots = default(WeekSlots);
        foreach (var day in days) { slots = slots.With(day, parts); }
        return slots;
    }

    /// <summary>These slots and <paramref name="parts"/> of <paramref name="day"/>.</summary>
    public WeekSlots With(DayOfWeek day, PartsOfDay parts) => new(bits | ((int)parts << (PartsPerDay * (int)day)));

    /// <summary>These slots without <paramref name="day"/>.</summary>
    public WeekSlots Without(DayOfWeek day) => new(bits & ~((int)PartsOfDay.Any << (PartsPerDay * (int)day)));
}

/// <summary>How one item stands to another on the same day.</summary>
public enum OrderKind
{
    /// <summary>Where both are on one day, the item comes before the other.</summary>
    Before,

    /// <summary>Where both are on one day, the item comes after the other; days with both are preferred.</summary>
    After,

    /// <summary>The item is only on days of the other, and before it. In weeks without the other the rule is silent.</summary>
    SameDayBefore,

    /// <summary>The item is only on days of the other, and after it. In weeks without the other the rule is silent.</summary>
    SameDayAfter,
}

/// <summary>A rule on order: laser before exercise, heat after activity.</summary>
/// <param name="Kind">How the item stands to the other.</param>
/// <param name="Other">Id of the other item; a rule about an item that is not laid out is silent.</param>
/// <remarks>Where an item is done several times on a day, its first time counts.</remarks>
public sealed record OrderRule(OrderKind Kind, string Other);

/// <summary>The days of a medicine, counted from 1, the day on which the plan begins. It is taken on each day from start to stop.</summary>
/// <param name="StartDay">First day, 1–84.</param>
/// <param name="ReviewDay">Day by which somebody looks at effect and unwanted effects; between start and stop. <see langword="null"/> for none.</param>
/// <param name="StopDay">Last day, not before the start. A stop after day 84 is kept, and the calendar ends before it.</param>
public sealed record MedicineCourse(int StartDay, int? ReviewDay, int StopDay);

/// <summary>One item of a plan at its dose, as the layout in weeks needs it.</summary>
public sealed record LayoutItem
{
    /// <summary>A name of its own within the plan.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required LayoutKind Kind { get; init; }

    /// <summary>Sessions, stretch after stretch from <see cref="StartWeek"/> on; empty for none.</summary>
    public IReadOnlyList<VisitPhase> Visits { get; init; } = [];

    /// <summary>Minutes of a session, without travel.</summary>
    public int VisitMinutes { get; init; }

    /// <summary>Least days from one session to the next, 1–7: 2 keeps 48 hours between them. Default 1.</summary>
    public int DaysBetweenSessions { get; init; } = 1;

    /// <summary>Days a week on which it is done at home, 0–7. A medicine is taken on every day of its course, whatever stands here.</summary>
    public int HomeDays { get; init; }

    /// <summary>Minutes of one time at home.</summary>
    public int HomeMinutes { get; init; }

    /// <summary>Times on a day at home, 1–3, each in another part of the day. Default 1.</summary>
    public int TimesADay { get; init; } = 1;

    /// <summary>Whether the days at home follow each other from its first day on (cold in the first 72 hours) instead of being spread over the week.</summary>
    public bool DayAfterDay { get; init; }

    /// <summary>Parts of the day that suit it; a preference, for sessions and at home. Default any.</summary>
    public PartsOfDay Preferred { get; init; } = PartsOfDay.Any;

    /// <summary>First week, 1–12. Default 1.</summary>
    public int StartWeek { get; init; } = 1;

    /// <summary>Weeks of practice at home, 1 or more; what reaches past week 12 waits for the review there.</summary>
    public int Weeks { get; init; } = LayoutRequest.WeeksLaidOut;

    /// <summary>Whether it loads the back: a day with it is no rest day.</summary>
    public bool IsActive { get; init; }

    /// <summary>Rules on order with other items.</summary>
    public IReadOnlyList<OrderRule> Order { get; init; } = [];

    /// <summary>The days of a medicine; needed for a medicine, and only there.</summary>
    public MedicineCourse? Medicine { get; init; }

    /// <summary>Weeks after which it has to have helped, counted from <see cref="StartWeek"/>; <see langword="null"/> for what nobody tries out. A review stands half-way (from two weeks on) and at the end.</summary>
    public int? TrialWeeks { get; init; }

    /// <summary>Questionnaires due at its reviews, beside those of the whole plan.</summary>
    public IReadOnlyList<string> Instruments { get; init; } = [];

    /// <summary>Whether it counts towards the home items of a day: what is done at home, except medicines and advice.</summary>
    public bool CountsAsHomeItem => Kind is LayoutKind.HomeItem or LayoutKind.VisitSeries;
}

/// <summary>What bounds a layout for one person. Everything here is a setting of the clinic or said by the person.</summary>
public sealed record LayoutLimits
{
    /// <summary>When the person can come; default always.</summary>
    public WeekSlots VisitSlots { get; init; } = WeekSlots.All;

    /// <summary>When the person has time at home; default always. Medicines, and what takes no minutes, need no free time.</summary>
    public WeekSlots HomeSlots { get; init; } = WeekSlots.All;

    /// <summary>Weekdays on which the clinic is closed; default none.</summary>
    public IReadOnlyList<DayOfWeek> ClinicClosed { get; init; } = [];

    /// <summary>Minutes at home, averaged over a week, at most.</summary>
    public required int MinutesADay { get; init; }

    /// <summary>Minutes at home on any day, at most; <see langword="null"/> for no such limit.</summary>
    public int? HomeMinutesOnAnyDay { get; init; }

    /// <summary>Minutes of sessions on any day, at most; <see langword="null"/> for no such limit.</summary>
    public int? VisitMinutesOnAnyDay { get; init; }

    /// <summary>Home items on any day, at most. Default 4.</summary>
    public int HomeItemsADay { get; init; } = 4;

    /// <summary>Visits in a week, at most; sessions of one day are one visit. Default 3.</summary>
    public int VisitsAWeek { get; init; } = 3;

    /// <summary>Weekdays that the person wishes to keep free of visits and of active items; a wish. Default none.</summary>
    public IReadOnlyList<DayOfWeek> RestDays { get; init; } = [];

    /// <summary>Rest days wished in each week; a wish. Default 1.</summary>
    public int RestDaysAWeek { get; init; } = 1;
}

/// <summary>What makes one layout better than another: points for each thing that is less than wished, 0 or more, per week in which it is so. The layout has the least sum. A point is what one minute too many on a day costs.</summary>
public sealed record LayoutWeights
{
    /// <summary>For each day on which the person comes. Default 30: the way there and back.</summary>
    public int VisitDay { get; init; } = 30;

    /// <summary>For each weekday on which the person comes at least once in the twelve weeks; once, not per week. Default 15.</summary>
    public int VisitWeekday { get; init; } = 15;

    /// <summary>For each session, or time at home, outside the preferred parts of the day. Default 4.</summary>
    public int OutsidePreferred { get; init; } = 4;

    /// <summary>For each unit of unevenness: the squares of the days from each time to the next, summed, less the least that this sum can be. Default 2.</summary>
    public int Uneven { get; init; } = 2;

    /// <summary>For each minute, at home or in sessions, above the even share of the week's minutes on a day. Default 1.</summary>
    public int MinuteAboveShare { get; init; } = 1;

    /// <summary>For each visit or active item on a weekday wished free. Default 40.</summary>
    public int OnWishedRestDay { get; init; } = 40;

    /// <summary>For each rest day less than wished. Default 40.</summary>
    public int MissingRestDay { get; init; } = 40;

    /// <summary>For practice at home on the day of a session of the same item. Default 3.</summary>
    public int OnOwnSessionDay { get; init; } = 3;

    /// <summary>For a day on which an item that belongs after another stands without it. Default 15.</summary>
    public int WithoutItsOther { get; init; } = 15;
}

/// <summary>A plan to lay out.</summary>
public sealed record LayoutRequest
{
    /// <summary>How many weeks are laid out; then everything is reviewed.</summary>
    public const int WeeksLaidOut = 12;

    /// <summary>Day 1. Weeks of the plan begin on its weekday.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>What to lay out, in any order; the order makes no difference.</summary>
    public required IReadOnlyList<LayoutItem> Items { get; init; }

    /// <summary>What bounds the layout.</summary>
    public required LayoutLimits Limits { get; init; }

    /// <summary>What makes a layout better.</summary>
    public LayoutWeights Weights { get; init; } = new();

    /// <summary>Questionnaires of the whole plan, due at the start and in the <see cref="OutcomeWeeks"/>.</summary>
    public IReadOnlyList<string> Instruments { get; init; } = [];

    /// <summary>Weeks with formal outcomes; every other week has a check-in. Default 2, 6 and 12 (<c>review_cadence</c> in treatments/courses.yaml).</summary>
    public IReadOnlyList<int> OutcomeWeeks { get; init; } = [2, 6, WeeksLaidOut];

    /// <summary>Partial layouts to look at before the search stops with what it has and a bound. Default 400,000.</summary>
    public int WorkLimit { get; init; } = 400_000;
}
