using System.Numerics;

namespace Facet.Planning;

/// <summary>What a level of an item asks of every week.</summary>
/// <param name="Sessions">Sessions a week, 1–7, at most one on a day.</param>
/// <param name="Minutes">Minutes of a session.</param>
public sealed record WeekDemand(int Sessions, int Minutes);

/// <summary>How an item of a choice stands to the days of a week.</summary>
public sealed record WeekItem
{
    /// <summary>What each level asks, from level 1 up.</summary>
    public required IReadOnlyList<WeekDemand> Levels { get; init; }

    /// <summary>Least days from one session to the next, 1–7. Default 1.</summary>
    public int DaysBetween { get; init; } = 1;

    /// <summary>Points of a session in each of the 21 parts of the week (day 0 morning, midday, evening, day 1 ...); <see cref="double.NegativeInfinity"/> where it cannot be.</summary>
    public required IReadOnlyList<double> Points { get; init; }
}

/// <summary>A choice of items and levels together with the week in which they are done.</summary>
/// <param name="Regimen">The choice.</param>
/// <param name="Items">The week of each item of the choice, in its order.</param>
/// <param name="MinutesOnDay">Minutes on each of the seven days, at most.</param>
public sealed record WeekTemplateModel(RegimenModel Regimen, IReadOnlyList<WeekItem> Items, IReadOnlyList<double> MinutesOnDay);

/// <summary>The best choice together with its week.</summary>
/// <param name="Levels">A level for each item; empty where nothing was found.</param>
/// <param name="Slots">For each item the parts of the week in which it is done, bit 3 · day + part.</param>
/// <param name="Value">Points of the choice and of its sessions; negative infinity where nothing was found.</param>
/// <param name="UpperBound">No choice with its week is worth more; the value itself once that is proved.</param>
/// <param name="Nodes">Partial choices and partial weeks looked at.</param>
public sealed record WeekTemplateSolution(IReadOnlyList<int> Levels, IReadOnlyList<int> Slots, double Value, double UpperBound, long Nodes)
{
    /// <summary>Whether the search was complete.</summary>
    public bool IsOptimal => UpperBound <= Value || double.IsNegativeInfinity(UpperBound);
}

/// <summary>Finds the choice that is worth most together with the week in which it is done: every repeated week keeps gaps round the week, availability and the minutes of each day.</summary>
/// <remarks>
/// Without the minutes of a day every item takes its best set of days, so a choice is worth at most V + Σ best sets. With prices π ≥ 0 on the minutes of each day it is worth at most
/// V + Σ max (points − Σ π minutes) + Σ π limit (Lagrange). Choices are looked at in falling order of that bound (<see cref="RegimensInOrder"/>), the week of each is solved exactly
/// (<see cref="DayPacking"/>), and the search ends when the next bound does not exceed the best found. Where the first few, and then some dozens, do not settle it, prices are moved against the minutes in excess, which takes away the choices
/// that only look good because days overflow.
/// </remarks>
public sealed class WeekTemplateSearch
{
    internal const int Days = 7;
    internal const int Parts = 3;
    private const double Same = 1e-7;
    private const int PriceSteps = 12;

    private readonly DayPacking packing = new();
    private readonly RegimenSearch search = new();

    /// <summary>Finds the best choice and week.</summary>
    /// <param name="model">The choice and its week.</param>
    /// <param name="restriction">Levels that items may have; <see langword="null"/> for all. Its limits and prices are not looked at.</param>
    /// <param name="workLimit">Partial choices and weeks to look at, at most; beyond it the answer has a bound.</param>
    public WeekTemplateSolution Solve(WeekTemplateModel model, RegimenRestriction? restriction = null, long workLimit = long.MaxValue)
    {
        var weeks = DaySets.Of(model);
        var prices = new double[Days];
        var before = packing.Nodes;
        var best = new Incumbent(model);
        var order = InOrder(model, weeks, prices, restriction);
        var constant = 0.0;
        for (var looked = 0; ; looked++)
        {
            if (!order.TryNext(best.Value - constant, out var levels, out var bound) || bound + constant <= best.Value + Same) { return best.Proved(Work()); }
            if (Work() > workLimit) { return best.Bounded(bound + constant, Work()); }
            Try(model, weeks, levels, best);
            if (looked is not (4 or 32 or 256) || best.Value >= bound + constant - Same) { continue; }
            (order, constant) = Priced(model, weeks, prices, restriction, best, order.Nodes);
        }

        long Work() => order.Nodes + packing.Nodes - before;
    }

