namespace Facet.Care;

/// <summary>A group that meets: whoever shares its leader comes for the same, at the same time, to the same room.</summary>
/// <param name="Item">The item of the catalogue.</param>
/// <param name="Starts">When it begins.</param>
/// <param name="Room">Where; <see langword="null"/> for no room.</param>
public sealed record GroupPlace(string Item, DateTime Starts, Guid? Room);

/// <summary>What a booking takes of a resource: one place.</summary>
/// <param name="Span">When.</param>
/// <param name="Group">The group; <see langword="null"/> for a visit of one person.</param>
public sealed record TakenSpan(ClinicSpan Span, GroupPlace? Group = null);

/// <summary>What is left of a resource.</summary>
/// <param name="Span">When.</param>
/// <param name="Seats">How many more people, 1 or more.</param>
/// <param name="Group">The group for which alone it is left; <see langword="null"/> for anything.</param>
public sealed record FreeSpan(ClinicSpan Span, int Seats, GroupPlace? Group = null);

/// <summary>When a resource can be used.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Open">Shifts less absences, in order, without overlap: bookings not looked at.</param>
/// <param name="Free">What bookings leave of that, in order, without overlap. Spans that touch differ in seats or group.</param>
public sealed record FreeTime(ClinicResource Resource, IReadOnlyList<ClinicSpan> Open, IReadOnlyList<FreeSpan> Free)
{
    /// <summary>Works out what is free: shifts, less absences, less what is taken.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="shifts">Its shifts; they may overlap. Ends off the grid move inward.</param>
    /// <param name="absences">When it cannot be used although shifts say so. Ends off the grid move outward.</param>
    /// <param name="taken">What bookings take; each takes one seat. Ends off the grid move outward.</param>
    /// <param name="first">The first date looked at.</param>
    /// <param name="last">The last.</param>
    public static FreeTime Of(ClinicResource resource, IEnumerable<Shift> shifts, IEnumerable<ClinicSpan> absences, IEnumerable<TakenSpan> taken, DateOnly first, DateOnly last)
    {
        if (last < first) { return new(resource, [], []); }
        var begin = first.ToDateTime(default);
        var count = (last.DayNumber - first.DayNumber + 1) * QuartersADay;
        var (open, seats, groups) = (new bool[count], new int[count], new GroupPlace?[count]);
        foreach (var shift in shifts)
        {
            for (var date = Max(first, shift.FirstDay); date <= last && (shift.LastDay is not { } end || date <= end); date = date.AddDays(1))
            {
                if (date.DayOfWeek == shift.Time.Day) { Each(shift.Time.On(date).Inward(), quarter => open[quarter] = true); }
            }
        }
        foreach (var absence in absences) { Each(absence.Outward(), quarter => open[quarter] = false); }
        Array.Fill(seats, resource.Seats);
        foreach (var one in taken)
        {
            Each(one.Span.Outward(), quarter =>
            {
                // A room has places for whoever comes. A person or a device with somebody is not there for anybody else, unless it is the same group.
                var isOpenToMore = resource.Kind == ResourceKind.Room || (one.Group is not null && (groups[quarter] ?? one.Group) == one.Group);
                seats[quarter] = isOpenToMore ? seats[quarter] - 1 : 0;
                if (resource.Kind != ResourceKind.Room) { groups[quarter] = one.Group; }
            });
        }
        return new(resource, [.. Runs(quarter => open[quarter]).Select(run => run.Span)], [.. Runs(quarter => open[quarter] && seats[quarter] > 0 ? (seats[quarter], groups[quarter]) : default)
            .Select(run => new FreeSpan(run.Span, run.Value.Item1, run.Value.Item2))]);

        void Each(ClinicSpan span, Action<int> act)
        {
            var (from, until) = (Math.Max(0L, (span.From - begin).Ticks / Quarter), Math.Min(count, (span.Until - begin).Ticks / Quarter));
            for (var quarter = from; quarter < until; quarter++) { act((int)quarter); }
        }

        IEnumerable<(ClinicSpan Span, T Value)> Runs<T>(Func<int, T> at) where T : struct
        {
            for (var from = 0; from < count;)
            {
                var (value, until) = (at(from), from + 1);
                while (until < count && at(until).Equals(value)) { until++; }
                if (!value.Equals(default(T))) { yield return (new(begin.AddMinutes(from * ClinicSpan.Step), begin.AddMinutes(until * ClinicSpan.Step)), value); }
                from = until;
            }
        }
    }

    private const int QuartersADay = 24 * 60 / ClinicSpan.Step;

    private const long Quarter = ClinicSpan.Step * TimeSpan.TicksPerMinute;

    /// <summary>Whether shifts less absences cover a span.</summary>
    public bool IsOpen(ClinicSpan span) => Open.Any(open => open.Contains(span));

    /// <summary>Seats that are left throughout a span for a visit; 0 for none.</summary>
    /// <param name="span">When.</param>
    /// <param name="group">The group that the visit belongs to; <see langword="null"/> for none.</param>
    public int SeatsIn(ClinicSpan span, GroupPlace? group)
    {
        var (reached, seats) = (span.From, int.MaxValue);
        foreach (var free in Free)
        {
            if (free.Span.Until <= reached) { continue; }
            if (free.Span.From > reached || (free.Group is not null && free.Group != group)) { return 0; }
            (reached, seats) = (free.Span.Until, Math.Min(seats, free.Seats));
            if (reached >= span.Until) { return seats; }
        }
        return 0;
    }

    private static DateOnly Max(DateOnly one, DateOnly other) => one > other ? one : other;
}
