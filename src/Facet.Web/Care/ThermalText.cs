using System.Globalization;
using Facet.Care;

namespace Facet.Web.Care;

/// <summary>Why no heat or cold now, for patients.</summary>
internal static class ThermalText
{
    public static string Of(ThermalVerdict verdict, ThermalMode mode, TimeZoneInfo zone) => verdict.Refusal switch
    {
        ThermalRefusal.Stopped => "Your skin changed. Someone in your team has to look at it first.",
        ThermalRefusal.LimitsUnknown => "We do not know how long is safe for you. Ask your team first.",
        ThermalRefusal.NotInPlan => "Your plan does not hold both warmth and cold.",
        ThermalRefusal.NotToday => mode == ThermalMode.Cold ? "Cold is for the first three days only. They are over, or they have not begun." : "The days for this are over, or they have not begun. Ask your team if you want to go on.",
        ThermalRefusal.DayIsFull => $"You have done it {verdict.RoundsToday} times today. That is enough: your skin needs a rest. Go on tomorrow.",
        ThermalRefusal.Pause => string.Create(CultureInfo.InvariantCulture, $"Your skin needs a rest. You can do it again from {TimeZoneInfo.ConvertTime(verdict.From ?? default, zone):HH:mm}."),
        _ => "",
    };
}
