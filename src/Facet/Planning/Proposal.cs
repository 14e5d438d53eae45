using Facet.Evidence;
using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Planning;

/// <summary>An intervention at a dose.</summary>
/// <param name="Intervention">The intervention.</param>
/// <param name="Level">The dose.</param>
public sealed record Dosed(Intervention Intervention, DoseLevel Level)
{
    internal ComponentDose Component => new(Intervention.Component, Level.Dose);
}

/// <summary>The parts of the value of a plan, points of 100 of the patient's composite outcome.</summary>
/// <param name="Gain">Σ w_o m_o: expected improvement.</param>
/// <param name="Risk">λ Σ w_o s_o: what is taken off because it is uncertain, ≥ 0.</param>
/// <param name="Support">Guideline support: a setting, no effect.</param>
/// <param name="Wanted">For what the person asks for, ≥ 0.</param>
/// <param name="Burden">Taken off for time, ≥ 0.</param>
/// <param name="Cost">Taken off for cost tiers, ≥ 0.</param>
/// <param name="Harm">Taken off for the usual unwanted effects, ≥ 0.</param>
/// <param name="Complexity">Taken off for the number of items, ≥ 0.</param>
public sealed record ValueTerms(double Gain, double Risk, double Support, double Wanted, double Burden, double Cost, double Harm, double Complexity)
{
    /// <summary>The value: gain, support and wanted less everything else.</summary>
    public double Sum => Gain - Risk + Support + Wanted - Burden - Cost - Harm - Complexity;
}

/// <summary>How sure it is that no plan within the limits is worth more.</summary>
/// <param name="Bound">No plan within the limits is worth more than this, points.</param>
/// <param name="Gap">Bound less value, points; 0 for a proven optimum.</param>
/// <param name="Nodes">Partial plans looked at.</param>
public sealed record Proof(double Bound, double Gap, long Nodes)
{
    /// <summary>Whether the plan is proven best.</summary>
    public bool IsOptimal => Gap <= 0;
}

/// <summary>A plan with what it is expected to bring and what it asks.</summary>
public sealed record PlanOutline
{
    /// <summary>What is in it, in the order of the catalogue.</summary>
    public required IReadOnlyList<Dosed> Chosen { get; init; }

    /// <summary>The expected change in pain; <see langword="null"/> for no estimate.</summary>
    public required Effect? Pain { get; init; }

    /// <summary>The expected change in function; <see langword="null"/> for no estimate.</summary>
    public required Effect? Function { get; init; }

    /// <summary>The parts of its value under the clinic's exchange rates.</summary>
    public required ValueTerms Terms { get; init; }

    /// <summary>Minutes at home in a week, at the start.</summary>
    public required int HomeMinutesPerWeek { get; init; }

    /// <summary>Visits in the busiest week.</summary>
    public required int VisitsPerWeek { get; init; }

    /// <summary>Visits in all.</summary>
    public required int Visits { get; init; }

    /// <summary>Hours a week, averaged over 12 weeks: at home, in visits and on the way.</summary>
    public required double HoursPerWeek { get; init; }

    /// <summary>What it costs in the clinic's currency, by the clinic's own price for a cost tier.</summary>
    public required double Price { get; init; }

    /// <summary>The value under the clinic's exchange rates, points.</summary>
    public double Value => Terms.Sum;

    /// <summary>The change in an outcome.</summary>
    public Effect? Of(Outcome outcome) => outcome == Outcome.Pain ? Pain : Function;

    /// <summary>Whether another plan holds the same at the same doses.</summary>
    public bool IsSameAs(PlanOutline other) => Chosen.SequenceEqual(other.Chosen);
}

/// <summary>An intervention of a plan, explained.</summary>
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

    /// <summary>Value of the plan with it minus the best plan without it, points; 0 for what every plan holds; +∞ when no plan meets the limits without it.</summary>
    public required double Adds { get; init; }

    /// <summary>The 95 % interval of <see cref="Adds"/> from what is unknown of the effects, points; both ends are <see cref="Adds"/> where nothing of it rests on an estimate.</summary>
    /// <remarks>Pain and function are taken to err together, which gives the widest interval.</remarks>
    public required (double Low, double High) AddsWithin { get; init; }

    /// <summary>Ids of the rules that call for it.</summary>
    public required IReadOnlyList<string> CalledForBy { get; init; }

    /// <summary>Rules that ask for care with it.</summary>
    public required IReadOnlyList<Finding> Cautions { get; init; }

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

    /// <summary>The clinician took it out.</summary>
    public sealed record TakenOut : LeftOutBecause;

    /// <summary>It enters only when it is asked for.</summary>
    public sealed record OnlyOnRequest : LeftOutBecause;

    /// <summary>A prescriber decides; it is not proposed.</summary>
    public sealed record PrescriberDecides : LeftOutBecause;

    /// <summary>It is safe, and the best plan with it is worth this many points less; what would go for it.</summary>
    /// <param name="Points">Points, 0 or more.</param>
    /// <param name="InsteadOf">Ids of what the best plan with it no longer holds.</param>
    public sealed record Costs(double Points, IReadOnlyList<string> InsteadOf) : LeftOutBecause;

    /// <summary>It is safe, and no plan within the limits holds it.</summary>
    public sealed record DoesNotFit : LeftOutBecause;
}

