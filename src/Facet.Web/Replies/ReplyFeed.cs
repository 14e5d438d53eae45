using System.Globalization;
using System.Text;
using System.Xml;
using Facet.Knowledge;
using Facet.Storage.Site;
using Facet.Web.Articles;
using Facet.Web.Languages;
using Facet.Web.Shell;
using Microsoft.Extensions.Options;
using static Facet.Web.Languages.SiteLanguage;

namespace Facet.Web.Replies;

/// <summary><c>/replies.xml</c> and <c>/replies/{slug}.xml</c>: the newest replies that visitors see, as RSS 2.0.</summary>
internal static class ReplyFeed
{
    private const int AtMost = 50;
    private const string Atom = "http://www.w3.org/2005/Atom", DublinCore = "http://purl.org/dc/elements/1.1/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/replies.xml", (HttpContext context, ReplyStore replies, ArticleShelf shelf, HomeClinic home, IOptions<ClinicSettings> clinic) => Answer(context, null, replies, shelf, home, clinic.Value)).AllowAnonymous();
        routes.MapGet("/replies/{slug}.xml", (string slug, HttpContext context, ReplyStore replies, ArticleShelf shelf, HomeClinic home, IOptions<ClinicSettings> clinic) => Answer(context, slug, replies, shelf, home, clinic.Value)).AllowAnonymous();
    }

    private static async Task<IResult> Answer(HttpContext context, string? slug, ReplyStore replies, ArticleShelf shelf, HomeClinic home, ClinicSettings clinic)
    {
        var articles = await shelf.Current(home.Id, context.RequestAborted);
        if (slug is not null && articles.Titled(slug) is null) { return TypedResults.NotFound(); }
        var found = await replies.Newest(home.Id, slug, Now, AtMost, context.RequestAborted);
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Text(Write(SiteAddress.Of(clinic, context), slug, articles, found), "application/rss+xml", Encoding.UTF8);
    }

    private static string Write(string site, string? slug, ShelvedArticles articles, IReadOnlyList<Reply> replies)
    {
        var text = new StringWriter8();
        using (var xml = XmlWriter.Create(text, new() { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("rss");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteAttributeString("xmlns", "atom", null, Atom);
            xml.WriteAttributeString("xmlns", "dc", null, DublinCore);
            xml.WriteStartElement("channel");
            xml.WriteElementString("title", slug is null ? ReplyWords.FeedAll : Say(ReplyWords.FeedOf, articles.Titled(slug)));
            xml.WriteElementString("link", site + Link(slug is null ? "/articles" : $"/articles/{slug}"));
            xml.WriteElementString("description", ReplyWords.NotAdvice);
            xml.WriteElementString("language", Now);
            if (replies.Count > 0) { xml.WriteElementString("lastBuildDate", Day(replies[0].At)); }
            xml.WriteStartElement("link", Atom);
            xml.WriteAttributeString("href", site + Link(slug is null ? "/replies.xml" : $"/replies/{slug}.xml"));
            xml.WriteAttributeString("rel", "self");
            xml.WriteAttributeString("type", "application/rss+xml");
            xml.WriteEndElement();
            foreach (var reply in replies)
            {
                xml.WriteStartElement("item");
                xml.WriteElementString("title", Say(ReplyWords.FeedItem, reply.Name, articles.Titled(reply.Slug) ?? reply.Slug));
                xml.WriteElementString("link", $"{site}{Link($"/replies/{reply.Slug}")}#reply-{reply.Id}");
                xml.WriteElementString("creator", DublinCore, reply.Name);
                xml.WriteStartElement("guid");
                xml.WriteAttributeString("isPermaLink", "false");
                xml.WriteString($"urn:uuid:{reply.Id}");
                xml.WriteEndElement();
                xml.WriteElementString("pubDate", Day(reply.At));
                xml.WriteElementString("description", ReplyText.Markup(reply.Text));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return text.ToString();
    }

    /// <summary>RFC 822, with the four digits of a year that RSS prefers.</summary>
    private static string Day(DateTimeOffset at) => at.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    /// <summary>The title of an article in this page's language, else in English; null for no article.</summary>
    public static string? Titled(this ShelvedArticles articles, string slug) => (articles.Find(slug, Now) ?? articles.Find(slug, ArticleLibrary.English))?.Article.Title;

    private sealed class StringWriter8() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
