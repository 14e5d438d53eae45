using System.Text.RegularExpressions;
using System.Xml.Linq;
using Facet.Web.Tests.Shell;

namespace Facet.Web.Tests.Languages;

/// <summary>The words of the program, as files: what English has, every other language has.</summary>
public partial class WordsTests
{
    /// <summary>What is written the same in both.</summary>
    private static readonly string[] Same = ["FormWords.Error", "IntakeWords.No"];

    private static readonly string Folder = Path.Combine(Repository.Root, "src", "Facet.Web", "Languages");

    public static TheoryData<string> English => [.. Directory.EnumerateFiles(Folder, "*Words.resx").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    internal static Dictionary<string, string> Read(string name) => XDocument.Load(Path.Combine(Folder, $"{name}.resx")).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    [Theory]
    [MemberData(nameof(English))]
    public void No_word_is_missing_in_Spanish(string name)
    {
        var (english, spanish) = (Read(name), Read($"{name}.es"));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), spanish.Keys.Order(StringComparer.Ordinal));
        Assert.All(english.Keys, key => Assert.Equal(Places(english[key]), Places(spanish[key])));
        Assert.All(spanish.Values, word => Assert.NotEmpty(word.Trim()));
        Assert.DoesNotContain(english.Keys, key => english[key] == spanish[key] && !Same.Contains($"{name}.{key}"));
    }

    [Fact]
    public void No_translation_of_the_knowledge_is_left_over()
    {
        string[] Files(string folder, string kind) => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), kind, SearchOption.AllDirectories)];
        var texts = Files("knowledge", "*.yaml").Where(file => !file.Contains("languages", StringComparison.Ordinal)).SelectMany(Scalars).Select(text => text.Trim()).ToHashSet(StringComparer.Ordinal);
        // Components and drugs are called by their words in the files.
        var called = texts.Concat(Files("knowledge", "*.csv").SelectMany(File.ReadLines).SelectMany(line => line.Split(',', '+', '"', ';'))).Select(word => word.Replace('_', ' ').Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var program = string.Concat(Files("src", "*.cs").Select(File.ReadAllText));
        var spanish = Scalars(Path.Combine(Repository.Root, "knowledge", "languages", "es.yaml")).ToList();
        var left = spanish.Zip(spanish.Skip(1)).Where(pair => pair.First == "en").Select(pair => pair.Second)
            .Where(english => !texts.Contains(english) && !called.Contains(english) && !program.Contains($"\"{english}\"", StringComparison.Ordinal) && !Filled().IsMatch(english)).ToList();
        Assert.True(left.Count == 0, string.Join("\n", left));
    }

    private static IEnumerable<string> Scalars(string file)
    {
        using var reader = File.OpenText(file);
        var parser = new YamlDotNet.Core.Parser(reader);
        while (parser.MoveNext())
        {
            if (parser.Current is YamlDotNet.Core.Events.Scalar scalar) { yield return scalar.Value; }
        }
    }

    /// <summary>What the program says of an answer, with its places filled.</summary>
    [GeneratedRegex("^(Choose at least one answer, or|Choose the answers that fit, or|The number must be from 0 to) ")]
    private static partial Regex Filled();

    private static IEnumerable<string> Places(string word) => Place().Matches(word).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Place();
}
