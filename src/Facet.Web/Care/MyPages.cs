using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Facet.Web.Care;

/// <summary>How the patient's pages travel.</summary>
internal static class MyPages
{
    public static void AddCompression(IServiceCollection services) =>
        services.AddResponseCompression(static options =>
            {
                options.EnableForHttps = true;
                options.MimeTypes = ["text/html"];
                options.Providers.Add<BrotliCompressionProvider>();
                options.Providers.Add<GzipCompressionProvider>();
            })
            .Configure<BrotliCompressionProviderOptions>(static options => options.Level = CompressionLevel.Fastest)
            .Configure<GzipCompressionProviderOptions>(static options => options.Level = CompressionLevel.Fastest);

    /// <summary>Compresses pages that say nothing which the request brought along.</summary>
    /// <remarks>
    /// The length of a compressed page tells whoever can read along whether a guess that the page repeats is right (BREACH). A patient's page that is only
    /// asked for repeats nothing: its address has no query, and a posted form, whose answer can repeat what was typed, goes uncompressed. The tokens of its
    /// forms are masked anew in every answer besides.
    /// </remarks>
    public static void UseCompression(IApplicationBuilder app) =>
        app.UseWhen(static context => HttpMethods.IsGet(context.Request.Method) && !context.Request.QueryString.HasValue && context.Request.Path.StartsWithSegments("/my", StringComparison.Ordinal),
            static pages => pages.UseResponseCompression());
}
