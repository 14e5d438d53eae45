using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Facet.Storage.Site;
using Facet.Web.Languages;
using Facet.Web.SignIn;
using static Facet.Web.Languages.SiteLanguage;

namespace Facet.Web.Replies;

/// <summary>What somebody fills in to reply, and everything that is wrong with it.</summary>
internal sealed partial record ReplyForm(string Name, string Email, string Text, bool IsHarmed)
{
    /// <summary>The field that people do not see: what fills it in is a program.</summary>
    public const string Trap = "homepage";

    private const int MostAddresses = 1;

    public static ReplyForm Empty { get; } = new("", "", "", false);

    public static ReplyForm Of(IFormCollection form) =>
        new(Clean(form["name"].ToString()).ReplaceLineEndings(" ").Trim(), form["email"].ToString().Trim(), Clean(form["text"].ToString()).Trim(), form["harmed"] == "yes");

    /// <summary>Whether it seems to tell of harm.</summary>
    public bool TellsOfHarm => IsHarmed || HarmWords.In(Text);

    public IReadOnlyList<(string Field, string Message)> Problems()
    {
        var found = new List<(string, string)>();
        if (Name.Length is 0 or > ReplyStore.LongestName) { found.Add(("name", Say(ReplyWords.ProblemName, ReplyStore.LongestName))); }
        else if (Mail().IsMatch(Name) || Address().IsMatch(Name)) { found.Add(("name", ReplyWords.ProblemNameAddress)); }
        if (!SignInDesk.IsAddress(Email)) { found.Add(("email", ReplyWords.ProblemEmail)); }
        if (TextProblem(Text) is { } problem) { found.Add(("text", problem)); }
        else if (Email.Length > 0 && Text.Contains(Email, StringComparison.OrdinalIgnoreCase)) { found.Add(("text", ReplyWords.ProblemMail)); }
        return found;
    }

    /// <summary>What is wrong with a text; null for nothing.</summary>
    public static string? TextProblem(string text) =>
        text.Length == 0 ? ReplyWords.ProblemNoText
        : text.Length > ReplyStore.LongestText ? Say(ReplyWords.ProblemLong, ReplyStore.LongestText, text.Length)
        : Mail().IsMatch(text) ? ReplyWords.ProblemMail
        : Address().Count(text) > MostAddresses ? ReplyWords.ProblemLinks
        : null;

    /// <summary>A text without signs that nobody sees: controls, which neither PostgreSQL nor XML takes, and marks that turn the order of letters round.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !(Rune.IsControl(rune) || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) || (rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value)))) { clean.Append(rune); }
        }
        return clean.ToString();
    }

    [GeneratedRegex(@"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")]
    private static partial Regex Mail();

    [GeneratedRegex(@"\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|(?<![\w./@-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|io|co|shop|xyz|top|ru|cn|eu|uk|us|es|de|fr)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
