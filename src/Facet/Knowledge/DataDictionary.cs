namespace Facet.Knowledge;

/// <summary>What kind of value a fact has.</summary>
public enum ValueKind
{
    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>A number with a unit.</summary>
    Number,

    /// <summary>One word of a list.</summary>
    Choice,

    /// <summary>Any number of words of a list.</summary>
    Set,
}

/// <summary>A fact that rules may speak of: an input, a derived value, or an outcome of triage. Each is one thing: equal only to itself.</summary>
public class FactDefinition
{
    /// <summary>Position of the fact's value, from 0.</summary>
    public required int Slot { get; init; }

    /// <summary>The word that rules use.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of value.</summary>
    public required ValueKind Kind { get; init; }

    /// <summary>The words of a choice or a set; empty for other kinds.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>A fact that is asked of a person or taken from a record.</summary>
public sealed class InputDefinition : FactDefinition
{
    /// <summary>Whether a number must be whole.</summary>
    public bool IsWhole { get; init; }

    /// <summary>UCUM unit of a number; empty where it has none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Least and greatest number allowed; the whole line where the dictionary gives none.</summary>
    public Interval Range { get; init; } = Interval.Unknown;

    /// <summary>Whether there is no plan while this is unknown.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>When this is mandatory; <see langword="null"/> where it never depends on other facts.</summary>
    public Condition? MandatoryIf { get; internal set; }

    /// <summary>What leaving the answer out of a file means; <see langword="null"/> where that means unknown.</summary>
    public Interval? Default { get; init; }

    /// <summary>Where the answer comes from: <c>patient</c>, <c>clinician</c> or <c>device</c>.</summary>
    public string Source { get; init; } = "patient";

    /// <summary>The question in words, where the dictionary gives it.</summary>
    public string? Ask { get; init; }

    /// <summary>Whether the question belongs to the intake, so that leaving it open holds what depends on it.</summary>
    public bool IsAsked => Default is not null || IsMandatory;
}

/// <summary>A fact computed from others.</summary>
public sealed class DerivedDefinition : FactDefinition
{
    internal Func<Facts, Interval> Compute { get; set; } = _ => Interval.Unknown;
}

/// <summary>Every fact that rules may speak of.</summary>
public sealed class DataDictionary
{
    private readonly Dictionary<string, FactDefinition> byName;

    internal DataDictionary(IReadOnlyList<InputDefinition> inputs, IReadOnlyList<DerivedDefinition> derived)
    {
        Inputs = inputs;
        Derived = derived;
        TriageTier = new() { Slot = inputs.Count + derived.Count, Name = "triage_tier", Kind = ValueKind.Choice, Values = ["emergency", "urgent", "routine_review", "none"] };
        PlanEffect = new() { Slot = TriageTier.Slot + 1, Name = "plan_effect", Kind = ValueKind.Choice, Values = ["block_all", "interim_only", "review_first", "annotate", "none"] };
        byName = inputs.Concat<FactDefinition>(derived).Append(TriageTier).Append(PlanEffect).ToDictionary(fact => fact.Name, StringComparer.Ordinal);
    }

    /// <summary>What is asked, in the order of the dictionary.</summary>
    public IReadOnlyList<InputDefinition> Inputs { get; }

    /// <summary>What is computed, in an order in which each uses only earlier ones.</summary>
    public IReadOnlyList<DerivedDefinition> Derived { get; internal set; }

    /// <summary>The outcome of triage: how soon somebody must be seen.</summary>
    public FactDefinition TriageTier { get; }

    /// <summary>The outcome of triage: what a plan may hold.</summary>
    public FactDefinition PlanEffect { get; }

    internal int Slots => PlanEffect.Slot + 1;

    internal IEnumerable<string> Names => byName.Keys;

    /// <summary>The fact with this name, or <see langword="null"/>.</summary>
    public FactDefinition? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The input with this name, or <see langword="null"/>.</summary>
    public InputDefinition? FindInput(string name) => Find(name) as InputDefinition;
}
