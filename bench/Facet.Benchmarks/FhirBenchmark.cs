using BenchmarkDotNet.Attributes;
using Facet.Interop.Fhir;
using Facet.Knowledge;

namespace Facet.Benchmarks;

/// <summary>Reading one published FHIR record, from text to answers. No patient may take more than 50 ms.</summary>
[MemoryDiagnoser]
public class FhirBenchmark
{
    private FhirReader reader = null!;
    private string text = "";
    private DateOnly asOf;

    [ParamsSource(nameof(Files))]
    public string File { get; set; } = "";

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Data", "fhir", "synthea-r4"), "*.json")
        .Where(file => !file.EndsWith("expected.json", StringComparison.Ordinal))
        .Select(file => Path.GetFileName(file)!)
        .Order(StringComparer.Ordinal);

    [GlobalSetup]
    public void Setup()
    {
        var knowledge = Need(ClinicalKnowledge.Load(KnowledgeFiles.Embedded));
        reader = Need(FhirReader.Load(KnowledgeFiles.Embedded, knowledge));
        text = System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "fhir", "synthea-r4", File));
        asOf = FhirReader.SuggestAsOf(text) ?? default;
    }

    [Benchmark]
    public FhirIntake Read() => Need(reader.Read(File, text, asOf));

    private static T Need<T>(Checked<T> result) => result.TryGet(out var value, out var problems) ? value : throw new InvalidOperationException(string.Join('\n', problems));
}
