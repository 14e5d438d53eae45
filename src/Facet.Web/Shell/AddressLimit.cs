using System.Threading.RateLimiting;

namespace Facet.Web.Shell;

/// <summary>So many tries from one network address in a time.</summary>
internal static class AddressLimit
{
    public static RateLimitPartition<string> Of(HttpContext context, int tries, TimeSpan window) =>
        RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new() { PermitLimit = tries, Window = window });

    /// <summary>The same for forms; who only looks is not counted.</summary>
    public static RateLimitPartition<string> OfForms(HttpContext context, int tries, TimeSpan window) =>
        HttpMethods.IsPost(context.Request.Method) ? Of(context, tries, window) : RateLimitPartition.GetNoLimiter("");
}
