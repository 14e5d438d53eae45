namespace Facet;

/// <summary>The eight families of treatment for back pain. The order is the order in which they are always shown.</summary>
public enum TreatmentFamily
{
    /// <summary>Physical therapy: tailored exercise, stretching, soft tissue work, joint mobilisation.</summary>
    Exercise,

    /// <summary>Chiropractic care: adjustment, manipulation and mobilisation of the spine.</summary>
    Manipulation,

    /// <summary>Laser therapy (photobiomodulation).</summary>
    Laser,

    /// <summary>Medicines.</summary>
    Medication,

    /// <summary>Acupuncture.</summary>
    Acupuncture,

    /// <summary>Lifestyle: activity, posture and ergonomics, sleep, weight.</summary>
    Lifestyle,

    /// <summary>Heat and cold.</summary>
    HeatCold,

    /// <summary>Mind-body: mindfulness, yoga, breathing.</summary>
    MindBody,
}

/// <summary>The families' codes in knowledge files and in JSON.</summary>
public static class TreatmentFamilies
{
    /// <summary>All eight, in the order in which they are shown.</summary>
    public static IReadOnlyList<TreatmentFamily> All { get; } = Enum.GetValues<TreatmentFamily>();

    /// <summary>The code used in files, such as <c>heat_cold</c>.</summary>
    public static string Code(this TreatmentFamily family) => family switch
    {
        TreatmentFamily.Exercise => "exercise",
        TreatmentFamily.Manipulation => "manipulation",
        TreatmentFamily.Laser => "laser",
        TreatmentFamily.Medication => "medication",
        TreatmentFamily.Acupuncture => "acupuncture",
        TreatmentFamily.Lifestyle => "lifestyle",
        TreatmentFamily.HeatCold => "heat_cold",
        TreatmentFamily.MindBody => "mind_body",
        _ => throw new ArgumentOutOfRangeException(nameof(family)),
    };

    /// <summary>The family with this code, or <see langword="null"/>.</summary>
    public static TreatmentFamily? Find(string code)
    {
        foreach (var family in All)
        {
            if (family.Code() == code)
            {
                return family;
            }
        }
        return null;
    }
}
