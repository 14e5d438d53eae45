using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Facet.Storage.Planning;

/// <summary>How planning ended. The default is the one that lets nobody through.</summary>
public enum ProposalOutcome
{
    /// <summary>Answers are missing; nothing may be concluded.</summary>
    Incomplete,

    /// <summary>Triage stopped the pathway: care is needed before any plan.</summary>
    Stop,

    /// <summary>Only interim advice, until somebody has looked.</summary>
    Interim,

    /// <summary>A plan was proposed.</summary>
    Plan,
}

/// <summary>Outcomes are stored as words, so that a row can be read without this program.</summary>
internal sealed class ProposalOutcomeWord() : ValueConverter<ProposalOutcome, string>(outcome => Of(outcome), word => Parse(word))
{
    public static string Of(ProposalOutcome outcome) => outcome switch
    {
        ProposalOutcome.Incomplete => "incomplete",
        ProposalOutcome.Stop => "stop",
        ProposalOutcome.Interim => "interim",
        ProposalOutcome.Plan => "plan",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome of planning."),
    };

    public static ProposalOutcome Parse(string word) => word switch
    {
        "incomplete" => ProposalOutcome.Incomplete,
        "stop" => ProposalOutcome.Stop,
        "interim" => ProposalOutcome.Interim,
        "plan" => ProposalOutcome.Plan,
        _ => throw new FormatException($"'{word}' is not an outcome of planning."),
    };
}
