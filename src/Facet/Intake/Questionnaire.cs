using System.Globalization;
using Facet.Knowledge;

namespace Facet.Intake;

/// <summary>The questions of the intake, in order: which is next, what an answer means, what all of them say together.</summary>
public sealed class Questionnaire
{
    /// <summary>The field value for "none of these".</summary>
    public const string NoneOfThese = "none-of-these";

    /// <summary>The field value for "I'm not sure".</summary>
    public const string NotSure = "not-sure";

    /// <summary>The field that asks whether any medicine is taken.</summary>
    public const string TakesMedicines = "takes";

    private readonly ClinicalKnowledge knowledge;

    internal Questionnaire(ClinicalKnowledge knowledge, IReadOnlyList<IntakeSection> sections, IReadOnlyList<QuestionPage> pages) =>
        (this.knowledge, Sections, Pages) = (knowledge, sections, pages);

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<IntakeSection> Sections { get; }

    /// <summary>The pages, in order.</summary>
    public IReadOnlyList<QuestionPage> Pages { get; }

    /// <summary>The page with this id, or <see langword="null"/>.</summary>
    public QuestionPage? Find(string id) => Pages.FirstOrDefault(page => page.Id == id);

    /// <summary>The pages that this person is asked, given the answers so far.</summary>
    /// <param name="answers">Answers by page id.</param>
    public IReadOnlyList<QuestionPage> Shown(IReadOnlyDictionary<string, PageAnswer> answers) => Walk(answers).Shown;

    /// <summary>What all answers say together. A page that does not apply gives its inputs their default; a page that was not answered leaves them unknown.</summary>
    /// <param name="answers">Answers by page id.</param>
    public IntakeAnswers Gather(IReadOnlyDictionary<string, PageAnswer> answers) => Walk(answers).Gathered;

    /// <summary>The first page after <paramref name="page"/> that this person is asked, or <see langword="null"/> after the last.</summary>
    /// <param name="page">The page just answered; <see langword="null"/> for the first.</param>
    /// <param name="answers">Answers by page id.</param>
    public QuestionPage? Next(QuestionPage? page, IReadOnlyDictionary<string, PageAnswer> answers)
    {
        var from = page is null ? 0 : IndexOf(page) + 1;
        return Shown(answers).FirstOrDefault(shown => IndexOf(shown) >= from);
    }

    /// <summary>The last page before <paramref name="page"/> that this person is asked, or <see langword="null"/> before the first.</summary>
    /// <param name="page">The page shown now; <see langword="null"/> for after the last.</param>
    /// <param name="answers">Answers by page id.</param>
    public QuestionPage? Previous(QuestionPage? page, IReadOnlyDictionary<string, PageAnswer> answers)
    {
        var before = page is null ? Pages.Count : IndexOf(page);
        return Shown(answers).LastOrDefault(shown => IndexOf(shown) < before);
    }

    /// <summary>The pages that are asked and have no answer yet.</summary>
    /// <param name="answers">Answers by page id.</param>
    public IReadOnlyList<QuestionPage> Unanswered(IReadOnlyDictionary<string, PageAnswer> answers) => [.. Shown(answers).Where(page => !answers.ContainsKey(page.Id))];

    /// <summary>The page that asks for an input, or for the medicines; <see langword="null"/> where no page does.</summary>
    /// <param name="input">The name of an input, or <see cref="Condition.MedicineList"/>.</param>
    public QuestionPage? PageFor(string input) =>
        Pages.FirstOrDefault(page => input == Condition.MedicineList ? page.Kind == PageKind.Medicines : page.Inputs.Any(asked => asked.Name == input));

