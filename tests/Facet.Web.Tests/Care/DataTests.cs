using System.Net;
using System.Text.Json;
using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Web.SignIn;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Care;

public class DataTests(Server server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_file_has_everything_about_the_person_says_who_looked_and_holds_no_secret()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        using var other = await MyPatient.New(server.Services, server.Address);
        await other.Write(new Message { Day = other.Day.Today, Text = "somebody else's words" });
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 4, StoppedWhat = "gardening" }, new Message { Day = patient.Day.Today, Text = "May I swim?" });
        await patient.Client.Post("/my/reminders", new() { ["kind"] = "check-in", ["by"] = "email", ["morning"] = "08:00", ["evening"] = "23:59" }, "settings");
        var calendar = (await patient.Client.Post("/my/calendar", new() { ["words"] = "full" }, "make")).Html;
        using var staff = await patient.Staff();
        await staff.Get($"/clinic/patients/{patient.Id}");

        using var response = await patient.Client.Http.GetAsync(new Uri("/my/data/download", UriKind.Relative), Cancellation);
        Assert.Equal(("application/json", "attachment"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.DispositionType));
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        using var file = JsonDocument.Parse(text);
        var root = file.RootElement;
        Assert.Equal("Pat Example", root.GetProperty("person").GetProperty("name").GetString());
        Assert.Equal(patient.Client.Email, root.GetProperty("accounts")[0].GetProperty("email").GetString());
        Assert.NotEqual(0, root.GetProperty("answers").GetArrayLength());
        Assert.Equal((await patient.Plan()).StartsOn.ToString("O"), root.GetProperty("plans")[0].GetProperty("plan").GetProperty("startsOn").GetString());
        Assert.Equal((await patient.Record()).Count, root.GetProperty("entries").GetArrayLength());
        Assert.Contains("gardening", text, StringComparison.Ordinal);
        Assert.Equal("message", root.GetProperty("tasksOfTheTeam")[0].GetProperty("kind").GetString());
        Assert.NotEqual(0, root.GetProperty("reminders").GetArrayLength());
        Assert.Equal(1, root.GetProperty("calendarAddresses").GetArrayLength());
        Assert.Contains(root.GetProperty("whoLooked").EnumerateArray(), row => row.GetProperty("who").GetString() == "Test clinician" && row.GetProperty("what").GetString() == "record.read");
        Assert.Contains(root.GetProperty("whoLooked").EnumerateArray(), row => row.GetProperty("who").GetString() == "you" && row.GetProperty("what").GetString() == "patient.export");
        var account = await patient.Client.Account();
        var secret = System.Text.RegularExpressions.Regex.Match(calendar, "/calendar/([A-Za-z0-9_-]{43})").Groups[1].Value;
        foreach (var hidden in (string[])["somebody else", account.PasswordHash, account.SecurityStamp, secret]) { Assert.DoesNotContain(hidden, text, StringComparison.Ordinal); }
    }

    [Fact]
    public async Task A_phone_that_lies_about_gives_no_file_and_asks_for_no_erasure()
    {
        var clock = new Hand();
        await using var other = new OwnServer(services => services.AddSingleton<TimeProvider>(clock));
        using var patient = await MyPatient.New(other.Services, other.ClientOptions.BaseAddress);
        Assert.Equal(HttpStatusCode.OK, (await patient.Client.Get("/my/data/download")).Status);
        clock.Now += StaffRules.RecentFor;
        Assert.Equal("/account/confirm?to=/my/data/download", (await patient.Client.Get("/my/data/download")).To);
        Assert.Equal("/account/confirm?to=/my/data/erase", (await patient.Client.Get("/my/data/erase")).To);
        Assert.Equal(HttpStatusCode.OK, (await patient.Client.Get("/my/data")).Status);
    }

    [Fact]
    public async Task A_request_is_answered_by_an_administrator_and_then_the_person_is_nobody()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 4, StoppedWhat = "gardening" }, new Message { Day = patient.Day.Today, Text = "Mine." });
        await patient.Client.Post("/my/reminders", new() { ["kind"] = "check-in", ["by"] = "email", ["morning"] = "08:00", ["evening"] = "23:59" }, "settings");
        var address = System.Text.RegularExpressions.Regex.Match((await patient.Client.Post("/my/calendar", new() { ["words"] = "full" }, "make")).Html, "/calendar/[A-Za-z0-9_-]{43}\\.ics").Value;
        using var boss = await patient.Staff(Roles.Administrator | Roles.Clinician);
        Assert.Equal(HttpStatusCode.NotFound, (await boss.Get($"/clinic/erasures/{patient.Id}")).Status);

        Assert.Contains("Tick the box", (await patient.Client.Post("/my/data/erase", [], "erase")).Html, StringComparison.Ordinal);
        foreach (var _ in (int[])[1, 2]) { Assert.Equal("/my/data", (await patient.Client.Post("/my/data/erase", new() { ["sure"] = "yes" }, "erase")).To); }
        Assert.Contains("Your clinic answers by", (await patient.Client.Get("/my/data")).Html, StringComparison.Ordinal);
        Assert.Single(await patient.Tasks(), task => task.Kind == ErasureRequested.TaskKind);
        Assert.Contains($"/clinic/erasures/{patient.Id}", (await boss.Get("/clinic/erasures")).Html, StringComparison.Ordinal);
        Assert.Contains("An administrator answers this", (await boss.Get("/clinic/work?kind=erasure")).Html, StringComparison.Ordinal);

        // No, with a reason; and asked again.
        var path = $"/clinic/erasures/{patient.Id}";
        Assert.Contains("Write why", (await boss.Post(path, new() { ["because"] = " " }, "decline")).Html, StringComparison.Ordinal);
        Assert.Equal("/clinic/erasures", (await boss.Post(path, new() { ["because"] = "Your treatment is not over." }, "decline")).To);
        Assert.Contains("Your treatment is not over.", (await patient.Client.Get("/my/data")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"/clinic/erasures/{patient.Id}", (await boss.Get("/clinic/erasures")).Html, StringComparison.Ordinal);
        await patient.Client.Post("/my/data/erase", new() { ["sure"] = "yes" }, "erase");

        Assert.Contains("Confirm that it is really them", (await boss.Post(path, [], "erase")).Html, StringComparison.Ordinal);
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 4, NewWeaknessOrFever = true });
        Assert.Contains("Somebody must look at it first", (await boss.Post(path, new() { ["sure"] = "yes" }, "erase")).Html, StringComparison.Ordinal);
        var tasks = server.Services.GetRequiredService<ClinicTaskStore>();
        await tasks.Answer(patient.Caller, (await patient.Tasks()).Single(task => task.Kind == "warning").Id, "Called.", Cancellation);
        Assert.Contains("are gone", (await boss.Post(path, new() { ["sure"] = "yes" }, "erase")).Html, StringComparison.Ordinal);

        Assert.StartsWith("/account/sign-in", (await patient.Client.Get("/my")).To, StringComparison.Ordinal);
        Assert.Null(await patient.Client.SignIn());
        Assert.Equal(HttpStatusCode.NotFound, (await boss.Get(address)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await boss.Get(path)).Status);
        Assert.IsType<ErasureDeclined>(Assert.Single(await patient.Record()).Entry);
        var page = (await boss.Get($"/clinic/patients/{patient.Id}")).Html;
        Assert.Contains("(erased)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Pat Example", page, StringComparison.Ordinal);
        Assert.DoesNotContain("gardening", page, StringComparison.Ordinal);
        Assert.Contains("Version 1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reason_not_to_erase_that_is_too_long_is_shown_again()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        using var boss = await patient.Staff(Roles.Administrator | Roles.Clinician);
        await patient.Client.Post("/my/data/erase", new() { ["sure"] = "yes" }, "erase");
        var path = $"/clinic/erasures/{patient.Id}";
        var tooLong = new string('b', CareEntry.LongestText + 1);
        Assert.Contains(tooLong, (await boss.Post(path, new() { ["because"] = tooLong }, "decline")).Html, StringComparison.Ordinal);
        // A line break is one letter, as the browser counts it.
        var longest = $"Not yet:\n{new string('b', CareEntry.LongestText - 9)}";
        Assert.Equal("/clinic/erasures", (await boss.Post(path, new() { ["because"] = longest.ReplaceLineEndings("\r\n") }, "decline")).To);
        Assert.Equal(longest, Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<ErasureDeclined>()).Because);
    }

    private sealed class Hand : TimeProvider
    {
        // Ahead of the machine's clock: the cookies of a session are kept by that one.
        public DateTimeOffset Now { get; set; } = new(2030, 3, 4, 6, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
