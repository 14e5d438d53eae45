using System.Text.Json;
using System.Text.Json.Serialization;
using Facet.Planning;

namespace Facet.Interop.Json;

/// <summary>When a clinic is open on a day of the week.</summary>
/// <param name="Weekday">0 is Monday, 6 Sunday.</param>
/// <param name="From">From, by the clinic's clock.</param>
/// <param name="Until">Until.</param>
public sealed record OpenHours(int Weekday, TimeOnly From, TimeOnly Until);

/// <summary>A day on which a clinic is closed although it would be open.</summary>
/// <param name="Day">The day.</param>
/// <param name="Name">Why, as staff read it, such as the name of a public holiday.</param>
public sealed record ClosedDay(DateOnly Day, string Name)
{
    /// <summary>The most days of a clinic, and the most characters of a name.</summary>
    public const int Most = 100, LongestName = 60;
}

/// <summary>A page of the clinic's elsewhere, as one on a social network.</summary>
/// <param name="Name">What visitors read.</param>
/// <param name="Address">Its address, <c>https</c>.</param>
public sealed record SiteLink(string Name, string Address)
{
    /// <summary>The most links of a clinic, and the most characters of a name and of an address.</summary>
    public const int Most = 8, LongestName = 40, LongestAddress = 200;
}

/// <summary>What an administrator has set for a clinic, as it is stored: one version.</summary>
public sealed record ClinicDocument
{
    /// <summary>What plans are made by.</summary>
    public ClinicChoices Choices { get; init; } = new();

    /// <summary>When the clinic is open; empty for not said.</summary>
    public IReadOnlyList<OpenHours> Open { get; init; } = [];

    /// <summary>Days on which it is closed, the first first; at most <see cref="ClosedDay.Most"/>.</summary>
    public IReadOnlyList<ClosedDay> Closed { get; init; } = [];

    /// <summary>What patients can do with their visits: <c>view</c>, <c>request</c> or <c>book</c>.</summary>
    public string Booking { get; init; } = "view";

    /// <summary>Hours before a visit until which a patient may call it off; 0–168.</summary>
    public int NoticeHours { get; init; } = 24;

    /// <summary>Where else visitors can follow the clinic, at most <see cref="SiteLink.Most"/>.</summary>
    public IReadOnlyList<SiteLink> Links { get; init; } = [];

    /// <summary>Whether the clinic works on a day: one of its opening hours, Monday to Friday where it has said none, and none on which it is closed.</summary>
    public bool IsWorkingDay(DateOnly day)
    {
        var weekday = ((int)day.DayOfWeek + 6) % 7;
        return (Open.Count == 0 ? weekday < 5 : Open.Any(hours => hours.Weekday == weekday)) && Closed.All(closed => closed.Day != day);
    }

    /// <summary>As JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, ClinicJson.Default.ClinicDocument);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is none.</exception>
    public static ClinicDocument Read(string json)
    {
        var read = JsonSerializer.Deserialize(json, ClinicJson.Default.ClinicDocument) ?? throw new JsonException("The text is no clinic's settings.");
        // What an earlier program did not know yet is not written there.
        var choices = read.Choices ?? new();
        return read with
        {
            Choices = new() { Planning = choices.Planning ?? new Dictionary<string, ChosenNumber>(), Answers = choices.Answers ?? new Dictionary<string, string>(), Capacity = choices.Capacity ?? new Dictionary<string, ChosenNumber>() },
            Open = read.Open ?? [],
            Closed = read.Closed ?? [],
            Booking = read.Booking ?? "view",
            Links = read.Links ?? [],
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(ClinicDocument))]
internal sealed partial class ClinicJson : JsonSerializerContext;
