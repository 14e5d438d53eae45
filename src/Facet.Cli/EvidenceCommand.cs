using System.CommandLine;
using System.Globalization;
using Facet.Evidence;
using Facet.Interop.Json;
using Spectre.Console;

namespace Facet.Cli;

/// <summary><c>facet evidence</c>: what trials say.</summary>
internal static class EvidenceCommand
{
    public static Command Create() => new("evidence", "What trials say of treatments, alone and together.") { Network(), Effects(), Combine(), ForestCommand.Create(), NetworkGraphCommand.Create(), HarmsCommand.Create(), Fit() };

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
                    ? ComponentModel(read, parsed.GetValue(reference), parsed.GetValue(inactive), parsed.GetValue(separator)!, parsed.GetValue(interaction) ?? [], estimator, parsed.GetValue(json))
                    : NetworkModel(read, parsed.GetValue(reference), parsed.GetValue(small) == "good", estimator, parsed.GetValue(json));
            }
            catch (ArgumentException exception)
            {
                return Input.Refuse([new(path.ToString(), "option", exception.Message.Split(" (Parameter")[0])]);
            }
        });
        return command;
    }

    /// <summary>The options that say which model of which trials is meant.</summary>
    private sealed class Asking
    {
        private readonly Option<string> outcome = Choice("--outcome", "What was measured.", "pain", "pain", "function");
        private readonly Option<string> window = Choice("--window", "When: early (to 8 weeks), m3 (to 18), m6 (to 39), m12 (later).", "early", "early", "m3", "m6", "m12");
        private readonly Option<string> model = Choice("--model", "additive: effects add up; context: being treated at all works once; average: all four models by their weights.", "average", "average", "context", "additive");
        private readonly Option<bool> interactions = new("--interactions") { Description = "Pairs have effects of their own (additive and context)." };
        private readonly Option<bool> unlinked = new("--unlinked") { Description = "The window by itself; else the four windows inform each other." };
        private readonly Option<bool> suspect = new("--with-suspect") { Description = "Rows that look wrong enter too." };
        private readonly Option<bool> outOfScope = new("--with-out-of-scope") { Description = "Rows with surgery and injections enter too." };
        private readonly Option<bool> armsAlone = new("--without-summaries") { Description = "Published differences without arms stay out." };
        private readonly Option<bool> merge = new("--merge-controls") { Description = "Sham and placebo are read as nothing." };
        private readonly Option<double> important = new("--important-difference") { Description = "Points of 100 that count as an important improvement.", DefaultValueFactory = _ => OutcomeCodes.ImportantDifference };
        private readonly Option<bool> json = new("--json") { Description = "Print JSON for machines." };
        private readonly Option<DirectoryInfo?> knowledge = Input.KnowledgeFolder();

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[outcome, window, model, interactions, unlinked, suspect, outOfScope, armsAlone, merge, important, json, knowledge]) { command.Add(option); }
        }

        public Checked<Answer> Fit(ParseResult parsed)
        {
            if (!(parsed.GetValue(important) > 0)) { return Checked<Answer>.Refused([new("--important-difference", "not-positive", "An important difference is above 0 points.")]); }
            if (!Input.Files(parsed.GetValue(knowledge)).TryGet(out var files, out var problems)
                || !TrialLibrary.Load(files).TryGet(out var library, out problems)
                || !EvidencePriors.Load(files).TryGet(out var priors, out problems))
            {
                return Checked<Answer>.Refused(problems);
            }
            var measured = OutcomeCodes.Find(parsed.GetValue(outcome)!)!.Value;
            var when = TimeWindows.Find(parsed.GetValue(window)!)!.Value;
            var scope = new EvidenceScope { WithSuspect = parsed.GetValue(suspect), WithOutOfScope = parsed.GetValue(outOfScope), WithoutSummaries = parsed.GetValue(armsAlone), MergeControls = parsed.GetValue(merge) };
            var parts = (parsed.GetValue(unlinked) ? [when] : TimeWindows.All).Select(each => new WindowTrials(each, library.Select(measured, each, scope))).Where(part => part.Trials.Count > 0).ToList();
            var place = parts.FindIndex(part => part.Window == when);
            if (place < 0) { return Checked<Answer>.Refused([new("--window", "no-trials", "No trial measured this outcome in this window.")]); }
            var word = parsed.GetValue(model)!;
            var question = new EvidenceDocument.Question(measured, when, word, place, parsed.GetValue(important));
            var structure = word == "additive" ? EffectStructure.Additive : EffectStructure.ContextOnce;
            if (word == "average") { return new Answer(library, question, EvidenceAverage.Fit(library.Vocabulary, parts, priors), null, parsed.GetValue(json)); }
            var fit = parts.Count == 1 ? EvidenceFit.Fit(library.Vocabulary, parts[0].Trials, priors, structure, parsed.GetValue(interactions)) : EvidenceFit.FitLinked(library.Vocabulary, parts, priors, structure, parsed.GetValue(interactions));
            return new Answer(library, question, null, fit, parsed.GetValue(json));
        }
    }

    /// <summary>A fit and what was asked of it.</summary>
    private sealed record Answer(TrialLibrary Library, EvidenceDocument.Question Question, EvidenceAverage? Average, EvidenceFit? Single, bool Json)
    {
        public Vocabulary Vocabulary => Library.Vocabulary;

        public EvidenceFit First => Single ?? Average!.Fits[0];

        public Mixture? Effect(string set, string comparator, bool isPrediction) =>
            Single is { } fit ? fit.Effect(set, comparator, isPrediction, Question.Place) : Average!.Effect(set, comparator, isPrediction, Question.Place);
    }

    private static Command Fit()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "A folder with trials.csv, contrasts.csv, pooled.csv, summaries.yaml, components.csv or priors.yaml; what is not in it is the build's own.", Required = true };
        var target = new Option<FileInfo>("--out") { Description = "Where the effects go; in a clinic's knowledge folder effects.txt stands in place of the build's.", Required = true };
        var command = new Command("fit", "Fit the models to trials and save what planning needs of them.") { data, target };
        command.SetAction(parsed =>
        {
            if (!Input.Files(parsed.GetRequiredValue(data)).TryGet(out var files, out var problems)) { return Input.Refuse(problems); }
            var fitted = AnsiConsole.Progress().Start(progress =>
            {
                var task = progress.AddTask("Fitting");
                return FittedEffects.Fit(files, (done, all) => { task.Value = done; task.MaxValue = all; });
            });
            if (!fitted.TryGet(out var effects, out problems)) { return Input.Refuse(problems); }
            if (TrialLibrary.Load(files).TryGet(out var library, out _)) { Decisions(library.Decisions); }
            var file = parsed.GetRequiredValue(target);
            var half = $"{file.FullName}.part";
            try
            {
                // The whole file or none: a planner never meets half of it.
                File.WriteAllText(half, effects.Write());
                File.Move(half, file.FullName, overwrite: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Input.Refuse([new(file.ToString(), "cannot-write", exception.Message)]);
            }
            Console.Out.WriteLine($"{file}: effects {effects.Id}. Draft: no statistician has signed these numbers.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Every published difference, and whether it entered the fits.</summary>
    private static void Decisions(IReadOnlyList<RowDecision> decisions)
    {
        foreach (var isUsed in (bool[])[true, false])
        {
            foreach (var decision in decisions.Where(decision => decision.IsUsed == isUsed)) { Console.Out.WriteLine($"{(isUsed ? "used" : "left out")}: {decision.File}:{decision.Line} {decision.Row} - because: {decision.Because}"); }
        }
    }

    private static Command Effects()
    {
        var asking = new Asking();
        var command = new Command("effects", "What every component is expected to do, how sure that is, and from which trials.");
        asking.AddTo(command);
        command.SetAction(parsed =>
        {
            if (!asking.Fit(parsed).TryGet(out var answer, out var problems)) { return Input.Refuse(problems); }
            if (answer.Json)
            {
                Console.Out.WriteLine(answer.Single is { } only ? EvidenceDocument.Write(answer.Question, only, answer.Vocabulary) : EvidenceDocument.Write(answer.Question, answer.Average!, answer.Vocabulary));
                return ExitCode.Done;
            }
            Heading(answer);
            var table = Table("Against nothing, points of 100, negative is better", "Component", "Mean (95 %)", "A new study (95 %)", "Important", "Trials");
            foreach (var component in answer.First.Components)
            {
                var effect = answer.Effect(component, Component.NoTreatment, false)!;
                Row(table, component, Words(effect), Words(answer.Effect(component, Component.NoTreatment, true)!), effect.Below(-answer.Question.MinimalImportantDifference).ToString("P0", CultureInfo.InvariantCulture), Counted(EvidenceDocument.Informing(answer.First.Parts[answer.Question.Place].Trials, component)));
            }
            AnsiConsole.Write(table);
            Console.Out.WriteLine($"No estimate: {string.Join(", ", answer.Vocabulary.Components.Where(component => component.Role == ComponentRole.Active && !answer.First.Components.Contains(component.Code)).Select(component => component.Code))}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Combine()
    {
        var components = new Argument<string[]>("COMPONENT") { Description = "Codes of components, such as exercise spinal_manipulation.", Arity = ArgumentArity.OneOrMore };
        var asking = new Asking();
        var command = new Command("combine", "What a combination is expected to do against nothing, usual care and each of its parts.") { components };
        asking.AddTo(command);
        command.SetAction(parsed =>
        {
            if (!asking.Fit(parsed).TryGet(out var answer, out var problems)) { return Input.Refuse(problems); }
            var set = parsed.GetRequiredValue(components);
            var known = answer.Vocabulary.Components.Where(component => component.Role is ComponentRole.Active or ComponentRole.Background).Select(component => component.Code).ToList();
            var wrong = set.Where(code => !known.Contains(code)).Select(code => new Problem("COMPONENT", "unknown-component", $"'{code}' is not a component; they are {string.Join(", ", known)}.")).ToList();
            if (set.Distinct().Count() != set.Length) { wrong.Add(new("COMPONENT", "duplicate", "A component is there twice.")); }
            if (wrong.Count > 0) { return Input.Refuse(wrong); }
            var name = string.Join('+', set.Order(StringComparer.Ordinal));
            if (answer.Json) { Console.Out.WriteLine(EvidenceDocument.Write(answer.Question, name, answer.First, answer.Effect)); return ExitCode.Done; }
            Heading(answer);
            if (set.Where(code => answer.Effect(code, Component.NoTreatment, false) is null).ToList() is { Count: > 0 } none)
            {
                Console.Out.WriteLine($"No estimate: no trial isolates {string.Join(", ", none)}.");
                return ExitCode.Done;
            }
            var table = Table(name, "Against", "Mean (95 %)", "A new study (95 %)", "Important");
            foreach (var comparator in Combination.Comparators(set))
            {
                var effect = answer.Effect(name, comparator, false)!;
                Row(table, comparator, Words(effect), Words(answer.Effect(name, comparator, true)!), effect.Below(-answer.Question.MinimalImportantDifference).ToString("P0", CultureInfo.InvariantCulture));
            }
            AnsiConsole.Write(table);
            var tested = answer.First.Parts[answer.Question.Place].Trials.Where(trial => Combination.TestedIn(trial, [.. set.Where(code => code != Component.UsualCare)])).Select(trial => trial.Study).ToList();
            Console.Out.WriteLine(tested.Count == 0 ? "No trial of this outcome and window tested exactly this." : $"Tested exactly like this in: {string.Join("; ", tested)}.");
            if (answer.Average?.Basis(name, answer.Library.RiskOfBias, Component.NoTreatment, answer.Question.Place) is { } basis)
            {
                var certainty = Certainty.Of(answer.Effect(name, Component.NoTreatment, false)!.Interval, answer.Effect(name, Component.NoTreatment, true)!.Interval, answer.Question.MinimalImportantDifference, basis);
                var shown = basis.Trials.Take(EffectBasis.MostSaved).ToList();
                Console.Out.WriteLine($"Against nothing it rests on: {string.Join("; ", shown.Select(trial => $"{trial.Study} ({trial.Window.Code()}) {Percent(trial.Share)}"))}; {basis.Count - shown.Count} more {Percent(1 - basis.Prior - shown.Sum(trial => trial.Share))}; the prior {Percent(basis.Prior)}.");
                Console.Out.WriteLine($"Certainty by rule, graded by no person: {certainty.Word}. {string.Join(" ", certainty.Reasons)}");
            }
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>How many trials, and how many published differences without arms beside them.</summary>
    private static string Counted(IEnumerable<string> studies)
    {
        var summaries = studies.Count(study => study.EndsWith(SummaryContrast.Mark, StringComparison.Ordinal));
        return string.Create(CultureInfo.InvariantCulture, $"{studies.Count() - summaries}{(summaries > 0 ? $" + {summaries} {(summaries == 1 ? "summary" : "summaries")}" : "")}");
    }

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private static void Heading(Answer answer)
    {
        if (Console.IsOutputRedirected) { AnsiConsole.Profile.Width = WidthOfFile; }
        var fit = answer.First;
        var trials = fit.Parts[answer.Question.Place].Trials;
        Console.Out.WriteLine($"{answer.Question.Outcome.Code()}, {answer.Question.Window.Code()}, {answer.Question.Model} model: {trials.Count(trial => !trial.IsSummary)} trials{(trials.Count(trial => trial.IsSummary) is > 0 and var summaries ? $" and {summaries} published {(summaries == 1 ? "difference" : "differences")} without arms" : "")}{(fit.IsLinked ? ", linked with the other windows (approximate quadrature)" : "")}. Draft: no statistician has signed these numbers.");
        foreach (var each in answer.Average?.Fits ?? [fit])
        {
            var weight = answer.Average is { } average ? $" weight {Number(average.Weights[average.Fits.ToList().IndexOf(each)])};" : "";
            var tau = each.BetweenStudies(answer.Question.Place);
            Console.Out.WriteLine($"{(each.Structure == EffectStructure.Additive ? "additive" : "context once")}{(each.HasInteractions ? " with interactions" : "")}:{weight} log marginal likelihood {Number(each.LogMarginalLikelihood)}; between studies {Words(tau)}; inside families {Words(each.SpecificSd)}{(each.Context(answer.Question.Place) is { } context ? $"; being treated at all {Words(context)}" : "")}{(each.MeanInteraction is { } pair ? $"; mean interaction {Words(pair)}" : "")}.");
        }
    }

    private static string Words(Mixture mixture) => string.Create(CultureInfo.InvariantCulture, $"{mixture.Mean:0.0} ({mixture.Low:0.0} to {mixture.High:0.0})");

    private static string Words(ScaleSummary scale) => string.Create(CultureInfo.InvariantCulture, $"{scale.Mean:0.0} ({scale.Low:0.0} to {scale.High:0.0})");

    private static Option<string> Choice(string name, string description, string otherwise, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    private static int NetworkModel(NetworkFile file, string? reference, bool smallIsGood, TauEstimator estimator, bool json)
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

    private static int ComponentModel(NetworkFile file, string? reference, string? inactive, string separator, IReadOnlyList<string> interactions, TauEstimator estimator, bool json)
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
