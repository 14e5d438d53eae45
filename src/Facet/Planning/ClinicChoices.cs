using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Facet.Planning;

/// <summary>A number that an administrator chose, and why.</summary>
/// <param name="Value">The number, in the unit of the setting.</param>
/// <param name="Reason">Why; never blank.</param>
public sealed record ChosenNumber(double Value, string Reason);

/// <summary>What a clinic's administrator chose in place of the files under <c>knowledge/settings</c>: exchange rates, answers that hold for everybody, capacity.</summary>
/// <remarks>Choices become knowledge files, so that they are checked by the same reader, are part of the knowledge's id, and are kept with every proposal that quotes it.</remarks>
public sealed record ClinicChoices
{
    private const string PlanningFile = "settings/planning.yaml", ClinicFile = "settings/clinic.yaml", CapacityFile = "settings/capacity.yaml";

    /// <summary>Settings of the planner that differ from the file, by their word.</summary>
    public IReadOnlyDictionary<string, ChosenNumber> Planning { get; init; } = new Dictionary<string, ChosenNumber>();

    /// <summary>What the clinic answers for everybody, such as <c>plan_region</c>, by the input's word, as the file writes it.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>Hours a week of staff and devices, by the catalogue's word; what is not named has no limit.</summary>
    public IReadOnlyDictionary<string, ChosenNumber> Capacity { get; init; } = new Dictionary<string, ChosenNumber>();

    /// <summary>Whether nothing was chosen: then the files hold as they are.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Planning.Count + Answers.Count + Capacity.Count == 0;

    /// <summary>The pathway with these choices.</summary>
    /// <param name="built">The pathway as the files give it.</param>
    /// <returns>The pathway, or every choice that is refused: place, reason and remedy as for a file.</returns>
    public Checked<CarePathway> Apply(CarePathway built)
    {
        ArgumentNullException.ThrowIfNull(built);
        if (IsEmpty) { return built; }
        var problems = Planning.Keys.Except(built.Settings.All.Select(setting => setting.Name)).Select(name => new Problem(PlanningFile, "unknown-setting", $"The planner has no setting '{name}'."))
            .Concat(Planning.Concat(Capacity).Where(each => string.IsNullOrWhiteSpace(each.Value.Reason)).Select(each => new Problem(each.Key, "no-reason", $"Say why {each.Key} is {Number(each.Value.Value)}: people read it beside the plan."))).ToList();
        if (problems.Count > 0) { return Checked<CarePathway>.Refused(problems); }
        var files = built.Files;
        if (Planning.Count > 0)
        {
            files = files.Put(PlanningFile, Text("settings", built.Settings.All.Select(setting => Planning.TryGetValue(setting.Name, out var chosen)
                ? (setting.Name, $"{{value: {Number(chosen.Value)}, unit: {Quoted(setting.Unit)}, reason: {Quoted(chosen.Reason.Trim())}}}")
                : (setting.Name, $"{{value: {Number(setting.Value)}, unit: {Quoted(setting.Unit)}, reason: {Quoted(setting.Reason)}}}"))));
        }
        if (Answers.Count > 0)
        {
            files = files.Put(ClinicFile, Text("answers", built.ClinicAnswers.Keys.Union(Answers.Keys).Order(StringComparer.Ordinal)
                .Select(name => (name, Answers.TryGetValue(name, out var chosen) ? Plain(chosen) : AsWritten(built.ClinicAnswers[name])))));
        }
        if (Capacity.Count > 0)
        {
            files = files.Put(CapacityFile, Text("capacities", Capacity.OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => (each.Key, $"{{hours_per_week: {Number(each.Value.Value)}, reason: {Quoted(each.Value.Reason.Trim())}}}"))));
        }
        return CarePathway.Load(files);
    }

    /// <summary>The pathway where these choices cannot be read any more: the files' own numbers, and nothing known of whatever the clinic had answered otherwise. Unknown holds what the answer would have barred.</summary>
    /// <param name="built">The pathway as the files give it.</param>
    public CarePathway LeaveOpen(CarePathway built)
    {
        ArgumentNullException.ThrowIfNull(built);
        if (!built.ClinicAnswers.Keys.Any(Answers.ContainsKey)) { return built; }
        var kept = built.ClinicAnswers.Where(each => !Answers.ContainsKey(each.Key)).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, AsWritten(each.Value))).ToList();
        var text = kept.Count > 0 ? Text("answers", kept) : "version: 1\nanswers: {}\n";
        return CarePathway.Load(built.Files.Put(ClinicFile, text)).TryGet(out var pathway, out var problems) ? pathway : throw new InvalidOperationException(string.Join(" ", problems));
    }

    private static string Text(string key, IEnumerable<(string Name, string Value)> lines) =>
        lines.Aggregate(new StringBuilder($"version: 1\n{key}:\n"), (text, line) => text.Append(CultureInfo.InvariantCulture, $"  {Quoted(line.Name)}: {line.Value}\n")).ToString();

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // YAML reads JSON's strings as they are.
    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private static string Plain(string value) => value is "true" or "false" || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? value : Quoted(value);

    private static string AsWritten(Intake.Answer answer) => answer switch
    {
        Intake.Answer.Flag flag => flag.Value ? "true" : "false",
        Intake.Answer.Number number => Number(number.Value),
        Intake.Answer.Word word => Quoted(word.Value),
        Intake.Answer.Words words => $"[{string.Join(", ", words.Values.Select(Quoted))}]",
        _ => throw new InvalidOperationException($"An answer of the clinic cannot be {answer.GetType().Name}."),
    };
}
