namespace Facet.Evidence;

/// <summary>What one trial says: how far each of its other arms lies from its first.</summary>
public sealed class TrialContrasts
{
    /// <summary>A trial's differences and their covariance.</summary>
    /// <param name="study">The trial's name.</param>
    /// <param name="arms">The k treatments, the first of which the others are compared with; k ≥ 2, no two alike.</param>
    /// <param name="effects">k − 1 differences: arm j + 1 minus the first arm.</param>
    /// <param name="covariance">(k − 1) × (k − 1), row by row: sampling covariance of the differences; symmetric, positive definite.</param>
    /// <param name="participants">How many people the arms hold; <see langword="null"/> where nobody says.</param>
    /// <param name="armSizes">How many people each arm holds, k; empty where nobody says.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, two arms are alike, or the covariance is not positive definite.</exception>
    public TrialContrasts(string study, IReadOnlyList<string> arms, IReadOnlyList<double> effects, IReadOnlyList<double> covariance, double? participants = null, IReadOnlyList<double>? armSizes = null)
    {
        (Study, Arms, Participants, ArmSizes) = (study, arms, participants, armSizes ?? []);
        Y = [.. effects];
        S = [.. covariance];
        if (arms.Count < 2 || Y.Length != arms.Count - 1 || S.Length != Y.Length * Y.Length || arms.Distinct(StringComparer.Ordinal).Count() != arms.Count)
        {
            throw new ArgumentException($"Trial '{study}': k different arms, k - 1 effects and (k - 1)² covariances are needed.", nameof(arms));
        }
        if (ArmSizes.Count > 0 && ArmSizes.Count != arms.Count) { throw new ArgumentException($"Trial '{study}': every arm has a size or none has.", nameof(armSizes)); }
        if (double.IsNaN(Cholesky.Factor(S.AsSpan().ToArray(), Y.Length))) { throw new ArgumentException($"Trial '{study}': the covariance is not positive definite.", nameof(covariance)); }
    }

    /// <summary>The trial's name.</summary>
    public string Study { get; }

    /// <summary>The treatments; the others are compared with the first.</summary>
    public IReadOnlyList<string> Arms { get; }

    /// <summary>Differences of the other arms from the first.</summary>
    public IReadOnlyList<double> Effects => Y;

    /// <summary>Sampling covariance of the differences, row by row.</summary>
    public IReadOnlyList<double> Covariance => S;

    /// <summary>Whether this is a published difference without arms, which may sum up several trials.</summary>
    public bool IsSummary { get; init; }

    /// <summary>How many people the arms hold, where that is known.</summary>
    public double? Participants { get; }

    /// <summary>How many people each arm holds, in the order of <see cref="Arms"/>; empty where nobody says.</summary>
    public IReadOnlyList<double> ArmSizes { get; }

    /// <summary>What this trial alone shows of two of its arms.</summary>
    /// <param name="arm">One arm.</param>
    /// <param name="comparator">Another; the estimate is arm minus comparator, with its sampling error alone.</param>
    /// <exception cref="ArgumentException">The trial has no such arm.</exception>
    public Estimate Between(string arm, string comparator)
    {
        var m = Y.Length;
        int i = Place(arm), j = Place(comparator);
        double Effect(int at) => at < 0 ? 0 : Y[at];
        double Variance(int at, int other) => at < 0 || other < 0 ? 0 : S[(at * m) + other];
        return new(Effect(i) - Effect(j), Math.Sqrt(Variance(i, i) + Variance(j, j) - (2 * Variance(i, j))));

        int Place(string name)
        {
            for (var at = 0; at < Arms.Count; at++)
            {
                if (Arms[at] == name) { return at - 1; }
            }
            throw new ArgumentException($"The trial has no arm '{name}'.", nameof(arm));
        }
    }

    internal double[] Y { get; }

    internal double[] S { get; }

    /// <summary>A trial from independent arms.</summary>
    /// <param name="study">The trial's name.</param>
    /// <param name="arms">The treatments, k ≥ 2.</param>
    /// <param name="values">The arms' estimates, k.</param>
    /// <param name="variances">Their sampling variances, k, above 0.</param>
    /// <param name="participants">How many people the arms hold.</param>
    /// <param name="armSizes">How many people each arm holds, k.</param>
    /// <remarks>var(yⱼ) = vⱼ + v₁ and cov(yⱼ, yₗ) = v₁: the shared first arm makes the differences of a trial with three and more arms correlated.</remarks>
    public static TrialContrasts FromArms(string study, IReadOnlyList<string> arms, IReadOnlyList<double> values, IReadOnlyList<double> variances, double? participants = null, IReadOnlyList<double>? armSizes = null)
    {
        var m = arms.Count - 1;
        var effects = new double[m];
        var covariance = new double[m * m];
        for (var j = 0; j < m; j++)
        {
            effects[j] = values[j + 1] - values[0];
            for (var l = 0; l < m; l++) { covariance[(j * m) + l] = variances[0] + (j == l ? variances[j + 1] : 0); }
        }
        return new(study, arms, effects, covariance, participants, armSizes);
    }
}

