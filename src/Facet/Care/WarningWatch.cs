namespace Facet.Care;

/// <summary>What the watch over warning signs asks for now.</summary>
public enum WatchNext
{
    /// <summary>Only the two safe questions of the daily check-in.</summary>
    DailyQuestions,

    /// <summary>The full set: something made it due.</summary>
    FullSet,
}

/// <summary>Why the full set is due.</summary>
public enum WatchReason
{
    /// <summary>Nothing makes it due.</summary>
    None,

    /// <summary>One of the two safe questions was answered with yes, an answer to a questionnaire raises a red flag, or something serious happened after a visit.</summary>
    SaidYes,

    /// <summary>Pain rose by 3 or more of 10.</summary>
    PainRose,

    /// <summary>The person reported a flare.</summary>
    Flare,

    /// <summary>Scores or the diary show that the person is getting worse.</summary>
    GotWorse,

    /// <summary>Seven days have gone by since the last full set.</summary>
    SevenDays,
}

/// <summary>Watches for danger from one check-in to the next: two safe questions daily, the full set on a trigger and at most 7 days apart.</summary>
/// <remarks>Rule <c>policy.retriage</c> of rules/triage.yaml: "at most 7 days apart … and whenever pain rises ≥ 3 NRS points or a new symptom is reported".</remarks>
public static class WarningWatch
{
    /// <summary>Days between two full sets, at most.</summary>
    public const int DaysApart = 7;

    /// <summary>A rise of pain, in steps of 0 to 10, that asks for the full set.</summary>
    public const int Rise = 3;

    /// <summary>What is due.</summary>
    /// <param name="record">What was written down.</param>
    /// <param name="lastFullSet">The day of the last full set before this record, as the intake; the record's own count too.</param>
    /// <param name="today">Today.</param>
    public static (WatchNext Next, WatchReason Reason) Due(IReadOnlyList<Recorded> record, DateOnly lastFullSet, DateOnly today) => WatchState.Of(record).Due(lastFullSet, today);

    /// <summary>The answers that stop the plan: nobody of the team has looked at them.</summary>
    /// <returns>The worst of <see cref="Stops"/>; <see langword="null"/> when nothing stops it.</returns>
    public static WarningAnswers? Stop(IReadOnlyList<Recorded> record) => Stops(record).Select(each => (WarningAnswers)each.Entry).MaxBy(each => each.Tier);

    /// <summary>All answers that stop the plan, in the order of the record.</summary>
    public static IReadOnlyList<Recorded> Stops(IReadOnlyList<Recorded> record)
    {
        // Later answers without a warning do not lift a stop: only somebody of the team does, and only what they had read.
        var cleared = record.LookedAt(each => each is WarningCleared);
        return [.. record.Where(each => each.Sequence > cleared && each.Entry is WarningAnswers { Stops: true })];
    }
}
