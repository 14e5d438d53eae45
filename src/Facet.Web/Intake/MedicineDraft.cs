using System.Globalization;
using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Web.Intake;

/// <summary>A medicine as it is being typed.</summary>
/// <param name="Slug">The medicine chosen from the list; empty for none.</param>
/// <param name="Other">A name that is not in the list.</param>
/// <param name="Dose">The dose as typed.</param>
public sealed record MedicineDraft(string Slug, string Other, string Dose)
{
    private const int LongestName = 80;
    private const double GreatestDose = 100_000;

    public static MedicineDraft Empty { get; } = new("", "", "");

    public bool IsEmpty => Slug.Length == 0 && Other.Length == 0 && Dose.Length == 0;

    public static MedicineDraft Read(IFormCollection form) =>
        new(form["medicine"].ToString().Trim(), form["other"].ToString().Trim(), form["dose"].ToString().Trim());

    /// <summary>What stands in the way of adding it, in words; null when nothing does.</summary>
    public string? Problem(Formulary formulary) => this switch
    {
        { Slug.Length: 0, Other.Length: 0 } => "Choose a medicine from the list, or type its name.",
        { Slug.Length: > 0, Other.Length: > 0 } => "Choose from the list or type a name, not both. Add one medicine at a time.",
        { Slug.Length: > 0 } when formulary.Find(Slug) is null => "Choose a medicine from the list.",
        { Other.Length: > LongestName } => "Type a shorter name.",
        { Dose.Length: > 0 } when Amount is not (> 0 and <= GreatestDose) => "Type the dose as a number, such as 400, or leave it empty.",
        _ => null,
    };

    public MedicineAnswer ToAnswer(Formulary formulary) => formulary.Find(Slug) is { } known
        ? IsPatch(known) ? new(known.Slug, null, Amount) : new(known.Slug, Amount, null)
        : new(Other, Amount, null);

    /// <summary>Patches for strong pain are labelled by the hour.</summary>
    public static bool IsPatch(Ingredient ingredient) => ingredient.Groups.Contains("transdermal_opioid");

    private double? Amount =>
        double.TryParse(Dose.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;
}
