using Facet.Knowledge;

namespace Facet.Intake;

/// <summary>How a page asks.</summary>
public enum PageKind
{
    /// <summary>Yes, no, not sure.</summary>
    YesNo,

    /// <summary>One of several.</summary>
    OneOf,

    /// <summary>Any of several, all of one set.</summary>
    ManyOf,

    /// <summary>Any of several facts that are asked together.</summary>
    Tick,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Eleven choices, 0–10.</summary>
    Pain,

    /// <summary>Places on the body.</summary>
    BodyMap,

    /// <summary>The list of medicines.</summary>
    Medicines,
}

/// <summary>A part of the intake.</summary>
/// <param name="Id">Its word in the file.</param>
/// <param name="Title">Its heading.</param>
public sealed record IntakeSection(string Id, string Title);

/// <summary>A choice on a page.</summary>
/// <param name="Input">The input it answers.</param>
/// <param name="Value">The word it stands for; empty for a yes-or-no fact.</param>
/// <param name="Label">What it says.</param>
/// <param name="Hint">A line of help; <see langword="null"/> for none.</param>
public sealed record PageOption(InputDefinition Input, string Value, string Label, string? Hint)
{
    /// <summary>The value of the form field when this is chosen.</summary>
    public string FieldValue(PageKind kind) => kind != PageKind.Tick ? Value : Value.Length == 0 ? Input.Name : $"{Input.Name}={Value}";
}

/// <summary>One page of the intake: one question, or one list of facts.</summary>
public sealed record QuestionPage
{
    /// <summary>The word for it in addresses and stored answers.</summary>
    public required string Id { get; init; }

    /// <summary>The part of the intake it belongs to.</summary>
    public required IntakeSection Section { get; init; }

    /// <summary>How it asks.</summary>
    public required PageKind Kind { get; init; }

    /// <summary>The question.</summary>
    public required string Title { get; init; }

    /// <summary>A line of help; <see langword="null"/> for none.</summary>
    public string? Hint { get; init; }

    /// <summary>Why it is asked; <see langword="null"/> where that is plain.</summary>
    public string? Why { get; init; }

    /// <summary>When it is asked; <see langword="null"/> for always.</summary>
    public Condition? When { get; init; }

    /// <summary>The input it answers; <see langword="null"/> for lists of facts and for medicines.</summary>
    public InputDefinition? Input { get; init; }

    /// <summary>The choices; empty where the kind has its own.</summary>
    public IReadOnlyList<PageOption> Options { get; init; } = [];

    /// <summary>The words for "none of these"; <see langword="null"/> where that is not offered.</summary>
    public string? None { get; init; }

    /// <summary>Whether "I'm not sure" is offered, which leaves the answer open.</summary>
    public bool OffersNotSure { get; init; } = true;

    /// <summary>The unit of a number, in words.</summary>
    public string? Unit { get; init; }

    /// <summary>Least and greatest number that makes sense.</summary>
    public Interval Range { get; init; } = Interval.Unknown;

    /// <summary>Whether a number may have decimals.</summary>
    public bool IsDecimal { get; init; }

    /// <summary>Every input that the page answers, each once.</summary>
    public IReadOnlyList<InputDefinition> Inputs => Input is { } one ? [one] : [.. Options.Select(option => option.Input).Distinct()];
}

/// <summary>What a page was answered with.</summary>
/// <param name="Values">Answers by input name.</param>
/// <param name="Medicines">Medicines, from the page that asks for them; <see langword="null"/> from other pages and for "not sure".</param>
public sealed record PageAnswer(IReadOnlyDictionary<string, Answer> Values, IReadOnlyList<MedicineAnswer>? Medicines);
