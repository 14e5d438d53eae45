using System.Globalization;
using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>A published difference without arms that enters the fits as one contrast, or as several with a shared arm.</summary>
/// <param name="Study">The trial or the review; its id ends with <see cref="Mark"/>, so that every list of trials says what it is.</param>
/// <param name="Outcome">What was measured.</param>
/// <param name="Window">When.</param>
/// <param name="Sets">What the arms got, the shared one first; no two alike.</param>
/// <param name="Effects">The others minus the first, points of 100, negative is better; one fewer than sets.</param>
/// <param name="Variances">Their sampling variances, points².</param>
/// <param name="Published">What was published, in words.</param>
public sealed record SummaryContrast(Study Study, Outcome Outcome, TimeWindow Window, IReadOnlyList<IReadOnlyList<string>> Sets, IReadOnlyList<double> Effects, IReadOnlyList<double> Variances, string Published)
{
    /// <summary>How the ids of summaries end.</summary>
    public const string Mark = " (summary)";

    /// <summary>The contrasts of the arms that stay different when sham and placebo are read as nothing; <see langword="null"/> when none does.</summary>
    /// <remarks>
    /// No source gives the variance of the shared arm. Half of the smaller variance is that of arms of equal size, as the ½ in R is; it is the covariance of every two contrasts. Arms that become alike are averaged.
    /// </remarks>
    internal TrialContrasts? Read(bool mergeControls)
    {
        var names = Sets.Select(set => Vocabulary.Name(mergeControls ? [.. set.Where(code => code is not ("sham" or "placebo"))] : set)).ToList();
        List<List<int>> arms = [.. Enumerable.Range(0, Effects.Count).Where(j => names[j + 1] != names[0]).GroupBy(j => names[j + 1]).Select(group => group.ToList())];
        if (arms.Count == 0) { return null; }
        var covariance = new double[arms.Count * arms.Count];
        for (var a = 0; a < arms.Count; a++)
        {
            for (var b = 0; b < arms.Count; b++) { covariance[(a * arms.Count) + b] = arms[a].Average(j => arms[b].Average(l => j == l ? Variances[j] : Math.Min(Variances[j], Variances[l]) / 2)); }
        }
        return new(Study.Id, [names[0], .. arms.Select(arm => names[arm[0] + 1])], [.. arms.Select(arm => arm.Average(j => Effects[j]))], covariance) { IsSummary = true };
    }
}

/// <summary>Whether a published row enters the fits.</summary>
/// <param name="File">The row's file.</param>
/// <param name="Line">Its line.</param>
/// <param name="Row">What it says, in words.</param>
/// <param name="IsUsed">Whether it enters.</param>
/// <param name="Because">Why, or why not.</param>
public sealed record RowDecision(string File, int Line, string Row, bool IsUsed, string Because);

/// <summary>Decides row by row which published differences enter the fits (<c>evidence/summaries.yaml</c>).</summary>
internal sealed class SummarySelection
{
    private const string File = "evidence/summaries.yaml";
    private const double WidthOf95 = 2 * Distribution.Normal95;
    private readonly List<LeftOut> leftOut = [];
    private readonly List<RowDecision> decisions = [];
    private readonly List<SummaryContrast> summaries = [];

    /// <summary>An entry of <c>left_out</c>: the file, what its rows begin with, what else they say, and why.</summary>
    private sealed record LeftOut(bool IsContrast, string Starts, string? Treatment, string? People, string Reason);

    /// <summary>Whether all rows could be read; one that could not would be missed here, and its own problem says more.</summary>
    private readonly bool isComplete;

    private SummarySelection(bool isComplete) => this.isComplete = isComplete;

    public IReadOnlyList<SummaryContrast> Summaries => summaries;

    public IReadOnlyList<RowDecision> Decisions => decisions;

