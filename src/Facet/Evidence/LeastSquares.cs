namespace Facet.Evidence;

/// <summary>Generalised least squares of the contrasts of trials: y ~ N(Xβ, S + τ²R).</summary>
/// <remarks>
/// Letters are those of Rücker (2012, doi:10.1002/jrsm.1058) and Jackson et al. (2013, doi:10.1002/sim.5666): y (n) the contrasts, X (n × p) the design, S (n × n, a block a trial) their
/// sampling covariance, R (same blocks) 1 on the diagonal and ½ elsewhere, W = (S + τ²R)⁻¹, A = XᵀWX (p × p), P = W − WXA⁺XᵀW.
/// Where X has not full rank, the parameters outside the pivots are set to zero. That is one generalised inverse of A; whatever the design can tell
/// is the same under every one of them, the Moore-Penrose pseudo-inverse among them, and nothing else is ever returned.
/// </remarks>
internal sealed class LeastSquares
{
    private readonly ContrastRows rows;
    private readonly Estimability estimability;
    private readonly int r;
    private readonly double[] beta;
    private readonly double[] inverse;
    private readonly int[] place;

    public LeastSquares(ContrastRows rows, Estimability estimability, double tau2)
    {
        (this.rows, this.estimability, Tau2, r) = (rows, estimability, tau2, estimability.Rank);
        var p = rows.Parameters;
        var a = new double[p * p];
        var b = new double[p];
        var y = new double[rows.Count];
        for (var row = 0; row < y.Length; row++) { y[row] = rows.Effect(row); }
        var w = new double[rows.LargestTrial * rows.LargestTrial];
        double yWy = 0, logV = 0;
        for (var trial = 0; trial < rows.Trials; trial++)
        {
            logV += rows.Weights(trial, tau2, w);
            rows.AddSquare(trial, w, a);
            yWy += rows.AddVector(trial, w, y, b);
        }
        var l = Pick(a);
        var logA = Cholesky.Factor(l, r);
        inverse = new double[r * r];
        Cholesky.Invert(l, r, inverse);
        var z = new double[r];
        for (var i = 0; i < r; i++) { z[i] = b[estimability.Pivots[i]]; }
        Cholesky.Forward(l, r, z);
        Cholesky.Backward(l, r, z);
        beta = new double[p];
        place = new int[p];
        Array.Fill(place, -1);
        for (var i = 0; i < r; i++)
        {
            beta[estimability.Pivots[i]] = z[i];
            place[estimability.Pivots[i]] = i;
        }
        Residuals = new double[y.Length];
        for (var row = 0; row < y.Length; row++) { Residuals[row] = y[row] - rows.Fitted(row, beta); }
        // From the residuals and not as yWy - bβ, which loses digits when effects are large beside their errors.
        Q = 0;
        var ignored = new double[p];
        for (var trial = 0; trial < rows.Trials; trial++)
        {
            rows.Weights(trial, tau2, w);
            Q += rows.AddVector(trial, w, Residuals, ignored);
        }
        RestrictedLogLikelihood = -0.5 * (logV + logA + Q + ((rows.Count - r) * Math.Log(2 * Math.PI)));
    }

    public double Tau2 { get; }

    /// <summary>y − Xβ, n.</summary>
    public double[] Residuals { get; }

    /// <summary>The weighted sum of squared residuals.</summary>
    public double Q { get; }

    /// <summary>n − rank X.</summary>
    public int Degrees => rows.Count - r;

    public double RestrictedLogLikelihood { get; }

    /// <summary>c · β, or <see langword="null"/> when the design cannot tell.</summary>
    public Estimate? Estimate(ReadOnlySpan<double> c)
    {
        if (!estimability.CanTell(c)) { return null; }
        double value = 0, variance = 0;
        for (var i = 0; i < r; i++)
        {
            var ci = c[estimability.Pivots[i]];
            if (ci == 0) { continue; }
            value += ci * beta[estimability.Pivots[i]];
            for (var j = 0; j < r; j++)
            {
                var cj = c[estimability.Pivots[j]];
                if (cj != 0) { variance += ci * cj * inverse[(i * r) + j]; }
            }
        }
        return new(value, Math.Sqrt(Math.Max(variance, 0)));
    }

