using System.Text;
using Facet.Web.Languages;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Facet.Web.Articles;

/// <summary>An article's Markdown as HTML. Raw HTML in it is shown as it is written, never interpreted; nothing is loaded from elsewhere. A link to a page of ours leads to that page in the language of this one.</summary>
internal static class ArticleText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePreciseSourceLocation().Build();

    public static MarkupString Html(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in Refused(document).ToList())
        {
            link.ReplaceBy(new LiteralInline(link is LinkInline named ? Words(named) : ((AutolinkInline)link).Url), copyChildren: false);
        }
        foreach (var link in document.Descendants<LinkInline>().Where(link => link is { IsImage: false, Url: ['/', ..] }))
        {
            var plain = link.Url!;
            link.Url = SiteLanguage.Link(plain);
            if (link.Url == plain && SiteLanguage.Foreign is { } english) { link.GetAttributes().AddProperty("hreflang", english); }
        }
        return new(document.ToHtml(Pipeline));
    }

    /// <summary>Its words alone, each block a sentence.</summary>
    public static string Plain(string markdown)
    {
        var plain = new StringBuilder();
        foreach (var block in Markdown.Parse(markdown, Pipeline).Descendants<LeafBlock>())
        {
            var words = (block.Inline is { } inline ? Words(inline) : block.Lines.ToString()).Trim();
            if (words.Length == 0) { continue; }
            plain.Append(words).Append(words[^1] is '.' or '?' or '!' or ':' ? " " : ". ");
        }
        return plain.ToString().TrimEnd();
    }

    /// <summary>What cannot be shown as it is meant, by line from 1.</summary>
    public static IEnumerable<(int Line, string Message)> Problems(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>().Where(heading => heading.Level == 1))
        {
            yield return (heading.Line + 1, "The title is the page's only heading of the first level. Begin this one with '##'.");
        }
        foreach (var link in Refused(document))
        {
            yield return (link.Line + 1, link is LinkInline { IsImage: true }
                ? "Pictures cannot be shown here. Write what the picture says."
                : "A link begins with https://, http://, mailto:, tel:, # or a single /.");
        }
    }

    private static IEnumerable<Inline> Refused(MarkdownDocument document) =>
        document.Descendants<LinkInline>().Where(link => link.IsImage || !MayLead(link.Url)).Concat<Inline>(document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !MayLead(link.Url)));

    private static bool MayLead(string? address) => address is ['#', ..] or ['/'] or ['/', not ('/' or '\\'), ..]
        || ((string[])["https://", "http://", "mailto:", "tel:"]).Any(scheme => address?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) == true);

    private static string Words(ContainerInline inline) => string.Concat(inline.Descendants<Inline>().Select(part => part switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        AutolinkInline link => link.Url,
        LineBreakInline => " ",
        _ => "",
    }));
}
