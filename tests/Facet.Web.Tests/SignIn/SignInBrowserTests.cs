using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Facet.Storage.Accounts;
using Facet.Web.SignIn;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.SignIn;

public class SignInBrowserTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_the_console_to_a_clinic_with_two_people(bool script)
    {
        var data = Directory.CreateTempSubdirectory("facet-setup-");
        var address = $"http://127.0.0.1:{FreePort()}";
        try
        {
            using var running = await Running.Start(data.FullName, address);
            var link = (await running.SetUpLink())!;
            var page = await Open(Phone, script, address: address);
            async Task Look(string name)
            {
                if (script)
                {
                    await Picture(page, name);
                    await MustBeAccessible(page);
                }
            }
            await page.GotoAsync(link);
            await Look("account-first");
            await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
            await page.Locator(".nhsuk-error-summary").WaitForAsync();
            await Look("account-first-error");
            await page.GetByLabel("E-mail address").FillAsync("boss@example.org");
            await Join(page, "Berit Boss");
            await Look("account-authenticator");
            await Enrol(page);
            await Look("account-recovery-codes");
            Assert.Equal(RecoveryCodes.Count, await page.Locator(".facet-codes li").CountAsync());
            await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
            await page.Arrives("**/clinic");
            await Look("clinic");
            await page.GetByRole(AriaRole.Link, new() { Name = "Staff and invitations" }).ClickAsync();
            await page.GetByLabel("Their e-mail address").FillAsync("doc@example.org");
            await page.GetByLabel("Prescriber").CheckAsync(new() { Force = true });
            await page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
            var invitation = await page.Locator(".facet-key").InnerTextAsync();
            await Look("clinic-staff");
            await page.Locator("table").GetByRole(AriaRole.Link, new() { Name = "Berit Boss" }).ClickAsync();
            await Look("clinic-staff-member");
            await page.GetByRole(AriaRole.Button, new() { Name = "Close for good" }).ClickAsync();
            await page.GetByText("Nobody else can administer").First.WaitForAsync();
            foreach (var (path, name) in ((string, string)[])[("/account", "account"), ("/account/password", "account-password"), ("/account/authenticator", "account-authenticator-set"), ("/account/confirm", "account-confirm"), ("/account/sign-out", "account-sign-out")])
            {
                await page.GotoAsync(path);
                await Look(name);
            }
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
            await page.Arrives("**/account/sign-in");
            await Look("account-sign-in");
            await page.GotoAsync(link);
            Assert.Contains("not good any more", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
            await Look("account-spent");

            await page.GotoAsync(invitation);
            Assert.Contains("doc@example.org", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await Join(page, "Dr Doc");
            await Enrol(page);
            await page.GotoAsync("/clinic");
            Assert.Contains("clinician, prescriber", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await page.GotoAsync("/clinic/staff");
            Assert.Contains("not for your role", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
            await Look("clinic-refused");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_link_is_offered_until_there_is_an_administrator_and_stands_in_no_log()
    {
        var data = Directory.CreateTempSubdirectory("facet-setup-");
        var address = $"http://127.0.0.1:{FreePort()}";
        try
        {
            string first;
            using (var running = await Running.Start(data.FullName, address))
            {
                first = (await running.SetUpLink())!;
            }
            using (var running = await Running.Start(data.FullName, address))
            {
                Assert.NotEqual(first, await running.SetUpLink());
                Assert.DoesNotContain(running.Logged, line => line.Contains("/account/join", StringComparison.Ordinal));
                var page = await Open(Phone, address: address);
                await page.GotoAsync(first);
                await page.GetByLabel("E-mail address").FillAsync("boss@example.org");
                await Join(page, "Berit Boss");
            }
            using (var running = await Running.Start(data.FullName, address))
            {
                Assert.Null(await running.SetUpLink());
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_in_leads_back_to_the_page_that_was_asked_for(bool script)
    {
        using var client = await StaffClient.New(Server.Services, Server.Address, Roles.Administrator);
        var page = await Open(Phone, script);
        await page.GotoAsync("/clinic/staff");
        Assert.Contains("/account/sign-in?to=", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("E-mail address").FillAsync(client.Email);
        await page.GetByLabel("Password").FillAsync("not my password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator(".nhsuk-error-summary").WaitForAsync();
        if (script)
        {
            await Picture(page, "account-sign-in-error");
            await MustBeAccessible(page);
        }
        await SignIn(page, client, script, "/clinic/staff");
    }

    /// <summary>Signs in with password and code.</summary>
    /// <param name="page">The browser's page.</param>
    /// <param name="client">Who signs in.</param>
    /// <param name="look">Whether to look at the page for the code; that needs script.</param>
    /// <param name="to">Where it leads.</param>
    internal static async Task SignIn(IPage page, StaffClient client, bool look, string to = "/clinic")
    {
        if (!page.Url.Contains("/account/sign-in", StringComparison.Ordinal))
        {
            await page.GotoAsync("/account/sign-in");
        }
        await page.GetByLabel("E-mail address").FillAsync(client.Email);
        await page.GetByLabel("Password").FillAsync(StaffClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Arrives(url => url.Contains("/account/code", StringComparison.Ordinal));
        if (look)
        {
            await MustBeAccessible(page);
            await Picture(page, "account-code");
        }
        await page.GetByLabel("Code").FillAsync(await client.Code());
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.Arrives(url => url.EndsWith(to, StringComparison.Ordinal));
    }

    private static async Task Join(IPage page, string name)
    {
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(StaffClient.Password);
        await page.GetByLabel("The same password again").FillAsync(StaffClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.Arrives("**/account/authenticator");
    }

    private static async Task Enrol(IPage page)
    {
        var key = (await page.Locator(".facet-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.GetByLabel("The six digits").FillAsync(TimeCode.Of(TimeCode.Bytes(key), TimeCode.StepAt(TimeProvider.System.GetUtcNow())));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.GetByText("They are shown only now.").WaitForAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The server as a process, with what it says on its console.</summary>
    private sealed class Running : IDisposable
    {
        private readonly Process process;
        private readonly List<string> lines = [];

        private Running(Process process) => this.process = process;

        /// <summary>What the logger said.</summary>
        public IReadOnlyList<string> Logged
        {
            get { lock (lines) { return [.. lines.Where(line => line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("info:", StringComparison.Ordinal) || line.StartsWith(' '))]; } }
        }

        public static async Task<Running> Start(string data, string address)
        {
            var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Facet.Web", new DirectoryInfo(AppContext.BaseDirectory).Name, "Facet.Web.dll");
            var running = new Running(Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", address, "--Storage:Folder", data, "--SignIn:TriesPerMinute", "1000"])
            {
                WorkingDirectory = Path.Combine(Repository.Root, "src", "Facet.Web"), RedirectStandardOutput = true, Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production" },
            })!);
            running.process.OutputDataReceived += (_, said) => { if (said.Data is not null) { lock (running.lines) { running.lines.Add(said.Data); } } };
            running.process.BeginOutputReadLine();
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            for (var tries = 0; tries < 300; tries++)
            {
                try
                {
                    if (await client.GetStringAsync(new Uri("/health", UriKind.Relative)) == "ok") { return running; }
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(200);
                }
            }
            running.Dispose();
            throw new TimeoutException("The server did not start.");
        }

        /// <summary>The link on the console; null when it says that it is up and offers none.</summary>
        public async Task<string?> SetUpLink()
        {
            for (var tries = 0; tries < 100; tries++)
            {
                lock (lines)
                {
                    if (lines.Find(line => line.StartsWith("http", StringComparison.Ordinal) && line.Contains("/account/join/", StringComparison.Ordinal)) is { } link) { return link; }
                }
                await Task.Delay(100);
            }
            return null;
        }

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
