using System.Net;
using System.Text.RegularExpressions;

namespace Facet.Web.Tests.Languages;

/// <summary>Somebody who looks at pages in one language by plain HTTP, and keeps what was seen.</summary>
internal sealed partial class Visitor(Uri address, string prefix) : IDisposable
{
    private HttpClient client = New(address);
    private string page = "";

    /// <summary>What was seen, by a name that is the same in every language.</summary>
    public Dictionary<string, string> Seen { get; } = new(StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What stands before the addresses of the language: nothing for English.</summary>
    public string Prefix { get; set; } = prefix;

    public string Address(string path) => path == "/" && Prefix.Length > 0 ? Prefix : Prefix + path;

    /// <summary>Looks at a page by its plain address.</summary>
    /// <returns>The page, or null where it led on to another.</returns>
    public async Task<string?> Look(string path, HttpStatusCode status = HttpStatusCode.OK, string? name = null)
    {
        using var answer = await client.GetAsync(new Uri(Address(path), UriKind.Relative), Cancellation);
        if (answer.StatusCode == HttpStatusCode.Redirect) { return null; }
        Assert.True(status == answer.StatusCode, $"{Address(path)}: {answer.StatusCode}");
        return Seen[name ?? path] = page = await answer.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>Sends the form of the page looked at last.</summary>
    /// <returns>Where it led, by its whole address; null where the page came again, which is then kept under <paramref name="name"/>.</returns>
    public async Task<string?> Send(string path, string handler, string name, params (string Field, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent([new("_handler", handler), new("__RequestVerificationToken", Token().Match(page).Groups[1].Value), .. fields.Select(field => new KeyValuePair<string, string>(field.Field, field.Value))]);
        using var answer = await client.PostAsync(new Uri(Address(path), UriKind.Relative), form, Cancellation);
        if (answer.StatusCode == HttpStatusCode.Redirect) { return new Uri(address, answer.Headers.Location!).AbsolutePath; }
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Seen[name] = await answer.Content.ReadAsStringAsync(Cancellation);
        return null;
    }

    /// <summary>Begins questions, as somebody new.</summary>
    public async Task Begin()
    {
        client.Dispose();
        client = New(address);
        await Look("/start");
        Assert.Equal(Address("/intake"), await Send("/start", "start", "start"));
    }

    /// <summary>Answers a page of questions.</summary>
    /// <returns>Where it led.</returns>
    public async Task<string> Answer(int number, string question, params string[] values)
    {
        await Look($"/intake/{number}");
        return await Send($"/intake/{number}", "answer", "refused", [("page", question), .. values.Select(value => ("answer", value))]) ?? throw new InvalidOperationException($"{question} was not answered.");
    }

    public void Dispose() => client.Dispose();

    private static HttpClient New(Uri address) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
