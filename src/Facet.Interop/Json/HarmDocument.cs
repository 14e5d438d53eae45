using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Facet.Evidence;

namespace Facet.Interop.Json;

/// <summary>Writes what is known of harms as JSON.</summary>
public static class HarmDocument
{
    /// <summary>Writes rows.</summary>
    /// <remarks>A row that nobody has read in a source has no number: <c>verified</c> is <c>false</c> and the numbers are <c>null</c>.</remarks>
    public static string Write(IReadOnlyList<Harm> harms)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("status", "draft: no clinician has signed these numbers");
            json.WriteStartArray("harms");
            foreach (var harm in harms) { Write(json, harm); }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Harm harm)
    {
        json.WriteStartObject();
        json.WriteString("component", harm.Component);
        json.WriteString("treatment", harm.Treatment);
        json.WriteString("comparator", harm.Comparator);
        json.WriteString("people", harm.People);
        json.WriteString("harm", harm.What);
        json.WriteString("measure", harm.MeasureWords);
        Number(json, "estimate", harm.IsVerified ? harm.Estimate : null);
        Number(json, "low", harm.IsVerified ? harm.Interval?.Low : null);
        Number(json, "high", harm.IsVerified ? harm.Interval?.High : null);
        Number(json, "events_treatment", harm.IsVerified ? harm.Treated.Events : null);
        Number(json, "n_treatment", harm.IsVerified ? harm.Treated.N : null);
        Number(json, "events_comparator", harm.IsVerified ? harm.Compared.Events : null);
        Number(json, "n_comparator", harm.IsVerified ? harm.Compared.N : null);
        json.WriteString("remark", harm.Remark);
        json.WriteString("citation", harm.Citation);
        json.WriteString("doi", harm.Doi);
        json.WriteBoolean("verified", harm.IsVerified);
        json.WriteString("read_in", harm.IsVerified ? harm.Verified : "");
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) { json.WriteNumber(name, number); }
        else { json.WriteNull(name); }
    }
}
