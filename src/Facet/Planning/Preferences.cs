using Facet.Evidence;
using Facet.Intake;
using Facet.Triage;

namespace Facet.Planning;

/// <summary>What a person wants and has room for.</summary>
public sealed record Preferences
{
    /// <summary>Minutes a day for home treatment, averaged over a week; 0 or more.</summary>
    public required int MinutesPerDay { get; init; }

    /// <summary>Visits a week that the person can come to, 0 or more; <see langword="null"/> where nobody asked. The clinic's own limit holds too.</summary>
    public double? VisitsPerWeek { get; init; }

    /// <summary>Most that the 12 weeks may cost, in the clinic's currency; <see langword="null"/> for no limit named.</summary>
    public double? Budget { get; init; }

    /// <summary>Minutes to a visit and back; <see langword="null"/> for the clinic's setting.</summary>
    public double? TravelMinutes { get; init; }

    /// <summary>The outcome that matters more to the person; <see langword="null"/> when both count alike.</summary>
    public Outcome? FirstGoal { get; init; }

    /// <summary>Ids of interventions that the person asks for.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];

    /// <summary>Ids of interventions that the person does not want.</summary>
    public IReadOnlyList<string> Unwanted { get; init; } = [];

    /// <summary>What a person's answers say.</summary>
    /// <param name="profile">The answers.</param>
    /// <param name="usualMinutes">Minutes a day where they do not say.</param>
    public static Preferences Of(PatientProfile profile, int usualMinutes) => new()
    {
        MinutesPerDay = profile.MinutesPerDay ?? usualMinutes,
        VisitsPerWeek = profile.Whole("visits_per_week_available"),
        Budget = profile.Whole("course_budget"),
        TravelMinutes = profile.Whole("travel_minutes_visit"),
        FirstGoal = profile.Word("first_goal") is { } goal ? OutcomeCodes.Find(goal) : null,
    };
}

/// <summary>What a clinician changes in a proposal to see what it costs. Nothing here but <see cref="Overridden"/> can bring in what a rule excludes or holds.</summary>
public sealed record PlanChanges
{
    /// <summary>No change.</summary>
    public static PlanChanges None { get; } = new();

    /// <summary>Ids of interventions that must be in the plan.</summary>
    public IReadOnlyList<string> Locked { get; init; } = [];

    /// <summary>Ids of interventions that must not be in it.</summary>
    public IReadOnlyList<string> Forbidden { get; init; } = [];

    /// <summary>The dose that an intervention has if it is in the plan: ids of interventions and of their levels.</summary>
    public IReadOnlyDictionary<string, string> Doses { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Rules that clinicians went past for this person. An intervention becomes eligible, with a caution, only where every rule that stands against it is overridden for it by name,
    /// and even then it is in the plan only while it is <see cref="Locked"/>: the search never takes it up by itself.
    /// </summary>
    public IReadOnlyList<RuleOverride> Overridden { get; init; } = [];

    /// <summary>Whether whoever makes the changes may prescribe: then what is a prescriber's can be locked.</summary>
    public bool ByPrescriber { get; init; }

    /// <summary>Whether anything is changed.</summary>
    public bool IsNone => Locked.Count == 0 && Forbidden.Count == 0 && Doses.Count == 0 && Overridden.Count == 0;
}
