using Facet.Evidence;

namespace Facet.Planning;

/// <summary>One person's choice problem as plain numbers: which items to take at which level, what that is worth, and what bounds it.</summary>
/// <remarks>
/// A plan gives every item one level; level 0 is "not in the plan". The value of a plan, in points, greater is better:
/// <code>
/// V = Σ_i worth(i, level) + Σ_pairs points + Σ_o w_o · (min(cap_o, m_o) − λ_o s_o) + Σ_g max{support(i) : i of group g in the plan}
/// </code>
/// with m_o = −φ·mean, s_o = √(τ² + φᵀΣφ), φ = (largest dose of a component with an estimate; dose of each component), doses of one component add and stop at 1,
/// and nothing for an outcome of which no component with an estimate is given. A group without an item in the plan gives nothing.
/// A plan is allowed when each resource's uses stay within its limit, when group limits, at-most-one groups, pairs and requirements are kept, and every mandatory item is in.
/// Uses are read to the millionth of their unit, so that sums are exact in any order.
/// <para>Immutable, and safe to share between threads. A person's limits, locks and prices are a <see cref="RegimenRestriction"/> of one model: nothing is built anew.</para>
/// </remarks>
public sealed class RegimenModel
{
    /// <summary>The most items that a model can hold.</summary>
    public const int ItemsAtMost = 64;

    /// <summary>The most levels of an item, without level 0.</summary>
    public const int LevelsAtMost = 31;

    internal const double UseScale = 1e6;

    /// <summary>Points of what must not be: finite, so that sums of it are ordered, and far below any value.</summary>
    internal const double Never = -1e15;

    /// <summary>Points below which something is forbidden.</summary>
    internal const double Forbidden = -1e14;

    /// <summary>Slots are padded to this many options, for vectors.</summary>
    internal const int Lane = 4;

