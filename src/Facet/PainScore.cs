namespace Facet;

/// <summary>Pain intensity, 0–100 points: 0 is no pain, 100 the worst imaginable. The default is no pain.</summary>
public readonly record struct PainScore
{
    /// <summary>A score in points.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="points"/> is outside 0–100.</exception>
    public PainScore(int points)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(points);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, 100);
        Points = points;
    }

    /// <summary>Points, 0–100; lower is better.</summary>
    public int Points { get; }

    /// <summary>The score for an answer on the 0–10 numeric rating scale: ten points for each step.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rating"/> is outside 0–10.</exception>
    public static PainScore FromRating(int rating) => new(checked(rating * 10));
}
