using Facet.Outcomes;

namespace Facet.Tests.Outcomes;

public class ChangeTests
{
    [Theory]
    // Measurement error 4.5; 5 points and 30 % of the start matter.
    [InlineData("RMDQ24", 20, 14, Verdict.ClearlyBetter)]
    [InlineData("RMDQ24", 20, 15, Verdict.Better)]
    [InlineData("RMDQ24", 20, 16, Verdict.WithinError)]
    [InlineData("RMDQ24", 8, 4, Verdict.WithinError)]
    [InlineData("RMDQ24", 10, 10, Verdict.WithinError)]
    [InlineData("RMDQ24", 10, 14, Verdict.WithinError)]
    [InlineData("RMDQ24", 10, 15, Verdict.Worse)]
    // No measurement error is known: 2 points and 30 % matter, 2 points worse matter.
    [InlineData("NRS", 8, 5, Verdict.Better)]
    [InlineData("NRS", 8, 1, Verdict.Better)]
    [InlineData("NRS", 9, 7, Verdict.WithinError)]
    [InlineData("NRS", 3, 2, Verdict.WithinError)]
    [InlineData("NRS", 5, 7, Verdict.Worse)]
    [InlineData("NRS", 5, 6, Verdict.WithinError)]
    [InlineData("PHQ9", 15, 10, Verdict.Better)]
    [InlineData("PHQ9", 10, 15, Verdict.Worse)]
    // Nobody gives a limit.
    [InlineData("PHQ4", 10, 2, Verdict.NotJudged)]
    [InlineData("GAD7", 2, 10, Verdict.NotJudged)]
    [InlineData("GAD7", 5, 5, Verdict.WithinError)]
    public void A_change_is_judged_by_its_measurement_error_and_by_what_matters(string id, int earlier, int later, Verdict expected) =>
        Assert.Equal(expected, Change.Between(Measures.Total(id, earlier), Measures.Total(id, later)).Verdict);

    [Fact]
    public void A_mean_of_thirds_reaches_a_limit_exactly()
    {
        // 10/3 to 7/3 is one point, and 30 % of the start is exactly one point.
        var change = Change.Between(Measures.Score("PEG", 3, 3, 4), Measures.Score("PEG", 2, 2, 3));
        Assert.Equal(Verdict.Better, change.Verdict);
        Assert.Equal(Truth.Yes, change.IsImportant);
        Assert.Equal(Verdict.WithinError, Change.Between(Measures.Score("PEG", 4, 4, 3), Measures.Score("PEG", 3, 3, 2)).Verdict);
    }

    [Fact]
    public void More_is_better_where_more_is_better()
    {
        Assert.Equal(Verdict.Better, Change.Between(Measures.Score("PSFS", 2, 3), Measures.Score("PSFS", 4, 5)).Verdict);
        Assert.Equal(Verdict.Worse, Change.Between(Measures.Score("PSFS", 4, 5), Measures.Score("PSFS", 2, 3)).Verdict);
        Assert.Equal(Verdict.WithinError, Change.Between(Measures.Score("PSFS", 4, 5), Measures.Score("PSFS", 5, 5)).Verdict);
    }

    [Fact]
    public void One_thing_alone_must_move_further_and_different_things_are_not_compared()
    {
        Assert.Equal(Verdict.WithinError, Change.Between(Measures.Score("PSFS", 2), Measures.Score("PSFS", 4)).Verdict);
        Assert.Equal(Verdict.Better, Change.Between(Measures.Score("PSFS", 2), Measures.Score("PSFS", 5)).Verdict);
        var other = Change.Between(Measures.Score("PSFS", 2, 3), Measures.Score("PSFS", 9, null, 9));
        Assert.Equal(Verdict.NotJudged, other.Verdict);
        Assert.NotEmpty(other.Cautions);
    }

