namespace Facet.Evidence;

/// <summary>Integrates many unknown standard deviations out of a model with a central composite design around the top of their density, as INLA does.</summary>
/// <remarks>
/// Rue, Martino and Chopin 2009 (doi:10.1111/j.1467-9868.2008.00700.x), section 6.5, on the logarithms of the standard deviations. Points: the top, two on each axis of its
/// curvature, and a (half) factorial, all of these at radius f√m with f = 1.1; each axis is stretched to either side so that the density falls as a normal one would there. A point's weight is the one that gives a
/// normal density its total and its variance, times how far the density differs from the normal one. Approximate: good where a lattice would be too dear.
/// </remarks>
internal static class CompositeDesign
{
    private const double Radius = 1.1;
    private const double LeastCurvature = 0.05;

    /// <summary>Nodes with weights.</summary>
    /// <param name="Nodes">The nodes, in a fixed order.</param>
    /// <param name="Weights">Their weights, which sum to 1.</param>
    /// <param name="LogIntegral">The logarithm of the integral.</param>
    internal sealed record Result(IReadOnlyList<HierarchicalModel.Node> Nodes, double[] Weights, double LogIntegral);

    public static Result Integrate(HierarchicalModel model)
    {
        var m = model.Unknowns;
        var top = Climb(model);
        var vectors = Directions(model, top, out var sds);
        var highest = Log(model, top);
        double[] up = new double[m], down = new double[m];
        for (var k = 0; k < m; k++)
        {
            up[k] = Stretch(k, Math.Sqrt(2));
            down[k] = Stretch(k, -Math.Sqrt(2));
        }
        var points = new List<double[]> { new double[m] };
        for (var k = 0; k < m; k++)
        {
            foreach (var sign in (double[])[-1, 1])
            {
                var axis = new double[m];
                axis[k] = sign * Radius * Math.Sqrt(m);
                points.Add(axis);
            }
        }
        // Beyond four factors half of the corners do: the sign of the last is the product of the others.
        var free = m > 4 ? m - 1 : m;
        for (var corner = 0; corner < 1 << free; corner++)
        {
            var signs = new double[m];
            var product = 1.0;
            for (var k = 0; k < free; k++) { product *= signs[k] = (corner >> k & 1) == 0 ? -1 : 1; }
            if (free < m) { signs[m - 1] = product; }
            for (var k = 0; k < m; k++) { signs[k] *= Radius; }
            points.Add(signs);
        }
        var nodes = new List<HierarchicalModel.Node>(points.Count);
        var weights = new double[points.Count];
        var share = 1 / (Radius * Radius * (points.Count - 1));
        for (var i = 0; i < points.Count; i++)
        {
            var logs = Place(points[i]);
            nodes.Add(model.At([.. logs.Select(Math.Exp)]));
            var log = nodes[i].LogDensity + logs.Sum();
            weights[i] = (i == 0 ? 1 - (1 / (Radius * Radius)) : share) * Math.Exp(log - highest + (Cholesky.Dot(points[i], points[i]) / 2));
        }
        var total = weights.Sum();
        for (var i = 0; i < weights.Length; i++) { weights[i] /= total; }
        var volume = 0.5 * m * Math.Log(2 * Math.PI);
        for (var k = 0; k < m; k++) { volume += Math.Log(sds[k] * (up[k] + down[k]) / 2); }
        return new(nodes, weights, highest + volume + Math.Log(total));

        double Stretch(int k, double z)
        {
            var point = new double[m];
            for (var i = 0; i < m; i++) { point[i] = top[i] + (z * sds[k] * vectors[k][i]); }
            var drop = highest - Log(model, point);
            return Math.Clamp(drop > 0 ? Math.Abs(z) / Math.Sqrt(2 * drop) : 2, 0.3, 3);
        }

        double[] Place(double[] z)
        {
            var point = (double[])top.Clone();
            for (var k = 0; k < m; k++)
            {
                var length = z[k] * sds[k] * (z[k] > 0 ? up[k] : down[k]);
                for (var i = 0; i < m; i++) { point[i] += length * vectors[k][i]; }
            }
            return point;
        }
    }

    /// <summary>The log density of the logarithms of the standard deviations.</summary>
    private static double Log(HierarchicalModel model, double[] logs) => model.LogDensity([.. logs.Select(Math.Exp)]) + logs.Sum();

