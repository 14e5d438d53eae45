namespace Facet.Knowledge;

/// <summary>A fact of one person that a rule rests on.</summary>
/// <param name="Fact">Name in the data dictionary.</param>
/// <param name="Value">Its value in words.</param>
public sealed record KnownFact(string Fact, string Value);

/// <summary>Something a rule says of a person: which rule, to what effect, why, and where that comes from.</summary>
public sealed record Finding
{
    /// <summary>Id of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The kind of rule: <c>triage</c>, <c>eligibility</c>, <c>medicine</c>, <c>interaction</c>, <c>duplicate</c>, <c>taper</c>, <c>psychosocial</c> or <c>not_checked</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The family it speaks of; <see langword="null"/> for none or for several.</summary>
    public TreatmentFamily? Family { get; init; }

    /// <summary>The technique, class or ingredient it speaks of; <see langword="null"/> for the whole family.</summary>
    public string? Technique { get; init; }

    /// <summary>What the rule does, in the words of the knowledge files.</summary>
    public required string Effect { get; init; }

    /// <summary>Why, in words for clinicians.</summary>
    public required string Reason { get; init; }

    /// <summary>Ids of sources.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Whether a page supporting the rule was read.</summary>
    public Verification Checked { get; init; }

    /// <summary>The facts of this person that the rule rests on: name and value.</summary>
    public IReadOnlyList<KnownFact> Because { get; init; } = [];
}
