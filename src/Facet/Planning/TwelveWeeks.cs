using System.Numerics;

namespace Facet.Planning;

/// <summary>Choices for the phases of a course together with every week of it.</summary>
/// <param name="Regimen">The choice of a phase.</param>
/// <param name="Items">The week of each item. Its own points are not looked at.</param>
/// <param name="MinutesOnDay">Minutes on each day of a week, at most.</param>
/// <param name="Points">For each week and item, points of a session in each of the 21 parts of that week; negative infinity where it cannot be, such as a closed day.</param>
/// <param name="WeeksOfPhase">How many weeks each phase has; they follow each other.</param>
/// <param name="MostStep">How many levels an item may go up or down from one phase to the next, at most; level 0 is not in the plan.</param>
public sealed record TwelveWeeksModel(
    RegimenModel Regimen, IReadOnlyList<WeekItem> Items, IReadOnlyList<double> MinutesOnDay, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Points, IReadOnlyList<int> WeeksOfPhase, int MostStep);

/// <summary>A course of several phases, week by week.</summary>
/// <param name="Levels">A level for each phase and item; empty where nothing was found.</param>
/// <param name="Slots">For each week and item the parts of that week, bit 3 · day + part.</param>
/// <param name="Value">Points of the choice in every week and of all sessions; negative infinity where nothing was found.</param>
/// <param name="UpperBound">No course is worth more.</param>
/// <param name="Nodes">Partial choices and partial weeks looked at.</param>
public sealed record TwelveWeeksSolution(IReadOnlyList<IReadOnlyList<int>> Levels, IReadOnlyList<IReadOnlyList<int>> Slots, double Value, double UpperBound, long Nodes)
{
    /// <summary>How much more a course could be worth, as a share of this one.</summary>
    public double Gap => UpperBound <= Value ? 0 : double.IsNegativeInfinity(Value) ? double.PositiveInfinity : (UpperBound - Value) / Math.Abs(Value);
}

/// <summary>Finds a course of several phases with every week of it, to a proven gap.</summary>
/// <remarks>
/// Bound of a phase's choice: its value in each week, plus for each item and week its best set of days. Choices of each phase are looked at in falling order of that bound; those of different phases are put together where no dose
/// steps too far. A course that may still be better has each of its weeks solved exactly with the minutes of the day (which bounds it more closely: only gaps from week to week are left out), and is then laid out week after week
/// with those gaps, each week bettered between its neighbours. The search ends when no course that was not looked at can exceed the best by more than the gap that is asked for.
/// </remarks>
public sealed class TwelveWeeksSearch
{
    private sealed record Choice(IReadOnlyList<int> Levels, double Bound)
    {
        /// <summary>Bound with every week solved exactly, once it was asked for.</summary>
        public double? Close { get; set; }
    }

    private const int Passes = 4;

    private readonly DayPacking packing = new();
    private readonly RegimenSearch search = new();
    private TwelveWeeksModel model = null!;
    private DaySets[][][] weeks = [];
    private int[] firstWeek = [];
    private IReadOnlyList<IReadOnlyList<int>> bestLevels = [];
    private int[][] bestSlots = [];
    private double best;
    private double looked;

