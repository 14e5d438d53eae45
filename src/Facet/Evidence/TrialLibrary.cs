using System.Globalization;
using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>The trials that the project holds, read and checked.</summary>
public sealed class TrialLibrary
{
    private const string TrialFile = "evidence/trials.csv";
    private const double Slack = 1e-9;
    private readonly Dictionary<string, Study> byId = new(StringComparer.Ordinal);

    private TrialLibrary(Vocabulary vocabulary, IReadOnlyList<Study> studies, IReadOnlyList<Arm> arms, IReadOnlyList<Contrast> contrasts, SummarySelection selection)
    {
        (Vocabulary, Studies, Arms, Contrasts, Summaries, Decisions) = (vocabulary, studies, arms, contrasts, selection.Summaries, selection.Decisions);
        foreach (var study in studies) { byId.Add(study.Id, study); }
        // A summary's study may stand for two outcomes.
        foreach (var summary in Summaries) { byId.TryAdd(summary.Study.Id, summary.Study); }
    }

    /// <summary>The components that trials name.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The trials, in the order of the file.</summary>
    public IReadOnlyList<Study> Studies { get; }

    /// <summary>Arms at follow-ups, in the order of the file.</summary>
    public IReadOnlyList<Arm> Arms { get; }

    /// <summary>Differences for which no arms are known.</summary>
    public IReadOnlyList<Contrast> Contrasts { get; }

    /// <summary>Published differences without arms that enter the fits.</summary>
    public IReadOnlyList<SummaryContrast> Summaries { get; }

    /// <summary>For every row of <c>contrasts.csv</c> and <c>pooled.csv</c> whether it enters, and why.</summary>
    public IReadOnlyList<RowDecision> Decisions { get; }

    /// <summary>The trial or summary with this id, or <see langword="null"/>.</summary>
    public Study? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>The rating of a trial's or summary's risk of bias.</summary>
    /// <exception cref="KeyNotFoundException">There is no such trial.</exception>
    public string RiskOfBias(string id) => Find(id)?.RiskOfBias ?? throw new KeyNotFoundException($"There is no trial '{id}'.");

    /// <summary>Reads <c>evidence/trials.csv</c>, <c>contrasts.csv</c>, <c>pooled.csv</c>, <c>summaries.yaml</c> and <c>components.csv</c>.</summary>
    /// <returns>The trials, or every problem with file, line, column and reason; nothing of a refused file is used.</returns>
    public static Checked<TrialLibrary> Load(KnowledgeFiles files)
    {
        var problems = new List<Problem>();
        var vocabulary = Vocabulary.Load(files, problems);
        var reading = new Reading(vocabulary);
        reading.Trials(CsvTable.Read(TrialFile, files.Read(TrialFile), Columns, problems));
        var contrasts = ReadContrasts(CsvTable.Read(Contrast.File, files.Read(Contrast.File), ContrastColumns, problems), vocabulary);
        var pooled = PooledRow.Read(files, vocabulary, problems);
        var selection = SummarySelection.Load(files, vocabulary, contrasts, pooled, reading.Studies.Select(study => study.Id).ToHashSet(StringComparer.Ordinal), problems);
        return problems.Count > 0
            ? Checked<TrialLibrary>.Refused([.. problems.OrderBy(problem => problem.Path.Split(':')[0], StringComparer.Ordinal).ThenBy(problem => int.Parse(problem.Path.Split(':')[1], CultureInfo.InvariantCulture))])
            : new TrialLibrary(vocabulary, reading.Studies, reading.Arms, contrasts, selection);
    }

