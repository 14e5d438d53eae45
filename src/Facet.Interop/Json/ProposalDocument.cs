using System.Globalization;
using System.Text.Json;
using Facet.Evidence;
using Facet.Planning;
using Facet.Treatments;
using static Facet.Interop.Json.PathwayDocument;

namespace Facet.Interop.Json;

/// <summary>Writes plans as JSON: the recommended one with every reason, then the alternatives, or which limits conflict.</summary>
public static class ProposalDocument
{
    /// <summary>The word for what an alternative is best at, such as <c>most_effective</c>.</summary>
    public static string Code(this AlternativeKind kind) => kind switch
    {
        AlternativeKind.Recommended => "recommended",
        AlternativeKind.MostEffective => "most_effective",
        AlternativeKind.LeastBurden => "least_burden",
        AlternativeKind.NoMedicines => "no_medicines",
        _ => "self_care",
    };

    /// <summary>What the recommended plan of a written result holds, in the order of the catalogue.</summary>
    /// <param name="document">The result, as <see cref="PathwayDocument"/> wrote it.</param>
    /// <returns>Interventions and doses; <see langword="null"/> for a result without a plan.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static IReadOnlyList<PlannedDose>? Doses(string document)
    {
        using var json = JsonDocument.Parse(document);
        if (!json.RootElement.TryGetProperty("proposals", out var proposals) || proposals.GetArrayLength() == 0 || !proposals[0].TryGetProperty("items", out var items)) { return null; }
        return [.. items.EnumerateArray().Select(item => new PlannedDose(item.GetProperty("intervention").GetString()!, item.GetProperty("level").GetString()!))];
    }

    internal static void Write(Utf8JsonWriter json, CarePathway pathway, PathwayResult result)
    {
        json.WriteStartArray("proposals");
        switch (result.Planning)
        {
            case PlanningResult.Optimal(var proposal):
                Recommended(json, pathway, result, proposal);
                foreach (var alternative in proposal.Alternatives.Skip(1)) { Alternative(json, alternative); }
                break;
            case PlanningResult.Infeasible(var conflicts):
                json.WriteStartObject();
                json.WriteString("name", "recommended");
                json.WriteString("proof", "infeasible");
                Texts(json, "conflicts", conflicts);
                json.WriteEndObject();
                break;
            case PlanningResult.Refused(var problems):
                json.WriteStartObject();
                json.WriteString("name", "recommended");
                json.WriteString("proof", "refused");
                Texts(json, "conflicts", [.. problems.Select(problem => problem.ToString())]);
                json.WriteEndObject();
                break;
            default:
                break;
        }
        json.WriteEndArray();
    }

