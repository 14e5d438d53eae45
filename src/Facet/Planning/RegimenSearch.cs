using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Facet.Planning;

/// <summary>How sure a search is of its plan.</summary>
public enum RegimenProof
{
    /// <summary>No plan within the limits is worth more.</summary>
    Optimal,

    /// <summary>The search stopped at its node limit: no plan is worth more than the upper bound.</summary>
    Bounded,

    /// <summary>No plan meets the limits.</summary>
    Infeasible,
}

/// <summary>What a search found.</summary>
/// <param name="Levels">A level for each item; empty where no plan was found.</param>
/// <param name="Value">Points; negative infinity where no plan was found.</param>
/// <param name="UpperBound">No plan is worth more, points; the value itself once that is proved.</param>
/// <param name="Proof">How sure that is.</param>
/// <param name="Nodes">Partial plans that were looked at.</param>
public sealed record RegimenSolution(IReadOnlyList<int> Levels, double Value, double UpperBound, RegimenProof Proof, long Nodes)
{
    /// <summary>Points by which a better plan could exceed this one; 0 once it is proved best.</summary>
    public double Gap => Proof == RegimenProof.Infeasible ? 0 : UpperBound - Value;
}

/// <summary>Finds the best plan of a <see cref="RegimenModel"/> and proves it: depth-first branch and bound.</summary>
/// <remarks>
/// <para>
/// Ties. Values are compared in whole billionths of a point; of equal plans the one whose levels come first in item order wins (less of the first item, then of the second, ...). Every plan is ranked by
/// <see cref="RegimenModel.Value"/>, so a proved plan does not depend on the order of the search, the incumbent, or the machine.
/// </para>
/// <para>
/// The bound replaces the value by a sum over slots (a slot is an item, or the items of an at-most-one group) that is nowhere below it. Each step can only raise the value of an allowed plan:
/// <list type="bullet">
/// <item>Limits: μ_r (limit − use) ≥ 0 is added for each resource, with any μ ≥ 0. A requirement is such a sum too: asking items of a slot less answering items ≤ 0. Two bounds are kept, one with μ and one with μ = 0, and the lower one counts.</item>
/// <item>Room: an option whose use is more than what is left of a resource does not count. Uses are rounded down for this test, so none that fits is lost.</item>
/// <item>Group limits: what the slots of all groups beyond those that may still be opened add over being left out is taken off again, the groups that add least; a choice of the others cannot add more.</item>
/// <item>Spread: s = ‖(Lᵀφ, τ)‖ is a norm, hence not below its tangent plane at any φ₀: s ≥ (τ² + φᵀΣφ₀) / s₀ (Cauchy–Schwarz), which is linear in φ and exact at φ₀.</item>
/// <item>Cap: min(cap, m) ≤ θ m + (1 − θ) cap for any θ from 0 to 1.</item>
/// <item>Doses: with a coefficient g ≥ 0, g min(1, Σd) ≤ g Σd. With g &lt; 0, g min(1, Σd) ≤ g Σd / max(1, T), T the greatest sum possible: the minimum is concave, so not below its chord from 0 to T.</item>
/// <item>Context: the largest dose lies between the largest chosen so far and the largest still possible (for a component of several slots, their sum); the better end counts. While no component with an estimate is chosen, the constant parts of the outcome count only where they are above 0.</item>
/// <item>Support of a group: what the group has already (0 where it has nothing), or the best that one option of one later slot can bring: its support, less what taking it costs against that slot's best. That is the
/// exact maximum of the sum of scores and support over the later slots of the group.</item>
/// <item>Pairs: a pair belongs to the later of its two slots; until the earlier is decided, each option of the later one gets the most that the pair can bring it.</item>
/// </list>
/// μ, θ and φ₀ are found at the root by a few subgradient steps on the bound itself; in large searches μ is moved on at nodes of the upper half. Whatever they are, the bound holds; they only decide how many nodes it takes.
/// </para>
/// <para>Reusable, and not for two threads at once; nothing is allocated while it searches once its tables have grown to the model.</para>
/// </remarks>
public sealed class RegimenSearch
{
    private const double Grid = 1e-9;
    private const int RootSteps = 24;
    private const int NodesBeforeRepricing = 200;
    private const int RepricingSteps = 3;

    private RegimenModel model = null!;
    private double[] limits = [];
    private double[]? prices;

    // Sizes of the model at hand: slots, options, sums with a limit and how many of them are resources, outcomes, parameters of an outcome, groups of support.
    private int slots;
    private int options;
    private int rows;
    private int resources;
    private int outcomes;
    private int parameters;
    private int groups;
    private int groupLimits;

    // The root: what may be chosen, and the linear bound.
    private uint[] allowed = [];
    private bool[] open = [];
    private double[] worth = [];
    private double[] multiplier = [];
    private double[] capShare = [];
    private double[] point = [];
    private readonly double[] groupExcess = new double[RegimenModel.ItemsAtMost];
    private double[] slotExcess = [];
    private double[] slotExcessPriced = [];
    private double[] gain = [];
    private double[] gainPriced = [];
    private int[] provider = [];
    private double[] bestDual = [];
    private double[] coefficient = [];
    private double[] constant = [];
    private double[] totalDose = [];
    private double[] sharedReach = [];
    private double[] score = [];
    private double[] price = [];
    private double[] half = [];
    private double[] columnMost = [];
    private double[] potential = [];
    private int[] order = [];
    private int[] rank = [];
    private int[] relaxed = [];
    private double[] relaxedUse = [];
    private double[] phi = [];
    private double limitConstant;

