using System.Globalization;
using Facet.Outcomes;
using Facet.Web.Shell;

namespace Facet.Web.Desk;

/// <summary>A cell of the outcomes in words: hidden where it, or what follows from it, is of too few people.</summary>
internal sealed class CaseloadText(Caseload table, int index)
{
    /// <summary>What stands for a count of fewer than five people.</summary>
    public const string Few = "fewer than 5";

    /// <summary>What stands for a count that would give a small one away.</summary>
    public const string Kept = "not shown";

    private readonly CaseloadRow row = table.Rows[index];

    public string Name => row.Table switch
    {
        Caseload.ByFamily => Family(row.Name),
        Caseload.ByCombination when row.Name is not ("none" or Caseload.OtherCombinations) => string.Join(" + ", row.Name.Split(" + ").Select(Family)),
        Caseload.ByCombination when row.Name == "none" => "Advice alone",
        Caseload.ByCause => row.Name switch { nameof(CauseClass.PelvicGirdle) => "Pelvic girdle", nameof(CauseClass.Inflammatory) => "Suspected inflammatory", nameof(CauseClass.Posture) => "Posture-related", nameof(CauseClass.Strain) => "Recent strain", nameof(CauseClass.Stenosis) => "Stenosis pattern", _ => row.Name },
        _ => row.Name,
    };

    /// <summary>The count; null where it is not shown.</summary>
    public int? Count(CaseloadCell cell) => table.Shown(index, cell) ? row[cell] : null;

    /// <summary>The count in words.</summary>
    public string Words(CaseloadCell cell) => Count(cell) is { } count ? count.ToString(CultureInfo.InvariantCulture) : row[cell] < Caseload.FewestShown ? Few : Kept;

    /// <summary>Share of responders among those with an outcome; null where it is not shown.</summary>
    public Proportion? Response => Count(CaseloadCell.Responders) is null || Count(CaseloadCell.Answered) is null ? null : row.Response;

    /// <summary>What the share would be if nobody or everybody without an outcome had responded; null where it is not shown.</summary>
    public (double Worst, double Best)? Bounds => Response is null || Count(CaseloadCell.People) is null || Count(CaseloadCell.Missing) is null ? null : row.Bounds;

    public Proportion? DropOut => Count(CaseloadCell.Dropped) is null || Count(CaseloadCell.People) is null ? null : row.DropOut;

    /// <summary>Mean improvement; null where it is not shown. It goes with the response: a mean that is the same for all would say who responded.</summary>
    public (double Mean, double Low, double High)? Mean => Response is null ? null : row.Mean;

    public static string Percent(Proportion? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known.Share:0} % ({100 * known.Low:0} to {100 * known.High:0})") : Kept;

    public static string Percent((double Worst, double Best)? bounds) => bounds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known.Worst:0} to {100 * known.Best:0} %") : Kept;

    public static string Units((double Mean, double Low, double High)? mean) => mean is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Mean:0.0} ({known.Low:0.0} to {known.High:0.0})") : Kept;

    private static string Family(string code) => TreatmentFamilies.Find(code) is { } family ? FamilyNames.Of(family) : code;
}