    /// <summary>Solves the week of one choice, and keeps it where it is better than the best.</summary>
    private void Try(WeekTemplateModel model, DaySets[][] weeks, IReadOnlyList<int> levels, Incumbent best)
    {
        var value = model.Regimen.Value([.. levels]);
        packing.Clear(model.MinutesOnDay);
        for (var i = 0; i < levels.Count; i++)
        {
            if (levels[i] > 0) { packing.Add(weeks[i][levels[i] - 1]); }
        }
        var points = packing.Solve(best.Value - value);
        if (value + points > best.Value + Same) { best.Keep(levels, value + points, weeks, packing); }
    }

    /// <summary>Moves prices against the minutes in excess at the best choice of each step, and keeps those with the least bound.</summary>
    private (RegimensInOrder Order, double Constant) Priced(WeekTemplateModel model, DaySets[][] weeks, double[] prices, RegimenRestriction? restriction, Incumbent best, long nodes)
    {
        var (least, kept) = (double.PositiveInfinity, new double[Days]);
        for (var step = 0; step < PriceSteps; step++)
        {
            var order = InOrder(model, weeks, prices, restriction);
            var constant = Constant(model, prices);
            if (!order.TryNext(double.NegativeInfinity, out var levels, out var value)) { break; }
            nodes += order.Nodes;
            if (value + constant < least) { (least, kept) = (value + constant, [.. prices]); }
            Try(model, weeks, levels, best);
            var excess = model.MinutesOnDay.Select(minutes => -minutes).ToArray();
            for (var i = 0; i < levels.Count; i++)
            {
                if (levels[i] > 0) { weeks[i][levels[i] - 1].AddMinutes(weeks[i][levels[i] - 1].BestAt(prices), excess); }
            }
            var length = 0.0;
            for (var day = 0; day < Days; day++) { length += prices[day] > 0 || excess[day] > 0 ? excess[day] * excess[day] : 0; }
            if (length == 0 || value + constant <= best.Value + Same) { break; }
            var pace = (double.IsNegativeInfinity(best.Value) ? 0.05 * Math.Abs(value) : value + constant - best.Value) / length;
            for (var day = 0; day < Days; day++) { prices[day] = Math.Max(0, prices[day] + pace * excess[day]); }
        }
        kept.CopyTo(prices, 0);
        return (InOrder(model, weeks, prices, restriction, nodes), Constant(model, prices));
    }

    private static double Constant(WeekTemplateModel model, double[] prices)
    {
        var sum = 0.0;
        for (var day = 0; day < Days; day++) { sum += prices[day] * model.MinutesOnDay[day]; }
        return sum;
    }

    private RegimensInOrder InOrder(WeekTemplateModel model, DaySets[][] weeks, double[] prices, RegimenRestriction? restriction, long nodes = 0)
    {
        var most = weeks.Select(levels => levels.Select(sets => sets.MostAt(prices)).ToArray()).ToArray();
        return new(RegimensInOrder.WithWorth(model.Regimen, most, RegimensInOrder.MinutesOf(model.Items), model.MinutesOnDay.Sum()), RegimensInOrder.Allowed(model.Regimen, restriction, most), search, nodes);
    }

    private sealed class Incumbent(WeekTemplateModel model)
    {
        private IReadOnlyList<int> levels = [];
        private int[] slots = [];

        public double Value { get; private set; } = double.NegativeInfinity;

        public void Keep(IReadOnlyList<int> chosen, double value, DaySets[][] weeks, DayPacking packing)
        {
            (levels, Value, slots) = (chosen, value, new int[model.Items.Count]);
            for (var (i, at) = (0, 0); i < chosen.Count; i++)
            {
                if (chosen[i] > 0) { slots[i] = weeks[i][chosen[i] - 1].SlotsOf(packing.Chosen(at++)); }
            }
        }

