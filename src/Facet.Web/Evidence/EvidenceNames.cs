using Facet.Evidence;

namespace Facet.Web.Evidence;

/// <summary>Codes of the evidence in words, and what an address may ask for.</summary>
internal static class EvidenceNames
{
    public static string Of(string code) => code switch
    {
        "nsaid" or "snri" or "ssri" or "tca" or "cbt" or "prt" => code.ToUpperInvariant(),
        _ => code.Replace('_', ' '),
    };

    public static string Of(TimeWindow window) => window switch { TimeWindow.Early => "up to 8 weeks", TimeWindow.M3 => "8 to 18 weeks", TimeWindow.M6 => "18 to 39 weeks", _ => "after 39 weeks" };

    public static string Of(Outcome outcome) => outcome == Outcome.Pain ? "Pain" : "Daily life";

    public static string Of(Sensitivity reading) => reading switch
    {
        Sensitivity.Unlinked => "Trials at this time alone",
        Sensitivity.AllRows => "With doubtful trials and those with surgery or injections",
        Sensitivity.ControlsMerged => "With sham and placebo read as no treatment",
        _ => "Without published differences that give no arms (summaries)",
    };

    public static Outcome? OutcomeOf(string? code) => code is null ? Outcome.Pain : Outcomes.Find(code);

    public static TimeWindow? WindowOf(string? code) => code is null ? EffectModel.PlanWindow : TimeWindows.Find(code);
}
