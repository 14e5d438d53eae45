using System.Globalization;
using Facet.Outcomes;

namespace Facet.Web.Outcomes;

/// <summary>Scores and dates in plain words.</summary>
internal static class OutcomeText
{
    /// <summary>What a score says by itself, in one sentence; empty where nobody gives words for it.</summary>
    public static string Meaning(Score score) => score switch
    {
        { Value: null } => score.WhyNot,
        { Instrument: { RatesChange: true, Wording: { } wording } } => $"You said: {wording.Items[0].Options[score.Answers[0]!.Value - score.Instrument.Rule!.Answers.Low].ToLowerInvariant()}.",
        { Band: { } band, Instrument.Wording: { } wording } when wording.Meaning.TryGetValue(band.Name, out var words) => $"That means: {words}.",
        { Risk: { } risk } => $"That is the group with {risk.ToString().ToLowerInvariant()} risk of lasting trouble.",
        _ => "",
    };

    public static string Date(DateOnly day) => day.ToString("d MMMM", CultureInfo.InvariantCulture);

    public static string ShortDate(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Points of 0–100 as people give them: 0 to 10.</summary>
    public static string OfTen(double points) => (points / 10).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>How many minutes it takes, about.</summary>
    public static string Minutes(Instrument instrument) => instrument.Rule!.Items switch { <= 4 => "under a minute", <= 9 => "about 2 minutes", _ => "about 3 minutes" };

    public static string Count(Instrument instrument) => instrument.Rule!.Items == 1 ? "1 question" : instrument.Rule.Method == ScoreMethod.Count ? $"{instrument.Rule.Items} sentences to tick" : $"{instrument.Rule.Items} questions";
}
