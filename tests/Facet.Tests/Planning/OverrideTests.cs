using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Tests.Planning;

/// <summary>What going past a rule lets in, and what it does not.</summary>
public class OverrideTests
{
    private static readonly CarePathway Pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));

    private static IEnumerable<string> RulesAgainst(Options options, Intervention intervention)
    {
        var (excluded, held) = options.StandingAgainst(intervention);
        return excluded.Select(exclusion => exclusion.Rule).Concat(held.Select(hold => hold.Rule)).Distinct();
    }

    private static RuleOverride Override(string rule, string intervention) => new(rule, intervention, OverrideReason.SpecialistAdvice, "Seen by the spinal team.", "Dr One", "Dr Two");

    /// <summary>Whoever answers, whatever is overridden and whatever is locked: a plan holds only what is safe, and what was named for every rule against it and put in by hand.</summary>
    [Fact]
    public void Only_what_an_override_names_can_come_in_and_nothing_comes_in_by_itself()
    {
        var (people, letIn) = (0, 0);
        Gen.Select(AnyIntake.Answered, Gen.UInt).Sample((answers, seed) =>
        {
            if (Volatile.Read(ref people) >= 60) { return; }
            var result = Given.Need(Pathway.Walk(answers));
            if (result.Disposition is not Disposition.Cleared) { return; }
            Interlocked.Increment(ref people);
            var random = new Random((int)(seed & int.MaxValue));
            var unsafeOnes = Pathway.Catalogue.Interventions.Where(each => !PlanOracle.IsSafe(each, result.Options)).ToList();
            var named = unsafeOnes.SelectMany(each => RulesAgainst(result.Options, each).Where(_ => random.NextDouble() < 0.8).Select(rule => Override(rule, each.Id))).ToList();
            var mayCome = unsafeOnes.Where(each => RulesAgainst(result.Options, each).ToList() is { Count: > 0 } rules && rules.TrueForAll(rule => named.Exists(known => known.Rule == rule && known.Intervention == each.Id))).ToList();

            // Overrides alone change no plan: the search takes nothing up by itself.
            var free = Pathway.Walk(result.Profile, result.Preferences, new() { Overridden = named });
            if (result.Planning is PlanningResult.Optimal(var before)) { Assert.True(Assert.IsType<PlanningResult.Optimal>(free.Planning).Proposal.Plan.IsSameAs(before.Plan)); }

            foreach (var each in unsafeOnes)
            {
                var planning = Pathway.Walk(result.Profile, result.Preferences, new() { Overridden = named, Locked = [each.Id], ByPrescriber = true }).Planning;
                if (!mayCome.Contains(each)) { Assert.IsType<PlanningResult.Refused>(planning); continue; }
                if (planning is not PlanningResult.Optimal(var proposal)) { continue; }
                Interlocked.Increment(ref letIn);
                Assert.All(proposal.Alternatives.Select(alternative => alternative.Plan).Append(proposal.Plan), plan => Assert.All(plan.Chosen, dosed => Assert.True(dosed.Intervention == each || PlanOracle.IsSafe(dosed.Intervention, result.Options), dosed.Intervention.Id)));
                var cautions = proposal.Items.Single(item => item.Intervention == each).Cautions.Where(caution => caution.Kind == "override").ToList();
                Assert.Equal(RulesAgainst(result.Options, each).Order(), cautions.Select(caution => caution.Rule).Order());
                Assert.All(cautions, caution => Assert.Contains("Dr One: on a specialist's advice. Dr Two agreed.", caution.Reason, StringComparison.Ordinal));
            }
        }, iter: 3000);
        Assert.True(people > 40 && letIn > 40, $"{people} people, {letIn} plans with something let in.");
    }

    /// <summary>An override of triage lowers an urgent rule to a review, and never an emergency or somebody the rules were not written for.</summary>
    [Fact]
    public void No_override_ever_lifts_an_emergency()
    {
        var (emergencies, lowered) = (0, 0);
        Gen.Select(AnyIntake.Answered, Gen.Bool).Sample((answers, _) =>
        {
            var profile = Given.Need(Pathway.Profile(answers));
            var before = RedFlags.Assess(Pathway.Knowledge, profile);
            IReadOnlyList<RuleOverride> all = [.. Pathway.Knowledge.Triage.Select(rule => Override(rule.Id, ""))];
            var after = RedFlags.Assess(Pathway.Knowledge, profile, all);
            if (before is Disposition.Emergency) { Interlocked.Increment(ref emergencies); Assert.IsType<Disposition.Emergency>(after); }
            if (before is Disposition.OutOfScope) { Assert.IsType<Disposition.OutOfScope>(after); }
            Assert.All(after.Result.Lowered, fired => Assert.True(fired.Rule.Tier < TriageTier.Emergency));
            Assert.Equal(before.Result.Missing, after.Result.Missing);
            if (before is Disposition.Urgent && after is Disposition.Cleared cleared) { Interlocked.Increment(ref lowered); Assert.True(cleared.NeedsReviewFirst); }
            // What is not overridden is decided as before.
            Assert.Equal(before.GetType(), RedFlags.Assess(Pathway.Knowledge, profile, [Override("ELG-GLB-04", ""), Override(Pathway.Knowledge.Triage[0].Id, "walking")]).GetType());
        }, iter: 3000);
        Assert.True(emergencies > 50 && lowered > 5, $"{emergencies} emergencies, {lowered} lowered.");
    }

    [Fact]
    public void A_hard_exclusion_needs_a_second_clinician_and_a_soft_one_does_not() => Gen.Select(AnyIntake.Answered, Gen.Bool).Sample((answers, _) =>
    {
        var options = Given.Need(Pathway.Walk(answers)).Options;
        foreach (var intervention in Pathway.Catalogue.Interventions)
        {
            var gates = Gate.Before(Pathway.Knowledge, options, intervention);
            Assert.Equal(RulesAgainst(options, intervention).Order(), gates.Select(gate => gate.Rule).Order());
            Assert.All(options.StandingAgainst(intervention).Excluded, exclusion => Assert.True(exclusion.IsSoft || gates.Single(gate => gate.Rule == exclusion.Rule).NeedsSecond));
            Assert.All(gates.Where(gate => Pathway.Knowledge.Eligibility.Any(rule => rule.Id == gate.Rule && rule.Effect is EligibilityEffect.Check or EligibilityEffect.ExcludeSoft)), gate => Assert.False(gate.NeedsSecond, gate.Rule));
        }
    }, iter: 200);

    /// <summary>What a locked item adds is the plan with it less the best plan in which nobody locked it; without the lock it is the same number where the search keeps it by itself.</summary>
    [Fact]
    public void A_lock_does_not_hide_what_an_item_adds() => Assert.All(Given.Cases.Take(60), example =>
    {
        var result = Pathway.Walk(example.Profile, []);
        if (result.Planning is not PlanningResult.Optimal(var plan)) { return; }
        foreach (var item in plan.Items.Where(item => !item.Intervention.IsAlways))
        {
            var locked = Assert.IsType<PlanningResult.Optimal>(Pathway.Walk(result.Profile, result.Preferences, new() { Locked = [item.Intervention.Id] }).Planning).Proposal.Items.Single(each => each.Intervention == item.Intervention);
            Assert.True(item.Adds == locked.Adds || Math.Abs(item.Adds - locked.Adds) < 1e-7, $"{example.Id} {item.Intervention.Id}: {item.Adds} and {locked.Adds}");
            if (!double.IsInfinity(item.Adds)) { Assert.Equal(item.AddsWithin.Low, locked.AddsWithin.Low, 1e-7); }
        }
    });
}