    /// <summary>The top of the density: steps of a parabola along each axis in turn until none helps.</summary>
    private static double[] Climb(HierarchicalModel model)
    {
        var m = model.Unknowns;
        var top = new double[m];
        for (var k = 0; k < m; k++) { top[k] = Math.Log(model.HalfNormal(k) / 2); }
        var highest = Log(model, top);
        for (var sweep = 0; sweep < 20; sweep++)
        {
            var moved = 0.0;
            for (var k = 0; k < m; k++)
            {
                const double Step = 0.3;
                double above = Log(model, Moved(k, Step)), below = Log(model, Moved(k, -Step));
                var curvature = (above + below - (2 * highest)) / (Step * Step);
                var slope = (above - below) / (2 * Step);
                var step = Math.Clamp(curvature < -0.05 ? -slope / curvature : Math.Sign(slope), -1, 1);
                for (var half = 0; half < 5; half++)
                {
                    var tried = Moved(k, step);
                    var log = Log(model, tried);
                    if (log > highest) { (top, highest, moved) = (tried, log, Math.Max(moved, Math.Abs(step))); break; }
                    step /= 4;
                }
            }
            if (moved < 0.02) { break; }
        }
        return top;

        double[] Moved(int k, double step)
        {
            var point = (double[])top.Clone();
            point[k] += step;
            return point;
        }
    }

    /// <summary>The axes of the curvature at the top, and the standard deviation along each.</summary>
    private static double[][] Directions(HierarchicalModel model, double[] top, out double[] sds)
    {
        const double Step = 0.2;
        var m = top.Length;
        var highest = Log(model, top);
        var a = new double[m][];
        for (var i = 0; i < m; i++) { a[i] = new double[m]; }
        var single = new double[m, 2];
        for (var i = 0; i < m; i++)
        {
            (single[i, 0], single[i, 1]) = (Moved(i, -Step, i, 0), Moved(i, Step, i, 0));
            a[i][i] = ((2 * highest) - single[i, 0] - single[i, 1]) / (Step * Step);
            for (var j = 0; j < i; j++)
            {
                // Two mixed points are enough where the single ones are known.
                a[i][j] = a[j][i] = -(Moved(i, Step, j, Step) + Moved(i, -Step, j, -Step) - single[i, 0] - single[i, 1] - single[j, 0] - single[j, 1] + (2 * highest)) / (2 * Step * Step);
            }
        }
        var vectors = Jacobi(a);
        sds = new double[m];
        for (var k = 0; k < m; k++) { sds[k] = 1 / Math.Sqrt(Math.Max(a[k][k], LeastCurvature)); }
        return vectors;

        double Moved(int i, double one, int j, double other)
        {
            var point = (double[])top.Clone();
            point[i] += one;
            point[j] += other;
            return Log(model, point);
        }
    }

    /// <summary>Turns a symmetric matrix into the diagonal one of its eigenvalues (Jacobi's rotations).</summary>
    /// <returns>The eigenvectors, one an entry.</returns>
    private static double[][] Jacobi(double[][] a)
    {
        var m = a.Length;
        var v = new double[m][];
        for (var i = 0; i < m; i++) { v[i] = new double[m]; v[i][i] = 1; }
        for (var sweep = 0; sweep < 50; sweep++)
        {
            var off = 0.0;
            for (var p = 0; p < m; p++)
            {
                for (var q = p + 1; q < m; q++)
                {
                    off += Math.Abs(a[p][q]);
                    if (a[p][q] == 0) { continue; }
                    var theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
                    var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
                    var c = 1 / Math.Sqrt((t * t) + 1);
                    var s = t * c;
                    for (var k = 0; k < m; k++) { (a[k][p], a[k][q]) = ((c * a[k][p]) - (s * a[k][q]), (s * a[k][p]) + (c * a[k][q])); }
                    for (var k = 0; k < m; k++) { (a[p][k], a[q][k]) = ((c * a[p][k]) - (s * a[q][k]), (s * a[p][k]) + (c * a[q][k])); }
                    for (var k = 0; k < m; k++) { (v[p][k], v[q][k]) = ((c * v[p][k]) - (s * v[q][k]), (s * v[p][k]) + (c * v[q][k])); }
                }
            }
            if (off < 1e-12) { break; }
        }
        return v;
    }
}
