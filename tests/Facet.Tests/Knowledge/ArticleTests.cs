using Facet.Knowledge;

namespace Facet.Tests.Knowledge;

public class ArticleTests
{
    private static readonly ClinicalKnowledge Clinical = Given.Knowledge;

    [Fact]
    public void Every_family_has_a_page_and_every_rule_that_bars_one_a_line()
    {
        var library = Given.Need(ArticleLibrary.Load(KnowledgeFiles.Embedded, Clinical));
        Assert.Equal(14, library.All().Count);
        Assert.All(TreatmentFamilies.All, family => Assert.Equal(family, library.Of(family).Family));
        foreach (var family in TreatmentFamilies.All)
        {
            var ids = library.WhoShouldNot(family).Select(line => line.Rule).ToList();
            Assert.Equal(ids.Distinct(), ids);
            Assert.All(library.WhoShouldNot(family), line => Assert.Equal(Checked(line.Rule), line.Checked));
        }
        Assert.Contains(library.WhoShouldNot(TreatmentFamily.Laser), line => line.Rule == "ELG-LAS-01");
    }

    [Fact]
    public void A_rule_without_a_line_and_a_line_without_a_rule_are_refused()
    {
        const string File = "articles/who-should-not.yaml";
        var text = KnowledgeFiles.Embedded.Read(File).Replace("ELG-LAS-01:", "ELG-LAS-99:", StringComparison.Ordinal);
        Assert.False(ArticleLibrary.Load(KnowledgeFiles.Embedded.Put(File, text), Clinical).TryGet(out _, out var problems));
        Assert.Equal(["no-line", "no-rule"], problems.Select(problem => problem.Code).Order());
        text = KnowledgeFiles.Embedded.Read(File).Replace("ELG-LAS-13:", "ELG-LAS-01:", StringComparison.Ordinal);
        Assert.False(ArticleLibrary.Load(KnowledgeFiles.Embedded.Put(File, text), Clinical).TryGet(out _, out problems));
        Assert.Contains(problems, problem => problem.Message.Contains("ELG-LAS-13 allows a treatment with care", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Message.Contains("'ELG-LAS-01' is no rule that allows", StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_wrong_with_an_article_is_said_at_once_with_its_place()
    {
        var problems = new List<Problem>();
        Assert.Null(ArticleLibrary.Read("articles/laser.md", "---\ntitle: Laser\nsummary: Light\nfamily: laser\norder: 1\nreview: soon\nsources: [NO-SUCH]\nother: x\n---\n## What it is\n\n[facet: magic]\n[facet: who]\n", Clinical, problems));
        Assert.Equal(["no-date", "no-place", "no-section", "unknown-place", "unknown-source"], problems.Select(problem => problem.Code).Distinct().Order().Except(["unknown-key"]));
        Assert.Contains(problems, problem => problem.Path == "articles/laser.md:12:1");
        Assert.Contains(problems, problem => problem.Message.Contains("How it combines", StringComparison.Ordinal));
        problems.Clear();
        Assert.Null(ArticleLibrary.Read("articles/x.md", "no head", Clinical, problems));
        Assert.Equal("no-head", Assert.Single(problems).Code);
    }

    private static Verification Checked(string rule) => Clinical.Eligibility.FirstOrDefault(each => each.Id == rule)?.Checked ?? Clinical.Medicines.First(each => each.Id == rule).Checked;

}
