using Microsoft.AspNetCore.Diagnostics;

namespace Facet.Web.Shell;

/// <summary>The page for what is not there, or not for somebody, is drawn as every other page.</summary>
/// <remarks>The framework does not wait for a page that it draws in the place of a refused one: on PostgreSQL it sent an empty page
/// whenever the frame around it had to ask the database. So the page is drawn as if it had been asked for, and goes out with the code of the refusal.</remarks>
internal static class Refusals
{
    private static readonly object Key = new();

    /// <summary>What was refused: the code that the answer goes out with; null for a page that was asked for.</summary>
    public static int? Code(HttpContext? context) => context?.Items[Key] as int?;

    public static async Task Draw(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not { OriginalStatusCode: var code })
        {
            await next(context);
            return;
        }
        context.Features.Set<IStatusCodeReExecuteFeature>(null);
        context.Items[Key] = code;
        context.Response.StatusCode = StatusCodes.Status200OK;
        // A page that found out by itself that there is nothing has left it, and the framework adds it to this one too: twice is a failure.
        context.Response.Headers.Remove("blazor-enhanced-nav");
        context.Response.OnStarting(() =>
        {
            // Not over the error page, where the drawing failed.
            if (context.Response.StatusCode == StatusCodes.Status200OK) { context.Response.StatusCode = code; }
            return Task.CompletedTask;
        });
        var method = context.Request.Method;
        // What was sent with a refused request is no form of this page.
        if (HttpMethods.IsPost(method)) { context.Request.Method = HttpMethods.Get; }
        try { await next(context); }
        finally { context.Request.Method = method; }
    }
}
