namespace Facet.Evidence;

/// <summary>Integrates the unknown standard deviations out of a model, on two interleaved lattices.</summary>
/// <remarks>
/// As a function of a standard deviation the density depends on its square alone, so that it is half of an even, smooth function on the whole line; the trapezoidal rule
/// converges exponentially on those (Trefethen and Weideman 2014, doi:10.1137/130932132). The axis is t with ψ = a sinh t: even too, linear below the resolution a of the
/// data and logarithmic above it. One lattice has its points at (j + ½)h, the other at jh with half weight on zero; together they are a body-centred lattice, and their difference bounds the error.
/// The step is a share of the width of the density along each axis at its top; it shrinks until the two lattices agree. Points spread from the top until the density has
/// fallen by e⁻²⁴. No sampling, and a fixed order of all sums.
/// </remarks>
internal static class LatticeQuadrature
{
    private const double Depth = 24;
    private const double Agreement = 5e-4;

    /// <summary>Nodes with their weights and what is known of the error.</summary>
    /// <param name="Nodes">The nodes, in a fixed order.</param>
    /// <param name="Weights">Their weights, which sum to 1.</param>
    /// <param name="LogIntegral">The logarithm of the integral: the log marginal likelihood.</param>
    /// <param name="Difference">How far the logarithms of the integral over the two lattices are apart; the error of both together is smaller.</param>
    /// <param name="Steps">The lattices' step along each axis, in t.</param>
    /// <param name="Resolutions">a of each axis, points.</param>
    internal sealed record Result(IReadOnlyList<HierarchicalModel.Node> Nodes, double[] Weights, double LogIntegral, double Difference, double[] Steps, double[] Resolutions);

    /// <param name="model">The model.</param>
    /// <param name="fineness">Factor on the first step; smaller is finer. For tests.</param>
    public static Result Integrate(HierarchicalModel model, double fineness = 1)
    {
        var axes = new Axes(model, model.Resolutions());
        var steps = Widths(axes, out var top);
        for (var k = 0; k < steps.Length; k++) { steps[k] = Math.Min(steps[k], WidestStep) * fineness; }
        for (var attempt = 0; ; attempt++)
        {
            var result = Sum(axes, steps, top);
            if (result.Difference <= Agreement || attempt == 8) { return result; }
            steps = [.. steps.Select(step => step * 0.8)];
        }
    }

    /// <summary>Beyond this the fall of a half-normal tail in t is too sharp for the rule.</summary>
    private const double WidestStep = 0.7;

    /// <summary>The density over t.</summary>
    private sealed record Axes(HierarchicalModel Model, double[] Resolutions)
    {
        public double Log(double[] t)
        {
            var psi = Psi(t, out var log);
            return Model.LogDensity(psi) + log;
        }

        /// <summary>ψ at t, and the logarithm of dψ/dt.</summary>
        public double[] Psi(double[] t, out double log)
        {
            var psi = new double[t.Length];
            log = 0;
            for (var k = 0; k < t.Length; k++)
            {
                psi[k] = Resolutions[k] * Math.Sinh(t[k]);
                log += Math.Log(Resolutions[k] * Math.Cosh(t[k]));
            }
            return psi;
        }
    }

    /// <summary>The top of the density, roughly, and how wide it is there along each axis.</summary>
    private static double[] Widths(Axes axes, out double[] top)
    {
        var d = axes.Resolutions.Length;
        var best = new double[d];
        for (var k = 0; k < d; k++) { best[k] = Math.Asinh(axes.Model.HalfNormal(k) / 3 / axes.Resolutions[k]); }
        var highest = axes.Log(best);
        for (var sweep = 0; sweep < 2; sweep++)
        {
            for (var k = 0; k < d; k++)
            {
                foreach (var factor in (double[])[0.05, 0.15, 0.3, 0.5, 0.7, 1, 1.5])
                {
                    var tried = (double[])best.Clone();
                    tried[k] = Math.Asinh(factor * axes.Model.HalfNormal(k) / axes.Resolutions[k]);
                    var density = axes.Log(tried);
                    if (density > highest) { (best, highest) = (tried, density); }
                }
            }
        }
        var widths = new double[d];
        for (var round = 0; round < 2; round++)
        {
            for (var k = 0; k < d; k++)
            {
                var step = widths[k] > 0 ? widths[k] : 0.3;
                for (var attempt = 0; attempt < 30; attempt++)
                {
                    var up = Moved(best, k, step);
                    // Evenness: a step below zero is a step above it.
                    var down = Moved(best, k, -step);
                    double above = axes.Log(up), below = axes.Log(down);
                    if (above > highest || below > highest) { (best, highest) = above > below ? (up, above) : (down, below); continue; }
                    var drop = highest - ((above + below) / 2);
                    if (drop > 2) { step /= 2; continue; }
                    if (drop < 0.2) { step *= 1.7; continue; }
                    widths[k] = step / Math.Sqrt(2 * drop);
                    break;
                }
                if (widths[k] == 0) { widths[k] = step; }
            }
        }
        top = best;
        return widths;

        static double[] Moved(double[] from, int k, double step)
        {
            var moved = (double[])from.Clone();
            moved[k] = Math.Abs(moved[k] + step);
            return moved;
        }
    }