    /// <summary>The trials of an outcome and window as contrasts between sets of components.</summary>
    /// <param name="outcome">What was measured.</param>
    /// <param name="window">When.</param>
    /// <param name="scope">Which rows enter; sound rows in scope by default.</param>
    /// <returns>A trial for each study whose last follow-up in the window with two or more distinct sets is used; arms with the same set are pooled. Then the summaries.</returns>
    public IReadOnlyList<TrialContrasts> Select(Outcome outcome, TimeWindow window, EvidenceScope? scope = null)
    {
        scope ??= EvidenceScope.Default;
        var trials = new List<TrialContrasts>();
        foreach (var study in Arms.Where(arm => arm.Outcome == outcome && arm.Window == window && (scope.WithSuspect || arm.Suspect.Length == 0) && (scope.WithOutOfScope || arm.IsInScope)).GroupBy(arm => arm.Study.Id))
        {
            var followUps = study.GroupBy(arm => (arm.Weeks, arm.FollowUp)).OrderByDescending(followUp => followUp.Key.Weeks ?? double.NegativeInfinity);
            foreach (var followUp in followUps)
            {
                var sets = followUp.GroupBy(arm => Set(arm, scope)).ToList();
                if (sets.Count < 2) { continue; }
                var pooled = sets.ConvertAll(set => Pool([.. set]));
                trials.Add(TrialContrasts.FromArms(study.Key, [.. sets.Select(set => set.Key)], [.. pooled.Select(arm => arm.Mean)], [.. pooled.Select(arm => arm.Sd * arm.Sd / arm.N)], pooled.Sum(arm => arm.N), [.. pooled.Select(arm => arm.N)]));
                break;
            }
        }
        if (!scope.WithoutSummaries)
        {
            foreach (var summary in Summaries) { if (summary.Outcome == outcome && summary.Window == window && summary.Read(scope.MergeControls) is { } contrasts) { trials.Add(contrasts); } }
        }
        return trials;
    }

    private static string Set(Arm arm, EvidenceScope scope) =>
        Vocabulary.Name(scope.MergeControls ? [.. arm.Components.Where(code => code is not ("sham" or "placebo"))] : arm.Components);

    /// <summary>Arms as one: the mean and standard deviation of their people together (Cochrane Handbook, 6.5.2.10).</summary>
    private static Arm Pool(IReadOnlyList<Arm> arms)
    {
        if (arms.Count == 1) { return arms[0]; }
        var n = arms.Sum(arm => arm.N);
        var mean = arms.Sum(arm => arm.N * arm.Mean) / n;
        var squares = arms.Sum(arm => ((arm.N - 1) * arm.Sd * arm.Sd) + (arm.N * (arm.Mean - mean) * (arm.Mean - mean)));
        return arms[0] with { N = n, Mean = mean, Sd = Math.Sqrt(squares / (n - 1)) };
    }

    private static readonly string[] Columns =
    [
        "study_id", "doi_or_pmid", "population_duration", "arm", "components", "in_scope", "outcome", "range_min", "range_max", "direction", "value_type", "window",
        "weeks", "followup_text", "mean", "sd", "n", "imputed", "imputation_note", "suspect", "suspect_reason", "risk_of_bias", "source",
    ];

    private static readonly string[] ContrastColumns =
        ["study_id", "doi_or_pmid", "population_duration", "outcome", "measure", "range_min", "range_max", "direction", "weeks", "components_1", "components_2", "effect", "se", "overlaps_trials_csv", "source"];

    private sealed class Reading(Vocabulary vocabulary)
    {
        private readonly Dictionary<string, Study> byId = new(StringComparer.Ordinal);

        public List<Study> Studies { get; } = [];

        public List<Arm> Arms { get; } = [];

        private sealed record Seen(CsvTable.Row Row, string Mean, string Sd, string N, string ValueType, string Range);

