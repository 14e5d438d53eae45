using System.Text.Json.Nodes;
using Facet.Care;
using Facet.Web.Care;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Care;

/// <summary>The check-in without a connection, walked in a browser: the network cut, the server killed, both.</summary>
public class OfflineTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_a_connection_a_check_in_goes_through_the_queue_and_leads_on()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my/check-in");
        await CheckIn(page, 4);
        await page.Arrives("**/my");
        await page.GotoAsync("/my/check-in");
        await CheckIn(page, 4, "numb");
        await page.Arrives("**/my/warning");
        var record = await patient.Record();
        Assert.Equal([(4, false, (DateOnly?)patient.Day.Today), (4, true, patient.Day.Today)], record.Select(each => (CheckIn)each.Entry).Select(each => (each.Pain, each.HasWarning, (DateOnly?)each.Day)));
        Assert.All(record, each => Assert.NotNull(each.Entry.WrittenAt));
        Assert.Single(await patient.Tasks());
    }

    [Fact]
    public async Task With_the_network_cut_everything_is_kept_in_order_and_sent_once()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my/check-in");
        await page.Context.SetOfflineAsync(true);
        await CheckIn(page, 3);
        await page.Locator("[data-queue-saved]").WaitForAsync();
        await WaitForWords(page, "1 entry is waiting to be sent.");
        await MustBeAccessible(page);
        await Picture(page, "my-check-in-offline");
        Assert.Empty(await patient.Record());
        await page.Context.SetOfflineAsync(false);
        await WaitForWords(page, "Everything has been sent.");
        Assert.Equal(3, ((CheckIn)Assert.Single(await patient.Record()).Entry).Pain);
        // Once more on a page that was open all the time, with the keyboard alone.
        await page.GotoAsync("/my/check-in");
        await page.Context.SetOfflineAsync(true);
        await WithKeyboard(page, 5);
        await page.Locator("[data-queue-saved]").WaitForAsync();
        Assert.Equal("saved", await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-labelledby')"));
        await page.Context.SetOfflineAsync(false);
        await WaitForWords(page, "Everything has been sent.");
        Assert.Equal([3, 5], (await patient.Record()).Select(each => ((CheckIn)each.Entry).Pain));
    }

    [Fact]
    public async Task With_the_server_killed_pages_are_read_from_the_device_and_nothing_is_lost_or_out_of_order()
    {
        await using var process = await ServerProcess.Started();
        using var patient = await MyPatient.New(process.Services, process.Address);
        var page = await KeptToday(patient);
        process.Kill();
        await page.GotoAsync("/my");
        Assert.Contains("You are offline. This page is from", await page.Locator("#facet-offline").InnerTextAsync(), StringComparison.Ordinal);
        Assert.NotEqual("Times New Roman", await page.EvaluateAsync<string>("getComputedStyle(document.body).fontFamily"));
        Assert.Equal("rgb(251, 248, 243)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await MustBeAccessible(page);
        await Picture(page, "my-today-offline");
        await page.GotoAsync("/my/plan");
        Assert.Contains("Your plan", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        await page.GotoAsync("/my/more");
        Assert.Contains("needs a connection", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        await MustBeAccessible(page);
        await Picture(page, "my-offline");
        for (var pain = 1; pain <= 6; pain++)
        {
            // Server away, network cut, or both.
            await page.GotoAsync("/my/check-in");
            await page.Context.SetOfflineAsync(pain % 3 == 0);
            if (pain == 3) { await process.Start(); }
            await CheckIn(page, pain);
            await page.Locator("[data-queue-saved]").WaitForAsync();
            await WaitForWords(page, pain == 1 ? "1 entry is waiting" : $"{pain} entries are waiting");
            if (pain == 3) { process.Kill(); }
            await page.Context.SetOfflineAsync(false);
        }
        Assert.Empty(await patient.Record());
        // The browser's page is closed in the middle: what is kept outlives it.
        var other = await page.Context.NewPageAsync();
        await page.CloseAsync();
        await other.GotoAsync("/my/plan");
        await WaitForWords(other, "6 entries are waiting");
        await process.Start();
        // By the page itself, which tries again after a while, or by the next one that is opened: whichever comes first says so.
        await other.GotoAsync("/my/plan");
        await Until(async () => (await patient.Record()).Count == 6);
        await Assertions.Expect(other.Locator("[data-queue-status]")).Not.ToContainTextAsync("waiting", new() { Timeout = 30_000 });
        Assert.Equal([1, 2, 3, 4, 5, 6], (await patient.Record()).Select(each => ((CheckIn)each.Entry).Pain));
    }

    [Fact]
    public async Task A_yes_without_a_connection_shows_at_once_what_to_do_and_stays_in_sight()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await KeptToday(patient);
        await page.GotoAsync("/my/check-in");
        Assert.True(await page.Locator("#stop-advice").IsHiddenAsync());
        await page.Context.SetOfflineAsync(true);
        await CheckIn(page, 6, "weak");
        await page.Locator("#stop-advice").WaitForAsync();
        Assert.Contains("emergency department", await page.Locator("#stop-advice").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("stop-advice", await page.EvaluateAsync<string>("document.activeElement.id"));
        await MustBeAccessible(page);
        await Picture(page, "my-check-in-offline-danger");
        await page.Context.SetOfflineAsync(false);
        await WaitForWords(page, "Everything has been sent.");
        Assert.Equal("/my/warning", await page.Locator("[data-queue-status] a").GetAttributeAsync("href"));
        Assert.Equal("emergency", Assert.Single(await patient.Tasks()).Tier);
    }

    [Fact]
    public async Task A_yes_that_waits_is_in_sight_on_every_page()
    {
        await using var process = await ServerProcess.Started();
        using var patient = await MyPatient.New(process.Services, process.Address);
        var page = await Open(Phone, address: process.Address.ToString());
        await patient.SignIn(page);
        await page.GotoAsync("/my/check-in");
        await Kept(page);
        process.Kill();
        await CheckIn(page, 6, "numb");
        await page.Locator("#stop-advice").WaitForAsync();
        await page.GotoAsync("/my");
        await page.Locator("#stop-advice").WaitForAsync();
        Assert.Contains("Call the test clinic", await page.Locator("#stop-advice").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_is_shown_and_the_person_decides()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my/check-in");
        await page.Context.SetOfflineAsync(true);
        await CheckIn(page, 2);
        await page.Locator("[data-queue-saved]").WaitForAsync();
        await CheckInBehind(page, patient, 7);
        await page.Context.SetOfflineAsync(false);
        var choice = page.GetByRole(AriaRole.Heading, new() { Name = "Which one is right?" });
        await choice.WaitForAsync();
        var said = await page.Locator("[data-queue-troubles]").InnerTextAsync();
        Assert.Contains("pain 7 of 10", said, StringComparison.Ordinal);
        Assert.Contains("pain 2 of 10", said, StringComparison.Ordinal);
        await MustBeAccessible(page);
        await Picture(page, "my-check-in-conflict");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send mine as well" }).ClickAsync();
        await WaitForWords(page, "Everything has been sent.");
        Assert.Equal([7, 2], (await patient.Record()).Select(each => ((CheckIn)each.Entry).Pain));
        Assert.Equal(0, await choice.CountAsync());
    }

    [Fact]
    public async Task What_the_clinic_refuses_is_shown_and_holds_up_nothing_behind_it()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my");
        var today = patient.Day.Today;
        await page.EvaluateAsync("""
            async (days) => {
              const module = document.querySelector('script[src*="queue"]').src;
              const { queue, send } = await import(module);
              for (const [day, pain] of days) await queue({ kind: "check-in", day, pain });
              await send();
            }
            """, new object[] { new object[] { today.ToString("O"), 1 }, new object[] { today.AddDays(-50).ToString("O"), 2 }, new object[] { today.ToString("O"), 3 } });
        await page.GetByText("One entry could not be sent").WaitForAsync();
        Assert.Contains("Tell your team about it instead", await page.Locator("[data-queue-troubles]").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal([1, 3], (await patient.Record()).Select(each => ((CheckIn)each.Entry).Pain));
        await MustBeAccessible(page);
        await Picture(page, "my-refused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("One entry could not be sent")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_yes_that_the_clinic_refuses_leads_to_the_safety_questions_and_what_to_do_stays_in_sight()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my/check-in");
        await page.Context.RouteAsync("**/my/entries", route => route.FulfillAsync(new()
        {
            Status = 400, ContentType = "application/json", Body = """{"problems":[{"index":0,"field":"pain","code":"rating","message":"Choose a number from 0 to 10."}]}""",
        }));
        await CheckIn(page, 6, "numb");
        await page.Arrives("**/my/warning");
        await page.Locator("#stop-advice").WaitForAsync();
        var said = await page.Locator("#stop-advice").InnerTextAsync();
        Assert.Contains("Your team does not have this answer.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("It is sent as soon as", said, StringComparison.Ordinal);
        await MustBeAccessible(page);
        await Picture(page, "my-warning-refused");
        await page.GotoAsync("/my");
        await page.Locator("#stop-advice").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("One entry could not be sent")).ToHaveCountAsync(0);
        await page.GotoAsync("/my");
        await Assertions.Expect(page.Locator("#stop-advice")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_stop_takes_the_place_of_the_pages_that_were_kept_before_it()
    {
        await using var process = await ServerProcess.Started();
        using var patient = await MyPatient.New(process.Services, process.Address);
        var page = await KeptToday(patient);
        await page.GotoAsync("/my/warning");
        await page.Locator("input[name=q-saddle][value=yes]").CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Get help now");
        await Until(() => page.EvaluateAsync<bool>("async () => (await Promise.all(['/my', '/my/plan'].map(async (path) => ((await (await caches.match(path))?.text()) ?? '').includes('Get help now')))).every((said) => said)"));
        process.Kill();
        await page.GotoAsync("/my");
        Assert.Contains("You are offline.", await page.Locator("#facet-offline").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("Get help now", await page.Locator("h1").InnerTextAsync());
        await MustBeAccessible(page);
        await page.GotoAsync("/my/plan");
        Assert.Contains("leave out your exercises", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await MustBeAccessible(page);
        await Picture(page, "my-plan-stopped-offline");
    }

    [Fact]
    public async Task A_yes_that_was_sent_takes_the_day_that_was_kept_before_it_away()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await KeptToday(patient);
        await page.GotoAsync("/my/check-in");
        await CheckIn(page, 6, "numb");
        await page.Arrives("**/my/warning");
        await Until(() => page.EvaluateAsync<bool>("async () => (await caches.match('/my')) === undefined && (await caches.match('/my/check-in')) !== undefined"));
    }

    [Fact]
    public async Task Nobody_sends_what_somebody_else_wrote_on_the_same_device_and_signing_out_warns()
    {
        using var one = await MyPatient.New(Server.Services, Server.Address);
        using var two = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await one.SignIn(page);
        await page.GotoAsync("/my");
        await Kept(page);
        await page.GotoAsync("/my/check-in");
        await page.Context.SetOfflineAsync(true);
        await CheckIn(page, 8);
        await page.Locator("[data-queue-saved]").WaitForAsync();
        // The way to the queue stays closed while everything else works again.
        await page.Context.RouteAsync("**/my/entries", route => route.AbortAsync());
        await page.Context.SetOfflineAsync(false);
        await page.GotoAsync("/account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.GetByText("Not everything has been sent").WaitForAsync();
        await MustBeAccessible(page);
        await Picture(page, "account-sign-out-waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.Arrives("**/account/sign-in");
        await Until(async () => await Pages(page) == 0);
        await page.Context.UnrouteAllAsync();

        await page.Context.ClearCookiesAsync();
        await two.SignIn(page);
        await page.GotoAsync("/my");
        await Kept(page);
        await WaitForWords(page, "");
        Assert.Empty(await one.Record());
        Assert.Empty(await two.Record());
        Assert.DoesNotContain(PersonTag.Of(one.Id), await page.EvaluateAsync<string>("caches.keys().then((names) => names.join())"), StringComparison.Ordinal);

        await page.Context.ClearCookiesAsync();
        await one.SignIn(page);
        await page.GotoAsync("/my");
        await Until(async () => (await one.Record()).Count == 1);
        Assert.Equal(8, ((CheckIn)Assert.Single(await one.Record()).Entry).Pain);
        Assert.Empty(await two.Record());
        await Until(async () => !(await page.EvaluateAsync<string>("caches.keys().then((names) => names.join())")).Contains(PersonTag.Of(two.Id), StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_session_is_over_the_entry_waits_for_the_next_sign_in()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my/check-in");
        await page.Context.ClearCookiesAsync();
        await CheckIn(page, 4);
        await page.Locator("[data-queue-saved]").WaitForAsync();
        await WaitForWords(page, "Sign in again to send it.");
        Assert.Empty(await patient.Record());
        await patient.SignIn(page);
        await page.GotoAsync("/my");
        await Until(async () => (await patient.Record()).Count == 1);
    }

    [Fact]
    public async Task An_entry_that_an_earlier_version_queued_is_sent_and_two_tabs_send_it_once()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.Context.RouteAsync("**/my/entries", route => route.AbortAsync());
        await page.GotoAsync("/my");
        // As the first version of the queue wrote it: this shape is a promise.
        await page.EvaluateAsync("""
            ([person, day]) => new Promise((resolve, reject) => {
              const request = indexedDB.open("facet-queue", 1);
              request.onsuccess = () => {
                const change = request.result.transaction(["people", "entries"], "readwrite");
                const stream = "0f8fad5b-d9cb-469f-a165-70867728950e";
                for (let number = 1; number <= 3; number++) {
                  change.objectStore("entries").put({ person, order: number, stream, number, text: `{"kind":"check-in","day":"${day}","pain":${number}}`, state: "waiting" });
                }
                change.objectStore("people").put({ person, stream, number: 4, order: 4 });
                change.oncomplete = resolve;
                change.onabort = reject;
              };
              request.onerror = reject;
            })
            """, new[] { PersonTag.Of(patient.Id), patient.Day.Today.ToString("O") });
        await page.Context.UnrouteAllAsync();
        var second = await page.Context.NewPageAsync();
        await Task.WhenAll(page.GotoAsync("/my/plan"), second.GotoAsync("/my/check-in"));
        await Until(async () => (await patient.Record()).Count == 3);
        await CheckIn(second, 9);
        await second.Arrives("**/my*");
        await Until(async () => (await patient.Record()).Count == 4);
        Assert.Equal([1, 2, 3, 9], (await patient.Record()).Select(each => ((CheckIn)each.Entry).Pain));
    }

    [Fact]
    public async Task A_slip_is_said_by_the_page_itself_and_same_as_yesterday_works_offline()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await patient.Write(new CheckIn { Day = patient.Day.Today.AddDays(-1), Pain = 5, Sleep = 6, NewNumbnessOrBladder = false, NewWeaknessOrFever = false });
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my/check-in");
        await page.Context.SetOfflineAsync(true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.Locator("[data-queue-error]").WaitForAsync();
        Assert.Equal("#pain-0", await page.Locator("[data-queue-error] a").GetAttributeAsync("href"));
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Same as yesterday" }).ClickAsync();
        await page.Locator("[data-queue-saved]").WaitForAsync();
        await page.Context.SetOfflineAsync(false);
        // Whichever page is open by the time it is sent says so, or has nothing left to say: what counts is that it arrives.
        for (var tries = 0; tries < 300 && (await patient.Record())[^1].Entry is CheckIn { Day: var day } && day != patient.Day.Today; tries++) { await Task.Delay(100, Cancellation); }
        var last = (CheckIn)(await patient.Record())[^1].Entry;
        Assert.Equal((5, 6, true, patient.Day.Today), (last.Pain, last.Sleep!.Value, last.SameAsYesterday, last.Day));
    }

    [Fact]
    public async Task The_site_can_be_installed()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await KeptToday(patient);
        var address = await page.Locator("link[rel=manifest]").GetAttributeAsync("href");
        var response = await page.Context.APIRequest.GetAsync(address!);
        Assert.StartsWith("application/manifest+json", response.Headers["content-type"], StringComparison.Ordinal);
        var manifest = JsonNode.Parse(await response.TextAsync())!;
        Assert.Equal(("/my", "/my", "standalone"), ((string)manifest["start_url"]!, (string)manifest["scope"]!, (string)manifest["display"]!));
        Assert.NotEmpty((string)manifest["name"]!);
        Assert.NotEmpty((string)manifest["short_name"]!);
        foreach (var icon in manifest["icons"]!.AsArray())
        {
            var size = await page.EvaluateAsync<string>("async (src) => { const image = new Image(); image.src = src; await image.decode(); return `${image.naturalWidth}x${image.naturalHeight}`; }", (string)icon!["src"]!);
            Assert.Equal((string)icon["sizes"]!, size);
        }
        Assert.Equal(["192x192 any", "512x512 any", "512x512 maskable"], manifest["icons"]!.AsArray().Select(icon => $"{icon!["sizes"]} {icon["purpose"]}").Order(StringComparer.Ordinal));
        Assert.Equal("/my", await page.EvaluateAsync<string>("navigator.serviceWorker.getRegistration('/my').then((found) => new URL(found.scope).pathname)"));
        var session = await page.Context.NewCDPSessionAsync(page);
        var errors = (await session.SendAsync("Page.getInstallabilityErrors"))!.Value.GetProperty("installabilityErrors");
        // The tests' browser has no window in which anything could be installed; nothing else may stand in the way.
        Assert.DoesNotContain(errors.EnumerateArray(), error => error.GetProperty("errorId").GetString() is not "in-incognito");
    }

    [Fact]
    public async Task The_first_visit_stays_within_its_budget()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone);
        await patient.SignIn(page);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        var (requests, bytes, pictures) = (new Dictionary<string, string>(StringComparer.Ordinal), 0.0, 0.0);
        session.Event("Network.responseReceived").OnEvent += (_, said) => { lock (requests) { requests[said!.Value.GetProperty("requestId").GetString()!] = said.Value.GetProperty("type").GetString()!; } };
        session.Event("Network.loadingFinished").OnEvent += (_, said) =>
        {
            lock (requests)
            {
                var size = said!.Value.GetProperty("encodedDataLength").GetDouble();
                if (requests.GetValueOrDefault(said.Value.GetProperty("requestId").GetString()!) == "Image") { pictures += size; } else { bytes += size; }
            }
        };
        await page.AddInitScriptAsync("self.shifts = []; new PerformanceObserver((list) => self.shifts.push(...list.getEntries().map((entry) => ({ value: entry.value, at: entry.startTime, parts: entry.sources.map((part) => part.node?.outerHTML?.slice(0, 80) ?? String(part.node)) })))).observe({ type: 'layout-shift', buffered: true });");
        await page.GotoAsync("/my", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Kept(page);
        var files = await page.EvaluateAsync<string[]>("performance.getEntriesByType('resource').map((entry) => `${entry.name.split('/').pop()} ${entry.transferSize}`)");
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:0} bytes, {pictures:0} of pictures, {requests.Count} requests: {string.Join(", ", files)}; shifts {await page.EvaluateAsync<string>("JSON.stringify(self.shifts)")}");
        Assert.InRange(bytes, 10_000, 60_000);
        Assert.InRange(requests.Count, 1, 10);
        Assert.Equal(0, await page.EvaluateAsync<double>("self.shifts.reduce((sum, each) => sum + each.value, 0)"));
        // The next page takes all its files from the device.
        await page.GotoAsync("/my/check-in", new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Equal("0", await page.EvaluateAsync<string>("String(performance.getEntriesByType('resource').filter((entry) => /\\.(css|js|woff2)$/.test(entry.name)).reduce((sum, entry) => sum + entry.transferSize, 0))"));
    }

    [Fact]
    public async Task Without_script_the_form_goes_its_plain_way()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var page = await Open(Phone, script: false);
        await patient.SignIn(page);
        await page.GotoAsync("/my/check-in");
        foreach (var hidden in (string[])["[data-queue-saved]", "#stop-advice", "#facet-offline", "[data-queue-error]"]) { Assert.True(await page.Locator(hidden).IsHiddenAsync()); }
        await CheckIn(page, 4);
        await page.Arrives("**/my");
        Assert.Equal(4, ((CheckIn)Assert.Single(await patient.Record()).Entry).Pain);
    }

    /// <summary>Fills the form in and saves it.</summary>
    private static async Task CheckIn(IPage page, int pain, string? yes = null)
    {
        await page.Locator($"#pain-{pain}").CheckAsync(new() { Force = true });
        foreach (var name in (string[])["numb", "weak"]) { await page.Locator($"#{name}-{(name == yes ? "yes" : "no")}").CheckAsync(new() { Force = true }); }
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
    }

    /// <summary>The same with the keyboard alone.</summary>
    private static async Task WithKeyboard(IPage page, int pain)
    {
        async Task Reach(string id)
        {
            for (var tries = 0; tries < 80; tries++)
            {
                await page.Keyboard.PressAsync("Tab");
                if (await page.EvaluateAsync<bool>("(id) => document.activeElement.id === id || document.activeElement.name === id", id)) { return; }
            }
            Assert.Fail($"The keyboard does not reach {id}.");
        }
        await Reach("pain");
        for (var step = await page.EvaluateAsync<int>("Number(document.activeElement.value)"); step < pain; step++) { await page.Keyboard.PressAsync("ArrowRight"); }
        await page.Keyboard.PressAsync("Space");
        foreach (var name in (string[])["numb", "weak"])
        {
            await Reach(name);
            await page.Keyboard.PressAsync("Space");
        }
        for (var tries = 0; tries < 80 && !await page.EvaluateAsync<bool>("document.activeElement.type === 'submit' && document.activeElement.closest('[data-entry=check-in]') !== null"); tries++) { await page.Keyboard.PressAsync("Tab"); }
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Another device that was made from a copy of this one has already sent another entry under the number that waits here.</summary>
    private static async Task CheckInBehind(IPage page, MyPatient patient, int pain)
    {
        var stream = await page.EvaluateAsync<string>("""
            () => new Promise((resolve, reject) => {
              const request = indexedDB.open("facet-queue", 1);
              request.onsuccess = () => { const all = request.result.transaction("entries").objectStore("entries").getAll(); all.onsuccess = () => resolve(all.result[0].stream); all.onerror = reject; };
            })
            """);
        var log = (Facet.Storage.Care.EntryLog)patient.Services.GetService(typeof(Facet.Storage.Care.EntryLog))!;
        Assert.Null((await MyRecord.Write(log, patient.Caller, patient.Id, Guid.Parse(stream), [new CheckIn { Day = patient.Day.Today, Pain = pain }], Cancellation)).Problem);
    }

    private static Task WaitForWords(IPage page, string words) => words.Length == 0
        ? Assertions.Expect(page.Locator("[data-queue-status]")).ToBeEmptyAsync(new() { Timeout = 30_000 })
        : Assertions.Expect(page.Locator("[data-queue-status]")).ToContainTextAsync(words, new() { Timeout = 30_000 });

    private static Task<int> Pages(IPage page) => page.EvaluateAsync<int>("""
        (async () => { let count = 0; for (const name of await caches.keys()) if (name.startsWith("facet-pages-")) count += (await (await caches.open(name)).keys()).length; return count; })()
        """);

    /// <summary>A phone on which a patient has opened Today, and the pages are kept for reading offline.</summary>
    private async Task<IPage> KeptToday(MyPatient patient)
    {
        var page = await Open(Phone, address: patient.Client.Http.BaseAddress!.ToString());
        await patient.SignIn(page);
        await page.GotoAsync("/my");
        await Kept(page);
        return page;
    }

    /// <summary>Waits until the service worker has kept the four pages.</summary>
    private static Task Kept(IPage page) => Until(async () => await Pages(page) == 4);

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if (await holds()) { return; }
            await Task.Delay(100, Cancellation);
        }
        Assert.Fail("It did not come to that.");
    }
}
