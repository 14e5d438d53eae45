using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Facet.Storage.Accounts;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Facet.Web.Shell;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Facet.Web.Tests.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Replies;

/// <summary>Nobody gets to see where a writer can be reached: every page and every file is asked for by everybody.</summary>
public partial class ReplyAddressTests(Server server)
{
    private const int MostLinked = 250;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [BothEngines]
    public async Task The_address_of_a_writer_is_in_no_answer_to_anybody(Engine engine)
    {
        // PostgreSQL lets pages wait where SQLite never does.
        await using var own = engine == Engine.Postgres ? new OwnServer(null, ("Storage:Postgres", await TestDatabase.NewPostgres()), ("Replies:PerTenMinutes", "10000"), ("SignIn:TriesPerMinute", "10000")) : null;
        var (services, address) = (own?.Services ?? server.Services, own?.ClientOptions.BaseAddress ?? server.Address);
        var mark = $"w{Guid.NewGuid():N}";
        var email = $"{mark}+reply@writer.example";
        var (store, clinic) = (services.GetRequiredService<ReplyStore>(), Caller.Program(services.GetRequiredService<HomeClinic>().Id));
        using var visitor = StaffClient.Nobody(services, address);
        using var patient = await MyPatient.New(services, address);
        using var staff = await StaffClient.SignedIn(services, address, Roles.Clinician | Roles.Prescriber | Roles.Receptionist | Roles.Administrator);
        var needles = Needles(email, mark);
        var (secrets, ids) = (new List<string>(), new List<Guid>());

        // Through the pages, as people do: one that waits, one with harm, one refused, one shown, one reported, one shown after a report.
        foreach (var fate in (string[])["waits", "I could not walk", "refused", "shown", "reported", "confirmed"])
        {
            var text = $"{fate} {Guid.NewGuid():N}";
            foreach (var fields in (Dictionary<string, string>[])[new() { ["name"] = "", ["email"] = email, ["text"] = text }, new() { ["name"] = "Ann", ["email"] = email, ["text"] = $"{text} {email}" }, new() { ["name"] = "Ann", ["email"] = email, ["text"] = text }])
            {
                var sent = await visitor.Post("/replies/combining/new", fields, "reply");
                if (sent.To is { } to) { secrets.Add(to.Split('/')[^1]); }
                // Words that hold an address are the writer's own, given back once to be mended; the field of the address is not.
                else if (!fields["text"].Contains(email, StringComparison.Ordinal)) { Assert.All(needles, needle => Assert.DoesNotContain(needle, sent.Html, StringComparison.OrdinalIgnoreCase)); }
            }
            var id = (await store.Open(clinic, Cancellation)).Single(each => each.Reply.Text == text).Reply.Id;
            ids.Add(id);
            if (fate == "refused") { await staff.Post($"/clinic/replies/{id}", new() { ["answer"] = "refuse", ["code"] = "advert", ["text"] = "It sells something." }, "decide"); }
            if (fate is "shown" or "reported" or "confirmed") { await staff.Post($"/clinic/replies/{id}", new() { ["answer"] = "show" }, "decide"); }
            if (fate is "reported" or "confirmed") { await visitor.Post($"/replies/{id}/report", new() { ["code"] = "unkind" }, "report"); }
            if (fate == "confirmed") { await staff.Post($"/clinic/replies/{id}", new() { ["answer"] = "show", ["text"] = "All is well." }, "decide"); }
        }
        Assert.Equal((6, 6), (secrets.Count, ids.Count));
        await staff.Post($"/clinic/replies/{ids[5]}", new() { ["words"] = "An answer." }, "answer");
        Assert.Equal([true, false, true], (await Task.WhenAll(((int[])[3, 4, 5]).Select(place => store.Find(clinic.Clinic, ids[place], Cancellation)))).Select(found => found is not null));

        foreach (var (who, client) in ((string, StaffClient)[])[("visitor", visitor), ("patient", patient.Client), ("staff", staff)])
        {
            var asked = new HashSet<string>(StringComparer.Ordinal);
            var wait = new Queue<string>(Routes(services, ids, secrets, patient.Id.Value, staff.Id));
            var linked = 0;
            while (wait.TryDequeue(out var path))
            {
                if (!asked.Add(path)) { continue; }
                using var answer = await client.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
                Assert.True((int)answer.StatusCode < 500, $"{path} fails for {who}: {(int)answer.StatusCode}.");
                var body = await answer.Content.ReadAsByteArrayAsync(Cancellation);
                var text = Encoding.Latin1.GetString(body) + string.Join('\n', answer.Headers.Concat(answer.Content.Headers).SelectMany(header => header.Value.Prepend(header.Key)));
                if (answer.Content.Headers.ContentType?.MediaType == "text/html") { Assert.Contains("</main>", text, StringComparison.Ordinal); }
                Assert.All(needles, needle => Assert.False(text.Contains(needle, StringComparison.OrdinalIgnoreCase), $"{path} tells {who} the address of a writer."));
                foreach (Match link in Links().Matches(text))
                {
                    var to = WebUtility.HtmlDecode(link.Groups[1].Value);
                    if (linked < MostLinked && !asked.Contains(to) && !to.StartsWith("//", StringComparison.Ordinal) && !to.Contains("sign-out", StringComparison.Ordinal))
                    {
                        linked++;
                        wait.Enqueue(to);
                    }
                }
            }
            Assert.True(asked.Count > 120, $"Only {asked.Count} addresses were asked by {who}.");
            Assert.Contains(asked, path => path.StartsWith("/es/", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Only_the_letter_asks_for_addresses()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".cs" or ".razor" && !file.Contains("Migrations", StringComparison.Ordinal) && !file.Contains("Compiled", StringComparison.Ordinal)).ToList();
        Assert.Equal(["ReplyService.cs", "ReplyStore.cs"], Naming("ToTell("));
        Assert.Equal(["FacetDb.cs", "ReplyStore.cs", "SiteRows.cs"], Naming("ReplyContactRow"));

        IEnumerable<string> Naming(string what) => sources.Where(file => File.ReadAllText(file).Contains(what, StringComparison.Ordinal)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Routes(IServiceProvider services, IReadOnlyList<Guid> replies, IReadOnlyList<string> secrets, Guid patient, Guid staff)
    {
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(each => each.Metadata.GetMetadata<StaticAssetDescriptor>() is null))
        {
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (route.Contains("{**", StringComparison.Ordinal) || route == "/account/sign-out" || (endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods: var methods } && !methods.Contains("GET"))) { continue; }
            IEnumerable<string> guids = [.. replies.Select(each => each.ToString()), patient.ToString(), staff.ToString()];
            IEnumerable<string> paths = [Number().Replace(route, "1").Replace("{Slug}", "combining", StringComparison.OrdinalIgnoreCase).Replace("{Code}", "exercise", StringComparison.Ordinal).Replace("{Language}", "en", StringComparison.Ordinal)];
            if (Guids().IsMatch(route)) { paths = paths.SelectMany(path => guids.Select(id => Guids().Replace(path, id))); }
            if (route.Contains("{secret}", StringComparison.OrdinalIgnoreCase)) { paths = paths.SelectMany(path => secrets.Select(secret => path.Replace("{secret}", secret, StringComparison.OrdinalIgnoreCase))); }
            foreach (var path in paths)
            {
                Assert.DoesNotContain("{", path, StringComparison.Ordinal);
                yield return path;
            }
        }
        foreach (var reply in replies) { yield return $"/replies/combining/new?to={reply}"; }
    }

    /// <summary>The address as it could be written: as it is (which its first part finds in HTML and in addresses too), and in base64 wherever it begins.</summary>
    private static List<string> Needles(string email, string mark)
    {
        var needles = new List<string> { email, Uri.EscapeDataString(email), WebUtility.HtmlEncode(email), mark };
        for (var shift = 0; shift < 3; shift++)
        {
            // The first and the last signs depend on what stands beside it.
            needles.Add(Convert.ToBase64String([.. new byte[shift], .. Encoding.ASCII.GetBytes(mark)])[4..^4]);
        }
        return needles;
    }

    [GeneratedRegex("(?:href|src|action)=\"(/[^\"#]*)")]
    private static partial Regex Links();

    [GeneratedRegex(@"\{\w+:int\}", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex(@"\{\w+:guid\}", RegexOptions.IgnoreCase)]
    private static partial Regex Guids();
}
