using System.Globalization;
using Facet.Care;

namespace Facet.Web.Schedule;

/// <summary>When a person can come, as a form has it: a span for each day of the week, empty for any time.</summary>
internal static class PersonTimes
{
    public static readonly IReadOnlyList<DayOfWeek> Days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>Reads <c>day-1</c> (ticked: can come), <c>from-1</c> and <c>until-1</c> of Monday, and so on to <c>day-7</c>. Nothing ticked means any time.</summary>
    /// <param name="form">The form.</param>
    /// <param name="problem">What is wrong; null for nothing.</param>
    public static IReadOnlyList<WeeklyTime> Read(IFormCollection form, out string? problem)
    {
        var times = new List<WeeklyTime>();
        problem = null;
        for (var number = 1; number <= 7; number++)
        {
            if (form[$"day-{number}"] != "yes") { continue; }
            var (from, until) = (Minutes(form[$"from-{number}"], 0), Minutes(form[$"until-{number}"], 1440));
            if (from is not { } first || until is not { } last || last <= first) { problem ??= $"Type times such as 09:00 and 17:00 for {Days[number - 1]}, the later one second."; continue; }
            times.Add(new(Days[number - 1], first, last));
        }
        return times;
    }

    /// <summary>Minutes after midnight of a time such as 09:30.</summary>
    /// <returns>Null for what is no time.</returns>
    public static int? Minutes(string? text, int? whenEmpty = null) =>
        string.IsNullOrWhiteSpace(text) ? whenEmpty : TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;

    public static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    public static string InWords(IReadOnlyList<WeeklyTime> times) =>
        times.Count == 0 ? "at any time" : string.Join(", ", times.Select(time => $"{time.Day.ToString()[..3]} {Clock(time.FromMinute)}–{Clock(time.UntilMinute)}"));
}
