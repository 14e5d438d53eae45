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
        try
        {
            var bytes = Strict.GetBytes(json);
            if (bytes.Length > mostBytes)
            {
                throw new ArgumentException($"The JSON text has {bytes.Length} bytes; at most {mostBytes} can be kept.", parameter);
            }
            using var document = JsonDocument.Parse(bytes);
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
    }
}
