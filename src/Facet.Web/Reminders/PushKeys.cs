using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Facet.Web.Reminders;

/// <summary>Where this installation's key for push services is kept.</summary>
internal sealed record PushKeyFile(string Path);

/// <summary>The key pair by which push services know this installation (VAPID, RFC 8292). It is made once; browsers subscribe to it, so that losing it loses them.</summary>
internal sealed class PushKeys(IOptions<PushSettings> settings, PushKeyFile file, IDataProtectionProvider protection, TimeProvider clock) : IDisposable
{
    /// <summary>How long a token is good; the standard allows 24 hours.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    private readonly Lock gate = new();
    private ECDsa? key;

    /// <summary>Whether pushing is on.</summary>
    public bool IsOn => settings.Value.IsOn;

    /// <summary>The public key, as a browser takes it.</summary>
    public string PublicKey => Base64Url.EncodeToString(PushMessage.Point(Key().ExportParameters(includePrivateParameters: false).Q));

    /// <summary>The header by which a push service knows who sends.</summary>
    public string Authorization(Uri endpoint)
    {
        var claims = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["aud"] = endpoint.GetLeftPart(UriPartial.Authority), ["exp"] = (clock.GetUtcNow() + TokenLifetime).ToUnixTimeSeconds(), ["sub"] = settings.Value.Contact,
        });
        var said = $"{Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        var signature = Key().SignData(Encoding.ASCII.GetBytes(said), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return string.Create(CultureInfo.InvariantCulture, $"vapid t={said}.{Base64Url.EncodeToString(signature)}, k={PublicKey}");
    }

    public void Dispose() => key?.Dispose();

    private ECDsa Key()
    {
        lock (gate)
        {
            return key ??= FromText(settings.Value.Key.Length > 0 ? settings.Value.Key : FromFile());
        }
    }

    private string FromFile()
    {
        var protector = protection.CreateProtector("Facet: key for push services");
        if (!File.Exists(file.Path))
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var text = Base64Url.EncodeToString(fresh.ExportParameters(includePrivateParameters: true).D!);
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            try
            {
                // Of two starts at once, one makes the key and the other reads it.
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows()) { options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; }
                using var writer = new StreamWriter(file.Path, options);
                writer.Write(protector.Protect(text));
                return text;
            }
            catch (IOException) when (File.Exists(file.Path))
            {
                // Read below.
            }
        }
        return protector.Unprotect(File.ReadAllText(file.Path));
    }

    private static ECDsa FromText(string text)
    {
        // Only the private number is kept: the public point follows from it.
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Base64Url.DecodeFromChars(text) });
        return key;
    }
}