    [Fact]
    public void Chance_is_spoken_of_only_where_the_measurement_error_is_known() =>
        AnyPair.Sample(pair =>
        {
            var change = Change.Between(Measures.Total(pair.Id, pair.Earlier), Measures.Total(pair.Id, pair.Later));
            var isKnown = Measures.The(pair.Id).Limits.Error is not null;
            Assert.Equal(isKnown, !change.Words.Contains("by chance alone is not known", StringComparison.Ordinal));
            if (!isKnown)
            {
                Assert.DoesNotContain("more than chance", change.Words + change.Heading, StringComparison.Ordinal);
                Assert.NotEqual(Verdict.ClearlyBetter, change.Verdict);
            }
        });

    [Fact]
    public void No_change_is_never_more_than_error() =>
        AnyPair.Sample(pair =>
        {
            var change = Change.Between(Measures.Total(pair.Id, pair.Earlier), Measures.Total(pair.Id, pair.Earlier));
            Assert.Equal(Verdict.WithinError, change.Verdict);
            Assert.NotEqual(Truth.Yes, change.IsMoreThanError);
            Assert.Equal("No change", change.Heading);
        });

    [Fact]
    public void What_is_better_one_way_is_worse_the_other_way() =>
        AnyPair.Sample(pair =>
        {
            var (there, back) = (Judge(pair.Id, pair.Earlier, pair.Later), Judge(pair.Id, pair.Later, pair.Earlier));
            if (there >= Verdict.Better) { Assert.Equal(Verdict.Worse, back); }
            // A percentage of the start makes better harder than worse where no error is known; else it is the same both ways.
            if (there == Verdict.Worse && Measures.The(pair.Id).Limits is { Error: not null } or { ImprovementPercent: null }) { Assert.True(back >= Verdict.Better); }
            Assert.False(there == Verdict.Worse && back == Verdict.Worse);
        });

    [Fact]
    public void A_better_score_never_gets_a_worse_verdict() =>
        AnyPair.Sample(pair =>
        {
            if (pair.Later == 0) { return; }
            var (verdict, better) = (Judge(pair.Id, pair.Earlier, pair.Later), Judge(pair.Id, pair.Earlier, pair.Later - 1));
            if (verdict != Verdict.NotJudged && better != Verdict.NotJudged) { Assert.True(better >= verdict); }
        });

    [Theory]
    [InlineData(3, 0, "below 4", true)]
    [InlineData(4, 0, "below 4", false)]
    [InlineData(21, 24, "above 20", true)]
    [InlineData(20, 24, "above 20", false)]
    public void Starts_from_which_the_scale_cannot_tell_are_said(int earlier, int later, string caution, bool isSaid) =>
        Assert.Equal(isSaid, Change.Between(Measures.Total("RMDQ24", earlier), Measures.Total("RMDQ24", later)).Cautions.Any(said => said.Contains(caution, StringComparison.Ordinal)));

    [Fact]
    public void A_limit_that_nobody_checked_is_said_to_be_so() =>
        Assert.Contains(Change.Between(Measures.Total("PHQ9", 15), Measures.Total("PHQ9", 9)).Cautions, said => said.Contains("not been checked", StringComparison.Ordinal));

    [Fact]
    public void Without_both_scores_there_is_no_verdict()
    {
        var change = Change.Between(Measures.Total("PHQ9", 5), Measures.Score("PHQ9", 1));
        Assert.Equal(Verdict.NotJudged, change.Verdict);
        Assert.Null(change.Points);
        Assert.Throws<ArgumentException>(() => Change.Between(Measures.Total("PHQ9", 5), Measures.Total("PHQ4", 5)));
    }

    private static Verdict Judge(string id, int earlier, int later) => Change.Between(Measures.Total(id, earlier), Measures.Total(id, later)).Verdict;

    private static Gen<(string Id, int Earlier, int Later)> AnyPair { get; } =
        Gen.Select(Gen.OneOf("NRS", "RMDQ24", "PHQ4", "PHQ9", "GAD7"), Gen.Int[0, 1000], Gen.Int[0, 1000]).Select((id, earlier, later) =>
        {
            var most = (int)Measures.The(id).Range.High + 1;
            return (id, earlier % most, later % most);
        });
}
