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
/// Bound of a phase's choice: its value in each week, plus for each item its best sets of days in a row, less prices on the minutes of each day, plus what the days allow at those prices (Lagrange). Choices of each phase are looked at
/// in falling order of that bound, each of its weeks is solved exactly, which bounds it more closely, and those of different phases are put together where no dose steps too far. A course that may still be better is laid out week
/// after week with the gaps between weeks, each week bettered between its neighbours. The search ends when no course that was not looked at can exceed the best by more than the gap that is asked for.
/// </remarks>
public sealed class TwelveWeeksSearch
{
    /// <summary>A choice of a phase with its bound.</summary>
    private sealed record Choice(IReadOnlyList<int> Levels, double Bound);

    /// <summary>The choices of a phase: in falling order of the bound those that were taken, and what bounds the others.</summary>
    private sealed class Phase(RegimensInOrder order, double constant, int weeks)
    {
        public RegimensInOrder Order { get; } = order;

        public List<Choice> Taken { get; } = [];

        /// <summary>No choice that was not taken is worth more.</summary>
        public double Next { get; private set; } = double.PositiveInfinity;

        /// <summary>No choice at all is worth more.</summary>
        public double Most => Taken.Count == 0 ? Next : Math.Max(Next, Taken[0].Bound);

        /// <summary>Takes the next choice; <see langword="null"/> where there is none, or none that has room in its weeks.</summary>
        public Choice? Take(Func<IReadOnlyList<int>, double> closeBound)
        {
            if (!Order.TryNext(double.NegativeInfinity, out var levels, out var value))
            {
                Next = double.NegativeInfinity;
                return null;
            }
            Next = (value * weeks) + constant;
            var choice = new Choice(levels, Math.Min(Next, closeBound(levels)));
            if (double.IsNegativeInfinity(choice.Bound)) { return null; }
            var at = Taken.Count;
            while (at > 0 && Taken[at - 1].Bound < choice.Bound) { at--; }
            Taken.Insert(at, choice);
            return choice;
        }
    }

    private const int PriceSteps = 20;
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
        var all = Enumerable.Range(0, phases).Select(phase => Priced(phase, restriction)).ToArray();
        foreach (var phase in all) { Take(phase); }
        if (double.IsNegativeInfinity(best)) { Start(restriction); }
        while (true)
        {
            // The most that a course with a choice not yet taken could be worth, by the phase that it is not taken in.
            var (most, open) = (double.NegativeInfinity, all[0]);
            foreach (var phase in all)
            {
                var bound = phase.Next + all.Where(other => other != phase).Sum(other => other.Most);
                if (bound > most) { (most, open) = (bound, phase); }
            }
            var enough = double.IsNegativeInfinity(best) ? best : best + (gap * Math.Abs(best));
            if (most <= enough || Work() > workLimit || double.IsNegativeInfinity(most))
            {
                var bound = Math.Max(most, looked);
                return new(bestLevels, bestSlots, best, double.IsNegativeInfinity(best) ? bound : Math.Max(best, bound), Work());
            }
            Take(open);
        }

        long Work() => packing.Nodes - work + all.Sum(phase => phase.Order.Nodes);

