using System.Globalization;
using System.Text;

namespace Facet.Knowledge;

/// <summary>A comma-separated file (RFC 4180) with a header row, whose rows know their lines.</summary>
internal sealed class CsvTable
{
    private readonly string file;
    private readonly List<Problem> problems;

    private CsvTable(string file, List<Problem> problems) => (this.file, this.problems) = (file, problems);

    public IReadOnlyList<string> Columns { get; private set; } = [];

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public static CsvTable Read(string file, string text, IReadOnlyList<string> columns, List<Problem> problems)
    {
        var table = new CsvTable(file, problems);
        var records = Records(text);
        if (records.Count == 0) { table.Refuse(1, "empty", "The file is empty; its first line names the columns."); return table; }
        var header = records[0].Cells;
        table.Columns = header;
        foreach (var column in columns.Except(header)) { table.Refuse(1, "missing-column", $"The column '{column}' is missing."); }
        var rows = new List<Row>();
        foreach (var (line, cells) in records.Skip(1))
        {
            if (cells.Count != header.Count) { table.Refuse(line, "columns", $"The row has {cells.Count} cells, the header has {header.Count}."); continue; }
            rows.Add(new(table, line, header, cells));
        }
        table.Rows = rows;
        return table;
    }

    private void Refuse(int line, string code, string message, int column = 1)
    {
        lock (problems) { problems.Add(new($"{file}:{line}:{column}", code, message)); }
    }

    private sealed record Record(int Line, List<string> Cells);

    private static List<Record> Records(string text)
    {
        var records = new List<Record>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        int line = 1, start = 1;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\n') { line++; }
            if (quoted)
            {
                if (c != '"') { cell.Append(c); }
                else if (at + 1 < text.Length && text[at + 1] == '"') { cell.Append('"'); at++; }
                else { quoted = false; }
            }
            else if (c == '"' && cell.Length == 0) { quoted = true; }
            else if (c == ',') { cells.Add(cell.ToString()); cell.Clear(); }
            else if (c == '\n') { End(); }
            else if (c != '\r') { cell.Append(c); }
        }
        if (cell.Length > 0 || cells.Count > 0) { End(); }
        return records;

        void End()
        {
            cells.Add(cell.ToString());
            cell.Clear();
            if (cells.Count > 1 || cells[0].Length > 0) { records.Add(new(start, cells)); }
            cells = [];
            start = line;
        }
    }

    public sealed class Row(CsvTable table, int line, List<string> header, List<string> cells)
    {
        public int Line => line;

        public string this[string column] => header.IndexOf(column) is var index && index >= 0 ? cells[index] : "";

        public double? Number(string column)
        {
            if (double.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) { return value; }
            Report(column, "not-a-number", $"'{this[column]}' is not a number.");
            return null;
        }

        public void Report(string column, string code, string message) => table.Refuse(line, code, $"{column}: {message}", header.IndexOf(column) + 1);
    }
}
