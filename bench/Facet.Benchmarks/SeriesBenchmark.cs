using System.Diagnostics;
using System.Globalization;
using Facet.Care;
using Facet.Scheduling;

namespace Facet.Benchmarks;

/// <summary>Places for series of visits in <see cref="SyntheticClinic"/>.</summary>
/// <remarks><c>series week [SHARE]</c>: 5,000 visits in one week. <c>series one N</c>: N series of 12 visits, and N of six and six with an order, in a clinic that is half full.</remarks>
internal static class SeriesBenchmark
{
    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["week", .. var rest]: Week(rest is [var share] ? double.Parse(share, CultureInfo.InvariantCulture) : 1); return 0;
            case ["one", var count]: One(int.Parse(count, CultureInfo.InvariantCulture)); return 0;
            default: Console.Error.WriteLine("series week [SHARE] | series one N"); return 2;
        }
    }

    private static void Week(double share)
    {
        // The first run loads the solver's library and compiles.
        SeriesSolver.Solve(new SyntheticClinic(99).Week(0.02), SyntheticClinic.Orders, new SyntheticClinic(99).Free(1));
        for (var seed = 1; seed <= 3; seed++)
        {
            var clinic = new SyntheticClinic(seed);
            var (requests, times) = (clinic.Week(share), clinic.Free(1));
            var begun = Stopwatch.GetTimestamp();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var result = SeriesSolver.Solve(requests, SyntheticClinic.Orders, times);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {requests.Sum(request => request.Visits.Count)} visits of {requests.Count} series, {result.Placed.Count} placed, {result.NotPlaced.Count} not; points {result.Value}, bound {result.Bound}, gap {100 * result.Gap:0.00} %; {seconds:0.00} s, processor {cpu.TotalSeconds:0.00} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB; load {Load()}"));
            foreach (var reason in result.NotPlaced.CountBy(each => each.Reason).OrderBy(each => each.Key)) { Console.WriteLine($"  {reason.Key}: {reason.Value}"); }
            foreach (var item in result.NotPlaced.Join(requests, each => each.Series, request => request.Series, (_, request) => request.Need.Item).CountBy(item => item)) { Console.WriteLine($"  {item.Key}: {item.Value} without a place"); }
        }
    }

    private static void One(int count)
    {
        Report("12 visits of one series", count, clinic => [clinic.Twelve()]);
        Report("6 of laser before 6 of exercise", count, clinic => clinic.SixAndSix());
    }

    private static void Report(string name, int count, Func<SyntheticClinic, IReadOnlyList<SeriesRequest>> ask)
    {
        var (times, placed, asked, proved, gap, processor) = (new List<double>(), 0, 0, 0, 0.0, TimeSpan.Zero);
        for (var seed = -20; seed < count; seed++)
        {
            var clinic = new SyntheticClinic(1000 + (seed % 10));
            var free = clinic.Free(8, clinic.Booked(8, 0.5));
            // A clinic for ten people each, so that making it does not take longer than what is measured.
            for (var person = seed < 0 ? 9 : 0; person < 10 && seed < count; person++, seed++)
            {
                var requests = ask(clinic);
                var begun = Stopwatch.GetTimestamp();
                var used = Process.GetCurrentProcess().TotalProcessorTime;
                var result = SeriesSolver.Solve(requests, SyntheticClinic.Orders, free);
                var milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                if (seed < 0) { continue; }
                processor += Process.GetCurrentProcess().TotalProcessorTime - used;
                gap = Math.Max(gap, result.Gap);
                times.Add(milliseconds);
                (placed, asked, proved) = (placed + result.Placed.Count, asked + result.Placed.Count + result.NotPlaced.Count, proved + (result.IsOptimal ? 1 : 0));
            }
            seed--;
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, most {times[^1]:0.0} ms over {times.Count}; {placed} of {asked} visits placed, {proved} proved best, largest gap {100 * gap:0.00} %; processor {processor.TotalMilliseconds / times.Count:0.0} ms each; load {Load()}"));

        double At(double share) => times[Math.Min(times.Count - 1, (int)Math.Ceiling(share * times.Count) - 1)];
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
