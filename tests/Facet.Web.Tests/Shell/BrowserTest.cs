using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Shell;

/// <summary>A test that looks at pages as people do. With <c>./test --pictures</c>, pictures of what it saw are in <c>artifacts/screenshots</c>.</summary>
public abstract class BrowserTest(Browser browser, Server server) : IAsyncLifetime
{
    public const int Phone = 320;
    public const int Desk = 1280;

    private static readonly string Screenshots = Path.Combine(Repository.Root, "artifacts", "screenshots");
    private readonly List<IBrowserContext> contexts = [];

    protected Server Server { get; } = server;

    protected async Task<IPage> Open(int width, bool script = true, ColorScheme colours = ColorScheme.Light, string? address = null, bool whole = false)
    {
        var context = await (whole ? await browser.All() : browser.Instance).NewContextAsync(new()
        {
            BaseURL = address ?? Server.Address.ToString(),
            ViewportSize = new() { Width = width, Height = width == Phone ? 640 : 900 },
            JavaScriptEnabled = script,
            ColorScheme = colours,
            ReducedMotion = ReducedMotion.Reduce,
        });
        // Long, because a machine that tests on both of its cores can be slow; what goes right does not wait for it.
        context.SetDefaultTimeout(30_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        contexts.Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>Takes a picture of the whole page at both widths, where pictures are asked for: they take a tenth of the time of all tests.</summary>
    protected static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("FACET_TEST_PICTURES") is null) { return; }
        Directory.CreateDirectory(Screenshots);
        var before = page.ViewportSize!;
        foreach (var width in (int[])[Phone, Desk])
        {
            await page.SetViewportSizeAsync(width, width == Phone ? 640 : 900);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}-{width}.png"), FullPage = true });
        }
        await page.SetViewportSizeAsync(before.Width, before.Height);
    }

    /// <summary>No violation that axe-core can find, nothing that only a wide screen shows, and one first-level heading.</summary>
    protected static async Task MustBeAccessible(IPage page)
    {
        var result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, $"{page.Url}: {string.Join("; ", result.Violations.Select(violation =>
            $"{violation.Id} ({violation.Help}) at {string.Join(", ", violation.Nodes.Select(node => node.Html))}"))}");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{page.Url} scrolls sideways at {page.ViewportSize!.Width} px.");
        Assert.Equal(1, await page.Locator("h1").CountAsync());
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var context in contexts)
        {
            await context.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }
}
