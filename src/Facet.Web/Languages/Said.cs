using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Web.Languages;

/// <summary>Words of the knowledge in the language of the page; English where that language has none.</summary>
public sealed class Said(Translations translations)
{
    public string Of(string english) => translations.Of(SiteLanguage.Now, english) ?? english;

    /// <summary>For an attribute <c>lang</c>: English where the text has no translation, so that it is read aloud as what it is; null where it speaks the page's language.</summary>
    public string? Lang(string english) => translations.Of(SiteLanguage.Now, english) is null ? SiteLanguage.Foreign : null;

    /// <summary>A page of questions with its words as people read them. Answers are checked against the page as the knowledge has it.</summary>
    public QuestionPage Of(QuestionPage page) => SiteLanguage.Now == SiteLanguage.English ? page : page with
    {
        Title = Of(page.Title), Hint = Maybe(page.Hint), Why = Maybe(page.Why), None = Maybe(page.None), Unit = Maybe(page.Unit),
        Options = [.. page.Options.Select(option => option with { Label = Of(option.Label), Hint = Maybe(option.Hint) })],
    };

    /// <summary>Whether what this page says was not looked at by anybody who may say that it is right.</summary>
    public bool IsUnchecked => SiteLanguage.Now != SiteLanguage.English && !translations.IsChecked(SiteLanguage.Now);

    private string? Maybe(string? english) => english is null ? null : Of(english);
}
