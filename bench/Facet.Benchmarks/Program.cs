using BenchmarkDotNet.Running;
using Facet.Benchmarks;

if (args is ["population", .. var rest]) { PopulationBenchmark.Run(rest); }
else { BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args); }
