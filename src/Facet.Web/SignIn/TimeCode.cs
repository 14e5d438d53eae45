using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Facet.Web.SignIn;

/// <summary>Codes of authenticator apps: RFC 6238 (TOTP) over RFC 4226 (HOTP), HMAC-SHA-1, 30 seconds.</summary>
/// <remarks>Written here because Identity's own takes the clock of the machine and a code as often as it comes.</remarks>
internal static class TimeCode
{
    public const int Digits = 6;

    /// <summary>How long a step is.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>Steps before and after now whose codes are taken, for clocks that differ.</summary>
    private const int Slack = 1;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string NewKey() => RandomNumberGenerator.GetString(Base32, 32);

    public static string Of(byte[] key, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The standard that apps speak; the weakness of SHA-1 does not touch HMAC.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & 0x7fffffff;
        return (number % (uint)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>The step of a code.</summary>
    /// <returns>Null when it is none of those near <paramref name="at"/>.</returns>
    public static long? Find(string key, string code, DateTimeOffset at)
    {
        var given = string.Concat(code.Where(char.IsAsciiDigit));
        var secret = Bytes(key);
        long? found = null;
        for (var step = StepAt(at) - Slack; step <= StepAt(at) + Slack; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Of(secret, step)), System.Text.Encoding.ASCII.GetBytes(given)))
            {
                found = step;
            }
        }
        return found;
    }

    /// <summary>The bytes of a key in base 32 (RFC 4648).</summary>
    public static byte[] Bytes(string key)
    {
        var bytes = new List<byte>();
        int buffer = 0, bits = 0;
        foreach (var letter in key)
        {
            buffer = (buffer << 5) | Base32.IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }
        return [.. bytes];
    }
}
