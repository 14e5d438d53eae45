using Facet.Planning;

namespace Facet.Tests.Planning;

/// <summary>Random choice problems that use every term, and their answers by complete enumeration.</summary>
internal static class RegimenModels
{
    /// <summary>A problem of a size; everything else is drawn from the seed.</summary>
    public static RegimenModel Draw(int seed, int items, int levelsAtMost = 3, bool isWhole = false)
    {
        var random = new Random(seed);
        var components = random.Next(0, Math.Max(1, items * 2 / 3) + 1);
        double Points(double from, double to) => isWhole ? Math.Round(from + (random.NextDouble() * (to - from))) : from + (random.NextDouble() * (to - from));
        bool Chance(double p) => random.NextDouble() < p;
        var resources = random.Next(0, 4);
        var list = Enumerable.Range(0, items).Select(_ =>
        {
            var count = random.Next(1, levelsAtMost + 1);
            var worth = Points(-6, 2);
            return new RegimenItem
            {
                Levels = [.. Enumerable.Range(1, count).Select(level => new RegimenLevel(worth + Points(-2, 1), Chance(0.1) ? 0 : Chance(0.1) ? 1.5 : Math.Round((double)level / count, 2))
                {
                    Uses = [.. Enumerable.Range(0, resources).Select(_ => Chance(0.3) ? 0 : Math.Round(level * random.NextDouble() * 3, 1))],
                })],
                IsMandatory = Chance(0.06),
                Component = components == 0 || Chance(0.25) ? -1 : random.Next(components),
                SupportGroup = Chance(0.5) ? random.Next(4) : -1,
                Support = Points(-2, 4),
            };
        }).ToList();
        components = list.Max(item => item.Component) + 1;
        IReadOnlyList<int> Some(double p) => [.. Enumerable.Range(0, items).Where(_ => Chance(p))];
        List<RegimenPair> pairs = [];
        for (var i = 0; i < items; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!Chance(0.15)) { continue; }
                var isNever = Chance(0.2);
                for (var l = 1; l <= list[i].Levels.Count; l++)
                {
                    for (var m = 1; m <= list[j].Levels.Count; m++) { pairs.Add(new(i, l, j, m, isNever ? double.NegativeInfinity : Points(-2, 2))); }
                }
            }
        }
        return new(
            list,
            [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => Outcome(random, components))],
            [.. Enumerable.Range(0, resources).Select(_ => new RegimenResource(Chance(0.2) ? double.PositiveInfinity : Math.Round(random.NextDouble() * items * 1.5, 1)))],
            pairs,
            [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => Some(0.25))],
            [.. Enumerable.Range(0, random.Next(0, 2)).Select(_ => new RegimenGroupLimit([.. Enumerable.Range(0, items).Select(_ => random.Next(-1, 3))], random.Next(1, 3)))],
            [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => Chance(0.3) ? RegimenRequirement.Always(Some(0.4)) : new RegimenRequirement(Some(0.2), Some(0.3)))]);
    }

    private static RegimenOutcome Outcome(Random random, int components)
    {
        var k = components + 1;
        var factor = Enumerable.Range(0, k * k).Select(_ => (random.NextDouble() - 0.5) * 4).ToArray();
        var hasContext = random.NextDouble() < 0.7;
        bool Counts(int c) => c > 0 || hasContext;
        double Covariance(int i, int j) => Counts(i) && Counts(j) ? Enumerable.Range(0, k).Sum(f => factor[(i * k) + f] * factor[(j * k) + f]) / Math.Sqrt(k) : 0;
        return new()
        {
            Weight = random.NextDouble(),
            RiskAversion = random.NextDouble() < 0.2 ? 0 : random.NextDouble(),
            MostGain = random.NextDouble() < 0.5 ? double.PositiveInfinity : random.NextDouble() * 15,
            BetweenStudyVariance = random.NextDouble() < 0.2 ? 0 : random.NextDouble() * 30,
            Mean = [.. Enumerable.Range(0, k).Select(c => Counts(c) ? (random.NextDouble() * 9) - 8 : 0)],
            Covariance = [.. Enumerable.Range(0, k * k).Select(at => Covariance(at / k, at % k))],
            HasEstimate = [.. Enumerable.Range(0, components).Select(_ => random.NextDouble() < 0.8)],
        };
    }

    /// <summary>A problem of the size and kind of the catalogue: 30 items in eight families, components whose effects are known together, and the clinic's limits.</summary>
    public static RegimenModel Clinic(int seed)
    {
        const int Families = 8, Items = 30, Components = 16;
        var random = new Random(seed);
        double Between(double from, double to) => from + (random.NextDouble() * (to - from));
        bool Chance(double p) => random.NextDouble() < p;
        var family = Enumerable.Range(0, Items).Select(i => i % Families).ToArray();
        // Families 0 to 2 are active, 3 to 5 passive, 6 medicines, 7 advice; items 0, 8 and 16 of family 7's kind are in every plan.
        bool IsAdvice(int i) => family[i] == 7;
        List<RegimenItem> items = [];
        for (var i = 0; i < Items; i++)
        {
            var levels = random.Next(1, 5);
            var isHome = family[i] is 0 or 1 or 7;
            var isMandatory = IsAdvice(i) && i < 16;
            var (minutes, visits, cost, harm) = (isHome ? Between(20, 160) : 0, isHome ? 0 : Math.Round(Between(0.5, 2), 1), Between(0, 3), Between(0, 1));
            var asked = Chance(0.1) ? 2 : 0;
            items.Add(new()
            {
                Levels = [.. Enumerable.Range(1, levels).Select(level =>
                {
                    var share = Math.Round((double)level / levels, 2);
                    var (homeMinutes, visitsPerWeek) = (Math.Round(minutes * share), Math.Round(visits * share, 1));
                    return new RegimenLevel(asked - (0.5 * (homeMinutes + (visitsPerWeek * 60)) / 60) - (0.5 * cost * share) - harm - (isMandatory ? 0 : 0.2), share)
                    {
                        Uses = [homeMinutes, visitsPerWeek, Math.Round(100 * cost * share), isHome ? 1 : 0, family[i] == 6 ? 1 : 0],
                    };
                })],
                IsMandatory = isMandatory,
                Component = i < Components ? i : Chance(0.2) ? random.Next(Components) : -1,
                SupportGroup = family[i],
                Support = 1.5 * random.Next(-1, 4),
            });
        }
        IReadOnlyList<int> Of(params int[] families) => [.. Enumerable.Range(0, Items).Where(i => families.Contains(family[i]))];
        return new(
            items,
            [CorrelatedOutcome(random, Components, 0.5, Between(20, 70)), CorrelatedOutcome(random, Components, 0.5, double.PositiveInfinity)],
            [new(random.Next(5, 60) * 7), new(random.Next(0, 7) / 2.0), new(Chance(0.5) ? double.PositiveInfinity : random.Next(100, 800)), new(4), new(3)],
            [new(3, 1, 4, 1, double.NegativeInfinity), new(5, 1, 13, 1, 0.5)],
            [[0, 8], [3, 11, 19], [6, 14], [22, 2, 10]],
            [new([.. family.Select(f => f is >= 3 and <= 5 ? f : -1)], 2)],
            [RegimenRequirement.Always(Of(0, 1, 2)), new(Of(3), Of(0)), new(Of(6), Of(0, 1, 2, 3, 4, 5)), new(Of(5), [1, 9])]);
    }

    /// <summary>Effects as a fit gives them: each component some points better than nothing, a context that all share, all of it uncertain together.</summary>
    private static RegimenOutcome CorrelatedOutcome(Random random, int components, double weight, double mostGain)
    {
        var k = components + 1;
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var common = Enumerable.Range(0, k).Select(c => c == 0 ? -2.0 : 1).ToArray();
        var sd = Enumerable.Range(0, k).Select(_ => 1.5 + (3 * random.NextDouble())).ToArray();
        return new()
        {
            Weight = weight,
            RiskAversion = 0.25,
            MostGain = mostGain,
            BetweenStudyVariance = 25,
            Mean = [.. Enumerable.Range(0, k).Select(c => c == 0 ? -3 : -3 + (3 * Normal()))],
            Covariance = [.. Enumerable.Range(0, k * k).Select(at => (at / k == at % k ? sd[at / k] * sd[at / k] : 0) + (2 * common[at / k] * common[at % k]))],
            HasEstimate = [.. Enumerable.Range(0, components).Select(_ => random.NextDouble() < 0.85)],
        };
    }

    /// <summary>Every allowed plan, by complete enumeration.</summary>
    public static IEnumerable<int[]> AllowedPlans(RegimenModel model, RegimenRestriction? restriction = null)
    {
        var levels = new int[model.Items.Count];
        while (true)
        {
            if (Keeps(model, levels, restriction)) { yield return [.. levels]; }
            var i = levels.Length - 1;
            for (; i >= 0 && levels[i] == model.Items[i].Levels.Count; i--) { levels[i] = 0; }
            if (i < 0) { yield break; }
            levels[i]++;
        }
    }

    /// <summary>The limits, read from the model's own words.</summary>
    public static bool Keeps(RegimenModel model, int[] levels, RegimenRestriction? restriction)
    {
        bool In(int i) => levels[i] > 0;
        for (var i = 0; i < levels.Length; i++)
        {
            if (model.Items[i].IsMandatory && !In(i)) { return false; }
            if (restriction is not null && (restriction.AllowedLevels(i) & (1u << levels[i])) == 0) { return false; }
        }
        for (var r = 0; r < model.Resources.Count; r++)
        {
            var used = Enumerable.Range(0, levels.Length).Where(In).Sum(i => model.Items[i].Levels[levels[i] - 1].Uses.ElementAtOrDefault(r));
            if (used > (restriction?.LimitOf(r) ?? model.Resources[r].Limit) + 1e-7) { return false; }
        }
        return model.AtMostOne.All(group => group.Distinct().Count(In) <= 1)
            && model.GroupLimits.All(limit => Enumerable.Range(0, levels.Length).Where(i => In(i) && limit.GroupOf[i] >= 0).Select(i => limit.GroupOf[i]).Distinct().Count() <= limit.AtMost)
            && model.Requirements.All(requirement => !(requirement.IsAlways || requirement.IfAnyOf.Any(In)) || requirement.AtLeastOneOf.Any(In))
            && !model.Pairs.Any(pair => double.IsNegativeInfinity(pair.Points) && levels[pair.First] == pair.FirstLevel && levels[pair.Second] == pair.SecondLevel);
    }

    /// <summary>The value in the words of its definition.</summary>
    public static double Value(RegimenModel model, int[] levels)
    {
        var chosen = Enumerable.Range(0, levels.Length).Where(i => levels[i] > 0).ToList();
        var value = chosen.Sum(i => model.Items[i].Levels[levels[i] - 1].Worth)
            + model.Pairs.Where(pair => levels[pair.First] == pair.FirstLevel && levels[pair.Second] == pair.SecondLevel).Sum(pair => pair.Points)
            + chosen.Where(i => model.Items[i].SupportGroup >= 0).GroupBy(i => model.Items[i].SupportGroup).Sum(group => group.Max(i => model.Items[i].Support));
        foreach (var outcome in model.Outcomes)
        {
            var phi = new double[model.Components + 1];
            foreach (var i in chosen.Where(i => model.Items[i].Component >= 0 && outcome.HasEstimate[model.Items[i].Component]))
            {
                ref var dose = ref phi[model.Items[i].Component + 1];
                dose = Math.Min(1, dose + Math.Min(1, model.Items[i].Levels[levels[i] - 1].Dose));
            }
            phi[0] = phi.Max();
            if (phi[0] == 0) { continue; }
            var variance = outcome.BetweenStudyVariance;
            for (var i = 0; i < phi.Length; i++) { for (var j = 0; j < phi.Length; j++) { variance += phi[i] * phi[j] * outcome.Covariance[(i * phi.Length) + j]; } }
            var improvement = -phi.Zip(outcome.Mean).Sum(pair => pair.First * pair.Second);
            value += outcome.Weight * (Math.Min(outcome.MostGain, improvement) - (outcome.RiskAversion * Math.Sqrt(variance)));
        }
        return value;
    }

    /// <summary>Every worth, pair, support and weight times a factor.</summary>
    public static RegimenModel Scaled(RegimenModel model, double factor) => new(
        [.. model.Items.Select(item => item with { Support = factor * item.Support, Levels = [.. item.Levels.Select(level => level with { Worth = factor * level.Worth })] })],
        [.. model.Outcomes.Select(outcome => outcome with { Weight = factor * outcome.Weight })],
        model.Resources,
        [.. model.Pairs.Select(pair => pair with { Points = factor * pair.Points })],
        model.AtMostOne,
        model.GroupLimits,
        model.Requirements);

    /// <summary>The same problem with the items in another order: item i stands where <paramref name="place"/> says.</summary>
    public static RegimenModel Reordered(RegimenModel model, int[] place)
    {
        IReadOnlyList<int> Moved(IEnumerable<int> items) => [.. items.Select(i => place[i])];
        T[] InPlace<T>(IReadOnlyList<T> list)
        {
            var moved = new T[list.Count];
            for (var i = 0; i < moved.Length; i++) { moved[place[i]] = list[i]; }
            return moved;
        }
        return new(
            InPlace(model.Items),
            model.Outcomes,
            model.Resources,
            [.. model.Pairs.Select(pair => pair with { First = place[pair.First], Second = place[pair.Second] })],
            [.. model.AtMostOne.Select(Moved)],
            [.. model.GroupLimits.Select(limit => limit with { GroupOf = InPlace(limit.GroupOf) })],
            [.. model.Requirements.Select(requirement => requirement with { IfAnyOf = Moved(requirement.IfAnyOf), AtLeastOneOf = Moved(requirement.AtLeastOneOf) })]);
    }
}
