using System.CommandLine;

namespace Facet.Cli;

/// <summary>Which database a command works on: options of <c>facet plan --all</c> and <c>facet replay</c>.</summary>
internal sealed class DatabaseOptions
{
    private readonly Option<DirectoryInfo?> folder = new("--database") { Description = "The folder with the server's SQLite database, facet.db.", HelpName = "DIR" };
    private readonly Option<string?> postgres = new("--postgres") { Description = "A PostgreSQL connection string. Leave the password to PGPASSFILE: a command line can be read by others.", HelpName = "CONNECTION" };

    internal sealed record Asked(DirectoryInfo? Folder, string? Postgres)
    {
        /// <summary>Whether a folder without a database gets one.</summary>
        public bool MayBeNew { get; init; }

        /// <summary>What is wrong with it, in words; null when nothing is.</summary>
        public Problem? Problem => (Folder, Postgres) switch
        {
            (null, null) => new("--database", "no-database", "Say which database: --database DIR or --postgres CONNECTION."),
            ({ }, { }) => new("--database", "two-databases", "Say one database: --database DIR or --postgres CONNECTION."),
            ({ } folder, _) when !MayBeNew && !File.Exists(Path.Combine(folder.FullName, "facet.db")) => new(folder.FullName, "no-database", "The folder holds no facet.db."),
            _ => null,
        };

        /// <summary>A clinic's own knowledge stands beside its database, unless another folder is named.</summary>
        public DirectoryInfo? Knowledge(DirectoryInfo? named) =>
            named ?? (Folder is { } beside && Directory.Exists(Path.Combine(beside.FullName, "knowledge")) ? new(Path.Combine(beside.FullName, "knowledge")) : null);
    }

    public void AddTo(Command command)
    {
        command.Add(folder);
        command.Add(postgres);
    }

    public Asked Read(ParseResult parsed) => new(parsed.GetValue(folder), parsed.GetValue(postgres));
}
