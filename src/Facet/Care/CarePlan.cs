using Facet.Evidence;
using Facet.Planning;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Care;

/// <summary>An expected change that a signed plan promises nobody: what trials found, as it was when the plan was signed.</summary>
/// <param name="Mean">Points of 100; negative is improvement.</param>
/// <param name="Best">The better end of the 95 % prediction interval, points.</param>
/// <param name="Worst">The worse end, points.</param>
public sealed record ExpectedChange(double Mean, double Best, double Worst)
{
    /// <summary>An effect as it is written into a plan; <see langword="null"/> for no estimate.</summary>
    public static ExpectedChange? Of(Effect? effect) => effect is { } known ? new(known.Mean, known.Best, known.Worst) : null;
}

/// <summary>An item of a signed plan.</summary>
public sealed record CareItem
{
    /// <summary>Its word in the catalogue.</summary>
    public required string Id { get; init; }

    /// <summary>The family it belongs to.</summary>
    public required TreatmentFamily Family { get; init; }

    /// <summary>The technique, class or ingredient; empty for none.</summary>
    public required string Technique { get; init; }

    /// <summary>What part it plays.</summary>
    public required InterventionKind Kind { get; init; }

    /// <summary>Whose hand it needs.</summary>
    public required GivenBy GivenBy { get; init; }

    /// <summary>What it is, for patients.</summary>
    public required string Plain { get; init; }

    /// <summary>What it is, for clinicians.</summary>
    public required string Label { get; init; }

    /// <summary>The word of the dose in the catalogue.</summary>
    public required string Level { get; init; }

    /// <summary>How much, for patients.</summary>
    public required string HowMuch { get; init; }

    /// <summary>Why, in one line for patients.</summary>
    public required string Why { get; init; }

    /// <summary>When to stop, for patients.</summary>
    public required string Stop { get; init; }

    /// <summary>Minutes at home on a day on which it is done; 0 for none.</summary>
    public required int Minutes { get; init; }

    /// <summary>Weeks to the first review.</summary>
    public required int ReviewWeeks { get; init; }

    /// <summary>The expected change in pain that it brings by itself; <see langword="null"/> for no estimate.</summary>
    public ExpectedChange? Pain { get; init; }

    /// <summary>The expected change in function that it brings by itself; <see langword="null"/> for no estimate.</summary>
    public ExpectedChange? Function { get; init; }

    /// <summary>What to take care of, each with the rule that says so.</summary>
    public required IReadOnlyList<string> Cautions { get; init; }

    /// <summary>Ids of the exercises that are safe for this person; empty where the item has none.</summary>
    public required IReadOnlyList<string> Exercises { get; init; }

    /// <summary>What the guard over a medicine counts with; <see langword="null"/> for others, and in plans that were signed before it was written down: then nothing is known, and the guard says so.</summary>
    public MedicineLimits? Medicine { get; init; }

    /// <summary>Limits of heat or cold; <see langword="null"/> for others and where they were not written down.</summary>
    public ThermalLimits? Thermal { get; init; }

    /// <summary>Flags of the exercise library that hold for this person or that nobody could decide: what they bar is not shown. <see langword="null"/> for not worked out: then only what no flag bars is shown.</summary>
    public IReadOnlyList<string>? Barred { get; init; }
}

/// <summary>A plan that a clinician signed: what was shown, and nothing computed anew. A revision is another version.</summary>
public sealed record CarePlan
{
    /// <summary>Day 1, a Monday.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>The items, in the order of the catalogue.</summary>
    public required IReadOnlyList<CareItem> Items { get; init; }

    /// <summary>The 84 days.</summary>
    public required IReadOnlyList<CalendarDay> Days { get; init; }

    /// <summary>Days before day 1 on which what goes on unchanged from the plan before is done; <see langword="null"/> for none. They are numbered as that plan numbers them.</summary>
    public IReadOnlyList<CalendarDay>? Before { get; init; }

    /// <summary>Ids of items that hold throughout and have no day of their own.</summary>
    public required IReadOnlyList<string> Throughout { get; init; }

    /// <summary>The expected change in pain of the whole plan; <see langword="null"/> for no estimate.</summary>
    public ExpectedChange? Pain { get; init; }

    /// <summary>The expected change in function of the whole plan; <see langword="null"/> for no estimate.</summary>
    public ExpectedChange? Function { get; init; }

    /// <summary>What nobody knows about this plan, for patients.</summary>
    public required IReadOnlyList<string> Unsure { get; init; }

    /// <summary>Rules that clinicians went past for this plan, with their names; <see langword="null"/> for none.</summary>
    public IReadOnlyList<RuleOverride>? Overrides { get; init; }

    /// <summary>Home items a day at most, as the clinic sets it.</summary>
    public required int ItemsADay { get; init; }

    /// <summary>The id of the knowledge that it was made with.</summary>
    public required string Knowledge { get; init; }

