using Facet.Intake;

namespace Facet.Web.Intake;

/// <summary>The questions about danger: the first part of the intake. "Not sure" is acted on there as soon as it is said.</summary>
internal static class DangerQuestions
{
    public static bool IsAmong(Questionnaire questions, QuestionPage page) =>
        page.Section.Id == questions.Sections[0].Id && page.Kind != PageKind.Number;

    public static bool IsUnsure(Questionnaire questions, QuestionPage page, PageAnswer answer) =>
        IsAmong(questions, page) && answer.Values.Values.Any(value => value is Answer.Unknown);
}