        public WeekTemplateSolution Proved(long nodes) => new(levels, slots, Value, Value, nodes);

        public WeekTemplateSolution Bounded(double bound, long nodes) => new(levels, slots, Value, Math.Max(Value, bound), nodes);
    }
}

/// <summary>The sets of days on which an item can be done at a level, with the points of the best part of each day.</summary>
internal sealed class DaySets
{
    private static readonly byte[][,] Round = Table(isRound: true);
    private static readonly byte[][,] Straight = Table(isRound: false);
    private readonly int[] partOf;

    private DaySets(byte[] sets, double[] points, int minutes, int[] partOf)
    {
        (Sets, Points, Minutes, this.partOf) = (sets, points, minutes, partOf);
        foreach (var set in sets)
        {
            LatestStart = Math.Max(LatestStart, BitOperations.TrailingZeroCount(set));
            EarliestEnd = Math.Min(EarliestEnd, BitOperations.Log2(set));
        }
    }

    /// <summary>Sets of days, bit 0 for the first, best first.</summary>
    public byte[] Sets { get; }

    /// <summary>Points of each.</summary>
    public double[] Points { get; }

    /// <summary>Minutes of a session.</summary>
    public int Minutes { get; }

    /// <summary>The latest day on which a set begins.</summary>
    public int LatestStart { get; }

    /// <summary>The earliest day on which a set ends.</summary>
    public int EarliestEnd { get; } = WeekTemplateSearch.Days - 1;

    /// <summary>The sets of every item and level.</summary>
    public static DaySets[][] Of(WeekTemplateModel model) => [.. model.Items.Select(item => Of(item, item.Points, isRound: true))];

    /// <summary>The sets of every level of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="points">Its points in the week at hand.</param>
    /// <param name="isRound">Whether the week repeats, so that the gap holds from its end to its beginning.</param>
    public static DaySets[] Of(WeekItem item, IReadOnlyList<double> points, bool isRound)
    {
        var (best, part) = (new double[WeekTemplateSearch.Days], new int[WeekTemplateSearch.Days]);
        for (var day = 0; day < WeekTemplateSearch.Days; day++)
        {
            best[day] = double.NegativeInfinity;
            for (var p = 0; p < WeekTemplateSearch.Parts; p++)
            {
                if (points[(WeekTemplateSearch.Parts * day) + p] > best[day]) { (best[day], part[day]) = (points[(WeekTemplateSearch.Parts * day) + p], p); }
            }
        }
        return [.. item.Levels.Select(demand => Of(demand, item.DaysBetween, best, part, isRound))];
    }

    private static DaySets Of(WeekDemand demand, int daysBetween, double[] best, int[] part, bool isRound)
    {
        var all = (isRound ? Round : Straight)[daysBetween - 1];
        var count = all[demand.Sessions - 1, 0];
        var (sets, points, kept) = (new byte[count], new double[count], 0);
        for (var index = 1; index <= count; index++)
        {
            var set = all[demand.Sessions - 1, index];
            var sum = 0.0;
            for (int left = set; left != 0; left &= left - 1) { sum += best[BitOperations.TrailingZeroCount(left)]; }
            // Impossible points are minus infinity, and so is their sum; equal sums keep the order of the days.
            if (double.IsNegativeInfinity(sum)) { continue; }
            (sets[kept], points[kept]) = (set, -sum);
            kept++;
        }
        Array.Resize(ref sets, kept);
        Array.Resize(ref points, kept);
        Array.Sort(points, sets);
        for (var index = 0; index < kept; index++) { points[index] = -points[index]; }
        return new(sets, points, demand.Minutes, part);
    }

