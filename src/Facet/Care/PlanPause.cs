namespace Facet.Care;

/// <summary>That a person pauses their plan. Nothing is asked of them until they go on; the watch over warning signs goes on.</summary>
public sealed record PlanPaused : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "plan-paused";

    /// <summary>Why, in the person's words; <see langword="null"/> for not said.</summary>
    public string? Because { get; init; }

    /// <inheritdoc/>
    /// <remarks>Reminders are called off with it in one transaction, which a device cannot do.</remarks>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => Length("because", Because);
}

/// <summary>That a person goes on with their plan.</summary>
public sealed record PlanResumed : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "plan-resumed";

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => [];
}

/// <summary>Whether a plan is paused.</summary>
public static class PlanPause
{
    /// <summary>The pause that holds: the newest word of the person counts.</summary>
    /// <param name="record">What was written down, in any order.</param>
    /// <returns><see langword="null"/> when the plan is not paused.</returns>
    public static PlanPaused? Of(IReadOnlyList<Recorded> record) =>
        record.Where(each => each.Entry is PlanPaused or PlanResumed).MaxBy(each => each.Sequence)?.Entry as PlanPaused;
}
