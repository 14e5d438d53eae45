using Facet.Treatments;

namespace Facet.Planning;

/// <summary>Turns a plan into what the layout in weeks needs.</summary>
public static class PlanLayout
{
    /// <summary>Questionnaires of every plan: pain, pain and enjoyment, function (instruments/outcomes.yaml).</summary>
    private static readonly string[] Instruments = ["NRS", "PEG", "RMDQ-24"];

    /// <summary>What to lay out, within what the person and the clinic have.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="preferences">What the person has room for.</param>
    /// <param name="settings">The clinic's limits.</param>
    /// <param name="startsOn">Day 1.</param>
    /// <param name="limits">Days and parts of the day that suit; any where left out.</param>
    public static LayoutRequest Of(PlanOutline plan, Preferences preferences, PlanningSettings settings, DateOnly startsOn, LayoutLimits? limits = null) => new()
    {
        StartsOn = startsOn,
        Items = [.. plan.Chosen.Select(dosed => Item(dosed, plan.Chosen))],
        Limits = (limits ?? new() { MinutesADay = 0 }) with
        {
            MinutesADay = preferences.MinutesPerDay,
            HomeItemsADay = settings.HomeItemsAtMost,
            VisitsAWeek = (int)Math.Floor(Math.Min(preferences.VisitsPerWeek ?? double.PositiveInfinity, settings.VisitsPerWeekAtMost)),
        },
        Instruments = Instruments,
    };

    private static LayoutItem Item(Dosed dosed, IReadOnlyList<Dosed> chosen)
    {
        var (intervention, level) = dosed;
        var kind = intervention.Kind == InterventionKind.Medicine ? LayoutKind.Medicine : level.Phases.Count > 0 ? LayoutKind.VisitSeries : intervention.IsHomeItem ? LayoutKind.HomeItem : LayoutKind.Advice;
        return new()
        {
            Id = intervention.Id,
            Kind = kind,
            Visits = level.Phases,
            VisitMinutes = level.VisitMinutes,
            DaysBetweenSessions = Math.Min(7, intervention.GapDays),
            HomeDays = level.HomeMinutes > 0 || kind != LayoutKind.Advice ? level.HomeDays : 0,
            HomeMinutes = level.HomeMinutes,
            DayAfterDay = intervention.IsDayAfterDay,
            Preferred = intervention.Parts.Count == 0 ? PartsOfDay.Any : intervention.Parts.Aggregate(PartsOfDay.None, (parts, part) => parts | (PartsOfDay)(1 << (int)part)),
            Weeks = level.Weeks,
            IsActive = intervention.Kind == InterventionKind.Active,
            Order = [.. Rules(OrderKind.Before, intervention.SameDayBefore), .. Rules(OrderKind.After, intervention.After)],
            Medicine = kind == LayoutKind.Medicine ? Course(intervention, level) : null,
            TrialWeeks = intervention.IsAlways || kind == LayoutKind.Medicine ? null : intervention.TrialWeeks,
        };

        IEnumerable<OrderRule> Rules(OrderKind order, IReadOnlyList<TreatmentFamily> families) =>
            chosen.Where(other => families.Contains(other.Intervention.Family) && other.Intervention != intervention).Select(other => new OrderRule(order, other.Intervention.Id));
    }

    private static MedicineCourse Course(Intervention intervention, DoseLevel level)
    {
        var stop = Math.Min(intervention.MaxDays ?? int.MaxValue, 7 * level.Weeks);
        return new(1, Math.Min(stop, intervention.Medicine?.ReviewDays ?? stop), stop);
    }
}
