using Facet.Knowledge;

namespace Facet.Treatments;

/// <summary>What part an intervention plays in a plan.</summary>
public enum InterventionKind
{
    /// <summary>Knowledge, habits and skills.</summary>
    Advice,

    /// <summary>The patient moves: what every plan needs one of.</summary>
    Active,

    /// <summary>Something is done to the patient.</summary>
    Passive,

    /// <summary>A medicine.</summary>
    Medicine,
}

/// <summary>Whose hand an intervention needs.</summary>
public enum GivenBy
{
    /// <summary>The patient's own; may be shown before a signature.</summary>
    SelfCare,

    /// <summary>A clinician's.</summary>
    Clinician,

    /// <summary>A prescriber's: never suggested to a patient by name.</summary>
    Prescriber,
}

/// <summary>One dose of an intervention.</summary>
public sealed record DoseLevel
{
    /// <summary>Its word in the file.</summary>
    public required string Id { get; init; }

    /// <summary>The dose, for clinicians.</summary>
    public required string Label { get; init; }

    /// <summary>The dose, for patients.</summary>
    public required string Plain { get; init; }

    /// <summary>Visits to the clinic in all, 0 or more.</summary>
    public int Visits { get; init; }

    /// <summary>Visits a week while it lasts, 0 or more.</summary>
    public double VisitsPerWeek { get; init; }

    /// <summary>Minutes of a visit without travel.</summary>
    public int VisitMinutes { get; init; }

    /// <summary>Minutes at home on a day on which it is done.</summary>
    public int HomeMinutes { get; init; }

    /// <summary>Days a week on which it is done at home, 0–7.</summary>
    public int HomeDays { get; init; }

    /// <summary>Weeks for which it is planned, 1–26.</summary>
    public int Weeks { get; init; }

    /// <summary>Relative cost, 0 free to 4 high.</summary>
    public int CostTier { get; init; }

    /// <summary>Share of the dose that the trials gave, 0–1.</summary>
    public double Dose { get; init; }

    /// <summary>Minutes at home in a week.</summary>
    public int HomeMinutesPerWeek => HomeMinutes * HomeDays;
}

/// <summary>Something that a plan can hold.</summary>
public sealed record Intervention
{
    /// <summary>Its word in the file.</summary>
    public required string Id { get; init; }

    /// <summary>The family it belongs to.</summary>
    public required TreatmentFamily Family { get; init; }

    /// <summary>The technique, class or ingredient; empty for none.</summary>
    public required string Technique { get; init; }

    /// <summary>The recommendation that makes it available.</summary>
    public required Recommendation Recommendation { get; init; }

    /// <summary>What it is, for clinicians.</summary>
    public required string Label { get; init; }

    /// <summary>What it is, for patients.</summary>
    public required string Plain { get; init; }

    /// <summary>What part it plays.</summary>
    public required InterventionKind Kind { get; init; }

    /// <summary>Whose hand it needs.</summary>
    public required GivenBy GivenBy { get; init; }

    /// <summary>Whether every plan holds it where it is safe.</summary>
    public bool IsAlways { get; init; }

    /// <summary>Whether it counts towards the daily home items.</summary>
    public bool IsHomeItem { get; init; }

    /// <summary>Whether it enters only when the patient or a clinician asks for it.</summary>
    public bool OnlyOnRequest { get; init; }

    /// <summary>The group of which at most one can be in a plan; empty for none.</summary>
    public string OneOf { get; init; } = "";

    /// <summary>The class of a medicine; empty for others.</summary>
    public string MedicineClass { get; init; } = "";

    /// <summary>Days after which a medicine stops; <see langword="null"/> for others.</summary>
    public int? MaxDays { get; init; }

    /// <summary>The component whose effect the trials estimate; empty for none.</summary>
    public string Component { get; init; } = "";

    /// <summary>Guideline support where no rule of the family gives it: weight −2 to 3, 0 for none.</summary>
    public int SupportWeight { get; init; }

    /// <summary>Why it has that support; empty for none.</summary>
    public string SupportReason { get; init; } = "";

    /// <summary>When to stop.</summary>
    public required string Stop { get; init; }

    /// <summary>Weeks to the first review.</summary>
    public required int ReviewWeeks { get; init; }

    /// <summary>Points of 100 that the usual unwanted effects cost: a setting.</summary>
    public required double Harm { get; init; }

    /// <summary>Why the harm is set so.</summary>
    public required string HarmReason { get; init; }

    /// <summary>The doses, one or more.</summary>
    public required IReadOnlyList<DoseLevel> Levels { get; init; }

    /// <summary>Ids of sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Whether a page supporting the entry was read.</summary>
    public required Verification Checked { get; init; }
}

/// <summary>Everything that a plan can hold.</summary>
/// <param name="Interventions">In the order in which they are shown.</param>
public sealed record Catalogue(IReadOnlyList<Intervention> Interventions)
{
    private const string File = "treatments/catalogue.yaml";

