namespace Facet.Outcomes;

/// <summary>A time of much more pain than before.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day with an entry that is still as high.</param>
/// <param name="Before">The median before it, points 0–100.</param>
/// <param name="Peak">The highest entry in it, points 0–100.</param>
public sealed record Flare(DateOnly From, DateOnly To, double Before, int Peak);

/// <summary>A diary in a few numbers. Points are of 0–100; days without an entry count for nothing and are never filled in.</summary>
public sealed record DiarySummary
{
    /// <summary>Entries before it without which nobody knows what pain is usual.</summary>
    private const int LeastBefore = 3;

    private DiarySummary() { }

    /// <summary>Median of the last days; <see langword="null"/> where none of them has an entry.</summary>
    public double? MedianPain { get; private init; }

    /// <summary>How the pain of those days runs, points a week, below 0 is better: the median of the slopes between any two entries; <see langword="null"/> with fewer than three entries.</summary>
    /// <remarks>Theil 1950, Sen 1968 (J Am Stat Assoc 63:1379–1389): a single bad day does not turn it.</remarks>
    public double? SlopePerWeek { get; private init; }

    /// <summary>How many of the days have an entry.</summary>
    public int DaysAnswered { get; private init; }

    /// <summary>How many days are looked at.</summary>
    public int Days { get; private init; }

    /// <summary>Every time of much more pain than before, in the whole diary.</summary>
    public IReadOnlyList<Flare> Flares { get; private init; } = [];

    /// <summary>Whether such a time is going on: it reaches the last entry, which is one of the days that are looked at.</summary>
    public bool IsFlaringNow { get; private init; }

    /// <summary>Sums up a diary.</summary>
    /// <param name="settings">How.</param>
    /// <param name="diary">The entries, in any order.</param>
    /// <param name="today">The last day that counts.</param>
    /// <exception cref="ArgumentException">A day is there twice.</exception>
    public static DiarySummary Of(DiarySettings settings, IReadOnlyList<DiaryDay> diary, DateOnly today)
    {
        DiaryDay[] past = [.. DiaryLine.Ordered(diary).Where(day => day.Day <= today)];
        DiaryDay[] recent = [.. past.Where(day => day.Day > today.AddDays(-settings.MedianDays))];
        var flares = FindFlares(settings, past);
        return new()
        {
            Days = settings.MedianDays,
            DaysAnswered = recent.Length,
            MedianPain = Median([.. recent.Select(day => day.Pain.Points)]),
            SlopePerWeek = recent.Length < 3 ? null : Slope(recent),
            Flares = flares,
            IsFlaringNow = recent.Length > 0 && flares.Count > 0 && flares[^1].To == recent[^1].Day,
        };
    }

    /// <summary>The median, or <see langword="null"/> of nothing.</summary>
    internal static double? Median(IReadOnlyList<int> values) => Median([.. values.Select(value => (double)value)]);

    private static double? Median(double[] values)
    {
        if (values.Length == 0) { return null; }
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static double? Slope(DiaryDay[] days)
    {
        var slopes = new List<double>();
        for (var i = 0; i < days.Length; i++)
        {
            for (var j = i + 1; j < days.Length; j++) { slopes.Add(7.0 * (days[j].Pain.Points - days[i].Pain.Points) / (days[j].Day.DayNumber - days[i].Day.DayNumber)); }
        }
        return Median([.. slopes]);
    }

    /// <summary>
    /// A flare begins where so many entries in a row lie so far above the median of the days before. One day may be missing between two of them; with more missing
    /// nobody knows that the pain lasted. It ends before the first entry that is lower, and what came before is not looked at again while it lasts.
    /// </summary>
    private static List<Flare> FindFlares(DiarySettings settings, DiaryDay[] diary)
    {
        const int daysApart = 2;
        var flares = new List<Flare>();
        for (var i = 0; i < diary.Length; i++)
        {
            int[] before = [.. diary[..i].Where(day => day.Day >= diary[i].Day.AddDays(-settings.MedianDays)).Select(day => day.Pain.Points)];
            if (before.Length < LeastBefore || Median(before) is not { } level) { continue; }
            var end = i;
            while (end < diary.Length && diary[end].Pain.Points >= level + settings.RisePoints && (end == i || diary[end].Day.DayNumber - diary[end - 1].Day.DayNumber <= daysApart)) { end++; }
            if (end - i < settings.RiseDays) { continue; }
            flares.Add(new(diary[i].Day, diary[end - 1].Day, level, diary[i..end].Max(day => day.Pain.Points)));
            i = end - 1;
        }
        return flares;
    }
}