    /// <summary>Finds a course.</summary>
    /// <param name="model">The course.</param>
    /// <param name="restriction">Levels that items may have; <see langword="null"/> for all.</param>
    /// <param name="gap">The share by which a better course may exceed the answer; 0.005 by default.</param>
    /// <param name="workLimit">Partial choices and weeks to look at, at most.</param>
    public TwelveWeeksSolution Solve(TwelveWeeksModel model, RegimenRestriction? restriction = null, double gap = 0.005, long workLimit = long.MaxValue)
    {
        this.model = model;
        (bestLevels, bestSlots, best, looked) = ([], [], double.NegativeInfinity, double.NegativeInfinity);
        var work = packing.Nodes;
        var phases = model.WeeksOfPhase.Count;
        firstWeek = [.. Enumerable.Range(0, phases + 1).Select(phase => model.WeeksOfPhase.Take(phase).Sum())];
        weeks = [.. model.Points.Select(week => model.Items.Select((item, i) => DaySets.Of(item, week[i], isRound: false)).ToArray())];
        var orders = Enumerable.Range(0, phases).Select(phase => InOrder(phase, restriction)).ToArray();
        var lists = Enumerable.Range(0, phases).Select(_ => new List<Choice>()).ToArray();
        var next = new double[phases];
        for (var phase = 0; phase < phases; phase++)
        {
            next[phase] = double.PositiveInfinity;
            Take(phase);
            if (lists[phase].Count == 0) { return new([], [], double.NegativeInfinity, double.NegativeInfinity, Work()); }
        }
        Combine(lists, new Choice[phases], 0, -1, 0);
        while (true)
        {
            // The most that a course with a choice not yet taken could be worth, by the phase that it is not taken in.
            var (most, phase) = (double.NegativeInfinity, 0);
            for (var p = 0; p < phases; p++)
            {
                var bound = next[p] + Enumerable.Range(0, phases).Where(other => other != p).Sum(other => lists[other][0].Bound);
                if (bound > most) { (most, phase) = (bound, p); }
            }
            var enough = double.IsNegativeInfinity(best) ? best : best + (gap * Math.Abs(best));
            if (most <= enough || Work() > workLimit || double.IsNegativeInfinity(most))
            {
                var bound = Math.Max(most, looked);
                return new(bestLevels, bestSlots, best, double.IsNegativeInfinity(best) ? bound : Math.Max(best, bound), Work());
            }
            if (Take(phase)) { Combine(lists, new Choice[phases], 0, phase, 0); }
        }

        long Work() => packing.Nodes - work + orders.Sum(order => order.Nodes);

        bool Take(int phase)
        {
            if (!orders[phase].TryNext(double.NegativeInfinity, out var levels, out var value))
            {
                next[phase] = double.NegativeInfinity;
                return false;
            }
            next[phase] = value * model.WeeksOfPhase[phase];
            lists[phase].Add(new(levels, next[phase]));
            return true;
        }
    }

    private RegimensInOrder InOrder(int phase, RegimenRestriction? restriction)
    {
        var count = model.WeeksOfPhase[phase];
        var free = Enumerable.Repeat(new double[WeekTemplateSearch.Days], count).ToArray();
        var most = model.Items.Select((item, i) => item.Levels.Select((_, l) => InARow(phase, i, l, free) / count).ToArray()).ToArray();
        return new(RegimensInOrder.WithWorth(model.Regimen, most, RegimensInOrder.MinutesOf(model.Items), model.MinutesOnDay.Sum()), RegimensInOrder.Allowed(model.Regimen, restriction, most), search);
    }

    /// <summary>Looks at every course of taken choices that holds the newest one of a phase and may be better than the best.</summary>
    private void Combine(List<Choice>[] lists, Choice[] course, int phase, int newest, double bound)
    {
        if (phase == lists.Length)
        {
            Look(course);
            return;
        }
        var rest = 0.0;
        for (var p = phase + 1; p < lists.Length; p++) { rest += p == newest ? lists[p][^1].Bound : lists[p][0].Bound; }
        for (var at = phase == newest ? lists[phase].Count - 1 : 0; at < lists[phase].Count; at++)
        {
            var choice = lists[phase][at];
            if (bound + choice.Bound + rest <= best) { return; }
            if (phase > 0 && !StepsFit(course[phase - 1].Levels, choice.Levels)) { continue; }
            course[phase] = choice;
            Combine(lists, course, phase + 1, newest, bound + choice.Bound);
        }
    }

    private bool StepsFit(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        for (var i = 0; i < from.Count; i++)
        {
            if (Math.Abs(from[i] - to[i]) > model.MostStep) { return false; }
        }
        return true;
    }

    /// <summary>The most that an item's sessions come to in the weeks of a phase, with gaps and without what other items take.</summary>
    private double InARow(int phase, int item, int level, double[][] prices)
    {
        var row = new DaySets[model.WeeksOfPhase[phase]];
        for (var at = 0; at < row.Length; at++) { row[at] = weeks[firstWeek[phase] + at][item][level]; }
        return DaySets.MostInARow(row, prices, model.Items[item].DaysBetween);
    }

    private void Look(Choice[] course)
    {
        var close = 0.0;
        for (var phase = 0; phase < course.Length; phase++) { close += course[phase].Close ??= CloseBound(course[phase], phase); }
        if (close <= best) { return; }
        looked = Math.Max(looked, close);
        foreach (var isCareful in (ReadOnlySpan<bool>)[false, true])
        {
            var sets = new int[weeks.Length][];
            var value = LayOut(course, sets, isCareful);
            if (value > best) { (best, bestLevels, bestSlots) = (value, [.. course.Select(choice => choice.Levels)], Slots(course, sets)); }
            if (value >= close - (0.001 * Math.Abs(close))) { return; }
        }
    }

