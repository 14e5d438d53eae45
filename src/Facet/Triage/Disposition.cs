using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Triage;

/// <summary>A red-flag rule that fired, with the person's facts behind it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Because">Name and value of the facts it rests on.</param>
public sealed record FiredRule(TriageRule Rule, IReadOnlyList<KnownFact> Because);

/// <summary>A red-flag rule that what is known does not decide.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Open">The open questions it waits for.</param>
public sealed record OpenRule(TriageRule Rule, IReadOnlyList<string> Open);

/// <summary>Everything that triage found.</summary>
public sealed record TriageResult
{
    /// <summary>The person, with the outcome of triage among the facts.</summary>
    public required PatientProfile Profile { get; init; }

    /// <summary>The facts, with the outcome of triage among them, as later rules read them.</summary>
    public required Facts Facts { get; init; }

    /// <summary>The soonest tier that any rule asks for.</summary>
    public required TriageTier Tier { get; init; }

    /// <summary>The strictest limit that any rule puts on a plan.</summary>
    public required PlanEffect PlanEffect { get; init; }

    /// <summary>The rules that fired, soonest first.</summary>
    public required IReadOnlyList<FiredRule> Fired { get; init; }

    /// <summary>The rules that fired and whose tier a clinician lowered to a review.</summary>
    public IReadOnlyList<FiredRule> Lowered { get; init; } = [];

    /// <summary>The rules that wait for an answer; each limits the plan as it would if it had fired.</summary>
    public required IReadOnlyList<OpenRule> Open { get; init; }

    /// <summary>What must be answered before there can be a plan: names of inputs, and <see cref="Condition.MedicineList"/> for the medicines.</summary>
    public required IReadOnlyList<string> Missing { get; init; }
}

/// <summary>What may happen next. Later stages ask for the one that permits what they do.</summary>
public abstract record Disposition
{
    private Disposition(TriageResult result) => Result = result;

    /// <summary>What triage found.</summary>
    public TriageResult Result { get; }

    /// <summary>To be seen now. No plan.</summary>
    public sealed record Emergency : Disposition
    {
        internal Emergency(TriageResult result) : base(result) { }
    }

    /// <summary>To be seen within the limit of the rules that fired; until then only the interim items.</summary>
    public sealed record Urgent : Disposition
    {
        internal Urgent(TriageResult result) : base(result) { }
    }

    /// <summary>Not somebody the rules were written for. No plan.</summary>
    public sealed record OutOfScope : Disposition
    {
        internal OutOfScope(TriageResult result) : base(result) { }
    }

    /// <summary>Questions are open that stand between this person and a safe plan.</summary>
    public sealed record Incomplete : Disposition
    {
        internal Incomplete(TriageResult result) : base(result) { }
    }

    /// <summary>A plan may be drafted.</summary>
    public sealed record Cleared : Disposition
    {
        internal Cleared(TriageResult result) : base(result) { }

        /// <summary>Whether a clinician must review a flag before the patient sees the plan.</summary>
        public bool NeedsReviewFirst => Result.PlanEffect >= PlanEffect.ReviewFirst;
    }
}
