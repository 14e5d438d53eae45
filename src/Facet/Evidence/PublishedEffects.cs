using System.Globalization;
using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>Published pooled effects that stand for trials which are not at hand: those of pain of under 6 weeks.</summary>
internal static class PublishedEffects
{
    private const string Selection = "evidence/published.yaml";
    private const string Pooled = "evidence/pooled.csv";
    private const double WidthOf95 = 2 * 1.959963984540054;

    /// <summary>What a standard deviation is worth in points of 100.</summary>
    private sealed record PointsPerSd(double Pain, double Function);

    public static EffectModel? Load(KnowledgeReader reader, double betweenStudySd)
    {
        var table = CsvTable.Read(Pooled, reader.Files.Read(Pooled), ["treatment", "components", "comparator", "population", "outcome", "timepoint", "scale", "effect", "ci_low", "ci_high", "citation", "doi", "verified"], reader.Report);
        var file = reader.Open(Selection);
        var sd = file?.Need("sd_points");
        var points = new PointsPerSd(sd?.Number("pain") ?? 0, sd?.Number("function") ?? 0);
        var effects = new List<PublishedEffect>();
        foreach (var node in file?.Need("estimates")?.Items ?? [])
        {
            node.OwnedBy(node.Find("component")?.Scalar ?? "");
            if (Read(node, table, points) is { } found)
            {
                if (effects.Any(other => other.Component == found.Component && other.Outcome == found.Outcome)) { node.Report("duplicate", "This component already has an estimate for the same outcome."); }
                else { effects.Add(found); }
            }
            node.RefuseOtherKeys("note");
        }
        var noEstimate = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in file?.Need("not_used")?.Items ?? []) { noEstimate[node.Text("component")] = node.Text("reason"); }
        return FittedEffects.Load(reader) is { } fitted ? new(fitted, betweenStudySd, effects, noEstimate) : null;
    }

    private static PublishedEffect? Read(Node node, CsvTable table, PointsPerSd points)
    {
        var component = node.Text("component");
        var outcome = node.Word("outcome", Outcome.Pain);
        var (citation, treatment, timepoint, people) = (node.Text("citation"), node.Text("treatment"), node.Text("timepoint"), node.TextOrNull("people"));
        var certainty = node.Text("certainty");
        var rows = table.Rows.Where(row => row["citation"].StartsWith(citation, StringComparison.Ordinal) && row["treatment"] == treatment && row["timepoint"] == timepoint
            && row["outcome"] == outcome.Code() && (people is null || row["population"] == people)).ToList();
        if (rows is not [var row]) { node.Report("row", $"{rows.Count} rows of {Pooled} fit; exactly one must."); return null; }
        if (row["verified"].Length == 0 || row["verified"] == "unverified") { node.Report("unverified", "The row has not been verified, so no plan may quote it."); return null; }
        if (row["components"].Split('+').Where(part => part != "X").ToList() is not [var only] || only != component) { node.Report("component", $"The row is about '{row["components"]}', not about '{component}' alone."); return null; }
        double? factor = row["scale"] switch { "MD 0-100" or "WMD 0-100" => 1, "MD 0-10" => 10, "MD RMDQ 0-24" => 100.0 / 24, "SMD" => outcome == Outcome.Pain ? points.Pain : points.Function, _ => null };
        if (factor is not { } scale) { node.Report("scale", $"'{row["scale"]}' cannot be put into points of 100."); return null; }
        if (row.Number("effect") is not { } effect || row.Number("ci_low") is not { } low || row.Number("ci_high") is not { } high) { return null; }
        if (!(low < effect && effect < high)) { row.Report("effect", "interval", "The effect must lie inside its interval."); return null; }
        var published = string.Create(CultureInfo.InvariantCulture, $"{row["treatment"]} against {row["comparator"]}; {row["population"]}; {row["timepoint"]}; {row["scale"]} {effect:0.##} ({low:0.##} to {high:0.##})");
        return new(component, outcome, effect * scale, (high - low) * scale / WidthOf95, certainty, published, row["doi"].Length > 0 ? $"{row["citation"]}, doi:{row["doi"]}" : row["citation"]);
    }
}
