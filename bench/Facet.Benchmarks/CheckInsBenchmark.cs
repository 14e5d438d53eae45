using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Facet.Interop.Json;
using Facet.Storage;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Web.Care;
using Facet.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Benchmarks;

/// <summary>Check-ins over HTTP, durable before the answer: the endpoint as it is, beside one commit a request through EF Core behind the same authentication.</summary>
/// <remarks><c>checkins SECONDS PATIENTS CONNECTIONS ROUNDS</c>. wrk (Debian) makes the requests on the same machine; the processor time is the server's alone.</remarks>
internal static class CheckInsBenchmark
{
    private const int Threads = 2;

    public static async Task<int> Run(string[] args)
    {
        int At(int place, int usual) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : usual;
        var (seconds, count, connections, rounds) = (At(0, 10), At(1, 1000), At(2, 64), At(3, 3));
        using var host = new CareHost(static app => app.Map("/bench/ef", static branch => branch.Run(OneCommitEach)));
        // Each way has people of its own: what one writes past the other would have to be read again.
        async Task<string> People(string name, int first)
        {
            var file = Path.Combine(host.Folder, name);
            await File.WriteAllLinesAsync(file, (await host.Patients(count, first)).Select(each => $"{each.Cookie}\t{each.Tag}"));
            return file;
        }
        var (ours, theirs) = (await People("people.txt", 0), await People("others.txt", count));
        var run = 0;
        Sent Measure(string path, int time) => Wrk(host, path, path == "/bench/ef" ? theirs : ours, ++run, time, connections);
        // Warm: every patient's record is read once, everything is compiled.
        for (var seen = 0L; seen < 5L * count;) { seen += Measure("/my/entries", 4).Count; }
        Measure("/bench/ef", 3);
        Console.WriteLine($"{count} patients, {connections} connections, {seconds} s a round, load {File.ReadAllText("/proc/loadavg").Trim()}");
        Console.WriteLine("| round | way | n | a second | p50 ms | p99 ms | greatest ms | refused | server µs of processor each | kB allocated each |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var ratios = new List<double>();
        var failed = 0L;
        for (var round = 1; round <= rounds; round++)
        {
            var (ef, log) = (Measure("/bench/ef", seconds), Measure("/my/entries", seconds));
            Say(round, "EF Core, one commit each", ef);
            Say(round, "group commit", log);
            ratios.Add(log.ASecond / ef.ASecond);
            failed += ef.Refused + log.Refused;
        }
        Console.WriteLine($"times faster: {string.Join(", ", ratios.Select(ratio => ratio.ToString("0.0", CultureInfo.InvariantCulture)))}; load {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}");
        var database = host.Services.GetRequiredService<FacetDatabase>();
        var verdict = await host.Services.GetRequiredService<AuditChain>().Verify(host.Clinic, default);
        Console.WriteLine($"stored {database.Ask("SELECT count(*) FROM care_entry", reader => reader.GetInt64(0))[0]}; audit {verdict}; synchronous FULL in WAL");
        return failed == 0 && verdict is AuditVerdict.Whole ? 0 : 1;
    }

    private static void Say(int round, string way, Sent sent) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {round} | {way} | {sent.Count} | {sent.ASecond:0} | {sent.P50:0.00} | {sent.P99:0.00} | {sent.Greatest:0.0} | {sent.Refused} | {sent.Processor:0} | {sent.Allocated:0.0} |"));

    private sealed record Sent(long Count, double ASecond, double P50, double P99, double Greatest, long Refused, double Processor, double Allocated);

    private static Sent Wrk(CareHost host, string path, string people, int run, int seconds, int connections)
    {
        var (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t", $"{Threads}", "-c", $"{connections}", "-d", $"{seconds}s", "--latency", "--timeout", "20s", "-s", Path.Combine(AppContext.BaseDirectory, "checkins.lua"),
            new Uri(host.Address, path).ToString(), "--", people, $"{run}", host.Today.ToString("O", CultureInfo.InvariantCulture), $"{Threads}"]) { RedirectStandardOutput = true })!;
        var said = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        (processor, allocated) = (Environment.CpuUsage.TotalTime - processor, GC.GetTotalAllocatedBytes() - allocated);
        double Time(string pattern) => Regex.Match(said, pattern + @"\s+([\d.]+)(us|ms|s)") is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * match.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 } : throw new InvalidOperationException(said);
        var count = long.Parse(Regex.Match(said, @"(\d+) requests in").Groups[1].Value, CultureInfo.InvariantCulture);
        var refused = Regex.Match(said, @"Non-2xx or 3xx responses: (\d+)") is { Success: true } some ? long.Parse(some.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        if (said.Contains("Socket errors", StringComparison.Ordinal)) { Console.WriteLine(said); }
        return new(count, double.Parse(Regex.Match(said, @"Requests/sec:\s+([\d.]+)").Groups[1].Value, CultureInfo.InvariantCulture), Time("50%"), Time("99%"), Time(@"Latency\s+\S+\s+\S+"), refused,
            processor.TotalMicroseconds / count, allocated / 1024.0 / count);
    }

    /// <summary>The same in the usual way: a context, a transaction and a commit for every request, with the same checks and the same audit row.</summary>
    private static async Task OneCommitEach(HttpContext context)
    {
        var signedIn = await context.AuthenticateAsync(StaffRules.Scheme);
        if (StaffMember.Of(signedIn.Principal) is not { Patient: { } patient } member || context.Request.Headers[SendEntries.PersonHeader] != PersonTag.Of(patient))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var sent = SentEntries.Read(body.ToArray());
        if (sent.Problems.Count > 0 || sent.Entries is not [{ } entry])
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var at = TimeProvider.System.GetUtcNow();
        await using var db = context.RequestServices.GetRequiredService<FacetDatabase>().Connect();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.LockClinic(member.Clinic, default);
        if (!await db.HasPatient(member.Clinic, patient, default) || await db.Set<EntryRow>().AnyAsync(row => row.Patient == patient && row.Stream == sent.Stream && row.Number >= sent.First))
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }
        await EntryLog.Add(db, member.Caller, patient, MyRecord.Draft(sent.Stream, sent.First, entry), at, default);
        var row = (EntryRow)db.ChangeTracker.Entries().Single().Entity;
        var last = await db.Set<AuditRow>().AsNoTracking().Where(each => each.Clinic == member.Clinic).OrderByDescending(each => each.Sequence).FirstOrDefaultAsync();
        db.Add(AuditRow.After(last, member.Caller, at, "record.append", new Subject(EntryHash.Subject, EntryHash.Of([row]))));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        await context.Response.WriteAsJsonAsync(new SaidToDevice { Stored = 1 }, SaidJson.Default.SaidToDevice);
    }
}
