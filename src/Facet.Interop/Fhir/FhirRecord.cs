using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace Facet.Interop.Fhir;

/// <summary>A resource where it was found.</summary>
/// <param name="Place">Where, for messages: <c>file: Bundle.entry[12] Condition/abc</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its id, or <see langword="null"/>.</param>
/// <param name="FullUrl">The address that a Bundle gives it, or <see langword="null"/>.</param>
/// <param name="Json">The resource as it was written.</param>
internal sealed record Found(string Place, string Type, string? Id, string? FullUrl, JsonElement Json)
{
    /// <summary>The text of a property, or <see langword="null"/>.</summary>
    public string? Text(string property) => TextOf(Json, property);

    public static string? TextOf(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>The resources of one person in one file.</summary>
internal sealed class FhirRecord
{
    private static readonly FhirJsonDeserializer Deserializer = new(new DeserializerSettings());
    private static readonly HashSet<string> Read = ["Patient", "Condition", "MedicationRequest", "MedicationStatement", "Medication", "Observation", "AllergyIntolerance", "QuestionnaireResponse"];
    private readonly Dictionary<string, Found> byReference = new(StringComparer.Ordinal);
    private readonly List<Found> encounters = [];

    private FhirRecord(string path) => Path = path;

    public string Path { get; }

    public List<Found> Resources { get; } = [];

    public List<Problem> Remarks { get; } = [];

    /// <summary>Opens a parsed file.</summary>
    public static Checked<FhirRecord> Open(string path, JsonElement root)
    {
        var record = new FhirRecord(path);
        if (root.ValueKind != JsonValueKind.Object || Found.TextOf(root, "resourceType") is not { } type)
        {
            return Refuse(path, "not-fhir", "A FHIR file is a JSON object with 'resourceType': a Bundle with a Patient, or a Patient.");
        }
        if (type == "Bundle") { record.Unpack("Bundle", root); }
        else { record.Add(type, type, null, root); }
        var patients = record.Resources.Where(found => found.Type == "Patient").ToList();
        if (patients.Count == 0) { return Refuse(path, "no-patient", $"There is no Patient in this {type}, so nothing in it can be said of anybody."); }
        if (patients.Count > 1) { return Refuse(path, "several-patients", $"There are {patients.Count} Patients in this file; give Facet one person at a time."); }
        record.KeepOwn(patients[0]);
        return record;
    }

    /// <summary>The resource behind a reference, or <see langword="null"/>.</summary>
    public Found? Find(string? reference) => reference is not null && byReference.TryGetValue(reference, out var found) ? found : null;

    /// <summary>Whether the record says that an encounter is over.</summary>
    /// <remarks>Without a reference: whether every encounter of the record is.</remarks>
    public bool IsFinished(string? reference) => reference is null
        ? encounters.Count > 0 && encounters.All(encounter => encounter.Text("status") == "finished")
        : Find(reference) is { Type: "Encounter" } found && found.Text("status") == "finished";

    /// <summary>The resource in typed form. What is invalid in it is remarked on; the rest is read.</summary>
    public T? As<T>(Found found) where T : Resource
    {
        var (resource, issues) = Deserialize(found.Json);
        if (issues.Count > 0)
        {
            var shown = issues.Select(Shorten).Distinct(StringComparer.Ordinal).ToList();
            Remark(found.Place, "invalid", $"{string.Join(" ", shown.Take(3))}{(shown.Count > 3 ? $" And {shown.Count - 3} more." : "")}");
        }
        if (resource is T typed) { return typed; }
        Remark(found.Place, "unreadable", $"The {found.Type} could not be read and was not used.");
        return null;
    }

    public void Remark(string place, string code, string message) => Remarks.Add(new(place, code, message));

    private static Checked<FhirRecord> Refuse(string path, string code, string message) => Checked<FhirRecord>.Refused([new(path, code, message)]);

    private static (Resource? Resource, IReadOnlyList<string> Issues) Deserialize(JsonElement json)
    {
        try
        {
            var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(json));
            Deserializer.TryDeserializeResource(ref reader, out var resource, out var issues);
            List<string> messages = [.. issues.Select(issue => issue.Message)];
            if (resource is not null && messages.Count > 0) { Scrub(resource); }
            return (resource, messages);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What the world sends wrong is a remark, however the reader of the format stumbles over it.
            return (null, [exception.Message]);
        }
    }

    /// <summary>Takes out what is invalid, which would throw when it is looked at; it has been remarked on, and what is left out is unknown.</summary>
    private static void Scrub(Base element)
    {
        if (element.HasOverflow)
        {
            var names = element.EnumerateElements().Select(pair => pair.Key).ToList();
            element.ClearOverflow();
            foreach (var name in names.Except(element.EnumerateElements().Select(pair => pair.Key)).ToList()) { Forget(element, name); }
        }
        if (element is PrimitiveType primitive && !HasReadableValue(primitive)) { primitive.JsonValue = null; }
        foreach (var (_, value) in element.EnumerateElements().ToList())
        {
            foreach (var child in value is Base single ? [single] : value as IEnumerable<Base> ?? []) { Scrub(child); }
        }
    }

    private static void Forget(Base element, string name)
    {
        try { element.SetValue(name, null); }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The type has no such element, so clearing was enough.
        }
    }

