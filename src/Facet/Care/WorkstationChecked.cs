namespace Facet.Care;

/// <summary>Answers to the workstation checklist. The newest counts.</summary>
public sealed record WorkstationChecked : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "workstation-checked";

    /// <summary>The most questions.</summary>
    public const int Most = 40;

    /// <summary>By the id of the question, whether it is so; a question that is not there was not answered.</summary>
    public required IReadOnlyDictionary<string, bool> Answers { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
        [.. Answers.Count > Most ? (Problem[])[new("answers", "too-many", $"At most {Most} answers.")] : [], .. Answers.Keys.SelectMany(id => Name("answers", id))];
}
