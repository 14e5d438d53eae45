using System.CommandLine;
using Facet.Evidence;

namespace Facet.Cli;

/// <summary><c>facet evidence forest</c>: the picture of the evidence pages as a file.</summary>
internal static class ForestCommand
{
    public static Command Create()
    {
        var component = new Option<string?>("--component") { Description = "A component's code, such as exercise: its effect at all times. All components of one outcome and window when left out." };
        var outcome = new Option<string>("--outcome") { Description = "What was measured, where no component is named.", DefaultValueFactory = _ => "pain" };
        outcome.AcceptOnlyFromAmong("pain", "function");
        var window = new Option<string>("--window") { Description = "When, where no component is named.", DefaultValueFactory = _ => EffectModel.PlanWindow.Code() };
        window.AcceptOnlyFromAmong([.. TimeWindows.All.Select(each => each.Code())]);
        var target = new Option<FileInfo>("--out") { Description = "The picture, an SVG file.", Required = true };
        var knowledge = Input.KnowledgeFolder();
        var command = new Command("forest", "Draw a forest plot of what plans expect.") { component, outcome, window, target, knowledge };
        command.SetAction(parsed =>
        {
            if (!Input.Files(parsed.GetValue(knowledge)).TryGet(out var files, out var problems) || !TrialLibrary.Load(files).TryGet(out var library, out problems)
                || !FittedEffects.Read(files.Read(FittedEffects.File)).TryGet(out var effects, out problems))
            {
                return Input.Refuse(problems);
            }
            var known = library.Vocabulary.Components.Where(each => each.Role == ComponentRole.Active).Select(each => each.Code).ToList();
            var rows = new List<ForestRow>();
            string title;
            if (parsed.GetValue(component) is { } code)
            {
                if (!known.Contains(code)) { return Input.Refuse([new("--component", "unknown-component", $"'{code}' is not a component; they are {string.Join(", ", known)}.")]); }
                title = $"{code} against no treatment";
                foreach (var measured in OutcomeCodes.All)
                {
                    foreach (var when in TimeWindows.All) { if (ForestRow.Of(effects.Find(measured, when), code, $"{measured.Code()}, {when.Code()}") is { } row) { rows.Add(row); } }
                }
                if (rows.Count == 0) { return Input.Refuse([new("--component", "no-estimate", $"No trial isolates {code}: there is no estimate to draw.")]); }
            }
            else
            {
                var (measured, when) = (OutcomeCodes.Find(parsed.GetValue(outcome)!)!.Value, TimeWindows.Find(parsed.GetValue(window)!)!.Value);
                title = $"Each component against no treatment: {measured.Code()}, {when.Code()}";
                foreach (var each in known) { if (ForestRow.Of(effects.Find(measured, when), each, each) is { } row) { rows.Add(row); } }
            }
            var file = parsed.GetRequiredValue(target);
            try
            {
                File.WriteAllText(file.FullName, ForestPlot.Draw(title, rows));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Input.Refuse([new(file.ToString(), "cannot-write", exception.Message)]);
            }
            Console.Out.WriteLine($"{file}: {rows.Count} rows. Draft: no statistician has signed these numbers.");
            return ExitCode.Done;
        });
        return command;
    }
}
