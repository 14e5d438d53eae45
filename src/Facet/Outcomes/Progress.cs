using Facet.Care;
using Facet.Evidence;
using Facet.Planning;

namespace Facet.Outcomes;

/// <summary>A version of a signed plan and the day from which it holds.</summary>
/// <param name="Version">1, 2, 3 …</param>
/// <param name="From">Its first day.</param>
/// <param name="Plan">The plan.</param>
public sealed record PlanVersion(int Version, DateOnly From, CarePlan Plan);

/// <summary>A score on the way, and what it amounts to against the start.</summary>
/// <param name="Day">The day.</param>
/// <param name="Score">The score.</param>
/// <param name="Change">Against the start; <see langword="null"/> at the start itself, before it, and where the answer is a change already.</param>
public sealed record ProgressPoint(DateOnly Day, Score Score, Change? Change);

/// <summary>The scores of one instrument over time.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Start">What changes are counted from.</param>
/// <param name="IsBaseline">Whether the start was given before the plan had begun to work; if not, changes before it are not seen.</param>
/// <param name="Points">Every score with a value, by day.</param>
public sealed record InstrumentProgress(Instrument Instrument, AnsweredScore Start, bool IsBaseline, IReadOnlyList<ProgressPoint> Points)
{
    /// <summary>The newest score.</summary>
    public ProgressPoint Latest => Points[^1];
}

/// <summary>A week of a plan: what was planned up to today and what was done.</summary>
/// <param name="Week">1, 2, 3 … from the start of the first plan.</param>
/// <param name="From">Its first day.</param>
/// <param name="Visits">Visits planned.</param>
/// <param name="VisitsDone">Visits marked as done.</param>
/// <param name="Home">Things planned at home, medicines among them.</param>
/// <param name="HomeDone">Things done at home as planned; those done in part count half.</param>
public sealed record WeekOfCare(int Week, DateOnly From, int Visits, int VisitsDone, int Home, double HomeDone);

/// <summary>How the diary's level has changed since the start.</summary>
/// <param name="From">The day from which it is counted.</param>
/// <param name="Points">Change in points of 0–100, negative is better.</param>
/// <param name="Deviation">Standard deviation, points.</param>
/// <param name="Verdict">What it amounts to.</param>
public sealed record DiaryChange(DateOnly From, double Points, double Deviation, Verdict Verdict)
{
    /// <summary>The 95 % interval of the change, points.</summary>
    public Interval Interval => new(Points - (Distribution.Normal95 * Deviation), Points + (Distribution.Normal95 * Deviation));
}

/// <summary>Everything that is to be seen of how somebody is doing: one record, one time axis.</summary>
public sealed record Progress
{
    private Progress() { }

    /// <summary>What was answered.</summary>
    public required PatientCourse Course { get; init; }

    /// <summary>First day of the time axis.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day of the time axis.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The smoothed diary; <see langword="null"/> while it has no entry.</summary>
    public required DiaryLine? Line { get; init; }

    /// <summary>The diary in a few numbers.</summary>
    public required DiarySummary Diary { get; init; }

    /// <summary>How the diary's level has changed; <see langword="null"/> while it covers no two days.</summary>
    public required DiaryChange? DiaryChange { get; init; }

    /// <summary>Days on which the person said that they had a flare.</summary>
    public required IReadOnlyList<DateOnly> SaidFlare { get; init; }

    /// <summary>The instruments with a score, in the order of the schedule.</summary>
    public required IReadOnlyList<InstrumentProgress> Instruments { get; init; }

    /// <summary>The weeks since the plan began.</summary>
    public required IReadOnlyList<WeekOfCare> Weeks { get; init; }

    /// <summary>The versions of the plan, oldest first.</summary>
    public required IReadOnlyList<PlanVersion> Plans { get; init; }

    /// <summary>The rules that say who responds, recovers or gets worse, and whether each holds.</summary>
    public required IReadOnlyList<(ResponderRule Rule, Truth Holds)> Rules { get; init; }

    /// <summary>Reads what a person answered out of their record.</summary>
    /// <param name="measures">The instruments.</param>
    /// <param name="record">The record, in any order.</param>
    /// <param name="planStart">Day 0.</param>
    /// <param name="today">Today.</param>
    public static PatientCourse CourseOf(OutcomeMeasures measures, IReadOnlyList<Recorded> record, DateOnly planStart, DateOnly today)
    {
        var ordered = record.OrderBy(each => each.Sequence).ToList();
        var scores = new List<AnsweredScore>();
        foreach (var entry in ordered.Select(each => each.Entry).OfType<QuestionnaireAnswers>().Where(entry => entry.Day <= today))
        {
            // An instrument that the clinic has taken away, or answers that no longer fit it, cannot be shown as a score; they stay in the record.
            if (measures.Find(entry.Instrument) is { } instrument && Score.Of(instrument, entry.Answers).TryGet(out var score, out _)) { scores.Add(new(entry.Day, score)); }
        }
        var diary = new Dictionary<DateOnly, PainScore>();
        foreach (var entry in ordered.Select(each => each.Entry).OfType<CheckIn>().Where(entry => entry.Day <= today)) { diary[entry.Day] = entry.Score; }
        return new(planStart, today, scores, [.. diary.Select(day => new DiaryDay(day.Key, day.Value))]);
    }

