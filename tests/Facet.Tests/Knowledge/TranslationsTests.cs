using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Knowledge;

public class TranslationsTests
{
    private const string File = "languages/es.yaml";

    [Fact]
    public void Everything_wrong_with_the_words_of_a_language_is_said_at_once()
    {
        var problems = new List<Problem>();
        Translations.Read(File, "version: 1\nlanguage: fr\nchecked: no\nwords:\n  - {en: One, es: Uno}\n  - {en: One, es: Una}\n  - {en: Two, es: ''}\n  - {en: '{0} days', es: días}\n  - {en: Three, fr: Trois}\nother: x\n", [], [], problems);
        Assert.Equal(["duplicate-text", "missing-key", "no-text", "other-language", "places", "unknown-key"], problems.Select(problem => problem.Code).Distinct().Order());
        Assert.Contains(problems, problem => problem.Path.StartsWith($"{File}:7:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_is_found_as_it_stands_and_a_changed_one_is_not()
    {
        var words = Given.Need(Translations.Load(KnowledgeFiles.Embedded.Put(File, "version: 1\nlanguage: es\nchecked: yes\nwords:\n  - {en: Go now., es: Vaya ahora.}\n")));
        Assert.Equal("Vaya ahora.", words.Of("es", "Go now."));
        Assert.Null(words.Of("es", "Go today."));
        Assert.Null(words.Of("fr", "Go now."));
        Assert.True(words.IsChecked("es"));
        Assert.False(Given.Need(Translations.Load(KnowledgeFiles.Embedded)).IsChecked("es"));
    }

    [Fact]
    public void Every_red_flag_and_every_question_about_danger_is_there_in_every_language()
    {
        var words = Given.Need(Translations.Load(KnowledgeFiles.Embedded));
        var questions = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded)).Questionnaire;
        var danger = questions.Pages.Where(page => page.Section.Id == questions.Sections[0].Id).ToList();
        var texts = Given.Knowledge.Triage.Select(rule => rule.PatientText).Append(questions.Sections[0].Title)
            .Concat(danger.SelectMany(page => new[] { page.Title, page.Hint, page.Why, page.None, page.Unit }.Concat(page.Options.SelectMany(option => new[] { option.Label, option.Hint }))).OfType<string>());
        Assert.All(texts, text => Assert.True(words.Of("es", text) is not null, text));
    }

    [Fact]
    public void A_clinics_own_article_stands_in_the_place_of_the_one_in_its_language()
    {
        var own = Given.Need(KnowledgeFiles.With([("/data/knowledge/red-flags.md", "English"), ("/data/knowledge/es/red-flags.md", "Spanish")]));
        Assert.Equal(("English", "Spanish"), (own.Read("articles/red-flags.md"), own.Read("articles/es/red-flags.md")));
    }
}
