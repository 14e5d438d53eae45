using System.Globalization;
using Facet.Evidence;
using Facet.Planning;

namespace Facet.Web.Desk;

/// <summary>What another plan holds that one does not, in a few words.</summary>
internal static class PlanDifference
{
    /// <summary>A plan as a line, so that the next page can say what changed.</summary>
    public static string Line(PlanOutline plan) => string.Join(',', plan.Chosen.Select(dosed => $"{dosed.Intervention.Id}={dosed.Level.Id}"));

    public static IReadOnlyList<string> Between(PlanOutline from, PlanOutline to) => Between(Line(from), to, id => from.Chosen.First(dosed => dosed.Intervention.Id == id).Intervention.Label);

    /// <summary>What came in, what went, what has another dose; empty for the same plan.</summary>
    public static IReadOnlyList<string> Between(string from, PlanOutline to, Func<string, string> label)
    {
        var before = from.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).Where(part => part.Length == 2).DistinctBy(part => part[0]).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var list = new List<string>();
        Add("In", to.Chosen.Where(dosed => !before.ContainsKey(dosed.Intervention.Id)).Select(dosed => $"{dosed.Intervention.Label}, {dosed.Level.Label}"));
        Add("Out", before.Keys.Where(id => to.Chosen.All(dosed => dosed.Intervention.Id != id)).Select(label));
        Add("Other dose", to.Chosen.Where(dosed => before.TryGetValue(dosed.Intervention.Id, out var level) && level != dosed.Level.Id).Select(dosed => $"{dosed.Intervention.Label}, {dosed.Level.Label}"));
        return list;

        void Add(string word, IEnumerable<string> items)
        {
            var all = items.ToList();
            if (all.Count > 0) { list.Add($"{word}: {string.Join("; ", all)}."); }
        }
    }

    /// <summary>What the difference asks more or less of the patient; empty for nothing to speak of.</summary>
    public static IReadOnlyList<string> Asks(PlanOutline from, PlanOutline to)
    {
        var list = new List<string>();
        Add((to.HomeMinutesPerWeek - from.HomeMinutesPerWeek) / 7.0, "min a day at home");
        Add(to.Visits - from.Visits, "visits");
        Add(to.Price - from.Price, "of the clinic’s currency");
        foreach (var outcome in OutcomeCodes.All)
        {
            if (from.Of(outcome) is { } then && to.Of(outcome) is { } now) { Add(now.Mean - then.Mean, outcome == Outcome.Pain ? "points of pain" : "points of function"); }
        }
        return list;

        void Add(double difference, string unit)
        {
            if (Math.Abs(difference) >= 0.05) { list.Add(string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(difference):0.#} {unit} {(difference < 0 ? "less" : "more")}")); }
        }
    }
}
