using System.Runtime.Intrinsics;

namespace Facet.Evidence;

/// <summary>Cholesky factors of symmetric positive definite matrices, n × n, row by row.</summary>
/// <remarks>
/// Own kernels rather than a library: the matrices are small (n ≤ 200), a fit solves hundreds of them, and sums in a fixed order on 256-bit vectors
/// give the same bytes on every machine and every number of cores.
/// </remarks>
internal static class Cholesky
{
    /// <summary>Replaces the lower triangle of <paramref name="a"/> by L, where a = L Lᵀ. The upper triangle is left as it is.</summary>
    /// <returns>The logarithm of the determinant of <paramref name="a"/>; NaN when it is not positive definite.</returns>
    public static double Factor(Span<double> a, int n)
    {
        var log = 0.0;
        for (var i = 0; i < n; i++)
        {
            var row = a.Slice(i * n, n);
            for (var j = 0; j < i; j++)
            {
                row[j] = (row[j] - Dot(row[..j], a.Slice(j * n, j))) / a[(j * n) + j];
            }
            var pivot = row[i] - Dot(row[..i], row[..i]);
            if (!(pivot > 0)) { return double.NaN; }
            row[i] = Math.Sqrt(pivot);
            log += Math.Log(row[i]);
        }
        return 2 * log;
    }

    /// <summary>Replaces <paramref name="x"/> by L⁻¹ x.</summary>
    public static void Forward(ReadOnlySpan<double> l, int n, Span<double> x)
    {
        for (var i = 0; i < n; i++) { x[i] = (x[i] - Dot(l.Slice(i * n, i), x[..i])) / l[(i * n) + i]; }
    }

    /// <summary>Replaces <paramref name="x"/> by L⁻ᵀ x.</summary>
    public static void Backward(ReadOnlySpan<double> l, int n, Span<double> x)
    {
        for (var i = n - 1; i >= 0; i--)
        {
            x[i] /= l[(i * n) + i];
            AddMultiple(x[..i], -x[i], l.Slice(i * n, i));
        }
    }

    /// <summary>The inverse of L Lᵀ into <paramref name="inverse"/>, n × n, both triangles.</summary>
    public static void Invert(ReadOnlySpan<double> l, int n, Span<double> inverse)
    {
        // Row j of m holds column j of L⁻¹, so that the inverse, L⁻ᵀ L⁻¹, is made of products of rows.
        var m = new double[n * n];
        for (var j = 0; j < n; j++)
        {
            var column = m.AsSpan(j * n, n);
            column[j] = 1 / l[(j * n) + j];
            for (var i = j + 1; i < n; i++) { column[i] = -Dot(l.Slice((i * n) + j, i - j), column[j..i]) / l[(i * n) + i]; }
        }
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                inverse[(i * n) + j] = inverse[(j * n) + i] = Dot(m.AsSpan((i * n) + i, n - i), m.AsSpan((j * n) + i, n - i));
            }
        }
    }

    /// <summary>The inner product of two vectors of the same length.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = Vector256<double>.Zero;
        var at = 0;
        for (; at <= a.Length - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            sum += Vector256.Create(a[at..]) * Vector256.Create(b[at..]);
        }
        var total = Vector256.Sum(sum);
        for (; at < a.Length; at++) { total += a[at] * b[at]; }
        return total;
    }

    private static void AddMultiple(Span<double> x, double factor, ReadOnlySpan<double> y)
    {
        for (var i = 0; i < x.Length; i++) { x[i] += factor * y[i]; }
    }
}
