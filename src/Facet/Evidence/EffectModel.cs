using Facet.Intake;

namespace Facet.Evidence;

/// <summary>What is measured.</summary>
public enum Outcome
{
    /// <summary>Pain intensity.</summary>
    Pain,

    /// <summary>How far the back limits daily life.</summary>
    Function,
}

/// <summary>The outcomes' codes in files and in JSON.</summary>
public static class Outcomes
{
    /// <summary>The code, such as <c>pain</c>.</summary>
    public static string Code(this Outcome outcome) => outcome == Outcome.Pain ? "pain" : "function";
}

/// <summary>A difference in points of 100, with its uncertainty. Negative is better.</summary>
/// <param name="Mean">Expected difference, points of 100.</param>
/// <param name="StandardDeviation">Of the prediction for a new person like those studied: standard error and difference between studies together; above 0.</param>
public readonly record struct Effect(double Mean, double StandardDeviation)
{
    /// <summary>The most there is to lose, points of 100, as a negative number; −100 unless the patient's own score is known.</summary>
    public double Floor { get; private init; } = -100;

    /// <summary>The same effect for somebody who has only so much to lose.</summary>
    /// <param name="points">The patient's score, 0–100.</param>
    public Effect ForScoreOf(double points) => new(Math.Max(-points, Mean), StandardDeviation) { Floor = -points };

    private const double Normal95 = 1.959963984540054;

    /// <summary>The end of the 95 % prediction interval that is best for the patient.</summary>
    public double Best => Math.Max(Floor, Mean - (Normal95 * StandardDeviation));

    /// <summary>The end of the 95 % prediction interval that is worst for the patient.</summary>
    public double Worst => Mean + (Normal95 * StandardDeviation);
}

/// <summary>What the studies say of one component.</summary>
/// <param name="Component">The component's code.</param>
/// <param name="IsAcute">Whether it was measured in pain of under 6 weeks; else in pain that has lasted longer.</param>
/// <param name="Outcome">What was measured.</param>
/// <param name="Mean">Difference in points of 100 at the trials' dose; negative is better.</param>
/// <param name="StandardError">Of the mean, points; above 0.</param>
/// <param name="Certainty">How sure the source says it is, or that it does not say.</param>
/// <param name="Basis">Treatment, comparator, people, time and scale as published.</param>
/// <param name="Citation">Where it was published.</param>
public sealed record ComponentEffect(string Component, bool IsAcute, Outcome Outcome, double Mean, double StandardError, string Certainty, string Basis, string Citation);

/// <summary>A component at a dose.</summary>
/// <param name="Component">The component's code; empty for none.</param>
/// <param name="Dose">Share of the dose that the trials gave, 0–1.</param>
public sealed record ComponentDose(string Component, double Dose);

/// <summary>What combinations of components are expected to do. A value: whoever holds it does not know where it came from.</summary>
public sealed class EffectModel
{
    private readonly Dictionary<string, ComponentEffect>[] effects = [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
    private readonly Dictionary<string, string> noEstimate;

    internal EffectModel(string id, double betweenStudySd, IEnumerable<ComponentEffect> effects, IReadOnlyDictionary<string, string> noEstimate)
    {
        Id = id;
        BetweenStudySd = betweenStudySd;
        foreach (var effect in effects) { this.effects[IndexOf(effect.IsAcute, effect.Outcome)].Add(effect.Component, effect); }
        this.noEstimate = new(noEstimate, StringComparer.Ordinal);
    }

    /// <summary>The id that plans quote.</summary>
    public string Id { get; }

    /// <summary>How much true effects differ from study to study: standard deviation in points.</summary>
    public double BetweenStudySd { get; }

    /// <summary>What the studies say of one component, or <see langword="null"/> where there is no estimate.</summary>
    public ComponentEffect? Find(DurationClass duration, Outcome outcome, string component) => effects[IndexOf(duration == DurationClass.Acute, outcome)].GetValueOrDefault(component);

    private static int IndexOf(bool acute, Outcome outcome) => (acute ? 2 : 0) + (int)outcome;

    /// <summary>Why there is no estimate for a component.</summary>
    public string WhyNoEstimate(string component) => component.Length == 0
        ? "Trials do not study it by itself."
        : noEstimate.GetValueOrDefault(component) ?? "No verified number speaks of it for back pain that has lasted this long.";

    /// <summary>What components are expected to do together.</summary>
    /// <returns>The effect, or <see langword="null"/> when no component has an estimate. Components without one add nothing, which is not the same as having no effect.</returns>
    /// <remarks>Effects add up and their errors are independent; the difference between studies counts once. Addition is an assumption that the data support only weakly.</remarks>
    public Effect? Predict(DurationClass duration, Outcome outcome, IEnumerable<ComponentDose> components)
    {
        double mean = 0, variance = 0;
        var any = false;
        foreach (var (component, dose) in components)
        {
            if (Find(duration, outcome, component) is not { } effect) { continue; }
            any = true;
            mean += dose * effect.Mean;
            variance += dose * effect.StandardError * dose * effect.StandardError;
        }
        return any ? new Effect(mean, Math.Sqrt(variance + (BetweenStudySd * BetweenStudySd))) : null;
    }
}
