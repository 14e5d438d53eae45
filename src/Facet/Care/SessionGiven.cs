using System.Globalization;
using Facet.Knowledge;

namespace Facet.Care;

/// <summary>What is known of unwanted effects of a visit.</summary>
public enum AdverseKnown
{
    /// <summary>Nobody asked or could tell. It is never read as "none".</summary>
    Unknown,

    /// <summary>Asked and looked for: nothing.</summary>
    None,

    /// <summary>Something, and it is named.</summary>
    Named,
}

/// <summary>How bad an unwanted effect of a visit was.</summary>
public enum AdverseSeverity
{
    /// <summary>Passes by itself.</summary>
    Mild,

    /// <summary>Keeps the person from something, or needs a treatment.</summary>
    Moderate,

    /// <summary>Somebody must look at it now; the treatment stops until they have.</summary>
    Serious,
}

/// <summary>Unwanted effects of a visit as the team noted them.</summary>
public sealed record SessionAdverse
{
    /// <summary>What is known; the default is unknown.</summary>
    public AdverseKnown Known { get; init; }

    /// <summary>How bad; only where something is named.</summary>
    public AdverseSeverity? Severity { get; init; }

    /// <summary>What happened; only where something is named.</summary>
    public string? What { get; init; }

    /// <summary>What was done about it; only where something is named.</summary>
    public string? Action { get; init; }

    /// <summary>Everything that is wrong with it.</summary>
    internal IEnumerable<Problem> Problems()
    {
        var isNamed = Known == AdverseKnown.Named;
        if (isNamed && Severity is null) { yield return new("adverse-severity", "missing", "Say how bad the unwanted effect was."); }
        if (isNamed && string.IsNullOrWhiteSpace(What)) { yield return new("adverse-what", "missing", "Name the unwanted effect."); }
        if (isNamed && string.IsNullOrWhiteSpace(Action)) { yield return new("adverse-action", "missing", "Say what was done about the unwanted effect, if only that it was watched."); }
        if (!isNamed && (Severity is not null || What is not null || Action is not null)) { yield return new("adverse", "contradiction", "An unwanted effect is described and not said to have happened: choose “Yes”."); }
    }
}

/// <summary>A visit as it was given, written by the team: what was planned, what was given, what happened. One kind for each family.</summary>
/// <remarks>A correction is a new entry that names the old one (<see cref="Corrects"/>); the old one stays (<see cref="SessionLog"/>).</remarks>
public abstract record SessionGiven : CareEntry
{
    /// <summary>The most minutes of a visit.</summary>
    public const int MostMinutes = 240;

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>The version of the signed plan that it followed, from 1.</summary>
    public required int Plan { get; init; }

    /// <summary>How far: as planned or otherwise given, in part, or the person came and it was not given. The default is given.</summary>
    public HowFar HowFar { get; init; } = HowFar.Done;

    /// <summary>Whether it was given just as planned.</summary>
    public bool AsPlanned { get; init; }

    /// <summary>Minutes that it took; <see langword="null"/> for not noted.</summary>
    public double? Minutes { get; init; }

    /// <summary>Pain before the visit, 0 to 10; <see langword="null"/> for not asked.</summary>
    public int? PainBefore { get; init; }

    /// <summary>Pain after the visit, 0 to 10; <see langword="null"/> for not asked.</summary>
    public int? PainAfter { get; init; }

    /// <summary>Unwanted effects.</summary>
    public required SessionAdverse Adverse { get; init; }

    /// <summary>Why it was different, or anything else; for clinicians.</summary>
    public string? Note { get; init; }

    /// <summary>The booking that it answers; <see langword="null"/> for none.</summary>
    public Guid? Booking { get; init; }

    /// <summary>What a group's entries share; <see langword="null"/> for a visit of one person.</summary>
    public Guid? Group { get; init; }

    /// <summary>The place in the record of the entry that this one corrects; <see langword="null"/> for none.</summary>
    public long? Corrects { get; init; }

    /// <summary>Why it is corrected; only with <see cref="Corrects"/>.</summary>
    public string? Because { get; init; }

    /// <summary>Whether something was given at all.</summary>
    protected bool IsGiven => HowFar != HowFar.Skipped;

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    /// <remarks>What was done to a body and the dose of it is the clinic's own documentation, which it must keep.</remarks>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    /// <remarks>Four hours, as for what a patient reports (<see cref="SessionRated.ForTeam"/>).</remarks>
    public override TeamTask? ForTeam() => Adverse is { Known: AdverseKnown.Named, Severity: AdverseSeverity.Serious }
        ? new("adverse", TriageTier.Emergency, $"Serious adverse event at a visit, {Item}: {Short(Adverse.What)}. Done: {Short(Adverse.Action)}. The treatment is stopped until you clear it.", TimeSpan.FromHours(4))
        : null;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
    [
        .. Name("item", Item), .. Within("plan", Plan, 1, 100_000), .. Within("minutes", Minutes, 0, MostMinutes), .. Rating("before", PainBefore), .. Rating("after", PainAfter),
        .. Adverse.Problems(), .. Length("adverse-what", Adverse.What), .. Length("adverse-action", Adverse.Action), .. Length("note", Note), .. Length("because", Because), .. Within("corrects", Corrects, 1, long.MaxValue),
        .. Corrects is not null && string.IsNullOrWhiteSpace(Because) ? (Problem[])[new("because", "missing", "Say why the record is corrected.")] : [],
        .. !IsGiven && string.IsNullOrWhiteSpace(Note) ? (Problem[])[new("note", "missing", "Say why it was not given.")] : [],
        .. AsPlanned && HowFar != HowFar.Done ? (Problem[])[new("how", "contradiction", "What was not given in full was not given as planned.")] : [],
        .. IsGiven ? Dose() : [],
    ];

    /// <summary>What is wrong with the dose, where something was given.</summary>
    private protected abstract IEnumerable<Problem> Dose();

    /// <summary>The dose in a line, for clinicians, with units; empty for none.</summary>
    public abstract string DoseText { get; }

    /// <summary>A task's text has no room for a whole note.</summary>
    private static string Short(string? text) => text is { Length: > 150 } ? string.Concat(text.AsSpan(0, 149), "…") : text ?? "not said";

    private protected static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
