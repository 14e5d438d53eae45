using Facet.Planning;

namespace Facet.Tests.Planning;

public class WeekTemplateTests
{
    private const int None = -1;

    private static readonly Gen<double[]> AnyPoints = Gen.Frequency((3, Gen.Int[-10, 40].Select(points => (double)points)), (1, Gen.Const(double.NegativeInfinity))).Array[21];

    private static readonly Gen<WeekItem> AnyItem =
        from sessions in Gen.Int[1, 3].Array[2]
        from minutes in Gen.Int[2, 8].Array[2]
        from gap in Gen.Int[1, 3]
        from points in AnyPoints
        select new WeekItem { Levels = [.. sessions.Zip(minutes, (count, length) => new WeekDemand(count, 5 * length))], DaysBetween = gap, Points = points };

    /// <summary>Three items of two levels that share money, and whose pairs may clash.</summary>
    private static readonly Gen<RegimenModel> AnyRegimen =
        from worth in Gen.Int[-20, 200].Array[6]
        from cost in Gen.Int[0, 10].Array[6]
        from money in Gen.Int[5, 30]
        from pair in Gen.Int[-60, 60].Array[3]
        select new RegimenModel(
            [.. Enumerable.Range(0, 3).Select(i => new RegimenItem { Levels = [.. Enumerable.Range(0, 2).Select(l => new RegimenLevel(worth[(2 * i) + l]) { Uses = [cost[(2 * i) + l]] })] })],
            resources: [new(money)],
            pairs: [new(0, 1, 1, 2, pair[0]), new(0, 2, 2, 2, pair[1]), new(1, 1, 2, 1, pair[2] < -40 ? double.NegativeInfinity : pair[2])]);

    private static readonly Gen<WeekTemplateModel> AnyTemplate =
        from regimen in AnyRegimen
        from items in AnyItem.Array[3]
        from minutes in Gen.Int[4, 16].Array[7]
        select new WeekTemplateModel(regimen, items, [.. minutes.Select(length => 5.0 * length)]);

    private static readonly Gen<TwelveWeeksModel> AnyCourse =
        from regimen in AnyRegimen
        from items in AnyItem.Array[3]
        from minutes in Gen.Int[4, 16].Array[7]
        from points in AnyPoints.Array[6]
        from step in Gen.Int[1, 2]
        select new TwelveWeeksModel(regimen, items, [.. minutes.Select(length => 5.0 * length)], [points[..3], points[3..]], [1, 1], step);

    [Fact]
    public void No_choice_with_its_week_is_worth_more() => AnyTemplate.Sample(model =>
    {
        var solution = new WeekTemplateSearch().Solve(model);
        Assert.True(solution.IsOptimal);
        Assert.Equal(BestByEnumeration(model), solution.Value, 1e-6);
    }, iter: 120);

