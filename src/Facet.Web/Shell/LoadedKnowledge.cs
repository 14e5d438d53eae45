using Facet.Evidence;
using Facet.Knowledge;
using Facet.Outcomes;
using Facet.Planning;
using Facet.Treatments;

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
        var pathway = Demand(CarePathway.Load(own.Count == 0 ? KnowledgeFiles.Embedded : Demand(KnowledgeFiles.With(own))));
        // The built-in files are held sound by the tests; a clinic's own stop the start, not the first patient who is asked something.
        if (own.Count > 0) { _ = Measures(pathway); }
        return pathway;
    }

    /// <summary>The questionnaires, read when the first page asks for them.</summary>
    /// <exception cref="InvalidOperationException">A file is wrong; the message has file, line and reason.</exception>
    public static OutcomeMeasures Measures(CarePathway pathway) => Demand(OutcomeMeasures.Load(pathway.Files, pathway.Knowledge));

    /// <summary>The trials behind the effects, read when the first page asks for them.</summary>
    /// <exception cref="InvalidOperationException">A file is wrong; the message has file, line and reason.</exception>
    public static TrialLibrary Trials(CarePathway pathway) => Demand(TrialLibrary.Load(pathway.Files));

    /// <summary>What is known of harms, read when the first page asks for it.</summary>
    /// <exception cref="InvalidOperationException">The file is wrong; the message has file, line and reason.</exception>
    public static Harms KnownHarms(CarePathway pathway) => Demand(Harms.Load(pathway.Files));

    /// <summary>What people hear and read while they do an item, read when the first page asks for it.</summary>
    /// <exception cref="InvalidOperationException">The file is wrong; the message has file, line and reason.</exception>
    public static DeliveryContent Delivery(CarePathway pathway) => Demand(DeliveryContent.Load(pathway.Files));

    /// <summary>The articles, read when the first page asks for them.</summary>
    /// <exception cref="InvalidOperationException">A file is wrong; the message has file, line and reason.</exception>
    public static ArticleLibrary Articles(CarePathway pathway) => Demand(ArticleLibrary.Load(pathway.Files, pathway.Knowledge));

    /// <summary>Words of the knowledge in other languages, read when the first page asks for them.</summary>
    /// <exception cref="InvalidOperationException">A file is wrong; the message has file, line and reason.</exception>
    public static Translations Words(CarePathway pathway) => Demand(Translations.Load(pathway.Files));

    /// <summary>What prescribers of opioids are shown and asked, read when the first page asks for it.</summary>
    /// <exception cref="InvalidOperationException">The file is wrong; the message has file, line and reason.</exception>
    public static OpioidKnowledge Opioids(CarePathway pathway) => Demand(OpioidKnowledge.Load(pathway.Files));

    private static T Demand<T>(Checked<T> given) => given.TryGet(out var value, out var problems)
        ? value
        : throw new InvalidOperationException($"Facet cannot start with this knowledge:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}");
}
