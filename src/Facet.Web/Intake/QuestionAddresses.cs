using System.Globalization;
using Facet.Intake;

namespace Facet.Web.Intake;

/// <summary>Addresses of question pages. A number, because the name of a question that is asked of some people only would tell something about them.</summary>
internal static class QuestionAddresses
{
    public const string Check = "/intake/check";

    /// <summary>The page number, from 1.</summary>
    public static int Number(this Questionnaire questions, QuestionPage page)
    {
        for (var index = 0; index < questions.Pages.Count; index++)
        {
            if (questions.Pages[index].Id == page.Id)
            {
                return index + 1;
            }
        }
        throw new ArgumentException("Not a page of these questions.", nameof(page));
    }

    public static string Address(this Questionnaire questions, QuestionPage page) =>
        string.Create(CultureInfo.InvariantCulture, $"/intake/{questions.Number(page)}");

    public static QuestionPage? At(this Questionnaire questions, int number) =>
        number >= 1 && number <= questions.Pages.Count ? questions.Pages[number - 1] : null;

    /// <summary>The next page that is still open after <paramref name="page"/>, else the first open one, else the answers to check.</summary>
    public static string AddressAfter(this Questionnaire questions, QuestionPage? page, IReadOnlyDictionary<string, PageAnswer> answers) => questions.AddressAfter(page, questions.Unanswered(answers), Check);

    /// <summary>The next of some open pages after <paramref name="page"/>, else the first of them, else what comes once none is open.</summary>
    public static string AddressAfter(this Questionnaire questions, QuestionPage? page, IReadOnlyList<QuestionPage> open, string done)
    {
        var after = page is null ? 0 : questions.Number(page);
        return (open.FirstOrDefault(next => questions.Number(next) > after) ?? (open.Count > 0 ? open[0] : null)) is { } next ? questions.Address(next) : done;
    }
}
