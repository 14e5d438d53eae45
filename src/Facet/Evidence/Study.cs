using System.Globalization;

namespace Facet.Evidence;

/// <summary>When a follow-up took place, counted from the start.</summary>
public enum TimeWindow
{
    /// <summary>To 8 weeks.</summary>
    Early,

    /// <summary>Over 8 to 18 weeks.</summary>
    M3,

    /// <summary>Over 18 to 39 weeks.</summary>
    M6,

    /// <summary>Over 39 weeks.</summary>
    M12,
}

/// <summary>The windows' codes in files and in JSON.</summary>
public static class TimeWindows
{
    /// <summary>All four, from early to late.</summary>
    public static IReadOnlyList<TimeWindow> All { get; } = [TimeWindow.Early, TimeWindow.M3, TimeWindow.M6, TimeWindow.M12];

    /// <summary>The code, such as <c>m3</c>.</summary>
    public static string Code(this TimeWindow window) => window switch { TimeWindow.Early => "early", TimeWindow.M3 => "m3", TimeWindow.M6 => "m6", _ => "m12" };

    /// <summary>The window with this code, or <see langword="null"/>.</summary>
    public static TimeWindow? Find(string code) => code switch { "early" => TimeWindow.Early, "m3" => TimeWindow.M3, "m6" => TimeWindow.M6, "m12" => TimeWindow.M12, _ => null };
}

/// <summary>A trial.</summary>
/// <param name="Id">Author and year.</param>
/// <param name="Reference">DOI or PubMed number; empty where the source gives none.</param>
/// <param name="Duration">How long the participants' pain had lasted, in the source's word.</param>
/// <param name="RiskOfBias"><c>low</c>, <c>unclear</c>, <c>high</c> or <c>not_extracted</c>.</param>
/// <param name="Source">Where its numbers were read.</param>
public sealed record Study(string Id, string Reference, string Duration, string RiskOfBias, string Source);

/// <summary>What one arm of a trial showed at one follow-up.</summary>
public sealed record Arm
{
    /// <summary>The trial.</summary>
    public required Study Study { get; init; }

    /// <summary>The arm's name in the trial.</summary>
    public required string Name { get; init; }

    /// <summary>What it got, in ordinal order; empty for nothing.</summary>
    public required IReadOnlyList<string> Components { get; init; }

    /// <summary>What was measured; <see langword="null"/> for something that is not modelled, such as leg pain.</summary>
    public required Outcome? Outcome { get; init; }

    /// <summary>When.</summary>
    public required TimeWindow Window { get; init; }

    /// <summary>Weeks from the start; <see langword="null"/> where no source says.</summary>
    public required double? Weeks { get; init; }

    /// <summary>The follow-up in the source's words.</summary>
    public required string FollowUp { get; init; }

    /// <summary>The mean in points of 100, less is better; a change is negative when it is an improvement.</summary>
    public required double Mean { get; init; }

    /// <summary>The standard deviation between people, points of 100, above 0.</summary>
    public required double Sd { get; init; }

    /// <summary>How many people, at least 1.</summary>
    public required double N { get; init; }

    /// <summary>Whether the arm belongs to the question that the model answers.</summary>
    public required bool IsInScope { get; init; }

    /// <summary>Why the row is doubtful; empty when it is not.</summary>
    public required string Suspect { get; init; }

    /// <summary>How a number was imputed; empty when it was not.</summary>
    public required string Imputed { get; init; }

    /// <summary>The line of the file.</summary>
    public required int Line { get; init; }
}

/// <summary>A difference between two arms, where a source gave no arms (<c>evidence/contrasts.csv</c>).</summary>
/// <param name="Study">The trial.</param>
/// <param name="Outcome">What was measured, in the file's word.</param>
/// <param name="Measure">The scale of the difference: <c>MD</c>, <c>SMD</c> …</param>
/// <param name="First">What the first arm got.</param>
/// <param name="Second">What the second arm got.</param>
/// <param name="Weeks">Weeks from the start.</param>
/// <param name="Effect">First minus second in the units of the measure; negative favours the first on an outcome on which less is better.</param>
/// <param name="StandardError">Its standard error, above 0.</param>
/// <param name="PointsPerUnit">Points of 100 for a unit of the measure, negative where more is better; <see langword="null"/> where the measure cannot be put into points.</param>
/// <param name="OverlapsTrials">Whether the arms of the same trial are known too.</param>
/// <param name="Line">The line of the file.</param>
public sealed record Contrast(Study Study, string Outcome, string Measure, IReadOnlyList<string> First, IReadOnlyList<string> Second, double Weeks, double Effect, double StandardError, double? PointsPerUnit, bool OverlapsTrials, int Line)
{
    internal const string File = "evidence/contrasts.csv";

    /// <summary>The time window that the weeks fall into.</summary>
    public TimeWindow Window => Weeks <= 8 ? TimeWindow.Early : Weeks <= 18 ? TimeWindow.M3 : Weeks <= 39 ? TimeWindow.M6 : TimeWindow.M12;

    /// <summary>The row in words.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Vocabulary.Name(First)} against {Vocabulary.Name(Second)}; {Outcome}, {Weeks:0.#} weeks; {Measure} {Effect:0.##} (standard error {StandardError:0.##}){Points}");

    private string Points => PointsPerUnit is { } points && Math.Abs(points) != 1 ? string.Create(CultureInfo.InvariantCulture, $", in points of 100 {Effect * points:0.#} ({StandardError * Math.Abs(points):0.#})") : "";
}

/// <summary>Which rows enter a fit and how they are read.</summary>
public sealed record EvidenceScope
{
    /// <summary>Sound rows in scope; sham, placebo and nothing are three different things.</summary>
    public static EvidenceScope Default { get; } = new();

    /// <summary>Whether doubtful rows enter too; by default not.</summary>
    public bool WithSuspect { get; init; }

    /// <summary>Whether rows out of scope enter too; by default not.</summary>
    public bool WithOutOfScope { get; init; }

    /// <summary>Whether published differences without arms stay out; by default they enter.</summary>
    public bool WithoutSummaries { get; init; }

    /// <summary>Whether sham and placebo are read as nothing, as reviews often do; by default not.</summary>
    public bool MergeControls { get; init; }
}
