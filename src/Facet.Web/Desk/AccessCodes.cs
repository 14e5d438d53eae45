namespace Facet.Web.Desk;

/// <summary>Why somebody looks at a patient whom they do not treat: a closed list.</summary>
internal static class AccessCodes
{
    public const string UrgentTask = "urgent-task";

    /// <summary>Each with its words for clinicians, and for the patient.</summary>
    public static readonly IReadOnlyList<(string Code, string Label, string Patient)> All =
    [
        ("covering", "I stand in for somebody of the care team", "They stood in for somebody of your team."),
        ("asked", "Somebody of the care team asked me", "Your team asked them."),
        ("patient-asked", "The patient asked me, or is here without a booking", "You asked them, or you came by."),
        (UrgentTask, "Something urgent waits for an answer", "Something could not wait."),
        ("safety", "Safety or a complaint", "They checked that care was safe."),
        ("records", "Correcting or completing the record", "They put your record right."),
    ];

    public static string Label(string code) => All.FirstOrDefault(each => each.Code == code).Label ?? code;

    public static string Patient(string code) => All.FirstOrDefault(each => each.Code == code).Patient ?? "They gave a reason.";
}
