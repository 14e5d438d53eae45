using System.Diagnostics;
using System.Globalization;

namespace Facet.Benchmarks;

/// <summary>Asks at a steady rate, whatever the server does, and says where times lie.</summary>
internal static class OpenLoop
{
    public static async Task Run(int seconds, int rate, Func<Task> ask)
    {
        var (started, sent) = (Stopwatch.GetTimestamp(), new List<Task>());
        for (var i = 0; i < seconds * rate; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / rate) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero) { await Task.Delay(wait); }
            sent.Add(ask());
        }
        await Task.WhenAll(sent);
    }

    /// <summary>Median, percentiles and the greatest of times in milliseconds.</summary>
    public static string Spread(IEnumerable<double> times)
    {
        var sorted = times.Order().ToList();
        double Of(double part) => sorted[(int)(part * (sorted.Count - 1))];
        return string.Create(CultureInfo.InvariantCulture, $"n {sorted.Count}: p50 {Of(0.5):0.00} ms, p95 {Of(0.95):0.00} ms, p99 {Of(0.99):0.00} ms, greatest {sorted[^1]:0.0} ms");
    }
}
