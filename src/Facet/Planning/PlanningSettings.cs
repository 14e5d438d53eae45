using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Planning;

/// <summary>A number that the clinic chose, and why.</summary>
/// <param name="Name">Its word in the file.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Reason">Why it is what it is.</param>
public sealed record Setting(string Name, double Value, string Unit, string Reason);

/// <summary>The exchange rates and limits of the planner. All are choices of the clinic, none is a fact.</summary>
public sealed class PlanningSettings
{
    private const string File = "settings/planning.yaml";

    private PlanningSettings(IReadOnlyDictionary<string, Setting> settings)
    {
        All = [.. settings.Values];
        double Value(string name) => settings.TryGetValue(name, out var setting) ? setting.Value : 0;
        WeightPain = Value("weight_pain");
        WeightFunction = Value("weight_function");
        FirstGoalShare = Value("first_goal_share");
        RiskAversion = Value("risk_aversion");
        BurdenPerHourWeek = Value("burden_per_hour_week");
        TravelMinutesPerVisit = Value("travel_minutes_visit");
        CostPerTier = Value("cost_per_tier");
        PricePerTier = Value("price_per_tier");
        ComplexityPerItem = Value("complexity_per_item");
        SupportPerWeight = Value("support_per_weight");
        WantBonus = Value("want_bonus");
        HomeItemsAtMost = (int)Value("home_items_at_most");
        VisitsPerWeekAtMost = Value("visits_per_week_at_most");
        NewMedicinesAtMost = (int)Value("new_medicines_at_most");
        PassiveFamiliesAtMost = (int)Value("passive_families_at_most");
        BetweenStudySd = Value("between_study_sd");
    }

    /// <summary>Every setting with its unit and reason, as shown beside a plan.</summary>
    public IReadOnlyList<Setting> All { get; }

    /// <summary>Share of pain in the patient's composite outcome, 0–1.</summary>
    public double WeightPain { get; }

    /// <summary>Share of function in the patient's composite outcome, 0–1.</summary>
    public double WeightFunction { get; }

    /// <summary>Share of the outcome that a patient puts first, when one is put first, 0–1.</summary>
    public double FirstGoalShare { get; }

    /// <summary>λ: points given up for a point less of standard deviation.</summary>
    public double RiskAversion { get; }

    /// <summary>Points that an hour a week costs, averaged over the 12 weeks of a plan.</summary>
    public double BurdenPerHourWeek { get; }

    /// <summary>Minutes of travel that a visit costs.</summary>
    public double TravelMinutesPerVisit { get; }

    /// <summary>Points that a cost tier costs.</summary>
    public double CostPerTier { get; }

    /// <summary>What a cost tier of a course is in the clinic's currency: only a budget uses it.</summary>
    public double PricePerTier { get; }

    /// <summary>Points that a further item costs.</summary>
    public double ComplexityPerItem { get; }

    /// <summary>Points that a unit of indication weight is worth.</summary>
    public double SupportPerWeight { get; }

    /// <summary>Points that being asked for is worth.</summary>
    public double WantBonus { get; }

    /// <summary>Most home items a day.</summary>
    public int HomeItemsAtMost { get; }

    /// <summary>Most visits in a week.</summary>
    public double VisitsPerWeekAtMost { get; }

    /// <summary>Most new medicines.</summary>
    public int NewMedicinesAtMost { get; }

    /// <summary>Most passive families at once.</summary>
    public int PassiveFamiliesAtMost { get; }

    /// <summary>How much true effects differ between studies: standard deviation in points.</summary>
    public double BetweenStudySd { get; }

    /// <summary>Share of an outcome in the patient's composite outcome, 0–1.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="first">The outcome that the patient puts first; <see langword="null"/> when both count as the clinic set them.</param>
    public double Weight(Outcome outcome, Outcome? first) => first switch
    {
        null => outcome == Outcome.Pain ? WeightPain : WeightFunction,
        { } goal => outcome == goal ? FirstGoalShare : 1 - FirstGoalShare,
    };

    internal static PlanningSettings Load(KnowledgeReader reader)
    {
        string[] names =
        [
            "weight_pain", "weight_function", "first_goal_share", "risk_aversion", "burden_per_hour_week", "travel_minutes_visit", "cost_per_tier", "price_per_tier", "complexity_per_item",
            "support_per_weight", "want_bonus", "home_items_at_most", "visits_per_week_at_most", "new_medicines_at_most", "passive_families_at_most", "between_study_sd",
        ];
        var file = reader.Open(File)?.Need("settings");
        var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (file?.Need(name)?.OwnedBy(name) is not { } node) { continue; }
            var value = node.Need("value")?.AsNumber() ?? 0;
            if (value < 0) { node.Report("negative", "A setting is 0 or more."); }
            if (name == "first_goal_share" && value > 1) { node.Report("out-of-range", "A share is at most 1."); }
            settings[name] = new(name, value, node.Text("unit"), node.Text("reason"));
            node.RefuseOtherKeys();
        }
        file?.RefuseOtherKeys();
        return new(settings);
    }
}