    private static bool HasReadableValue(PrimitiveType primitive)
    {
        try
        {
            // A type may hide its base's property of the same name; none of them may throw.
            foreach (var property in primitive.GetType().GetProperties().Where(property => property.Name == "Value")) { _ = property.GetValue(primitive); }
            return true;
        }
        catch (TargetInvocationException)
        {
            return false;
        }
    }

    private static string Shorten(string issue)
    {
        var at = issue.IndexOf(", line ", StringComparison.Ordinal);
        var text = (at > 0 ? issue[..at] : issue).TrimEnd('.');
        return $"{(text.Length > 200 ? text[..200] : text)}.";
    }

    private void Unpack(string place, JsonElement bundle)
    {
        if (!bundle.TryGetProperty("entry", out var entries)) { return; }
        if (entries.ValueKind != JsonValueKind.Array) { Remark($"{Path}: {place}.entry", "invalid", "'entry' must be a list."); return; }
        foreach (var (index, entry) in entries.EnumerateArray().Index())
        {
            var at = $"{place}.entry[{index}]";
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("resource", out var resource)) { Remark($"{Path}: {at}", "no-resource", "The entry holds no resource."); }
            else if (Found.TextOf(resource, "resourceType") is not { } type) { Remark($"{Path}: {at}", "not-fhir", "The resource has no 'resourceType' and was not used."); }
            else if (type == "Bundle") { Unpack($"{at} Bundle", resource); }
            else { Add(at, type, Found.TextOf(entry, "fullUrl"), resource); }
        }
    }

    private void Add(string at, string type, string? fullUrl, JsonElement json)
    {
        var id = Found.TextOf(json, "id");
        var name = id is null ? type : $"{type}/{id}";
        var found = new Found(at == type ? $"{Path}: {name}" : $"{Path}: {at} {name}", type, id, fullUrl, json);
        if (id is not null && byReference.TryGetValue(name, out var other))
        {
            Remark(found.Place, "same-id", $"{name} is in the file twice; the later one was read.");
            Resources.Remove(other);
        }
        if (id is not null) { byReference[name] = found; }
        if (fullUrl is not null) { byReference[fullUrl] = found; }
        Resources.Add(found);
    }

    /// <summary>Keeps what is read and speaks of this person, and says what is left out.</summary>
    private void KeepOwn(Found patient)
    {
        foreach (var others in Resources.Where(found => !Read.Contains(found.Type)).GroupBy(found => found.Type).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Remark($"{Path}: {others.Key}", "not-read", $"{others.Count()} of type {others.Key} in the record; Facet reads nothing from this type.");
        }
        encounters.AddRange(Resources.Where(found => found.Type == "Encounter"));
        Resources.RemoveAll(found => !Read.Contains(found.Type));
        Resources.RemoveAll(found =>
        {
            var subject = found.Json.TryGetProperty("subject", out var property) || found.Json.TryGetProperty("patient", out property) ? Found.TextOf(property, "reference") : null;
            if (subject is null || subject == patient.FullUrl || subject.EndsWith($"Patient/{patient.Id}", StringComparison.Ordinal) || subject == $"urn:uuid:{patient.Id}") { return false; }
            Remark(found.Place, "another-person", $"It speaks of {subject}, not of the Patient in this file, and was not used.");
            return true;
        });
    }
}
