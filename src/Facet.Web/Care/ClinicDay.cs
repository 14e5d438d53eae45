using Facet.Web.Shell;

namespace Facet.Web.Care;

/// <summary>What day it is where the clinic is.</summary>
internal sealed class ClinicDay(TimeProvider clock, Microsoft.Extensions.Options.IOptions<ClinicSettings> clinic)
{
    /// <summary>The clinic's time zone: its setting, else the machine's.</summary>
    public TimeZoneInfo Zone { get; } = clinic.Value.TimeZone.Length > 0 ? TimeZoneInfo.FindSystemTimeZoneById(clinic.Value.TimeZone) : clock.LocalTimeZone;

    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone);

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    /// <summary>What day it is there at a moment.</summary>
    public DateOnly Of(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    /// <summary>When it is this date and time there; of a time that the clocks leave out, when they would have been there.</summary>
    public DateTimeOffset Instant(DateTime local) => new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();

    /// <summary>When a day begins there.</summary>
    public DateTimeOffset Midnight(DateOnly date) => Instant(date.ToDateTime(default));
}
