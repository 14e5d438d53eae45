using Facet.Care;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Care;

/// <summary>Signed plans of the clinical cases that triage clears, laid out from a Monday.</summary>
internal static class SignedExample
{
    public static readonly DateOnly Monday = new(2026, 1, 5);

    private static readonly CarePathway Pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));

    public static IReadOnlyList<CarePlan> All { get; } = [.. Read().Take(12)];

    private static IEnumerable<CarePlan> Read()
    {
        foreach (var example in Given.Cases)
        {
            var result = Pathway.Walk(example.Profile, []);
            if (result.Planning is PlanningResult.Optimal(var proposal) && WeekLayout.LayOut(PlanLayout.Of(proposal.Plan, result.Preferences, Pathway.Settings, Monday)) is LayoutResult.LaidOut(var calendar))
            {
                yield return CarePlan.Of(Pathway, result, proposal, calendar);
            }
        }
    }
}
