using System.Globalization;
using Facet.Evidence;

namespace Facet.Web.Evidence;

/// <summary>Codes of the evidence in words, and what an address may ask for.</summary>
internal static class EvidenceNames
{
    public static string Of(string code) => code switch
    {
        "nsaid" or "snri" or "ssri" or "tca" or "cbt" or "prt" => code.ToUpperInvariant(),
        "gabaa_modulator" => "GABA-A modulator",
        "vitamin_b12" => "vitamin B12",
        _ => code.Replace('_', ' '),
    };

    /// <summary>A set of components in words.</summary>
    public static string OfSet(string set) => string.Join(" + ", set.Split('+').Select(Of));

    public static string Of(TimeWindow window) => window switch { TimeWindow.Early => "up to 8 weeks", TimeWindow.M3 => "8 to 18 weeks", TimeWindow.M6 => "18 to 39 weeks", _ => "after 39 weeks" };

    public static string Of(Outcome outcome) => outcome == Outcome.Pain ? "Pain" : "Daily life";

    public static string Of(Sensitivity reading) => reading switch
    {
        Sensitivity.Unlinked => "Trials at this time alone",
        Sensitivity.AllRows => "With doubtful trials and those with surgery or injections",
        Sensitivity.ControlsMerged => "With sham and placebo read as no treatment",
        _ => "Without published differences that give no arms (summaries)",
    };

    public static string Of(QStatistic q) => string.Create(CultureInfo.InvariantCulture, $"{q.Q:0.0} on {q.Degrees} df, p {Of(q.P)}");

    /// <summary>A probability of a test.</summary>
    public static string Of(double p) => p < 0.001 ? "below 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A chance in per cent; never 0 or 100, which no model knows.</summary>
    public static string Chance(double probability) => probability < 0.005 ? "below 1 %" : probability > 0.995 ? "above 99 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * probability:0} %");

    public static Outcome? OutcomeOf(string? code) => code is null ? Outcome.Pain : OutcomeCodes.Find(code);

    public static TimeWindow? WindowOf(string? code) => code is null ? EffectModel.PlanWindow : TimeWindows.Find(code);
}
