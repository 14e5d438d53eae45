using Facet.Web.Languages;

namespace Facet.Web.Shell;

/// <summary>What a clinic says about itself; section <c>Clinic</c> of the configuration.</summary>
public sealed class ClinicSettings
{
    private const string NoNumber = "your local emergency number";

    /// <summary>How pages name the number to call in an emergency. No country's number is assumed.</summary>
    public string EmergencyNumber { get; set; } = NoNumber;

    /// <summary>Whom to contact in a crisis of the mind; empty leaves the line out.</summary>
    public string CrisisContact { get; set; } = "";

    /// <summary>How a patient reaches the clinic; empty leaves the line out.</summary>
    public string Contact { get; set; } = "";

    /// <summary>The clinic's time zone by its IANA name, such as <c>Europe/London</c>; empty for the machine's.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>The address under which people reach these pages, such as <c>https://facet.example.org</c>; empty for the address of the request. Letters and calendars need it.</summary>
    public string Site { get; set; } = "";

    /// <summary>Working days within which the team answers messages.</summary>
    public int AnswerDays { get; set; } = 2;

    /// <summary>What the clinic says of itself in other languages, by their code, such as <c>Clinic:Languages:es:CrisisContact</c>.</summary>
    public Dictionary<string, ClinicWords> Languages { get; } = [];

    /// <summary>The number to call, in the language of the page.</summary>
    internal string Emergency => Own(static own => own.EmergencyNumber) ?? (EmergencyNumber == NoNumber ? LayoutWords.LocalEmergencyNumber : EmergencyNumber);

    /// <summary>Whom to contact in a crisis, in the language of the page where the clinic has said it, else as it stands, with the language that it is then read in.</summary>
    internal (string Text, string? Lang) Crisis => Own(static own => own.CrisisContact) is { } said ? (said, null) : (CrisisContact, SiteLanguage.Foreign);

    /// <summary>How to reach the clinic, in the same way.</summary>
    internal (string Text, string? Lang) Reached => Own(static own => own.Contact) is { } said ? (said, null) : (Contact, SiteLanguage.Foreign);

    private string? Own(Func<ClinicWords, string> word) => Languages.TryGetValue(SiteLanguage.Now, out var own) && word(own) is { Length: > 0 } said ? said : null;
}

/// <summary>What a clinic says about itself in one more language; what is empty is taken from <see cref="ClinicSettings"/>.</summary>
public sealed class ClinicWords
{
    /// <summary>How pages name the number to call in an emergency.</summary>
    public string EmergencyNumber { get; set; } = "";

    /// <summary>Whom to contact in a crisis of the mind.</summary>
    public string CrisisContact { get; set; } = "";

    /// <summary>How a patient reaches the clinic.</summary>
    public string Contact { get; set; } = "";
}
