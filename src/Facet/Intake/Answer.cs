namespace Facet.Intake;

/// <summary>The answer to one question. "Not sure" and "not answered" are <see cref="Open"/>.</summary>
public abstract record Answer
{
    private Answer() { }

    /// <summary>Asked, and not known.</summary>
    public static Answer Open { get; } = new Unknown();

    /// <summary>Asked, and not known.</summary>
    public sealed record Unknown : Answer;

    /// <summary>Yes or no.</summary>
    public sealed record Flag(bool Value) : Answer;

    /// <summary>A number in the unit of the data dictionary.</summary>
    public sealed record Number(double Value) : Answer;

    /// <summary>One word of a choice.</summary>
    public sealed record Word(string Value) : Answer;

    /// <summary>Words of a set; empty for "none of these".</summary>
    public sealed record Words(IReadOnlyList<string> Values) : Answer;
}

/// <summary>A medicine as somebody named it.</summary>
/// <param name="Name">The ingredient's slug or name; any other name is kept as not recognised.</param>
/// <param name="MilligramsPerDay">mg per day, above 0; <see langword="null"/> when unknown.</param>
/// <param name="MicrogramsPerHour">µg per hour of a patch, above 0; <see langword="null"/> when unknown or no patch.</param>
public sealed record MedicineAnswer(string Name, double? MilligramsPerDay, double? MicrogramsPerHour);

/// <summary>What leaving an input out means.</summary>
public enum LeftOut
{
    /// <summary>Nobody asked: unknown. The only safe reading at run time, and the default.</summary>
    IsUnknown,

    /// <summary>Asked and answered as the data dictionary's <c>default</c>: the convention of intake files, where every case lists only what stands out.</summary>
    IsDefault,
}

/// <summary>What a person answered.</summary>
/// <param name="Values">Answers by input name.</param>
/// <param name="Medicines">Medicines taken now; <see langword="null"/> when nobody asked, empty for none.</param>
/// <param name="LeftOut">What it means that an input is not among the values.</param>
public sealed record IntakeAnswers(IReadOnlyDictionary<string, Answer> Values, IReadOnlyList<MedicineAnswer>? Medicines, LeftOut LeftOut = LeftOut.IsUnknown)
{
    /// <summary>Whether the list of medicines was left out of a file in which left out means nothing to report.</summary>
    public bool AssumesNoMedicines { get; init; }
}
