using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Facet.Interop.Json;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Site;
using Facet.Web.Requests;
using Facet.Web.Settings;
using Facet.Web.Shell;
using Facet.Web.Tests.Intake;
using Facet.Web.Tests.Schedule;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Requests;

public partial class RequestsTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RequestStore Requests => Server.Services.GetRequiredService<RequestStore>();

    private Caller Clinic => Caller.Program(Server.Services.GetRequiredService<HomeClinic>().Id);

    private static Task SignIn(IPage page, StaffClient staff) =>
        page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = staff.Http.BaseAddress!.ToString() }));

    private static Dictionary<string, string> Contact(string name, string email = "", string phone = "") => new() { ["name"] = name, ["email"] = email, ["phone"] = phone, ["times"] = "saturday", ["goals"] = "Walk <b>again</b>" };

    /// <summary>Somebody without script who came to ask for a consultation.</summary>
    private StaffClient Somebody() => StaffClient.Nobody(Server.Services, Server.Address);

    /// <summary>Answers the questions about danger: no to everything but what is said.</summary>
    /// <returns>Where that led.</returns>
    private static async Task<string> AnswerDanger(StaffClient person, string language = "", params (string Page, string Value)[] saying)
    {
        var begun = await person.Post($"{language}/request", [], "request");
        Assert.Equal($"{language}/intake", begun.To);
        var to = (await person.Get(begun.To!)).To!;
        while (Question().IsMatch(to))
        {
            var html = (await person.Get(to)).Html;
            var page = Regex.Match(html, "name=\"page\" value=\"([^\"]+)\"").Groups[1].Value;
            var value = saying.FirstOrDefault(each => each.Page == page).Value ?? ((string[])["none-of-these", "none", "no"]).FirstOrDefault(each => html.Contains($"value=\"{each}\"", StringComparison.Ordinal)) ?? "0";
            to = (await person.Post(to, new() { ["answer"] = value })).To!;
            if (to.EndsWith("/intake/notice", StringComparison.Ordinal) && page != saying[^1].Page) { to = (await person.Get($"{language}/intake")).To!; }
        }
        return to;
    }

    /// <summary>Asks for a consultation, and says where that led.</summary>
    private static async Task<string> Ask(StaffClient person, Dictionary<string, string> contact, params (string Page, string Value)[] saying)
    {
        var to = await AnswerDanger(person, "", saying);
        Assert.Contains(to, (string[])["/request/contact", "/intake/notice"]);
        return (await person.Post("/request/contact", contact, "contact")).To!;
    }

    private async Task<ConsultationRequest> Newest() => (await Requests.All(Clinic, 0, Cancellation))[^1];

    [Theory]
    [InlineData(Phone, true)]
    [InlineData(Desk, false)]
    public async Task Somebody_asks_keeps_what_they_typed_and_comes_back_to_see_what_becomes_of_it(int width, bool script)
    {
        var page = await Open(width, script, width == Phone ? ColorScheme.Dark : ColorScheme.Light);
        var name = $"Ann {Guid.NewGuid():N}";
        // What looks for mistakes is itself script.
        Task Look() => script ? MustBeAccessible(page) : Task.CompletedTask;
        await page.GotoAsync("/request");
        await Picture(page, $"request-{(script ? "script" : "plain")}");
        await Look();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start with the questions" }).ClickAsync();
        await page.Arrives("**/intake/1");
        var person = new Person(page) { KeyboardOnly = script };
        await person.AnswerAll();
        Assert.EndsWith("/request/contact", page.Url, StringComparison.Ordinal);
        Assert.Equal("thoughts", person.Met[^1]);
        await Picture(page, $"request-contact-{(script ? "script" : "plain")}");
        await Look();

        // Everything that is wrong is told at once, and nothing typed is lost.
        await page.Locator("#phone").FillAsync("call me");
        await page.Locator("#email").FillAsync("not an address");
        await page.Locator("#goals").FillAsync("Play with my\ngrandchildren");
        await page.Locator("#saturday").CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my request" }).ClickAsync();
        await page.Locator(".nhsuk-error-summary").WaitForAsync();
        Assert.Equal(["#name", "#email", "#phone"], await page.Locator(".nhsuk-error-summary a").EvaluateAllAsync<string[]>("all => all.map(each => each.getAttribute('href'))"));
        Assert.Equal(("call me", "not an address", "Play with my\ngrandchildren"), (await page.Locator("#phone").InputValueAsync(), await page.Locator("#email").InputValueAsync(), await page.Locator("#goals").InputValueAsync()));
        Assert.True(await page.Locator("#saturday").IsCheckedAsync());
        Assert.StartsWith("Error: ", await page.TitleAsync(), StringComparison.Ordinal);
        await Picture(page, $"request-errors-{(script ? "script" : "plain")}");
        await Look();

        await page.Locator("#name").FillAsync(name);
        await page.Locator("#email").FillAsync($"{Guid.NewGuid():N}@example.org");
        await page.Locator("#phone").FillAsync("+44 20 7946 0000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my request" }).ClickAsync();
        await page.Arrives("**/request/receipt/*");
        var receipt = page.Url;
        Assert.Equal("We have your request", await page.Locator("h1").InnerTextAsync());
        Assert.Contains("Somebody answers you by", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(receipt, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(name, await page.ContentAsync(), StringComparison.Ordinal);
        await Picture(page, $"request-receipt-{(script ? "script" : "plain")}");
        await Look();

        // Whoever asks a second time on this device is led to what they have.
        await page.GotoAsync("/request");
        Assert.EndsWith("/request/contact", page.Url, StringComparison.Ordinal);
        Assert.Equal("You have asked already", await page.Locator("h1").InnerTextAsync());
        await Look();
        await page.GetByRole(AriaRole.Link, new() { Name = "Go on with the questions" }).ClickAsync();
        Assert.Equal("age", await person.Question());

        var request = (await Requests.All(Clinic, 0, Cancellation)).Single(each => each.Contact!.Name == name);
        Assert.Equal(("none", "saturday", "Play with my\ngrandchildren"), (request.Tier, request.Contact!.Times, request.Contact.Goals));
        Assert.True(await Requests.Answer(Clinic, request.Id, RequestCodes.Tried, "note for colleagues", request.At.AddDays(2), Cancellation));
        await page.GotoAsync(receipt);
        Assert.Equal("We tried to reach you", await page.Locator("h1").InnerTextAsync());
        Assert.DoesNotContain("colleagues", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.True(await Requests.Answer(Clinic, request.Id, "no-places", "Ask the <clinic> in the next street.", null, Cancellation));
        await page.GotoAsync(receipt);
        Assert.Equal("Your request is closed", await page.Locator("h1").InnerTextAsync());
        Assert.Contains("Ask the <clinic> in the next street.", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, $"request-closed-{(script ? "script" : "plain")}");
        await Look();
        // After that they can ask again, and are asked nothing about danger that they answered.
        await page.GetByRole(AriaRole.Link, new() { Name = "You can ask again." }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start with the questions" }).ClickAsync();
        await page.Arrives("**/request/contact");
    }

    [Fact]
    public async Task Danger_stops_and_there_is_no_form()
    {
        var page = await Open(Phone);
        await page.GotoAsync("/request");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start with the questions" }).ClickAsync();
        await page.Arrives("**/intake/1");
        await new Person(page).Saying("bladder", "yes").AnswerAll();
        Assert.EndsWith("/intake/result", page.Url, StringComparison.Ordinal);
        Assert.Contains("Stop here", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("main a[href*='/request']").CountAsync());
        await page.GotoAsync("/request/contact");
        Assert.EndsWith("/intake/result", page.Url, StringComparison.Ordinal);

        using var person = Somebody();
        await AnswerDanger(person);
        var form = await person.Get("/request/contact");
        // An answer that turns to danger after the form was opened.
        await person.Post("/intake/2", new() { ["answer"] = "yes" });
        var sent = await Send(person, form.Html, Contact("Late", "late@example.org"));
        Assert.Equal("/intake/result", sent);
    }

    /// <summary>Sends the form of a page that was opened before.</summary>
    private static async Task<string?> Send(StaffClient person, string html, Dictionary<string, string> fields)
    {
        foreach (Match hidden in Regex.Matches(Regex.Match(html, "<form[^>]*method=\"post\".*?</form>", RegexOptions.Singleline).Value, "<input type=\"hidden\" name=\"([^\"]+)\"(?: autocomplete=\"[^\"]*\")? value=\"([^\"]*)\"")) { fields[hidden.Groups[1].Value] = WebUtility.HtmlDecode(hidden.Groups[2].Value); }
        using var content = new FormUrlEncodedContent(fields);
        using var response = await person.Http.PostAsync(new Uri("/request/contact", UriKind.Relative), content, Cancellation);
        return response.Headers.Location is { } to ? to.IsAbsoluteUri ? to.PathAndQuery : to.ToString() : $"{(int)response.StatusCode}";
    }

    [Fact]
    public async Task Urgent_answers_show_the_notice_first_and_shorten_the_clock()
    {
        var page = await Open(Phone);
        await page.GotoAsync("/request");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start with the questions" }).ClickAsync();
        await page.Arrives("**/intake/1");
        await new Person(page).Saying("thoughts", "2").Saying("thoughts-plan", "no").AnswerAll();
        Assert.EndsWith("/intake/notice", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go on", Exact = true }).ClickAsync();
        await page.Arrives("**/request/contact");
        Assert.Contains("need a quick look", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "request-urgent");
        await MustBeAccessible(page);

        using var urgent = Somebody();
        await Ask(urgent, Contact("Urgent Example", "urgent@example.org"), ("thoughts", "2"), ("thoughts-plan", "no"));
        var request = await Newest();
        Assert.Equal(("Urgent Example", "urgent"), (request.Contact!.Name, request.Tier));
        using var unsure = Somebody();
        await Ask(unsure, Contact("Unsure Example", "unsure@example.org"), ("bladder", "not-sure"), ("thoughts", "0"));
        request = await Newest();
        Assert.Equal(("Unsure Example", "unknown"), (request.Contact!.Name, request.Tier));
        Assert.InRange(request.Due - request.At, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
    }

    [Fact]
    public async Task A_filled_trap_gets_the_same_answer_and_keeps_nothing_unless_there_may_be_danger()
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        using var program = Somebody();
        var trapped = Contact("Program", email);
        trapped["website"] = "https://example.org";
        var to = await Ask(program, trapped);
        Assert.Matches("^/request/receipt/[A-Za-z0-9_-]{43}$", to);
        var (status, _, html) = await program.Get(to);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("We have your request", html, StringComparison.Ordinal);
        Assert.DoesNotContain(await Requests.All(Clinic, 100, Cancellation), each => each.Contact!.Email == email);
        await using var db = Server.Services.GetRequiredService<FacetDatabase>().Connect();
        Assert.True(await db.Set<AuditRow>().AnyAsync(row => row.Action == "request.drop", Cancellation));
        // An address that nobody was given says nothing.
        Assert.Equal(HttpStatusCode.NotFound, (await program.Get($"/request/receipt/{new string('A', 43)}")).Status);

        using var person = Somebody();
        trapped = Contact("Person", email);
        trapped["website"] = "filled by the browser";
        await Ask(person, trapped, ("bladder", "not-sure"), ("thoughts", "0"));
        Assert.Contains(await Requests.All(Clinic, 100, Cancellation), each => each.Contact!.Email == email);
    }

    [Theory]
    [InlineData("unwell", "fever_or_chills", false)]
    [InlineData("unwell", "fever_or_chills", true)]
    [InlineData("danger-now", "sudden_tearing_back_or_abdominal_pain", true)]
    [InlineData("danger-now", "collapse_or_faint", false)]
    public async Task A_sign_that_only_later_questions_would_decide_is_told_at_once_and_looked_at_within_a_day(string question, string sign, bool isTrapped)
    {
        var contact = Contact("Sign Example", $"{Guid.NewGuid():N}@example.org");
        if (isTrapped) { contact["website"] = "filled by the browser"; }
        using var person = Somebody();
        Assert.Equal("/intake/notice", await AnswerDanger(person, "", (question, sign)));
        var notice = (await person.Get("/intake/notice")).Html;
        Assert.Contains("You need to be seen within a day", notice, StringComparison.Ordinal);
        Assert.Contains("Talk to a clinician today", notice, StringComparison.Ordinal);
        // It is said once, and the rest is asked as of everybody.
        Assert.Equal("/request/contact", await AnswerDanger(person));
        Assert.Contains("need a quick look", (await person.Get("/request/contact")).Html, StringComparison.Ordinal);
        var receipt = (await person.Post("/request/contact", contact, "contact")).To!;
        Assert.Contains("Talk to a clinician today", (await person.Get(receipt)).Html, StringComparison.Ordinal);
        var request = (await Requests.All(Clinic, 0, Cancellation)).Single(each => each.Contact!.Email == contact["email"]);
        Assert.Equal("unknown", request.Tier);
        Assert.InRange(request.Due - request.At, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
        using var desk = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Receptionist);
        Assert.Contains("Only a clinician closes this request", (await desk.Get($"/clinic/requests/{request.Id}")).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unwell", "none-of-these")]
    [InlineData("injury", "minor_trauma")]
    public async Task What_makes_no_urgent_rule_possible_by_itself_stays_routine(string question, string value)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        using var person = Somebody();
        Assert.Equal("/request/contact", await AnswerDanger(person, "", (question, value)));
        var receipt = (await person.Post("/request/contact", Contact("Calm Example", email), "contact")).To!;
        Assert.DoesNotContain("Talk to a clinician today", (await person.Get(receipt)).Html, StringComparison.Ordinal);
        var request = (await Requests.All(Clinic, 0, Cancellation)).Single(each => each.Contact!.Email == email);
        Assert.Equal("none", request.Tier);
        Assert.True(request.Due - request.At > TimeSpan.FromHours(24.1));
    }

    [Fact]
    public async Task The_same_address_from_elsewhere_is_not_told_and_the_clinic_sees_both()
    {
        var mailbox = Guid.NewGuid().ToString("N");
        using var first = Somebody();
        using var second = Somebody();
        using var third = Somebody();
        var digits = Random7();
        var one = await Ask(first, Contact("First", $"{mailbox}@example.org"));
        var two = await Ask(second, Contact("Second", $" {mailbox.ToUpperInvariant()}@Example.org", $"+44 20 {digits}"));
        await Ask(third, Contact("Third", "", $"020 {digits[..3]} {digits[3..]}"));
        string Words(string html) => Regex.Replace(Regex.Match(html, "<main.*</main>", RegexOptions.Singleline).Value, "/request/receipt/[A-Za-z0-9_-]+", "");
        Assert.Equal(Words((await first.Get(one)).Html), Words((await second.Get(two)).Html));

        // A second click of the same browser makes no second request.
        using var twice = Somebody();
        await AnswerDanger(twice);
        var form = (await twice.Get("/request/contact")).Html;
        Assert.StartsWith("/request/receipt/", await Send(twice, form, Contact("Twice", "twice@example.org")), StringComparison.Ordinal);
        Assert.Equal("/request/contact", await Send(twice, form, Contact("Twice", "twice@example.org")));
        Assert.Single(await Requests.All(Clinic, 100, Cancellation), each => each.Contact!.Name == "Twice");

        using var desk = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Receptionist);
        var all = await Requests.All(Clinic, 0, Cancellation);
        Guid Id(string name) => all.Last(each => each.Contact!.Name == name).Id;
        var html = (await desk.Get($"/clinic/requests/{Id("Second")}")).Html;
        Assert.Contains("Maybe the same person", html, StringComparison.Ordinal);
        Assert.Contains($"/clinic/requests/{Id("First")}", html, StringComparison.Ordinal);
        Assert.Contains($"/clinic/requests/{Id("Third")}", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Maybe the same person", (await desk.Get($"/clinic/requests/{Id("Twice")}")).Html, StringComparison.Ordinal);
    }

    private static string Random7() => string.Concat(Guid.NewGuid().ToByteArray().Take(8).Select(each => (char)('0' + (each % 10))));

    [Fact]
    public async Task Too_many_from_one_address_and_too_many_in_an_hour_are_refused_in_plain_words()
    {
        await using (var own = new OwnServer(null, ("Requests:TriesPerTenMinutes", "3")))
        {
            foreach (var left in (int[])[2, 1, 0, -1])
            {
                using var flood = StaffClient.Nobody(own.Services, own.ClientOptions.BaseAddress);
                var answer = await flood.Post("/request", [], "request");
                Assert.Equal(left >= 0 ? HttpStatusCode.Redirect : HttpStatusCode.TooManyRequests, answer.Status);
                if (left < 0) { Assert.Contains("Too many tries", answer.Html, StringComparison.Ordinal); }
            }
            await using var db = own.Services.GetRequiredService<FacetDatabase>().Connect();
            Assert.True(await db.Set<AuditRow>().AnyAsync(row => row.Action == "request.throttled", Cancellation));
        }
        await using var full = new OwnServer(null, ("Requests:TriesPerTenMinutes", "1000"), ("Requests:MostPerHour", "1"), ("Clinic:Contact", "020 7946 0999"));
        using var first = StaffClient.Nobody(full.Services, full.ClientOptions.BaseAddress);
        Assert.StartsWith("/request/receipt/", await Ask(first, Contact("First", "first@example.org")), StringComparison.Ordinal);
        using var second = StaffClient.Nobody(full.Services, full.ClientOptions.BaseAddress);
        await AnswerDanger(second);
        var (_, to, html) = await second.Post("/request/contact", Contact("Second", "second@example.org"), "contact");
        Assert.Null(to);
        Assert.Contains("020 7946 0999", html, StringComparison.Ordinal);
        Assert.Contains("second@example.org", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clinician_takes_somebody_on_and_the_invitation_opens_their_own_pages()
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        using var person = Somebody();
        var receipt = await Ask(person, Contact("Becomes Patient", email, "020 7946 1234"), ("thoughts", "2"), ("thoughts-plan", "no"));
        var request = await Newest();
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        var page = await Open(Desk);
        await SignIn(page, staff);
        await page.GotoAsync("/clinic/work?kind=consultation");
        await page.GetByRole(AriaRole.Link, new() { Name = "Becomes Patient", Exact = true }).First.WaitForAsync();
        await Picture(page, "request-work");
        await page.GotoAsync("/clinic/requests");
        await Picture(page, "request-list");
        await MustBeAccessible(page);
        await page.GotoAsync($"/clinic/requests/{request.Id}");
        Assert.Contains("Walk <b>again</b>", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "request-one");
        await MustBeAccessible(page);
        await page.SetViewportSizeAsync(Phone, 640);
        await MustBeAccessible(page);
        Assert.Equal(HttpStatusCode.OK, (await staff.Get($"/clinic/intakes/{request.Intake}")).Status);

        await page.GetByRole(AriaRole.Button, new() { Name = "Take on and invite" }).ClickAsync();
        await page.Locator(".facet-key").WaitForAsync();
        await Picture(page, "request-taken");
        await MustBeAccessible(page);
        var link = new Uri(await page.Locator(".facet-key").InnerTextAsync()).AbsolutePath;
        var taken = (await Requests.Find(Clinic, request.Id, Cancellation))!.Last!;
        Assert.Equal((RequestCodes.Taken, staff.Id.ToString()), (taken.Code, taken.Author));
        // Whoever took them on is on the team: no reason is asked.
        Assert.Equal(HttpStatusCode.OK, (await staff.Get($"/clinic/patients/{taken.Patient}")).Status);
        Assert.DoesNotContain("Becomes Patient", (await staff.Get("/clinic/work?kind=consultation")).Html, StringComparison.Ordinal);
        Assert.Contains("You are a patient of the clinic now", (await person.Get(receipt)).Html, StringComparison.Ordinal);
        // The link works once, and for this person.
        using var joins = Somebody();
        Assert.Contains(email, (await joins.Get(link)).Html, StringComparison.Ordinal);
        var joined = await joins.Post(link, new() { ["name"] = "Becomes Patient", ["password"] = StaffClient.Password, ["again"] = StaffClient.Password }, "join");
        Assert.Equal(HttpStatusCode.Redirect, joined.Status);
        var account = (await Server.Services.GetRequiredService<AccountStore>().FindByEmail(Account.KeyOf(email), Cancellation))!;
        Assert.Equal(taken.Patient, account.Patient);
        // What they take along has what they asked for.
        using var file = System.Text.Json.JsonDocument.Parse((await joins.Get("/my/data/download")).Html);
        var asked = Assert.Single(file.RootElement.GetProperty("askedToBeSeen").EnumerateArray());
        Assert.Equal((email, "urgent", "Walk <b>again</b>"), (asked.GetProperty("email").GetString(), asked.GetProperty("urgency").GetString(), asked.GetProperty("goals").GetString()));
        Assert.Equal(("taken", "Test clinician"), (asked.GetProperty("answers")[0].GetProperty("what").GetString(), asked.GetProperty("answers")[0].GetProperty("by").GetString()));
        // A second click finds it closed.
        var late = await staff.Get($"/clinic/requests/{request.Id}");
        Assert.DoesNotContain("Take on and invite", late.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_front_desk_reaches_people_and_sees_no_goal_no_answer_and_closes_no_danger()
    {
        using var calm = Somebody();
        await Ask(calm, Contact("Calm Example", "calm@example.org"));
        var routine = await Newest();
        using var flagged = Somebody();
        await Ask(flagged, Contact("Flagged Example", "flagged@example.org"), ("thoughts", "2"), ("thoughts-plan", "no"));
        var urgent = await Newest();
        using var desk = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Receptionist);
        Assert.Contains("Consultation requests", (await desk.Get("/clinic")).Html, StringComparison.Ordinal);
        Assert.Contains("Flagged Example", (await desk.Get("/clinic/requests")).Html, StringComparison.Ordinal);
        var html = (await desk.Get($"/clinic/requests/{routine.Id}")).Html;
        Assert.Contains("calm@example.org", html, StringComparison.Ordinal);
        Assert.DoesNotContain("again&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("/clinic/intakes/", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Take on", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Get($"/clinic/intakes/{routine.Intake}")).Status);
        Assert.Contains("Only a clinician closes this request", (await desk.Get($"/clinic/requests/{urgent.Id}")).Html, StringComparison.Ordinal);
        Assert.Equal($"/clinic/requests/{urgent.Id}", (await desk.Post($"/clinic/requests/{urgent.Id}", new() { ["note"] = "No reply", ["again"] = "4" }, "tried")).To);
        Assert.True((await Requests.Find(Clinic, urgent.Id, Cancellation))!.IsOpen);
        // What is not offered is refused.
        Assert.Contains("Choose a reason", (await desk.Post($"/clinic/requests/{routine.Id}", new() { ["code"] = "other-care", ["text"] = "x" }, "close")).Html, StringComparison.Ordinal);
        Assert.Equal($"/clinic/requests/{routine.Id}", (await desk.Post($"/clinic/requests/{routine.Id}", new() { ["code"] = "withdrawn", ["text"] = "" }, "close")).To);
        Assert.False((await Requests.Find(Clinic, routine.Id, Cancellation))!.IsOpen);

        // Another clinic has no such request.
        var elsewhere = await Server.Services.GetRequiredService<ClinicStore>().Add("Elsewhere", Cancellation);
        using var stranger = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician, elsewhere);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/clinic/requests/{urgent.Id}")).Status);
        Assert.DoesNotContain("Flagged Example", (await stranger.Get("/clinic/requests")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Flagged Example", (await stranger.Get("/clinic/work")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_answered_in_time_climbs_and_the_person_is_told_whom_to_call()
    {
        // A Friday afternoon: two working days end on Tuesday.
        var clock = new TestClinic.Hand { Now = new(2026, 11, 27, 15, 0, 0, TimeSpan.Zero) };
        await using var own = new OwnServer(services => services.AddSingleton<TimeProvider>(clock), ("Clinic:TimeZone", "Europe/London"), ("Clinic:Contact", "020 7946 0999"), ("SignIn:TriesPerMinute", "1000"), ("Requests:TriesPerTenMinutes", "1000"));
        using var person = StaffClient.Nobody(own.Services, own.ClientOptions.BaseAddress);
        var receipt = await Ask(person, Contact("Waits Long", "waits@example.org"));
        Assert.Contains("Tuesday 1 December at 17:00", (await person.Get(receipt)).Html, StringComparison.Ordinal);
        Assert.Contains("martes 1 de diciembre a las 17:00", (await person.Get($"/es{receipt}")).Html, StringComparison.Ordinal);
        using var staff = await StaffClient.SignedIn(own.Services, own.ClientOptions.BaseAddress, Roles.Clinician);
        Assert.Matches("No tier.*Waits Long", Line((await staff.Get("/clinic/work")).Html));
        clock.Now = new(2026, 12, 1, 17, 0, 0, TimeSpan.Zero);
        using var later = await StaffClient.SignedIn(own.Services, own.ClientOptions.BaseAddress, Roles.Clinician);
        var late = Line((await later.Get("/clinic/work")).Html);
        Assert.Matches("Urgent.*Waits Long.*Not answered in time: raised from no tier", late);
        using var desk = await StaffClient.SignedIn(own.Services, own.ClientOptions.BaseAddress, Roles.Receptionist);
        Assert.Contains("1 open, 1 overdue", (await desk.Get("/clinic")).Html, StringComparison.Ordinal);
        Assert.Contains("020 7946 0999", (await person.Get(receipt)).Html, StringComparison.Ordinal);

        // Long after it is closed, nobody knows how to reach them.
        var (requests, program) = (own.Services.GetRequiredService<RequestStore>(), Caller.Program(own.Services.GetRequiredService<HomeClinic>().Id));
        var id = Assert.Single(await requests.All(program, 0, Cancellation)).Id;
        Assert.True(await requests.Answer(program, id, "not-reached", "", null, Cancellation));
        await own.Services.GetRequiredService<RequestService>().Round(Cancellation);
        Assert.NotNull((await requests.Find(program, id, Cancellation))!.Contact);
        clock.Now += RequestStore.KeepsContact;
        await own.Services.GetRequiredService<RequestService>().Round(Cancellation);
        Assert.Null((await requests.Find(program, id, Cancellation))!.Contact);
        string Line(string html) => Regex.Replace(Regex.Replace(Regex.Match(WebUtility.HtmlDecode(html), "<li class=\"facet-work__item.*?</li>", RegexOptions.Singleline).Value, "<[^>]+>", " "), "\\s+", " ");
    }

    [Fact]
    public async Task Days_on_which_the_clinic_is_closed_do_not_count()
    {
        // A Friday ahead of the machine's own clock, by which a client drops cookies.
        var clock = new TestClinic.Hand { Now = new(2037, 11, 27, 15, 0, 0, TimeSpan.Zero) };
        await using var own = new OwnServer(services => services.AddSingleton<TimeProvider>(clock), ("Clinic:TimeZone", "Europe/London"), ("Requests:TriesPerTenMinutes", "1000"));
        var clinic = own.Services.GetRequiredService<HomeClinic>().Id;
        async Task<string> Told(ClinicDocument document)
        {
            var store = own.Services.GetRequiredService<ClinicSettingStore>();
            Assert.NotNull(await store.Add(Caller.Program(clinic), await store.Current(clinic, Cancellation), "test", document.Write(), Cancellation));
            own.Services.GetRequiredService<SettingsShelf>().Forget(clinic);
            using var person = StaffClient.Nobody(own.Services, own.ClientOptions.BaseAddress);
            return Regex.Match((await person.Get(await Ask(person, Contact("Waits", "waits@example.org")))).Html, "\\w+ \\d+ \\w+ at 17:00").Value;
        }
        Assert.Equal("Wednesday 2 December at 17:00", await Told(new() { Closed = [new(new(2037, 11, 30), "St Andrew's Day")] }));
        // Open on Saturdays and Wednesdays only.
        Assert.Equal("Wednesday 2 December at 17:00", await Told(new() { Open = [new(5, new(9, 0), new(12, 0)), new(2, new(9, 0), new(12, 0))] }));
        Assert.Equal("Saturday 5 December at 17:00", await Told(new() { Open = [new(5, new(9, 0), new(12, 0)), new(2, new(9, 0), new(12, 0))], Closed = [new(new(2037, 11, 28), "Away")] }));
        // Never open, which is a slip: nobody is told to wait for a year.
        Assert.Equal("Sunday 29 November at 17:00", await Told(new() { Open = [new(9, new(9, 0), new(12, 0))] }));
    }

    [Fact]
    public async Task Spanish_goes_the_whole_way()
    {
        using var person = Somebody();
        Assert.Equal("/es/request/contact", await AnswerDanger(person, "/es"));
        var (_, to, html) = await person.Post("/es/request/contact", Contact("", "x"), "contact");
        Assert.Null(to);
        Assert.Contains("Falta su nombre", html, StringComparison.Ordinal);
        to = (await person.Post("/es/request/contact", Contact("Ana", "ana@example.org"), "contact")).To;
        Assert.StartsWith("/es/request/receipt/", to, StringComparison.Ordinal);
        Assert.Contains("Tenemos su solicitud", (await person.Get(to!)).Html, StringComparison.Ordinal);
        Assert.Equal("es", (await Newest()).Language);
        var page = await Open(Phone);
        await page.GotoAsync("/es/request");
        Assert.Equal("Pedir una consulta", await page.Locator("h1").InnerTextAsync());
        await Picture(page, "request-es");
        await MustBeAccessible(page);
        await page.GotoAsync(to!);
        await Picture(page, "request-receipt-es");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task Receipts_are_kept_by_nobody_and_found_by_no_search_engine()
    {
        using var person = Somebody();
        var receipt = await Ask(person, Contact("Secret Example", "secret@example.org"));
        using var response = await person.Http.GetAsync(new Uri(receipt, UriKind.Relative), Cancellation);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Contains("noindex", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("Disallow: /request/\n", await person.Http.GetStringAsync(new Uri("/robots.txt", UriKind.Relative), Cancellation), StringComparison.Ordinal);
        Assert.Contains("/request</loc>", await person.Http.GetStringAsync(new Uri("/sitemap.xml", UriKind.Relative), Cancellation), StringComparison.Ordinal);
        Assert.Contains("href=\"/request\"", (await person.Get("/")).Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/request\"", (await person.Get("/articles/laser")).Html, StringComparison.Ordinal);
        using var nobody = Somebody();
        Assert.Equal("/request", (await nobody.Get("/request/contact")).To);
    }

    [Fact]
    public void The_words_are_plain_and_there_in_both_languages()
    {
        Dictionary<string, string> Words(string language) => XDocument.Load(Path.Combine(Repository.Root, "src", "Facet.Web", "Languages", $"RequestWords{language}.resx")).Root!.Elements("data").ToDictionary(word => word.Attribute("name")!.Value, word => word.Element("value")!.Value);
        var (english, spanish) = (Words(""), Words(".es"));
        Assert.Equal(english.Keys, spanish.Keys);
        foreach (var (name, text) in english) { Assert.Equal(Place().Matches(text).Select(each => each.Value).Order(), Place().Matches(spanish[name]).Select(each => each.Value).Order()); }
        var prose = string.Join(' ', english.Where(word => word.Key is not ("Days" or "Months" or "Moment")).Select(word => word.Value.TrimEnd('.', '?', ':') + "."));
        Assert.InRange(Readability.Grade(prose), 0, 6);
        Assert.DoesNotMatch("(?i)pain.free|your fault|don't worry", prose);
    }

    [GeneratedRegex("^(/es)?/intake/\\d+$")]
    private static partial Regex Question();

    [GeneratedRegex("\\{\\d\\}")]
    private static partial Regex Place();
}
