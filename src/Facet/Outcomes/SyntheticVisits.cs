using Facet.Care;
using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Outcomes;

/// <summary>Visits of people who do not exist, as a team would have recorded them: what is planned, mostly, and now and then an unwanted effect.</summary>
public static class SyntheticVisits
{
    /// <summary>Chance of a mild unwanted effect at a visit.</summary>
    public const double Unwanted = 0.04;

    /// <summary>Chance that nobody asked about unwanted effects.</summary>
    public const double NotAsked = 0.05;

    /// <summary>Records a visit.</summary>
    /// <param name="plan">The signed plan, version 1.</param>
    /// <param name="item">The item.</param>
    /// <param name="day">The day.</param>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="guides">The exercise library.</param>
    /// <param name="record">What was recorded before.</param>
    /// <param name="random">Where chance comes from.</param>
    public static SessionGiven Of(CarePlan plan, CareItem item, DateOnly day, Catalogue catalogue, IReadOnlyList<ExerciseGuide> guides, IReadOnlyList<Recorded> record, Random random)
    {
        var chance = random.NextDouble();
        var adverse = chance < Unwanted ? new SessionAdverse { Known = AdverseKnown.Named, Severity = AdverseSeverity.Mild, What = "more sore for a day (demo)", Action = "watched" }
            : chance < Unwanted + NotAsked ? new SessionAdverse() : new SessionAdverse { Known = AdverseKnown.None };
        var planned = PlannedSession.Of(plan, 1, item, day, catalogue.Interventions.FirstOrDefault(each => each.Id == item.Id), guides, record).Given;
        planned = planned switch
        {
            ManipulationGiven { Segments.Count: 0 } manual => manual with { Segments = [new("L4-L5", PlannedSession.TechniqueOf(item))] },
            NeedlesGiven { Points.Count: 0 } needles => needles with { Points = [new("BL23", 2), new("BL25", 2), new("GV4", 1)] },
            LaserGiven { Nanometres: null } laser => laser with { Nanometres = 810 },
            _ => planned,
        };
        return (planned is NeedlesGiven counted ? counted with { NeedlesOut = counted.NeedlesIn } : planned) with { Adverse = adverse };
    }
}
