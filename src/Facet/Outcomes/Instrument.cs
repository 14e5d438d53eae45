using System.Globalization;

namespace Facet.Outcomes;

/// <summary>What of an instrument Facet may carry.</summary>
public enum Shipping
{
    /// <summary>Its wording and its scoring.</summary>
    Yes,

    /// <summary>Its scoring; a clinic brings the wording (<c>instruments/licensed.yaml</c>).</summary>
    ScoringOnly,

    /// <summary>Neither wording nor tables; a clinic brings the wording.</summary>
    No,
}

/// <summary>How answers become a score.</summary>
public enum ScoreMethod
{
    /// <summary>The one answer itself.</summary>
    Value,

    /// <summary>The mean of the answers.</summary>
    Mean,

    /// <summary>The sum of the answers.</summary>
    Sum,

    /// <summary>The number of ticks; what is not ticked counts 0 and is never missing.</summary>
    Count,

    /// <summary>The sum as a percentage of the most that the answered items can give.</summary>
    Percent,
}

/// <summary>A part of a score with a name, such as the anxiety half of the PHQ-4.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Items">The items that are summed, from 1.</param>
/// <param name="Positive">The least sum that counts as positive; <see langword="null"/> where none is given.</param>
public sealed record Subscale(string Name, IReadOnlyList<int> Items, int? Positive);

/// <summary>Groups of risk by the total and a subscore: low by the total, else medium by the subscore, else high.</summary>
/// <param name="Subscale">Name of the subscale.</param>
/// <param name="LowUpTo">The greatest total that is low.</param>
/// <param name="MediumUpTo">The greatest subscore that is medium.</param>
public sealed record RiskGroups(string Subscale, int LowUpTo, int MediumUpTo);

/// <summary>An answer that a person must look at whatever the total is.</summary>
/// <param name="Item">The item, from 1.</param>
/// <param name="Above">It rings above this answer.</param>
/// <param name="Rule">Id of the red flag that the answer raises.</param>
public sealed record ItemAlarm(int Item, int Above, string Rule);

/// <summary>Further instruments that a score asks for.</summary>
/// <param name="AtLeast">The least total that does.</param>
/// <param name="Ask">Their ids.</param>
public sealed record FollowUpRule(int AtLeast, IReadOnlyList<string> Ask);

/// <summary>A named range of scores.</summary>
/// <param name="Name">Its name, such as <c>moderately_severe</c>.</param>
/// <param name="Low">The least whole score in it.</param>
/// <param name="High">The greatest whole score in it.</param>
public sealed record Band(string Name, int Low, int High)
{
    /// <summary>The name with spaces.</summary>
    public string Words => Name.Replace('_', ' ');
}

/// <summary>How the answers of an instrument become numbers.</summary>
public sealed record ScoreRule
{
    /// <summary>The method.</summary>
    public required ScoreMethod Method { get; init; }

    /// <summary>Number of items, 1 or more.</summary>
    public required int Items { get; init; }

    /// <summary>Items that must be answered for a score; all, where the instrument has no missing rule.</summary>
    public required int AtLeast { get; init; }

    /// <summary>The least and the greatest answer to each item but the last, whole numbers.</summary>
    public required (int Low, int High) Answers { get; init; }

    /// <summary>The least and the greatest answer to the last item.</summary>
    public required (int Low, int High) LastAnswers { get; init; }

    /// <summary>The last item counts 1 from this answer on, else 0; <see langword="null"/> where it counts as the others do.</summary>
    public int? LastCountsFrom { get; init; }

    /// <summary>Decimals to show, 0 or 1.</summary>
    public int Decimals { get; init; }

    /// <summary>Parts of the score.</summary>
    public IReadOnlyList<Subscale> Subscales { get; init; } = [];

    /// <summary>Groups of risk, or <see langword="null"/>.</summary>
    public RiskGroups? Groups { get; init; }

    /// <summary>An answer that must be looked at, or <see langword="null"/>.</summary>
    public ItemAlarm? Alarm { get; init; }

    /// <summary>What a high total asks for, or <see langword="null"/>.</summary>
    public FollowUpRule? FollowUp { get; init; }

    /// <summary>Inputs of the data dictionary that the score answers: <c>total</c>, the name of a subscale, or the number of an item, to the input's name.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>The least and the greatest answer to an item.</summary>
    /// <param name="item">The item, from 1.</param>
    public (int Low, int High) AnswersOf(int item) => item == Items ? LastAnswers : Answers;

    /// <summary>What an answer adds to the score.</summary>
    internal int Counts(int item, int answer) => item == Items && LastCountsFrom is { } from ? answer >= from ? 1 : 0 : answer;
}

/// <summary>What change of an instrument matters, in its own units, each above 0.</summary>
public sealed record ChangeLimits
{
    /// <summary>The least improvement that people call important; <see langword="null"/> where it is not known.</summary>
    public double? Improvement { get; init; }

    /// <summary>The same where one item alone was rated; <see langword="null"/> where it makes no difference.</summary>
    public double? ImprovementOfOneItem { get; init; }

    /// <summary>The least improvement as a percentage of the score at the start, 0–100; <see langword="null"/> where none is given.</summary>
    public double? ImprovementPercent { get; init; }

