using System.Globalization;
using Facet.Evidence;

namespace Facet.Web.Plan;

/// <summary>An effect in words: direction, size, interval, unit.</summary>
internal static class EffectText
{
    public static string Of(Effect effect) => string.Create(CultureInfo.InvariantCulture,
        $"{Points(effect.Mean)} on average; in 95 of 100 groups of people like you, between {Points(effect.Best)} and {Points(effect.Worst)} (points of 100).");

    private static string Points(double points) => Math.Round(points) switch
    {
        0 => "0",
        < 0 and var less => string.Create(CultureInfo.InvariantCulture, $"{-less:0} less"),
        var more => string.Create(CultureInfo.InvariantCulture, $"{more:0} more"),
    };
}
