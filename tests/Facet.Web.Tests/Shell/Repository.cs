namespace Facet.Web.Tests.Shell;

internal static class Repository
{
    /// <summary>The folder that holds <c>Facet.slnx</c>.</summary>
    public static string Root { get; } = Find(new(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Facet.slnx")) ? folder.FullName
        : folder.Parent is { } parent ? Find(parent)
        : throw new DirectoryNotFoundException("The tests do not run inside the repository.");
}
