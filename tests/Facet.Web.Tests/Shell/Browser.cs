using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Facet.Web.Tests.Shell.Browser))]
[assembly: AssemblyFixture(typeof(Facet.Web.Tests.Shell.Server))]

namespace Facet.Web.Tests.Shell;

/// <summary>Debian's Chromium, started once for all tests; without it the browser tests skip and say so.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private IPlaywright? playwright;
    private IBrowser? browser;

    public IBrowser Instance
    {
        get
        {
            Assert.SkipWhen(browser is null, $"{Chromium} is missing: install Debian's chromium to run the browser tests.");
            return browser!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            return;
        }
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }
        playwright?.Dispose();
    }
}
