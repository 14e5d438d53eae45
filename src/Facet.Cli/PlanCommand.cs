using System.CommandLine;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Triage;

namespace Facet.Cli;

/// <summary><c>facet plan FILE</c>: from a person's answers to an explained plan, or to wherever the pathway stops.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "An intake file (JSON) or a FHIR R4 Bundle (JSON)." };
        var json = new Option<bool>("--json") { Description = "Print JSON for machines." };
        var leftOut = new Option<string>("--left-out")
        {
            Description = "What an input that an intake file leaves out means: 'default' (asked, nothing to report) or 'unknown' (never asked).",
            DefaultValueFactory = _ => "default",
        };
        leftOut.AcceptOnlyFromAmong("default", "unknown");
        var want = new Option<string[]>("--want") { Description = "Ids of interventions that the patient asks for.", AllowMultipleArgumentsPerToken = true };
        var knowledge = Input.KnowledgeFolder();
        var command = new Command("plan", "Make a plan for one person.") { file, json, leftOut, want, knowledge };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(json), parsed.GetValue(leftOut) == "unknown" ? LeftOut.IsUnknown : LeftOut.IsDefault, parsed.GetValue(want) ?? [], parsed.GetValue(knowledge)));
        return command;
    }

    private static int Run(FileInfo file, bool json, LeftOut leftOut, IReadOnlyList<string> wanted, DirectoryInfo? folder)
    {
        if (!Input.Text(file).TryGet(out var text, out var problems)
            || !Input.Pathway(folder).TryGet(out var pathway, out problems)
            || !IntakeDocument.Read(file.ToString(), text, leftOut).TryGet(out var answers, out problems))
        {
            return Input.Refuse(problems);
        }
        if (wanted.Where(id => pathway.Catalogue.Interventions.All(intervention => intervention.Id != id)).ToList() is { Count: > 0 } unknown)
        {
            return Input.Refuse([.. unknown.Select(id => new Problem("--want", "unknown-intervention", $"'{id}' is not in the catalogue; its entries are {string.Join(", ", pathway.Catalogue.Interventions.Select(i => i.Id))}."))]);
        }
        if (!pathway.Walk(answers, wanted).TryGet(out var result, out problems))
        {
            return Input.Refuse([.. problems.Select(problem => problem with { Path = $"{file}: {problem.Path}" })]);
        }
        if (json) { Console.Out.WriteLine(PathwayDocument.Write(pathway, result)); }
        else { PlanReport.Print(pathway, result); }
        return result.Disposition switch
        {
            Disposition.Cleared => ExitCode.Done,
            Disposition.Incomplete => ExitCode.Incomplete,
            _ => ExitCode.RedFlagStop,
        };
    }
}
