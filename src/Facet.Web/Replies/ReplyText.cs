using System.Text.Encodings.Web;
using Ganss.Xss;
using Markdig;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Microsoft.AspNetCore.Components;

namespace Facet.Web.Replies;

/// <summary>A reply's text as HTML: paragraphs, lines, emphasis, lists of points and quotes, and nothing else.</summary>
/// <remarks>
/// Two walls, each enough by itself: Markdown without HTML, links, pictures, headings and code, so that all of these are shown as they are written; behind it a sanitizer that
/// knows seven elements and no attribute. Numbered lists are left as written: a reply that begins with a year would lose it.
/// </remarks>
internal static class ReplyText
{
    /// <summary>Every element that can be inside a reply.</summary>
    public static IReadOnlyList<string> Elements { get; } = ["p", "br", "em", "strong", "ul", "li", "blockquote"];

    private static readonly MarkdownPipeline Pipeline = MakePipeline();
    private static readonly HtmlSanitizer Sanitizer = MakeSanitizer();

    public static MarkupString Html(string text) => new(Markup(text));

    /// <summary>The same as a text, for feeds.</summary>
    public static string Markup(string text) => Sanitizer.Sanitize(Read(text));

    private static string Read(string text)
    {
        try
        {
            // Without brackets there is neither a link nor the definition of one.
            return Markdown.ToHtml(text.Replace("[", "\\[", StringComparison.Ordinal), Pipeline);
        }
        catch (ArgumentException)
        {
            // Quotes in quotes, deeper than Markdig goes: as it was written.
            return $"<p>{HtmlEncoder.Default.Encode(text)}</p>";
        }
    }

    private static MarkdownPipeline MakePipeline()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().DisableHeadings().UseSoftlineBreakAsHardlineBreak();
        builder.BlockParsers.RemoveAll(static parser => parser is FencedCodeBlockParser or IndentedCodeBlockParser or ThematicBreakParser);
        builder.BlockParsers.Find<ListBlockParser>()!.ItemParsers.TryRemove<NumberedListItemParser>();
        builder.InlineParsers.RemoveAll(static parser => parser is LinkInlineParser or AutolinkInlineParser or CodeInlineParser or HtmlEntityParser);
        return builder.Build();
    }

    private static HtmlSanitizer MakeSanitizer()
    {
        var sanitizer = new HtmlSanitizer();
        foreach (var allowed in (ISet<string>[])[sanitizer.AllowedTags, sanitizer.AllowedAttributes, sanitizer.AllowedSchemes, sanitizer.AllowedCssProperties, sanitizer.AllowedClasses]) { allowed.Clear(); }
        sanitizer.AllowedAtRules.Clear();
        sanitizer.AllowedTags.UnionWith(Elements);
        return sanitizer;
    }
}
