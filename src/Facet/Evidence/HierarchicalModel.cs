namespace Facet.Evidence;

/// <summary>What is believed of one parameter before the data.</summary>
/// <param name="Mean">Prior mean.</param>
/// <param name="Sd">Prior standard deviation; the factor on the scale where there is one.</param>
/// <param name="Scale">Index of the estimated standard deviation that stands in for <paramref name="Sd"/>; −1 for none.</param>
internal sealed record ParameterPrior(double Mean, double Sd, int Scale = -1);

/// <summary>A normal linear model of contrasts in which a few standard deviations are unknown.</summary>
/// <remarks>
/// y ~ N(Xθ, S + τ²R), θ ~ N(m, D²), D diagonal: fixed, or one of a few unknown scales. ψ = (τ of each group of trials, then the scales); each has a half-normal prior.
/// Given ψ everything is normal. With r = y − Xm, V = S + τ²R, A = XᵀV⁻¹X, b = XᵀV⁻¹r and M = I + DAD = LLᵀ:
/// log p(y | ψ) = −½ (n log 2π + log det V + log det M + rᵀV⁻¹r − |L⁻¹Db|²), θ | y, ψ ~ N(m + DM⁻¹Db, DM⁻¹D). M has no eigenvalue below 1, so that a scale of zero is an ordinary case.
/// Shapes: X n × p, M p × p.
/// </remarks>
internal sealed class HierarchicalModel
{
    private readonly IReadOnlyList<ContrastRows> groups;
    private readonly ParameterPrior[] priors;
    private readonly double[] halfNormal;
    private readonly double[][] residuals;
    private readonly Dictionary<double, Normal>[] cache;
    private readonly int n;

    private sealed record Normal(double[] A, double[] B, double Square, double LogV);

    public HierarchicalModel(IReadOnlyList<ContrastRows> groups, IReadOnlyList<ParameterPrior> priors, IReadOnlyList<double> halfNormal)
    {
        (this.groups, this.priors, this.halfNormal) = (groups, [.. priors], [.. halfNormal]);
        var mean = this.priors.Select(prior => prior.Mean).ToArray();
        residuals = new double[groups.Count][];
        cache = new Dictionary<double, Normal>[groups.Count];
        for (var group = 0; group < groups.Count; group++)
        {
            var rows = groups[group];
            cache[group] = [];
            residuals[group] = new double[rows.Count];
            for (var row = 0; row < rows.Count; row++) { residuals[group][row] = rows.Effect(row) - rows.Fitted(row, mean); }
            n += rows.Count;
        }
    }

    /// <summary>How many unknown standard deviations there are: a τ a group, then the scales.</summary>
    public int Unknowns => halfNormal.Length;

    public int Parameters => priors.Length;

    public double HalfNormal(int unknown) => halfNormal[unknown];

    /// <summary>How far from zero the density begins to change in each unknown: the least standard error of a contrast for τ, of a parameter for a scale.</summary>
    public double[] Resolutions()
    {
        var resolutions = new double[halfNormal.Length];
        var information = new double[halfNormal.Length];
        for (var group = 0; group < groups.Count; group++)
        {
            var a = Given(group, halfNormal[group] / 3).A;
            for (var i = 0; i < priors.Length; i++)
            {
                if (priors[i].Scale >= 0) { information[priors[i].Scale] = Math.Max(information[priors[i].Scale], priors[i].Sd * priors[i].Sd * a[(i * priors.Length) + i]); }
            }
            resolutions[group] = Math.Sqrt(groups[group].LeastVariance);
        }
        for (var k = groups.Count; k < resolutions.Length; k++) { resolutions[k] = information[k] > 0 ? 1 / Math.Sqrt(information[k]) : halfNormal[k]; }
        return resolutions;
    }

    /// <summary>The model at given standard deviations.</summary>
    public sealed class Node
    {
        private readonly HierarchicalModel model;
        private readonly double[] d;
        private readonly double[] l;
        private readonly double[] z;

        public Node(HierarchicalModel model, double[] psi, double[] d, double[] l, double[] z, double log)
        {
            (this.model, Psi, this.d, this.l, this.z, LogDensity) = (model, psi, d, l, z, log);
        }

