using Facet.Planning;

namespace Facet.Web.Plan;

/// <summary>What an alternative is best at, as patients read it.</summary>
internal static class AlternativeNames
{
    public static string Of(AlternativeKind kind) => kind switch
    {
        AlternativeKind.Recommended => "The plan above",
        AlternativeKind.MostEffective => "The most improvement",
        AlternativeKind.LeastBurden => "The least time",
        AlternativeKind.NoMedicines => "Without medicines",
        _ => "At home only",
    };
}