        void Take(Phase phase)
        {
            var at = Array.IndexOf(all, phase);
            if (phase.Take(levels => CloseBound(levels, at)) is { } choice && Array.TrueForAll(all, other => other.Taken.Count > 0)) { Combine(all, new Choice[phases], 0, at, choice, 0); }
        }
    }

    /// <summary>A first course where the best choices have no room in their weeks: one choice for all phases, with ever fewer minutes a week, until its weeks can be laid out.</summary>
    private void Start(RegimenRestriction? restriction)
    {
        var free = Enumerable.Repeat(new double[WeekTemplateSearch.Days], model.WeeksOfPhase[0]).ToArray();
        for (var tenths = 10; tenths >= 1 && double.IsNegativeInfinity(best); tenths--)
        {
            if (!InOrder(0, restriction, free, tenths / 10.0).TryNext(double.NegativeInfinity, out var levels, out _)) { continue; }
            var course = model.WeeksOfPhase.Select((_, phase) => new Choice(levels, CloseBound(levels, phase))).ToArray();
            if (!Array.Exists(course, choice => double.IsNegativeInfinity(choice.Bound))) { Look(course, course.Sum(choice => choice.Bound)); }
        }
    }

    /// <summary>The choices of a phase in the order of a bound with prices on the minutes of each day, which are moved against the minutes in excess at the best choice for some steps.</summary>
    private Phase Priced(int phase, RegimenRestriction? restriction)
    {
        var count = model.WeeksOfPhase[phase];
        var prices = Enumerable.Range(0, count).Select(_ => new double[WeekTemplateSearch.Days]).ToArray();
        var (kept, least, damping) = (prices, double.PositiveInfinity, 1.0);
        for (var step = 0; step < PriceSteps; step++)
        {
            var order = InOrder(phase, restriction, prices);
            if (!order.TryNext(double.NegativeInfinity, out var levels, out var value)) { break; }
            var bound = (value * count) + Constant(prices);
            if (bound < least) { (least, kept) = (bound, [.. prices.Select(days => (double[])days.Clone())]); } else { damping *= 0.7; }
            var excess = prices.Select(_ => model.MinutesOnDay.Select(minutes => -minutes).ToArray()).ToArray();
            var chosen = new int[count];
            for (var i = 0; i < levels.Count; i++)
            {
                if (levels[i] == 0) { continue; }
                InARow(phase, i, levels[i] - 1, prices, chosen);
                for (var at = 0; at < count; at++) { weeks[firstWeek[phase] + at][i][levels[i] - 1].AddMinutes(chosen[at], excess[at]); }
            }
            var length = 0.0;
            for (var at = 0; at < count; at++)
            {
                for (var day = 0; day < WeekTemplateSearch.Days; day++) { length += prices[at][day] > 0 || excess[at][day] > 0 ? excess[at][day] * excess[at][day] : 0; }
            }
            if (length == 0) { break; }
            var pace = damping * Math.Max(1, 0.02 * Math.Abs(bound)) / length;
            for (var at = 0; at < count; at++)
            {
                for (var day = 0; day < WeekTemplateSearch.Days; day++) { prices[at][day] = Math.Max(0, prices[at][day] + (pace * excess[at][day])); }
            }
        }
        return new(InOrder(phase, restriction, kept), Constant(kept), count);
    }

    private double Constant(double[][] prices) => prices.Sum(days => days.Zip(model.MinutesOnDay, (price, minutes) => price * minutes).Sum());

    private RegimensInOrder InOrder(int phase, RegimenRestriction? restriction, double[][] prices, double minutes = 1)
    {
        var most = model.Items.Select((item, i) => item.Levels.Select((_, l) => InARow(phase, i, l, prices) / model.WeeksOfPhase[phase]).ToArray()).ToArray();
        return new(RegimensInOrder.WithWorth(model.Regimen, most, RegimensInOrder.MinutesOf(model.Items), minutes * model.MinutesOnDay.Sum()), RegimensInOrder.Allowed(model.Regimen, restriction, most), search);
    }

    /// <summary>Looks at every course of taken choices that holds the newest one of a phase and may be better than the best.</summary>
    private void Combine(Phase[] all, Choice[] course, int at, int newestAt, Choice newest, double bound)
    {
        if (at == all.Length)
        {
            Look(course, bound);
            return;
        }
        var rest = 0.0;
        for (var later = at + 1; later < all.Length; later++) { rest += later == newestAt ? newest.Bound : all[later].Taken[0].Bound; }
        foreach (var choice in all[at].Taken)
        {
            if (at == newestAt && choice != newest) { continue; }
            if (bound + choice.Bound + rest <= best) { return; }
            if (at > 0 && !StepsFit(course[at - 1].Levels, choice.Levels)) { continue; }
            course[at] = choice;
            Combine(all, course, at + 1, newestAt, newest, bound + choice.Bound);
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
    private double InARow(int phase, int item, int level, double[][] prices, Span<int> chosen = default)
    {
        var row = new DaySets[model.WeeksOfPhase[phase]];
        for (var at = 0; at < row.Length; at++) { row[at] = weeks[firstWeek[phase] + at][item][level]; }
        return DaySets.MostInARow(row, prices, model.Items[item].DaysBetween, chosen);
    }

    private void Look(Choice[] course, double close)
    {
        looked = Math.Max(looked, close);
        foreach (var (isCareful, isForward) in (ReadOnlySpan<(bool, bool)>)[(false, true), (true, true), (false, false), (true, false)])
        {
            var sets = new int[weeks.Length][];
            var value = LayOut(course, sets, isCareful, isForward);
            if (value > best) { (best, bestLevels, bestSlots) = (value, [.. course.Select(choice => choice.Levels)], Slots(course, sets)); }
            if (value >= close - (0.001 * Math.Abs(close))) { return; }
        }
    }

    /// <summary>A bound of a phase's choice: every week solved exactly without gaps between weeks, or every item in a row with the prices of those weeks' minutes, whichever is less.</summary>
    private double CloseBound(IReadOnlyList<int> levels, int phase)
    {
        var count = model.WeeksOfPhase[phase];
        var (apart, priced, prices) = (0.0, 0.0, new double[count][]);
        for (var at = 0; at < count; at++)
        {
            packing.Clear(model.MinutesOnDay);
            for (var i = 0; i < levels.Count; i++)
            {
                if (levels[i] > 0) { packing.Add(weeks[firstWeek[phase] + at][i][levels[i] - 1]); }
            }
            apart += packing.Solve(double.NegativeInfinity);
            prices[at] = packing.Prices;
            for (var day = 0; day < WeekTemplateSearch.Days; day++) { priced += prices[at][day] * model.MinutesOnDay[day]; }
        }
        for (var i = 0; i < levels.Count; i++)
        {
            if (levels[i] > 0) { priced += InARow(phase, i, levels[i] - 1, prices); }
        }
        return (count * model.Regimen.Value([.. levels])) + Math.Min(apart, priced);
    }

    /// <summary>Lays a course out week after week, keeping the gaps to the week before, and then betters each week between its neighbours.</summary>
    /// <param name="course">A choice for each phase.</param>
    /// <param name="sets">Receives the days of each week and item.</param>
    /// <param name="isCareful">Whether weeks first also keep the gap from their end to their own beginning, which leaves more room for the week after.</param>
    /// <param name="isForward">Whether it begins with the first week, or with the last.</param>
    /// <returns>Points; negative infinity where a week has no room.</returns>
    private double LayOut(Choice[] course, int[][] sets, bool isCareful, bool isForward)
    {
        var (value, points) = (0.0, new double[weeks.Length]);
        for (var phase = 0; phase < course.Length; phase++) { value += model.WeeksOfPhase[phase] * model.Regimen.Value([.. course[phase].Levels]); }
        for (var at = 0; at < weeks.Length; at++)
        {
            var week = isForward ? at : weeks.Length - 1 - at;
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
            if (week > 0)
            {
                if (sets[week - 1] is { } before) { from = before[i] == 0 ? from : BitOperations.Log2((uint)before[i]) - WeekTemplateSearch.Days; }
                else if (LevelsIn(course, week - 1)[i] is > 0 and var previous) { from = weeks[week - 1][i][previous - 1].EarliestEnd - WeekTemplateSearch.Days; }
            }
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
