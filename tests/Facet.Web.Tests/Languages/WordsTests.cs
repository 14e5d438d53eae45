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

    private static IEnumerable<string> Places(string word) => Place().Matches(word).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Place();
}
