using System.Net;
using System.Text.RegularExpressions;
using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Care;

/// <summary>Calendar, messages, reminders, pause, paper and data as people see them.</summary>
public partial class MyPagesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static readonly (string Path, string Name)[] Pages =
    [
        ("/my/calendar", "my-calendar"), ("/my/messages", "my-messages"), ("/my/reminders", "my-reminders"), ("/my/pause", "my-pause"), ("/my/paper", "my-paper"), ("/my/data", "my-data"), ("/my/data/erase", "my-data-erase"), ("/my/more", "my-more"),
    ];

    [Fact]
    public async Task They_look_as_they_should_with_and_without_script_and_in_the_dark()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await Talk(patient);
        foreach (var (script, colours) in ((bool, ColorScheme)[])[(true, ColorScheme.Light), (true, ColorScheme.Dark)])
        {
            var page = await Open(Phone, script, colours);
            await patient.SignIn(page);
            foreach (var (path, name) in Pages)
            {
                await page.GotoAsync(path);
                await Picture(page, colours == ColorScheme.Dark ? $"{name}-dark" : name);
                await MustBeAccessible(page);
            }
        }
    }

    [Fact]
    public async Task The_clinics_side_is_accessible_too()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await Talk(patient);
        await patient.Client.Post("/my/data/erase", new() { ["sure"] = "yes" }, "erase");
        using var boss = await patient.Staff(Roles.Administrator | Roles.Clinician);
        var page = await Open(Phone);
        await page.Context.AddCookiesAsync(boss.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = boss.Http.BaseAddress!.ToString() }));
        foreach (var (path, name) in ((string, string)[])[("/clinic/reminders", "clinic-reminders"), ("/clinic/erasures", "clinic-erasures"), ($"/clinic/erasures/{patient.Id}", "clinic-erase"), ($"/clinic/patients/{patient.Id}", "clinic-patient"), ("/clinic/work", "clinic-work")])
        {
            await page.GotoAsync(path);
            await Picture(page, name);
            await MustBeAccessible(page);
        }
    }

    [Fact]
    public async Task A_person_walks_through_with_the_keyboard_alone_and_no_script()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone, script: false);
        await patient.SignIn(page);
        await page.GotoAsync("/my/reminders");
        foreach (var id in (string[])["kind-plan", "by-email"])
        {
            await TabTo(page, id);
            await page.Keyboard.PressAsync("Space");
        }
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/my/reminders");
        Assert.Contains("Reminders are on.", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/my/pause");
        await TabTo(page, "because");
        await page.Keyboard.TypeAsync("A cold.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/my");
        Assert.Contains("Your plan is paused", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/my/messages");
        await TabTo(page, "text");
        await page.Keyboard.TypeAsync("May I swim?");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("May I swim?").WaitForAsync();
        Assert.Equal("May I swim?", Assert.IsType<Message>((await patient.Record())[^1].Entry).Text);
    }

    [Theory]
    [InlineData("V06")]
    [InlineData("V01")]
    [InlineData("V09")]
    public async Task The_week_is_one_sheet_of_paper_whatever_is_in_it(string example)
    {
        MyPatient patient;
        try { patient = await MyPatient.New(Server.Services, Server.Address, example); }
        catch (Exception none) when (none is not OperationCanceledException) { Assert.Skip($"{example} gets no plan."); return; }
        using (patient)
        {
            var page = await Open(Desk);
            await patient.SignIn(page);
            foreach (var week in (int[])[1, 6, 12])
            {
                await page.GotoAsync($"/my/paper?week={week}");
                var sheet = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = false });
                var text = System.Text.Encoding.Latin1.GetString(sheet);
                Assert.Equal(1, PdfPage().Count(text));
                Assert.Matches(@"/MediaBox\s*\[\s*0 0 59[45](\.\d+)? 84[12](\.\d+)?\s*\]", text);
                var folder = Path.Combine(Repository.Root, "artifacts", "screenshots");
                Directory.CreateDirectory(folder);
                await File.WriteAllBytesAsync(Path.Combine(folder, $"my-paper-{example}-{week}.pdf"), sheet, TestContext.Current.CancellationToken);
            }
            // Boxes are drawn with lines, which paper keeps where it loses backgrounds.
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            // A fuller week than any case has, sixteen rows, still fits in the letters that the page then takes.
            await page.EvaluateAsync("""
                () => {
                  const sheet = document.querySelector('.facet-paper');
                  sheet.classList.remove('facet-paper--roomy');
                  sheet.classList.add('facet-paper--dense');
                  const body = document.querySelector('.facet-paper__week tbody');
                  while (body.rows.length < 18) body.prepend(body.rows[0].cloneNode(true));
                }
                """);
            Assert.Equal(1, PdfPage().Count(System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true }))));
            await page.ReloadAsync();
            // The sheet as a picture: A4 without its margins, at 96 dots to the inch.
            await page.SetViewportSizeAsync(718, 1047);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"my-paper-{example}-print.png") });
            Assert.True(await page.Locator(".facet-box").CountAsync() > 0);
            Assert.Equal("rgb(0, 0, 0)", await page.Locator(".facet-box").First.EvaluateAsync<string>("box => getComputedStyle(box).borderTopColor"));
            Assert.False(await page.Locator("header.facet-header").IsVisibleAsync());
            Assert.True(await page.GetByText("Warning signs").First.IsVisibleAsync());
        }
    }

    [Fact]
    public async Task Messages_go_to_the_team_with_their_item_and_answers_are_new_until_they_are_read()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var plan = await patient.Plan();
        Assert.Equal("/my/messages", (await patient.Client.Post("/my/messages", new() { ["item"] = "1", ["text"] = "Is this too much?" }, "message")).To);
        Assert.Equal(plan.Items[0].Id, Assert.IsType<Message>(Assert.Single(await patient.Record()).Entry).Item);
        Assert.Equal("message", Assert.Single(await patient.Tasks()).Kind);
        Assert.Contains("Write your message", (await patient.Client.Post("/my/messages", new() { ["text"] = " " }, "message")).Html, StringComparison.Ordinal);
        using var staff = await patient.Staff();
        Assert.Contains($"about {plan.Items[0].Id}", (await staff.Get($"/clinic/patients/{patient.Id}")).Html, StringComparison.Ordinal);
        await staff.Post($"/clinic/patients/{patient.Id}", new() { ["text"] = "Do half of it <b>first</b>." }, "message");
        Assert.Contains("Your team has written to you", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
        Assert.Contains(": 1 new", (await patient.Client.Get("/my/more")).Html, StringComparison.Ordinal);
        var read = (await patient.Client.Get("/my/messages")).Html;
        Assert.Contains("Do half of it &lt;b&gt;first&lt;/b&gt;.", read, StringComparison.Ordinal);
        Assert.Contains(">new<", read, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(plan.Items[0].Plain), read, StringComparison.Ordinal);
        Assert.DoesNotContain("Your team has written to you", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
        using var other = await MyPatient.New(Server.Services, Server.Address);
        Assert.DoesNotContain("half of it", (await other.Client.Get("/my/messages")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_shows_a_pushed_reminder_with_neutral_words_and_opens_the_page()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone, whole: true);
        await page.Context.GrantPermissionsAsync(["notifications"]);
        await patient.SignIn(page);
        await page.GotoAsync("/my/more");
        await page.EvaluateAsync("async () => { const worker = await navigator.serviceWorker.register('/sw.js', { scope: '/my', updateViaCache: 'none' }); while (!worker.active) await new Promise((go) => setTimeout(go, 50)); }");
        var session = await page.Context.NewCDPSessionAsync(page);
        var found = new TaskCompletionSource<string>();
        session.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, told) =>
        {
            foreach (var each in told!.Value.GetProperty("registrations").EnumerateArray()) { found.TrySetResult(each.GetProperty("registrationId").GetString()!); }
        };
        await session.SendAsync("ServiceWorker.enable");
        var id = await found.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await session.SendAsync("ServiceWorker.deliverPushMessage", new() { ["origin"] = Server.Address.GetLeftPart(UriPartial.Authority), ["registrationId"] = id, ["data"] = """{"reminder":true}""" });
        var shown = await page.EvaluateAsync<string>("async () => { const worker = (await navigator.serviceWorker.getRegistrations())[0]; for (let i = 0; i < 600; i++) { const all = await worker.getNotifications(); if (all.length) return `${all[0].title}|${all[0].body}`; await new Promise((go) => setTimeout(go, 50)); } return ''; }");
        Assert.Equal("A reminder|Open your page.", shown);
    }

    private static async Task Talk(MyPatient patient)
    {
        var plan = await patient.Plan();
        await patient.Write(new Message { Day = patient.Day.Today, Text = "Is it all right if I do this in the evening?", Item = plan.Items[0].Id }, new Message { Day = patient.Day.Today, Text = "Yes, that is fine.", FromTeam = true });
        await patient.Client.Post("/my/reminders", new() { ["kind"] = "check-in", ["by"] = "email", ["morning"] = "08:00", ["evening"] = "23:59" }, "settings");
    }

    private static async Task TabTo(IPage page, string id)
    {
        for (var press = 0; press < 60; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("document.activeElement.id") == id) { return; }
        }
        Assert.Fail($"The keyboard does not reach {id}.");
    }

    [GeneratedRegex(@"/Type\s*/Page[^s]")]
    private static partial Regex PdfPage();
}
