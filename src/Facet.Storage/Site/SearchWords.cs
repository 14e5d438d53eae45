using System.Text;

namespace Facet.Storage.Site;

/// <summary>Words as they are looked for: small letters without accents, so that both databases find the same.</summary>
public static class SearchWords
{
    // A letter, then what it is written as with a mark. The program runs without the system's tables of languages, which know more of them.
    private static readonly Dictionary<char, string> Plain = Table(
        "aàáâãäåāăą", "cçćĉċč", "dďđ", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľŀł", "nñńņňŉ", "oòóôõöøōŏő", "rŕŗř", "sśŝşšș", "tţťŧț", "uùúûüũūŭůűų", "wŵ", "yýÿŷ", "zźżž");

    /// <summary>A text as it is looked for. Each letter keeps its place or grows (<c>ß</c>), each mark that stands alone goes.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            var small = char.ToLowerInvariant(letter);
            if (Plain.TryGetValue(small, out var plain)) { folded.Append(plain); }
            else if (char.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.NonSpacingMark) { folded.Append(small); }
        }
        return folded.ToString();
    }

    /// <summary>The words of what somebody typed, as they are looked for: letters and digits alone, so that nothing in them can mean anything to a database.</summary>
    public static IReadOnlyList<string> Of(string asked)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Fold(asked).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) { word.Append(rune); continue; }
            End();
        }
        End();
        return words;

        void End()
        {
            if (word.Length > 0) { words.Add(word.ToString()); }
            word.Clear();
        }
    }

    private static Dictionary<char, string> Table(params string[] letters)
    {
        var table = new Dictionary<char, string> { ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe" };
        foreach (var each in letters)
        {
            foreach (var marked in each[1..]) { table[marked] = each[..1]; }
        }
        return table;
    }
}
