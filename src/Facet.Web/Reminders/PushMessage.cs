using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Facet.Web.Reminders;

/// <summary>Encrypts a pushed message so that only the browser can read it: RFC 8291 over RFC 8188 (aes128gcm), one record.</summary>
internal static class PushMessage
{
    /// <summary>Bytes of an uncompressed point of P-256.</summary>
    public const int PointBytes = 65;

    /// <summary>Bytes of a browser's authentication secret.</summary>
    public const int SecretBytes = 16;

    private const int SaltBytes = 16;
    private const int TagBytes = 16;
    private const int RecordSize = 4096;
    private const int HeaderBytes = SaltBytes + 4 + 1 + PointBytes;

    /// <summary>The most bytes of a text: what a record of 4096 bytes holds with its header, tag and delimiter.</summary>
    public const int MostBytes = RecordSize - HeaderBytes - TagBytes - 1;

    /// <summary>Encrypts with a fresh key pair and salt, each used once.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> browserKey, ReadOnlySpan<byte> browserSecret)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(text, browserKey, browserSecret, own, RandomNumberGenerator.GetBytes(SaltBytes));
    }

    /// <summary>Encrypts with a given key pair and salt, which must never be used for another text.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> browserKey, ReadOnlySpan<byte> browserSecret, ECDiffieHellman own, ReadOnlySpan<byte> salt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MostBytes, nameof(text));
        ArgumentOutOfRangeException.ThrowIfNotEqual(browserSecret.Length, SecretBytes, nameof(browserSecret));
        using var browser = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Point(browserKey) });
        var ownKey = Point(own.ExportParameters(includePrivateParameters: false).Q);
        var shared = own.DeriveRawSecretAgreement(browser.PublicKey);
        byte[] both = [.. "WebPush: info\0"u8, .. browserKey, .. ownKey];
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, browserSecret.ToArray(), both);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 16, salt.ToArray(), Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"));
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 12, salt.ToArray(), Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"));

        // The delimiter 2 marks the last record, which this is.
        byte[] plain = [.. text, 2];
        var whole = new byte[HeaderBytes + plain.Length + TagBytes];
        salt.CopyTo(whole);
        BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(SaltBytes), RecordSize);
        whole[SaltBytes + 4] = PointBytes;
        ownKey.CopyTo(whole.AsSpan(SaltBytes + 5));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, plain, whole.AsSpan(HeaderBytes, plain.Length), whole.AsSpan(HeaderBytes + plain.Length));
        return whole;
    }

    /// <summary>Whether two texts are a browser's keys as it hands them out: a point of the curve and 16 bytes.</summary>
    public static bool AreKeys(string publicKey, string secret)
    {
        if (!TryDecode(publicKey, out var point) || !TryDecode(secret, out var bytes) || point.Length != PointBytes || point[0] != 4 || bytes.Length != SecretBytes)
        {
            return false;
        }
        try
        {
            using var key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Point(point) });
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>A point in its uncompressed form.</summary>
    public static byte[] Point(ECPoint point) => [4, .. point.X!, .. point.Y!];

    /// <summary>A point from its uncompressed form.</summary>
    public static ECPoint Point(ReadOnlySpan<byte> bytes) => new() { X = bytes.Slice(1, 32).ToArray(), Y = bytes.Slice(33, 32).ToArray() };

    private static bool TryDecode(string text, out byte[] bytes)
    {
        try
        {
            bytes = text.Length <= 128 ? Base64Url.DecodeFromChars(text) : [];
            return bytes.Length > 0;
        }
        catch (FormatException)
        {
            bytes = [];
            return false;
        }
    }
}
