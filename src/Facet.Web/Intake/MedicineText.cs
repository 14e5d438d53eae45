using System.Globalization;
using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Web.Intake;

/// <summary>A medicine and its dose as patients read them.</summary>
internal static class MedicineText
{
    public static string Of(MedicineAnswer medicine, Formulary formulary) => $"{Name(medicine, formulary)}, {Dose(medicine)}";

    public static string Name(MedicineAnswer medicine, Formulary formulary) => formulary.Find(medicine.Name)?.Name ?? medicine.Name;

    public static string Dose(MedicineAnswer medicine) => medicine switch
    {
        { MilligramsPerDay: { } mg } => string.Create(CultureInfo.InvariantCulture, $"{mg:0.###} mg a day"),
        { MicrogramsPerHour: { } rate } => string.Create(CultureInfo.InvariantCulture, $"{rate:0.###} micrograms an hour"),
        _ => "dose not known",
    };
}