    private static void Recommended(Utf8JsonWriter json, CarePathway pathway, PathwayResult result, Proposal proposal)
    {
        json.WriteStartObject();
        json.WriteString("name", "recommended");
        Texts(json, "best_at", [.. proposal.Alternatives[0].BestAt.Select(Code)]);
        Proof(json, proposal.Proof);
        Outline(json, proposal.Plan);
        Asked(json, result.Preferences, proposal);
        json.WriteStartArray("items");
        foreach (var item in proposal.Items) { Item(json, pathway, item); }
        json.WriteEndArray();
        json.WriteStartArray("left_out");
        foreach (var (intervention, because) in proposal.LeftOut)
        {
            json.WriteStartObject();
            json.WriteString("intervention", intervention.Id);
            json.WriteString("recommendation", intervention.Recommendation.Id);
            json.WriteString("family", intervention.Family.Code());
            var (word, detail, rules) = Words(because);
            json.WriteString("because", word);
            json.WriteString("detail", detail);
            if (because is LeftOutBecause.Costs(var points, var instead))
            {
                json.WriteNumber("costs_points", Math.Round(points, 4));
                Texts(json, "instead_of", instead);
            }
            Texts(json, "rules", rules);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (proposal.Next is { } next)
        {
            json.WriteStartObject("next_best");
            json.WriteNumber("less_points", Math.Round(next.Less, 4));
            Texts(json, "adds", [.. next.Adds.Select(Text)]);
            Texts(json, "drops", [.. next.Drops.Select(Text)]);
            Outline(json, next.Plan);
            json.WriteEndObject();
        }
        else { json.WriteNull("next_best"); }
        json.WriteStartArray("would_change_it");
        foreach (var flip in pathway.Flips(result))
        {
            json.WriteStartObject();
            json.WriteString("kind", flip.Kind switch { FlipKind.Fact => "fact", FlipKind.Preference => "preference", _ => "limit" });
            json.WriteString("name", flip.Name);
            json.WriteString("from", flip.From);
            json.WriteString("to", flip.To);
            Texts(json, "enters", flip.Enters);
            Texts(json, "leaves", flip.Leaves);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("no_alternative");
        foreach (var (kind, conflicts) in proposal.NoAlternatives)
        {
            json.WriteStartObject();
            json.WriteString("name", kind.Code());
            Texts(json, "conflicts", conflicts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Texts(json, "unsure", proposal.Unsure);
        json.WriteEndObject();
    }

    private static void Alternative(Utf8JsonWriter json, Alternative alternative)
    {
        json.WriteStartObject();
        json.WriteString("name", alternative.BestAt[0].Code());
        Texts(json, "best_at", [.. alternative.BestAt.Select(Code)]);
        Proof(json, alternative.Proof);
        Outline(json, alternative.Plan);
        json.WriteStartArray("items");
        foreach (var (intervention, level) in alternative.Plan.Chosen)
        {
            json.WriteStartObject();
            json.WriteString("intervention", intervention.Id);
            json.WriteString("recommendation", intervention.Recommendation.Id);
            json.WriteString("family", intervention.Family.Code());
            json.WriteString("level", level.Id);
            json.WriteString("dose", level.Label);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Item(Utf8JsonWriter json, CarePathway pathway, PlanItem item)
    {
        var (intervention, level) = (item.Intervention, item.Level);
        json.WriteStartObject();
        json.WriteString("intervention", intervention.Id);
        json.WriteString("recommendation", intervention.Recommendation.Id);
        json.WriteString("family", intervention.Family.Code());
        PathwayDocument.Text(json, "technique", intervention.Technique.Length > 0 ? intervention.Technique : null);
        json.WriteString("label", intervention.Label);
        json.WriteString("level", level.Id);
        json.WriteString("dose", level.Label);
        json.WriteNumber("weeks", level.Weeks);
        json.WriteNumber("visits", level.Visits);
        json.WriteNumber("home_minutes_per_week", level.HomeMinutesPerWeek);
        json.WriteString("given_by", intervention.GivenBy switch { GivenBy.SelfCare => "self_care", GivenBy.Clinician => "clinician", _ => "prescriber" });
        json.WriteString("stop_rule", intervention.Stop);
        json.WriteNumber("review_weeks", intervention.ReviewWeeks);
        json.WriteNumber("trial_weeks", intervention.TrialWeeks);
        json.WriteNumber("benefit_weeks", intervention.BenefitWeeks);
        Texts(json, "limits", intervention.Limits);
        if (intervention.MaxDays is { } days) { json.WriteNumber("max_days", days); }
        if (intervention.Medicine is { } medicine)
        {
            json.WriteStartObject("medicine");
            json.WriteString("start", medicine.Start);
            if (medicine.MostMilligramsPerDay is { } most) { json.WriteNumber("most_mg_a_day", most); }
            json.WriteNumber("review_days", medicine.ReviewDays);
            json.WriteEndObject();
        }
        Effect(json, "pain", item.Pain);
        Effect(json, "function", item.Function);
        if (item.Pain is null && item.Function is null) { json.WriteString("no_estimate", pathway.Effects.WhyNoEstimate(intervention.Component)); }
        if (double.IsFinite(item.Adds))
        {
            json.WriteNumber("adds_points", Math.Round(item.Adds, 4));
            json.WriteStartArray("adds_points_95");
            json.WriteNumberValue(Math.Round(item.AddsWithin.Low, 2));
            json.WriteNumberValue(Math.Round(item.AddsWithin.High, 2));
            json.WriteEndArray();
        }
        else { json.WriteString("adds_points", "no plan meets the limits without it"); }
        Texts(json, "why", item.Why);
        Texts(json, "rules", item.CalledForBy);
        Texts(json, "cautions", [.. item.Cautions.Select(caution => $"{caution.Rule}: {caution.Reason}")]);
        Texts(json, "sources", intervention.Sources);
        json.WriteString("checked", Word(intervention.Checked));
        json.WriteEndObject();
    }

    private static void Outline(Utf8JsonWriter json, PlanOutline plan)
    {
        json.WriteNumber("value_points", Math.Round(plan.Value, 4));
        json.WriteStartObject("value_terms");
        foreach (var (name, points) in Terms(plan.Terms)) { json.WriteNumber(name, Math.Round(points, 4)); }
        json.WriteEndObject();
        json.WriteNumber("home_minutes_per_week", plan.HomeMinutesPerWeek);
        json.WriteNumber("visits_per_week", plan.VisitsPerWeek);
        json.WriteNumber("visits", plan.Visits);
        json.WriteNumber("hours_per_week", Math.Round(plan.HoursPerWeek, 3));
        json.WriteNumber("price", plan.Price);
        Effect(json, "pain", plan.Pain);
        Effect(json, "function", plan.Function);
    }

    private static void Asked(Utf8JsonWriter json, Preferences preferences, Proposal proposal)
    {
        json.WriteStartObject("preferences");
        json.WriteNumber("minutes_per_day", preferences.MinutesPerDay);
        Number("visits_per_week", preferences.VisitsPerWeek);
        Number("budget", preferences.Budget);
        Number("travel_minutes", preferences.TravelMinutes);
        PathwayDocument.Text(json, "first_goal", preferences.FirstGoal?.Code());
        Texts(json, "wanted", preferences.Wanted);
        Texts(json, "unwanted", preferences.Unwanted);
        json.WriteEndObject();
        if (proposal.Changes.IsNone) { return; }
        json.WriteStartObject("changes");
        Texts(json, "locked", proposal.Changes.Locked);
        Texts(json, "forbidden", proposal.Changes.Forbidden);
        Texts(json, "doses", [.. proposal.Changes.Doses.Select(pair => $"{pair.Key}={pair.Value}")]);
        if (proposal.Changes.Overridden.Count > 0) { Texts(json, "overridden", [.. proposal.Changes.Overridden.Select(each => $"{each.Rule}{(each.IsTriage ? "" : $" for {each.Intervention}")}: {each.Caution}")]); }
        json.WriteNumber("cost_points", Math.Round(proposal.CostOfChanges, 4));
        json.WriteEndObject();

        void Number(string name, double? value)
        {
            if (value is { } known) { json.WriteNumber(name, known); }
            else { json.WriteNull(name); }
        }
    }

    private static void Proof(Utf8JsonWriter json, Proof proof)
    {
        json.WriteString("proof", proof.IsOptimal ? "optimal" : "bounded");
        json.WriteNumber("nodes", proof.Nodes);
        json.WriteNumber("gap_points", Math.Round(proof.Gap, 6));
    }

    /// <summary>The parts of a plan's value with their names; what is taken off is negative.</summary>
    public static IReadOnlyList<(string Name, double Points)> Terms(ValueTerms terms) =>
    [
        ("gain", terms.Gain), ("uncertainty", -terms.Risk), ("guideline_support", terms.Support), ("wanted", terms.Wanted),
        ("burden", -terms.Burden), ("cost", -terms.Cost), ("harm", -terms.Harm), ("complexity", -terms.Complexity),
    ];

    private static string Text(Dosed dosed) => $"{dosed.Intervention.Id}={dosed.Level.Id}";

    /// <summary>Why an intervention is not in a plan: a word, a sentence for clinicians, ids of rules.</summary>
    public static (string Word, string Detail, IReadOnlyList<string> Rules) Words(LeftOutBecause because) => because switch
    {
        LeftOutBecause.Excluded(var by) => ("excluded", string.Join(" ", by.Select(exclusion => exclusion.Reason).Distinct()), [.. by.Select(exclusion => exclusion.Rule).Distinct()]),
        LeftOutBecause.Held(var by) => ("held", string.Join(" ", by.Select(hold => hold.Open.Count == 0 ? hold.Reason : $"{hold.Reason} Open: {string.Join(", ", hold.Open)}.").Distinct()), [.. by.Select(hold => hold.Rule).Distinct()]),
        LeftOutBecause.NotCalledFor(var when) => ("not_called_for", $"It is for people with: {when}.", []),
        LeftOutBecause.Unwanted => ("unwanted", "The patient does not want it.", []),
        LeftOutBecause.TakenOut => ("taken_out", "The clinician took it out.", []),
        LeftOutBecause.OnlyOnRequest => ("only_on_request", "It enters only when it is asked for.", []),
        LeftOutBecause.PrescriberDecides => ("prescriber_decides", "Safe by the rules; a prescriber decides, and nothing is proposed.", []),
        LeftOutBecause.Costs(< 0.05, _) => ("as_good", "The plan would be worth as much with it; it only asks for more.", []),
        LeftOutBecause.Costs(var points, var instead) => ("worth_less", string.Create(CultureInfo.InvariantCulture, $"With it the best plan is worth {points:0.0} points of 100 less{(instead.Count > 0 ? $", and would do without {string.Join(", ", instead)}" : "")}: what it asks is more than what it is known to bring."), []),
        _ => ("does_not_fit", "It does not fit within the limits of time, visits and items.", []),
    };

    private static void Effect(Utf8JsonWriter json, string name, Effect? effect)
    {
        if (effect is not { } known) { json.WriteNull(name); return; }
        json.WriteStartObject(name);
        json.WriteNumber("mean", Math.Round(known.Mean, 2));
        json.WriteNumber("low", Math.Round(known.Best, 2));
        json.WriteNumber("high", Math.Round(known.Worst, 2));
        json.WriteNumber("chance_of_important_improvement", Math.Round(known.ChanceOf(OutcomeCodes.ImportantDifference), 3));
        json.WriteString("unit", "points of 100, negative is better");
        json.WriteString("interval", "95 % prediction interval");
        json.WriteEndObject();
    }
}
