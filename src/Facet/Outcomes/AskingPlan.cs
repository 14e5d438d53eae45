namespace Facet.Outcomes;

/// <summary>Who answers.</summary>
public enum AnswerOwner
{
    /// <summary>The patient.</summary>
    Patient,

    /// <summary>A clinician, with the patient.</summary>
    Clinician,
}

/// <summary>A time at which questions are asked, in days from the start of the plan.</summary>
/// <param name="Id">Its id, such as <c>week-6</c>.</param>
/// <param name="Name">Its name in plain words.</param>
/// <param name="Day">The day it is meant for.</param>
/// <param name="Opens">The first day on which an answer counts for it.</param>
/// <param name="Late">The first day on which it is overdue.</param>
/// <param name="Closes">The last day on which an answer counts for it.</param>
public sealed record Moment(string Id, string Name, int Day, int Opens, int Late, int Closes);

/// <summary>An instrument and when it is asked.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Owner">Who answers.</param>
/// <param name="At">The moments, in order.</param>
public sealed record AskedInstrument(Instrument Instrument, AnswerOwner Owner, IReadOnlyList<Moment> At);

/// <summary>When instruments are due that an answer asked for.</summary>
/// <param name="Owner">Who answers.</param>
/// <param name="Late">Overdue after so many days.</param>
/// <param name="Closes">Not asked any more after so many days.</param>
public sealed record FollowUpWindow(AnswerOwner Owner, int Late, int Closes);

/// <summary>How often the diary wants a line.</summary>
/// <param name="Owner">Who writes it.</param>
/// <param name="AtLeastEveryDays">At least once in so many days; a line a day is better.</param>
public sealed record DiaryRhythm(AnswerOwner Owner, int AtLeastEveryDays);

/// <summary>Where a questionnaire stands.</summary>
public enum DueState
{
    /// <summary>Its window has not opened.</summary>
    Later,

    /// <summary>To be answered now.</summary>
    Due,

    /// <summary>To be answered now, and late.</summary>
    Overdue,

    /// <summary>Answered inside its window.</summary>
    Done,

    /// <summary>The window closed without an answer. Nothing is filled in for it.</summary>
    Missed,
}

/// <summary>A questionnaire at one moment of one person's plan.</summary>
/// <param name="Instrument">What is asked.</param>
/// <param name="Owner">Who answers.</param>
/// <param name="Moment">When; <see langword="null"/> where an answer asked for it.</param>
/// <param name="Opens">The first day of its window.</param>
/// <param name="On">The day it is meant for.</param>
/// <param name="Late">The first day on which it is overdue.</param>
/// <param name="Closes">The last day of its window.</param>
/// <param name="State">Where it stands today.</param>
public sealed record DueQuestionnaire(Instrument Instrument, AnswerOwner Owner, Moment? Moment, DateOnly Opens, DateOnly On, DateOnly Late, DateOnly Closes, DueState State)
{
    /// <summary>The moment in plain words.</summary>
    public string When => Moment?.Name ?? "Because of your last answers";
}

/// <summary>What is due of one person.</summary>
public sealed record DueList
{
    /// <summary>Every questionnaire at every moment, by day; also those that lie behind and ahead.</summary>
    public required IReadOnlyList<DueQuestionnaire> All { get; init; }

    /// <summary>What is to be answered now: those that an answer asked for first, then overdue ones, then by day.</summary>
    public required IReadOnlyList<DueQuestionnaire> Now { get; init; }

    /// <summary>The questionnaires of the next moment that has not opened; empty after the last.</summary>
    public required IReadOnlyList<DueQuestionnaire> Next { get; init; }

    /// <summary>Instruments of the schedule that are not available here.</summary>
    public required IReadOnlyList<Instrument> NotAvailable { get; init; }

    /// <summary>Whether the diary has no line for today.</summary>
    public required bool IsDiaryDue { get; init; }

