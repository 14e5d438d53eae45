using Facet.Planning;

namespace Facet.Tests.Planning;

public class RegimenSearchTests
{
    private const double Rounding = 1e-8;

    private static readonly Gen<(RegimenModel Model, int Seed)> AnyModel =
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[1, 7]).Select((seed, items) => (RegimenModels.Draw(seed, items), seed));

    [Fact]
    public void A_plan_is_the_best_of_all_combinations() =>
        AnyModel.Sample(drawn =>
        {
            var solution = new RegimenSearch().Solve(drawn.Model);
            var plans = RegimenModels.AllowedPlans(drawn.Model).ToList();
            Assert.Equal(plans.Count > 0 ? RegimenProof.Optimal : RegimenProof.Infeasible, solution.Proof);
            if (plans.Count == 0) { return; }
            int[] found = [.. solution.Levels];
            Assert.True(RegimenModels.Keeps(drawn.Model, found, null));
            Assert.True(drawn.Model.Allows(found));
            Assert.Equal(RegimenModels.Value(drawn.Model, found), solution.Value, Rounding);
            Assert.Equal(plans.Max(plan => RegimenModels.Value(drawn.Model, plan)), solution.Value, Rounding);
            Assert.Equal(solution.Value, solution.UpperBound);
        }, iter: 5000);

    [Fact]
    public void The_next_best_is_the_best_of_all_other_combinations() =>
        AnyModel.Sample(drawn =>
        {
            var search = new RegimenSearch();
            var solution = search.Solve(drawn.Model);
            if (solution.Proof == RegimenProof.Infeasible) { return; }
            int[] best = [.. solution.Levels];
            var others = RegimenModels.AllowedPlans(drawn.Model).Where(plan => !plan.SequenceEqual(best)).ToList();
            var next = search.NextBest(drawn.Model, best);
            Assert.Equal(others.Count > 0 ? RegimenProof.Optimal : RegimenProof.Infeasible, next.Proof);
            if (others.Count > 0) { Assert.Equal(others.Max(plan => RegimenModels.Value(drawn.Model, plan)), next.Value, Rounding); }
        }, iter: 1000);

    [Fact]
    public void Locks_limits_and_prices_are_kept() =>
        Gen.Select(AnyModel, Gen.Int[0, int.MaxValue - 1]).Sample((drawn, seed) =>
        {
            var (model, random) = (drawn.Model, new Random(seed));
            var restriction = AnyRestriction(model, random);
            var solution = new RegimenSearch().Solve(model, restriction);
            var plans = RegimenModels.AllowedPlans(model, restriction).ToList();
            Assert.Equal(plans.Count > 0 ? RegimenProof.Optimal : RegimenProof.Infeasible, solution.Proof);
            if (plans.Count > 0) { Assert.Equal(plans.Max(plan => RegimenModels.Value(model, plan) - Paid(plan)), solution.Value, Rounding); }

            double Paid(int[] plan) => Enumerable.Range(0, plan.Length).Where(i => plan[i] > 0)
                .Sum(i => Enumerable.Range(0, model.Resources.Count).Sum(r => restriction.PriceOf(r) * model.Items[i].Levels[plan[i] - 1].Uses[r]));
        }, iter: 1500);

    [Fact]
    public void Eight_families_are_solved_as_by_enumeration()
    {
        var search = new RegimenSearch();
        for (var seed = 0; seed < 1000; seed++)
        {
            var patient = EightFamilies.Patient(seed);
            var model = patient.Model();
            var solution = search.Solve(model, patient.Restriction(model));
            Assert.Equal(patient.BestByEnumeration(out _), solution.Value, Rounding);
            Assert.Equal(patient.Value([.. solution.Levels]), solution.Value, Rounding);
        }
    }

    /// <remarks>200 of each with FACET_TEST_LONG set.</remarks>
    [Fact]
    public void Cp_sat_finds_nothing_better()
    {
        var count = Environment.GetEnvironmentVariable("FACET_TEST_LONG") is null ? 12 : 200;
        var search = new RegimenSearch();
        for (var seed = 0; seed < count; seed++)
        {
            foreach (var model in (RegimenModel[])[RegimenModels.Clinic(seed), RegimenModels.Draw(seed, 12)])
            {
                var solution = search.Solve(model);
                if (CpSat.Best(model, out _) is { } best) { Assert.Equal(best, solution.Value, CpSat.Tolerance); }
                else { Assert.Equal(RegimenProof.Infeasible, solution.Proof); }
            }
        }
    }

    [Fact]
    public void Cp_sat_solves_eight_families_alike()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var patient = EightFamilies.Patient(seed);
            Assert.Equal(patient.BestByEnumeration(out _), CpSat.Best(patient));
        }
    }

    [Fact]
    public void Relaxing_a_limit_never_lowers_the_value() =>
        AnyLargeProblem.Sample(problem =>
        {
            var (model, restriction, random) = problem;
            var before = new RegimenSearch().Solve(model, restriction);
            if (model.Resources.Count == 0) { return; }
            var r = random.Next(model.Resources.Count);
            restriction.Limit(r, restriction.LimitOf(r) + Math.Round(random.NextDouble() * 10, 1));
            Assert.True(new RegimenSearch().Solve(model, restriction).Value >= before.Value - Rounding);
        }, iter: 400);

    [Fact]
    public void Forbidding_what_is_not_chosen_and_locking_what_is_change_nothing() =>
        AnyLargeProblem.Sample(problem =>
        {
            var (model, restriction, random) = problem;
            var before = new RegimenSearch().Solve(model, restriction);
            if (before.Proof == RegimenProof.Infeasible) { return; }
            for (var i = 0; i < model.Items.Count; i++)
            {
                _ = (before.Levels[i], random.Next(3)) switch { (_, 0) => restriction, (0, _) => restriction.Forbid(i), (_, 1) => restriction.Lock(i), (var level, _) => restriction.Fix(i, level) };
            }
            AssertSame(before, new RegimenSearch().Solve(model, restriction));
        }, iter: 400);

    [Fact]
    public void Scaling_all_that_counts_scales_the_value_and_keeps_the_plan() =>
        Gen.Select(AnyLargeProblem, Gen.Double[0.2, 5]).Sample((problem, factor) =>
        {
            var search = new RegimenSearch();
            var (before, after) = (search.Solve(problem.Model), search.Solve(RegimenModels.Scaled(problem.Model, factor)));
            Assert.Equal(before.Proof, after.Proof);
            if (before.Proof == RegimenProof.Infeasible) { return; }
            Assert.Equal(factor * before.Value, after.Value, Rounding);
            if (!IsTied(search, problem.Model, before)) { Assert.Equal(before.Levels, after.Levels); }
        }, iter: 400);

    [Fact]
    public void The_order_of_items_does_not_matter() =>
        AnyLargeProblem.Sample(problem =>
        {
            var (model, _, random) = problem;
            var place = Enumerable.Range(0, model.Items.Count).ToArray();
            random.Shuffle(place);
            var search = new RegimenSearch();
            var (before, after) = (search.Solve(model), search.Solve(RegimenModels.Reordered(model, place)));
            Assert.Equal(before.Proof, after.Proof);
            if (before.Proof == RegimenProof.Infeasible) { return; }
            Assert.Equal(before.Value, after.Value, Rounding);
            if (!IsTied(search, model, before)) { Assert.Equal(before.Levels, place.Select(at => after.Levels[at])); }
        }, iter: 400);

    [Fact]
    public void Of_equal_plans_the_first_in_item_order_is_chosen() =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[1, 6]).Sample((seed, items) =>
        {
            // Whole points make many plans equal.
            var drawn = RegimenModels.Draw(seed, items, isWhole: true);
            var model = new RegimenModel(drawn.Items, [], drawn.Resources, drawn.Pairs, drawn.AtMostOne, drawn.GroupLimits, drawn.Requirements);
            var plans = RegimenModels.AllowedPlans(model).ToList();
            if (plans.Count == 0) { return; }
            var most = plans.Max(plan => RegimenModels.Value(model, plan));
            Assert.Equal(plans.First(plan => RegimenModels.Value(model, plan) > most - 0.5), new RegimenSearch().Solve(model).Levels);
        }, iter: 2000);

    [Fact]
    public void The_answer_does_not_depend_on_threads_earlier_work_or_the_incumbent()
    {
        var models = Enumerable.Range(0, 200).Select(seed => RegimenModels.Draw(seed, 14)).ToList();
        var one = new RegimenSearch();
        var expected = models.Select(model => one.Solve(model)).ToList();
        foreach (var threads in (int[])[1, 2, 7])
        {
            var found = new RegimenSolution[models.Count];
            Parallel.For(0, models.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new RegimenSearch(), (i, _, search) =>
            {
                found[i] = search.Solve(models[i]);
                return search;
            }, _ => { });
            for (var i = 0; i < found.Length; i++)
            {
                AssertSame(expected[i], found[i]);
                Assert.Equal(expected[i].Nodes, found[i].Nodes);
            }
        }
        var random = new Random(1);
        for (var i = 0; i < models.Count; i++)
        {
            var limited = one.Solve(models[i], nodeLimit: random.Next(1, 200));
            AssertSame(expected[i], one.Solve(models[i], incumbent: [.. limited.Levels]));
        }
    }

    [Fact]
    public void A_node_limit_gives_a_bound_that_holds() =>
        Gen.Select(AnyLargeProblem, Gen.Int[1, 300]).Sample((problem, nodes) =>
        {
            var (model, restriction, _) = problem;
            var search = new RegimenSearch();
            var (full, cut) = (search.Solve(model, restriction), search.Solve(model, restriction, nodes));
            Assert.True(cut.Nodes <= nodes);
            Assert.True(cut.UpperBound >= full.Value);
            Assert.True(cut.Value <= full.Value);
            if (cut.Proof == RegimenProof.Bounded) { Assert.True(full.Nodes >= nodes); }
            else { AssertSame(full, cut); }
        }, iter: 600);

    private static readonly Gen<(RegimenModel Model, RegimenRestriction Restriction, Random Random)> AnyLargeProblem =
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[2, 14]).Select((seed, items) =>
        {
            var model = RegimenModels.Draw(seed, items);
            var random = new Random(seed);
            return (model, AnyRestriction(model, random), random);
        });

    private static void AssertSame(RegimenSolution expected, RegimenSolution found)
    {
        Assert.Equal(expected.Proof, found.Proof);
        Assert.Equal(expected.Levels, found.Levels);
        Assert.Equal(expected.Value, found.Value);
    }

    private static bool IsTied(RegimenSearch search, RegimenModel model, RegimenSolution solution) => search.NextBest(model, [.. solution.Levels]).Value > solution.Value - 1e-6;

    private static RegimenRestriction AnyRestriction(RegimenModel model, Random random)
    {
        var restriction = new RegimenRestriction(model);
        for (var i = 0; i < model.Items.Count; i++)
        {
            _ = random.Next(6) switch
            {
                0 => restriction.Lock(i),
                1 => restriction.Forbid(i),
                2 => restriction.Fix(i, random.Next(model.Items[i].Levels.Count + 1)),
                _ => restriction,
            };
        }
        for (var r = 0; r < model.Resources.Count; r++)
        {
            if (random.Next(2) == 0) { restriction.Limit(r, Math.Round(random.NextDouble() * 8, 1)); }
            if (random.Next(2) == 0) { restriction.Price(r, random.NextDouble() - 0.3); }
        }
        return restriction;
    }
}
