using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Facet.Storage.Accounts;

/// <summary>Secrets that chance makes and only a hash of which is kept.</summary>
internal static class SecretText
{
    public const int HashLength = 64;

    /// <summary>The most characters of ASCII that <see cref="Seal"/> takes.</summary>
    public const int LongestSealed = 160;

    private const int Bytes = 32;
    private const int TagBytes = 16;
    private const string Sealed = "sealed:";

    /// <summary>256 bits that nobody can guess, fit for an address.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 in hexadecimal. A plain hash is enough: unlike a password, such a secret cannot be guessed.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>A text that only whoever has the secret can read, for tables that nothing can be removed from.</summary>
    /// <remarks>AES-256-GCM under HKDF-SHA-256 of the secret. Each secret seals one text, so that a nonce of zeros is used once with its key.</remarks>
    public static string Seal(string secret, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plain.Length, LongestSealed, nameof(text));
        var whole = new byte[plain.Length + TagBytes];
        using var cipher = new AesGcm(Key(secret), TagBytes);
        cipher.Encrypt(stackalloc byte[12], plain, whole.AsSpan(0, plain.Length), whole.AsSpan(plain.Length));
        return Sealed + Base64Url.EncodeToString(whole);
    }

    /// <summary>Whether a text is sealed.</summary>
    public static bool IsSealed(string text) => text.StartsWith(Sealed, StringComparison.Ordinal);

    /// <summary>The text behind a seal; a text without one as it is.</summary>
    public static string Open(string secret, string text)
    {
        if (!IsSealed(text))
        {
            return text;
        }
        var whole = Base64Url.DecodeFromChars(text.AsSpan(Sealed.Length));
        var plain = new byte[whole.Length - TagBytes];
        using var cipher = new AesGcm(Key(secret), TagBytes);
        cipher.Decrypt(stackalloc byte[12], whole.AsSpan(0, plain.Length), whole.AsSpan(plain.Length), plain);
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] Key(string secret) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: Encoding.ASCII.GetBytes("Facet: address of an invitation"));
}
