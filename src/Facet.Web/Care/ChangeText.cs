using Facet.Care;
using Facet.Web.Plan;

namespace Facet.Web.Care;

/// <summary>An expected change of a signed plan in words, as the plan page says an effect.</summary>
internal static class ChangeText
{
    public static string Of(ExpectedChange? change) => change is null ? "no estimate." : EffectText.Of(change.Mean, change.Best, change.Worst);

    /// <summary>A text with a full stop at its end.</summary>
    public static string Sentence(string text) => text.Length > 0 && text[^1] is '.' or '?' or '!' ? text : $"{text}.";
}
