using System.Text.RegularExpressions;
using Facet.Storage.Site;

namespace Facet.Web.Articles;

/// <summary>The place in a text where somebody's words are, in parts: the page writes each part as text and marks those that were found.</summary>
internal static partial class SearchExcerpt
{
    private const int Before = 8, Most = 30;

    /// <returns>Empty where the text has none of the words as they are written.</returns>
    public static IReadOnlyList<(string Text, bool IsFound)> Of(string text, string asked)
    {
        var words = SearchWords.Of(asked);
        var tokens = Word().Matches(text);
        bool IsFound(Match token) => SearchWords.Fold(token.Value) is var folded && words.Any(word => Stem(folded) == Stem(word)) || (words.Count > 0 && SearchWords.Fold(token.Value).StartsWith(words[^1], StringComparison.Ordinal));
        var first = tokens.ToList().FindIndex(IsFound);
        if (first < 0)
        {
            return [];
        }
        var (from, until) = (Math.Max(0, first - Before), Math.Min(tokens.Count, Math.Max(0, first - Before) + Most));
        var parts = new List<(string Text, bool IsFound)>();
        if (from > 0) { parts.Add(("… ", false)); }
        var place = tokens[from].Index;
        foreach (var token in tokens.Skip(from).Take(until - from))
        {
            if (!IsFound(token)) { continue; }
            if (token.Index > place) { parts.Add((text[place..token.Index], false)); }
            parts.Add((token.Value, true));
            place = token.Index + token.Length;
        }
        var end = until < tokens.Count ? tokens[until - 1].Index + tokens[until - 1].Length : text.Length;
        if (end > place) { parts.Add((text[place..end], false)); }
        if (until < tokens.Count) { parts.Add((" …", false)); }
        return parts;
    }

    // Rough: it decides what is marked, not what is found.
    private static string Stem(string word) => Ending().Replace(word, "");

    [GeneratedRegex(@"[\p{L}\p{N}\p{Mn}]+")]
    private static partial Regex Word();

    [GeneratedRegex("(?<=...)(ings?|ed|es|s|e|os?|as?)$")]
    private static partial Regex Ending();
}
