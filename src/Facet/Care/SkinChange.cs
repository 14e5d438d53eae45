using Facet.Knowledge;

namespace Facet.Care;

/// <summary>That the skin changed after heat, cold or laser: that treatment stops until somebody of the team has looked (STOP-04 of delivery.yaml).</summary>
public sealed record SkinChange : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "skin-change";

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>Signs, by their words in treatments/sessions.yaml; empty for not said.</summary>
    public required IReadOnlyList<string> Signs { get; init; }

    /// <summary>What the person writes about it.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    /// <remarks>A day: a setting.</remarks>
    public override TeamTask? ForTeam() => new("skin", TriageTier.Urgent, $"Skin change after {Item}: {(Signs.Count > 0 ? string.Join(", ", Signs) : "not said")}. The treatment is stopped until you clear it.", TimeSpan.FromHours(24));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Name("item", Item), .. Signs.Count > 12 ? (Problem[])[new("signs", "too-many", "At most 12 signs.")] : [], .. Signs.SelectMany(sign => Name("signs", sign)), .. Length("note", Note)];
}
