using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Facet.Web.Tests.Intake;

namespace Facet.Web.Tests.Shell;

public class RestartTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Fact]
    public async Task Answers_wait_for_a_person_while_the_server_restarts()
    {
        var data = Directory.CreateTempSubdirectory("facet-restart-");
        var address = $"http://127.0.0.1:{FreePort()}";
        try
        {
            var page = await Open(Phone, address: address);
            var person = new Person(page);
            using (await Start(data.FullName, address))
            {
                await person.Start();
                await person.AnswerUntil("walking");
            }
            using (await Start(data.FullName, address))
            {
                await page.GotoAsync("/");
                await page.GetByText("Go on with my answers").ClickAsync();
                await page.Arrives("**/intake/*");
                Assert.Equal("leg-strength", await person.Question());
                await page.GotoAsync("/intake/1");
                Assert.True(await page.Locator("input[value=no]").IsCheckedAsync());
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<Running> Start(string data, string address)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Facet.Web", new DirectoryInfo(AppContext.BaseDirectory).Name, "Facet.Web.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", address, "--Storage:Folder", data])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "src", "Facet.Web"),
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production" },
        })!;
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        for (var tries = 0; tries < 150; tries++)
        {
            try
            {
                if (await client.GetStringAsync(new Uri("/health", UriKind.Relative)) == "ok")
                {
                    return new(process);
                }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(200);
            }
        }
        process.Kill();
        throw new TimeoutException("The server did not start.");
    }

    private sealed class Running(Process process) : IDisposable
    {
        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
