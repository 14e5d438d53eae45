using System.Net;
using System.ServiceModel.Syndication;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Facet.Storage.Accounts;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Facet.Web.Replies;
using Facet.Web.Shell;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Replies;

public partial class RepliesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ReplyStore Store => Server.Services.GetRequiredService<ReplyStore>();

    private Caller Clinic => Caller.Program(Server.Services.GetRequiredService<HomeClinic>().Id);

    private StaffClient Visitor() => StaffClient.Nobody(Server.Services, Server.Address);

    private static Dictionary<string, string> Form(string text, string name = "Ann") => new() { ["name"] = name, ["email"] = "writer@example.org", ["text"] = text };

    private static string Words() => $"Some words {Guid.NewGuid():N}";

    private async Task<Guid> Waiting(string text) => (await Store.Open(Clinic, Cancellation)).Single(each => each.Reply.Text == text).Reply.Id;

    private async Task<Guid> Shown(string slug, string text, string language = "en")
    {
        Assert.Equal(ReplyStored.Stored, await Store.Add(Clinic, new(slug, language, null, "Ann", text, false), "writer@example.org", ReplyStore.NewSecret(), Cancellation));
        var id = await Waiting(text);
        Assert.True(await Store.Decide(Clinic, id, 0, isShown: true, ReplyCodes.Fits, "", Cancellation));
        return id;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_writing_to_a_decision_an_answer_a_report_and_the_reason_in_a_browser(bool script)
    {
        var (text, name) = (Words(), script ? "Ann with script" : "Ann without");
        var page = await Open(Phone, script);
        await page.GotoAsync("/articles/flare-ups");
        Assert.Equal(0, await page.Locator("main form").CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Write a reply" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        foreach (var problem in (string[])["Write a name", "Write your e-mail address", "Write what you want to say"]) { await Assertions.Expect(page.Locator("#error-summary")).ToContainTextAsync(problem); }
        await Picture(page, $"reply-problems-{script}");
        await Check(page);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("E-mail address").FillAsync("writer@example.org");
        await page.GetByLabel("Your reply").FillAsync($"{text}\n\n- walking\n- *resting*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Thank you. We have your reply.");
        await Picture(page, $"reply-sent-{script}");
        await Check(page);
        var mine = page.Url;
        await page.GotoAsync("/articles/flare-ups");
        await Assertions.Expect(page.GetByText(text)).ToHaveCountAsync(0);

        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        var desk = await Open(Desk, script);
        await desk.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        await desk.GotoAsync("/clinic/replies");
        await Picture(desk, $"reply-queue-{script}");
        await Check(desk);
        await desk.Locator(".facet-card", new() { HasText = text }).GetByRole(AriaRole.Button, new() { Name = "Show it" }).ClickAsync();
        await page.ReloadAsync();
        var reply = page.Locator(".facet-reply", new() { HasText = text });
        await Assertions.Expect(reply.Locator("li em")).ToHaveTextAsync("resting");
        await desk.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();
        await desk.GetByLabel("Your answer").FillAsync($"From the clinic {text}");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await Picture(desk, $"reply-decide-{script}");
        await Check(desk);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".facet-replies__answers .facet-reply--clinic", new() { HasText = text })).ToContainTextAsync("Clinician of this clinic");
        await Picture(page, $"reply-shown-{script}");
        await Check(page);

        await reply.First.GetByRole(AriaRole.Link, new() { Name = "Report" }).ClickAsync();
        await Check(page);
        await Picture(page, $"reply-report-{script}");
        await page.GetByLabel("Following it could harm somebody").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Report it" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Thank you for telling us");
        await page.GotoAsync("/articles/flare-ups");
        await Assertions.Expect(page.GetByText(text)).ToHaveCountAsync(0);
        await desk.GotoAsync("/clinic/replies");
        await desk.Locator(".facet-card", new() { HasText = text }).First.GetByRole(AriaRole.Link, new() { Name = "Refuse, or show" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Refuse it" }).ClickAsync();
        await Assertions.Expect(desk.Locator("#error-summary")).ToContainTextAsync("Choose the reason");
        await desk.GetByLabel("Reason, if you refuse").SelectOptionAsync("advice");
        await desk.GetByLabel("Words to the writer").FillAsync("Resting in bed for weeks harms.");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Refuse it" }).ClickAsync();
        await page.GotoAsync(mine);
        await Assertions.Expect(page.Locator("[data-state=refused]")).ToContainTextAsync("Resting in bed for weeks harms.");
        await Picture(page, $"reply-refused-{script}");
        await Check(page);

        // What checks a page is a script itself.
        Task Check(IPage looked) => script ? MustBeAccessible(looked) : Task.CompletedTask;
    }

    [Theory]
    [InlineData("/replies/flare-ups/new", "reply-form-dark", ColorScheme.Dark)]
    [InlineData("/es/replies/flare-ups/new", "reply-form-es", ColorScheme.Light)]
    [InlineData("/replies/flare-ups", "replies-all", ColorScheme.Light)]
    public async Task Its_pages_are_accessible(string address, string name, ColorScheme colours)
    {
        await Shown("flare-ups", Words());
        foreach (var width in (int[])[Phone, Desk])
        {
            var page = await Open(width, colours: colours);
            await page.GotoAsync(address);
            await Picture(page, name);
            await MustBeAccessible(page);
        }
    }

    [Fact]
    public async Task What_tells_of_harm_is_first_for_the_clinic_and_says_whom_to_call()
    {
        var text = $"After the third visit I could not feel my leg {Guid.NewGuid():N}";
        using var visitor = Visitor();
        var sent = await visitor.Post("/replies/causes/new", Form(text), "reply");
        var mine = (await visitor.Get(sent.To!)).Html;
        Assert.Contains("facet-care--emergency", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("facet-care--emergency", (await visitor.Get((await visitor.Post("/replies/causes/new", Form(Words()), "reply")).To!)).Html, StringComparison.Ordinal);
        var ticked = await visitor.Post("/replies/causes/new", Form(Words()).Append(new("harmed", "yes")).ToDictionary(), "reply");
        Assert.Contains("facet-care--emergency", (await visitor.Get(ticked.To!)).Html, StringComparison.Ordinal);
        var id = await Waiting(text);
        Assert.True((await Store.Open(Clinic, Cancellation))[0].TellsOfHarm);
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Prescriber);
        Assert.Contains($"/clinic/replies/{id}", (await staff.Get("/clinic/work?kind=reply")).Html, StringComparison.Ordinal);
        Assert.Equal("/clinic/replies", (await staff.Post($"/clinic/replies/{id}", new() { ["answer"] = "refuse", ["code"] = "other", ["text"] = "Please call us." }, "decide")).To);
        Assert.DoesNotContain($"/clinic/replies/{id}", (await staff.Get("/clinic/work?kind=reply")).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("It got worse since the second session", true)]
    [InlineData("I ended up in hospital", true)]
    [InlineData("I couldn’t walk for a day", true)]
    [InlineData("Desde entonces no podía caminar", true)]
    [InlineData("Me hizo daño", true)]
    [InlineData("Acabé en urgencias", true)]
    [InlineData("Walking every day helped me", false)]
    [InlineData("Caminar cada día me ayudó", false)]
    public void Words_of_harm_are_noticed(string text, bool tells) => Assert.Equal(tells, HarmWords.In(text));

    [Theory]
    [InlineData("Buy at https://a.example and https://b.example", "one web address at most")]
    [InlineData("See www.a.example or shop.example.com", "one web address at most")]
    [InlineData("[x](https://a.example) and cheap-pills.com", "one web address at most")]
    [InlineData("Write to me: somebody@example.net", "Take the e-mail address out")]
    [InlineData("  \n ", "Write what you want to say")]
    public async Task Texts_that_are_not_taken_say_why_and_keep_what_was_written_except_the_address(string text, string problem)
    {
        using var visitor = Visitor();
        var sent = await visitor.Post("/replies/causes/new", Form(text), "reply");
        Assert.Null(sent.To);
        Assert.Contains(problem, sent.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Ann\"", sent.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("writer@example.org", sent.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_text_of_any_alphabet_goes_through_and_a_longer_one_is_refused()
    {
        using var visitor = Visitor();
        var text = string.Concat(Enumerable.Repeat("痛", ReplyStore.LongestText - 32)) + Guid.NewGuid().ToString("N");
        Assert.StartsWith("/replies/mine/", (await visitor.Post("/replies/causes/new", Form(text), "reply")).To, StringComparison.Ordinal);
        await Waiting(text);
        Assert.Contains("2001", (await visitor.Post("/replies/causes/new", Form(text + "x"), "reply")).Html, StringComparison.Ordinal);
        Assert.Contains("have these words already", (await visitor.Post("/replies/causes/new", Form(text), "reply")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_falls_into_the_trap_is_not_stored_and_is_told_the_same()
    {
        var text = Words();
        using var visitor = Visitor();
        var caught = await visitor.Post("/replies/causes/new", Form(text).Append(new(ReplyForm.Trap, "https://evil.example")).ToDictionary(), "reply");
        var page = (await visitor.Get(caught.To!)).Html;
        Assert.DoesNotContain(await Store.Open(Clinic, Cancellation), each => each.Reply.Text == text);
        var honest = await visitor.Post("/replies/causes/new", Form(text), "reply");
        Assert.Contains(await Store.Open(Clinic, Cancellation), each => each.Reply.Text == text);
        Assert.Equal(Main((await visitor.Get(honest.To!)).Html), Main(page));
        foreach (var mine in (string[])[honest.To!, caught.To!]) { Assert.Equal(mine, (await visitor.Post(mine, [], "take-back")).To); }
        Assert.Equal(Main((await visitor.Get(honest.To!)).Html), Main((await visitor.Get(caught.To!)).Html));
        Assert.Contains("You took your reply back.", (await visitor.Get(caught.To!)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get($"/replies/mine/{ReplyStore.NewSecret()}")).Status);
        var id = await Shown("causes", Words());
        Assert.EndsWith("?sent=yes", (await visitor.Post($"/replies/{id}/report", new() { ["code"] = "danger", [ReplyForm.Trap] = "x" }, "report")).To, StringComparison.Ordinal);
        Assert.NotNull(await Store.Find(Clinic.Clinic, id, Cancellation));

        static string Main(string html) => Tokens().Replace(Times().Replace(Ids().Replace(html[html.IndexOf("<main", StringComparison.Ordinal)..html.IndexOf("</main>", StringComparison.Ordinal)], ""), ""), "");
    }

    [Fact]
    public async Task What_tells_of_harm_is_stored_even_where_it_falls_into_the_trap()
    {
        using var visitor = Visitor();
        foreach (var (text, ticked) in ((string, string)[])[($"I ended up in hospital {Guid.NewGuid():N}", ""), (Words(), "yes")])
        {
            var sent = await visitor.Post("/replies/causes/new", Form(text).Append(new("harmed", ticked)).Append(new(ReplyForm.Trap, "https://filled.example")).ToDictionary(), "reply");
            Assert.Contains("facet-care--emergency", (await visitor.Get(sent.To!)).Html, StringComparison.Ordinal);
            Assert.True((await Store.Open(Clinic, Cancellation)).Single(each => each.Reply.Text == text).TellsOfHarm);
            Assert.DoesNotContain(text, (await visitor.Get("/replies/causes")).Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_its_writer_takes_back_nobody_sees_or_can_show_again()
    {
        using var visitor = Visitor();
        var text = Words();
        var mine = (await visitor.Post("/replies/causes/new", Form(text), "reply")).To!;
        var id = await Waiting(text);
        Assert.True(await Store.Decide(Clinic, id, 0, isShown: true, ReplyCodes.Fits, "", Cancellation));
        Assert.Contains(text, (await visitor.Get("/replies/causes")).Html, StringComparison.Ordinal);
        Assert.Equal(mine, (await visitor.Post(mine, [], "take-back")).To);
        var (_, _, html) = await visitor.Get(mine);
        Assert.Contains("You took your reply back.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("take-back", html, StringComparison.Ordinal);
        Assert.DoesNotContain(text, (await visitor.Get("/replies/causes")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(await Store.ToTell(Cancellation), each => each.Reply == id);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get($"/replies/{id}/report")).Status);
        Assert.False(await Store.TakeBack(Clinic, mine.Split('/')[^1], Cancellation));
        Assert.False(await Store.TakeBack(Clinic, ReplyStore.NewSecret(), Cancellation));
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        html = (await staff.Get($"/clinic/replies/{id}")).Html;
        Assert.Contains("Its writer took it back.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", html[html.IndexOf("<main", StringComparison.Ordinal)..html.IndexOf("</main>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.False(await Store.Decide(Clinic, id, 2, isShown: true, ReplyCodes.Fits, "", Cancellation));
    }

    [Fact]
    public async Task What_tells_of_harm_is_read_once_even_where_its_writer_takes_it_back()
    {
        using var visitor = Visitor();
        var text = $"I ended up in hospital {Guid.NewGuid():N}";
        var mine = (await visitor.Post("/replies/causes/new", Form(text), "reply")).To!;
        await visitor.Post(mine, [], "take-back");
        var id = await Waiting(text);
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        Assert.Contains($"/clinic/replies/{id}", (await staff.Get("/clinic/work?kind=reply")).Html, StringComparison.Ordinal);
        Assert.Contains("Its writer took it back", (await staff.Get("/clinic/replies")).Html, StringComparison.Ordinal);
        Assert.Equal("/clinic/replies", (await staff.Post($"/clinic/replies/{id}", [], "read")).To);
        Assert.DoesNotContain($"/clinic/replies/{id}", (await staff.Get("/clinic/work?kind=reply")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(await Store.Open(Clinic, Cancellation), each => each.Reply.Id == id);
        Assert.Contains("read by Test clinician", (await staff.Get($"/clinic/replies/{id}")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(text, (await visitor.Get("/replies/causes")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_words_are_plain()
    {
        var words = XDocument.Load(Path.Combine(Repository.Root, "src", "Facet.Web", "Languages", "ReplyWords.resx")).Root!.Elements("data").Select(word => word.Element("value")!.Value.TrimEnd('.', '?', ':', ',') + ".");
        Assert.InRange(Readability.Grade(string.Join(' ', words)), 0, 6);
    }

    [Fact]
    public async Task Sent_twice_it_is_stored_once()
    {
        var text = Words();
        using var visitor = Visitor();
        var fields = Form(text);
        fields["secret"] = ReplyStore.NewSecret();
        Assert.Equal((await visitor.Post("/replies/causes/new", fields, "reply")).To, (await visitor.Post("/replies/causes/new", fields, "reply")).To);
        await Waiting(text);
    }

    [Fact]
    public async Task Replies_from_one_address_are_limited()
    {
        await using var other = new OwnServer(null, ("Replies:PerTenMinutes", "2"));
        using var visitor = StaffClient.Nobody(other.Services, other.ClientOptions.BaseAddress);
        for (var time = 0; time < 2; time++) { Assert.StartsWith("/replies/mine/", (await visitor.Post("/replies/causes/new", Form(Words()), "reply")).To, StringComparison.Ordinal); }
        var refused = await visitor.Post("/es/replies/causes/new", Form(Words()), "reply");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get("/replies/causes/new")).Status);
        Assert.Contains("reply.throttled", await visitor.Audited(Guid.Empty));
    }

    [Fact]
    public async Task Feeds_are_rss_and_say_what_stands()
    {
        var (text, hidden) = (Words(), Words());
        var id = await Shown("chiropractic", $"{text} <b>&amp;</b>");
        Assert.True(await Store.Report(Clinic, await Shown("chiropractic", hidden), "danger", "", Cancellation));
        using var client = new HttpClient { BaseAddress = Server.Address };
        foreach (var (path, isOfArticle) in ((string, bool)[])[("/replies.xml", false), ("/replies/chiropractic.xml", true)])
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.Equal("application/rss+xml", answer.Content.Headers.ContentType!.MediaType);
            var xml = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.DoesNotContain(hidden, xml, StringComparison.Ordinal);
            using var reader = XmlReader.Create(new StringReader(xml), new() { DtdProcessing = DtdProcessing.Prohibit });
            var feed = SyndicationFeed.Load(reader);
            Assert.NotEmpty(feed.Title.Text);
            var item = feed.Items.Single(each => each.Id == $"urn:uuid:{id}");
            Assert.Contains(text, item.Summary.Text, StringComparison.Ordinal);
            Assert.Contains("&lt;b&gt;&amp;amp;&lt;/b&gt;", item.Summary.Text, StringComparison.Ordinal);
            // What the specification of RSS 2.0 asks for, one by one.
            var rss = XDocument.Parse(xml).Root!;
            Assert.Equal(("rss", "2.0"), (rss.Name.LocalName, rss.Attribute("version")!.Value));
            var channel = Assert.Single(rss.Elements());
            foreach (var needed in (string[])["title", "link", "description"]) { Assert.NotEmpty(Assert.Single(channel.Elements(needed)).Value); }
            Assert.All(channel.Elements("item"), each =>
            {
                Assert.NotEmpty(each.Element("title")!.Value);
                Assert.True(Uri.TryCreate(each.Element("link")!.Value, UriKind.Absolute, out _));
                Assert.Equal("false", each.Element("guid")!.Attribute("isPermaLink")!.Value);
                Assert.Matches(@"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} \+0000$", each.Element("pubDate")!.Value);
                Assert.True(!isOfArticle || each.Element("link")!.Value.Contains("/chiropractic#", StringComparison.Ordinal));
            });
            Assert.Equal(channel.Elements("item").Count(), channel.Elements("item").Select(each => each.Element("guid")!.Value).Distinct().Count());
        }
        var article = await client.GetStringAsync(new Uri("/articles/chiropractic", UriKind.Relative), Cancellation);
        Assert.Matches("<link rel=\"alternate\" type=\"application/rss(\\+|&#x2B;)xml\"", article);
        Assert.Contains("href=\"/replies/chiropractic.xml\"", article, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri("/replies/no-such.xml", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task The_writer_is_told_why_by_a_letter_and_then_forgotten()
    {
        await using var post = new MailServer();
        var clock = new Hand();
        await using var other = new OwnServer(services => services.AddSingleton<TimeProvider>(clock), ("Mail:Host", "127.0.0.1"), ("Mail:Port", post.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Mail:Security", "none"), ("Mail:From", "no-reply@facet.example"));
        var (store, service, caller) = (other.Services.GetRequiredService<ReplyStore>(), other.Services.GetRequiredService<ReplyService>(), Caller.Program(other.Services.GetRequiredService<HomeClinic>().Id));
        await store.Add(caller, new("laser", "en", null, "Ann", "text", false), "ann@example.org", ReplyStore.NewSecret(), Cancellation);
        await service.Round(Cancellation);
        Assert.Empty(post.Letters);
        Assert.True(await store.Decide(caller, (await store.Open(caller, Cancellation))[0].Reply.Id, 0, isShown: false, "advice", "Because it could harm.", Cancellation));
        post.Refusals.Enqueue("451 later");
        await service.Round(Cancellation);
        await service.Round(Cancellation);
        Assert.Empty(post.Letters);
        clock.Now += TimeSpan.FromHours(1);
        await service.Round(Cancellation);
        var (to, letter) = Assert.Single(post.Letters);
        Assert.Equal("ann@example.org", to);
        Assert.Contains("We do not show it.", letter, StringComparison.Ordinal);
        Assert.Contains("Because it could harm.", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("laser", letter, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await store.ToTell(Cancellation));
        await service.Round(Cancellation);
        Assert.Single(post.Letters);

        // Whom no letter reaches is forgotten after some time, and so is who was never answered.
        await store.Add(caller, new("laser", "en", null, "Bo", "other", false), "bo@example.org", ReplyStore.NewSecret(), Cancellation);
        Assert.True(await store.Decide(caller, (await store.Open(caller, Cancellation))[0].Reply.Id, 0, isShown: true, "fits", "", Cancellation));
        await store.Add(caller, new("laser", "en", null, "Cy", "third", false), "cy@example.org", ReplyStore.NewSecret(), Cancellation);
        clock.Now += ReplyService.KeptFor;
        await service.Round(Cancellation);
        Assert.Empty(await store.ToTell(Cancellation));
        Assert.Single(post.Letters);
        Assert.Single(await store.Unanswered(clock.Now, Cancellation));
        clock.Now += ReplyService.KeptUndecided;
        await service.Round(Cancellation);
        Assert.Empty(await store.Unanswered(clock.Now, Cancellation));
    }

    [Fact]
    public async Task Scripts_in_names_and_texts_stay_words()
    {
        Assert.Equal(Payloads.All.Count, Payloads.All.Distinct().Count());
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var payload in Payloads.All)
        {
            var text = ReplyForm.Clean(payload).Trim();
            var name = ReplyForm.Clean(payload).ReplaceLineEndings(" ").Trim();
            name = name[..Math.Min(name.Length, ReplyStore.LongestName)];
            // Without signs that nobody sees, some are the same.
            if (!texts.Add(text)) { continue; }
            Assert.Equal(ReplyStored.Stored, await Store.Add(Clinic, new("mind-body", "en", null, name, text, false), "writer@example.org", ReplyStore.NewSecret(), Cancellation));
        }
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        var page = await Open(Desk);
        await page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        var (said, shown) = (new List<string>(), new List<string>());
        page.Dialog += async (_, dialog) => { said.Add($"dialog {dialog.Message}"); await dialog.DismissAsync(); };
        page.Console += (_, message) => said.Add(message.Text);
        page.PageError += (_, error) => said.Add(error);
        page.Request += (_, request) => { if (!request.Url.StartsWith(Server.Address.ToString(), StringComparison.Ordinal)) { said.Add(request.Url); } };
        await MustBeInert("/clinic/replies");
        var ids = (await Store.Open(Clinic, Cancellation)).Where(each => each.Reply.Slug == "mind-body").Select(each => each.Reply.Id).ToList();
        foreach (var id in ids) { Assert.True(await Store.Decide(Clinic, id, 0, isShown: true, ReplyCodes.Fits, "", Cancellation)); }
        for (var from = 0; from < ids.Count; from += 50)
        {
            await MustBeInert($"/replies/mind-body?from={from}");
            shown.AddRange(await page.Locator(".facet-reply__name bdi").AllInnerTextsAsync());
        }
        await MustBeInert("/articles/mind-body");
        foreach (var id in ids.Where((_, place) => place % 8 == 0))
        {
            await MustBeInert($"/clinic/replies/{id}");
            await MustBeInert($"/replies/{id}/report");
            await MustBeInert($"/replies/mind-body/new?to={id}");
        }
        Assert.Equal(texts.Count, ids.Count);
        Assert.Equal(ids.Count, shown.Count);
        Assert.True(ids.Count >= 60);
        using var feed = new HttpClient { BaseAddress = Server.Address };
        foreach (var path in (string[])["/replies.xml", "/replies/mind-body.xml"]) { _ = XDocument.Parse(await feed.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation)); }

        async Task MustBeInert(string path)
        {
            await page.GotoAsync(path);
            var odd = await page.EvaluateAsync<string[]>($$"""
                () => [
                  ...[...document.querySelectorAll('.facet-reply__text *')].filter(each => !{{System.Text.Json.JsonSerializer.Serialize(ReplyText.Elements)}}.includes(each.localName) || each.attributes.length > 0 || each.namespaceURI !== 'http://www.w3.org/1999/xhtml').map(each => each.outerHTML),
                  ...[...document.querySelectorAll('.facet-reply__name bdi *, .facet-card h2 bdi *, main h1 bdi *, .facet-column h1 *, .facet-reply template, iframe, object, embed, base')].map(each => each.outerHTML),
                  ...(window.ran ? ['a script ran'] : []),
                ]
                """);
            Assert.True(odd.Length == 0 && said.Count == 0, $"{path}: {string.Join("; ", odd.Concat(said).Take(5))}");
        }
    }

    private sealed class Hand : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Ids();

    [GeneratedRegex("<input type=\"hidden\" name=\"__RequestVerificationToken\"[^>]*>|(?<=/replies/mine/)[A-Za-z0-9_-]{43}")]
    private static partial Regex Tokens();

    [GeneratedRegex("<time[^>]*>")]
    private static partial Regex Times();
}
