using System.Globalization;
using Facet.Storage.Clinics;
using Facet.Web.Reminders;
using Facet.Web.Shell;

namespace Facet.Web.Health;

/// <summary><c>GET /health</c>: whether this server is up, its knowledge is loaded and its database answers, and how many reminders of the last week were not sent; says nothing about anyone.</summary>
/// <remarks>503 while the database does not answer within two seconds: send people to another server, but do not start this one again, for it goes on by itself.</remarks>
internal static class HealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/health", Answer).WithName(nameof(HealthCheck)).AllowAnonymous();

    private static async Task<IResult> Answer(ClinicStore clinics, ReminderService reminders, CancellationToken cancellation)
    {
        try
        {
            await clinics.All(cancellation).WaitAsync(Longest, cancellation);
        }
        catch (Exception error) when (error is TimeoutException || Failures.IsOfDatabase(error))
        {
            return TypedResults.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        return TypedResults.Text(reminders.Missed is > 0 and var missed ? string.Create(CultureInfo.InvariantCulture, $"ok, {missed} reminders not sent") : "ok");
    }
}