    // By depth: what lies below, and what was decided above.
    private double[] leastUse = [];
    private double[] largestBelow = [];
    private ulong[] itemsBelow = [];
    private double[] scores = [];
    private int[] begin = [];
    private int[] option = [];
    private double[] priced = [];
    private double[] useOf = [];
    private double[] dual = [];
    private int[] dualOf = [];
    private double[] supported = [];
    private double[] priceLeft = [];
    private ulong[] packed = [];
    private ulong[] room = [];
    private int fieldWidth;
    private ulong borrows;
    private int[] rowOf = [];
    private double[] used = [];
    private double[] largest = [];
    private double[] support = [];
    private ulong[] groupsChosen = [];
    private double[] childBound = [];
    private int[] childAt = [];
    private bool[] touches = [];

    private int[] levels = [];
    private int[] bestLevels = [];
    private int[] barred = [];
    private bool hasBarred;
    private bool hasBest;
    private double best;
    private double keepAbove;
    private double tieBelow;
    private double slack;
    private double lowest;
    private double openBound;
    private long nodes;
    private long nodeLimit;

    /// <summary>The best plan.</summary>
    /// <param name="model">The choice problem.</param>
    /// <param name="restriction">Locks, limits and prices; <see langword="null"/> for none.</param>
    /// <param name="nodeLimit">Partial plans to look at, at most.</param>
    /// <param name="incumbent">A plan to beat, a level for each item; empty for none. It spares time and changes no proved answer; one that is not allowed is ignored.</param>
    public RegimenSolution Solve(RegimenModel model, RegimenRestriction? restriction = null, long nodeLimit = long.MaxValue, ReadOnlySpan<int> incumbent = default) =>
        Solve(model, restriction, nodeLimit, incumbent, default);

    /// <summary>The best plan that differs from a given one in any level.</summary>
    /// <param name="model">The choice problem.</param>
    /// <param name="plan">The plan to differ from, a level for each item.</param>
    /// <param name="restriction">Locks, limits and prices; <see langword="null"/> for none.</param>
    /// <param name="nodeLimit">Partial plans to look at, at most.</param>
    public RegimenSolution NextBest(RegimenModel model, ReadOnlySpan<int> plan, RegimenRestriction? restriction = null, long nodeLimit = long.MaxValue) =>
        Solve(model, restriction, nodeLimit, default, plan);

    private RegimenSolution Solve(RegimenModel model, RegimenRestriction? restriction, long nodeLimit, ReadOnlySpan<int> incumbent, ReadOnlySpan<int> barredPlan)
    {
        Prepare(model, restriction);
        (this.nodeLimit, nodes, hasBest, best, openBound) = (nodeLimit, 0, false, double.NegativeInfinity, double.NegativeInfinity);
        (keepAbove, tieBelow) = (lowest, lowest);
        hasBarred = barredPlan.Length > 0;
        barredPlan.CopyTo(barred);
        if (incumbent.Length == model.Items.Count && model.Allows(incumbent, restriction))
        {
            incumbent.CopyTo(levels);
            Compare();
            Array.Clear(levels);
        }
        if (FindRootBound())
        {
            Arrange();
            Visit(0, 0, 0);
        }
        var found = hasBest ? bestLevels.AsSpan(0, model.Items.Count).ToArray() : [];
        var value = hasBest ? model.ValueAt(found, prices) : double.NegativeInfinity;
        var complete = double.IsNegativeInfinity(openBound);
        var proof = !complete ? RegimenProof.Bounded : hasBest ? RegimenProof.Optimal : RegimenProof.Infeasible;
        return new(found, value, complete ? value : Math.Max(value, openBound + slack), proof, nodes);
    }

    private void Prepare(RegimenModel model, RegimenRestriction? restriction)
    {
        this.model = model;
        (limits, prices) = (restriction?.Limits ?? model.Limits, restriction?.Prices);
        (slots, options, rows, outcomes) = (model.SlotTotal, model.OptionTotal, model.RowCount, model.Outcomes.Count);
        resources = model.Resources.Count;
        (parameters, groups, groupLimits) = (model.Components + 1, model.SupportGroups, model.GroupLimits.Count);
        var depth = slots + 1;
        Grow(ref allowed, model.Items.Count);
        Grow(ref open, options);
        Grow(ref worth, options);
        Grow(ref multiplier, rows);
        Grow(ref capShare, outcomes);
        Grow(ref point, outcomes * parameters);
        Grow(ref slotExcess, slots);
        Grow(ref slotExcessPriced, slots);
        Grow(ref gain, groups);
        Grow(ref gainPriced, groups);
        Grow(ref provider, groups);
        Grow(ref bestDual, rows + outcomes + (outcomes * parameters));
        Grow(ref coefficient, outcomes * parameters);
        Grow(ref constant, outcomes);
        Grow(ref totalDose, parameters);
        Grow(ref sharedReach, outcomes);
        Grow(ref score, options);
        Grow(ref price, options);
        Grow(ref half, options);
        Grow(ref columnMost, model.BlockColumn[^1]);
        Grow(ref potential, slots);
        Grow(ref order, slots);
        Grow(ref rank, slots);
        Grow(ref relaxed, slots);
        Grow(ref relaxedUse, rows);
        Grow(ref phi, parameters);
        Grow(ref leastUse, depth * rows);
        Grow(ref largestBelow, depth * outcomes);
        Grow(ref itemsBelow, depth);
        Grow(ref scores, depth * options);
        Grow(ref begin, depth);
        Grow(ref option, options);
        Grow(ref priced, (depth + 1) * options);
        Grow(ref useOf, rows * options);
        Grow(ref dual, (depth + 1) * rows);
        Grow(ref dualOf, depth);
        Grow(ref supported, options);
        Grow(ref priceLeft, depth);
        Grow(ref packed, options);
        Grow(ref room, depth);
        Grow(ref rowOf, depth);
        Grow(ref used, depth * rows);
        Grow(ref largest, depth * outcomes);
        Grow(ref support, depth * groups);
        Grow(ref groupsChosen, depth * groupLimits);
        Grow(ref childBound, slots * options);
        Grow(ref childAt, slots * options);
        Grow(ref touches, slots);
        Grow(ref levels, model.Items.Count);
        Grow(ref bestLevels, model.Items.Count);
        Grow(ref barred, model.Items.Count);
        Array.Clear(levels);

        ulong zeroAllowed = 0;
        for (var i = 0; i < model.Items.Count; i++)
        {
            allowed[i] = restriction?.AllowedLevels(i) ?? model.AllLevels(i);
            if ((allowed[i] & 1) != 0) { zeroAllowed |= 1UL << i; }
        }
        for (var s = 0; s < slots; s++)
        {
            // An option is open if its item may have the level and every other item of the slot may be left out.
            ulong items = 0;
            for (var p = model.SlotStart[s] + 1; p < model.SlotStart[s] + model.SlotCount[s]; p++) { items |= 1UL << model.OptionItem[p]; }
            var must = items & ~zeroAllowed;
            for (var p = model.SlotStart[s]; p < model.SlotStart[s + 1]; p++)
            {
                var item = model.OptionItem[p];
                open[p] = item < 0 ? p == model.SlotStart[s] && must == 0 : (must & ~(1UL << item)) == 0 && (allowed[item] >> model.OptionLevel[p] & 1) != 0;
                for (var r = 0; r < resources && open[p]; r++) { open[p] = model.OptionUse[(p * rows) + r] <= limits[r]; }
                worth[p] = prices is null || item < 0 ? model.OptionWorth[p] : model.OptionWorth[p] - model.PriceOf(p, prices);
            }
        }
        var magnitude = model.Magnitude;
        for (var p = 0; p < options && prices is not null; p++) { magnitude += Math.Abs(worth[p]); }
        (slack, lowest) = (1e-13 * magnitude, -2 * magnitude);
    }

