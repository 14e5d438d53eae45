using System.Globalization;
using System.Text;

namespace Facet.Web.Evidence;

/// <summary>A table as a file (RFC 4180).</summary>
internal sealed class CsvDownload
{
    private readonly StringBuilder text = new();

    public CsvDownload(params ReadOnlySpan<string> columns) => Row([.. columns]);

    /// <summary>Adds a row; numbers get six significant digits, what cannot be told stays empty.</summary>
    public void Row(params ReadOnlySpan<object?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = cells[i] switch
            {
                null => "",
                double number => number.ToString("G6", CultureInfo.InvariantCulture),
                IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                var other => other.ToString()!,
            };
            if (i > 0) { text.Append(','); }
            if (cell.AsSpan().ContainsAny(",\"\r\n")) { text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"'); }
            else { text.Append(cell); }
        }
        text.Append("\r\n");
    }

    /// <summary>The file.</summary>
    public IResult As(string name) => Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", name);
}
