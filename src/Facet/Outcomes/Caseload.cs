using Facet.Evidence;
using Facet.Intake;

namespace Facet.Outcomes;

/// <summary>What a person's back pain is read as, for counting. It is no diagnosis: it follows from the answers by the dictionary.</summary>
public enum CauseClass
{
    /// <summary>Pain of a nerve root.</summary>
    Radicular,

    /// <summary>The pattern of a narrow spinal canal.</summary>
    Stenosis,

    /// <summary>Suspected inflammatory back pain.</summary>
    Inflammatory,

    /// <summary>Pain of the pelvic girdle.</summary>
    PelvicGirdle,

    /// <summary>A recent strain.</summary>
    Strain,

    /// <summary>Related to posture held for long.</summary>
    Posture,

    /// <summary>None of these.</summary>
    Nonspecific,

    /// <summary>The answers do not say.</summary>
    Unknown,
}

/// <summary>Reads a class of cause out of answers.</summary>
public static class CauseClasses
{
    private static readonly (string Fact, CauseClass Class)[] InOrder =
    [
        ("radicular_pain", CauseClass.Radicular), ("stenosis_pattern", CauseClass.Stenosis), ("spa_suspected", CauseClass.Inflammatory), ("pelvic_girdle_pain", CauseClass.PelvicGirdle),
        ("strain_injury", CauseClass.Strain), ("posture_related", CauseClass.Posture), ("nonspecific", CauseClass.Nonspecific),
    ];

    /// <summary>The first class of the list that holds; unknown where none does for sure.</summary>
    /// <param name="profile">The answers.</param>
    public static CauseClass Of(PatientProfile profile)
    {
        foreach (var (fact, cause) in InOrder) { if (profile.Is(fact) == Truth.Yes) { return cause; } }
        return CauseClass.Unknown;
    }
}

/// <summary>One person as a caseload counts them.</summary>
/// <param name="Families">The families of their plan that somebody gives or takes: those that advice alone makes up are left out.</param>
/// <param name="Cause">What the pain is read as.</param>
/// <param name="Duration">How long the pain had lasted; <see langword="null"/> for unknown.</param>
/// <param name="Outcome">What the instrument says; <see langword="null"/> for no answer at the start or at the moment: missing, neither response nor none.</param>
/// <param name="HasDropped">Whether they dropped out before the moment.</param>
public sealed record CaseloadPerson(IReadOnlyList<TreatmentFamily> Families, CauseClass Cause, DurationClass? Duration, CaseloadOutcome? Outcome, bool HasDropped)
{
    /// <summary>Days without an entry after which somebody counts as having dropped out: three weeks.</summary>
    public const int SilentDays = 21;

    /// <summary>Whether somebody dropped out: wrote nothing for <see cref="SilentDays"/> days in a row before the moment, or has paused the plan before it and not gone on.</summary>
    /// <param name="start">Day 1 of the plan.</param>
    /// <param name="moment">The day that the moment is meant for.</param>
    /// <param name="today">Today.</param>
    /// <param name="days">Days about which they wrote something, in any order.</param>
    /// <param name="pausedOn">The day on which they paused a plan that is paused still; <see langword="null"/> for none.</param>
    public static bool DroppedOut(DateOnly start, DateOnly moment, DateOnly today, IEnumerable<DateOnly> days, DateOnly? pausedOn)
    {
        var until = today < moment ? today : moment;
        if (pausedOn <= until) { return true; }
        var last = start.AddDays(-1);
        foreach (var day in days.Where(day => day >= start && day <= until).Order().Append(until.AddDays(1)))
        {
            if (day.DayNumber - last.DayNumber - 1 >= SilentDays) { return true; }
            last = day;
        }
        return false;
    }
}

/// <summary>What one person's scores at the start and at the moment amount to.</summary>
/// <param name="Improvement">Units of the instrument; above 0 is better.</param>
/// <param name="IsResponse">Whether the improvement is as much as people call important and not within the measurement error.</param>
public sealed record CaseloadOutcome(double Improvement, bool IsResponse)
{
    /// <summary>Reads a person's outcome.</summary>
    /// <param name="course">What the person answered.</param>
    /// <param name="plan">The schedule.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="moment">The moment.</param>
    /// <returns><see langword="null"/> where a score is missing or the change cannot be judged: it is never filled in.</returns>
    /// <remarks>Better by more than chance is asked where the error is known; where it is not, importance alone decides, and the page says so.</remarks>
    public static CaseloadOutcome? Of(PatientCourse course, AskingPlan plan, Instrument instrument, Moment moment)
    {
        if (course.Start(instrument, plan, out var isBaseline) is not { } start || !isBaseline || course.At(instrument, moment) is not { } then) { return null; }
        var change = Change.Between(start.Score, then.Score);
        return change.Improvement is not { } improvement || change.Verdict == Verdict.NotJudged ? null
            : new(improvement, improvement > 0 && change.IsImportant == Truth.Yes && change.IsMoreThanError != Truth.No);
    }
}

