using System.Globalization;
using Facet.Evidence;
using Facet.Outcomes;

namespace Facet.Tests.Outcomes;

public class DiaryTests
{
    private static readonly DateOnly First = new(2026, 3, 2);

    [Fact]
    public void The_line_is_the_exact_posterior_of_all_days_at_once() =>
        Gen.Select(Gen.Double[1, 30], Gen.Double[0.2, 15], AnyDiary).Sample((noise, step, diary) =>
        {
            var settings = new DiarySettings(14, 30, 3, noise, step);
            var count = diary.Length;
            var line = DiaryLine.Through(settings, Days(diary), First, First.AddDays(count - 1));
            var (mean, covariance) = Batch(noise, step, diary);
            for (var t = 0; t < count; t++)
            {
                Assert.Equal(mean[t], line.Days[t].Mean, 1e-9 * Math.Max(1, Math.Abs(mean[t])));
                Assert.Equal(Math.Sqrt(covariance[t, t]), line.Days[t].Deviation, 1e-9 * Math.Max(1, Math.Sqrt(covariance[t, t])));
            }
            var (from, to) = (count / 3, count - 1);
            var (change, deviation) = line.ChangeBetween(First.AddDays(from), First.AddDays(to));
            Assert.Equal(mean[to] - mean[from], change, 1e-8);
            Assert.Equal(Math.Sqrt(Math.Max(0, covariance[to, to] + covariance[from, from] - (2 * covariance[to, from]))), deviation, 1e-6);
        }, iter: 200);

    [Fact]
    public void Missing_days_widen_the_line_and_are_not_filled_in()
    {
        var settings = Measures.All.Diary;
        var diary = Enumerable.Range(0, 40).Select(day => day is >= 15 and < 25 ? (int?)null : 40).ToArray();
        var line = DiaryLine.Through(settings, Days(diary), First, First.AddDays(39));
        Assert.Equal(40, line.Days.Count);
        Assert.True(line.Days[20].Deviation > 1.2 * line.Days[10].Deviation);
        var none = DiaryLine.Through(settings, [], First, First.AddDays(5));
        Assert.All(none.Days, day => Assert.Equal((0, 100), (day.Low, day.High)));
    }

    [Fact]
    public void Another_day_narrows_the_line() =>
        AnyDiary.Sample(diary =>
        {
            var at = Array.IndexOf(diary, null);
            if (at < 0) { return; }
            var more = (int?[])[.. diary];
            more[at] = 50;
            var (before, after) = (Line(diary), Line(more));
            for (var t = 0; t < diary.Length; t++) { Assert.True(after.Days[t].Deviation <= before.Days[t].Deviation + 1e-9); }

            DiaryLine Line(int?[] days) => DiaryLine.Through(Measures.All.Diary, Days(days), First, First.AddDays(days.Length - 1));
        });

    [Fact]
    public void The_next_day_of_a_real_diary_lies_in_its_interval()
    {
        var people = RealDiary().ToList();
        var (inside, all) = (0, 0);
        foreach (var days in people)
        {
            for (var i = 5; i < days.Count; i++)
            {
                var line = DiaryLine.Through(Measures.All.Diary, days[..i], days[0].Day, days[i].Day);
                var predicted = line.Days[^1];
                var half = Distribution.Normal95 * Math.Sqrt((predicted.Deviation * predicted.Deviation) + (Measures.All.Diary.NoiseDeviation * Measures.All.Diary.NoiseDeviation));
                inside += Math.Abs(days[i].Pain.Points - predicted.Mean) <= half ? 1 : 0;
                all++;
            }
        }
        Assert.True(all > 1000, $"{all} days");
        Assert.InRange((double)inside / all, 0.92, 0.98);
    }

    [Fact]
    public void The_median_and_the_slope_are_of_the_last_days_alone()
    {
        var diary = Enumerable.Range(0, 30).Select(day => (int?)(day < 16 ? 90 : 10 + (2 * (day - 16)))).ToArray();
        var summary = DiarySummary.Of(Measures.All.Diary, Days(diary), First.AddDays(29));
        Assert.Equal(14, summary.DaysAnswered);
        Assert.Equal(23, summary.MedianPain);
        Assert.Equal(14, summary.SlopePerWeek!.Value, 1e-9);
        Assert.Null(DiarySummary.Of(Measures.All.Diary, [], First).MedianPain);
        Assert.Null(DiarySummary.Of(Measures.All.Diary, Days([40, 50]), First.AddDays(1)).SlopePerWeek);
    }

    [Fact]
    public void A_single_bad_day_does_not_turn_the_slope() =>
        Gen.Select(Gen.Int[0, 13], Gen.Int[0, 100]).Sample((at, pain) =>
        {
            var diary = Enumerable.Range(0, 14).Select(day => (int?)(50 - (2 * day))).ToArray();
            diary[at] = pain;
            Assert.True(DiarySummary.Of(Measures.All.Diary, Days(diary), First.AddDays(13)).SlopePerWeek < 0);
        });