    /// <summary>Checks what was posted for a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="field">The posted values: of the field named after the page for all kinds but the medicines, whose field is <see cref="TakesMedicines"/>.</param>
    /// <param name="medicines">The medicines gathered so far, for the page that asks for them.</param>
    /// <returns>The answer, or the problems in words for the person, with the page's id as the place.</returns>
    public static Checked<PageAnswer> Check(QuestionPage page, IReadOnlyList<string> field, IReadOnlyList<MedicineAnswer>? medicines = null)
    {
        var posted = field.Select(value => value.Trim()).Where(value => value.Length > 0).Distinct().ToList();
        return page.Kind switch
        {
            PageKind.YesNo => YesNo(page, posted),
            PageKind.OneOf => OneOf(page, posted),
            PageKind.ManyOf or PageKind.BodyMap => ManyOf(page, posted),
            PageKind.Tick => Tick(page, posted),
            PageKind.Number or PageKind.Pain => Number(page, posted),
            _ => TheMedicines(page, posted, medicines),
        };
    }

    /// <summary>Reads the questions.</summary>
    internal static Questionnaire Load(KnowledgeReader reader, ClinicalKnowledge knowledge) => new QuestionLoader(reader, knowledge).Load();

    private (IReadOnlyList<QuestionPage> Shown, IntakeAnswers Gathered) Walk(IReadOnlyDictionary<string, PageAnswer> answers)
    {
        var shown = new List<QuestionPage>();
        var values = new Dictionary<string, Answer>(StringComparer.Ordinal);
        IReadOnlyList<MedicineAnswer>? medicines = null;
        foreach (var page in Pages)
        {
            if (page.When is { } when && Applies(when, values, medicines) == Truth.No)
            {
                foreach (var input in page.Inputs)
                {
                    if (DefaultOf(input) is { } answer) { values.TryAdd(input.Name, answer); }
                }
                continue;
            }
            shown.Add(page);
            if (!answers.TryGetValue(page.Id, out var given)) { continue; }
            foreach (var (name, answer) in given.Values) { values[name] = answer; }
            if (page.Kind == PageKind.Medicines) { medicines = given.Medicines; }
        }
        return (shown, new(values, medicines));
    }

    private Truth Applies(Condition when, Dictionary<string, Answer> values, IReadOnlyList<MedicineAnswer>? medicines) =>
        PatientProfile.From(knowledge, new(values, medicines)).TryGet(out var profile, out _) ? when.Evaluate(profile.Facts) : Truth.Unknown;

    private int IndexOf(QuestionPage page)
    {
        for (var index = 0; index < Pages.Count; index++)
        {
            if (Pages[index].Id == page.Id) { return index; }
        }
        throw new ArgumentException($"'{page.Id}' is not a page of this questionnaire.", nameof(page));
    }

    /// <summary>The default of the dictionary as an answer; <see langword="null"/> where it has none.</summary>
    internal static Answer? DefaultOf(InputDefinition input) => input.Default is not { Low: var value } ? null : input.Kind switch
    {
        ValueKind.Flag => new Answer.Flag(value != 0),
        ValueKind.Number => new Answer.Number(value),
        ValueKind.Choice => new Answer.Word(input.Values[(int)value]),
        _ => new Answer.Words([.. input.Values.Where((_, index) => (((ulong)value >> index) & 1) == 1)]),
    };

    private static Checked<PageAnswer> YesNo(QuestionPage page, List<string> posted) => posted switch
    {
        ["yes"] => One(page, new Answer.Flag(true)),
        ["no"] => One(page, new Answer.Flag(false)),
        [NotSure] when page.OffersNotSure => One(page, Answer.Open),
        _ => Refuse(page, page.OffersNotSure ? "Choose yes, no or not sure." : "Choose yes or no."),
    };

    private static Checked<PageAnswer> OneOf(QuestionPage page, List<string> posted)
    {
        if (posted is [NotSure] && page.OffersNotSure) { return One(page, Answer.Open); }
        if (posted is not [var word] || page.Options.All(option => option.Value != word)) { return Refuse(page, "Choose one answer."); }
        return One(page, page.Input!.Kind == ValueKind.Number ? new Answer.Number(int.Parse(word, CultureInfo.InvariantCulture)) : new Answer.Word(word));
    }

