using Facet.Evidence;
using Facet.Intake;
using Facet.Treatments;

namespace Facet.Planning;

/// <summary>Finds the best choice of one dose level for each intervention, by complete enumeration with pruning.</summary>
/// <remarks>
/// Depth first over the interventions. A branch is cut only when a limit that adding items cannot mend is broken, or when even
/// the sum of the most that each remaining intervention could add does not reach the best plan found: m grows by at most its
/// own mean, and by being treated at all once; s is never below τ; support counts once for a family. So the result is the optimum.
/// </remarks>
internal sealed class PlanSearch
{
    /// <summary>An intervention at a dose, or not at all, with everything the search needs of it.</summary>
    private sealed record Choice(DoseLevel? Level, double Penalty, double Optimistic);

    private const double Ties = 1e-9;

    private readonly IReadOnlyList<Intervention> candidates;
    private readonly EffectProjection pain;
    private readonly EffectProjection function;
    private readonly double painBetween;
    private readonly double functionBetween;
    private readonly int[] component;
    private readonly double[] doses;
    private readonly PlanningSettings settings;
    private readonly PlanningLimits limits;
    private readonly Choice[][] choices;
    private readonly int[] support;
    private readonly double[] stillPossible;
    private readonly DoseLevel?[] current;
    private DoseLevel?[]? best;

    public PlanSearch(IReadOnlyList<Intervention> candidates, Options options, EffectModel effects, PlanningSettings settings, PlanningLimits limits)
    {
        (this.candidates, this.settings, this.limits) = (candidates, settings, limits);
        var codes = new List<string>();
        component = new int[candidates.Count];
        for (var index = 0; index < candidates.Count; index++)
        {
            var code = candidates[index].Component;
            component[index] = code.Length == 0 ? -1 : codes.IndexOf(code);
            if (code.Length > 0 && component[index] < 0) { component[index] = codes.Count; codes.Add(code); }
        }
        doses = new double[codes.Count];
        var (ofPain, ofFunction) = (effects.Joint(limits.Duration, Outcome.Pain), effects.Joint(limits.Duration, Outcome.Function));
        (pain, function) = (ofPain.For(codes), ofFunction.For(codes));
        (painBetween, functionBetween) = (Math.Sqrt(ofPain.BetweenStudyVariance), Math.Sqrt(ofFunction.BetweenStudyVariance));
        support = [.. candidates.Select(candidate => Support(candidate, options))];
        choices = [.. candidates.Select((candidate, index) => Choices(candidate, index))];
        stillPossible = new double[candidates.Count + 1];
        for (var index = candidates.Count - 1; index >= 0; index--) { stillPossible[index] = stillPossible[index + 1] + Math.Max(0, choices[index].Max(choice => choice.Optimistic)); }
        current = new DoseLevel?[candidates.Count];
    }

    public double BestValue { get; private set; } = double.NegativeInfinity;

    public long Nodes { get; private set; }

    /// <summary>The weight of the rules that indicate an intervention, and its own support.</summary>
    public static int Support(Intervention candidate, Options options) => candidate.SupportWeight
        + options.Indications.Where(indication => indication.Concerns(candidate.Family, candidate.Technique)).Sum(indication => indication.Weight);

    /// <summary>The best plan, or <see langword="null"/> when none meets the limits.</summary>
    /// <param name="locked">An intervention that must be in the plan; <see langword="null"/> for none.</param>
    /// <param name="forbidden">An intervention that must not be in it; <see langword="null"/> for none.</param>
    public IReadOnlyList<Dosed>? Best(string? locked = null, string? forbidden = null)
    {
        (best, BestValue) = (null, double.NegativeInfinity);
        Visit(0, 0, locked, forbidden);
        if (best is null) { return null; }
        var plan = new List<Dosed>();
        for (var index = 0; index < best.Length; index++)
        {
            if (best[index] is { } level) { plan.Add(new(candidates[index], level)); }
        }
        return plan;
    }

