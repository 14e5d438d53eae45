using Facet.Knowledge;

namespace Facet.Care;

/// <summary>Whether something unwanted happened after a visit.</summary>
public enum AdverseEvent
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Something that passes by itself: sore, a bruise, tired.</summary>
    Mild,

    /// <summary>Something that somebody must look at now.</summary>
    Serious,
}

/// <summary>Pain before and after a visit, and whether something unwanted happened.</summary>
public sealed record SessionRated : CareEntry
{
    /// <summary>Its word in rows and on phones.</summary>
    public const string Word = "session-rated";

    /// <summary>The most signs that one entry names.</summary>
    public const int MostSigns = 12;

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>Pain before the visit, 0 to 10.</summary>
    public required int Before { get; init; }

    /// <summary>Pain after the visit, 0 to 10; <see langword="null"/> for unknown.</summary>
    public int? After { get; init; }

    /// <summary>Whether something unwanted happened.</summary>
    public required AdverseEvent Adverse { get; init; }

    /// <summary>What happened, as words of <see cref="AdverseSigns"/>.</summary>
    public IReadOnlyList<string> Signs { get; init; } = [];

    /// <summary>What happened, in the person's words.</summary>
    public string? What { get; init; }

    /// <inheritdoc/>
    /// <remarks>Four hours and three days: settings; four hours is the limit of TRI-CES-01.</remarks>
    public override TeamTask? ForTeam() => Adverse switch
    {
        AdverseEvent.Serious => new("adverse", TriageTier.Emergency, $"Serious adverse event after {Item}: {Told}. The treatment is stopped until you clear it. The questions about warning signs were asked next.", TimeSpan.FromHours(4)),
        AdverseEvent.Mild => new("adverse", TriageTier.RoutineReview, $"Unwanted effect after {Item}: {Told}.", TimeSpan.FromDays(3)),
        _ => null,
    };

    private string Told => Signs.Count > 0 ? string.Join(", ", Signs) : "in the patient's words";

    /// <inheritdoc/>
    public override IEnumerable<Problem> Problems() =>
    [
        .. Name("item", Item), .. Rating("before", Before), .. Rating("after", After), .. Length("what", What),
        .. Signs.Count > MostSigns ? (Problem[])[new("signs", "too-many", $"At most {MostSigns} signs.")] : [], .. Signs.SelectMany(sign => Name("signs", sign)),
    ];
}

/// <summary>What can happen after a visit.</summary>
/// <param name="Word">Its word in records.</param>
/// <param name="Plain">What it says to patients.</param>
/// <param name="Event">How serious it is.</param>
public sealed record AdverseSign(string Word, string Plain, AdverseEvent Event);

/// <summary>What people are asked for after a visit.</summary>
public static class AdverseSigns
{
    /// <summary>A change of the skin: the page writes a <see cref="SkinChange"/> beside it, which stops the treatment.</summary>
    public const string Skin = "skin";

    /// <summary>All, the mild ones first.</summary>
    public static IReadOnlyList<AdverseSign> All { get; } =
    [
        new("sore", "More sore than before", AdverseEvent.Mild),
        new("bruise", "A bruise, or a drop of blood", AdverseEvent.Mild),
        new("tired", "Tired, or a headache", AdverseEvent.Mild),
        new(Skin, "My skin changed: red for long, a blister or a burn", AdverseEvent.Mild),
        new("leg", "New pain, numbness or weakness in a leg", AdverseEvent.Serious),
        new("saddle", "Numb between the legs, or trouble with pee or poo", AdverseEvent.Serious),
        new("breath", "Short of breath, or chest pain", AdverseEvent.Serious),
        new("faint", "I passed out", AdverseEvent.Serious),
        new("eyes", "Something wrong with my eyes", AdverseEvent.Serious),
        new("fever", "Fever, or a red and hot spot", AdverseEvent.Serious),
    ];

    /// <summary>The most serious of some signs; a word that is not known counts as serious.</summary>
    public static AdverseEvent Worst(IEnumerable<string> words) =>
        words.Select(word => All.FirstOrDefault(sign => sign.Word == word)?.Event ?? AdverseEvent.Serious).DefaultIfEmpty(AdverseEvent.None).Max();
}