    /// <param name="items">What can be chosen.</param>
    /// <param name="outcomes">What it is expected to change.</param>
    /// <param name="resources">What it uses up; <see cref="RegimenLevel.Uses"/> follows this order.</param>
    /// <param name="pairs">What two items are worth together beyond each by itself.</param>
    /// <param name="atMostOne">Groups of items of which a plan holds at most one.</param>
    /// <param name="groupLimits">Limits on how many groups a plan draws from.</param>
    /// <param name="requirements">What asks for something else.</param>
    /// <exception cref="ArgumentException">An index, a length or a number that cannot be.</exception>
    public RegimenModel(
        IReadOnlyList<RegimenItem> items,
        IReadOnlyList<RegimenOutcome>? outcomes = null,
        IReadOnlyList<RegimenResource>? resources = null,
        IReadOnlyList<RegimenPair>? pairs = null,
        IReadOnlyList<IReadOnlyList<int>>? atMostOne = null,
        IReadOnlyList<RegimenGroupLimit>? groupLimits = null,
        IReadOnlyList<RegimenRequirement>? requirements = null)
    {
        (Items, Outcomes, Resources, Pairs) = (items, outcomes ?? [], resources ?? [], pairs ?? []);
        (AtMostOne, GroupLimits, Requirements) = (atMostOne ?? [], groupLimits ?? [], requirements ?? []);
        Check();

        ItemSlot = new int[items.Count];
        var slots = Slots();
        SlotStart = new int[slots.Count + 1];
        SlotCount = new int[slots.Count];
        for (var s = 0; s < slots.Count; s++)
        {
            SlotCount[s] = 1 + slots[s].Sum(i => items[i].Levels.Count);
            SlotStart[s + 1] = SlotStart[s] + ((SlotCount[s] + Lane - 1) / Lane * Lane);
        }
        var options = SlotStart[^1];
        (OptionItem, OptionLevel, OptionWorth, OptionDose, OptionSupport) = (new int[options], new int[options], new double[options], new double[options], new double[options]);
        OptionGroups = new ulong[options * GroupLimits.Count];
        OptionOf = [.. items.Select(item => new int[item.Levels.Count + 1])];
        Rows = RequirementRows(slots);
        OptionUse = new double[options * RowCount];
        Array.Fill(OptionItem, -1);
        Array.Fill(OptionSupport, Never);
        SlotGroup = [.. slots.Select(slot => slot.Count == 0 ? -1 : items[slot[0]].SupportGroup)];
        for (var s = 0; s < slots.Count; s++)
        {
            var p = SlotStart[s] + 1;
            foreach (var i in slots[s])
            {
                (ItemSlot[i], OptionOf[i][0]) = (s, SlotStart[s]);
                for (var level = 1; level <= items[i].Levels.Count; level++, p++)
                {
                    OptionOf[i][level] = p;
                    (OptionItem[p], OptionLevel[p], OptionWorth[p]) = (i, level, items[i].Levels[level - 1].Worth);
                    if (items[i].SupportGroup >= 0) { OptionSupport[p] = items[i].Support; }
                    OptionDose[p] = items[i].Component < 0 ? 0 : Math.Min(1, items[i].Levels[level - 1].Dose);
                    for (var r = 0; r < items[i].Levels[level - 1].Uses.Count; r++) { OptionUse[(p * RowCount) + r] = Math.Round(items[i].Levels[level - 1].Uses[r] * UseScale); }
                }
            }
        }
        Limits = [.. Resources.Select(resource => ScaledLimit(resource.Limit)), .. Rows.Select(row => row.Asking is null ? -UseScale : 0)];
        for (var r = 0; r < Rows.Count; r++)
        {
            foreach (var (i, sign) in (Rows[r].Asking ?? []).Select(i => (i, 1)).Concat(Rows[r].Answering.Select(i => (i, -1))))
            {
                foreach (var p in OptionOf[i].AsSpan(1)) { OptionUse[(p * RowCount) + Resources.Count + r] += sign * UseScale; }
            }
        }
        LimitGroup = [.. GroupLimits.SelectMany(limit => slots.Select(slot => slot.Select(i => limit.GroupOf[i]).Distinct().ToList() is [var only] ? only : -1))];
        for (var c = 0; c < GroupLimits.Count; c++)
        {
            for (var p = 0; p < options; p++)
            {
                if (OptionItem[p] >= 0 && GroupLimits[c].GroupOf[OptionItem[p]] is >= 0 and var group) { OptionGroups[(p * GroupLimits.Count) + c] = 1UL << group; }
            }
        }
        (Mean, Covariance) = ([.. Outcomes.Select(MeanOf)], [.. Outcomes.Select(CovarianceOf)]);
        (Blocks, BlockTarget, BlockStart, BlockPoints) = BuildBlocks(slots);
        BlockColumn = new int[BlockTarget.Length + 1];
        for (var b = 0; b < BlockTarget.Length; b++) { BlockColumn[b + 1] = BlockColumn[b] + Stride(BlockTarget[b]); }
        RequirementIf = [.. Requirements.Select(requirement => MaskOf(requirement.IfAnyOf))];
        RequirementNeeds = [.. Requirements.Select(requirement => MaskOf(requirement.AtLeastOneOf))];
        SupportGroups = items.Count == 0 ? 0 : items.Max(item => item.SupportGroup) + 1;
        IsSharedComponent = new bool[Components];
        for (var component = 0; component < Components; component++)
        {
            IsSharedComponent[component] = Enumerable.Range(0, items.Count).Where(i => items[i].Component == component).Select(i => ItemSlot[i]).Distinct().Count() > 1;
        }
        Magnitude = 1 + options * OptionWorth.Max(Math.Abs)
            + Pairs.Where(pair => double.IsFinite(pair.Points)).Sum(pair => Math.Abs(pair.Points))
            + items.Sum(item => Math.Abs(item.Support))
            + Outcomes.Select((outcome, o) => outcome.Weight * (Mean[o].Sum(Math.Abs) + (outcome.RiskAversion * Math.Sqrt(outcome.BetweenStudyVariance + Covariance[o].Sum(Math.Abs))))).Sum();
    }

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<RegimenItem> Items { get; }

