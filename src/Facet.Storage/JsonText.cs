using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Facet.Storage;

/// <summary>What may enter a JSON column: well-formed, encodable and bounded. The text itself is kept as it came.</summary>
internal static class JsonText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">Not JSON, not encodable as UTF-8, or more than <paramref name="mostBytes"/>.</exception>
    public static string Demand(string json, int mostBytes, string parameter)
    {
        ArgumentNullException.ThrowIfNull(json, parameter);
        var bytes = ArrayPool<byte>.Shared.Rent(Strict.GetMaxByteCount(Math.Min(json.Length, mostBytes + 1)));
        try
        {
            // No text has fewer bytes than characters.
            var length = json.Length > mostBytes ? Strict.GetByteCount(json) : Strict.GetBytes(json, bytes);
            if (length > mostBytes)
            {
                throw new ArgumentException($"The JSON text has {length} bytes; at most {mostBytes} can be kept.", parameter);
            }
            var reader = new Utf8JsonReader(bytes.AsSpan(0, length));
            while (reader.Read())
            {
            }
            return json;
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The JSON text holds half a character (a lone surrogate).", parameter);
        }
        catch (JsonException problem)
        {
            throw new ArgumentException("The text is not JSON.", parameter, problem);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
