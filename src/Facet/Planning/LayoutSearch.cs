using Facet.Treatments;

using System.Numerics;

namespace Facet.Planning;

/// <summary>Sessions, or home days, of one item in weeks with the same number of them: what gets one set of weekdays.</summary>
internal sealed class LayoutUnit
{
    public required LayoutItem Item { get; init; }

    /// <summary>Its place in the order of the search.</summary>
    public int Index { get; set; }

    /// <summary>Sessions, as against home.</summary>
    public required bool IsVisit { get; init; }

    /// <summary>Weeks in which it holds, bit 0 for week 1.</summary>
    public required int Weeks { get; init; }

    /// <summary>Sets of days that keep availability and gaps, bit 0 for the first day of a week of the plan.</summary>
    public required byte[] Patterns { get; init; }

    /// <summary>Points of each set for being uneven, over all weeks.</summary>
    public required int[] Uneven { get; init; }

    /// <summary>The kinds of week that hold it, and its bit in each.</summary>
    public List<(WeekType Week, int Bit)> In { get; } = [];

    /// <summary>Times on a day, each in a part of its own.</summary>
    public int Times => IsVisit ? 1 : Item.TimesADay;

    public int Minutes => IsVisit ? Item.VisitMinutes : Item.HomeMinutes * Times;

    public int Days => BitOperations.PopCount(Patterns.Length > 0 ? Patterns[0] : 0u);

    public bool IsHomeItem => !IsVisit && Item.CountsAsHomeItem;

    /// <summary>A day with it is no rest day.</summary>
    public bool IsLoad => IsVisit || Item.IsActive;

    public int WeekCount => BitOperations.PopCount((uint)Weeks);
}

/// <summary>Weeks that hold the same units.</summary>
internal sealed class WeekType
{
    public required int Index { get; init; }

    public int Weeks { get; set; }

    public List<LayoutUnit> Units { get; } = [];

    /// <summary>Minutes of a day if the week's minutes were spread evenly, rounded up.</summary>
    public int Share { get; set; }

    /// <summary>Points and feasibility of each set of units on each day, as far as they were asked for.</summary>
    public Dictionary<ulong, int>[] DayCosts { get; } = [new(), new(), new(), new(), new(), new(), new()];
}

/// <summary>Finds the layout with the fewest points: a set of days for each unit, by complete depth-first search with a bound.</summary>
/// <remarks>
/// Points of a day depend on the set of units on it alone, never fall when a unit is added, and of disjoint sets are at least those of each together.
/// So points so far, plus the least that each remaining unit would have on days of its own, are a bound. Days of visits and missing rest days count
/// as far as they are decided. A branch ends where the bound reaches the best layout found.
/// </remarks>
internal sealed class LayoutSearch
{
    public const int Impossible = int.MaxValue;

    private const int DaysPerWeek = 7;

    private readonly LayoutRequest request;
    private readonly LayoutLimits limits;
    private readonly LayoutWeights weights;
    private readonly List<LayoutUnit> units = [];
    private readonly List<WeekType> types = [];
    private readonly WeekType[] typeOfWeek = new WeekType[LayoutRequest.WeeksLaidOut];
    private readonly int[] least;
    private readonly List<(int From, int To, int Gap)>[] gapsAt;
    private readonly List<(WeekType Week, LayoutUnit Unit, LayoutUnit[] Others, bool IsHard)>[] linksAt;
    private readonly int[,] homeDaysLeft;
    private readonly int[,] homeMinutesLeft;
    private readonly ulong[,] masks;
    private readonly int[,] dayCosts;
    private readonly int[,] homeItems;
    private readonly int[,] homeMinutes;
    private readonly int[] visitDays;
    private readonly int[] loadDays;
    private readonly int[] chosen;
    private int[]? best;
    private int incumbent = Impossible;
    private int open = Impossible;
    private int visitWeekdays;
    private bool anyWillDo;
    private bool stopped;