    /// <summary>What it is expected to change.</summary>
    public IReadOnlyList<RegimenOutcome> Outcomes { get; }

    /// <summary>What it uses up.</summary>
    public IReadOnlyList<RegimenResource> Resources { get; }

    /// <summary>What two items are worth together.</summary>
    public IReadOnlyList<RegimenPair> Pairs { get; }

    /// <summary>Groups of items of which a plan holds at most one.</summary>
    public IReadOnlyList<IReadOnlyList<int>> AtMostOne { get; }

    /// <summary>Limits on how many groups a plan draws from.</summary>
    public IReadOnlyList<RegimenGroupLimit> GroupLimits { get; }

    /// <summary>What asks for something else.</summary>
    public IReadOnlyList<RegimenRequirement> Requirements { get; }

    /// <summary>How many components there are: one more than the greatest index of an item.</summary>
    public int Components { get; private set; }

    // Items of one at-most-one group (and one group of support) share a slot; a slot takes exactly one of its options, of which the first is "none".
    internal int[] ItemSlot { get; }
    internal int[] SlotStart { get; }
    internal int[] SlotCount { get; }
    internal int[][] OptionOf { get; }
    internal int[] OptionItem { get; }
    internal int[] OptionLevel { get; }
    internal double[] OptionWorth { get; }
    internal double[] OptionDose { get; }
    internal double[] OptionSupport { get; }
    internal int[] SlotGroup { get; }
    internal double[] OptionUse { get; }
    internal ulong[] OptionGroups { get; }
    internal double[] Limits { get; }
    internal List<(List<int>? Asking, IReadOnlyList<int> Answering)> Rows { get; }

    // By group limit and slot: the group, −1 where the slot's items are of none or of several.
    internal int[] LimitGroup { get; }
    internal double[][] Mean { get; }
    internal double[][] Covariance { get; }
    internal int[] Blocks { get; }
    internal int[] BlockTarget { get; }
    internal int[] BlockStart { get; }
    internal int[] BlockColumn { get; }
    internal double[] BlockPoints { get; }
    internal ulong[] RequirementIf { get; }
    internal ulong[] RequirementNeeds { get; }
    internal bool[] IsSharedComponent { get; }
    internal int SupportGroups { get; }
    internal double Magnitude { get; }
    internal int SlotTotal => SlotCount.Length;
    internal int OptionTotal => OptionItem.Length;

    /// <summary>Sums that a plan keeps within limits: resources, then requirements.</summary>
    internal int RowCount => Resources.Count + Rows.Count;

    internal static double ScaledLimit(double limit) => double.IsPositiveInfinity(limit) ? limit : Math.Round(limit * UseScale);

    /// <summary>What a plan is worth, from scratch; the search ranks plans by this very number.</summary>
    /// <param name="levels">A level for each item.</param>
    /// <param name="restriction">Whose prices count; limits and allowed levels are not looked at.</param>
    /// <returns>Points; negative infinity for a plan with a pair that must not be.</returns>
    public double Value(ReadOnlySpan<int> levels, RegimenRestriction? restriction = null) => ValueAt(levels, restriction?.Prices);

