using System.Collections.Concurrent;
using System.Globalization;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Web.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Benchmarks;

/// <summary>The clinic's pages over a database that <c>./run --demo</c> has filled, one request after the other: the server's own time for each.</summary>
/// <remarks><c>clinic FOLDER TIMES</c>. The folder is copied; pages of one person are asked for a person each time.</remarks>
internal static class ClinicBenchmark
{
    public static async Task<int> Run(string[] args)
    {
        if (args is not [var folder, .. var rest]) { Console.Error.WriteLine("clinic FOLDER [TIMES]: the folder of a database that ./run --demo has filled, such as data-demo."); return 2; }
        var count = rest is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 100;
        var times = new ConcurrentBag<double>();
        using var host = new CareHost(CareHost.Times(times), new DirectoryInfo(folder));
        var program = Caller.Program(host.Clinic);
        var invitations = host.Services.GetRequiredService<InvitationStore>();
        var hash = new PasswordHasher<Account>().HashPassword(null!, "four plain words here");
        var account = ((InvitationUse.Joined)await invitations.Use(await invitations.Invite(program, "bench@example.org", Roles.Clinician | Roles.Administrator, default), "", "Bench", hash, default)).Account;
        var accounts = host.Services.GetRequiredService<AccountStore>();
        var bench = (await accounts.Find(account, default))!;
        (bench.AuthenticatorKey, bench.HasAuthenticator) = (TimeCode.NewKey(), true);
        await accounts.Save(bench, default);
        var patients = await host.Services.GetRequiredService<PatientStore>().All(program, 500, default);
        foreach (var patient in patients) { await host.Services.GetRequiredService<CareTeamStore>().Change(program, patient.Id, account, joins: true, default); }
        Console.WriteLine($"{patients.Count} patients; database {new FileInfo(Path.Combine(host.Folder, "facet.db")).Length / 1e6:0} MB; load {File.ReadAllText("/proc/loadavg").Trim()}");
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = host.Address };
        var cookie = await host.Cookie(account);
        foreach (var page in (string[])["/clinic", "/clinic/work", "/clinic/patients", "/clinic/patients/{0}", "/clinic/plans/{1}", "/clinic/schedule", "/clinic/schedule/week", "/clinic/outcomes"])
        {
            for (var i = -3; i < count; i++)
            {
                var patient = patients[(i + patients.Count) % patients.Count];
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(string.Format(CultureInfo.InvariantCulture, page, patient.Id, patient.Intake), UriKind.Relative));
                request.Headers.Add("Cookie", cookie);
                if (i == 0) { times.Clear(); }
                using var response = await client.SendAsync(request);
                if (!response.IsSuccessStatusCode) { throw new InvalidOperationException($"{request.RequestUri}: {(int)response.StatusCode} {response.Headers.Location}"); }
                await response.Content.ReadAsByteArrayAsync();
            }
            Console.WriteLine($"{page}: {OpenLoop.Spread(times)}");
        }
        return 0;
    }
}
