namespace Facet.Knowledge;

/// <summary>How soon somebody must be seen. A greater value is sooner; the default is that nobody has to be.</summary>
public enum TriageTier
{
    /// <summary>No rule asks for anybody to be seen.</summary>
    None,

    /// <summary>A clinician looks before the plan is released.</summary>
    RoutineReview,

    /// <summary>To be seen within 14 days at most; each rule gives its own limit in hours.</summary>
    Urgent,

    /// <summary>To be seen now.</summary>
    Emergency,
}

/// <summary>What a plan may hold. A greater value is stricter.</summary>
public enum PlanEffect
{
    /// <summary>No limit.</summary>
    None,

    /// <summary>Shown to the clinician on the normal review screen.</summary>
    Annotate,

    /// <summary>A plan may be drafted, and is released only after a clinician has reviewed the flag.</summary>
    ReviewFirst,

    /// <summary>Only the interim items of the policy, until a clinician records clearance.</summary>
    InterimOnly,

    /// <summary>No plan of any kind.</summary>
    BlockAll,
}

/// <summary>A red-flag rule.</summary>
public sealed record TriageRule
{
    /// <summary>Id, such as <c>TRI-CES-01</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A short name for clinicians.</summary>
    public required string Title { get; init; }

    /// <summary>When it fires.</summary>
    public required Condition When { get; init; }

    /// <summary>How soon somebody must be seen.</summary>
    public required TriageTier Tier { get; init; }

    /// <summary>Hours within which the action is due; 0 is at once.</summary>
    public required int LimitHours { get; init; }

    /// <summary>What a plan may hold while it stands.</summary>
    public required PlanEffect PlanEffect { get; init; }

    /// <summary>What the clinician does.</summary>
    public required string Action { get; init; }

    /// <summary>What the patient is told.</summary>
    public required string PatientText { get; init; }

    /// <summary>Why the rule exists.</summary>
    public required string Rationale { get; init; }

    /// <summary>Kind of support, such as <c>guideline</c> or <c>expert</c>.</summary>
    public required string Strength { get; init; }

    /// <summary>Ids of sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Whether a page supporting the rule was read.</summary>
    public required Verification Checked { get; init; }
}

/// <summary>A rule that describes psychological and social risk; it adds a label, it blocks nothing.</summary>
/// <param name="Id">Id, such as <c>PSY-01</c>.</param>
/// <param name="When">When it holds.</param>
/// <param name="Label">What it says of the person, for clinicians.</param>
/// <param name="Action">What follows.</param>
/// <param name="Sources">Ids of sources.</param>
/// <param name="Checked">Whether a page supporting the rule was read.</param>
public sealed record PsychosocialRule(string Id, Condition When, string Label, string Action, IReadOnlyList<string> Sources, Verification Checked);

/// <summary>What an eligibility rule does.</summary>
public enum EligibilityEffect
{
    /// <summary>Must not be in a plan.</summary>
    Exclude,

    /// <summary>Not offered by default; a clinician may add it with a reason.</summary>
    ExcludeSoft,

    /// <summary>Allowed with the stated change and a clinician's signature.</summary>
    Caution,

    /// <summary>Held until something is known or arranged.</summary>
    Check,

    /// <summary>Some techniques or doses are dropped.</summary>
    Restrict,

    /// <summary>Raises or lowers the family for this person: a starting preference, not evidence.</summary>
    Indicate,
}

/// <summary>A rule on which families and techniques are safe or indicated.</summary>
public sealed record EligibilityRule
{
    /// <summary>Id, such as <c>ELG-SMT-02</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The families it speaks of; empty when it speaks of those that the person declines.</summary>
    public required IReadOnlyList<TreatmentFamily> Families { get; init; }

    /// <summary>Whether it speaks of the families that the person declines.</summary>
    public required bool ForDeclined { get; init; }

    /// <summary>What it does.</summary>
    public required EligibilityEffect Effect { get; init; }

