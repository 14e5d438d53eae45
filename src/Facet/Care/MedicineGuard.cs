namespace Facet.Care;

/// <summary>What the guard says of a dose.</summary>
public enum DoseAnswer
{
    /// <summary>It keeps to everything that is known.</summary>
    MayTake,

    /// <summary>Something that is needed is not known: ask first.</summary>
    Ask,

    /// <summary>It breaks a limit.</summary>
    No,
}

/// <summary>Why the guard says so.</summary>
public enum GuardReason
{
    /// <summary>The course has not begun.</summary>
    NotBegun,

    /// <summary>The course is over, steps down included.</summary>
    CourseOver,

    /// <summary>More at one time than is stated.</summary>
    TooMuchAtOnce,

    /// <summary>More than the most of a day within 24 hours, all products together.</summary>
    TooMuchIn24Hours,

    /// <summary>More than the most of a day on this calendar day, all products together.</summary>
    TooMuchToday,

    /// <summary>Sooner after the last dose than is stated.</summary>
    TooSoon,

    /// <summary>Another medicine of the same class was taken in the last 24 hours, or is what is asked for.</summary>
    SameClass,

    /// <summary>Nobody knows what is in it.</summary>
    IngredientUnknown,

    /// <summary>Nobody knows how strong it is.</summary>
    StrengthUnknown,

    /// <summary>Nobody knows the most of a day, or which medicine the prescriber chose.</summary>
    MostUnknown,

    /// <summary>An earlier dose of the last 24 hours was of unknown strength or unknown content.</summary>
    EarlierUnknown,

    /// <summary>Something else that the person takes may hold the same.</summary>
    OtherUnknown,

    /// <summary>The day of the course is not known.</summary>
    DaysUnknown,
}

/// <summary>A dose as it counts.</summary>
/// <param name="Sequence">Its place in the record.</param>
/// <param name="At">When it was taken, or written down where nobody said when.</param>
/// <param name="Taken">What was noted.</param>
public sealed record CountedDose(long Sequence, DateTimeOffset At, DoseTaken Taken);

/// <summary>Where somebody is in a course.</summary>
/// <param name="First">The first day; <see langword="null"/> for unknown.</param>
/// <param name="Last">The last day of the course, before any steps down; <see langword="null"/> for unknown.</param>
/// <param name="DaysLeft">Days left, today included, until it stops; 0 when it is over; <see langword="null"/> for unknown.</param>
/// <param name="MostToday">The most of today, mg; <see langword="null"/> for unknown.</param>
/// <param name="IsSteppingDown">Whether today is one of the steps down.</param>
public sealed record CoursePlace(DateOnly? First, DateOnly? Last, int? DaysLeft, double? MostToday, bool IsSteppingDown);

/// <summary>A step down, with its dates.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
/// <param name="MilligramsPerDay">Milligrams a day; 0 for none.</param>
public sealed record DatedStep(DateOnly From, DateOnly Until, double MilligramsPerDay);

/// <summary>The guard's answer to a dose.</summary>
public sealed record DoseVerdict
{
    /// <summary>The answer.</summary>
    public required DoseAnswer Answer { get; init; }

    /// <summary>Every reason for anything but yes.</summary>
    public required IReadOnlyList<GuardReason> Reasons { get; init; }

    /// <summary>From when the same dose keeps to every limit; <see langword="null"/> where waiting does not help, or for now.</summary>
    public DateTimeOffset? From { get; init; }
}

