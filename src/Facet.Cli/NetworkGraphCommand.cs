using System.CommandLine;
using Facet.Evidence;

namespace Facet.Cli;

/// <summary><c>facet evidence network-graph</c>: who was compared with whom, the picture of the evidence pages as a file.</summary>
internal static class NetworkGraphCommand
{
    public static Command Create()
    {
        var outcome = new Option<string>("--outcome") { Description = "What was measured.", DefaultValueFactory = _ => "pain" };
        outcome.AcceptOnlyFromAmong("pain", "function");
        var window = new Option<string>("--window") { Description = "When: early (to 8 weeks), m3 (to 18), m6 (to 39), m12 (later).", DefaultValueFactory = _ => EffectModel.PlanWindow.Code() };
        window.AcceptOnlyFromAmong([.. TimeWindows.All.Select(each => each.Code())]);
        var target = new Option<FileInfo>("--out") { Description = "The picture, an SVG file.", Required = true };
        var knowledge = Input.KnowledgeFolder();
        var command = new Command("network-graph", "Draw which treatments the trials at hand compare: a point's area is its participants, a line's width its trials.") { outcome, window, target, knowledge };
        command.SetAction(parsed =>
        {
            if (!Input.Files(parsed.GetValue(knowledge)).TryGet(out var files, out var problems) || !TrialLibrary.Load(files).TryGet(out var library, out problems)) { return Input.Refuse(problems); }
            var (measured, when) = (OutcomeCodes.Find(parsed.GetValue(outcome)!)!.Value, TimeWindows.Find(parsed.GetValue(window)!)!.Value);
            var trials = library.Select(measured, when);
            if (trials.Count == 0) { return Input.Refuse([new("--window", "no-trials", "No trial measured this outcome in this window.")]); }
            var graph = NetworkGraph.Of(new(trials));
            var file = parsed.GetRequiredValue(target);
            try
            {
                File.WriteAllText(file.FullName, graph.Draw($"Who was compared with whom: {measured.Code()}, {when.Code()}", code => code));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Input.Refuse([new(file.ToString(), "cannot-write", exception.Message)]);
            }
            Console.Out.WriteLine($"{file}: {graph.Treatments.Count} treatments, {graph.Comparisons.Count} comparisons, {trials.Count} trials, {graph.Pieces} {(graph.Pieces == 1 ? "piece" : "pieces")}. Draft: no statistician has signed these numbers.");
            return ExitCode.Done;
        });
        return command;
    }
}