    /// <summary>By gap and number of days: how many sets, then the sets.</summary>
    private static byte[][,] Table(bool isRound)
    {
        const int Most = 35;
        var tables = new byte[WeekTemplateSearch.Days][,];
        for (var gap = 1; gap <= WeekTemplateSearch.Days; gap++)
        {
            var table = tables[gap - 1] = new byte[WeekTemplateSearch.Days, Most + 1];
            for (var set = 1; set < 1 << WeekTemplateSearch.Days; set++)
            {
                if (!KeepsGap(set, gap, isRound)) { continue; }
                var row = BitOperations.PopCount((uint)set) - 1;
                table[row, ++table[row, 0]] = (byte)set;
            }
        }
        return tables;
    }

    private static bool KeepsGap(int set, int gap, bool isRound)
    {
        for (var day = 0; day < WeekTemplateSearch.Days; day++)
        {
            if ((set >> day & 1) == 0) { continue; }
            for (var next = day + 1; next < day + gap; next++)
            {
                if (next < WeekTemplateSearch.Days ? (set >> next & 1) != 0 : isRound && (set >> (next - WeekTemplateSearch.Days) & 1) != 0) { return false; }
            }
        }
        return true;
    }

    /// <summary>The index of the set with the most points less prices.</summary>
    public int BestAt(double[] prices)
    {
        var (best, at) = (double.NegativeInfinity, -1);
        for (var index = 0; index < Sets.Length; index++)
        {
            var net = Points[index] - (Minutes * Sum(Sets[index], prices));
            if (net > best) { (best, at) = (net, index); }
        }
        return at;
    }

    /// <summary>The most that points less prices come to; minus infinity where there is no set.</summary>
    public double MostAt(double[] prices) => BestAt(prices) is >= 0 and var at ? Points[at] - (Minutes * Sum(Sets[at], prices)) : double.NegativeInfinity;

    /// <summary>The most points less prices over weeks that follow each other, with the gap from each to the next; minus infinity where there is none.</summary>
    /// <param name="weeks">The sets of one item and level in each week.</param>
    /// <param name="prices">Prices of each week's days.</param>
    /// <param name="gap">Least days from one session to the next.</param>
    /// <param name="chosen">Receives the index of each week's set where there is one; empty when nobody asks.</param>
    public static double MostInARow(ReadOnlySpan<DaySets> weeks, ReadOnlySpan<double[]> prices, int gap, Span<int> chosen = default)
    {
        // What a week leaves to the next is its last day alone.
        const int Days = WeekTemplateSearch.Days;
        Span<double> upTo = stackalloc double[Days];
        Span<double> with = stackalloc double[Days];
        Span<int> setAt = stackalloc int[weeks.Length * Days];
        Span<int> dayBefore = stackalloc int[weeks.Length * Days];
        for (var week = 0; week < weeks.Length; week++)
        {
            var sets = weeks[week];
            with.Fill(double.NegativeInfinity);
            for (var index = 0; index < sets.Sets.Length; index++)
            {
                int set = sets.Sets[index];
                var (first, last) = (BitOperations.TrailingZeroCount(set), BitOperations.Log2((uint)set));
                var (before, from) = (week == 0 ? 0 : double.NegativeInfinity, 0);
                for (var day = 0; week > 0 && day < Days && Days - day + first >= gap; day++)
                {
                    if (upTo[day] > before) { (before, from) = (upTo[day], day); }
                }
                var value = before + sets.Points[index] - (sets.Minutes * Sum(set, prices[week]));
                if (value > with[last]) { (with[last], setAt[(week * Days) + last], dayBefore[(week * Days) + last]) = (value, index, from); }
            }
            with.CopyTo(upTo);
        }
        var (most, end) = (double.NegativeInfinity, 0);
        for (var day = 0; day < Days; day++)
        {
            if (upTo[day] > most) { (most, end) = (upTo[day], day); }
        }
        for (var week = weeks.Length - 1; week >= 0 && chosen.Length > 0; week--)
        {
            chosen[week] = setAt[(week * Days) + end];
            end = dayBefore[(week * Days) + end];
        }
        return most;
    }

    /// <summary>Adds the minutes of a set to those of the days.</summary>
    public void AddMinutes(int index, double[] minutes)
    {
        for (int left = Sets[index]; left != 0; left &= left - 1) { minutes[BitOperations.TrailingZeroCount(left)] += Minutes; }
    }

