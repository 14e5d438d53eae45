namespace Facet.Evidence;

/// <summary>The contrasts of all trials with a sparse design: n rows (one a contrast), p columns (one a parameter).</summary>
internal sealed class ContrastRows
{
    private readonly int[] trialFirst;
    private readonly int[] rowFirst;
    private readonly int[] columns;
    private readonly double[] values;
    private readonly double[] y;
    private readonly double[][] s;

    /// <summary>Rows for trials, given how a treatment is made of parameters.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="p">How many parameters there are.</param>
    /// <param name="code">The parameters of a treatment, each with its factor.</param>
    public ContrastRows(IReadOnlyList<TrialContrasts> trials, int p, Func<string, IReadOnlyList<KeyValuePair<int, double>>> code)
    {
        Parameters = p;
        var (firsts, starts, indices, factors, effects) = (new List<int> { 0 }, new List<int> { 0 }, new List<int>(), new List<double>(), new List<double>());
        var row = new double[p];
        var touched = new List<int>();
        s = new double[trials.Count][];
        for (var i = 0; i < trials.Count; i++)
        {
            var trial = trials[i];
            s[i] = trial.S;
            var first = code(trial.Arms[0]);
            for (var j = 0; j < trial.Y.Length; j++)
            {
                Add(code(trial.Arms[j + 1]), 1);
                Add(first, -1);
                touched.Sort();
                foreach (var column in touched)
                {
                    if (row[column] != 0) { indices.Add(column); factors.Add(row[column]); }
                    row[column] = 0;
                }
                touched.Clear();
                starts.Add(indices.Count);
                effects.Add(trial.Y[j]);
            }
            firsts.Add(effects.Count);
        }
        (trialFirst, rowFirst, columns, values, y) = ([.. firsts], [.. starts], [.. indices], [.. factors], [.. effects]);

        void Add(IReadOnlyList<KeyValuePair<int, double>> parts, double sign)
        {
            foreach (var part in parts)
            {
                if (!touched.Contains(part.Key)) { touched.Add(part.Key); }
                row[part.Key] += sign * part.Value;
            }
        }
    }

    private ContrastRows(ContrastRows rows, int[] place, int p)
    {
        (Parameters, trialFirst, rowFirst, values, y, s) = (p, rows.trialFirst, rows.rowFirst, rows.values, rows.y, rows.s);
        columns = [.. rows.columns.Select(column => place[column])];
    }

    /// <summary>The same rows with parameters renumbered.</summary>
    /// <param name="place">The new place of every parameter that a row speaks of; it keeps their order.</param>
    /// <param name="p">How many parameters there are then.</param>
    public ContrastRows Renumbered(int[] place, int p) => new(this, place, p);

    /// <summary>n, the number of contrasts.</summary>
    public int Count => y.Length;

    /// <summary>p, the number of parameters.</summary>
    public int Parameters { get; }

    /// <summary>The number of trials.</summary>
    public int Trials => s.Length;

    /// <summary>Which parameters any contrast speaks of.</summary>
    public bool[] Informed()
    {
        var informed = new bool[Parameters];
        foreach (var column in columns) { informed[column] = true; }
        return informed;
    }

    /// <summary>The trials' first rows; the last entry is n.</summary>
    public ReadOnlySpan<int> TrialFirst => trialFirst;

    public double Effect(int row) => y[row];

    /// <summary>x · β for one row.</summary>
    public double Fitted(int row, ReadOnlySpan<double> beta)
    {
        var sum = 0.0;
        for (var at = rowFirst[row]; at < rowFirst[row + 1]; at++) { sum += values[at] * beta[columns[at]]; }
        return sum;
    }

    /// <summary>One row as a full vector of length p.</summary>
    public void Row(int row, Span<double> x)
    {
        x.Clear();
        for (var at = rowFirst[row]; at < rowFirst[row + 1]; at++) { x[columns[at]] = values[at]; }
    }

