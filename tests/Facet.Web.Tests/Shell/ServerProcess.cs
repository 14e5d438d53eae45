using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Facet.Storage;
using Facet.Web.Care;
using Facet.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Shell;

/// <summary>The server as a process of its own, which a test can kill in the middle of anything and start again on the same database and address.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("facet-process-");
    private Process? process;
    private ServiceProvider? services;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>The stores on the same database, for making people and for looking behind the server.</summary>
    public IServiceProvider Services => services ?? throw new InvalidOperationException("The server was never started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ServerProcess> Started()
    {
        var server = new ServerProcess();
        await server.Start();
        var clinic = new HomeClinic();
        server.services = new ServiceCollection().AddFacetStorage(null, server.data.FullName).AddSingleton(clinic).AddSingleton<ClinicDay>().Configure<ClinicSettings>(static _ => { }).BuildServiceProvider();
        clinic.Id = await server.services.OpenFacetStorage(Cancellation);
        return server;
    }

    public async Task Start()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Facet.Web", new DirectoryInfo(AppContext.BaseDirectory).Name, "Facet.Web.dll");
        process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", Address.ToString(), "--Storage:Folder", data.FullName, "--SignIn:TriesPerMinute", "10000", "--ReloadStaticAssetsAtRuntime", "false", "--Clinic:Contact", "Call the test clinic"])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "src", "Facet.Web"), RedirectStandardOutput = true, Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Logging__LogLevel__Default"] = "None" },
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        for (var tries = 0; tries < 600; tries++)
        {
            try
            {
                if (await client.GetStringAsync(new Uri("/health", UriKind.Relative), Cancellation) == "ok") { return; }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, Cancellation);
            }
        }
        throw new TimeoutException("The server did not start.");
    }

    /// <summary>SIGKILL: nothing is finished, nothing is said.</summary>
    public void Kill()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        if (services is not null) { await services.DisposeAsync(); }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        data.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
