using Facet.Evidence;
using Facet.Intake;
using Facet.Planning;
using Facet.Web.Plan;

namespace Facet.Web.Articles;

/// <summary>What visitors are shown of the effects: pain that has lasted, the window that plans use, at the dose that trials gave.</summary>
internal static class TrialEffect
{
    /// <summary>The effect of components together; those without an estimate add nothing.</summary>
    /// <returns>Null where none of them has an estimate.</returns>
    public static Effect? Of(CarePathway pathway, Outcome outcome, IEnumerable<string> components)
    {
        var joint = pathway.Effects.Joint(DurationClass.Chronic, outcome);
        List<ComponentDose> known = [.. components.Where(joint.Knows).Distinct().Select(component => new ComponentDose(component, 1))];
        return known.Count == 0 ? null : pathway.Effects.Predict(DurationClass.Chronic, outcome, known);
    }

    /// <summary>The same in words, with its interval and unit.</summary>
    public static string Text(CarePathway pathway, Outcome outcome, IEnumerable<string> components, string unknown) =>
        Of(pathway, outcome, components) is { } effect ? EffectText.Of(effect) : unknown;
}