    /// <summary>Every treatment against every other.</summary>
    /// <param name="code">The parameters of each treatment, with their factors.</param>
    public PairTable League(KeyValuePair<int, double>[][] code)
    {
        var t = code.Length;
        double[] values = new double[t], covariance = new double[t * t], u = new double[r], c = new double[rows.Parameters];
        var sides = new double[t][];
        for (var i = 0; i < t; i++)
        {
            Array.Clear(u);
            foreach (var (parameter, factor) in code[i])
            {
                values[i] += factor * beta[parameter];
                c[parameter] += factor;
                if (place[parameter] < 0) { continue; }
                var row = inverse.AsSpan(place[parameter] * r, r);
                for (var k = 0; k < r; k++) { u[k] += factor * row[k]; }
            }
            sides[i] = estimability.Outside(c);
            foreach (var (parameter, _) in code[i]) { c[parameter] = 0; }
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                foreach (var (parameter, factor) in code[j])
                {
                    if (place[parameter] >= 0) { sum += factor * u[place[parameter]]; }
                }
                covariance[(i * t) + j] = covariance[(j * t) + i] = sum;
            }
        }
        return new(values, covariance, sides);
    }

    /// <summary>τ² of this design by the chosen estimator.</summary>
    public static double Heterogeneity(ContrastRows rows, Estimability estimability, LeastSquares common, TauEstimator estimator)
    {
        if (common.Degrees <= 0) { return 0; }
        var trace = common.Trace();
        var moment = trace > 0 ? Math.Max(0, (common.Q - common.Degrees) / trace) : 0;
        return estimator == TauEstimator.DerSimonianLaird ? moment : Reml(rows, estimability, common, moment);
    }

    /// <summary>Fisher scoring from the moment estimate, halving steps that do not raise the restricted likelihood.</summary>
    /// <exception cref="InvalidOperationException">200 steps were not enough.</exception>
    private static double Reml(ContrastRows rows, Estimability estimability, LeastSquares common, double start)
    {
        var fit = start > 0 ? new LeastSquares(rows, estimability, start) : common;
        if (common.RestrictedLogLikelihood > fit.RestrictedLogLikelihood) { fit = common; }
        for (var step = 0; step < 200; step++)
        {
            fit.Traces(out var tracePR, out var tracePRPR, out var yPRPy);
            var score = 0.5 * (yPRPy - tracePR);
            var move = score / (0.5 * tracePRPR);
            if (fit.Tau2 == 0 && move <= 0) { return 0; }
            var next = Math.Max(0, fit.Tau2 + move);
            // Near the top the likelihood is flat to the last digit, where only the score still tells which way is up.
            if (Math.Abs(next - fit.Tau2) <= 1e-12 * (1e-6 + next)) { return next; }
            var tried = new LeastSquares(rows, estimability, next);
            while (tried.RestrictedLogLikelihood < fit.RestrictedLogLikelihood - (1e-12 * Math.Abs(fit.RestrictedLogLikelihood)) && Math.Abs(tried.Tau2 - fit.Tau2) > 1e-12 * (1e-6 + fit.Tau2))
            {
                next = (next + fit.Tau2) / 2;
                tried = new(rows, estimability, next);
            }
            fit = tried;
        }
        throw new InvalidOperationException("200 steps of Fisher scoring did not find the maximum of the restricted likelihood.");
    }

    /// <summary>tr(PR) = tr(WR) − tr(A⁻¹ XᵀWRWX).</summary>
    private double Trace()
    {
        var (p, largest) = (rows.Parameters, rows.LargestTrial);
        double[] first = new double[p * p], w = new double[largest * largest], wr = new double[largest * largest], wrw = new double[largest * largest];
        var trace = 0.0;
        for (var trial = 0; trial < rows.Trials; trial++)
        {
            var m = rows.TrialFirst[trial + 1] - rows.TrialFirst[trial];
            rows.Weights(trial, Tau2, w);
            TimesR(w, wr, m);
            Times(wr, w, wrw, m);
            for (var j = 0; j < m; j++) { trace += wr[(j * m) + j]; }
            rows.AddSquare(trial, wrw, first);
        }
        var f = Both(Pick(first));
        for (var i = 0; i < r; i++) { trace -= Cholesky.Dot(inverse.AsSpan(i * r, r), f.AsSpan(i * r, r)); }
        return trace;
    }

    /// <summary>tr(PR), tr(PRPR) and yᵀPRPy.</summary>
    private void Traces(out double tracePR, out double tracePRPR, out double yPRPy)
    {
        var p = rows.Parameters;
        var largest = rows.LargestTrial;
        double[] first = new double[p * p], second = new double[p * p], unused = new double[p];
        double[] w = new double[largest * largest], wr = new double[largest * largest], wrw = new double[largest * largest], wrwr = new double[largest * largest], third = new double[largest * largest];
        (tracePR, tracePRPR, yPRPy) = (0, 0, 0);
        for (var trial = 0; trial < rows.Trials; trial++)
        {
            var m = rows.TrialFirst[trial + 1] - rows.TrialFirst[trial];
            rows.Weights(trial, Tau2, w);
            TimesR(w, wr, m);
            Times(wr, w, wrw, m);
            TimesR(wrw, wrwr, m);
            Times(wrwr, w, third, m);
            for (var j = 0; j < m; j++) { tracePR += wr[(j * m) + j]; tracePRPR += wrwr[(j * m) + j]; }
            rows.AddSquare(trial, wrw, first);
            rows.AddSquare(trial, third, second);
            yPRPy += rows.AddVector(trial, wrw, Residuals, unused);
        }
        // tr(PR) = tr(WR) − tr(A⁻¹ XᵀWRWX); tr(PRPR) = tr(WRWR) − 2 tr(A⁻¹ XᵀWRWRWX) + tr((A⁻¹ XᵀWRWX)²).
        var f = Both(Pick(first));
        var g = Both(Pick(second));
        var product = new double[r * r];
        for (var i = 0; i < r; i++)
        {
            for (var j = 0; j < r; j++)
            {
                // Both matrices are symmetric, so that rows stand for columns.
                product[(i * r) + j] = Cholesky.Dot(inverse.AsSpan(i * r, r), f.AsSpan(j * r, r));
            }
        }
        for (var i = 0; i < r; i++)
        {
            tracePR -= product[(i * r) + i];
            tracePRPR -= 2 * Cholesky.Dot(inverse.AsSpan(i * r, r), g.AsSpan(i * r, r));
            for (var j = 0; j < r; j++) { tracePRPR += product[(i * r) + j] * product[(j * r) + i]; }
        }
    }

    private static void TimesR(double[] a, double[] result, int m)
    {
        for (var i = 0; i < m; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < m; j++) { sum += a[(i * m) + j]; }
            for (var j = 0; j < m; j++) { result[(i * m) + j] = 0.5 * (sum + a[(i * m) + j]); }
        }
    }

    private static void Times(double[] a, double[] b, double[] result, int m)
    {
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < m; k++) { sum += a[(i * m) + k] * b[(k * m) + j]; }
                result[(i * m) + j] = sum;
            }
        }
    }

    /// <summary>The lower triangle of the pivots' rows and columns.</summary>
    private double[] Pick(double[] a)
    {
        // All parameters, ascending: nothing to leave out.
        if (r == rows.Parameters) { return a; }
        var picked = new double[r * r];
        for (var i = 0; i < r; i++)
        {
            for (var j = 0; j <= i; j++) { picked[(i * r) + j] = a[(estimability.Pivots[i] * rows.Parameters) + estimability.Pivots[j]]; }
        }
        return picked;
    }

    private double[] Both(double[] lower)
    {
        for (var i = 0; i < r; i++)
        {
            for (var j = 0; j < i; j++) { lower[(j * r) + i] = lower[(i * r) + j]; }
        }
        return lower;
    }
}
