using System.Globalization;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Web.Settings;

/// <summary>The clinic's settings as a form sends them. Whatever is as in the files is not stored, so that a better default of a later program reaches the clinic.</summary>
internal static class SettingsForm
{
    /// <summary>What a clinic answers for everybody.</summary>
    public static IReadOnlyList<InputDefinition> Answers(CarePathway built) => [.. built.ClinicAnswers.Keys.Order(StringComparer.Ordinal).Select(name => built.Knowledge.Dictionary.FindInput(name)).OfType<InputDefinition>()];

    /// <summary>What the catalogue calls its staff and devices.</summary>
    public static IReadOnlyList<string> Resources(CarePathway built) => [.. built.Catalogue.Interventions.SelectMany(each => each.Uses).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The words from which an answer can be chosen.</summary>
    public static IReadOnlyList<string> Choices(InputDefinition input) => input.Kind == ValueKind.Flag ? ["true", "false"] : [.. input.Values];

    /// <summary>An answer as the form has it.</summary>
    public static string Text(Answer answer) => answer switch
    {
        Answer.Flag flag => flag.Value ? "true" : "false",
        Answer.Number number => Number(number.Value),
        Answer.Word word => word.Value,
        _ => "",
    };

    /// <summary>A number as the form has it.</summary>
    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>The name of a day of the week, 0 for Monday.</summary>
    public static string Weekday(int day) => CultureInfo.InvariantCulture.DateTimeFormat.GetDayName((DayOfWeek)((day + 1) % 7));

    /// <summary>Reads the form; what cannot be read goes to <paramref name="problems"/>, all of it.</summary>
    public static ClinicDocument Read(IFormCollection form, CarePathway built, List<(string Field, string Message)> problems)
    {
        string Of(string name) => form[name].ToString().Trim();
        double? Parsed(string field, double most, string what)
        {
            if (double.TryParse(Of(field), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= most) { return number; }
            problems.Add((field, $"{what}: a number from 0 to {Number(most)}."));
            return null;
        }
        string Reason(string field, string before, string what)
        {
            var reason = Of(field);
            if (reason.Length is 0 or > 300 || reason == before) { problems.Add((field, $"{what}: say why it differs, in at most 300 characters. The reason is shown beside the plan.")); }
            return reason;
        }
        var planning = new Dictionary<string, ChosenNumber>(StringComparer.Ordinal);
        foreach (var setting in built.Settings.All)
        {
            if (Parsed($"set-{setting.Name}", 1_000_000, Label(setting.Name)) is { } value && value != setting.Value)
            {
                planning[setting.Name] = new(value, Reason($"why-{setting.Name}", setting.Reason, Label(setting.Name)));
            }
        }
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in Answers(built))
        {
            var chosen = Of($"answer-{input.Name}");
            if (!Choices(input).Contains(chosen)) { problems.Add(($"answer-{input.Name}", $"{Label(input.Name)}: choose one.")); }
            else if (chosen != Text(built.ClinicAnswers[input.Name])) { answers[input.Name] = chosen; }
        }
        var capacity = new Dictionary<string, ChosenNumber>(StringComparer.Ordinal);
        foreach (var resource in Resources(built).Where(resource => Of($"hours-{resource}").Length > 0))
        {
            if (Parsed($"hours-{resource}", 168_000, $"Hours of {Label(resource)}") is { } hours) { capacity[resource] = new(hours, Reason($"because-{resource}", "", $"Hours of {Label(resource)}")); }
        }
        return new() { Choices = new() { Planning = planning, Answers = answers, Capacity = capacity }, Open = Hours(Of, problems), Closed = ClosedDays(Of("closed"), problems), Booking = Booking(Of("booking"), problems), NoticeHours = (int)(Parsed("notice", 168, "Hours of notice") ?? 24), Links = Links(Of, problems) };
    }

    /// <summary>A word of a file as people read it.</summary>
    public static string Label(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');

    /// <summary>What two versions have different, a line each.</summary>
    public static IReadOnlyList<string> Differences(CarePathway built, ClinicDocument before, ClinicDocument after)
    {
        IEnumerable<string> Between(string what, IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string> now) =>
            old.Keys.Union(now.Keys).Order(StringComparer.Ordinal).Where(name => old.GetValueOrDefault(name) != now.GetValueOrDefault(name))
                .Select(name => $"{what}{Label(name)}: {old.GetValueOrDefault(name) ?? "none"} → {now.GetValueOrDefault(name) ?? "none"}");
        Dictionary<string, string> Settings(ClinicDocument document) => built.Settings.All.ToDictionary(setting => setting.Name, setting => document.Choices.Planning.TryGetValue(setting.Name, out var chosen) ? $"{Number(chosen.Value)} {setting.Unit} ({chosen.Reason})" : $"{Number(setting.Value)} {setting.Unit}");
        Dictionary<string, string> Given(ClinicDocument document) => built.ClinicAnswers.ToDictionary(each => each.Key, each => document.Choices.Answers.GetValueOrDefault(each.Key) ?? Text(each.Value));
        Dictionary<string, string> Staff(ClinicDocument document) => document.Choices.Capacity.ToDictionary(each => each.Key, each => $"{Number(each.Value.Value)} h a week ({each.Value.Reason})");
        Dictionary<string, string> Rest(ClinicDocument document) => new()
        {
            ["Patients and their visits"] = document.Booking,
            ["Notice"] = $"{document.NoticeHours} h",
            ["Links"] = document.Links.Count == 0 ? "none" : string.Join(", ", document.Links.Select(each => $"{each.Name} {each.Address}")),
            ["Closed"] = document.Closed.Count == 0 ? "none" : string.Join(", ", document.Closed.Select(Line)),
            ["Open"] = document.Open.Count == 0 ? "not said" : string.Join(", ", document.Open.Select(each => string.Create(CultureInfo.InvariantCulture, $"{Weekday(each.Weekday)[..3]} {each.From:HH:mm}–{each.Until:HH:mm}"))),
        };
        return [.. Between("", Settings(before), Settings(after)), .. Between("", Given(before), Given(after)), .. Between("Hours of ", Staff(before), Staff(after)), .. Between("", Rest(before), Rest(after))];
    }

    private static List<OpenHours> Hours(Func<string, string> of, List<(string Field, string Message)> problems)
    {
        var open = new List<OpenHours>();
        for (var day = 0; day < 7; day++)
        {
            var (from, until) = (of($"from-{day}"), of($"until-{day}"));
            if (from.Length + until.Length == 0) { continue; }
            if (TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start) && TimeOnly.TryParseExact(until, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end) && end > start) { open.Add(new(day, start, end)); }
            else { problems.Add(($"from-{day}", $"{Weekday(day)}: from and until as in 08:30, until later than from; leave both empty when the clinic is closed.")); }
        }
        return open;
    }

    /// <summary>A day on which the clinic is closed, as a line of the form.</summary>
    public static string Line(ClosedDay closed) => string.Create(CultureInfo.InvariantCulture, $"{closed.Day:yyyy-MM-dd} {closed.Name}");

    private static List<ClosedDay> ClosedDays(string text, List<(string Field, string Message)> problems)
    {
        var closed = new List<ClosedDay>();
        foreach (var (number, line) in text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.Trim()).Index().Where(static each => each.Item.Length > 0))
        {
            var (day, name) = line.Split(' ', 2) is [var first, var rest] ? (first, rest.Trim()) : (line, "");
            if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || name.Length is 0 or > ClosedDay.LongestName || name.Any(char.IsControl)) { problems.Add(("closed", $"Closed, line {number + 1}: a day and its name of at most {ClosedDay.LongestName} characters, such as 2026-12-25 Christmas Day.")); }
            else if (closed.Any(each => each.Day == date)) { problems.Add(("closed", $"Closed, line {number + 1}: {day} is there already.")); }
            else { closed.Add(new(date, name)); }
        }
        if (closed.Count > ClosedDay.Most) { problems.Add(("closed", $"Closed: at most {ClosedDay.Most} days; take out those that are past.")); }
        return [.. closed.OrderBy(static each => each.Day)];
    }

    private static List<SiteLink> Links(Func<string, string> of, List<(string Field, string Message)> problems)
    {
        var links = new List<SiteLink>();
        for (var place = 0; place < SiteLink.Most; place++)
        {
            var (name, address) = (of($"link-name-{place}"), of($"link-address-{place}"));
            if (name.Length + address.Length == 0) { continue; }
            if (name.Length is 0 or > SiteLink.LongestName || name.Any(char.IsControl)) { problems.Add(($"link-name-{place}", $"Link {place + 1}: a name of at most {SiteLink.LongestName} characters; leave both empty for no link.")); }
            // Without a user's name in it: that is how an address pretends to be another.
            else if (address.Length > SiteLink.LongestAddress || !Uri.TryCreate(address, UriKind.Absolute, out var parsed) || parsed.Scheme != Uri.UriSchemeHttps || parsed.UserInfo.Length > 0 || !address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) { problems.Add(($"link-address-{place}", $"Link {place + 1}: an address that begins with https://, of at most {SiteLink.LongestAddress} characters.")); }
            else { links.Add(new(name, parsed.AbsoluteUri)); }
        }
        return links;
    }

    private static string Booking(string mode, List<(string Field, string Message)> problems)
    {
        if (mode is "view" or "request" or "book") { return mode; }
        problems.Add(("booking", "What patients can do: choose one."));
        return "view";
    }
}
