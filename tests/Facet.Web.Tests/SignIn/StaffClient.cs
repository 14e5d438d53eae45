using System.Net;
using System.Text.RegularExpressions;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Web.Shell;
using Facet.Web.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.SignIn;

/// <summary>Somebody of the staff with a browser that has no script: keeps cookies, follows nothing by itself.</summary>
internal sealed partial class StaffClient : IDisposable
{
    public const string Password = "four plain words here";

    private readonly IServiceProvider services;

    private StaffClient(IServiceProvider services, Uri address, string email)
    {
        (this.services, Email) = (services, email);
        Http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    public HttpClient Http { get; }

    public CookieContainer Cookies { get; } = new();

    public string Email { get; }

    public Guid Id { get; internal set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AccountStore Accounts => services.GetRequiredService<AccountStore>();

    /// <summary>A browser with nobody behind it.</summary>
    public static StaffClient Nobody(IServiceProvider services, Uri address) => new(services, address, "");

    /// <summary>A browser of somebody who has no account yet.</summary>
    public static StaffClient WithAddress(IServiceProvider services, Uri address) => new(services, address, $"{Guid.NewGuid():N}@example.org");

    /// <summary>An account with an authenticator, not signed in yet.</summary>
    public static async Task<StaffClient> New(IServiceProvider services, Uri address, Roles roles, ClinicId? clinic = null)
    {
        var client = new StaffClient(services, address, $"{Guid.NewGuid():N}@example.org");
        var home = clinic ?? services.GetRequiredService<HomeClinic>().Id;
        var invitations = services.GetRequiredService<InvitationStore>();
        var secret = await invitations.Invite(Caller.Program(home), client.Email, roles, Cancellation);
        var hash = new PasswordHasher<Account>().HashPassword(null!, Password);
        client.Id = Assert.IsType<InvitationUse.Joined>(await invitations.Use(secret, "", $"Test {RoleWords.Of(roles)}", hash, Cancellation)).Account;
        await client.Change(account => (account.AuthenticatorKey, account.HasAuthenticator) = (TimeCode.NewKey(), true));
        return client;
    }

    public static async Task<StaffClient> SignedIn(IServiceProvider services, Uri address, Roles roles, ClinicId? clinic = null)
    {
        var client = await New(services, address, roles, clinic);
        Assert.Equal("/clinic", await client.SignIn());
        return client;
    }

    public async Task<Account> Account() => (await Accounts.Find(Id, Cancellation))!;

    public async Task Change(Action<Account> change)
    {
        var account = await Account();
        change(account);
        Assert.True(await Accounts.Save(account, Cancellation));
    }

    /// <summary>What the app on the phone shows now.</summary>
    public async Task<string> Code(int stepsFromNow = 0) => TimeCode.Of(TimeCode.Bytes((await Account()).AuthenticatorKey!), TimeCode.StepAt(services.GetRequiredService<TimeProvider>().GetUtcNow()) + stepsFromNow);

    /// <summary>Signs in with password and code.</summary>
    /// <returns>Where it led.</returns>
    public async Task<string?> SignIn(string password = Password)
    {
        var first = await Post("/account/sign-in", new() { ["email"] = Email, ["password"] = password });
        if (first.To?.StartsWith("/account/code", StringComparison.Ordinal) != true)
        {
            return first.To;
        }
        await Change(account => account.LastCodeStep = 0);
        return (await Post(first.To, new() { ["code"] = await Code() })).To;
    }

    public async Task<(HttpStatusCode Status, string? To, string Html)> Get(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return await Read(response);
    }

    /// <summary>Opens a page and sends the form on it that belongs to <paramref name="handler"/>, or its first in the page's body.</summary>
    public async Task<(HttpStatusCode Status, string? To, string Html)> Post(string path, Dictionary<string, string> fields, string? handler = null)
    {
        var page = await Get(path);
        var form = Forms().Matches(page.Html).Select(match => match.Value).FirstOrDefault(each => each.Contains("_handler", StringComparison.Ordinal) && (handler is null || each.Contains($"value=\"{handler}\"", StringComparison.Ordinal)));
        if (form is null)
        {
            return page;
        }
        var all = Hidden().Matches(form).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }
        using var content = new FormUrlEncodedContent(all);
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return await Read(response);
    }

    /// <summary>Opens a page and sends its form with a file.</summary>
    public async Task<(HttpStatusCode Status, string? To, string Html)> PostFile(string path, byte[] file, string handler)
    {
        var page = await Get(path);
        var form = Forms().Matches(page.Html).Select(match => match.Value).First(each => each.Contains($"value=\"{handler}\"", StringComparison.Ordinal));
        using var content = new MultipartFormDataContent();
        foreach (Match field in Hidden().Matches(form))
        {
            content.Add(new StringContent(WebUtility.HtmlDecode(field.Groups[2].Value)), field.Groups[1].Value);
        }
        content.Add(new ByteArrayContent(file), "file", "rows.csv");
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return await Read(response);
    }

    /// <summary>Sends the form that a page which was just read leads on to.</summary>
    public async Task<(HttpStatusCode Status, string? To, string Html)> PostOn(string html, string path, Dictionary<string, string> fields)
    {
        var form = Forms().Matches(html).Select(match => match.Value).First(each => each.Contains($"action=\"{path}\"", StringComparison.Ordinal));
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in Hidden().Matches(form).Select(field => (field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value))).Where(field => !fields.ContainsKey(field.Item1)).Concat(fields.Select(field => (field.Key, field.Value))))
        {
            content.Add(new StringContent(value), name);
        }
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return await Read(response);
    }

    private static async Task<(HttpStatusCode, string?, string)> Read(HttpResponseMessage response) =>
        (response.StatusCode, response.Headers.Location is { } to ? to.IsAbsoluteUri ? to.PathAndQuery : to.ToString() : null, await response.Content.ReadAsStringAsync(Cancellation));

    /// <summary>What the audit of the home clinic says about this account, oldest first.</summary>
    public async Task<List<string>> Audited(Guid? subject = null)
    {
        await using var db = services.GetRequiredService<FacetDatabase>().Connect();
        var id = subject ?? Id;
        return await db.Set<AuditRow>().Where(row => row.SubjectId == id).OrderBy(row => row.Sequence).Select(row => row.Action).ToListAsync(Cancellation);
    }

    public void Dispose() => Http.Dispose();

    [GeneratedRegex("<form[^>]*method=\"post\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\"(?: autocomplete=\"[^\"]*\")? value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
