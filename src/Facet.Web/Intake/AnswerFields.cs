using System.Globalization;
using Facet.Intake;

namespace Facet.Web.Intake;

/// <summary>A stored answer as form values, so that a person sees again what they chose.</summary>
internal static class AnswerFields
{
    public static IReadOnlyList<string> Of(QuestionPage page, PageAnswer answer) => page.Kind switch
    {
        PageKind.Tick => OfTicks(page, answer),
        PageKind.Medicines => answer.Medicines switch { null => [Questionnaire.NotSure], [] => ["no"], _ => ["yes"] },
        _ => page.Input is { } input && answer.Values.TryGetValue(input.Name, out var value) ? OfOne(value) : [],
    };

    private static IReadOnlyList<string> OfOne(Answer answer) => answer switch
    {
        Answer.Flag flag => [flag.Value ? "yes" : "no"],
        Answer.Number number => [number.Value.ToString("0.##", CultureInfo.InvariantCulture)],
        Answer.Word word => [word.Value],
        Answer.Words { Values.Count: 0 } => [Questionnaire.NoneOfThese],
        Answer.Words words => words.Values,
        _ => [Questionnaire.NotSure],
    };

    private static List<string> OfTicks(QuestionPage page, PageAnswer answer)
    {
        var fields = page.Options.Where(option => IsTicked(option, answer)).Select(option => option.FieldValue(page.Kind)).ToList();
        if (page.OffersNotSure && answer.Values.Values.Any(value => value is Answer.Unknown))
        {
            fields.Add(Questionnaire.NotSure);
        }
        else if (fields.Count == 0)
        {
            fields.Add(Questionnaire.NoneOfThese);
        }
        return fields;
    }

    private static bool IsTicked(PageOption option, PageAnswer answer) => answer.Values.GetValueOrDefault(option.Input.Name) switch
    {
        Answer.Flag flag => flag.Value,
        Answer.Word word => word.Value == option.Value,
        _ => false,
    };
}
