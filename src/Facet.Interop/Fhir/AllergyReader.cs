using Hl7.Fhir.Model;

namespace Facet.Interop.Fhir;

/// <summary>Allergies and intolerances. No allergy on record proves nothing.</summary>
internal static class AllergyReader
{
    public static void Read(Gathering gathering)
    {
        foreach (var found in gathering.Of("AllergyIntolerance").ToList())
        {
            if (gathering.Record.As<AllergyIntolerance>(found) is not { } allergy || ConditionReader.MustNotBeRead(gathering, found, allergy)) { continue; }
            var name = Gathering.NameOf(allergy.Code);
            if (allergy.VerificationStatus?.Coding.FirstOrDefault()?.Code is "entered-in-error") { continue; }
            if (allergy.VerificationStatus?.Coding.FirstOrDefault()?.Code is "refuted") { gathering.Remark(found, "refuted", $"“{name}” is refuted and was not used."); continue; }
            var names = Gathering.NamesOf(allergy.Code).Concat(allergy.Reaction.SelectMany(reaction => Gathering.NamesOf(reaction.Substance))).Select(text => text.ToLowerInvariant()).ToList();
            var ingredients = allergy.Code?.Coding.SelectMany(coding => gathering.Map.IngredientOf.GetValueOrDefault((coding.System ?? "", coding.Code ?? "")) ?? []).Select(ingredient => ingredient.Slug.Split('_')[0]) ?? [];
            var meaning = gathering.Map.Allergies.FirstOrDefault(entry => entry.Words.Any(word => ingredients.Contains(word) || names.Any(text => HasWord(text, word))));
            if (meaning is null || gathering.Map.NotWhen.Any(word => names.Any(text => text.Contains(word, StringComparison.Ordinal))))
            {
                gathering.Remark(found, "not-used", $"Facet has no input for the allergy “{name}”.");
                continue;
            }
            if (allergy.ClinicalStatus?.Coding.FirstOrDefault()?.Code is "inactive" or "resolved") { gathering.Remark(found, "ended", $"The allergy “{name}” is recorded as ended; it was read as present until a clinician says otherwise."); }
            gathering.State(meaning.Input, meaning.Value, found.Place, $"allergy: {name}");
        }
    }

    private static bool HasWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !char.IsLetter(text[at - 1])) && (at + word.Length == text.Length || !char.IsLetter(text[at + word.Length]))) { return true; }
        }
        return false;
    }
}
