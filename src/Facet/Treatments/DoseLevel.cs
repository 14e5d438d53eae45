namespace Facet.Treatments;

/// <summary>A part of the day, in the order in which they come.</summary>
public enum PartOfDay
{
    /// <summary>Before noon.</summary>
    Morning,

    /// <summary>Around noon and in the afternoon.</summary>
    Midday,

    /// <summary>After work, until bedtime.</summary>
    Evening,
}

/// <summary>A stretch of a visit series.</summary>
/// <param name="Weeks">How many weeks, 1–26.</param>
/// <param name="VisitsPerWeek">
/// Visits a week, above 0 and at most 7. 1.5 is two and one by turns, 0.5 every second week, 0.25 every fourth; the larger number comes first. So
/// the first w weeks of the stretch hold w × <paramref name="VisitsPerWeek"/> visits, rounded up.
/// </param>
public sealed record VisitPhase(int Weeks, decimal VisitsPerWeek)
{
    /// <summary>Visits in one week of the stretch.</summary>
    /// <param name="week">Week of the stretch, 1 to <see cref="Weeks"/>.</param>
    public int VisitsIn(int week) => (int)(decimal.Ceiling(week * VisitsPerWeek) - decimal.Ceiling((week - 1) * VisitsPerWeek));
}

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

    /// <summary>Visits in the busiest week, 0 or more.</summary>
    public int VisitsPerWeek { get; private set; }

    /// <summary>Hours a week, averaged over the 12 weeks of a plan: at home, in visits and on the way.</summary>
    /// <param name="travelMinutes">Minutes on the way, for each visit.</param>
    public double HoursPerWeek(double travelMinutes)
    {
        var minutes = Math.Min(Weeks, PlanWeeks) * (double)HomeMinutesPerWeek;
        for (var week = 1; week <= PlanWeeks; week++) { minutes += VisitsIn(week) * (VisitMinutes + travelMinutes); }
        return minutes / (60 * PlanWeeks);
    }

    /// <summary>Visits in a week of the plan.</summary>
    /// <param name="week">1 for the first.</param>
    public int VisitsIn(int week)
    {
        foreach (var phase in Phases)
        {
            if (week <= phase.Weeks) { return phase.VisitsIn(week); }
            week -= phase.Weeks;
        }
        return 0;
    }

    internal DoseLevel Counted()
    {
        var weeks = Phases.Sum(phase => phase.Weeks);
        (Visits, VisitsPerWeek) = (0, 0);
        for (var week = 1; week <= weeks; week++)
        {
            Visits += VisitsIn(week);
            VisitsPerWeek = Math.Max(VisitsPerWeek, VisitsIn(week));
        }
        return this;
    }
}
