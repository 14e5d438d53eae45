using System.Diagnostics;
using Facet.Planning;
using Facet.Tests.Planning;

namespace Facet.Benchmarks;

/// <summary><c>regimen [patients]</c>: percentiles of the exact search, of plain enumeration and of CP-SAT on the same seeded patients in one run.</summary>
internal static class RegimenBenchmark
{
    private const int WarmUp = 1000;
    private const int CpSatPatients = 200;

    // The least of a few runs: what the work takes, not what else the machine does.
    private const int Repeats = 3;

    public static int Run(int patients)
    {
        var (search, seeds) = (new RegimenSearch(), Enumerable.Range(0, patients).ToList());
        for (var round = 0; round < 3; round++) { for (var seed = 0; seed < WarmUp; seed++) { Solve(search, EightFamilies.Patient(seed), out _); } }
        var (solve, build, plain, solver, nodes, allowed, mismatches) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(), 0);
        foreach (var seed in seeds)
        {
            var patient = EightFamilies.Patient(seed);
            var (found, time) = Timed(() => patient.Model());
            build.Add(time);
            var restriction = patient.Restriction(found);
            var (solution, own) = Timed(() => search.Solve(found, restriction));
            solve.Add(own);
            nodes.Add(solution.Nodes);
            var plans = 0L;
            var (best, enumerated) = Timed(() => patient.BestByEnumeration(out plans));
            plain.Add(enumerated);
            allowed.Add(plans);
            if (best != Math.Round(solution.Value) || solution.Proof != RegimenProof.Optimal) { mismatches++; }
            if (seed >= CpSatPatients) { continue; }
            var (other, slow) = Timed(() => CpSat.Best(patient));
            solver.Add(slow);
            if (other != best) { mismatches++; }
        }
        Console.WriteLine($"each time is the least of {Repeats}");
        Console.WriteLine($"eight families, {patients} patients, {mismatches} mismatches (enumeration on all, CP-SAT on the first {solver.Count})");
        Report("exact search, µs", solve);
        Report("building the model, µs", build);
        Report("enumeration of allowed plans, µs", plain);
        Report("CP-SAT, one worker, building included, µs", solver);
        Report("nodes", nodes);
        Report("allowed plans", allowed);
        Console.WriteLine($"CP-SAT over exact search, medians on the same patients: {Percentile(solver, 0.5) / Percentile([.. solve.Take(solver.Count)], 0.5):F0}");

        var (clinic, oracle, clinicNodes) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var seed in seeds.Take(200))
        {
            var model = RegimenModels.Clinic(seed);
            var (solution, time) = Timed(() => search.Solve(model));
            clinic.Add(time);
            clinicNodes.Add(solution.Nodes);
            if (seed < 50) { oracle.Add(Timed(() => CpSat.Best(model, out _)).Microseconds); }
        }
        Console.WriteLine("30 items with correlated effects, 200 problems (CP-SAT on 50)");
        Report("exact search, µs", clinic);
        Report("nodes", clinicNodes);
        Report("CP-SAT with tangents, one worker, µs", oracle);
        return mismatches;
    }

    private static RegimenSolution Solve(RegimenSearch search, EightFamilies patient, out RegimenModel model)
    {
        model = patient.Model();
        return search.Solve(model, patient.Restriction(model));
    }

    private static (T Result, double Microseconds) Timed<T>(Func<T> work)
    {
        var (result, least) = (default(T)!, double.PositiveInfinity);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var start = Stopwatch.GetTimestamp();
            result = work();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        return (result, least);
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));

    private static void Report(string what, List<double> values) =>
        Console.WriteLine($"  {what}: p50 {Percentile(values, 0.5):F1}, p99 {Percentile(values, 0.99):F1}, max {values.Max():F1}, n {values.Count}");
}
