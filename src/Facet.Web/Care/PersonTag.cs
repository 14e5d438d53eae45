using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Facet.Storage.Care;

namespace Facet.Web.Care;

/// <summary>Names a person to their own device, so that it keeps apart what several people write on it. It opens nothing and stands in no address.</summary>
internal static class PersonTag
{
    /// <summary>The first 128 bits of SHA-256 over a fixed word and the patient's id. The id holds 74 random bits, so that the tag does not lead back to it and needs no key that could be lost.</summary>
    public static string Of(PatientId patient)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"facet device queue\n{patient}"), hash);
        return Base64Url.EncodeToString(hash[..16]);
    }
}
