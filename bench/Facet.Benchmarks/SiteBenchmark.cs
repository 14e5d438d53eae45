using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Facet.Knowledge;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Benchmarks;

/// <summary>The public pages as visitors ask for them, at a steady rate whatever the server does (an open loop): the server's own time for each, and what a first visit weighs.</summary>
/// <remarks><c>site SECONDS RATE</c>. Home page, list, every article, comparison and both languages, by chance.</remarks>
internal static partial class SiteBenchmark
{
    [GeneratedRegex("(?:href|src)=\"(/[^\"]+\\.(?:css|js|woff2|svg))\"")]
    private static partial Regex Linked { get; }

    public static async Task<int> Run(string[] args)
    {
        int At(int place, int usual) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : usual;
        var (seconds, rate) = (At(0, 30), At(1, 500));
        var times = new ConcurrentDictionary<string, ConcurrentBag<double>>();
        using var host = new CareHost(app => app.Use(async (context, next) =>
        {
            // Read before: what follows takes the language off the address.
            var (page, started) = (context.Request.Path.Value!, Stopwatch.GetTimestamp());
            await next(context);
            await context.Response.CompleteAsync();
            times.GetOrAdd(page, _ => []).Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }));
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64, AllowAutoRedirect = false }) { BaseAddress = host.Address };
        var plain = host.Services.GetRequiredService<ArticleLibrary>().All().Select(article => $"/articles/{article.Slug}").Prepend("/articles").Append("/compare?with=acupuncture&with=manual_therapy").Append("/");
        string[] pages = [.. plain.SelectMany(page => (string[])[page, page == "/" ? "/es" : "/es" + page])];
        var chance = new Random(20260101);
        async Task<byte[]> Ask(string page)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(page, UriKind.Relative));
            request.Headers.Add("Accept-Encoding", "gzip, deflate, br, zstd");
            using var response = await client.SendAsync(request);
            return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        }
        Task Any() => Ask(pages[chance.Next(pages.Length)]);
        foreach (var page in pages) { await Ask(page); }
        await OpenLoop.Run(10, rate, Any);
        times.Clear();
        var processor = Environment.CpuUsage.TotalTime;
        await OpenLoop.Run(seconds, rate, Any);
        processor = Environment.CpuUsage.TotalTime - processor;
        Console.WriteLine($"all pages, {OpenLoop.Spread(times.Values.SelectMany(each => each))}");
        foreach (var (page, of) in times.OrderByDescending(each => each.Value.Average()).Take(4)) { Console.WriteLine($"{page}, {OpenLoop.Spread(of)}"); }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate} a second; {processor.TotalMilliseconds / times.Values.Sum(each => each.Count):0.00} ms of processor each, client included; load {File.ReadAllText("/proc/loadavg").Trim()}"));
        foreach (var page in (string[])["/", "/articles/acupuncture", "/es/articles/acupuncture"])
        {
            var html = await client.GetStringAsync(new Uri(page, UriKind.Relative));
            var parts = new List<(string Name, int Bytes)> { (page, (await Ask(page)).Length) };
            foreach (var part in Linked.Matches(html).Select(match => match.Groups[1].Value).Distinct()) { parts.Add((part, (await Ask(part)).Length)); }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first visit {parts.Sum(part => part.Bytes) / 1000.0:0.0} kB: {string.Join(", ", parts.Select(part => $"{part.Name} {part.Bytes}"))}"));
        }
        return 0;
    }
}
