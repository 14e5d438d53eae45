using System.Text.Json;
using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Interop.Json;

/// <summary>Reads and writes intake files: <c>{"intake": {...}, "current_medications": [...]}</c>, or the intake object alone.</summary>
public static class IntakeDocument
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Reads the text of a file.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="json">Its text.</param>
    /// <param name="leftOut">What it means that an input is left out.</param>
    public static Checked<IntakeAnswers> Read(string path, string json, LeftOut leftOut)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Read(path, document.RootElement, leftOut);
        }
        catch (JsonException exception)
        {
            return Checked<IntakeAnswers>.Refused([NotJson(path, exception)]);
        }
    }

    /// <summary>Reads a parsed file.</summary>
    public static Checked<IntakeAnswers> Read(string path, JsonElement root, LeftOut leftOut)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Checked<IntakeAnswers>.Refused([new(path, "not-an-intake", "An intake file is a JSON object: {\"intake\": {...}, \"current_medications\": [...]}.")]);
        }
        var problems = new List<Problem>();
        var wrapped = root.TryGetProperty("intake", out var intake);
        if (!wrapped) { intake = root; }
        if (intake.ValueKind != JsonValueKind.Object)
        {
            return Checked<IntakeAnswers>.Refused([new($"{path}: intake", "not-an-object", "'intake' must be an object of answers by input name.")]);
        }
        var values = new Dictionary<string, Answer>(StringComparer.Ordinal);
        foreach (var property in intake.EnumerateObject())
        {
            if (property.Name == Condition.MedicineList) { continue; }
            if (Read(property.Value) is { } answer) { values[property.Name] = answer; }
            else { problems.Add(new($"{path}: {property.Name}", "wrong-type", "An answer is true, false, a number, a text, a list of texts, or null for not known.")); }
        }
        var given = root.TryGetProperty(Condition.MedicineList, out var list) || intake.TryGetProperty(Condition.MedicineList, out list);
        var assumed = !given && leftOut == LeftOut.IsDefault;
        var medicines = given ? Medicines(path, list, problems) : assumed ? [] : null;
        return problems.Count > 0 ? Checked<IntakeAnswers>.Refused(problems) : new IntakeAnswers(values, medicines, leftOut) { AssumesNoMedicines = assumed };
    }

    /// <summary>Writes answers in the form that <see cref="Read(string, string, LeftOut)"/> reads. Without medicines there is no list, which means that nobody asked.</summary>
    public static string Write(IReadOnlyDictionary<string, Answer> values, IReadOnlyList<MedicineAnswer>? medicines)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("intake");
            foreach (var (name, answer) in values)
            {
                writer.WritePropertyName(name);
                Write(writer, answer);
            }
            writer.WriteEndObject();
            if (medicines is not null)
            {
                writer.WriteStartArray(Condition.MedicineList);
                foreach (var medicine in medicines)
                {
                    writer.WriteStartObject();
                    writer.WriteString("ingredient", medicine.Name);
                    if (medicine.MilligramsPerDay is { } mg) { writer.WriteNumber("mg_per_day", mg); }
                    if (medicine.MicrogramsPerHour is { } ug) { writer.WriteNumber("mcg_per_hour", ug); }
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Where and why a text is not JSON.</summary>
    public static Problem NotJson(string path, JsonException exception) =>
        new($"{path}:{(exception.LineNumber ?? 0) + 1}:{(exception.BytePositionInLine ?? 0) + 1}", "json", $"Not readable as JSON: {exception.Message.Split(" Path:")[0].Split(" LineNumber:")[0]}");

    private static Answer? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => Answer.Open,
        JsonValueKind.True => new Answer.Flag(true),
        JsonValueKind.False => new Answer.Flag(false),
        JsonValueKind.Number => new Answer.Number(value.GetDouble()),
        JsonValueKind.String => new Answer.Word(value.GetString()!),
        JsonValueKind.Array => Words(value),
        _ => null,
    };

    private static Answer.Words? Words(JsonElement list)
    {
        var words = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) { return null; }
            words.Add(item.GetString()!);
        }
        return new(words);
    }

    private static void Write(Utf8JsonWriter writer, Answer answer)
    {
        switch (answer)
        {
            case Answer.Flag(var flag): writer.WriteBooleanValue(flag); break;
            case Answer.Number(var number): writer.WriteNumberValue(number); break;
            case Answer.Word(var word): writer.WriteStringValue(word); break;
            case Answer.Words(var words):
                writer.WriteStartArray();
                foreach (var word in words) { writer.WriteStringValue(word); }
                writer.WriteEndArray();
                break;
            default: writer.WriteNullValue(); break;
        }
    }

    private static List<MedicineAnswer>? Medicines(string path, JsonElement list, List<Problem> problems)
    {
        if (list.ValueKind == JsonValueKind.Null) { return null; }
        if (list.ValueKind != JsonValueKind.Array)
        {
            problems.Add(new($"{path}: {Condition.MedicineList}", "not-a-list", "The medicines are a list of {\"ingredient\": ..., \"mg_per_day\": ...}."));
            return null;
        }
        var medicines = new List<MedicineAnswer>();
        var index = -1;
        foreach (var item in list.EnumerateArray())
        {
            index++;
            var place = $"{path}: {Condition.MedicineList}[{index}]";
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("ingredient", out var name) || name.ValueKind != JsonValueKind.String)
            {
                problems.Add(new(place, "no-ingredient", "A medicine is an object with 'ingredient', and 'mg_per_day' or 'mcg_per_hour' where known."));
                continue;
            }
            medicines.Add(new(name.GetString()!, Dose("mg_per_day"), Dose("mcg_per_hour")));

            double? Dose(string key)
            {
                if (!item.TryGetProperty(key, out var dose) || dose.ValueKind == JsonValueKind.Null) { return null; }
                if (dose.ValueKind == JsonValueKind.Number) { return dose.GetDouble(); }
                problems.Add(new($"{place}.{key}", "wrong-type", "A dose is a number, or left out when it is not known."));
                return null;
            }
        }
        return medicines;
    }
}
