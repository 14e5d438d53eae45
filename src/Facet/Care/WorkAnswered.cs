namespace Facet.Care;

/// <summary>That a clinician answered something on the work list that was worked out from a person's record, such as that they have gone silent. It is back when its cause stands anew, or on a day that the answer names.</summary>
public sealed record WorkAnswered : CareEntry
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "work-answered";

    /// <summary>What was answered: a word of the work list. With <c>-too</c> behind it, it is what a second clinician did meanwhile, and answers nothing.</summary>
    public required string Work { get; init; }

    /// <summary>What the clinician did.</summary>
    public required string Text { get; init; }

    /// <summary>The day from which it is on the list again while its cause still stands; <see langword="null"/> for not before its cause stands anew.</summary>
    public DateOnly? Again { get; init; }

    /// <inheritdoc/>
    public override bool MayComeFromDevice => false;

    /// <inheritdoc/>
    public override bool OutlivesErasure => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
    [
        .. Name("work", Work), .. string.IsNullOrWhiteSpace(Text) ? (Problem[])[new("text", "missing", "Write what you did, in a few words.")] : Length("text", Text),
        .. Again <= Day ? (Problem[])[new("again", "out-of-range", "Choose a later day.")] : [],
    ];
}
