using System.Globalization;
using Facet.Web.Reminders;

namespace Facet.Web.Health;

/// <summary><c>GET /health</c>: whether this server is up and its knowledge is loaded, and how many reminders of the last week were not sent; says nothing about anyone.</summary>
internal static class HealthCheck
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/health", static (ReminderService reminders) => TypedResults.Text(reminders.Missed is > 0 and var missed ? string.Create(CultureInfo.InvariantCulture, $"ok, {missed} reminders not sent") : "ok")).WithName(nameof(HealthCheck)).AllowAnonymous();
}
