using System.CommandLine;
using System.Globalization;
using Facet.Evidence;
using Facet.Interop.Json;
using Spectre.Console;

namespace Facet.Cli;

/// <summary><c>facet evidence</c>: what trials say.</summary>
internal static class EvidenceCommand
{
    public static Command Create() => new("evidence", "What trials say of treatments, alone and together.") { Network() };

    private static Command Network()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Comma-separated values with a header: arms (study, treatment and mean, sd, n, or events, total) or differences (study, treat1, treat2, TE, seTE; every pair of a trial with several arms)." };
        var model = Choice("--model", "nma: every treatment has an effect of its own; cnma: a combination is the sum of its components.", "nma", "nma", "cnma");
        var measure = new Option<string?>("--measure") { Description = "How arms are compared: md, smd (means), or, rr (events, on the log scale)." };
        measure.AcceptOnlyFromAmong("md", "smd", "or", "rr");
        var reference = new Option<string?>("--reference") { Description = "The treatment that others are set against; the inactive component, or else the first by name." };
        var inactive = new Option<string?>("--inactive") { Description = "cnma: the component without an effect, such as Placebo." };
        var tau = Choice("--tau", "How the variance between studies is estimated.", "dl", "dl", "reml");
        var separator = new Option<string>("--separator") { Description = "cnma: what stands between components.", DefaultValueFactory = _ => "+" };
        var interaction = new Option<string[]>("--interaction") { Description = "cnma: a pair of components with a term of its own, written with the separator (A+B).", AllowMultipleArgumentsPerToken = true };
        var small = Choice("--small-values", "Whether small values are good for the patient (P-scores).", "good", "good", "bad");
        var json = new Option<bool>("--json") { Description = "Print JSON for machines." };
        var command = new Command("network", "Fit any network of trials by network meta-analysis or component network meta-analysis.") { file, model, measure, reference, inactive, tau, separator, interaction, small, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            EffectMeasure? scale = parsed.GetValue(measure) switch { "md" => EffectMeasure.Md, "smd" => EffectMeasure.Smd, "or" => EffectMeasure.Or, "rr" => EffectMeasure.Rr, _ => null };
            if (!Input.Text(path).TryGet(out var text, out var problems) || !NetworkFile.Read(path.ToString(), text, scale).TryGet(out var read, out problems)) { return Input.Refuse(problems); }
            var estimator = parsed.GetValue(tau) == "reml" ? TauEstimator.Reml : TauEstimator.DerSimonianLaird;
            try
            {
                return parsed.GetValue(model) == "cnma"
                    ? Component(read, parsed.GetValue(reference), parsed.GetValue(inactive), parsed.GetValue(separator)!, parsed.GetValue(interaction) ?? [], estimator, parsed.GetValue(json))
                    : Standard(read, parsed.GetValue(reference), parsed.GetValue(small) == "good", estimator, parsed.GetValue(json));
            }
            catch (ArgumentException exception)
            {
                return Input.Refuse([new(path.ToString(), "option", exception.Message.Split(" (Parameter")[0])]);
            }
        });
        return command;
    }

    private static Option<string> Choice(string name, string description, string otherwise, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    private static int Standard(NetworkFile file, string? reference, bool smallIsGood, TauEstimator estimator, bool json)
    {
        var fit = NetworkMetaAnalysis.Fit(file.Network, reference, estimator);
        if (json) { Console.Out.WriteLine(EvidenceDocument.Write(fit, file, smallIsGood, estimator)); return ExitCode.Done; }
        Summary(file, fit.BetweenStudyVariance, fit.Total, estimator);
        Console.Out.WriteLine($"Q within designs {Words(fit.WithinDesigns())}; between designs {Words(fit.BetweenDesigns())}.");
        var table = Table($"Against {fit.Reference}", "Treatment", "Random effects (95 %)", "SE", "Common effect (95 %)", "P-score");
        var scores = fit.PScores(smallIsGood);
        for (var i = 0; i < fit.Network.Treatments.Count; i++)
        {
            var treatment = fit.Network.Treatments[i];
            var random = treatment == fit.Reference ? null : fit.Difference(treatment, fit.Reference);
            Row(table, treatment, treatment == fit.Reference ? "reference" : Words(random), random is { } known ? Number(known.StandardError) : "", treatment == fit.Reference ? "" : Words(fit.Difference(treatment, fit.Reference, false)), scores[i] is { } score ? Number(score) : "");
        }
        AnsiConsole.Write(table);
        var league = Table("League table, random effects: row minus column", ["", .. fit.Network.Treatments]);
        var differences = fit.League();
        for (var i = 0; i < fit.Network.Treatments.Count; i++)
        {
            var row = i;
            Row(league, [fit.Network.Treatments[i], .. Enumerable.Range(0, fit.Network.Treatments.Count).Select(j => j == row ? "" : Words(differences[row, j]))]);
        }
        if (fit.Network.Treatments.Count <= WidestLeague) { AnsiConsole.Write(league); }
        Remarks(file);
        return ExitCode.Done;
    }

    private const int WidestLeague = 8;

    private static int Component(NetworkFile file, string? reference, string? inactive, string separator, IReadOnlyList<string> interactions, TauEstimator estimator, bool json)
    {
        var fit = ComponentNetworkMetaAnalysis.Fit(file.Network, inactive, separator, [.. interactions.Select(pair => pair.Split(separator))], estimator);
        if (reference is not null && !file.Network.Treatments.Contains(reference)) { throw new ArgumentException($"No trial holds '{reference}'.", nameof(reference)); }
        reference ??= inactive is not null && file.Network.Treatments.Contains(inactive) ? inactive : file.Network.Treatments[0];
        if (json) { Console.Out.WriteLine(EvidenceDocument.Write(fit, file, reference, inactive, estimator)); return ExitCode.Done; }
        Summary(file, fit.BetweenStudyVariance, fit.Additive, estimator);
        Console.Out.WriteLine($"Network model: Q {Words(fit.Standard.Total)}. Additivity: Q difference {Words(fit.DifferenceFromStandard)}.");
        var table = Table("What a component adds", "Component", "Random effects (95 %)", "SE", "Common effect (95 %)");
        foreach (var name in fit.Components.Concat(fit.Interactions))
        {
            var random = fit.Component(name);
            Row(table, name, Words(random), random is { } known ? Number(known.StandardError) : "", Words(fit.Component(name, false)));
        }
        AnsiConsole.Write(table);
        var combinations = Table($"Combinations against {reference}", "Combination", "Random effects (95 %)", "Common effect (95 %)");
        foreach (var treatment in fit.Network.Treatments.Where(treatment => treatment != reference))
        {
            Row(combinations, treatment, Words(fit.Combination(treatment, reference)), Words(fit.Combination(treatment, reference, false)));
        }
        AnsiConsole.Write(combinations);
        if (fit.NotEstimable.Count > 0) { Console.Out.WriteLine($"These trials cannot tell: {string.Join(", ", fit.NotEstimable)}."); }
        Remarks(file);
        return ExitCode.Done;
    }

    private static void Summary(NetworkFile file, double tau2, QStatistic q, TauEstimator estimator)
    {
        if (Console.IsOutputRedirected) { AnsiConsole.Profile.Width = WidthOfFile; }
        Console.Out.WriteLine($"{file.Network.Trials.Count} trials, {file.Network.Comparisons} comparisons, {file.Network.Treatments.Count} treatments{(file.Measure is EffectMeasure.Or or EffectMeasure.Rr ? "; logarithms of ratios" : "")}.");
        Console.Out.WriteLine($"Variance between studies {Number(tau2)} ({(estimator == TauEstimator.Reml ? "REML" : "DerSimonian-Laird")}); Q {Words(q)}; I² {q.I2.ToString("P1", CultureInfo.InvariantCulture)} ({q.I2Interval.Low.ToString("P1", CultureInfo.InvariantCulture)} to {q.I2Interval.High.ToString("P1", CultureInfo.InvariantCulture)}).");
    }

    private const int WidthOfFile = 160;

    private static void Remarks(NetworkFile file)
    {
        foreach (var remark in file.Remarks) { Console.Out.WriteLine(remark); }
    }

    private static string Words(Estimate? estimate) => estimate is { } known ? $"{Number(known.Value)} ({Number(known.Low)} to {Number(known.High)})" : "cannot be told";

    private static string Words(QStatistic q) => $"{Number(q.Q)} on {q.Degrees} df (p {(q.P < 0.0001 ? "below 0.0001" : Number(q.P))})";

    /// <summary>Four decimals; adding zero turns a negative zero into zero.</summary>
    private static string Number(double value) => (Math.Round(value, 4) + 0.0).ToString("0.####", CultureInfo.InvariantCulture);

    private static Table Table(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Minimal, Title = new(Markup.Escape(title)) };
        foreach (var column in columns) { table.AddColumn(Markup.Escape(column)); }
        return table;
    }

    private static void Row(Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Markup(Markup.Escape(cell)))]);
}
