using System.Globalization;

namespace Facet.Evidence;

/// <summary>What one trial contributes to what is known of an effect.</summary>
/// <param name="Study">The trial's id.</param>
/// <param name="Window">The window of its follow-up.</param>
/// <param name="Share">Its share of what trials and prior contribute together, 0–1.</param>
public sealed record TrialShare(string Study, TimeWindow Window, double Share);

/// <summary>What an effect rests on.</summary>
/// <remarks>
/// Σ⁻¹ is the sum of what each trial and the prior add to it, so that cᵀΣc = Σ_i (X_iΣc)ᵀV_i⁻¹(X_iΣc) + the prior's part: every share is 0 or more and all of them, the prior's among them, sum to 1.
/// They are the sampling variances that pass through the rows of the hat matrix cᵀΣXᵀV⁻¹.
/// </remarks>
/// <param name="LowBias">The part of what trials contribute that is from trials with a low risk of bias, 0–1.</param>
/// <param name="HighBias">The part that is from trials with a high one, 0–1; the rest is unclear or not rated.</param>
/// <param name="Direct">The share of trials of this time with two arms that differ in just these treatments, 0–1.</param>
/// <param name="Prior">The prior's share, 0–1.</param>
/// <param name="Count">How many trials have a share.</param>
/// <param name="Trials">Trials with their shares, the largest first; a saved effect keeps the first <see cref="MostSaved"/>.</param>
public sealed record EffectBasis(double LowBias, double HighBias, double Direct, double Prior, int Count, IReadOnlyList<TrialShare> Trials)
{
    /// <summary>How many trials a saved effect names.</summary>
    public const int MostSaved = 8;

    /// <summary>What trials contribute.</summary>
    /// <param name="set">Codes joined with <c>+</c>.</param>
    /// <param name="window">When.</param>
    /// <param name="trials">Trials with the window of each and its share.</param>
    /// <param name="riskOfBias">A study's rating by its id: <c>low</c>, <c>unclear</c>, <c>high</c>, <c>not_extracted</c>.</param>
    internal static EffectBasis Of(string set, TimeWindow window, IEnumerable<(TrialContrasts Trial, TimeWindow Window, double Share)> trials, Func<string, string> riskOfBias)
    {
        var parts = set.Split('+');
        double low = 0, high = 0, direct = 0, all = 0;
        var shares = new List<TrialShare>();
        foreach (var (trial, when, share) in trials)
        {
            if (share <= 0) { continue; }
            shares.Add(new(trial.Study, when, share));
            all += share;
            switch (riskOfBias(trial.Study))
            {
                case "low": low += share; break;
                case "high": high += share; break;
            }
            if (when == window && trial.Arms.Any(arm => trial.Arms.Any(other => Differs(arm, other, parts)))) { direct += share; }
        }
        return new(all > 0 ? low / all : 0, all > 0 ? high / all : 0, direct, Math.Max(0, 1 - all), shares.Count,
            [.. shares.OrderByDescending(each => each.Share).ThenBy(each => each.Study, StringComparer.Ordinal).ThenBy(each => each.Window)]);
    }

    /// <summary>Whether the first arm holds all of a set and is otherwise like the second, but for controls.</summary>
    internal static bool Differs(string arm, string other, string[] set)
    {
        static IEnumerable<string> Treatments(string name) => name.Split('+').Where(code => code is not (Component.NoTreatment or "sham" or "placebo"));
        HashSet<string> with = [.. Treatments(arm)];
        return set.All(with.Remove) && with.SetEquals(Treatments(other));
    }
}

/// <summary>How sure an effect is, in GRADE's words (Guyatt et al. 2008, doi:10.1136/bmj.39489.470347.AD).</summary>
public enum CertaintyGrade
{
    /// <summary>Very low.</summary>
    VeryLow,

    /// <summary>Low.</summary>
    Low,

    /// <summary>Moderate.</summary>
    Moderate,

    /// <summary>High.</summary>
    High,
}

/// <summary>A grade by rule, with every reason; no person has graded.</summary>
/// <param name="Grade">The grade.</param>
/// <param name="Reasons">A sentence for each of risk of bias, imprecision, heterogeneity and indirectness, and that reporting bias was not assessed.</param>
/// <remarks>
/// From high, down by: risk of bias, 1 when trials rated low carry less than half of what trials contribute, 2 when trials rated high carry more than half; imprecision, 1 for each of no effect and the important difference that the 95 % interval of the mean holds;
/// heterogeneity, 1 when the interval of a new study holds one that the mean's does not; indirectness, 1 when trials of this window that differ in just this set carry less than half of the whole. The thresholds are this project's reading.
/// </remarks>
public sealed record Certainty(CertaintyGrade Grade, IReadOnlyList<string> Reasons)
{
    private const double Half = 0.5;

    /// <summary>The grade in words.</summary>
    public string Word => Grade switch { CertaintyGrade.High => "high", CertaintyGrade.Moderate => "moderate", CertaintyGrade.Low => "low", _ => "very low" };

    /// <summary>Grades what is known of an effect against nothing.</summary>
    /// <param name="mean">The 95 % interval of the mean, points.</param>
    /// <param name="prediction">The 95 % interval of a new study, points.</param>
    /// <param name="important">The minimal important difference, points, above 0.</param>
    /// <param name="basis">What it rests on.</param>
    public static Certainty Of(Interval mean, Interval prediction, double important, EffectBasis basis)
    {
        var reasons = new List<string>();
        var down = 0;
        Lower("Risk of bias", basis.HighBias > Half ? 2 : basis.LowBias < Half ? 1 : 0, $"trials rated low carry {Percent(basis.LowBias)} of what trials contribute, rated high {Percent(basis.HighBias)}, others unclear or not rated");
        var held = Held(mean, important);
        Lower("Imprecision", held, held == 0 ? "the interval of the mean holds neither no effect nor the important difference" : held == 2 ? "the interval of the mean holds both no effect and the important difference" : mean.High >= 0 ? "the interval of the mean holds no effect" : "the interval of the mean holds the important difference");
        Lower("Heterogeneity", Held(prediction, important) > held ? 1 : 0, Held(prediction, important) > held ? "the interval of a new study leaves open what the mean's does not" : "the interval of a new study leaves nothing further open");
        Lower("Indirectness", basis.Direct < Half ? 1 : 0, $"trials of this time that isolate it carry {Percent(basis.Direct)} of the whole, the prior {Percent(basis.Prior)}");
        reasons.Add("Reporting bias: not assessed.");
        return new((CertaintyGrade)Math.Max(0, 3 - down), reasons);

        void Lower(string reason, int by, string because)
        {
            down += by;
            reasons.Add(FormattableString.Invariant($"{reason}: {(by == 0 ? "no step" : by == 1 ? "1 step" : "2 steps")} down, {because}."));
        }
    }

    /// <summary>How many of no effect and the important difference an interval holds.</summary>
    private static int Held(Interval interval, double important) => (interval.Low < 0 && interval.High >= 0 ? 1 : 0) + (interval.Low < -important && interval.High > -important ? 1 : 0);

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);
}
