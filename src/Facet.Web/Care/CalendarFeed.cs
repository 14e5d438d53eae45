using Facet.Care;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Schedule;
using Facet.Web.Shell;
using Microsoft.AspNetCore.RateLimiting;

namespace Facet.Web.Care;

/// <summary><c>GET /calendar/{secret}.ics</c>: a person's calendar for whoever holds its secret address. A secret that is wrong or was revoked does not exist.</summary>
internal static class CalendarFeed
{
    public const string Limit = "calendar";
    private const int AsksPerMinute = 30;
    private const int SecretLength = 43;

    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        var asks = configuration.GetValue<int?>("Calendar:AsksPerMinute") ?? AsksPerMinute;
        services.Configure<RateLimiterOptions>(options => options.AddPolicy(Limit, context => AddressLimit.Of(context, asks, TimeSpan.FromMinutes(1))));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/calendar/{secret}.ics", Handle).WithName(nameof(CalendarFeed)).AllowAnonymous().RequireRateLimiting(Limit);

    private static async Task<IResult> Handle(string secret, HttpContext context, FeedStore feeds, EntryLog log, CarePlanStore plans, PlanShelf shelf, ScheduleStore schedule, ClinicDay day)
    {
        var cancellation = context.RequestAborted;
        if (secret.Length != SecretLength || await feeds.Find(secret, cancellation) is not { } found)
        {
            return TypedResults.NotFound();
        }
        var caller = Caller.Patient(found.Clinic);
        if (await plans.Newest(caller, found.Patient, cancellation) is not { } signed || await log.Read(caller, found.Patient, null, cancellation) is not { } stored)
        {
            return TypedResults.NotFound();
        }
        IReadOnlyList<Recorded> record = [.. stored.Select(MyRecord.Entry).OfType<Recorded>()];
        context.Response.Headers.ContentDisposition = "inline; filename=\"calendar.ics\"";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        return TypedResults.Text(CalendarFile.Write(found.Patient, shelf.Open(signed), signed.At, record, day.Today, day.Zone, CalendarWords.AreFull(record),
            new(signed.Version, await schedule.Beside(caller, found.Patient, cancellation))), "text/calendar", System.Text.Encoding.UTF8);
    }
}
