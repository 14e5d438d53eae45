using System.Runtime.InteropServices;
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
            // Four rows at once as far as the columns before them: their sums do not wait for one another, and each is added up in its own order.
            if (i % 4 == 0 && i + 4 <= n)
            {
                for (var j = 0; j < i; j++)
                {
                    var known = a.Slice(j * n, j);
                    Dots(known, a.Slice(i * n, (3 * n) + j), n, out var first, out var second, out var third, out var fourth);
                    var diagonal = a[(j * n) + j];
                    a[(i * n) + j] = (a[(i * n) + j] - first) / diagonal;
                    a[((i + 1) * n) + j] = (a[((i + 1) * n) + j] - second) / diagonal;
                    a[((i + 2) * n) + j] = (a[((i + 2) * n) + j] - third) / diagonal;
                    a[((i + 3) * n) + j] = (a[((i + 3) * n) + j] - fourth) / diagonal;
                }
            }
            var row = a.Slice(i * n, n);
            for (var j = i + 4 - (i % 4) <= n ? i - (i % 4) : 0; j < i; j++)
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
        // What begins with zeros keeps them. In steps of a vector, so that sums are added up in the same order.
        var first = 0;
        while (first < n && x[first] == 0) { first++; }
        first -= first % Vector256<double>.Count;
        for (var i = first; i < n; i++) { x[i] = (x[i] - Dot(l.Slice((i * n) + first, i - first), x[first..i])) / l[(i * n) + i]; }
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
        Span<double> m = n <= 8 ? stackalloc double[n * n] : new double[n * n];
        InvertFactor(l, n, m);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                inverse[(i * n) + j] = inverse[(j * n) + i] = Dot(m.Slice((i * n) + i, n - i), m.Slice((j * n) + i, n - i));
            }
        }
    }

    /// <summary>L⁻ᵀ into <paramref name="m"/>, n × n: row j is column j of L⁻¹, of which what is left of the diagonal is zero.</summary>
    public static void InvertFactor(ReadOnlySpan<double> l, int n, Span<double> m)
    {
        var j = 0;
        // Four columns at once; their first entries may be zero.
        for (; j + 4 <= n; j += 4)
        {
            m.Slice(j * n, 4 * n).Clear();
            for (var i = j; i < n; i++)
            {
                Dots(l.Slice((i * n) + j, i - j), m.Slice((j * n) + j, (3 * n) + i - j), n, out var first, out var second, out var third, out var fourth);
                var diagonal = l[(i * n) + i];
                m[(j * n) + i] = ((i == j ? 1 : 0) - first) / diagonal;
                if (i > j) { m[((j + 1) * n) + i] = ((i == j + 1 ? 1 : 0) - second) / diagonal; }
                if (i > j + 1) { m[((j + 2) * n) + i] = ((i == j + 2 ? 1 : 0) - third) / diagonal; }
                if (i > j + 2) { m[((j + 3) * n) + i] = ((i == j + 3 ? 1 : 0) - fourth) / diagonal; }
            }
        }
        for (; j < n; j++)
        {
            var column = m.Slice(j * n, n);
            column[..j].Clear();
            column[j] = 1 / l[(j * n) + j];
            for (var i = j + 1; i < n; i++) { column[i] = -Dot(l.Slice((i * n) + j, i - j), column[j..i]) / l[(i * n) + i]; }
        }
    }

    /// <summary>The inner product of two vectors of the same length.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b[..a.Length]);
        var sum = Vector256<double>.Zero;
        var at = 0;
        for (; at <= a.Length - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            sum += Vector256.LoadUnsafe(ref left, (nuint)at) * Vector256.LoadUnsafe(ref right, (nuint)at);
        }
        var total = Vector256.Sum(sum);
        for (; at < a.Length; at++) { total += a[at] * b[at]; }
        return total;
    }

    /// <summary>The inner products of a vector with the beginnings of four rows that lie <paramref name="n"/> apart, each as <see cref="Dot"/> adds it up.</summary>
    private static void Dots(ReadOnlySpan<double> a, ReadOnlySpan<double> rows, int n, out double first, out double second, out double third, out double fourth)
    {
        var length = a.Length;
        ReadOnlySpan<double> b1 = rows[..length], b2 = rows.Slice(n, length), b3 = rows.Slice(2 * n, length), b4 = rows.Slice(3 * n, length);
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var r1 = ref MemoryMarshal.GetReference(b1);
        ref var r2 = ref MemoryMarshal.GetReference(b2);
        ref var r3 = ref MemoryMarshal.GetReference(b3);
        ref var r4 = ref MemoryMarshal.GetReference(b4);
        Vector256<double> s1 = Vector256<double>.Zero, s2 = s1, s3 = s1, s4 = s1;
        var at = 0;
        for (; at <= length - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            var x = Vector256.LoadUnsafe(ref left, (nuint)at);
            s1 += x * Vector256.LoadUnsafe(ref r1, (nuint)at);
            s2 += x * Vector256.LoadUnsafe(ref r2, (nuint)at);
            s3 += x * Vector256.LoadUnsafe(ref r3, (nuint)at);
            s4 += x * Vector256.LoadUnsafe(ref r4, (nuint)at);
        }
        (first, second, third, fourth) = (Vector256.Sum(s1), Vector256.Sum(s2), Vector256.Sum(s3), Vector256.Sum(s4));
        for (; at < length; at++)
        {
            first += a[at] * b1[at];
            second += a[at] * b2[at];
            third += a[at] * b3[at];
            fourth += a[at] * b4[at];
        }
    }

    /// <summary>The inner products of a vector with the first rows of a matrix, as many as there is room for in <paramref name="products"/>.</summary>
    public static void Products(ReadOnlySpan<double> a, ReadOnlySpan<double> rows, Span<double> products)
    {
        var (n, row) = (a.Length, 0);
        for (; row + 4 <= products.Length; row += 4) { Dots(a, rows[(row * n)..], n, out products[row], out products[row + 1], out products[row + 2], out products[row + 3]); }
        for (; row < products.Length; row++) { products[row] = Dot(a, rows.Slice(row * n, n)); }
    }

    /// <summary>Adds <paramref name="y"/> to <paramref name="x"/>; both have the same length.</summary>
    public static void Add(Span<double> x, ReadOnlySpan<double> y)
    {
        ref var to = ref MemoryMarshal.GetReference(x);
        ref var from = ref MemoryMarshal.GetReference(y[..x.Length]);
        var at = 0;
        for (; at <= x.Length - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)at) + Vector256.LoadUnsafe(ref from, (nuint)at)).StoreUnsafe(ref to, (nuint)at);
        }
        for (; at < x.Length; at++) { x[at] += y[at]; }
    }

    /// <summary>Adds to each entry of <paramref name="x"/> the product of the entries of <paramref name="y"/> and <paramref name="z"/> in its place; all have the same length.</summary>
    public static void AddProducts(Span<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z)
    {
        ref var to = ref MemoryMarshal.GetReference(x);
        ref var left = ref MemoryMarshal.GetReference(y[..x.Length]);
        ref var right = ref MemoryMarshal.GetReference(z[..x.Length]);
        var at = 0;
        for (; at <= x.Length - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)at) + (Vector256.LoadUnsafe(ref left, (nuint)at) * Vector256.LoadUnsafe(ref right, (nuint)at))).StoreUnsafe(ref to, (nuint)at);
        }
        for (; at < x.Length; at++) { x[at] += y[at] * z[at]; }
    }

    /// <summary>Multiplies each entry of <paramref name="x"/> by <paramref name="factor"/> times the entry of <paramref name="y"/> in its place.</summary>
    public static void Scale(Span<double> x, double factor, ReadOnlySpan<double> y)
    {
        ref var to = ref MemoryMarshal.GetReference(x);
        ref var from = ref MemoryMarshal.GetReference(y[..x.Length]);
        var all = Vector256.Create(factor);
        var at = 0;
        for (; at <= x.Length - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)at) * (all * Vector256.LoadUnsafe(ref from, (nuint)at))).StoreUnsafe(ref to, (nuint)at);
        }
        for (; at < x.Length; at++) { x[at] *= factor * y[at]; }
    }

    /// <summary>Adds <paramref name="factor"/> times <paramref name="y"/> to <paramref name="x"/>; both have the same length.</summary>
    public static void AddMultiple(Span<double> x, double factor, ReadOnlySpan<double> y)
    {
        ref var to = ref MemoryMarshal.GetReference(x);
        ref var from = ref MemoryMarshal.GetReference(y[..x.Length]);
        var all = Vector256.Create(factor);
        var at = 0;
        for (; at <= x.Length - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)at) + (all * Vector256.LoadUnsafe(ref from, (nuint)at))).StoreUnsafe(ref to, (nuint)at);
        }
        for (; at < x.Length; at++) { x[at] += factor * y[at]; }
    }

    /// <summary>Turns two vectors of the same length by an angle: <paramref name="x"/> becomes cx − sy, <paramref name="y"/> sx + cy.</summary>
    public static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        ref var one = ref MemoryMarshal.GetReference(x);
        ref var other = ref MemoryMarshal.GetReference(y[..x.Length]);
        Vector256<double> cosine = Vector256.Create(c), sine = Vector256.Create(s);
        var at = 0;
        for (; at <= x.Length - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            Vector256<double> a = Vector256.LoadUnsafe(ref one, (nuint)at), b = Vector256.LoadUnsafe(ref other, (nuint)at);
            ((cosine * a) - (sine * b)).StoreUnsafe(ref one, (nuint)at);
            ((sine * a) + (cosine * b)).StoreUnsafe(ref other, (nuint)at);
        }
        for (; at < x.Length; at++) { (x[at], y[at]) = ((c * x[at]) - (s * y[at]), (s * x[at]) + (c * y[at])); }
    }
}
