using System.Text;
using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>A row of a file of trials, as text.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Cells">Its cells by column; a column that the file does not have reads as empty.</param>
public sealed record TrialRow(int Line, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>The cell of a column; empty where there is none.</summary>
    public string this[string column] => Cells.GetValueOrDefault(column, "");

    /// <summary>Which arm at which follow-up of which study the row speaks of: two rows with the same key are about the same people.</summary>
    public string Key => string.Join('|', this["study_id"], this["outcome"], this["window"], this["weeks"].Length > 0 && double.TryParse(this["weeks"], System.Globalization.CultureInfo.InvariantCulture, out var weeks) ? weeks.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : this["weeks"], this["followup_text"], this["arm"]);
}

/// <summary>The rows of a file of trials in the shape of <c>evidence/trials.csv</c>, to which others are added or which others correct.</summary>
public sealed class TrialRows
{
    /// <summary>The name of the file among the knowledge files.</summary>
    public const string File = "evidence/trials.csv";

    private TrialRows(string file, IReadOnlyList<string> columns, IReadOnlyList<TrialRow> rows) => (Name, Columns, Rows) = (file, columns, rows);

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The columns, in the order of the file.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, in the order of the file.</summary>
    public IReadOnlyList<TrialRow> Rows { get; }

    /// <summary>The window of a follow-up.</summary>
    /// <param name="weeks">Weeks from the start, 0 or more.</param>
    public static TimeWindow WindowOf(double weeks) => weeks <= 8 ? TimeWindow.Early : weeks <= 18 ? TimeWindow.M3 : weeks <= 39 ? TimeWindow.M6 : TimeWindow.M12;

    /// <summary>Splits a file into rows. What the cells say is not looked at: <see cref="TrialLibrary.Load"/> does that.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <returns>The rows, or every problem with file, line and column: a missing column, a row of another width, a sign that no cell may hold.</returns>
    public static Checked<TrialRows> Read(string file, string text)
    {
        var problems = new List<Problem>();
        var table = CsvTable.Read(file, text, TrialLibrary.Columns, problems);
        var rows = new List<TrialRow>();
        foreach (var row in table.Rows)
        {
            var cells = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var column in table.Columns)
            {
                if (row[column].Any(char.IsControl)) { row.Report(column, "control", "A cell holds a line break or another sign that cannot be shown."); }
                cells[column] = row[column];
            }
            rows.Add(new(row.Line, cells));
        }
        if (table.Columns.Count != table.Columns.Distinct().Count()) { problems.Add(new($"{file}:1:1", "duplicate-column", "A column is there twice.")); }
        if (rows.Count == 0 && problems.Count == 0) { problems.Add(new($"{file}:1:1", "no-rows", "The file has no rows.")); }
        return problems.Count > 0 ? Checked<TrialRows>.Refused(problems) : new TrialRows(file, table.Columns, rows);
    }

    /// <summary>Rows that somebody typed, in these columns; their lines count from 2, as if the header stood above them.</summary>
    public TrialRows Of(string file, IEnumerable<IReadOnlyDictionary<string, string>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new(file, Columns, [.. rows.Select((cells, at) => new TrialRow(at + 2, cells))]);
    }

    /// <summary>These rows with others in their midst: a row whose key is here already takes the place of the old one, any other is added at the end.</summary>
    /// <returns>What changes, or every row that stands twice among the others, or every column that is unknown here.</returns>
    public Checked<TrialAmendment> With(TrialRows others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var problems = new List<Problem>();
        foreach (var (column, at) in others.Columns.Select((column, at) => (column, at)))
        {
            if (!Columns.Contains(column)) { problems.Add(new($"{others.Name}:1:{at + 1}", "unknown-column", $"'{column}' is not a column of the trials.")); }
        }
        var byKey = new Dictionary<string, TrialRow>(StringComparer.Ordinal);
        foreach (var row in others.Rows)
        {
            if (!byKey.TryAdd(row.Key, row)) { problems.Add(new($"{others.Name}:{row.Line}:1", "duplicate-arm", $"This arm and follow-up stands in line {byKey[row.Key].Line} too.")); }
        }
        if (problems.Count > 0) { return Checked<TrialAmendment>.Refused(problems); }
        var (all, replaced, unchanged) = (new List<TrialRow>(), new List<(TrialRow Old, TrialRow New)>(), 0);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in Rows)
        {
            if (!byKey.TryGetValue(row.Key, out var other)) { all.Add(row); continue; }
            // A file may say the same twice; the correction stands once.
            if (!known.Add(row.Key)) { continue; }
            if (Columns.All(column => !others.Columns.Contains(column) || row[column] == other[column])) { unchanged++; all.Add(row); }
            else { replaced.Add((row, other)); all.Add(other); }
        }
        List<TrialRow> added = [.. others.Rows.Where(row => !known.Contains(row.Key))];
        all.AddRange(added);
        return new TrialAmendment(this, others, all, added, replaced, unchanged);
    }

    /// <summary>The file with its header (RFC 4180), a row a line.</summary>
    public string Write() => Write(Columns, Rows);

    internal static string Write(IReadOnlyList<string> columns, IEnumerable<TrialRow> rows)
    {
        var text = new StringBuilder();
        Line(columns);
        foreach (var row in rows) { Line(columns.Select(column => row[column])); }
        return text.ToString();

        void Line(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quote)).Append('\n');

        static string Quote(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}

