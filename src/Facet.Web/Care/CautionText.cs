using System.Text.RegularExpressions;
using Facet.Knowledge;

namespace Facet.Web.Care;

/// <summary>A caution of a signed plan in words for the person who has it.</summary>
/// <remarks>A plan stores the rule's own words, which are for clinicians, with the rule's name behind them.</remarks>
internal static partial class CautionText
{
    public static string Plain(ArticleLibrary library, string caution) => Rule().Match(caution) is { Success: true } rule && library.TakeCare(rule.Groups[1].Value) is { } plain ? plain : caution;

    [GeneratedRegex(@"\(([A-Z]+-[A-Z]+-\d+)\)\z")]
    private static partial Regex Rule();
}
