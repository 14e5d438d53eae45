using System.CommandLine;
using Facet.Evidence;
using Facet.Interop.Json;
using Spectre.Console;

namespace Facet.Cli;

/// <summary><c>facet evidence harms</c>: what is known of harms, with interval, comparator and source.</summary>
internal static class HarmsCommand
{
    private const int WidthOfFile = 200;

    public static Command Create()
    {
        var component = new Option<string?>("--component") { Description = "A component's code, such as spinal_manipulation; all when left out." };
        var json = new Option<bool>("--json") { Description = "Print JSON for machines." };
        var knowledge = Input.KnowledgeFolder();
        var command = new Command("harms", "What is known of the harms of treatments.") { component, json, knowledge };
        command.SetAction(parsed =>
        {
            if (!Input.Files(parsed.GetValue(knowledge)).TryGet(out var files, out var problems) || !Harms.Load(files).TryGet(out var harms, out problems) || !Vocabulary.Load(files).TryGet(out var vocabulary, out problems)) { return Input.Refuse(problems); }
            var code = parsed.GetValue(component);
            if (code is not null && vocabulary.Find(code) is null) { return Input.Refuse([new("--component", "unknown-component", $"'{code}' is not a component; they are {string.Join(", ", vocabulary.Components.Select(each => each.Code))}.")]); }
            List<Harm> rows = [.. code is null ? harms.Rows : harms.Of(code)];
            if (parsed.GetValue(json)) { Console.Out.WriteLine(HarmDocument.Write(rows)); return ExitCode.Done; }
            if (Console.IsOutputRedirected) { AnsiConsole.Profile.Width = WidthOfFile; }
            Console.Out.WriteLine("Draft: no clinician has signed these numbers. Harms that no row names are not known to be absent.");
            if (rows.Count == 0) { Console.Out.WriteLine($"Nothing at hand speaks of harms of {code}."); return ExitCode.Done; }
            var table = new Table { Border = TableBorder.Minimal };
            foreach (var column in (string[])["Component", "Harm", "Measure", "Number (95 %)", "People with it", "Against", "Source", "Read in a source"]) { table.AddColumn(column); }
            foreach (var harm in rows)
            {
                table.AddRow([.. ((string[])[harm.Component, harm.What, harm.MeasureWords, harm.Remark.Length > 0 ? harm.Remark : harm.Words, harm.CountWords, harm.Comparator, harm.Citation, harm.IsVerified ? "yes" : "no"]).Select(cell => new Markup(Markup.Escape(cell)))]);
            }
            AnsiConsole.Write(table);
            return ExitCode.Done;
        });
        return command;
    }
}
