using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Facet.Web.Reminders;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Facet.Web.Tests.Care;

/// <summary>Against the examples that the standards print: RFC 8291, section 5 and appendix A; RFC 8292, section 2.4.</summary>
public class PushMessageTests
{
    private const string BrowserKey = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private const string BrowserPrivate = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    private const string BrowserSecret = "BTBZMqHH6r4Tts7J_aSIgg";
    private const string ServerKey = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    private const string ServerPrivate = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private const string Salt = "DGv6ra1nlYgDCS1FRnbzlw";
    private const string Text = "When I grow up, I want to be a watermelon";
    private const string Message = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    [Fact]
    public void The_message_of_the_standard_comes_out_to_the_byte()
    {
        using var own = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Bytes(ServerPrivate), Q = PushMessage.Point(Bytes(ServerKey)) });
        Assert.Equal(Message, Base64Url.EncodeToString(PushMessage.Encrypt(Encoding.UTF8.GetBytes(Text), Bytes(BrowserKey), Bytes(BrowserSecret), own, Bytes(Salt))));
    }

    [Fact]
    public void A_browser_opens_what_was_encrypted_for_it_and_no_two_messages_are_alike() =>
        Gen.Byte.Array[0, PushMessage.MostBytes].Sample(text =>
        {
            var (one, two) = (PushMessage.Encrypt(text, Bytes(BrowserKey), Bytes(BrowserSecret)), PushMessage.Encrypt(text, Bytes(BrowserKey), Bytes(BrowserSecret)));
            Assert.Equal(text, Open(one));
            Assert.NotEqual(one, two);
            Assert.True(one.Length <= 4096);
            one[^1] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => Open(one));
        }, iter: 50);

    [Theory]
    [InlineData(BrowserKey, BrowserSecret, true)]
    [InlineData(BrowserKey, "BTBZMqHH6r4Tts7J_aSI", false)]
    [InlineData(BrowserKey, "", false)]
    [InlineData("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw8", BrowserSecret, false)]
    [InlineData("not base 64 !", BrowserSecret, false)]
    public void Only_points_of_the_curve_and_whole_secrets_are_keys(string key, string secret, bool are) => Assert.Equal(are, PushMessage.AreKeys(key, secret));

    [Fact]
    public void The_token_of_the_standard_verifies_as_ours_does()
    {
        const string Token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
        Assert.True(Verifies(Token, "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"));
        using var keys = Keys(ServerPrivate);
        Assert.Equal(ServerKey, keys.PublicKey);
        var header = keys.Authorization(new Uri("https://push.example.net/p/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"));
        Assert.StartsWith("vapid t=", header, StringComparison.Ordinal);
        Assert.EndsWith($", k={ServerKey}", header, StringComparison.Ordinal);
        var token = header["vapid t=".Length..header.IndexOf(',', StringComparison.Ordinal)];
        Assert.True(Verifies(token, ServerKey));
        Assert.False(Verifies($"{token[..^4]}AAAA", ServerKey));
        using var claims = JsonDocument.Parse(Bytes(token.Split('.')[1]));
        Assert.Equal("https://push.example.net", claims.RootElement.GetProperty("aud").GetString());
        Assert.Equal("mailto:push@example.com", claims.RootElement.GetProperty("sub").GetString());
        Assert.InRange(claims.RootElement.GetProperty("exp").GetInt64() - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 1, 24 * 60 * 60);
    }

    [Fact]
    public void The_installations_key_is_made_once_protected_and_for_its_owner_only()
    {
        var folder = Directory.CreateTempSubdirectory("facet-push-");
        try
        {
            var (protection, path) = (new EphemeralDataProtectionProvider(), Path.Combine(folder.FullName, "push.key"));
            using var first = Keys("", protection, path);
            using var second = Keys("", protection, path);
            Assert.Equal(first.PublicKey, second.PublicKey);
            if (!OperatingSystem.IsWindows()) { Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)); }
            using var stranger = Keys("", new EphemeralDataProtectionProvider(), path);
            Assert.Throws<CryptographicException>(() => stranger.PublicKey);
        }
        finally { folder.Delete(recursive: true); }
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2607:f8b0:4004:800::200e", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_addresses_of_the_public_internet_are_sent_to(string address, bool isPublic) => Assert.Equal(isPublic, PushDoor.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://updates.push.services.example.com/wpush/v2/x", true)]
    [InlineData("http://updates.push.services.example.com/wpush/v2/x", false)]
    [InlineData("https://127.0.0.1/x", false)]
    [InlineData("https://[::1]/x", false)]
    [InlineData("https://2130706433/x", false)]
    [InlineData("https://localhost/x", false)]
    [InlineData("https://push.example.com:8443/x", false)]
    [InlineData("https://user@push.example.com/x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("", false)]
    public void Only_https_by_name_on_its_port_is_asked(string endpoint, bool isGood) => Assert.Equal(isGood, PushDoor.Strict.Check(endpoint) is not null);

    [Fact]
    public async Task A_name_that_leads_inside_is_not_connected_to()
    {
        using var client = PushDoor.Strict.Open();
        var refusal = await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync(new Uri("https://localhost/"), TestContext.Current.CancellationToken));
        Assert.Contains("nothing is sent to", refusal.ToString(), StringComparison.Ordinal);
    }

    /// <summary>What a browser does (RFC 8291, 3.4; RFC 8188, 2), from its own private key.</summary>
    internal static byte[] Open(ReadOnlySpan<byte> message) => Open(message, Bytes(BrowserPrivate), Bytes(BrowserKey), Bytes(BrowserSecret));

    internal static byte[] Open(ReadOnlySpan<byte> message, byte[] ownPrivate, byte[] ownKey, byte[] secret)
    {
        var (salt, theirs, cipher) = (message[..16].ToArray(), message.Slice(21, message[20]).ToArray(), message[(21 + message[20])..].ToArray());
        using var own = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = ownPrivate, Q = PushMessage.Point(ownKey) });
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = PushMessage.Point(theirs) });
        var input = Expand(secret, own.DeriveRawSecretAgreement(other.PublicKey), [.. "WebPush: info\0"u8, .. ownKey, .. theirs], 32);
        var (key, nonce) = (Expand(salt, input, "Content-Encoding: aes128gcm\0"u8.ToArray(), 16), Expand(salt, input, "Content-Encoding: nonce\0"u8.ToArray(), 12));
        var plain = new byte[cipher.Length - 16];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(nonce, cipher.AsSpan(0, plain.Length), cipher.AsSpan(plain.Length), plain);
        Assert.Equal(2, plain[^1]);
        return plain[..^1];

        // HKDF by hand (RFC 5869) for one block, so that the library's is checked too.
        static byte[] Expand(byte[] salt, byte[] input, byte[] info, int length) => HMACSHA256.HashData(HMACSHA256.HashData(salt, input), (byte[])[.. info, 1])[..length];
    }

    internal static bool Verifies(string token, string key)
    {
        using var signer = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = PushMessage.Point(Bytes(key)) });
        var parts = token.Split('.');
        return signer.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static PushKeys Keys(string key, IDataProtectionProvider? protection = null, string path = "/nowhere/push.key") =>
        new(Options.Create(new PushSettings { Contact = "mailto:push@example.com", Key = key }), new PushKeyFile(path), protection ?? new EphemeralDataProtectionProvider(), TimeProvider.System);

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
