using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

public class SummaryContrastTests
{
    private static readonly TrialLibrary Library = TrialLibraryTests.Library;

    private const string ContrastHeader = "study_id,doi_or_pmid,population_duration,outcome,measure,range_min,range_max,direction,weeks,components_1,components_2,effect,se,overlaps_trials_csv,source\n";
    private const string PooledHeader = "treatment,components,comparator,population,outcome,timepoint,scale,effect,ci_low,ci_high,citation,doi,verified\n";
    private const string Nothing = "version: 1\nused: []\nleft_out: []\n";

    [Fact]
    public void Every_published_row_of_the_build_has_a_decision_with_a_reason_of_its_own()
    {
        Assert.Equal(24 + 80, Library.Decisions.Count);
        Assert.Equal(Library.Decisions.Count, Library.Decisions.DistinctBy(decision => (decision.File, decision.Line)).Count());
        Assert.DoesNotContain(Library.Decisions, decision => decision.Because.StartsWith("Nobody", StringComparison.Ordinal));
        Assert.Equal(["evidence/contrasts.csv:9", "evidence/contrasts.csv:10", "evidence/contrasts.csv:11", "evidence/pooled.csv:46"], Library.Decisions.Where(decision => decision.IsUsed).Select(decision => $"{decision.File}:{decision.Line}"));
        Assert.Equal(["Brinkhaus 2006 (summary)", "Mudd 2025 (HeLP) (summary)", "Enke et al., CMAJ 2018;190:E786 (summary)"], Library.Summaries.Select(summary => summary.Study.Id));
    }

    [Fact]
    public void One_side_of_evidence_that_disagrees_is_no_estimate()
    {
        Assert.All(Library.Decisions.Where(decision => decision.Row.Contains("laser", StringComparison.OrdinalIgnoreCase)), decision => Assert.False(decision.IsUsed));
        Assert.DoesNotContain(Library.Summaries, summary => summary.Sets.Any(set => set.Contains("laser")));
    }

    [Fact]
    public void No_study_enters_by_its_arms_and_by_its_differences() =>
        Assert.Empty(Library.Summaries.Select(summary => summary.Study.Id[..^SummaryContrast.Mark.Length]).Intersect(Library.Studies.Select(study => study.Id)));

    [Theory]
    [InlineData("MD,0,24,lower_better", -1.2, 0.6, -5, 2.5)]
    [InlineData("MD of change,0,10,lower_better", -1.2, 0.6, -12, 6)]
    [InlineData("MD,0,100,higher_better", 12, 6, -12, 6)]
    public void A_difference_of_means_becomes_points(string scale, double effect, double error, double points, double se)
    {
        var trial = Assert.Single(Read(Row("A", scale, "yoga", "no_treatment", effect, error)).Select(Outcome.Pain, TimeWindow.M3));
        Assert.Equal(["no_treatment", "yoga"], trial.Arms);
        Assert.Equal(points, trial.Effects[0], 1e-12);
        Assert.Equal(se * se, trial.Covariance[0], 1e-12);
        Assert.True(trial.IsSummary);
        Assert.Equal("A (summary)", trial.Study);
    }

    [Fact]
    public void Rows_that_share_an_arm_are_a_trial_of_arms_of_equal_size()
    {
        // Three arms of variance 4 each, 30, 40 and 55 points; the two rows name the shared arm once first and once second.
        var summary = Assert.Single(Read(Row("A", "MD,0,100,lower_better", "yoga", "sham", -10, Math.Sqrt(8)) + Row("A", "MD,0,100,lower_better", "no_treatment", "yoga", 25, Math.Sqrt(8))).Select(Outcome.Pain, TimeWindow.M3));
        var arms = TrialContrasts.FromArms("A", ["yoga", "sham", "no_treatment"], [30, 40, 55], [4, 4, 4]);
        Assert.Equal(arms.Arms, summary.Arms);
        for (var i = 0; i < 2; i++) { Assert.Equal(arms.Effects[i], summary.Effects[i], 1e-12); }
        for (var i = 0; i < 4; i++) { Assert.Equal(arms.Covariance[i], summary.Covariance[i], 1e-12); }
    }