    internal double ValueAt(ReadOnlySpan<int> levels, double[]? prices)
    {
        Span<double> doses = stackalloc double[Components];
        Span<double> support = stackalloc double[SupportGroups];
        doses.Clear();
        support.Fill(double.NegativeInfinity);
        var value = 0.0;
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] == 0) { continue; }
            var (item, p) = (Items[i], OptionOf[i][levels[i]]);
            value += OptionWorth[p];
            if (prices is not null) { value -= PriceOf(p, prices); }
            if (item.Component >= 0) { doses[item.Component] += OptionDose[p]; }
            if (item.SupportGroup >= 0) { support[item.SupportGroup] = Math.Max(support[item.SupportGroup], item.Support); }
            for (var b = Blocks[ItemSlot[i]]; b < Blocks[ItemSlot[i] + 1]; b++)
            {
                if (BlockTarget[b] >= ItemSlot[i]) { break; }
                var row = BlockStart[b] + ((p - SlotStart[ItemSlot[i]]) * Stride(BlockTarget[b]));
                value += BlockPoints[row + ChosenIn(BlockTarget[b], levels)];
            }
        }
        if (value < Forbidden) { return double.NegativeInfinity; }
        foreach (var greatest in support)
        {
            if (!double.IsNegativeInfinity(greatest)) { value += greatest; }
        }
        for (var c = 0; c < doses.Length; c++) { doses[c] = Math.Min(1, doses[c]); }
        for (var o = 0; o < Mean.Length; o++) { value += Worth(o, doses); }
        return value;
    }

    /// <summary>Whether a plan keeps every limit.</summary>
    /// <param name="levels">A level for each item.</param>
    /// <param name="restriction">Further limits; <see langword="null"/> for none.</param>
    public bool Allows(ReadOnlySpan<int> levels, RegimenRestriction? restriction = null)
    {
        ulong chosen = 0;
        Span<double> used = stackalloc double[Resources.Count];
        Span<ulong> groups = stackalloc ulong[GroupLimits.Count];
        used.Clear();
        groups.Clear();
        for (var i = 0; i < levels.Length; i++)
        {
            if (((restriction?.AllowedLevels(i) ?? AllLevels(i)) >> levels[i] & 1) == 0) { return false; }
            if (levels[i] == 0) { continue; }
            if (ChosenIn(ItemSlot[i], levels) != OptionOf[i][levels[i]] - SlotStart[ItemSlot[i]]) { return false; }
            chosen |= 1UL << i;
            var p = OptionOf[i][levels[i]];
            for (var r = 0; r < Resources.Count; r++) { used[r] += OptionUse[(p * RowCount) + r]; }
            for (var c = 0; c < groups.Length; c++) { groups[c] |= OptionGroups[(p * groups.Length) + c]; }
        }
        for (var r = 0; r < Resources.Count; r++)
        {
            if (used[r] > (restriction?.Limits ?? Limits)[r]) { return false; }
        }
        for (var c = 0; c < groups.Length; c++)
        {
            if (ulong.PopCount(groups[c]) > (ulong)GroupLimits[c].AtMost) { return false; }
        }
        for (var q = 0; q < RequirementNeeds.Length; q++)
        {
            if ((Requirements[q].IsAlways || (chosen & RequirementIf[q]) != 0) && (chosen & RequirementNeeds[q]) == 0) { return false; }
        }
        return !double.IsNegativeInfinity(ValueAt(levels, null));
    }

    /// <summary>Levels that an item may take where nothing restricts it, a bit for each.</summary>
    internal uint AllLevels(int item) => ((2u << Items[item].Levels.Count) - 1) & ~(Items[item].IsMandatory ? 1u : 0u);

    internal int Stride(int slot) => SlotStart[slot + 1] - SlotStart[slot];

    internal double PriceOf(int option, double[] prices)
    {
        var sum = 0.0;
        for (var r = 0; r < Resources.Count; r++) { sum += prices[r] * OptionUse[(option * RowCount) + r]; }
        return sum / UseScale;
    }

    /// <summary>w_o (min(cap, m) − λ s) of one outcome, 0 where no component with an estimate is given.</summary>
    private double Worth(int o, ReadOnlySpan<double> doses)
    {
        var (outcome, mean, covariance) = (Outcomes[o], Mean[o], Covariance[o]);
        Span<int> at = stackalloc int[doses.Length + 1];
        Span<double> phi = stackalloc double[doses.Length + 1];
        var count = 1;
        for (var c = 0; c < doses.Length; c++)
        {
            if (doses[c] <= 0 || !outcome.HasEstimate[c]) { continue; }
            (at[count], phi[count]) = (c + 1, doses[c]);
            phi[0] = Math.Max(phi[0], doses[c]);
            count++;
        }
        if (count == 1) { return 0; }
        double improvement = 0, variance = 0;
        for (var i = 0; i < count; i++)
        {
            var row = covariance.AsSpan(at[i] * mean.Length, mean.Length);
            var sum = 0.0;
            for (var j = 0; j < count; j++) { sum += phi[j] * row[at[j]]; }
            variance += phi[i] * sum;
            improvement -= phi[i] * mean[at[i]];
        }
        return outcome.Weight * (Math.Min(outcome.MostGain, improvement) - (outcome.RiskAversion * Math.Sqrt(outcome.BetweenStudyVariance + Math.Max(0, variance))));
    }

    /// <summary>The option of a slot that a plan takes, counted from the slot's first.</summary>
    private int ChosenIn(int slot, ReadOnlySpan<int> levels)
    {
        for (var p = SlotStart[slot] + 1; p < SlotStart[slot] + SlotCount[slot]; p++)
        {
            if (levels[OptionItem[p]] == OptionLevel[p]) { return p - SlotStart[slot]; }
        }
        return 0;
    }

    private List<List<int>> Slots()
    {
        var slots = new List<List<int>>();
        Array.Fill(ItemSlot, -1);
        foreach (var group in AtMostOne)
        {
            // One slot, one group of support: the rest is kept as pairs that must not be.
            if (group.Any(i => ItemSlot[i] >= 0 || Items[i].SupportGroup != Items[group[0]].SupportGroup)) { continue; }
            foreach (var i in group) { ItemSlot[i] = slots.Count; }
            slots.Add([.. group.Distinct()]);
        }
        for (var i = 0; i < Items.Count; i++)
        {
            if (ItemSlot[i] < 0) { slots.Add([i]); }
        }
        return slots;
    }

    /// <summary>Requirements as sums: for each slot with items that ask, those in the plan less the answers in the plan are at most 0; what every plan must hold, at most −1.</summary>
    private List<(List<int>? Asking, IReadOnlyList<int> Answering)> RequirementRows(List<List<int>> slots)
    {
        var rows = new List<(List<int>?, IReadOnlyList<int>)>();
        foreach (var requirement in Requirements)
        {
            List<int> answering = [.. requirement.AtLeastOneOf.Distinct()];
            if (requirement.IsAlways) { rows.Add((null, answering)); }
            foreach (var slot in slots)
            {
                if (slot.Intersect(requirement.IfAnyOf).ToList() is { Count: > 0 } asking) { rows.Add((asking, answering)); }
            }
        }
        return rows;
    }

    private double[] MeanOf(RegimenOutcome outcome) => [.. outcome.Mean.Select((value, c) => c == 0 || outcome.HasEstimate[c - 1] ? value : 0)];

    private double[] CovarianceOf(RegimenOutcome outcome)
    {
        var k = Components + 1;
        bool Counts(int c) => c == 0 || outcome.HasEstimate[c - 1];
        return [.. outcome.Covariance.Select((value, at) => Counts(at / k) && Counts(at % k) ? value : 0)];
    }

    /// <summary>Points of pairs between slots, both ways round; a row for each option of the one, a column for each of the other.</summary>
    private (int[] Blocks, int[] Targets, int[] Starts, double[] Points) BuildBlocks(List<List<int>> slots)
    {
        // A table for each pair of slots that has points, row by row.
        var tables = new double[]?[slots.Count * slots.Count];
        void Add(int p, int q, double points)
        {
            var (from, to) = (SlotOf(p), SlotOf(q));
            var table = tables[(from * slots.Count) + to] ??= new double[SlotCount[from] * Stride(to)];
            ref var cell = ref table[((p - SlotStart[from]) * Stride(to)) + q - SlotStart[to]];
            cell = double.IsNegativeInfinity(points) || cell <= Forbidden ? Never : cell + points;
        }
        void AddBoth(int p, int q, double points)
        {
            if (SlotOf(p) == SlotOf(q)) { return; }
            Add(p, q, points);
            Add(q, p, points);
        }
        int SlotOf(int option) => ItemSlot[OptionItem[option]];
        foreach (var pair in Pairs)
        {
            if (pair.Points != 0) { AddBoth(OptionOf[pair.First][pair.FirstLevel], OptionOf[pair.Second][pair.SecondLevel], pair.Points); }
        }
        foreach (var group in AtMostOne)
        {
            foreach (var (i, j) in group.SelectMany(i => group.Where(j => j < i && ItemSlot[i] != ItemSlot[j]).Select(j => (i, j))))
            {
                foreach (var p in OptionOf[i].AsSpan(1)) { foreach (var q in OptionOf[j].AsSpan(1)) { AddBoth(p, q, double.NegativeInfinity); } }
            }
        }
        var blocks = new int[slots.Count + 1];
        List<int> targets = [], starts = [];
        List<double> all = [];
        for (var at = 0; at < tables.Length; at++)
        {
            if (tables[at] is { } table)
            {
                targets.Add(at % slots.Count);
                starts.Add(all.Count);
                all.AddRange(table);
            }
            if ((at + 1) % slots.Count == 0) { blocks[(at + 1) / slots.Count] = targets.Count; }
        }
        return (blocks, [.. targets], [.. starts], [.. all]);
    }

    private static ulong MaskOf(IReadOnlyList<int> items)
    {
        ulong mask = 0;
        foreach (var i in items) { mask |= 1UL << i; }
        return mask;
    }

    private void Check()
    {
        static void Need(bool holds, string what)
        {
            if (!holds) { throw new ArgumentException(what); }
        }
        Need(Items.Count is > 0 and <= ItemsAtMost, $"A model holds 1 to {ItemsAtMost} items.");
        Components = Items.Max(item => item.Component) + 1;
        var known = (int i) => i >= 0 && i < Items.Count;
        foreach (var item in Items)
        {
            Need(item.Levels.Count is > 0 and <= LevelsAtMost, $"An item has 1 to {LevelsAtMost} levels.");
            Need(item.Component >= -1 && item.SupportGroup is >= -1 and < ItemsAtMost && double.IsFinite(item.Support), "Component, group and support of an item are numbers.");
            foreach (var level in item.Levels)
            {
                Need(double.IsFinite(level.Worth) && level.Dose >= 0 && level.Uses.Count <= Resources.Count, "A level has a worth, a dose of 0 or more, and at most as many uses as there are resources.");
                Need(level.Uses.All(use => use >= 0 && double.IsFinite(use)), "A use is 0 or more.");
            }
        }
        foreach (var outcome in Outcomes)
        {
            Need(outcome.Weight >= 0 && outcome.RiskAversion >= 0 && outcome.BetweenStudyVariance >= 0 && outcome.MostGain >= 0, "Weight, risk aversion, variance and the most that can be gained are 0 or more.");
            Need(outcome.Mean.Count == Components + 1 && outcome.Covariance.Count == (Components + 1) * (Components + 1) && outcome.HasEstimate.Count == Components, "An outcome has a mean for the context and each component, their covariance, and whether each has an estimate.");
        }
        Need(Resources.All(resource => resource.Limit >= 0), "A limit is 0 or more.");
        Need(Pairs.All(pair => known(pair.First) && known(pair.Second) && pair.First != pair.Second && (double.IsFinite(pair.Points) || double.IsNegativeInfinity(pair.Points))
            && pair.FirstLevel > 0 && pair.FirstLevel <= Items[pair.First].Levels.Count && pair.SecondLevel > 0 && pair.SecondLevel <= Items[pair.Second].Levels.Count), "A pair is two levels of two items.");
        Need(AtMostOne.All(group => group.All(known)), "A group holds items of the model.");
        Need(GroupLimits.All(limit => limit.AtMost >= 0 && limit.GroupOf.Count == Items.Count && limit.GroupOf.All(group => group is >= -1 and < ItemsAtMost)), $"Groups have numbers from 0 to {ItemsAtMost - 1}, −1 for none.");
        Need(Requirements.All(requirement => requirement.IfAnyOf.All(known) && requirement.AtLeastOneOf.All(known)), "A requirement names items of the model.");
    }
}

