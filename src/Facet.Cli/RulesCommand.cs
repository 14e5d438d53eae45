using System.CommandLine;
using Spectre.Console;

namespace Facet.Cli;

/// <summary><c>facet rules</c>: lists the rules; <c>facet rules check DIR</c>: checks a folder of knowledge files.</summary>
internal static class RulesCommand
{
    public static Command Create()
    {
        var knowledge = Input.KnowledgeFolder();
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "A folder of knowledge files; those that are not in it are the built-in ones." };
        var check = new Command("check", "Check knowledge files and report every problem at once.") { folder };
        check.SetAction(parsed => Check(parsed.GetRequiredValue(folder)));
        var command = new Command("rules", "List the rules.") { knowledge, check };
        command.SetAction(parsed => List(parsed.GetValue(knowledge)));
        return command;
    }

    private static int List(DirectoryInfo? folder)
    {
        if (!Input.Pathway(folder).TryGet(out var pathway, out var problems)) { return Input.Refuse(problems); }
        var table = new Table { Border = TableBorder.Minimal };
        foreach (var column in (string[])["Rule", "Effect", "About", "Checked"]) { table.AddColumn(column); }
        foreach (var rule in pathway.Knowledge.Triage) { Row(rule.Id, $"{rule.Tier}, {rule.PlanEffect}", rule.Title, rule.Checked.ToString()); }
        foreach (var rule in pathway.Knowledge.Eligibility) { Row(rule.Id, rule.Effect.ToString(), string.Join(", ", (IEnumerable<string>)[.. rule.Families.Count == 8 ? ["all"] : rule.Families.Select(family => family.Code()), .. rule.Techniques]), rule.Checked.ToString()); }
        foreach (var rule in pathway.Knowledge.Medicines) { Row(rule.Id, rule.Effect.ToString(), rule.Target, rule.Checked.ToString()); }
        AnsiConsole.Write(table);
        Console.Out.WriteLine($"{pathway.Knowledge.Triage.Count + pathway.Knowledge.Eligibility.Count + pathway.Knowledge.Medicines.Count} rules, {pathway.Knowledge.Formulary.Ingredients.Count} ingredients, {pathway.Knowledge.Sources.Count} sources. Knowledge {pathway.KnowledgeId}.");
        return ExitCode.Done;

        void Row(params string[] cells) => table.AddRow([.. cells.Select(cell => new Markup(Markup.Escape(cell)))]);
    }

    private static int Check(DirectoryInfo folder)
    {
        if (!Input.Files(folder).TryGet(out var files, out var problems) || !Planning.CarePathway.Load(files).TryGet(out var pathway, out problems) || !Facet.Outcomes.OutcomeMeasures.Load(files, pathway.Knowledge).TryGet(out _, out problems)) { return Input.Refuse(problems); }
        Console.Out.WriteLine($"{files.Overridden.Count} files of the folder and the built-in rest are sound: {pathway.Knowledge.Triage.Count + pathway.Knowledge.Eligibility.Count + pathway.Knowledge.Medicines.Count} rules. Read: {string.Join(", ", files.Overridden)}.");
        return ExitCode.Done;
    }
}
