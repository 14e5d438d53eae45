using System.Globalization;
using Facet.Evidence;
using Facet.Web.Languages;

namespace Facet.Web.Plan;

/// <summary>An effect in words: direction, size, interval, unit.</summary>
internal static class EffectText
{
    public static string Of(Effect effect) => Of(effect.Mean, effect.Best, effect.Worst);

    public static string Of(double mean, double best, double worst) => SiteLanguage.Say(ArticleWords.Effect, Points(mean), Points(best), Points(worst));

    private static string Points(double points) => Math.Round(points) switch
    {
        0 => "0",
        < 0 and var less => SiteLanguage.Say(ArticleWords.Less, (-less).ToString("0", CultureInfo.InvariantCulture)),
        var more => SiteLanguage.Say(ArticleWords.More, more.ToString("0", CultureInfo.InvariantCulture)),
    };
}
