using Facet.Evidence;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Tests.Planning;

public class PlannerTests
{
    private static readonly CarePathway Pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));

    private static PathwayResult Walk(IntakeAnswers answers, params string[] wanted) => Given.Need(Pathway.Walk(answers, wanted));

    private static Proposal? Plan(PathwayResult result) => result.Planning is PlanningResult.Optimal(var proposal) ? proposal : null;

    [Fact]
    public void The_plan_is_as_good_as_the_best_of_all_combinations() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[5, 60]).Sample((answers, minutes) =>
        {
            var result = Walk(answers.With("minutes_per_day_available", new Answer.Number(minutes)));
            if (Plan(result) is not { } plan) { return; }
            var candidates = Pathway.Catalogue.Interventions.Where(i => IsSafe(i, result.Options) && i.GivenBy != GivenBy.Prescriber && !i.OnlyOnRequest).ToList();
            if (candidates.Count(i => !i.IsAlways) > 9) { return; }
            Assert.Equal(BestByEnumeration(candidates, result, minutes), plan.Value, 1e-7);
        }, iter: 600);

    [Fact]
    public void Nothing_excluded_held_or_unavailable_is_in_a_plan() =>
        AnyIntake.Answered.Sample(answers =>
        {
            var result = Walk(answers);
            foreach (var item in Plan(result)?.Items ?? [])
            {
                var technique = item.Intervention.Technique.Length > 0 ? item.Intervention.Technique : null;
                Assert.True(result.Options.Offers(item.Intervention.Recommendation.Id));
                Assert.Empty(result.Options.Against(item.Intervention.Family, technique));
                Assert.Empty(result.Options.HoldsOn(item.Intervention.Family, technique));
            }
        }, iter: 1500);

    [Fact]
    public void Only_the_cleared_get_a_plan() =>
        AnyIntake.Answered.Sample(answers =>
        {
            var result = Walk(answers);
            Assert.Equal(result.Disposition is Disposition.Cleared, result.Planning is not null);
        }, iter: 1500);

    [Fact]
    public void A_plan_keeps_its_limits() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, 90]).Sample((answers, minutes) =>
        {
            var result = Walk(answers.With("minutes_per_day_available", new Answer.Number(minutes)));
            if (Plan(result) is not { } plan) { return; }
            Assert.True(plan.HomeMinutesPerWeek <= 7 * minutes);
            Assert.True(plan.Items.Count(item => item.Intervention.IsHomeItem) <= 4);
            var activeIsSafe = Pathway.Catalogue.Interventions.Any(candidate => candidate.Kind == InterventionKind.Active && IsSafe(candidate, result.Options));
            Assert.Equal(activeIsSafe, plan.Items.Any(item => item.Intervention.Kind == InterventionKind.Active));
            Assert.True(plan.Items.Where(item => item.Intervention.Kind == InterventionKind.Medicine).All(item => item.Intervention.MaxDays is not null && item.Intervention.GivenBy != GivenBy.Prescriber));
            Assert.True(plan.Items.All(item => item.Intervention.Family != TreatmentFamily.Manipulation) || plan.Items.Any(item => item.Intervention.Family == TreatmentFamily.Exercise));
            Assert.True(plan.Items.Where(item => item.Intervention.Kind == InterventionKind.Passive).Select(item => item.Intervention.Family).Distinct().Count() <= 2);
            Assert.All(plan.Items.Where(item => item.Intervention.OneOf.Length > 0).GroupBy(item => item.Intervention.OneOf), group => Assert.Single(group));
        }, iter: 1500);

    [Fact]
    public void More_time_never_makes_the_best_plan_worse() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[5, 60], Gen.Int[1, 30]).Sample((answers, minutes, more) =>
        {
            var (less, most) = (Plan(Walk(answers.With("minutes_per_day_available", new Answer.Number(minutes)))), Plan(Walk(answers.With("minutes_per_day_available", new Answer.Number(minutes + more)))));
            Assert.True(less is null || most!.Value >= less.Value - 1e-9);
        }, iter: 600);

    [Fact]
    public void Every_intervention_of_the_catalogue_is_in_the_plan_or_says_why_not() =>
        AnyIntake.Answered.Sample(answers =>
        {
            if (Plan(Walk(answers)) is not { } plan) { return; }
            Assert.Equal(Pathway.Catalogue.Interventions.Count, plan.Items.Count + plan.LeftOut.Count);
            Assert.All(plan.LeftOut, left => Assert.True(left.Because is not LeftOutBecause.Costs(< -1e-9), $"{left.Intervention.Id} would have made the plan better"));
            Assert.All(plan.Items, item => Assert.True(item.Adds >= -1e-9, $"{item.Intervention.Id} makes the plan worse"));
        }, iter: 400);

    [Fact]
    public void What_must_not_be_included_is_in_no_proposal() => Assert.All(Given.Cases.Where(c => c.Expected.TryGetProperty("must_not_include", out _)), example =>
    {
        var plan = Plan(Pathway.Walk(example.Profile, []));
        var barred = example.Expected.GetProperty("must_not_include").EnumerateArray().Select(item => item.GetString()).ToList();
        Assert.DoesNotContain(plan?.Items ?? [], item => barred.Contains(item.Intervention.Recommendation.Id));
    });

    [Fact]
    public void No_time_at_all_gives_the_conflict_not_an_empty_plan()
    {
        var result = Given.Need(Pathway.Walk(Given.Need(IntakeDocument.Read("test", """{"intake": {"age_years": 40, "episode_days": 10, "minutes_per_day_available": 0}}""", LeftOut.IsDefault))));
        var infeasible = Assert.IsType<PlanningResult.Infeasible>(result.Planning);
        Assert.Contains("minutes_per_day_available", infeasible.Conflicts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void No_one_is_shown_a_larger_gain_than_the_pain_they_have() =>
        Gen.Select(AnyIntake.Answered, Gen.Int[0, 10]).Sample((answers, rating) =>
        {
            if (Plan(Walk(answers.With("pain_avg_7d", new Answer.Number(rating)))) is not { } plan) { return; }
            Assert.All(plan.Items.Select(item => item.Pain).Append(plan.Pain).OfType<Effect>(), effect => Assert.True(effect.Mean >= -10 * rating && effect.Best >= -10 * rating));
        }, iter: 300);

    [Fact]
    public void The_same_answers_give_the_same_document_to_the_byte() => Assert.All(Given.Cases.Take(40), example =>
        Assert.Equal(PathwayDocument.Write(Pathway, Pathway.Walk(example.Profile, [])), PathwayDocument.Write(Given.Need(CarePathway.Load(KnowledgeFiles.Embedded)), Pathway.Walk(example.Profile, []))));

    private static bool IsSafe(Intervention intervention, Options options)
    {
        var technique = intervention.Technique.Length > 0 ? intervention.Technique : null;
        return options.Offers(intervention.Recommendation.Id) && !options.Against(intervention.Family, technique).Any() && !options.HoldsOn(intervention.Family, technique).Any();
    }

    [Fact]
    public void What_is_held_without_a_condition_of_its_recommendation_is_held_too()
    {
        // The recommendation on ergonomics requires no technique, and ELG-LIF-05 holds the technique after a month off work.
        var result = Given.Need(Pathway.Walk(Given.Need(IntakeDocument.Read("test", """{"intake": {"age_years": 40, "episode_days": 100, "sustained_posture_work": true, "off_work_days": 30}}""", LeftOut.IsDefault)), ["ergonomics"]));
        Assert.DoesNotContain(Plan(result)!.Items, item => item.Intervention.Id == "ergonomics");
        Assert.IsType<LeftOutBecause.Held>(Plan(result)!.LeftOut.Single(left => left.Intervention.Id == "ergonomics").Because);
    }

    /// <summary>The value function once more, written as planning.md states it, over every combination.</summary>
    private static double BestByEnumeration(List<Intervention> candidates, PathwayResult result, int minutes)
    {
        var settings = Pathway.Settings;
        var facts = result.Disposition.Result.Facts;
        var combined = result.Profile.Duration == DurationClass.Chronic && (facts[facts.Dictionary.Find("yellow_flags")!].High >= 3 || result.Profile.Whole("start_back_psych") >= 4);
        var best = double.NegativeInfinity;
        var levels = candidates.Select(candidate => candidate.IsAlways ? candidate.Levels.ToArray<DoseLevel?>() : [null, .. candidate.Levels]).ToArray();
        var digits = new int[candidates.Count];
        do
        {
            var chosen = candidates.Select((candidate, index) => (Intervention: candidate, Level: levels[index][digits[index]])).Where(pair => pair.Level is not null).Select(pair => (pair.Intervention, Level: pair.Level!)).ToList();
            if (chosen.Sum(pair => pair.Level.HomeMinutes * pair.Level.HomeDays) > minutes * 7) { continue; }
            if (chosen.Sum(pair => pair.Level.VisitsPerWeek) > settings.VisitsPerWeekAtMost || chosen.Count(pair => pair.Intervention.IsHomeItem) > settings.HomeItemsAtMost) { continue; }
            if (chosen.Count(pair => pair.Intervention.Kind == InterventionKind.Medicine) > settings.NewMedicinesAtMost) { continue; }
            if (chosen.Where(pair => pair.Intervention.Kind == InterventionKind.Passive).Select(pair => pair.Intervention.Family).Distinct().Count() > settings.PassiveFamiliesAtMost) { continue; }
            if (chosen.Where(pair => pair.Intervention.OneOf.Length > 0).GroupBy(pair => pair.Intervention.OneOf).Any(group => group.Count() > 1)) { continue; }
            if (chosen.Where(pair => pair.Intervention.MedicineClass.Length > 0).GroupBy(pair => pair.Intervention.MedicineClass).Any(group => group.Count() > 1)) { continue; }
            if (candidates.Any(candidate => candidate.Kind == InterventionKind.Active) && chosen.All(pair => pair.Intervention.Kind != InterventionKind.Active)) { continue; }
            if (chosen.Any(pair => pair.Intervention.Family == TreatmentFamily.Manipulation) && chosen.All(pair => pair.Intervention.Family != TreatmentFamily.Exercise)) { continue; }
            if (chosen.Any(pair => pair.Intervention.Kind == InterventionKind.Medicine) && chosen.All(pair => pair.Intervention.IsAlways || pair.Intervention.Kind == InterventionKind.Medicine)) { continue; }
            if (combined && chosen.Any(pair => pair.Intervention.Family == TreatmentFamily.Laser) && (chosen.All(pair => pair.Intervention.Technique != "cbt_skills") || chosen.All(pair => pair.Intervention.Family != TreatmentFamily.Exercise))) { continue; }
            best = Math.Max(best, Value(chosen, result));
        }
        while (Advance());
        return best;

        bool Advance()
        {
            for (var index = 0; index < digits.Length; index++)
            {
                if (++digits[index] < levels[index].Length) { return true; }
                digits[index] = 0;
            }
            return false;
        }
    }

    private static double Value(List<(Intervention Intervention, DoseLevel Level)> chosen, PathwayResult result)
    {
        var settings = Pathway.Settings;
        var duration = result.Profile.Duration!.Value;
        var components = chosen.Select(pair => new ComponentDose(pair.Intervention.Component, pair.Level.Dose)).ToList();
        var (pain, function) = (Pathway.Effects.Predict(duration, Outcome.Pain, components), Pathway.Effects.Predict(duration, Outcome.Function, components));
        var gain = (settings.WeightPain * Math.Min(-(pain?.Mean ?? 0), result.Profile.AveragePain!.Value.Points)) + (settings.WeightFunction * -(function?.Mean ?? 0));
        var risk = settings.RiskAversion * ((settings.WeightPain * (pain?.StandardDeviation ?? 0)) + (settings.WeightFunction * (function?.StandardDeviation ?? 0)));
        var support = chosen.GroupBy(pair => pair.Intervention.Family).Sum(family => family.Max(pair => pair.Intervention.SupportWeight
            + result.Options.Indications.Where(i => i.Family == family.Key && (i.Technique is null || i.Technique == pair.Intervention.Technique)).Sum(i => i.Weight)));
        var asks = chosen.Sum(pair => (settings.BurdenPerHourWeek * ((pair.Level.HomeMinutes * pair.Level.HomeDays) + (pair.Level.VisitsPerWeek * (pair.Level.VisitMinutes + settings.TravelMinutesPerVisit))) / 60)
            + (settings.CostPerTier * pair.Level.CostTier) + pair.Intervention.Harm + (pair.Intervention.IsAlways ? 0 : settings.ComplexityPerItem));
        return gain - risk + (settings.SupportPerWeight * support) - asks;
    }
}
