using System.Globalization;
using Facet.Evidence;

namespace Facet.Web.LivingEvidence;

/// <summary>A trial as somebody types it: one follow-up, an arm a row.</summary>
internal sealed class TrialForm
{
    public const int Arms = 4;
    public const int Parts = 3;

    private const string File = "form";

    /// <summary>Fields of the trial by the column they fill.</summary>
    public static readonly string[] Fields = ["study_id", "doi_or_pmid", "population_duration", "outcome", "instrument", "range_min", "range_max", "direction", "value_type", "weeks", "risk_of_bias"];

    private static readonly string[] ArmFields = ["mean", "sd", "n"];

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>The rows that are corrected; empty for a new trial.</summary>
    public IReadOnlyList<TrialRow> Corrects { get; private init; } = [];

    public string this[string field] => values.GetValueOrDefault(field, "");

    public static TrialForm Empty { get; } = new() { values = { ["direction"] = "lower_better", ["value_type"] = "final", ["risk_of_bias"] = "not_extracted", ["population_duration"] = "chronic", ["range_min"] = "0" } };

    /// <summary>The form filled with rows that are there, to correct them.</summary>
    public static TrialForm Of(IReadOnlyList<TrialRow> rows)
    {
        var form = new TrialForm { Corrects = rows };
        foreach (var field in Fields) { form.values[field] = rows[0][field]; }
        for (var arm = 0; arm < rows.Count; arm++)
        {
            foreach (var field in ArmFields) { form.values[Arm(arm, field)] = rows[arm][field]; }
            var parts = rows[arm]["components"].Split('+');
            for (var part = 0; part < Math.Min(Parts, parts.Length); part++) { form.values[Arm(arm, $"part{part}")] = parts[part]; }
            // More parts than the form has places for: they stay as they are.
            if (parts.Length > Parts) { form.values[Arm(arm, "more")] = string.Join('+', parts.Skip(Parts)); }
            form.values[Arm(arm, "suspect")] = rows[arm]["suspect"];
        }
        return form;
    }

    public static TrialForm Read(IFormCollection posted, IReadOnlyList<TrialRow> corrects)
    {
        var form = new TrialForm { Corrects = corrects };
        foreach (var (name, value) in posted) { form.values[name] = value.ToString().Trim(); }
        return form;
    }

    /// <summary>How many arms the form shows.</summary>
    public int Count => Corrects.Count > 0 ? Corrects.Count : Arms;

    public static string Arm(int arm, string field) => string.Create(CultureInfo.InvariantCulture, $"arm{arm + 1}-{field}");

    /// <summary>The rows that the form says, in the columns of a trials file.</summary>
    /// <returns>The rows, or what is missing before the reader can look at them, by field.</returns>
    public Checked<TrialRows> Rows(TrialRows like)
    {
        var problems = new List<Problem>();
        var isNew = Corrects.Count == 0;
        if (this["study_id"].Length is 0 or > 100 || this["study_id"].Any(char.IsControl)) { problems.Add(new("study_id", "study", "Name the trial by its first author and year.")); }
        var weeks = double.TryParse(this["weeks"], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1040 ? number : (double?)null;
        if (isNew && weeks is null) { problems.Add(new("weeks", "weeks", "Weeks from the start to the follow-up, as a number.")); }
        if (problems.Count > 0) { return Checked<TrialRows>.Refused(problems); }
        var rows = new List<IReadOnlyDictionary<string, string>>();
        for (var arm = 0; arm < Count; arm++)
        {
            var parts = Enumerable.Range(0, Parts).Select(part => this[Arm(arm, $"part{part}")]).Append(isNew ? "" : this[Arm(arm, "more")]).Where(part => part.Length > 0).ToList();
            if (isNew && parts.Count == 0 && ArmFields.All(field => this[Arm(arm, field)].Length == 0)) { continue; }
            var cells = isNew ? like.Columns.ToDictionary(column => column, _ => "", StringComparer.Ordinal) : new Dictionary<string, string>(Corrects[arm].Cells, StringComparer.Ordinal);
            foreach (var field in Fields.Where(field => isNew || field is not ("study_id" or "outcome" or "weeks"))) { cells[field] = this[field]; }
            foreach (var field in ArmFields) { cells[field] = this[Arm(arm, field)]; }
            cells["components"] = string.Join('+', parts);
            cells["suspect"] = this[Arm(arm, "suspect")] == "1" ? "1" : "0";
            if (cells["suspect"] == "1" && cells["suspect_reason"].Length == 0) { cells["suspect_reason"] = "left out by the clinic"; }
            if (isNew)
            {
                cells["arm"] = string.Create(CultureInfo.InvariantCulture, $"Group{rows.Count + 1}");
                (cells["in_scope"], cells["imputed"], cells["window"], cells["followup_text"], cells["source"]) = ("1", "0", TrialRows.WindowOf(weeks!.Value).Code(), "week given by the clinic", "entered by the clinic");
                (cells["population_type"], cells["year"]) = ("nonspecific", string.Concat(this["study_id"].Where(char.IsAsciiDigit)) is { Length: 4 } year ? year : "");
            }
            rows.Add(cells);
            lines.Add(arm);
        }
        return rows.Count == 0 ? Checked<TrialRows>.Refused([new(Arm(0, "part0"), "arms", "Describe two arms or more.")]) : like.Of(File, rows);
    }

    private readonly List<int> lines = [];

    /// <summary>The field that a problem of the reader is about, and its words without the column.</summary>
    public (string Field, string Message) Place(Problem problem, TrialRows like)
    {
        var message = problem.Message.Split(": ", 2) is [var column, var words] && like.Columns.Contains(column) ? words : problem.Message;
        if (problem.Path.Split(':') is not [File, var line, var at] || !int.TryParse(line, out var row) || row - 2 >= lines.Count || row < 2) { return (problem.Path.Contains(':', StringComparison.Ordinal) || problem.Path == File ? "study_id" : problem.Path, problem.Path.StartsWith("evidence/", StringComparison.Ordinal) ? problem.ToString() : message); }
        var name = int.TryParse(at, out var place) && place >= 1 && place <= like.Columns.Count ? like.Columns[place - 1] : "";
        var arm = lines[row - 2];
        return name is "components" or "arm" ? (Arm(arm, "part0"), message) : ArmFields.Contains(name) ? (Arm(arm, name), message) : Fields.Contains(name) ? (name, message) : ("study_id", problem.Message);
    }
}