    private Choice[] Choices(Intervention candidate, int index)
    {
        // Each outcome by itself: pain is capped by what there is to lose, so a loss in one need not offset a gain in the other.
        var gain = (settings.WeightPain * MostGain(pain, index)) + (settings.WeightFunction * MostGain(function, index));
        var wanted = limits.Wanted.Contains(candidate.Id) ? settings.WantBonus : 0;
        var list = candidate.Levels.Select(level =>
        {
            var minutes = level.HomeMinutesPerWeek + (level.VisitsPerWeek * (level.VisitMinutes + settings.TravelMinutesPerVisit));
            var penalty = (settings.BurdenPerHourWeek * minutes / 60) + (settings.CostPerTier * level.CostTier) + candidate.Harm + (candidate.IsAlways ? 0 : settings.ComplexityPerItem) - wanted;
            return new Choice(level, penalty, (gain * level.Dose) + (Math.Max(0, support[index]) * settings.SupportPerWeight) - penalty);
        });
        return candidate.IsAlways ? [.. list] : [new(null, 0, 0), .. list];
    }

    /// <summary>The most that an intervention at full dose could add to any plan of the others, without what being treated at all does.</summary>
    private double MostGain(EffectProjection effect, int index)
    {
        var own = component[index];
        if (own < 0 || !effect.Knows(own)) { return 0; }
        return Math.Max(0, -effect.SpecificMean(own));
    }

    private void Visit(int index, double penalty, string? locked, string? forbidden)
    {
        Nodes++;
        if (index == candidates.Count)
        {
            if (MeetsLimits()) { Compare(penalty); }
            return;
        }
        var candidate = candidates[index];
        foreach (var choice in choices[index])
        {
            if (choice.Level is null ? candidate.Id == locked : candidate.Id == forbidden) { continue; }
            current[index] = choice.Level;
            if (choice.Level is null || StillAllowed(index))
            {
                if (UpperBound(index, penalty + choice.Penalty) > BestValue - Ties) { Visit(index + 1, penalty + choice.Penalty, locked, forbidden); }
            }
            current[index] = null;
        }
    }

    /// <summary>At least the value of every completion of the plan chosen up to and including <paramref name="index"/>.</summary>
    private double UpperBound(int index, double penalty) => GainSoFar(index + 1, isBound: true) - penalty + stillPossible[index + 1];

    private void Compare(double penalty)
    {
        var value = GainSoFar(candidates.Count, isBound: false) - penalty;
        if (value <= BestValue + Ties) { return; }
        BestValue = value;
        best = (DoseLevel?[])current.Clone();
    }

    /// <summary>Σ_o w_o (m_o − λ s_o) + guideline support of the first <paramref name="count"/> interventions; for a bound, the most that the effects, support and certainty of these can come to.</summary>
    private double GainSoFar(int count, bool isBound)
    {
        Span<int> supported = stackalloc int[8];
        supported.Fill(int.MinValue);
        Array.Clear(doses);
        for (var index = 0; index < count; index++)
        {
            if (current[index] is not { } level) { continue; }
            var family = (int)candidates[index].Family;
            if (support[index] > supported[family]) { supported[family] = support[index]; }
            if (component[index] >= 0) { doses[component[index]] += level.Dose; }
        }
        var weights = 0;
        foreach (var weight in supported)
        {
            if (weight != int.MinValue) { weights += isBound ? Math.Max(0, weight) : weight; }
        }
        return (settings.WeightPain * Worth(pain, painBetween, limits.MostPain, isBound)) + (settings.WeightFunction * Worth(function, functionBetween, double.PositiveInfinity, isBound)) + (settings.SupportPerWeight * weights);
    }

