using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Web.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Care;

public class SendEntriesTests(Server server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_twice_is_stored_once_a_gap_is_named_and_a_conflict_shows_what_is_stored()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var stream = Guid.NewGuid();
        for (var time = 0; time < 2; time++)
        {
            var sent = await Send(patient, stream, 1, CheckIn(patient, 3), CheckIn(patient, 4));
            Assert.Equal((HttpStatusCode.OK, 2), (sent.Status, (int)sent.Said["stored"]!));
        }
        var gap = await Send(patient, stream, 4, CheckIn(patient, 5));
        Assert.Equal((HttpStatusCode.Conflict, 3), (gap.Status, (int)gap.Said["expected"]!));
        var conflict = await Send(patient, stream, 1, CheckIn(patient, 3), CheckIn(patient, 9));
        Assert.Equal((HttpStatusCode.Conflict, 1, 4), (conflict.Status, (int)conflict.Said["stored"]!, (int)conflict.Said["conflict"]!["entry"]!["pain"]!));
        Assert.Equal([3, 4], (await patient.Record()).Select(each => ((CheckIn)each.Entry).Pain));
    }

    [Fact]
    public async Task The_same_entry_in_the_words_of_an_older_program_is_the_same_entry()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var (stream, entry) = (Guid.NewGuid(), CheckIn(patient, 3));
        // Another order of words, as a program could have written that knew fewer fields.
        var older = new JsonObject { ["kind"] = "check-in", ["pain"] = 3, ["day"] = patient.Day.Today.ToString("O"), ["newNumbnessOrBladder"] = false, ["newWeaknessOrFever"] = false };
        Assert.Null((await server.Services.GetRequiredService<EntryLog>().Append(patient.Caller, patient.Id, [new(stream, 1, "check-in", patient.Day.Today, older.ToJsonString())], null, Cancellation)).Problem);
        Assert.NotEqual(CareDocument.Write(entry), older.ToJsonString());
        var sent = await Send(patient, stream, 1, entry, CheckIn(patient, 5));
        Assert.Equal((HttpStatusCode.OK, 2), (sent.Status, (int)sent.Said["stored"]!));
        Assert.Equal([3, 5], (await patient.Record()).Select(each => ((CheckIn)each.Entry).Pain));
    }

    [Fact]
    public async Task A_yes_tells_the_team_once_and_leads_to_the_full_set_of_questions()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var stream = Guid.NewGuid();
        Assert.Null((await Send(patient, stream, 1, CheckIn(patient, 3))).Said["next"]);
        for (var time = 0; time < 2; time++) { Assert.Equal("/my/warning", (string?)(await Send(patient, stream, 2, CheckIn(patient, 3) with { NewWeaknessOrFever = true })).Said["next"]); }
        Assert.Equal("emergency", Assert.Single(await patient.Tasks()).Tier);
        await patient.Write(new WarningAnswers { Day = patient.Day.Today, Pages = new Dictionary<string, string>(), Disposition = "cleared", Rules = [], Stops = false });
        Assert.Null((await Send(patient, stream, 3, CheckIn(patient, 3))).Said["next"]);
        Assert.Equal("/my/warning", (string?)(await Send(patient, stream, 4, CheckIn(patient, 3) with { Flare = true })).Said["next"]);
    }

    [Fact]
    public async Task Two_weeks_of_more_pain_bring_the_team_in_by_the_queue_too()
    {
        using var patient = await MyPatient.New(server.Services, server.Address, weeksAgo: 8);
        var today = patient.Day.Today;
        await patient.Write([.. Enumerable.Range(1, 66).Select(ago => CheckIn(patient, ago > 21 ? 2 : 8) with { Day = today.AddDays(-ago) })]);
        await patient.Write(new WarningAnswers { Day = today, Pages = new Dictionary<string, string>(), Disposition = "cleared", Rules = [], Stops = false });
        var sent = await Send(patient, Guid.NewGuid(), 1, CheckIn(patient, 8));
        Assert.Equal((HttpStatusCode.OK, "/my/warning"), (sent.Status, (string?)sent.Said["next"]));
        Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<ReviewAsked>().DistinctBy(each => each.Rule));
        Assert.Contains(await patient.Tasks(), task => task.Kind == "review");
    }

    [Fact]
    public async Task Everything_wrong_is_said_with_entry_and_field_and_nothing_is_stored()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var today = patient.Day.Today;
        var refused = await Send(patient, Guid.NewGuid(), 1, CheckIn(patient, 3), CheckIn(patient, 3) with { Day = today.AddDays(2) }, CheckIn(patient, 3) with { Day = today.AddDays(-32) }, new CheckIn { Day = today, Pain = 12 },
            new WarningCleared { Day = today, Because = "I say so" }, new ItemDone { Day = today, Item = "no-such-item" }, new WalkDone { Day = today, Item = "walking", Minutes = 5 });
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(["1 day future", "2 day too-old", "3 pain rating", "4 kind not-from-a-device", "5 item unknown-item", "6 kind not-from-a-queue"],
            refused.Said["problems"]!.AsArray().Select(problem => $"{problem!["index"]} {problem["field"]} {problem["code"]}").Order(StringComparer.Ordinal));
        Assert.Empty(await patient.Record());
        Assert.Equal(HttpStatusCode.OK, (await Send(patient, Guid.NewGuid(), 1, CheckIn(patient, 3) with { Day = today.AddDays(1) }, CheckIn(patient, 3) with { Day = today.AddDays(-31) })).Status);
    }

    [Fact]
    public async Task What_was_stored_in_time_is_still_confirmed_when_it_has_grown_old()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var (stream, old) = (Guid.NewGuid(), CheckIn(patient, 3) with { Day = patient.Day.Today.AddDays(-40) });
        Assert.Null((await MyRecord.Write(server.Services.GetRequiredService<EntryLog>(), patient.Caller, patient.Id, stream, [old], Cancellation)).Problem);
        Assert.Equal(HttpStatusCode.OK, (await Send(patient, stream, 1, old, CheckIn(patient, 4))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(patient, Guid.NewGuid(), 1, old)).Status);
    }

    /// <summary>A phone whose date is wrong, and one that was away for long.</summary>
    [Theory]
    [InlineData(3, 0)]
    [InlineData(-40, -SendEntries.OldestDays)]
    public async Task A_yes_is_never_refused_for_its_day_and_stays_one_entry(int ahead, int counts)
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var today = patient.Day.Today;
        var written = new DateTimeOffset(today.AddDays(ahead).ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero);
        var (stream, yes) = (Guid.NewGuid(), CheckIn(patient, 6) with { Day = today.AddDays(ahead), NewNumbnessOrBladder = true, WrittenAt = written });
        for (var time = 0; time < 2; time++)
        {
            var sent = await Send(patient, stream, 1, yes);
            Assert.Equal((HttpStatusCode.OK, "/my/warning"), (sent.Status, (string?)sent.Said["next"]));
        }
        var stored = Assert.Single(await patient.Record()).Entry;
        Assert.Equal(today.AddDays(counts), stored.Day);
        Assert.Equal(written, stored.WrittenAt);
        Assert.Equal("emergency", Assert.Single(await patient.Tasks()).Tier);
        // The same day without a yes is refused as ever.
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(patient, stream, 2, yes with { NewNumbnessOrBladder = false })).Status);
    }

    [Fact]
    public async Task A_yes_that_is_sent_again_days_later_is_the_same_entry_and_other_words_are_a_conflict()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var (stream, today) = (Guid.NewGuid(), patient.Day.Today);
        var yes = CheckIn(patient, 6) with { Day = today.AddDays(3), NewWeaknessOrFever = true };
        // As it counted when it first came, two days ago.
        Assert.Null((await MyRecord.Write(server.Services.GetRequiredService<EntryLog>(), patient.Caller, patient.Id, stream, [yes with { Day = today.AddDays(-2) }], Cancellation)).Problem);
        var sent = await Send(patient, stream, 1, yes, CheckIn(patient, 4));
        Assert.Equal((HttpStatusCode.OK, 2), (sent.Status, (int)sent.Said["stored"]!));
        Assert.Equal([today.AddDays(-2), today], (await patient.Record()).Select(each => each.Entry.Day));
        Assert.Single(await patient.Tasks());
        Assert.Equal(HttpStatusCode.Conflict, (await Send(patient, stream, 1, yes with { Pain = 9 })).Status);
    }

    [Fact]
    public async Task A_device_moves_only_what_a_page_would_move()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var (plan, today) = (await patient.Plan(), patient.Day.Today);
        var visit = plan.Days.SelectMany(day => day.Entries.Select(entry => (day.Date, entry))).First(each => each.entry.Kind != CalendarEntryKind.Home);
        var refused = await Send(patient, Guid.NewGuid(), 1, new ItemMoved { Day = visit.Date > today ? today : visit.Date, Item = visit.entry.ItemId, To = today.AddDays(1) });
        Assert.Equal((HttpStatusCode.BadRequest, "cannot-move"), (refused.Status, (string)refused.Said["problems"]![0]!["code"]!));
    }

    [Fact]
    public async Task Whoever_is_not_the_patient_whose_page_it_was_gets_a_status_and_stores_nothing()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        using var other = await MyPatient.New(server.Services, server.Address);
        var stream = Guid.NewGuid();
        async Task<(HttpStatusCode, string?)> As(HttpClient http, string? person, string? site = null, string type = "application/json")
        {
            var (status, said) = await Post(http, Body(stream, 1, CheckIn(patient, 3)), person, site, type);
            return (status, (string?)said["error"]);
        }
        using var nobody = StaffClient.Nobody(server.Services, server.Address);
        using var staff = await StaffClient.SignedIn(server.Services, server.Address, Roles.Clinician);
        var tag = PersonTag.Of(patient.Id);
        Assert.Equal((HttpStatusCode.Unauthorized, "signed-out"), await As(nobody.Http, tag));
        Assert.Equal((HttpStatusCode.Forbidden, "not-a-patient"), await As(staff.Http, tag));
        Assert.Equal((HttpStatusCode.Forbidden, "somebody-else"), await As(other.Client.Http, tag));
        Assert.Equal((HttpStatusCode.Forbidden, "not-from-a-page"), await As(patient.Client.Http, null));
        Assert.Equal((HttpStatusCode.Forbidden, "not-from-a-page"), await As(patient.Client.Http, tag, "cross-site"));
        Assert.Equal((HttpStatusCode.Forbidden, "not-from-a-page"), await As(patient.Client.Http, tag, "same-site"));
        Assert.Equal((HttpStatusCode.Forbidden, "not-from-a-page"), await As(patient.Client.Http, tag, type: "text/plain"));
        Assert.Empty(await patient.Record());
        Assert.Empty(await other.Record());
        Assert.Equal((HttpStatusCode.OK, null), await As(patient.Client.Http, tag, "same-origin"));
    }

    [Fact]
    public async Task A_session_is_over_at_once_when_its_account_closes()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        Assert.Equal(HttpStatusCode.OK, (await Send(patient, Guid.NewGuid(), 1, CheckIn(patient, 3))).Status);
        await server.Services.GetRequiredService<AccountStore>().Close(Facet.Storage.Clinics.Caller.Program(patient.Caller.Clinic), patient.Client.Id, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send(patient, Guid.NewGuid(), 1, CheckIn(patient, 3))).Status);
    }

    [Fact]
    public async Task What_is_too_long_is_refused()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        foreach (var chunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/my/entries", UriKind.Relative)) { Content = new StringContent(new string(' ', SendEntries.MostBytes + 1), Encoding.UTF8, "application/json") };
            request.Headers.Add(SendEntries.PersonHeader, PersonTag.Of(patient.Id));
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await patient.Client.Http.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.Contains("too-long", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_is_named_the_same_and_a_page_does_not_show_an_id()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var html = (await patient.Client.Get("/my")).Html;
        Assert.Contains($"data-person=\"{PersonTag.Of(patient.Id)}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain(patient.Id.ToString(), html, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(PersonTag.Of(patient.Id), PersonTag.Of(new(Guid.NewGuid())));
    }

    private static CheckIn CheckIn(MyPatient patient, int pain) => new() { Day = patient.Day.Today, Pain = pain, NewNumbnessOrBladder = false, NewWeaknessOrFever = false };

    private static string Body(Guid stream, int first, params CareEntry[] entries) => $$"""{"stream":"{{stream}}","first":{{first}},"entries":[{{string.Join(',', entries.Select(CareDocument.Write))}}]}""";

    private static Task<(HttpStatusCode Status, JsonNode Said)> Send(MyPatient patient, Guid stream, int first, params CareEntry[] entries) =>
        Post(patient.Client.Http, Body(stream, first, entries), PersonTag.Of(patient.Id));

    private static async Task<(HttpStatusCode Status, JsonNode Said)> Post(HttpClient http, string body, string? person, string? site = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/my/entries", UriKind.Relative)) { Content = new StringContent(body, new MediaTypeHeaderValue(type)) };
        if (person is not null) { request.Headers.Add(SendEntries.PersonHeader, person); }
        if (site is not null) { request.Headers.Add("Sec-Fetch-Site", site); }
        using var response = await http.SendAsync(request, Cancellation);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(JsonSerializerOptions.Default, Cancellation))!);
    }
}
