using Facet.Knowledge;

namespace Facet.Care;

/// <summary>A day on which an exercise was done, and what pain did. What was not said is unknown, never "no pain".</summary>
/// <param name="Day">The day.</param>
/// <param name="Before">Pain that day before it, 0 to 10; <see langword="null"/> for unknown.</param>
/// <param name="During">Pain while doing it, 0 to 10; <see langword="null"/> for unknown.</param>
/// <param name="NextMorning">Pain the morning after, 0 to 10; <see langword="null"/> for unknown.</param>
/// <param name="Percent">How much was done, percent of the starting dose.</param>
/// <param name="WasStopped">Whether it was stopped because it hurt.</param>
/// <param name="FeltHarder">Whether it felt harder than the person wants; <see langword="null"/> for unknown.</param>
public sealed record ExerciseDay(DateOnly Day, int? Before, int? During, int? NextMorning, int Percent, bool WasStopped = false, bool? FeltHarder = null);

/// <summary>What the 24-hour rule says of one day.</summary>
public enum DayAfter
{
    /// <summary>The body took it well.</summary>
    Well,

    /// <summary>Something needed to say so is unknown, or the day gives no reason to do more.</summary>
    Unclear,

    /// <summary>It was too much.</summary>
    TooMuch,
}

/// <summary>Which way the dose goes.</summary>
public enum DoseChange
{
    /// <summary>A little less.</summary>
    Less,

    /// <summary>The same.</summary>
    Same,

    /// <summary>A little more.</summary>
    More,
}

/// <summary>Why the dose goes that way.</summary>
public enum DoseReason
{
    /// <summary>Nothing has been done yet: this is where to start.</summary>
    Start,

    /// <summary>Pain was up by more than 2 of 10 the morning after.</summary>
    MorningAfterUp,

    /// <summary>Extra pain had not begun to settle by the morning after.</summary>
    NotSettled,

    /// <summary>It was stopped because it hurt.</summary>
    Stopped,

    /// <summary>The morning after, or the day before, is not known.</summary>
    NotKnown,

    /// <summary>It went well, but it felt hard.</summary>
    FeltHard,

    /// <summary>It goes well, and a few more good days come first.</summary>
    NotYet,

    /// <summary>It went well several times in a row.</summary>
    WentWell,

    /// <summary>It goes well, and this is as much as the program suggests; the next step is a harder form, or another exercise.</summary>
    AtTheTop,
}

/// <summary>What to do next time. It is a suggestion: the person and their team decide.</summary>
/// <param name="Change">Which way.</param>
/// <param name="Reason">Why.</param>
/// <param name="Percent">How much, percent of the starting dose.</param>
/// <param name="Last">How much was done last, kept to what can be suggested; <see langword="null"/> for nothing yet.</param>
public sealed record DoseSuggestion(DoseChange Change, DoseReason Reason, int Percent, int? Last = null);

/// <summary>The 24-hour rule: next-morning pain at most 2 of 10 above the day's own, and settling within 24 hours, else the dose is halved.</summary>
/// <remarks>
/// The rule stands at the head of exercises/exercises.yaml. "Settling" is read from the answers: pain the morning after is back to
/// what it was before, or below what it was during. How many good days make a step, and how large a step is, are settings.
/// </remarks>
public static class DayAfterRule
{
    /// <summary>The rise from before to the morning after that is still well, steps of 0 to 10.</summary>
    public const int Rise = 2;

    /// <summary>Good days in a row, at the dose that was done last, before a little more is suggested (a setting).</summary>
    public const int GoodDays = 3;

    /// <summary>A little more, percent of the starting dose (a setting).</summary>
    public const int Step = 20;

    /// <summary>The least that is suggested, percent of the starting dose (a setting).</summary>
    public const int Least = 25;

    /// <summary>The most that is suggested, percent of the starting dose (a setting).</summary>
    public const int Most = 200;

    /// <summary>What the rule says of a day.</summary>
    public static DayAfter Judge(ExerciseDay day)
    {
        if (day is not { Before: { } before, NextMorning: { } next }) { return DayAfter.Unclear; }
        return next > before + Rise ? DayAfter.TooMuch
            : next <= before ? DayAfter.Well
            : day.During is not { } during ? DayAfter.Unclear
            : next < during ? DayAfter.Well
            : DayAfter.TooMuch;
    }

    /// <summary>What to do next time.</summary>
    /// <param name="history">The goes at it, in the order in which they were written down. Several on one day count as one: with the most pain, and stopped if one was.</param>
    public static DoseSuggestion Suggest(IEnumerable<ExerciseDay> history)
    {
        var days = history.GroupBy(day => day.Day).OrderByDescending(group => group.Key).Select(Together).ToList();
        if (days.Count == 0) { return new(DoseChange.Same, DoseReason.Start, 100); }
        var last = days[0];
        var now = Math.Clamp(last.Percent, Least, Most);
        var less = new DoseSuggestion(DoseChange.Less, DoseReason.MorningAfterUp, Math.Max(Least, now / 2), now);
        var verdict = Judge(last);
        if (verdict == DayAfter.TooMuch) { return less with { Reason = last.NextMorning > last.Before + Rise ? DoseReason.MorningAfterUp : DoseReason.NotSettled }; }
        if (last.WasStopped) { return less with { Reason = DoseReason.Stopped }; }
        var same = new DoseSuggestion(DoseChange.Same, DoseReason.NotKnown, now, now);
        if (verdict == DayAfter.Unclear) { return same; }
        if (last.FeltHarder == true) { return same with { Reason = DoseReason.FeltHard }; }
        var good = days.TakeWhile(day => Judge(day) == DayAfter.Well && !day.WasStopped && day.FeltHarder != true && day.Percent == last.Percent).Count();
        return good < GoodDays ? same with { Reason = DoseReason.NotYet }
            : now >= Most ? same with { Reason = DoseReason.AtTheTop }
            : new(DoseChange.More, DoseReason.WentWell, Math.Min(Most, now + Step), now);
    }

    private static ExerciseDay Together(IEnumerable<ExerciseDay> goes)
    {
        var list = goes.ToList();
        var stopped = list.FindLast(go => go.WasStopped);
        return list[^1] with
        {
            // What was too much is what was stopped, not the smaller go after it.
            Percent = (stopped ?? list[^1]).Percent,
            Before = list.Select(go => go.Before).FirstOrDefault(pain => pain is not null),
            During = list.Max(go => go.During),
            NextMorning = list.Max(go => go.NextMorning),
            WasStopped = stopped is not null,
            FeltHarder = list.Exists(go => go.FeltHarder == true) ? true : list[^1].FeltHarder,
        };
    }

    /// <summary>A dose at a percentage of itself: holds and minutes become longer or shorter, movements more or fewer. Sets, sides and rests stay.</summary>
    /// <param name="dose">The starting dose.</param>
    /// <param name="percent">Percent of it, kept between <see cref="Least"/> and <see cref="Most"/>.</param>
    /// <returns>Rounded down, so that it is never more than asked for, but always at least 1.</returns>
    public static ExerciseDose At(ExerciseDose dose, int percent)
    {
        var part = Math.Clamp(percent, Least, Most);
        return dose.IsHold || dose.IsMinutes || dose.Metres is not null
            ? dose with { Seconds = Of(dose.Seconds), Metres = dose.Metres is { } metres ? Of(metres) : null }
            : dose with { Repetitions = Of(dose.Repetitions) };

        int Of(int number) => Math.Max(1, (int)((long)number * part / 100));
    }
}
