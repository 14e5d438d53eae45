using Facet.Planning;
using Facet.Treatments;

namespace Facet.Care;

/// <summary>Why an item is in a plan, in one line that a child of ten can read.</summary>
public static class WhyLine
{
    /// <summary>The line: what trials say where they say something, else what the item is for.</summary>
    /// <remarks>From 3 points of 100 an effect counts as something to speak of (a setting); that it helped is said only where the whole 95 % interval is on that side.</remarks>
    public static string Of(PlanItem item) => item switch
    {
        { Pain: { Mean: <= -Spoken, Worst: < 0 } } => "In trials it eased pain for groups of people like you.",
        { Function: { Mean: <= -Spoken, Worst: < 0 } } => "In trials it made daily life easier for groups of people like you.",
        { Pain.Mean: <= -Spoken } => "Trials found a little less pain on average. For some groups it did not help.",
        { Function.Mean: <= -Spoken } => "Trials found daily life a little easier on average. For some groups it did not help.",
        { Intervention.IsAlways: true } => "Everybody with back pain should have this.",
        { Intervention.Kind: InterventionKind.Medicine } => "It may help you to move for a short time.",
        { Intervention.Kind: InterventionKind.Active } => "Moving is part of every plan. Trials do not say how much this kind helps.",
        { Pain: null, Function: null } => "Nobody has measured well how much it helps. Your team thinks it is worth a try.",
        _ => "Trials found a small help at most. It costs little to try.",
    };

    private const double Spoken = 3;
}
