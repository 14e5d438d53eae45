using Facet.Intake;

namespace Facet.Interop.Fhir;

/// <summary>What a FHIR record says of one person, in the terms of the data dictionary.</summary>
/// <param name="Answers">Answers and medicines. What the record does not say is unknown; a record on which no medicine is taken now has no list of medicines.</param>
/// <param name="Remarks">Everything that is invalid, was not used or could not be said, each with its place, such as <c>Bundle.entry[12] Condition/abc</c>.</param>
/// <param name="Used">What was used, in words: place, what it said, which input or medicine it became.</param>
public sealed record FhirIntake(IntakeAnswers Answers, IReadOnlyList<Problem> Remarks, IReadOnlyList<string> Used)
{
    /// <summary>The table behind morphine equivalents; published tables disagree, so a result names its table.</summary>
    public const string MorphineTable = "CDC 2022";
}