/// <summary>Something a plan can hold.</summary>
public sealed record RegimenItem
{
    /// <summary>Its levels from 1 up; level 0, not in the plan, is not listed.</summary>
    public required IReadOnlyList<RegimenLevel> Levels { get; init; }

    /// <summary>Whether every plan holds it. Not by default.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>The component that it gives a dose of; −1, the default, for none.</summary>
    public int Component { get; init; } = -1;

    /// <summary>The group in which only the greatest support counts, 0–63; −1, the default, for none.</summary>
    public int SupportGroup { get; init; } = -1;

    /// <summary>Points of support; any sign, 0 by default.</summary>
    public double Support { get; init; }
}

/// <summary>A level of an item.</summary>
/// <param name="Worth">Points by itself: what is wanted less burden, cost, harm and complexity; any sign.</param>
/// <param name="Dose">Share of the trials' dose of the item's component, ≥ 0; above 1 counts as 1.</param>
public sealed record RegimenLevel(double Worth, double Dose = 0)
{
    /// <summary>How much of each resource it uses, ≥ 0, in the order of the model's resources; those missing at the end are 0.</summary>
    public IReadOnlyList<double> Uses { get; init; } = [];
}

/// <summary>An outcome whose expected change counts.</summary>
public sealed record RegimenOutcome
{
    /// <summary>w: points of value for a point of improvement, ≥ 0.</summary>
    public required double Weight { get; init; }