    /// <summary>The parts of the week that a set takes.</summary>
    public int SlotsOf(int set)
    {
        var slots = 0;
        for (var left = set; left != 0; left &= left - 1)
        {
            var day = BitOperations.TrailingZeroCount(left);
            slots |= 1 << ((WeekTemplateSearch.Parts * day) + partOf[day]);
        }
        return slots;
    }

    internal static double Sum(int set, double[] prices)
    {
        var sum = 0.0;
        for (var left = set; left != 0; left &= left - 1) { sum += prices[BitOperations.TrailingZeroCount(left)]; }
        return sum;
    }
}

/// <summary>Gives each of several items one of its sets of days so that no day has too many minutes, with the most points.</summary>
/// <remarks>Depth first, the item with the fewest sets that fit next, best sets first. Bound: points less prices of the minutes, plus prices times what the days allow; the prices come from a few subgradient steps at the root. Reusable, and not for two threads at once.</remarks>
internal sealed class DayPacking
{
    private const int Steps = 30;
    private const int ItemsAtMost = 64;
    private readonly List<DaySets> items = [];
    private readonly List<Func<int, bool>?> filters = [];
    private readonly double[] limit = new double[WeekTemplateSearch.Days];
    private readonly double[] used = new double[WeekTemplateSearch.Days];
    private readonly double[] prices = new double[WeekTemplateSearch.Days];
    private readonly double[] bestPrices = new double[WeekTemplateSearch.Days];
    private readonly double[] excess = new double[WeekTemplateSearch.Days];
    private readonly double[][] net = [.. Enumerable.Range(0, ItemsAtMost).Select(_ => new double[35])];
    private readonly int[][] order = [.. Enumerable.Range(0, ItemsAtMost).Select(_ => new int[35])];
    private readonly int[] counts = new int[ItemsAtMost];
    private readonly int[] current = new int[ItemsAtMost];
    private readonly int[] chosen = new int[ItemsAtMost];
    private double best;
    private double constant;

    /// <summary>The prices of the last solution's bound.</summary>
    public double[] Prices => [.. bestPrices];

    /// <summary>Partial weeks looked at since the beginning.</summary>
    public long Nodes { get; private set; }

    /// <summary>A week without items.</summary>
    public void Clear(IReadOnlyList<double> minutesOnDay)
    {
        items.Clear();
        filters.Clear();
        for (var day = 0; day < limit.Length; day++) { limit[day] = minutesOnDay[day]; }
    }

    /// <summary>One more item, with those of its sets that <paramref name="filter"/> keeps.</summary>
    public void Add(DaySets sets, Func<int, bool>? filter = null)
    {
        items.Add(sets);
        filters.Add(filter);
    }

    /// <summary>The set of days of an item, in the order in which they were added.</summary>
    public int Chosen(int item) => items[item].Sets[chosen[item]];

    /// <summary>The most points above <paramref name="above"/>; negative infinity where no week has more.</summary>
    public double Solve(double above)
    {
        best = above;
        var (found, minutes) = (double.NegativeInfinity, 0.0);
        for (var i = 0; i < items.Count; i++)
        {
            counts[i] = 0;
            for (var index = 0; index < items[i].Sets.Length; index++)
            {
                if (filters[i]?.Invoke(items[i].Sets[index]) != false) { order[i][counts[i]++] = index; }
            }
            if (counts[i] == 0) { return found; }
            minutes += items[i].Minutes * BitOperations.PopCount(items[i].Sets[0]);
        }
        if (minutes > limit.Sum()) { return found; }
        if (FindPrices(ref found) <= best + 1e-9) { return found; }
        for (var i = 0; i < items.Count; i++)
        {
            var sets = items[i];
            for (var k = 0; k < counts[i]; k++) { net[i][k] = -(sets.Points[order[i][k]] - (sets.Minutes * DaySets.Sum(sets.Sets[order[i][k]], prices))); }
            Array.Sort(net[i], order[i], 0, counts[i]);
            for (var k = 0; k < counts[i]; k++) { net[i][k] = -net[i][k]; }
        }
        constant = DaySets.Sum(127, [.. prices.Zip(limit, (price, most) => price * most)]);
        Array.Clear(used);
        var before = best;
        Visit((1UL << items.Count) - 1, 0, 0);
        return best > before ? best : found;
    }