    /// <summary>Sets μ, θ and φ₀ by subgradient steps on the bound.</summary>
    /// <returns>False where a slot has no option at all.</returns>
    private bool FindRootBound()
    {
        HalvePairs();
        for (var s = 0; s < slots; s++)
        {
            if (!open.AsSpan(model.SlotStart[s], model.SlotCount[s]).Contains(true)) { return false; }
        }
        Array.Clear(multiplier, 0, rows);
        Array.Fill(capShare, 1, 0, outcomes);
        Array.Clear(point, 0, outcomes * parameters);
        FindTotalDoses();
        var least = double.PositiveInfinity;
        var scale = 0.0;
        for (var step = 0; step < RootSteps; step++)
        {
            Linearize();
            ScoreOptions();
            var bound = Relax(out var spread);
            if (step == 0) { scale = spread; }
            if (bound < least) { least = bound; CopyDual(toBest: true); }
            if (step + 1 < RootSteps) { MoveDual(scale, step); }
        }
        CopyDual(toBest: false);
        Linearize();
        ScoreOptions();
        Relax(out _);
        return true;
    }

    private void FindTotalDoses()
    {
        Array.Clear(totalDose, 0, parameters);
        for (var s = 0; s < slots; s++)
        {
            Array.Clear(phi, 0, parameters);
            for (var p = model.SlotStart[s] + 1; p < model.SlotStart[s] + model.SlotCount[s]; p++)
            {
                if (open[p] && model.Items[model.OptionItem[p]].Component is >= 0 and var c) { phi[c + 1] = Math.Max(phi[c + 1], model.OptionDose[p]); }
            }
            for (var c = 1; c < parameters; c++) { totalDose[c] += phi[c]; }
        }
        for (var o = 0; o < outcomes; o++)
        {
            sharedReach[o] = 0;
            for (var c = 1; c < parameters; c++)
            {
                if (model.IsSharedComponent[c - 1] && model.Outcomes[o].HasEstimate[c - 1]) { sharedReach[o] = Math.Max(sharedReach[o], Math.Min(1, totalDose[c])); }
            }
        }
    }

    /// <summary>The outcomes' tangents at θ and φ₀: a coefficient for each parameter and a constant.</summary>
    private void Linearize()
    {
        for (var o = 0; o < outcomes; o++)
        {
            var outcome = model.Outcomes[o];
            var (mean, covariance) = (model.Mean[o], model.Covariance[o]);
            var at = point.AsSpan(o * parameters, parameters);
            var into = coefficient.AsSpan(o * parameters, parameters);
            var variance = outcome.BetweenStudyVariance;
            for (var c = 0; c < parameters; c++)
            {
                var sum = 0.0;
                var row = covariance.AsSpan(c * parameters, parameters);
                for (var j = 0; j < parameters; j++) { sum += row[j] * at[j]; }
                into[c] = sum;
                variance += at[c] * sum;
            }
            var share = variance > 1e-12 ? outcome.RiskAversion / Math.Sqrt(variance) : 0;
            for (var c = 0; c < parameters; c++)
            {
                var gain = outcome.Weight * ((-capShare[o] * mean[c]) - (share * into[c]));
                into[c] = gain < 0 ? gain / Math.Max(1, totalDose[c]) : gain;
            }
            constant[o] = outcome.Weight * ((capShare[o] < 1 ? (1 - capShare[o]) * outcome.MostGain : 0) - (share * outcome.BetweenStudyVariance));
        }
        limitConstant = 0;
        for (var r = 0; r < rows; r++)
        {
            if (multiplier[r] > 0) { limitConstant += multiplier[r] * limits[r]; }
        }
    }

