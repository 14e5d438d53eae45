using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Interop.Fhir;

/// <summary>Reads <c>terminology/fhir-map.yaml</c> and checks it against the data dictionary and the formulary.</summary>
internal sealed partial class FhirMapLoader(ClinicalKnowledge knowledge, List<Problem> problems)
{
    private const string File = "terminology/fhir-map.yaml";
    private readonly Dictionary<string, IReadOnlyList<string>> systems = new(StringComparer.Ordinal);
    private readonly List<(string Concept, string System, string Code, string Grade)> codes = [];

    public FhirMap Load(KnowledgeFiles files)
    {
        var file = Node.Parse(File, files.Read(File), problems);
        foreach (var (name, uris) in file?.Need("systems")?.Entries ?? []) { systems[name] = uris.AsTexts(); }
        var problemOf = new Dictionary<(string, string), MappedProblem>();
        var mapped = Each(file, "conditions", node => Code(node, problemOf, MappedProblem(node))).ToList();
        var observationOf = new Dictionary<(string, string), MappedObservation>();
        foreach (var _ in Each(file, "observations", node => Observation(node) is { } observation ? Code(node, observationOf, observation) : null)) { }
        var medicines = file?.Need("medicines");
        var map = new FhirMap
        {
            Problems = mapped,
            ProblemOf = problemOf.ToFrozenDictionary(),
            NotWhen = Lower(file, "not_when"),
            HistoryWhen = Lower(file, "history_when"),
            ObservationOf = observationOf.ToFrozenDictionary(),
            AnswersWithinDays = file?.Need("questionnaire_response")?.Need("within_days")?.AsWhole() ?? 0,
            Medicines = Medicines(medicines),
            IngredientOf = IngredientCodes(),
            LocalForms = Lower(medicines, "local_forms"),
            InjectedForms = Lower(medicines, "injected_forms"),
            Allergies = [.. Each(file, "allergies", Allergy)],
            Codes = codes,
        };
        file?.RefuseOtherKeys("version");
        medicines?.RefuseOtherKeys();
        return map;
    }

    private static IEnumerable<T> Each<T>(Node? file, string key, Func<Node, T?> read) where T : class
    {
        foreach (var node in file?.Need(key)?.Items ?? [])
        {
            node.OwnedBy(node.Find("concept")?.Scalar ?? node.Find("word")?.Scalar ?? "");
            if (read(node) is { } item) { yield return item; }
            node.RefuseOtherKeys("note");
        }
    }

    private static IReadOnlyList<string> Lower(Node? node, string key) => [.. (node?.Texts(key) ?? []).Select(text => text.ToLowerInvariant())];

    private T Code<T>(Node node, Dictionary<(string, string), T> byCode, T value)
    {
        foreach (var (system, entries) in node.Find("codes")?.Entries ?? [])
        {
            foreach (var (code, grade) in entries.Entries)
            {
                if (grade.AsText() is not ("A" or "B" or "C")) { grade.Report("grade", $"The grade of {code} is A, B or C, not '{grade.Scalar}'."); }
                codes.Add((node.Text("concept"), system, code, grade.AsText()));
                foreach (var uri in Uris(system, entries))
                {
                    if (!byCode.TryAdd((uri, code), value)) { grade.Report("duplicate-code", $"{system} {code} already means something else."); }
                }
            }
        }
        return value;
    }

    private IReadOnlyList<string> Uris(string system, Node node)
    {
        if (systems.TryGetValue(system, out var uris)) { return uris; }
        node.Report("unknown-system", $"'{system}' is not among systems.");
        return [];
    }

    private MappedProblem MappedProblem(Node node)
    {
        var days = node.Find("days") is { } named ? Input(named) : null;
        if (days is { Kind: not ValueKind.Number }) { node.Report("kind", $"{days.Name} is no number of days."); }
        var sets = new List<ProblemMeaning>();
        foreach (var item in node.Need("sets")?.Items ?? [])
        {
            if (item.Need("input") is { } name && Input(name) is { } input && item.Need("active") is { } active && Answer(input, active) is { } answer)
            {
                sets.Add(new(input, answer, item.Find("past") is { } past ? Answer(input, past) : null));
            }
            item.RefuseOtherKeys();
        }
        if (days is null && sets.Count == 0) { node.Report("no-meaning", "An entry sets an input, or names the input that counts its days."); }
        return new(node.Text("concept"), Lower(node, "display").ToHashSet(StringComparer.Ordinal), Lower(node, "words"), days, sets);
    }

