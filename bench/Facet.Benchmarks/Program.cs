using BenchmarkDotNet.Running;
using Facet.Benchmarks;
using Facet.Benchmarks.Peers;

// "peers" stands beside R (bench/peers). Percentiles of thousands of people and comparisons with other solvers have a harness of their own: BenchmarkDotNet repeats one case.
switch (args)
{
    case ["peers", .. var rest]: return PeerCommand.Run(rest);
    case ["weeks", .. var rest]: WeeksBenchmark.Run(rest); break;
    case ["regimen", .. var rest]: return RegimenBenchmark.Run(rest is [var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 10_000);
    case ["population", .. var rest]: PopulationBenchmark.Run(rest); break;
    case ["checkins", .. var rest]: return await CheckInsBenchmark.Run(rest);
    case ["today", .. var rest]: return await TodayBenchmark.Run(rest);
    case ["clinic", .. var rest]: return await ClinicBenchmark.Run(rest);
    case ["site", .. var rest]: return await SiteBenchmark.Run(rest);
    case ["series", .. var rest]: return SeriesBenchmark.Run(rest);
    case ["plans", .. var rest]: PlansBenchmark.Run(rest); break;
    default: BenchmarkSwitcher.FromAssembly(typeof(PeerCommand).Assembly).Run(args); break;
}
return 0;
