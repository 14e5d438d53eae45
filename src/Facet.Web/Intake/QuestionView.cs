using System.Globalization;
using Facet.Intake;
using Facet.Web.Languages;

namespace Facet.Web.Intake;

/// <summary>One choice on a question page, as it stands on the form.</summary>
public sealed record ChoiceView(string Value, string Label, string? Hint, bool Chosen);

/// <summary>A question page as it is shown: the question, what was answered before, and what is wrong with it.</summary>
public sealed record QuestionView
{
    /// <summary>The one field of every question; its values are those of <see cref="Questionnaire"/>.</summary>
    public const string Field = "answer";
    public const string HintId = "hint";
    public const string ErrorId = "problem";

    /// <summary>The element an error message leads to: the first control of the form.</summary>
    public const string FirstId = "answer";

    private QuestionView(QuestionPage page, IReadOnlyList<string> chosen, string? error) => (Page, Chosen, Error) = (page, chosen, error);

    public QuestionPage Page { get; }
    public string? Error { get; init; }
    private IReadOnlyList<string> Chosen { get; }

    public string Title => Page.Title;
    public string? Hint => Page.Hint;
    public bool Choice(string value) => Chosen.Contains(value);

    public bool NoneChosen => Chosen.Contains(Questionnaire.NoneOfThese);
    public bool UnsureChosen => Chosen.Contains(Questionnaire.NotSure);

    /// <summary>What was typed: the number of a number page.</summary>
    public string Text => Chosen.FirstOrDefault(value => value != Questionnaire.NotSure) ?? "";

    /// <summary>The label of "I'm not sure"; null where it is not offered.</summary>
    public string? Unsure => !Page.OffersNotSure ? null
        : Page.Kind == PageKind.Tick ? IntakeWords.UnsureOfSome
        : Page is { Kind: PageKind.Number, Input.IsAsked: false } ? IntakeWords.UnsureOrNot
        : IntakeWords.Unsure;

    public IReadOnlyList<ChoiceView> Choices => Page.Kind == PageKind.YesNo
        ? [new("yes", IntakeWords.Yes, null, Chosen.Contains("yes")), new("no", IntakeWords.No, null, Chosen.Contains("no"))]
        : [.. Page.Options.Select(option => (option, value: option.FieldValue(Page.Kind)))
            .Select(pair => new ChoiceView(pair.value, pair.option.Label, pair.option.Hint, Chosen.Contains(pair.value)))];

    public string? DescribedBy => (Hint, Error) switch
    {
        (null, null) => null,
        (null, _) => ErrorId,
        (_, null) => HintId,
        _ => $"{HintId} {ErrorId}",
    };

    /// <param name="page">The page in the language of its reader.</param>
    /// <param name="answer">What was answered before.</param>
    public static QuestionView Of(QuestionPage page, PageAnswer? answer) => new(page, answer is null ? [] : AnswerFields.Of(page, answer), null);

    public static QuestionView Refused(QuestionPage page, IReadOnlyList<string> posted, string error) => new(page, posted, error);

    public static string ChoiceId(int index) => index == 0 ? FirstId : string.Create(CultureInfo.InvariantCulture, $"answer-{index + 1}");
}
