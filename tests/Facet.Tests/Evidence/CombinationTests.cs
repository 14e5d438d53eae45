using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

public class CombinationTests
{
    private static readonly JointEffects Joint = Given.Need(FittedEffects.Read(KnowledgeFiles.Embedded.Read(FittedEffects.File))).Find(Outcome.Pain, TimeWindow.M3);
    private static readonly IReadOnlyList<TrialContrasts> Trials = TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M3);

    [Fact]
    public void A_combination_is_what_a_plan_expects_of_it()
    {
        var combination = Combination.Of(Joint, Trials, ["spinal_manipulation", "exercise"])!;
        var planned = Joint.For(["exercise", "spinal_manipulation"]).Predict([1, 1])!.Value;
        Assert.Equal(planned.Mean, combination.Whole.Row.Mean, 1e-9);
        Assert.Equal(planned.StandardDeviation, combination.Whole.Row.PredictionSd, 1e-9);
        Assert.Equal(ForestRow.Of(Joint, "exercise", "")!.Mean, combination.Alone[0].Row.Mean, 1e-9);
        Assert.Equal(combination.Whole.Row.Mean - combination.Alone[0].Row.Mean, combination.Against.Single(row => row.Comparator == "exercise").Row.Mean, 1e-9);
        Assert.Equal([Component.UsualCare, "exercise", "spinal_manipulation"], combination.Against.Select(row => row.Comparator));
    }

    [Fact]
    public void Differences_are_those_of_the_models_themselves()
    {
        var priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));
        var average = EvidenceAverage.FitWithoutInteractions(TrialLibraryTests.Library.Vocabulary, [new(TimeWindow.M3, Trials)], priors, () => { });
        var joint = average.Joint(Outcome.Pain, 0);
        foreach (var (set, comparator) in ((string, string)[])[("exercise+spinal_manipulation", "no_treatment"), ("exercise+spinal_manipulation", "usual_care"), ("exercise+spinal_manipulation", "exercise"), ("exercise+usual_care", "usual_care"), ("usual_care", "no_treatment")])
        {
            var row = joint.Difference(set.Split('+'), comparator.Split('+'));
            Assert.Equal(average.Effect(set, comparator)!.Mean, row.Mean, 1e-9);
            Assert.Equal(average.Effect(set, comparator)!.Sd, row.MeanSd, 1e-9);
            Assert.Equal(average.Effect(set, comparator, true)!.Sd, row.PredictionSd, 1e-9);
        }
    }

    [Fact]
    public void It_says_which_trial_tested_exactly_this()
    {
        Assert.Contains("UK BEAM 2004", Combination.Of(Joint, Trials, ["exercise", "spinal_manipulation"])!.Exact);
        var untested = Combination.Of(Joint, Trials, ["heat", "cbt"])!;
        Assert.Empty(untested.Exact);
        var part = Combination.Of(Joint, Trials, ["cbt", "exercise"])!;
        Assert.Empty(part.Exact);
        Assert.Contains("Grande-Alonso 2019", part.Holding);
    }

    [Fact]
    public void Nothing_is_added_up_with_what_has_no_estimate()
    {
        Assert.Null(Combination.Of(Joint, Trials, ["exercise", "laser"]));
        Assert.Null(Combination.Of(Joint, Trials, []));
        Assert.Null(Combination.Of(Joint, Trials, [.. Joint.Names.Skip(2).Take(Combination.Most + 1)]));
        Assert.Throws<KeyNotFoundException>(() => Joint.Difference(["laser"], [Component.NoTreatment]));
    }

    [Fact]
    public void Chances_agree_with_the_intervals()
    {
        var row = new CombinationRow("a", "b", new("", -OutcomeCodes.ImportantDifference, 2, 4, ""));
        Assert.Equal(0.5, row.Important, 1e-12);
        Assert.Equal(0.975, new CombinationRow("a", "b", new("", -1.959963984540054, 1, 4, "")).Better, 1e-9);
    }
}