    [Fact]
    public void Controls_that_become_alike_are_averaged()
    {
        var library = Read(Row("A", "MD,0,100,lower_better", "yoga", "sham", -10, Math.Sqrt(8)) + Row("A", "MD,0,100,lower_better", "yoga", "no_treatment", -24, Math.Sqrt(8)) + Row("B", "MD,0,100,lower_better", "sham", "no_treatment", -3, 1));
        var merged = Assert.Single(library.Select(Outcome.Pain, TimeWindow.M3, new() { MergeControls = true }));
        Assert.Equal(["yoga", "no_treatment"], merged.Arms);
        Assert.Equal(17, merged.Effects[0], 1e-12);
        // The mean of two other arms of variance 4, and the shared arm's own 4.
        Assert.Equal(4 + (4 / 2.0), merged.Covariance[0], 1e-12);
        Assert.Empty(library.Select(Outcome.Pain, TimeWindow.M3, new() { WithoutSummaries = true }));
    }

    [Theory]
    [InlineData("A,,acute,pain,MD,0,100,lower_better,12,yoga,sham,-5,2,0,here", "6 weeks")]
    [InlineData("A,,chronic,pain,SMD,,,lower_better,12,yoga,sham,-0.5,0.2,0,here", "points")]
    [InlineData("A,,chronic,leg_pain,MD,0,100,lower_better,12,yoga,sham,-5,2,0,here", "No model")]
    [InlineData("A,,chronic,pain,MD,0,100,lower_better,12,yoga,sham,-5,2,1,here", "arms of this study")]
    [InlineData("UK BEAM 2004,,chronic,pain,MD,0,100,lower_better,12,yoga,sham,-5,2,0,here", "arms of this study")]
    public void A_row_that_does_not_fit_stays_out_and_says_why(string row, string because)
    {
        var library = Need((Contrast.File, ContrastHeader + row + "\n"), (PooledRow.File, PooledHeader), ("summaries.yaml", Nothing));
        var decision = Assert.Single(library.Decisions);
        Assert.False(decision.IsUsed);
        Assert.Contains(because, decision.Because, StringComparison.Ordinal);
        Assert.Empty(library.Summaries);
    }

    [Fact]
    public void The_last_follow_up_of_a_window_enters_and_rows_that_share_no_arm_do_not()
    {
        var library = Read(Row("A", "MD,0,100,lower_better", "yoga", "sham", -10, 2, 9) + Row("A", "MD,0,100,lower_better", "yoga", "sham", -6, 2, 16) + Row("A", "MD,0,100,lower_better", "yoga", "sham", -4, 2, 20)
            + Row("B", "MD,0,100,lower_better", "yoga", "sham", -10, 2) + Row("B", "MD,0,100,lower_better", "walking", "no_treatment", -10, 2));
        Assert.Equal(-6, Assert.Single(library.Select(Outcome.Pain, TimeWindow.M3)).Effects[0], 1e-12);
        Assert.Equal([false, true, true, false, false], library.Decisions.OrderBy(decision => decision.Line).Select(decision => decision.IsUsed));
    }

    private const string PooledRows = "Y,yoga,nothing,chronic LBP,pain,3 months,MD 0-10,-1,-2,0,Smith 2020,,a page\nY,yoga,nothing,chronic LBP,function,3 months,SMD,-1,-2,0,Smith 2020,,a page\nY,yoga,nothing,chronic LBP,pain,6 months,MD 0-10,-1,-2,0,Smith 2020,,unverified\nZ,yoga+X,X,chronic LBP,pain,3 months,MD 0-10,-1,-2,0,Smith 2020,,a page\n";

