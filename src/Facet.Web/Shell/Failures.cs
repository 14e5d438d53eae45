using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;

namespace Facet.Web.Shell;

/// <summary>The page for a failure asks for nothing that may be what failed: no database, no session.</summary>
internal static class Failures
{
    /// <summary>Whether this is the page for a failure and not the one that was asked for.</summary>
    public static bool IsShown(HttpContext? context) => context?.Features.Get<IExceptionHandlerFeature>() is not null;

    /// <summary>Whether the database did not answer, or not as it should; a failure that may pass comes wrapped.</summary>
    public static bool IsOfDatabase(Exception error) => error is DbException or InvalidOperationException { InnerException: DbException };

    /// <summary>Runs <paramref name="step"/> for pages that were asked for.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Unless(Func<HttpContext, RequestDelegate, Task> step) =>
        (context, next) => IsShown(context) ? next(context) : step(context, next);
}
