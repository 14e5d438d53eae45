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
public static class OutcomeCodes
{
    /// <summary>The least improvement that people with back pain call important, points of 100: the low end of the range in Ostelo et al. 2008, Spine 33(1):90–94.</summary>
    public const double ImportantDifference = 10;

    /// <summary>Both.</summary>
    public static IReadOnlyList<Outcome> All { get; } = [Outcome.Pain, Outcome.Function];

    /// <summary>The code, such as <c>pain</c>.</summary>
    public static string Code(this Outcome outcome) => outcome == Outcome.Pain ? "pain" : "function";

    /// <summary>The outcome with this code, or <see langword="null"/>.</summary>
    public static Outcome? Find(string code) => code switch { "pain" => Outcome.Pain, "function" => Outcome.Function, _ => null };
}

/// <summary>A difference in points of 100, with its uncertainty. Negative is better.</summary>
/// <param name="Mean">Expected difference, points of 100.</param>
/// <param name="StandardDeviation">Of the prediction for a new study of people like those studied: what is unknown of the mean and the difference between studies together; above 0.</param>
public readonly record struct Effect(double Mean, double StandardDeviation)
{
    /// <summary>The most there is to lose, points of 100, as a negative number; −100 unless the patient's own score is known.</summary>
    public double Floor { get; private init; } = -100;

    /// <summary>The expected difference before it was cut off at what there is to lose.</summary>
    private double Expected { get => expected ?? Mean; init => expected = value; }

    private readonly double? expected = null;

    /// <summary>The same effect for somebody who has only so much to lose.</summary>
    /// <param name="points">The patient's score, 0–100.</param>
    public Effect ForScoreOf(double points) => new(Math.Max(-points, Mean), StandardDeviation) { Floor = -points, Expected = Expected };

    /// <summary>The chance that people like those studied improve by at least so much on average, 0–1; 0 where there is less to lose than that.</summary>
    /// <param name="points">Points of 100, above 0.</param>
    public double ChanceOf(double points) => points > -Floor ? 0 : Distribution.Normal((-points - Expected) / StandardDeviation);

    /// <summary>The end of the 95 % prediction interval that is best for the patient.</summary>
    public double Best => Math.Max(Floor, Mean - (Distribution.Normal95 * StandardDeviation));

    /// <summary>The end of the 95 % prediction interval that is worst for the patient.</summary>
    public double Worst => Mean + (Distribution.Normal95 * StandardDeviation);
}

/// <summary>What a review says of one component by itself.</summary>
/// <param name="Component">The component's code.</param>
/// <param name="Outcome">What was measured.</param>
/// <param name="Mean">Difference in points of 100 at the trials' dose; negative is better.</param>
/// <param name="StandardError">Of the mean, points; above 0.</param>
/// <param name="Certainty">How sure the source says it is, or that it does not say.</param>
/// <param name="Basis">Treatment, comparator, people, time and scale as published.</param>
/// <param name="Citation">Where it was published.</param>
public sealed record PublishedEffect(string Component, Outcome Outcome, double Mean, double StandardError, string Certainty, string Basis, string Citation);

/// <summary>A component at a dose.</summary>
/// <param name="Component">The component's code; empty for none.</param>
/// <param name="Dose">Share of the dose that the trials gave, 0–1.</param>
public sealed record ComponentDose(string Component, double Dose);

/// <summary>What combinations of components are expected to do. A value: whoever holds it does not know where it came from.</summary>
/// <remarks>
/// Pain of 6 weeks and more: the models fitted to the trials (<see cref="FittedEffects"/>), in the window in which a 12-week plan ends. Pain of under 6 weeks has almost no
/// arm-level trial: single published rows stand for it, and their effects add up.
/// </remarks>
public sealed class EffectModel
{
    /// <summary>The window that a plan of 12 weeks looks at.</summary>
    public const TimeWindow PlanWindow = TimeWindow.M3;

    private readonly FittedEffects fitted;
    private readonly IReadOnlyList<PublishedEffect> acute;
    private readonly JointEffects[] ofAcute;
    private readonly IReadOnlyDictionary<string, string> noEstimate;

    internal EffectModel(FittedEffects fitted, double betweenStudySd, IReadOnlyList<PublishedEffect> acute, IReadOnlyDictionary<string, string> noEstimate)
    {
        (this.fitted, this.acute, this.noEstimate) = (fitted, acute, noEstimate);
        ofAcute = [JointEffects.Of(Outcome.Pain, acute, betweenStudySd), JointEffects.Of(Outcome.Function, acute, betweenStudySd)];
    }

    private EffectModel(EffectModel other, FittedEffects fitted) =>
        (this.fitted, acute, ofAcute, noEstimate) = (fitted, other.acute, other.ofAcute, other.noEstimate);

    /// <summary>The same model with effects that were fitted to other trials.</summary>
    internal EffectModel With(FittedEffects other) => new(this, other);

    /// <summary>The id that plans quote: of the trials' rows, the priors and the version of the models.</summary>
    public string Id => fitted.Id;

    /// <summary>What the trials say of every outcome and window.</summary>
    public FittedEffects Fitted => fitted;

    /// <summary>What is known of one outcome for people whose pain has lasted this long.</summary>
    public JointEffects Joint(DurationClass duration, Outcome outcome) => duration == DurationClass.Acute ? ofAcute[(int)outcome] : fitted.Find(outcome, PlanWindow);

    /// <summary>The published row behind a number, or <see langword="null"/> where the number comes from the trials themselves or there is none.</summary>
    public PublishedEffect? Published(DurationClass duration, Outcome outcome, string component)
    {
        if (duration != DurationClass.Acute) { return null; }
        foreach (var effect in acute) { if (effect.Component == component && effect.Outcome == outcome) { return effect; } }
        return null;
    }

    /// <summary>Why there is no estimate for a component.</summary>
    public string WhyNoEstimate(string component) => component.Length == 0
        ? "Trials do not study it by itself."
        : noEstimate.GetValueOrDefault(component) ?? "No trial at hand and no verified published number speaks of it for back pain that has lasted this long.";

    /// <summary>What components are expected to do together, against nothing.</summary>
    /// <returns>The effect, or <see langword="null"/> when no component has an estimate. Components without one add nothing, which is not the same as having no effect.</returns>
    /// <remarks>Mean and standard deviation are those of the average over the four models, exact; the interval takes their mixture for a normal distribution.</remarks>
    public Effect? Predict(DurationClass duration, Outcome outcome, IEnumerable<ComponentDose> components)
    {
        var codes = new List<string>();
        var doses = new List<double>();
        foreach (var (component, dose) in components)
        {
            var at = codes.IndexOf(component);
            if (at >= 0) { doses[at] += dose; }
            else { codes.Add(component); doses.Add(dose); }
        }
        return Joint(duration, outcome).For(codes).Predict([.. doses]);
    }
}
