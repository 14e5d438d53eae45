namespace Facet.Care;

/// <summary>A stretch of the clinic's own wall clock, on the grid of quarter hours.</summary>
/// <param name="From">The first moment; <see cref="DateTimeKind.Unspecified"/>.</param>
/// <param name="Until">The first moment after it.</param>
public readonly record struct ClinicSpan(DateTime From, DateTime Until)
{
    /// <summary>Minutes of a step of the grid.</summary>
    public const int Step = 15;

    /// <summary>Minutes from the beginning to the end.</summary>
    public int Minutes => (int)(Until - From).TotalMinutes;

    /// <summary>Whether the other lies wholly in this one.</summary>
    public bool Contains(ClinicSpan other) => From <= other.From && other.Until <= Until;

    /// <summary>Whether both share a moment. One that begins as the other ends does not.</summary>
    public bool Overlaps(ClinicSpan other) => From < other.Until && other.From < Until;

    /// <summary>Whether a moment is on the grid.</summary>
    public static bool IsOnGrid(DateTime moment) => moment.Ticks % (Step * TimeSpan.TicksPerMinute) == 0;

    /// <summary>This span with its ends moved out to the grid: what is taken is taken to the full quarter.</summary>
    public ClinicSpan Outward() => new(Down(From), Down(Until.AddTicks(Step * TimeSpan.TicksPerMinute - 1)));

    /// <summary>This span with its ends moved in to the grid; empty or turned round where no quarter is left.</summary>
    public ClinicSpan Inward() => new(Down(From.AddTicks(Step * TimeSpan.TicksPerMinute - 1)), Down(Until));

    private static DateTime Down(DateTime moment) => moment.AddTicks(-(moment.Ticks % (Step * TimeSpan.TicksPerMinute)));
}

/// <summary>A time that comes back every week: of a shift, or when a person can come.</summary>
/// <param name="Day">The day of the week.</param>
/// <param name="FromMinute">Minutes after midnight, 0–1440.</param>
/// <param name="UntilMinute">Minutes after midnight, above <paramref name="FromMinute"/>, at most 1440.</param>
public sealed record WeeklyTime(DayOfWeek Day, int FromMinute, int UntilMinute)
{
    /// <summary>This time on a date of its weekday.</summary>
    public ClinicSpan On(DateOnly date) => new(date.ToDateTime(default).AddMinutes(FromMinute), date.ToDateTime(default).AddMinutes(UntilMinute));

    /// <summary>Whether a span lies within the times; no times at all mean any time.</summary>
    public static bool Allow(IReadOnlyList<WeeklyTime> times, ClinicSpan span)
    {
        if (times.Count == 0) { return true; }
        var (from, reached) = ((int)span.From.TimeOfDay.TotalMinutes, 0);
        reached = from;
        // Times that touch or overlap are one: walk on until nothing reaches further.
        for (var moved = true; moved && reached < from + span.Minutes;)
        {
            moved = false;
            foreach (var time in times)
            {
                if (time.Day == span.From.DayOfWeek && time.FromMinute <= reached && time.UntilMinute > reached) { (reached, moved) = (time.UntilMinute, true); }
            }
        }
        return reached >= from + span.Minutes;
    }
}

/// <summary>A shift: when somebody or something can be used, week after week.</summary>
/// <param name="Time">Weekday and time.</param>
/// <param name="FirstDay">The first date on which it holds.</param>
/// <param name="LastDay">The last; <see langword="null"/> for no end.</param>
public sealed record Shift(WeeklyTime Time, DateOnly FirstDay, DateOnly? LastDay);
