namespace Facet.Knowledge;

/// <summary>What Facet knows: the data dictionary, the rules, the medicines, the exercises, and where each statement comes from.</summary>
public sealed class ClinicalKnowledge
{
    private readonly Dictionary<string, Source> sources;

    internal ClinicalKnowledge(DataDictionary dictionary, Formulary formulary, IReadOnlyList<Source> sources)
    {
        Dictionary = dictionary;
        Formulary = formulary;
        Sources = sources;
        this.sources = sources.ToDictionary(source => source.Id, StringComparer.Ordinal);
    }

    /// <summary>Every fact that rules may speak of.</summary>
    public DataDictionary Dictionary { get; }

    /// <summary>The medicines.</summary>
    public Formulary Formulary { get; }

    /// <summary>Every source.</summary>
    public IReadOnlyList<Source> Sources { get; }

    /// <summary>Red flags.</summary>
    public IReadOnlyList<TriageRule> Triage { get; internal init; } = [];

    /// <summary>What stays allowed while triage limits the plan.</summary>
    public TriagePolicy Policy { get; internal init; } = new([], []);

    /// <summary>Psychological and social risk.</summary>
    public IReadOnlyList<PsychosocialRule> Psychosocial { get; internal init; } = [];

    /// <summary>The names shown for derived profiles, in the order in which they are shown.</summary>
    public IReadOnlyList<ProfileLabel> Profiles { get; internal init; } = [];

    /// <summary>The eight families.</summary>
    public IReadOnlyList<FamilyDefinition> Families { get; internal init; } = [];

    /// <summary>Which families and techniques are safe or indicated.</summary>
    public IReadOnlyList<EligibilityRule> Eligibility { get; internal init; } = [];

    /// <summary>Safety of medicines.</summary>
    public IReadOnlyList<MedicineRule> Medicines { get; internal init; } = [];

    /// <summary>Pairs that must not or should not go together.</summary>
    public IReadOnlyList<Interaction> Interactions { get; internal init; } = [];

    /// <summary>How many of a class may be taken together.</summary>
    public IReadOnlyList<DuplicateLimit> DuplicateLimits { get; internal init; } = [];

    /// <summary>Classes of medicines.</summary>
    public IReadOnlyList<MedicineClass> MedicineClasses { get; internal init; } = [];

    /// <summary>How to come off medicines.</summary>
    public IReadOnlyList<TaperRule> Tapers { get; internal init; } = [];

    /// <summary>What a plan or referral may hold.</summary>
    public IReadOnlyList<Recommendation> Recommendations { get; internal init; } = [];

    /// <summary>The exercise library.</summary>
    public IReadOnlyList<Exercise> Exercises { get; internal init; } = [];

    /// <summary>Sets of exercises.</summary>
    public IReadOnlyList<ExerciseSet> ExerciseSets { get; internal init; } = [];

    /// <summary>What guidelines say of each family.</summary>
    public IReadOnlyList<GuidelinePosition> GuidelinePositions { get; internal init; } = [];

    /// <summary>The source with this id.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the loader refuses rules that name one.</exception>
    public Source Source(string id) => sources[id];

    /// <summary>The rules without one of them; what a guard test does to see that a rule matters.</summary>
    internal ClinicalKnowledge Without(string ruleId) => new(Dictionary, Formulary, Sources)
    {
        Triage = [.. Triage.Where(rule => rule.Id != ruleId)],
        Eligibility = [.. Eligibility.Where(rule => rule.Id != ruleId)],
        Medicines = [.. Medicines.Where(rule => rule.Id != ruleId)],
        Policy = Policy,
        Psychosocial = Psychosocial,
        Profiles = Profiles,
        Families = Families,
        Interactions = Interactions,
        DuplicateLimits = DuplicateLimits,
        MedicineClasses = MedicineClasses,
        Tapers = Tapers,
        Recommendations = Recommendations,
        Exercises = Exercises,
        ExerciseSets = ExerciseSets,
        GuidelinePositions = GuidelinePositions,
    };

    /// <summary>Reads and checks the files.</summary>
    /// <returns>The knowledge, or every problem in every file, each with file, line, column and rule.</returns>
    public static Checked<ClinicalKnowledge> Load(KnowledgeFiles files)
    {
        var reader = new KnowledgeReader(files, []);
        var knowledge = new KnowledgeLoader(reader).Load();
        return reader.Problems is { Count: > 0 } problems ? Checked<ClinicalKnowledge>.Refused(problems) : knowledge;
    }
}
