using System.Net;
using System.Text.RegularExpressions;

namespace Facet.Web.Tests.Languages;

/// <summary>What a page says: its texts and the attributes that are read aloud or shown, but for what says itself that it is in another language.</summary>
internal static partial class PageTexts
{
    private static readonly HashSet<string> Void = ["meta", "link", "input", "br", "hr", "img", "path", "circle", "rect"];
    private static readonly HashSet<string> Unread = ["script", "style", "code"];

    public static HashSet<string> Of(string html)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        // Whether what is open is passed over: each element takes it from the one around it.
        var open = new Stack<(string Name, bool Passed)>([("", false)]);
        var at = 0;
        foreach (Match tag in Tag().Matches(html))
        {
            if (!open.Peek().Passed) { Add(html[at..tag.Index]); }
            at = tag.Index + tag.Length;
            var (name, attributes) = (tag.Groups[2].Value.ToLowerInvariant(), tag.Groups[3].Value);
            if (tag.Groups[1].Length > 0)
            {
                while (!Void.Contains(name) && open.Count > 1 && open.Pop().Name != name) { }
                continue;
            }
            var given = Attribute().Matches(attributes).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
            var passed = open.Peek().Passed || Unread.Contains(name) || (name != "html" && given.ContainsKey("lang"));
            if (!passed)
            {
                foreach (var read in (string[])["aria-label", "alt", "title", "placeholder"]) { Add(given.GetValueOrDefault(read, "")); }
                if (name == "meta" && (given.GetValueOrDefault("name") == "description" || given.GetValueOrDefault("property") is "og:title" or "og:description")) { Add(given.GetValueOrDefault("content", "")); }
            }
            if (!Void.Contains(name) && !attributes.EndsWith('/')) { open.Push((name, passed)); }
        }
        return texts;

        void Add(string text)
        {
            var said = Blank().Replace(WebUtility.HtmlDecode(text), " ").Trim();
            if (said.Any(char.IsLetter)) { texts.Add(said); }
        }
    }

    [GeneratedRegex("<!--.*?-->|<!DOCTYPE[^>]*>|<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex("([a-zA-Z:-]+)=\"([^\"]*)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
