using System.Diagnostics;
using System.Globalization;
using Facet.Planning;
using Facet.Tests.Planning;

namespace Facet.Benchmarks;

/// <summary>Many seeded people of the eight-family model who share eight capacities, each 70 % of what they would take if there were enough: <c>population PEOPLE [THREADS] [TIMES]</c>. A whole run is one measurement.</summary>
public static class PopulationBenchmark
{
    public static void Run(ReadOnlySpan<string> args)
    {
        var people = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var threads = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        var times = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
        var one = Stopwatch.StartNew();
        for (var i = 0; i < 2000; i++) { _ = Person(i); }
        var built = one.Elapsed.TotalMicroseconds / 2000;
        // Free demand of 20,000 people stands for everybody's.
        var sample = Math.Min(people, 20_000);
        var free = SharedCapacity.Solve(sample, Person, [.. Enumerable.Repeat(double.PositiveInfinity, EightFamilies.Count)], new() { Threads = threads });
        double[] capacities = [.. free.Used.Select(used => 0.7 * used * people / sample)];
        Console.WriteLine(FormattableString.Invariant($"{people} people, {threads} threads; a model takes {built:0} µs to build"));
        for (var time = 0; time < times; time++)
        {
            var (clock, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            var shared = SharedCapacity.Solve(people, Person, capacities, new() { Threads = threads });
            var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
            Console.WriteLine(FormattableString.Invariant($"{clock.Elapsed.TotalSeconds:0.0} s ({used.TotalSeconds:0.0} s of processor), gap {shared.RelativeGap:0.0000%}, within capacity {shared.IsWithinCapacity}, {shared.Searches} searches, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} MiB"));
        }

        static SharingPerson Person(int seed)
        {
            var patient = EightFamilies.Patient(seed);
            var model = patient.Model(isShared: true);
            return new(model, patient.Restriction(model));
        }
    }
}
