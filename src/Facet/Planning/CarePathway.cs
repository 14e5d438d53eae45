using Facet.Evidence;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Treatments;
using Facet.Triage;

namespace Facet.Planning;

/// <summary>Where one person has come to on the pathway.</summary>
public sealed record PathwayResult
{
    /// <summary>The checked answers.</summary>
    public required PatientProfile Profile { get; init; }

    /// <summary>What may happen next.</summary>
    public required Disposition Disposition { get; init; }

    /// <summary>What is safe and what is not.</summary>
    public required Options Options { get; init; }

    /// <summary>What the person wants and has room for.</summary>
    public required Preferences Preferences { get; init; }

    /// <summary>The plan; <see langword="null"/> unless triage cleared the person.</summary>
    public required PlanningResult? Planning { get; init; }

    /// <summary>Ids of what this was computed with: knowledge files, effect model.</summary>
    public required (string Knowledge, string Effects) Versions { get; init; }
}

/// <summary>Everything that Facet knows, loaded and checked, and the walk from answers to a plan.</summary>
public sealed class CarePathway
{
    private readonly IReadOnlyDictionary<string, Answer> clinicAnswers;

    private readonly Lazy<Questionnaire> questionnaire;

    private readonly Lazy<IReadOnlyList<ExerciseGuide>> exerciseGuides;

    private CarePathway(ClinicalKnowledge knowledge, Lazy<Questionnaire> questionnaire, Lazy<IReadOnlyList<ExerciseGuide>> exerciseGuides, Catalogue catalogue, EffectModel effects, PlanningSettings settings, IReadOnlyDictionary<string, Answer> clinicAnswers, string knowledgeId)
    {
        (Knowledge, this.questionnaire, this.exerciseGuides, Catalogue, Effects, Settings, this.clinicAnswers) = (knowledge, questionnaire, exerciseGuides, catalogue, effects, settings, clinicAnswers);
        KnowledgeId = knowledgeId;
    }

    /// <summary>Dictionary, rules, medicines, exercises, sources.</summary>
    public ClinicalKnowledge Knowledge { get; }

    /// <summary>The questions of the intake.</summary>
    public Questionnaire Questionnaire => questionnaire.Value;

    /// <summary>How each exercise of the library is done: dose, steps, drawing.</summary>
    public IReadOnlyList<ExerciseGuide> ExerciseGuides => exerciseGuides.Value;

    /// <summary>What a plan can hold.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>What treatments are expected to do.</summary>
    public EffectModel Effects { get; }

    /// <summary>The planner's exchange rates and limits.</summary>
    public PlanningSettings Settings { get; }

    /// <summary>What the clinic answers for everybody, by the input's word.</summary>
    public IReadOnlyDictionary<string, Answer> ClinicAnswers => clinicAnswers;

    /// <summary>What the clinic has of staff and devices.</summary>
    public CapacitySettings Capacity { get; private init; } = null!;

    /// <summary>The files that it was loaded from.</summary>
    public KnowledgeFiles Files { get; private init; } = KnowledgeFiles.Embedded;

    /// <summary>Id of the knowledge files that are loaded.</summary>
    public string KnowledgeId { get; }

    /// <summary>Id of the program that plans and writes proposals down, 16 hexadecimal digits: a hash of its source, so that another one is never taken for the same.</summary>
    public static string ProgramId => BuiltKnowledge.Program[..16];

