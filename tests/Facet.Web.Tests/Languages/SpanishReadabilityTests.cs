using System.Text.RegularExpressions;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Languages;

public partial class SpanishReadabilityTests(Server server)
{
    /// <summary>From 80 a text is "easy" on the scale, as read at ten to eleven years.</summary>
    private const double Easy = 80;

    /// <summary>What a single page may be: "somewhat hard" begins below.</summary>
    private const double Least = 50;

    /// <summary>Questions whose words cannot be plainer, with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["thoughts"] = "It follows the exact wording of PHQ-9 item 9.",
    };

    private Translations Words => server.Services.GetRequiredService<Translations>();

    [Fact]
    public async Task Every_page_is_easy_to_read()
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        foreach (var path in server.Services.GetRequiredService<ArticleLibrary>().All("es").Select(article => $"/es/articles/{article.Slug}").Concat(["/es", "/es/articles", "/es/compare", "/es/start", "/es/privacy", "/es/accessibility"]))
        {
            var ease = Ease(Readability.Text(SourcesAndGuides().Replace(await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken), "")));
            Assert.True(ease >= Easy, $"{path} is at {ease:0.0}.");
        }
    }

    [Fact]
    public void The_questions_about_danger_are_easy_to_read()
    {
        var questions = server.Services.GetRequiredService<Questionnaire>();
        var pages = questions.Pages.Where(page => page.Section.Id == questions.Sections[0].Id).Select(page => (page.Id, Ease: Ease(Text(page)))).ToList();
        Assert.InRange(pages.Average(page => page.Ease), Easy, 120);
        Assert.DoesNotContain(pages, page => page.Ease < Least && !Exceptions.ContainsKey(page.Id));
    }

    [Fact]
    public void What_the_red_flags_say_is_not_hard_to_read()
    {
        var texts = server.Services.GetRequiredService<ClinicalKnowledge>().Triage.Select(rule => Ease(Words.Of("es", rule.PatientText)!)).ToList();
        Assert.InRange(texts.Average(), 65, 120);
    }

    // By hand: 6 words in one sentence, 9 syllables: 206.84 - 0.60 · 150 - 1.02 · 6. Then hiatus, silent u, and y.
    [Theory]
    [InlineData("El gato está en la casa.", 110.72)]
    [InlineData("Guía.", 206.84 - 120 - 1.02)]
    [InlineData("Aéreo.", 206.84 - 240 - 1.02)]
    [InlineData("Ciudad y muy yo.", 206.84 - (60 * 5 / 4.0) - (1.02 * 4))]
    public void The_ease_is_the_published_formula(string text, double ease) => Assert.Equal(ease, Ease(text), 0.01);

    /// <summary>Fernández-Huerta 1959, the reading ease of Flesch for Spanish: 206.84 − 0.60 syllables per hundred words − 1.02 words per sentence.</summary>
    private static double Ease(string text)
    {
        var words = Word().Matches(text);
        return 206.84 - (60.0 * words.Sum(word => Syllables(word.Value)) / words.Count) - (1.02 * words.Count / Math.Max(1, Sentence().Count(text)));
    }

    /// <summary>A run of vowels has a syllable for each strong or accented one, and one at least.</summary>
    private static int Syllables(string word) => Math.Max(1, Vowels().Matches(word.ToLowerInvariant()).Sum(run => Math.Max(1, Strong().Count(run.Value))));

    private string Text(QuestionPage page) => string.Join(' ', new[] { page.Title, page.Hint, page.Why }
        .Concat(page.Options.SelectMany(option => new[] { option.Label, option.Hint }))
        .OfType<string>().Select(text => Words.Of("es", text)!.TrimEnd('.', '?') + "."));

    [GeneratedRegex(@"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+|\d+")]
    private static partial Regex Word();

    [GeneratedRegex(@"[.?!:]+(\s|$)")]
    private static partial Regex Sentence();

    [GeneratedRegex("[aeiouáéíóúü]+(?:y(?![aeiouáéíóú]))?|y(?![aeiouáéíóú])")]
    private static partial Regex Vowels();

    [GeneratedRegex("[aeoáéóíú]")]
    private static partial Regex Strong();

    [GeneratedRegex("<ul class=\"facet-sources\">.*?</ul>|<ul class=\"facet-prose facet-guides\".*?</ul>", RegexOptions.Singleline)]
    private static partial Regex SourcesAndGuides();
}
