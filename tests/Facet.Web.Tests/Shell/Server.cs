using Facet.Web.Tests.Storage;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Facet.Web.Tests.Shell;

/// <summary>The web host on a real port with a database of its own.</summary>
public sealed class Server : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("facet-web-");

    public Server()
    {
        UseKestrel(0);
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        TestDatabase.Choose(builder, data.FullName);
        builder.UseSetting("Clinic:CrisisContact", "Call the test crisis line");
        // Files as they are published: compressed, and kept by browsers.
        builder.UseSetting("ReloadStaticAssetsAtRuntime", "false");
        // The tests all come from one address.
        builder.UseSetting("SignIn:TriesPerMinute", "10000");
        builder.UseSetting("Calendar:AsksPerMinute", "10000");
        builder.UseSetting("Replies:PerTenMinutes", "10000");
        builder.UseSetting("Requests:TriesPerTenMinutes", "10000");
        builder.UseSetting("Requests:MostPerHour", "10000");
        builder.UseEnvironment("Production");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            data.Delete(recursive: true);
        }
    }
}