    /// <summary>Reads and checks every knowledge file.</summary>
    /// <returns>The pathway, or every problem in every file.</returns>
    public static Checked<CarePathway> Load(KnowledgeFiles files)
    {
        var reader = new KnowledgeReader(files, []);
        var knowledge = new KnowledgeLoader(reader).Load();
        var questionnaire = new Lazy<Questionnaire>(() => Questionnaire.Load(reader, knowledge));
        if (reader.IsReadAtStart("intake/questions.yaml")) { _ = questionnaire.Value; }
        var exerciseGuides = new Lazy<IReadOnlyList<ExerciseGuide>>(() => new ExerciseGuideLoader(reader, knowledge.Exercises).Load());
        if (reader.IsReadAtStart(ExerciseGuideLoader.PlayerFile)) { _ = exerciseGuides.Value; }
        var catalogue = Catalogue.Load(reader, knowledge);
        var settings = PlanningSettings.Load(reader);
        var capacity = CapacitySettings.Load(reader, catalogue);
        var effects = PublishedEffects.Load(reader, settings.BetweenStudySd);
        if (files.Overridden.Count > 0) { CheckEvidence(reader); }
        var clinic = ReadClinicAnswers(reader, knowledge, questionnaire);
        return reader.Problems.Count > 0 || effects is null
            ? Checked<CarePathway>.Refused(reader.Problems)
            : new CarePathway(knowledge, questionnaire, exerciseGuides, catalogue, effects, settings, clinic, files.ComputeId()) { Files = files, Capacity = capacity };
    }

    /// <summary>Looks at the files that no plan reads, behind the effects and behind the patient's day: a mistake in them is said at the start, not when somebody opens a page.</summary>
    private static void CheckEvidence(KnowledgeReader reader)
    {
        var wrong = new List<Problem>();
        if (!TrialLibrary.Load(reader.Files).TryGet(out _, out var problems)) { wrong.AddRange(problems); }
        if (!Harms.Load(reader.Files).TryGet(out _, out problems)) { wrong.AddRange(problems); }
        if (!EvidencePriors.Load(reader.Files).TryGet(out _, out problems)) { wrong.AddRange(problems); }
        if (!DeliveryContent.Load(reader.Files).TryGet(out _, out problems)) { wrong.AddRange(problems); }
        lock (reader.Report) { reader.Report.AddRange(wrong.Distinct().Except(reader.Report).ToList()); }
    }

    /// <summary>The same pathway with effects that were fitted to other trials, as a clinic's own version of the evidence. Its knowledge, and the id of it, stay.</summary>
    /// <param name="effects">The effects.</param>
    /// <param name="trials">The text of the trials that they were fitted to.</param>
    public CarePathway With(FittedEffects effects, string trials) =>
        new(Knowledge, questionnaire, exerciseGuides, Catalogue, Effects.With(effects), Settings, clinicAnswers, KnowledgeId) { Files = Files.Put(TrialRows.File, trials), Capacity = Capacity };

    /// <summary>Walks from answers to a plan, or to wherever the pathway stops.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="wanted">Ids of interventions that the person asks for.</param>
    /// <param name="changes">What a clinician changes; none when left out.</param>
    /// <returns>Where the person has come to, or every answer that cannot be read.</returns>
    public Checked<PathwayResult> Walk(IntakeAnswers answers, IReadOnlyList<string>? wanted = null, PlanChanges? changes = null) =>
        Profile(answers).TryGet(out var profile, out var problems) ? Walk(profile, wanted ?? [], changes) : Checked<PathwayResult>.Refused(problems);

    /// <summary>Reads answers, with what the clinic has answered for everybody.</summary>
    /// <returns>The profile, or every answer that cannot be read.</returns>
    public Checked<PatientProfile> Profile(IntakeAnswers answers)
    {
        if (clinicAnswers.Keys.Any(name => !answers.Values.ContainsKey(name)))
        {
            var values = new Dictionary<string, Answer>(clinicAnswers, StringComparer.Ordinal);
            foreach (var (name, answer) in answers.Values) { values[name] = answer; }
            answers = answers with { Values = values };
        }
        return PatientProfile.From(Knowledge, answers);
    }

    /// <summary>Walks from a checked profile.</summary>
    /// <param name="profile">The person.</param>
    /// <param name="wanted">Ids of interventions that the person asks for.</param>
    /// <param name="changes">What a clinician changes; none when left out.</param>
    public PathwayResult Walk(PatientProfile profile, IReadOnlyList<string> wanted, PlanChanges? changes = null) => Walk(profile, PreferencesOf(profile) with { Wanted = wanted }, changes);

