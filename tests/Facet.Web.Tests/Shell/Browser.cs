using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Facet.Web.Tests.Shell.Browser))]
[assembly: AssemblyFixture(typeof(Facet.Web.Tests.Shell.Server))]

namespace Facet.Web.Tests.Shell;

/// <summary>Debian's Chromium, started once for all tests; without it the browser tests skip and say so.</summary>
/// <remarks>The same engine comes without the frame around it too, which takes little more than half of the time: that one where it is there, the whole browser for what needs it.</remarks>
public sealed class Browser : IAsyncLifetime
{
    private const string Whole = "/usr/bin/chromium", Headless = "/usr/bin/chromium-headless-shell";
    private readonly SemaphoreSlim gate = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser, whole;

    public IBrowser Instance
    {
        get
        {
            Assert.SkipWhen(browser is null, "Chromium is missing: install Debian's chromium-headless-shell or chromium to run the browser tests.");
            return browser!;
        }
    }

    /// <summary>The whole browser, for what its engine alone does not have: notifications.</summary>
    public async Task<IBrowser> All()
    {
        Assert.SkipUnless(playwright is not null && File.Exists(Whole), $"{Whole} is missing: install Debian's chromium to run this test.");
        await gate.WaitAsync();
        try { return whole ??= await Launch(Whole); }
        finally { gate.Release(); }
    }

    public async ValueTask InitializeAsync()
    {
        if ((File.Exists(Headless) ? Headless : File.Exists(Whole) ? Whole : null) is not { } program)
        {
            return;
        }
        playwright = await Playwright.CreateAsync();
        browser = await Launch(program);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in (IBrowser?[])[browser, whole])
        {
            if (each is not null) { await each.CloseAsync(); }
        }
        playwright?.Dispose();
        gate.Dispose();
    }

    private Task<IBrowser> Launch(string program) => playwright!.Chromium.LaunchAsync(new()
    {
        ExecutablePath = program,
        Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
}
