namespace Facet.Care;

/// <summary>A booked visit that a revision called off.</summary>
/// <param name="Item">The item that it served.</param>
/// <param name="Starts">When it would have begun, where the clinic is.</param>
public sealed record VisitCalledOff(string Item, DateTime Starts);

/// <summary>That a clinician signed another version of the plan: what changed, for the person and their record.</summary>
public sealed record PlanRevised : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "plan-revised";

    /// <summary>Days within which somebody books the visits that are not booked: a setting.</summary>
    public const int BookWithinDays = 2;

    /// <summary>The new version.</summary>
    public required int Version { get; init; }

    /// <summary>The version that it takes the place of.</summary>
    public required int Instead { get; init; }

    /// <summary>The first day of the new version.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Items that are new.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Items that are gone.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Items that are changed.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Booked visits that are called off.</summary>
    public IReadOnlyList<VisitCalledOff> CalledOff { get; init; } = [];

    /// <summary>How many visits of the new version nobody has booked.</summary>
    public int ToBook { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    public override TeamTask? ForTeam() => ToBook == 0 ? null
        : new("booking", Knowledge.TriageTier.None, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Version {Version} of the plan has {ToBook} visits that are not booked."), TimeSpan.FromDays(BookWithinDays));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Within("version", Version, 1, int.MaxValue), .. Within("instead", Instead, 1, Version - 1), .. Within("toBook", ToBook, 0, int.MaxValue), .. Added.Concat(Removed).Concat(Changed).Concat(CalledOff.Select(visit => visit.Item)).SelectMany(item => Name("items", item))];

    /// <summary>What the person said of a version last: <see cref="PlanAccepted"/> or <see cref="PlanObjected"/>; <see langword="null"/> for nothing yet.</summary>
    public static CareEntry? AnswerOf(IReadOnlyList<Recorded> record, int version) =>
        record.Where(each => each.Entry is PlanAccepted accepted ? accepted.Version == version : each.Entry is PlanObjected objected && objected.Version == version).MaxBy(each => each.Sequence)?.Entry;

    /// <summary>What a revision tells.</summary>
    /// <param name="revision">What changes.</param>
    /// <param name="instead">The version that it takes the place of.</param>
    /// <param name="today">Today.</param>
    public static PlanRevised Of(PlanRevision revision, int instead, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(revision);
        return new()
        {
            Day = today, Version = instead + 1, Instead = instead, From = revision.From,
            Added = [.. revision.Items.Where(item => item.IsAdded).Select(item => item.Id)],
            Removed = [.. revision.Items.Where(item => item.IsRemoved).Select(item => item.Id)],
            Changed = [.. revision.Items.Where(item => item.IsChanged).Select(item => item.Id)],
            CalledOff = [.. revision.Bookings.Where(fate => fate.IsCalledOff).Select(fate => new VisitCalledOff(fate.Visit.Item, fate.Visit.Starts))],
            ToBook = revision.Unbooked.Count,
        };
    }
}

/// <summary>That the person has read a version of their plan and is fine with it.</summary>
public sealed record PlanAccepted : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "plan-accepted";

    /// <summary>The version.</summary>
    public required int Version { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => Within("version", Version, 1, int.MaxValue);
}

/// <summary>That the person does not want something of a version of their plan. The plan stays signed until the team has talked with them.</summary>
public sealed record PlanObjected : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "plan-objected";

    /// <summary>Days within which somebody of the team answers: a setting.</summary>
    public const int AnswerWithinDays = 2;

    private const int LongestInTask = 300;

    /// <summary>The version.</summary>
    public required int Version { get; init; }

    /// <summary>The item that they do not want; <see langword="null"/> for the change as a whole.</summary>
    public string? Item { get; init; }

    /// <summary>Why.</summary>
    public required string Because { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override TeamTask? ForTeam() => new("objection", Knowledge.TriageTier.RoutineReview,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Objects to version {Version} of the plan{(Item is { } item ? $", {item}" : "")}: {(Because.Length > LongestInTask ? $"{Because[..LongestInTask]} …" : Because)}"), TimeSpan.FromDays(AnswerWithinDays));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Within("version", Version, 1, int.MaxValue), .. Item is null ? [] : Name("item", Item), .. string.IsNullOrWhiteSpace(Because) ? [new("because", "missing", "Say why, in a few words.")] : Length("because", Because)];
}