    [Theory]
    [InlineData("30 30 30 30 60 60 60", 4, 6, true)]
    [InlineData("30 30 30 30 60 60 60 30", 4, 6, false)]
    [InlineData("30 30 30 30 60 60 30 60", -1, -1, false)]
    [InlineData("30 30 30 30 59 59 59 59", -1, -1, false)]
    [InlineData("30 30 30 30 60 . 60 60", 4, 7, true)]
    [InlineData("30 30 30 30 60 . . 60 60", -1, -1, false)]
    [InlineData("30 30 60 60 60", -1, -1, false)]
    [InlineData("30 30 30 30 60 60 60 70 80 60 61 60 62 60 60", 4, 14, true)]
    public void A_rise_of_three_points_for_three_days_is_marked(string diary, int from, int to, bool isNow)
    {
        var days = Days([.. diary.Split(' ').Select(word => word == "." ? (int?)null : int.Parse(word, CultureInfo.InvariantCulture))]);
        var summary = DiarySummary.Of(Measures.All.Diary, days, days[^1].Day);
        if (from < 0) { Assert.Empty(summary.Flares); }
        else
        {
            var flare = Assert.Single(summary.Flares);
            Assert.Equal((First.AddDays(from), First.AddDays(to), 30.0), (flare.From, flare.To, flare.Before));
        }
        Assert.Equal(isNow, summary.IsFlaringNow);
    }

    [Fact]
    public void A_day_twice_is_refused() => Assert.Throws<ArgumentException>(() => DiarySummary.Of(Measures.All.Diary, [new(First, new(10)), new(First, new(20))], First));

    /// <summary>The posterior of μ given the entries by one solve with the covariance matrix of all of them.</summary>
    private static (double[] Mean, double[,] Covariance) Batch(double noise, double step, int?[] diary)
    {
        var n = diary.Length;
        var prior = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) { prior[i, j] = 2500 + (step * step * Math.Min(i, j)); }
        }
        int[] seen = [.. Enumerable.Range(0, n).Where(t => diary[t] is not null)];
        var m = seen.Length;
        // Gauss-Jordan with pivots on [S | K'], where S is the covariance of the entries and K that of levels and entries.
        var rows = new double[m, m + n + 1];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++) { rows[i, j] = prior[seen[i], seen[j]] + (i == j ? noise * noise : 0); }
            for (var j = 0; j < n; j++) { rows[i, m + j] = prior[seen[i], j]; }
            rows[i, m + n] = diary[seen[i]]!.Value - 50;
        }
        for (var c = 0; c < m; c++)
        {
            var pivot = Enumerable.Range(c, m - c).MaxBy(r => Math.Abs(rows[r, c]));
            for (var j = 0; j < m + n + 1; j++) { (rows[c, j], rows[pivot, j]) = (rows[pivot, j], rows[c, j]); }
            for (var r = 0; r < m; r++)
            {
                if (r == c) { continue; }
                var factor = rows[r, c] / rows[c, c];
                for (var j = c; j < m + n + 1; j++) { rows[r, j] -= factor * rows[c, j]; }
            }
        }
        var mean = new double[n];
        var covariance = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            mean[i] = 50 + Enumerable.Range(0, m).Sum(k => prior[i, seen[k]] * rows[k, m + n] / rows[k, k]);
            for (var j = 0; j < n; j++) { covariance[i, j] = prior[i, j] - Enumerable.Range(0, m).Sum(k => prior[i, seen[k]] * rows[k, m + j] / rows[k, k]); }
        }
        return (mean, covariance);
    }

    /// <summary>The last entry of each day of each person of a published phone diary.</summary>
    private static IEnumerable<List<DiaryDay>> RealDiary()
    {
        var lines = File.ReadAllLines(Measures.Shared("diaries/chronic_back_pain_placebo_pill_diary.csv")).Skip(1).Select(line => line.Split(','));
        foreach (var person in lines.Where(cells => cells[4].Length > 0).GroupBy(cells => cells[0]))
        {
            var days = person.GroupBy(cells => (int)double.Parse(cells[3], CultureInfo.InvariantCulture))
                .Select(day => new DiaryDay(First.AddDays(day.Key), new((int)Math.Round(10 * double.Parse(day.Last()[4], CultureInfo.InvariantCulture))))).OrderBy(day => day.Day).ToList();
            if (days.Count >= 10) { yield return days; }
        }
    }

    private static Gen<int?[]> AnyDiary { get; } = Gen.Int[-5, 10].Array[2, 60].Select(days => (int?[])[.. days.Select(day => day < 0 ? (int?)null : 10 * day)]);

    private static List<DiaryDay> Days(int?[] diary) => [.. diary.Select((pain, day) => (pain, day)).Where(pair => pair.pain is not null).Select(pair => new DiaryDay(First.AddDays(pair.day), new(pair.pain!.Value)))];
}