    /// <summary>Moves prices until the bound does not fall, keeping any week within the limits that comes by.</summary>
    /// <returns>The least bound.</returns>
    private double FindPrices(ref double found)
    {
        Array.Clear(prices);
        var least = double.PositiveInfinity;
        var damping = 1.0;
        for (var step = 0; step < Steps; step++)
        {
            var (bound, points) = (0.0, 0.0);
            for (var day = 0; day < limit.Length; day++)
            {
                bound += prices[day] * limit[day];
                excess[day] = -limit[day];
            }
            for (var i = 0; i < items.Count; i++)
            {
                var (most, at) = (double.NegativeInfinity, 0);
                for (var k = 0; k < counts[i]; k++)
                {
                    var index = order[i][k];
                    var value = items[i].Points[index] - (items[i].Minutes * DaySets.Sum(items[i].Sets[index], prices));
                    if (value > most) { (most, at) = (value, index); }
                }
                current[i] = at;
                bound += most;
                points += items[i].Points[at];
                items[i].AddMinutes(at, excess);
            }
            Nodes++;
            if (Array.TrueForAll(excess, minutes => minutes <= 0) && points > best)
            {
                (best, found) = (points, points);
                current.CopyTo(chosen, 0);
            }
            if (bound < least - 1e-9) { least = bound; prices.CopyTo(bestPrices, 0); } else { damping *= 0.7; }
            if (least <= best + 1e-9) { break; }
            var length = 0.0;
            for (var day = 0; day < limit.Length; day++) { length += prices[day] > 0 || excess[day] > 0 ? excess[day] * excess[day] : 0; }
            if (length == 0) { break; }
            var target = double.IsNegativeInfinity(best) ? bound - Math.Max(1, 0.05 * Math.Abs(bound)) : best;
            for (var day = 0; day < limit.Length; day++) { prices[day] = Math.Max(0, prices[day] + (damping * (bound - target) / length * excess[day])); }
        }
        bestPrices.CopyTo(prices, 0);
        return least;
    }

    /// <summary>Decides one more of the items left: the one with the fewest sets that still fit.</summary>
    private void Visit(ulong left, double netSoFar, double points)
    {
        if (left == 0)
        {
            if (points <= best) { return; }
            best = points;
            current.CopyTo(chosen, 0);
            return;
        }
        var (rest, item, fewest, own) = (0.0, -1, int.MaxValue, 0.0);
        for (var others = left; others != 0; others &= others - 1)
        {
            var i = BitOperations.TrailingZeroCount(others);
            var (count, most) = (0, double.NegativeInfinity);
            for (var k = 0; k < counts[i]; k++)
            {
                if (!Fits(items[i].Sets[order[i][k]], items[i].Minutes)) { continue; }
                if (count++ == 0) { most = net[i][k]; }
            }
            if (count == 0) { return; }
            rest += most;
            if (count < fewest) { (item, fewest, own) = (i, count, most); }
        }
        rest -= own;
        var sets = items[item];
        for (var k = 0; k < counts[item]; k++)
        {
            if (netSoFar + net[item][k] + rest + constant <= best + 1e-9) { return; }
            var index = order[item][k];
            int set = sets.Sets[index];
            if (!Fits(set, sets.Minutes)) { continue; }
            Nodes++;
            for (var days = set; days != 0; days &= days - 1) { used[BitOperations.TrailingZeroCount(days)] += sets.Minutes; }
            current[item] = index;
            Visit(left & ~(1UL << item), netSoFar + net[item][k], points + sets.Points[index]);
            for (var days = set; days != 0; days &= days - 1) { used[BitOperations.TrailingZeroCount(days)] -= sets.Minutes; }
        }
    }

    private bool Fits(int set, int minutes)
    {
        for (var left = set; left != 0; left &= left - 1)
        {
            var day = BitOperations.TrailingZeroCount(left);
            if (used[day] + minutes > limit[day]) { return false; }
        }
        return true;
    }
}
