using Facet.Intake;

namespace Facet.Web.Intake;

/// <summary>The questions about danger: the first part of the intake. "Not sure" is acted on there as soon as it is said.</summary>
internal static class DangerQuestions
{
    /// <summary>Whether a page is in that part, which is the one that other languages have.</summary>
    public static bool IsInPart(Questionnaire questions, QuestionPage page) => page.Section.Id == questions.Sections[0].Id;

    public static bool IsAmong(Questionnaire questions, QuestionPage page) => IsInPart(questions, page) && page.Kind != PageKind.Number;

    /// <summary>Those that are still to be answered, in order.</summary>
    public static IReadOnlyList<QuestionPage> Open(Questionnaire questions, IReadOnlyDictionary<string, PageAnswer> answers) =>
        [.. questions.Unanswered(answers).Where(page => IsInPart(questions, page))];

    public static bool IsUnsure(Questionnaire questions, QuestionPage page, PageAnswer answer) =>
        IsAmong(questions, page) && answer.Values.Values.Any(value => value is Answer.Unknown);
}
