using Facet.Care;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Outcomes;
using Facet.Planning;
using Facet.Tests.Care;

namespace Facet.Tests.Outcomes;

public class SyntheticCourseTests
{
    private static CarePlan Plan => SignedExample.All[0];

    [Fact]
    public void The_same_seed_is_the_same_person() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        var (one, two) = (SyntheticCourse.Of(Plan, 6, 84, seed), SyntheticCourse.Of(Plan, 6, 84, seed));
        Assert.Equal(one.Days.Select(day => day.Expected), two.Days.Select(day => day.Expected));
        Assert.Equal(one.Days.SelectMany(day => day.Entries).Select(CareDocument.Write), two.Days.SelectMany(day => day.Entries).Select(CareDocument.Write));
    }, iter: 20);

    [Fact]
    public void What_they_write_is_what_anybody_could_write() => Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 10], Gen.Int[0, SignedExample.All.Count - 1]).Sample((seed, pain, example) =>
    {
        var plan = SignedExample.All[example];
        var (truth, days) = SyntheticCourse.Of(plan, pain, 84, seed);
        Assert.Equal(84, days.Count);
        foreach (var (day, planned) in days.Zip(plan.Days))
        {
            Assert.Equal(planned.Date, day.Date);
            Assert.All(day.Entries, entry => Assert.Empty(entry.Problems()));
            Assert.True(day.Entries.Count == 0 || day.Entries[0] is CheckIn);
            Assert.All(day.Entries.OfType<ItemDone>(), done => Assert.Contains(planned.Entries, entry => entry.ItemId == done.Item && entry.Kind == CalendarEntryKind.Home));
        }
        if (truth.LeavesOn is { } left) { Assert.All(days.Skip(left), day => Assert.Empty(day.Entries)); }
    }, iter: 40);

    /// <summary>Chance has mean 0: over many people the ratings are where the truth says, as long as no rating is cut off at 0 or 10.</summary>
    [Fact]
    public void Over_many_people_the_diary_is_where_the_truth_says()
    {
        var differences = Enumerable.Range(0, 1500).SelectMany(seed => SyntheticCourse.Of(Plan, 6, 7, seed).Days)
            .Where(day => day.Expected is > 40 and < 70 && day.Entries.Count > 0 && ((CheckIn)day.Entries[0]).Flare is null)
            .Select(day => (10.0 * ((CheckIn)day.Entries[0]).Pain) - day.Expected).ToList();
        // Days are missed more often when it hurts, and tails of flares stay: a small difference is part of the model.
        Assert.InRange(differences.Average(), -1.5, 1.5);
        var sd = Math.Sqrt(differences.Average(each => each * each));
        Assert.InRange(sd, SyntheticCourse.Noise, 1.35 * SyntheticCourse.Noise);
    }

    [Fact]
    public void What_is_done_more_works_more() => Gen.Int[0, 100_000].Sample(seed =>
    {
        var (truth, days) = SyntheticCourse.Of(Plan, 6, 84, seed);
        var start = truth.StartPoints;
        var effects = truth.Effects.Values.Where(effect => effect < 0).Sum();
        var harms = truth.Effects.Values.Where(effect => effect > 0).Sum();
        Assert.All(days, day => Assert.InRange(day.Expected, (start * (1 - truth.Recovery)) + effects - 1e-9, start + harms + 1e-9));
    }, iter: 40);

    [Fact]
    public void People_who_do_not_exist_can_be_planned_for()
    {
        var pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));
        var results = Enumerable.Range(0, 60).Select(seed => Given.Need(pathway.Walk(pathway.Questionnaire.Gather(SyntheticPeople.Answers(pathway.Questionnaire, seed))))).ToList();
        Assert.All(results, result => Assert.Empty(result.Disposition.Result.Missing));
        Assert.InRange(results.Count(result => result.Planning is PlanningResult.Optimal), 40, 60);
    }
}