        public void Trials(CsvTable table)
        {
            var names = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
            var firsts = new Dictionary<string, CsvTable.Row>(StringComparer.Ordinal);
            var seen = new Dictionary<string, Seen>(StringComparer.Ordinal);
            var kinds = new Dictionary<string, Seen>(StringComparer.Ordinal);
            foreach (var row in table.Rows)
            {
                var id = row["study_id"];
                if (id.Length == 0) { row.Report("study_id", "study", "A row needs its study."); continue; }
                if (!names.TryGetValue(id, out var arms)) { names[id] = arms = []; firsts[id] = row; }
                arms.Add(row["arm"]);
                var followUp = $"{id}|{row["outcome"]}|{row["window"]}|{row["weeks"]}|{row["followup_text"]}";
                var values = new Seen(row, row["mean"], row["sd"], row["n"], row["value_type"], $"{row["range_min"]} to {row["range_max"]}, {row["direction"]}");
                if (seen.TryGetValue($"{followUp}|{row["arm"]}", out var other))
                {
                    if (other with { Row = row } != values) { row.Report("arm", "duplicate-arm", $"This arm already has a row for the same outcome and follow-up (line {other.Row.Line}), and the two disagree."); }
                    continue;
                }
                seen[$"{followUp}|{row["arm"]}"] = values;
                if (row["suspect"] == "0" && row["in_scope"] == "1")
                {
                    if (!kinds.TryAdd(followUp, values) && kinds[followUp] is var first)
                    {
                        if (first.Range != values.Range) { row.Report("range_min", "instrument", $"The arms of a follow-up must share an instrument: {values.Range} here, {first.Range} in line {first.Row.Line}."); }
                        if (IsChange(first.ValueType) is { } a && IsChange(values.ValueType) is { } b && a != b) { row.Report("value_type", "value-type", $"A change is not compared with a final value (line {first.Row.Line})."); }
                    }
                }
                if (Read(row, id) is { } arm) { Arms.Add(arm); }
            }
            foreach (var (id, arms) in names)
            {
                if (arms.Count < 2) { firsts[id].Report("arm", "one-arm", $"'{id}' has one arm; a trial compares two or more."); }
            }
        }

        /// <summary>Whether the values are changes; <see langword="null"/> where the source mixes them.</summary>
        private static bool? IsChange(string valueType) => valueType switch { "final" => false, "change" or "change_improvement" => true, _ => null };

        private Arm? Read(CsvTable.Row row, string id)
        {
            var set = vocabulary.Parse(row["components"], out var wrong);
            if (set is null) { row.Report("components", "unknown-component", $"'{wrong}' is not a component, or is there twice."); }
            var outcome = OneOf(row, "outcome", "pain", "function", "leg_pain");
            var window = OneOf(row, "window", "early", "m3", "m6", "m12");
            var direction = OneOf(row, "direction", "lower_better", "higher_better");
            var kind = OneOf(row, "value_type", "final", "change", "change_improvement", "change_or_final");
            var (inScope, suspect, imputed) = (Flag(row, "in_scope"), Flag(row, "suspect"), Flag(row, "imputed"));
            double? low = row.Number("range_min"), high = row.Number("range_max"), mean = row.Number("mean"), sd = row.Number("sd"), n = row.Number("n");
            var weeks = row["weeks"].Length == 0 ? null : row.Number("weeks");
            if (low >= high) { row.Report("range_min", "range", "An instrument's least value must be below its greatest."); return null; }
            if (sd <= 0) { row.Report("sd", "sd", "A standard deviation must be above 0."); return null; }
            if (n < 1) { row.Report("n", "n", "An arm needs at least 1 person."); return null; }
            if (weeks < 0) { row.Report("weeks", "weeks", "Weeks count from the start."); return null; }
            if (kind == "final" && suspect is false && (mean < low - Slack || mean > high + Slack)) { row.Report("mean", "outside", "The mean lies outside the instrument's range."); return null; }
            if (set is null || outcome is null || window is null || direction is null || kind is null || inScope is null || suspect is null || imputed is null || low is null || high is null || mean is null || sd is null || n is null) { return null; }
            if (!byId.TryGetValue(id, out var study))
            {
                byId[id] = study = new(id, row["doi_or_pmid"], row["population_duration"], row["risk_of_bias"], row["source"]);
                Studies.Add(study);
            }
            // A change has no zero of its own to be shifted from; an improvement is a positive number whichever way the instrument runs.
            var isChange = kind is "change" or "change_improvement";
            var points = (mean.Value - (isChange ? 0 : low.Value)) * 100 / (high.Value - low.Value);
            return new()
            {
                Study = study,
                Name = row["arm"],
                Components = set,
                Outcome = outcome switch { "pain" => Evidence.Outcome.Pain, "function" => Evidence.Outcome.Function, _ => null },
                Window = TimeWindows.Find(window)!.Value,
                Weeks = weeks,
                FollowUp = row["followup_text"],
                Mean = kind == "change_improvement" ? -points : direction == "lower_better" ? points : isChange ? -points : 100 - points,
                Sd = sd.Value * 100 / (high.Value - low.Value),
                N = n.Value,
                IsInScope = inScope.Value,
                Suspect = suspect.Value ? row["suspect_reason"] is { Length: > 0 } reason ? reason : "marked as suspect" : "",
                Imputed = imputed.Value ? row["imputation_note"] is { Length: > 0 } note ? note : "marked as imputed" : "",
                Line = row.Line,
            };
        }
    }

