using Facet.Evidence;

namespace Facet.Outcomes;

/// <summary>How a diary is summed up. Points are of 0–100.</summary>
/// <param name="MedianDays">The median is of so many days.</param>
/// <param name="RisePoints">A rise of so many points above what came before is marked.</param>
/// <param name="RiseDays">It must last for so many days with an entry.</param>
/// <param name="NoiseDeviation">How far a day lies off the level by itself: standard deviation in points, above 0.</param>
/// <param name="StepDeviation">How far the level moves from one day to the next: standard deviation in points, above 0.</param>
public sealed record DiarySettings(int MedianDays, int RisePoints, int RiseDays, double NoiseDeviation, double StepDeviation);

/// <summary>What is known of the level of pain on one day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Mean">Expected level, points 0–100; it can lie a little outside.</param>
/// <param name="Deviation">Standard deviation, points, above 0.</param>
public readonly record struct LevelDay(DateOnly Day, double Mean, double Deviation)
{
    /// <summary>The lower end of the 95 % interval, cut at 0.</summary>
    public double Low => Math.Max(0, Mean - (Distribution.Normal95 * Deviation));

    /// <summary>The upper end of the 95 % interval, cut at 100.</summary>
    public double High => Math.Min(100, Mean + (Distribution.Normal95 * Deviation));
}

/// <summary>The smoothed line through a diary, with what is unknown of it.</summary>
/// <remarks>
/// Local level model: y_t = μ_t + ε_t, μ_t = μ_{t−1} + η_t, with ε_t ~ N(0, noise²), η_t ~ N(0, step²) and μ of the first day ~ N(50, 50²), by a Kalman filter and the
/// smoother of Rauch, Tung and Striebel (AIAA Journal 3(8):1445–1450, 1965). A day without an entry has no y_t: its level is inferred with a wider interval, nothing is
/// filled in. The two variances are settings and not fitted, so that a line does not change its manner as days are added. Scores end at 0 and 100, which the model
/// does not know.
/// </remarks>
public sealed class DiaryLine
{
    private const double PriorMean = 50;
    private const double PriorVariance = 50 * 50;

    private readonly double[] gain;

    private DiaryLine(IReadOnlyList<LevelDay> days, double[] gain) => (Days, this.gain) = (days, gain);

    /// <summary>The level of every day from first to last, also of those without an entry.</summary>
    public IReadOnlyList<LevelDay> Days { get; }

    /// <summary>Draws the line.</summary>
    /// <param name="settings">The two deviations.</param>
    /// <param name="diary">The entries, in any order; those outside the days are left out.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, not before the first.</param>
    /// <exception cref="ArgumentException">A day is there twice, or the last day is before the first.</exception>
    public static DiaryLine Through(DiarySettings settings, IReadOnlyList<DiaryDay> diary, DateOnly from, DateOnly to)
    {
        if (to < from) { throw new ArgumentException("The last day is before the first.", nameof(to)); }
        var count = to.DayNumber - from.DayNumber + 1;
        var entry = new int?[count];
        foreach (var day in Ordered(diary))
        {
            if (day.Day >= from && day.Day <= to) { entry[day.Day.DayNumber - from.DayNumber] = day.Pain.Points; }
        }
        var (noise, step) = (settings.NoiseDeviation * settings.NoiseDeviation, settings.StepDeviation * settings.StepDeviation);
        var (mean, variance, gain) = (new double[count], new double[count], new double[count]);
        for (var t = 0; t < count; t++)
        {
            var (m, p) = t == 0 ? (PriorMean, PriorVariance) : (mean[t - 1], variance[t - 1] + step);
            var k = entry[t] is null ? 0 : p / (p + noise);
            (mean[t], variance[t]) = (m + (k * ((entry[t] ?? m) - m)), (1 - k) * p);
        }
        for (var t = count - 2; t >= 0; t--)
        {
            gain[t] = variance[t] / (variance[t] + step);
            mean[t] += gain[t] * (mean[t + 1] - mean[t]);
            variance[t] += gain[t] * gain[t] * (variance[t + 1] - variance[t] - step);
        }
        return new([.. Enumerable.Range(0, count).Select(t => new LevelDay(from.AddDays(t), mean[t], Math.Sqrt(variance[t])))], gain);
    }

    /// <summary>How much the level changed between two days of the line.</summary>
    /// <param name="earlier">A day of the line.</param>
    /// <param name="later">A day of the line, not before <paramref name="earlier"/>.</param>
    /// <returns>Later minus earlier, points, negative is better; and its standard deviation, 0 for the same day.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A day is not of the line, or the days are the wrong way round.</exception>
    public (double Mean, double Deviation) ChangeBetween(DateOnly earlier, DateOnly later)
    {
        var first = earlier.DayNumber - Days[0].Day.DayNumber;
        var last = later.DayNumber - Days[0].Day.DayNumber;
        ArgumentOutOfRangeException.ThrowIfNegative(first, nameof(earlier));
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first, nameof(later));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(last, Days.Count, nameof(later));
        var (a, b) = (Days[first], Days[last]);
        // The covariance of two smoothed levels is the product of the gains between them times the variance of the later one.
        var covariance = b.Deviation * b.Deviation;
        for (var t = first; t < last; t++) { covariance *= gain[t]; }
        return (b.Mean - a.Mean, Math.Sqrt(Math.Max(0, (a.Deviation * a.Deviation) + (b.Deviation * b.Deviation) - (2 * covariance))));
    }

    /// <summary>The entries by day.</summary>
    /// <exception cref="ArgumentException">A day is there twice.</exception>
    internal static IReadOnlyList<DiaryDay> Ordered(IReadOnlyList<DiaryDay> diary)
    {
        DiaryDay[] ordered = [.. diary.OrderBy(day => day.Day)];
        for (var i = 1; i < ordered.Length; i++)
        {
            if (ordered[i].Day == ordered[i - 1].Day) { throw new ArgumentException("The diary has a day twice.", nameof(diary)); }
        }
        return ordered;
    }
}