    /// <param name="request">The plan.</param>
    /// <param name="keepsWeekdays">Whether an item keeps its days as long as its dose stays, or only while the mix of the week does.</param>
    /// <param name="onlyWeek">A week, from 0, to look at by itself; <see langword="null"/> for all twelve.</param>
    public LayoutSearch(LayoutRequest request, bool keepsWeekdays, int? onlyWeek = null)
    {
        (this.request, limits, weights) = (request, request.Limits, request.Weights);
        Prepare(keepsWeekdays, onlyWeek);
        least = new int[units.Count + 1];
        gapsAt = [.. units.Select(_ => new List<(int, int, int)>())];
        linksAt = [.. units.Select(_ => new List<(WeekType, LayoutUnit, LayoutUnit[], bool)>())];
        (homeDaysLeft, homeMinutesLeft) = (new int[units.Count + 1, types.Count], new int[units.Count + 1, types.Count]);
        (masks, dayCosts) = (new ulong[types.Count, DaysPerWeek], new int[types.Count, DaysPerWeek]);
        (homeItems, homeMinutes) = (new int[types.Count, DaysPerWeek], new int[types.Count, DaysPerWeek]);
        (visitDays, loadDays, chosen) = (new int[types.Count], new int[types.Count], new int[units.Count]);
    }

    public long Nodes { get; private set; }

    /// <summary>Whether the work limit ended the search.</summary>
    public bool Stopped => stopped;

    public int Cost => incumbent;

    public int Bound => Math.Min(incumbent, open);

    /// <summary>Searches; <see langword="true"/> when a layout was found.</summary>
    /// <param name="anyWillDo">Stop at the first layout.</param>
    public bool Run(bool anyWillDo)
    {
        this.anyWillDo = anyWillDo;
        if (units.Any(unit => unit.Patterns.Length == 0) || types.Any(BreaksWeekLimits)) { return false; }
        Relate();
        for (var index = units.Count - 1; index >= 0; index--)
        {
            var own = LeastOf(units[index]);
            if (own == Impossible) { return false; }
            least[index] = least[index + 1] + own;
        }
        var cost = types.Sum(type => type.Weeks * WeekCost(0, 0));
        if (!HasRoom(0)) { return false; }
        Visit(0, cost);
        return best is not null;
    }

    /// <summary>What is on a day of the best layout, with parts of the day, in order.</summary>
    /// <param name="week">Week, from 0.</param>
    /// <param name="position">Day of the week of the plan, from 0.</param>
    public IEnumerable<(LayoutUnit Unit, PartOfDay Part)> On(int week, int position)
    {
        var type = typeOfWeek[week];
        var present = 0UL;
        for (var bit = 0; bit < type.Units.Count; bit++)
        {
            if ((PatternOf(type.Units[bit]) >> position & 1) != 0) { present |= 1UL << bit; }
        }
        var day = new DayArrangement(type, present, DayOfWeekAt(position), limits, weights);
        return day.Solve() == Impossible ? throw new InvalidOperationException("A day of a layout has no arrangement.") : day.InOrder();
    }

    private int PatternOf(LayoutUnit unit) => unit.Patterns[best![unit.Index]];

    private DayOfWeek DayOfWeekAt(int position) => (DayOfWeek)(((int)request.StartsOn.DayOfWeek + position) % DaysPerWeek);

    // ---------------- preparation ----------------

    /// <summary>The first week, from 0, of each mix of items.</summary>
    public static IEnumerable<int> WeeksThatDiffer(LayoutRequest request)
    {
        var content = Content(request, null);
        return Enumerable.Range(0, content.Count).Where(week => content.FindIndex(other => other.SequenceEqual(content[week])) == week);
    }

    private static List<List<(LayoutItem Item, bool IsVisit, int Days, int Set)>> Content(LayoutRequest request, int? onlyWeek)
    {
        var items = request.Items.OrderBy(item => item.Id, StringComparer.Ordinal).ToList();
        return [.. Enumerable.Range(0, LayoutRequest.WeeksLaidOut).Select(week => onlyWeek is null || week == onlyWeek ? items.SelectMany(item => InWeek(item, week)).ToList() : [])];
    }

