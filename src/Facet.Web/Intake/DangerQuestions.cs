using Facet.Intake;
using Facet.Knowledge;
using Facet.Triage;

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

    /// <summary>Those that were answered with "not sure", in order.</summary>
    public static IReadOnlyList<QuestionPage> Unsure(Questionnaire questions, IReadOnlyDictionary<string, PageAnswer> answers) =>
        [.. questions.Shown(answers).Where(page => answers.TryGetValue(page.Id, out var answer) && IsUnsure(questions, page, answer))];

    /// <summary>The undecided rules, urgent or sooner, that are possible only because of a sign somebody said yes to: what would decide them is asked in later parts, which not everybody reaches.</summary>
    /// <remarks>
    /// A rule counts where the same answers about danger, with every yes taken back, rule it out. A sign that leaves a rule as open as it is for everybody,
    /// such as a small knock, alarms nobody, and an answer in a later part can only end the doubt.
    /// </remarks>
    public static IReadOnlyList<TriageRule> Possible(IntakeBook book, ClinicalKnowledge knowledge, IReadOnlyDictionary<string, PageAnswer> answers, TriageResult result)
    {
        var without = book.Questions.Pages.Where(page => IsInPart(book.Questions, page) && answers.ContainsKey(page.Id)).ToDictionary(page => page.Id, page => WithoutSigns(answers[page.Id]), StringComparer.Ordinal);
        var facts = book.Profile(knowledge, without).Facts;
        return [.. result.Open.Select(open => open.Rule).Where(rule => rule.Tier >= TriageTier.Urgent && rule.When.Evaluate(facts) == Truth.No)];
    }

    /// <summary>The questions answered with a sign that some rules speak of, in order.</summary>
    public static IReadOnlyList<QuestionPage> Behind(Questionnaire questions, IReadOnlyDictionary<string, PageAnswer> answers, IReadOnlyList<TriageRule> rules)
    {
        var inputs = rules.SelectMany(rule => rule.When.Inputs).Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        return [.. questions.Shown(answers).Where(page => IsInPart(questions, page) && answers.TryGetValue(page.Id, out var answer) && answer.Values.Any(each => each.Value is Answer.Flag { Value: true } && inputs.Contains(each.Key)))];
    }

    private static PageAnswer WithoutSigns(PageAnswer answer) =>
        answer with { Values = answer.Values.ToDictionary(each => each.Key, each => each.Value is Answer.Flag ? new Answer.Flag(false) : each.Value, StringComparer.Ordinal) };
}