    /// <summary>λ: points given up for a point less of standard deviation, ≥ 0.</summary>
    public required double RiskAversion { get; init; }

    /// <summary>The most that can be gained, points, ≥ 0; no bound by default.</summary>
    public double MostGain { get; init; } = double.PositiveInfinity;

    /// <summary>τ²: how much true effects differ between studies, points squared, ≥ 0.</summary>
    public required double BetweenStudyVariance { get; init; }

    /// <summary>Means of context and components, 1 + k; negative is improvement.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Their covariance, (1 + k) × (1 + k), row by row, positive semidefinite.</summary>
    public required IReadOnlyList<double> Covariance { get; init; }

    /// <summary>Whether each of the k components has an estimate; one without counts for nothing.</summary>
    public required IReadOnlyList<bool> HasEstimate { get; init; }

    /// <summary>The outcome of a fitted model.</summary>
    /// <param name="effects">What is known of all components.</param>
    /// <param name="components">Code of each component, in the model's order.</param>
    /// <param name="weight">w.</param>
    /// <param name="riskAversion">λ.</param>
    /// <param name="mostGain">The most that can be gained, points.</param>
    public static RegimenOutcome Of(JointEffects effects, IReadOnlyList<string> components, double weight, double riskAversion, double mostGain = double.PositiveInfinity)
    {
        int[] place = [PlaceOf(JointEffects.Context), .. components.Select(component => effects.Knows(component) ? PlaceOf(component) : -1)];
        int PlaceOf(string name)
        {
            for (var i = 0; i < effects.Names.Count; i++)
            {
                if (effects.Names[i] == name) { return i; }
            }
            return -1;
        }
        return new()
        {
            Weight = weight,
            RiskAversion = riskAversion,
            MostGain = mostGain,
            BetweenStudyVariance = effects.BetweenStudyVariance,
            Mean = [.. place.Select(i => i < 0 ? 0 : effects.Mean[i])],
            Covariance = [.. place.SelectMany(i => place.Select(j => i < 0 || j < 0 ? 0 : effects.Covariance[(i * effects.Mean.Count) + j]))],
            HasEstimate = [.. place.Skip(1).Select(i => i >= 0)],
        };
    }
}

