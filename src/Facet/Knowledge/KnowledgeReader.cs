namespace Facet.Knowledge;

/// <summary>The knowledge files as parsed text, with one list of everything that is wrong with them.</summary>
/// <remarks>A second thread parses ahead from the far end of the list, which takes a third off the start of the process.</remarks>
internal sealed class KnowledgeReader
{
    /// <summary>Files that no stage computes with: for people, or read when they are needed.</summary>
    private static readonly string[] NotAtStart =
        ["intake/questions.yaml", ExerciseGuideLoader.PlayerFile, ExerciseGuideLoader.FiguresFile, "terminology/fhir-map.yaml", "terminology/terminology.yaml", "treatments/courses.yaml", "treatments/delivery.yaml", "treatments/sessions.yaml", "instruments/outcomes.yaml", "instruments/items.yaml", "instruments/licensed.yaml", "evidence/priors.yaml", "evidence/summaries.yaml", ArticleLibrary.WhoFile];

    private readonly Dictionary<string, Lazy<Node?>> parsed = new(StringComparer.Ordinal);
    private readonly List<Problem> problems;

    public KnowledgeReader(KnowledgeFiles files, List<Problem> problems)
    {
        (Files, this.problems) = (files, problems);
        var ahead = new List<Lazy<Node?>>();
        foreach (var name in KnowledgeFiles.Names)
        {
            if (!name.EndsWith(".yaml", StringComparison.Ordinal)) { continue; }
            parsed[name] = new(() => Node.Parse(name, files.Read(name), problems));
            if (IsReadAtStart(name)) { ahead.Add(parsed[name]); }
        }
        ahead.Reverse();
        _ = Task.Run(() => ahead.ForEach(file => _ = file.Value));
    }

    public KnowledgeFiles Files { get; }

    /// <summary>Whether a file must be sound before anything starts. The built-in files are held sound together by the tests; as soon as a clinic puts one in their place, all are looked at.</summary>
    public bool IsReadAtStart(string name) => Array.IndexOf(NotAtStart, name) < 0 || Files.Overridden.Count > 0;

    /// <summary>Everything that is wrong so far, file by file.</summary>
    public IReadOnlyList<Problem> Problems => [.. problems.OrderBy(problem => problem.Path.Split(':')[0], StringComparer.Ordinal)];

    /// <summary>The problems, to report further ones.</summary>
    public List<Problem> Report => problems;

    /// <summary>The top of a file, or <see langword="null"/> when it cannot be read.</summary>
    public Node? Open(string name) => parsed[name].Value;
}
