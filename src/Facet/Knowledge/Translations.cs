using System.Text.RegularExpressions;

namespace Facet.Knowledge;

/// <summary>Words of the knowledge in other languages, by the English text as it stands there.</summary>
/// <remarks>The English text is the key: where it changes, its translation is no longer found, and an old one can never stand for a new instruction.</remarks>
public sealed partial class Translations
{
    private const string Folder = "languages/";

    private readonly Dictionary<(string Language, string English), string> words;
    private readonly HashSet<string> isChecked;

    private Translations(Dictionary<(string, string), string> words, HashSet<string> isChecked) => (this.words, this.isChecked) = (words, isChecked);

    /// <summary>The text in a language, or <see langword="null"/> where it has none.</summary>
    /// <param name="language">The code of the language, such as <c>es</c>.</param>
    /// <param name="english">The English text, exactly.</param>
    public string? Of(string language, string english) => words.GetValueOrDefault((language, english));

    /// <summary>Whether somebody who may say so has checked the words of a language. A language without words was not checked.</summary>
    public bool IsChecked(string language) => isChecked.Contains(language);

    /// <summary>Every English text that a language has words for.</summary>
    public IEnumerable<string> In(string language) => words.Keys.Where(key => key.Language == language).Select(key => key.English);

    /// <summary>Reads and checks the words of every language.</summary>
    /// <returns>The words, or every problem: place, reason and remedy.</returns>
    public static Checked<Translations> Load(KnowledgeFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var problems = new List<Problem>();
        var words = new Dictionary<(string, string), string>();
        var isChecked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in KnowledgeFiles.Names.Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            Read(name, files.Read(name), words, isChecked, problems);
        }
        return problems.Count > 0 ? Checked<Translations>.Refused(problems) : new Translations(words, isChecked);
    }

    /// <summary>Reads one language.</summary>
    /// <param name="name">Its file, whose name is the code of the language.</param>
    /// <param name="text">The text: version, language, checked, words.</param>
    /// <param name="words">Gets the words.</param>
    /// <param name="isChecked">Gets the language, where it was checked.</param>
    /// <param name="problems">Gets everything that is wrong.</param>
    internal static void Read(string name, string text, Dictionary<(string, string), string> words, HashSet<string> isChecked, List<Problem> problems)
    {
        if (Node.Parse(name, text, problems) is not { } file) { return; }
        _ = file.Number("version");
        var language = name[Folder.Length..^".yaml".Length];
        if (file.Text("language") is var said && said != language) { file.Report("other-language", $"'language' is '{said}', and the file is named '{language}': write the same."); }
        if (file.Need("checked")?.AsFlag() == true) { isChecked.Add(language); }
        foreach (var node in file.Need("words")?.Items ?? [])
        {
            var (english, other) = (node.Text("en"), node.Text(language));
            if (english.Length == 0 || other.Length == 0) { node.Report("no-text", $"A word has a text under 'en' and one under '{language}'."); }
            else if (!words.TryAdd((language, english), other)) { node.Report("duplicate-text", $"“{english}” is there twice."); }
            if (!Places(english).SequenceEqual(Places(other))) { node.Report("places", $"“{english}” and its translation do not have the same places such as {{0}}."); }
            node.RefuseOtherKeys();
        }
        file.RefuseOtherKeys();
    }

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Place();
}
