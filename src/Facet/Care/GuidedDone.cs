using Facet.Knowledge;

namespace Facet.Care;

/// <summary>That a guided session was followed, to its end or not.</summary>
public sealed record GuidedDone : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "guided-done";

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>The session, by its word in treatments/sessions.yaml.</summary>
    public required string Session { get; init; }

    /// <summary>Seconds that the clock ran; <see langword="null"/> for unknown: without script nobody counts.</summary>
    public int? Seconds { get; init; }

    /// <summary>Whether bad memories, panic or despair came up.</summary>
    public bool Distress { get; init; }

    /// <inheritdoc/>
    /// <remarks>A day: a setting. Delivery.yaml asks for supportive contact; the page names whom to call at once.</remarks>
    public override TeamTask? ForTeam() => Distress ? new("distress", TriageTier.Urgent, $"Bad memories, panic or despair came up in a guided session ({Session}). Contact the patient; review the item.", TimeSpan.FromHours(24)) : null;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() => [.. Name("item", Item), .. Name("session", Session), .. Within("seconds", Seconds, 0, 14400)];
}
