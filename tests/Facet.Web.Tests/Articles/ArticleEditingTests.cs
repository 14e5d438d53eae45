using System.Net;
using System.Text.RegularExpressions;
using Facet.Knowledge;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Facet.Web.Articles;
using Facet.Web.Shell;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Articles;

/// <summary>What is published changes what visitors read, so that these have servers of their own.</summary>
public sealed partial class ArticleEditingTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private const string Laser = "/clinic/articles/en/laser";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ArticleDraft Draft(Server own, string slug = "laser") => ArticleDraft.Of(own.Services.GetRequiredService<ArticleLibrary>().Find(slug)!) with { Review = "2999-01-01" };

    private static Dictionary<string, string> Fields(ArticleDraft draft, string press) => new()
    {
        ["title"] = draft.Title, ["summary"] = draft.Summary, ["text"] = draft.Body, ["sources"] = draft.Sources, ["order"] = draft.Order, ["review"] = draft.Review,
        ["reviewer"] = "", ["reviewed"] = "", ["note"] = "Because", ["do"] = press,
    };

    private static async Task<int?> Add(Server own, string slug, string text, bool isPublished = true)
    {
        var (store, clinic) = (own.Services.GetRequiredService<ArticleStore>(), own.Services.GetRequiredService<HomeClinic>().Id);
        var seen = await store.All(clinic, "en", slug, 1, Cancellation) is [var newest, ..] ? newest.Version : 0;
        var number = await store.Add(Caller.Program(clinic), "en", slug, seen, new(isPublished, text, "test", "", null), Cancellation);
        own.Services.GetRequiredService<ArticleShelf>().Forget(clinic);
        return number;
    }

    [Fact]
    public async Task A_text_is_written_published_taken_back_and_shown_again()
    {
        await using var own = new Server();
        using var client = await StaffClient.SignedIn(own.Services, own.Address, Roles.Clinician);
        using var visitor = StaffClient.Nobody(own.Services, own.Address);
        var draft = Draft(own);
        Assert.Contains("Visitors see the program&#x27;s own text.", (await client.Get(Laser)).Html, StringComparison.Ordinal);
        Assert.Contains("Nobody of this clinic has looked at this page yet.", (await visitor.Get("/articles/laser")).Html, StringComparison.Ordinal);

        // All that is wrong at once, what was typed is still there, and nothing is stored.
        var wrong = await client.Post(Laser, new(Fields(draft with { Title = "", Review = "soon", Sources = "NO-SUCH", Body = "My own words\n\n# Big" }, "publish")) { ["note"] = "", ["reviewed"] = "2999-01-01" }, "edit");
        foreach (var message in (string[])["a title and a summary", "Write the day of the next review", "&#x27;NO-SUCH&#x27; is not in", "Line 3: The title is", "&#x27;## How it combines&#x27;", "Say why you change this", "Write who has looked at it", "Day: when somebody looked at it"]) { Assert.Contains(message, wrong.Html, StringComparison.Ordinal); }
        Assert.Contains("My own words", wrong.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("My own words", (await visitor.Get("/articles/laser")).Html, StringComparison.Ordinal);

        // A preview stores nothing, a draft is seen by nobody else.
        var changed = draft with { Title = "Light on the back", Body = draft.Body.Replace("A small device", "A little lamp", StringComparison.Ordinal) };
        var preview = await client.Post(Laser, Fields(changed, "preview"), "edit");
        Assert.Contains("Preview: nothing is saved yet", preview.Html, StringComparison.Ordinal);
        Assert.Contains("data-made=\"trials\"", preview.Html, StringComparison.Ordinal);
        Assert.Contains("Flesch–Kincaid grade", WebUtility.HtmlDecode(preview.Html), StringComparison.Ordinal);
        Assert.Equal(Laser, (await client.Post(Laser, Fields(changed with { Body = "Unfinished" }, "draft"), "edit")).To);
        Assert.Contains("Version 1 is a draft of Test clinician", (await client.Get(Laser)).Html, StringComparison.Ordinal);
        Assert.Contains("<h1 class=\"facet-title\">", (await visitor.Get("/articles/laser")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Light on the back", (await visitor.Get("/articles/laser")).Html, StringComparison.Ordinal);

        Assert.Equal(Laser, (await client.Post(Laser, new(Fields(changed, "publish")) { ["reviewer"] = "Dr Ada Day, physiotherapist", ["reviewed"] = "2026-11-02" }, "edit")).To);
        var page = (await visitor.Get("/articles/laser")).Html;
        foreach (var part in (string[])["Light on the back", "A little lamp", "Looked at by Dr Ada Day, physiotherapist on 2 November 2026.", "data-made=\"trials\"", "\"reviewedBy\":{\"@type\":\"Person\",\"name\":\"Dr Ada Day, physiotherapist\"},\"lastReviewed\":\"2026-11-02\""]) { Assert.Contains(part, page, StringComparison.Ordinal); }
        Assert.DoesNotContain("reviewedBy", (await visitor.Get("/articles/causes")).Html, StringComparison.Ordinal);
        Assert.Contains("Light on the back", (await visitor.Get("/articles")).Html, StringComparison.Ordinal);
        Assert.Contains("<mark>lamp</mark>", (await visitor.Get("/articles?q=lamps")).Html, StringComparison.Ordinal);
        // Whoever looked at one text has not looked at the next.
        Assert.DoesNotContain("value=\"Dr Ada Day", (await client.Get(Laser)).Html, StringComparison.Ordinal);

        var versions = (await client.Get($"{Laser}/versions?from=0&to=2")).Html;
        foreach (var part in (string[])["<del>", "A small device", "<ins>", "A little lamp", "Looked at by Dr Ada Day, physiotherapist on 2026-11-02.", "Because"]) { Assert.Contains(part, versions, StringComparison.Ordinal); }
        Assert.Contains("is not finished", (await client.Post($"{Laser}/versions", [], "back-1")).Html, StringComparison.Ordinal);
        Assert.Equal($"{Laser}/versions", (await client.Post($"{Laser}/versions", [], "back-0")).To);
        Assert.Contains("A small device", (await visitor.Get("/articles/laser")).Html, StringComparison.Ordinal);
        Assert.Contains("Nothing was found", (await visitor.Get("/articles?q=lamps")).Html, StringComparison.Ordinal);
        Assert.Equal($"{Laser}/versions", (await client.Post($"{Laser}/versions", [], "back-2")).To);
        Assert.Contains("Looked at by Dr Ada Day", (await visitor.Get("/articles/laser")).Html, StringComparison.Ordinal);
        Assert.Equal(["article.draft", "article.publish", "article.publish", "article.publish"], own.Services.GetRequiredService<FacetDatabase>().Ask("SELECT action FROM audit WHERE action LIKE 'article.%' ORDER BY sequence", reader => reader.GetString(0)));
        Assert.IsType<AuditVerdict.Whole>(await own.Services.GetRequiredService<AuditChain>().Verify(own.Services.GetRequiredService<HomeClinic>().Id, Cancellation));
    }

    [Fact]
    public async Task A_page_of_the_clinics_own_is_found_like_the_others_and_can_be_taken_off()
    {
        await using var own = new Server();
        using var client = await StaffClient.SignedIn(own.Services, own.Address, Roles.Administrator);
        using var visitor = StaffClient.Nobody(own.Services, own.Address);
        Assert.Contains("Write small letters, digits and hyphens", (await client.Post("/clinic/articles", new() { ["slug"] = "Our Team!", ["language"] = "en" }, "new")).Html, StringComparison.Ordinal);
        const string Address = "/clinic/articles/en/our-team";
        Assert.Equal(Address, (await client.Post("/clinic/articles", new() { ["slug"] = "our-team", ["language"] = "en" }, "new")).To);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get("/articles/our-team")).Status);
        var draft = new ArticleDraft { Title = "Our team", Summary = "Who works here.", Order = "50", Review = "2999-01-01", Body = "## People\n\nWe are five." };
        Assert.Equal(Address, (await client.Post(Address, Fields(draft, "publish"), "edit")).To);
        Assert.Contains("We are five.", (await visitor.Get("/articles/our-team")).Html, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await visitor.Get("/replies/our-team/new")).Status, (await visitor.Get("/replies/our-team.xml")).Status));
        Assert.Contains("/articles/our-team</loc>", (await visitor.Get("/sitemap.xml")).Html, StringComparison.Ordinal);
        Assert.Contains("Our team", (await visitor.Get("/articles?q=five+peop")).Html, StringComparison.Ordinal);
        // No page of it leads to a language that it is not written in; from there, the way leads back.
        foreach (var path in (string[])["/articles/our-team", "/replies/our-team/new"])
        {
            var html = (await visitor.Get(path)).Html;
            Assert.DoesNotContain($"/es{path}", html, StringComparison.Ordinal);
            Assert.DoesNotContain("hreflang=\"es\"", html, StringComparison.Ordinal);
        }
        Assert.Matches("hreflang=\"x-default\" href=\"[^\"]+/articles/our-team\"", (await visitor.Get("/articles/our-team")).Html);
        var (status, _, missing) = await visitor.Get("/es/articles/our-team");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("<a href=\"/articles/our-team\" lang=\"en\" hreflang=\"en\"", missing, StringComparison.Ordinal);
        Assert.Equal($"{Address}/versions", (await client.Post($"{Address}/versions", [], "back-0")).To);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get("/articles/our-team")).Status);
        foreach (var path in (string[])["/clinic/articles/xx/laser", "/clinic/articles/en/No-Such", "/clinic/articles/en/-x/versions"]) { Assert.Equal(HttpStatusCode.NotFound, (await client.Get(path)).Status); }
    }

    [Fact]
    public async Task Of_two_who_write_at_once_neither_loses_anything()
    {
        await using var own = new Server();
        using var client = await StaffClient.SignedIn(own.Services, own.Address, Roles.Clinician);
        var draft = Draft(own);
        Assert.Equal(1, await Add(own, "laser", (draft with { Title = "Theirs" }).Write(), isPublished: false));
        var clash = await client.Post(Laser, new(Fields(draft with { Title = "Mine" }, "publish")) { ["seen"] = "0" }, "edit");
        foreach (var part in (string[])["Somebody else has saved this page meanwhile", "title: &quot;Theirs&quot;", "title: &quot;Mine&quot;", "name=\"seen\" value=\"1\"", "value=\"Mine\""]) { Assert.Contains(part, clash.Html, StringComparison.Ordinal); }
        Assert.Equal(Laser, (await client.Post(Laser, new(Fields(draft with { Title = "Mine" }, "publish")) { ["seen"] = "1" }, "edit")).To);
        var versions = (await client.Get($"{Laser}/versions?from=1&to=2")).Html;
        foreach (var part in (string[])["Theirs", "Mine"]) { Assert.Contains(part, versions, StringComparison.Ordinal); }
        Assert.Contains("Somebody else has saved this page meanwhile", (await client.Post($"{Laser}/versions", new() { ["seen"] = "1" }, "back-1")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_out_of_date_and_unreadable_say_so_by_themselves()
    {
        await using var own = new Server();
        using var client = await StaffClient.SignedIn(own.Services, own.Address, Roles.Administrator);
        await Add(own, "laser", (Draft(own) with { Review = "2020-01-02" }).Write());
        await Add(own, "causes", (Draft(own, "causes") with { Title = "Gone", Sources = "NO-SUCH" }).Write());
        var page = await Open(Phone, address: own.Address.ToString());
        await page.GotoAsync("/articles/laser");
        Assert.Equal(2, await page.GetByText("Somebody should have looked at it by 2 January 2020").CountAsync());
        await MustBeAccessible(page);
        await Picture(page, "article-out-of-date");
        await page.GotoAsync("/articles/causes");
        Assert.DoesNotContain("Gone", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Matches("(one page is|[0-9]+ pages are) out of date", (await client.Get("/clinic")).Html);
        var list = (await client.Get("/clinic/articles")).Html;
        foreach (var part in (string[])["out of date.</strong>", "does not fit this program", "is not in rules/sources.yaml"]) { Assert.Contains(part, list, StringComparison.Ordinal); }
        Assert.Contains("value=\"NO-SUCH\"", (await client.Get("/clinic/articles/en/causes")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clinician_edits_in_a_browser_with_and_without_script()
    {
        await using var own = new Server();
        using var client = await StaffClient.SignedIn(own.Services, own.Address, Roles.Clinician);
        foreach (var script in (bool[])[true, false])
        {
            var page = await Open(Phone, script, address: own.Address.ToString());
            await page.Context.AddCookiesAsync(client.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = own.Address.ToString() }));
            await page.GotoAsync("/clinic");
            await page.GetByRole(AriaRole.Link, new() { Name = "Articles" }).ClickAsync();
            if (script) { await MustBeAccessible(page); await Picture(page, "clinic-articles"); }
            await page.GetByRole(AriaRole.Link, new() { Name = "Laser therapy" }).ClickAsync();
            var text = page.GetByLabel("Text", new() { Exact = true });
            var before = await text.InputValueAsync();
            Assert.StartsWith("## What it is", before, StringComparison.Ordinal);
            if (script) { await MustBeAccessible(page); await Picture(page, "clinic-article"); }

            await text.FillAsync(before.Replace("## How it combines", "# How it mixes", StringComparison.Ordinal));
            await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
            await Assertions.Expect(page.Locator("#error-summary")).ToContainTextAsync("Say why you change this");
            Assert.Contains("How it mixes", await text.InputValueAsync(), StringComparison.Ordinal);
            if (script) { await MustBeAccessible(page); await Picture(page, "clinic-article-errors"); }

            await text.FillAsync(before.Replace("A small device", $"A lamp {script}", StringComparison.Ordinal));
            await page.GetByLabel("Day of the next review").FillAsync("2999-01-01");
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
            await Assertions.Expect(page.Locator(".facet-preview")).ToContainTextAsync($"A lamp {script}");
            if (script) { await MustBeAccessible(page); await Picture(page, "clinic-article-preview"); }
            await page.GetByLabel("Why this change").FillAsync("Plainer");
            await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
            await Assertions.Expect(page.GetByText("of this clinic.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Versions, what differs" }).ClickAsync();
            await page.GetByLabel("What differs from").SelectOptionAsync("0");
            await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
            await Assertions.Expect(page.Locator(".facet-diff")).ToContainTextAsync($"A lamp {script}");
            if (script) { await MustBeAccessible(page); await Picture(page, "clinic-article-versions"); }
            await page.GotoAsync("/articles/laser");
            await Assertions.Expect(page.Locator("article")).ToContainTextAsync($"A lamp {script}");
            await page.GotoAsync(Laser + "/versions");
            await page.GetByRole(AriaRole.Button, new() { Name = "Back to the program's own text" }).ClickAsync();
            await Assertions.Expect(page.GetByText("the program's own text again")).ToHaveCountAsync(script ? 1 : 2);
        }
        var dark = await Open(Desk, colours: ColorScheme.Dark, address: own.Address.ToString());
        await dark.Context.AddCookiesAsync(client.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = own.Address.ToString() }));
        foreach (var path in (string[])["/clinic/articles", Laser, $"{Laser}/versions?from=0&to=1", "/articles?q=light"])
        {
            await dark.GotoAsync(path);
            await MustBeAccessible(dark);
        }
        await Picture(dark, "articles-found-dark");
    }

    private static readonly string[] Payloads =
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<iframe src=javascript:alert(1)></iframe>", "<body onload=alert(1)>", "<details open ontoggle=alert(1)>",
        "<a href=javascript:alert(1)>x</a>", "<math><mtext></mtext><script>alert(1)</script></math>", "<style>*{background:url(https://elsewhere.example)}</style>", "<link rel=stylesheet href=https://elsewhere.example>", "<meta http-equiv=refresh content=0>",
        "<form action=https://elsewhere.example><input name=x></form>", "<base href=https://elsewhere.example>", "<object data=javascript:alert(1)></object>", "<embed src=x>", "</div></article><script>alert(1)</script>", "<!--><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "<?php alert(1) ?>",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))", "[x](&#106;avascript:alert(1))", "[x](javascript&colon;alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)", "[x](//elsewhere.example)", "[x](/\\elsewhere.example)", "[x](file:///etc/passwd)",
        "[x](<javascript:alert(1)>)", "[x](\u0001javascript:alert(1))", "<javascript:alert(1)>", "<data:text/html,x>", "![x](https://elsewhere.example/x.png)", "![x](javascript:alert(1))", "![x\"onerror=\"alert(1)](x)", "[x](/a \"onmouseover=alert(1) x=\")", "[x](https://a.example/\"onmouseover=alert(1))", "[x]: javascript:alert(1)\n\n[x]",
        "`<script>alert(1)</script>`", "```\n<script>alert(1)</script>\n```", "``` \"><script>alert(1)</script>\nx\n```", "    <script>alert(1)</script>", "## <script>alert(1)</script>", "- <img src=x onerror=alert(1)>", "> <svg onload=alert(1)>", "**<b onclick=alert(1)>x</b>**", "&lt;script&gt;alert(1)&lt;/script&gt;", "\\<script>alert(1)\\</script>",
        "<x onclick=alert(1)>y", "<textarea><script>alert(1)</script>", "<title><img src=x onerror=alert(1)></title>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<template><script>alert(1)</script></template>", "<video><source onerror=alert(1)></video>", "<input autofocus onfocus=alert(1)>", "<marquee onstart=alert(1)>", "[facet: <script>]", "\"><script>alert(1)</script>",
        "';alert(1)//", "{{constructor.constructor('alert(1)')()}}", "[<img src=x onerror=alert(1)>](https://a.example)",
    ];

    [Fact]
    public async Task No_text_of_an_article_can_do_anything()
    {
        Assert.True(Payloads.Length >= 60);
        var all = string.Join("\n\n", Payloads);
        var html = string.Concat(Payloads.Select(row => ArticleText.Html(row).Value)) + ArticleText.Html(all).Value;
        var page = await Open(Phone);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        page.Dialog += (_, dialog) => { asked.Add(dialog.Message); _ = dialog.DismissAsync(); };
        await page.SetContentAsync($"<article>{html}</article>");
        Assert.Empty(asked);
        Assert.Equal("", await page.EvaluateAsync<string>("""
            [...document.querySelectorAll('article *')].filter(element =>
              !['A','P','H2','UL','OL','LI','EM','STRONG','CODE','PRE','BLOCKQUOTE','BR'].includes(element.tagName)
              || [...element.attributes].some(each => !['href', 'title', 'class', 'start'].includes(each.name))
              || (element.hasAttribute('href') && !/^(https:\/\/|http:\/\/|mailto:|tel:|#|\/(?![\/\\]))/.test(element.getAttribute('href')))).map(element => element.outerHTML).join('\n')
            """));
        Assert.Equal(1, await page.Locator("article").CountAsync());
    }

    [Fact]
    public async Task What_people_look_for_is_only_ever_text()
    {
        using var visitor = StaffClient.Nobody(Server.Services, Server.Address);
        foreach (var asked in (string[])["<script>alert(1)</script>", "\"><img src=x>", "needles <b>", "NEAR(needles", "' OR 1=1 --", "***", "needles\"", "title:needles", "&|!<->:*", "%00", new string('a', 61)])
        {
            var (status, _, html) = await visitor.Get($"/articles?q={Uri.EscapeDataString(asked)}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        }
        Assert.Contains("<mark>needles</mark>", (await visitor.Get("/articles?q=NEEDLE")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"<", (await visitor.Get("/articles?q=%3Cb")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clinics_links_are_plain_and_only_on_pages_for_visitors()
    {
        await using var own = new Server();
        using var client = await StaffClient.SignedIn(own.Services, own.Address, Roles.Administrator);
        using var visitor = StaffClient.Nobody(own.Services, own.Address);
        Assert.DoesNotContain("rel=\"me", (await visitor.Get("/")).Html, StringComparison.Ordinal);
        var fields = Inputs().Matches((await client.Get("/clinic/settings")).Html).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        foreach (Match match in Selects().Matches((await client.Get("/clinic/settings")).Html)) { fields[match.Groups[1].Value] = match.Groups[2].Value; }
        (fields["booking"], fields["reason"]) = ("view", "Links");
        foreach (var address in (string[])["javascript:alert(1)", "http://social.example/clinic", "https://user@social.example", "social.example", "https:social.example", "https://" + new string('a', 200)])
        {
            Assert.Contains("Link 1: an address that begins with https://", (await client.Post("/clinic/settings", new(fields) { ["link-name-0"] = "Us", ["link-address-0"] = address }, "settings")).Html, StringComparison.Ordinal);
        }
        Assert.Contains("Link 2: a name", (await client.Post("/clinic/settings", new(fields) { ["link-address-1"] = "https://social.example" }, "settings")).Html, StringComparison.Ordinal);
        Assert.Equal("/clinic/settings", (await client.Post("/clinic/settings", new(fields) { ["link-name-0"] = "Us <b>there</b>", ["link-address-0"] = "https://social.example/@clinic?a=1&b=2" }, "settings")).To);
        const string Link = "<a href=\"https://social.example/@clinic?a=1&amp;b=2\" rel=\"me noopener\">Us &lt;b&gt;there&lt;/b&gt;</a>";
        foreach (var path in (string[])["/", "/articles", "/articles/laser", "/compare", "/es/articles"]) { Assert.Contains(Link, (await visitor.Get(path)).Html, StringComparison.Ordinal); }
        Assert.Contains("aria-label=\"Follow this clinic\"", (await visitor.Get("/")).Html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Siga a esta clínica\"", WebUtility.HtmlDecode((await visitor.Get("/es/articles")).Html), StringComparison.Ordinal);
        Assert.DoesNotContain(Link, (await client.Get("/clinic")).Html, StringComparison.Ordinal);
        Assert.Contains("https://social.example/@clinic", (await client.Get("/clinic/settings")).Html, StringComparison.Ordinal);
    }

    [GeneratedRegex("<input class=\"nhsuk-input[^>]*? name=\"([^\"]+)\"[^>]*?value=\"([^\"]*)\"")]
    private static partial Regex Inputs();

    [GeneratedRegex("<select[^>]*name=\"([^\"]+)\".*?value=\"([^\"]+)\" selected.*?</select>", RegexOptions.Singleline)]
    private static partial Regex Selects();
}
