using System.IO.Compression;
using System.Security.Cryptography;
using Facet.Web.Languages;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Facet.Web.Shell;

/// <summary>Keeps the public pages as they were made, for a minute, and tells a browser that has one already that it still holds.</summary>
/// <remarks>
/// Only what somebody without a cookie is shown is kept: nobody's session, ticket or form is in it. A page says that it may be kept by the attribute
/// <c>[OutputCache(PolicyName = SiteCache.Policy)]</c>; one with a form that is posted cannot, for its token is one person's (a test asks each).
/// What the staff changes is seen at once on this node, for everything kept is dropped, and within a minute on others.
/// </remarks>
internal sealed class SiteCache : IOutputCachePolicy
{
    public const string Policy = "site";

    private static readonly TimeSpan Keeps = TimeSpan.FromMinutes(1);

    /// <summary>All that pages are asked by. Anything else in an address changes nothing, and so is not a page of its own.</summary>
    private static readonly string[] Asked = ["q", "with", "outcome", "window", "id", "against", "effects"];

    public static void AddTo(IServiceCollection services) => services.AddOutputCache(static options =>
    {
        options.SizeLimit = 32 * 1024 * 1024;
        options.MaximumBodySize = 512 * 1024;
        options.AddPolicy(Policy, new SiteCache());
    });

    public static void Use(IApplicationBuilder app)
    {
        app.Use(static (context, next) =>
        {
            if (!IsAsking(context.Request) && (context.Request.Path.StartsWithSegments("/clinic", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/replies", StringComparison.Ordinal)))
            {
                // Before the answer goes out: whoever is led on by it sees what they changed.
                context.Response.OnStarting(async () => await context.RequestServices.GetRequiredService<IOutputCacheStore>().EvictByTagAsync(Policy, CancellationToken.None));
            }
            return next(context);
        });
        app.UseOutputCache();
        app.Use(Finish);
    }

    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var request = context.HttpContext.Request;
        var may = IsForAll(request);
        context.EnableOutputCaching = may;
        context.AllowCacheLookup = may;
        context.AllowCacheStorage = may;
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = Keeps;
        context.Tags.Add(Policy);
        var by = context.CacheVaryByRules;
        by.VaryByHost = true;
        by.QueryKeys = new(Asked);
        by.VaryByValues["language"] = SiteLanguage.Now;
        by.VaryByValues["coding"] = CodingOf(request);
        return default;
    }

    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || response.Headers.SetCookie.Count > 0 || response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.Ordinal))
        {
            context.AllowCacheStorage = false;
        }
        return default;
    }

    /// <summary>Gives a page that may be kept its tag, and packs it once for everybody.</summary>
    private static async Task Finish(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OutputCacheAttribute>()?.PolicyName != Policy || !IsForAll(context.Request))
        {
            await next(context);
            return;
        }
        var wire = context.Response.Body;
        using var made = new MemoryStream();
        context.Response.Body = made;
        try { await next(context); }
        finally { context.Response.Body = wire; }
        var (response, headers) = (context.Response, context.Response.Headers);
        if (response.StatusCode == StatusCodes.Status200OK && headers.SetCookie.Count == 0 && headers.CacheControl.Count == 0)
        {
            var coding = response.ContentType?.StartsWith("image/", StringComparison.Ordinal) == true ? "" : CodingOf(context.Request);
            headers.CacheControl = "no-cache";
            headers.Vary = new StringValues([HeaderNames.AcceptEncoding, HeaderNames.Cookie]);
            headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(made.GetBuffer().AsSpan(0, (int)made.Length)).AsSpan(0, 8))}{coding}\"";
            if (coding.Length > 0)
            {
                var plain = made.ToArray();
                made.SetLength(0);
                await using (Stream packing = coding == "br" ? new BrotliStream(made, CompressionLevel.Optimal, leaveOpen: true) : new GZipStream(made, CompressionLevel.Optimal, leaveOpen: true))
                {
                    await packing.WriteAsync(plain, context.RequestAborted);
                }
                headers.ContentEncoding = coding;
            }
            headers.ContentLength = made.Length;
        }
        made.Position = 0;
        await made.CopyToAsync(wire, context.RequestAborted);
    }

    /// <summary>Whether the answer is the same for everybody.</summary>
    private static bool IsForAll(HttpRequest request) => IsAsking(request) && request.Headers.Cookie.Count == 0 && request.Headers.Authorization.Count == 0;

    private static bool IsAsking(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static string CodingOf(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding.Where(each => each.Quality is not 0).Select(each => each.Value.ToString()).ToList();
        return accepted.Contains("br", StringComparer.OrdinalIgnoreCase) ? "br" : accepted.Contains("gzip", StringComparer.OrdinalIgnoreCase) ? "gzip" : "";
    }
}
