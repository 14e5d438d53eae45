using System.Text.Json;
using Facet.Interop.Json;
using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Interop.Fhir;

/// <summary>Reads a FHIR R4 record of one person into answers. Facts that are not in the record stay unknown.</summary>
public sealed class FhirReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Dates on which something was recorded or happened, by the name of the property; periods of the future (validity of a prescription) and the day a problem ended are not among them.</summary>
    private static readonly string[] Recorded =
        ["authoredOn", "authored", "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued", "recordedDate", "onsetDateTime", "dateAsserted", "performedDateTime", "performedPeriod", "occurrenceDateTime", "period", "date", "created"];

    private readonly FhirMap map;
    private readonly ClinicalKnowledge knowledge;

    /// <summary>A reader.</summary>
    /// <param name="map">What codes mean.</param>
    /// <param name="knowledge">What the answers are checked against.</param>
    public FhirReader(FhirMap map, ClinicalKnowledge knowledge) => (this.map, this.knowledge) = (map, knowledge);

    /// <summary>Reads the map of codes and makes a reader.</summary>
    /// <returns>The reader, or everything that is wrong with <c>terminology/fhir-map.yaml</c>.</returns>
    public static Checked<FhirReader> Load(KnowledgeFiles files, ClinicalKnowledge knowledge) =>
        FhirMap.Load(files, knowledge).TryGet(out var map, out var problems) ? new FhirReader(map, knowledge) : Checked<FhirReader>.Refused(problems);

    /// <summary>Reads the text of a file.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="json">Its text: a Bundle with one Patient, or a Patient.</param>
    /// <param name="asOf">The day on which the person is looked at; ages and durations are counted to it.</param>
    /// <returns>What the record says; or why it is not a readable FHIR record of one person.</returns>
    public Checked<FhirIntake> Read(string path, string json, DateOnly asOf)
    {
        if (!Parse(path, json).TryGet(out var document, out var problems)) { return Checked<FhirIntake>.Refused(problems); }
        using (document) { return Read(path, document.RootElement, asOf); }
    }

    /// <summary>Reads a parsed file.</summary>
    public Checked<FhirIntake> Read(string path, JsonElement root, DateOnly asOf)
    {
        if (!FhirRecord.Open(path, root).TryGet(out var record, out var problems)) { return Checked<FhirIntake>.Refused(problems); }
        var gathering = new Gathering(record, map, knowledge, asOf);
        PatientReader.Read(gathering);
        ConditionReader.Read(gathering);
        AllergyReader.Read(gathering);
        ObservationReader.Read(gathering);
        QuestionnaireResponseReader.Read(gathering);
        var medicines = MedicineReader.Read(gathering);
        if (LastRecordedDay(root) is { } last && last > asOf) { record.Remark(path, "goes-on", $"The record goes on to {last:yyyy-MM-dd}, after {asOf:yyyy-MM-dd}; what it says of later days was read too."); }
        return new FhirIntake(new(Allowed(gathering), medicines), [.. record.Remarks.Distinct()], gathering.Used);
    }

    /// <summary>The last day on which the record says that something happened, which is the day to look at an old record from; <see langword="null"/> when it has no dates or cannot be read.</summary>
    public static DateOnly? SuggestAsOf(string json)
    {
        if (!Parse("", json).TryGet(out var document, out _)) { return null; }
        using (document) { return LastRecordedDay(document.RootElement); }
    }

    private static Checked<JsonDocument> Parse(string path, string json)
    {
        var text = json.AsMemory().TrimStart('\uFEFF');
        if (text.Span.TrimStart() is ['<', ..]) { return Checked<JsonDocument>.Refused([new(path, "xml", "This is XML; Facet reads FHIR in its JSON form.")]); }
        try
        {
            return JsonDocument.Parse(text, Options);
        }
        catch (JsonException exception)
        {
            return Checked<JsonDocument>.Refused([IntakeDocument.NotJson(path, exception)]);
        }
    }

    /// <summary>The answers that the data dictionary allows; the others are remarked on.</summary>
    private Dictionary<string, Answer> Allowed(Gathering gathering)
    {
        var answers = gathering.Answers;
        if (PatientProfile.From(knowledge, new(answers, null)).TryGet(out _, out var problems)) { return answers; }
        foreach (var problem in problems)
        {
            gathering.Record.Remark(gathering.PlaceOf(problem.Path) ?? gathering.Record.Path, problem.Code, $"{problem.Path}: {problem.Message}");
            answers.Remove(problem.Path);
        }
        return answers;
    }

    private static DateOnly? LastRecordedDay(JsonElement root)
    {
        DateOnly? last = null, died = null;
        Look(root);
        return died < last ? died : last;

        void Look(JsonElement resource)
        {
            if (resource.ValueKind != JsonValueKind.Object) { return; }
            if (resource.TryGetProperty("entry", out var entries) && entries.ValueKind == JsonValueKind.Array)
            {
                foreach (var entry in entries.EnumerateArray())
                {
                    if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("resource", out var inner)) { Look(inner); }
                }
            }
            if (When.Read(Found.TextOf(resource, "deceasedDateTime")) is { } death) { died = death.Last; }
            foreach (var name in Recorded)
            {
                if (!resource.TryGetProperty(name, out var value)) { continue; }
                var text = value.ValueKind == JsonValueKind.Object ? Found.TextOf(value, "end") ?? Found.TextOf(value, "start") : value.ValueKind == JsonValueKind.String ? value.GetString() : null;
                if (When.Read(text) is { } at && (last is null || at.First > last)) { last = at.First; }
            }
        }
    }
}