    /// <summary>W = (S + τ² R)⁻¹ of a trial into <paramref name="w"/>, m × m; R has 1 on its diagonal and ½ elsewhere.</summary>
    /// <returns>log det (S + τ² R).</returns>
    public double Weights(int trial, double tau2, Span<double> w)
    {
        var v = s[trial];
        var m = trialFirst[trial + 1] - trialFirst[trial];
        if (m == 1)
        {
            var variance = v[0] + tau2;
            w[0] = 1 / variance;
            return Math.Log(variance);
        }
        Span<double> l = m <= 8 ? stackalloc double[m * m] : new double[m * m];
        for (var j = 0; j < m; j++)
        {
            for (var k = 0; k < m; k++) { l[(j * m) + k] = v[(j * m) + k] + (j == k ? tau2 : tau2 / 2); }
        }
        var log = Cholesky.Factor(l, m);
        Cholesky.Invert(l, m, w);
        return log;
    }

    /// <summary>Adds Xᵀ M X of one trial, M being m × m, to the lower triangle of <paramref name="a"/>, p × p.</summary>
    public void AddSquare(int trial, ReadOnlySpan<double> m, Span<double> a)
    {
        var first = trialFirst[trial];
        var size = trialFirst[trial + 1] - first;
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++)
            {
                var weight = m[(j * size) + k];
                for (var at = rowFirst[first + j]; at < rowFirst[first + j + 1]; at++)
                {
                    var factor = weight * values[at];
                    var target = a.Slice(columns[at] * Parameters, columns[at] + 1);
                    for (var other = rowFirst[first + k]; other < rowFirst[first + k + 1] && columns[other] <= columns[at]; other++)
                    {
                        target[columns[other]] += factor * values[other];
                    }
                }
            }
        }
    }

    /// <summary>Adds Xᵀ M r of one trial to <paramref name="b"/>, p.</summary>
    /// <returns>rᵀ M r.</returns>
    public double AddVector(int trial, ReadOnlySpan<double> m, ReadOnlySpan<double> r, Span<double> b)
    {
        var first = trialFirst[trial];
        var size = trialFirst[trial + 1] - first;
        var square = 0.0;
        for (var j = 0; j < size; j++)
        {
            var weighted = 0.0;
            for (var k = 0; k < size; k++) { weighted += m[(j * size) + k] * r[first + k]; }
            square += r[first + j] * weighted;
            for (var at = rowFirst[first + j]; at < rowFirst[first + j + 1]; at++) { b[columns[at]] += values[at] * weighted; }
        }
        return square;
    }

    /// <summary>(Xc)ᵀ M (Xc) of one trial for k vectors c side by side.</summary>
    /// <param name="trial">The trial, of m rows.</param>
    /// <param name="m">M, m × m.</param>
    /// <param name="c">p × k: a row a parameter.</param>
    /// <param name="fitted">Work space, (m + 1) × k.</param>
    /// <param name="squares">The answers, k.</param>
    public void Squares(int trial, ReadOnlySpan<double> m, ReadOnlySpan<double> c, Span<double> fitted, Span<double> squares)
    {
        var first = trialFirst[trial];
        var size = trialFirst[trial + 1] - first;
        var k = squares.Length;
        for (var j = 0; j < size; j++)
        {
            var row = fitted.Slice(j * k, k);
            row.Clear();
            for (var at = rowFirst[first + j]; at < rowFirst[first + j + 1]; at++) { Cholesky.AddMultiple(row, values[at], c.Slice(columns[at] * k, k)); }
        }
        squares.Clear();
        var weighted = fitted.Slice(size * k, k);
        for (var j = 0; j < size; j++)
        {
            weighted.Clear();
            for (var other = 0; other < size; other++) { Cholesky.AddMultiple(weighted, m[(j * size) + other], fitted.Slice(other * k, k)); }
            Cholesky.AddProducts(squares, fitted.Slice(j * k, k), weighted);
        }
    }

    /// <summary>The least sampling variance of a contrast.</summary>
    public double LeastVariance
    {
        get
        {
            var least = double.PositiveInfinity;
            for (var i = 0; i < Trials; i++)
            {
                var m = trialFirst[i + 1] - trialFirst[i];
                for (var j = 0; j < m; j++) { least = Math.Min(least, s[i][(j * m) + j]); }
            }
            return least;
        }
    }

    /// <summary>The largest number of contrasts in one trial.</summary>
    public int LargestTrial
    {
        get
        {
            var largest = 0;
            for (var i = 0; i < Trials; i++) { largest = Math.Max(largest, trialFirst[i + 1] - trialFirst[i]); }
            return largest;
        }
    }
}

