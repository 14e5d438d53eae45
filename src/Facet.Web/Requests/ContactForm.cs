using System.Text;
using System.Text.RegularExpressions;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Site;
using Facet.Web.Languages;
using Facet.Web.Shell;
using Facet.Web.SignIn;

namespace Facet.Web.Requests;

/// <summary>How somebody wants to be reached and what they hope for, as they typed it.</summary>
internal sealed partial record ContactForm
{
    /// <summary>The field that people do not see and leave empty.</summary>
    public const string Trap = "website";

    private const int FewestDigits = 6, MostDigits = 15;

    public string Name { get; private init; } = "";
    public string Email { get; private init; } = "";
    public string Phone { get; private init; } = "";
    public string Goals { get; private init; } = "";
    public IReadOnlyList<string> Times { get; private init; } = [];

    /// <summary>Whether the field that people leave empty is filled in.</summary>
    public bool IsTrapped { get; private init; }

    /// <summary>The times that can be ticked, with their words.</summary>
    public static IReadOnlyList<(string Word, string Label)> AllTimes =>
    [
        ("weekday-morning", RequestWords.TimeWeekdayMorning), ("weekday-afternoon", RequestWords.TimeWeekdayAfternoon), ("weekday-evening", RequestWords.TimeWeekdayEvening), ("saturday", RequestWords.TimeSaturday),
    ];

    public static ContactForm Read(IFormCollection form) => new()
    {
        Name = Blank().Replace(form["name"].ToString(), " ").Trim(),
        Email = form["email"].ToString().Trim(),
        Phone = Blank().Replace(form["phone"].ToString(), " ").Trim(),
        // A line break counts once, as in the browser.
        Goals = form.Words("goals"),
        Times = [.. AllTimes.Select(time => time.Word).Where(word => form["times"].Contains(word))],
        IsTrapped = form[Trap].ToString().Length > 0,
    };

    /// <summary>Everything that is wrong, each with its field.</summary>
    public IReadOnlyList<(string Field, string Message)> Problems()
    {
        var problems = new List<(string, string)>();
        if (Name.Length == 0) { problems.Add(("name", RequestWords.ProblemNone)); }
        else if (Name.Length > PatientStore.LongestName) { problems.Add(("name", SiteLanguage.Say(RequestWords.ProblemLongName, PatientStore.LongestName))); }
        if (Email.Length + Phone.Length == 0) { problems.Add(("email", RequestWords.ProblemReach)); }
        if (Email.Length > 0 && (!SignInDesk.IsAddress(Email) || Encoding.UTF8.GetByteCount(Email) > InvitationStore.LongestPatientEmail)) { problems.Add(("email", RequestWords.ProblemEmail)); }
        if (Phone.Length > 0 && (Phone.Length > ConsultationContact.LongestPhone || !Number().IsMatch(Phone) || Phone.Count(char.IsAsciiDigit) is < FewestDigits or > MostDigits)) { problems.Add(("phone", RequestWords.ProblemPhone)); }
        if (Goals.Length > ConsultationContact.LongestGoals) { problems.Add(("goals", SiteLanguage.Say(RequestWords.ProblemGoals, ConsultationContact.LongestGoals))); }
        return problems;
    }

    public ConsultationContact ToContact() => new(Name, Email, Phone, string.Join(' ', Times), Goals);

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^\+?[0-9 ().\-/]+$")]
    private static partial Regex Number();
}