    /// <summary>The id of the effect model that it was made with.</summary>
    public required string Effects { get; init; }

    /// <summary>The last day.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateOnly EndsOn => StartsOn.AddDays(Days.Count - 1);

    /// <summary>The item with this id, or <see langword="null"/>.</summary>
    public CareItem? Find(string id) => Items.FirstOrDefault(item => item.Id == id);

    /// <summary>The first date of which it says anything: day 1, or the first of the days before it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateOnly FirstDay => Before is [var first, ..] ? first.Date : StartsOn;

    /// <summary>The day of a date; <see langword="null"/> before the plan begins and after it ends.</summary>
    public CalendarDay? On(DateOnly date) => date > EndsOn ? null : date < StartsOn ? Before?.FirstOrDefault(day => day.Date == date) : Days[date.DayNumber - StartsOn.DayNumber];

    /// <summary>The first and the last day on which an item is on a day of the plan; <see langword="null"/> for an item without a day.</summary>
    public (DateOnly First, DateOnly Last)? SpanOf(string item)
    {
        DateOnly? first = null, last = null;
        foreach (var day in (Before ?? []).Concat(Days).Where(day => day.Entries.Any(entry => entry.ItemId == item))) { (first, last) = (first ?? day.Date, day.Date); }
        return first is { } from && last is { } to ? (from, to) : null;
    }

    /// <summary>The days on which an item is a visit, in order.</summary>
    public IEnumerable<DateOnly> VisitsOf(string item) => Days.Where(day => day.Entries.Any(entry => entry.ItemId == item && entry.Kind == CalendarEntryKind.Session)).Select(day => day.Date);

    /// <summary>A plan as it is written down when it is signed.</summary>
    /// <param name="pathway">What it was computed with.</param>
    /// <param name="result">Where the person has come to.</param>
    /// <param name="proposal">The plan that is signed.</param>
    /// <param name="calendar">Its days.</param>
    public static CarePlan Of(CarePathway pathway, PathwayResult result, Proposal proposal, PlanCalendar calendar)
    {
        IReadOnlyList<string> exercises = [.. result.Options.ExerciseSets.SelectMany(set => set.Exercises).Select(exercise => exercise.Id).Distinct()];
        IReadOnlyList<string> barred = [.. result.Options.Exercises.SelectMany(option => option.BarredBy).Distinct().Order(StringComparer.Ordinal)];
        return new()
        {
            StartsOn = calendar.Days[0].Date,
            Items = [.. proposal.Items.Select(item => Item(item, exercises, barred) with { Medicine = MedicineLimits.Of(pathway.Knowledge, result.Profile.Facts, item.Intervention) })],
            Days = calendar.Days,
            Throughout = calendar.Throughout,
            Pain = ExpectedChange.Of(proposal.Pain),
            Function = ExpectedChange.Of(proposal.Function),
            Unsure = proposal.Unsure,
            Overrides = OverridesOf(proposal, result) is { Count: > 0 } overrides ? overrides : null,
            ItemsADay = pathway.Settings.HomeItemsAtMost,
            Knowledge = result.Versions.Knowledge,
            Effects = result.Versions.Effects,
        };
    }

    /// <summary>The overrides that the plan rests on: those of triage rules that fired, and those that let in what it holds. Others that stand for this person are no part of it.</summary>
    private static List<RuleOverride> OverridesOf(Proposal proposal, PathwayResult result) =>
    [
        .. proposal.Changes.Overridden.Where(each => each.IsTriage
            ? result.Disposition.Result.Lowered.Any(fired => fired.Rule.Id == each.Rule)
            : proposal.Items.Any(item => item.Intervention.Id == each.Intervention && item.Cautions.Any(caution => caution.Kind == "override" && caution.Rule == each.Rule))),
    ];

    private static CareItem Item(PlanItem item, IReadOnlyList<string> exercises, IReadOnlyList<string> barred) => new()
    {
        Id = item.Intervention.Id,
        Family = item.Intervention.Family,
        Technique = item.Intervention.Technique,
        Kind = item.Intervention.Kind,
        GivenBy = item.Intervention.GivenBy,
        Plain = item.Intervention.Plain,
        Label = item.Intervention.Label,
        Level = item.Level.Id,
        HowMuch = item.Level.Plain,
        Why = WhyLine.Of(item),
        Stop = item.Intervention.Stop,
        Minutes = item.Level.HomeMinutes,
        ReviewWeeks = item.Intervention.ReviewWeeks,
        Pain = ExpectedChange.Of(item.Pain),
        Function = ExpectedChange.Of(item.Function),
        Cautions = [.. item.Cautions.Select(caution => $"{caution.Reason} ({caution.Rule})")],
        Exercises = item.Intervention is { Family: TreatmentFamily.Exercise, OneOf: "exercise_set" } ? exercises : [],
        Thermal = item.Intervention.Thermal,
        Barred = item.Intervention.Technique == GuideKinds.Yoga ? barred : null,
    };
}