/// <summary>Which combinations of parameters a design can tell: those orthogonal to its null space, found by elimination.</summary>
internal sealed class Estimability
{
    private const double Zero = 1e-9;
    private readonly double[][] nullSpace;

    public Estimability(ContrastRows rows)
    {
        var p = rows.Parameters;
        var echelon = new List<double[]>();
        var pivots = new List<int>();
        var x = new double[p];
        for (var row = 0; row < rows.Count && echelon.Count < p; row++)
        {
            rows.Row(row, x);
            for (var known = 0; known < echelon.Count; known++)
            {
                var factor = x[pivots[known]];
                if (factor != 0) { Subtract(x, factor, echelon[known]); }
            }
            var pivot = 0;
            for (var column = 1; column < p; column++)
            {
                if (Math.Abs(x[column]) > Math.Abs(x[pivot])) { pivot = column; }
            }
            if (Math.Abs(x[pivot]) < Zero) { continue; }
            var next = new double[p];
            for (var column = 0; column < p; column++) { next[column] = Math.Abs(x[column]) < Zero ? 0 : x[column] / x[pivot]; }
            foreach (var known in echelon)
            {
                if (known[pivot] != 0) { Subtract(known, known[pivot], next); }
            }
            echelon.Add(next);
            pivots.Add(pivot);
        }
        // The echelon form is reduced: a free parameter's null vector has 1 at its own place and minus its column at the pivots.
        var isPivot = new bool[p];
        foreach (var pivot in pivots) { isPivot[pivot] = true; }
        var vectors = new List<double[]>();
        for (var free = 0; free < p; free++)
        {
            if (isPivot[free]) { continue; }
            var vector = new double[p];
            vector[free] = 1;
            for (var known = 0; known < echelon.Count; known++) { vector[pivots[known]] = -echelon[known][free]; }
            vectors.Add(vector);
        }
        nullSpace = [.. vectors];
        pivots.Sort();
        Pivots = [.. pivots];
    }

    /// <summary>The parameters that stay when the free ones are set to zero, ascending.</summary>
    public IReadOnlyList<int> Pivots { get; }

    /// <summary>The rank of the design.</summary>
    public int Rank => Pivots.Count;

    /// <summary>Whether the design determines c · β.</summary>
    public bool CanTell(ReadOnlySpan<double> c)
    {
        foreach (var vector in nullSpace)
        {
            if (Math.Abs(Cholesky.Dot(c, vector)) > Zero) { return false; }
        }
        return true;
    }

    /// <summary>How far c lies along each direction that the design says nothing of; two vectors that agree in it differ by something that it can tell.</summary>
    public double[] Outside(ReadOnlySpan<double> c)
    {
        if (nullSpace.Length == 0) { return []; }
        var outside = new double[nullSpace.Length];
        for (var k = 0; k < outside.Length; k++) { outside[k] = Cholesky.Dot(c, nullSpace[k]); }
        return outside;
    }

    /// <summary>Whether the design determines the difference of two vectors, from what <see cref="Outside"/> says of each.</summary>
    public static bool CanTell(double[] outside, double[] other)
    {
        for (var k = 0; k < outside.Length; k++)
        {
            if (Math.Abs(outside[k] - other[k]) > Zero) { return false; }
        }
        return true;
    }

    private static void Subtract(double[] target, double factor, double[] row)
    {
        for (var column = 0; column < target.Length; column++) { target[column] -= factor * row[column]; }
    }
}
