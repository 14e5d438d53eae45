using System.Globalization;
using Facet.Web.Languages;

namespace Facet.Web.Requests;

/// <summary>A day and time in words for visitors, where the clinic is.</summary>
internal static class RequestMoment
{
    public static string Of(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return SiteLanguage.Say(RequestWords.Moment, RequestWords.Days.Split(',')[(int)local.DayOfWeek], local.Day, LayoutWords.Months.Split(' ')[local.Month - 1], local.ToString("HH:mm", CultureInfo.InvariantCulture));
    }
}