/// <summary>Which counts of a group of people are shown.</summary>
public enum CaseloadCell
{
    /// <summary>People.</summary>
    People,

    /// <summary>People with an outcome.</summary>
    Answered,

    /// <summary>Responders.</summary>
    Responders,

    /// <summary>People without an outcome.</summary>
    Missing,

    /// <summary>People who dropped out.</summary>
    Dropped,
}

/// <summary>A group of people in a table, with true counts; what may be shown of it is in <see cref="Caseload.Shown"/>.</summary>
/// <param name="Table">The table that it belongs to.</param>
/// <param name="Name">Its name in the table.</param>
/// <param name="Counts">The counts, in the order of <see cref="CaseloadCell"/>.</param>
/// <param name="Improvements">Improvements of those with an outcome, units of the instrument.</param>
public sealed record CaseloadRow(string Table, string Name, IReadOnlyList<int> Counts, IReadOnlyList<double> Improvements)
{
    /// <summary>A count.</summary>
    public int this[CaseloadCell cell] => Counts[(int)cell];

    /// <summary>Share of responders among those with an outcome, 0–1, with its 95 % interval.</summary>
    public Proportion Response => Proportion.Wilson(this[CaseloadCell.Responders], this[CaseloadCell.Answered]);

    /// <summary>Share of people who dropped out, 0–1, with its 95 % interval.</summary>
    public Proportion DropOut => Proportion.Wilson(this[CaseloadCell.Dropped], this[CaseloadCell.People]);

    /// <summary>Share of responders if nobody whose outcome is missing, or everybody, had responded, 0–1.</summary>
    public (double Worst, double Best) Bounds => this[CaseloadCell.People] is var all and > 0 ? ((double)this[CaseloadCell.Responders] / all, (double)(this[CaseloadCell.Responders] + this[CaseloadCell.Missing]) / all) : (0, 1);

    /// <summary>Mean improvement with its 95 % interval, units of the instrument; <see langword="null"/> for fewer than two.</summary>
    public (double Mean, double Low, double High)? Mean
    {
        get
        {
            if (Improvements.Count < 2) { return null; }
            var mean = Improvements.Average();
            var error = Math.Sqrt(Improvements.Sum(each => (each - mean) * (each - mean)) / (Improvements.Count - 1) / Improvements.Count);
            var width = StudentT.Quantile975(Improvements.Count - 1) * error;
            return (mean, mean - width, mean + width);
        }
    }
}

/// <summary>A share with its interval.</summary>
/// <param name="Share">0–1; not a number for nobody.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
public readonly record struct Proportion(double Share, double Low, double High)
{
    /// <summary>A share with the score interval without continuity correction.</summary>
    /// <param name="count">How many.</param>
    /// <param name="of">Of how many; 0 gives the interval from 0 to 1.</param>
    /// <remarks>Wilson 1927; method 3 of Newcombe 1998, Stat Med 17:857–872.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not within 0 and <paramref name="of"/>.</exception>
    public static Proportion Wilson(int count, int of)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, of);
        if (of == 0) { return new(double.NaN, 0, 1); }
        const double z = Distribution.Normal95;
        double share = (double)count / of, square = z * z;
        var centre = (2 * count) + square;
        var width = z * Math.Sqrt(square + (4 * count * (1 - share)));
        var scale = 2 * (of + square);
        return new(share, Math.Max(0, (centre - width) / scale), Math.Min(1, (centre + width) / scale));
    }
}