    /// <summary>A bound of a phase's choice: every week solved exactly without gaps between weeks, or every item in a row with the prices of those weeks' minutes, whichever is less.</summary>
    private double CloseBound(Choice choice, int phase)
    {
        var count = model.WeeksOfPhase[phase];
        var (apart, priced, prices) = (0.0, 0.0, new double[count][]);
        for (var at = 0; at < count; at++)
        {
            packing.Clear(model.MinutesOnDay);
            for (var i = 0; i < choice.Levels.Count; i++)
            {
                if (choice.Levels[i] > 0) { packing.Add(weeks[firstWeek[phase] + at][i][choice.Levels[i] - 1]); }
            }
            apart += packing.Solve(double.NegativeInfinity);
            prices[at] = packing.Prices;
            for (var day = 0; day < WeekTemplateSearch.Days; day++) { priced += prices[at][day] * model.MinutesOnDay[day]; }
        }
        for (var i = 0; i < choice.Levels.Count; i++)
        {
            if (choice.Levels[i] > 0) { priced += InARow(phase, i, choice.Levels[i] - 1, prices); }
        }
        return (count * model.Regimen.Value([.. choice.Levels])) + Math.Min(apart, priced);
    }

    /// <summary>Lays a course out week after week, keeping the gaps to the week before, and then betters each week between its neighbours.</summary>
    /// <param name="course">A choice for each phase.</param>
    /// <param name="sets">Receives the days of each week and item.</param>
    /// <param name="isCareful">Whether weeks first also keep the gap from their end to their own beginning, which leaves more room for the week after.</param>
    /// <returns>Points; negative infinity where a week has no room.</returns>
    private double LayOut(Choice[] course, int[][] sets, bool isCareful)
    {
        var (value, points) = (0.0, new double[weeks.Length]);
        for (var phase = 0; phase < course.Length; phase++) { value += model.WeeksOfPhase[phase] * model.Regimen.Value([.. course[phase].Levels]); }
        for (var week = 0; week < weeks.Length; week++)
        {
            points[week] = SolveWeek(course, sets, week, double.NegativeInfinity, isCareful);
            if (double.IsNegativeInfinity(points[week])) { return double.NegativeInfinity; }
        }
        for (var (pass, better) = (0, true); better && pass < Passes; pass++)
        {
            better = false;
            for (var week = 0; week < weeks.Length; week++)
            {
                var found = SolveWeek(course, sets, week, points[week], isCareful: false);
                if (found > points[week]) { (points[week], better) = (found, true); }
            }
        }
        return value + points.Sum();
    }

    /// <summary>The best of a week beside its neighbours, as far as they are there; days are only changed when it is better than <paramref name="above"/>.</summary>
    private double SolveWeek(Choice[] course, int[][] sets, int week, double above, bool isCareful)
    {
        var levels = LevelsIn(course, week);
        packing.Clear(model.MinutesOnDay);
        for (var i = 0; i < levels.Count; i++)
        {
            if (levels[i] == 0) { continue; }
            var (gap, from, to) = (model.Items[i].DaysBetween, -WeekTemplateSearch.Days, 3 * WeekTemplateSearch.Days);
            if (week > 0 && sets[week - 1][i] != 0) { from = BitOperations.Log2((uint)sets[week - 1][i]) - WeekTemplateSearch.Days; }
            if (week + 1 < weeks.Length)
            {
                if (sets[week + 1] is { } after) { to = after[i] == 0 ? to : WeekTemplateSearch.Days + BitOperations.TrailingZeroCount(after[i]); }
                else if (LevelsIn(course, week + 1)[i] is > 0 and var next) { to = WeekTemplateSearch.Days + weeks[week + 1][i][next - 1].LatestStart; }
            }
            packing.Add(weeks[week][i][levels[i] - 1], set =>
            {
                var (first, last) = (BitOperations.TrailingZeroCount(set), BitOperations.Log2((uint)set));
                return first - from >= gap && to - last >= gap && (!isCareful || first + WeekTemplateSearch.Days - last >= gap);
            });
        }
        var points = packing.Solve(above);
        if (points <= above) { return points; }
        var own = sets[week] = new int[levels.Count];
        for (var (i, at) = (0, 0); i < levels.Count; i++)
        {
            if (levels[i] > 0) { own[i] = packing.Chosen(at++); }
        }
        return points;
    }

    private IReadOnlyList<int> LevelsIn(Choice[] course, int week)
    {
        var phase = 0;
        while (firstWeek[phase + 1] <= week) { phase++; }
        return course[phase].Levels;
    }

    private int[][] Slots(Choice[] course, int[][] sets) =>
        [.. sets.Select((days, week) => days.Select((set, i) => set == 0 ? 0 : weeks[week][i][LevelsIn(course, week)[i] - 1].SlotsOf(set)).ToArray())];
}
