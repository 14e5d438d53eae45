using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Planning;

public class DrivingFactsTests
{
    private static readonly CarePathway Pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));

    [Fact]
    public void Red_flags_stand_first_each_fact_stands_once_and_each_says_what_it_does()
    {
        var withFlags = 0;
        foreach (var walked in Given.Cases.Where((_, index) => index % 5 == 0).Select(example => Pathway.Walk(example.Profile, [])))
        {
            var facts = DrivingFacts.Of(Pathway, walked);
            Assert.True(facts.Count <= DrivingFacts.AtAGlance);
            Assert.Equal(facts.Count, facts.Select(fact => (fact.Fact, fact.Value)).Distinct().Count());
            Assert.Equal(facts, facts.OrderByDescending(fact => fact.Weight));
            Assert.All(facts, fact => Assert.NotEmpty(fact.Does));
            var flags = walked.Disposition.Result.Fired.Where(fired => fired.Rule.Tier > TriageTier.None).SelectMany(fired => fired.Because).ToHashSet();
            if (flags.Count == 0) { continue; }
            withFlags++;
            Assert.All(facts.Take(Math.Min(facts.Count, flags.Count)), fact => Assert.Contains(new(fact.Fact, fact.Value), flags));
        }
        Assert.True(withFlags > 5);
    }
}
