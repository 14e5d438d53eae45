using System.Text.Json;
using Facet.Storage.Accounts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace Facet.Web.SignIn;

/// <summary>Passkeys: what is kept of them, and the two questions that the browser's script asks.</summary>
internal static class Passkeys
{
    /// <summary>The most passkeys of one account.</summary>
    public const int Most = 10;

    /// <summary>The most characters of a credential that a browser sends.</summary>
    public const int LongestCredential = 16 * 1024;

    private sealed record Kept(byte[] PublicKey, uint SignCount, string[]? Transports, bool IsUserVerified, bool IsBackupEligible, bool IsBackedUp, byte[] AttestationObject, byte[] ClientDataJson);

    public static StoredPasskey Write(UserPasskeyInfo passkey) => new(passkey.CredentialId, passkey.Name ?? "Passkey", passkey.CreatedAt,
        JsonSerializer.Serialize(new Kept(passkey.PublicKey, passkey.SignCount, passkey.Transports, passkey.IsUserVerified, passkey.IsBackupEligible, passkey.IsBackedUp, passkey.AttestationObject, passkey.ClientDataJson)));

    public static UserPasskeyInfo Read(StoredPasskey stored)
    {
        var kept = JsonSerializer.Deserialize<Kept>(stored.Json) ?? throw new InvalidOperationException("A stored passkey cannot be read.");
        return new(stored.Credential, kept.PublicKey, stored.At, kept.SignCount, kept.Transports, kept.IsUserVerified, kept.IsBackupEligible, kept.IsBackedUp, kept.AttestationObject, kept.ClientDataJson) { Name = stored.Name };
    }

    /// <summary><c>POST /account/passkey/new</c> and <c>/account/passkey/ask</c>: what the browser needs to make a passkey, or to use one.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/passkey/new", New).RequireAuthorization(StaffRules.Account, StaffRules.Recent).RequireRateLimiting(SignInHost.Limit);
        routes.MapPost("/account/passkey/ask", Ask).AllowAnonymous().RequireRateLimiting(SignInHost.Limit);
    }

    private static async Task<IResult> New(HttpContext context, IAntiforgery antiforgery, SignInDesk desk, StaffSignIn signIn)
    {
        await antiforgery.ValidateRequestAsync(context);
        var account = await desk.Demand(StaffMember.Demand(context));
        return Results.Content(await signIn.MakePasskeyCreationOptionsAsync(new() { Id = account.Id.ToString(), Name = account.Email, DisplayName = account.Name }), "application/json");
    }

    // Nobody is named: the answer must not tell which addresses have an account.
    private static async Task<IResult> Ask(HttpContext context, IAntiforgery antiforgery, StaffSignIn signIn)
    {
        await antiforgery.ValidateRequestAsync(context);
        return Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");
    }
}
