namespace Facet.Planning;

/// <summary>The plans of a choice problem, from the one worth most down.</summary>
/// <remarks>
/// After each plan, what is left is split by the first item that differs from it, and the best plan of each part waits in a queue (Lawler 1972, Management Science 18(7):401–405). Parts whose best plan is not worth more than asked for are
/// dropped, so the threshold must never fall.
/// </remarks>
internal sealed class RegimensInOrder
{
    private readonly RegimenModel model;
    private readonly RegimenSearch search;
    private readonly RegimenRestriction restriction;
    private readonly PriorityQueue<(uint[] Allowed, RegimenSolution Best), (double, long)> queue = new();
    private uint[]? waiting;
    private IReadOnlyList<int>? last;
    private long turn;

    public RegimensInOrder(RegimenModel model, uint[] allowed, RegimenSearch search, long nodes = 0)
    {
        (this.model, this.search, restriction, waiting, Nodes) = (model, search, new(model), allowed, nodes);
    }

    /// <summary>Partial plans looked at.</summary>
    public long Nodes { get; private set; }

    /// <summary>The same choice with more, or less, worth for each level, and no more minutes in a week than its days have together.</summary>
    public static RegimenModel WithWorth(RegimenModel model, double[][] worth, double[][] minutes, double minutesAtMost) => new(
        [.. model.Items.Select((item, i) => item with { Levels = [.. item.Levels.Select((level, l) => level with
        {
            Worth = double.IsNegativeInfinity(worth[i][l]) ? level.Worth : level.Worth + worth[i][l],
            Uses = [.. level.Uses, .. Enumerable.Repeat(0.0, model.Resources.Count - level.Uses.Count), minutes[i][l]],
        })] })],
        model.Outcomes, [.. model.Resources, new(minutesAtMost)], model.Pairs, model.AtMostOne, model.GroupLimits, model.Requirements);

    /// <summary>Minutes a week of each item and level.</summary>
    public static double[][] MinutesOf(IReadOnlyList<WeekItem> items) => [.. items.Select(item => item.Levels.Select(demand => (double)demand.Sessions * demand.Minutes).ToArray())];

    /// <summary>Levels that items may have, without those that cannot be done at all.</summary>
    public static uint[] Allowed(RegimenModel model, RegimenRestriction? restriction, double[][] worth)
    {
        var allowed = new uint[model.Items.Count];
        for (var i = 0; i < allowed.Length; i++)
        {
            allowed[i] = restriction?.AllowedLevels(i) ?? uint.MaxValue;
            for (var l = 0; l < worth[i].Length; l++)
            {
                if (double.IsNegativeInfinity(worth[i][l])) { allowed[i] &= ~(2u << l); }
            }
        }
        return allowed;
    }

    /// <summary>The next plan, where one is worth more than <paramref name="above"/>.</summary>
    public bool TryNext(double above, out IReadOnlyList<int> levels, out double value)
    {
        if (waiting is { } part)
        {
            waiting = null;
            if (last is null) { Put(part, above); } else { Split(part, last, above); }
        }
        if (!queue.TryDequeue(out var next, out _) || next.Best.Value <= above)
        {
            (levels, value) = ([], double.NegativeInfinity);
            return false;
        }
        (waiting, last) = (next.Allowed, next.Best.Levels);
        (levels, value) = (next.Best.Levels, next.Best.Value);
        return true;
    }

    /// <summary>Fixing what comes before and forbidding its level splits the rest into parts that share no plan.</summary>
    private void Split(uint[] allowed, IReadOnlyList<int> levels, double above)
    {
        var before = (uint[])allowed.Clone();
        for (var i = 0; i < levels.Count; i++)
        {
            var own = 1u << levels[i];
            if ((allowed[i] & ~own & model.AllLevels(i)) != 0)
            {
                var part = (uint[])before.Clone();
                part[i] &= ~own;
                Put(part, above);
            }
            before[i] = own;
        }
    }

    private void Put(uint[] allowed, double above)
    {
        restriction.Clear();
        for (var i = 0; i < allowed.Length; i++) { restriction.Allow(i, allowed[i]); }
        var best = search.Solve(model, restriction);
        Nodes += best.Nodes;
        if (best.Proof == RegimenProof.Optimal && best.Value > above) { queue.Enqueue((allowed, best), (-best.Value, turn++)); }
    }
}