/// <summary>The 97.5 % quantile of Student's t.</summary>
internal static class StudentT
{
    /// <summary>Below 0.001 off from 1 degree of freedom on: the exact values to 4, then the expansion in 1/ν (Abramowitz and Stegun 26.7.5).</summary>
    public static double Quantile975(int freedom)
    {
        ReadOnlySpan<double> exact = [12.7062, 4.3027, 3.1824, 2.7764];
        if (freedom <= exact.Length) { return exact[freedom - 1]; }
        const double x = Distribution.Normal95;
        double v = freedom, x3 = x * x * x, x5 = x3 * x * x, x7 = x5 * x * x, x9 = x7 * x * x;
        return x + ((x3 + x) / (4 * v)) + (((5 * x5) + (16 * x3) + (3 * x)) / (96 * v * v)) + (((3 * x7) + (19 * x5) + (17 * x3) - (15 * x)) / (384 * v * v * v)) + (((79 * x9) + (776 * x7) + (1482 * x5) - (1920 * x3) - (945 * x)) / (92160 * v * v * v * v));
    }
}

/// <summary>Outcomes of a clinic, counted: by family, by combination, by cause and by duration.</summary>
/// <remarks>It is no comparison of treatments: who gets which treatment depends on how they are (confounding by indication).</remarks>
public sealed class Caseload
{
    /// <summary>A count of fewer people than this is not shown, nor anything from which it could be worked out.</summary>
    public const int FewestShown = 5;

    /// <summary>The tables, in the order of display.</summary>
    public const string All = "Everybody", ByFamily = "Family", ByCombination = "Combination", ByCause = "Cause", ByDuration = "Duration";

    /// <summary>The name of the row of combinations that fewer than <see cref="FewestShown"/> people each have.</summary>
    public const string OtherCombinations = "Other combinations";

    private readonly bool[,] shown;

    private Caseload(IReadOnlyList<CaseloadRow> rows, bool[,] shown) => (Rows, this.shown) = (rows, shown);

    /// <summary>The rows with true counts, table by table. They are not for display: ask <see cref="Shown"/>.</summary>
    public IReadOnlyList<CaseloadRow> Rows { get; }

    /// <summary>Whether a count of a row may be shown.</summary>
    public bool Shown(int row, CaseloadCell cell) => shown[row, (int)cell];

    /// <summary>Counts people.</summary>
    /// <param name="people">Those whose moment has come.</param>
    public static Caseload Of(IReadOnlyList<CaseloadPerson> people)
    {
        var groups = new List<(string Table, string Name, IReadOnlyList<int> Who)> { (All, All, [.. Enumerable.Range(0, people.Count)]) };
        foreach (var family in TreatmentFamilies.All) { Add(ByFamily, family.Code(), person => person.Families.Contains(family)); }
        var combinations = people.Select(Combination).GroupBy(name => name, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        var frequent = combinations.Where(group => group.Count() >= FewestShown).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var combination in combinations.Where(group => frequent.Contains(group.Key))) { Add(ByCombination, combination.Key, person => Combination(person) == combination.Key); }
        Add(ByCombination, OtherCombinations, person => !frequent.Contains(Combination(person)));
        foreach (var cause in Enum.GetValues<CauseClass>()) { Add(ByCause, cause.ToString(), person => person.Cause == cause); }
        foreach (var duration in Enum.GetValues<DurationClass>()) { Add(ByDuration, duration.ToString(), person => person.Duration == duration); }
        Add(ByDuration, nameof(CauseClass.Unknown), person => person.Duration is null);
        IReadOnlyList<CaseloadRow> rows = [.. groups.Select(group => Row(group.Table, group.Name, [.. group.Who.Select(index => people[index])]))];
        return new(rows, Disclosure.Choose([.. groups.Select(group => group.Who)], people));

        void Add(string table, string name, Func<CaseloadPerson, bool> has)
        {
            var who = Enumerable.Range(0, people.Count).Where(index => has(people[index])).ToList();
            if (who.Count > 0) { groups.Add((table, name, who)); }
        }
    }

    /// <summary>The combination of families as words, in the families' order.</summary>
    public static string Combination(CaseloadPerson person) => person.Families.Count == 0 ? "none" : string.Join(" + ", TreatmentFamilies.All.Where(person.Families.Contains).Select(family => family.Code()));

    private static CaseloadRow Row(string table, string name, IReadOnlyList<CaseloadPerson> people)
    {
        var answered = people.Select(person => person.Outcome).OfType<CaseloadOutcome>().ToList();
        return new(table, name, [people.Count, answered.Count, answered.Count(outcome => outcome.IsResponse), people.Count - answered.Count, people.Count(person => person.HasDropped)], [.. answered.Select(outcome => outcome.Improvement)]);
    }
}
