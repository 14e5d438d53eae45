using System.Globalization;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Planning;

public class SharedCapacityTests
{
    private const double Rounding = 1e-6;
    private const int Kinds = 2;

    private static readonly Gen<(IReadOnlyList<RegimenModel> People, double[] Capacities)> AnyClinic =
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[1, 3]).Select((seed, people) =>
        {
            var random = new Random(seed);
            List<RegimenModel> models = [.. Enumerable.Range(0, people).Select(_ => WithShared(RegimenModels.Draw(random.Next(), 3, 2), random))];
            return ((IReadOnlyList<RegimenModel>)models, Enumerable.Range(0, Kinds).Select(_ => Math.Round(random.NextDouble() * 5, 1)).ToArray());
        });

    [Fact]
    public void Value_is_reached_within_capacity_and_the_bound_is_above_the_best_of_all_assignments()
    {
        var (possible, reached) = (0, 0);
        AnyClinic.Sample(clinic =>
        {
            var shared = Divide(clinic.People.Count, i => new(clinic.People[i]), clinic.Capacities);
            var best = BestOfAllAssignments(clinic.People, clinic.Capacities);
            if (double.IsNegativeInfinity(best))
            {
                Assert.False(shared.IsWithinCapacity && Enumerable.Range(0, clinic.People.Count).All(i => shared.LevelsOf(i).Length > 0));
                return;
            }
            Assert.True(shared.Bound >= best - Rounding, $"bound {shared.Bound}, best {best}");
            Interlocked.Increment(ref possible);
            if (!shared.IsWithinCapacity) { return; }
            Interlocked.Increment(ref reached);
            Assert.True(shared.Value <= shared.Bound + Rounding);
            Assert.True(shared.Value <= best + Rounding, $"value {shared.Value}, best {best}");
            Assert.Equal(Enumerable.Range(0, clinic.People.Count).Sum(i => clinic.People[i].Value(Levels(shared, i))), shared.Value, Rounding);
            for (var r = 0; r < Kinds; r++) { Assert.True(Enumerable.Range(0, clinic.People.Count).Sum(i => Use(clinic.People[i], Levels(shared, i), r)) <= clinic.Capacities[r] + Rounding); }
        }, iter: 2000);
        Assert.True(reached > 0.95 * possible, $"{reached} of {possible} clinics that can be divided were.");
    }

    [Fact]
    public void With_enough_for_everybody_each_gets_their_own_best_plan_and_the_gap_is_0()
    {
        var people = People(200);
        var shared = Divide(people.Count, i => Sharing(people[i]), [.. Enumerable.Repeat(1e6, EightFamilies.Count)], new() { SampleSize = 50 });
        Assert.Equal(0, shared.Gap);
        Assert.All(shared.Prices, price => Assert.Equal(0, price));
        Assert.Equal(people.Sum(person => new RegimenSearch().Solve(person.Model, person.Patient.Restriction(person.Model)).Value), shared.Value, Rounding);
    }

    [Fact]
    public void Neither_threads_nor_the_order_of_people_change_a_bit_of_it()
    {
        var people = People(300);
        var capacities = Scarce(people, 0.6);
        var one = Divide(people.Count, i => Sharing(people[i]), capacities, new() { SampleSize = 100 });
        var threads = Divide(people.Count, i => Sharing(people[i]), capacities, new() { SampleSize = 100, Threads = 4 });
        int[] order = [.. Enumerable.Range(0, people.Count)];
        new Random(7).Shuffle(order);
        var shuffled = Divide(people.Count, i => Sharing(people[order[i]]), capacities, new() { SampleSize = 100, Threads = 3 }, [.. order.Select(i => (long)i)]);
        foreach (var other in (SharedPlans[])[threads, shuffled])
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(one.Value), BitConverter.DoubleToInt64Bits(other.Value));
            Assert.Equal(BitConverter.DoubleToInt64Bits(one.Bound), BitConverter.DoubleToInt64Bits(other.Bound));
            Assert.Equal(one.Prices, other.Prices);
        }
        for (var i = 0; i < people.Count; i++)
        {
            Assert.True(one.LevelsOf(i).SequenceEqual(threads.LevelsOf(i)));
            Assert.True(one.LevelsOf(order[i]).SequenceEqual(shuffled.LevelsOf(i)));
        }
    }

    [Fact]
    public void Many_people_share_seven_tenths_of_what_they_would_take_with_a_gap_below_a_thousandth()
    {
        var people = People(1500);
        var capacities = Scarce(people, 0.7);
        var shared = Divide(people.Count, i => Sharing(people[i]), capacities, new() { Threads = 2, SampleSize = 400 });
        Assert.True(shared.IsWithinCapacity);
        Assert.InRange(shared.RelativeGap, 0, 0.001);
        Assert.All(shared.Prices, price => Assert.True(price > 0));
    }

    [Fact]
    public void The_real_catalogue_is_divided_within_the_clinics_hours()
    {
        List<string> resources = [.. Given.Need(CarePathway.Load(KnowledgeFiles.Embedded)).Catalogue.Interventions.SelectMany(intervention => intervention.Uses).Distinct()];
        string Hours(Func<int, double> of) => string.Concat(resources.Select((name, r) => string.Create(CultureInfo.InvariantCulture, $"  {name}: {{hours_per_week: {of(r):0.###}, reason: \"a test\"}}\n")));
        var (planner, people) = Cleared(Pathway($"version: 1\ncapacities:\n{Hours(_ => 1000)}"));
        Assert.True(people.Count > 50);
        var ample = planner.Share(people, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(0, ample.Together.Gap);
        for (var i = 0; i < people.Count; i++) { Assert.Equal(people[i].Best, ample.Plans[i]); }
        Assert.Contains(ample.Together.Used, used => used > 0);

        // Half of what they would take.
        var scarce = Pathway($"version: 1\ncapacities:\n{Hours(r => ample.Together.Used[r] / 2)}");
        (planner, people) = Cleared(scarce);
        var shared = planner.Share(people, cancellation: TestContext.Current.CancellationToken);
        Assert.True(shared.Together.IsWithinCapacity);
        Assert.True(shared.Together.Value < ample.Together.Value);
        Assert.True(shared.Together.Bound <= ample.Together.Bound + Rounding);
        Assert.True(shared.Together.Value <= shared.Together.Bound);
        Assert.Contains(Enumerable.Range(0, people.Count), i => !people[i].Best!.SequenceEqual(shared.Plans[i]!));
    }

    [Fact]
    public void Planning_for_many_proposes_what_planning_for_one_does()
    {
        var pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));
        var planner = new PopulationPlanner(pathway);
        foreach (var person in Given.Cases)
        {
            var alone = pathway.Walk(person.Profile, []).Planning;
            var (_, many) = planner.Look(person.Profile);
            Assert.Equal(alone is null, many is null);
            var chosen = alone is PlanningResult.Optimal(var proposal) ? proposal.Plan.Chosen.Select(dosed => new PlannedDose(dosed.Intervention.Id, dosed.Level.Id)).ToList() : null;
            Assert.Equal(chosen, many?.Best);
        }
    }

    [Theory]
    [InlineData("version: 1\ncapacities:\n  magician: {hours_per_week: 3, reason: \"none\"}\n", "unknown-resource")]
    [InlineData("version: 1\ncapacities:\n  laser_unit: {hours_per_week: -3, reason: \"none\"}\n", "out-of-range")]
    [InlineData("version: 1\ncapacities:\n  laser_unit: {reason: \"none\"}\n", "no-hours")]
    [InlineData("version: 1\ncapacities:\n  laser_unit: {hours_per_week: 3, reason: \"one\", hour: 2}\n", "unknown-key")]
    [InlineData("version: 1\n", "missing")]
    public void A_wrong_capacity_is_refused(string text, string code)
    {
        Assert.False(CarePathway.Load(Given.Need(KnowledgeFiles.With([("capacity.yaml", text)]))).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Code.Contains(code, StringComparison.Ordinal));
    }

    private static SharedPlans Divide(int people, Func<int, SharingPerson> person, IReadOnlyList<double> capacities, SharedCapacityOptions? options = null, IReadOnlyList<long>? keys = null) =>
        SharedCapacity.Solve(people, person, capacities, options, keys, TestContext.Current.CancellationToken);

    private static CarePathway Pathway(string capacity) => Given.Need(CarePathway.Load(Given.Need(KnowledgeFiles.With([("capacity.yaml", capacity)]))));

    private static (PopulationPlanner Planner, IReadOnlyList<PersonToPlan> People) Cleared(CarePathway pathway)
    {
        var planner = new PopulationPlanner(pathway);
        return (planner, [.. Given.Cases.Select(person => planner.Look(person.Profile).Person).OfType<PersonToPlan>().Where(person => person.Best is not null)]);
    }

    private static SharingPerson Sharing((EightFamilies Patient, RegimenModel Model) person) => new(person.Model, person.Patient.Restriction(person.Model));

    private static List<(EightFamilies Patient, RegimenModel Model)> People(int count) =>
        [.. Enumerable.Range(0, count).Select(EightFamilies.Patient).Select(patient => (patient, patient.Model(isShared: true)))];

    /// <summary>A share of what everybody would take of each modality's minutes if there were enough.</summary>
    private static double[] Scarce(List<(EightFamilies Patient, RegimenModel Model)> people, double share) =>
        [.. Divide(people.Count, i => Sharing(people[i]), [.. Enumerable.Repeat(double.PositiveInfinity, EightFamilies.Count)], new() { Threads = 2 }).Used.Select(used => used * share)];

    private static RegimenModel WithShared(RegimenModel model, Random random) => new(
        [.. model.Items.Select(item => item with
        {
            Levels = [.. item.Levels.Select(level => level with
            {
                Uses = [.. level.Uses, .. Enumerable.Repeat(0.0, model.Resources.Count - level.Uses.Count), .. Enumerable.Range(0, Kinds).Select(_ => random.NextDouble() < 0.4 ? 0 : Math.Round(random.NextDouble() * 3, 1))],
            })],
        })],
        model.Outcomes, [.. model.Resources, .. Enumerable.Repeat(new RegimenResource(double.PositiveInfinity), Kinds)], model.Pairs, model.AtMostOne, model.GroupLimits, model.Requirements);

    private static int[] Levels(SharedPlans shared, int person) => [.. shared.LevelsOf(person).ToArray().Select(level => (int)level)];

    private static double Use(RegimenModel model, int[] plan, int kind) =>
        Enumerable.Range(0, plan.Length).Where(i => plan[i] > 0).Sum(i => model.Items[i].Levels[plan[i] - 1].Uses[model.Resources.Count - Kinds + kind]);

    /// <summary>Whoever has no plan at all stays out, as in the division.</summary>
    private static double BestOfAllAssignments(IReadOnlyList<RegimenModel> people, double[] capacities)
    {
        var plans = people.Select(model => RegimenModels.AllowedPlans(model).Select(plan => (Value: model.Value(plan), Uses: Enumerable.Range(0, Kinds).Select(r => Use(model, plan, r)).ToArray()))
            .Where(plan => Enumerable.Range(0, Kinds).All(r => plan.Uses[r] <= capacities[r] + 1e-9)).ToList()).ToList();
        return Best(0, new double[Kinds]);

        double Best(int person, double[] used)
        {
            if (person == plans.Count) { return 0; }
            if (plans[person].Count == 0) { return Best(person + 1, used); }
            var best = double.NegativeInfinity;
            foreach (var (value, uses) in plans[person])
            {
                double[] sum = [.. used.Zip(uses, (a, b) => a + b)];
                if (sum.Zip(capacities).All(pair => pair.First <= pair.Second + 1e-9)) { best = Math.Max(best, value + Best(person + 1, sum)); }
            }
            return best;
        }
    }
}
