using System.Net;
using System.Text.RegularExpressions;
using Facet.Care;
using Facet.Planning;
using Facet.Web.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Care;

public class CalendarTests(Server server)
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_address_is_shown_once_opens_the_calendar_without_signing_in_and_can_be_ended()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var address = await Make(patient, "neutral");
        Assert.DoesNotContain(address, (await patient.Client.Get("/my/calendar")).Html, StringComparison.Ordinal);
        using var anybody = new HttpClient { BaseAddress = server.Address };
        using (var answer = await anybody.GetAsync(new Uri(address, UriKind.Relative), Cancellation))
        {
            Assert.Equal("text/calendar; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
        using (var other = await MyPatient.New(server.Services, server.Address)) { Assert.NotEqual(await anybody.GetStringAsync(new Uri(address, UriKind.Relative), Cancellation), await anybody.GetStringAsync(new Uri(await Make(other, "neutral"), UriKind.Relative), Cancellation)); }
        // A wrong secret, another's beginning, a new address in place of the old, an ended one: none of them is there.
        var next = await Make(patient, "full");
        Assert.Equal("/my/calendar", (await patient.Client.Post("/my/calendar", [], "revoke")).To);
        foreach (var gone in (string[])[address, next, "/calendar/x.ics", $"/calendar/{new string('a', 43)}.ics", address.Replace(".ics", "", StringComparison.Ordinal)])
        {
            using var answer = await anybody.GetAsync(new Uri(gone, UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        Assert.Contains("record.read", await patient.Client.Audited(patient.Id.Value));
    }

    [Fact]
    public async Task Words_are_neutral_unless_the_person_chose_otherwise()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        using var anybody = new HttpClient { BaseAddress = server.Address };
        var plan = await patient.Plan();
        var neutral = Unfold(await anybody.GetStringAsync(new Uri(await Make(patient, "neutral"), UriKind.Relative), Cancellation));
        Assert.Equal([CalendarFile.Visit, CalendarFile.Task], Regex.Matches(neutral, "(?m)^SUMMARY:(.*)$").Select(match => match.Groups[1].Value.Trim()).Distinct().Order(StringComparer.Ordinal));
        foreach (var item in plan.Items) { Assert.DoesNotContain(item.Id, neutral, StringComparison.OrdinalIgnoreCase); }
        Assert.DoesNotContain(patient.Id.ToString(), neutral, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Pat Example", neutral, StringComparison.Ordinal);
        var full = Unfold(await anybody.GetStringAsync(new Uri(await Make(patient, "full"), UriKind.Relative), Cancellation));
        var used = plan.Days.SelectMany(day => day.Entries).Select(entry => plan.Find(entry.ItemId)!.Plain).Distinct().ToList();
        Assert.All(used, words => Assert.Contains($"SUMMARY:{words.Replace(",", "\\,", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)}", full, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_file_keeps_the_standards_rules_and_comes_back_from_a_reader(bool isFull)
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        // A plan over the night in which London's clocks go forward.
        var moved = Move(await patient.Plan(), new(2026, 3, 2));
        IReadOnlyList<Recorded> record = [];
        var text = CalendarFile.Write(patient.Id, moved, new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), record, moved.StartsOn, London, isFull);
        MustKeepTheRules(text);
        Assert.Equal(text, CalendarFile.Write(patient.Id, moved, new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), record, moved.StartsOn, London, isFull));

        var read = Ical.Net.Calendar.Load(text)!;
        Assert.Equal("Europe/London", Assert.Single(read.TimeZones).TzId);
        Assert.All(read.Events, each => Assert.Equal(new DateTime(2026, 3, 1, 12, 0, 0), each.DtStamp!.AsUtc));
        var visits = moved.Days.Where(day => day.IsVisitDay).Select(day => day.Date).ToHashSet();
        Assert.Equal(visits.Order(), read.Events.Where(each => !each.Start!.HasTime && (isFull ? moved.Items.Any(item => item.Plain == each.Summary) : each.Summary == CalendarFile.Visit)).Select(each => each.Start!.Date).Distinct().Order());
        Assert.All(read.Events.Where(each => !each.Start!.HasTime), each => Assert.Equal(each.Start!.Date.AddDays(1), each.End!.Date));
        var home = read.Events.Where(each => each.Start!.HasTime).ToList();
        Assert.Equal(moved.Days.Sum(day => isFull ? day.Entries.Count(entry => entry.Kind != CalendarEntryKind.Session) : day.Entries.Where(entry => entry.Kind != CalendarEntryKind.Session).Select(entry => entry.Part).Distinct().Count()), home.Count);
        // Eight in the morning stays eight in the morning: an hour earlier in UTC once the clocks have gone forward.
        foreach (var each in home)
        {
            Assert.Equal("Europe/London", each.Start!.TzId);
            Assert.Equal(each.Start.Date < new DateOnly(2026, 3, 29) ? TimeSpan.Zero : TimeSpan.FromHours(1), each.Start.Value - each.Start.AsUtc);
            Assert.True(each.End!.Value > each.Start.Value);
        }
    }

    [Fact]
    public async Task What_is_moved_moves_and_what_is_paused_is_not_asked_for()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var plan = await patient.Plan();
        var today = patient.Day.Today;
        var (from, entry) = plan.Days.Where(day => day.Date > today).SelectMany(day => day.Entries.Select(each => (day.Date, each))).First(each => each.each.Kind == CalendarEntryKind.Home && !plan.On(each.Date.AddDays(1))!.Entries.Any(other => other.ItemId == each.each.ItemId));
        Recorded Entry(long place, CareEntry what) => new(place, DateTimeOffset.UnixEpoch, "x", what);
        string Write(params Recorded[] record) => CalendarFile.Write(patient.Id, plan, DateTimeOffset.UnixEpoch, record, today, London, true);
        var words = plan.Find(entry.ItemId)!.Plain;
        int On(string text, DateOnly day) => Ical.Net.Calendar.Load(text)!.Events.Count(each => each.Start!.Date == day && each.Start.HasTime && each.Summary == words);
        Assert.Equal((1, 0), (On(Write(), from), On(Write(), from.AddDays(1))));
        var moved = Write(Entry(1, new ItemMoved { Day = from, Item = entry.ItemId, To = from.AddDays(1) }));
        Assert.Equal((0, 1), (On(moved, from), On(moved, from.AddDays(1))));
        var paused = Ical.Net.Calendar.Load(Write(Entry(1, new PlanPaused { Day = today })))!;
        Assert.DoesNotContain(paused.Events, each => each.Start!.HasTime && each.Start.Date >= today);
        Assert.Contains(paused.Events, each => !each.Start!.HasTime && each.Start.Date > today);
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        await using var other = new OwnServer(null, ("Calendar:AsksPerMinute", "3"));
        using var client = new HttpClient { BaseAddress = other.ClientOptions.BaseAddress };
        var seen = new List<HttpStatusCode>();
        for (var tries = 0; tries < 5; tries++)
        {
            using var answer = await client.GetAsync(new Uri($"/calendar/{new string('a', 43)}.ics", UriKind.Relative), Cancellation);
            seen.Add(answer.StatusCode);
        }
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], seen);
    }

    /// <summary>RFC 5545: 3.1 (lines and folding), 3.6 (components), 3.8.4.7 (UID), 3.8.7.2 (DTSTAMP), 3.2.19 (TZID).</summary>
    private static void MustKeepTheRules(string text)
    {
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 0, 75));
        var open = new Stack<string>();
        var events = 0;
        List<string> names = [], inside = [];
        foreach (var line in Unfold(text).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Matches("^[A-Z][A-Z0-9-]*(;[A-Z-]+=[^:]*)?:", line);
            if (line.StartsWith("BEGIN:", StringComparison.Ordinal)) { open.Push(line[6..]); inside = []; continue; }
            if (line.StartsWith("END:", StringComparison.Ordinal))
            {
                Assert.Equal(open.Pop(), line[4..]);
                if (line == "END:VEVENT")
                {
                    events++;
                    names.Add(Assert.Single(inside, each => each.StartsWith("UID:", StringComparison.Ordinal)));
                    Assert.Matches(@"^DTSTAMP:\d{8}T\d{6}Z$", Assert.Single(inside, each => each.StartsWith("DTSTAMP", StringComparison.Ordinal)));
                    Assert.Matches(@"^DTSTART(;VALUE=DATE:\d{8}|;TZID=Europe/London:\d{8}T\d{6})$", Assert.Single(inside, each => each.StartsWith("DTSTART", StringComparison.Ordinal)));
                }
                continue;
            }
            inside.Add(line);
        }
        Assert.Empty(open);
        Assert.True(events > 20);
        Assert.Equal(events, names.Distinct().Count());
        Assert.Equal(1, Regex.Count(text, "(?m)^VERSION:2.0\r$"));
        Assert.Equal(1, Regex.Count(text, "(?m)^PRODID:"));
    }

    private static string Unfold(string text) => text.Replace("\r\n ", "", StringComparison.Ordinal);

    private static CarePlan Move(CarePlan plan, DateOnly start) => plan with { StartsOn = start, Days = [.. plan.Days.Select((day, index) => day with { Date = start.AddDays(index) })] };

    private static async Task<string> Make(MyPatient patient, string words)
    {
        var made = await patient.Client.Post("/my/calendar", new() { ["words"] = words }, "make");
        return Regex.Match(made.Html, "/calendar/[A-Za-z0-9_-]{43}\\.ics").Value;
    }
}