    /// <summary>Whether the diary has had no line for longer than it wants.</summary>
    public required bool IsDiaryOverdue { get; init; }
}

/// <summary>Which questions are asked when.</summary>
/// <param name="Moments">The moments, in order; their windows do not overlap.</param>
/// <param name="Asked">The instruments and their moments.</param>
/// <param name="FollowUp">When instruments are due that an answer asked for.</param>
/// <param name="Diary">How often the diary wants a line.</param>
public sealed record AskingPlan(IReadOnlyList<Moment> Moments, IReadOnlyList<AskedInstrument> Asked, FollowUpWindow FollowUp, DiaryRhythm Diary)
{
    /// <summary>What is due of a person today.</summary>
    /// <param name="course">What the person has answered so far.</param>
    /// <param name="measures">The instruments, for those that an answer asks for.</param>
    public DueList DueFor(PatientCourse course, OutcomeMeasures measures)
    {
        var all = new List<DueQuestionnaire>();
        foreach (var asked in Asked.Where(asked => asked.Instrument.IsAvailable))
        {
            foreach (var moment in asked.At)
            {
                var opens = course.PlanStart.AddDays(moment.Opens);
                var closes = course.PlanStart.AddDays(moment.Closes);
                all.Add(Place(asked.Instrument, asked.Owner, moment, opens, course.PlanStart.AddDays(moment.Day), course.PlanStart.AddDays(moment.Late), closes));
            }
        }
        foreach (var instrument in measures.Instruments.Where(instrument => instrument.IsAvailable))
        {
            DateOnly? open = null;
            // Asked for again while still open, it is asked once; asked for again after it was answered, it is asked again.
            foreach (var answered in course.Scores.Where(answered => answered.Score.FollowUps.Contains(instrument.Id)))
            {
                if (open is { } still && answered.Day <= still) { continue; }
                var closes = answered.Day.AddDays(FollowUp.Closes);
                var due = Place(instrument, FollowUp.Owner, null, answered.Day, answered.Day, answered.Day.AddDays(FollowUp.Late + 1), closes);
                all.Add(due);
                open = course.Scores.FirstOrDefault(reply => reply.Score.Instrument.Id == instrument.Id && reply.Day >= answered.Day && reply.Day <= closes)?.Day ?? closes;
            }
        }
        var ordered = all.OrderBy(due => due.On).ToList();
        var next = ordered.FirstOrDefault(due => due.State == DueState.Later);
        return new()
        {
            All = ordered,
            Now = [.. ordered.Where(due => due.State is DueState.Due or DueState.Overdue).OrderBy(due => due.Moment is null ? 0 : 1).ThenBy(due => due.State == DueState.Overdue ? 0 : 1).ThenBy(due => due.On)],
            Next = next is null ? [] : [.. ordered.Where(due => due.State == DueState.Later && due.On == next.On)],
            NotAvailable = [.. Asked.Where(asked => !asked.Instrument.IsAvailable).Select(asked => asked.Instrument)],
            IsDiaryDue = course.Diary.All(day => day.Day != course.Today),
            IsDiaryOverdue = course.Today.DayNumber - (course.Diary.Where(day => day.Day <= course.Today).Select(day => day.Day).Append(course.PlanStart).Max().DayNumber) > Diary.AtLeastEveryDays,
        };

        DueQuestionnaire Place(Instrument instrument, AnswerOwner owner, Moment? moment, DateOnly opens, DateOnly on, DateOnly late, DateOnly closes)
        {
            var state = course.Scores.Any(answered => answered.Score.Instrument.Id == instrument.Id && answered.Day >= opens && answered.Day <= closes) ? DueState.Done
                : course.Today < opens ? DueState.Later
                : course.Today > closes ? DueState.Missed
                : course.Today >= late ? DueState.Overdue
                : DueState.Due;
            return new(instrument, owner, moment, opens, on, late, closes, state);
        }
    }
}
