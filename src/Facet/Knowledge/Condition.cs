namespace Facet.Knowledge;

/// <summary>A condition of a rule, checked against the data dictionary and compiled.</summary>
public sealed class Condition
{
    private readonly Func<Facts, Truth> evaluate;

    internal Condition(string text, Func<Facts, Truth> evaluate, IReadOnlyList<InputDefinition> inputs, bool asksMedicines) =>
        (Text, this.evaluate, Inputs, AsksMedicines) = (text, evaluate, inputs, asksMedicines);

    internal static Condition Never { get; } = new("false", _ => Truth.No, [], false);

    /// <summary>The condition as it stands in the file.</summary>
    public string Text { get; }

    /// <summary>The inputs it depends on, also through derived values, in the order of the dictionary.</summary>
    public IReadOnlyList<InputDefinition> Inputs { get; }

    /// <summary>Whether it depends on the list of medicines.</summary>
    public bool AsksMedicines { get; }

    /// <summary>Whether it holds for a person; Unknown when what is known does not decide it.</summary>
    public Truth Evaluate(Facts facts) => evaluate(facts);

    /// <summary>Whether something that the intake asks for is still open among the facts that this depends on.</summary>
    public bool WaitsForAnAnswer(Facts facts)
    {
        if (AsksMedicines && !facts.MedicinesComplete) { return true; }
        foreach (var input in Inputs)
        {
            if (input.IsAsked && !facts[input].IsKnown) { return true; }
        }
        return false;
    }

    /// <summary>The asked but open facts that this depends on; <see cref="MedicineList"/> stands for the medicines.</summary>
    public IReadOnlyList<string> OpenQuestions(Facts facts)
    {
        var open = Inputs.Where(input => input.IsAsked && !facts[input].IsKnown).Select(input => input.Name);
        return AsksMedicines && !facts.MedicinesComplete ? [.. open, MedicineList] : [.. open];
    }

    /// <summary>The known facts that stand out among those this depends on: not what a person without complaints would have answered.</summary>
    public IReadOnlyList<KnownFact> Because(Facts facts)
    {
        var list = new List<KnownFact>();
        foreach (var input in Inputs)
        {
            if (facts[input] is { IsKnown: true } value && !(input.Default is { } usual && usual.Low == value.Low)) { list.Add(new(input.Name, facts.Describe(input))); }
        }
        if (AsksMedicines)
        {
            foreach (var medicine in facts.Medicines) { list.Add(new(MedicineList, medicine.Name)); }
        }
        return list;
    }

    /// <summary>The name of the list of medicines where it stands among the names of inputs.</summary>
    public const string MedicineList = "current_medications";
}
