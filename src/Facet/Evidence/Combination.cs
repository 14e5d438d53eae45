namespace Facet.Evidence;

/// <summary>A combination of components as plans see it: what it is expected to do against nothing, usual care and each of its parts.</summary>
/// <param name="Components">Its components, in ordinal order.</param>
/// <param name="Alone">Each component against nothing.</param>
/// <param name="Whole">The combination against nothing.</param>
/// <param name="Against">The combination against usual care and, where it has several parts, against each of them.</param>
/// <param name="Exact">Trials of the window with an arm of just these components, whatever care went on beside.</param>
/// <param name="Holding">Trials of the window with an arm that holds them all and more.</param>
/// <remarks>Effects of parts are added and being treated at all counts once, as in a plan (<see cref="JointEffects"/>); mean and standard deviations are exact.</remarks>
public sealed record Combination(IReadOnlyList<string> Components, IReadOnlyList<CombinationRow> Alone, CombinationRow Whole, IReadOnlyList<CombinationRow> Against, IReadOnlyList<string> Exact, IReadOnlyList<string> Holding)
{
    /// <summary>The most components that are looked at together.</summary>
    public const int Most = 8;

    /// <summary>Puts components together.</summary>
    /// <param name="joint">What is known of them.</param>
    /// <param name="trials">The trials of the same outcome and window.</param>
    /// <param name="components">Codes of active components, no two alike.</param>
    /// <returns>The combination, or <see langword="null"/> where one of them has no estimate or there are none or more than <see cref="Most"/>.</returns>
    public static Combination? Of(JointEffects joint, IReadOnlyList<TrialContrasts> trials, IReadOnlyList<string> components)
    {
        if (components.Count is 0 or > Most || !components.All(joint.Knows)) { return null; }
        List<string> set = [.. components.Order(StringComparer.Ordinal)];
        var name = string.Join('+', set);
        return new(set, [.. set.Select(part => Row(part, Component.NoTreatment))], Row(name, Component.NoTreatment), [.. Comparators(set).Skip(1).Select(comparator => Row(name, comparator))], Studies(trial => TestedIn(trial, set)), Studies(trial => !TestedIn(trial, set) && trial.Arms.Any(arm => set.All(arm.Split('+').Contains))));

        CombinationRow Row(string of, string comparator) => new(of, comparator, joint.Difference(of.Split('+'), comparator.Split('+')));

        List<string> Studies(Func<TrialContrasts, bool> isMeant) => [.. trials.Where(isMeant).Select(trial => trial.Study)];
    }

    /// <summary>What a combination is set against: nothing, usual care and, where it has several parts, each of them.</summary>
    /// <param name="components">Codes of its components.</param>
    public static IEnumerable<string> Comparators(IReadOnlyList<string> components) => [Component.NoTreatment, Component.UsualCare, .. components.Count > 1 ? components : []];

    /// <summary>Whether a trial has an arm of just these components, whatever care, sham or placebo went with them.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="components">Codes of components.</param>
    public static bool TestedIn(TrialContrasts trial, IReadOnlyCollection<string> components) =>
        trial.Arms.Any(arm => arm.Split('+').Where(code => code is not (Component.NoTreatment or Component.UsualCare or "sham" or "placebo")).ToHashSet(StringComparer.Ordinal).SetEquals(components));
}

/// <summary>A set of components against another.</summary>
/// <param name="Set">Codes joined with <c>+</c>.</param>
/// <param name="Comparator">The other set; <c>no_treatment</c> for nothing.</param>
/// <param name="Row">The difference: mean, what is unknown of it, and a new study's; the label is empty.</param>
public sealed record CombinationRow(string Set, string Comparator, ForestRow Row)
{
    /// <summary>The probability that a new study finds an important improvement, 0–1.</summary>
    public double Important => Distribution.Normal((-OutcomeCodes.ImportantDifference - Row.Mean) / Row.PredictionSd);

    /// <summary>The probability that the mean of studies is an improvement at all, 0–1.</summary>
    public double Better => Row.MeanSd > 0 ? Distribution.Normal(-Row.Mean / Row.MeanSd) : Row.Mean < 0 ? 1 : 0;
}
