using System.Text.Encodings.Web;
using System.Text.Json;

namespace Facet.Web.Tests.Storage;

/// <summary>JSON texts as people and programs write them: any script, any nesting, any spacing.</summary>
internal static class AnyJson
{
    private static readonly JsonSerializerOptions[] Styles =
    [
        new(), new() { WriteIndented = true }, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping },
    ];

    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.String, Gen.OneOf("", "né à Ω", "腰痛", "ظهر", "🧑🏽‍⚕️", "\u0000\u001f", "\"\\'; DROP TABLE intake --", "İıſ"))
        // Half a surrogate pair is not text; the stores refuse it, as another test shows.
        .Select(text => text.EnumerateRunes().Aggregate("", (all, rune) => all + rune));

    private static readonly Gen<object?> Leaves = Gen.OneOf(
        Words.Select(word => (object?)word), Gen.Int.Select(number => (object?)number), Gen.Bool.Select(truth => (object?)truth),
        Gen.Const((object?)null));

    public static Gen<string> Text { get; } = Gen.Select(
        Gen.Select(Words, Gen.OneOf(Leaves, Leaves.Array[0, 4].Select(list => (object?)list))).Array[0, 6], Gen.OneOf(Styles),
        (pairs, style) => JsonSerializer.Serialize(pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2), style));
}
