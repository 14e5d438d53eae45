using System.Security;
using Facet.Web.Languages;
using Facet.Web.Shell;
using Microsoft.Extensions.Options;

namespace Facet.Web.Articles;

/// <summary><c>/sitemap.xml</c> and <c>/robots.txt</c>: what search engines may read.</summary>
internal static class SiteFiles
{
    private static readonly string[] Others = ["/", "/articles", "/compare", "/request", "/evidence", "/evidence/combine", "/accessibility", "/privacy"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sitemap.xml", async (HttpContext context, ArticleShelf shelf, HomeClinic home, IOptions<ClinicSettings> clinic) =>
        {
            var site = SiteAddress.Of(clinic.Value, context);
            var articles = (await shelf.Current(home.Id, context.RequestAborted)).All.GroupBy(each => $"/articles/{each.Article.Slug}", each => each.Article.Language);
            var addresses = Others.SelectMany(path => Entries(site, path, SiteLanguage.All)).Concat(articles.SelectMany(article => Entries(site, article.Key, [.. article])));
            return Results.Text($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n{string.Join('\n', addresses)}\n</urlset>\n", "application/xml");
        }).AllowAnonymous();
        routes.MapGet("/robots.txt", (HttpContext context, IOptions<ClinicSettings> clinic) =>
            Results.Text($"User-agent: *\n{string.Concat(Closed.Select(path => $"Disallow: {path}\n"))}Sitemap: {SiteAddress.Of(clinic.Value, context)}/sitemap.xml\n", "text/plain")).AllowAnonymous();
    }

    /// <summary>What no search engine may read, in every language that it is there in.</summary>
    private static IEnumerable<string> Closed => ((string[])["/account", "/calendar", "/clinic", "/intake", "/my", "/replies/mine", "/request/"]).SelectMany(static path => SiteLanguage.All.Select(language => SiteLanguage.Link(path, language)).Distinct());

    /// <summary>A page in each of its languages; each names all of them.</summary>
    private static IEnumerable<string> Entries(string site, string path, IReadOnlyList<string> languages)
    {
        if (!SiteLanguage.IsListed(path)) { return [$"  <url><loc>{SecurityElement.Escape(site + path)}</loc></url>"]; }
        var alternates = string.Concat(languages.Select(language => $"<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{SecurityElement.Escape(site + SiteLanguage.Link(path, language))}\"/>"));
        return languages.Select(language => $"  <url><loc>{SecurityElement.Escape(site + SiteLanguage.Link(path, language))}</loc>{alternates}</url>");
    }
}