        /// <summary>ψ.</summary>
        public double[] Psi { get; }

        /// <summary>log p(y | ψ) p(ψ).</summary>
        public double LogDensity { get; }

        /// <summary>Mean and variance of c · θ given ψ.</summary>
        public double Of(ReadOnlySpan<double> c, Span<double> work, out double variance)
        {
            var mean = 0.0;
            for (var i = 0; i < d.Length; i++)
            {
                mean += c[i] * model.priors[i].Mean;
                work[i] = c[i] * d[i];
            }
            Cholesky.Forward(l, d.Length, work);
            variance = Cholesky.Dot(work, work);
            return mean + Cholesky.Dot(work, z);
        }

        /// <summary>Adds to <paramref name="shares"/>, an array a group, what each trial contributes to the variance of c · θ given ψ: (X_i Σc)ᵀ V_i⁻¹ (X_i Σc), Σ being the posterior covariance.</summary>
        /// <returns>cᵀΣc; what the trials leave of it is the prior's.</returns>
        public double Contribute(ReadOnlySpan<double> c, double weight, IReadOnlyList<double[]> shares)
        {
            var v = new double[d.Length];
            Of(c, v, out var variance);
            Cholesky.Backward(l, d.Length, v);
            for (var i = 0; i < v.Length; i++) { v[i] *= d[i]; }
            for (var group = 0; group < shares.Count; group++)
            {
                var rows = model.groups[group];
                double[] w = new double[rows.LargestTrial * rows.LargestTrial], fitted = new double[rows.Count], unused = new double[rows.Parameters];
                for (var row = 0; row < fitted.Length; row++) { fitted[row] = rows.Fitted(row, v); }
                for (var trial = 0; trial < rows.Trials; trial++)
                {
                    rows.Weights(trial, Psi[group] * Psi[group], w);
                    shares[group][trial] += weight * rows.AddVector(trial, w, fitted, unused);
                }
            }
            return weight * variance;
        }
    }

    public Node At(double[] psi)
    {
        var p = priors.Length;
        double[] d = new double[p], l = new double[p * p], z = new double[p];
        for (var i = 0; i < p; i++) { d[i] = priors[i].Scale < 0 ? priors[i].Sd : priors[i].Sd * psi[priors[i].Scale]; }
        double square = 0, logV = 0, log = 0;
        for (var group = 0; group < groups.Count; group++)
        {
            var normal = Given(group, psi[group]);
            square += normal.Square;
            logV += normal.LogV;
            for (var i = 0; i < p; i++)
            {
                z[i] += normal.B[i];
                var from = normal.A.AsSpan(i * p, i + 1);
                var to = l.AsSpan(i * p, i + 1);
                for (var j = 0; j <= i; j++) { to[j] += from[j]; }
            }
        }
        for (var i = 0; i < p; i++)
        {
            z[i] *= d[i];
            for (var j = 0; j <= i; j++) { l[(i * p) + j] *= d[i] * d[j]; }
            l[(i * p) + i] += 1;
        }
        var logM = Cholesky.Factor(l, p);
        Cholesky.Forward(l, p, z);
        log -= 0.5 * ((n * Math.Log(2 * Math.PI)) + logV + logM + square - Cholesky.Dot(z, z));
        for (var k = 0; k < psi.Length; k++)
        {
            var ratio = psi[k] / halfNormal[k];
            log += (0.5 * Math.Log(2 / Math.PI)) - Math.Log(halfNormal[k]) - (0.5 * ratio * ratio);
        }
        return new(this, psi, d, l, z, log);
    }

    private Normal Given(int group, double tau)
    {
        if (cache[group].TryGetValue(tau, out var known)) { return known; }
        var rows = groups[group];
        double[] a = new double[rows.Parameters * rows.Parameters], b = new double[rows.Parameters], w = new double[rows.LargestTrial * rows.LargestTrial];
        double square = 0, logV = 0;
        for (var trial = 0; trial < rows.Trials; trial++)
        {
            logV += rows.Weights(trial, tau * tau, w);
            rows.AddSquare(trial, w, a);
            square += rows.AddVector(trial, w, residuals[group], b);
        }
        return cache[group][tau] = new(a, b, square, logV);
    }
}