/// <summary>Something that a plan uses up.</summary>
/// <param name="Limit">The most that a plan may use, in the unit of the uses; positive infinity for no limit.</param>
public sealed record RegimenResource(double Limit);

/// <summary>What two items are worth together beyond each by itself.</summary>
/// <param name="First">An item.</param>
/// <param name="FirstLevel">Its level, ≥ 1.</param>
/// <param name="Second">Another item.</param>
/// <param name="SecondLevel">Its level, ≥ 1.</param>
/// <param name="Points">Points, any sign; negative infinity where the two must not be together.</param>
public sealed record RegimenPair(int First, int FirstLevel, int Second, int SecondLevel, double Points);

/// <summary>A limit on how many groups a plan draws from.</summary>
/// <param name="GroupOf">The group of each item, 0–63; −1 for none.</param>
/// <param name="AtMost">The most groups with an item in the plan.</param>
public sealed record RegimenGroupLimit(IReadOnlyList<int> GroupOf, int AtMost);

/// <summary>If any of some items is in the plan, so must one of others.</summary>
/// <param name="IfAnyOf">The items that ask.</param>
/// <param name="AtLeastOneOf">The items of which one must be in the plan.</param>
public sealed record RegimenRequirement(IReadOnlyList<int> IfAnyOf, IReadOnlyList<int> AtLeastOneOf)
{
    /// <summary>Whether it holds for every plan, whatever is in it. Not by default.</summary>
    public bool IsAlways { get; init; }

