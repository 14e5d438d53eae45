using Facet.Treatments;

namespace Facet.Care;

/// <summary>Minutes of a walk in a week of the programme.</summary>
/// <param name="Week">The week of the programme, from 1.</param>
/// <param name="Sessions">Walks in the week.</param>
/// <param name="Least">Minutes of a walk, at least.</param>
/// <param name="Most">Minutes of a walk, at most.</param>
/// <param name="Intensity">How brisk; empty for as you like.</param>
public sealed record WalkTarget(int Week, int Sessions, int Least, int Most, string Intensity);

/// <summary>Why somebody is in the week that they are in.</summary>
public enum WalkReason
{
    /// <summary>The programme begins.</summary>
    Start,

    /// <summary>The last week went well: a little more.</summary>
    Forward,

    /// <summary>The week stays: nothing was walked in the last one, or one walk was too much.</summary>
    Stay,

    /// <summary>Two walks of the last week were too much: one week back.</summary>
    Back,

    /// <summary>A flare: back to the last comfortable week, as often as before.</summary>
    Flare,
}

/// <summary>Where somebody is in the programme.</summary>
/// <param name="Target">What to walk.</param>
/// <param name="Reason">Why.</param>
/// <param name="WalksThisWeek">Walks of this week so far.</param>
public sealed record WalkPlace(WalkTarget Target, WalkReason Reason, int WalksThisWeek);

/// <summary>Walking that grows week by week, and takes a step back where the body asks for it.</summary>
/// <remarks>
/// The rules are those of delivery.yaml: minutes grow when the 24-hour rule holds for a week; two failures of it in a week lead one week back;
/// in a flare the last comfortable week holds for some days. Weeks that the file leaves out lie on a line between those that it names.
/// It begins with the week of the first walk, whatever plan was signed when, so that a revision takes nothing back and walking that comes into a plan later begins at the start.
/// A week in which nobody walked moves nothing: the programme waits.
/// </remarks>
public static class WalkingProgramme
{
    /// <summary>A rise of pain, in steps of 0 to 10, that makes a walk too much (STOP-03).</summary>
    public const int Rise = 3;

    /// <summary>Failures of the 24-hour rule in a week that lead back.</summary>
    public const int FailuresBack = 2;

    private const int DaysPerWeek = 7;

    /// <summary>What a week of the programme asks for.</summary>
    /// <param name="plan">The programme.</param>
    /// <param name="week">The week, from 1; beyond the last week the last one holds.</param>
    /// <param name="cap">Minutes at most; <see langword="null"/> for no cap.</param>
    public static WalkTarget Target(WalkingPlan plan, int week, int? cap = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(week, 1);
        var before = plan.Weeks.Last(each => each.Week <= week);
        var after = plan.Weeks.FirstOrDefault(each => each.Week >= week) ?? plan.Weeks[^1];
        return new(Math.Min(week, plan.Weeks[^1].Week), before.Sessions, Capped(Between(each => each.Least)), Capped(Between(each => each.Most)), plan.Weeks.Last(each => each.Week <= week && (each.Intensity.Length > 0 || each.Week == 1)).Intensity);

        int Between(Func<WalkingWeek, int> minutes) => after.Week == before.Week ? minutes(before)
            : minutes(before) + ((minutes(after) - minutes(before)) * (week - before.Week) / (after.Week - before.Week));

        int Capped(int minutes) => cap is { } most ? Math.Min(minutes, most) : minutes;
    }

    /// <summary>Where somebody is today.</summary>
    /// <param name="plan">The programme.</param>
    /// <param name="item">The item of the signed plan.</param>
    /// <param name="begins">Day 1 of the first plan: the day on which weeks begin.</param>
    /// <param name="record">What was written down.</param>
    /// <param name="today">Today.</param>
    public static WalkPlace At(WalkingPlan plan, CareItem item, DateOnly begins, IReadOnlyList<Recorded> record, DateOnly today)
    {
        var walks = record.Select(each => each.Entry).OfType<WalkDone>().Where(walk => walk.Item == item.Id).ToList();
        var checks = record.Select(each => each.Entry).OfType<CheckIn>().ToList();
        var now = WeekOf(begins, today);
        var (week, comfortable, reason) = (1, 1, WalkReason.Start);
        for (var each = walks.Count == 0 ? now : walks.Min(walk => WeekOf(begins, walk.Day)); each < now; each++)
        {
            var own = walks.Where(walk => WeekOf(begins, walk.Day) == each).ToList();
            if (own.Count == 0) { reason = WalkReason.Stay; continue; }
            var failures = own.Select(walk => walk.Day).Distinct().Count(day => WasTooMuch(walks, checks, day));
            if (failures == 0) { (comfortable, reason) = (week, WalkReason.Forward); week = Math.Min(week + 1, plan.Weeks[^1].Week); }
            else if (failures >= FailuresBack) { (week, reason) = (Math.Max(1, week - 1), WalkReason.Back); }
            else { reason = WalkReason.Stay; }
        }
        if (checks.Exists(check => check.Flare == true && check.Day <= today && today.DayNumber - check.Day.DayNumber < plan.FlareDays) && comfortable <= week)
        {
            (week, reason) = (comfortable, WalkReason.Flare);
        }
        int? cap = plan.Caps.TryGetValue(item.Level, out var most) ? most : null;
        return new(Target(plan, week, cap), reason, walks.Count(walk => WeekOf(begins, walk.Day) == now));
    }

    /// <summary>Whether walking on a day was too much, by the next answer to that question or by the check-ins.</summary>
    public static bool WasTooMuch(IReadOnlyList<WalkDone> walks, IReadOnlyList<CheckIn> checks, DateOnly day) =>
        walks.Where(walk => walk.Day > day).OrderBy(walk => walk.Day).FirstOrDefault() is { LastWasTooMuch: true }
        || (checks.LastOrDefault(check => check.Day == day) is { Pain: var before } && checks.LastOrDefault(check => check.Day == day.AddDays(1)) is { Pain: var after } && after - before >= Rise);

    /// <summary>Weeks from the first one, which is 0; those before it are −1, −2 and so on.</summary>
    private static int WeekOf(DateOnly begins, DateOnly day) => (int)Math.Floor((day.DayNumber - begins.DayNumber) / (double)DaysPerWeek);
}
