using Facet.Intake;
using Facet.Knowledge;
using Facet.Web.Languages;

namespace Facet.Web.Intake;

/// <summary>A stored answer in the words of its page, for the page on which people check their answers.</summary>
internal static class AnswerText
{
    public static IReadOnlyList<string> Of(QuestionPage page, PageAnswer answer, Formulary formulary)
    {
        if (page.Kind == PageKind.Medicines)
        {
            return answer.Medicines switch
            {
                null => [IntakeWords.NotSure],
                [] => [IntakeWords.NoMedicines],
                var medicines => [.. medicines.Select(medicine => MedicineText.Of(medicine, formulary))],
            };
        }
        var view = QuestionView.Of(page, answer);
        var lines = view.Choices.Where(choice => choice.Chosen).Select(choice => choice.Label).ToList();
        if (page.Kind is PageKind.Number or PageKind.Pain && view.Text.Length > 0)
        {
            lines.Add(page.Kind == PageKind.Pain ? SiteLanguage.Say(IntakeWords.OutOfTen, view.Text) : page.Unit is null ? view.Text : $"{view.Text} {page.Unit}");
        }
        if (view.NoneChosen)
        {
            lines.Add(page.None ?? IntakeWords.None);
        }
        if (view.UnsureChosen)
        {
            lines.Add(IntakeWords.NotSure);
        }
        return lines;
    }
}