/// <summary>Trials that compare treatments.</summary>
public sealed class Network
{
    /// <summary>A network of trials.</summary>
    /// <exception cref="ArgumentException">There is no trial.</exception>
    public Network(IReadOnlyList<TrialContrasts> trials)
    {
        if (trials.Count == 0) { throw new ArgumentException("A network needs a trial.", nameof(trials)); }
        Trials = trials;
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var trial in trials) { names.UnionWith(trial.Arms); }
        Treatments = [.. names];
    }

    /// <summary>The trials.</summary>
    public IReadOnlyList<TrialContrasts> Trials { get; }

    /// <summary>Every treatment, in ordinal order of their names.</summary>
    public IReadOnlyList<string> Treatments { get; }

    /// <summary>How many pairs of arms the trials compare: a trial with k arms compares k (k − 1) / 2.</summary>
    public int Comparisons => Trials.Sum(trial => trial.Arms.Count * (trial.Arms.Count - 1) / 2);
}

/// <summary>How the variance between studies, τ², is estimated.</summary>
public enum TauEstimator
{
    /// <summary>The generalised moment estimator of DerSimonian and Laird (Jackson et al. 2013, doi:10.1002/sim.5666).</summary>
    DerSimonianLaird,

    /// <summary>Restricted maximum likelihood with the full covariance of trials with several arms (Viechtbauer 2005, doi:10.3102/10769986030003261).</summary>
    Reml,
}

/// <summary>An estimate with its standard error.</summary>
/// <param name="Value">The estimate, in the units of the contrasts (a logarithm for ratios).</param>
/// <param name="StandardError">Its standard error, same units; above 0.</param>
public readonly record struct Estimate(double Value, double StandardError)
{
    /// <summary>Lower end of the 95 % interval.</summary>
    public double Low => Value - (Distribution.Normal95 * StandardError);

    /// <summary>Upper end of the 95 % interval.</summary>
    public double High => Value + (Distribution.Normal95 * StandardError);

    /// <summary>Estimate over standard error.</summary>
    public double Z => Value / StandardError;

    /// <summary>Two-sided p-value of no effect.</summary>
    public double P => Distribution.TwoSided(Z);
}

/// <summary>A sum of squares of disagreement and what it would be by chance.</summary>
/// <param name="Q">The statistic, ≥ 0.</param>
/// <param name="Degrees">Degrees of freedom, ≥ 0.</param>
public readonly record struct QStatistic(double Q, int Degrees)
{
    /// <summary>Probability of a larger value if there were no disagreement but chance; 1 without degrees of freedom.</summary>
    public double P => Distribution.ChiSquareUpper(Q, Degrees);

    /// <summary>I²: the share of Q that chance does not explain, 0–1 (Higgins and Thompson 2002, doi:10.1002/sim.1186).</summary>
    public double I2 => Q > Degrees && Degrees > 0 ? (Q - Degrees) / Q : 0;

    /// <summary>The 95 % interval of <see cref="I2"/>, by the test-based standard error of log H (Higgins and Thompson 2002); 0 to 1 without enough degrees of freedom.</summary>
    public Interval I2Interval
    {
        get
        {
            var k = Degrees + 1.0;
            if (Degrees < 2) { return new(0, 1); }
            var se = Q > k ? 0.5 * (Math.Log(Q) - Math.Log(Degrees)) / (Math.Sqrt(2 * Q) - Math.Sqrt((2 * k) - 3)) : Math.Sqrt(1 / (2 * (k - 2)) * (1 - (1 / (3 * (k - 2) * (k - 2)))));
            var logH = Math.Max(0, 0.5 * Math.Log(Math.Max(Q, 1e-300) / Degrees));
            return new(Share(logH - (Distribution.Normal95 * se)), Share(logH + (Distribution.Normal95 * se)));

            static double Share(double logH) => logH <= 0 ? 0 : 1 - Math.Exp(-2 * logH);
        }
    }
}
