using BenchmarkDotNet.Running;
using Facet.Benchmarks;

if (args is ["regimen", .. var rest]) { return RegimenBenchmark.Run(rest is [var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 10_000); }
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
