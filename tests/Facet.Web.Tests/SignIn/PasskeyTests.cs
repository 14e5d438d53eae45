using Facet.Storage.Accounts;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.SignIn;

public class PasskeyTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Fact]
    public async Task A_patient_makes_a_passkey_and_signs_in_with_it_until_it_is_removed()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        // A passkey belongs to a name, never to a number.
        var address = $"http://localhost:{Server.Address.Port}";
        var page = await Open(Phone, address: address);
        var device = await page.Context.NewCDPSessionAsync(page);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        await page.GotoAsync("/account/sign-in");
        await Picture(page, "sign-in");
        await MustBeAccessible(page);
        await page.GetByLabel("E-mail address").FillAsync(patient.Client.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(StaffClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Arrives("**/my");

        await page.GotoAsync("/account/passkeys");
        await page.GetByLabel("A name for this device").FillAsync("My phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await page.GetByText("My phone since").WaitForAsync();
        await Picture(page, "passkeys");
        await MustBeAccessible(page);
        Assert.Equal("My phone", Assert.Single(await Server.Services.GetRequiredService<AccountStore>().Passkeys(patient.Client.Id, TestContext.Current.CancellationToken)).Name);

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/account/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.Arrives("**/my");
        Assert.Contains("sign-in.passkey", await patient.Client.Audited());

        await page.GotoAsync("/account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.GetByText("There is none yet").WaitForAsync();
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/account/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.GetByText("That passkey did not work").First.WaitForAsync();
        Assert.Contains("sign-in.passkey.failed", await patient.Client.Audited(Guid.Empty));
    }

    [Fact]
    public async Task A_patients_session_lasts_and_ends_at_once_when_the_account_is_closed()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var cookie = patient.Client.Cookies.GetAllCookies().Single(each => each.Name == "facet-staff");
        Assert.InRange((cookie.Expires.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime).TotalDays, 29, 31);
        var staff = Facet.Storage.Clinics.Caller.Program(patient.Caller.Clinic);
        Assert.Equal(AccountChange.Done, await Server.Services.GetRequiredService<AccountStore>().Close(staff, patient.Client.Id, TestContext.Current.CancellationToken));
        Assert.StartsWith("/account/sign-in", (await patient.Client.Get("/my")).To, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1")]
    [InlineData("""{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"AAAA","authenticatorData":"AAAA","signature":"AAAA"}}""")]
    public async Task Whatever_else_is_sent_signs_nobody_in(string credential)
    {
        using var nobody = StaffClient.Nobody(Server.Services, Server.Address);
        var answer = await nobody.Post("/account/sign-in", new() { ["credential"] = credential }, "passkey");
        Assert.Contains("That passkey did not work", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(nobody.Cookies.GetAllCookies(), cookie => cookie.Name == "facet-staff");
    }
}
