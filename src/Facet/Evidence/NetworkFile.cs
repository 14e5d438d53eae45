using System.Globalization;
using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>The scale on which arms are compared.</summary>
public enum EffectMeasure
{
    /// <summary>Difference of means.</summary>
    Md,

    /// <summary>Standardised difference of means (Hedges' g).</summary>
    Smd,

    /// <summary>Logarithm of the odds ratio.</summary>
    Or,

    /// <summary>Logarithm of the risk ratio.</summary>
    Rr,
}

/// <summary>A network read from a file that a methodologist brings.</summary>
/// <param name="Network">The trials.</param>
/// <param name="Measure">The scale; <see langword="null"/> when the file holds differences, whose scale is its own.</param>
/// <param name="Remarks">What was done that is not obvious: trials left out and why, cells raised by a half, differences that do not add up.</param>
public sealed record NetworkFile(Network Network, EffectMeasure? Measure, IReadOnlyList<string> Remarks)
{
    private const double Half = 0.5;

    /// <summary>Differences of a trial are taken to agree when they add up to this, as a share of the largest of their standard errors.</summary>
    private const double Rounding = 0.01;

    private sealed record ArmRow(CsvTable.Row Row, string Treatment, double A, double B, double C);

    private sealed record DifferenceRow(CsvTable.Row Row, string First, string Second, double Effect, double StandardError);

    /// <summary>Reads arms (<c>study, treatment, mean, sd, n</c> or <c>study, treatment, events, total</c>) or differences (<c>study, treat1, treat2, TE, seTE</c>).</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text: comma-separated values with a header.</param>
    /// <param name="measure">The scale; by default differences of means for means and odds ratios for events.</param>
    /// <returns>The network, or every problem with line, column and reason; nothing of a refused file is used.</returns>
    /// <remarks>
    /// Events: a half is added to every cell of a trial with an empty or (odds ratio) a full cell; a trial in which nobody or everybody has the event in every arm says nothing
    /// and drops out. Standardised differences: the standard deviation is pooled over all arms of the trial, J = 1 − 3/(4f − 1) with f its degrees of freedom, variance
    /// 1/n₁ + 1/nⱼ + g²/(2(N − 3.94)) and covariance 1/n₁ + gⱼgₗ/(2(N − 3.94)) (Hedges 1981, doi:10.3102/10769986006002107; Gleser and Olkin 2009).
    /// Differences of a trial with k arms must hold all k(k − 1)/2 pairs, because only they tell the covariance.
    /// </remarks>
    public static Checked<NetworkFile> Read(string file, string text, EffectMeasure? measure = null)
    {
        var problems = new List<Problem>();
        var table = CsvTable.Read(file, text, ["study"], problems);
        var remarks = new List<string>();
        var trials = new List<TrialContrasts>();
        var events = table.Columns.FirstOrDefault(column => column is "events" or "event" or "exac");
        if (table.Columns.Contains("treat1"))
        {
            if (Complete(file, table, ["treat1", "treat2", "TE", "seTE"], problems))
            {
                if (measure is not null) { problems.Add(new($"{file}:1:1", "measure", "The file holds differences, which are taken as they are; --measure is for arms.")); }
                Differences(table, trials, remarks);
            }
        }
        else if (events is not null)
        {
            if (measure is EffectMeasure.Md or EffectMeasure.Smd) { problems.Add(new($"{file}:1:1", "measure", "Events are compared as odds ratios (or) or risk ratios (rr).")); }
            measure ??= EffectMeasure.Or;
            if (Complete(file, table, ["treatment", "total"], problems)) { Events(table, events, measure.Value, trials, remarks); }
        }
        else
        {
            if (measure is EffectMeasure.Or or EffectMeasure.Rr) { problems.Add(new($"{file}:1:1", "measure", "Means are compared as differences (md) or standardised differences (smd).")); }
            measure ??= EffectMeasure.Md;
            if (Complete(file, table, ["treatment", "mean", "sd", "n"], problems)) { Means(table, measure.Value, trials); }
        }
        if (problems.Count == 0 && trials.Count == 0) { problems.Add(new($"{file}:1:1", "no-trials", "No trial is left to compare anything.")); }
        return problems.Count > 0 ? Checked<NetworkFile>.Refused(InOrder(problems)) : new NetworkFile(new(trials), measure, remarks);
    }

    private static List<Problem> InOrder(List<Problem> problems) => [.. problems.OrderBy(problem => int.Parse(problem.Path.Split(':')[^2], CultureInfo.InvariantCulture))];

    private static bool Complete(string file, CsvTable table, IReadOnlyList<string> columns, List<Problem> problems)
    {
        var missing = columns.Where(column => !table.Columns.Contains(column)).ToList();
        foreach (var column in missing) { problems.Add(new($"{file}:1:1", "missing-column", $"The column '{column}' is missing.")); }
        return missing.Count == 0 && table.Columns.Contains("study");
    }