    /// <summary>The techniques it speaks of; empty for the whole family.</summary>
    public required IReadOnlyList<string> Techniques { get; init; }

    /// <summary>When it fires.</summary>
    public required Condition When { get; init; }

    /// <summary>Whether it fires on unknown too.</summary>
    public required bool FiresOnUnknown { get; init; }

    /// <summary>−2 to 3: how much an indication raises the family; 0 for other effects.</summary>
    public required int Weight { get; init; }

    /// <summary>Why, in words for clinicians.</summary>
    public required string Reason { get; init; }

    /// <summary>Kind of support.</summary>
    public required string Strength { get; init; }

    /// <summary>Ids of sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Whether a page supporting the rule was read.</summary>
    public required Verification Checked { get; init; }
}

/// <summary>Whether a medicine rule is about starting a medicine or about one already taken.</summary>
public enum MedicinePhase
{
    /// <summary>Starting it.</summary>
    Start,

    /// <summary>Taking it now.</summary>
    Current,

    /// <summary>Both.</summary>
    Either,
}

/// <summary>What a medicine rule does.</summary>
public enum MedicineEffect
{
    /// <summary>Hard stop.</summary>
    Contraindicated,

    /// <summary>Not suggested; a clinician may add it with a reason.</summary>
    Avoid,

    /// <summary>Allowed with the stated change and a clinician's signature.</summary>
    Caution,

    /// <summary>A cap on dose or duration.</summary>
    Limit,

    /// <summary>Held until a value is known.</summary>
    Check,

    /// <summary>Another medicine goes with it.</summary>
    Coprescribe,

    /// <summary>Something is offered.</summary>
    Offer,

    /// <summary>Something is watched.</summary>
    Monitor,

    /// <summary>Coming off it slowly is discussed.</summary>
    Taper,

    /// <summary>Something is explained.</summary>
    Inform,
}

/// <summary>A rule on the safety of medicines.</summary>
public sealed record MedicineRule
{
    /// <summary>Id, such as <c>MED-NSA-05</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A class, an ingredient, or <c>all</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Starting, taking, or both.</summary>
    public required MedicinePhase Phase { get; init; }

    /// <summary>What it does.</summary>
    public required MedicineEffect Effect { get; init; }

    /// <summary>When it fires.</summary>
    public required Condition When { get; init; }

    /// <summary>Caps and other numbers, by name; units are in the names.</summary>
    public required IReadOnlyDictionary<string, double> Parameters { get; init; }

    /// <summary>Why, in words for clinicians.</summary>
    public required string Reason { get; init; }

    /// <summary>Ids of sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Whether a page supporting the rule was read.</summary>
    public required Verification Checked { get; init; }
}

/// <summary>Two things that must not, or should not, go together.</summary>
/// <param name="Id">Id, such as <c>INT-01</c>.</param>
/// <param name="A">One party: a class, an ingredient, <c>x_plus_y</c> for two classes together, or a therapy.</param>
/// <param name="B">The other party.</param>
/// <param name="Severity"><c>contraindicated</c>, <c>major</c>, <c>moderate</c> or <c>minor</c>.</param>
/// <param name="Manage">What to do.</param>
/// <param name="Sources">Ids of sources.</param>
/// <param name="Checked">Whether a page supporting the entry was read.</param>
public sealed record Interaction(string Id, string A, string B, string Severity, string Manage, IReadOnlyList<string> Sources, Verification Checked);

/// <summary>How many different ingredients of a class may be taken together.</summary>
/// <param name="Class">A class or group.</param>
/// <param name="Max">At most this many ingredients.</param>
/// <param name="Rule">The rule that says so; empty where there is none.</param>
/// <param name="Note">A remark for clinicians; empty where there is none.</param>
public sealed record DuplicateLimit(string Class, int Max, string Rule, string Note);

