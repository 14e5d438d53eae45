using Facet.Evidence;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Evidence;

public class HarmTests
{
    private const string Header = "treatment,component,comparator,population,harm,measure,estimate,ci_low,ci_high,events_treatment,n_treatment,events_control,n_control,citation,doi,verified,notes\n";

    private static readonly Harms Known = Given.Need(Harms.Load(KnowledgeFiles.Embedded));

    [Fact]
    public void The_file_holds_what_its_source_says()
    {
        Assert.Equal(35, Known.Rows.Count);
        Assert.Equal(5, Known.Rows.Count(harm => !harm.IsVerified));
        var nausea = Known.Of("opioid").Single(harm => harm.What == "nausea");
        Assert.Equal((HarmMeasure.RiskDifference, 0.03, new Interval(0, 0.06)), (nausea.Measure, nausea.Estimate, nausea.Interval));
        var snri = Known.Of("snri").First();
        Assert.Equal("1.17 (1.07 to 1.27)", snri.Words);
        Assert.Equal("552 of 834 against 373 of 665", snri.CountWords);
    }

    [Fact]
    public void What_nobody_has_read_in_a_source_shows_no_number() => Assert.All(Known.Rows.Where(harm => !harm.IsVerified), harm =>
    {
        Assert.DoesNotMatch("[0-9]", harm.Words);
        Assert.Equal("", harm.CountWords);
        Assert.Equal("", harm.Remark);
    });

    [Fact]
    public void A_number_has_its_interval_or_says_that_there_is_none() => Assert.All(Known.Rows.Where(harm => harm is { IsVerified: true, Estimate: not null }), harm => Assert.Matches(@"\(.+\)$", harm.Words));

    [Theory]
    [InlineData("T,yogi,none,LBP,pain,risk ratio,1.2,1,1.5,,,,,C,,page,", "unknown-component", 2)]
    [InlineData("T,yoga,none,LBP,,risk ratio,1.2,1,1.5,,,,,C,,page,", "empty", 5)]
    [InlineData("T,yoga,none,LBP,pain,odds,1.2,1,1.5,,,,,C,,page,", "unknown-word", 6)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,much,1,1.5,,,,,C,,page,", "not-a-number", 7)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,,1,1.5,,,,,C,,page,", "empty", 7)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,-1.2,,,,,,,C,,page,", "outside", 7)]
    [InlineData("T,yoga,none,LBP,pain,risk difference,1.2,,,,,,,C,,page,", "outside", 7)]
    [InlineData("T,yoga,none,LBP,pain,share of participants,16,,,,,,,C,,page,", "outside", 7)]
    [InlineData("T,yoga,none,LBP,pain,qualitative,3,,,,,,,C,,page,", "number", 7)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,1.2,1,,,,,,C,,page,", "interval", 9)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,1.2,1.3,1.5,,,,,C,,page,", "interval", 8)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,1.2,-1,1.5,,,,,C,,page,", "outside", 8)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,1.2,1,1.5,12,10,,,C,,page,", "counts", 10)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,1.2,1,1.5,,,1.5,10,C,,page,", "not-a-count", 12)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,1.2,1,1.5,,0,,,C,,page,", "n", 11)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,1.2,1,1.5,,,,,,,page,", "empty", 14)]
    [InlineData("T,yoga,none,LBP,pain,risk ratio,1.2,1,1.5,,,,,C,,,", "empty", 16)]
    public void A_bad_row_is_refused_with_line_column_and_reason(string row, string code, int column)
    {
        Assert.False(Harms.Load(Given.Need(KnowledgeFiles.With([("harms.csv", Header + row + "\n")]))).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Code == code && problem.Path == $"evidence/harms.csv:2:{column}");
    }

    [Theory]
    [InlineData("harms.csv", Header + "T,yogi,none,LBP,pain,risk ratio,1.2,1,1.5,,,,,C,,page,\n", "evidence/harms.csv:2:2")]
    [InlineData("components.csv", "component,family,role,definition\nexercise,1_physical_therapy,lively,x\n", "evidence/components.csv:2:3")]
    [InlineData("pooled.csv", "treatment,components,comparator,population,outcome,timepoint,scale,effect,ci_low,ci_high,citation,doi,verified\nT,yoga,none,LBP,pain,soon,MD 0-100,5,1,2,C,,page\n", "evidence/pooled.csv:2:8")]
    [InlineData("contrasts.csv", "study_id\nA\n", "evidence/contrasts.csv:1:1")]
    [InlineData("trials.csv", "study_id\nA\n", "evidence/trials.csv:1:1")]
    [InlineData("priors.yaml", "version: 1\n", "evidence/priors.yaml:1:1")]
    [InlineData("summaries.yaml", "version: 1\nused: []\n", "evidence/summaries.yaml:1:1")]
    public void A_clinics_folder_is_refused_at_the_start_for_any_file_behind_the_effects(string file, string text, string path)
    {
        Assert.False(CarePathway.Load(Given.Need(KnowledgeFiles.With([(file, text)]))).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Path == path);
        Assert.Equal(problems.Count, problems.Distinct().Count());
    }
}