    /// <summary>Every plan holds one of these.</summary>
    public static RegimenRequirement Always(IReadOnlyList<int> atLeastOneOf) => new([], atLeastOneOf) { IsAlways = true };
}

/// <summary>Locks, limits and prices laid over one model. Reusable, and not for two threads at once.</summary>
public sealed class RegimenRestriction
{
    private readonly RegimenModel model;
    private readonly uint[] allowed;

    /// <summary>Restricts nothing yet.</summary>
    public RegimenRestriction(RegimenModel model)
    {
        (this.model, allowed, Limits) = (model, new uint[model.Items.Count], new double[model.RowCount]);
        Clear();
    }

    internal double[] Limits { get; }

    internal double[]? Prices { get; private set; }

    /// <summary>Levels that an item may take, a bit for each from level 0 up.</summary>
    public uint AllowedLevels(int item) => allowed[item];

    /// <summary>The limit of a resource, in the unit of its uses.</summary>
    public double LimitOf(int resource) => Limits[resource] / RegimenModel.UseScale;

    /// <summary>Points that a unit of a resource costs.</summary>
    public double PriceOf(int resource) => Prices?[resource] ?? 0;

    /// <summary>Takes everything back.</summary>
    public RegimenRestriction Clear()
    {
        for (var i = 0; i < allowed.Length; i++) { allowed[i] = model.AllLevels(i); }
        model.Limits.CopyTo(Limits, 0);
        Prices = null;
        return this;
    }

    /// <summary>The plan must hold the item.</summary>
    public RegimenRestriction Lock(int item) => Allow(item, ~1u);

    /// <summary>The plan must not hold the item.</summary>
    public RegimenRestriction Forbid(int item) => Allow(item, 1u);

    /// <summary>The item must have this level; 0 forbids it.</summary>
    public RegimenRestriction Fix(int item, int level) => Allow(item, 1u << level);

    /// <summary>The item may have only these of the levels that it may still have, a bit for each from level 0 up.</summary>
    public RegimenRestriction Allow(int item, uint levels)
    {
        allowed[item] &= levels;
        return this;
    }

    /// <summary>Another limit of a resource, in the unit of its uses.</summary>
    public RegimenRestriction Limit(int resource, double limit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(resource, model.Resources.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        Limits[resource] = RegimenModel.ScaledLimit(limit);
        return this;
    }

    /// <summary>Points that a unit of each resource costs, taken off the value; 0 by default.</summary>
    public RegimenRestriction Price(int resource, double points)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(resource, model.Resources.Count);
        (Prices ??= new double[model.Resources.Count])[resource] = points;
        return this;
    }
}