    private void Prepare(bool keepsWeekdays, int? onlyWeek)
    {
        var content = Content(request, onlyWeek);
        var kinds = new List<(List<(LayoutItem, bool, int, int)> Content, WeekType Type)>();
        for (var week = 0; week < content.Count; week++)
        {
            // Where days may change with the mix of the week, only neighbouring weeks share them.
            var known = keepsWeekdays ? kinds.FindIndex(kind => kind.Content.SequenceEqual(content[week])) : kinds.Count > 0 && kinds[^1].Content.SequenceEqual(content[week]) ? kinds.Count - 1 : -1;
            if (known < 0) { known = kinds.Count; kinds.Add((content[week], new() { Index = known })); }
            typeOfWeek[week] = kinds[known].Type;
            kinds[known].Type.Weeks++;
        }
        types.AddRange(kinds.Select(kind => kind.Type));
        var drafts = new Dictionary<(LayoutItem, bool, int, int, int), int>();
        for (var week = 0; week < content.Count; week++)
        {
            foreach (var (item, isVisit, days, set) in content[week])
            {
                var key = (item, isVisit, days, set, keepsWeekdays ? 0 : typeOfWeek[week].Index);
                drafts[key] = drafts.GetValueOrDefault(key) | 1 << week;
            }
        }
        units.AddRange(drafts.Select(draft => Unit(draft.Key.Item1, draft.Key.Item2, draft.Key.Item3, draft.Key.Item4, draft.Value))
            .OrderBy(unit => unit.Patterns.Length == 1 ? 0 : 1)
            .ThenBy(unit => keepsWeekdays ? 0 : BitOperations.TrailingZeroCount(unit.Weeks))
            .ThenBy(unit => unit.IsVisit ? 0 : 1)
            .ThenByDescending(unit => unit.WeekCount * unit.Minutes)
            .ThenBy(unit => unit.Item.Id, StringComparer.Ordinal)
            .ThenBy(unit => unit.Weeks));
        for (var index = 0; index < units.Count; index++) { units[index].Index = index; }
        foreach (var type in types)
        {
            var week = Array.IndexOf(typeOfWeek, type);
            foreach (var unit in units.Where(unit => (unit.Weeks >> week & 1) != 0))
            {
                unit.In.Add((type, type.Units.Count));
                type.Units.Add(unit);
            }
            type.Share = (type.Units.Sum(unit => unit.Minutes * unit.Days) + DaysPerWeek - 1) / DaysPerWeek;
        }
    }

    /// <summary>What an item asks of a week: sessions and days at home; a fixed set of days for medicines and for days that follow each other.</summary>
    private static IEnumerable<(LayoutItem Item, bool IsVisit, int Days, int Set)> InWeek(LayoutItem item, int week)
    {
        var own = week - (item.StartWeek - 1);
        var before = 0;
        foreach (var phase in item.Visits)
        {
            if (own >= before && own < before + phase.Weeks && phase.VisitsIn(own - before + 1) is > 0 and var visits) { yield return (item, true, visits, 0); }
            before += phase.Weeks;
        }
        if (item.Medicine is { } course)
        {
            var set = 0;
            for (var position = 0; position < DaysPerWeek; position++)
            {
                var day = week * DaysPerWeek + position + 1;
                if (day >= course.StartDay && day <= course.StopDay) { set |= 1 << position; }
            }
            if (set != 0) { yield return (item, false, BitOperations.PopCount((uint)set), set); }
        }
        else if (item.HomeDays > 0 && own >= 0 && own < item.Weeks)
        {
            yield return (item, false, item.HomeDays, item.DayAfterDay ? (1 << item.HomeDays) - 1 : 0);
        }
    }

