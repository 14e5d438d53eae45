using System.Net;
using System.Text.RegularExpressions;
using Facet.Knowledge;

namespace Facet.Web.Tests.Shell;

/// <summary>How hard a page is to read.</summary>
internal static partial class Readability
{
    public static double Grade(string text) => ReadingEase.EnglishGrade(text);

    /// <summary>What the main part of a page says, each block a sentence of its own. Numbers alone, pictures and choices of one word are no reading.</summary>
    public static string Text(string html)
    {
        var main = MainPart().Match(html).Value;
        var text = Tag().Replace(Block().Replace(Unread().Replace(main, " "), ". "), " ");
        return string.Join(' ', WebUtility.HtmlDecode(text).Split('.').Select(sentence => Blank().Replace(sentence, " ").Trim()).Where(sentence => sentence.Count(letter => letter == ' ') >= 2).Select(sentence => sentence + "."));
    }

    [GeneratedRegex("<main.*?</main>", RegexOptions.Singleline)]
    private static partial Regex MainPart();

    [GeneratedRegex(@"<(script|style|svg|figure|code|table)[ >].*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Unread();

    [GeneratedRegex("</?(p|li|h[1-6]|legend|label|dt|dd|div|summary|button|a|span|td|th|section|br|ul|ol)[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("<[^>]+>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
