using Facet.Evidence;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Web.Shell;

/// <summary>What the server knows, read once at start. A clinic's own files stand in the folder <c>knowledge</c> beside the database, at any depth.</summary>
internal static class LoadedKnowledge
{
    /// <exception cref="InvalidOperationException">A file is wrong; the message has file, line and reason.</exception>
    public static CarePathway Read(string dataFolder)
    {
        var folder = new DirectoryInfo(Path.Combine(dataFolder, "knowledge"));
        var own = folder.Exists
            ? folder.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => (file.FullName, File.ReadAllText(file.FullName))).ToList()
            : [];
        return Demand(CarePathway.Load(own.Count == 0 ? KnowledgeFiles.Embedded : Demand(KnowledgeFiles.With(own))));
    }

    /// <summary>The trials behind the effects, read when the first page asks for them.</summary>
    /// <exception cref="InvalidOperationException">A file is wrong; the message has file, line and reason.</exception>
    public static TrialLibrary Trials(CarePathway pathway) => Demand(TrialLibrary.Load(pathway.Files));

    /// <summary>What is known of harms, read when the first page asks for it.</summary>
    /// <exception cref="InvalidOperationException">The file is wrong; the message has file, line and reason.</exception>
    public static Harms KnownHarms(CarePathway pathway) => Demand(Harms.Load(pathway.Files));

    private static T Demand<T>(Checked<T> given) => given.TryGet(out var value, out var problems)
        ? value
        : throw new InvalidOperationException($"Facet cannot start with this knowledge:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}");
}
