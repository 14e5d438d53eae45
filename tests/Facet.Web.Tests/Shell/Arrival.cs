using Microsoft.Playwright;

namespace Facet.Web.Tests.Shell;

/// <summary>Waits until a page has arrived at an address.</summary>
internal static class Arrival
{
    private static readonly PageWaitForURLOptions First = new() { Timeout = 10_000 };

    // Playwright's client looks whether a page is loaded and listens for it one after the other: what falls in between is never heard. Asked again, it sees it.
    public static async Task Arrives(this IPage page, string address)
    {
        try { await page.WaitForURLAsync(address, First); }
        catch (TimeoutException) { await page.WaitForURLAsync(address); }
    }

    public static async Task Arrives(this IPage page, Func<string, bool> address)
    {
        try { await page.WaitForURLAsync(address, First); }
        catch (TimeoutException) { await page.WaitForURLAsync(address); }
    }
}