    private static Checked<PageAnswer> ManyOf(QuestionPage page, List<string> posted)
    {
        if (posted is [NotSure] && page.OffersNotSure) { return One(page, Answer.Open); }
        if (posted is [NoneOfThese] && page.None is not null) { return One(page, new Answer.Words([])); }
        if (posted.Count == 0) { return Refuse(page, page.None is null ? "Choose at least one answer." : $"Choose at least one answer, or “{page.None}”."); }
        return posted.All(word => page.Options.Any(option => option.Value == word))
            ? One(page, new Answer.Words(posted))
            : Refuse(page, page.None is null ? "Choose from the list." : $"Choose from the list, or “{page.None}” alone.");
    }

    private static Checked<PageAnswer> Tick(QuestionPage page, List<string> posted)
    {
        var notSure = page.OffersNotSure && posted.Remove(NotSure);
        var none = posted.Remove(NoneOfThese);
        if (posted.Count == 0 && !notSure && !none) { return Refuse(page, $"Choose at least one answer, or “{page.None}”."); }
        if (none && (notSure || posted.Count > 0)) { return Refuse(page, $"Choose the answers that fit, or “{page.None}” alone."); }
        var values = new Dictionary<string, Answer>(StringComparer.Ordinal);
        foreach (var input in page.Inputs)
        {
            values[input.Name] = notSure ? Answer.Open : input.Kind == ValueKind.Flag ? new Answer.Flag(false) : DefaultOf(input) ?? Answer.Open;
        }
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in posted)
        {
            if (page.Options.FirstOrDefault(option => option.FieldValue(PageKind.Tick) == word) is not { } option) { return Refuse(page, "Choose from the list."); }
            if (!chosen.Add(option.Input.Name)) { return Refuse(page, $"“{option.Label}” and another answer exclude each other: choose one of them."); }
            values[option.Input.Name] = option.Value.Length == 0 ? new Answer.Flag(true) : new Answer.Word(option.Value);
        }
        return new PageAnswer(values, null);
    }

    private static Checked<PageAnswer> Number(QuestionPage page, List<string> posted)
    {
        if (posted is [NotSure] && page.OffersNotSure) { return One(page, Answer.Open); }
        if (posted is not [var text, ..]) { return Refuse(page, page.Kind == PageKind.Pain ? "Choose a number from 0 to 10." : "Type a number."); }
        if (posted.Count > 1) { return Refuse(page, "Type a number, or choose “I'm not sure”, not both."); }
        var style = page.IsDecimal ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        var (least, most) = (page.Range.Low, page.Range.High);
        if (!double.TryParse(text.Replace(',', '.'), style, CultureInfo.InvariantCulture, out var number))
        {
            return Refuse(page, page.IsDecimal ? "Type a number, such as 2.5." : "Type a whole number, such as 12.");
        }
        return number >= least && number <= most
            ? One(page, new Answer.Number(number))
            : Refuse(page, string.Create(CultureInfo.InvariantCulture, $"The number must be from {least:0} to {most:0}."));
    }

    private static Checked<PageAnswer> TheMedicines(QuestionPage page, List<string> posted, IReadOnlyList<MedicineAnswer>? medicines)
    {
        var none = new Dictionary<string, Answer>(StringComparer.Ordinal);
        return posted switch
        {
            ["yes"] when medicines is { Count: > 0 } => new PageAnswer(none, medicines),
            ["yes"] => Refuse(page, "Add the medicines that you take."),
            ["no"] => new PageAnswer(none, []),
            [NotSure] when page.OffersNotSure => new PageAnswer(none, null),
            _ => Refuse(page, page.OffersNotSure ? "Choose yes, no or not sure." : "Choose yes or no."),
        };
    }

    private static Checked<PageAnswer> One(QuestionPage page, Answer answer) => new PageAnswer(new Dictionary<string, Answer>(StringComparer.Ordinal) { [page.Input!.Name] = answer }, null);

    private static Checked<PageAnswer> Refuse(QuestionPage page, string message) => Checked<PageAnswer>.Refused([new(page.Id, "answer", message)]);
}