/// <summary>Keeps watch over a medicine: the most of a day across all products with the same ingredient, time between doses, the last day, the steps down. It orders nothing.</summary>
/// <remarks>
/// A day is counted twice, as the last 24 hours and as the calendar day, and both must hold. What is not known makes the answer "ask", never "yes".
/// A dose exactly 24 hours ago no longer counts.
/// </remarks>
public static class MedicineGuard
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>The doses of a record that were not withdrawn, oldest first.</summary>
    public static IReadOnlyList<CountedDose> Doses(IReadOnlyList<Recorded> record)
    {
        var withdrawn = record.Select(each => each.Entry).OfType<DoseWithdrawn>().Select(each => each.Dose).ToHashSet();
        return [.. record.Where(each => each.Entry is DoseTaken && !withdrawn.Contains(each.Sequence)).Select(each => new CountedDose(each.Sequence, ((DoseTaken)each.Entry).TakenAt ?? each.At, (DoseTaken)each.Entry)).OrderBy(each => each.At)];
    }

    /// <summary>Where somebody is in a course.</summary>
    public static CoursePlace Place(CarePlan plan, CareItem item, DateOnly today)
    {
        var span = plan.SpanOf(item.Id);
        if (span is not { First: var first, Last: var last }) { return new(null, null, null, null, false); }
        var course = item.Medicine;
        var most = course?.MostPerDay;
        var before = today.DayNumber - first.DayNumber;
        foreach (var step in course?.BuildUp ?? [])
        {
            if (before >= 0 && before < step.Days) { most = Math.Min(most ?? step.MilligramsPerDay, step.MilligramsPerDay); }
            before -= step.Days;
            if (before < 0) { break; }
        }
        var down = StepsDown(plan, item).FirstOrDefault(step => step.MilligramsPerDay > 0 && today >= step.From && today <= step.Until);
        if (down is not null) { most = most is { } limit ? Math.Min(limit, down.MilligramsPerDay) : null; }
        var isOver = today > last && down is null;
        return new(first, last, Math.Max(0, last.DayNumber - today.DayNumber + 1), isOver ? 0 : most, down is not null);
    }

    /// <summary>The steps down after the last day, and the day from which there is none; empty where none are known.</summary>
    public static IReadOnlyList<DatedStep> StepsDown(CarePlan plan, CareItem item)
    {
        if (item.Medicine is not { Taper: { Count: > 0 } taper } || plan.SpanOf(item.Id) is not { Last: var last }) { return []; }
        var steps = new List<DatedStep>();
        var from = last.AddDays(1);
        foreach (var step in taper)
        {
            steps.Add(new(from, from.AddDays(step.Days - 1), step.MilligramsPerDay));
            from = from.AddDays(step.Days);
        }
        steps.Add(new(from, from, 0));
        return steps;
    }

    /// <summary>Milligrams of an ingredient in the 24 hours up to a moment; doses of unknown strength are not in it.</summary>
    public static double In24Hours(IEnumerable<CountedDose> doses, string ingredient, DateTimeOffset until) =>
        doses.Where(dose => dose.Taken.Ingredient == ingredient && dose.At > until - Window).Sum(dose => dose.Taken.Milligrams ?? 0);

    /// <summary>Milligrams of an ingredient on a calendar day.</summary>
    public static double OnDay(IEnumerable<CountedDose> doses, string ingredient, DateOnly day) =>
        doses.Where(dose => dose.Taken.Ingredient == ingredient && dose.Taken.Day == day).Sum(dose => dose.Taken.Milligrams ?? 0);

    /// <summary>Whether a dose may be taken now.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="item">The medicine of the plan.</param>
    /// <param name="record">What was written down.</param>
    /// <param name="ingredient">What is in the product that the person wants to take.</param>
    /// <param name="milligrams">How much; <see langword="null"/> for unknown.</param>
    /// <param name="now">Now.</param>
    /// <param name="zone">The clinic's time zone, whose midnights part the days.</param>
    public static DoseVerdict Check(CarePlan plan, CareItem item, IReadOnlyList<Recorded> record, string ingredient, double? milligrams, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (no, ask) = (new List<GuardReason>(), new List<GuardReason>());
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var place = Place(plan, item, today);
        var course = item.Medicine;
        var doses = Doses(record);
        var recent = doses.Where(dose => dose.At > now - Window).ToList();
        DateTimeOffset? from = null;
        if (place is not { First: { } first, Last: { } last }) { ask.Add(GuardReason.DaysUnknown); }
        else if (today < first) { no.Add(GuardReason.NotBegun); }
        else if (today > last && !place.IsSteppingDown) { no.Add(GuardReason.CourseOver); }

        if (ingredient == DoseTaken.Unknown) { ask.Add(GuardReason.IngredientUnknown); }
        else if (course?.Ingredient is { } own && ingredient != own.Slug) { no.Add(GuardReason.SameClass); }
        if (course is not null && recent.Exists(dose => course.NotTogether.Any(other => other.Slug == dose.Taken.Ingredient)) && !no.Contains(GuardReason.SameClass)) { no.Add(GuardReason.SameClass); }

        if (milligrams is null) { ask.Add(GuardReason.StrengthUnknown); }
        if (course is not { Ingredient: not null } || place is { Last: not null, MostToday: null }) { ask.Add(GuardReason.MostUnknown); }
        if (course?.TakenAnywayUnknown == true) { ask.Add(GuardReason.OtherUnknown); }
        if (recent.Exists(dose => dose.Taken.Ingredient == DoseTaken.Unknown || (dose.Taken.Ingredient == ingredient && dose.Taken.Milligrams is null))) { ask.Add(GuardReason.EarlierUnknown); }

        if (milligrams is { } amount)
        {
            if (course?.MostAtOnce is { } atOnce && amount > atOnce) { no.Add(GuardReason.TooMuchAtOnce); }
            if (place.MostToday is { } most)
            {
                var anyway = course?.TakenAnyway ?? 0;
                if (In24Hours(doses, ingredient, now) + anyway + amount > most)
                {
                    no.Add(GuardReason.TooMuchIn24Hours);
                    from = Later(from, RoomFrom(doses, ingredient, most - anyway - amount));
                }
                if (OnDay(doses, ingredient, today) + anyway + amount > most)
                {
                    no.Add(GuardReason.TooMuchToday);
                    // A day on which the clocks change has 23 or 25 hours.
                    var midnight = today.AddDays(1).ToDateTime(default);
                    from = Later(from, new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)));
                }
            }
        }
        if (course?.HoursBetween is { } hours && doses.LastOrDefault(dose => dose.Taken.Ingredient == ingredient) is { At: var before } && before.AddHours(hours) > now)
        {
            no.Add(GuardReason.TooSoon);
            from = Later(from, before.AddHours(hours));
        }
        var waitingHelps = no.Count > 0 && no.TrueForAll(reason => reason is GuardReason.TooMuchIn24Hours or GuardReason.TooMuchToday or GuardReason.TooSoon) && milligrams + (course?.TakenAnyway ?? 0) <= place.MostToday;
        return new()
        {
            Answer = no.Count > 0 ? DoseAnswer.No : ask.Count > 0 ? DoseAnswer.Ask : DoseAnswer.MayTake,
            Reasons = [.. no, .. ask],
            From = waitingHelps ? from : null,
        };
    }

    /// <summary>Whether a dose that was already taken is more than is safe with the others: in some 24 hours around it, on its day, or beside another of the class.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="item">The medicine of the plan.</param>
    /// <param name="record">What was written down before.</param>
    /// <param name="dose">The dose, with the moment when it was taken.</param>
    /// <param name="at">When it was taken.</param>
    public static bool IsTooMuch(CarePlan plan, CareItem item, IReadOnlyList<Recorded> record, DoseTaken dose, DateTimeOffset at)
    {
        IReadOnlyList<CountedDose> all = [.. Doses(record), new(long.MaxValue, at, dose)];
        var course = item.Medicine;
        if (course is null) { return false; }
        var around = all.Where(other => (other.At - at).Duration() < Window).ToList();
        var isOwn = dose.Ingredient == course.Ingredient?.Slug;
        if (course.NotTogether.Any(other => other.Slug == dose.Ingredient) && around.Exists(other => other.Taken.Ingredient == course.Ingredient?.Slug)) { return true; }
        if (isOwn && around.Exists(other => course.NotTogether.Any(not => not.Slug == other.Taken.Ingredient))) { return true; }
        // After its last day the most of the course still says what is too much for a body.
        if (!isOwn || (Place(plan, item, dose.Day) is { MostToday: > 0 and var today } ? today : course.MostPerDay) is not { } most) { return false; }
        var limit = most - course.TakenAnyway;
        return around.Where(other => other.At >= at).Any(end => all.Where(other => other.Taken.Ingredient == dose.Ingredient && other.At > end.At - Window && other.At <= end.At).Sum(other => other.Taken.Milligrams ?? 0) > limit)
            || OnDay(all, dose.Ingredient, dose.Day) > limit;
    }

    /// <summary>From when at most <paramref name="room"/> milligrams count.</summary>
    private static DateTimeOffset? RoomFrom(IReadOnlyList<CountedDose> doses, string ingredient, double room)
    {
        if (room < 0) { return null; }
        var own = doses.Where(dose => dose.Taken.Ingredient == ingredient).ToList();
        var sum = own.Sum(dose => dose.Taken.Milligrams ?? 0);
        foreach (var dose in own)
        {
            sum -= dose.Taken.Milligrams ?? 0;
            if (sum <= room) { return dose.At + Window; }
        }
        return null;
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null ? other : other is null || one > other ? one : other;
}