/// <summary>What changes when rows are added to a file of trials or correct some of it.</summary>
public sealed class TrialAmendment
{
    private readonly TrialRows old;
    private readonly TrialRows others;
    private readonly Dictionary<int, TrialRow> origin = [];

    internal TrialAmendment(TrialRows old, TrialRows others, List<TrialRow> all, List<TrialRow> added, List<(TrialRow Old, TrialRow New)> corrected, int unchanged)
    {
        (this.old, this.others, Added, Corrected, Unchanged) = (old, others, added, corrected, unchanged);
        Text = TrialRows.Write(old.Columns, all);
        var given = new HashSet<TrialRow>(others.Rows, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < all.Count; i++)
        {
            if (given.Contains(all[i])) { origin[i + 2] = all[i]; }
        }
    }

    /// <summary>The whole file after the change.</summary>
    public string Text { get; }

    /// <summary>Rows about an arm and follow-up that was not there.</summary>
    public IReadOnlyList<TrialRow> Added { get; }

    /// <summary>Rows that take the place of old ones.</summary>
    public IReadOnlyList<(TrialRow Old, TrialRow New)> Corrected { get; }

    /// <summary>How many rows say what was there already.</summary>
    public int Unchanged { get; }

    /// <summary>The rows that are new, as a file.</summary>
    public string NewRows => TrialRows.Write(old.Columns, [.. Corrected.Select(pair => pair.New), .. Added]);

    /// <summary>The rows whose place others take, as a file; only its header where there are none.</summary>
    public string OldRows => TrialRows.Write(old.Columns, Corrected.Select(pair => pair.Old));

    /// <summary>The files with the change in them.</summary>
    public KnowledgeFiles In(KnowledgeFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.Put(TrialRows.File, Text);
    }

    /// <summary>Reads the whole file after the change.</summary>
    /// <param name="files">The components that trials may name.</param>
    /// <returns>The trials, or every problem; where a row of the others is behind it, at that row's line and column in their file.</returns>
    public Checked<TrialLibrary> Check(KnowledgeFiles files) =>
        TrialLibrary.Load(In(files)).TryGet(out var library, out var problems) ? library : Checked<TrialLibrary>.Refused([.. problems.Select(AtOrigin)]);

    private Problem AtOrigin(Problem problem)
    {
        if (problem.Path.Split(':') is not [TrialRows.File, var line, var column] || !int.TryParse(line, out var at) || !origin.TryGetValue(at, out var row) || !int.TryParse(column, out var place)) { return problem; }
        var name = place >= 1 && place <= old.Columns.Count ? old.Columns[place - 1] : "";
        var theirs = Math.Max(1, others.Columns.ToList().IndexOf(name) + 1);
        return problem with { Path = $"{others.Name}:{row.Line}:{theirs}" };
    }
}
