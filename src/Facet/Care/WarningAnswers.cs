using Facet.Knowledge;

namespace Facet.Care;

/// <summary>Answers to the full set of questions about warning signs, as the intake asks them.</summary>
public sealed record WarningAnswers : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "warning-answers";

    /// <summary>The most pages of questions.</summary>
    public const int MostPages = 40;

    /// <summary>The most open questions that a task names; it says how many there are besides.</summary>
    private const int MostNamed = 4;

    /// <summary>Page by page, the values as the intake writes them: JSON.</summary>
    public required IReadOnlyDictionary<string, string> Pages { get; init; }

    /// <summary>What triage made of them: the word of the disposition, such as <c>cleared</c>.</summary>
    public required string Disposition { get; init; }

    /// <summary>Ids of the red-flag rules that fired.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>The soonest tier that fired.</summary>
    public TriageTier Tier { get; init; }

    /// <summary>Hours within which the soonest rule wants the person seen; 0 for now, and where none fired.</summary>
    public int Hours { get; init; }

    /// <summary>Whether the plan stops until a clinician has looked.</summary>
    public required bool Stops { get; init; }

    /// <summary>Names of the inputs that must be known and that stayed open, as by "not sure"; <see langword="null"/> for none, and where danger was plain without them.</summary>
    public IReadOnlyList<string>? Open { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <summary>For clinicians: the rules that fired, and what stayed open, such as "TRI-CAN-06; not sure, or not answered: saddle numbness".</summary>
    public string Why() => string.Join("; ", new[] { Rules.Count == 0 ? null : string.Join(", ", Rules), NotKnown }.OfType<string>().DefaultIfEmpty("open answers"));

    /// <inheritdoc/>
    public override TeamTask? ForTeam() => Tier == TriageTier.None && !Stops ? null
        : new("warning", Tier, $"Warning signs: {Why()}.{(Stops ? " The plan is stopped until you lower the tier." : "")}", TimeSpan.FromHours(Hours > 0 || Rules.Count > 0 ? Hours : 24));

    private string? NotKnown => Open is not { Count: > 0 } ? null
        : $"not sure, or not answered: {string.Join(", ", Open.Take(MostNamed).Select(name => name.Replace('_', ' ')))}{(Open.Count > MostNamed ? $" and {Open.Count - MostNamed} more" : "")}";

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
    [
        .. Pages.Count > MostPages ? (Problem[])[new("pages", "too-many", $"At most {MostPages} pages.")] : [],
        .. Pages.SelectMany(page => Name("pages", page.Key).Concat(Length("pages", page.Value, 4096))), .. Name("disposition", Disposition), .. Rules.SelectMany(rule => Name("rules", rule)), .. (Open ?? []).SelectMany(name => Name("open", name)),
    ];
}
