using System.CommandLine;
using Facet.Cli;

var root = new RootCommand("Facet: safe, explained plans for people with back pain. Draft knowledge: no clinician has signed it.")
{
    PlanCommand.Create(),
    ReplayCommand.Create(),
    RulesCommand.Create(),
    ExplainCommand.Create(),
    EvidenceCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"facet: {exception.Message}");
    return ExitCode.BadInput;
}
