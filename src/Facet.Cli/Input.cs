using System.CommandLine;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Cli;

/// <summary>What commands read: the knowledge, and files that people name.</summary>
internal static class Input
{
    private const long LargestFile = 64 * 1024 * 1024;

    public static Option<DirectoryInfo?> KnowledgeFolder() => new("--knowledge") { Description = "A folder with knowledge files that stand in place of the built-in ones.", HelpName = "DIR" };

    /// <summary>Prints every problem; the answer of the command is then "bad input".</summary>
    public static int Refuse(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) { Console.Error.WriteLine(problem.ToString()); }
        Console.Error.WriteLine(problems.Count == 1 ? "1 problem. Nothing was done." : $"{problems.Count} problems. Nothing was done.");
        return ExitCode.BadInput;
    }

    public static Checked<CarePathway> Pathway(DirectoryInfo? folder) =>
        Files(folder).TryGet(out var files, out var problems) ? CarePathway.Load(files) : Checked<CarePathway>.Refused(problems);

    public static Checked<KnowledgeFiles> Files(DirectoryInfo? folder)
    {
        if (folder is null) { return KnowledgeFiles.Embedded; }
        if (!folder.Exists) { return Checked<KnowledgeFiles>.Refused([new(folder.FullName, "no-folder", "There is no such folder.")]); }
        var texts = folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension is ".yaml" or ".yml" || KnowledgeFiles.Names.Any(name => name.EndsWith($"/{file.Name}", StringComparison.Ordinal)))
            .OrderBy(file => file.FullName, StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder.FullName, file.FullName), File.ReadAllText(file.FullName)))
            .ToList();
        return texts.Count > 0
            ? KnowledgeFiles.With(texts)
            : Checked<KnowledgeFiles>.Refused([new(folder.FullName, "no-files", $"The folder holds no knowledge file; their names are {string.Join(", ", KnowledgeFiles.Names)}.")]);
    }

    /// <summary>The next Monday: weeks of a plan begin on it.</summary>
    public static DateOnly Monday()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);
        return today.AddDays(1 + ((7 - (int)today.DayOfWeek) % 7));
    }

    public static Checked<string> Text(FileInfo file)
    {
        if (!file.Exists) { return Checked<string>.Refused([new(file.ToString(), "no-file", "There is no such file.")]); }
        return file.Length <= LargestFile ? File.ReadAllText(file.FullName) : Checked<string>.Refused([new(file.ToString(), "too-large", "The file is larger than 64 MiB.")]);
    }
}
