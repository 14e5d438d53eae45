using Facet.Knowledge;

namespace Facet.Treatments;

/// <summary>A number of morphine equivalents that asks for a look. It is a prompt and no limit.</summary>
/// <param name="Equivalents">Milligrams of oral morphine a day.</param>
/// <param name="Action">What it asks for.</param>
/// <param name="Checked">Whether a page supporting it was read.</param>
public sealed record MorphinePrompt(double Equivalents, string Action, Verification Checked);

/// <summary>What a prescriber answers before an opioid is added or raised.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OnlyAtStart">Whether it is asked only when an opioid is begun.</param>
/// <param name="NoRefuses">Whether "no" stops it; else "no" needs a reason.</param>
/// <param name="Text">The statement that is true or not.</param>
/// <param name="Rule">The rule that it goes with; <see langword="null"/> for none.</param>
/// <param name="Recommendation">The recommendation of the CDC guideline of 2022; <see langword="null"/> for none.</param>
/// <param name="Sources">Ids of sources.</param>
/// <param name="Checked">Whether a page supporting it was read.</param>
public sealed record OpioidCheck(string Id, bool OnlyAtStart, bool NoRefuses, string Text, string? Rule, int? Recommendation, IReadOnlyList<string> Sources, Verification Checked);

/// <summary>How fast an opioid is tapered at most.</summary>
/// <param name="Rule">Id of the taper.</param>
/// <param name="PercentOfOriginal">The most that a step takes away, percent of the dose before the taper.</param>
/// <param name="EveryDays">The fewest days of a step.</param>
public sealed record TaperPace(string Rule, double PercentOfOriginal, int EveryDays);

/// <summary>What <c>medicines/medications.yaml</c> says for prescribers of opioids, beside its rules: cautions of the morphine table, prompts, checks, the pace of tapers.</summary>
public sealed record OpioidKnowledge
{
    private const string File = "medicines/medications.yaml";

    /// <summary>Ids of the sources of the morphine table.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Whether a page supporting the table was read.</summary>
    public required Verification Checked { get; init; }

    /// <summary>What the table must not be used for.</summary>
    public required IReadOnlyList<string> Cautions { get; init; }

    /// <summary>Why an ingredient is not converted, by its slug.</summary>
    public required IReadOnlyDictionary<string, string> LeftOut { get; init; }

    /// <summary>The prompts, the lowest first.</summary>
    public required IReadOnlyList<MorphinePrompt> Prompts { get; init; }

    /// <summary>The checks, in order.</summary>
    public required IReadOnlyList<OpioidCheck> Checks { get; init; }

    /// <summary>The first and the last day after the order on which it is reviewed.</summary>
    public required (int First, int Last) ReviewDays { get; init; }

    /// <summary>The most days of a first supply; <see langword="null"/> where none is stated.</summary>
    public required int? MostDaysAtFirst { get; init; }

    /// <summary>What is never begun, as words of the file.</summary>
    public required IReadOnlyList<string> NeverBegun { get; init; }

    /// <summary>The pace of each taper that has one.</summary>
    public required IReadOnlyList<TaperPace> Paces { get; init; }

    /// <summary>Reads the file.</summary>
    /// <param name="files">The knowledge files.</param>
    /// <returns>What it says, or everything that is wrong with it.</returns>
    public static Checked<OpioidKnowledge> Load(KnowledgeFiles files)
    {
        var problems = new List<Problem>();
        var read = Node.Parse(File, files.Read(File), problems) is { } file ? Read(file) : null;
        return problems.Count > 0 || read is null ? Checked<OpioidKnowledge>.Refused(problems) : read;
    }

    private static OpioidKnowledge? Read(Node file)
    {
        if (file.Need("mme") is not { } table || file.Need("opioid_checks") is not { } checks || file.Need("classes")?.Need("opioid") is not { } group) { return null; }
        var days = checks.Need("review_days")?.Items.Select(day => day.AsWhole() ?? 0).ToList() ?? [];
        if (days is not [> 0, var last] || last < days[0]) { checks.Report("out-of-range", "review_days is the first and the last day."); days = [1, 1]; }
        var course = group.Find("course");
        return new()
        {
            Sources = table.Texts("source"),
            Checked = table.Word("checked", Verification.No),
            Cautions = table.Texts("cautions"),
            LeftOut = (table.Find("excluded")?.Entries ?? []).ToDictionary(entry => entry.Key, entry => entry.Value.AsText(), StringComparer.Ordinal),
            Prompts = [.. (table.Need("thresholds")?.Items ?? []).Select(item => new MorphinePrompt(item.Number("mme") ?? 0, item.Text("action"), item.Word("checked", Verification.No))).OrderBy(prompt => prompt.Equivalents)],
            Checks = [.. (checks.Need("list")?.Items ?? []).Select(Check)],
            ReviewDays = (days[0], days[1]),
            MostDaysAtFirst = course?.Whole("max_days_first_supply"),
            NeverBegun = course?.Texts("never") ?? [],
            Paces = [.. (file.Need("taper")?.Items ?? []).Where(item => item.Find("percent_of_original") is not null).Select(Pace)],
        };
    }

    private static OpioidCheck Check(Node item)
    {
        item.OwnedBy(item.Text("id"));
        var check = new OpioidCheck(item.Text("id"), item.OneOf("for", "start", "any") == "start", item.OneOf("if_no", "refuse", "explain") == "refuse", item.Text("text"), item.TextOrNull("rule"), item.Whole("recommendation"), item.Texts("sources"), item.Word("checked", Verification.No));
        item.RefuseOtherKeys();
        return check;
    }

    private static TaperPace Pace(Node item)
    {
        var pace = new TaperPace(item.Text("id"), item.Number("percent_of_original") ?? 0, item.Whole("every_days") ?? 0);
        if (pace is not { PercentOfOriginal: > 0 and <= 100, EveryDays: > 0 and <= 366 }) { item.Report("out-of-range", "A pace has percent_of_original above 0, at most 100, and every_days of 1 to 366."); }
        return pace;
    }
}