    /// <summary>Reads how somebody is doing out of their plans and their record.</summary>
    /// <param name="measures">The instruments.</param>
    /// <param name="plans">The signed versions, oldest first, at least one.</param>
    /// <param name="record">The record, in any order.</param>
    /// <param name="today">Today.</param>
    /// <exception cref="ArgumentException">There is no plan.</exception>
    public static Progress Of(OutcomeMeasures measures, IReadOnlyList<PlanVersion> plans, IReadOnlyList<Recorded> record, DateOnly today)
    {
        if (plans.Count == 0) { throw new ArgumentException("Progress is counted from a signed plan.", nameof(plans)); }
        var course = CourseOf(measures, record, plans[0].From, today);
        var (first, last) = (course.Diary.Count > 0 ? course.Diary[0].Day : today, today);
        var line = course.Diary.Count > 0 ? DiaryLine.Through(measures.Diary, course.Diary, first, last) : null;
        return new()
        {
            Course = course,
            From = new[] { course.PlanStart, first, course.Scores.Count > 0 ? course.Scores[0].Day : today }.Min(),
            To = new[] { today, course.PlanStart.AddDays(13) }.Max(),
            Line = line,
            Diary = DiarySummary.Of(measures.Diary, course.Diary, today),
            DiaryChange = line is null ? null : ChangeOf(measures, course, line),
            SaidFlare = [.. record.OrderBy(each => each.Sequence).Select(each => each.Entry).OfType<CheckIn>().Where(entry => entry.Day <= today).GroupBy(entry => entry.Day).Where(day => day.Last().Flare == true).Select(day => day.Key).Order()],
            Instruments = [.. InOrder(measures).Select(instrument => ProgressOf(measures, course, instrument)).OfType<InstrumentProgress>()],
            Weeks = WeeksOf(plans, record, today),
            Plans = plans,
            Rules = [.. measures.ResponderRules.Select(rule => (rule, rule.Holds(course, measures.Schedule)))],
        };
    }

    private static IEnumerable<Instrument> InOrder(OutcomeMeasures measures) => measures.Schedule.Asked.Select(asked => asked.Instrument).Concat(measures.Instruments).Distinct();

    /// <summary>The scores of one instrument over time; <see langword="null"/> where there is none with a value.</summary>
    /// <param name="measures">The instruments.</param>
    /// <param name="course">What the person answered.</param>
    /// <param name="instrument">The instrument.</param>
    public static InstrumentProgress? ProgressOf(OutcomeMeasures measures, PatientCourse course, Instrument instrument)
    {
        if (course.Start(instrument, measures.Schedule, out var isBaseline) is not { } start) { return null; }
        var after = false;
        var points = new List<ProgressPoint>();
        foreach (var answered in course.Scores.Where(answered => answered.Score.Instrument.Id == instrument.Id && answered.Score.Value is not null))
        {
            points.Add(new(answered.Day, answered.Score, after && !instrument.RatesChange ? Change.Between(start.Score, answered.Score) : null));
            after |= ReferenceEquals(answered, start);
        }
        return new(instrument, start, isBaseline, points);
    }

    /// <summary>The diary is judged as its questions are: against what is unknown of the line, and against the change of a pain rating that matters.</summary>
    private static DiaryChange? ChangeOf(OutcomeMeasures measures, PatientCourse course, DiaryLine line)
    {
        var (first, last) = (line.Days[0].Day, course.Diary[^1].Day);
        var from = course.PlanStart > first ? course.PlanStart : first;
        if (from >= last) { return null; }
        var (points, deviation) = line.ChangeBetween(from, last);
        var limits = measures.Schedule.Asked.Select(asked => asked.Instrument).FirstOrDefault(instrument => instrument.Rule is { Method: ScoreMethod.Value, Answers: (0, 10) })?.Limits;
        var start = line.Days[from.DayNumber - first.DayNumber].Mean;
        var matters = limits is not null && -points >= 10 * (limits.Improvement ?? double.PositiveInfinity) && -points >= (limits.ImprovementPercent ?? 0) / 100 * start;
        var error = Distribution.Normal95 * deviation;
        return new(from, points, deviation, points <= -error ? matters ? Verdict.ClearlyBetter : Verdict.Better : points >= error ? Verdict.Worse : Verdict.WithinError);
    }

    private static List<WeekOfCare> WeeksOf(IReadOnlyList<PlanVersion> plans, IReadOnlyList<Recorded> record, DateOnly today)
    {
        var weeks = new List<WeekOfCare>();
        // A day looks at what was moved anywhere and at what was done on it: a year's record is not walked once for each of its days.
        var moves = record.Where(each => each.Entry is ItemMoved).ToList();
        var doneOn = record.Where(each => each.Entry is ItemDone or SessionGiven).ToLookup(each => each.Entry.Day);
        for (var from = plans[0].From; from <= today; from = from.AddDays(7))
        {
            var (visits, visitsDone, home, homeDone) = (0, 0, 0, 0.0);
            for (var date = from; date <= today && date < from.AddDays(7); date = date.AddDays(1))
            {
                var plan = plans.Last(version => version.From <= date || version == plans[0]).Plan;
                foreach (var occurrence in CareDay.Of(plan, moves.Concat(doneOn[date]), date).Occurrences)
                {
                    var done = occurrence.HowFar switch { HowFar.Done => 1, HowFar.InPart => 0.5, _ => 0 };
                    if (occurrence.Entry.Kind == CalendarEntryKind.Session) { visits++; visitsDone += done > 0 ? 1 : 0; }
                    else { home++; homeDone += done; }
                }
            }
            weeks.Add(new(weeks.Count + 1, from, visits, visitsDone, home, homeDone));
        }
        return weeks;
    }
}