    private static void Means(CsvTable table, EffectMeasure measure, List<TrialContrasts> trials)
    {
        foreach (var (study, arms) in Arms(table, "mean", "sd", "n"))
        {
            var sound = true;
            foreach (var arm in arms)
            {
                if (!(arm.B > 0)) { arm.Row.Report("sd", "sd", "A standard deviation must be above 0."); sound = false; }
                if (!(arm.C >= (measure == EffectMeasure.Smd ? 2 : 1))) { arm.Row.Report("n", "n", "An arm needs at least 1 person, for standardised differences 2."); sound = false; }
            }
            if (!sound || arms.Count < 2) { continue; }
            var names = arms.Select(arm => arm.Treatment).ToList();
            var total = arms.Sum(arm => arm.C);
            trials.Add(measure == EffectMeasure.Md
                ? TrialContrasts.FromArms(study, names, [.. arms.Select(arm => arm.A)], [.. arms.Select(arm => arm.B * arm.B / arm.C)], total)
                : Standardised(study, names, arms, total));
        }
    }

    private static TrialContrasts Standardised(string study, List<string> names, List<ArmRow> arms, double total)
    {
        var degrees = total - arms.Count;
        var pooled = Math.Sqrt(arms.Sum(arm => (arm.C - 1) * arm.B * arm.B) / degrees);
        var j = 1 - (3 / ((4 * degrees) - 1));
        var m = arms.Count - 1;
        var g = new double[m];
        var covariance = new double[m * m];
        for (var i = 0; i < m; i++) { g[i] = j * (arms[i + 1].A - arms[0].A) / pooled; }
        for (var i = 0; i < m; i++)
        {
            for (var l = 0; l < m; l++) { covariance[(i * m) + l] = (1 / arms[0].C) + (g[i] * g[l] / (2 * (total - 3.94))) + (i == l ? 1 / arms[i + 1].C : 0); }
        }
        return new(study, names, g, covariance, total);
    }

    private static void Events(CsvTable table, string events, EffectMeasure measure, List<TrialContrasts> trials, List<string> remarks)
    {
        foreach (var (study, arms) in Arms(table, events, "total", "total"))
        {
            var sound = true;
            foreach (var arm in arms)
            {
                if (!(arm.B >= 1)) { arm.Row.Report("total", "n", "An arm needs at least 1 person."); sound = false; }
                else if (!(arm.A >= 0 && arm.A <= arm.B)) { arm.Row.Report(events, "events", "Events lie between 0 and the total."); sound = false; }
            }
            if (!sound || arms.Count < 2) { continue; }
            if (arms.All(arm => arm.A == 0)) { remarks.Add($"{study}: left out, because nobody has the event in any arm."); continue; }
            if (arms.All(arm => arm.A == arm.B)) { remarks.Add($"{study}: left out, because everybody has the event in every arm."); continue; }
            var add = arms.Any(arm => arm.A == 0 || (measure == EffectMeasure.Or && arm.A == arm.B)) ? Half : 0;
            if (add > 0) { remarks.Add($"{study}: a half is added to every cell, because one is empty."); }
            if (measure == EffectMeasure.Rr && arms.Count(arm => arm.A == arm.B) > 1) { arms[0].Row.Report(events, "full-arms", $"In two arms of '{study}' everybody has the event; their risk ratio has no variance. Use odds ratios."); continue; }
            var (values, variances) = (new double[arms.Count], new double[arms.Count]);
            for (var i = 0; i < arms.Count; i++)
            {
                var (with, without) = (arms[i].A + add, arms[i].B - arms[i].A + add);
                (values[i], variances[i]) = measure == EffectMeasure.Or
                    ? (Math.Log(with / without), (1 / with) + (1 / without))
                    : (Math.Log(with / (arms[i].B + add)), (1 / with) - (1 / (arms[i].B + add)));
            }
            trials.Add(TrialContrasts.FromArms(study, [.. arms.Select(arm => arm.Treatment)], values, variances, arms.Sum(arm => arm.B)));
        }
    }

