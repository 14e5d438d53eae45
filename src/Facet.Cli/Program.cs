using System.CommandLine;
using Facet.Cli;

#if !NATIVE
// The database library builds its queries at run time, which the project file forbids for the sake of the short commands.
if (args is ["replay", ..] or ["simulate", ..] || args.Contains("--all")) { AppContext.SetSwitch("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", true); }
#endif
var root = new RootCommand("Facet: safe, explained plans for people with back pain. Draft knowledge: no clinician has signed it.")
{
    PlanCommand.Create(),
    ReplayCommand.Create(),
    SimulateCommand.Create(),
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
