using System.Globalization;
using Facet.Care;
using Facet.Knowledge;

namespace Facet.Outcomes;

/// <summary>A review that a signed plan asks for.</summary>
/// <param name="Week">After so many weeks.</param>
/// <param name="Items">Of what, for clinicians; empty for the plan as a whole.</param>
public sealed record PlannedReview(int Week, IReadOnlyList<string> Items);

/// <summary>The plan that holds, as far as following it up needs it.</summary>
/// <param name="StartsOn">Its first day.</param>
/// <param name="EndsOn">Its last day.</param>
/// <param name="Reviews">The reviews that it asks for.</param>
public sealed record FollowedPlan(DateOnly StartsOn, DateOnly EndsOn, IReadOnlyList<PlannedReview> Reviews)
{
    /// <summary>Follows a signed plan up: the first review of each item, half-way, and at its end.</summary>
    public static FollowedPlan Of(CarePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var weeks = plan.Days.Count / 7;
        return new(plan.StartsOn, plan.EndsOn,
        [
            .. plan.Items.Where(item => item.ReviewWeeks > 0 && item.ReviewWeeks < weeks).GroupBy(item => item.ReviewWeeks).OrderBy(each => each.Key).Select(each => new PlannedReview(each.Key, [.. each.Select(item => item.Label)])),
            new PlannedReview(weeks / 2, []), new PlannedReview(weeks, []),
        ]);
    }

    /// <summary>Weeks of the plan.</summary>
    public int Weeks => (EndsOn.DayNumber - StartsOn.DayNumber + 1) / 7;
}

/// <summary>A measure by which somebody is worse than at the start by more than its measurement error.</summary>
/// <param name="Words">What got worse and by how much, for clinicians.</param>
/// <param name="Day">The day of the newest score.</param>
public sealed record GotWorse(string Words, DateOnly Day);

/// <summary>An answer to something that was worked out.</summary>
/// <param name="Kind">What was answered.</param>
/// <param name="At">When.</param>
/// <param name="Again">The day from which it is on the list again while its cause stands; <see langword="null"/> for not before its cause stands anew.</param>
public sealed record WorkAnswer(WorkKind Kind, DateTimeOffset At, DateOnly? Again);

/// <summary>What is known of a patient between visits, and what it asks of the team.</summary>
public sealed record FollowUp
{
    /// <summary>Days without a check-in after which somebody counts as silent: a choice. A plan asks for one a day, and one a week is the least that the watch over warning signs needs.</summary>
    public const int SilentAfterDays = 7;

    /// <summary>Days in which somebody asks a silent patient, looks at one who got worse, holds a review: choices; the week for who gets worse is that of <see cref="ReviewAsked"/>.</summary>
    private const int AskWithinDays = 3, ReviewWithinDays = 7;

    /// <summary>Whom it is about.</summary>
    public required Guid Patient { get; init; }

    /// <summary>The intake.</summary>
    public required Guid Intake { get; init; }

    /// <summary>How the team calls them.</summary>
    public required string Name { get; init; }

    /// <summary>The plan that holds; <see langword="null"/> for none.</summary>
    public FollowedPlan? Plan { get; init; }

    /// <summary>When the last check-in was written; <see langword="null"/> for never.</summary>
    public DateTimeOffset? LastCheckIn { get; init; }

    /// <summary>Whether the plan is paused.</summary>
    public bool IsPaused { get; init; }

    /// <summary>When a pause ended last; <see langword="null"/> for never.</summary>
    public DateTimeOffset? Resumed { get; init; }

    /// <summary>What got worse; <see langword="null"/> where it could not be worked out.</summary>
    public IReadOnlyList<GotWorse>? Worse { get; init; } = [];

    /// <summary>Answers that were given, in any order.</summary>
    public IReadOnlyList<WorkAnswer> Answers { get; init; } = [];

    /// <summary>How somebody is worse: each measure whose newest score is worse than at the start by more than its error. Where the error is not known nothing is said.</summary>
    /// <param name="measures">The instruments.</param>
    /// <param name="course">What the person answered.</param>
    public static IReadOnlyList<GotWorse> WorseIn(OutcomeMeasures measures, PatientCourse course)
    {
        ArgumentNullException.ThrowIfNull(measures);
        ArgumentNullException.ThrowIfNull(course);
        var worse = new List<GotWorse>();
        foreach (var instrument in measures.Instruments)
        {
            if (Progress.ProgressOf(measures, course, instrument) is { Latest: { Change: { Verdict: Verdict.Worse, IsMoreThanError: Truth.Yes } change } latest })
            {
                worse.Add(new(string.Create(CultureInfo.InvariantCulture, $"{instrument.Id} {change.Earlier.Value:0.#} → {change.Later.Value:0.#}, more than its measurement error of {instrument.Limits.Error:0.#}"), latest.Day));
            }
        }
        return worse;
    }

