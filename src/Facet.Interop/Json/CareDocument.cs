using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Facet.Care;

namespace Facet.Interop.Json;

/// <summary>Writes and reads entries of a person's record and signed plans as JSON.</summary>
public static class CareDocument
{
    private static readonly FrozenDictionary<Type, string> Kinds = typeof(CareEntry).GetCustomAttributes<JsonDerivedTypeAttribute>().ToFrozenDictionary(each => each.DerivedType, each => (string)each.TypeDiscriminator!);

    /// <summary>An entry as JSON, with its kind first. The same entry gives the same text.</summary>
    public static string Write(CareEntry entry) => JsonSerializer.Serialize(entry, CareJson.Default.CareEntry);

    /// <summary>The word for an entry's kind.</summary>
    public static string Kind(CareEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Kinds[entry.GetType()];
    }

    /// <summary>Whether this program knows a kind of entry by its word.</summary>
    public static bool Knows(string kind) => CareJson.Default.CareEntry.PolymorphismOptions?.DerivedTypes.Any(type => kind.Equals(type.TypeDiscriminator)) == true;

    /// <summary>Reads an entry and checks it.</summary>
    /// <returns>The entry, or everything that is wrong with it.</returns>
    public static Checked<CareEntry> ReadEntry(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ReadEntry(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads an entry in UTF-8 and checks it.</summary>
    /// <returns>The entry, or everything that is wrong with it.</returns>
    public static Checked<CareEntry> ReadEntry(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CareJson.Default.CareEntry) is not { } entry ? Refused("")
                : entry.Problems().ToList() is { Count: > 0 } problems ? Checked<CareEntry>.Refused(problems)
                : entry;
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or NullReferenceException)
        {
            return Refused((wrong as JsonException)?.Path ?? "");
        }
    }

    /// <summary>A signed plan as JSON.</summary>
    public static string Write(CarePlan plan) => JsonSerializer.Serialize(plan, CareJson.Default.CarePlan);

    /// <summary>Reads a signed plan.</summary>
    /// <exception cref="JsonException">The text is no plan.</exception>
    public static CarePlan ReadPlan(string json) => JsonSerializer.Deserialize(json, CareJson.Default.CarePlan) ?? throw new JsonException("The text is no plan.");

    // The message must not repeat what was sent.
    private static Checked<CareEntry> Refused(string path) => Checked<CareEntry>.Refused([new(path, "not-an-entry", "This is not an entry that Facet knows.")]);
}

/// <summary>The shapes of entries and plans, compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowOutOfOrderMetadataProperties = true, RespectNullableAnnotations = true, MaxDepth = 16)]
[JsonSerializable(typeof(CareEntry))]
[JsonSerializable(typeof(CarePlan))]
internal sealed partial class CareJson : JsonSerializerContext;
