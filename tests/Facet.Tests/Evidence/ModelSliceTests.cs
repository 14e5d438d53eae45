using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

/// <summary>The short way along one scale beside the long way, which factors the whole matrix at every node.</summary>
public class ModelSliceTests
{
    private static readonly EvidencePriors Priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));

    private static readonly Lazy<HierarchicalModel[]> Models = new(() =>
    {
        var library = TrialLibraryTests.Library;
        List<HierarchicalModel> models = [];
        foreach (var structure in (EffectStructure[])[EffectStructure.Additive, EffectStructure.ContextOnce])
        {
            foreach (var interactions in (bool[])[false, true])
            {
                models.Add(EvidenceFit.Fit(library.Vocabulary, library.Select(Outcome.Pain, TimeWindow.Early), Priors, structure, interactions).Model);
                models.Add(EvidenceFit.Fit(library.Vocabulary, library.Select(Outcome.Function, TimeWindow.M12), Priors, structure, interactions).Model);
            }
        }
        models.Add(EvidenceFit.FitLinked(library.Vocabulary, [.. TimeWindows.All.Select(window => new WindowTrials(window, library.Select(Outcome.Pain, window)))], Priors, EffectStructure.ContextOnce, true).Model);
        return [.. models];
    });

    private static readonly Gen<double> Scale = Gen.Frequency((1, Gen.Const(0.0)), (9, Gen.Double[-9, 4].Select(Math.Exp)));

    [Fact]
    public void A_slice_says_at_every_value_of_its_scale_what_the_model_says() =>
        Gen.Select(Gen.Int[0, Models.Value.Length - 1], Scale.Array[8], Scale, Gen.Int[0, 9].Array[2 * 400]).Sample((which, scales, other, factors) =>
        {
            var model = Models.Value[which];
            var psi = scales[..model.Unknowns];
            var elsewhere = (double[])psi.Clone();
            elsewhere[model.OpenScale] = other;
            var slice = model.SliceAt(elsewhere)!;
            var (near, far, direct) = (slice.At(psi), slice.At(elsewhere), model.At(psi));
            Assert.Equal(1, near.LogDensity / direct.LogDensity, 1e-10);
            Assert.Equal(model.LogDensity(psi), direct.LogDensity);
            var roots = new double[4][];
            for (var k = 0; k < 2; k++)
            {
                // Few entries are other than zero, as in a functional of a treatment.
                var c = Enumerable.Range(0, model.Parameters).Select(i => factors[(k * 400) + i] switch { 0 => 1.0, 1 => -1, 2 => 0.5, _ => 0 }).ToArray();
                var reader = new HierarchicalModel.Reader(model, c);
                double[] work = roots[k] = new double[c.Length], exact = roots[k + 2] = new double[c.Length];
                reader.At(far, out _);
                var (mean, expected) = (reader.At(near, out var variance), direct.Of(c, exact, out var expectedVariance));
                Near(expected, mean);
                Near(expectedVariance, variance);
                Near(expected, reader.At(near, work));
                Near(expected, reader.At(direct, out _));
                // The node of a slice told the long way.
                Near(expected, near.Of(c, exact, out _));
            }
            Near(Product(roots[2], roots[3]), Product(roots[0], roots[1]));
        }, iter: 300, threads: 1);

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-8 * (1 + Math.Abs(expected)));

    private static double Product(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    [Fact]
    public void A_model_whose_unknowns_are_all_between_studies_has_no_slice()
    {
        var rows = new ContrastRows([TrialContrasts.FromArms("one", ["a", "b"], [0, 1], [1, 1])], 1, arm => arm == "b" ? [new(0, 1)] : []);
        var model = new HierarchicalModel([rows], [new(0, 10)], [2]);
        Assert.Equal(-1, model.OpenScale);
        Assert.Null(model.SliceAt([1]));
    }

    [Fact]
    public void A_lattice_holds_the_nodes_of_a_slice_one_after_another()
    {
        var nodes = LatticeQuadrature.Integrate(Models.Value[3]).Nodes;
        var changes = nodes.Zip(nodes.Skip(1)).Count(pair => pair.First.Slice != pair.Second.Slice);
        Assert.Equal(nodes.Select(node => node.Slice).Distinct().Count() - 1, changes);
        Assert.All(nodes, node => Assert.NotNull(node.Slice));
    }

    [Fact]
    public void Eigenvalues_and_vectors_make_up_the_matrix() =>
        Gen.Int[0, 30].SelectMany(n => Gen.Select(Gen.Const(n), Gen.Int[0, n], Gen.Double[-3, 3].Array[n * n], Gen.Bool)).Sample((n, rank, entries, isSparse) =>
        {
            // A sum of squares, of lower rank than n as a rule; or one that is diagonal but for a few entries.
            var c = new double[n * n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    c[(i * n) + j] = c[(j * n) + i] = isSparse ? i == j || entries[(i * n) + j] > 2.5 ? entries[(i * n) + j] : 0 : Enumerable.Range(0, rank).Sum(k => entries[(k * n) + i] * entries[(k * n) + j]);
                }
            }
            double[] values = new double[n], vectors = new double[n * n];
            SymmetricEigen.Decompose((double[])c.Clone(), n, values, vectors);
            var size = 1 + c.Sum(Math.Abs);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    Assert.Equal(c[(i * n) + j], Enumerable.Range(0, n).Sum(k => vectors[(k * n) + i] * values[k] * vectors[(k * n) + j]), 1e-13 * size);
                    Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, n).Sum(k => vectors[(i * n) + k] * vectors[(j * n) + k]), 1e-12);
                }
            }
        }, iter: 300);

    [Fact]
    public void The_inverse_of_a_factor_undoes_it() =>
        Gen.Int[0, 23].SelectMany(n => Gen.Select(Gen.Const(n), Gen.Double[-1, 1].Array[n * n])).Sample((n, entries) =>
        {
            var l = entries.Select((entry, at) => at / n == at % n ? 2 + entry : entry).ToArray();
            var m = new double[n * n];
            Array.Fill(m, double.NaN);
            Cholesky.InvertFactor(l, n, m);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    // Row j of m is column j of the inverse.
                    var product = Enumerable.Range(0, i + 1).Sum(k => l[(i * n) + k] * m[(j * n) + k]);
                    Assert.Equal(i == j ? 1 : 0, product, 1e-9 * (1 + m.Skip(j * n).Take(n).Max(Math.Abs)));
                    if (i < j) { Assert.Equal(0, m[(j * n) + i]); }
                }
            }
        }, iter: 200);

    [Fact]
    public void Squares_side_by_side_are_those_one_by_one() =>
        Gen.Select(Gen.Double[-3, 3].Array[4 * 9], Gen.Double[0.1, 2].Array[4], Gen.Int[1, 9]).Sample((entries, variances, k) =>
        {
            // Five arms and with them four contrasts; each treatment but the first is a parameter.
            string[] arms = ["a", "b", "c", "d", "e"];
            var rows = new ContrastRows([TrialContrasts.FromArms("two", ["b", "c"], [0, 1], [1, 1]), TrialContrasts.FromArms("all", arms, [0, 1, 2, 3, 4], [1, .. variances])], 4, arm => arm == "a" ? [] : [new(arm[0] - 'b', 1)]);
            double[] w = new double[16], squares = new double[k], fitted = new double[5 * k], unused = new double[4];
            for (var trial = 0; trial < 2; trial++)
            {
                rows.Weights(trial, 0.5, w);
                rows.Squares(trial, w, entries.AsSpan(0, 4 * k), fitted, squares);
                for (var column = 0; column < k; column++)
                {
                    var c = Enumerable.Range(0, 4).Select(i => entries[(i * k) + column]).ToArray();
                    var r = Enumerable.Range(0, rows.Count).Select(row => rows.Fitted(row, c)).ToArray();
                    Assert.Equal(rows.AddVector(trial, w, r, unused), squares[column], 1e-10);
                }
            }
        }, iter: 100);
}
