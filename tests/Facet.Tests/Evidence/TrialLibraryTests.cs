using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

public class TrialLibraryTests
{
    internal static TrialLibrary Library { get; } = Given.Need(TrialLibrary.Load(KnowledgeFiles.Embedded));

    private const string Header = "study_id,doi_or_pmid,population_duration,arm,components,in_scope,outcome,range_min,range_max,direction,value_type,window,weeks,followup_text,mean,sd,n,imputed,imputation_note,suspect,suspect_reason,risk_of_bias,source\n";

    [Fact]
    public void The_files_hold_what_their_source_says()
    {
        Assert.Equal(891, Library.Arms.Count);
        Assert.Equal(133, Library.Studies.Count);
        Assert.Equal(24, Library.Contrasts.Count);
        Assert.Equal(112, Library.Arms.Count(arm => arm.Suspect.Length > 0));
    }

    [Theory]
    [InlineData(Outcome.Pain, TimeWindow.Early, 76, 164)]
    [InlineData(Outcome.Pain, TimeWindow.M3, 42, 96)]
    [InlineData(Outcome.Pain, TimeWindow.M6, 21, 48)]
    [InlineData(Outcome.Pain, TimeWindow.M12, 18, 44)]
    [InlineData(Outcome.Function, TimeWindow.Early, 58, 127)]
    [InlineData(Outcome.Function, TimeWindow.M3, 40, 89)]
    [InlineData(Outcome.Function, TimeWindow.M6, 24, 56)]
    [InlineData(Outcome.Function, TimeWindow.M12, 18, 44)]
    public void Every_outcome_and_window_holds_the_trials_counted_by_hand(Outcome outcome, TimeWindow window, int trials, int arms)
    {
        var selected = Library.Select(outcome, window, new() { WithoutSummaries = true });
        Assert.Equal(trials, selected.Count);
        Assert.Equal(arms, selected.Sum(trial => trial.Arms.Count));
    }

    [Fact]
    public void The_last_follow_up_with_two_sets_is_used_and_arms_with_the_same_set_are_pooled()
    {
        var library = Read(Row("a", "exercise", "early", 2, 50) + Row("b", "sham", "early", 2, 60)
            + Row("a", "exercise", "early", 4, 30) + Row("b", "sham", "early", 4, 40) + Row("c", "exercise", "early", 4, 34)
            + Row("a", "exercise", "early", 6, 10));
        var trial = Assert.Single(library.Select(Outcome.Pain, TimeWindow.Early, new() { WithoutSummaries = true }));
        Assert.Equal(["exercise", "sham"], trial.Arms);
        Assert.Equal(8, trial.Effects[0], 12);
        // 20 people with mean 32 and 19 s² = 9 · 100 · 2 + 10 · 4 · 2; 10 people with s = 10.
        Assert.Equal((((9 * 100 * 2) + 80) / 19.0 / 20) + 10, trial.Covariance[0], 12);
    }

    [Theory]
    [InlineData("0,24,lower_better,final", 12, 50)]
    [InlineData("0,24,higher_better,final", 6, 75)]
    [InlineData("0,24,higher_better,change_improvement", 6, -25)]
    [InlineData("0,24,lower_better,change_improvement", 6, -25)]
    [InlineData("0,10,lower_better,change", -2, -20)]
    [InlineData("0,10,higher_better,change", 2, -20)]
    [InlineData("10,110,lower_better,final", 20, 10)]
    public void Every_instrument_goes_to_a_hundred_points_on_which_less_is_better(string scale, double mean, double points) =>
        Assert.Equal(points, Read(Row("a", "exercise", "early", 4, mean, scale: scale) + Row("b", "sham", "early", 4, mean, scale: scale)).Arms[0].Mean, 12);

    [Theory]
    [InlineData("a,exercise,0", "sd")]
    [InlineData("a,exercise,-1", "sd")]
    [InlineData("a,excercise,10", "unknown-component")]
    [InlineData("a,exercise+exercise,10", "unknown-component")]
    [InlineData("a,exercise,ten", "not-a-number")]
    [InlineData("a,exercise,10,0.5", "n")]
    [InlineData("a,exercise,10,10,12,10", "range")]
    [InlineData("a,exercise,10,10,0,100,upside", "unknown-word")]
    [InlineData("b,sham,11", "duplicate-arm")]
    public void A_bad_row_is_refused_with_line_column_and_reason(string cells, string code)
    {
        var parts = cells.Split(',');
        var row = $"S,,chronic,{parts[0]},{parts[1]},1,pain,{At(4, "0")},{At(5, "100")},{At(6, "lower_better")},final,early,4,4 weeks,50,{parts[2]},{At(3, "10")},0,,0,,low,here\n";
        Assert.False(Load(Header + Row("b", "sham", "early", 4, 50) + row).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Code == code && System.Text.RegularExpressions.Regex.IsMatch(problem.Path, "^evidence/trials.csv:3:[0-9]+$"));

        string At(int index, string otherwise) => parts.Length > index ? parts[index] : otherwise;
    }

    [Fact]
    public void A_trial_with_one_arm_a_change_beside_a_final_value_and_two_instruments_are_refused_at_once()
    {
        var text = Header + Row("a", "exercise", "early", 4, 50)
            + Row("a", "exercise", "early", 4, 50, study: "T") + Row("b", "sham", "early", 4, -5, study: "T", scale: "0,100,lower_better,change")
            + Row("a", "exercise", "early", 4, 50, study: "U") + Row("b", "sham", "early", 4, 5, study: "U", scale: "0,10,lower_better,final");
        Assert.False(Load(text).TryGet(out _, out var problems));
        Assert.Equal(["one-arm", "value-type", "instrument"], problems.Select(problem => problem.Code));
    }

    [Fact]
    public void Doubtful_rows_stay_out_unless_asked_for()
    {
        Assert.True(Library.Select(Outcome.Pain, TimeWindow.Early, new() { WithSuspect = true, WithoutSummaries = true }).Count > 76);
        Assert.All(Library.Select(Outcome.Pain, TimeWindow.Early, new() { MergeControls = true }), trial => Assert.DoesNotContain(trial.Arms, arm => arm.Contains("sham", StringComparison.Ordinal) || arm.Contains("placebo", StringComparison.Ordinal)));
    }

    private static string Row(string arm, string components, string window, double weeks, double mean, string study = "S", string scale = "0,100,lower_better,final") =>
        FormattableString.Invariant($"{study},,chronic,{arm},{components},1,pain,{scale},{window},{weeks},{weeks} weeks,{mean},10,10,0,,0,,low,here\n");

    private static Checked<TrialLibrary> Load(string text) => TrialLibrary.Load(Given.Need(KnowledgeFiles.With([("trials.csv", text)])));

    private static TrialLibrary Read(string rows) => Given.Need(Load(Header + rows));
}