    private static List<Contrast> ReadContrasts(CsvTable table, Vocabulary vocabulary)
    {
        var contrasts = new List<Contrast>();
        if (ContrastColumns.Except(table.Columns).Any()) { return contrasts; }
        foreach (var row in table.Rows)
        {
            if (row["study_id"].Length == 0) { row.Report("study_id", "study", "A row needs its study."); continue; }
            var first = vocabulary.Parse(row["components_1"], out var wrong);
            if (first is null) { row.Report("components_1", "unknown-component", $"'{wrong}' is not a component, or is there twice."); }
            var second = vocabulary.Parse(row["components_2"], out wrong);
            if (second is null) { row.Report("components_2", "unknown-component", $"'{wrong}' is not a component, or is there twice."); }
            if (first is not null && second is not null && first.SequenceEqual(second)) { row.Report("components_2", "same", "The two arms get the same."); }
            double? effect = row.Number("effect"), se = row.Number("se"), weeks = row.Number("weeks");
            if (se <= 0) { row.Report("se", "se", "A standard error must be above 0."); continue; }
            if (weeks < 0) { row.Report("weeks", "weeks", "Weeks count from the start."); continue; }
            var overlaps = Flag(row, "overlaps_trials_csv");
            var direction = OneOf(row, "direction", "lower_better", "higher_better");
            // A difference of means needs its instrument's range to become points; other measures have none.
            double? points = null;
            if (row["measure"].StartsWith("MD", StringComparison.Ordinal))
            {
                double? low = row.Number("range_min"), high = row.Number("range_max");
                if (low >= high) { row.Report("range_min", "range", "An instrument's least value must be below its greatest."); continue; }
                if (low is null || high is null) { continue; }
                if (Math.Abs(effect ?? 0) > high - low) { row.Report("effect", "outside", "The difference is larger than the instrument's range."); continue; }
                points = (direction == "higher_better" ? -100 : 100) / (high - low);
            }
            if (first is null || second is null || effect is null || se is null || weeks is null || overlaps is null || direction is null) { continue; }
            contrasts.Add(new(new(row["study_id"], row["doi_or_pmid"], row["population_duration"], "not_extracted", row["source"]), row["outcome"], row["measure"], first, second, weeks.Value, effect.Value, se.Value, points, overlaps.Value, row.Line));
        }
        return contrasts;
    }

    private static string? OneOf(CsvTable.Row row, string column, params ReadOnlySpan<string> words)
    {
        if (words.Contains(row[column])) { return row[column]; }
        row.Report(column, "unknown-word", $"'{row[column]}' is not a known {column}; use one of: {string.Join(", ", words.ToArray())}.");
        return null;
    }

    private static bool? Flag(CsvTable.Row row, string column)
    {
        if (row[column] is "0" or "1") { return row[column] == "1"; }
        row.Report(column, "not-a-flag", $"'{row[column]}' is neither 0 nor 1.");
        return null;
    }
}