    /// <summary>Reads the choice and applies it.</summary>
    /// <param name="files">Where the choice is.</param>
    /// <param name="vocabulary">What components there are.</param>
    /// <param name="contrasts">Differences of single trials.</param>
    /// <param name="pooled">Pooled effects of reviews.</param>
    /// <param name="studies">Ids of the trials whose arms are known.</param>
    /// <param name="problems">Everything that is wrong with the choice.</param>
    public static SummarySelection Load(KnowledgeFiles files, Vocabulary vocabulary, IReadOnlyList<Contrast> contrasts, IReadOnlyList<PooledRow> pooled, IReadOnlySet<string> studies, List<Problem> problems)
    {
        var selection = new SummarySelection(problems.Count == 0);
        var node = Node.Parse(File, files.Read(File), problems);
        _ = node?.Whole("version");
        foreach (var entry in node?.Need("left_out")?.Items ?? []) { selection.Exclude(entry, contrasts, pooled); }
        selection.Use(contrasts, studies);
        var named = new Dictionary<PooledRow, string>();
        foreach (var entry in node?.Need("used")?.Items ?? []) { selection.Use(entry, vocabulary, pooled, named); }
        node?.RefuseOtherKeys("note");
        foreach (var row in pooled) { selection.decisions.Add(new(PooledRow.File, row.Line, row.Words, named.ContainsKey(row), named.GetValueOrDefault(row) ?? selection.WhyNot(row))); }
        return selection;
    }

    private void Exclude(Node node, IReadOnlyList<Contrast> contrasts, IReadOnlyList<PooledRow> pooled)
    {
        var study = node.TextOrNull("study");
        var entry = new LeftOut(study is not null, study ?? node.Text("citation"), node.TextOrNull("treatment"), node.TextOrNull("people"), node.Text("reason"));
        if (isComplete && !(entry.IsContrast ? contrasts.Any(row => Fits(entry, row)) : pooled.Any(row => Fits(entry, row)))) { node.Report("row", "No row fits this entry."); }
        leftOut.Add(entry);
        node.RefuseOtherKeys("note");
    }

    private static bool Fits(LeftOut entry, Contrast row) => entry.IsContrast && row.Study.Id.StartsWith(entry.Starts, StringComparison.Ordinal);

    private static bool Fits(LeftOut entry, PooledRow row) => !entry.IsContrast && row.Citation.StartsWith(entry.Starts, StringComparison.Ordinal) && (entry.Treatment ?? row.Treatment) == row.Treatment && (entry.People ?? row.People) == row.People;

    /// <summary>Differences of single trials enter by rule: those of a study, outcome and window together, at its last follow-up there.</summary>
    private void Use(IReadOnlyList<Contrast> contrasts, IReadOnlySet<string> studies)
    {
        var entering = new List<Contrast>();
        foreach (var row in contrasts)
        {
            if (WhyNot(row, studies) is { } reason) { Decide(row, false, reason); }
            else { entering.Add(row); }
        }
        foreach (var group in entering.GroupBy(row => (row.Study.Id, row.Outcome, row.Window)))
        {
            var last = group.Max(row => row.Weeks);
            foreach (var row in group.Where(row => row.Weeks < last)) { Decide(row, false, "A later follow-up of the same study in the same window enters."); }
            var rows = group.Where(row => row.Weeks == last).ToList();
            var shared = rows.Count == 1 ? rows[0].Second : (IReadOnlyList<string>[])[rows[0].First, rows[0].Second] is var both ? both.FirstOrDefault(set => rows.All(row => Is(row.First, set) || Is(row.Second, set))) : null;
            var others = shared is null ? [] : rows.ConvertAll(row => Is(row.Second, shared) ? row.First : row.Second);
            if (shared is null || others.Select(Vocabulary.Name).Distinct().Count() < others.Count)
            {
                foreach (var row in rows) { Decide(row, false, "The rows of this study share no arm, or compare two arms twice: how they hang together is not known."); }
                continue;
            }
            foreach (var row in rows) { Decide(row, true, rows.Count == 1 ? "A mean difference of a study without arms at hand." : "A mean difference of a study without arms at hand; enters together with its other row, which shares an arm."); }
            summaries.Add(new(rows[0].Study with { Id = rows[0].Study.Id + SummaryContrast.Mark }, OutcomeCodes.Find(rows[0].Outcome)!.Value, rows[0].Window, [shared, .. others],
                [.. rows.Select(row => (Is(row.Second, shared) ? 1 : -1) * row.Effect * row.PointsPerUnit!.Value)],
                [.. rows.Select(row => Math.Pow(row.StandardError * row.PointsPerUnit!.Value, 2))], string.Join("; ", rows.Select(row => row.Words))));
        }

        static bool Is(IReadOnlyList<string> set, IReadOnlyList<string> other) => set.SequenceEqual(other);

        void Decide(Contrast row, bool isUsed, string reason) => decisions.Add(new(Contrast.File, row.Line, $"{row.Study.Id}: {row.Words}", isUsed, reason));
    }

