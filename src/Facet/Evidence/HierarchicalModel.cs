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
/// Shapes: X n × p. A parameter that no contrast speaks of has zeros in A: M is the identity there and its posterior is its prior. So those come last, and M, L, A and b hold the others alone, q × q.
/// </remarks>
internal sealed class HierarchicalModel
{
    private readonly IReadOnlyList<ContrastRows> groups;
    private readonly ParameterPrior[] priors;
    private readonly double[] halfNormal;
    private readonly double[] scratchD;
    private readonly double[] scratchL;
    private readonly double[] scratchZ;
    private readonly int[] order;
    private readonly int[][] spoken;
    private readonly ContrastRows[] own;
    private readonly int q;
    private readonly double[][] residuals;
    private readonly Dictionary<double, Normal>[] cache;
    private readonly int n;

    /// <summary>More values of τ than any quadrature here has; whoever tries others at random does not fill the memory.</summary>
    private const int MostCached = 4096;

    private sealed record Normal(double[] A, double[] B, double Square, double LogV);

    public HierarchicalModel(IReadOnlyList<ContrastRows> groups, IReadOnlyList<ParameterPrior> priors, IReadOnlyList<double> halfNormal)
    {
        (this.priors, this.halfNormal) = ([.. priors], [.. halfNormal]);
        var informed = groups.Select(rows => rows.Informed()).ToList();
        var (told, untold) = (new List<int>(), new List<int>());
        var place = new int[priors.Count];
        for (var i = 0; i < place.Length; i++)
        {
            var of = informed.Exists(group => group[i]) ? told : untold;
            place[i] = of.Count;
            of.Add(i);
        }
        (q, order) = (told.Count, [.. told, .. untold]);
        // A window speaks of a part of the parameters: its A and b hold those alone.
        spoken = [.. informed.Select(group => told.Where(i => group[i]).Select(i => place[i]).ToArray())];
        own = [.. groups.Select((rows, group) => rows.Renumbered([.. Enumerable.Range(0, place.Length).Select(i => Array.BinarySearch(spoken[group], informed[group][i] ? place[i] : -1))], spoken[group].Length))];
        this.groups = groups = [.. groups.Select(rows => rows.Renumbered(place, q))];
        var mean = told.Select(i => priors[i].Mean).ToArray();
        (scratchD, scratchL, scratchZ) = (new double[priors.Count], new double[q * q], new double[q]);
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
            var size = spoken[group].Length;
            for (var i = 0; i < size; i++)
            {
                var prior = priors[order[spoken[group][i]]];
                if (prior.Scale >= 0) { information[prior.Scale] = Math.Max(information[prior.Scale], prior.Sd * prior.Sd * a[(i * size) + i]); }
            }
            resolutions[group] = Math.Sqrt(groups[group].LeastVariance);
        }
        for (var k = groups.Count; k < resolutions.Length; k++) { resolutions[k] = information[k] > 0 ? 1 / Math.Sqrt(information[k]) : halfNormal[k]; }
        return resolutions;
    }

    /// <summary>The model at given standard deviations.</summary>
    /// <remarks>D, L and L⁻¹Db are worked out when something is asked of the node first: a quadrature visits many nodes of which its answer has no need.</remarks>
    public sealed class Node
    {
        private readonly HierarchicalModel model;
        private Factors? factors;

        private sealed record Factors(double[] D, double[] L, double[] Z);

        public Node(HierarchicalModel model, double[] psi, double log) => (this.model, Psi, LogDensity) = (model, psi, log);

        private Factors Known
        {
            get
            {
                if (factors is { } known) { return known; }
                var made = new Factors(new double[model.priors.Length], new double[model.q * model.q], new double[model.q]);
                model.Fill(Psi, made.D, made.L, made.Z);
                return factors = made;
            }
        }

        /// <summary>ψ.</summary>
        public double[] Psi { get; }

        /// <summary>log p(y | ψ) p(ψ).</summary>
        public double LogDensity { get; }

        /// <summary>Mean and variance of c · θ given ψ; <paramref name="work"/>, p, is left with w such that the covariance of two functionals is w · w′.</summary>
        public double Of(ReadOnlySpan<double> c, Span<double> work, out double variance)
        {
            var (d, l, z) = Known;
            var mean = 0.0;
            for (var i = 0; i < d.Length; i++)
            {
                var at = model.order[i];
                mean += c[at] * model.priors[at].Mean;
                work[i] = c[at] * d[i];
            }
            Cholesky.Forward(l, model.q, work);
            variance = Cholesky.Dot(work, work);
            return mean + Cholesky.Dot(work[..model.q], z);
        }

        /// <summary>Adds what each trial contributes to the variance of c · θ given ψ, (X_i Σc)ᵀ V_i⁻¹ (X_i Σc), Σ being the posterior covariance, for several c.</summary>
        /// <param name="functionals">c, each p.</param>
        /// <param name="weight">What the node weighs.</param>
        /// <param name="shares">For each c an array a group, one entry a trial.</param>
        /// <param name="totals">For each c cᵀΣc; what the trials leave of it is the prior's.</param>
        public void Contribute(IReadOnlyList<double[]> functionals, double weight, IReadOnlyList<double[][]> shares, double[] totals)
        {
            var (d, l, _) = Known;
            var p = d.Length;
            var q = model.q;
            double[] work = new double[p], unused = new double[q], all = new double[functionals.Count * q];
            for (var k = 0; k < functionals.Count; k++)
            {
                Of(functionals[k], work, out var variance);
                totals[k] += weight * variance;
                Cholesky.Backward(l, q, work);
                for (var i = 0; i < q; i++) { all[(k * q) + i] = work[i] * d[i]; }
            }
            for (var group = 0; group < model.groups.Count; group++)
            {
                var rows = model.groups[group];
                double[] w = new double[rows.LargestTrial * rows.LargestTrial], fitted = new double[rows.Count];
                for (var trial = 0; trial < rows.Trials; trial++)
                {
                    rows.Weights(trial, Psi[group] * Psi[group], w);
                    for (var k = 0; k < functionals.Count; k++)
                    {
                        for (var row = rows.TrialFirst[trial]; row < rows.TrialFirst[trial + 1]; row++) { fitted[row] = rows.Fitted(row, all.AsSpan(k * q, q)); }
                        shares[k][group][trial] += weight * rows.AddVector(trial, w, fitted, unused);
                    }
                }
            }
        }
    }

    /// <summary>The model at ψ; not for two threads at once, though the nodes are.</summary>
    public Node At(double[] psi) => new(this, psi, LogDensity(psi));

    /// <summary>log p(y | ψ) p(ψ) alone; not for two threads at once.</summary>
    public double LogDensity(double[] psi)
    {
        Array.Clear(scratchL);
        Array.Clear(scratchZ);
        return Fill(psi, scratchD, scratchL, scratchZ);
    }

    private double Fill(double[] psi, double[] d, double[] l, double[] z)
    {
        for (var i = 0; i < priors.Length; i++)
        {
            var prior = priors[order[i]];
            d[i] = prior.Scale < 0 ? prior.Sd : prior.Sd * psi[prior.Scale];
        }
        double square = 0, logV = 0, log = 0;
        for (var group = 0; group < groups.Count; group++)
        {
            var normal = Given(group, psi[group]);
            square += normal.Square;
            logV += normal.LogV;
            var at = spoken[group];
            for (var i = 0; i < at.Length; i++)
            {
                z[at[i]] += normal.B[i];
                var from = normal.A.AsSpan(i * at.Length, i + 1);
                var to = l.AsSpan(at[i] * q, at[i] + 1);
                if (at.Length == q) { Cholesky.Add(to, from); continue; }
                for (var j = 0; j <= i; j++) { to[at[j]] += from[j]; }
            }
        }
        for (var i = 0; i < q; i++)
        {
            z[i] *= d[i];
            Cholesky.Scale(l.AsSpan(i * q, i + 1), d[i], d);
            l[(i * q) + i] += 1;
        }
        var logM = Cholesky.Factor(l, q);
        Cholesky.Forward(l, q, z);
        log -= 0.5 * ((n * Math.Log(2 * Math.PI)) + logV + logM + square - Cholesky.Dot(z, z));
        for (var k = 0; k < psi.Length; k++)
        {
            var ratio = psi[k] / halfNormal[k];
            log += (0.5 * Math.Log(2 / Math.PI)) - Math.Log(halfNormal[k]) - (0.5 * ratio * ratio);
        }
        return log;
    }

    private Normal Given(int group, double tau)
    {
        if (cache[group].TryGetValue(tau, out var known)) { return known; }
        if (cache[group].Count >= MostCached) { cache[group].Clear(); }
        var rows = own[group];
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
