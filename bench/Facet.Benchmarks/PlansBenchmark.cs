using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Facet.Evidence;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Benchmarks;

/// <summary>Plans over the full catalogue: percentiles over the cleared cases of the tests with seeded preferences.</summary>
/// <remarks><c>plans N</c>. The recommended plan alone (rules already applied); the plan with every explanation and alternative; the same with what would change it; a clinician's change from the answers on, rules included.</remarks>
internal static class PlansBenchmark
{
    private const int WarmUp = 300;

    private sealed record Someone(PatientProfile Profile, Disposition.Cleared Clearance, Options Options, Preferences Preferences, PlanChanges Changes);

    public static void Run(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
        if (!CarePathway.Load(KnowledgeFiles.Embedded).TryGet(out var pathway, out var problems)) { throw new InvalidOperationException(string.Join('\n', problems)); }
        var people = People(pathway, count);
        Measure("recommended plan", people, someone => Recommend(pathway, someone));
        Measure("with alternatives and explanations", people, someone => Plan(pathway, someone, null));
        Measure("and what would change it", people, someone => pathway.Flips(new()
        {
            Profile = someone.Profile,
            Disposition = someone.Clearance,
            Options = someone.Options,
            Preferences = someone.Preferences,
            Planning = Plan(pathway, someone, null),
            Versions = ("", ""),
        }));
        Measure("a clinician's change, from the answers on", people, someone => pathway.Walk(someone.Profile, someone.Preferences, someone.Changes));
    }

    private static PlanOutline? Recommend(CarePathway pathway, Someone someone)
    {
        var problem = RegimenProblem.Build(new(someone.Clearance, someone.Options, pathway.Catalogue, pathway.Effects, pathway.Settings, someone.Preferences), PlanChanges.None, Aim.Value);
        return problem.Solve() is { } found ? problem.Outline(found.Levels) : null;
    }

    private static PlanningResult Plan(CarePathway pathway, Someone someone, PlanChanges? changes) =>
        Planner.Plan(someone.Clearance, someone.Options, pathway.Catalogue, pathway.Effects, pathway.Settings, someone.Preferences, changes);

    private static List<Someone> People(CarePathway pathway, int count)
    {
        var cleared = new List<(PatientProfile, Disposition.Cleared, Options)>();
        foreach (var file in (string[])["vignettes.json", "engine-tests.json", "rule-cases.json"])
        {
            using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", file)));
            foreach (var item in cases.RootElement.GetProperty("vignettes").EnumerateArray())
            {
                if (!IntakeDocument.Read("case", item, LeftOut.IsDefault).TryGet(out var answers, out _) || !pathway.Profile(answers).TryGet(out var profile, out _)) { continue; }
                if (RedFlags.Assess(pathway.Knowledge, profile) is Disposition.Cleared clearance) { cleared.Add((profile, clearance, Eligibility.Assess(pathway.Knowledge, clearance))); }
            }
        }
        var random = new Random(20261126);
        return [.. Enumerable.Range(0, count).Select(index =>
        {
            var (profile, clearance, options) = cleared[index % cleared.Count];
            var preferences = pathway.PreferencesOf(profile) with
            {
                MinutesPerDay = random.Next(10, 61),
                VisitsPerWeek = random.Next(0, 4),
                Budget = random.Next(3) == 0 ? 100 * random.Next(2, 12) : null,
                FirstGoal = random.Next(3) switch { 0 => Outcome.Pain, 1 => Outcome.Function, _ => null },
                Wanted = [.. pathway.Catalogue.Interventions.Where(_ => random.Next(15) == 0).Select(intervention => intervention.Id)],
            };
            var safe = pathway.Catalogue.Interventions.Where(intervention => !intervention.IsAlways && intervention.GivenBy != GivenBy.Prescriber && Planner.IsSafe(options, intervention)).Select(intervention => intervention.Id).ToList();
            var (locked, forbidden) = (safe[random.Next(safe.Count)], safe[random.Next(safe.Count)]);
            return new Someone(profile, clearance, options, preferences, new() { Locked = [locked], Forbidden = locked == forbidden ? [] : [forbidden] });
        })];
    }

    private static void Measure(string name, List<Someone> people, Func<Someone, object?> act)
    {
        foreach (var someone in people.Take(WarmUp)) { act(someone); }
        var times = new double[people.Count];
        for (var index = 0; index < times.Length; index++)
        {
            var start = Stopwatch.GetTimestamp();
            act(people[index]);
            times[index] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: p50 {times[times.Length / 2]:0.000} ms, p99 {times[(int)(0.99 * times.Length)]:0.00} ms, max {times[^1]:0.00} ms, n {times.Length}"));
    }
}
