namespace Facet.Cli;

/// <summary>What a command says to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Different = 1;
    public const int BadInput = 2;
    public const int Incomplete = 3;
    public const int RedFlagStop = 4;

    /// <summary>Only from the native build, and only to the script that started it: the same command is to be run by the build for the runtime.</summary>
    public const int NeedsRuntime = 75;
}
