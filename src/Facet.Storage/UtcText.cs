using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Facet.Storage;

/// <summary>
/// A moment as ISO 8601 text in UTC, always 28 characters, so that text order is time order in both databases,
/// no tick is lost (PostgreSQL's own type keeps microseconds) and an audit hash can be recomputed with any tool.
/// </summary>
internal sealed class UtcText() : ValueConverter<DateTimeOffset, string>(at => Of(at), text => Parse(text))
{
    public const int Length = 28;

    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException"><paramref name="text"/> is not what <see cref="Of"/> writes.</exception>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.ParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
