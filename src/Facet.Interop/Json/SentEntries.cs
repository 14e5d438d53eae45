using System.Text.Json;
using Facet.Care;

namespace Facet.Interop.Json;

/// <summary>Entries as a device sends them, with everything that is wrong with them.</summary>
/// <param name="Stream">The device's queue.</param>
/// <param name="First">The number of the first entry within it; the others follow without gaps.</param>
/// <param name="Entries">What was written down, in order; <see langword="null"/> where it cannot be read.</param>
/// <param name="Problems">Empty for nothing. The path of what is wrong with an entry begins with <c>entries/</c> and its index, from 0.</param>
public sealed record SentEntries(Guid Stream, int First, IReadOnlyList<CareEntry?> Entries, IReadOnlyList<Problem> Problems)
{
    /// <summary>The most entries that are taken at once.</summary>
    public const int Most = 50;

    /// <summary>Reads <c>{"stream": …, "first": …, "entries": [ … ]}</c> in UTF-8 and checks it.</summary>
    /// <param name="json">The text.</param>
    public static SentEntries Read(ReadOnlySpan<byte> json)
    {
        var problems = new List<Problem>();
        Guid? stream = null;
        int? first = null;
        var entries = new List<CareEntry?>();
        var seen = -1;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
            Demand(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("stream"u8))
                {
                    Demand(stream is null && reader.Read());
                    stream = reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var id) ? id : Guid.Empty;
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("first"u8))
                {
                    Demand(first is null && reader.Read());
                    first = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : 0;
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("entries"u8))
                {
                    Demand(seen < 0 && reader.Read() && reader.TokenType == JsonTokenType.StartArray);
                    seen = 0;
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        var start = (int)reader.TokenStartIndex;
                        reader.Skip();
                        if (seen < Most)
                        {
                            entries.Add(Entry(json[start..(int)reader.BytesConsumed], seen, problems));
                        }
                        seen++;
                    }
                }
                else
                {
                    Demand(false);
                }
            }
            Demand(reader.TokenType == JsonTokenType.EndObject && !reader.Read());
        }
        catch (JsonException)
        {
            return new(Guid.Empty, 0, [], [new("", "not-entries", "This is not what a device sends: an object with stream, first and entries.")]);
        }
        if (stream is null || stream == Guid.Empty)
        {
            problems.Add(new("stream", "missing", "Give the id of the device's queue."));
        }
        if (first is not (>= 1 and <= int.MaxValue - Most))
        {
            problems.Add(new("first", "missing", "Give the number of the first entry, from 1."));
        }
        if (seen is not (> 0 and <= Most))
        {
            problems.Add(new("entries", "count", $"Send 1 to {Most} entries at once."));
        }
        return new(stream ?? Guid.Empty, first ?? 0, entries, problems);
    }

    private static CareEntry? Entry(ReadOnlySpan<byte> json, int index, List<Problem> problems)
    {
        if (!CareDocument.ReadEntry(json).TryGet(out var entry, out var refusals))
        {
            problems.AddRange(refusals.Select(refusal => refusal with { Path = $"entries/{index}/{refusal.Path.TrimStart('$', '.')}" }));
            return null;
        }
        if (!entry.MayComeFromDevice)
        {
            problems.Add(new($"entries/{index}/kind", "not-from-a-device", "A device cannot send this kind of entry."));
        }
        return entry;
    }

    private static void Demand(bool holds)
    {
        if (!holds)
        {
            throw new JsonException();
        }
    }
}