    /// <summary>Reads the catalogue.</summary>
    internal static Catalogue Load(KnowledgeReader reader, ClinicalKnowledge knowledge)
    {
        var list = new List<Intervention>();
        foreach (var node in reader.Open(File)?.Need("interventions")?.Items ?? [])
        {
            node.OwnedBy(node.Find("id")?.Scalar ?? "");
            if (Read(node, knowledge) is not { } intervention) { continue; }
            if (list.Any(other => other.Id == intervention.Id)) { node.Report("duplicate-id", $"Two interventions are called '{intervention.Id}'."); }
            list.Add(intervention);
        }
        return new(list);
    }

    private static Intervention? Read(Node node, ClinicalKnowledge knowledge)
    {
        var code = node.Text("family");
        var family = TreatmentFamilies.Find(code);
        if (family is null) { node.Report("unknown-family", $"'{code}' is not one of the eight families."); }
        var recommendation = knowledge.Recommendations.FirstOrDefault(r => r.Id == node.Text("recommendation"));
        if (recommendation is null) { node.Report("unknown-recommendation", $"There is no recommendation '{node.Text("recommendation")}'."); }
        else if (family is not null && recommendation.Family != family) { node.Report("family", $"{recommendation.Id} belongs to another family."); }
        foreach (var source in node.Texts("sources").Where(id => knowledge.Sources.All(known => known.Id != id))) { node.Report("unknown-source", $"'{source}' is not in rules/sources.yaml."); }
        if (node.Texts("sources").Count == 0) { node.Report("missing-source", "An intervention names at least one source."); }
        var levels = (node.Need("levels")?.Items ?? []).Select(item => Level(item.OwnedBy(node.Owner))).ToList();
        if (levels.Count == 0) { node.Report("missing-level", "An intervention has at least one level."); }
        var kind = node.Word("kind", InterventionKind.Advice);
        var maxDays = node.Whole("max_days");
        if (kind == InterventionKind.Medicine && (maxDays is null || node.TextOrNull("medicine_class") is null)) { node.Report("medicine", "A medicine has a class and a number of days after which it stops: 'medicine_class', 'max_days'."); }
        var support = node.Find("support");
        var intervention = recommendation is null || family is null ? null : new Intervention
        {
            Id = node.Text("id"),
            Family = family.Value,
            Technique = node.TextOrNull("technique") ?? "",
            Recommendation = recommendation,
            Label = node.Text("label"),
            Plain = node.Text("plain"),
            Kind = kind,
            GivenBy = node.Word("given_by", GivenBy.Prescriber),
            IsAlways = node.Flag("always", false),
            IsHomeItem = node.Flag("home_item", false),
            OnlyOnRequest = node.Flag("only_on_request", false),
            OneOf = node.TextOrNull("one_of") ?? "",
            MedicineClass = node.TextOrNull("medicine_class") ?? "",
            MaxDays = maxDays,
            Component = node.TextOrNull("component") ?? "",
            SupportWeight = support?.Whole("weight") ?? 0,
            SupportReason = support?.Text("reason") ?? "",
            Stop = node.Text("stop"),
            ReviewWeeks = node.Need("review_weeks")?.AsWhole() ?? 1,
            Harm = node.Need("harm")?.AsNumber() ?? 0,
            HarmReason = node.Text("harm_reason"),
            Levels = levels,
            Sources = node.Texts("sources"),
            Checked = node.Word("checked", Verification.No),
        };
        if (intervention is not null) { node.RefuseOtherKeys("note"); }
        return intervention;
    }

    private static DoseLevel Level(Node node)
    {
        var level = new DoseLevel
        {
            Id = node.Text("id"),
            Label = node.Text("label"),
            Plain = node.Text("plain"),
            Visits = node.Whole("visits") ?? 0,
            VisitsPerWeek = node.Number("visits_per_week") ?? 0,
            VisitMinutes = node.Whole("visit_minutes") ?? 0,
            HomeMinutes = node.Need("home_minutes")?.AsWhole() ?? 0,
            HomeDays = node.Need("home_days")?.AsWhole() ?? 0,
            Weeks = node.Need("weeks")?.AsWhole() ?? 1,
            CostTier = node.Need("cost_tier")?.AsWhole() ?? 0,
            Dose = node.Need("dose")?.AsNumber() ?? 0,
        };
        node.RefuseOtherKeys("note");
        if (level is { HomeMinutes: < 0 or > 600 } or { HomeDays: < 0 or > 7 } or { Weeks: < 1 or > 26 } or { CostTier: < 0 or > 4 } or { Dose: < 0 or > 1 } or { Visits: < 0 or > 100 } or { VisitsPerWeek: < 0 or > 7 } or { VisitMinutes: < 0 or > 300 })
        {
            node.Report("out-of-range", "A number of this level is out of range: home_minutes 0-600, home_days 0-7, weeks 1-26, cost_tier 0-4, dose 0-1, visits 0-100, visits_per_week 0-7, visit_minutes 0-300.");
        }
        return level;
    }
}
