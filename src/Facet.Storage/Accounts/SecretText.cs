using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Facet.Storage.Accounts;

/// <summary>Secrets that chance makes and only a hash of which is kept.</summary>
internal static class SecretText
{
    public const int HashLength = 64;

    private const int Bytes = 32;

    /// <summary>256 bits that nobody can guess, fit for an address.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 in hexadecimal. A plain hash is enough: unlike a password, such a secret cannot be guessed.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
