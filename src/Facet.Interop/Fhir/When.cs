using System.Globalization;

namespace Facet.Interop.Fhir;

/// <summary>A FHIR date of any precision: the first and the last day it can mean, and a moment for putting in order.</summary>
internal readonly record struct When(DateOnly First, DateOnly Last, DateTimeOffset Moment)
{
    /// <summary>Reads year, month, day or instant; the day is the one written, in the zone of whoever wrote it.</summary>
    public static When? Read(string? text)
    {
        if (text is null || text.Length < 4 || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year < 1) { return null; }
        switch (text.Length)
        {
            case 4:
                return new(new(year, 1, 1), new(year, 12, 31), Midnight(new(year, 1, 1)));
            case 7 when text[4] == '-' && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12:
                return new(new(year, month, 1), new(year, month, DateTime.DaysInMonth(year, month)), Midnight(new(year, month, 1)));
            case >= 10 when DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day):
                if (text.Length == 10) { return new(day, day, Midnight(day)); }
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? new(day, day, moment) : null;
            default:
                return null;
        }
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