    /// <summary>What waits for the team: silence, getting worse, reviews.</summary>
    /// <param name="now">The time, as the clinic's clock says.</param>
    public IEnumerable<WorkItem> Items(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.DateTime);
        var found = new[] { Unreadable(now), Worsening(now), Silent(now, today), Review(now, today) };
        return found.OfType<WorkItem>().Where(item => !IsAnswered(item, today));
    }

    private bool IsAnswered(WorkItem item, DateOnly today) => Answers.Any(answer => answer.Kind == item.Kind && answer.At >= item.Since && (answer.Again is not { } again || today < again));

    private WorkItem? Unreadable(DateTimeOffset now) => Worse is not null ? null
        : New(WorkKind.Other, null, "The record cannot be read by this program, so that nobody watches over it. Look at it, and tell whoever runs Facet.", now, now);

    private WorkItem? Worsening(DateTimeOffset now) => Worse is not { Count: > 0 } ? null
        : New(WorkKind.Worsening, TriageTier.RoutineReview, string.Join("; ", Worse.Select(each => each.Words)), Start(Worse.Max(each => each.Day), now), Start(Worse.Max(each => each.Day).AddDays(ReviewWithinDays), now));

    private WorkItem? Silent(DateTimeOffset now, DateOnly today)
    {
        if (Plan is null || IsPaused || today < Plan.StartsOn || today > Plan.EndsOn) { return null; }
        var last = new[] { LastCheckIn, Resumed, Start(Plan.StartsOn, now) }.Max()!.Value;
        var since = last.AddDays(SilentAfterDays);
        return since > now ? null
            : New(WorkKind.Silent, TriageTier.RoutineReview, LastCheckIn is { } written ? string.Create(CultureInfo.InvariantCulture, $"No check-in since {written.ToOffset(now.Offset):yyyy-MM-dd}") : string.Create(CultureInfo.InvariantCulture, $"No check-in since the plan began on {Plan.StartsOn:yyyy-MM-dd}"),
                since, since.AddDays(AskWithinDays));
    }

    // A line of a list is read at a glance; the plan has them all.
    private static string Some(IReadOnlyList<string> items) => items.Count <= 2 ? string.Join(", ", items) : string.Create(CultureInfo.InvariantCulture, $"{items[0]}, {items[1]} and {items.Count - 2} more");

    private WorkItem? Review(DateTimeOffset now, DateOnly today)
    {
        if (Plan is null) { return null; }
        // One thing for all reviews that are due: they are held in one visit. An answer to it closes what was due by then.
        var closed = Answers.Where(answer => answer.Kind is WorkKind.Review or WorkKind.HalfwayReview && (answer.Again is not { } again || today < again)).Select(answer => DateOnly.FromDateTime(answer.At.ToOffset(now.Offset).DateTime)).DefaultIfEmpty(DateOnly.MinValue).Max();
        var due = Plan.Reviews.Select(review => (review, On: Plan.StartsOn.AddDays(7 * review.Week))).Where(each => each.On <= today && each.On > closed).OrderBy(each => each.On).ThenBy(each => each.review.Items.Count == 0).ToList();
        if (due.Count == 0) { return null; }
        var kind = due.Exists(each => each.review.Items.Count == 0 && each.review.Week < Plan.Weeks) ? WorkKind.HalfwayReview : WorkKind.Review;
        return New(kind, TriageTier.RoutineReview, string.Join("; ", due.Select(each => string.Create(CultureInfo.InvariantCulture, $"{(each.review.Items.Count > 0 ? Some(each.review.Items) : each.review.Week < Plan.Weeks ? "half-way review" : "review at the end")} (week {each.review.Week}, {each.On:yyyy-MM-dd})"))),
            Start(due[0].On, now), Start(due[0].On.AddDays(ReviewWithinDays), now)) with { Key = $"review:{Patient}" };
    }

    private WorkItem New(WorkKind kind, TriageTier? tier, string text, DateTimeOffset since, DateTimeOffset due) =>
        new() { Key = $"{kind.Word()}:{Patient}", Kind = kind, Tier = tier, Patient = Patient, Intake = Intake, Name = Name, Text = text, Since = since, Due = due };

    private static DateTimeOffset Start(DateOnly day, DateTimeOffset now) => new(day.ToDateTime(TimeOnly.MinValue), now.Offset);
}
