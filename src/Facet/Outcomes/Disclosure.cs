namespace Facet.Outcomes;

/// <summary>Chooses which counts of overlapping groups can be shown so that no small one can be worked out.</summary>
/// <remarks>
/// Every count is a sum over kinds of people: people who belong to the same groups and are responders, answered without response, or without an answer, each dropped out or not. A count that is
/// shown is a linear equation over the unknown numbers of each kind. A small count can be worked out by adding and subtracting exactly when it is a linear combination of shown ones. While one is,
/// the least useful count of that combination is hidden too. What is hidden is safe against any subtraction, across all tables; it is not safe against somebody who knows some of the people.
/// </remarks>
internal static class Disclosure
{
    private const double Tiny = 1e-9;

    /// <summary>What is hidden first where there is a choice: from what tells least to what tells most.</summary>
    private static readonly CaseloadCell[] HiddenFirst = [CaseloadCell.Missing, CaseloadCell.People, CaseloadCell.Dropped, CaseloadCell.Answered, CaseloadCell.Responders];

    /// <summary>The counts of a group: those of <see cref="CaseloadCell"/> in order, then the counts that they give by subtraction within a row: no response, stayed.</summary>
    internal static IReadOnlyList<Func<CaseloadPerson, bool>> Kinds { get; } =
    [
        _ => true, person => person.Outcome is not null, person => person.Outcome is { IsResponse: true }, person => person.Outcome is null, person => person.HasDropped,
        person => person.Outcome is { IsResponse: false }, person => !person.HasDropped,
    ];

    /// <summary>Chooses.</summary>
    /// <param name="groups">The people of each group, by their place.</param>
    /// <param name="people">The people.</param>
    /// <returns>Group by count: whether it is shown.</returns>
    public static bool[,] Choose(IReadOnlyList<IReadOnlyList<int>> groups, IReadOnlyList<CaseloadPerson> people)
    {
        var (vectors, counts) = Vectors(groups, people);
        var cells = Enum.GetValues<CaseloadCell>().Length;
        var shown = new bool[groups.Count, cells];
        var order = new List<(int Group, int Cell)>();
        foreach (var cell in HiddenFirst.Reverse()) { order.AddRange(Enumerable.Range(0, groups.Count).OrderByDescending(group => groups[group].Count).Select(group => (group, (int)cell))); }
        // From the most useful to the least: a count is shown when it is large, and when no small one follows from it and those shown before.
        var small = Enumerable.Range(0, groups.Count).SelectMany(group => Enumerable.Range(0, Kinds.Count).Select(kind => (group, kind))).Where(each => counts[each.group, each.kind] < Caseload.FewestShown).Select(each => vectors[each.group][each.kind]).ToList();
        var basis = new List<(int Pivot, double[] Vector)>();
        foreach (var (group, cell) in order)
        {
            if (counts[group, cell] < Caseload.FewestShown) { continue; }
            var rest = Reduce(basis, vectors[group][cell]);
            if (Pivot(rest) is not { } pivot) { shown[group, cell] = true; continue; }
            // Small counts are kept as what is left of them, so that each new equation costs one step for each.
            List<double[]> left = [.. small.Select(vector => Reduce([(pivot, rest)], vector))];
            if (left.Exists(vector => Pivot(vector) is null)) { continue; }
            (small, shown[group, cell]) = (left, true);
            basis.Add((pivot, rest));
        }
        return shown;
    }

    /// <summary>Every count of every group as a vector over the kinds of people that there are, and its value.</summary>
    internal static (IReadOnlyList<double[]>[] Vectors, int[,] Counts) Vectors(IReadOnlyList<IReadOnlyList<int>> groups, IReadOnlyList<CaseloadPerson> people)
    {
        var belongs = Enumerable.Range(0, people.Count).Select(_ => new System.Text.StringBuilder(new string('0', groups.Count))).ToArray();
        for (var group = 0; group < groups.Count; group++) { foreach (var person in groups[group]) { belongs[person][group] = '1'; } }
        // Whoever reads the tables does not know which kinds there are none of: every group of people is taken with all six kinds of outcome.
        var atoms = belongs.Select(text => text.ToString()).Distinct().ToList();
        CaseloadOutcome?[] outcomes = [new(1, true), new(0, false), null];
        var kinds = atoms.SelectMany(atom => outcomes.SelectMany(outcome => (bool[])[false, true], (outcome, dropped) => (atom, Person: new CaseloadPerson([], CauseClass.Unknown, null, outcome, dropped)))).ToList();
        var vectors = new IReadOnlyList<double[]>[groups.Count];
        var counts = new int[groups.Count, Kinds.Count];
        for (var group = 0; group < groups.Count; group++)
        {
            vectors[group] = [.. Kinds.Select(kind => kinds.Select(each => each.atom[group] == '1' && kind(each.Person) ? 1.0 : 0.0).ToArray())];
            for (var kind = 0; kind < Kinds.Count; kind++) { counts[group, kind] = groups[group].Count(index => Kinds[kind](people[index])); }
        }
        return (vectors, counts);
    }

    /// <summary>What is left of a vector after everything that a basis spans is taken away.</summary>
    internal static double[] Reduce(List<(int Pivot, double[] Vector)> basis, double[] vector)
    {
        var rest = (double[])vector.Clone();
        foreach (var (pivot, row) in basis)
        {
            if (Math.Abs(rest[pivot]) < Tiny) { continue; }
            var factor = rest[pivot] / row[pivot];
            for (var i = 0; i < rest.Length; i++) { rest[i] -= factor * row[i]; }
        }
        return rest;
    }

    /// <summary>Where a vector is largest; <see langword="null"/> for nothing left.</summary>
    internal static int? Pivot(double[] vector)
    {
        var best = 0;
        for (var i = 1; i < vector.Length; i++) { if (Math.Abs(vector[i]) > Math.Abs(vector[best])) { best = i; } }
        return vector.Length > 0 && Math.Abs(vector[best]) > 1e-7 ? best : null;
    }
}
