using System.Globalization;
using Facet.Outcomes;

namespace Facet.Web.Desk;

/// <summary>Scores in one line, for clinicians, each with what is unknown of it.</summary>
internal static class Scores
{
    public static string Diary(DiaryChange change) => string.Create(CultureInfo.InvariantCulture,
        $"{change.Points / 10:+0.0;−0.0;0.0} of 10 (95 % interval {change.Interval.Low / 10:+0.0;−0.0;0.0} to {change.Interval.High / 10:+0.0;−0.0;0.0}): {Words(change.Verdict)}");

    public static string Change(InstrumentProgress scores) => scores.Latest.Change is not { Points: { } points } change ? scores.Instrument.RatesChange ? scores.Latest.Score.Words : "one score alone shows no change"
        : string.Create(CultureInfo.InvariantCulture, $"{points:+0.#;−0.#;0}{(scores.Instrument.Limits.Error is { } error ? $" (± {error:0.#} measurement error)" : " (measurement error not known)")}: {change.Heading.ToLowerInvariant()}{(scores.IsBaseline ? "" : ", counted from the first score, which was not at the start")}");

    private static string Words(Verdict verdict) => verdict switch
    {
        Verdict.ClearlyBetter => "clearly better",
        Verdict.Better => "better by more than chance",
        Verdict.Worse => "worse by more than chance",
        Verdict.WithinError => "within what can be chance",
        _ => "cannot be judged",
    };
}