    /// <summary>Each option's part of the linear bound, without pairs.</summary>
    private void ScoreOptions()
    {
        for (var p = 0; p < options; p++)
        {
            var item = model.OptionItem[p];
            if (!open[p]) { (score[p], price[p]) = (RegimenModel.Never, 0); continue; }
            if (item < 0) { (score[p], price[p]) = (0, 0); continue; }
            var sum = worth[p];
            price[p] = 0;
            for (var r = 0; r < rows; r++) { price[p] += multiplier[r] * model.OptionUse[(p * rows) + r]; }
            var component = model.Items[item].Component;
            for (var o = 0; o < outcomes && component >= 0; o++) { sum += coefficient[(o * parameters) + component + 1] * model.OptionDose[p]; }
            score[p] = sum;
        }
    }

    /// <summary>The bound at the root with pairs halved between their slots, and the options that reach it.</summary>
    private double Relax(out double spread)
    {
        spread = 0;
        var bound = limitConstant;
        sharedReach.AsSpan(0, outcomes).CopyTo(largestBelow);
        Array.Clear(gain, 0, groups);
        Array.Fill(provider, -1, 0, groups);
        for (var s = 0; s < slots; s++)
        {
            var (most, least, mostSupported, supporter) = (double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity, -1);
            for (var p = model.SlotStart[s]; p < model.SlotStart[s] + model.SlotCount[s]; p++)
            {
                if (!open[p]) { continue; }
                var value = score[p] - price[p] + half[p];
                if (value > most) { (most, relaxed[s]) = (value, p); }
                if (value + model.OptionSupport[p] > mostSupported) { (mostSupported, supporter) = (value + model.OptionSupport[p], p); }
                least = Math.Min(least, value);
                for (var o = 0; o < outcomes; o++) { largestBelow[o] = Math.Max(largestBelow[o], KnownDose(o, p)); }
            }
            bound += most;
            potential[s] = Math.Max(most, mostSupported) - least;
            spread += potential[s];
            if (model.SlotGroup[s] is >= 0 and var group && mostSupported - most > gain[group]) { (gain[group], provider[group]) = (mostSupported - most, supporter); }
        }
        for (var g = 0; g < groups; g++)
        {
            bound += gain[g];
            if (provider[g] >= 0) { relaxed[model.ItemSlot[model.OptionItem[provider[g]]]] = provider[g]; }
        }
        for (var o = 0; o < outcomes; o++) { bound += ContextBound(o, 0, largestBelow[o]); }
        return bound;
    }

    /// <summary>Half of the most that its pairs can bring each option; an option that no other slot can stand beside is closed.</summary>
    private void HalvePairs()
    {
        for (var s = 0; s < slots; s++)
        {
            for (var p = model.SlotStart[s]; p < model.SlotStart[s] + model.SlotCount[s]; p++)
            {
                half[p] = 0;
                for (var b = model.Blocks[s]; b < model.Blocks[s + 1] && open[p]; b++)
                {
                    var target = model.BlockTarget[b];
                    var row = model.BlockPoints.AsSpan(model.BlockStart[b] + ((p - model.SlotStart[s]) * model.Stride(target)), model.SlotCount[target]);
                    var most = RegimenModel.Never;
                    for (var q = 0; q < row.Length; q++)
                    {
                        if (open[model.SlotStart[target] + q]) { most = Math.Max(most, row[q]); }
                    }
                    half[p] += most / 2;
                    open[p] = most > RegimenModel.Forbidden;
                }
            }
        }
    }

    private double KnownDose(int outcome, int option) =>
        model.OptionItem[option] >= 0 && model.Items[model.OptionItem[option]].Component is >= 0 and var component && model.Outcomes[outcome].HasEstimate[component] ? model.OptionDose[option] : 0;

    /// <summary>The most that an outcome's constant and context can come to, between the largest dose so far and the largest still possible.</summary>
    private double ContextBound(int o, double soFar, double possible)
    {
        var context = coefficient[o * parameters];
        var most = constant[o] + (context * (context >= 0 ? Math.Max(soFar, possible) : soFar));
        return soFar > 0 ? most : possible > 0 ? Math.Max(0, most) : 0;
    }

    private void CopyDual(bool toBest)
    {
        Span<double> dual = bestDual;
        Copy(multiplier.AsSpan(0, rows), ref dual, toBest);
        Copy(capShare.AsSpan(0, outcomes), ref dual, toBest);
        Copy(point.AsSpan(0, outcomes * parameters), ref dual, toBest);
        static void Copy(Span<double> part, ref Span<double> dual, bool toBest)
        {
            if (toBest) { part.CopyTo(dual); } else { dual[..part.Length].CopyTo(part); }
            dual = dual[part.Length..];
        }
    }

    /// <summary>A step of μ and θ against the subgradient at the relaxed plan, and of φ₀ towards that plan's doses.</summary>
    private void MoveDual(double scale, int step)
    {
        var pace = 1.0 / (step + 2);
        Array.Clear(relaxedUse, 0, rows);
        for (var s = 0; s < slots; s++)
        {
            for (var r = 0; r < rows; r++) { relaxedUse[r] += model.OptionUse[(relaxed[s] * rows) + r]; }
        }
        for (var r = 0; r < rows; r++)
        {
            var unit = r < resources ? limits[r] : RegimenModel.UseScale;
            if (unit is > 0 and < double.PositiveInfinity) { multiplier[r] = Math.Max(0, multiplier[r] + (scale * pace / unit * Math.Clamp((relaxedUse[r] - limits[r]) / unit, -1, 1))); }
        }
        for (var o = 0; o < outcomes; o++)
        {
            Array.Clear(phi, 0, parameters);
            for (var s = 0; s < slots; s++)
            {
                if (KnownDose(o, relaxed[s]) is > 0 and var dose)
                {
                    ref var sum = ref phi[model.Items[model.OptionItem[relaxed[s]]].Component + 1];
                    sum = Math.Min(1, sum + dose);
                    phi[0] = Math.Max(phi[0], sum);
                }
            }
            var improvement = 0.0;
            for (var c = 0; c < parameters; c++)
            {
                improvement -= phi[c] * model.Mean[o][c];
                ref var at = ref point[(o * parameters) + c];
                at += (step == 0 ? 1 : pace) * (phi[c] - at);
            }
            if (model.Outcomes[o].MostGain is < double.PositiveInfinity and var cap)
            {
                capShare[o] = Math.Clamp(capShare[o] - (pace * Math.Clamp((improvement - cap) / Math.Max(1, Math.Abs(cap)), -1, 1)), 0, 1);
            }
        }
    }