    private string? WhyNot(Contrast row, IReadOnlySet<string> studies) =>
        leftOut.Find(entry => Fits(entry, row)) is { } named ? named.Reason
        : row.OverlapsTrials || studies.Contains(row.Study.Id) ? "The arms of this study are in trials.csv."
        : OutcomeCodes.Find(row.Outcome) is null ? $"No model has the outcome '{row.Outcome}'."
        : row.Study.Duration == "acute" ? "Pain of under 6 weeks: another population than that of the fit."
        : row.PointsPerUnit is null ? NotPoints(row.Measure)
        : null;

    private string WhyNot(PooledRow row) =>
        leftOut.Find(entry => Fits(entry, row)) is { } named ? named.Reason
        : !row.IsVerified ? "Not verified: known from memory alone."
        : row.PointsPerUnit is null ? NotPoints(row.Scale)
        : "Nobody has decided that it enters (summaries.yaml).";

    private static string NotPoints(string scale) => $"'{scale}' is not a difference of means on a known scale: it cannot be put into points.";

    private void Use(Node node, Vocabulary vocabulary, IReadOnlyList<PooledRow> pooled, Dictionary<PooledRow, string> named)
    {
        var (citation, treatment, timepoint, people) = (node.Text("citation"), node.Text("treatment"), node.Text("timepoint"), node.TextOrNull("people"));
        var outcome = node.Word("outcome", Outcome.Pain);
        var when = TimeWindows.Find(node.Text("window"));
        var against = vocabulary.Parse(node.Text("against"), out var wrong);
        var reason = node.Text("reason");
        node.RefuseOtherKeys("note");
        if (when is null) { node.Report("window", "A window is one of: early, m3, m6, m12."); }
        if (against is null) { node.Report("unknown-component", $"'{wrong}' is not a component, or is there twice."); }
        var rows = pooled.Where(row => row.Citation.StartsWith(citation, StringComparison.Ordinal) && row.Treatment == treatment && row.Timepoint == timepoint && row.Outcome == outcome.Code() && (people ?? row.People) == row.People).ToList();
        if (rows is not [var row])
        {
            if (isComplete) { node.Report("row", $"{rows.Count} rows of {PooledRow.File} fit; exactly one must."); }
            return;
        }
        if (!row.IsVerified) { node.Report("unverified", "The row has not been verified, so it enters no fit."); return; }
        if (leftOut.Exists(entry => Fits(entry, row)) || named.ContainsKey(row)) { node.Report("duplicate", "The same row stands here twice, or under left_out too."); return; }
        if (row.PointsPerUnit is not { } points) { node.Report("scale", NotPoints(row.Scale)); return; }
        if (row.Components is not { } set) { node.Report("component", "The row is about a component that is not named."); return; }
        if (when is not { } window || against is null) { return; }
        if (set.SequenceEqual(against)) { node.Report("against", "A treatment is compared with something else."); return; }
        named.Add(row, reason);
        var error = (row.High - row.Low) * points / WidthOf95;
        summaries.Add(new(new(row.Citation + SummaryContrast.Mark, row.Doi, row.People, "not_extracted", row.Verified), outcome, window, [against, set], [row.Effect * points], [error * error], row.Words));
    }
}