    [Fact]
    public void A_pooled_row_enters_when_it_is_named_as_one_contrast_with_the_width_of_its_interval()
    {
        var library = Need((Contrast.File, ContrastHeader), (PooledRow.File, PooledHeader + PooledRows), ("summaries.yaml", Used("Y", "3 months", "pain", "no_treatment")));
        var trial = Assert.Single(library.Select(Outcome.Pain, TimeWindow.M3), each => each.IsSummary);
        Assert.Equal(["no_treatment", "yoga"], trial.Arms);
        Assert.Equal(-10, trial.Effects[0], 1e-12);
        Assert.Equal(Math.Pow(20 / 3.919927969080108, 2), trial.Covariance[0], 1e-9);
        Assert.Equal([true, false, false, false], library.Decisions.Select(decision => decision.IsUsed));
        foreach (var (decision, because) in library.Decisions.Zip(["because", "points", "verified", "Nobody"])) { Assert.Contains(because, decision.Because, StringComparison.Ordinal); }
    }

    [Theory]
    [InlineData("Y", "6 months", "pain", "no_treatment", "unverified")]
    [InlineData("Y", "3 months", "function", "no_treatment", "scale")]
    [InlineData("Z", "3 months", "pain", "no_treatment", "component")]
    [InlineData("Q", "3 months", "pain", "no_treatment", "row")]
    [InlineData("Y", "3 months", "pain", "nothing", "unknown-component")]
    [InlineData("Y", "3 months", "pain", "yoga", "against")]
    public void A_choice_that_must_not_be_is_refused_with_its_place(string treatment, string timepoint, string outcome, string against, string code)
    {
        Assert.False(Load((Contrast.File, ContrastHeader), (PooledRow.File, PooledHeader + PooledRows), ("summaries.yaml", Used(treatment, timepoint, outcome, against))).TryGet(out _, out var problems));
        var problem = Assert.Single(problems);
        Assert.Equal(code, problem.Code);
        Assert.Matches("^evidence/summaries.yaml:3:[0-9]+$", problem.Path);
    }

    [Theory]
    [InlineData("contrasts.csv", ContrastHeader + "A,,chronic,pain,MD,0,100,lower_better,12,yoga,sham,-5,0,0,here\n", "se")]
    [InlineData("contrasts.csv", ContrastHeader + "A,,chronic,pain,MD,100,0,lower_better,12,yoga,sham,-5,2,0,here\n", "range")]
    [InlineData("contrasts.csv", ContrastHeader + "A,,chronic,pain,MD,0,10,lower_better,12,yoga,sham,-50,2,0,here\n", "outside")]
    [InlineData("contrasts.csv", ContrastHeader + "A,,chronic,pain,MD,0,10,sideways,12,yoga,sham,-5,2,0,here\n", "unknown-word")]
    [InlineData("contrasts.csv", ContrastHeader + "A,,chronic,pain,MD,0,10,lower_better,12,yoga,yoga,-5,2,0,here\n", "same")]
    [InlineData("pooled.csv", PooledHeader + "Y,yogi,nothing,LBP,pain,3 months,MD 0-10,-1,-2,0,S,,a page\n", "unknown-component")]
    [InlineData("pooled.csv", PooledHeader + "Y,yoga,nothing,LBP,pain,3 months,MD 0-10,-3,-2,0,S,,a page\n", "interval")]
    [InlineData("pooled.csv", PooledHeader + "Y,yoga,nothing,LBP,pain,3 months,MD 0-10,-1,-2,0,S,,\n", "empty")]
    public void A_bad_row_is_refused_with_line_and_column(string file, string text, string code)
    {
        Assert.False(Load((file, text)).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Code == code && System.Text.RegularExpressions.Regex.IsMatch(problem.Path, $"^evidence/{file}:2:[1-9][0-9]*$"));
    }