/// <summary>Something that a plan or a referral may hold.</summary>
/// <param name="Id">Id, such as <c>REC-WALK</c>.</param>
/// <param name="Label">What it is, in a line.</param>
/// <param name="Family">The family it belongs to; <see langword="null"/> for what the clinician does: examination, tests, referral.</param>
/// <param name="When">The least that must hold.</param>
/// <param name="RequiresTechnique">The technique, class or ingredient of the family that must not be blocked; empty for none.</param>
/// <param name="AfterAnyOf">Ids of rules of which one must have fired; empty for none.</param>
/// <param name="Sources">Ids of sources.</param>
public sealed record Recommendation(string Id, string Label, TreatmentFamily? Family, Condition When, string RequiresTechnique, IReadOnlyList<string> AfterAnyOf, IReadOnlyList<string> Sources);

/// <summary>Something about a person that bars exercises.</summary>
/// <param name="Flag">Its name.</param>
/// <param name="When">When it holds.</param>
public sealed record AvoidFlag(string Flag, Condition When);

/// <summary>The name shown for a derived profile.</summary>
/// <param name="Fact">The derived value.</param>
/// <param name="Label">The name.</param>
public sealed record ProfileLabel(FactDefinition Fact, string Label);

/// <summary>An exercise of the library.</summary>
/// <param name="Id">Id, such as <c>EX01</c>.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Technique">The technique of the exercise family that it belongs to.</param>
/// <param name="Position">The position in which it is done.</param>
/// <param name="Goal">What it is for.</param>
/// <param name="Dose">Where to start.</param>
/// <param name="Progress">How to make it harder.</param>
/// <param name="Regress">How to make it easier.</param>
/// <param name="Avoid">Flags that bar it.</param>
public sealed record Exercise(string Id, string Name, string Technique, string Position, string Goal, string Dose, string Progress, string Regress, IReadOnlyList<AvoidFlag> Avoid);

/// <summary>A set of exercises for one kind of back pain.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="When">Who it is for.</param>
/// <param name="Use">Ids of exercises, in order.</param>
/// <param name="Avoid">Ids of exercises left out, at first or for good.</param>
public sealed record ExerciseSet(string Id, Condition When, IReadOnlyList<string> Use, IReadOnlyList<string> Avoid);

/// <summary>A family as the knowledge describes it.</summary>
/// <param name="Family">Which.</param>
/// <param name="Label">The name shown to people.</param>
/// <param name="Techniques">Its techniques.</param>
public sealed record FamilyDefinition(TreatmentFamily Family, string Label, IReadOnlyList<string> Techniques);

/// <summary>What one guideline says of one family.</summary>
/// <param name="Family">The family.</param>
/// <param name="Guideline">Id of the source, or <c>any</c>, <c>evidence</c>.</param>
/// <param name="Direction"><c>for</c>, <c>against</c>, <c>neutral</c> or <c>none</c>.</param>
/// <param name="Strength">How strongly.</param>
/// <param name="Text">What it says, in our words.</param>
/// <param name="Checked">Whether the page was read.</param>
public sealed record GuidelinePosition(TreatmentFamily Family, string Guideline, string Direction, string Strength, string Text, Verification Checked);

/// <summary>Where a statement comes from.</summary>
/// <param name="Id">The word that rules use.</param>
/// <param name="Title">Title, with year.</param>
/// <param name="Original">Address of the original; <see langword="null"/> where none is on file.</param>
/// <param name="Checked">Whether a page supporting it was read.</param>
public sealed record Source(string Id, string Title, string? Original, Verification Checked);

/// <summary>The parts of the triage policy that the engine acts on.</summary>
/// <param name="InterimAllowed">Recommendations that stay allowed while the plan is limited to interim items.</param>
/// <param name="BlockAllAllowed">Recommendations that stay allowed while no plan is.</param>
public sealed record TriagePolicy(IReadOnlyList<string> InterimAllowed, IReadOnlyList<string> BlockAllAllowed);
