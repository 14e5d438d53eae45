using Facet.Evidence;

namespace Facet.Tests.Evidence;

/// <summary>The same models by Markov chain, written apart from the product: plain loops, no shared code but the data.</summary>
/// <remarks>θ and the random effects of every study are drawn from their normal conditionals, standard deviations by slice sampling (Neal 2003, doi:10.1214/aos/1056562461).</remarks>
internal sealed class GibbsSampler
{
    private readonly Random random;
    private readonly List<double[]> x = [];
    private readonly List<double> y = [];
    private readonly List<(int First, int Count, double[] S)> trials = [];
    private readonly List<string> names = [];
    private readonly List<double> priorMean = [];
    private readonly List<double> priorSd = [];
    private readonly List<int> scale = [];

    public Dictionary<string, List<double>> Draws { get; } = [];

    public GibbsSampler(Vocabulary vocabulary, IReadOnlyList<TrialContrasts> data, EffectStructure structure, bool interactions, int seed)
    {
        random = new(seed);
        var coded = new List<(Dictionary<string, double> Row, double Y)>();
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var trial in data)
        {
            var first = Code(trial.Arms[0]);
            trials.Add((coded.Count, trial.Effects.Count, [.. trial.Covariance]));
            for (var j = 1; j < trial.Arms.Count; j++)
            {
                var row = Code(trial.Arms[j]);
                foreach (var (name, value) in first) { row[name] = row.GetValueOrDefault(name) - value; }
                used.UnionWith(row.Keys);
                coded.Add((row, trial.Effects[j - 1]));
            }
        }
        foreach (var name in used)
        {
            names.Add(name);
            var kind = name.Split(':')[0];
            priorMean.Add(kind is "context" or "sham" or "placebo" ? -5 : 0);
            priorSd.Add(kind switch { "family" => 8, "mean" => 3, "u" or "g" => 1, _ => 5 });
            scale.Add(kind switch { "u" => 0, "g" => 1, _ => -1 });
        }
        foreach (var (row, value) in coded) { x.Add([.. names.Select(name => row.GetValueOrDefault(name))]); y.Add(value); }