    [Fact]
    public void Every_mistake_is_said_at_once_and_none_that_follows_from_another()
    {
        Assert.False(Load((Contrast.File, "study_id\nA\n"), ("summaries.yaml", KnowledgeFiles.Embedded.Read("evidence/summaries.yaml") + "later: []\n")).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Path.StartsWith("evidence/summaries.yaml:", StringComparison.Ordinal) && problem.Code == "unknown-key");
        Assert.Contains(problems, problem => problem.Path == "evidence/contrasts.csv:1:1");
        Assert.DoesNotContain(problems, problem => problem.Code == "row");
    }

    [Theory]
    [InlineData("contrasts.csv", "Brinkhaus 2006,,chronic,nonspecific,pain,MD of change,VAS (0-100mm),0,100,lower_better,8.0,acupuncture,sham,-5.1", "Brinkhaus 2006,,chronic,nonspecific,pain,MD of change,VAS (0-100mm),0,100,lower_better,8.0,acupuncture,sham,-5.2")]
    [InlineData("pooled.csv", "MD 0-10,-0.0,-0.8,0.7", "MD 0-10,-0.0,-0.8,0.8")]
    [InlineData("summaries.yaml", "window: m3", "window: early")]
    public void What_enters_is_part_of_the_id(string file, string was, string becomes)
    {
        var text = KnowledgeFiles.Embedded.Read($"evidence/{file}");
        Assert.Contains(was, text, StringComparison.Ordinal);
        Assert.NotEqual(FittedEffects.IdOf(KnowledgeFiles.Embedded), FittedEffects.IdOf(Given.Need(KnowledgeFiles.With([(file, text.Replace(was, becomes, StringComparison.Ordinal))]))));
    }

    [Fact]
    public void The_shipped_effects_name_a_summary_as_one_and_say_what_they_were_without_it()
    {
        var shipped = Given.Need(FittedEffects.Read(KnowledgeFiles.Embedded.Read(FittedEffects.File)));
        var pain = shipped.Find(Outcome.Pain, TimeWindow.M3);
        Assert.Equal((0, 1), (pain.Evidence("gabapentinoid").Trials, pain.Evidence("gabapentinoid").Summaries));
        Assert.Equal("1 summary", pain.Evidence("gabapentinoid").Words);
        Assert.EndsWith(SummaryContrast.Mark, pain.Evidence("gabapentinoid").Basis!.Trials[0].Study, StringComparison.Ordinal);
        Assert.DoesNotContain(pain.Evidence("gabapentinoid").Readings, reading => reading.Reading == Sensitivity.ArmsAlone);
        Assert.Contains(pain.Evidence("acupuncture").Readings, reading => reading.Reading == Sensitivity.ArmsAlone);
        foreach (var component in (string[])["laser", "cold", "breathing", "swimming", "tai_chi"]) { Assert.All(TimeWindows.All, window => Assert.False(shipped.Find(Outcome.Pain, window).Knows(component))); }
    }

    private static string Used(string treatment, string timepoint, string outcome, string against) =>
        $"version: 1\nused:\n  - {{citation: Smith, treatment: {treatment}, timepoint: 3 months, people: chronic LBP, outcome: {outcome}, window: m3, against: {against}, reason: because}}\nleft_out: []\n".Replace("3 months", timepoint, StringComparison.Ordinal);

    private static string Row(string study, string scale, string first, string second, double effect, double error, double weeks = 12) =>
        FormattableString.Invariant($"{study},,chronic,pain,{scale},{weeks},{first},{second},{effect},{error:R},0,here\n");

    /// <summary>Only these differences, and no trial of the window.</summary>
    private static TrialLibrary Read(string rows) => Need(("trials.csv", KnowledgeFiles.Embedded.Read("evidence/trials.csv").Split('\n')[0] + "\n"), (Contrast.File, ContrastHeader + rows), (PooledRow.File, PooledHeader), ("summaries.yaml", Nothing));

    private static TrialLibrary Need(params (string, string)[] files) => Given.Need(Load(files));

    private static Checked<TrialLibrary> Load(params (string, string)[] files) => TrialLibrary.Load(Given.Need(KnowledgeFiles.With(files)));
}
