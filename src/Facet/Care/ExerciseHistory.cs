namespace Facet.Care;

/// <summary>What a person's record says of one exercise.</summary>
public static class ExerciseHistory
{
    /// <summary>The goes at an exercise, in the order in which they were written down. Pain before is the check-in of the same day, pain the morning after the check-in of the next; a missing one is unknown.</summary>
    /// <param name="record">What was written down.</param>
    /// <param name="exercise">Its id in the library.</param>
    public static IReadOnlyList<ExerciseDay> Of(IEnumerable<Recorded> record, string exercise)
    {
        var entries = record.OrderBy(each => each.Sequence).Select(each => each.Entry).ToList();
        var pain = new Dictionary<DateOnly, int>();
        // The newest entry for a day counts.
        foreach (var check in entries.OfType<CheckIn>()) { pain[check.Day] = check.Pain; }
        var goes = new List<ExerciseDay>();
        foreach (var entry in entries)
        {
            if (entry is ExerciseDone done && done.Exercise == exercise)
            {
                goes.Add(new(done.Day, Known(done.Day), done.PainDuring, Known(done.Day.AddDays(1)), done.Percent, false, done.Felt is { } felt ? felt == ExerciseFelt.Hard : null));
            }
            else if (entry is ExerciseStopped stopped && stopped.Exercise == exercise)
            {
                goes.Add(new(stopped.Day, Known(stopped.Day), stopped.Pain, Known(stopped.Day.AddDays(1)), stopped.Percent, true));
            }
        }
        return goes;

        int? Known(DateOnly day) => pain.TryGetValue(day, out var value) ? value : null;
    }
}
