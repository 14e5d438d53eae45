using Facet.Care;
using Facet.Treatments;

namespace Facet.Web.Schedule;

/// <summary>What the pages of staff, rooms and devices call things.</summary>
internal static class ResourceFields
{
    public static string One(ResourceKind kind) => kind switch { ResourceKind.Staff => "Somebody of the staff", ResourceKind.Room => "A room", _ => "A device" };

    public static string Plural(ResourceKind kind) => kind switch { ResourceKind.Staff => "Staff", ResourceKind.Room => "Rooms", _ => "Devices" };

    /// <summary>Skills that plans can ask for, each with what it is for.</summary>
    public static IReadOnlyList<(string Word, string For)> Skills(Catalogue catalogue, ResourceKind kind)
    {
        var visited = catalogue.Interventions.Where(item => item.Uses.Count > 0).ToList();
        List<(string Word, string For)> uses = [.. visited.SelectMany(item => item.Uses.Select(word => (word, item.Label))).GroupBy(each => each.word).Select(group => (group.Key, string.Join("; ", group.Select(each => each.Label))))];
        List<(string, string)> families = [.. visited.Select(item => item.Family).Distinct().Select(family => (family.Code(), $"everything of {family.Code().Replace('_', ' ')}"))];
        List<(string, string)> items = [.. visited.Select(item => (item.Id, item.Label))];
        return kind switch { ResourceKind.Staff => [.. uses, .. items], ResourceKind.Room => [.. families, .. uses], _ => uses };
    }
}
