using System.Globalization;
using Facet.Planning;
using Facet.Tests.Planning;

namespace Facet.Benchmarks;

/// <summary>Regimen with week template, twelve weeks in three phases, and the layout of a plan: percentiles over seeded patients, with CP-SAT on the same patients in the same run.</summary>
/// <remarks><c>weeks template N COMPARED</c>, <c>weeks twelve N COMPARED</c>, <c>weeks layout N</c>.</remarks>
internal static class WeeksBenchmark
{
    private const int WarmUp = 50;

    public static void Run(string[] args)
    {
        var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100;
        var compared = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
        switch (args.FirstOrDefault())
        {
            case "template": Template(count, compared); break;
            case "twelve": Twelve(count, compared); break;
            case "layout": Layout(count); break;
            default: Console.Error.WriteLine("weeks template|twelve|layout N [COMPARED]"); break;
        }
    }

    private static void Template(int count, int compared)
    {
        var search = new WeekTemplateSearch();
        for (var seed = 0; seed < WarmUp; seed++) { Solve(EightFamiliesWeek.Of(100_000 + seed)); }
        var (own, peer) = (new List<double>(), new List<double>());
        var (mismatches, unproved, nodes) = (0, 0, 0L);
        for (var seed = 0; seed < count; seed++)
        {
            var weeks = EightFamiliesWeek.Of(seed);
            var watch = Watch.Start();
            var solution = Solve(weeks);
            own.Add(watch.Milliseconds);
            nodes = Math.Max(nodes, solution.Nodes);
            if (!solution.IsOptimal) { unproved++; }
                        if (seed >= compared) { continue; }
            watch = Watch.Start();
            var other = WeeksCpSat.Template(weeks);
            peer.Add(watch.Milliseconds);
            if (other.Value != solution.Value || !other.IsOptimal) { mismatches++; Console.WriteLine($"seed {seed}: {solution.Value} here, {other.Value} in CP-SAT (optimal: {other.IsOptimal})"); }
        }
        Report("regimen + week template", own);
        Report("  CP-SAT, 1 worker", peer);
        Console.WriteLine($"  {mismatches} mismatches of {peer.Count}; {unproved} not proved; most nodes {nodes}");

        WeekTemplateSolution Solve(EightFamiliesWeek weeks) => search.Solve(weeks.Template(), weeks.Patient.Restriction(weeks.Model), 400_000);
    }

    private static void Twelve(int count, int compared)
    {
        var search = new TwelveWeeksSearch();
        for (var seed = 0; seed < WarmUp; seed++) { Solve(EightFamiliesWeek.Of(100_000 + seed)); }
        var (own, peer, gaps) = (new List<double>(), new List<double>(), new List<double>());
        var (wrong, proved) = (0, 0);
        for (var seed = 0; seed < count; seed++)
        {
            var weeks = EightFamiliesWeek.Of(seed);
            var watch = Watch.Start();
            var solution = Solve(weeks);
            own.Add(watch.Milliseconds);
            gaps.Add(100 * solution.Gap);
            if (solution.Gap > 0.005) { Console.WriteLine($"seed {seed}: {own[^1]:0} ms, {solution.Nodes} nodes, gap {solution.Gap:P2}"); }
            if (seed >= compared) { continue; }
            watch = Watch.Start();
            var other = WeeksCpSat.TwelveWeeks(weeks, 0.005);
            peer.Add(watch.Milliseconds);
            proved += other.IsOptimal ? 1 : 0;
            if (other.Value > solution.UpperBound + 1e-6 || solution.Value > other.Bound + 1e-6) { wrong++; Console.WriteLine($"seed {seed}: {solution.Value}–{solution.UpperBound} here, {other.Value}–{other.Bound} in CP-SAT"); }
        }
        Report("twelve weeks", own);
        Report("  gap, %", gaps);
        Report("  CP-SAT, 1 worker, 0.5 %", peer);
        Console.WriteLine($"  {wrong} contradictions of {peer.Count}; CP-SAT reached the gap within its limit in {proved}; over 0.5 %: {gaps.Count(gap => gap > 0.5)}");

        TwelveWeeksSolution Solve(EightFamiliesWeek weeks) => search.Solve(weeks.TwelveWeeks(), weeks.Patient.Restriction(weeks.Model), 0.005, 4_000_000);
    }

