using Facet.Web.Shell;
using Microsoft.AspNetCore.RateLimiting;

namespace Facet.Web.Replies;

/// <summary>What the host takes in for replies below articles.</summary>
internal static class RepliesHost
{
    /// <summary>The limit of replies and reports from one network address.</summary>
    public const string Limit = "replies";

    private const int PerTenMinutes = 6;

    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ReplyDesk>();
        services.AddSingleton<ReplyService>();
        services.AddHostedService(static host => host.GetRequiredService<ReplyService>());
        var most = configuration.GetValue<int?>("Replies:PerTenMinutes") ?? PerTenMinutes;
        services.Configure<RateLimiterOptions>(options => options.AddPolicy(Limit, context => AddressLimit.OfForms(context, most, TimeSpan.FromMinutes(10))));
    }
}

/// <summary>Room for a text as long as it may be, whatever its alphabet: a form writes one letter as up to twelve signs.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReplyRoomAttribute : FormBoundsAttribute
{
    public override int? ValueLengthLimit => 32 * 1024;
}
