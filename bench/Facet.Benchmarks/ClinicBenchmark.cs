using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Web.Desk;
using Facet.Web.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Benchmarks;

/// <summary>The clinic's pages over a database that <c>./run --demo</c> has filled, one request after the other: the server's own time for each.</summary>
/// <remarks><c>clinic FOLDER TIMES</c>. The folder is copied; pages of one person are asked for a person each time.</remarks>
internal static partial class ClinicBenchmark
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
                if (i == 0) { times.Clear(); }
                using var response = await Ask(HttpMethod.Get, string.Format(CultureInfo.InvariantCulture, page, patient.Id, patient.Intake), cookie, null);
            }
            Console.WriteLine($"{page}: {OpenLoop.Spread(times)}");
        }
        // What a clinician's change takes, with the whole page around it. The pages first: the server notes a time only after the answer has gone.
        var changes = new List<(string Builder, string Cookies, Dictionary<string, string> Fields)>();
        for (var i = -3; i < count; i++)
        {
            var builder = $"/clinic/plans/{patients[(i + patients.Count) % patients.Count].Intake}";
            using var page = await Ask(HttpMethod.Get, builder, cookie, null);
            var fields = Hidden().Matches(await page.Content.ReadAsStringAsync()).GroupBy(match => match.Groups[1].Value).ToDictionary(field => field.Key, field => WebUtility.HtmlDecode(field.First().Groups[2].Value));
            (fields["_handler"], fields["goal"], fields["minutes"]) = (ChangesForm.Name, "both", (10 + (i + 3) % 60).ToString(CultureInfo.InvariantCulture));
            changes.Add((builder, string.Join("; ", (page.Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(each => each.Split(';')[0]) : []).Prepend(cookie)), fields));
        }
        foreach (var (place, (builder, cookies, fields)) in changes.Index())
        {
            if (place == 3) { times.Clear(); }
            using var content = new FormUrlEncodedContent(fields);
            using var changed = await Ask(HttpMethod.Post, builder, cookies, content);
            if (!(await changed.Content.ReadAsStringAsync()).Contains("id=\"said\"", StringComparison.Ordinal)) { throw new InvalidOperationException("The change was not planned."); }
        }
        Console.WriteLine($"a change in the plan builder: {OpenLoop.Spread(times)}");
        return 0;

        async Task<HttpResponseMessage> Ask(HttpMethod method, string address, string cookies, HttpContent? content)
        {
            using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
            request.Headers.Add("Cookie", cookies);
            var response = await client.SendAsync(request);
            if (!response.IsSuccessStatusCode) { throw new InvalidOperationException($"{address}: {(int)response.StatusCode} {response.Headers.Location}"); }
            await response.Content.LoadIntoBufferAsync();
            return response;
        }
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