    /// <summary>Lays the slots out in the order of the search and fills what it reads at each depth.</summary>
    private void Arrange()
    {
        for (var s = 0; s < slots; s++) { order[s] = s; }
        potential.AsSpan(0, slots).Sort(order.AsSpan(0, slots), static (a, b) => b.CompareTo(a));
        (room[0], priceLeft[0], dualOf[0]) = (Room(), limitConstant, 0);
        multiplier.AsSpan(0, rows).CopyTo(dual);
        var at = 0;
        for (var d = 0; d < slots; d++)
        {
            var s = order[d];
            rank[s] = d;
            begin[d] = at;
            for (var p = model.SlotStart[s]; p < model.SlotStart[s + 1]; p++, at++)
            {
                (option[at], scores[at], priced[at], supported[at]) = (p, score[p], price[p], model.OptionSupport[p]);
                for (var r = 0; r < rows; r++) { useOf[(r * options) + at] = model.OptionUse[(p * rows) + r]; }
                packed[at] = open[p] ? Pack(p) : 0;
            }
        }
        begin[slots] = at;
        rowOf[0] = 0;
        FindColumns();
        for (var d = 0; d < slots; d++)
        {
            var s = order[d];
            touches[d] = false;
            for (var b = model.Blocks[s]; b < model.Blocks[s + 1]; b++) { touches[d] |= rank[model.BlockTarget[b]] > d; }
        }
        itemsBelow[slots] = 0;
        Array.Clear(leastUse, slots * rows, rows);
        sharedReach.AsSpan(0, outcomes).CopyTo(largestBelow.AsSpan(slots * outcomes));
        for (var d = slots - 1; d >= 0; d--)
        {
            var s = order[d];
            itemsBelow[d] = itemsBelow[d + 1];
            for (var r = 0; r < resources; r++)
            {
                var least = double.PositiveInfinity;
                for (var p = model.SlotStart[s]; p < model.SlotStart[s] + model.SlotCount[s]; p++)
                {
                    if (open[p]) { least = Math.Min(least, model.OptionUse[(p * rows) + r]); }
                }
                leastUse[(d * rows) + r] = leastUse[((d + 1) * rows) + r] + least;
            }
            for (var o = 0; o < outcomes; o++) { largestBelow[(d * outcomes) + o] = largestBelow[((d + 1) * outcomes) + o]; }
            for (var p = model.SlotStart[s] + 1; p < model.SlotStart[s] + model.SlotCount[s]; p++)
            {
                if (!open[p]) { continue; }
                itemsBelow[d] |= 1UL << model.OptionItem[p];
                for (var o = 0; o < outcomes; o++) { largestBelow[(d * outcomes) + o] = Math.Max(largestBelow[(d * outcomes) + o], KnownDose(o, p)); }
            }
        }
        Array.Clear(used, 0, rows);
        Array.Clear(largest, 0, outcomes);
        Array.Fill(support, double.NegativeInfinity, 0, groups);
        Array.Clear(groupsChosen, 0, groupLimits);
    }

    /// <summary>An option's uses as parts of the limits, rounded down, in one word: a field for each limit, with a bit of its own for a borrow.</summary>
    private ulong Pack(int p)
    {
        ulong word = 0;
        for (var r = 0; r < resources; r++)
        {
            if (limits[r] is > 0 and < double.PositiveInfinity) { word |= (ulong)(model.OptionUse[(p * rows) + r] / limits[r] * FieldMost) << (r * fieldWidth); }
        }
        return word;
    }

    private ulong FieldMost => (1UL << (fieldWidth - 1)) - 1;

    /// <summary>All of every limit, and the bits for borrows.</summary>
    private ulong Room()
    {
        (fieldWidth, borrows) = (Math.Min(32, 64 / Math.Max(1, resources)), 0);
        ulong word = 0;
        for (var r = 0; r < resources; r++)
        {
            borrows |= 1UL << ((r * fieldWidth) + fieldWidth - 1);
            word |= FieldMost << (r * fieldWidth);
        }
        return word | borrows;
    }

    /// <summary>Adds the most that each pair can bring to each option of its later slot.</summary>
    private void FindColumns()
    {
        for (var s = 0; s < slots; s++)
        {
            for (var b = model.Blocks[s]; b < model.Blocks[s + 1]; b++)
            {
                var target = model.BlockTarget[b];
                if (rank[target] < rank[s]) { continue; }
                var stride = model.Stride(target);
                var most = columnMost.AsSpan(model.BlockColumn[b], stride);
                most.Fill(RegimenModel.Never);
                for (var p = 0; p < model.SlotCount[s]; p++)
                {
                    if (!open[model.SlotStart[s] + p]) { continue; }
                    var row = model.BlockPoints.AsSpan(model.BlockStart[b] + (p * stride), stride);
                    for (var q = 0; q < stride; q++) { most[q] = Math.Max(most[q], row[q]); }
                }
                var own = scores.AsSpan(begin[rank[target]], stride);
                for (var q = 0; q < stride; q++) { own[q] += most[q]; }
            }
        }
    }

