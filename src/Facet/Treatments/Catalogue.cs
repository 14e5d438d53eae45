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

    /// <summary>Weeks of the trial of treatment, looked at half-way and at the end; 1–26.</summary>
    public required int TrialWeeks { get; init; }

    /// <summary>Weeks after which benefit is first expected, 1–26.</summary>
    public required int BenefitWeeks { get; init; }

    /// <summary>Parts of the day that suit it, best first; empty for any.</summary>
    public IReadOnlyList<PartOfDay> Parts { get; init; } = [];

    /// <summary>Whether its days at home follow each other from the first on, as for cold in the first three days.</summary>
    public bool IsDayAfterDay { get; init; }

    /// <summary>Days from one session to the next, at least; 1 is the next day.</summary>
    public int GapDays { get; init; } = 1;

    /// <summary>Families of which nothing may come before it on the same day: laser before exercise.</summary>
    public IReadOnlyList<TreatmentFamily> SameDayBefore { get; init; } = [];

    /// <summary>Families that it follows on the same day: heat after exercise.</summary>
    public IReadOnlyList<TreatmentFamily> After { get; init; } = [];

    /// <summary>Whose time, or which device, a visit takes; empty where nothing is scarce.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];

    /// <summary>What a clinician keeps to while giving it.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>Sessions a year at most; <see langword="null"/> for no such limit.</summary>
    public int? SessionsPerYear { get; init; }

    /// <summary>The dose of a laser; <see langword="null"/> for others.</summary>
    public LaserDose? Laser { get; init; }

    /// <summary>How a medicine is begun; <see langword="null"/> for others.</summary>
    public MedicineDose? Medicine { get; init; }

    /// <summary>Limits of heat or cold; <see langword="null"/> for others.</summary>
    public ThermalLimits? Thermal { get; init; }

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

    /// <summary>The intervention with this id, or <see langword="null"/>.</summary>
    public Intervention? Find(string id)
    {
        foreach (var intervention in Interventions) { if (intervention.Id == id) { return intervention; } }
        return null;
    }

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
        if (recommendation is null) { (node.Find("recommendation") ?? node).Report("unknown-recommendation", $"There is no recommendation '{node.Text("recommendation")}'."); }
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
            TrialWeeks = Within(node, "trial_weeks", node.Need("trial_weeks")?.AsWhole() ?? 1, 1, 26),
            BenefitWeeks = Within(node, "benefit_weeks", node.Need("benefit_weeks")?.AsWhole() ?? 1, 1, 26),
            Parts = [.. Words<PartOfDay>(node, "parts", word => Enum.TryParse<PartOfDay>(word, true, out var part) ? part : null, "morning, midday, evening")],
            IsDayAfterDay = node.Flag("day_after_day", false),
            GapDays = Within(node, "gap_days", node.Whole("gap_days") ?? 1, 1, 28),
            SameDayBefore = [.. Words(node, "same_day_before", word => TreatmentFamilies.Find(word), "the eight families")],
            After = [.. Words(node, "after", word => TreatmentFamilies.Find(word), "the eight families")],
            Uses = node.Texts("uses"),
            Limits = node.Texts("limits"),
            SessionsPerYear = Needling(node),
            Laser = Laser(node, levels),
            Medicine = Medicine(node, kind, knowledge),
            Thermal = Thermal(node, levels),
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
            Phases = [.. (node.Find("phases")?.Items ?? []).Select(phase => Phase(phase.OwnedBy(node.Owner)))],
            VisitMinutes = node.Whole("visit_minutes") ?? 0,
            HomeMinutes = node.Need("home_minutes")?.AsWhole() ?? 0,
            HomeDays = node.Need("home_days")?.AsWhole() ?? 0,
            Weeks = node.Need("weeks")?.AsWhole() ?? 1,
            CostTier = node.Need("cost_tier")?.AsWhole() ?? 0,
            Dose = node.Need("dose")?.AsNumber() ?? 0,
        }.Counted();
        node.RefuseOtherKeys("note");
        if (level is { HomeMinutes: < 0 or > 600 } or { HomeDays: < 0 or > 7 } or { Weeks: < 1 or > 26 } or { CostTier: < 0 or > 4 } or { Dose: < 0 or > 1 } or { VisitMinutes: < 0 or > 300 })
        {
            node.Report("out-of-range", "A number of this level is out of range: home_minutes 0-600, home_days 0-7, weeks 1-26, cost_tier 0-4, dose 0-1, visit_minutes 0-300.");
        }
        if (level.Phases.Sum(phase => phase.Weeks) > level.Weeks) { node.Report("phases", $"The phases last {level.Phases.Sum(phase => phase.Weeks)} weeks, the level {level.Weeks}."); }
        if (level.Phases.Count > 0 != level.VisitMinutes > 0) { node.Report("phases", "Visits have phases and a length: 'phases' and 'visit_minutes' go together."); }
        return level;
    }

    private static VisitPhase Phase(Node node)
    {
        var phase = new VisitPhase(Within(node, "weeks", node.Need("weeks")?.AsWhole() ?? 1, 1, 26), (decimal)(node.Need("visits_a_week")?.AsNumber() ?? 1));
        if (phase.VisitsPerWeek is not (> 0 and <= 7)) { node.Report("out-of-range", "visits_a_week is above 0 and at most 7."); }
        node.RefuseOtherKeys();
        return phase;
    }

    private static LaserDose? Laser(Node node, IReadOnlyList<DoseLevel> levels)
    {
        if (node.Find("laser") is not { } dose) { return null; }
        var laser = new LaserDose(Range(dose, "wavelength_nm") ?? default, Range(dose, "points"), dose.Number("joules_per_point"), dose.Number("joules_in_all"), Range(dose, "seconds_per_point"), dose.Whole("minutes"));
        if (laser.Wavelength.From is < 400 or > 1200) { dose.Report("out-of-range", "wavelength_nm is a pair of 400-1200."); }
        if (laser is { Points: null, Minutes: null }) { dose.Report("laser", "A laser dose has points with joules_per_point and joules_in_all, or minutes of a factory protocol."); }
        if (laser is { Points: { } points, JoulesPerPoint: { } joules, JoulesInAll: { } all } && points.From * joules < all) { dose.Report("laser", $"{points.From} points of {joules} J come to less than {all} J in all."); }
        if (laser.Minutes > levels.Max(level => level.VisitMinutes)) { dose.Report("laser", "The protocol is longer than a visit."); }
        dose.RefuseOtherKeys("note");
        return laser;
    }

    private static int? Needling(Node node)
    {
        if (node.Find("needling") is not { } needling) { return null; }
        var most = Within(needling, "sessions_a_year", needling.Need("sessions_a_year")?.AsWhole() ?? 1, 1, 366);
        needling.RefuseOtherKeys("note");
        return most;
    }

    private static MedicineDose? Medicine(Node node, InterventionKind kind, ClinicalKnowledge knowledge)
    {
        if (node.Find("medicine") is not { } course)
        {
            if (kind == InterventionKind.Medicine) { node.Report("medicine", "A medicine says how it is begun and when it is looked at: 'medicine: {start, review_days, ...}'."); }
            return null;
        }
        var ingredient = course.TextOrNull("ingredient") ?? "";
        if (ingredient.Length > 0 && knowledge.Formulary.Find(ingredient) is null) { course.Report("unknown-ingredient", $"'{ingredient}' is not in the formulary."); }
        if (ingredient.Length > 0 && course.Number("most_mg_a_day") is not > 0) { course.Report("medicine", "An ingredient has a most_mg_a_day above 0."); }
        var medicine = new MedicineDose(course.Text("start"), ingredient, course.Number("most_mg_a_day"), Within(course, "review_days", course.Need("review_days")?.AsWhole() ?? 1, 1, 90)) { BuildUp = KnowledgeLoader.DoseSteps(course, "build_up") };
        course.RefuseOtherKeys("note");
        return medicine;
    }

    private static ThermalLimits? Thermal(Node node, IReadOnlyList<DoseLevel> levels)
    {
        if (node.Find("thermal") is not { } limits) { return null; }
        var thermal = new ThermalLimits(Within(limits, "minutes", limits.Need("minutes")?.AsWhole() ?? 1, 1, 30), Within(limits, "times_a_day", limits.Need("times_a_day")?.AsWhole() ?? 1, 1, 6), Within(limits, "skin_check_minutes", limits.Need("skin_check_minutes")?.AsWhole() ?? 1, 1, 15));
        if (levels.Any(level => level.HomeMinutes > thermal.Minutes)) { limits.Report("thermal", $"A level is longer than the {thermal.Minutes} minutes that are the limit."); }
        limits.RefuseOtherKeys("note");
        return thermal;
    }

    private static (int From, int To)? Range(Node node, string key)
    {
        if (node.Find(key) is not { } range) { return null; }
        if (range.Items.Count == 2 && range.Items[0].AsWhole() is { } from && range.Items[1].AsWhole() is { } to && from <= to) { return (from, to); }
        range.Report("range", $"'{key}' is a pair of whole numbers, the lower first.");
        return null;
    }

    private static int Within(Node node, string key, int value, int least, int most)
    {
        if (value < least || value > most) { (node.Find(key) ?? node).Report("out-of-range", $"{key} is {least} to {most}."); }
        return value;
    }

    private static IEnumerable<T> Words<T>(Node node, string key, Func<string, T?> find, string known) where T : struct
    {
        foreach (var word in node.Texts(key))
        {
            if (find(word) is { } value) { yield return value; }
            else { (node.Find(key) ?? node).Report("unknown-word", $"'{word}' is not one of {known}."); }
        }
    }
}
