namespace Facet.Evidence;

/// <summary>Eigenvalues and eigenvectors of small symmetric matrices: Householder's reflections to tridiagonal form, then QL steps with implicit shifts.</summary>
/// <remarks>
/// Golub and Van Loan, Matrix Computations, 4th edition, sections 8.3.1 and 8.3.3. C = Q Λ Qᵀ; row j of <c>vectors</c> is the eigenvector of <c>values[j]</c>, so that a rotation combines two rows that
/// lie in one piece. A fixed order of all sums, like <see cref="Cholesky"/>.
/// </remarks>
internal static class SymmetricEigen
{
    private const int MostSteps = 60;

    /// <summary>Decomposes <paramref name="c"/>, n × n, both triangles given; it is overwritten.</summary>
    /// <param name="c">The matrix, row by row.</param>
    /// <param name="n">Its size.</param>
    /// <param name="values">λ, n, in no particular order.</param>
    /// <param name="vectors">Qᵀ, n × n.</param>
    public static void Decompose(Span<double> c, int n, Span<double> values, Span<double> vectors)
    {
        if (n == 0) { return; }
        // Beside the diagonal of the tridiagonal form; the last entry stays zero.
        Span<double> beside = n <= 64 ? stackalloc double[n] : new double[n];
        Tridiagonal(c, n, values, beside, vectors);
        for (var low = 0; low < n; low++)
        {
            for (var step = 0; step < MostSteps; step++)
            {
                var end = low;
                while (end < n - 1 && !IsNothing(beside[end], Math.Abs(values[end]) + Math.Abs(values[end + 1]))) { end++; }
                if (end == low) { break; }
                // Wilkinson's shift.
                var half = (values[low + 1] - values[low]) / (2 * beside[low]);
                var root = Math.Sqrt((half * half) + 1);
                var g = values[end] - values[low] + (beside[low] / (half + (half >= 0 ? root : -root)));
                double sine = 1, cosine = 1, shift = 0;
                var k = end - 1;
                for (; k >= low; k--)
                {
                    var f = sine * beside[k];
                    var b = cosine * beside[k];
                    root = Math.Sqrt((f * f) + (g * g));
                    beside[k + 1] = root;
                    if (root == 0) { break; }
                    (sine, cosine) = (f / root, g / root);
                    g = values[k + 1] - shift;
                    root = ((values[k] - g) * sine) + (2 * cosine * b);
                    shift = sine * root;
                    values[k + 1] = g + shift;
                    g = (cosine * root) - b;
                    Cholesky.Rotate(vectors.Slice(k * n, n), vectors.Slice((k + 1) * n, n), cosine, sine);
                }
                if (k >= low) { values[k + 1] -= shift; beside[end] = 0; continue; }
                values[low] -= shift;
                beside[low] = g;
                beside[end] = 0;
            }
        }
    }

    private static bool IsNothing(double x, double beside) => beside + Math.Abs(x) == beside;

    /// <summary>C = Q′ᵀTQ′ with T tridiagonal: its diagonal, what is beside it, and Q′.</summary>
    private static void Tridiagonal(Span<double> c, int n, Span<double> diagonal, Span<double> beside, Span<double> q)
    {
        Span<double> u = n <= 64 ? stackalloc double[n] : new double[n], w = n <= 64 ? stackalloc double[n] : new double[n];
        q.Clear();
        for (var i = 0; i < n; i++) { q[(i * n) + i] = 1; }
        for (var k = 0; k < n - 1; k++)
        {
            // The reflection that leaves of row k, right of the diagonal, its first entry alone: I − u uᵀ / scale.
            var rest = n - k - 1;
            var x = c.Slice((k * n) + k + 1, rest);
            var v = u[..rest];
            x.CopyTo(v);
            var tail = Cholesky.Dot(v[1..], v[1..]);
            if (tail == 0) { beside[k] = x[0]; continue; }
            var norm = Math.Sqrt((x[0] * x[0]) + tail);
            beside[k] = x[0] > 0 ? -norm : norm;
            v[0] -= beside[k];
            var scale = -beside[k] * v[0];
            // The part below and right of k: A − v pᵀ − p vᵀ.
            var p = w[..rest];
            for (var i = 0; i < rest; i++) { p[i] = Cholesky.Dot(c.Slice(((k + 1 + i) * n) + k + 1, rest), v) / scale; }
            Cholesky.AddMultiple(p, -Cholesky.Dot(p, v) / (2 * scale), v);
            for (var i = 0; i < rest; i++)
            {
                var row = c.Slice(((k + 1 + i) * n) + k + 1, rest);
                Cholesky.AddMultiple(row, -v[i], p);
                Cholesky.AddMultiple(row, -p[i], v);
            }
            // The reflection of the rows of Q′.
            w.Clear();
            for (var i = 0; i < rest; i++) { Cholesky.AddMultiple(w, v[i] / scale, q.Slice((k + 1 + i) * n, n)); }
            for (var i = 0; i < rest; i++) { Cholesky.AddMultiple(q.Slice((k + 1 + i) * n, n), -v[i], w); }
        }
        beside[n - 1] = 0;
        for (var i = 0; i < n; i++) { diagonal[i] = c[(i * n) + i]; }
    }
}