/// <summary>An intervention that is not in a plan.</summary>
/// <param name="Intervention">Which.</param>
/// <param name="Because">Why not.</param>
public sealed record LeftOutIntervention(Intervention Intervention, LeftOutBecause Because);

/// <summary>Another plan beside the recommended one, and what stands in for what.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Less">How many points less it is worth than the recommended plan, ≥ 0.</param>
/// <param name="Adds">What it holds, at its dose, that the recommended one does not.</param>
/// <param name="Drops">What the recommended one holds, at its dose, that it does not.</param>
public sealed record NextBest(PlanOutline Plan, double Less, IReadOnlyList<Dosed> Adds, IReadOnlyList<Dosed> Drops);

/// <summary>What an alternative is best at.</summary>
public enum AlternativeKind
{
    /// <summary>Worth most under the clinic's values.</summary>
    Recommended,

    /// <summary>The greatest expected improvement, whatever it asks; among equals the one worth most.</summary>
    MostEffective,

    /// <summary>The fewest hours that the rules allow; among equals the one worth most.</summary>
    LeastBurden,

    /// <summary>Worth most without any medicine.</summary>
    NoMedicines,

    /// <summary>Worth most without any visit to the clinic.</summary>
    SelfCare,
}

/// <summary>A plan that is best at one thing or several.</summary>
/// <param name="BestAt">What it is best at; equal plans are one.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Proof">How sure it is that none is better at it.</param>
public sealed record Alternative(IReadOnlyList<AlternativeKind> BestAt, PlanOutline Plan, Proof Proof);

/// <summary>A kind of alternative that no plan meets, and why.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Conflicts">Which limits conflict.</param>
public sealed record NoAlternative(AlternativeKind Kind, IReadOnlyList<string> Conflicts);

/// <summary>What kind of thing would change a plan.</summary>
public enum FlipKind
{
    /// <summary>Something about the person.</summary>
    Fact,

    /// <summary>What the person wants.</summary>
    Preference,

    /// <summary>How much there is of time, visits or items.</summary>
    Limit,
}

/// <summary>The nearest change of one thing that makes another plan best.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Name">The input, setting or intervention.</param>
/// <param name="From">How it is.</param>
/// <param name="To">How it would be.</param>
/// <param name="Enters">Ids of interventions that would come in.</param>
/// <param name="Leaves">Ids of interventions that would go.</param>
public sealed record Flip(FlipKind Kind, string Name, string From, string To, IReadOnlyList<string> Enters, IReadOnlyList<string> Leaves);

/// <summary>A plan and what is known of it.</summary>
public sealed record Proposal
{
    /// <summary>The plan.</summary>
    public required PlanOutline Plan { get; init; }

    /// <summary>What is in it, explained, in the order of the catalogue.</summary>
    public required IReadOnlyList<PlanItem> Items { get; init; }

    /// <summary>What is not in it, and why.</summary>
    public required IReadOnlyList<LeftOutIntervention> LeftOut { get; init; }

    /// <summary>How sure it is that no plan within the limits is worth more.</summary>
    public required Proof Proof { get; init; }

    /// <summary>The best other plan; <see langword="null"/> when there is none.</summary>
    public required NextBest? Next { get; init; }

    /// <summary>Best plans for other aims, this one first.</summary>
    public required IReadOnlyList<Alternative> Alternatives { get; init; }

    /// <summary>Aims that no plan meets.</summary>
    public required IReadOnlyList<NoAlternative> NoAlternatives { get; init; }

    /// <summary>What a clinician changed; the plan is the best with these changes.</summary>
    public required PlanChanges Changes { get; init; }

    /// <summary>How many points the changes cost against the best plan without them, ≥ 0.</summary>
    public required double CostOfChanges { get; init; }

    /// <summary>The best plan within the same limits without the changes; <see langword="null"/> where nothing was changed or no plan meets them.</summary>
    public PlanOutline? Unchanged { get; init; }

    /// <summary>What this plan does not know.</summary>
    public required IReadOnlyList<string> Unsure { get; init; }

    /// <summary>The expected change in pain under the whole plan; <see langword="null"/> for no estimate.</summary>
    public Effect? Pain => Plan.Pain;

    /// <summary>The expected change in function under the whole plan; <see langword="null"/> for no estimate.</summary>
    public Effect? Function => Plan.Function;

    /// <summary>The value of the plan under the clinic's exchange rates, points.</summary>
    public double Value => Plan.Value;

    /// <summary>Minutes at home in a week.</summary>
    public int HomeMinutesPerWeek => Plan.HomeMinutesPerWeek;

    /// <summary>Visits in the busiest week.</summary>
    public int VisitsPerWeek => Plan.VisitsPerWeek;
}

/// <summary>What planning comes to.</summary>
public abstract record PlanningResult
{
    private PlanningResult() { }

    /// <summary>The best plan within the limits, by complete search.</summary>
    public sealed record Optimal(Proposal Proposal) : PlanningResult;

    /// <summary>No plan meets the limits; which of them conflict: without any one of these there would be a plan.</summary>
    public sealed record Infeasible(IReadOnlyList<string> Conflicts) : PlanningResult;

    /// <summary>A change asks for what cannot be: each with its place and the remedy.</summary>
    public sealed record Refused(IReadOnlyList<Problem> Problems) : PlanningResult;
}