    private LayoutUnit Unit(LayoutItem item, bool isVisit, int days, int fixedSet, int weeks)
    {
        var follows = (weeks & (weeks << 1)) != 0;
        var patterns = new List<byte>();
        for (var set = 1; set < 1 << DaysPerWeek; set++)
        {
            if (BitOperations.PopCount((uint)set) != days || (fixedSet != 0 && set != fixedSet)) { continue; }
            if (isVisit ? KeepsGap(set, item.DaysBetweenSessions, follows) && IsOpen(set) : HasParts(set, item)) { patterns.Add((byte)set); }
        }
        var even = days == 0 ? 0 : Enumerable.Range(1, (1 << DaysPerWeek) - 1).Where(set => BitOperations.PopCount((uint)set) == days).Min(SquaredGaps);
        var count = BitOperations.PopCount((uint)weeks);
        return new()
        {
            Item = item,
            IsVisit = isVisit,
            Weeks = weeks,
            Patterns = [.. patterns],
            Uneven = [.. patterns.Select(set => fixedSet != 0 ? 0 : weights.Uneven * count * (SquaredGaps(set) - even))],
        };
    }

    /// <summary>Whether days of a set are at least <paramref name="gap"/> apart, in weeks that follow each other too where there are such.</summary>
    private static bool KeepsGap(int set, int gap, bool follows)
    {
        var (first, last) = (BitOperations.TrailingZeroCount(set), BitOperations.Log2((uint)set));
        if (follows && first + DaysPerWeek - last < gap) { return false; }
        for (var (day, previous) = (first + 1, first); day <= last; day++)
        {
            if ((set >> day & 1) == 0) { continue; }
            if (day - previous < gap) { return false; }
            previous = day;
        }
        return true;
    }

    /// <summary>The squares of the days from each day of a set to the next, round the week, summed.</summary>
    private static int SquaredGaps(int set)
    {
        var (sum, first, previous) = (0, BitOperations.TrailingZeroCount(set), -1);
        for (var day = 0; day < DaysPerWeek; day++)
        {
            if ((set >> day & 1) == 0) { continue; }
            if (previous >= 0) { sum += (day - previous) * (day - previous); }
            previous = day;
        }
        var round = first + DaysPerWeek - previous;
        return sum + round * round;
    }

    private bool IsOpen(int set)
    {
        for (var position = 0; position < DaysPerWeek; position++)
        {
            if ((set >> position & 1) != 0 && DayArrangement.VisitParts(limits, DayOfWeekAt(position)) == PartsOfDay.None) { return false; }
        }
        return true;
    }

    private bool HasParts(int set, LayoutItem item)
    {
        for (var position = 0; position < DaysPerWeek; position++)
        {
            if ((set >> position & 1) != 0 && BitOperations.PopCount((uint)DayArrangement.HomeParts(limits, DayOfWeekAt(position), item)) < item.TimesADay) { return false; }
        }
        return true;
    }

    /// <summary>Limits that a week breaks whatever its days are.</summary>
    private bool BreaksWeekLimits(WeekType type) => type.Units.Where(unit => !unit.IsVisit).Sum(unit => unit.Minutes * unit.Days) > limits.MinutesADay * DaysPerWeek;

    /// <summary>Puts rules between units where the later of them is decided.</summary>
    private void Relate()
    {
        for (var from = 0; from < units.Count; from++)
        {
            for (var to = 0; to < units.Count; to++)
            {
                if (from == to || !units[from].IsVisit || !units[to].IsVisit || units[from].Item != units[to].Item || (units[from].Weeks << 1 & units[to].Weeks) == 0) { continue; }
                gapsAt[Math.Max(from, to)].Add((from, to, units[from].Item.DaysBetweenSessions));
            }
        }
        foreach (var type in types)
        {
            foreach (var unit in type.Units)
            {
                foreach (var rule in unit.Item.Order.Where(rule => rule.Kind != OrderKind.Before))
                {
                    var others = type.Units.Where(other => other.Item.Id == rule.Other).ToArray();
                    if (others.Length == 0) { continue; }
                    linksAt[others.Append(unit).Max(member => member.Index)].Add((type, unit, others, rule.Kind != OrderKind.After));
                }
            }
            for (var index = units.Count - 1; index >= 0; index--)
            {
                var unit = units[index];
                var counts = type.Units.Contains(unit) && !unit.IsVisit;
                homeDaysLeft[index, type.Index] = homeDaysLeft[index + 1, type.Index] + (counts && unit.IsHomeItem ? unit.Days : 0);
                homeMinutesLeft[index, type.Index] = homeMinutesLeft[index + 1, type.Index] + (counts ? unit.Minutes * unit.Days : 0);
            }
        }
    }

