namespace Facet.Treatments;

/// <summary>A part of the day.</summary>
public enum DayPart
{
    /// <summary>Before noon.</summary>
    Morning,

    /// <summary>Around noon and in the afternoon.</summary>
    Midday,

    /// <summary>From the evening meal on.</summary>
    Evening,
}

/// <summary>A stretch of weeks with the same number of visits a week.</summary>
/// <param name="Weeks">How many weeks, 1–26.</param>
/// <param name="VisitsPerWeek">Visits a week, above 0 to 7; 0.5 is every second week, 0.25 monthly.</param>
public sealed record VisitPhase(int Weeks, double VisitsPerWeek);

/// <summary>One dose of an intervention.</summary>
public sealed record DoseLevel
{
    /// <summary>Weeks that a plan looks ahead, and over which burden is averaged.</summary>
    public const int PlanWeeks = 12;

    /// <summary>Its word in the file.</summary>
    public required string Id { get; init; }

    /// <summary>The dose, for clinicians.</summary>
    public required string Label { get; init; }

    /// <summary>The dose, for patients.</summary>
    public required string Plain { get; init; }

    /// <summary>How visits are spread, from the first week on; empty when there are none.</summary>
    public IReadOnlyList<VisitPhase> Phases { get; init; } = [];

    /// <summary>Minutes of a visit without travel.</summary>
    public int VisitMinutes { get; init; }

    /// <summary>Minutes at home on a day on which it is done.</summary>
    public int HomeMinutes { get; init; }

    /// <summary>Days a week on which it is done at home, 0–7.</summary>
    public int HomeDays { get; init; }

    /// <summary>Weeks for which it is planned, 1–26.</summary>
    public int Weeks { get; init; }

    /// <summary>Relative cost, 0 free to 4 high.</summary>
    public int CostTier { get; init; }

    /// <summary>Share of the dose that the trials gave, 0–1.</summary>
    public double Dose { get; init; }

    /// <summary>Minutes at home in a week while it lasts.</summary>
    public int HomeMinutesPerWeek => HomeMinutes * HomeDays;

    /// <summary>Visits to the clinic in all, 0 or more.</summary>
    public int Visits { get; private set; }

    /// <summary>Visits in the busiest week, 0 or more; below 1 where there is none every week.</summary>
    public double VisitsPerWeek { get; private set; }

    /// <summary>Hours a week, averaged over the 12 weeks of a plan: at home, in visits and on the way.</summary>
    /// <param name="travelMinutes">Minutes on the way, for each visit.</param>
    public double HoursPerWeek(double travelMinutes)
    {
        var (home, visits) = (0.0, 0.0);
        for (var week = 1; week <= PlanWeeks; week++)
        {
            home += week <= Weeks ? HomeMinutesPerWeek : 0;
            visits += VisitsIn(week);
        }
        return (home + (visits * (VisitMinutes + travelMinutes))) / (60 * PlanWeeks);
    }

    /// <summary>Visits in a week of the plan.</summary>
    /// <param name="week">1 for the first.</param>
    public double VisitsIn(int week)
    {
        foreach (var phase in Phases)
        {
            if (week <= phase.Weeks) { return phase.VisitsPerWeek; }
            week -= phase.Weeks;
        }
        return 0;
    }

    internal DoseLevel Counted()
    {
        Visits = (int)Math.Ceiling(Phases.Sum(phase => phase.Weeks * phase.VisitsPerWeek) - 1e-9);
        VisitsPerWeek = Phases.Count == 0 ? 0 : Phases.Max(phase => phase.VisitsPerWeek);
        return this;
    }
}
