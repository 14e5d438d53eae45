namespace Facet.Evidence;

/// <summary>What one trial contributes to what is known of an effect.</summary>
/// <param name="Trial">The trial's contrasts.</param>
/// <param name="Window">The window of its follow-up.</param>
/// <param name="Share">Its share, 0–1.</param>
public sealed record TrialContribution(TrialContrasts Trial, TimeWindow Window, double Share);

/// <summary>From which trials what is known of an effect comes.</summary>
/// <remarks>
/// Σ⁻¹ is the sum of what each trial and the prior add to it, so that cᵀΣc = Σ_i (X_iΣc)ᵀV_i⁻¹(X_iΣc) + the prior's part: every share is 0 or more and all of them, the prior's among them, sum to 1.
/// They are the sampling variances that pass through the rows of the hat matrix cᵀΣXᵀV⁻¹.
/// </remarks>
/// <param name="Trials">Trials with a share, the largest first.</param>
public sealed record EffectContributions(IReadOnlyList<TrialContribution> Trials)
{
    /// <summary>What the prior contributes, 0–1.</summary>
    public double Prior => Math.Max(0, 1 - Trials.Sum(trial => trial.Share));
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

    /// <summary>Grades what is known of a set against nothing.</summary>
    /// <param name="set">Codes joined with <c>+</c>.</param>
    /// <param name="mean">The posterior of the mean.</param>
    /// <param name="prediction">The posterior for a new study.</param>
    /// <param name="window">When.</param>
    /// <param name="important">The minimal important difference, points, above 0.</param>
    /// <param name="contributions">From which trials it comes.</param>
    /// <param name="riskOfBias">A study's rating by its id: <c>low</c>, <c>unclear</c>, <c>high</c>, <c>not_extracted</c>.</param>
    public static Certainty Of(string set, Mixture mean, Mixture prediction, TimeWindow window, double important, EffectContributions contributions, Func<string, string> riskOfBias)
    {
        var reasons = new List<string>();
        var down = 0;
        var trials = contributions.Trials.Sum(trial => trial.Share);
        double Rated(string rating) => trials > 0 ? contributions.Trials.Where(trial => riskOfBias(trial.Trial.Study) == rating).Sum(trial => trial.Share) / trials : 0;
        var (low, high) = (Rated("low"), Rated("high"));
        Lower("Risk of bias", high > Half ? 2 : low < Half ? 1 : 0, $"trials rated low carry {Percent(low)} of what trials contribute, rated high {Percent(high)}, others unclear or not rated");
        var held = Held(mean, important);
        Lower("Imprecision", held, held == 0 ? "the interval of the mean holds neither no effect nor the important difference" : held == 2 ? "the interval of the mean holds both no effect and the important difference" : mean.High >= 0 ? "the interval of the mean holds no effect" : "the interval of the mean holds the important difference");
        Lower("Heterogeneity", Held(prediction, important) > held ? 1 : 0, Held(prediction, important) > held ? "the interval of a new study leaves open what the mean's does not" : "the interval of a new study leaves nothing further open");
        string[] own = set.Split('+');
        var direct = contributions.Trials.Where(trial => trial.Window == window && trial.Trial.Arms.Any(arm => trial.Trial.Arms.Any(other => Differs(arm, other, own)))).Sum(trial => trial.Share);
        Lower("Indirectness", direct < Half ? 1 : 0, $"trials of this time that isolate it carry {Percent(direct)} of the whole, the prior {Percent(contributions.Prior)}");
        reasons.Add("Reporting bias: not assessed.");
        return new((CertaintyGrade)Math.Max(0, 3 - down), reasons);

        void Lower(string reason, int by, string because)
        {
            down += by;
            reasons.Add(FormattableString.Invariant($"{reason}: {(by == 0 ? "no step" : by == 1 ? "1 step" : "2 steps")} down, {because}."));
        }
    }

    /// <summary>How many of no effect and the important difference an interval holds.</summary>
    private static int Held(Mixture mixture, double important) => (mixture.Low < 0 && mixture.High >= 0 ? 1 : 0) + (mixture.Low < -important && mixture.High > -important ? 1 : 0);

    /// <summary>Whether the first arm holds all of a set and is otherwise like the second, but for controls.</summary>
    private static bool Differs(string arm, string other, string[] set)
    {
        static IEnumerable<string> Treatments(string name) => name.Split('+').Where(code => code is not (Component.NoTreatment or "sham" or "placebo"));
        HashSet<string> with = [.. Treatments(arm)];
        return set.All(with.Remove) && with.SetEquals(Treatments(other));
    }

    private static string Percent(double share) => share.ToString("P0", System.Globalization.CultureInfo.InvariantCulture);
}
