namespace Facet.Outcomes;

/// <summary>A part of a score.</summary>
/// <param name="Subscale">Which part.</param>
/// <param name="Value">Its sum; <see langword="null"/> where one of its items has no answer.</param>
public sealed record Subscore(Subscale Subscale, int? Value)
{
    /// <summary>Whether it counts as positive; unknown where it has no value or no limit.</summary>
    public Truth IsPositive => Value is { } value && Subscale.Positive is { } least ? Kleene.Of(value >= least) : Truth.Unknown;
}

/// <summary>Risk of lasting trouble by the STarT Back tool.</summary>
public enum RiskGroup
{
    /// <summary>Low risk.</summary>
    Low,

    /// <summary>Medium risk.</summary>
    Medium,

    /// <summary>High risk.</summary>
    High,
}

/// <summary>What one set of answers to an instrument says.</summary>
public sealed record Score
{
    private Score(Instrument instrument, IReadOnlyList<int?> answers) => (Instrument, Answers) = (instrument, answers);

    /// <summary>The instrument.</summary>
    public Instrument Instrument { get; }

    /// <summary>The answers, one for each item; <see langword="null"/> where there is none.</summary>
    public IReadOnlyList<int?> Answers { get; }

    /// <summary>The score in the instrument's own units, not rounded; <see langword="null"/> where too few items have an answer. It is never made up.</summary>
    public double? Value { get; private init; }

    /// <summary>The items without an answer, from 1; empty for ticks, where leaving one out is an answer.</summary>
    public IReadOnlyList<int> Missing { get; private init; } = [];

    /// <summary>Number of items with an answer.</summary>
    public int Answered { get; private init; }

    /// <summary>Parts of the score.</summary>
    public IReadOnlyList<Subscore> Subscores { get; private init; } = [];

    /// <summary>The named range that the score lies in; <see langword="null"/> where there is no score or the instrument has none.</summary>
    public Band? Band { get; private init; }

    /// <summary>The group of risk; <see langword="null"/> where there is no score or the instrument has none.</summary>
    public RiskGroup? Risk { get; private init; }

    /// <summary>The answer that somebody must look at, whatever the total; <see langword="null"/> where there is none.</summary>
    public ItemAlarm? Alarm { get; private init; }

    /// <summary>Ids of the instruments that this score asks for. A total that is sure to be high enough asks for them even while answers are missing.</summary>
    public IReadOnlyList<string> FollowUps { get; private init; } = [];

    /// <summary>What the score answers of the data dictionary: name of the input and value. Only what is known is in it.</summary>
    public IReadOnlyDictionary<string, double> Inputs { get; private init; } = new Dictionary<string, double>();

    /// <summary>Why there is no score, in plain words; empty where there is one.</summary>
    public string WhyNot => Value is not null ? ""
        : Missing.Count == 1 ? $"There is no score, because question {Missing[0]} has no answer."
        : $"There is no score, because {Missing.Count} questions have no answer.";

    /// <summary>Score and range in plain words, such as <c>6.3 of 10</c>; <c>no score</c> where there is none.</summary>
    public string Words => Value is { } value ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Instrument.Number(value)} of {Instrument.Range.High:0}") : "no score";

    /// <summary>Scores answers.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="answers">One for each item, in order; <see langword="null"/>, or nothing at the end, where there is none.</param>
    /// <returns>The score; or a problem for every answer that cannot be one, with <c>instrument.item</c> as the place.</returns>
    public static Checked<Score> Of(Instrument instrument, IReadOnlyList<int?> answers)
    {
        if (instrument.Rule is not { } rule) { return Checked<Score>.Refused([new(instrument.Id, "no-scoring", $"{instrument.Name} cannot be scored here: its scores need tables that belong to its owner.")]); }
        var problems = new List<Problem>();
        if (answers.Count > rule.Items) { problems.Add(new(instrument.Id, "too-many-answers", $"There are {rule.Items} questions and {answers.Count} answers.")); }
        for (var i = 0; i < Math.Min(answers.Count, rule.Items); i++)
        {
            var (low, high) = rule.AnswersOf(i + 1);
            if (answers[i] is { } answer && (answer < low || answer > high)) { problems.Add(new($"{instrument.Id}.{i + 1}", "out-of-range", $"Question {i + 1}: {answer} is not an answer; answers are from {low} to {high}.")); }
        }
        if (problems.Count > 0) { return Checked<Score>.Refused(problems); }
        int?[] given = [.. answers, .. Enumerable.Repeat<int?>(null, rule.Items - answers.Count)];
        return rule.Method == ScoreMethod.Count ? Count(instrument, given) : Sum(instrument, rule, given);
    }

    private static Score Count(Instrument instrument, int?[] answers) => Complete(new(instrument, [.. answers.Select(answer => (int?)(answer ?? 0))]), answers.Sum(answer => answer ?? 0), answers.Length);

    private static Score Sum(Instrument instrument, ScoreRule rule, int?[] answers)
    {
        var (sum, most, answered) = (0, 0, 0);
        for (var item = 1; item <= answers.Length; item++)
        {
            if (answers[item - 1] is not { } answer) { continue; }
            answered++;
            sum += rule.Counts(item, answer);
            most += rule.AnswersOf(item).High;
        }
        double? value = answered < rule.AtLeast ? null : rule.Method switch
        {
            ScoreMethod.Mean => (double)sum / answered,
            ScoreMethod.Percent => 100.0 * sum / most,
            _ => sum,
        };
        var score = new Score(instrument, answers)
        {
            Missing = [.. Enumerable.Range(1, answers.Length).Where(item => answers[item - 1] is null)],
            Subscores = [.. rule.Subscales.Select(subscale => new Subscore(subscale, subscale.Items.All(item => answers[item - 1] is not null) ? subscale.Items.Sum(item => rule.Counts(item, answers[item - 1]!.Value)) : null))],
            Alarm = rule.Alarm is { } alarm && answers[alarm.Item - 1] > alarm.Above ? alarm : null,
            FollowUps = rule.FollowUp is { } more && sum >= more.AtLeast ? more.Ask : [],
        };
        return Complete(score, value, answered);
    }

    private static Score Complete(Score score, double? value, int answered)
    {
        var (instrument, rule) = (score.Instrument, score.Instrument.Rule!);
        var inputs = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (part, input) in rule.Inputs)
        {
            var known = part == "total" ? value
                : score.Subscores.FirstOrDefault(subscore => subscore.Subscale.Name == part) is { } subscore ? subscore.Value
                : score.Answers[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) - 1];
            if (known is { } number) { inputs[input] = number; }
        }
        // Bands are given for whole scores; one between two belongs to the nearer, half upwards.
        var whole = value is { } exact ? Math.Floor(exact + 0.5) : double.NaN;
        return score with
        {
            Value = value,
            Answered = answered,
            Band = instrument.Bands.FirstOrDefault(band => whole >= band.Low && whole <= band.High),
            Risk = rule.Groups is { } groups && value is { } total && score.Subscores.First(subscore => subscore.Subscale.Name == groups.Subscale).Value is { } partial
                ? total <= groups.LowUpTo ? RiskGroup.Low : partial <= groups.MediumUpTo ? RiskGroup.Medium : RiskGroup.High
                : null,
            Inputs = inputs,
        };
    }
}
