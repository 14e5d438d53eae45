using Facet.Treatments;

namespace Facet.Care;

/// <summary>Whether a round of heat or cold may begin.</summary>
/// <param name="Refusal">Why not; <see cref="ThermalRefusal.None"/> for yes.</param>
/// <param name="From">When the next one may begin, where waiting helps; <see langword="null"/> where it does not.</param>
/// <param name="RoundsToday">Rounds of the fuller one of heat and cold that were done today.</param>
public sealed record ThermalVerdict(ThermalRefusal Refusal, DateTimeOffset? From, int RoundsToday)
{
    /// <summary>Whether a round may begin.</summary>
    public bool MayBegin => Refusal == ThermalRefusal.None;
}

/// <summary>Why no round may begin.</summary>
public enum ThermalRefusal
{
    /// <summary>One may.</summary>
    None,

    /// <summary>The skin changed, and nobody of the team has looked yet.</summary>
    Stopped,

    /// <summary>The limits are not known.</summary>
    LimitsUnknown,

    /// <summary>The plan does not hold both heat and cold.</summary>
    NotInPlan,

    /// <summary>The days for it are over, or have not begun.</summary>
    NotToday,

    /// <summary>As many rounds as a day allows are done.</summary>
    DayIsFull,

    /// <summary>The last round was too short a while ago.</summary>
    Pause,
}

/// <summary>A round of heat, of cold, or of both in turn: its steps, and when another may follow.</summary>
public static class ThermalSession
{
    /// <summary>The lengths that can be chosen for an item: the least of delivery.yaml, and what the plan says, never above the limit.</summary>
    public static IReadOnlyList<int> Choices(ThermalProtocol protocol, CareItem item, ThermalLimits limits)
    {
        var most = item.Minutes > 0 ? Math.Min(item.Minutes, limits.Minutes) : limits.Minutes;
        return [.. new[] { Math.Min(Words(protocol, ModeOf(item)).LeastMinutes, most), most }.Distinct()];
    }

    /// <summary>Heat or cold, by the technique of the item.</summary>
    public static ThermalMode ModeOf(CareItem item) => item.Technique == "cold" ? ThermalMode.Cold : ThermalMode.Heat;

