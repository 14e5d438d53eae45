namespace Facet.Web.Health;

/// <summary><c>GET /health</c>: whether this server is up and its knowledge is loaded; says nothing about anyone.</summary>
internal static class HealthCheck
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/health", static () => TypedResults.Text("ok")).WithName(nameof(HealthCheck)).AllowAnonymous();
}
