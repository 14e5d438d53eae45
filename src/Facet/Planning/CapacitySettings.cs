using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Planning;

/// <summary>What a clinic has of one kind of staff or device.</summary>
/// <param name="Resource">Its name, as interventions of the catalogue use it.</param>
/// <param name="HoursPerWeek">Hours a week, ≥ 0; 0 where there is none.</param>
/// <param name="Reason">Why it is that much.</param>
public sealed record Capacity(string Resource, double HoursPerWeek, string Reason);

/// <summary>What a clinic has of staff and devices. What is not named has no limit.</summary>
public sealed class CapacitySettings
{
    private const string File = "settings/capacity.yaml";
    private const double HoursInAWeek = 168;

    private CapacitySettings(IReadOnlyList<Capacity> capacities) => All = capacities;

    /// <summary>Every capacity with its reason, in the order of the file; none is shipped.</summary>
    public IReadOnlyList<Capacity> All { get; }

    /// <summary>Hours a week of a resource that a dose of an intervention takes, averaged over the 12 weeks of a plan: people begin in different weeks, so a clinic's week holds people in every week of theirs.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="intervention">The intervention.</param>
    /// <param name="level">The dose.</param>
    public static double HoursPerWeek(string resource, Intervention intervention, DoseLevel level)
    {
        if (!intervention.Uses.Contains(resource)) { return 0; }
        var visits = 0.0;
        for (var week = 1; week <= DoseLevel.PlanWeeks; week++) { visits += level.VisitsIn(week); }
        return visits * level.VisitMinutes / (60 * DoseLevel.PlanWeeks);
    }

    internal static CapacitySettings Load(KnowledgeReader reader, Catalogue catalogue)
    {
        var known = catalogue.Interventions.SelectMany(intervention => intervention.Uses).Distinct().Order(StringComparer.Ordinal).ToList();
        var list = new List<Capacity>();
        var file = reader.Open(File);
        foreach (var (name, node) in file?.Need("capacities")?.Entries ?? [])
        {
            node.OwnedBy(name);
            if (!known.Contains(name)) { node.Report("unknown-resource", $"No intervention uses '{name}'; the catalogue names {string.Join(", ", known)}."); }
            var hours = node.Number("hours_per_week");
            // People beyond one clinic's staff: no week has more hours than this, however many share a name.
            if (hours is null) { node.Report("no-hours", "Say how many hours a week there are; leave the resource out where it has no limit."); }
            else if (hours is < 0 or > HoursInAWeek * 1000) { node.Report("out-of-range", $"Hours a week are from 0 to {HoursInAWeek * 1000:0}."); }
            list.Add(new(name, hours ?? 0, node.Text("reason")));
            node.RefuseOtherKeys();
        }
        return new(list);
    }
}
