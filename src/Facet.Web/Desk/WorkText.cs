using System.Globalization;
using Facet.Knowledge;
using Facet.Outcomes;

namespace Facet.Web.Desk;

/// <summary>The work list in words.</summary>
internal static class WorkText
{
    public static string Of(WorkKind kind) => kind switch
    {
        WorkKind.RedFlag => "Red flag",
        WorkKind.HeldIntake => "Held intake",
        WorkKind.Override => "Override to countersign",
        WorkKind.Worsening => "Getting worse",
        WorkKind.Proposal => "Unsigned proposal",
        WorkKind.Review => "Review due",
        WorkKind.HalfwayReview => "Half-way review",
        WorkKind.Silent => "Silent",
        WorkKind.Objection => "Plan objection",
        WorkKind.Message => "Message",
        WorkKind.Consultation => "Consultation request",
        WorkKind.Erasure => "Erasure",
        WorkKind.Reply => "Reply that tells of harm",
        _ => "Other",
    };

    public static string Of(TriageTier? tier) => tier switch
    {
        TriageTier.Emergency => "Emergency",
        TriageTier.Urgent => "Urgent",
        TriageTier.RoutineReview => "Routine review",
        TriageTier.None => "No tier",
        _ => "Unknown: as urgent",
    };

    public static string Of(WorkScope scope) => scope switch { WorkScope.Mine => "Mine", WorkScope.Team => "My team", _ => "All" };

    /// <summary>What is left until something is due; the script beside the page says the same as time goes on.</summary>
    public static string Left(TimeSpan left) => left <= TimeSpan.Zero ? $"Overdue by {Span(-left)}" : $"{Span(left)} left";

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    private static string Span(TimeSpan span) => span.TotalHours >= 48 ? $"{(int)span.TotalDays} days" : span.TotalMinutes >= 60 ? $"{(int)span.TotalHours} h {span.Minutes} min" : $"{(int)span.TotalMinutes} min";
}
