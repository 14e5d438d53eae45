using Facet.Knowledge;

namespace Facet.Outcomes;

/// <summary>Something that scores or the diary must do; everything that is given must hold.</summary>
public sealed record ResponderCondition
{
    /// <summary>Whose score; <see langword="null"/> where the diary is meant.</summary>
    public Instrument? Instrument { get; init; }

    /// <summary>Better than at the start by at least so much.</summary>
    public double? ImprovesBy { get; init; }

    /// <summary>Better than at the start by at least so many percent of the start.</summary>
    public double? ImprovesPercent { get; init; }

    /// <summary>Worse than at the start by at least so much.</summary>
    public double? WorsensBy { get; init; }

    /// <summary>The score is at most so much.</summary>
    public double? AtMost { get; init; }

    /// <summary>Nothing can be told from a start below this.</summary>
    public double? BaselineAtLeast { get; init; }

    /// <summary>The diary's pain, 0–10, is at most so much on each of the days.</summary>
    public double? DiaryAtMost { get; init; }

    /// <summary>The diary's pain, 0–10, is above that of the start by at least so much on each of the days.</summary>
    public double? DiaryRisesBy { get; init; }

    /// <summary>How many days up to today.</summary>
    public int Days { get; init; }

    /// <summary>On how many of them the diary needs an entry.</summary>
    public int DaysAnswered { get; init; }
}

/// <summary>A rule that says who counts as a responder, as recovered, or as getting worse.</summary>
/// <param name="Id">Id, such as <c>RESP-01</c>.</param>
/// <param name="Text">The rule, for clinicians.</param>
/// <param name="Patient">What it says when it holds, for the patient.</param>
/// <param name="Moment">The moment whose scores count; <see langword="null"/> for the latest.</param>
/// <param name="NeedsAll">Whether all conditions must hold, or any one.</param>
/// <param name="AsksForReview">Whether a clinician looks again, and triage is run again, when it holds.</param>
/// <param name="Conditions">The conditions.</param>
/// <param name="Checked">Whether somebody read a page that supports it.</param>
public sealed record ResponderRule(string Id, string Text, string Patient, Moment? Moment, bool NeedsAll, bool AsksForReview, IReadOnlyList<ResponderCondition> Conditions, Verification Checked)
{
    private const double Rounding = 1e-9;

    /// <summary>Whether it holds for a person today; unknown while a score or too much of the diary is missing and could decide.</summary>
    /// <param name="course">What the person has answered.</param>
    /// <param name="plan">The schedule, which says what counts as the start.</param>
    public Truth Holds(PatientCourse course, AskingPlan plan) =>
        NeedsAll ? Conditions.Aggregate(Truth.Yes, (truth, condition) => truth.And(Holds(condition, course, plan))) : Conditions.Aggregate(Truth.No, (truth, condition) => truth.Or(Holds(condition, course, plan)));

    private Truth Holds(ResponderCondition condition, PatientCourse course, AskingPlan plan) =>
        condition.Instrument is { } instrument ? Holds(condition, instrument, course, plan) : HoldsInDiary(condition, course, plan);

    private Truth Holds(ResponderCondition condition, Instrument instrument, PatientCourse course, AskingPlan plan)
    {
        var now = (Moment is null ? course.Latest(instrument) : course.At(instrument, Moment))?.Score.Value;
        var truth = Truth.Yes;
        if (condition.AtMost is { } most) { truth = truth.And(now is { } value ? Kleene.Of(value <= most + Rounding) : Truth.Unknown); }
        if (condition.ImprovesBy is null && condition.ImprovesPercent is null && condition.WorsensBy is null) { return truth; }
        var start = course.Start(instrument, plan, out var isBaseline);
        if (!isBaseline || now is not { } later || start!.Score.Value is not { } from || from < condition.BaselineAtLeast) { return truth.And(Truth.Unknown); }
        var improvement = instrument.HigherIsWorse ? from - later : later - from;
        if (condition.ImprovesBy is { } least) { truth = truth.And(Kleene.Of(improvement >= least - Rounding)); }
        if (condition.ImprovesPercent is { } percent) { truth = truth.And(Kleene.Of(improvement > 0 && improvement >= (percent / 100 * from) - Rounding)); }
        if (condition.WorsensBy is { } worse) { truth = truth.And(Kleene.Of(-improvement >= worse - Rounding)); }
        return truth;
    }

    private static Truth HoldsInDiary(ResponderCondition condition, PatientCourse course, AskingPlan plan)
    {
        var first = course.Today.AddDays(1 - condition.Days);
        var days = course.Diary.Where(day => day.Day >= first && day.Day <= course.Today).Select(day => (double)day.Pain.Points).ToList();
        var truth = Truth.Yes;
        if (condition.DiaryAtMost is { } most) { truth = truth.And(Every(points => points <= (10 * most) + Rounding)); }
        if (condition.DiaryRisesBy is { } rise) { truth = truth.And(course.DiaryAtStart(plan) is { } start ? Every(points => points >= start + (10 * rise) - Rounding) : Truth.Unknown); }
        return truth;

        // One day against it decides; days without an entry decide nothing.
        Truth Every(Func<double, bool> holds) => !days.All(holds) ? Truth.No : days.Count >= condition.DaysAnswered ? Truth.Yes : Truth.Unknown;
    }
}
