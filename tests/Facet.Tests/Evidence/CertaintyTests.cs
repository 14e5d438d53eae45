using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

public class CertaintyTests
{
    private static readonly TrialLibrary Library = Given.Need(TrialLibrary.Load(KnowledgeFiles.Embedded));

    private static readonly EvidenceAverage Average = EvidenceAverage.Fit(Library.Vocabulary, Library.Select(Outcome.Function, TimeWindow.M12), Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded)));

    private static readonly Func<string, string> Unrated = _ => "not_extracted";

    [Fact]
    public void Shares_of_trials_and_prior_are_positive_and_make_a_whole() => Assert.All(Average.Fits[0].Components, component =>
    {
        var from = Average.Basis(component, Unrated)!;
        Assert.All(from.Trials, trial => Assert.InRange(trial.Share, 0, 1));
        Assert.InRange(from.Trials.Sum(trial => trial.Share), 0.01, 1 + 1e-9);
    });

    [Fact]
    public void One_trial_and_the_prior_make_a_whole()
    {
        TrialContrasts[] one = [TrialContrasts.FromArms("A", ["no_treatment", "exercise"], [0, -10], [2, 2])];
        var from = EvidenceAverage.Fit(Library.Vocabulary, one, Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded))).Basis("exercise", Unrated)!;
        var only = Assert.Single(from.Trials);
        Assert.InRange(only.Share, 0.05, 0.95);
        Assert.Equal(1, only.Share + from.Prior, 1e-9);
    }

    [Fact]
    public void More_people_in_the_trials_leave_less_to_the_prior()
    {
        var priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));
        double Prior(double variance) => EvidenceAverage.Fit(Library.Vocabulary, [TrialContrasts.FromArms("A", ["no_treatment", "exercise"], [0, -10], [variance, variance]), TrialContrasts.FromArms("B", ["no_treatment", "exercise"], [0, -9], [variance, variance])], priors).Basis("exercise", Unrated)!.Prior;
        Assert.True(Prior(1) < Prior(10) && Prior(10) < Prior(100));
    }

    [Theory]
    [InlineData("low", "no_treatment", CertaintyGrade.High)]
    [InlineData("unclear", "no_treatment", CertaintyGrade.Moderate)]
    [InlineData("high", "no_treatment", CertaintyGrade.Low)]
    [InlineData("low", "nsaid", CertaintyGrade.Moderate)]
    public void A_grade_falls_with_what_stands_against_it(string rating, string comparator, CertaintyGrade grade)
    {
        var trial = TrialContrasts.FromArms("A", [comparator, "exercise"], [0, -20], [1, 1]);
        var narrow = new Mixture([1], [-20], [1]).Interval;
        var certainty = Certainty.Of(narrow, narrow, 10, EffectBasis.Of("exercise", TimeWindow.M3, [(trial, TimeWindow.M3, 0.9)], _ => rating));
        Assert.Equal(grade, certainty.Grade);
        Assert.Equal(5, certainty.Reasons.Count);
    }

    [Fact]
    public void Wide_intervals_lower_the_grade_one_step_for_each_thing_left_open()
    {
        var trial = TrialContrasts.FromArms("A", ["no_treatment", "exercise"], [0, -20], [1, 1]);
        CertaintyGrade Grade(double mean, double sd, double prediction) => Certainty.Of(new Mixture([1], [mean], [sd * sd]).Interval, new Mixture([1], [mean], [prediction * prediction]).Interval, 10, EffectBasis.Of("exercise", TimeWindow.M3, [(trial, TimeWindow.M3, 0.9)], _ => "low")).Grade;
        Assert.Equal(CertaintyGrade.High, Grade(-20, 1, 1));
        Assert.Equal(CertaintyGrade.Moderate, Grade(-20, 1, 8));
        Assert.Equal(CertaintyGrade.Moderate, Grade(-10, 1, 1));
        Assert.Equal(CertaintyGrade.Low, Grade(-5, 5, 5));
    }
}
