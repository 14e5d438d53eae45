namespace Facet.Care;

/// <summary>Why a visit has no place.</summary>
public enum NotPlacedReason
{
    /// <summary>Nobody with the skill has a shift in its days.</summary>
    NoShift,

    /// <summary>The person's times leave no shift of anybody with the skill.</summary>
    PatientTimes,

    /// <summary>Everybody with the skill is booked.</summary>
    StaffFull,

    /// <summary>No room is free when somebody with the skill is.</summary>
    RoomFull,

    /// <summary>No device is free when somebody with the skill, and a room, is.</summary>
    DeviceFull,

    /// <summary>Every place left is too near to another visit, out of order, or at the time of another visit of the person.</summary>
    OtherVisits,

    /// <summary>There are places, and other visits of the same run took them.</summary>
    TakenByOthers,
}

/// <summary>A visit without a place.</summary>
/// <param name="Series">The series.</param>
/// <param name="Number">Its place in the series.</param>
/// <param name="Reason">Why.</param>
/// <param name="Words">Why, for the front desk.</param>
public sealed record NotPlaced(Guid Series, int Number, NotPlacedReason Reason, string Words);

/// <summary>Where the visits of some series go.</summary>
public sealed record SeriesResult
{
    /// <summary>The visits placed, by time.</summary>
    public required IReadOnlyList<PlacedVisit> Placed { get; init; }

    /// <summary>The visits without a place, each with the reason.</summary>
    public required IReadOnlyList<NotPlaced> NotPlaced { get; init; }

    /// <summary>Points of the result (<see cref="SeriesWeights"/>); higher is better.</summary>
    public required long Value { get; init; }

    /// <summary>No result within the rules has more points than this.</summary>
    public required long Bound { get; init; }

    /// <summary>Whether no result within the rules is better.</summary>
    public bool IsOptimal => Value == Bound;

    /// <summary>How much better a result could be at most, as a share of the bound; 0–1.</summary>
    public double Gap => Bound <= 0 ? 0 : (double)(Bound - Value) / Bound;
}

/// <summary>What makes one result better than another: points for a visit that has a place, less points for what is less than wished.</summary>
/// <remarks>Wishes of one visit never come to as much as a place: first everybody who can be seen is seen, then as they wish.</remarks>
public sealed record SeriesWeights
{
    /// <summary>For each visit with a place. Default 1000: more than all wishes of a visit together.</summary>
    public int Place { get; init; } = 1000;

    /// <summary>For each visit not with the main member of the staff of its series. Default 40: people who treat know what was done, and trust grows; worth coming a few days later.</summary>
    public int OtherStaff { get; init; } = 40;

    /// <summary>For each visit more than <see cref="NearMinutes"/> from the main time of day of its series, which is the one with fewest such visits. Default 15: habit and work plans; less than the person who treats.</summary>
    public int OtherTime { get; init; } = 15;

    /// <summary>For each day after the first day of a visit's own days. Default 2: earlier is better, but not at the price of habit.</summary>
    public int DayLater { get; init; } = 2;

    /// <summary>For each day by which two neighbours of a series stand closer than even. Default 6: three days early or late undo the good of one habit.</summary>
    public int DayTooClose { get; init; } = 6;

    /// <summary>Minutes within which two times of day count as the same. Default 30.</summary>
    public int NearMinutes { get; init; } = 30;
}