    /// <summary>m − λ s of one outcome at the present doses.</summary>
    private double Worth(EffectProjection effect, double between, double most, bool isBound)
    {
        var improvement = -effect.ExpectedEffect(doses, out var largest);
        var any = largest > 0;
        if (!isBound) { return any ? Math.Min(improvement, most) - (settings.RiskAversion * effect.StandardDeviation(doses)) : 0; }
        // What is yet to come may raise the share of being treated at all to the whole, and no completion is surer than τ.
        return Math.Min(most, improvement + Math.Max(0, -effect.ContextMean * (1 - largest))) - (any ? settings.RiskAversion * between : 0);
    }

    /// <summary>Limits that further items cannot mend.</summary>
    private bool StillAllowed(int upTo)
    {
        int minutes = 0, homeItems = 0, medicines = 0;
        double visits = 0;
        var passive = 0;
        for (var index = 0; index <= upTo; index++)
        {
            if (current[index] is not { } level) { continue; }
            var candidate = candidates[index];
            minutes += level.HomeMinutesPerWeek;
            visits += level.VisitsPerWeek;
            if (candidate.IsHomeItem) { homeItems++; }
            if (candidate.Kind == InterventionKind.Medicine) { medicines++; }
            if (candidate.Kind == InterventionKind.Passive) { passive |= 1 << (int)candidate.Family; }
            if (index < upTo && candidate.OneOf.Length > 0 && candidate.OneOf == candidates[upTo].OneOf) { return false; }
            if (index < upTo && candidate.MedicineClass.Length > 0 && candidate.MedicineClass == candidates[upTo].MedicineClass) { return false; }
        }
        return minutes <= limits.HomeMinutesPerWeek && visits <= settings.VisitsPerWeekAtMost && homeItems <= settings.HomeItemsAtMost
            && medicines <= settings.NewMedicinesAtMost && int.PopCount(passive) <= settings.PassiveFamiliesAtMost;
    }

    /// <summary>Limits on the whole plan.</summary>
    private bool MeetsLimits()
    {
        bool active = false, exercise = false, psychological = false, manipulation = false, device = false, medicine = false, other = false;
        for (var index = 0; index < current.Length; index++)
        {
            if (current[index] is null) { continue; }
            var candidate = candidates[index];
            active |= candidate.Kind == InterventionKind.Active;
            exercise |= candidate.Family == TreatmentFamily.Exercise;
            psychological |= candidate.Technique == "cbt_skills";
            manipulation |= candidate.Family == TreatmentFamily.Manipulation;
            device |= candidate.Family == TreatmentFamily.Laser;
            medicine |= candidate.Kind == InterventionKind.Medicine;
            other |= candidate.Kind != InterventionKind.Medicine && !candidate.IsAlways;
        }
        return (active || !limits.ActiveIsPossible)
            && (!medicine || other)
            && (!manipulation || exercise)
            && (!device || !limits.CombinedProgrammeFirst || (exercise && psychological));
    }
}

/// <summary>An intervention at a dose.</summary>
internal sealed record Dosed(Intervention Intervention, DoseLevel Level)
{
    public ComponentDose Component => new(Intervention.Component, Level.Dose);
}

/// <summary>What bounds the search for one person.</summary>
internal sealed record PlanningLimits
{
    /// <summary>How long the pain has lasted.</summary>
    public required DurationClass Duration { get; init; }

    /// <summary>Minutes at home in a week, at most.</summary>
    public required int HomeMinutesPerWeek { get; init; }

    /// <summary>Points of pain that there are to lose.</summary>
    public required double MostPain { get; init; }

    /// <summary>Whether any active treatment is safe: then a plan needs one (PLAN-01).</summary>
    public required bool ActiveIsPossible { get; init; }

    /// <summary>Whether a device waits for a combined physical and psychological programme (PLAN-06).</summary>
    public required bool CombinedProgrammeFirst { get; init; }

    /// <summary>Interventions that the person asks for.</summary>
    public required IReadOnlyList<string> Wanted { get; init; }
}