    private static Result Sum(Axes axes, double[] steps, double[] top)
    {
        var nodes = new List<HierarchicalModel.Node>();
        var logs = new List<double>();
        var sums = new double[2];
        var ends = new int[2];
        for (var lattice = 0; lattice < 2; lattice++)
        {
            Spread(axes, steps, top, lattice, nodes, logs);
            ends[lattice] = nodes.Count;
        }
        var highest = double.NegativeInfinity;
        foreach (var log in logs) { highest = Math.Max(highest, log); }
        var weights = new double[nodes.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Exp(logs[i] - highest);
            sums[i < ends[0] ? 0 : 1] += weights[i];
        }
        var total = sums[0] + sums[1];
        for (var i = 0; i < weights.Length; i++) { weights[i] /= total; }
        var cell = 0.0;
        foreach (var step in steps) { cell += Math.Log(step); }
        return new(nodes, weights, highest + Math.Log(total / 2) + cell, Math.Abs(Math.Log(sums[0] / sums[1])), steps, axes.Resolutions);
    }

    /// <summary>The nodes of a lattice on one line along the open scale.</summary>
    private sealed record Line(HierarchicalModel.Slice? Slice, List<HierarchicalModel.Node> Nodes, List<double> Logs);

    /// <summary>Visits a lattice from its point nearest the top outwards, ring by ring, and leaves its nodes line by line.</summary>
    private static void Spread(Axes axes, double[] steps, double[] top, int lattice, List<HierarchicalModel.Node> nodes, List<double> logs)
    {
        const int Base = 1 << 16;
        var d = steps.Length;
        var shift = lattice == 0 ? 0.5 : 0;
        var start = 0L;
        for (var k = d - 1; k >= 0; k--) { start = (start * Base) + (long)Math.Max(0, Math.Round((top[k] / steps[k]) - shift)); }
        // A place without its step along the open scale names a line; without an open scale there is one.
        var along = axes.Model.OpenScale < 0 ? 0 : 1L << (16 * axes.Model.OpenScale);
        var lines = new Dictionary<long, Line>();
        var ordered = new List<Line>();
        var seen = new HashSet<long> { start };
        var queue = new Queue<long>();
        queue.Enqueue(start);
        var highest = double.NegativeInfinity;
        while (queue.TryDequeue(out var place))
        {
            var t = new double[d];
            var log = 0.0;
            var rest = place;
            for (var k = 0; k < d; k++)
            {
                var j = rest % Base;
                rest /= Base;
                t[k] = (j + shift) * steps[k];
                if (lattice == 1 && j == 0) { log -= Math.Log(2); }
            }
            var psi = axes.Psi(t, out var jacobian);
            var name = along == 0 ? 0 : place - (place / along % Base * along);
            if (!lines.TryGetValue(name, out var line))
            {
                lines.Add(name, line = new(axes.Model.SliceAt(psi), [], []));
                ordered.Add(line);
            }
            var node = line.Slice?.At(psi) ?? axes.Model.At(psi);
            var density = node.LogDensity + jacobian;
            highest = Math.Max(highest, density);
            if (density < highest - Depth) { continue; }
            line.Nodes.Add(node);
            line.Logs.Add(log + density);
            var unit = 1L;
            for (var k = 0; k < d; k++)
            {
                var j = place / unit % Base;
                if (j > 0 && seen.Add(place - unit)) { queue.Enqueue(place - unit); }
                if (j < Base - 1 && seen.Add(place + unit)) { queue.Enqueue(place + unit); }
                unit *= Base;
            }
        }
        foreach (var line in ordered)
        {
            nodes.AddRange(line.Nodes);
            logs.AddRange(line.Logs);
        }
    }
}
