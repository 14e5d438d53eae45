using System.Collections.Concurrent;
using System.Text.Json;
using Facet.Intake;
using Facet.Interop.Fhir;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Interop;

/// <summary>Published records and a reader for them.</summary>
internal static class FhirGiven
{
    public static readonly DateOnly Today = new(2026, 1, 31);

    private static readonly ConcurrentDictionary<string, FhirIntake> Once = new(StringComparer.Ordinal);

    public static CarePathway Pathway { get; } = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));

    public static FhirReader Reader { get; } = Given.Need(FhirReader.Load(KnowledgeFiles.Embedded, Pathway.Knowledge));

    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "fhir");

    /// <summary>Every published patient, as <c>folder/file</c>.</summary>
    public static IEnumerable<string> Patients => Directory.EnumerateFiles(Root, "*.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(file => file.Contains('/', StringComparison.Ordinal) && !file.EndsWith("expected.json", StringComparison.Ordinal) && !file.Contains("CodeSystem", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static DateOnly AsOf(string file) => FhirReader.SuggestAsOf(Text(file)) ?? Today;

    /// <summary>What a record says on its last day, read once.</summary>
    public static FhirIntake Read(string file) => Once.GetOrAdd(file, _ => Given.Need(Reader.Read(file, Text(file), AsOf(file))));

    public static FhirIntake ReadBundle(DateOnly asOf, params string[] resources) => Given.Need(Reader.Read("test", Bundle(resources), asOf));

    /// <summary>A woman born on 15 March 1980, and these resources.</summary>
    public static string Bundle(params string[] resources) =>
        $$"""{"resourceType": "Bundle", "type": "collection", "entry": [{{string.Join(", ", resources.Prepend("""{"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1980-03-15"}""").Select(resource => $$"""{"resource": {{resource}}}"""))}}]}""";

    public static PatientProfile Profile(FhirIntake intake) => Given.Need(PatientProfile.From(Pathway.Knowledge, intake.Answers));

    public static IReadOnlySet<string> Groups(FhirIntake intake) =>
        Profile(intake).Facts.Medicines.SelectMany(medicine => medicine.Ingredient?.Groups ?? []).ToHashSet(StringComparer.Ordinal);

    public static JsonElement Expected(string folder) => JsonDocument.Parse(Text($"{folder}/expected.json")).RootElement;

    /// <summary>A folder of records that may not be copied, beside the repository; <see langword="null"/> where it is not there.</summary>
    public static string? Shared(string folder)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, "shared", "data", "fhir", folder);
            if (Directory.Exists(path)) { return path; }
        }
        return null;
    }
}