    /// <summary>Walks from a checked profile with preferences of its own.</summary>
    /// <param name="profile">The person.</param>
    /// <param name="preferences">What the person wants and has room for.</param>
    /// <param name="changes">What a clinician changes; none when left out.</param>
    public PathwayResult Walk(PatientProfile profile, Preferences preferences, PlanChanges? changes = null)
    {
        var disposition = RedFlags.Assess(Knowledge, profile, changes?.Overridden);
        var options = Eligibility.Assess(Knowledge, disposition);
        return new()
        {
            Profile = profile,
            Disposition = disposition,
            Options = options,
            Preferences = preferences,
            Planning = disposition is Disposition.Cleared cleared ? Planner.Plan(cleared, options, Catalogue, Effects, Settings, preferences, changes) : null,
            Versions = (KnowledgeId, Effects.Id),
        };
    }

    /// <summary>What a person's answers say of what they want and have room for.</summary>
    public Preferences PreferencesOf(PatientProfile profile) => Preferences.Of(profile, DefaultMinutes);

    /// <summary>The nearest changes of one thing each that make another plan best.</summary>
    /// <param name="result">Where a person has come to.</param>
    /// <returns>Empty when there is no plan.</returns>
    public IReadOnlyList<Flip> Flips(PathwayResult result) => result.Planning is PlanningResult.Optimal(var proposal) ? new NearestFlips(this, result, proposal).Find() : [];

    /// <summary>The best plan alone, without its explanation; <see langword="null"/> where the pathway stops or no plan meets the limits.</summary>
    internal PlanOutline? Recommend(PatientProfile profile, Preferences preferences, PlanChanges changes, PlanningSettings? settings = null)
    {
        if (RedFlags.Assess(Knowledge, profile, changes.Overridden) is not Disposition.Cleared cleared) { return null; }
        var problem = RegimenProblem.Build(new(cleared, Eligibility.Assess(Knowledge, cleared), Catalogue, Effects, settings ?? Settings, preferences), changes, Aim.Value);
        return problem.Solve() is { } found ? problem.Outline(found.Levels) : null;
    }

    /// <summary>Minutes a day where the person did not say: the default of the data dictionary.</summary>
    private int DefaultMinutes => (int)(Knowledge.Dictionary.FindInput("minutes_per_day_available")?.Default?.Low ?? 0);

    /// <summary>What a clinic has, as against what a person is asked or examined for: answering that for everybody would turn unknown into "no".</summary>
    private static bool IsForTheClinic(InputDefinition input, Lazy<Questionnaire> questionnaire) =>
        input.Source == "clinic" || (input.Source != "clinician" && !input.IsMandatory && input.MandatoryIf is null && questionnaire.Value.PageFor(input.Name) is null);

    private static Dictionary<string, Answer> ReadClinicAnswers(KnowledgeReader reader, ClinicalKnowledge knowledge, Lazy<Questionnaire> questionnaire)
    {
        const string File = "settings/clinic.yaml";
        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal);
        foreach (var (name, node) in reader.Open(File)?.Need("answers")?.Entries ?? [])
        {
            if (knowledge.Dictionary.FindInput(name) is not { } input) { node.Report("unknown-input", $"'{name}' is not an input of the data dictionary."); continue; }
            if (!IsForTheClinic(input, questionnaire)) { node.Report("not-for-the-clinic", $"'{name}' is a fact about a person: only they, or who examines them, can answer it."); continue; }
            answers[name] = input.Kind switch
            {
                ValueKind.Flag => new Answer.Flag(node.AsFlag()),
                ValueKind.Number => new Answer.Number(node.AsNumber() ?? 0),
                ValueKind.Choice => new Answer.Word(node.AsText()),
                _ => new Answer.Words(node.AsTexts()),
            };
            if (input.Kind == ValueKind.Choice && !input.Values.Contains(node.AsText())) { node.Report("unknown-value", $"'{node.Scalar}' is not one of {string.Join(", ", input.Values)}."); }
        }
        return answers;
    }
}
