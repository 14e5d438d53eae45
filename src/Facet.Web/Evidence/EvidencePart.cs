using Facet.Evidence;
namespace Facet.Web.Evidence;

/// <summary>Which outcome and window an address asks for.</summary>
public readonly record struct EvidencePart(Outcome Outcome, TimeWindow Window)
{
    /// <summary>Pain in the window of plans unless the address says otherwise; <see langword="null"/> for one that does not exist.</summary>
    public static EvidencePart? Of(string? outcome, string? window) =>
        EvidenceNames.OutcomeOf(outcome) is { } measured && EvidenceNames.WindowOf(window) is { } when ? new(measured, when) : null;

    /// <summary>What an address ends in.</summary>
    public string Query => $"outcome={Outcome.Code()}&window={Window.Code()}";

    /// <summary>In words, inside a sentence.</summary>
    public string Words => $"{EvidenceNames.Of(Outcome).ToLowerInvariant()}, {EvidenceNames.Of(Window)}";
}