    [Fact]
    public void A_week_keeps_sessions_gaps_availability_and_minutes() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var weeks = EightFamiliesWeek.Of(seed);
        var model = weeks.Template();
        var solution = new WeekTemplateSearch().Solve(model, weeks.Patient.Restriction(weeks.Model), 200_000);
        if (solution.Levels.Count == 0) { return; }
        Assert.True(weeks.Model.Allows([.. solution.Levels], weeks.Patient.Restriction(weeks.Model)));
        Assert.Equal(solution.Value, weeks.Model.Value([.. solution.Levels]) + KeptPoints(model, solution.Levels, solution.Slots, [.. model.Items.Select(item => item.Points)], isRound: true), 1e-6);
    }, iter: 60);

    [Fact]
    public void A_search_cut_short_still_bounds_the_best() => Gen.Select(AnyTemplate, Gen.Int[1, 60]).Sample((model, work) =>
    {
        var (best, cut) = (new WeekTemplateSearch().Solve(model), new WeekTemplateSearch().Solve(model, null, work));
        Assert.True(cut.Value <= best.Value + 1e-6 && best.Value <= cut.UpperBound + 1e-6);
    }, iter: 120);

    [Fact]
    public void A_course_is_within_its_bound_of_the_best_by_enumeration() => AnyCourse.Sample(model =>
    {
        var solution = new TwelveWeeksSearch().Solve(model);
        var best = BestByEnumeration(model);
        Assert.True(solution.Value <= best + 1e-6, $"{solution.Value} cannot be, {best} is the best");
        Assert.True(best <= solution.UpperBound + 1e-6, $"{best} is better than the bound {solution.UpperBound}");
    }, iter: 60);

    [Fact]
    public void A_course_keeps_steps_gaps_and_closed_days() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var weeks = EightFamiliesWeek.Of(seed);
        var model = weeks.TwelveWeeks();
        var solution = new TwelveWeeksSearch().Solve(model, weeks.Patient.Restriction(weeks.Model), 0.005, 200_000);
        if (solution.Levels.Count == 0) { return; }
        Assert.All(solution.Levels.Zip(solution.Levels.Skip(1)), pair => Assert.All(pair.First.Zip(pair.Second), step => Assert.InRange(step.Second - step.First, -1, 1)));
        Assert.All(solution.Levels, levels => Assert.True(weeks.Model.Allows([.. levels], weeks.Patient.Restriction(weeks.Model))));
        Assert.Equal(solution.Value, ValueOf(model, solution.Levels, solution.Slots), 1e-6);
    }, iter: 30);

    /// <summary>Points of a week's sessions, once every rule of the week was seen to hold.</summary>
    private static double KeptPoints(WeekTemplateModel model, IReadOnlyList<int> levels, IReadOnlyList<int> slots, IReadOnlyList<IReadOnlyList<double>> points, bool isRound)
    {
        var minutes = new double[7];
        var sum = 0.0;
        for (var i = 0; i < levels.Count; i++)
        {
            var held = Enumerable.Range(0, 21).Where(slot => (slots[i] >> slot & 1) != 0).ToList();
            var days = held.Select(slot => slot / 3).ToList();
            Assert.Equal(levels[i] == 0 ? 0 : model.Items[i].Levels[levels[i] - 1].Sessions, held.Count);
            Assert.Equal(days.Count, days.Distinct().Count());
            foreach (var day in days) { minutes[day] += model.Items[i].Levels[levels[i] - 1].Minutes; }
            Assert.True(days.Zip(days.Skip(1)).All(pair => pair.Second - pair.First >= model.Items[i].DaysBetween));
            Assert.True(!isRound || days.Count == 0 || days[0] + 7 - days[^1] >= model.Items[i].DaysBetween);
            sum += held.Sum(slot => points[i][slot]);
        }
        Assert.True(minutes.Zip(model.MinutesOnDay).All(pair => pair.First <= pair.Second));
        return sum;
    }

    private static double ValueOf(TwelveWeeksModel model, IReadOnlyList<IReadOnlyList<int>> levels, IReadOnlyList<IReadOnlyList<int>> slots)
    {
        var template = new WeekTemplateModel(model.Regimen, model.Items, model.MinutesOnDay);
        var (value, week) = (0.0, 0);
        var last = Enumerable.Repeat(-100, model.Items.Count).ToArray();
        for (var phase = 0; phase < levels.Count; phase++)
        {
            for (var at = 0; at < model.WeeksOfPhase[phase]; at++, week++)
            {
                value += model.Regimen.Value([.. levels[phase]]) + KeptPoints(template, levels[phase], slots[week], model.Points[week], isRound: false);
                for (var i = 0; i < last.Length; i++)
                {
                    if (slots[week][i] == 0) { continue; }
                    Assert.True(7 * week + int.TrailingZeroCount(slots[week][i]) / 3 - last[i] >= model.Items[i].DaysBetween);
                    last[i] = 7 * week + int.Log2(slots[week][i]) / 3;
                }
            }
        }
        return value;
    }

    private static double BestByEnumeration(WeekTemplateModel model) => Choices(model.Regimen).Max(levels => model.Regimen.Value(levels)
        + Weeks(model.Items, levels, [.. model.Items.Select(item => item.Points)], model.MinutesOnDay, isRound: true).Select(week => week.Points).DefaultIfEmpty(double.NegativeInfinity).Max());

    private static double BestByEnumeration(TwelveWeeksModel model)
    {
        var best = double.NegativeInfinity;
        var choices = Choices(model.Regimen).Select(levels => (Levels: levels, First: Facing(levels, 0, static set => int.Log2(set)), Second: Facing(levels, 1, int.TrailingZeroCount))).ToList();
        foreach (var (first, firstWeeks, _) in choices)
        {
            foreach (var (second, _, secondWeeks) in choices.Where(choice => choice.Levels.Zip(first).All(pair => Math.Abs(pair.First - pair.Second) <= model.MostStep)))
            {
                var value = model.Regimen.Value(first) + model.Regimen.Value(second);
                foreach (var (ends, points) in firstWeeks)
                {
                    foreach (var (starts, more) in secondWeeks)
                    {
                        if (value + points + more <= best) { break; }
                        if (model.Items.Select((item, i) => ends[i] is None || starts[i] is None || starts[i] + 7 - ends[i] >= item.DaysBetween).All(isKept => isKept)) { best = value + points + more; }
                    }
                }
            }
        }
        return best;

        // The best first. Of weeks that show their neighbour the same days only the best, since nothing else depends on them.
        List<(int[] Days, double Points)> Facing(int[] levels, int week, Func<int, int> side) =>
            [.. Weeks(model.Items, levels, model.Points[week], model.MinutesOnDay, isRound: false)
                .Select(one => (Days: one.Days.Select(set => set == 0 ? None : side(set)).ToArray(), one.Points))
                .OrderByDescending(one => one.Points).DistinctBy(one => string.Join(' ', one.Days))];
    }

    private static IEnumerable<int[]> Choices(RegimenModel regimen) =>
        from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3) from c in Enumerable.Range(0, 3) where regimen.Allows([a, b, c]) select new[] { a, b, c };

    /// <summary>Every week of some levels; of the parts of a day only the best, since nothing else depends on them.</summary>
    private static IEnumerable<(int[] Days, double Points)> Weeks(IReadOnlyList<WeekItem> items, int[] levels, IReadOnlyList<IReadOnlyList<double>> points, IReadOnlyList<double> minutesOnDay, bool isRound)
    {
        return Next(0, new int[levels.Length], 0, [.. minutesOnDay]);

        IEnumerable<(int[], double)> Next(int i, int[] days, double sum, double[] left)
        {
            if (i == levels.Length) { return [([.. days], sum)]; }
            if (levels[i] == 0) { return Next(i + 1, With(days, i, 0), sum, left); }
            var demand = items[i].Levels[levels[i] - 1];
            return Enumerable.Range(1, 127).Where(set => int.PopCount(set) == demand.Sessions && KeepsGap(set, items[i].DaysBetween))
                .Select(set => (Set: set, Points: Enumerable.Range(0, 7).Where(day => (set >> day & 1) != 0).Sum(day => Enumerable.Range(3 * day, 3).Max(slot => points[i][slot]))))
                .Where(one => !double.IsNegativeInfinity(one.Points) && Enumerable.Range(0, 7).All(day => (one.Set >> day & 1) == 0 || left[day] >= demand.Minutes))
                .SelectMany(one => Next(i + 1, With(days, i, one.Set), sum + one.Points, [.. left.Select((minutes, day) => minutes - ((one.Set >> day & 1) != 0 ? demand.Minutes : 0))]));
        }

        static int[] With(int[] days, int i, int set)
        {
            var copy = (int[])days.Clone();
            copy[i] = set;
            return copy;
        }

        bool KeepsGap(int set, int gap)
        {
            var days = Enumerable.Range(0, isRound ? 14 : 7).Where(day => (set >> (day % 7) & 1) != 0).ToList();
            return days.Zip(days.Skip(1)).All(pair => pair.Second - pair.First >= gap);
        }
    }
}
