namespace Facet.Tests.Knowledge;

public class MorphineEquivalentTests
{
    [Theory]
    [InlineData("""{"ingredient": "morphine", "mg_per_day": 30}""", 30d)]
    [InlineData("""{"ingredient": "morphine"}""", null)]
    [InlineData("""{"ingredient": "meperidine", "mg_per_day": 100}""", null)]
    [InlineData("""{"ingredient": "sufentanil"}, {"ingredient": "morphine", "mg_per_day": 30}""", null)]
    [InlineData("""{"ingredient": "buprenorphine_transdermal"}, {"ingredient": "morphine", "mg_per_day": 30}""", 30d)]
    [InlineData("""{"ingredient": "buprenorphine", "mg_per_day": 8}""", 0d)]
    [InlineData("""{"ingredient": "ibuprofen"}""", 0d)]
    public void An_opioid_without_a_factor_makes_the_sum_unknown_and_an_excluded_one_adds_nothing(string medicines, double? expected)
    {
        var equivalents = Given.Profile($$"""{"intake": {}, "current_medications": [{{medicines}}]}""").Facts.MorphineEquivalents;
        Assert.Equal(expected, equivalents.IsKnown ? equivalents.Low : null);
    }
}
