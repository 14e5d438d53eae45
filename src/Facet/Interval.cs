namespace Facet;

/// <summary>What is known of a number: it lies from <see cref="Low"/> to <see cref="High"/>. The whole line is "unknown", a single point is "known".</summary>
/// <param name="Low">The least it can be; −∞ where nothing bounds it.</param>
/// <param name="High">The most it can be; +∞ where nothing bounds it.</param>
/// <remarks>
/// Interval arithmetic (R. E. Moore, Interval Analysis, 1966) makes three-valued comparison follow by itself: a comparison is
/// Yes when it holds for every number in the interval, No when it holds for none, else Unknown.
/// </remarks>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Nothing is known.</summary>
    public static Interval Unknown { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>A number that is known.</summary>
    public static Interval Exactly(double value) => new(value, value);

    /// <summary>Whether the number is known.</summary>
    public bool IsKnown => Low == High;

    /// <summary>Sum of two numbers of which the intervals are known.</summary>
    public static Interval operator +(Interval a, Interval b) => new(a.Low + b.Low, a.High + b.High);

    /// <summary>Difference of two numbers of which the intervals are known.</summary>
    public static Interval operator -(Interval a, Interval b) => new(a.Low - b.High, a.High - b.Low);

    /// <summary>Product of two numbers of which the intervals are known.</summary>
    public static Interval operator *(Interval a, Interval b)
    {
        double p = a.Low * b.Low, q = a.Low * b.High, r = a.High * b.Low, s = a.High * b.High;
        return double.IsNaN(p + q + r + s) ? Unknown : new(Math.Min(Math.Min(p, q), Math.Min(r, s)), Math.Max(Math.Max(p, q), Math.Max(r, s)));
    }

    /// <summary>Quotient; unknown when the divisor can be zero.</summary>
    public static Interval operator /(Interval a, Interval b) => b.Low <= 0 && b.High >= 0 ? Unknown : a * new Interval(1 / b.High, 1 / b.Low);

    /// <summary>Whether the number is less than <paramref name="other"/>.</summary>
    public Truth IsLessThan(Interval other) => High < other.Low ? Truth.Yes : Low >= other.High ? Truth.No : Truth.Unknown;

    /// <summary>Whether the number is at most <paramref name="other"/>.</summary>
    public Truth IsAtMost(Interval other) => High <= other.Low ? Truth.Yes : Low > other.High ? Truth.No : Truth.Unknown;

    /// <summary>Whether the two numbers are the same.</summary>
    public Truth IsEqualTo(Interval other) =>
        IsKnown && other.IsKnown ? Kleene.Of(Low == other.Low) : High < other.Low || Low > other.High ? Truth.No : Truth.Unknown;
}
