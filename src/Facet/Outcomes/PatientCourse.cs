namespace Facet.Outcomes;

/// <summary>A score and the day on which it was answered.</summary>
/// <param name="Day">The day.</param>
/// <param name="Score">The score; it may have no value.</param>
public sealed record AnsweredScore(DateOnly Day, Score Score);

/// <summary>A day of the diary with an entry.</summary>
/// <param name="Day">The day.</param>
/// <param name="Pain">Average pain of the day.</param>
public readonly record struct DiaryDay(DateOnly Day, PainScore Pain);

/// <summary>What one person has answered since a plan began.</summary>
public sealed record PatientCourse
{
    /// <summary>A course.</summary>
    /// <param name="planStart">Day 0 of the plan.</param>
    /// <param name="today">The day on which it is looked at.</param>
    /// <param name="scores">The scores, in any order; those of the same day in the order in which they were given.</param>
    /// <param name="diary">The diary, in any order.</param>
    /// <exception cref="ArgumentException">The diary has a day twice.</exception>
    public PatientCourse(DateOnly planStart, DateOnly today, IReadOnlyList<AnsweredScore> scores, IReadOnlyList<DiaryDay> diary)
    {
        PlanStart = planStart;
        Today = today;
        Scores = [.. scores.OrderBy(answered => answered.Day)];
        Diary = DiaryLine.Ordered(diary);
    }

    /// <summary>Day 0 of the plan.</summary>
    public DateOnly PlanStart { get; }

    /// <summary>The day on which the course is looked at.</summary>
    public DateOnly Today { get; }

    /// <summary>The scores, by day.</summary>
    public IReadOnlyList<AnsweredScore> Scores { get; }

    /// <summary>The diary, by day; days without an entry are not in it.</summary>
    public IReadOnlyList<DiaryDay> Diary { get; }

    /// <summary>The last score with a value inside a moment's window, or <see langword="null"/>.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="moment">The moment.</param>
    public AnsweredScore? At(Instrument instrument, Moment moment) =>
        Scored(instrument).LastOrDefault(answered => answered.Day >= PlanStart.AddDays(moment.Opens) && answered.Day <= PlanStart.AddDays(moment.Closes));

    /// <summary>The score that changes are counted from: the last one of the first moment of the schedule, else the first there is.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="plan">The schedule.</param>
    /// <param name="isBaseline">Whether it was given at the first moment; if not, the person had already begun.</param>
    public AnsweredScore? Start(Instrument instrument, AskingPlan plan, out bool isBaseline)
    {
        var baseline = plan.Moments.Count > 0 ? At(instrument, plan.Moments[0]) : null;
        isBaseline = baseline is not null;
        return baseline ?? Scored(instrument).FirstOrDefault();
    }

    /// <summary>The last score with a value, or <see langword="null"/>.</summary>
    public AnsweredScore? Latest(Instrument instrument) => Scored(instrument).LastOrDefault();

    /// <summary>The diary's pain at the start: the median of the days of the first moment's window, points 0–100; <see langword="null"/> where there is no entry in it.</summary>
    /// <param name="plan">The schedule.</param>
    public double? DiaryAtStart(AskingPlan plan)
    {
        if (plan.Moments.Count == 0) { return null; }
        var (opens, closes) = (PlanStart.AddDays(plan.Moments[0].Opens), PlanStart.AddDays(plan.Moments[0].Closes));
        return DiarySummary.Median([.. Diary.Where(day => day.Day >= opens && day.Day <= closes).Select(day => day.Pain.Points)]);
    }

    private IEnumerable<AnsweredScore> Scored(Instrument instrument) => Scores.Where(answered => answered.Score.Instrument.Id == instrument.Id && answered.Score.Value is not null);
}
