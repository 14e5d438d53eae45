using System.Globalization;
using System.Text.RegularExpressions;
using Facet.Evidence;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Tests.Planning;

public partial class PlannerTests
{
    private const double Close = 1e-7;

    private static readonly CarePathway Pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));

    private static readonly Gen<Preferences> AnyPreferences =
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 4], Gen.Int[0, 8], Gen.Int[0, 2], Gen.UInt).Select((minutes, visits, budget, goal, seed) =>
        {
            var random = new Random((int)(seed & int.MaxValue));
            var ids = Pathway.Catalogue.Interventions.Select(intervention => intervention.Id).ToList();
            return new Preferences
            {
                MinutesPerDay = minutes,
                VisitsPerWeek = visits < 4 ? visits : null,
                Budget = budget < 8 ? 100 * budget : null,
                FirstGoal = goal < 2 ? (Outcome)goal : null,
                Wanted = [.. ids.Where(_ => random.NextDouble() < 0.08)],
                Unwanted = [.. ids.Where(_ => random.NextDouble() < 0.05)],
            };
        });

    private static PathwayResult Walk(IntakeAnswers answers, params string[] wanted) => Given.Need(Pathway.Walk(answers, wanted));

    private static Proposal? Plan(PathwayResult result) => result.Planning is PlanningResult.Optimal(var proposal) ? proposal : null;

    private static Proposal? Plan(PathwayResult result, Catalogue catalogue, Preferences preferences, PlanChanges? changes = null) =>
        result.Disposition is Disposition.Cleared cleared && Planner.Plan(cleared, result.Options, catalogue, Pathway.Effects, Pathway.Settings, preferences, changes) is PlanningResult.Optimal(var proposal) ? proposal : null;

    /// <summary>What every plan holds, and a few others.</summary>
    private static Catalogue Reduced(Random random, int others) => new([.. Pathway.Catalogue.Interventions.Where(intervention => !intervention.IsAlways).OrderBy(_ => random.Next()).Take(others)
        .Concat(Pathway.Catalogue.Interventions.Where(intervention => intervention.IsAlways))]);

    /// <summary>People whom triage clears, with a small catalogue and preferences of their own.</summary>
    private static void ForCleared(int people, int others, Action<PathwayResult, Catalogue, Preferences> check)
    {
        var seen = 0;
        Gen.Select(AnyIntake.Answered, AnyPreferences, Gen.UInt).Sample((answers, preferences, seed) =>
        {
            if (Volatile.Read(ref seen) >= people) { return; }
            var profile = Given.Need(Pathway.Profile(answers));
            var disposition = RedFlags.Assess(Pathway.Knowledge, profile);
            if (disposition is not Disposition.Cleared) { return; }
            Interlocked.Increment(ref seen);
            var options = Eligibility.Assess(Pathway.Knowledge, disposition);
            check(new() { Profile = profile, Disposition = disposition, Options = options, Preferences = preferences, Planning = null, Versions = ("", "") }, Reduced(new((int)(seed & int.MaxValue)), others), preferences);
        }, iter: people * 24);
        Assert.True(seen >= people, $"Only {seen} people were cleared.");
    }

    [Fact]
    public void The_plan_is_as_good_as_the_best_of_all_combinations_for_5000_people() => ForCleared(5000, 7, (result, catalogue, preferences) =>
    {
        var oracle = new PlanOracle(Pathway, result, catalogue, preferences);
        var best = oracle.Plans().Select(oracle.Value).DefaultIfEmpty(double.NegativeInfinity).Max();
        var plan = Plan(result, catalogue, preferences);
        Assert.Equal(best, plan?.Value ?? double.NegativeInfinity, Close);
        if (plan is null) { return; }
        Assert.Equal(oracle.Value(plan.Plan.Chosen), plan.Value, Close);
        Assert.True(plan.Proof.IsOptimal);
    });

    [Fact]
    public void The_plan_over_the_full_catalogue_is_what_another_solver_finds() => ForCleared(200, 40, (result, catalogue, preferences) =>
    {
        var problem = RegimenProblem.Build(new((Disposition.Cleared)result.Disposition, result.Options, catalogue, Pathway.Effects, Pathway.Settings, preferences), PlanChanges.None, Aim.Value);
        if (problem.Candidates.Count == 0) { return; }
        Assert.Equal(CpSat.Best(problem.Model, out _), problem.Solve()?.Value, (a, b) => a is null == b is null && (a is null || Math.Abs(a.Value - b!.Value) < CpSat.Tolerance));
    });

    [Fact]
    public void Alternatives_and_the_next_best_plan_are_the_best_of_their_kind() => ForCleared(300, 6, (result, catalogue, preferences) =>
    {
        if (Plan(result, catalogue, preferences) is not { } plan) { return; }
        var oracle = new PlanOracle(Pathway, result, catalogue, preferences);
        var all = oracle.Plans().ToList();
        PlanOutline? Of(AlternativeKind kind) => plan.Alternatives.SingleOrDefault(alternative => alternative.BestAt.Contains(kind))?.Plan;
        if (Of(AlternativeKind.MostEffective) is { } effective) { Assert.Equal(all.Max(oracle.Gain), oracle.Gain(effective.Chosen), 1e-3); }
        Assert.Equal(all.Min(oracle.Hours), Of(AlternativeKind.LeastBurden)!.HoursPerWeek, Close);
        Same(AlternativeKind.NoMedicines, dosed => dosed.Intervention.Kind == InterventionKind.Medicine);
        Same(AlternativeKind.SelfCare, dosed => dosed.Level.Visits > 0 || (dosed.Intervention.GivenBy != GivenBy.SelfCare && !dosed.Intervention.IsAlways));
        var others = all.Where(other => !other.ToHashSet().SetEquals(plan.Plan.Chosen)).Select(oracle.Value).ToList();
        Assert.Equal(others.Count == 0 ? null : plan.Value - others.Max(), plan.Next?.Less, (a, b) => a is null == b is null && (a is null || Math.Abs(a.Value - b!.Value) < Close));

        void Same(AlternativeKind kind, Predicate<Dosed> barred)
        {
            var best = all.Where(chosen => !chosen.Any(dosed => barred(dosed))).Select(oracle.Value).DefaultIfEmpty(double.NegativeInfinity).Max();
            Assert.Equal(best, Of(kind)?.Value ?? double.NegativeInfinity, Close);
        }
    });

    [Fact]
    public void What_an_item_adds_and_what_another_would_cost_equal_solving_again() => ForCleared(150, 12, (result, catalogue, preferences) =>
    {
        if (Plan(result, catalogue, preferences) is not { } plan) { return; }
        foreach (var item in plan.Items.Where(item => !item.Intervention.IsAlways))
        {
            var without = Plan(result, catalogue, preferences, new() { Forbidden = [item.Intervention.Id] });
            Assert.Equal(without is null ? double.PositiveInfinity : plan.Value - without.Value, item.Adds, Close);
        }
        foreach (var left in plan.LeftOut)
        {
            if (left.Because is not (LeftOutBecause.Costs or LeftOutBecause.DoesNotFit)) { continue; }
            var with = Plan(result, catalogue, preferences, new() { Locked = [left.Intervention.Id] });
            Assert.Equal(with is null, left.Because is LeftOutBecause.DoesNotFit);
            if (left.Because is LeftOutBecause.Costs(var points, _)) { Assert.Equal(plan.Value - with!.Value, points, Close); }
        }
    });

    [Fact]
    public void Locking_what_is_chosen_and_forbidding_what_is_not_changes_nothing() => ForCleared(200, 40, (result, catalogue, preferences) =>
    {
        if (Plan(result, catalogue, preferences) is not { } plan) { return; }
        var chosen = plan.Plan.Chosen.Select(dosed => dosed.Intervention.Id).ToList();
        var changes = new PlanChanges
        {
            Locked = chosen,
            Forbidden = [.. catalogue.Interventions.Select(intervention => intervention.Id).Except(chosen)],
            Doses = plan.Plan.Chosen.ToDictionary(dosed => dosed.Intervention.Id, dosed => dosed.Level.Id),
        };
        var same = Plan(result, catalogue, preferences, changes);
        Assert.True(plan.Plan.IsSameAs(same!.Plan));
        Assert.Equal(0, same.CostOfChanges, Close);
    });

    [Fact]
    public void More_of_any_limit_never_makes_the_best_plan_worse() => ForCleared(400, 40, (result, catalogue, preferences) =>
    {
        var less = Plan(result, catalogue, preferences)?.Value ?? double.NegativeInfinity;
        foreach (var more in (Preferences[])[preferences with { MinutesPerDay = preferences.MinutesPerDay + 7 }, preferences with { VisitsPerWeek = preferences.VisitsPerWeek + 1 }, preferences with { Budget = preferences.Budget + 100 }])
        {
            Assert.True((Plan(result, catalogue, more)?.Value ?? double.NegativeInfinity) >= less - Close);
        }
    });

    [Fact]
    public void Scaling_effects_and_every_exchange_rate_together_changes_nothing()
    {
        // Twice the weight of both outcomes is twice every effect.
        string[] rates = ["weight_pain", "weight_function", "burden_per_hour_week", "cost_per_tier", "complexity_per_item", "support_per_weight", "want_bonus"];
        var settings = KnowledgeFiles.Embedded.Read("settings/planning.yaml");
        foreach (var rate in rates) { settings = Regex.Replace(settings, $@"({rate}: {{value: )([0-9.]+)", found => found.Groups[1].Value + Doubled(found.Groups[2].Value)); }
        var catalogue = Harm().Replace(KnowledgeFiles.Embedded.Read("treatments/catalogue.yaml"), found => found.Groups[1].Value + Doubled(found.Groups[2].Value));
        var scaled = Given.Need(CarePathway.Load(Given.Need(KnowledgeFiles.With([("planning.yaml", settings), ("catalogue.yaml", catalogue)]))));
        ForCleared(150, 0, (result, _, preferences) =>
        {
            // Both in the order of the catalogue, which decides between plans that are worth the same.
            var even = preferences with { FirstGoal = null };
            var plan = Plan(result, Pathway.Catalogue, even);
            var twice = Plan(scaled.Walk(result.Profile, even));
            Assert.Equal(2 * plan?.Value, twice?.Value, (a, b) => a is null == b is null && (a is null || Math.Abs(a.Value - b!.Value) < 1e-6));
            Assert.Equal(plan?.Plan.Chosen.Select(dosed => (dosed.Intervention.Id, dosed.Level.Id)), twice?.Plan.Chosen.Select(dosed => (dosed.Intervention.Id, dosed.Level.Id)));
        });

        static string Doubled(string number) => (2 * double.Parse(number, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(?m)^(    harm: )([0-9.]+)")]
    private static partial Regex Harm();

    [Fact]
    public void Nothing_excluded_held_or_unavailable_is_in_any_proposal() => ForCleared(800, 40, (result, catalogue, preferences) =>
    {
        if (Plan(result, catalogue, preferences) is not { } plan) { return; }
        foreach (var dosed in plan.Alternatives.SelectMany(alternative => alternative.Plan.Chosen).Concat(plan.Next?.Plan.Chosen ?? []))
        {
            Assert.True(PlanOracle.IsSafe(dosed.Intervention, result.Options));
            Assert.NotEqual(GivenBy.Prescriber, dosed.Intervention.GivenBy);
        }
    });

    [Fact]
    public void Only_the_cleared_get_a_plan() =>
        AnyIntake.Answered.Sample(answers =>
        {
            var result = Walk(answers);
            Assert.Equal(result.Disposition is Disposition.Cleared, result.Planning is not null);
        }, iter: 300);

    [Fact]
    public void Every_intervention_of_the_catalogue_is_in_the_plan_or_says_why_not() =>
        AnyIntake.Answered.Sample(answers =>
        {
            if (Plan(Walk(answers)) is not { } plan) { return; }
            Assert.Equal(Pathway.Catalogue.Interventions.Count, plan.Items.Count + plan.LeftOut.Count);
            Assert.All(plan.Items, item => Assert.True(item.Adds >= -Close, $"{item.Intervention.Id} makes the plan worse"));
            Assert.All(plan.Items, item => Assert.True(item.AddsWithin.Low <= item.Adds && item.Adds <= item.AddsWithin.High));
        }, iter: 300);

    [Fact]
    public void What_must_not_be_included_is_in_no_proposal() => Assert.All(Given.Cases.Where(c => c.Expected.TryGetProperty("must_not_include", out _)), example =>
    {
        var plan = Plan(Pathway.Walk(example.Profile, []));
        var barred = example.Expected.GetProperty("must_not_include").EnumerateArray().Select(item => item.GetString()).ToList();
        Assert.DoesNotContain(plan?.Alternatives.SelectMany(alternative => alternative.Plan.Chosen) ?? [], dosed => barred.Contains(dosed.Intervention.Recommendation.Id));
    });

    [Fact]
    public void What_must_be_included_is_available_and_where_it_is_left_out_the_plan_says_what_it_would_cost()
    {
        var looked = 0;
        foreach (var example in Given.Cases.Where(c => c.Expected.TryGetProperty("must_include", out _)))
        {
            var result = Pathway.Walk(example.Profile, []);
            foreach (var code in example.Expected.GetProperty("must_include").EnumerateArray().Select(item => item.GetString()!))
            {
                Assert.True(result.Options.Offers(code), $"{example.Id}: {code} is not available.");
                if (Plan(result) is not { } plan || Pathway.Catalogue.Interventions.Where(intervention => intervention.Recommendation.Id == code).ToList() is not { Count: > 0 } entries) { continue; }
                looked++;
                if (plan.Items.Any(item => entries.Contains(item.Intervention))) { continue; }
                Assert.All(entries, entry => Assert.True(
                    plan.LeftOut.Single(left => left.Intervention == entry).Because is LeftOutBecause.Costs or LeftOutBecause.DoesNotFit || entry.OnlyOnRequest || entry.GivenBy == GivenBy.Prescriber,
                    $"{example.Id}: {entry.Id} is left out without its cost: {plan.LeftOut.Single(left => left.Intervention == entry).Because}"));
            }
        }
        Assert.True(looked >= 30, $"Only {looked} were looked at.");
    }

    [Fact]
    public void A_change_that_is_reported_to_flip_the_plan_flips_it() => Assert.All(Given.Cases.Take(14), example =>
    {
        var result = Pathway.Walk(example.Profile, []);
        if (Plan(result) is not { } plan) { return; }
        foreach (var flip in Pathway.Flips(result))
        {
            Assert.NotEmpty(flip.Enters.Concat(flip.Leaves));
            var to = flip.Name switch
            {
                "minutes_per_day_available" => result.Preferences with { MinutesPerDay = int.Parse(flip.To, CultureInfo.InvariantCulture) },
                "visits_per_week_available" => result.Preferences with { VisitsPerWeek = int.Parse(flip.To, CultureInfo.InvariantCulture) },
                "first_goal" => result.Preferences with { FirstGoal = OutcomeCodes.Find(flip.To) },
                _ when flip.Kind == FlipKind.Preference => result.Preferences with { Wanted = [flip.Name] },
                _ => null,
            };
            if (to is null) { continue; }
            var other = Plan(Pathway.Walk(example.Profile, to))!;
            Assert.Equal(flip.Enters.Order(), other.Items.Select(item => item.Intervention.Id).Except(plan.Items.Select(item => item.Intervention.Id)).Order());
        }
    });

    [Fact]
    public void Limits_that_conflict_are_a_smallest_set_and_every_one_of_them_counts() => ForCleared(400, 40, (result, catalogue, preferences) =>
    {
        var cleared = (Disposition.Cleared)result.Disposition;
        var random = new Random(preferences.MinutesPerDay + (17 * result.Options.Findings.Count));
        var changes = new PlanChanges { Locked = [.. catalogue.Interventions.Where(intervention => PlanOracle.IsSafe(intervention, result.Options) && intervention.GivenBy != GivenBy.Prescriber && random.NextDouble() < 0.3).Select(intervention => intervention.Id)] };
        var tight = preferences with { MinutesPerDay = preferences.MinutesPerDay / 4 };
        if (Planner.Plan(cleared, result.Options, catalogue, Pathway.Effects, Pathway.Settings, tight, changes) is not PlanningResult.Infeasible(var conflicts)) { return; }
        Assert.NotEmpty(conflicts);
        Assert.DoesNotContain(conflicts, conflict => conflict.Contains("catalogue must be mended", StringComparison.Ordinal));
        // Without the locks that are named, and with all the time, money and visits there could be, there is a plan.
        var named = changes.Locked.Where(id => conflicts.Any(conflict => conflict.StartsWith(catalogue.Find(id)!.Label, StringComparison.Ordinal))).ToList();
        var minutesNamed = conflicts.Any(conflict => conflict.Contains("minutes_per_day_available", StringComparison.Ordinal));
        Assert.True(named.Count + conflicts.Count > 0);
        if (conflicts.Count == 1 && minutesNamed) { Assert.NotNull(Plan(result, catalogue, tight with { MinutesPerDay = 500, VisitsPerWeek = null, Budget = null }, changes with { Locked = [] })); }
    });

    [Fact]
    public void No_time_at_all_gives_the_conflict_not_an_empty_plan()
    {
        var result = Given.Need(Pathway.Walk(Given.Need(IntakeDocument.Read("test", """{"intake": {"age_years": 40, "episode_days": 10, "minutes_per_day_available": 0}}""", LeftOut.IsDefault))));
        var infeasible = Assert.IsType<PlanningResult.Infeasible>(result.Planning);
        Assert.Contains(infeasible.Conflicts, conflict => conflict.Contains("minutes_per_day_available", StringComparison.Ordinal) && conflict.Contains("the least that would do is 8", StringComparison.Ordinal));
        Assert.Contains(infeasible.Conflicts, conflict => conflict.Contains("PLAN-01", StringComparison.Ordinal));
        Assert.NotNull(Plan(Pathway.Walk(result.Profile, result.Preferences with { MinutesPerDay = 8 })));
        Assert.Null(Plan(Pathway.Walk(result.Profile, result.Preferences with { MinutesPerDay = 7 })));
    }

    [Fact]
    public void Changes_that_cannot_be_are_refused_all_at_once()
    {
        var result = Pathway.Walk(Given.Cases.Single(c => c.Id == "V06").Profile, [], new() { Locked = ["walkin", "heat", "duloxetine", "laser"], Forbidden = ["laser"], Doses = new Dictionary<string, string> { ["walking"] = "huge" } });
        var refused = Assert.IsType<PlanningResult.Refused>(result.Planning);
        Assert.Equal(["contradiction", "not-called-for", "prescriber", "unknown-intervention", "unknown-level"], refused.Problems.Select(problem => problem.Code).Order());
        Assert.IsType<PlanningResult.Optimal>(Pathway.Walk(Given.Cases.Single(c => c.Id == "V06").Profile, [], new() { Locked = ["duloxetine"], ByPrescriber = true }).Planning);
    }

    [Fact]
    public void Nothing_that_a_rule_excludes_can_be_locked_in() => ForCleared(200, 40, (result, catalogue, preferences) =>
    {
        foreach (var intervention in catalogue.Interventions.Where(intervention => !PlanOracle.IsSafe(intervention, result.Options)))
        {
            Assert.IsType<PlanningResult.Refused>(Planner.Plan((Disposition.Cleared)result.Disposition, result.Options, catalogue, Pathway.Effects, Pathway.Settings, preferences, new() { Locked = [intervention.Id], ByPrescriber = true }));
        }
    });

    [Fact]
    public void No_one_is_shown_a_larger_gain_than_the_pain_they_have() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, 10]).Sample((answers, rating) =>
        {
            if (Plan(Walk(answers.With("pain_avg_7d", new Answer.Number(rating)))) is not { } plan) { return; }
            Assert.All(plan.Items.Select(item => item.Pain).Concat(plan.Alternatives.Select(alternative => alternative.Plan.Pain)).OfType<Effect>(), effect => Assert.True(effect.Mean >= -10 * rating && effect.Best >= -10 * rating));
            if (rating == 0) { Assert.True((plan.Pain?.ChanceOf(10) ?? 0) == 0); }
        }, iter: 300);

    [Fact]
    public void The_same_answers_give_the_same_document_to_the_byte() => Assert.All(Given.Cases.Take(40), example =>
    {
        var again = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));
        Assert.Equal(PathwayDocument.Write(Pathway, Pathway.Walk(example.Profile, [])), PathwayDocument.Write(again, again.Walk(example.Profile, [])));
    });

    [Fact]
    public void What_is_held_without_a_condition_of_its_recommendation_is_held_too()
    {
        // The recommendation on ergonomics requires no technique, and ELG-LIF-05 holds the technique after a month off work.
        var result = Given.Need(Pathway.Walk(Given.Need(IntakeDocument.Read("test", """{"intake": {"age_years": 40, "episode_days": 100, "sustained_posture_work": true, "off_work_days": 30}}""", LeftOut.IsDefault)), ["ergonomics"]));
        Assert.DoesNotContain(Plan(result)!.Items, item => item.Intervention.Id == "ergonomics");
        Assert.IsType<LeftOutBecause.Held>(Plan(result)!.LeftOut.Single(left => left.Intervention.Id == "ergonomics").Because);
    }
}
