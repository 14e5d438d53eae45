using System.Buffers.Text;
using System.Security.Cryptography;

namespace Facet.Web.Requests;

/// <summary>Secrets of receipts for what was not kept: a program that fills in every field gets the same answer as a person, and nothing is stored for it.</summary>
/// <remarks>Such a secret proves itself by its second half, under a key that lives as long as the process.</remarks>
internal sealed class QuietReceipts
{
    private const int Half = 16;

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <summary>A secret that looks like every other.</summary>
    public string New()
    {
        var chance = RandomNumberGenerator.GetBytes(Half);
        return Base64Url.EncodeToString([.. chance, .. Proof(chance)]);
    }

    /// <summary>Whether a secret is one of these.</summary>
    public bool Is(string secret)
    {
        Span<byte> bytes = stackalloc byte[2 * Half];
        return Base64Url.IsValid(secret, out var length) && length == bytes.Length && Base64Url.TryDecodeFromChars(secret, bytes, out _)
            && CryptographicOperations.FixedTimeEquals(bytes[Half..], Proof(bytes[..Half]));
    }

    private byte[] Proof(ReadOnlySpan<byte> chance) => HMACSHA256.HashData(key, chance)[..Half];
}
