namespace Facet.Web.Shell;

/// <summary>The families' names as patients read them.</summary>
internal static class FamilyNames
{
    public static string Of(TreatmentFamily family) => family switch
    {
        TreatmentFamily.Exercise => "Exercise and physical therapy",
        TreatmentFamily.Manipulation => "Chiropractic care",
        TreatmentFamily.Laser => "Laser therapy",
        TreatmentFamily.Medication => "Medicines",
        TreatmentFamily.Acupuncture => "Acupuncture",
        TreatmentFamily.Lifestyle => "Lifestyle",
        TreatmentFamily.HeatCold => "Heat and cold",
        TreatmentFamily.MindBody => "Mind and body",
        _ => throw new ArgumentOutOfRangeException(nameof(family)),
    };
}
