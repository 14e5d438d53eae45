using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Shell;

public class SecurityTests(Server server)
{
    /// <summary>The whole public face. A new page that forgets to say who may see it is not in this list and stays closed.</summary>
    private static readonly string[] Public = ["/", "/start", "/privacy", "/accessibility", "/articles", "/articles/{Slug}", "/articles/{slug}/picture.png", "/compare", "/sitemap.xml", "/robots.txt", "/error", "/not-found", "/health", "/evidence", "/evidence/component/{Code}", "/evidence/trial", "/evidence/effects.csv",
        "/evidence/network", "/evidence/network.csv", "/evidence/league", "/evidence/league.csv", "/evidence/together", "/evidence/together.csv", "/evidence/combine", "/evidence/combine.csv", "/evidence/funnel.csv",
        // Replies
        "/replies.xml", "/replies/{slug}.xml", "/replies/{Slug}", "/replies/{Slug}/new", "/replies/mine/{Secret}", "/replies/{Id:guid}/report",
        // Requests for a consultation.
        "/request", "/request/receipt/{Secret}",
        "/calendar/{secret}.ics", "/calendar/staff/{secret}.ics", "/account/sign-in", "/account/passkey/ask", "/account/code", "/account/join/{Secret}"];

    [Fact]
    public void Every_endpoint_says_who_may_use_it()
    {
        foreach (var endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (route is "/{**path:file}" or "/_framework/opaque-redirect")
            {
                // The framework's own, unused here: nobody says who may use them, so the fallback policy says nobody.
                Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
                continue;
            }
            var isPublic = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var policy = endpoint.Metadata.OfType<IAuthorizeData>().Any(data => data.Policy is not null);
            Assert.True(isPublic || policy, $"{route} has no authorization decision of its own.");
            if (isPublic && endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            {
                Assert.Contains(route, Public);
            }
        }
    }

    [Theory]
    [InlineData("/intake")]
    [InlineData("/intake/1")]
    [InlineData("/intake/check")]
    [InlineData("/intake/result")]
    [InlineData("/intake/notice")]
    [InlineData("/intake/leave")]
    [InlineData("/intake/rest")]
    public async Task Without_a_ticket_there_is_nothing_to_see(string address)
    {
        using var client = Client();
        using var response = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/start", response.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/start")]
    [InlineData("/no-such-page")]
    [InlineData("/health")]
    [InlineData("/css/facet.css")]
    public async Task Every_response_carries_the_protecting_headers(string address)
    {
        using var client = Client();
        using var response = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.StartsWith("default-src 'none';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
        Assert.Equal(!address.EndsWith(".css", StringComparison.Ordinal), response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var client = Client();
        using var form = new FormUrlEncodedContent([new("_handler", "start")]);
        using var response = await client.PostAsync(new Uri("/start", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(cookie => cookie.StartsWith("facet-intake", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_form_that_is_too_big_is_refused()
    {
        using var client = Client();
        using var form = new FormUrlEncodedContent([new("_handler", "start"), new("answer", new string('x', 70_000))]);
        using var response = await client.PostAsync(new Uri("/start", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge });
    }

    [Fact]
    public async Task The_ticket_is_for_this_site_and_not_for_script()
    {
        using var client = Client();
        var cookie = await Begin(client);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_forged_ticket_is_no_ticket()
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/intake/1");
        request.Headers.Add("Cookie", "facet-intake=" + new string('A', 200));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("/start", response.Headers.Location!.ToString());
    }

    internal static async Task<string> Begin(HttpClient client)
    {
        var html = await client.GetStringAsync(new Uri("/start", UriKind.Relative), TestContext.Current.CancellationToken);
        var token = System.Text.RegularExpressions.Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("_handler", "start"), new("__RequestVerificationToken", token)]);
        using var response = await client.PostAsync(new Uri("/start", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("facet-intake=", StringComparison.Ordinal));
    }

    private HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
}
