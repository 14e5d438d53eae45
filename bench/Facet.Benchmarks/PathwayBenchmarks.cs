using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Benchmarks;

/// <summary>One person through the pathway: vignette V06, chronic pain with several treatments to choose from.</summary>
[MemoryDiagnoser]
public class PathwayBenchmarks
{
    private readonly KnowledgeFiles files = KnowledgeFiles.Embedded;
    private CarePathway pathway = null!;
    private PatientProfile profile = null!;
    private IntakeAnswers answers = null!;
    private Disposition disposition = null!;
    private Condition[] rules = null!;
    private Truth[] truths = null!;

    [GlobalSetup]
    public void Prepare()
    {
        CarePathway.Load(files).TryGet(out pathway!, out _);
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "vignettes.json")));
        var vignette = cases.RootElement.GetProperty("vignettes").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "V06");
        IntakeDocument.Read("V06", vignette, LeftOut.IsDefault).TryGet(out answers!, out _);
        PatientProfile.From(pathway.Knowledge, answers).TryGet(out profile!, out _);
        disposition = RedFlags.Assess(pathway.Knowledge, profile);
        rules = [.. pathway.Knowledge.Triage.Select(rule => rule.When), .. pathway.Knowledge.Eligibility.Select(rule => rule.When), .. pathway.Knowledge.Medicines.Select(rule => rule.When)];
        truths = new Truth[rules.Length];
    }

    /// <summary>The truth of all 222 rules into an array that is already there.</summary>
    [Benchmark]
    public Truth[] AllRules()
    {
        var facts = disposition.Result.Facts;
        for (var index = 0; index < rules.Length; index++) { truths[index] = rules[index].Evaluate(facts); }
        return truths;
    }

    [Benchmark]
    public object Profile() => PatientProfile.From(pathway.Knowledge, answers);

    [Benchmark]
    public Disposition Triage() => RedFlags.Assess(pathway.Knowledge, profile);

    /// <summary>Eligibility, medicines, exercises and recommendations, with every finding and its reasons.</summary>
    [Benchmark]
    public Options Treatments() => Eligibility.Assess(pathway.Knowledge, disposition);

    /// <summary>Triage, treatments, the optimal plan and why every other intervention is not in it.</summary>
    [Benchmark]
    public PathwayResult Walk() => pathway.Walk(profile, []);

    /// <summary>Reading, checking and compiling every knowledge file.</summary>
    [Benchmark]
    public bool LoadKnowledge() => CarePathway.Load(files).TryGet(out _, out _);
}
