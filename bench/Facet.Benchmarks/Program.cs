using BenchmarkDotNet.Running;
using Facet.Benchmarks;

// Percentiles of thousands of patients and comparisons with other solvers have a harness of their own: BenchmarkDotNet repeats one case.
switch (args)
{
    case ["weeks", .. var rest]: WeeksBenchmark.Run(rest); break;
    default: BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args); break;
}