    /// <summary>Looks at every completion of the plan decided so far that may be better than the best.</summary>
    /// <param name="depth">Slots decided.</param>
    /// <param name="linear">Scores of the decided options.</param>
    /// <param name="chosen">Items in the plan.</param>
    private void Visit(int depth, double linear, ulong chosen)
    {
        nodes++;
        if (depth == slots)
        {
            Compare();
            return;
        }
        if (nodes > NodesBeforeRepricing && 2 * depth < slots && !Reprice(depth, linear)) { return; }
        var row = rowOf[depth] * options;
        var prices = dualOf[depth] * options;
        var (rest, restPriced) = SumOfMost(depth + 1, row, depth);
        var first = depth * options;
        var children = 0;
        for (var at = begin[depth]; at < begin[depth + 1]; at++)
        {
            var own = scores[row + at];
            if (own <= RegimenModel.Forbidden || (unchecked(room[depth] - packed[at]) & borrows) != borrows || !Fits(depth, option[at], chosen)) { continue; }
            var more = order[depth] is var slot && model.SlotGroup[slot] is >= 0 and var group ? Math.Max(0, supported[at] - Had(depth, group)) : 0;
            var bound = linear + own + more + Math.Min(rest, restPriced - priced[prices + at]) + OutcomeBound(depth, option[at]);
            if (bound < keepAbove) { continue; }
            var to = first + children++;
            for (; to > first && childBound[to - 1] < bound; to--) { (childBound[to], childAt[to]) = (childBound[to - 1], childAt[to - 1]); }
            (childBound[to], childAt[to]) = (bound, at);
        }
        for (var child = first; child < first + children; child++)
        {
            if (childBound[child] < keepAbove) { break; }
            if (nodes >= nodeLimit) { openBound = Math.Max(openBound, childBound[child]); continue; }
            Descend(depth, childAt[child], linear, chosen);
        }
    }

    /// <summary>Moves the prices on the limits towards what is scarce below this node (Polyak's step, with the best plan as its target).</summary>
    /// <returns>Whether the node may still hold a better plan.</returns>
    private bool Reprice(int depth, double linear)
    {
        var (from, work, keep) = (begin[depth], (slots + 1) * options, (depth + 1) * options);
        var mu = dual.AsSpan((slots + 1) * rows, rows);
        dual.AsSpan(dualOf[depth] * rows, rows).CopyTo(mu);
        priced.AsSpan((dualOf[depth] * options) + from, options - from).CopyTo(priced.AsSpan(work + from));
        var above = linear;
        for (var o = 0; o < outcomes; o++) { above += ContextBound(o, largest[(depth * outcomes) + o], largestBelow[(depth * outcomes) + o]); }
        var (left, best) = (priceLeft[depth], double.PositiveInfinity);
        var before = (Dual: dualOf[depth], Left: left);
        for (var step = 0; ; step++)
        {
            (dualOf[depth], priceLeft[depth]) = (step == 0 ? before.Dual : slots + 1, left);
            var bound = above + SumOfMost(depth, rowOf[depth] * options, depth).Priced;
            if (bound < keepAbove) { return false; }
            if (bound < best)
            {
                best = bound;
                if (step > 0)
                {
                    priced.AsSpan(work + from, options - from).CopyTo(priced.AsSpan(keep + from));
                    mu.CopyTo(dual.AsSpan((depth + 1) * rows));
                    before = (depth + 1, left);
                }
            }
            if (step == RepricingSteps) { break; }
            RelaxBelow(depth, work);
            var norm = 0.0;
            for (var r = 0; r < rows; r++)
            {
                var unit = r < resources ? limits[r] : RegimenModel.UseScale;
                if (unit is <= 0 or double.PositiveInfinity) { relaxedUse[r] = 0; continue; }
                relaxedUse[r] = (relaxedUse[r] + used[(depth * rows) + r] - limits[r]) / unit;
                if (mu[r] == 0 && relaxedUse[r] < 0) { relaxedUse[r] = 0; }
                norm += relaxedUse[r] * relaxedUse[r];
            }
            if (norm < 1e-12) { break; }
            var pace = (bound - keepAbove) / norm;
            for (var r = 0; r < rows; r++)
            {
                if (relaxedUse[r] == 0) { continue; }
                var moved = Math.Max(0, mu[r] + (pace * relaxedUse[r] / (r < resources ? limits[r] : RegimenModel.UseScale)));
                var change = moved - mu[r];
                (mu[r], left) = (moved, left + (change * (limits[r] - used[(depth * rows) + r])));
                var to = priced.AsSpan(work, options);
                var use = useOf.AsSpan(r * options, options);
                for (var at = from; at < options; at += RegimenModel.Lane)
                {
                    (Vector256.Create<double>(to[at..]) + (change * Vector256.Create<double>(use[at..]))).CopyTo(to[at..]);
                }
            }
        }
        (dualOf[depth], priceLeft[depth]) = before;
        return true;
    }