    private MappedObservation? Observation(Node node)
    {
        if (node.Need("input") is not { } name || Input(name) is not { } input) { return null; }
        var units = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (unit, factor) in node.Find("units")?.Entries ?? [])
        {
            if (factor.AsNumber() is { } number) { units[unit] = number; }
        }
        var answers = new Dictionary<(string, string), Answer>();
        foreach (var (system, entries) in node.Find("answers")?.Entries ?? [])
        {
            foreach (var (code, value) in entries.Entries)
            {
                foreach (var uri in Uris(system, entries))
                {
                    if (Answer(input, value) is { } answer) { answers[(uri, code)] = answer; }
                }
            }
        }
        if (input.Kind == ValueKind.Number ? units.Count == 0 : answers.Count == 0) { node.Report("no-value", $"{input.Name} needs {(input.Kind == ValueKind.Number ? "units" : "answers")}."); }
        var rounded = node.Find("whole") is { } whole && (whole.AsText() == "nearest" || Refuse(whole, "whole is 'nearest' or left out."));
        return new(node.Text("concept"), input, units, rounded, node.Whole("within_days") ?? int.MaxValue, answers);
    }

    private static bool Refuse(Node node, string message)
    {
        node.Report("unknown-word", message);
        return false;
    }

    private MappedAllergy? Allergy(Node node)
    {
        var words = Lower(node, "words").ToList();
        foreach (var group in node.Texts("groups"))
        {
            var members = knowledge.Formulary.Ingredients.Where(ingredient => ingredient.Groups.Contains(group)).Select(ingredient => ingredient.Slug.Split('_')[0]).ToList();
            if (members.Count == 0) { node.Report("unknown-group", $"No ingredient has the group '{group}'."); }
            words.AddRange(members);
        }
        foreach (var slug in node.Texts("ingredients"))
        {
            if (knowledge.Formulary.Find(slug) is null) { node.Report("unknown-ingredient", $"'{slug}' is not an ingredient of the formulary."); }
            words.Add(slug);
        }
        return node.Need("input") is { } name && Input(name) is { } input && node.Need("value") is { } value && Answer(input, value) is { } answer
            ? new(node.Text("concept"), input, answer, [.. words.Distinct()])
            : null;
    }

    /// <summary>Names given in the file, in its order, and then the slug of every ingredient that is one word.</summary>
    private List<MappedMedicine> Medicines(Node? node)
    {
        var list = new List<MappedMedicine>();
        foreach (var entry in Each(node, "names", entry =>
        {
            var (slug, forms, most) = (entry.Text("ingredient"), Lower(entry, "forms"), entry.Number("up_to_mg"));
            if (knowledge.Formulary.Find(slug) is { } ingredient) { return new MappedMedicine(entry.Text("word").ToLowerInvariant(), forms, most, ingredient); }
            entry.Report("unknown-ingredient", $"'{slug}' is not an ingredient of the formulary.");
            return null;
        }))
        {
            list.Add(entry);
        }
        foreach (var ingredient in knowledge.Formulary.Ingredients)
        {
            if (list.Any(entry => entry.Ingredient == ingredient)
                && (ingredient.Slug.Contains('_', StringComparison.Ordinal) || list.Any(entry => entry.Word == ingredient.Slug))) { continue; }
            if (ingredient.Slug.Contains('_', StringComparison.Ordinal)) { node?.Report("no-name", $"'{ingredient.Slug}' needs an entry in names: its slug is no word of a prescription."); }
            else { list.Add(new(ingredient.Slug, [], null, ingredient)); }
        }
        return list;
    }

    /// <summary>Codes of the formulary. A code of grade C is not relied on.</summary>
    private FrozenDictionary<(string, string), IReadOnlyList<Ingredient>> IngredientCodes()
    {
        var list = new List<((string, string) Code, Ingredient Ingredient)>();
        foreach (var ingredient in knowledge.Formulary.Ingredients)
        {
            if (ingredient.RxNormGrade is "A" or "B") { Add("rxnorm", ingredient.RxNorm, ingredient); }
            foreach (var text in ingredient.Atc)
            {
                foreach (var match in AtcCode().EnumerateMatches(text)) { Add("atc", text.Substring(match.Index, match.Length), ingredient); }
            }
        }
        return list.GroupBy(pair => pair.Code).ToFrozenDictionary(group => group.Key, IReadOnlyList<Ingredient> (group) => [.. group.Select(pair => pair.Ingredient).Distinct()]);

        void Add(string system, string code, Ingredient ingredient)
        {
            foreach (var uri in systems.GetValueOrDefault(system) ?? []) { list.Add(((uri, code), ingredient)); }
        }
    }

    private InputDefinition? Input(Node node)
    {
        if (knowledge.Dictionary.FindInput(node.AsText()) is { } input) { return input; }
        node.Report("unknown-input", $"'{node.Scalar}' is not an input of the data dictionary.");
        return null;
    }

    private static Answer? Answer(InputDefinition input, Node node)
    {
        switch (input.Kind)
        {
            case ValueKind.Flag:
                return new Answer.Flag(node.AsFlag());
            case ValueKind.Number:
                return node.AsNumber() is { } number ? new Answer.Number(number) : null;
            default:
                if (!input.Values.Contains(node.AsText())) { node.Report("unknown-value", $"'{node.Scalar}' is not one of {string.Join(", ", input.Values)}."); return null; }
                return input.Kind == ValueKind.Choice ? new Answer.Word(node.AsText()) : new Answer.Words([node.AsText()]);
        }
    }

    [GeneratedRegex("[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}")]
    private static partial Regex AtcCode();
}