    /// <summary>The arms of each study in the order of the file; studies with too few arms or the same treatment twice are reported.</summary>
    private static List<KeyValuePair<string, List<ArmRow>>> Arms(CsvTable table, string a, string b, string c)
    {
        var studies = new List<KeyValuePair<string, List<ArmRow>>>();
        var known = new Dictionary<string, List<ArmRow>>(StringComparer.Ordinal);
        var firsts = new Dictionary<string, CsvTable.Row>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var study = row["study"];
            if (study.Length == 0) { row.Report("study", "study", "A row needs the name of its study."); continue; }
            if (!known.TryGetValue(study, out var arms))
            {
                known[study] = arms = [];
                firsts[study] = row;
                studies.Add(new(study, arms));
            }
            counts[study] = counts.GetValueOrDefault(study) + 1;
            var treatment = row["treatment"];
            if (treatment.Length == 0) { row.Report("treatment", "treatment", "A row needs a treatment."); continue; }
            if (arms.Any(arm => arm.Treatment == treatment)) { row.Report("treatment", "duplicate-arm", $"'{study}' already has a row for '{treatment}'; pool arms with the same treatment first."); continue; }
            if (row.Number(a) is { } first && row.Number(b) is { } second && row.Number(c) is { } third) { arms.Add(new(row, treatment, first, second, third)); }
        }
        foreach (var (study, count) in counts)
        {
            if (count < 2) { firsts[study].Report("study", "one-arm", $"'{study}' has one arm; a trial compares two or more."); }
        }
        return studies;
    }

    private static void Differences(CsvTable table, List<TrialContrasts> trials, List<string> remarks)
    {
        var studies = new List<KeyValuePair<string, List<DifferenceRow>>>();
        foreach (var row in table.Rows)
        {
            var (study, first, second) = (row["study"], row["treat1"], row["treat2"]);
            if (study.Length == 0 || first.Length == 0 || second.Length == 0) { row.Report("study", "empty", "A row needs a study and two treatments."); continue; }
            if (first == second) { row.Report("treat2", "same-treatment", "A treatment is not compared with itself."); continue; }
            var (difference, error) = (row.Number("TE"), row.Number("seTE"));
            if (difference is not { } effect || error is not { } se) { continue; }
            if (!(se > 0)) { row.Report("seTE", "se", "A standard error must be above 0."); continue; }
            var rows = studies.FirstOrDefault(known => known.Key == study).Value;
            if (rows is null) { rows = []; studies.Add(new(study, rows)); }
            if (rows.Any(other => (other.First == first && other.Second == second) || (other.First == second && other.Second == first))) { row.Report("treat1", "duplicate-pair", $"'{study}' already compares '{first}' with '{second}'."); continue; }
            rows.Add(new(row, first, second, effect, se));
        }
        foreach (var (study, rows) in studies)
        {
            if (FromPairs(study, rows, remarks) is { } trial) { trials.Add(trial); }
        }
    }

    /// <summary>A trial from its k(k − 1)/2 differences: cov(yⱼ, yₗ) = (vⱼ + vₗ − vⱼₗ)/2.</summary>
    private static TrialContrasts? FromPairs(string study, List<DifferenceRow> rows, List<string> remarks)
    {
        var arms = new List<string>();
        foreach (var row in rows)
        {
            if (!arms.Contains(row.First)) { arms.Add(row.First); }
            if (!arms.Contains(row.Second)) { arms.Add(row.Second); }
        }
        var k = arms.Count;
        if (rows.Count != k * (k - 1) / 2) { rows[0].Row.Report("study", "incomplete", $"'{study}' has {k} arms and {rows.Count} differences; all {k * (k - 1) / 2} pairs are needed, because only they tell the covariance."); return null; }
        // The arm named last is the one the others are set against, so that a file that lists its pairs in order keeps its own reference.
        arms.Reverse();
        var m = k - 1;
        double[] effects = new double[m], covariance = new double[m * m];
        for (var j = 0; j < m; j++)
        {
            effects[j] = Pair(arms[j + 1], arms[0], out var v);
            for (var l = 0; l < m; l++)
            {
                _ = Pair(arms[l + 1], arms[0], out var other);
                var between = 0.0;
                if (j != l) { _ = Pair(arms[j + 1], arms[l + 1], out between); }
                covariance[(j * m) + l] = (v + other - between) / 2;
            }
        }
        if (double.IsNaN(Cholesky.Factor([.. covariance], m))) { rows[0].Row.Report("seTE", "covariance", $"The standard errors of '{study}' contradict each other: no arms could have them."); return null; }
        var worst = 0.0;
        for (var j = 0; j < m; j++)
        {
            for (var l = 0; l < j; l++) { worst = Math.Max(worst, Math.Abs(Pair(arms[j + 1], arms[l + 1], out _) - (effects[j] - effects[l]))); }
        }
        if (worst > Rounding * rows.Max(row => row.StandardError)) { remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{study}: its differences do not add up (by up to {worst:0.######}); those from '{arms[0]}' are used.")); }
        return new(study, arms, effects, covariance);

        double Pair(string one, string other, out double variance)
        {
            foreach (var row in rows)
            {
                variance = row.StandardError * row.StandardError;
                if (row.First == one && row.Second == other) { return row.Effect; }
                if (row.First == other && row.Second == one) { return -row.Effect; }
            }
            variance = 0;
            return 0;
        }
    }
}
