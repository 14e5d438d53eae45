using Facet.Planning;

namespace Facet.Care;

/// <summary>A reminder that a person should get.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Time">Which one of that kind on the day, from 1.</param>
/// <param name="Day">The day.</param>
/// <param name="At">The time of day, where the clinic is.</param>
public sealed record PlannedReminder(ReminderKind Kind, int Time, DateOnly Day, TimeOnly At)
{
    /// <summary>Its word in rows: the kind, and the number where there are several a day. It says nothing about health.</summary>
    public string Word => Kind switch
    {
        ReminderKind.CheckIn => "check-in",
        ReminderKind.Plan => "plan",
        ReminderKind.Questions => "questions",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"break-{Time}"),
    };
}

/// <summary>Works out the reminders of the coming days from what a person chose, their plan and their record.</summary>
public static class ReminderSchedule
{
    /// <summary>Days for which reminders are made ahead.</summary>
    public const int DaysAhead = 14;

    /// <summary>The least minutes between two reminders to stand up and move, and the most of them on a day: more would be noise.</summary>
    public const int BreaksApart = 30, BreaksAtMost = 16;

    /// <summary>The times of day of a reminder to stand up and move, for who did not set their own.</summary>
    public static readonly IReadOnlyList<TimeOnly> BreakTimes = [new(11, 0), new(14, 0), new(16, 30)];

    /// <summary>The reminders that the person should get, in the order of time.</summary>
    /// <param name="plan">The plan that holds.</param>
    /// <param name="record">What was written down: the settings, a pause, what is done already.</param>
    /// <param name="from">The first day.</param>
    /// <param name="days">How many days; 0 or more.</param>
    /// <returns>Empty where nothing was switched on or the plan is paused. Where warning signs stop the plan, only the check-in stays: the watch goes on.</returns>
    public static IReadOnlyList<PlannedReminder> Of(CarePlan plan, IReadOnlyList<Recorded> record, DateOnly from, int days = DaysAhead)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        if (Settings(record) is not { IsOn: true } settings || PlanPause.Of(record) is not null) { return []; }
        var isStopped = WarningWatch.Stop(record) is not null;
        var breaks = Breaks(BreaksSet.Newest(record));
        var checkedIn = record.Select(each => each.Entry).OfType<CheckIn>().Select(entry => entry.Day).ToHashSet();
        var reminders = new List<PlannedReminder>();
        for (var day = from; day < from.AddDays(days); day = day.AddDays(1))
        {
            if (plan.On(day) is not { } planned) { continue; }
            if (settings.Kinds.Contains(ReminderKind.CheckIn) && !checkedIn.Contains(day)) { reminders.Add(new(ReminderKind.CheckIn, 1, day, settings.Evening)); }
            if (isStopped) { continue; }
            if (settings.Kinds.Contains(ReminderKind.Questions) && planned.Events.Any(due => due.Kind == CalendarEventKind.Outcomes)) { reminders.Add(new(ReminderKind.Questions, 1, day, settings.Morning)); }
            if (settings.Kinds.Contains(ReminderKind.Breaks)) { reminders.AddRange(breaks.Select((at, index) => new PlannedReminder(ReminderKind.Breaks, index + 1, day, at))); }
            if (settings.Kinds.Contains(ReminderKind.Plan) && CareDay.Of(plan, record, day).Occurrences.Any(each => each.HowFar is null)) { reminders.Add(new(ReminderKind.Plan, 1, day, settings.Morning)); }
        }
        return [.. reminders.OrderBy(each => each.Day).ThenBy(each => each.At).ThenBy(each => each.Kind)];
    }

    /// <summary>When to remind of breaks: as the person set it where they sit, but not closer than <see cref="BreaksApart"/> minutes.</summary>
    public static IReadOnlyList<TimeOnly> Breaks(BreaksSet? set)
    {
        if (set is not { Wanted: true }) { return BreakTimes; }
        var (from, until, every) = ((int)set.From.ToTimeSpan().TotalMinutes, (int)set.Until.ToTimeSpan().TotalMinutes, Math.Max(set.EveryMinutes, BreaksApart));
        return [.. Enumerable.Range(1, BreaksAtMost).Select(number => from + (number * every)).TakeWhile(minute => minute <= until).Select(minute => TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minute)))];
    }

    /// <summary>What the person chose last; <see langword="null"/> for nothing yet, which means off.</summary>
    public static ReminderSettings? Settings(IReadOnlyList<Recorded> record) => record.Where(each => each.Entry is ReminderSettings).MaxBy(each => each.Sequence)?.Entry as ReminderSettings;
}
