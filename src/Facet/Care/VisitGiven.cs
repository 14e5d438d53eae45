namespace Facet.Care;

/// <summary>A visit without a dose of its own: a class, education, coaching, mind-body.</summary>
public sealed record VisitGiven : SessionGiven
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "given-visit";

    /// <summary>What it was about; <see langword="null"/> for as planned.</summary>
    public string? Topic { get; init; }

    /// <inheritdoc/>
    public override string DoseText => string.Join(", ", new[] { Topic, Minutes is { } minutes ? $"{Number(minutes)} min" : null }.OfType<string>());

    private protected override IEnumerable<Problem> Dose() => Length("topic", Topic, 200);
}
