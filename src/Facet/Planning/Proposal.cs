using Facet.Evidence;
using Facet.Treatments;

namespace Facet.Planning;

/// <summary>What a person wants and has room for.</summary>
/// <param name="MinutesPerDay">Minutes a day for home treatment, averaged over a week; 0 or more.</param>
/// <param name="Wanted">Ids of interventions that the person asks for.</param>
/// <param name="Unwanted">Ids of interventions that the person does not want.</param>
public sealed record Preferences(int MinutesPerDay, IReadOnlyList<string> Wanted, IReadOnlyList<string> Unwanted);

/// <summary>An intervention at a dose.</summary>
public sealed record PlanItem
{
    /// <summary>The intervention.</summary>
    public required Intervention Intervention { get; init; }

    /// <summary>The dose.</summary>
    public required DoseLevel Level { get; init; }

    /// <summary>The expected change in pain that it brings by itself at this dose; <see langword="null"/> for no estimate.</summary>
    public required Effect? Pain { get; init; }

    /// <summary>The expected change in function that it brings by itself at this dose; <see langword="null"/> for no estimate.</summary>
    public required Effect? Function { get; init; }

    /// <summary>Value of the plan with it minus the best plan without it, points; 0 for what every plan holds.</summary>
    public required double Adds { get; init; }

    /// <summary>Ids of the rules that call for it.</summary>
    public required IReadOnlyList<string> CalledForBy { get; init; }

    /// <summary>Why it is in the plan, in words for clinicians.</summary>
    public required IReadOnlyList<string> Why { get; init; }
}

/// <summary>Why an intervention is not in the plan.</summary>
public abstract record LeftOutBecause
{
    private LeftOutBecause() { }

    /// <summary>Rules stand against it.</summary>
    public sealed record Excluded(IReadOnlyList<Exclusion> By) : LeftOutBecause;

    /// <summary>It waits for answers or tests.</summary>
    public sealed record Held(IReadOnlyList<Hold> By) : LeftOutBecause;

    /// <summary>Nothing about this person calls for it; the condition that would.</summary>
    public sealed record NotCalledFor(string When) : LeftOutBecause;

    /// <summary>The person does not want it.</summary>
    public sealed record Unwanted : LeftOutBecause;

    /// <summary>It enters only when it is asked for.</summary>
    public sealed record OnlyOnRequest : LeftOutBecause;

    /// <summary>A prescriber decides; it is not proposed.</summary>
    public sealed record PrescriberDecides : LeftOutBecause;

    /// <summary>It is safe, and the plan is worth this many points less with it.</summary>
    public sealed record Costs(double Points) : LeftOutBecause;

    /// <summary>It is safe, and no plan within the limits holds it.</summary>
    public sealed record DoesNotFit : LeftOutBecause;
}

/// <summary>An intervention that is not in a plan.</summary>
/// <param name="Intervention">Which.</param>
/// <param name="Because">Why not.</param>
public sealed record LeftOutIntervention(Intervention Intervention, LeftOutBecause Because);

/// <summary>A plan and what is known of it.</summary>
public sealed record Proposal
{
    /// <summary>What is in it, in the order of the catalogue.</summary>
    public required IReadOnlyList<PlanItem> Items { get; init; }

    /// <summary>What is not in it, and why.</summary>
    public required IReadOnlyList<LeftOutIntervention> LeftOut { get; init; }

    /// <summary>The expected change in pain under the whole plan; <see langword="null"/> for no estimate.</summary>
    public required Effect? Pain { get; init; }

    /// <summary>The expected change in function under the whole plan; <see langword="null"/> for no estimate.</summary>
    public required Effect? Function { get; init; }

    /// <summary>The value of the plan under the clinic's exchange rates, points.</summary>
    public required double Value { get; init; }

    /// <summary>Minutes at home in a week.</summary>
    public required int HomeMinutesPerWeek { get; init; }

    /// <summary>Visits in the busiest week.</summary>
    public required double VisitsPerWeek { get; init; }

    /// <summary>How many partial plans were looked at; the search was complete, so no plan within the limits is worth more.</summary>
    public required long Nodes { get; init; }

    /// <summary>What this plan does not know.</summary>
    public required IReadOnlyList<string> Unsure { get; init; }
}

/// <summary>What planning comes to.</summary>
public abstract record PlanningResult
{
    private PlanningResult() { }

    /// <summary>The best plan within the limits, by complete search.</summary>
    public sealed record Optimal(Proposal Proposal) : PlanningResult;

    /// <summary>No plan meets the limits; which of them conflict.</summary>
    public sealed record Infeasible(IReadOnlyList<string> Conflicts) : PlanningResult;
}