    /// <summary>What the plan that reaches the priced bound uses from a depth on.</summary>
    private void RelaxBelow(int depth, int prices)
    {
        Array.Clear(relaxedUse, 0, rows);
        for (var g = 0; g < groups; g++) { (gain[g], provider[g]) = (Had(depth, g), -1); }
        var row = rowOf[depth] * options;
        for (var d = depth; d < slots; d++)
        {
            var (most, chosen, mostSupported, supporter) = (double.NegativeInfinity, begin[d], double.NegativeInfinity, begin[d]);
            for (var at = begin[d]; at < begin[d + 1]; at++)
            {
                if ((unchecked(room[depth] - packed[at]) & borrows) != borrows) { continue; }
                var value = scores[row + at] - priced[prices + at];
                if (value > most) { (most, chosen) = (value, at); }
                if (value + supported[at] > mostSupported) { (mostSupported, supporter) = (value + supported[at], at); }
            }
            relaxed[d] = chosen;
            if (model.SlotGroup[order[d]] is >= 0 and var group && mostSupported - most > gain[group]) { (gain[group], provider[group]) = (mostSupported - most, supporter); }
        }
        for (var g = 0; g < groups; g++)
        {
            if (provider[g] >= 0) { relaxed[rank[model.ItemSlot[model.OptionItem[option[provider[g]]]]]] = provider[g]; }
        }
        for (var d = depth; d < slots; d++)
        {
            if (model.OptionItem[option[relaxed[d]]] < 0) { continue; }
            for (var r = 0; r < rows; r++) { relaxedUse[r] += useOf[(r * options) + relaxed[d]]; }
        }
    }

    private void Descend(int depth, int at, double linear, ulong chosen)
    {
        var (p, next) = (option[at], depth + 1);
        var item = model.OptionItem[p];
        linear += scores[(rowOf[depth] * options) + at];
        for (var g = 0; g < groups; g++) { support[(next * groups) + g] = support[(depth * groups) + g]; }
        if (item >= 0 && model.SlotGroup[order[depth]] is >= 0 and var group) { support[(next * groups) + group] = Math.Max(support[(next * groups) + group], supported[at]); }
        rowOf[next] = rowOf[depth];
        if (touches[depth]) { Update(depth, p); }
        room[next] = room[depth] - packed[at];
        dualOf[next] = dualOf[depth];
        priceLeft[next] = priceLeft[depth] - priced[(dualOf[depth] * options) + at];
        for (var o = 0; o < outcomes; o++) { largest[(next * outcomes) + o] = Math.Max(largest[(depth * outcomes) + o], KnownDose(o, p)); }
        for (var c = 0; c < groupLimits; c++) { groupsChosen[(next * groupLimits) + c] = groupsChosen[(depth * groupLimits) + c] | model.OptionGroups[(p * groupLimits) + c]; }
        var (rest, restPriced) = SumOfMost(next, rowOf[next] * options, next);
        var bound = linear + Math.Min(rest, restPriced) + OutcomeBound(depth, p);
        if (bound < keepAbove) { return; }
        for (var r = 0; r < rows; r++) { used[(next * rows) + r] = used[(depth * rows) + r] + model.OptionUse[(p * rows) + r]; }
        if (item >= 0) { (levels[item], chosen) = (model.OptionLevel[p], chosen | (1UL << item)); }
        if (bound >= tieBelow || MayComeFirst(next)) { Visit(next, linear, chosen); }
        if (item >= 0) { levels[item] = 0; }
    }

    /// <summary>The support that a group has already; 0 where none of its items is in the plan.</summary>
    private double Had(int depth, int group) => support[(depth * groups) + group] is > double.NegativeInfinity and var most ? most : 0;

    /// <summary>The most that the slots from one on can add to a plan decided up to a depth, support included: without prices on the limits, and with them.</summary>
    private (double Free, double Priced) SumOfMost(int slot, int row, int depth)
    {
        var (sum, sumPriced) = (0.0, priceLeft[depth]);
        ref var cost = ref MemoryMarshal.GetArrayDataReference(priced);
        ref var score = ref MemoryMarshal.GetArrayDataReference(scores);
        ref var use = ref MemoryMarshal.GetArrayDataReference(packed);
        ref var sigma = ref MemoryMarshal.GetArrayDataReference(supported);
        var (mask, free, never) = (Vector256.Create(borrows), Vector256.Create(room[depth]), Vector256.Create(RegimenModel.Never));
        for (var g = 0; g < groups; g++) { gain[g] = gainPriced[g] = Had(depth, g); }
        var at = begin[slot];
        var prices = dualOf[depth] * options;
        for (var d = slot; d < slots; d++)
        {
            var (most, mostPriced, helped, helpedPriced) = (never, never, never, never);
            for (var end = begin[d + 1]; at < end; at += RegimenModel.Lane)
            {
                var fits = Vector256.Equals((free - Vector256.LoadUnsafe(ref use, (nuint)at)) & mask, mask);
                var own = Vector256.ConditionalSelect(fits.AsDouble(), Vector256.LoadUnsafe(ref score, (nuint)(row + at)), never);
                var ownPriced = own - Vector256.LoadUnsafe(ref cost, (nuint)(prices + at));
                most = Vector256.MaxNative(most, own);
                mostPriced = Vector256.MaxNative(mostPriced, ownPriced);
                if (groups == 0) { continue; }
                var help = Vector256.LoadUnsafe(ref sigma, (nuint)at);
                helped = Vector256.MaxNative(helped, own + help);
                helpedPriced = Vector256.MaxNative(helpedPriced, ownPriced + help);
            }
            var (one, onePriced) = (Greatest(most), Greatest(mostPriced));
            (sum, sumPriced) = (sum + one, sumPriced + onePriced);
            if (groupLimits > 0)
            {
                var none = Unsafe.Add(ref score, row + begin[d]);
                (slotExcess[d], slotExcessPriced[d]) = none > RegimenModel.Forbidden ? (one - none, onePriced - none) : (0, 0);
            }
            if (groups > 0 && model.SlotGroup[order[d]] is >= 0 and var group)
            {
                gain[group] = Math.Max(gain[group], Greatest(helped) - one);
                gainPriced[group] = Math.Max(gainPriced[group], Greatest(helpedPriced) - onePriced);
            }
        }
        for (var g = 0; g < groups; g++) { (sum, sumPriced) = (sum + gain[g], sumPriced + gainPriced[g]); }
        if (groupLimits > 0) { (sum, sumPriced) = (sum - BeyondGroups(slot, depth, slotExcess), sumPriced - BeyondGroups(slot, depth, slotExcessPriced)); }
        return (sum, sumPriced);

        static double Greatest(Vector256<double> lanes)
        {
            var pair = Vector128.MaxNative(lanes.GetLower(), lanes.GetUpper());
            return Math.Max(pair[0], pair[1]);
        }
    }

