using Facet.Evidence;
using Facet.Web.Evidence;

namespace Facet.Web.LivingEvidence;

/// <summary>What is known of one treatment before and after a change.</summary>
internal sealed record EffectChange(string Code, string Name, ForestRow? Before, ForestRow? After, string? CertaintyBefore, string? CertaintyAfter)
{
    /// <summary>Points of 100 below which a shift is not worth a row.</summary>
    private const double Negligible = 0.05;

    public bool IsShift => Before is null != After is null || CertaintyBefore != CertaintyAfter
        || (Before is not null && After is not null && (Math.Abs(Before.Mean - After.Mean) >= Negligible || Math.Abs(Before.MeanSd - After.MeanSd) >= Negligible));

    /// <summary>Every treatment of an outcome and window.</summary>
    public static IReadOnlyList<EffectChange> All(FittedEffects before, FittedEffects after, Vocabulary vocabulary, Outcome outcome, TimeWindow window)
    {
        var (old, now) = (before.Find(outcome, window), after.Find(outcome, window));
        return [.. vocabulary.Components.Where(component => component.Role == ComponentRole.Active)
            .Select(component => new EffectChange(component.Code, EvidenceNames.Of(component.Code), ForestRow.Of(old, component.Code, component.Code), ForestRow.Of(now, component.Code, component.Code),
                old.CertaintyOf(component.Code)?.Word, now.CertaintyOf(component.Code)?.Word))
            .Where(change => change.Before is not null || change.After is not null)];
    }
}