    /// <summary>A round of one of them.</summary>
    /// <param name="protocol">What the files say.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="mode">Heat or cold.</param>
    /// <param name="minutes">Minutes on the skin; kept to the limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode is both, or the minutes are below 1.</exception>
    public static GuidedSession Of(ThermalProtocol protocol, ThermalLimits limits, ThermalMode mode, int minutes)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(mode, ThermalMode.Alternating);
        return new(mode == ThermalMode.Heat ? "heat" : "cold", mode == ThermalMode.Heat ? "Warmth" : "Cold", "", [.. Round(protocol, limits, mode, minutes, withMove: true)]);
    }

    /// <summary>Heat, a rest for the skin, then cold.</summary>
    /// <param name="protocol">What the files say.</param>
    /// <param name="heat">Limits and minutes of heat.</param>
    /// <param name="cold">Limits and minutes of cold.</param>
    public static GuidedSession Alternating(ThermalProtocol protocol, (ThermalLimits Limits, int Minutes) heat, (ThermalLimits Limits, int Minutes) cold)
    {
        List<TimedStep> steps = [.. Round(protocol, heat.Limits, ThermalMode.Heat, heat.Minutes, withMove: false)];
        if (protocol.RestMinutes > 0) { steps.Add(new(TimedStepKind.Say, protocol.RestMinutes * 60, protocol.Rest)); }
        return new("alternating", "Warmth, then cold", "", [.. steps, .. Round(protocol, cold.Limits, ThermalMode.Cold, cold.Minutes, withMove: false)]);
    }

    private static IEnumerable<TimedStep> Round(ThermalProtocol protocol, ThermalLimits limits, ThermalMode mode, int minutes, bool withMove)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1);
        var words = Words(protocol, mode);
        var kind = mode == ThermalMode.Heat ? TimedStepKind.Warm : TimedStepKind.Cold;
        var left = Math.Min(minutes, limits.Minutes) * 60;
        if (protocol.PrepareSeconds > 0) { yield return new(TimedStepKind.Say, protocol.PrepareSeconds, words.Prepare); }
        // The time to answer counts as time on the skin.
        var first = limits.SkinCheckMinutes * 60;
        if (left > first + protocol.AnswerSeconds)
        {
            yield return new(kind, first, words.During) { OnSkin = true };
            yield return new(TimedStepKind.Check, protocol.AnswerSeconds, words.Check) { OnSkin = true };
            left -= first + protocol.AnswerSeconds;
        }
        yield return new(kind, left, words.During) { OnSkin = true };
        yield return new(TimedStepKind.Check, protocol.AnswerSeconds, $"{words.After} {words.Check}");
        if (withMove && words.Move.Length > 0 && protocol.MoveMinutes > 0) { yield return new(TimedStepKind.Move, protocol.MoveMinutes * 60, words.Move); }
    }

    /// <summary>The words of heat or cold.</summary>
    public static ThermalWords Words(ThermalProtocol protocol, ThermalMode mode) => mode == ThermalMode.Cold ? protocol.Cold : protocol.Heat;

    /// <summary>Whether a round may begin now.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="record">What was written down.</param>
    /// <param name="protocol">What the files say.</param>
    /// <param name="mode">What is to go on the skin.</param>
    /// <param name="limits">The limits of an item; <see langword="null"/> for unknown.</param>
    /// <param name="now">Now, by the clinic's clock.</param>
    public static ThermalVerdict MayBegin(CarePlan plan, IReadOnlyList<Recorded> record, ThermalProtocol protocol, ThermalMode mode, Func<CareItem, ThermalLimits?> limits, DateTimeOffset now)
    {
        var modes = mode == ThermalMode.Alternating ? (ThermalMode[])[ThermalMode.Heat, ThermalMode.Cold] : [mode];
        var worst = new ThermalVerdict(ThermalRefusal.None, null, 0);
        foreach (var each in modes)
        {
            var one = One(each);
            var rounds = Math.Max(worst.RoundsToday, one.RoundsToday);
            worst = (worst.MayBegin ? one : worst) with { RoundsToday = rounds };
        }
        return worst;

        ThermalVerdict One(ThermalMode one)
        {
            if (plan.Items.FirstOrDefault(item => GuideKinds.Of(item) == GuideKind.HeatCold && ModeOf(item) == one) is not { } item) { return new(ThermalRefusal.NotInPlan, null, 0); }
            if (ItemStop.Of(record, item.Id) is not null) { return new(ThermalRefusal.Stopped, null, 0); }
            if (limits(item) is not { } known) { return new(ThermalRefusal.LimitsUnknown, null, 0); }
            var rounds = Rounds(record, one);
            var today = DateOnly.FromDateTime(now.DateTime);
            var done = rounds.Count(round => round.Day == today);
            if (plan.SpanOf(item.Id) is not { } span || today < span.First || today > span.Last) { return new(ThermalRefusal.NotToday, null, done); }
            // The first hours are those of the pain: a revised plan does not begin them anew, and nothing in a plan or a record says that another spell began.
            if (one == ThermalMode.Cold && rounds.Select(round => (DateTimeOffset?)round.Ended).Min() is { } began && now - began > TimeSpan.FromHours(protocol.ColdHours)) { return new(ThermalRefusal.NotToday, null, done); }
            if (done >= known.TimesPerDay) { return new(ThermalRefusal.DayIsFull, null, done); }
            // The skin needs the pause from either of them.
            var last = Rounds(record, null).Select(round => (DateTimeOffset?)round.Ended).Max();
            var from = last + TimeSpan.FromMinutes(protocol.PauseMinutes);
            return from > now ? new(ThermalRefusal.Pause, from, done) : new(ThermalRefusal.None, null, done);
        }
    }

    private static List<(DateOnly Day, DateTimeOffset Ended)> Rounds(IReadOnlyList<Recorded> record, ThermalMode? mode) =>
        [.. record.Where(each => each.Entry is ThermalDone done && (mode is null || done.Mode == mode || done.Mode == ThermalMode.Alternating)).Select(each => (each.Entry.Day, ((ThermalDone)each.Entry).Ended ?? each.At))];
}
