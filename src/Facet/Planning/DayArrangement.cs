using Facet.Treatments;

using System.Numerics;

namespace Facet.Planning;

/// <summary>Arranges what is on one day in parts of the day, in the order that the rules ask for, with the fewest points.</summary>
/// <remarks>Sessions of a day are one visit, so they share a part. What is done several times on a day takes as many parts. Order rules look at the first time.</remarks>
internal sealed class DayArrangement
{
    private static readonly PartsOfDay[] Parts = [PartsOfDay.Morning, PartsOfDay.Midday, PartsOfDay.Evening];

    private readonly DayOfWeek day;
    private readonly LayoutLimits limits;
    private readonly LayoutWeights weights;
    private readonly WeekType type;
    private readonly LayoutUnit[] units;
    private readonly PartsOfDay[][] options;
    private readonly bool[,] isBefore;
    private readonly PartsOfDay[] current;
    private PartsOfDay[] best = [];
    private int least = LayoutSearch.Impossible;

    public DayArrangement(WeekType type, ulong present, DayOfWeek day, LayoutLimits limits, LayoutWeights weights)
    {
        (this.type, this.day, this.limits, this.weights) = (type, day, limits, weights);
        var list = new List<LayoutUnit>();
        for (var left = present; left != 0; left &= left - 1) { list.Add(type.Units[BitOperations.TrailingZeroCount(left)]); }
        // Sessions first: their common part is chosen before what is arranged around them.
        units = [.. list.Where(unit => unit.IsVisit), .. list.Where(unit => !unit.IsVisit)];
        options = new PartsOfDay[units.Length][];
        isBefore = new bool[units.Length, units.Length];
        current = new PartsOfDay[units.Length];
    }

    public static PartsOfDay VisitParts(LayoutLimits limits, DayOfWeek day) => limits.ClinicClosed.Contains(day) ? PartsOfDay.None : limits.VisitSlots[day];

    public static PartsOfDay HomeParts(LayoutLimits limits, DayOfWeek day, LayoutItem item) =>
        item.Kind == LayoutKind.Medicine || item.HomeMinutes == 0 ? PartsOfDay.Any : limits.HomeSlots[day];

    /// <summary>Points of the day, or <see cref="LayoutSearch.Impossible"/>.</summary>
    public int Solve()
    {
        if (units.Length == 0) { return 0; }
        var (home, visit) = (0, 0);
        var count = 0;
        foreach (var unit in units)
        {
            if (unit.IsVisit) { visit += unit.Minutes; } else { home += unit.Minutes; }
            count += unit.IsHomeItem ? 1 : 0;
        }
        if (count > limits.HomeItemsADay || home > limits.HomeMinutesOnAnyDay || visit > limits.VisitMinutesOnAnyDay) { return LayoutSearch.Impossible; }
        Relate();
        if (HasCircle()) { return LayoutSearch.Impossible; }
        for (var index = 0; index < units.Length; index++) { options[index] = Options(units[index]); }
        Choose(0, 0);
        if (least == LayoutSearch.Impossible) { return LayoutSearch.Impossible; }
        var cost = least + weights.MinuteAboveShare * Math.Max(0, home + visit - type.Share);
        foreach (var unit in units)
        {
            if (unit.IsLoad && limits.RestDays.Contains(day)) { cost += weights.OnWishedRestDay; }
            if (!unit.IsVisit && units.Any(other => other.IsVisit && other.Item == unit.Item)) { cost += weights.OnOwnSessionDay; }
        }
        return cost;
    }

    /// <summary>Each time of each unit with its part, in the order of the day. After <see cref="Solve"/>.</summary>
    public IEnumerable<(LayoutUnit Unit, PartOfDay Part)> InOrder()
    {
        for (var part = 0; part < Parts.Length; part++)
        {
            var left = Enumerable.Range(0, units.Length).Where(index => best[index].HasFlag(Parts[part])).OrderBy(Rank).ThenBy(index => units[index].Item.Id, StringComparer.Ordinal).ToList();
            while (left.Count > 0)
            {
                // A later time of a unit waits for nobody: order rules look at the first.
                var next = left.First(index => !IsFirst(index, part) || left.All(other => !isBefore[other, index] || !IsFirst(other, part)));
                left.Remove(next);
                yield return (units[next], (PartOfDay)part);
            }
        }

        bool IsFirst(int index, int part) => BitOperations.TrailingZeroCount((int)best[index]) == part;

        int Rank(int index) => units[index] switch
        {
            { Item.Kind: LayoutKind.Medicine, IsVisit: false } => 0,
            { IsVisit: true } => 1,
            { Item.IsActive: true } => 2,
            { Item.Kind: LayoutKind.Advice } => 4,
            _ => 3,
        };
    }

    private void Relate()
    {
        for (var one = 0; one < units.Length; one++)
        {
            foreach (var rule in units[one].Item.Order)
            {
                for (var other = 0; other < units.Length; other++)
                {
                    if (units[other].Item.Id != rule.Other) { continue; }
                    if (rule.Kind is OrderKind.Before or OrderKind.SameDayBefore) { isBefore[one, other] = true; } else { isBefore[other, one] = true; }
                }
            }
        }
    }

    private bool HasCircle()
    {
        var left = Enumerable.Range(0, units.Length).ToList();
        while (left.FindIndex(index => left.All(other => !isBefore[other, index])) is >= 0 and var free) { left.RemoveAt(free); }
        return left.Count > 0;
    }

    /// <summary>The sets of parts that a unit could take, those that suit it first.</summary>
    private PartsOfDay[] Options(LayoutUnit unit)
    {
        var free = unit.IsVisit ? VisitParts(limits, day) : HomeParts(limits, day, unit.Item);
        return [.. Enumerable.Range(1, (int)PartsOfDay.Any).Select(set => (PartsOfDay)set)
            .Where(set => (set & free) == set && BitOperations.PopCount((uint)set) == unit.Times)
            .OrderBy(set => Outside(unit, set)).ThenBy(set => set)];
    }

    private static int Outside(LayoutUnit unit, PartsOfDay set) => BitOperations.PopCount((uint)(set & ~unit.Item.Preferred));

    private void Choose(int index, int cost)
    {
        if (cost >= least) { return; }
        if (index == units.Length)
        {
            (least, best) = (cost, [.. current]);
            return;
        }
        foreach (var set in options[index])
        {
            if (units[index].IsVisit && index > 0 && set != current[0]) { continue; }
            current[index] = set;
            if (Keeps(index)) { Choose(index + 1, cost + weights.OutsidePreferred * Outside(units[index], set)); }
        }
    }

    private bool Keeps(int index)
    {
        var own = First(index);
        for (var other = 0; other < index; other++)
        {
            if ((isBefore[index, other] && own > First(other)) || (isBefore[other, index] && First(other) > own)) { return false; }
        }
        return true;
    }

    private int First(int index) => BitOperations.TrailingZeroCount((int)current[index]);
}
