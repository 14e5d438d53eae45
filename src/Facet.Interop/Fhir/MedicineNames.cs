using System.Globalization;
using System.Text.RegularExpressions;
using Facet.Knowledge;

namespace Facet.Interop.Fhir;

/// <summary>The strength of a product.</summary>
/// <param name="Milligrams">Milligrams, above 0.</param>
/// <param name="Per">In how much: <c>""</c> for one tablet, capsule or patch, <c>ml</c> or <c>hr</c>.</param>
internal readonly record struct Strength(double Milligrams, string Per);

/// <summary>One ingredient of a product as its name gives it.</summary>
internal sealed record NamedIngredient(string Text, Ingredient? Ingredient, Strength? Strength);

/// <summary>A product as a record names it.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Ingredients">Its ingredients, recognised or not; one at least.</param>
/// <param name="IsInjected">Whether the name says that it is injected.</param>
/// <param name="WearHours">For how long a patch is worn, where the name says so.</param>
internal sealed record NamedProduct(string Name, IReadOnlyList<NamedIngredient> Ingredients, bool IsInjected, double? WearHours);

/// <summary>Recognises ingredients in names such as <c>Acetaminophen 325 MG / HYDROcodone Bitartrate 7.5 MG Oral Tablet</c>.</summary>
internal static partial class MedicineNames
{
    private const int ShortestName = 4;

    public static NamedProduct Read(FhirMap map, string name)
    {
        var text = Brand().Replace(name.ToLowerInvariant(), " ");
        text = Compound().Replace(text, match => match.Value.Split('-').Any(word => IsName(map, word)) ? match.Value.Replace("-", " / ", StringComparison.Ordinal) : match.Value);
        var forms = Words(text).ToHashSet(StringComparer.Ordinal);
        var parts = Separator().Split(text).Where(part => part.Trim().Length > 0).ToList();
        var ingredients = new List<NamedIngredient>();
        foreach (var part in parts)
        {
            var strength = StrengthOf(part);
            var known = Words(part).Select(word => Find(map, word, forms, strength)).OfType<Ingredient>().Distinct().ToList();
            foreach (var ingredient in known)
            {
                var isRepeated = ingredients.FindIndex(other => other.Ingredient == ingredient);
                if (isRepeated >= 0) { ingredients[isRepeated] = ingredients[isRepeated] with { Strength = null }; }
                else { ingredients.Add(new(part.Trim(), ingredient, known.Count == 1 ? strength : null)); }
            }
            if (known.Count == 0 && Words(part).Any(word => word.Length >= ShortestName)) { ingredients.Add(new(part.Trim(), null, null)); }
        }
        if (ingredients.All(ingredient => ingredient.Ingredient is null)) { ingredients = [new(name.Trim(), null, null)]; }
        var wear = Wear().Match(text);
        return new(name, ingredients, map.InjectedForms.Any(forms.Contains), wear.Success ? Number(wear.Groups[1].Value) : null);
    }

    /// <summary>The ingredient behind a code. A code that stands for several forms is decided by the words of the name; the words of an ATC code's own form are in the code.</summary>
    public static Ingredient? Find(FhirMap map, string system, string code, string name)
    {
        if (!map.IngredientOf.TryGetValue((system, code), out var candidates)) { return null; }
        var text = name.ToLowerInvariant();
        var named = map.Medicines.Where(entry => candidates.Contains(entry.Ingredient)).ToList();
        return candidates.Count == 1 && system.Contains("atc", StringComparison.Ordinal) ? candidates[0]
            : named.FirstOrDefault(entry => Fits(map, entry, Words(text).ToHashSet(StringComparer.Ordinal), StrengthOf(text)))?.Ingredient;
    }

    private static bool IsName(FhirMap map, string word) => map.Medicines.Any(entry => entry.Word == word);

    private static Ingredient? Find(FhirMap map, string word, HashSet<string> forms, Strength? strength) =>
        map.Medicines.FirstOrDefault(entry => entry.Word == word && Fits(map, entry, forms, strength))?.Ingredient;

    private static bool Fits(FhirMap map, MappedMedicine entry, HashSet<string> forms, Strength? strength) =>
        (entry.Forms.Count > 0 ? entry.Forms.Any(forms.Contains) : !map.LocalForms.Any(forms.Contains))
        && (entry.UpToMilligrams is not { } most || (strength is { Per: "", Milligrams: var milligrams } && milligrams <= most));

    private static Strength? StrengthOf(string text)
    {
        var matches = Mass().Matches(text);
        if (matches.Count != 1) { return null; }
        var groups = matches[0].Groups;
        var milligrams = Number(groups["n"].Value) * groups["u"].Value switch { "g" => 1000, "mg" => 1, _ => 0.001 };
        var per = groups["v"].Value is "h" ? "hr" : groups["v"].Value;
        var amount = groups["d"].Length > 0 ? Number(groups["d"].Value) : 1;
        return milligrams > 0 && amount > 0 ? new(milligrams / amount, per) : null;
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Brand();

    [GeneratedRegex(@"\p{L}+(?:-\p{L}+)+")]
    private static partial Regex Compound();

    [GeneratedRegex(@"\s/\s|(?<=\p{L}{4})/(?=\p{L}{4})|\s\+\s|\s&\s|\swith\s|\sand\s")]
    private static partial Regex Separator();

    [GeneratedRegex(@"(?<![\d.,\-/])(?<n>\d+(?:\.\d+)?)\s*(?<u>mg|mcg|ug|µg|μg|g)(?:/(?<d>\d*(?:\.\d+)?)\s*(?<v>ml|hr|h|actuat))?(?![\p{L}/])")]
    private static partial Regex Mass();

    [GeneratedRegex(@"(?<![\d.,\-/])(\d+)\s*hr\b")]
    private static partial Regex Wear();

    [GeneratedRegex(@"[\p{L}]+(?:-[\p{L}]+)*")]
    private static partial Regex Word();
}