    /// <summary>The least worsening that people call important; <see langword="null"/> where none is given, and then it is taken to be as large as the improvement.</summary>
    public double? Worsening { get; init; }

    /// <summary>Measurement error: a change smaller than this is within what the score moves by itself; <see langword="null"/> where it is not known.</summary>
    public double? Error { get; init; }

    /// <summary>How sure the measurement error is, percent: 90 for an MDC90; 0 where it is not known.</summary>
    public int ErrorLevel { get; init; }

    /// <summary>Whether somebody read a page that gives the limits.</summary>
    public bool IsChecked { get; init; } = true;

    /// <summary>The least start from which an improvement can be told; <see langword="null"/> where every start will do.</summary>
    public double? ImprovementFrom { get; init; }

    /// <summary>The greatest start from which a worsening can be told; <see langword="null"/> where every start will do.</summary>
    public double? WorseningUpTo { get; init; }
}

/// <summary>One item in words.</summary>
/// <param name="Text">The question or the sentence.</param>
/// <param name="Options">A word for each answer, from the lowest; empty for a scale with two named ends and for a sentence to tick.</param>
/// <param name="Low">The word for the lowest answer of a scale; empty otherwise.</param>
/// <param name="High">The word for the highest answer of a scale; empty otherwise.</param>
public sealed record InstrumentItem(string Text, IReadOnlyList<string> Options, string Low, string High);

/// <summary>An instrument in words.</summary>
public sealed record InstrumentWording
{
    /// <summary>What it is about, in plain words.</summary>
    public required string Title { get; init; }

    /// <summary>Whether the wording is Facet's or the clinic's own; then the score claims no instrument's validation.</summary>
    public required bool IsOwn { get; init; }

    /// <summary>Paragraphs before the first item; often none.</summary>
    public required IReadOnlyList<string> Lead { get; init; }

    /// <summary>The items, in order.</summary>
    public required IReadOnlyList<InstrumentItem> Items { get; init; }

    /// <summary>What the number says, in plain words.</summary>
    public required string About { get; init; }

    /// <summary>What each band says, in plain words: the name of the band to the words.</summary>
    public required IReadOnlyDictionary<string, string> Meaning { get; init; }

    /// <summary>Whom it comes from.</summary>
    public required string Credit { get; init; }

    /// <summary>On what terms it is shown.</summary>
    public required string Licence { get; init; }

    /// <summary>Ids of the sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>With whom a clinic agreed terms; empty for what ships.</summary>
    public string Agreement { get; init; } = "";
}

/// <summary>A questionnaire: how it is scored, what its scores and their changes mean, and its wording where it may be shown.</summary>
public sealed class Instrument
{
    internal Instrument() { }

    /// <summary>Id, such as <c>RMDQ24</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name, for clinicians.</summary>
    public required string Name { get; init; }

    /// <summary>What of it may be shipped.</summary>
    public required Shipping Ship { get; init; }

    /// <summary>Its terms in words.</summary>
    public required string Licence { get; init; }

    /// <summary>The least and the greatest score; unknown where the owner's tables are needed.</summary>
    public required Interval Range { get; init; }

    /// <summary>Whether a higher score is worse.</summary>
    public required bool HigherIsWorse { get; init; }

    /// <summary>Whether an answer is itself a change since the start, so that two of them are not compared.</summary>
    public required bool RatesChange { get; init; }

    /// <summary>How it is scored; <see langword="null"/> where the owner's tables are needed.</summary>
    public required ScoreRule? Rule { get; init; }

    /// <summary>Named ranges of the score, from the lowest; often none.</summary>
    public required IReadOnlyList<Band> Bands { get; init; }

    /// <summary>What change matters.</summary>
    public required ChangeLimits Limits { get; init; }

    /// <summary>The score up to which somebody counts as recovered; <see langword="null"/> where none is given.</summary>
    public required double? Recovered { get; init; }

    /// <summary>Ids of the sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Its wording; <see langword="null"/> where it is not available here.</summary>
    public InstrumentWording? Wording { get; internal init; }

    /// <summary>Whether people can be asked it here: there is wording, and a rule to score it.</summary>
    public bool IsAvailable => Wording is not null && Rule is not null;

    /// <summary>Why it is not available here, in words; empty where it is.</summary>
    public string WhyNot => IsAvailable ? ""
        : Rule is null ? $"{Name}: not available here. Its scores need tables that belong to its owner."
        : $"{Name}: not available here. Its wording belongs to its owner, and this clinic has not put in a copy that it may use.";

    /// <summary>What is known of its measurement error, in plain words.</summary>
    public string ErrorWords => Limits.Error is { } error
        ? string.Create(CultureInfo.InvariantCulture, $"Even when nothing changes, this score moves by up to {error:0.#} in {Limits.ErrorLevel / 10.0:0.#} out of 10 people.")
        : "How far this score moves by chance alone is not known.";

    /// <summary>A score with the decimals that belong to it, such as <c>6.3</c>.</summary>
    /// <param name="value">The score or a difference of two.</param>
    public string Number(double value) => Math.Round(value, Rule?.Decimals ?? 0, MidpointRounding.AwayFromZero).ToString(Rule?.Decimals == 1 ? "0.0" : "0", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
