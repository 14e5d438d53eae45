using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>What part a component plays in a model.</summary>
public enum ComponentRole
{
    /// <summary>A treatment.</summary>
    Active,

    /// <summary>Care that goes on in the background; not the same as nothing.</summary>
    Background,

    /// <summary>What treatments are compared with: nothing, a sham, a placebo.</summary>
    Reference,

    /// <summary>Kept only so that a source is converted whole.</summary>
    OutOfScope,
}

/// <summary>A part of what a trial's arm gets.</summary>
/// <param name="Code">Its code in the files, such as <c>exercise</c>.</param>
/// <param name="Family">Its family's code, such as <c>1_physical_therapy</c>; components of a family are expected to be alike.</param>
/// <param name="Role">What part it plays.</param>
/// <param name="Definition">What counts as this component.</param>
public sealed record Component(string Code, string Family, ComponentRole Role, string Definition)
{
    /// <summary>The code of getting nothing; its effect is zero by definition.</summary>
    public const string NoTreatment = "no_treatment";

    /// <summary>The code of usual care.</summary>
    public const string UsualCare = "usual_care";
}

/// <summary>The components that trials may name.</summary>
public sealed class Vocabulary
{
    private const string File = "evidence/components.csv";
    private readonly Dictionary<string, Component> byCode = new(StringComparer.Ordinal);

    private Vocabulary()
    {
    }

    /// <summary>All components, in the order of the file.</summary>
    public IReadOnlyList<Component> Components { get; private set; } = [];

    /// <summary>The component with this code, or <see langword="null"/>.</summary>
    public Component? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>Reads <c>evidence/components.csv</c>.</summary>
    /// <returns>The components, or every problem with file, line, column and reason.</returns>
    public static Checked<Vocabulary> Load(KnowledgeFiles files)
    {
        var problems = new List<Problem>();
        var vocabulary = Load(files, problems);
        return problems.Count > 0 ? Checked<Vocabulary>.Refused(problems) : vocabulary;
    }

    internal static Vocabulary Load(KnowledgeFiles files, List<Problem> problems)
    {
        var vocabulary = new Vocabulary();
        var list = new List<Component>();
        foreach (var row in CsvTable.Read(File, files.Read(File), ["component", "family", "role", "definition"], problems).Rows)
        {
            ComponentRole? role = row["role"] switch { "active" => ComponentRole.Active, "background" => ComponentRole.Background, "reference" => ComponentRole.Reference, "out_of_scope" => ComponentRole.OutOfScope, _ => null };
            if (role is null) { row.Report("role", "unknown-word", $"'{row["role"]}' is not a role; use one of: active, background, reference, out_of_scope."); continue; }
            var component = new Component(row["component"], row["family"], role.Value, row["definition"]);
            if (component.Code.Length == 0 || component.Code.Contains('+', StringComparison.Ordinal)) { row.Report("component", "code", "A component needs a code without '+'."); continue; }
            if (!vocabulary.byCode.TryAdd(component.Code, component)) { row.Report("component", "duplicate", $"'{component.Code}' is there twice."); continue; }
            list.Add(component);
        }
        vocabulary.Components = list;
        return vocabulary;
    }

    /// <summary>The codes of a set in ordinal order; getting nothing is the empty set.</summary>
    /// <returns>The codes, or <see langword="null"/> when one is unknown or there twice; <paramref name="wrong"/> is that one.</returns>
    public IReadOnlyList<string>? Parse(string set, out string wrong)
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var part in set.Split('+'))
        {
            wrong = part;
            if (Find(part) is null || !codes.Add(part)) { return null; }
        }
        wrong = "";
        codes.Remove(Component.NoTreatment);
        return [.. codes];
    }

    /// <summary>A set in one word: its codes joined with <c>+</c>, or <c>no_treatment</c>.</summary>
    public static string Name(IReadOnlyList<string> set) => set.Count == 0 ? Component.NoTreatment : string.Join('+', set);
}