        Dictionary<string, double> Code(string set)
        {
            var row = new Dictionary<string, double>();
            var parts = set.Split('+');
            var active = parts.Where(part => vocabulary.Find(part)!.Role == ComponentRole.Active).Order(StringComparer.Ordinal).ToArray();
            foreach (var part in active)
            {
                row[$"u:{part}"] = 1;
                var family = $"family:{vocabulary.Find(part)!.Family}";
                row[family] = row.GetValueOrDefault(family) + 1;
            }
            if (parts.Contains("usual_care")) { row["usual:care"] = 1; }
            if (structure == EffectStructure.ContextOnce) { if (active.Length > 0 || parts.Contains("sham") || parts.Contains("placebo")) { row["context:"] = 1; } }
            else
            {
                if (parts.Contains("sham")) { row["sham:"] = 1; }
                if (parts.Contains("placebo")) { row["placebo:"] = 1; }
            }
            if (!interactions) { return row; }
            for (var i = 0; i < active.Length; i++)
            {
                for (var j = i + 1; j < active.Length; j++)
                {
                    row[$"g:{active[i]}*{active[j]}"] = 1;
                    row["mean:"] = row.GetValueOrDefault("mean:") + 1;
                }
            }
            return row;
        }
    }

    public void Run(int burn, int keep)
    {
        double tau = 5, sigma = 3, interaction = 2;
        var theta = new double[names.Count];
        for (var sweep = 0; sweep < burn + keep; sweep++)
        {
            theta = DrawTheta(tau, [sigma, interaction]);
            var current = theta;
            tau = Slice(tau, candidate => Likelihood(current, candidate) - (candidate * candidate / 200));
            sigma = Slice(sigma, candidate => Deviations(current, 0, candidate) - (candidate * candidate / 50));
            if (scale.Contains(1)) { interaction = Slice(interaction, candidate => Deviations(current, 1, candidate) - (candidate * candidate / 18)); }
            if (sweep < burn) { continue; }
            Keep("tau", tau);
            Keep("sigma", sigma);
            Keep("interaction", interaction);
            for (var i = 0; i < names.Count; i++)
            {
                if (scale[i] < 0) { Keep(names[i], theta[i]); }
                else if (names[i].StartsWith("u:", StringComparison.Ordinal)) { Keep(names[i], theta[i]); }
            }
        }
    }

    public List<double> Specific(Vocabulary vocabulary, string component) =>
        [.. Draws[$"u:{component}"].Zip(Draws[$"family:{vocabulary.Find(component)!.Family}"], (u, family) => u + family)];

    private void Keep(string name, double value)
    {
        if (!Draws.TryGetValue(name, out var draws)) { Draws[name] = draws = []; }
        draws.Add(value);
    }

    private double[] DrawTheta(double tau, double[] scales)
    {
        var p = names.Count;
        var precision = new double[p, p];
        var right = new double[p];
        foreach (var (first, count, s) in trials)
        {
            var w = Inverse(Covariance(s, count, tau));
            for (var j = 0; j < count; j++)
            {
                for (var k = 0; k < count; k++)
                {
                    for (var a = 0; a < p; a++)
                    {
                        if (x[first + j][a] == 0) { continue; }
                        right[a] += x[first + j][a] * w[j, k] * y[first + k];
                        for (var b = 0; b < p; b++) { precision[a, b] += x[first + j][a] * w[j, k] * x[first + k][b]; }
                    }
                }
            }
        }
        for (var a = 0; a < p; a++)
        {
            var sd = scale[a] < 0 ? priorSd[a] : scales[scale[a]];
            precision[a, a] += 1 / (sd * sd);
            right[a] += priorMean[a] / (sd * sd);
        }
        // θ = P⁻¹ b + L⁻ᵀ e with P = L Lᵀ.
        var l = new double[p, p];
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = precision[i, j];
                for (var k = 0; k < j; k++) { sum -= l[i, k] * l[j, k]; }
                l[i, j] = i == j ? Math.Sqrt(sum) : sum / l[j, j];
            }
        }
        var z = new double[p];
        for (var i = 0; i < p; i++)
        {
            z[i] = right[i];
            for (var k = 0; k < i; k++) { z[i] -= l[i, k] * z[k]; }
            z[i] /= l[i, i];
        }
        for (var i = 0; i < p; i++) { z[i] += Gaussian(); }
        for (var i = p - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < p; k++) { z[i] -= l[k, i] * z[k]; }
            z[i] /= l[i, i];
        }
        return z;
    }

    private double Likelihood(double[] theta, double tau)
    {
        var log = 0.0;
        foreach (var (first, count, s) in trials)
        {
            var v = Covariance(s, count, tau);
            var w = Inverse(v);
            log -= 0.5 * Math.Log(Determinant(v));
            for (var j = 0; j < count; j++)
            {
                for (var k = 0; k < count; k++) { log -= 0.5 * Residual(theta, first + j) * w[j, k] * Residual(theta, first + k); }
            }
        }
        return log;
    }

    private double Residual(double[] theta, int row)
    {
        var value = y[row];
        for (var a = 0; a < theta.Length; a++) { value -= x[row][a] * theta[a]; }
        return value;
    }

    private double Deviations(double[] theta, int which, double sd)
    {
        var log = 0.0;
        for (var i = 0; i < theta.Length; i++)
        {
            if (scale[i] == which) { log -= Math.Log(sd) + (theta[i] * theta[i] / (2 * sd * sd)); }
        }
        return log;
    }

    private double Slice(double from, Func<double, double> log)
    {
        var level = log(from) + Math.Log(random.NextDouble());
        double low = Math.Max(1e-6, from - random.NextDouble()), high = low + 1;
        while (low > 1e-6 && log(low) > level) { low = Math.Max(1e-6, low - 1); }
        while (log(high) > level) { high += 1; }
        while (true)
        {
            var tried = low + (random.NextDouble() * (high - low));
            if (log(tried) > level) { return tried; }
            if (tried < from) { low = tried; } else { high = tried; }
        }
    }

    private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[,] Covariance(double[] s, int m, double tau)
    {
        var v = new double[m, m];
        for (var i = 0; i < m; i++) { for (var j = 0; j < m; j++) { v[i, j] = s[(i * m) + j] + (tau * tau * (i == j ? 1 : 0.5)); } }
        return v;
    }

    private static double Determinant(double[,] v)
    {
        var m = v.GetLength(0);
        var a = (double[,])v.Clone();
        var det = 1.0;
        for (var i = 0; i < m; i++)
        {
            det *= a[i, i];
            for (var r = i + 1; r < m; r++)
            {
                var factor = a[r, i] / a[i, i];
                for (var c = i; c < m; c++) { a[r, c] -= factor * a[i, c]; }
            }
        }
        return det;
    }

    private static double[,] Inverse(double[,] v)
    {
        var m = v.GetLength(0);
        var a = (double[,])v.Clone();
        var inverse = new double[m, m];
        for (var i = 0; i < m; i++) { inverse[i, i] = 1; }
        for (var i = 0; i < m; i++)
        {
            var pivot = a[i, i];
            for (var c = 0; c < m; c++) { a[i, c] /= pivot; inverse[i, c] /= pivot; }
            for (var r = 0; r < m; r++)
            {
                if (r == i) { continue; }
                var factor = a[r, i];
                for (var c = 0; c < m; c++) { a[r, c] -= factor * a[i, c]; inverse[r, c] -= factor * inverse[i, c]; }
            }
        }
        return inverse;
    }
}