/// <summary>A pooled effect that a review published (<c>evidence/pooled.csv</c>).</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="Treatment">The treatment in the review's words.</param>
/// <param name="Components">Its components, or <see langword="null"/> where one of them is not named.</param>
/// <param name="Comparator">What it was set against, in the review's words.</param>
/// <param name="People">Who was studied.</param>
/// <param name="Outcome">What was measured, in the file's word.</param>
/// <param name="Timepoint">When, in the review's words.</param>
/// <param name="Scale">The scale of the difference.</param>
/// <param name="Effect">The difference on that scale.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="Citation">The review.</param>
/// <param name="Doi">Its DOI; empty where none is known.</param>
/// <param name="Verified">Where the number was read, or <c>unverified</c>.</param>
public sealed record PooledRow(int Line, string Treatment, IReadOnlyList<string>? Components, string Comparator, string People, string Outcome, string Timepoint, string Scale, double Effect, double Low, double High, string Citation, string Doi, string Verified)
{
    internal const string File = "evidence/pooled.csv";

    internal static readonly string[] Columns = ["treatment", "components", "comparator", "population", "outcome", "timepoint", "scale", "effect", "ci_low", "ci_high", "citation", "doi", "verified"];

    /// <summary>Whether somebody has read the number in a source.</summary>
    public bool IsVerified => Verified != Unverified;

    /// <summary>What a number says that nobody has read in a source.</summary>
    internal const string Unverified = "unverified";

    /// <summary>Points of 100 for a unit of the scale; <see langword="null"/> where that is not known, as for standardised differences: the standard deviation of the people is not.</summary>
    internal double? PointsPerUnit => Scale switch { "MD 0-100" or "WMD 0-100" => 1, "MD 0-10" => 10, "MD RMDQ 0-24" => 100.0 / 24, _ => null };

    /// <summary>The row in words.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Citation}: {Treatment} against {Comparator}; {People}; {Outcome}, {Timepoint}; {Scale} {Effect:0.##} ({Low:0.##} to {High:0.##})");

    /// <summary>Reads the file.</summary>
    /// <param name="files">The knowledge files.</param>
    /// <param name="vocabulary">What components there are.</param>
    /// <param name="problems">Everything that is wrong, with line and column.</param>
    internal static List<PooledRow> Read(KnowledgeFiles files, Vocabulary vocabulary, List<Problem> problems)
    {
        var rows = new List<PooledRow>();
        var table = CsvTable.Read(File, files.Read(File), Columns, problems);
        if (Columns.Except(table.Columns).Any()) { return rows; }
        foreach (var row in table.Rows)
        {
            // X stands for whatever both arms got.
            var isNamed = !row["components"].Split('+').Contains("X");
            var set = isNamed ? vocabulary.Parse(row["components"], out var wrong) : vocabulary.Parse(string.Join('+', row["components"].Split('+').Where(part => part != "X")), out wrong);
            if (set is null) { row.Report("components", "unknown-component", $"'{wrong}' is not a component, or is there twice."); }
            foreach (var column in (string[])["treatment", "comparator", "outcome", "scale", "citation", "verified"])
            {
                if (row[column].Length == 0) { row.Report(column, "empty", "A pooled effect needs this; where nobody has read the number, 'verified' says 'unverified'."); }
            }
            double? effect = row.Number("effect"), low = row.Number("ci_low"), high = row.Number("ci_high");
            if (!(low < effect && effect < high) && effect is not null && low is not null && high is not null) { row.Report("effect", "interval", "The effect must lie inside its interval."); continue; }
            if (set is null || effect is null || low is null || high is null) { continue; }
            rows.Add(new(row.Line, row["treatment"], isNamed ? set : null, row["comparator"], row["population"], row["outcome"], row["timepoint"], row["scale"], effect.Value, low.Value, high.Value, row["citation"], row["doi"], row["verified"]));
        }
        return rows;
    }
}