    /// <summary>What slots add beyond being left out, in those groups that a limit on groups leaves no place for: all but the greatest. Of several limits, the one that takes away most counts.</summary>
    private double BeyondGroups(int slot, int depth, double[] excess)
    {
        var most = 0.0;
        for (var c = 0; c < groupLimits; c++)
        {
            var opened = groupsChosen[(depth * groupLimits) + c];
            Array.Clear(groupExcess);
            ulong pending = 0;
            for (var d = slot; d < slots; d++)
            {
                if (model.LimitGroup[(c * slots) + order[d]] is not (>= 0 and var group) || (opened >> group & 1) != 0) { continue; }
                groupExcess[group] += excess[d];
                pending |= 1UL << group;
            }
            var total = 0.0;
            for (var left = pending; left != 0; left &= left - 1) { total += groupExcess[BitOperations.TrailingZeroCount(left)]; }
            for (var places = model.GroupLimits[c].AtMost - BitOperations.PopCount(opened); places > 0 && pending != 0; places--)
            {
                var greatest = BitOperations.TrailingZeroCount(pending);
                for (var left = pending & (pending - 1); left != 0; left &= left - 1)
                {
                    if (groupExcess[BitOperations.TrailingZeroCount(left)] > groupExcess[greatest]) { greatest = BitOperations.TrailingZeroCount(left); }
                }
                total -= groupExcess[greatest];
                pending &= ~(1UL << greatest);
            }
            most = Math.Max(most, total);
        }
        return most;
    }

    /// <summary>Scores of the later slots once an option is taken, into a row of their own.</summary>
    private void Update(int depth, int p)
    {
        var (slot, next) = (order[depth], depth + 1);
        var from = begin[next];
        scores.AsSpan((rowOf[depth] * options) + from, options - from).CopyTo(scores.AsSpan((next * options) + from));
        rowOf[next] = next;
        var row = scores.AsSpan(next * options, options);
        for (var b = model.Blocks[slot]; b < model.Blocks[slot + 1]; b++)
        {
            var target = model.BlockTarget[b];
            if (rank[target] < depth) { continue; }
            var stride = model.Stride(target);
            var points = model.BlockPoints.AsSpan(model.BlockStart[b] + ((p - model.SlotStart[slot]) * stride), stride);
            var most = columnMost.AsSpan(model.BlockColumn[b], stride);
            var own = row.Slice(begin[rank[target]], stride);
            for (var q = 0; q < stride; q += RegimenModel.Lane)
            {
                (Vector256.Create<double>(own[q..]) + (Vector256.Create<double>(points[q..]) - Vector256.Create<double>(most[q..]))).CopyTo(own[q..]);
            }
        }
    }

    /// <summary>Whether an option keeps every limit that later options cannot mend.</summary>
    private bool Fits(int depth, int p, ulong chosen)
    {
        for (var r = 0; r < resources; r++)
        {
            if (used[(depth * rows) + r] + model.OptionUse[(p * rows) + r] + leastUse[((depth + 1) * rows) + r] > limits[r]) { return false; }
        }
        for (var c = 0; c < groupLimits; c++)
        {
            if (BitOperations.PopCount(groupsChosen[(depth * groupLimits) + c] | model.OptionGroups[(p * groupLimits) + c]) > model.GroupLimits[c].AtMost) { return false; }
        }
        if (model.OptionItem[p] is >= 0 and var item) { chosen |= 1UL << item; }
        for (var q = 0; q < model.RequirementNeeds.Length; q++)
        {
            if ((model.Requirements[q].IsAlways || (chosen & model.RequirementIf[q]) != 0) && ((chosen | itemsBelow[depth + 1]) & model.RequirementNeeds[q]) == 0) { return false; }
        }
        return true;
    }

    private double OutcomeBound(int depth, int p)
    {
        var sum = 0.0;
        for (var o = 0; o < outcomes; o++)
        {
            sum += ContextBound(o, Math.Max(largest[(depth * outcomes) + o], KnownDose(o, p)), largestBelow[((depth + 1) * outcomes) + o]);
        }
        return sum;
    }

    /// <summary>Whether some completion comes before the best plan in the order of levels.</summary>
    private bool MayComeFirst(int depth)
    {
        for (var i = 0; i < model.Items.Count; i++)
        {
            var least = rank[model.ItemSlot[i]] < depth ? levels[i] : BitOperations.TrailingZeroCount(allowed[i]);
            if (least != bestLevels[i]) { return least < bestLevels[i]; }
        }
        return false;
    }

    private void Compare()
    {
        var plan = levels.AsSpan(0, model.Items.Count);
        if (hasBarred && plan.SequenceEqual(barred.AsSpan(0, plan.Length))) { return; }
        var value = Math.Round(model.ValueAt(plan, prices) / Grid);
        if (hasBest && (value < best || (value == best && plan.SequenceCompareTo(bestLevels.AsSpan(0, plan.Length)) >= 0))) { return; }
        (hasBest, best) = (true, value);
        plan.CopyTo(bestLevels);
        keepAbove = ((best - 0.5) * Grid) - slack;
        tieBelow = ((best + 0.5) * Grid) - slack;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length) { array = new T[length]; }
    }
}
