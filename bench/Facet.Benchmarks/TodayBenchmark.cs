using System.Collections.Concurrent;
using System.Globalization;
using Facet.Care;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.Care;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Benchmarks;

/// <summary>The Today page of many patients, asked for at a steady rate whatever the server does (an open loop): the server's own time for each.</summary>
/// <remarks><c>today PATIENTS SECONDS RATE</c>. Each patient has a signed plan and three weeks of entries; a request takes one of them by chance.</remarks>
internal static class TodayBenchmark
{
    private const int Weeks = 3;

    public static async Task<int> Run(string[] args)
    {
        int At(int place, int usual) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : usual;
        var (count, seconds, rate) = (At(0, 10_000), At(1, 30), At(2, 200));
        var times = new ConcurrentBag<double>();
        using var host = new CareHost(CareHost.Times(times));
        var patients = await host.Patients(count);
        await Fill(host, patients);
        Console.WriteLine($"{count} patients with {Weeks * 7 * 3} entries each; database {new FileInfo(Path.Combine(host.Folder, "facet.db")).Length / 1e6:0} MB; load {File.ReadAllText("/proc/loadavg").Trim()}");
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64, AllowAutoRedirect = false }) { BaseAddress = host.Address };
        var chance = new Random(20260101);
        var bytes = 0L;
        async Task Ask()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/my", UriKind.Relative));
            request.Headers.Add("Cookie", patients[chance.Next(count)].Cookie);
            request.Headers.Add("Accept-Encoding", "gzip, br");
            using var response = await client.SendAsync(request);
            var page = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            Interlocked.Add(ref bytes, page.Length);
        }
        await OpenLoop.Run(10, rate, Ask);
        times.Clear();
        bytes = 0;
        var processor = Environment.CpuUsage.TotalTime;
        await OpenLoop.Run(seconds, rate, Ask);
        processor = Environment.CpuUsage.TotalTime - processor;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{rate} a second, {OpenLoop.Spread(times)}; page {bytes / (double)times.Count / 1000:0.0} kB; {processor.TotalMilliseconds / times.Count:0.00} ms of processor each, client included; load {File.ReadAllText("/proc/loadavg").Trim()}"));
        return 0;
    }

    private static Task Fill(CareHost host, List<BenchPatient> patients)
    {
        var log = host.Services.GetRequiredService<EntryLog>();
        var today = host.Today;
        return Parallel.ForEachAsync(patients, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (patient, cancellation) =>
        {
            var entries = new List<CareEntry>();
            for (var day = Weeks * 7; day >= 1; day--)
            {
                entries.Add(new CheckIn { Day = today.AddDays(-day), Pain = 3 + (day % 3), Stopped = 3, Sleep = 6, Mood = 7, Regions = ["low_back"], NewNumbnessOrBladder = false, NewWeaknessOrFever = false });
                entries.Add(new ItemDone { Day = today.AddDays(-day), Item = "walking", Minutes = 20 });
                entries.Add(new ItemDone { Day = today.AddDays(-day), Item = "heat", HowFar = HowFar.InPart });
            }
            var stored = await MyRecord.Write(log, Caller.User(host.Clinic, patient.Account), patient.Id, Guid.NewGuid(), entries, cancellation);
            if (stored.Problem is not null) { throw new InvalidOperationException($"Not stored: {stored.Problem}"); }
        });
    }
}
