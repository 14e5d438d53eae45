using Facet.Evidence;
using Facet.Intake;
using Facet.Treatments;

namespace Facet.Planning;

/// <summary>Finds the best choice of one dose level for each intervention, by complete enumeration with pruning.</summary>
/// <remarks>
/// Depth first over the interventions. A branch is cut only when a limit that adding items cannot mend is broken, or when even
/// the sum of the most that each remaining intervention could add does not reach the best plan found: m grows by at most its
/// own mean, s never shrinks, support counts once for a family. So the result is the optimum.
/// </remarks>
internal sealed class PlanSearch
{
    /// <summary>An intervention at a dose, or not at all, with everything the search needs of it.</summary>
    private sealed record Choice(DoseLevel? Level, double Penalty, double Optimistic);

    private const double Ties = 1e-9;

    private readonly IReadOnlyList<Intervention> candidates;
    private readonly EffectModel effects;
    private readonly PlanningSettings settings;
    private readonly PlanningLimits limits;
    private readonly Choice[][] choices;
    private readonly int[] support;
    private readonly double[] stillPossible;
    private readonly DoseLevel?[] current;
    private DoseLevel?[]? best;

    public PlanSearch(IReadOnlyList<Intervention> candidates, Options options, EffectModel effects, PlanningSettings settings, PlanningLimits limits)
    {
        (this.candidates, this.effects, this.settings, this.limits) = (candidates, effects, settings, limits);
        support = [.. candidates.Select(candidate => Support(candidate, options))];
        choices = [.. candidates.Select((candidate, index) => Choices(candidate, support[index]))];
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
    public IReadOnlyList<(Intervention Intervention, DoseLevel Level)>? Best(string? locked = null, string? forbidden = null)
    {
        (best, BestValue) = (null, double.NegativeInfinity);
        Visit(0, 0, locked, forbidden);
        return best is null ? null : [.. candidates.Zip(best).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))];
    }

    private Choice[] Choices(Intervention candidate, int weight)
    {
        var wanted = limits.Wanted.Contains(candidate.Id) ? settings.WantBonus : 0;
        var list = candidate.Levels.Select(level =>
        {
            var minutes = level.HomeMinutesPerWeek + (level.VisitsPerWeek * (level.VisitMinutes + settings.TravelMinutesPerVisit));
            var penalty = (settings.BurdenPerHourWeek * minutes / 60) + (settings.CostPerTier * level.CostTier) + candidate.Harm + (candidate.IsAlways ? 0 : settings.ComplexityPerItem) - wanted;
            // Each outcome by itself: pain is capped by what there is to lose, so a loss in one need not offset a gain in the other.
            var gain = (settings.WeightPain * Math.Max(0, -(effects.Find(limits.Duration, Outcome.Pain, candidate.Component)?.Mean ?? 0))) + (settings.WeightFunction * Math.Max(0, -(effects.Find(limits.Duration, Outcome.Function, candidate.Component)?.Mean ?? 0)));
            return new Choice(level, penalty, (gain * level.Dose) + (Math.Max(0, weight) * settings.SupportPerWeight) - penalty);
        });
        return candidate.IsAlways ? [.. list] : [new(null, 0, 0), .. list];
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
    private double UpperBound(int index, double penalty) => GainSoFar(index + 1, mostSupport: true) - penalty + stillPossible[index + 1];

    private void Compare(double penalty)
    {
        var value = GainSoFar(candidates.Count, mostSupport: false) - penalty;
        if (value <= BestValue + Ties) { return; }
        BestValue = value;
        best = (DoseLevel?[])current.Clone();
    }

    /// <summary>Σ_o w_o (m_o − λ s_o) + guideline support of the first <paramref name="count"/> interventions.</summary>
    private double GainSoFar(int count, bool mostSupport)
    {
        Span<int> supported = stackalloc int[8];
        supported.Fill(int.MinValue);
        Span<bool> any = stackalloc bool[2];
        double pain = 0, function = 0, painVariance = 0, functionVariance = 0;
        for (var index = 0; index < count; index++)
        {
            if (current[index] is not { } level) { continue; }
            var family = (int)candidates[index].Family;
            if (support[index] > supported[family]) { supported[family] = support[index]; }
            Add(Outcome.Pain, index, level, ref pain, ref painVariance, ref any[0]);
            Add(Outcome.Function, index, level, ref function, ref functionVariance, ref any[1]);
        }
        var weights = 0;
        foreach (var weight in supported)
        {
            if (weight != int.MinValue) { weights += mostSupport ? Math.Max(0, weight) : weight; }
        }
        var between = settings.BetweenStudySd * settings.BetweenStudySd;
        pain = Math.Min(pain, limits.MostPain);
        var sure = (settings.WeightPain * (any[0] ? Math.Sqrt(painVariance + between) : 0)) + (settings.WeightFunction * (any[1] ? Math.Sqrt(functionVariance + between) : 0));
        return (settings.WeightPain * pain) + (settings.WeightFunction * function) - (settings.RiskAversion * sure) + (settings.SupportPerWeight * weights);
    }

    private void Add(Outcome outcome, int index, DoseLevel level, ref double improvement, ref double variance, ref bool any)
    {
        if (effects.Find(limits.Duration, outcome, candidates[index].Component) is not { } effect) { return; }
        any = true;
        improvement -= level.Dose * effect.Mean;
        variance += level.Dose * effect.StandardError * level.Dose * effect.StandardError;
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
