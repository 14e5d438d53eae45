using Facet.Web.Shell;

namespace Facet.Web.Requests;

/// <summary>What the host takes in so that people can ask for a consultation.</summary>
internal static class RequestsHost
{
    /// <summary>The limit of tries from one network address.</summary>
    public const string Limit = "request";

    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Requests");
        services.Configure<RequestSettings>(section);
        services.AddSingleton<QuietReceipts>();
        services.AddScoped<RequestDesk>();
        services.AddSingleton<RequestService>();
        services.AddHostedService(static host => host.GetRequiredService<RequestService>());
        var tries = section.Get<RequestSettings>()?.TriesPerTenMinutes ?? new RequestSettings().TriesPerTenMinutes;
        services.AddRateLimiter(options => options.AddPolicy(Limit, context => AddressLimit.OfForms(context, tries, TimeSpan.FromMinutes(10))));
    }
}
