namespace Facet.Web.Requests;

/// <summary>Guards of requests for a consultation; section <c>Requests</c> of the configuration.</summary>
public sealed class RequestSettings
{
    /// <summary>How many requests the clinic takes in an hour: more cannot be people.</summary>
    public int MostPerHour { get; set; } = 60;

    /// <summary>How many times in ten minutes one network address may begin or send a request, what is refused for an error included.</summary>
    public int TriesPerTenMinutes { get; set; } = 20;
}