    /// <summary>The least points that a unit has when its days hold nothing else.</summary>
    private int LeastOf(LayoutUnit unit)
    {
        var smallest = Impossible;
        for (var index = 0; index < unit.Patterns.Length; index++)
        {
            var sum = unit.Uneven[index];
            foreach (var (type, bit) in unit.In)
            {
                for (var position = 0; position < DaysPerWeek && sum != Impossible; position++)
                {
                    if ((unit.Patterns[index] >> position & 1) == 0) { continue; }
                    var cost = DayCost(type, position, 1UL << bit);
                    sum = cost == Impossible ? Impossible : sum + type.Weeks * cost;
                }
                if (sum == Impossible) { break; }
            }
            smallest = Math.Min(smallest, sum);
        }
        return smallest;
    }

    // ---------------- search ----------------

    private int DayCost(WeekType type, int position, ulong present)
    {
        var known = type.DayCosts[position];
        if (!known.TryGetValue(present, out var cost))
        {
            cost = new DayArrangement(type, present, DayOfWeekAt(position), limits, weights).Solve();
            known[present] = cost;
        }
        return cost;
    }

    private int WeekCost(int visits, int loads) => weights.VisitDay * BitOperations.PopCount((uint)visits)
        + weights.MissingRestDay * Math.Max(0, limits.RestDaysAWeek - DaysPerWeek + BitOperations.PopCount((uint)loads));

    /// <summary>Whether what is yet to come at home has room under the limits of a day.</summary>
    private bool HasRoom(int depth)
    {
        for (var type = 0; type < types.Count; type++)
        {
            var (days, minutes) = (0, 0);
            for (var position = 0; position < DaysPerWeek; position++)
            {
                days += limits.HomeItemsADay - homeItems[type, position];
                minutes += limits.HomeMinutesOnAnyDay is { } most ? most - homeMinutes[type, position] : 0;
            }
            if (homeDaysLeft[depth, type] > days || (limits.HomeMinutesOnAnyDay is not null && homeMinutesLeft[depth, type] > minutes)) { return false; }
        }
        return true;
    }

    private void Visit(int depth, int cost)
    {
        if (depth == units.Count)
        {
            if (cost >= incumbent) { return; }
            (incumbent, best) = (cost, [.. chosen]);
            stopped |= anyWillDo;
            return;
        }
        var unit = units[depth];
        Span<int> bounds = stackalloc int[unit.Patterns.Length];
        Span<int> order = stackalloc int[unit.Patterns.Length];
        Span<int> before = stackalloc int[1 + unit.In.Count * (2 + DaysPerWeek)];
        var count = 0;
        for (var index = 0; index < unit.Patterns.Length; index++)
        {
            Nodes++;
            var next = CostWith(depth, index, cost);
            if (next == Impossible || next + least[depth + 1] >= incumbent) { continue; }
            var at = count++;
            for (; at > 0 && bounds[at - 1] > next; at--) { (bounds[at], order[at]) = (bounds[at - 1], order[at - 1]); }
            (bounds[at], order[at]) = (next, index);
        }
        for (var at = 0; at < count; at++)
        {
            if (bounds[at] + least[depth + 1] >= incumbent) { return; }
            if (stopped || Nodes > request.WorkLimit)
            {
                stopped = true;
                open = Math.Min(open, bounds[at] + least[depth + 1]);
                return;
            }
            Put(depth, order[at], before);
            if (HasRoom(depth + 1)) { Visit(depth + 1, bounds[at]); }
            TakeBack(depth, order[at], before);
        }
    }

