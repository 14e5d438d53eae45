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
    private readonly double[] scratchC;
    private readonly int[] order;
    private readonly int[][] spoken;
    private readonly ContrastRows[] narrow;
    private readonly int q;
    private readonly int[] others;
    private readonly int[] own;
    private readonly int toldOthers;
    private readonly int toldOwn;
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
        narrow = [.. groups.Select((rows, group) => rows.Renumbered([.. Enumerable.Range(0, place.Length).Select(i => Array.BinarySearch(spoken[group], informed[group][i] ? place[i] : -1))], spoken[group].Length))];
        this.groups = groups = [.. groups.Select(rows => rows.Renumbered(place, q))];
        var mean = told.Select(i => priors[i].Mean).ToArray();
        // The first of the scales: on a lattice over the shipped trials it takes more values than the others, so that there are fewest lines.
        OpenScale = halfNormal.Count > groups.Count ? groups.Count : -1;
        var isOwn = order.Select(at => OpenScale >= 0 && priors[at].Scale == OpenScale).ToList();
        others = [.. Enumerable.Range(0, order.Length).Where(at => !isOwn[at])];
        own = [.. Enumerable.Range(0, order.Length).Where(at => isOwn[at])];
        (toldOthers, toldOwn) = (others.Count(at => at < q), own.Count(at => at < q));
        (scratchD, scratchL, scratchZ, scratchC) = (new double[priors.Count], new double[q * q], new double[q], new double[toldOwn * toldOwn]);
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

    /// <summary>The place in ψ of the scale along which <see cref="SliceAt"/> cuts; −1 when every unknown standard deviation is a τ.</summary>
    public int OpenScale { get; }

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
    /// <remarks>On a slice D, L and L⁻¹Db are worked out when something is asked of the node that the slice does not tell.</remarks>
    public sealed class Node
    {
        private readonly HierarchicalModel model;
        private Factors? factors;

        /// <param name="D">The prior's standard deviations, p, by place.</param>
        /// <param name="W">L⁻ᵀ, q × q: row i is column i of L⁻¹.</param>
        /// <param name="Z">L⁻¹Db.</param>
        private sealed record Factors(double[] D, double[] W, double[] Z);

        /// <summary>A node by itself.</summary>
        internal Node(HierarchicalModel model, double[] psi)
        {
            (this.model, Psi) = (model, psi);
            Array.Clear(model.scratchL);
            factors = Factor(model.scratchL, out var log);
            LogDensity = log;
        }

        /// <summary>A node of a slice.</summary>
        internal Node(HierarchicalModel model, double[] psi, double log, Slice slice, double[] shrinkage) => (this.model, Psi, LogDensity, Slice, Shrinkage) = (model, psi, log, slice, shrinkage);

        private Factors Known => factors ??= Factor(new double[model.q * model.q], out _);

        private Factors Factor(double[] l, out double log)
        {
            var made = new Factors(new double[model.priors.Length], new double[model.q * model.q], new double[model.q]);
            log = model.Fill(Psi, made.D, l, made.Z);
            Cholesky.InvertFactor(l, model.q, made.W);
            return made;
        }

        /// <summary>ψ.</summary>
        public double[] Psi { get; }

        /// <summary>log p(y | ψ) p(ψ).</summary>
        public double LogDensity { get; }

        /// <summary>The slice that the node was found on; <see langword="null"/> where it was found by itself.</summary>
        public Slice? Slice { get; }

        /// <summary>s² / (1 + s²λ) for each direction of the slice.</summary>
        public double[]? Shrinkage { get; }

        /// <summary>Mean and variance of c · θ given ψ; <paramref name="work"/>, p, is left with w such that the covariance of two functionals is w · w′.</summary>
        public double Of(ReadOnlySpan<double> c, Span<double> work, out double variance)
        {
            var (d, w, z) = Known;
            var q = model.q;
            var mean = 0.0;
            work.Clear();
            for (var i = 0; i < d.Length; i++)
            {
                var at = model.order[i];
                if (c[at] == 0) { continue; }
                mean += c[at] * model.priors[at].Mean;
                if (i < q) { Cholesky.AddMultiple(work[i..q], c[at] * d[i], w.AsSpan((i * q) + i, q - i)); } else { work[i] = c[at] * d[i]; }
            }
            variance = Cholesky.Dot(work, work);
            return mean + Cholesky.Dot(work[..q], z);
        }

        /// <summary>Adds what each trial contributes to the variance of c · θ given ψ, (X_i Σc)ᵀ V_i⁻¹ (X_i Σc), Σ being the posterior covariance, for several c.</summary>
        /// <param name="functionals">c, each p.</param>
        /// <param name="weight">What the node weighs.</param>
        /// <param name="shares">For each c an array a group, one entry a trial.</param>
        /// <param name="totals">For each c cᵀΣc; what the trials leave of it is the prior's.</param>
        public void Contribute(IReadOnlyList<double[]> functionals, double weight, IReadOnlyList<double[][]> shares, double[] totals)
        {
            var (d, inverse, _) = Known;
            var (q, k) = (model.q, functionals.Count);
            // Σc for all c: a row a parameter, a column a functional, so that a contrast is a sum of few rows.
            double[] work = new double[d.Length], all = new double[q * k], parts = new double[k];
            for (var column = 0; column < k; column++)
            {
                Of(functionals[column], work, out var variance);
                totals[column] += weight * variance;
                for (var i = 0; i < q; i++) { all[(i * k) + column] = d[i] * Cholesky.Dot(inverse.AsSpan((i * q) + i, q - i), work.AsSpan(i, q - i)); }
            }
            for (var group = 0; group < model.groups.Count; group++)
            {
                var rows = model.groups[group];
                double[] w = new double[rows.LargestTrial * rows.LargestTrial], fitted = new double[(rows.LargestTrial + 1) * k];
                for (var trial = 0; trial < rows.Trials; trial++)
                {
                    rows.Weights(trial, Psi[group] * Psi[group], w);
                    rows.Squares(trial, w, all, fitted, parts);
                    for (var column = 0; column < k; column++) { shares[column][group][trial] += weight * parts[column]; }
                }
            }
        }
    }

    /// <summary>The model at standard deviations of which one, the open scale s, has no value yet: each value costs one pass over the parameters that it governs.</summary>
    /// <remarks>
    /// θ₂ are the parameters whose prior is s times E, E diagonal; θ₁ the others. M = [M₁₁, sN; sNᵀ, I + s²K] with N = D₁A₁₂E and K = EA₂₂E. With M₁₁ = L₁L₁ᵀ, B = L₁⁻¹N, C = K − BᵀB = QΛQᵀ,
    /// z = L₁⁻¹D₁b₁ and h = Qᵀ(Eb₂ − Bᵀz), none of which has to do with s: log det M = log det M₁₁ + Σ log(1 + s²λ) and |L⁻¹Db|² = |z|² + Σ h² s²/(1 + s²λ). For a functional c with
    /// w = L₁⁻¹D₁c₁ and f = Qᵀ(Ec₂ − Bᵀw), c · θ has the mean c · m + w · z + Σ fh s²/(1 + s²λ) and the variance |w|² + Σ f² s²/(1 + s²λ). A parameter that no contrast speaks of has λ = h = 0.
    /// </remarks>
    public sealed class Slice
    {
        private readonly HierarchicalModel model;
        private readonly double[] d;
        private readonly double[] l;
        private readonly double[] b;
        private readonly double[] z;
        private readonly double[] q;
        private readonly double[] lambda;
        private readonly double[] h;
        private readonly double log;

        internal Slice(HierarchicalModel model, double[] psi)
        {
            this.model = model;
            var (one, two, p1, p2) = (model.others, model.own, model.toldOthers, model.toldOwn);
            (d, z, lambda, h) = (new double[model.priors.Length], new double[p1], new double[p2], new double[p2]);
            (l, b, q) = (new double[p1 * p1], new double[p2 * p1], new double[p2 * p2]);
            double[] a = model.scratchL, told = model.scratchZ, c = model.scratchC, rest = new double[p2];
            Array.Clear(a);
            Array.Clear(told);
            model.Inform(psi, a, told, out var square, out var logV);
            for (var i = 0; i < one.Length; i++) { d[i] = model.Deviation(one[i], psi); }
            for (var j = 0; j < two.Length; j++) { d[one.Length + j] = model.priors[model.order[two[j]]].Sd; }
            for (var i = 0; i < p1; i++)
            {
                z[i] = d[i] * told[one[i]];
                for (var j = 0; j <= i; j++) { l[(i * p1) + j] = d[i] * d[j] * A(one[i], one[j]); }
                l[(i * p1) + i] += 1;
            }
            var logM = Cholesky.Factor(l, p1);
            Cholesky.Forward(l, p1, z);
            for (var j = 0; j < p2; j++)
            {
                var own = d[one.Length + j];
                var row = b.AsSpan(j * p1, p1);
                for (var i = 0; i < p1; i++) { row[i] = own * d[i] * A(two[j], one[i]); }
                Cholesky.Forward(l, p1, row);
                for (var k = 0; k <= j; k++) { c[(j * p2) + k] = c[(k * p2) + j] = (own * d[one.Length + k] * A(two[j], two[k])) - Cholesky.Dot(row, b.AsSpan(k * p1, p1)); }
                rest[j] = (own * told[two[j]]) - Cholesky.Dot(row, z);
            }
            SymmetricEigen.Decompose(c, p2, lambda, q);
            for (var j = 0; j < p2; j++)
            {
                lambda[j] = Math.Max(0, lambda[j]);
                h[j] = Cholesky.Dot(q.AsSpan(j * p2, p2), rest);
            }
            log = -0.5 * ((model.n * Math.Log(2 * Math.PI)) + logV + logM + square - Cholesky.Dot(z, z));

            double A(int i, int j) => a[(Math.Max(i, j) * model.q) + Math.Min(i, j)];
        }

        /// <summary>The node at ψ, of which all but the open scale are those of the slice.</summary>
        public Node At(double[] psi)
        {
            var s2 = psi[model.OpenScale] * psi[model.OpenScale];
            var shrinkage = new double[model.own.Length];
            Array.Fill(shrinkage, s2);
            double product = 1, logM = 0, fitted = 0;
            for (var j = 0; j < lambda.Length; j++)
            {
                var precision = 1 + (s2 * lambda[j]);
                shrinkage[j] = s2 / precision;
                fitted += h[j] * h[j] * shrinkage[j];
                product *= precision;
                // One logarithm for many factors, as long as their product is a number.
                if (product > 1e150) { logM += Math.Log(product); product = 1; }
            }
            return new(model, psi, model.LogPrior(psi) + log - (0.5 * (logM + Math.Log(product) - fitted)), this, shrinkage);
        }

        /// <summary>What the slice makes of a functional.</summary>
        /// <param name="c">c, p.</param>
        /// <param name="root">p: left with w, then what parameters of θ₁ that no contrast speaks of add to it, then from <see cref="Split"/> on f.</param>
        /// <returns>c · m + w · z.</returns>
        public double Reduce(ReadOnlySpan<double> c, Span<double> root)
        {
            var (p1, p2) = (z.Length, lambda.Length);
            var mean = 0.0;
            for (var i = 0; i < root.Length; i++)
            {
                var at = model.order[i < model.others.Length ? model.others[i] : model.own[i - model.others.Length]];
                mean += c[at] * model.priors[at].Mean;
                root[i] = c[at] * d[i];
            }
            Cholesky.Forward(l, p1, root);
            var w = root[..p1];
            var f = root.Slice(Split, p2);
            Span<double> rest = p2 <= 128 ? stackalloc double[p2] : new double[p2];
            for (var j = 0; j < p2; j++) { rest[j] = f[j] - Cholesky.Dot(b.AsSpan(j * p1, p1), w); }
            for (var j = 0; j < p2; j++) { f[j] = Cholesky.Dot(q.AsSpan(j * p2, p2), rest); }
            return mean + Cholesky.Dot(w, z);
        }

        /// <summary>How many parameters the open scale does not govern.</summary>
        public int Split => model.others.Length;

        /// <summary>h.</summary>
        public ReadOnlySpan<double> H => h;
    }

    /// <summary>A functional c · θ read at node after node: those of one slice, if they follow one another, share what does not depend on its open scale.</summary>
    public sealed class Reader
    {
        private readonly double[] c;
        private readonly double[] root;
        private readonly double[] products;
        private readonly double[] squares;
        private Slice? slice;
        private double mean;
        private double square;

        /// <param name="model">The model.</param>
        /// <param name="c">c, p.</param>
        public Reader(HierarchicalModel model, double[] c) => (this.c, root, products, squares) = (c, new double[c.Length], new double[model.own.Length], new double[model.own.Length]);

        /// <summary>Mean and variance of c · θ given ψ.</summary>
        public double At(Node node, out double variance)
        {
            if (node is not { Slice: { } on, Shrinkage: { } shrinkage }) { return node.Of(c, root, out variance); }
            if (on != slice) { Turn(on); }
            variance = square + Cholesky.Dot(squares, shrinkage);
            return mean + Cholesky.Dot(products, shrinkage);
        }

        /// <summary>The same, leaving in <paramref name="work"/>, p, a vector such that the covariance of two functionals at the node is the product of theirs.</summary>
        public double At(Node node, Span<double> work)
        {
            var value = At(node, out _);
            root.CopyTo(work);
            if (node is { Slice: { } on, Shrinkage: { } shrinkage })
            {
                var f = work[on.Split..];
                for (var j = 0; j < f.Length; j++) { f[j] *= Math.Sqrt(shrinkage[j]); }
            }
            return value;
        }

        private void Turn(Slice to)
        {
            slice = to;
            mean = to.Reduce(c, root);
            square = Cholesky.Dot(root.AsSpan(0, to.Split), root.AsSpan(0, to.Split));
            for (var j = 0; j < squares.Length; j++)
            {
                var f = root[to.Split + j];
                squares[j] = f * f;
                products[j] = j < to.H.Length ? f * to.H[j] : 0;
            }
        }
    }

    /// <summary>The model at ψ; not for two threads at once, though the nodes are.</summary>
    public Node At(double[] psi) => new(this, psi);

    /// <summary>The slice through ψ along the open scale; not for two threads at once.</summary>
    /// <param name="psi">ψ; its entry of the open scale does not count.</param>
    /// <returns>The slice, or <see langword="null"/> when every unknown standard deviation is a τ.</returns>
    public Slice? SliceAt(double[] psi) => OpenScale < 0 ? null : new(this, psi);

    /// <summary>log p(y | ψ) p(ψ) alone; not for two threads at once.</summary>
    public double LogDensity(double[] psi)
    {
        Array.Clear(scratchL);
        Array.Clear(scratchZ);
        return Fill(psi, scratchD, scratchL, scratchZ);
    }

    private double Fill(double[] psi, double[] d, double[] l, double[] z)
    {
        for (var i = 0; i < d.Length; i++) { d[i] = Deviation(i, psi); }
        Inform(psi, l, z, out var square, out var logV);
        for (var i = 0; i < q; i++)
        {
            z[i] *= d[i];
            Cholesky.Scale(l.AsSpan(i * q, i + 1), d[i], d);
            l[(i * q) + i] += 1;
        }
        var logM = Cholesky.Factor(l, q);
        Cholesky.Forward(l, q, z);
        return LogPrior(psi) - (0.5 * ((n * Math.Log(2 * Math.PI)) + logV + logM + square - Cholesky.Dot(z, z)));
    }

    /// <summary>The prior's standard deviation of the parameter at a place.</summary>
    private double Deviation(int place, double[] psi)
    {
        var prior = priors[order[place]];
        return prior.Scale < 0 ? prior.Sd : prior.Sd * psi[prior.Scale];
    }

    /// <summary>log p(ψ).</summary>
    private double LogPrior(double[] psi)
    {
        var log = 0.0;
        for (var k = 0; k < psi.Length; k++)
        {
            var ratio = psi[k] / halfNormal[k];
            log += (0.5 * Math.Log(2 / Math.PI)) - Math.Log(halfNormal[k]) - (0.5 * ratio * ratio);
        }
        return log;
    }

    /// <summary>Adds A, its lower triangle, and b of all groups to what is there.</summary>
    /// <param name="psi">ψ, of which the τs count.</param>
    /// <param name="a">q × q.</param>
    /// <param name="b">q.</param>
    /// <param name="square">rᵀV⁻¹r.</param>
    /// <param name="logV">log det V.</param>
    private void Inform(double[] psi, double[] a, double[] b, out double square, out double logV)
    {
        (square, logV) = (0, 0);
        for (var group = 0; group < groups.Count; group++)
        {
            var normal = Given(group, psi[group]);
            square += normal.Square;
            logV += normal.LogV;
            var at = spoken[group];
            for (var i = 0; i < at.Length; i++)
            {
                b[at[i]] += normal.B[i];
                var from = normal.A.AsSpan(i * at.Length, i + 1);
                var to = a.AsSpan(at[i] * q, at[i] + 1);
                if (at.Length == q) { Cholesky.Add(to, from); continue; }
                for (var j = 0; j <= i; j++) { to[at[j]] += from[j]; }
            }
        }
    }

    private Normal Given(int group, double tau)
    {
        if (cache[group].TryGetValue(tau, out var known)) { return known; }
        if (cache[group].Count >= MostCached) { cache[group].Clear(); }
        var rows = narrow[group];
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
