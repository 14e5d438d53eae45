namespace Facet.Care;

/// <summary>What a person wants to be reminded of.</summary>
public enum ReminderKind
{
    /// <summary>To check in, in the evening.</summary>
    CheckIn,

    /// <summary>What is planned for the day, in the morning.</summary>
    Plan,

    /// <summary>That questionnaires or a look back are due, in the morning of that day.</summary>
    Questions,

    /// <summary>To stand up and move, a few times in the day.</summary>
    Breaks,
}

/// <summary>How a person is reminded, as they chose it. Off is the default: without this entry nobody is reminded. The newest entry counts.</summary>
public sealed record ReminderSettings : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "reminder-settings";

    /// <summary>What to be reminded of; empty for nothing.</summary>
    public required IReadOnlyList<ReminderKind> Kinds { get; init; }

    /// <summary>Whether by e-mail, to the address of the account.</summary>
    public required bool ByEmail { get; init; }

    /// <summary>Whether on the person's own devices.</summary>
    public required bool ByPush { get; init; }

    /// <summary>The time of day, where the clinic is, for what is planned.</summary>
    public TimeOnly Morning { get; init; } = new(8, 0);

    /// <summary>The time of day, where the clinic is, for the check-in.</summary>
    public TimeOnly Evening { get; init; } = new(18, 0);

    /// <inheritdoc/>
    /// <remarks>Rows are made and called off with it, which a device cannot do.</remarks>
    public override bool MayComeFromDevice => false;

    /// <summary>Whether anything is to be sent.</summary>
    public bool IsOn => Kinds.Count > 0 && (ByEmail || ByPush);

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        Kinds.Count > Enum.GetValues<ReminderKind>().Length || Kinds.Distinct().Count() != Kinds.Count || Kinds.Any(kind => !Enum.IsDefined(kind))
            ? [new("kinds", "unknown", "Choose what to be reminded of.")] : [];
}
