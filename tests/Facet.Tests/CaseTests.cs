namespace Facet.Tests;

public class CaseTests
{
    public static TheoryData<string> Ids => [.. Given.Cases.Select(c => c.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_meets_what_is_expected(string id) => Assert.Empty(Given.Cases.Single(c => c.Id == id).Failures(Given.Knowledge));

    [Fact]
    public void Disabling_any_one_rule_fails_at_least_one_case()
    {
        var knowledge = Given.Knowledge;
        var rules = knowledge.Triage.Select(rule => rule.Id).Concat(knowledge.Eligibility.Select(rule => rule.Id)).Concat(knowledge.Medicines.Select(rule => rule.Id)).ToList();
        Assert.Equal(225, rules.Count);
        string[] unguarded = [.. rules.Where(id => Given.Cases.All(c => c.Failures(knowledge.Without(id)).Count == 0))];
        Assert.True(unguarded.Length == 0, $"No case notices the loss of {string.Join(", ", unguarded)}.");
    }
}
