using Facet.Knowledge;

namespace Facet.Care;

/// <summary>How a day went. What was not answered stays unknown.</summary>
public sealed record CheckIn : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "check-in";

    /// <summary>The most places on the body that one check-in names.</summary>
    public const int MostRegions = 40;

    /// <summary>Average pain of the day, 0 (no pain) to 10 (the worst that one can imagine).</summary>
    public required int Pain { get; init; }

    /// <summary>How much pain stopped the person from doing things, 0 (not at all) to 10 (everything); <see langword="null"/> for unknown.</summary>
    public int? Stopped { get; init; }

    /// <summary>What it stopped the person from doing, in their words.</summary>
    public string? StoppedWhat { get; init; }

    /// <summary>How well the person slept, 0 (very badly) to 10 (very well); <see langword="null"/> for unknown.</summary>
    public int? Sleep { get; init; }

    /// <summary>How the person's mood was, 0 (very low) to 10 (very good); <see langword="null"/> for unknown.</summary>
    public int? Mood { get; init; }

    /// <summary>Whether the person calls it a flare; <see langword="null"/> for unknown.</summary>
    public bool? Flare { get; init; }

    /// <summary>Places that hurt, by the words of the body map; <see langword="null"/> for unknown, empty for nowhere.</summary>
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>The first safe question: numbness between the legs, or a change of bladder or bowel, that is new; <see langword="null"/> for not asked or not answered.</summary>
    public bool? NewNumbnessOrBladder { get; init; }

    /// <summary>The second safe question: leg weakness, fever or feeling very unwell that is new; <see langword="null"/> for not asked or not answered.</summary>
    public bool? NewWeaknessOrFever { get; init; }

    /// <summary>Whether the person said "same as yesterday": the values were copied, not chosen one by one.</summary>
    public bool SameAsYesterday { get; init; }

    /// <summary>The pain in points.</summary>
    public PainScore Score => PainScore.FromRating(Pain);

    /// <summary>Whether one of the two safe questions was answered with yes.</summary>
    public bool HasWarning => NewNumbnessOrBladder == true || NewWeaknessOrFever == true;

    /// <inheritdoc/>
    /// <remarks>Four hours and a day are the limits of the rules that such an answer can lead to (TRI-CES-01, TRI-INF-01). The full set, answered next, says more.</remarks>
    public override TeamTask? ForTeam() =>
        NewNumbnessOrBladder == true ? new("warning", TriageTier.Emergency, "Daily check-in: new numbness between the legs, or a new change of bladder or bowel. The full set of questions was asked next.", TimeSpan.FromHours(4))
        : NewWeaknessOrFever == true ? new("warning", TriageTier.Emergency, "Daily check-in: new leg weakness, fever or feeling very unwell. The full set of questions was asked next.", TimeSpan.FromHours(4))
        : null;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
    [
        .. Rating("pain", Pain), .. Rating("stopped", Stopped), .. Rating("sleep", Sleep), .. Rating("mood", Mood), .. Length("stopped-what", StoppedWhat),
        .. Regions is { Count: > MostRegions } ? (Problem[])[new("regions", "too-many", $"Choose at most {MostRegions} places.")] : [],
        .. (Regions ?? []).SelectMany(region => Name("regions", region)),
    ];
}