    /// <summary>Points with one more unit decided, or <see cref="Impossible"/>.</summary>
    private int CostWith(int depth, int index, int cost)
    {
        var unit = units[depth];
        int set = unit.Patterns[index];
        chosen[depth] = index;
        foreach (var (from, to, gap) in gapsAt[depth])
        {
            if (DaysPerWeek - BitOperations.Log2(units[from].Patterns[chosen[from]]) + BitOperations.TrailingZeroCount(units[to].Patterns[chosen[to]]) < gap) { return Impossible; }
        }
        foreach (var (type, item, others, isHard) in linksAt[depth])
        {
            var otherDays = 0;
            foreach (var other in others) { otherDays |= other.Patterns[chosen[other.Index]]; }
            var without = BitOperations.PopCount((uint)(item.Patterns[chosen[item.Index]] & ~otherDays));
            if (isHard && without > 0) { return Impossible; }
            cost += isHard ? 0 : weights.WithoutItsOther * type.Weeks * without;
        }
        cost += unit.Uneven[index];
        foreach (var (type, bit) in unit.In)
        {
            var change = 0;
            for (var left = set; left != 0; left &= left - 1)
            {
                var position = BitOperations.TrailingZeroCount(left);
                var with = DayCost(type, position, masks[type.Index, position] | 1UL << bit);
                if (with == Impossible) { return Impossible; }
                change += with - dayCosts[type.Index, position];
            }
            var (visits, loads) = (visitDays[type.Index], loadDays[type.Index]);
            var (visitsWith, loadsWith) = (unit.IsVisit ? visits | set : visits, unit.IsLoad ? loads | set : loads);
            if (BitOperations.PopCount((uint)visitsWith) > limits.VisitsAWeek) { return Impossible; }
            cost += type.Weeks * (change + WeekCost(visitsWith, loadsWith) - WeekCost(visits, loads));
        }
        return cost + (unit.IsVisit ? weights.VisitWeekday * BitOperations.PopCount((uint)(set & ~visitWeekdays)) : 0);
    }

    /// <summary>Decides a unit, and notes in <paramref name="before"/> what it changes.</summary>
    private void Put(int depth, int index, Span<int> before)
    {
        var unit = units[depth];
        int set = unit.Patterns[index];
        (chosen[depth], before[0]) = (index, visitWeekdays);
        var at = 1;
        foreach (var (type, bit) in unit.In)
        {
            (before[at], before[at + 1]) = (visitDays[type.Index], loadDays[type.Index]);
            at += 2;
            for (var left = set; left != 0; left &= left - 1)
            {
                var position = BitOperations.TrailingZeroCount(left);
                before[at++] = dayCosts[type.Index, position];
                masks[type.Index, position] |= 1UL << bit;
                dayCosts[type.Index, position] = DayCost(type, position, masks[type.Index, position]);
                if (unit.IsHomeItem) { homeItems[type.Index, position]++; }
                if (!unit.IsVisit) { homeMinutes[type.Index, position] += unit.Minutes; }
            }
            if (unit.IsVisit) { visitDays[type.Index] |= set; visitWeekdays |= set; }
            if (unit.IsLoad) { loadDays[type.Index] |= set; }
        }
    }

    private void TakeBack(int depth, int index, ReadOnlySpan<int> before)
    {
        var unit = units[depth];
        visitWeekdays = before[0];
        var at = 1;
        foreach (var (type, bit) in unit.In)
        {
            (visitDays[type.Index], loadDays[type.Index]) = (before[at], before[at + 1]);
            at += 2;
            for (int left = unit.Patterns[index]; left != 0; left &= left - 1)
            {
                var position = BitOperations.TrailingZeroCount(left);
                dayCosts[type.Index, position] = before[at++];
                masks[type.Index, position] &= ~(1UL << bit);
                if (unit.IsHomeItem) { homeItems[type.Index, position]--; }
                if (!unit.IsVisit) { homeMinutes[type.Index, position] -= unit.Minutes; }
            }
        }
    }
}
