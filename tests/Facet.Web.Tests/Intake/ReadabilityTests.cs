using Facet.Intake;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Intake;

public class ReadabilityTests(Server server)
{
    /// <summary>Pages whose words cannot be plainer, with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["thoughts"] = "The wording of PHQ-9 item 9 is kept exact.",
    };

    private IReadOnlyList<QuestionPage> Pages => server.Services.GetRequiredService<Questionnaire>().Pages;

    [Fact]
    public void The_questions_are_for_readers_of_nine_to_eleven_years()
    {
        var grades = Pages.Select(page => Readability.Grade(Text(page))).ToList();
        Assert.InRange(grades.Average(), 0, 6);
    }

    [Fact]
    public void No_page_is_hard()
    {
        var hard = Pages.Where(page => !Exceptions.ContainsKey(page.Id)).Select(page => (page.Id, Grade: Readability.Grade(Text(page)))).Where(page => page.Grade > 9).ToList();
        Assert.True(hard.Count == 0, string.Join("; ", hard.Select(page => $"{page.Id}: grade {page.Grade:0.0}")));
    }

    [Theory]
    [InlineData("pain free")]
    [InlineData("pain-free")]
    [InlineData("degenerat")]
    [InlineData("wear and tear")]
    [InlineData("your fault")]
    public void No_question_frightens_blames_or_promises(string words) =>
        Assert.All(Pages, page => Assert.DoesNotContain(words, Text(page), StringComparison.OrdinalIgnoreCase));

    [Theory]
    [InlineData("The cat sat on the mat.", -1.45)]
    [InlineData("My mother waters seven yellow flowers.", 8.38)]
    public void The_grade_is_the_published_formula(string text, double grade) => Assert.Equal(grade, Readability.Grade(text), 0.1);

    private static string Text(QuestionPage page) => string.Join(' ', new[] { page.Title, page.Hint, page.Why }
        .Concat(page.Options.SelectMany(option => new[] { option.Label, option.Hint }))
        .Where(text => text is not null)
        .Select(text => text!.TrimEnd('.', '?') + "."));
}
