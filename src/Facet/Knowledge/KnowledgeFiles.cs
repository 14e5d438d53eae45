using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Facet.Knowledge;

/// <summary>The knowledge files: those the build embeds, with a clinic's own in place of some.</summary>
public sealed class KnowledgeFiles
{
    private const string Prefix = "knowledge/";
    private readonly IReadOnlyDictionary<string, string> overrides;
    private readonly string? archivedId;

    private KnowledgeFiles(IReadOnlyDictionary<string, string> overrides, string? archivedId = null) => (this.overrides, this.archivedId) = (overrides, archivedId);

    /// <summary>What the build embeds.</summary>
    public static KnowledgeFiles Embedded { get; } = new(new Dictionary<string, string>());

    /// <summary>The names of all files, such as <c>rules/triage.yaml</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(KnowledgeFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>These files with others in place of those that have the same file name, whatever folder they came from.</summary>
    /// <param name="files">Path (for messages and for its last part, the name) and text.</param>
    /// <returns>The files, or a problem for every file whose name is none of <see cref="Names"/>.</returns>
    public static Checked<KnowledgeFiles> With(IReadOnlyList<(string Path, string Text)> files)
    {
        var problems = new List<Problem>();
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, text) in files)
        {
            var file = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
            List<string> named = [.. Names.Where(known => known[(known.LastIndexOf('/') + 1)..] == file)];
            // Articles have the same name in every language: a folder named as the language's says which is meant.
            var name = named.Find(known => Under(known) == Under(path)) ?? named.MinBy(known => known.Count(letter => letter == '/'));
            if (name is null)
            {
                problems.Add(new(path, "unknown-file", $"'{file}' is not a knowledge file; the names are {string.Join(", ", Names.Select(known => known[(known.LastIndexOf('/') + 1)..]))}."));
            }
            else if (!own.TryAdd(name, text))
            {
                problems.Add(new(path, "duplicate-file", $"'{file}' is there twice."));
            }
        }
        return problems.Count > 0 ? Checked<KnowledgeFiles>.Refused(problems) : new KnowledgeFiles(own);
    }

    /// <summary>The name of the folder that a file lies in; empty for none.</summary>
    private static string Under(string path) => path.Split('/', '\\') is [.., var folder, _] ? folder : "";

    /// <summary>These files with another text for one of them.</summary>
    /// <exception cref="ArgumentException">No file has this name.</exception>
    public KnowledgeFiles Put(string name, string text) =>
        Names.Contains(name) ? new(new Dictionary<string, string>(overrides, StringComparer.Ordinal) { [name] = text }) : throw new ArgumentException($"There is no knowledge file '{name}'.", nameof(name));

    /// <summary>All files of an earlier time, under the id that they had then.</summary>
    /// <param name="id">What <see cref="ComputeId"/> said then; whoever kept the files vouches for it.</param>
    /// <param name="files">Name, as in <see cref="Names"/>, and text of every file.</param>
    /// <returns>The files, or a problem for every file that this program reads and they do not hold, and the other way round.</returns>
    public static Checked<KnowledgeFiles> Archived(string id, IReadOnlyList<(string Name, string Text)> files)
    {
        var then = files.ToDictionary(file => file.Name, file => file.Text, StringComparer.Ordinal);
        var problems = Names.Where(name => DecidesPlans(name) && !then.ContainsKey(name)).Select(name => new Problem(name, "not-then", $"Knowledge {id} had no such file, and this program reads it."))
            .Concat(then.Keys.Except(Names).Select(name => new Problem(name, "unknown-file", $"Knowledge {id} had this file, and this program does not read it."))).ToList();
        return problems.Count > 0 ? Checked<KnowledgeFiles>.Refused(problems) : new KnowledgeFiles(then, id);
    }

    /// <summary>Names of the files that stand in place of embedded ones.</summary>
    public IReadOnlyList<string> Overridden => [.. overrides.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The text of a file.</summary>
    /// <exception cref="ArgumentException">No file has this name.</exception>
    public string Read(string name)
    {
        if (overrides.TryGetValue(name, out var own)) { return own; }
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name) ?? throw new ArgumentException($"There is no knowledge file '{name}'.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>An id of the content of all files that decide plans (so not of the articles and other words for visitors), 16 hexadecimal digits: the build's for the embedded ones, with the hash of those that stand in their place.</summary>
    public string ComputeId()
    {
        if (archivedId is not null) { return archivedId; }
        List<string> own = [.. Overridden.Where(DecidesPlans)];
        if (own.Count == 0) { return BuiltKnowledge.Id[..IdLength]; }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(BuiltKnowledge.Id));
        foreach (var name in own) { hash.AppendData(Encoding.UTF8.GetBytes($"\n{name}\n{overrides[name]}")); }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdLength];
    }

    /// <summary>The id of everything but the clinic's settings: what a clinician reads and approves. Exchange rates, prices and opening hours are the administrator's.</summary>
    public string ComputeRulesId() =>
        new KnowledgeFiles(overrides.Where(file => !file.Key.StartsWith("settings/", StringComparison.Ordinal)).ToDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal)).ComputeId();

    private const int IdLength = 16;

    private static bool DecidesPlans(string name) => !name.StartsWith("articles/", StringComparison.Ordinal) && !name.StartsWith("languages/", StringComparison.Ordinal);
}