    private static void Layout(int count)
    {
        var times = new List<double>();
        var (kinds, gaps) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new List<double>());
        for (var seed = -WarmUp; seed < count; seed++)
        {
            var request = Course(seed);
            var watch = Watch.Start();
            var result = WeekLayout.LayOut(request);
            if (seed < 0) { continue; }
            times.Add(watch.Milliseconds);
            var kind = result is LayoutResult.LaidOut(var calendar) ? calendar.Proof.IsOptimal ? "optimal" : "bounded" : result.GetType().Name;
            if (result is LayoutResult.LaidOut(var laid)) { gaps.Add(laid.Proof.Cost - laid.Proof.Bound); }
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }
        Report("layout of a plan", times);
        Report("  points between best and bound", gaps);
        Console.WriteLine($"  {string.Join(", ", kinds.Select(kind => $"{kind.Value} {kind.Key}"))}");
    }

    /// <summary>A plan as the catalogue has them: up to four items at home, up to three visits a week, advice, tablets.</summary>
    private static LayoutRequest Course(int seed)
    {
        var random = new Random(unchecked((seed * 31) + 7));
        LayoutItem[] all =
        [
            new() { Id = "walking", Kind = LayoutKind.HomeItem, HomeDays = 5, HomeMinutes = random.Next(0, 2) == 0 ? 10 : 20, IsActive = true, TrialWeeks = 6 },
            new() { Id = "home_exercise", Kind = LayoutKind.HomeItem, HomeDays = 5, HomeMinutes = 20, Weeks = 8, IsActive = true, TrialWeeks = 6, Preferred = PartsOfDay.Morning },
            new() { Id = "heat", Kind = LayoutKind.HomeItem, HomeDays = 5, HomeMinutes = 15, Weeks = 2, Order = [new(OrderKind.After, "walking")], Preferred = PartsOfDay.Evening, TrialWeeks = 2 },
            new() { Id = "breathing", Kind = LayoutKind.HomeItem, HomeDays = 7, HomeMinutes = 6, Weeks = 8, TrialWeeks = 4 },
            new() { Id = "pacing", Kind = LayoutKind.Advice, HomeDays = 7, HomeMinutes = 5, Weeks = 8 },
            new() { Id = "ergonomics", Kind = LayoutKind.Advice, HomeDays = 5, HomeMinutes = 5, Weeks = 8 },
            new() { Id = "manipulation", Kind = LayoutKind.VisitSeries, Visits = [new(4, 1.5m)], VisitMinutes = 20, DaysBetweenSessions = 2, TrialWeeks = 3 },
            new() { Id = "laser", Kind = LayoutKind.VisitSeries, Visits = [new(2, 3)], VisitMinutes = 20, TrialWeeks = 2, Order = [new(OrderKind.Before, "supervised_exercise"), new(OrderKind.Before, "home_exercise")] },
            new() { Id = "acupuncture", Kind = LayoutKind.VisitSeries, Visits = [new(6, 1), new(6, 0.5m)], VisitMinutes = 30, TrialWeeks = 6 },
            new() { Id = "yoga", Kind = LayoutKind.VisitSeries, Visits = [new(12, 1)], VisitMinutes = 75, HomeDays = 3, HomeMinutes = 20, IsActive = true, TrialWeeks = 12 },
            new() { Id = "cbt_skills", Kind = LayoutKind.VisitSeries, Visits = [new(8, 1)], VisitMinutes = 60, HomeDays = 5, HomeMinutes = 15, Weeks = 8, TrialWeeks = 8 },
            new() { Id = "nsaid", Kind = LayoutKind.Medicine, HomeMinutes = 1, TimesADay = 3, Medicine = new(1, 7, 10) },
        ];
        var chosen = all.Where(_ => random.Next(2) == 0).ToList();
        while (chosen.Count(item => item.CountsAsHomeItem && item.HomeDays > 0) > 4 || chosen.Sum(item => item.Visits.Count > 0 ? item.Visits[0].VisitsPerWeek : 0) > 3) { chosen.RemoveAt(random.Next(chosen.Count)); }
        var days = Enum.GetValues<DayOfWeek>().Where(day => day is not DayOfWeek.Saturday and not DayOfWeek.Sunday && random.Next(4) > 0).ToArray();
        return new()
        {
            StartsOn = new DateOnly(2026, 3, 2).AddDays(random.Next(7)),
            Items = [new() { Id = "stay_active", Kind = LayoutKind.Advice, HomeDays = 7 }, new() { Id = "safety_net", Kind = LayoutKind.Advice }, .. chosen],
            Limits = new() { MinutesADay = random.Next(45, 100), VisitSlots = WeekSlots.On((PartsOfDay)random.Next(1, 8), days), ClinicClosed = [DayOfWeek.Saturday, DayOfWeek.Sunday], RestDays = [DayOfWeek.Sunday] },
        };
    }

    /// <summary>Time of the processor that the program took: what a shared machine gives to others does not count.</summary>
    private readonly struct Watch
    {
        private readonly TimeSpan start;

        private Watch(TimeSpan start) => this.start = start;

        public double Milliseconds => (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;

        public static Watch Start() => new(Environment.CpuUsage.TotalTime);
    }

    private static void Report(string what, List<double> values)
    {
        if (values.Count == 0) { return; }
        values.Sort();
        string At(double share) => values[Math.Min(values.Count - 1, (int)Math.Ceiling(share * values.Count) - 1)].ToString("0.###", CultureInfo.InvariantCulture);
        Console.WriteLine($"{what}: n {values.Count}, p50 {At(0.5)}, p90 {At(0.9)}, p99 {At(0.99)}, max {At(1)}, mean {values.Average().ToString("0.###", CultureInfo.InvariantCulture)} (ms of processor time where it is time)");
    }
}
