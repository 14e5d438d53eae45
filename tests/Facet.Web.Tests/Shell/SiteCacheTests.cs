using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using Facet.Knowledge;
using Facet.Web.Articles.Picture;
using Facet.Web.Shell;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Shell;

public class SiteCacheTests(Server server)
{
    private static readonly Dictionary<string, string> Filled = new(StringComparer.Ordinal)
    {
        ["/articles/{Slug}"] = "/articles/laser", ["/articles/{slug}/picture.png"] = "/articles/laser/picture.png", ["/evidence/component/{Code}"] = "/evidence/component/acupuncture", ["/evidence/trial"] = "/evidence/trial?id=1",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Client() => new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };

    [Fact]
    public async Task What_is_kept_is_nobodys_and_is_told_by_its_tag()
    {
        using var client = Client();
        var kept = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(each => each.Metadata.GetMetadata<OutputCacheAttribute>() is { PolicyName: SiteCache.Policy })
            .Select(each => "/" + each.RoutePattern.RawText!.TrimStart('/')).Distinct().ToList();
        Assert.True(kept.Count >= 13, $"{kept.Count} pages are kept.");
        foreach (var route in kept)
        {
            var page = new Uri(Filled.GetValueOrDefault(route, route), UriKind.Relative);
            Assert.DoesNotContain("{", page.ToString(), StringComparison.Ordinal);
            using var first = await client.GetAsync(page, Cancellation);
            if (route == "/evidence/trial" && first.StatusCode == HttpStatusCode.NotFound) { continue; }
            Assert.True(first.StatusCode == HttpStatusCode.OK, $"{page}: {first.StatusCode}");
            Assert.False(first.Headers.Contains("Set-Cookie"), $"{page} sets a cookie.");
            Assert.DoesNotContain("__RequestVerificationToken", await first.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.True(first.Headers.ETag is not null, $"{page} has no tag.");
            Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
            Assert.Contains("Cookie", first.Headers.Vary);
            using var again = new HttpRequestMessage(HttpMethod.Get, page);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var second = await client.SendAsync(again, Cancellation);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }
    }

    [Fact]
    public async Task Whoever_has_answered_something_is_shown_nothing_kept_and_leaves_nothing_behind()
    {
        using var person = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        await SecurityTests.Begin(person);
        var page = new Uri("/articles/acupuncture", UriKind.Relative);
        const string Theirs = "/intake/leave";
        Assert.Contains(Theirs, await person.GetStringAsync(page, Cancellation), StringComparison.Ordinal);
        using var client = Client();
        Assert.DoesNotContain(Theirs, await client.GetStringAsync(page, Cancellation), StringComparison.Ordinal);
        Assert.Contains(Theirs, await person.GetStringAsync(page, Cancellation), StringComparison.Ordinal);
        using var withCookie = new HttpRequestMessage(HttpMethod.Get, page);
        withCookie.Headers.Add("Cookie", "facet-intake=forged");
        using var response = await client.SendAsync(withCookie, Cancellation);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Null(response.Headers.ETag);
    }

    [Fact]
    public async Task Languages_codings_and_questions_are_kept_apart()
    {
        using var client = Client();
        async Task<(byte[] Body, string Coding)> Ask(string page, string codings)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(page, UriKind.Relative));
            if (codings.Length > 0) { request.Headers.Add("Accept-Encoding", codings); }
            using var response = await client.SendAsync(request, Cancellation);
            return (await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancellation), string.Join(',', response.Content.Headers.ContentEncoding));
        }
        string Plain((byte[] Body, string Coding) answer)
        {
            using var stream = new MemoryStream(answer.Body);
            using Stream plain = answer.Coding switch { "br" => new BrotliStream(stream, CompressionMode.Decompress), "gzip" => new GZipStream(stream, CompressionMode.Decompress), _ => stream };
            return new StreamReader(plain).ReadToEnd();
        }
        for (var round = 0; round < 2; round++)
        {
            var english = Plain(await Ask("/privacy", ""));
            Assert.Contains("<html lang=\"en\"", english, StringComparison.Ordinal);
            Assert.Contains("<html lang=\"es\"", Plain(await Ask("/es/privacy", "")), StringComparison.Ordinal);
            foreach (var (asked, given) in ((string, string)[])[("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("br;q=0, gzip", "gzip"), ("zstd", "")])
            {
                var answer = await Ask("/privacy", asked);
                Assert.Equal(given, answer.Coding);
                Assert.Equal(english, Plain(answer));
            }
            Assert.NotEqual(Plain(await Ask("/compare?with=acupuncture", "")), Plain(await Ask("/compare?with=manual_therapy", "")));
            Assert.Equal(english, Plain(await Ask("/privacy?anything=else", "")));
        }
    }

    [Fact]
    public async Task Every_article_has_a_picture_for_other_sites_with_its_own_words()
    {
        using var client = Client();
        var pictures = new HashSet<string>();
        foreach (var article in server.Services.GetRequiredService<ArticleLibrary>().All())
        {
            using var response = await client.GetAsync(new Uri(SharePicture.Address(article), UriKind.Relative), Cancellation);
            Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
            var png = await response.Content.ReadAsByteArrayAsync(Cancellation);
            Assert.Equal("PNG"u8.ToArray(), png[1..4]);
            Assert.Equal((SharePicture.Width, SharePicture.Height), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
            Assert.InRange(png.Length, 5_000, 200_000);
            Assert.True(pictures.Add(Convert.ToBase64String(png)), article.Slug);
            Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "screenshots"));
            await File.WriteAllBytesAsync(Path.Combine(Repository.Root, "artifacts", "screenshots", $"share-{article.Slug}.png"), png, Cancellation);
            Assert.Contains($"property=\"og:image\" content=\"{server.Address.ToString().TrimEnd('/')}{SharePicture.Address(article)}\"", await client.GetStringAsync(new Uri($"/articles/{article.Slug}", UriKind.Relative), Cancellation), StringComparison.Ordinal);
        }
        // Words that do not fit end in dots and never run out of the picture; nothing in them is more than words.
        Assert.NotEmpty(SharePicture.Of(string.Concat(Enumerable.Repeat("Unverständlich langes Wort ", 60)), "<svg onload=1>"));
        using var none = await client.GetAsync(new Uri("/articles/no-such/picture.png", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }
}
