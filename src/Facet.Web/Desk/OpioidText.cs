using System.Globalization;
using Facet.Care;
using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Web.Desk;

/// <summary>Doses of opioids and where statements come from, in words.</summary>
internal static class OpioidText
{
    public static string Dose(double amount, OpioidUnit unit) => string.Create(CultureInfo.InvariantCulture, $"{amount:#,0.##} {(unit == OpioidUnit.MicrogramsPerHour ? "µg an hour" : "mg a day")}");

    public static string Of(Verification read) => read switch { Verification.Yes => "page read", Verification.Partial => "page read in part", _ => "not checked" };

    /// <summary>Rule, sources and whether anybody read them.</summary>
    public static string From(string id, IReadOnlyList<string> sources, Verification read) => $"{id}{(sources.Count > 0 ? $"; {string.Join(", ", sources)}" : "")}; {Of(read)}";

    public static string Sum(MorphineSum sum) => sum.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $"{total:0.#} MME a day")
        : string.Create(CultureInfo.InvariantCulture, $"not known{(sum.AtLeast > 0 ? $", at least {sum.AtLeast:0.#} MME a day" : "")}");

    public static string Line(MorphineLine line, OpioidKnowledge opioids) => line.Kind switch
    {
        MorphineLineKind.Counted => string.Create(CultureInfo.InvariantCulture, $"{line.Amount:0.##} × {line.Factor:0.##} = {line.Equivalents:0.##}"),
        MorphineLineKind.LeftOut => $"left out: {opioids.LeftOut.GetValueOrDefault(line.Medicine.Ingredient?.Slug ?? "") ?? "no factor"}",
        MorphineLineKind.NoFactor => "not checked: the table has no factor",
        MorphineLineKind.DoseUnknown => "not checked: the dose is not known",
        _ => "not checked: not in the formulary",
    };
}
