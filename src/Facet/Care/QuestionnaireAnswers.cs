using Facet.Knowledge;

namespace Facet.Care;

/// <summary>Answers to a questionnaire, with the score that the person was shown.</summary>
/// <remarks>The answers are kept, not the score alone: whoever doubts a score can count again.</remarks>
public sealed record QuestionnaireAnswers : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "questionnaire";

    /// <summary>The most items that a questionnaire has.</summary>
    public const int MostItems = 60;

    /// <summary>The instrument, by its id in instruments/outcomes.yaml.</summary>
    public required string Instrument { get; init; }

    /// <summary>One for each item, in order; <see langword="null"/> where the person gave none.</summary>
    public required IReadOnlyList<int?> Answers { get; init; }

    /// <summary>The score that was shown, in the instrument's units; <see langword="null"/> where there was none.</summary>
    public double? Score { get; init; }

    /// <summary>Id of the knowledge that it was asked and scored with; <see langword="null"/> where that was not noted.</summary>
    public string? Knowledge { get; init; }

    /// <summary>Ids of the red-flag rules that an answer raises; mostly none.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>The soonest tier of those rules.</summary>
    public TriageTier Tier { get; init; }

    /// <summary>Hours within which the soonest of them wants the person seen; 0 for now, and where there is none.</summary>
    public int Hours { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override TeamTask? ForTeam() => Rules.Count == 0 ? null
        : new("warning", Tier, $"An answer to {Instrument} raises {string.Join(", ", Rules)}.", TimeSpan.FromHours(Hours));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
    [
        .. Name("instrument", Instrument),
        .. Answers.Count is 0 or > MostItems ? (Problem[])[new("answers", "too-many", $"Give 1 to {MostItems} answers.")] : [],
        .. Answers.SelectMany(answer => Within("answers", answer, 0, 100)),
        .. Within("score", Score, 0, 1000),
        .. Length("knowledge", Knowledge, LongestWord),
        .. Rules.SelectMany(rule => Name("rules", rule)),
        .. Within("hours", Hours, 0, 24 * 366),
    ];
}
