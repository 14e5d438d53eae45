namespace Facet.Outcomes;

/// <summary>What a change between two scores amounts to, from bad to good.</summary>
public enum Verdict
{
    /// <summary>It cannot be judged: a score is missing, or nobody knows what change of this instrument matters.</summary>
    NotJudged,

    /// <summary>Worse, by more than the measurement error; where that is not known, by as much as people call important.</summary>
    Worse,

    /// <summary>Within the measurement error; where that is not known, less than people call important.</summary>
    WithinError,

    /// <summary>Better by more than the measurement error, and less than people call important; or, where the error is not known, as much as they call important.</summary>
    Better,

    /// <summary>Better by more than the measurement error, and as much as people call important.</summary>
    ClearlyBetter,
}

/// <summary>What changed between two scores of one instrument, judged against its measurement error and the least change that people call important.</summary>
/// <remarks>
/// An improvement is important when it reaches every limit that the instrument gives: the points and the percentage of the start. "Clearly" needs both, a
/// known error that is exceeded and an importance that is reached: what is not known never makes a change look surer.
/// </remarks>
public sealed record Change
{
    /// <summary>Far below the tenth of a point that scores are shown with, far above what a mean of thirds is off by.</summary>
    private const double Rounding = 1e-9;

    private Change(Score earlier, Score later) => (Earlier, Later) = (earlier, later);

    /// <summary>The score at the start.</summary>
    public Score Earlier { get; }

    /// <summary>The score now.</summary>
    public Score Later { get; }

    /// <summary>Later minus earlier, in the instrument's units; <see langword="null"/> where one is missing.</summary>
    public double? Points { get; private init; }

    /// <summary>The same with the sign turned so that above 0 is better.</summary>
    public double? Improvement => Points is { } points ? Earlier.Instrument.HigherIsWorse ? -points : points : null;

    /// <summary>What it amounts to.</summary>
    public Verdict Verdict { get; private init; }

    /// <summary>Whether it is more than the measurement error, in either direction; unknown where the error is.</summary>
    public Truth IsMoreThanError { get; private init; }

    /// <summary>Whether it is as much as people call important, in either direction; unknown where no limit is given.</summary>
    public Truth IsImportant { get; private init; }

    /// <summary>What to be careful about, in plain words.</summary>
    public IReadOnlyList<string> Cautions { get; private init; } = [];

    /// <summary>Judges a change.</summary>
    /// <exception cref="ArgumentException">The scores are of different instruments.</exception>
    public static Change Between(Score earlier, Score later)
    {
        if (earlier.Instrument.Id != later.Instrument.Id) { throw new ArgumentException("Scores of different instruments cannot be compared.", nameof(later)); }
        if (earlier.Value is not { } from || later.Value is not { } to) { return new(earlier, later) { Verdict = Verdict.NotJudged }; }
        var (instrument, limits) = (earlier.Instrument, earlier.Instrument.Limits);
        var improvement = instrument.HigherIsWorse ? from - to : to - from;
        var moreThanError = limits.Error is { } error ? Kleene.Of(Math.Abs(improvement) >= error - Rounding) : Truth.Unknown;
        // A mean of several things that a person named moves less than one of them.
        var isOneItem = instrument.Rule!.Items > 1 && earlier.Answered == 1 && later.Answered == 1;
        var isSame = instrument.Rule.AtLeast == instrument.Rule.Items || instrument.Rule.Method != ScoreMethod.Mean || earlier.Answers.Select(answer => answer is null).SequenceEqual(later.Answers.Select(answer => answer is null));
        var least = isOneItem ? limits.ImprovementOfOneItem ?? limits.Improvement : limits.Improvement;
        var important = improvement >= 0
            ? least is null && limits.ImprovementPercent is null ? Truth.Unknown
                : Kleene.Of(improvement > 0 && improvement >= (least ?? 0) - Rounding && improvement >= ((limits.ImprovementPercent ?? 0) / 100 * from) - Rounding)
            : (limits.Worsening ?? least) is { } worse ? Kleene.Of(-improvement >= worse - Rounding) : Truth.Unknown;
        return new(earlier, later)
        {
            Points = to - from,
            IsMoreThanError = isSame ? moreThanError : Truth.Unknown,
            IsImportant = isSame ? important : Truth.Unknown,
            Verdict = isSame ? Judge(improvement, moreThanError, important) : Verdict.NotJudged,
            Cautions = [.. Careful(instrument, from, improvement, isSame)],
        };
    }

    private static Verdict Judge(double improvement, Truth moreThanError, Truth important) => (moreThanError, important) switch
    {
        _ when improvement == 0 => Verdict.WithinError,
        (Truth.Unknown, Truth.Unknown) => Verdict.NotJudged,
        (Truth.No, _) or (Truth.Unknown, Truth.No) => Verdict.WithinError,
        _ when improvement < 0 => Verdict.Worse,
        (Truth.Yes, Truth.Yes) => Verdict.ClearlyBetter,
        _ => Verdict.Better,
    };

    private static IEnumerable<string> Careful(Instrument instrument, double from, double improvement, bool isSame)
    {
        if (!isSame) { yield return "The two times are not about the same things, so they cannot be compared."; }
        if (from < instrument.Limits.ImprovementFrom) { yield return $"You started below {instrument.Number(instrument.Limits.ImprovementFrom!.Value)}. From there this score cannot show that things get better."; }
        if (from > instrument.Limits.WorseningUpTo) { yield return $"You started above {instrument.Number(instrument.Limits.WorseningUpTo!.Value)}. From there this score cannot show that things get worse."; }
        if (improvement != 0 && !instrument.Limits.IsChecked) { yield return "The limit for a change that matters has not been checked."; }
    }

    /// <summary>The verdict in a few plain words, such as <c>Better by more than chance</c>.</summary>
    public string Heading => Verdict switch
    {
        Verdict.NotJudged => "Cannot be judged",
        Verdict.WithinError => Points == 0 ? "No change" : IsMoreThanError == Truth.No ? "No change beyond chance" : "No change that matters",
        Verdict.Worse => IsMoreThanError == Truth.Yes ? "Worse by more than chance" : "Worse",
        Verdict.Better => IsMoreThanError == Truth.Yes ? "Better by more than chance" : "Better",
        _ => "Clearly better",
    };

    /// <summary>The verdict in plain sentences, with what is known of its measurement error.</summary>
    public string Words
    {
        get
        {
            if (Points is null) { return "One of the two scores is missing, so there is no change to speak of."; }
            var verdict = Verdict switch
            {
                Verdict.ClearlyBetter => "Better by more than chance, and enough to matter to most people.",
                Verdict.Better when IsMoreThanError == Truth.Yes => "Better by more than chance. Most people would want more than this to call it a real help.",
                Verdict.Better => "Better, and enough to matter to most people.",
                Verdict.Worse when IsMoreThanError == Truth.Yes => "Worse by more than chance.",
                Verdict.Worse => "Worse, and enough to matter to most people.",
                Verdict.WithinError when Points == 0 => "No change.",
                Verdict.WithinError when IsMoreThanError == Truth.No => "No change that is more than chance.",
                Verdict.WithinError => "No change that would matter to most people.",
                _ => "Nobody has worked out yet which change of this score matters.",
            };
            return $"{verdict} {Earlier.Instrument.ErrorWords}";
        }
    }
}
