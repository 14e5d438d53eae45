using System.Text.RegularExpressions;
using Facet.Intake;

namespace Facet.Web.Plan;

/// <summary>Sentences of the core, which speak to clinicians in names of inputs, for the people who answered the questions.</summary>
internal static partial class Words
{
    /// <summary>Puts the question in the place of the name of the input that it asks.</summary>
    public static string InQuestions(string sentence, Questionnaire questions) => Name().Replace(sentence, name =>
        questions.PageFor(name.Value) is { } page ? $"“{page.Title}”" : name.Value.Replace('_', ' '));

    [GeneratedRegex("[a-z0-9]+(?:_[a-z0-9]+)+")]
    private static partial Regex Name();
}
